"""Messages and their delivery: one row a recipient and purpose, and the row is the truth."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gfmd.moves import Moves
from gfmd.tokens import PLACEHOLDER, token_for


class MessageState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Came back")
    FAILED = "failed", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")


MOVES = Moves(
    {
        MessageState.DRAFT: {MessageState.QUEUED, MessageState.CANCELLED},
        MessageState.QUEUED: {MessageState.SENDING, MessageState.CANCELLED},
        MessageState.SENDING: {MessageState.SENT, MessageState.QUEUED, MessageState.FAILED},
        MessageState.SENT: {MessageState.DELIVERED, MessageState.BOUNCED},
        MessageState.DELIVERED: {MessageState.BOUNCED},
        MessageState.FAILED: {MessageState.QUEUED},
    }
)


class Purpose(models.TextChoices):
    ACCOUNT = "account", _("Sign-in and account")
    INVITATION = "invitation", _("Invitation")
    NEW_LINK = "new_link", _("New link")
    REMINDER = "reminder", _("Reminder")
    RETURNED = "returned", _("Returned for correction")
    CONFIRMED = "confirmed", _("Delegation confirmed")
    BRIEF = "brief", _("Work on a brief")
    NOMINATION = "nomination", _("Nomination of a focal point")
    FOCAL_POINT = "focal_point", _("Task of a focal point")
    DELEGATE = "delegate", _("A delegate's seat")
    EXTRA_TIME = "extra_time", _("Extra time")
    POSTPONED = "postponed", _("Meeting postponed")
    PLACE = "place", _("Place at a roundtable")
    APPLICATION = "application", _("Application to a meeting")
    PERSONAL_DATA = "personal_data", _("Personal data")


# A sign-in code overtakes an invitation: the lower number leaves first.
PRIORITY = {Purpose.ACCOUNT: 0, Purpose.NEW_LINK: 1}
ORDINARY = 5


class MessageQuerySet(models.QuerySet):
    def due(self):
        """Waiting, and not before their time."""
        return self.filter(state=MessageState.QUEUED, not_before__lte=timezone.now()).order_by(
            "priority", "pk"
        )


class Message(models.Model):
    """One message to one person. Its text holds no secret: the personal link is put in when it leaves."""

    key = models.CharField(max_length=120, unique=True)  # recipient and purpose: "invitation:12:1"
    purpose = models.CharField(max_length=20, choices=Purpose)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    priority = models.PositiveSmallIntegerField(default=ORDINARY)
    to_email = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link_name = models.CharField(max_length=80, blank=True)  # gfmd.tokens: which link stands for [[link]]
    link_path = models.CharField(max_length=200, blank=True)  # "/invitations/{token}/"
    queued_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(default=timezone.now)
    # The advisory lock of the worker that is sending it (correspondence.delivery): gone when the worker is.
    claimed_by = models.IntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    server_said = models.CharField(max_length=500, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["priority", "id"], name="message_due", condition=models.Q(state=MessageState.QUEUED)
            ),
            models.Index(
                fields=["claimed_by"], name="message_sending", condition=models.Q(state=MessageState.SENDING)
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a repeated message can be recognised (RFC 5322, 3.6.4)."""
        return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.SITE_URL}/{self.key}')}@{settings.SITE_HOST}>"

    @property
    def link(self) -> str:
        """The personal link in full. Only the message itself, and the demo's mailbox, may show it."""
        if not self.link_name:
            return ""
        return settings.SITE_URL + self.link_path.format(token=token_for(self.link_name))

    @property
    def text(self) -> str:
        """The body as it leaves, with the personal link in its place."""
        return self.body.replace(PLACEHOLDER, self.link)

    @property
    def text_without_link(self) -> str:
        """The body as staff may read it."""
        return self.body.replace(PLACEHOLDER, str(_("(the personal link stands here)")))
