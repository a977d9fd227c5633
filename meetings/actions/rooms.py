"""What changes the rooms of a venue."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from gfmd.moves import Refused, Stale
from meetings.actions.agenda import agenda_changed
from meetings.actions.noting import note_room
from meetings.actions.traces import difference, facts
from meetings.models import Room

# What a trace keeps of a room.
ROOM_FACTS = ("name", "capacity", "interpretation")


@transaction.atomic
def save_room(*, room: Room, by: Person, seen: str = "") -> Room:
    """Add a room, or change one; `seen` is the marker of the page that was edited."""
    before = {}
    if room.pk:
        stored = Room.objects.select_for_update().get(pk=room.pk)
        before = facts(stored, ROOM_FACTS)
        if seen != marker(stored):
            raise Stale
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as broken:
        raise Refused(
            _("This meeting has a room called “%(name)s” already.") % {"name": room.name}
        ) from broken
    leave_trace("save_room", room, by=by, **difference(before, facts(room, ROOM_FACTS)))
    if before and before["name"] != room.name:
        # Calendars that hold its items take them with the new place.
        room.agendaitem_set.update(sequence=F("sequence") + 1)
        note_room(room, before["name"], by=by)
    agenda_changed(room.meeting)
    return room


@transaction.atomic
def remove_room(*, room: Room, by: Person) -> None:
    """Raises Refused while something in the agenda takes place there."""
    room = Room.objects.select_for_update(of=["self"]).select_related("meeting").get(pk=room.pk)
    used = room.agendaitem_set.count()
    if used:
        raise Refused(
            ngettext(
                "%(number)d agenda item takes place in “%(room)s”. Give it another room first.",
                "%(number)d agenda items take place in “%(room)s”. Give them another room first.",
                used,
            )
            % {"number": used, "room": room.name}
        )
    leave_trace("remove_room", room, by=by, before={**facts(room, ROOM_FACTS), "meeting": room.meeting_id})
    room.delete()


def marker(room: Room) -> str:
    """What tells whether a room is still as a page showed it."""
    return repr(facts(room, ROOM_FACTS))
