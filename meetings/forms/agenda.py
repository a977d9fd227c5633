"""What is typed about rooms and agenda items. Clock times are those of the venue."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions import marker
from meetings.clock import instant
from meetings.forms.fields import ClockField, DayField, SeenForm, TimeField
from meetings.languages import InMeetingLanguages
from meetings.models import AgendaItem, Meeting, Room
from meetings.timetable import next_free_time

FIRST_HOUR = 9


class RoomForm(SeenForm):
    """A room, how many it seats, and which languages are interpreted there."""

    interpretation = forms.MultipleChoiceField(
        label=gettext_lazy("Languages interpreted"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Room
        fields = ("name", "capacity", "interpretation")
        widgets = {"capacity": forms.NumberInput(attrs={"min": 1, "max": 100000})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["capacity"].max_value = 100000
        self.fields["capacity"].validators += list(
            forms.IntegerField(min_value=1, max_value=100000).validators
        )
        if self.instance.pk:
            self.initial["seen"] = marker(self.instance)


class AgendaItemForm(InMeetingLanguages, SeenForm):
    """An agenda item: what, on which day, from when until when at the venue, in which room."""

    day = DayField(label=gettext_lazy("Day"))
    starts = TimeField(label=gettext_lazy("From"))
    ends = TimeField(label=gettext_lazy("Until"))

    class Meta:
        model = AgendaItem
        fields = ("kind", "title", "day", "starts", "ends", "room", "note")

    def __init__(self, *args, meeting: Meeting, at: datetime | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.instance.meeting = meeting
        self.show_languages(meeting.languages)
        self.fields["room"].queryset = meeting.rooms.all()
        self.fields["room"].empty_label = _("No room yet")
        self.set_initial(at)

    def set_initial(self, at: datetime | None) -> None:
        item, zone = self.instance, self.meeting.zone
        if item.pk:
            starts, ends = item.starts_at.astimezone(zone), item.ends_at.astimezone(zone)
            self.initial |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
            self.initial["seen"] = item.changed_at.isoformat()
            return
        if at is None:
            day, at = next_free_time(self.meeting.agenda_items.all(), self.meeting)
        else:
            day = at.date()
        hour = at or datetime(2000, 1, 1, FIRST_HOUR)
        until = min(hour.hour * 60 + hour.minute + 60, 23 * 60 + 59)
        self.initial |= {
            "day": day,
            "starts": hour.time().replace(tzinfo=None),
            "ends": hour.time().replace(hour=until // 60, minute=until % 60, tzinfo=None),
        }

    def clean(self):
        super().clean()
        self.keep_other_languages()
        typed = self.cleaned_data
        for name, at in (("starts_at", "starts"), ("ends_at", "ends")):
            if typed.get("day") and typed.get(at):
                try:
                    setattr(self.instance, name, instant(typed["day"], typed[at], self.meeting.zone))
                except ValidationError as refusal:
                    self.add_error(at, refusal)
        if self.errors.keys() & {"day", "starts", "ends"}:
            return typed
        if self.instance.ends_at <= self.instance.starts_at:
            sentence = _("The end, %(end)s, is not after the start, %(start)s.")
            words = {"end": f"{typed['ends']:%H:%M}", "start": f"{typed['starts']:%H:%M}"}
            self.add_error("ends", sentence % words)
        return typed

    @property
    def is_outside(self) -> bool:
        """Whether the day lies outside the meeting's days: worth a warning, not a refusal."""
        day, meeting = self.cleaned_data["day"], self.meeting
        return not (meeting.starts_on or day) <= day <= (meeting.ends_on or day)


def asked_time(text: str) -> datetime | None:
    """The start proposed for a new item in an address ("2027-03-09T11:00"); None for anything else."""
    try:
        return ClockField(required=False).clean(text)
    except ValidationError:
        return None
