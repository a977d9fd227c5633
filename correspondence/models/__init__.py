"""Messages and their delivery, their wording, and what is known of addresses."""

from correspondence.models.addresses import Trouble, TroubledAddress, Unsubscribed
from correspondence.models.messages import (
    MOVES,
    ORDINARY,
    PRIORITY,
    Attachment,
    Batch,
    BatchState,
    DomainRate,
    Message,
    MessageQuerySet,
    MessageState,
    Outbox,
    Purpose,
)
from correspondence.models.templates import MessageTemplate

__all__ = [
    "MOVES",
    "ORDINARY",
    "PRIORITY",
    "Attachment",
    "Batch",
    "BatchState",
    "DomainRate",
    "Message",
    "MessageQuerySet",
    "MessageState",
    "MessageTemplate",
    "Outbox",
    "Purpose",
    "Trouble",
    "TroubledAddress",
    "Unsubscribed",
]
