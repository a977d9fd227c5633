"""Whom a meeting expects: classes of participant with their deadlines, constituencies with their targets."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.fields import I18nCharField

from accounts.models import OrganizationKind, Person
from accounts.permissions import Role
from meetings.models import Meeting, MeetingState


class ParticipantClass(models.TextChoices):
    GOVERNMENTS = "governments", _("Governments")
    OBSERVERS = "observers", _("Observers and international organizations")
    OTHERS = "others", _("Civil society, private sector and others")


OBSERVERS = (
    OrganizationKind.OBSERVER_STATE,
    OrganizationKind.UN_AGENCY,
    OrganizationKind.INTERNATIONAL_ORGANIZATION,
    OrganizationKind.REGIONAL_PROCESS,
)


def class_of(kind: str) -> ParticipantClass:
    """The class of participant that organizations of a kind belong to."""
    if kind == OrganizationKind.MEMBER_STATE:
        return ParticipantClass.GOVERNMENTS
    return ParticipantClass.OBSERVERS if kind in OBSERVERS else ParticipantClass.OTHERS


MAY_HAVE_EXTRA_TIME = (
    MeetingState.REGISTRATION_OPEN,
    MeetingState.REGISTRATION_CLOSED,
    MeetingState.IN_SESSION,
)


def minute_after(last_minute: datetime) -> datetime:
    """The first instant after a deadline, which includes its last minute (domain, rule 16)."""
    return last_minute.replace(second=0, microsecond=0) + timedelta(minutes=1)


class Window(models.Model):
    """Until when one class of participant registers, where that is not the meeting's own deadline."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="windows")
    participant_class = models.CharField(_("class of participant"), max_length=12, choices=ParticipantClass)
    closes_at = models.DateTimeField(_("registration closes"))

    class Meta:
        constraints = [models.UniqueConstraint("meeting", "participant_class", name="window_once")]

    def __str__(self):
        return f"{self.meeting}, {self.get_participant_class_display()}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)

    @staticmethod
    def of(meeting: Meeting, participant_class: str) -> "Window | None":
        """The window of a class at a meeting. Asked of one meeting object many times, it costs one query."""
        known = meeting.__dict__.setdefault("_windows", None)
        if known is None:
            known = {window.participant_class: window for window in meeting.windows.all()}
            meeting.__dict__["_windows"] = known
        return known.get(participant_class)

    @staticmethod
    def closes(meeting: Meeting, kind: str) -> datetime | None:
        """The last minute in which organizations of a kind register: that of their class, else the meeting's."""
        window = Window.of(meeting, class_of(kind))
        return window.closes_at if window else meeting.registration_closes_at


class Constituency(models.Model):
    """A group of participants a workshop wants around the table, with a soft target: warnings, not walls."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="constituencies")
    name = I18nCharField(pgettext_lazy("of a constituency", "name"), max_length=400)
    target = models.PositiveSmallIntegerField(_("participants wanted, about"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return str(self.name)

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)
