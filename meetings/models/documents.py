"""The library of a meeting: papers with a symbol, an audience and a history, and their files by language."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.fields import I18nCharField, I18nTextField

from accounts.models import Person
from accounts.permissions import Permission, Role, can
from gfmd.moves import Moves
from meetings.models.circles import Circle, circles_of, in_team
from meetings.models.meetings import BriefRounds, Meeting


class SymbolKey(Func):
    """A symbol as it is compared: whatever its case, its runs of spaces and the width of its letters."""

    template = r"LOWER(BTRIM(REGEXP_REPLACE(NORMALIZE(%(expressions)s, NFKC), '\s+', ' ', 'g')))"
    output_field = models.CharField()


class DocumentKind(models.TextChoices):
    CONCEPT_PAPER = "concept_paper", _("Concept paper")
    BACKGROUND_PAPER = "background_paper", _("Background paper")
    WORKING_PAPER = "working_paper", _("Working paper")
    INFORMATION_NOTE = "information_note", _("Information note")
    STATEMENT = "statement", _("Statement")
    PRESENTATION = "presentation", _("Presentation")
    REPORT = "report", _("Report")
    LETTER = "letter", _("Letter")
    OTHER = "other", pgettext_lazy("kind of a paper", "Other")


class DocumentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a paper", "Draft")
    FIRST_COMMENTS = "first_comments", _("First comments")
    REVISED = "revised", _("Revised")
    SECOND_COMMENTS = "second_comments", _("Second comments")
    FINAL = "final", _("Final")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


D = DocumentState
DOCUMENT_MOVES = Moves(
    {
        # Straight to final: any paper that is no concept paper (domain, rule 12).
        D.DRAFT: {D.FIRST_COMMENTS, D.FINAL},
        D.FIRST_COMMENTS: {D.REVISED},
        D.REVISED: {D.SECOND_COMMENTS},
        D.SECOND_COMMENTS: {D.FINAL},
        # Back to the comments when the text is to change after all.
        D.FINAL: {D.PUBLISHED, D.SECOND_COMMENTS},
        # Taken back from the public, it is final again.
        D.PUBLISHED: {D.SUPERSEDED, D.FINAL},
        # In force again, when what superseded it is taken back.
        D.SUPERSEDED: {D.PUBLISHED},
    }
)
OUT_FOR_COMMENTS = (D.FIRST_COMMENTS, D.SECOND_COMMENTS)
OUT = (D.PUBLISHED, D.SUPERSEDED)
SETTLED = (D.FINAL, *OUT)


class Audience(models.TextChoices):
    """Who a paper is for; the chair's staff reads all of them."""

    PUBLIC = "public", _("Everybody")
    PARTICIPANTS = "participants", _("Participants of the meeting")
    GOVERNMENTS = "governments", _("Governments taking part")
    TEAM = "team", _("The teams of its roundtables")
    CHAIR = "chair", _("The chair's staff")


class Relation(models.TextChoices):
    """How a paper relates to another one, as symbols of the United Nations say it."""

    REVISION = "rev", _("Rev.: a revision of")
    ADDENDUM = "add", _("Add.: an addition to")
    CORRIGENDUM = "corr", _("Corr.: a correction to")
    AMENDMENT = "amend", _("Amend.: an amendment of")
    EXCERPT = "excerpt", _("An excerpt of")


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, person, meeting: Meeting):
        """The papers of a meeting that a person may know of: all of them for the chair's staff, else those
        which are out, past their embargo, released by the chair, and for a circle the person belongs to."""
        documents = self.filter(meeting=meeting)
        if can(person, Permission.KEEP_DOCUMENTS, meeting):
            return documents
        if not (meeting.is_announced or can(person, Permission.SEE_MEETING, meeting)):
            return documents.none()
        return documents.past_embargo().given_out_by_chair().filter(open_to(person, meeting))

    def public(self):
        """What everybody may read, in announced meetings."""
        documents = self.filter(audience=Audience.PUBLIC, state__in=OUT).announced()
        return documents.past_embargo().given_out_by_chair()

    def announced(self):
        return self.filter(meeting__in=Meeting.objects.announced())

    def past_embargo(self):
        return self.filter(Q(embargo_until=None) | Q(embargo_until__lte=timezone.now()))

    def given_out_by_chair(self):
        """Without papers commissioned by the chair that it has not released (domain, rule 14)."""
        return self.exclude(is_commissioned=True, released_at=None)

    def with_symbol(self, symbol: str):
        """Those with this symbol, whatever its case and runs of spaces; none without one."""
        if not symbol.strip():
            return self.none()
        return self.alias(symbol_key=SymbolKey("symbol")).filter(symbol_key=SymbolKey(models.Value(symbol)))

    def with_files(self):
        """With its files, newest version first, without their accessible text."""
        return self.prefetch_related(
            models.Prefetch("files", DocumentFile.objects.without_text().order_by("language", "-number"))
        )

    def next_embargo_end(self) -> datetime | None:
        """When the next paper becomes visible by itself: a kept page may not outlast it."""
        return self.filter(embargo_until__gt=timezone.now()).aggregate(at=models.Min("embargo_until"))["at"]


def open_to(person, meeting: Meeting) -> Q:
    """Papers whose state and audience let a person read them. Drafts out for comment never reach the public."""
    if person.is_anonymous:
        return Q(audience=Audience.PUBLIC, state__in=OUT)
    circles = circles_of(person, meeting)
    audiences = [circle.value for circle in circles] + [Audience.PUBLIC]
    allowed = Q(audience__in=audiences, state__in=OUT)
    if Circle.PARTICIPANTS in circles:
        allowed |= Q(audience__in=audiences, state__in=OUT_FOR_COMMENTS)
    of_own_team = Exists(Document.objects.filter(in_team(person, "roundtables__"), pk=OuterRef("pk")))
    return allowed | (Q(audience=Audience.TEAM, state__in=(*OUT, *OUT_FOR_COMMENTS)) & of_own_team)


class Document(models.Model):
    """A paper of a meeting: one symbol, a file in each language, an audience."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="documents")
    symbol = models.CharField(_("symbol"), max_length=100, blank=True, default="")
    kind = models.CharField(
        _("kind"), max_length=20, choices=DocumentKind, default=DocumentKind.BACKGROUND_PAPER
    )
    title = I18nCharField(_("title"), max_length=400)
    description = I18nTextField(_("description"), blank=True, default="", max_length=4000)
    dated_on = models.DateField(_("date of the paper"), null=True, blank=True)
    original_language = models.CharField(
        _("original language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    state = models.CharField(max_length=15, choices=DocumentState, default=DocumentState.DRAFT)
    audience = models.CharField(_("who it is for"), max_length=15, choices=Audience, default=Audience.PUBLIC)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    is_commissioned = models.BooleanField(_("commissioned by the chair"), default=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation, blank=True, default="")
    relates_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="related_from", verbose_name=_("paper")
    )
    # Rounds of comments the paper has to pass, and those it has passed.
    rounds = models.PositiveSmallIntegerField(default=BriefRounds.TWO, editable=False)
    rounds_passed = models.PositiveSmallIntegerField(default=0, editable=False)
    # When it was last published; it stays when the paper is taken back, and then the paper is never removed.
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    entered_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["symbol", "pk"]
        constraints = [
            models.UniqueConstraint(
                SymbolKey("symbol"), name="document_symbol_unique", condition=~Q(symbol="")
            ),
            models.CheckConstraint(
                name="document_concept_paper_two_rounds",
                condition=~Q(kind=DocumentKind.CONCEPT_PAPER)
                | ~Q(state__in=SETTLED)
                | Q(rounds_passed__gte=F("rounds")),
            ),
            models.CheckConstraint(
                name="document_published_has_symbol_and_instant",
                condition=~Q(state__in=OUT) | (~Q(symbol="") & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="document_commissioned_until_released",
                condition=~Q(state__in=OUT) | Q(is_commissioned=False) | Q(released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_released_by_somebody",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_relation_to_a_paper",
                condition=Q(relation="", relates_to=None) | (~Q(relation="") & Q(relates_to__isnull=False)),
            ),
            models.CheckConstraint(
                name="document_not_related_to_itself",
                condition=Q(relates_to=None) | ~Q(relates_to=F("pk")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["embargo_until"], name="document_embargo", condition=Q(embargo_until__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.symbol} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("document", args=[self.meeting.slug, self.pk])

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)

    @property
    def is_out(self) -> bool:
        return self.state in OUT

    @property
    def is_under_embargo(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    @property
    def awaits_release(self) -> bool:
        """Commissioned by the chair, and with the chair still."""
        return self.is_commissioned and self.released_at is None

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it now (in a meeting that is announced)."""
        return (
            self.is_out
            and self.audience == Audience.PUBLIC
            and not self.is_under_embargo
            and not self.awaits_release
        )

    @property
    def has_been_published(self) -> bool:
        return self.published_at is not None


class DocumentFileQuerySet(models.QuerySet):
    def without_text(self):
        """Leaves the accessible text in the database and adds `has_text`."""
        return self.defer("accessible_text").annotate(
            has_text=models.Case(models.When(accessible_text="", then=False), default=True)
        )


class DocumentFile(models.Model):
    """A version of a paper in one language. A new version comes beside the former one, never in its place."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    number = models.PositiveSmallIntegerField()
    # Of the original that it renders; empty for the original itself, and where it is not known.
    of_original = models.PositiveSmallIntegerField(_("renders version"), null=True, blank=True)
    file = models.FileField(upload_to="documents", max_length=200)
    name = models.CharField(_("name of the file"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    is_scan = models.BooleanField(_("scanned from paper"), default=False)
    accessible_text = models.TextField(_("accessible text"), blank=True, default="", max_length=2_000_000)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = DocumentFileQuerySet.as_manager()

    class Meta:
        ordering = ["language", "-number"]
        constraints = [
            models.UniqueConstraint("document", "language", "number", name="document_file_number_unique"),
            models.UniqueConstraint("document", "language", "sha256", name="document_file_content_once"),
            models.CheckConstraint(name="document_file_numbered_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="document_file_not_empty", condition=Q(size__gte=1)),
        ]

    def __str__(self):
        return f"{self.document_id} {self.language} {self.number}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.document.roles_of(person)
