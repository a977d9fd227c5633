"""Chairmanships, their meetings, rooms, the agenda, documents and printed papers."""

from meetings.models.agenda import AgendaItem, AgendaKind, RangeOfOne, Room, TstzRange
from meetings.models.chairmanships import Appointment, Chairmanship
from meetings.models.changes import Change, ChangeOf
from meetings.models.circles import STATES, Circle, circles_of
from meetings.models.documents import (
    DOCUMENT_MOVES,
    OUT,
    OUT_FOR_COMMENTS,
    SETTLED,
    Audience,
    Document,
    DocumentFile,
    DocumentKind,
    DocumentState,
    Relation,
    SymbolKey,
)
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
    "DOCUMENT_MOVES",
    "MOST_SEATS",
    "MOVES",
    "OUT",
    "OUT_FOR_COMMENTS",
    "SETTLED",
    "STATES",
    "AgendaItem",
    "AgendaKind",
    "Appointment",
    "Audience",
    "BriefRounds",
    "Chairmanship",
    "Change",
    "ChangeOf",
    "Circle",
    "DatesKnown",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "DocumentState",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "Paper",
    "RangeOfOne",
    "Relation",
    "Room",
    "SymbolKey",
    "TstzRange",
    "circles_of",
    "validate_time_zone",
]
