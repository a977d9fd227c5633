"""What is typed about meetings, their rooms, agenda and documents."""

from meetings.forms.agenda import AgendaItemForm, RoomForm, asked_time
from meetings.forms.documents import (
    DocumentFileForm,
    DocumentForm,
    DocumentMoveForm,
    DocumentReleaseForm,
    DocumentTextForm,
    LibraryForm,
)
from meetings.forms.fields import ClockField, DayField, MonthField, SeenForm, TimeField
from meetings.forms.meetings import MeetingForm, MoveForm

__all__ = [
    "AgendaItemForm",
    "ClockField",
    "DayField",
    "DocumentFileForm",
    "DocumentForm",
    "DocumentMoveForm",
    "DocumentReleaseForm",
    "DocumentTextForm",
    "LibraryForm",
    "MeetingForm",
    "MonthField",
    "MoveForm",
    "RoomForm",
    "SeenForm",
    "TimeField",
    "asked_time",
]
