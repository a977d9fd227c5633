"""What the chair writes to many: mailings and joint letters, reminders, notices of changes, and what is passed on."""

from mailings.models.forwarding import Forwarding, Ministry
from mailings.models.mailings import (
    MOVES,
    Mailing,
    MailingKind,
    MailingState,
    MailingText,
    Signatory,
)
from mailings.models.reminders import ReminderAbout, ReminderRule

__all__ = [
    "MOVES",
    "Forwarding",
    "Mailing",
    "MailingKind",
    "MailingState",
    "MailingText",
    "Ministry",
    "ReminderAbout",
    "ReminderRule",
    "Signatory",
]
