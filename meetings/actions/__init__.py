"""Every write about meetings: the meetings themselves, their rooms, agenda and documents."""

from meetings.actions.agenda import (
    RoomTaken,
    add_item,
    agenda_changed,
    change_item,
    publish_agenda,
    remove_item,
    withdraw_agenda,
)
from meetings.actions.documents import (
    add_document_file,
    change_document,
    change_document_file,
    enter_document,
    move_document,
    release_document,
    remove_document,
)
from meetings.actions.meetings import (
    SeatsInUse,
    TooManyThemes,
    appoint,
    change_meeting,
    move_meeting,
    open_chairmanship,
    open_meeting,
)
from meetings.actions.postponing import (
    NewDates,
    check_new_dates,
    days_later,
    days_moved,
    postpone_meeting,
    registration_opens_again,
)
from meetings.actions.rooms import marker, remove_room, save_room
from meetings.actions.traces import difference, facts, plain

__all__ = [
    "NewDates",
    "RoomTaken",
    "SeatsInUse",
    "TooManyThemes",
    "add_document_file",
    "add_item",
    "agenda_changed",
    "appoint",
    "change_document",
    "change_document_file",
    "change_item",
    "change_meeting",
    "check_new_dates",
    "days_later",
    "days_moved",
    "difference",
    "enter_document",
    "facts",
    "marker",
    "move_document",
    "move_meeting",
    "open_chairmanship",
    "open_meeting",
    "plain",
    "postpone_meeting",
    "publish_agenda",
    "registration_opens_again",
    "release_document",
    "remove_document",
    "remove_item",
    "remove_room",
    "save_room",
    "withdraw_agenda",
]
