"""What changes an agenda, and shows it to everybody."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.celery import ask_worker
from gfmd.moves import Refused, Stale
from gfmd.public import drop_pages
from meetings.actions.noting import item_facts, note_agenda_back, note_agenda_taken_back, note_item
from meetings.actions.traces import difference, facts
from meetings.models import AgendaItem, Meeting, Room
from meetings.tasks import render_agenda

# What a trace keeps of an agenda item.
ITEM_FACTS = ("kind", "title", "note", "starts_at", "ends_at", "room_id")


class RoomTaken(Refused):
    """A room holds one thing at a time."""


@transaction.atomic
def add_item(*, item: AgendaItem, by: Person) -> AgendaItem:
    """Put an item on the agenda. Raises RoomTaken when its room is not free; refuses the same item twice."""
    Meeting.objects.select_for_update(no_key=True).get(pk=item.meeting_id)
    same = {"title": item.title, "starts_at": item.starts_at, "ends_at": item.ends_at, "room": None}
    if item.room_id is None and item.meeting.agenda_items.filter(**same).exists():
        raise Refused(_("“%(title)s” is on the agenda already at that time.") % {"title": item.title})
    with room_to_itself(item):
        item.save()
    leave_trace("add_agenda_item", item, by=by, after=facts(item, ITEM_FACTS))
    note_item(item.pk, item.meeting, {}, item_facts(item), by=by)
    agenda_changed(item.meeting)
    return item


@transaction.atomic
def change_item(*, item: AgendaItem, seen: str, by: Person) -> AgendaItem:
    """Save an item as it stands in `item`; `seen` is the `changed_at` of the page that was edited."""
    stored = AgendaItem.objects.select_for_update(of=["self"]).get(pk=item.pk)
    if seen != stored.changed_at.isoformat():
        raise Stale
    before = item_facts(stored)
    item.sequence = stored.sequence + 1
    with room_to_itself(item):
        item.save()
    leave_trace(
        "change_agenda_item", item, by=by, **difference(facts(stored, ITEM_FACTS), facts(item, ITEM_FACTS))
    )
    note_item(item.pk, item.meeting, before, item_facts(item), by=by)
    agenda_changed(item.meeting)
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Person) -> None:
    """Take an item off the agenda; a roundtable that was to meet then has no time again."""
    before = {**facts(item, ITEM_FACTS), "meeting": item.meeting_id}
    leave_trace("remove_agenda_item", item, by=by, before=before)
    note_item(item.pk, item.meeting, item_facts(item), {}, by=by)
    item.delete()
    agenda_changed(item.meeting)


@transaction.atomic
def publish_agenda(*, meeting: Meeting, by: Person) -> Meeting:
    """Show the agenda to everybody who may see the meeting, and make its papers."""
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    if not meeting.agenda_items.exists():
        raise Refused(_("There is nothing on the agenda yet. Add the first item, then publish."))
    if meeting.agenda_published_at is None:
        meeting.agenda_published_at = timezone.now()
        meeting.save(update_fields=["agenda_published_at"])
        leave_trace("publish_agenda", meeting, by=by)
        note_agenda_back(meeting, by=by)
        agenda_changed(meeting)
    return meeting


@transaction.atomic
def withdraw_agenda(*, meeting: Meeting, by: Person) -> Meeting:
    """Take the agenda back from the public."""
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    if meeting.agenda_published_at is not None:
        note_agenda_taken_back(meeting, by=by)
        meeting.agenda_published_at = None
        meeting.save(update_fields=["agenda_published_at"])
        leave_trace("withdraw_agenda", meeting, by=by)
        drop_pages()
    return meeting


@contextmanager
def room_to_itself(item: AgendaItem):
    """Refuses to put two things into one room at a time, in a race as well."""
    # One at a time for each room: two that meet in the exclusion constraint would wait for each other.
    rooms = list(Room.objects.select_for_update(no_key=True).filter(pk=item.room_id))
    if item.room_id and not rooms:
        raise Stale
    if other := taken_by(item):
        raise RoomTaken(room_taken(item, other))
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "")
        if rule != "agenda_item_room_free":
            raise
        raise RoomTaken(room_taken(item, taken_by(item))) from broken


def taken_by(item: AgendaItem) -> AgendaItem | None:
    """What else takes place in the item's room while it lasts."""
    if item.room_id is None:
        return None
    there = AgendaItem.objects.filter(
        room=item.room_id, starts_at__lt=item.ends_at, ends_at__gt=item.starts_at
    )
    return there.exclude(pk=item.pk).first()


def room_taken(item: AgendaItem, other: AgendaItem | None) -> str:
    if other is None:
        return _("%(room)s is taken at that time.") % {"room": item.room}
    zone = item.meeting.zone
    return _("%(room)s is taken from %(start)s to %(end)s on %(day)s: “%(title)s”.") % {
        "room": item.room,
        "start": date_format(other.starts_at.astimezone(zone), "TIME_FORMAT"),
        "end": date_format(other.ends_at.astimezone(zone), "TIME_FORMAT"),
        "day": date_format(other.starts_at.astimezone(zone), "DATE_FORMAT"),
        "title": other.title,
    }


def agenda_changed(meeting: Meeting) -> None:
    """Drop the public pages and, when the agenda is public, make its papers once this is committed."""
    drop_pages()
    if meeting.agenda_published_at is not None:
        transaction.on_commit(lambda: ask_worker(render_agenda, meeting.pk))
