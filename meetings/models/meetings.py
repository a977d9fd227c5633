"""Meetings: anything the Forum convenes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.moves import Moves
from meetings.models.chairmanships import Chairmanship

# The founding paper: "the delegations will be limited to 3 participants" (III, Proposed Meeting Format).
MOST_SEATS = 3


class MeetingKind(models.TextChoices):
    SUMMIT = "summit", _("Summit")
    CIVIL_SOCIETY_DAYS = "civil_society_days", _("Civil-society days")
    FRIENDS_MEETING = "friends_meeting", _("Meeting of the Friends of the Forum")
    PREPARATORY_WORKSHOP = "preparatory_workshop", _("Preparatory workshop")
    THEMATIC_WORKSHOP = "thematic_workshop", _("Thematic workshop")
    BUSINESS_MEETING = "business_meeting", _("Business Mechanism meeting")
    SIDE_EVENT = "side_event", _("Side event")


class MeetingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    REGISTRATION_OPEN = "registration_open", _("Registration open")
    REGISTRATION_CLOSED = "registration_closed", _("Registration closed")
    IN_SESSION = "in_session", _("In session")
    CONCLUDED = "concluded", _("Concluded")
    ARCHIVED = "archived", _("Archived")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


S = MeetingState
MOVES = Moves(
    {
        # A meeting held before it was entered here is recorded as concluded.
        S.DRAFT: {S.ANNOUNCED, S.CONCLUDED},
        S.ANNOUNCED: {S.REGISTRATION_OPEN, S.POSTPONED, S.CANCELLED},
        S.REGISTRATION_OPEN: {S.REGISTRATION_CLOSED, S.POSTPONED, S.CANCELLED},
        S.REGISTRATION_CLOSED: {S.REGISTRATION_OPEN, S.IN_SESSION, S.POSTPONED, S.CANCELLED},
        S.IN_SESSION: {S.CONCLUDED},
        S.CONCLUDED: {S.ARCHIVED},
        S.POSTPONED: {S.ANNOUNCED, S.CANCELLED},
    }
)


class DatesKnown(models.TextChoices):
    """How exactly the dates of a meeting are known."""

    NOT_YET = "not_yet", _("Not yet known")
    YEAR = "year", _("The year")
    MONTH = "month", _("The month")
    DAY = "day", _("The days")


class BriefRounds(models.IntegerChoices):
    """How a brief becomes public (domain, rule 12)."""

    TWO = 2, _("Two rounds of comments, then clearance by the co-chairs")
    NONE = 0, _("None: the chair's staff publishes directly")


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone; write one such as Africa/Casablanca."), params={"name": name}
        )


class MeetingQuerySet(models.QuerySet):
    def announced(self):
        """What exists for the public."""
        return self.exclude(state=MeetingState.DRAFT)

    def visible_to(self, person):
        """What a person may know of: announced meetings, and all those of the chairmanships served."""
        if person.is_anonymous:
            return self.announced()
        return self.filter(
            ~Q(state=MeetingState.DRAFT) | Q(chairmanship__in=Chairmanship.objects.staffed_by(person))
        )

    def coming(self):
        """Not over yet, the next one first; meetings without a day come last."""
        return self.exclude(state__in=[S.CONCLUDED, S.ARCHIVED, S.CANCELLED]).order_by(
            F("starts_on").asc(nulls_last=True), "pk"
        )

    def past(self):
        return self.filter(state__in=[S.CONCLUDED, S.ARCHIVED]).order_by(
            F("starts_on").desc(nulls_last=True), "-pk"
        )


class Meeting(models.Model):
    """Anything the Forum convenes; a part of a summit is a meeting whose parent is the summit."""

    chairmanship = models.ForeignKey(Chairmanship, models.PROTECT, related_name="meetings")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=MeetingKind, default=MeetingKind.SUMMIT)
    slug = models.SlugField(_("address on this site"), max_length=60, unique=True)
    ordinal = models.PositiveSmallIntegerField(_("ordinal"), null=True, blank=True)
    title = I18nCharField(_("title"), max_length=300)
    overarching_theme = I18nCharField(_("overarching theme"), max_length=600, blank=True, default="")
    state = models.CharField(_("state"), max_length=30, choices=MeetingState, default=MeetingState.DRAFT)
    chairs = models.ManyToManyField(
        Organization, verbose_name=_("chairs"), blank=True, related_name="meetings_chaired"
    )
    host = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("host"),
        related_name="meetings_hosted",
    )
    city = I18nCharField(_("city"), max_length=200, blank=True, default="")
    venue = I18nCharField(_("venue"), max_length=300, blank=True, default="")
    time_zone = models.CharField(
        _("time zone of the venue"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    dates_known = models.CharField(
        _("how much of the dates is known"), max_length=10, choices=DatesKnown, default=DatesKnown.NOT_YET
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES), verbose_name=_("languages"), default=list
    )
    delegation_limit = models.PositiveSmallIntegerField(
        _("delegates in a delegation, at most"),
        default=MOST_SEATS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )
    maximum_themes = models.PositiveSmallIntegerField(
        _("themes, at most"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    brief_rounds = models.PositiveSmallIntegerField(
        _("rounds of comments on a brief"), choices=BriefRounds, default=BriefRounds.TWO
    )
    ceiling = models.PositiveSmallIntegerField(
        _("participants in all, never more"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    expected_total = models.PositiveSmallIntegerField(
        _("participants expected in all, about"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    # Passports, visa letters and needs are erased this many days after the last day.
    kept_days = models.PositiveSmallIntegerField(
        _("days after the meeting that passport data and needs are kept"),
        default=30,
        validators=[MaxValueValidator(365)],
    )
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    agenda_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_delegation_limit",
                condition=Q(delegation_limit__gte=1, delegation_limit__lte=MOST_SEATS),
            ),
            models.CheckConstraint(name="meeting_maximum_themes", condition=Q(maximum_themes__gte=1)),
            models.CheckConstraint(
                name="meeting_brief_rounds", condition=Q(brief_rounds__in=BriefRounds.values)
            ),
            models.CheckConstraint(
                name="meeting_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="meeting_registration_closes_after_opening",
                condition=Q(registration_opens_at=None)
                | Q(registration_closes_at=None)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
            ),
            models.CheckConstraint(
                name="meeting_days_are_given_when_known",
                condition=Q(dates_known=DatesKnown.NOT_YET)
                | Q(starts_on__isnull=False, ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_not_its_own_part", condition=Q(parent=None) | ~Q(parent=F("pk"))
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("meeting", args=[self.slug])

    def roles_of(self, person: Person) -> set[Role]:
        return self.chairmanship.roles_of(person)

    @property
    def is_announced(self) -> bool:
        return self.state != MeetingState.DRAFT

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def last_moment(self) -> datetime | None:
        """The first instant after registration: a deadline includes its last minute."""
        closes_at = self.registration_closes_at
        return closes_at.replace(second=0, microsecond=0) + timedelta(minutes=1) if closes_at else None

    def is_registration_open(self, at: datetime | None = None) -> bool:
        """Open by state, and not past the last minute of the deadline (in the venue's zone)."""
        at = at or timezone.now()
        return (
            self.state == MeetingState.REGISTRATION_OPEN
            and (self.registration_opens_at is None or self.registration_opens_at <= at)
            and (self.last_moment is None or at < self.last_moment)
        )

    def local_day(self, at: datetime | None = None) -> date:
        return (at or timezone.now()).astimezone(self.zone).date()
