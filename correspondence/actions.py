"""Writing messages into the queue. They leave after the transaction, by the worker or by the sweep."""

import logging
import uuid

from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway

from correspondence.models import ORDINARY, PRIORITY, Message, Purpose
from correspondence.tasks import deliver_queued

logger = logging.getLogger(__name__)


def queue(messages: list[Message]) -> list[Message]:
    """Put messages in the queue; one whose key is there already is left as it is.

    Returns the rows now in the database, in the order given. The worker is told after the commit; if the
    broker is away, the next sweep finds them.
    """
    for message in messages:
        message.priority = PRIORITY.get(message.purpose, ORDINARY)
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    rows = Message.objects.in_bulk([message.key for message in messages], field_name="key")
    transaction.on_commit(wake_worker)
    return [rows[message.key] for message in messages]


def wake_worker() -> None:
    try:
        deliver_queued.delay()
    except BrokerAway:
        logger.warning("The broker does not answer; the sweep will send what waits.")


def queue_account_message(*, to_email: str, subject: str, body: str, language: str) -> None:
    """A sign-in code or another word about an account, ahead of everything else."""
    queue(
        [
            Message(
                key=f"account:{uuid.uuid4()}",
                purpose=Purpose.ACCOUNT,
                to_email=to_email,
                subject=subject,
                body=body,
                language=language,
            )
        ]
    )
