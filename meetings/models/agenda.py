"""Rooms of a venue and the agenda of a meeting."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.fields import I18nCharField, I18nTextField

from accounts.models import Person
from accounts.permissions import Role
from meetings.models.meetings import Meeting


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
        """The title of the published roundtable or session that meets then, unless the item's ends in it."""
        if self.brief is None or str(self.title).endswith(str(self.meets.title)):
            return None
        return self.meets.title
