"""Chairmanships, their meetings, rooms and the agenda."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.fields import I18nCharField, I18nTextField

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.moves import Moves

# The founding paper: "the delegations will be limited to 3 participants" (III, Proposed Meeting Format).
MOST_SEATS = 3


class ChairmanshipQuerySet(models.QuerySet):
    def staffed_by(self, person):
        """The chairmanships in which a person serves today."""
        return self.filter(appointments__in=Appointment.objects.in_force().filter(person=person)).distinct()


class Chairmanship(models.Model):
    """One or more States chairing the Forum for a term; it may cover several meetings."""

    name = I18nCharField(_("name"), max_length=300)
    chairs = models.ManyToManyField(
        Organization, verbose_name=_("chair States"), related_name="chairmanships"
    )
    starts_on = models.DateField(_("first day of the term"))
    ends_on = models.DateField(_("last day of the term"))

    objects = ChairmanshipQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="chairmanship_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return str(self.name)

    def roles_of(self, person: Person) -> set[Role]:
        appointments = Appointment.objects.in_force().filter(person=person, chairmanship=self)
        return {Role(role) for role in appointments.values_list("role", flat=True)}


class AppointmentQuerySet(models.QuerySet):
    def in_force(self):
        """Appointments of today: access ends with the term."""
        today = timezone.localdate()
        return self.filter(starts_on__lte=today, chairmanship__ends_on__gte=today).filter(
            Q(ends_on=None) | Q(ends_on__gte=today)
        )


class Appointment(models.Model):
    """A person serving a chairmanship, as chair staff or in the Support Unit, from a day to a day."""

    chairmanship = models.ForeignKey(Chairmanship, models.CASCADE, related_name="appointments")
    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    role = models.CharField(
        max_length=20,
        choices=[(Role.CHAIR_STAFF.value, _("Chair staff")), (Role.SUPPORT_UNIT.value, _("Support Unit"))],
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("chairmanship", "person", "role", "starts_on", name="appointment_once")
        ]

    def __str__(self):
        return f"{self.person} ({self.role})"


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


class RoomQuerySet(models.QuerySet):
    def with_use(self):
        """Adds `item_count`, the number of agenda items in each room."""
        return self.annotate(item_count=models.Count("agendaitem"))


class Room(models.Model):
    """A room of a meeting's venue."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="rooms")
    name = models.CharField(pgettext_lazy("of a room", "name"), max_length=100)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    interpretation = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES),
        verbose_name=_("languages interpreted"),
        default=list,
        blank=True,
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("meeting", "name", name="room_name_unique")]

    def __str__(self):
        return self.name

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)

    @property
    def interpretation_names(self) -> list[str]:
        return [name for code, name in settings.LANGUAGES if code in self.interpretation]


class AgendaKind(models.TextChoices):
    PLENARY = "plenary", _("Plenary")
    ROUNDTABLE_SESSION = "roundtable_session", _("Roundtable session")
    SPECIAL_SESSION = "special_session", _("Special session")
    WORKSHOP_SESSION = "workshop_session", _("Workshop session")
    SIDE_EVENT = "side_event", _("Side event")
    CEREMONY = "ceremony", _("Ceremony")
    BREAK = "break", _("Break")


class TstzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class RangeOfOne(Func):
    """An integer as a range of one, since this PostgreSQL has no btree_gist to compare integers with."""

    function = "INT8RANGE"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class AgendaItemQuerySet(models.QuerySet):
    def with_briefs(self):
        """With the room, and the roundtable or session that meets then."""
        return self.select_related("room", "roundtable", "session__roundtable")


class AgendaItem(models.Model):
    """One entry of the timetable: a plenary, a roundtable session, a break."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_items")
    kind = models.CharField(_("kind"), max_length=30, choices=AgendaKind, default=AgendaKind.PLENARY)
    title = I18nCharField(_("title"), max_length=300)
    note = I18nTextField(_("note"), blank=True, default="", max_length=2000)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, verbose_name=_("room"))
    # Counts the changes, so that a calendar which holds the item takes the new one (RFC 5545, 3.8.7.4).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "room__name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_item_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            ExclusionConstraint(
                name="agenda_item_room_free",
                expressions=[
                    (RangeOfOne("room"), RangeOperators.OVERLAPS),
                    (TstzRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)

    @property
    def needs_room(self) -> bool:
        return self.kind != AgendaKind.BREAK

    @property
    def meets(self):
        """The roundtable or the session that meets then; None when neither does."""
        return getattr(self, "roundtable", None) or getattr(self, "session", None)

    @property
    def brief(self):
        """The published roundtable that meets then, itself or in a session; None without one."""
        roundtable = getattr(self.meets, "roundtable", self.meets)
        return roundtable if roundtable is not None and roundtable.is_published else None

    @property
    def subject(self):
        """The title of the published roundtable or session that meets then, unless the item's says it."""
        if self.brief is None or str(self.meets.title) == str(self.title):
            return None
        return self.meets.title


class Paper(models.Model):
    """A rendered PDF, stored by the hash of what it was made from; an old one stays reachable."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    name = models.CharField(max_length=80)  # "agenda", "roundtable-1.1", "concept-note"
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    content_hash = models.CharField(max_length=64)
    file = models.FileField(upload_to="papers")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint("meeting", "name", "language", "content_hash", name="paper_once")
        ]

    def __str__(self):
        return f"{self.name} ({self.language})"
