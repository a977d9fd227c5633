"""Pages about meetings: what everybody reads, and what the chair prepares."""

from meetings.views.editor import (
    agenda_editor,
    agenda_item_edit,
    agenda_item_new,
    agenda_item_remove,
    agenda_publish,
    room_edit,
    room_remove,
    rooms,
)
from meetings.views.public import agenda, agenda_ics, agenda_pdf, home
from meetings.views.settings import meeting_edit, meeting_move, meeting_new

__all__ = [
    "agenda",
    "agenda_editor",
    "agenda_ics",
    "agenda_item_edit",
    "agenda_item_new",
    "agenda_item_remove",
    "agenda_pdf",
    "agenda_publish",
    "home",
    "meeting_edit",
    "meeting_move",
    "meeting_new",
    "room_edit",
    "room_remove",
    "rooms",
]
