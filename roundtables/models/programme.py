"""Themes, roundtables, sessions and guiding questions: the working text of a programme."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from accounts.models import Person
from accounts.permissions import Role
from gfmd.codes import code_validator
from meetings.models import AgendaItem, Document, Meeting


class Theme(models.Model):
    """A theme of a meeting, with its rationale; a meeting has a maximum number of them."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="themes")
    code = models.CharField(_("code"), max_length=20, validators=[code_validator])
    title = I18nCharField(_("title"), max_length=400)
    rationale = I18nTextField(_("rationale"), blank=True, default="", max_length=20000)
    position = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("meeting", "code", name="theme_code_unique")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)


class RoundtableQuerySet(models.QuerySet):
    def published(self):
        """What the public may read."""
        return self.filter(published_at__isnull=False)

    def with_place(self):
        """With the theme, and with the entry of the agenda and its room."""
        return self.select_related("theme", "agenda_item__room")

    def with_questions_counted(self):
        """Adds `questions_written`."""
        return self.annotate(questions_written=Count("questions"))

    def with_places_counted(self):
        """Adds `places_taken` and `in_line`."""
        return self.annotate(
            places_taken=Count("places", filter=Q(places__state="seated")),
            in_line=Count("places", filter=Q(places__state="waiting")),
        )


class Roundtable(models.Model):
    """A roundtable with its expected outcomes and guiding questions; its code is kept as typed."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="roundtables")
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="roundtables", verbose_name=_("theme")
    )
    code = models.CharField(_("code"), max_length=20, validators=[code_validator])
    title = I18nCharField(_("title"), max_length=400)
    background = I18nTextField(_("background"), blank=True, default="", max_length=40000)
    expected_outcomes = I18nTextField(_("expected outcomes"), blank=True, default="", max_length=20000)
    position = models.PositiveIntegerField(default=0)
    agenda_item = models.OneToOneField(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="roundtable",
        verbose_name=_("when and where"),
    )
    # The language the brief is written in; the others are translations of it.
    original_language = models.CharField(
        _("original language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    papers = models.ManyToManyField(
        Document, blank=True, related_name="roundtables", verbose_name=_("papers")
    )
    # Empty: nobody is turned away.
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    places_per_delegation = models.PositiveSmallIntegerField(
        _("places for one delegation, at most"), null=True, blank=True
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveSmallIntegerField(default=0, editable=False)  # of the brief last published
    # When the working text was last changed since that version; empty while it stands as published.
    brief_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = RoundtableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("meeting", "code", name="roundtable_code_unique")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("roundtable", args=[self.meeting.slug, self.code])

    def roles_of(self, person: Person) -> set[Role]:
        """Those on the meeting, and those in the team of this roundtable."""
        return self.meeting.roles_of(person) | set(self.team.acted_for_by(person).roles())

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_changed_since_published(self) -> bool:
        return self.is_published and self.brief_changed_at is not None


class Session(models.Model):
    """A numbered part of a roundtable (3.1, 3.2, 3.4), with its own place in the timetable."""

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="sessions")
    code = models.CharField(_("code"), max_length=20, validators=[code_validator])
    # Introductory notes name sessions by code and aim alone (Brussels 2007, Roundtable 3).
    title = I18nCharField(_("title"), max_length=400, blank=True, default="")
    aim = I18nTextField(_("aim"), blank=True, default="", max_length=10000)
    position = models.PositiveIntegerField(default=0)
    agenda_item = models.OneToOneField(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="session",
        verbose_name=_("when and where"),
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("roundtable", "code", name="session_code_unique")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.roundtable.roles_of(person)


class GuidingQuestion(models.Model):
    """One question a roundtable is asked to discuss."""

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="questions")
    text = I18nTextField(_("question"), max_length=2000)
    position = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return str(self.text)

    def roles_of(self, person: Person) -> set[Role]:
        return self.roundtable.roles_of(person)


class Section(models.Model):
    """A part of the concept paper that is no theme: a common space, a special session, the way ahead."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sections")
    code = models.CharField(_("code"), max_length=20, blank=True, validators=[code_validator])
    title = I18nCharField(_("title"), max_length=400)
    text = I18nTextField(_("text"), blank=True, default="", max_length=40000)
    position = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.code} {self.title}".strip()

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)
