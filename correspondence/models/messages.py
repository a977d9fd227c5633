"""Messages and their delivery: one row a recipient and purpose, and the row is the truth."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.moves import Moves
from gfmd.tokens import PLACEHOLDER, token_for
from meetings.models import Meeting


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
        MessageState.SENDING: {
            MessageState.SENT,
            MessageState.QUEUED,
            MessageState.FAILED,
            MessageState.CANCELLED,
        },
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
    JOINT_LETTER = "joint_letter", _("Joint letter")
    CIRCULAR = "circular", _("Circular")
    NOTE = "note", _("Message from the chair")
    JOURNAL = "journal", _("Daily journal")
    CHANGE = "change", _("Programme change")
    FORWARDED = "forwarded", _("Forwarded by a focal point")


# A sign-in code overtakes an invitation, and everything overtakes a circular: the lower number leaves first.
PRIORITY = {
    Purpose.ACCOUNT: 0,
    Purpose.NEW_LINK: 1,
    Purpose.CHANGE: 3,
    Purpose.CIRCULAR: 8,
    Purpose.JOURNAL: 8,
}
ORDINARY = 5


class BatchState(models.TextChoices):
    RUNNING = "running", _("Leaving")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")


class Batch(models.Model):
    """Messages that leave together, and can be paused or stopped together."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="batches")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.RUNNING)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.name

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person) if self.meeting else set()


class Attachment(models.Model):
    """A file that goes with messages, stored once by the hash of its content."""

    content_hash = models.CharField(max_length=64)  # SHA-256, hexadecimal
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    file = models.FileField(upload_to="attachments", max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("content_hash", "name", name="attachment_once")]

    def __str__(self):
        return self.name


class MessageQuerySet(models.QuerySet):
    def due(self):
        """Waiting, and not before their time."""
        return self.filter(state=MessageState.QUEUED, is_held=False, not_before__lte=timezone.now()).order_by(
            "priority", "not_before", "pk"
        )

    def by_the_chair(self):
        """Without what focal points pass on: whom they keep informed, the chair's staff does not see."""
        return self.exclude(purpose=Purpose.FORWARDED)


class Message(models.Model):
    """One message to one person. Its text holds no secret: the personal link is put in when it leaves."""

    key = models.CharField(max_length=120, unique=True)  # recipient and purpose: "invitation:12:1"
    kind = models.CharField(max_length=40, blank=True)  # its name in the catalogue (correspondence.catalogue)
    purpose = models.CharField(max_length=20, choices=Purpose)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="messages")
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="messages")
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    priority = models.PositiveSmallIntegerField(default=ORDINARY)
    to_email = models.EmailField()
    domain = models.GeneratedField(
        expression=Func(Func(F("to_email"), Value("@"), Value(2), function="split_part"), function="lower"),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )
    shown_to = models.JSONField(default=list, blank=True)  # of one visible thread: everybody's address
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link_name = models.CharField(max_length=80, blank=True)  # gfmd.tokens: which link stands for [[link]]
    link_path = models.CharField(max_length=200, blank=True)  # "/invitations/{token}/"
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="messages")
    has_attachments = models.BooleanField(default=False)
    is_circular = models.BooleanField(default=False)  # carries List-Unsubscribe (RFC 8058); nothing else does
    # Of a circular: by it /unsubscribe/<token>/ finds whom the message went to (correspondence.actions.queue).
    unsubscribe_hash = models.CharField(max_length=64, blank=True)
    reply_to = models.EmailField(blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(default=timezone.now)
    # The advisory lock of the worker that is sending it (correspondence.delivery): gone when the worker is.
    claimed_by = models.IntegerField(null=True, blank=True)
    is_held = models.BooleanField(default=False)  # its batch is paused
    is_slotted = models.BooleanField(default=False)  # its domain's rate gave it the time in not_before
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often it was handed over without our learning whether it was taken; it left again under one Message-ID.
    repeats = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=200, blank=True)  # what a provider calls it
    server_said = models.CharField(max_length=500, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            # In the order of the claim, so that it passes over none of those that still wait.
            models.Index(
                fields=["priority", "not_before", "id"],
                name="message_due",
                condition=models.Q(state=MessageState.QUEUED, is_held=False),
            ),
            models.Index(
                fields=["claimed_by"], name="message_sending", condition=models.Q(state=MessageState.SENDING)
            ),
            # Few rows have these, and a message that leaves is written twice: the smaller its indexes the better.
            models.Index(
                fields=["unsubscribe_hash"],
                name="message_unsubscribe",
                condition=~models.Q(unsubscribe_hash=""),
            ),
            models.Index(
                fields=["provider_id"], name="message_provider", condition=~models.Q(provider_id="")
            ),
        ]

    def __str__(self):
        return self.key

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person) if self.meeting else set()

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a repeated message can be recognised (RFC 5322, 3.6.4).

        The number finds the row again when a server reports on it; the rest cannot be guessed from the number.
        """
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.SITE_URL}/{self.key}")
        return f"<{self.pk}.{name}@{settings.SITE_HOST}>"

    @property
    def link(self) -> str:
        """The personal link in full. Only the message itself, and the demo's mailbox, may show it."""
        if not self.link_name:
            return ""
        return settings.SITE_URL + self.link_path.format(token=token_for(self.link_name))

    @property
    def unsubscribe_token(self) -> str:
        """Of a circular. It is made from the key, which is known before the row is."""
        return token_for(f"unsubscribe-{self.key}")

    @property
    def text(self) -> str:
        """The body as it leaves, with the personal link in its place."""
        return self.body.replace(PLACEHOLDER, self.link)

    @property
    def text_without_link(self) -> str:
        """The body as staff may read it."""
        return self.body.replace(PLACEHOLDER, str(_("(the personal link stands here)")))


class Outbox(models.Model):
    """Whether anything leaves at all: one row. Sign-in codes leave also while it is paused.

    `server_away_since` is written by those who deliver: since when the mail server takes nothing from us.
    """

    is_paused = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    server_away_since = models.DateTimeField(null=True, blank=True)
    server_said = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_outbox")]

    def __str__(self):
        return "outbox"


class DomainRate(models.Model):
    """How many messages a minute the servers of one domain take from us; the next free time is kept here."""

    domain = models.CharField(max_length=254, unique=True)
    per_minute = models.PositiveIntegerField()
    next_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.domain
