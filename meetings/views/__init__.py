"""Pages about meetings: what everybody reads, and what the chair prepares."""

from meetings.views.documents import (
    document,
    document_file,
    document_json,
    document_text,
    documents,
    documents_json,
)
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
from meetings.views.library import (
    document_edit,
    document_file_edit,
    document_file_new,
    document_move,
    document_new,
    document_release,
    document_remove,
    documents_manage,
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
    "document",
    "document_edit",
    "document_file",
    "document_file_edit",
    "document_file_new",
    "document_json",
    "document_move",
    "document_new",
    "document_release",
    "document_remove",
    "document_text",
    "documents",
    "documents_json",
    "documents_manage",
    "home",
    "meeting_edit",
    "meeting_move",
    "meeting_new",
    "room_edit",
    "room_remove",
    "rooms",
]
