"""What is left of a message once its text has served: that it was sent, what for and when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from correspondence.models import Attachment, Message, MessageQuerySet, MessageState

SETTLED = (
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.BOUNCED,
    MessageState.FAILED,
    MessageState.CANCELLED,
)
NOTHING = {
    "to_email": "",
    "to_name": "",
    "shown_to": [],
    "reply_to": "",
    "subject": "",
    "body": "",
    "link_name": "",
    "server_said": "",
}


def forget_old_texts(*, at: datetime | None = None) -> int:
    """Empty the text and the addressee of messages kept for MESSAGES_KEPT_DAYS; returns how many.

    What still waits to be sent keeps its text. A second call finds nothing.
    """
    before = (at or timezone.now()) - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    forgotten = forget(Message.objects.filter(queued_at__lt=before))
    forget_files(before)
    return forgotten


@transaction.atomic
def forget(messages: MessageQuerySet) -> int:
    """Of these messages, those that will not leave any more keep only the fact; returns how many."""
    settled = messages.filter(state__in=SETTLED).exclude(to_email="", body="")
    Message.attachments.through.objects.filter(message__in=settled).delete()
    return settled.update(**NOTHING)


def forget_files(before: datetime) -> int:
    """Remove the files made before then that go with nothing any more, neither message nor mailing (of a room above)."""
    unused = Attachment.objects.filter(made_at__lt=before)
    for relation in Attachment._meta.get_fields(include_hidden=True):
        if relation.one_to_many:
            names = {relation.field.name: OuterRef("pk")}
            unused = unused.exclude(Exists(relation.related_model.objects.filter(**names)))
    removed = 0
    for attachment in unused:
        attachment.delete()
        removed += 1
        if not Attachment.objects.filter(file=attachment.file.name).exists():
            attachment.file.storage.delete(attachment.file.name)
    return removed
