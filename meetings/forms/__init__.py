"""What is typed about meetings, their rooms, agenda and documents."""

from meetings.forms.agenda import AgendaItemForm, RoomForm, asked_time
from meetings.forms.fields import ClockField, DayField, MonthField, SeenForm, TimeField
from meetings.forms.meetings import MeetingForm, MoveForm

__all__ = [
    "AgendaItemForm",
    "ClockField",
    "DayField",
    "MeetingForm",
    "MonthField",
    "MoveForm",
    "RoomForm",
    "SeenForm",
    "TimeField",
    "asked_time",
]
