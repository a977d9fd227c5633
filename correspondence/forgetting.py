"""What is left of a message once its text has served: that it was sent, what for and when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from correspondence.models import Message, MessageQuerySet, MessageState

SETTLED = (
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.BOUNCED,
    MessageState.FAILED,
    MessageState.CANCELLED,
)
NOTHING = {"to_email": "", "to_name": "", "subject": "", "body": "", "link_name": "", "server_said": ""}


def forget_old_texts(*, at: datetime | None = None) -> int:
    """Empty the text and the addressee of messages kept for MESSAGES_KEPT_DAYS; returns how many.

    What still waits to be sent keeps its text. A second call finds nothing.
    """
    before = (at or timezone.now()) - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    return forget(Message.objects.filter(queued_at__lt=before))


def forget(messages: MessageQuerySet) -> int:
    """Of these messages, those that will not leave any more keep only the fact; returns how many."""
    return messages.filter(state__in=SETTLED).exclude(to_email="", body="").update(**NOTHING)
