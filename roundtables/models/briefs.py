"""Briefs: their versions, frozen drafts, comments, clearance, languages and readers.

The rows of a roundtable (background, outcomes, questions, sessions, references) are the working text. What
others comment on, clear and read is a draft: that text as it was frozen.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.moves import Moves
from roundtables.models.programme import Roundtable


class BriefState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a brief", "Draft")
    FIRST_COMMENTS = "first_comments", _("First comments")
    REVISED = "revised", _("Revised")
    SECOND_COMMENTS = "second_comments", _("Second comments")
    FINAL = "final", _("Final")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


B = BriefState
BRIEF_MOVES = Moves(
    {
        # Straight to final: a later version, or a meeting whose briefs pass no round of comments.
        B.DRAFT: {B.FIRST_COMMENTS, B.FINAL},
        B.FIRST_COMMENTS: {B.REVISED},
        B.REVISED: {B.SECOND_COMMENTS},
        B.SECOND_COMMENTS: {B.FINAL},
        # Back to the comments when the cleared text is to change after all.
        B.FINAL: {B.PUBLISHED, B.SECOND_COMMENTS, B.SUPERSEDED},
        # Taken back from the public, it is final again.
        B.PUBLISHED: {B.SUPERSEDED, B.FINAL},
    }
)
SETTLED = (B.FINAL, B.PUBLISHED, B.SUPERSEDED)


class BriefQuerySet(models.QuerySet):
    def in_preparation(self):
        """Not superseded, and never public so far: the one that is being worked on."""
        return self.filter(published_at=None).exclude(state=BriefState.SUPERSEDED)

    def been_public(self):
        return self.filter(published_at__isnull=False)

    def public(self):
        """What everybody may read while the roundtable is published: its version, and those superseded."""
        return self.been_public().filter(taken_back_at=None)


class Brief(models.Model):
    """A version of a roundtable's brief, from first draft to superseded; numbered from 1."""

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="briefs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=BriefState, default=BriefState.DRAFT)
    # How many rounds of comments the meeting asked for when this version was begun.
    rounds = models.PositiveSmallIntegerField(default=2)
    begun_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # Taken back from the public, it is not read as an older version either, unless it is published again.
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("roundtable", "number", name="brief_number_unique"),
            models.UniqueConstraint(
                "roundtable",
                name="brief_one_in_preparation",
                condition=Q(published_at=None) & ~Q(state=BriefState.SUPERSEDED),
            ),
            models.UniqueConstraint(
                "roundtable", name="brief_one_published", condition=Q(state=BriefState.PUBLISHED)
            ),
            models.CheckConstraint(
                name="brief_published_has_its_instant",
                condition=~Q(state=BriefState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.roundtable_id} v{self.number}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.roundtable.roles_of(person)

    @property
    def needs_rounds(self) -> bool:
        """The first version passes two drafts for comment (domain, rule 12); a corrected one may not."""
        return self.rounds == 2 and self.number == 1

    @property
    def needs_clearance(self) -> bool:
        return self.rounds == 2

    @property
    def has_been_public(self) -> bool:
        return self.published_at is not None


class DraftKind(models.TextChoices):
    FIRST = "first_draft", _("First draft")
    SECOND = "second_draft", _("Second draft")
    FINAL = "final", _("Text for clearance")


class DraftQuerySet(models.QuerySet):
    def of_public_version(self, roundtable: Roundtable, number: int):
        """The text with which a version was published."""
        return self.filter(
            brief__roundtable=roundtable,
            brief__number=number,
            brief__in=Brief.objects.public(),
            kind=DraftKind.FINAL,
        ).order_by("-pk")


class Draft(models.Model):
    """The text of a brief as it was frozen, for comment or for clearance; never changed afterwards."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=12, choices=DraftKind)
    content = models.JSONField()  # see roundtables/content.py; a trigger keeps it as it was
    frozen_at = models.DateTimeField(default=timezone.now)
    # Nobody, for what was published before briefs had drafts.
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # The last minute in which a comment is taken, an instant; shown in the venue's zone.
    comments_until = models.DateTimeField(null=True, blank=True)
    comments_closed_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "brief", "kind", name="draft_one_a_round", condition=~Q(kind=DraftKind.FINAL)
            ),
            models.CheckConstraint(
                name="draft_for_comment_has_a_deadline",
                condition=Q(kind=DraftKind.FINAL, comments_until=None)
                | (~Q(kind=DraftKind.FINAL) & Q(comments_until__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.brief} {self.kind}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.brief.roles_of(person)

    def takes_comments(self, at: datetime | None = None) -> bool:
        """Until the end of the deadline's last minute (domain, rule 16), unless closed before."""
        if self.comments_until is None or self.comments_closed_at is not None:
            return False
        last = self.comments_until.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return (at or timezone.now()) < last


class Attitude(models.TextChoices):
    SUPPORTIVE = "supportive", _("Supportive")
    WITH_CHANGES = "with_changes", _("Supportive with changes")
    OPPOSED = "opposed", _("Opposed")


class CommentAnswer(models.TextChoices):
    OPEN = "open", _("Not answered yet")
    TAKEN_UP = "taken_up", _("Taken up")
    IN_PART = "in_part", _("Taken up in part")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")


class CommentQuerySet(models.QuerySet):
    def standing(self):
        """Those whose author has neither taken them back nor written them anew."""
        return self.filter(withdrawn_at=None)


class Comment(models.Model):
    """What somebody says on one paragraph of a draft. Seen by the team and the chair, never by the public."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="comments")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    paragraph = models.CharField(max_length=40)  # "background.2", "question-12"
    attitude = models.CharField(_("position"), max_length=12, choices=Attitude)
    text = models.TextField(_("comment"), blank=True, max_length=5000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=CommentAnswer, default=CommentAnswer.OPEN)
    answer_text = models.CharField(_("in a sentence"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_says_what_should_change",
                condition=Q(attitude=Attitude.SUPPORTIVE) | ~Q(text=""),
            )
        ]

    def __str__(self):
        return f"{self.paragraph} {self.attitude}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.draft.roles_of(person)


class Clearance(models.Model):
    """A co-chair State's word that the text put to it may be published."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="clearances")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["cleared_at"]
        constraints = [models.UniqueConstraint("draft", "organization", name="clearance_once")]

    def __str__(self):
        return f"{self.organization} {self.draft}"


class LanguageState(models.TextChoices):
    MISSING = "missing", _("Missing")
    IN_TRANSLATION = "in_translation", _("In translation")
    READY = "ready", _("Ready")


class BriefLanguage(models.Model):
    """How far the working text of a brief is translated into a language; without a row it is missing."""

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(max_length=15, choices=LanguageState, default=LanguageState.IN_TRANSLATION)

    class Meta:
        constraints = [models.UniqueConstraint("roundtable", "language", name="brief_language_once")]

    def __str__(self):
        return f"{self.language} {self.state}"


class KeptText(models.Model):
    """What a person is typing into a brief, kept until saved or let go; nobody else sees it."""

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="kept_texts")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    parts = models.JSONField(default=dict)  # part → text as typed
    seen = models.JSONField(default=dict)  # part → digest of the text that was being changed
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("roundtable", "language", "person", name="kept_text_once")]

    def __str__(self):
        return f"{self.roundtable_id} {self.language}"


class Reading(models.Model):
    """Which version of a brief a person has read, so that a later one says what changed since."""

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("roundtable", "person", name="reading_once")]

    def __str__(self):
        return f"{self.roundtable_id} v{self.version}"
