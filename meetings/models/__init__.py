"""Chairmanships, their meetings, rooms, the agenda and papers."""

from meetings.models.agenda import AgendaItem, AgendaKind, RangeOfOne, Room, TstzRange
from meetings.models.chairmanships import Appointment, Chairmanship
from meetings.models.meetings import (
    MOST_SEATS,
    MOVES,
    BriefRounds,
    DatesKnown,
    Meeting,
    MeetingKind,
    MeetingState,
    validate_time_zone,
)
from meetings.models.papers import Paper

__all__ = [
    "MOST_SEATS",
    "MOVES",
    "AgendaItem",
    "AgendaKind",
    "Appointment",
    "BriefRounds",
    "Chairmanship",
    "DatesKnown",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "Paper",
    "RangeOfOne",
    "Room",
    "TstzRange",
    "validate_time_zone",
]
