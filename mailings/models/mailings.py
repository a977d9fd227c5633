"""What the chair writes to many at once: circulars, notes, the daily journal and the joint letter of invitation."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.permissions import Role
from correspondence.models import Attachment, Batch
from gfmd.moves import Moves
from meetings.models import Document, Meeting


class MailingKind(models.TextChoices):
    CIRCULAR = "circular", _("Circular")
    NOTE = "note", _("Message about a participant's own business")
    JOURNAL = "journal", _("Daily journal")
    JOINT_LETTER = "joint_letter", _("Joint letter")


class MailingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Waits for a second pair of eyes")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    LEAVING = "leaving", _("Leaving")
    PAUSED = "paused", _("Paused")
    LEFT = "left", _("Handed over")
    STOPPED = "stopped", _("Stopped")
    WITHDRAWN = "withdrawn", _("Withdrawn before it left")


MOVES = Moves(
    {
        MailingState.DRAFT: {
            MailingState.IN_REVIEW,
            MailingState.SCHEDULED,
            MailingState.LEAVING,
            MailingState.WITHDRAWN,
        },
        MailingState.IN_REVIEW: {MailingState.APPROVED, MailingState.DRAFT, MailingState.WITHDRAWN},
        MailingState.APPROVED: {
            MailingState.SCHEDULED,
            MailingState.LEAVING,
            MailingState.DRAFT,
            MailingState.WITHDRAWN,
        },
        MailingState.SCHEDULED: {MailingState.LEAVING, MailingState.DRAFT, MailingState.WITHDRAWN},
        MailingState.LEAVING: {MailingState.PAUSED, MailingState.STOPPED, MailingState.LEFT},
        MailingState.PAUSED: {MailingState.LEAVING, MailingState.STOPPED},
    }
)


S = MailingState
CAN_BE_CHANGED = (S.DRAFT, S.IN_REVIEW, S.APPROVED, S.SCHEDULED)
ON_ITS_WAY = (S.LEAVING, S.PAUSED)


class Mailing(models.Model):
    """One text to one audience, reviewed before it leaves."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="mailings")
    kind = models.CharField(_("kind"), max_length=20, choices=MailingKind, default=MailingKind.CIRCULAR)
    name = models.CharField(_("working title"), max_length=200)  # for the chair's staff; nobody else reads it
    state = models.CharField(max_length=20, choices=MailingState, default=MailingState.DRAFT)
    audience = models.CharField(_("to whom"), max_length=40)  # a name of mailings.audiences
    narrowed = models.JSONField(default=dict, blank=True)  # {"region": "africa"}: what narrows the audience
    is_thread = models.BooleanField(_("one thread: everyone sees everyone's address"), default=False)
    needs_second = models.BooleanField(_("a second person approves before it leaves"), default=False)
    send_at = models.DateTimeField(_("when it leaves"), null=True, blank=True)
    # The date on a joint letter (empty: the day it leaves), or the day a journal is about; at the venue.
    dated_on = models.DateField(_("date"), null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True, related_name="+")
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    correction = models.PositiveSmallIntegerField(default=0)  # 1 for Corr.1
    batch = models.OneToOneField(Batch, models.PROTECT, null=True, blank=True, related_name="mailing")
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    # The addresses when it was approved or scheduled, so that release can say who has come and gone since.
    expected = models.JSONField(null=True, blank=True)
    # When its messages were all in the queue, and how the audience was then: mailings.actions.mailings.Outcome.
    prepared_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    # Of its words, audience and papers; what was read before is not what is approved.
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="mailing_approved_by_another",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("prepared_by")),
            ),
            models.UniqueConstraint(
                "corrects",
                condition=~models.Q(state=MailingState.WITHDRAWN),
                name="mailing_corrected_once",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_circular(self) -> bool:
        """Whether it can be unsubscribed from: letters and a participant's own business cannot."""
        return self.kind in (MailingKind.CIRCULAR, MailingKind.JOURNAL)

    @property
    def is_letter(self) -> bool:
        return self.kind == MailingKind.JOINT_LETTER

    @property
    def can_be_changed(self) -> bool:
        """Not on its way yet, and not withdrawn."""
        return self.state in CAN_BE_CHANGED

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)


class MailingText(models.Model):
    """What a mailing says in one language, in Markdown, with placeholders in braces."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), max_length=20_000)
    letter = models.TextField(
        _("text of the letter"), max_length=20_000, blank=True
    )  # of a joint letter's PDF

    class Meta:
        constraints = [models.UniqueConstraint("mailing", "language", name="mailing_text_once")]

    def __str__(self):
        return f"{self.mailing} ({self.language})"


class Signatory(models.Model):
    """Who signs a joint letter: one for each chair, in the order of the letter."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="signatories")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=300)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("for"))

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("mailing", "position", name="signatory_place_once")]

    def __str__(self):
        return self.name


class JointLetter(models.Model):
    """The letter to one organization, as it was rendered, in the one language it is written in."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("mailing", "organization", "language", name="joint_letter_once")
        ]

    def __str__(self):
        return f"{self.mailing}, {self.organization}"


class SecondPerson(models.Model):
    """That the chair wants a second person to approve whatever leaves for the people of a meeting."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="second_person")
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.meeting)
