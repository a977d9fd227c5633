"""What changes a meeting, its rooms and its agenda. Each act leaves its trace and drops the public pages."""

import logging
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError as BrokerAway

from accounts.models import Organization, Person, leave_trace
from accounts.permissions import Role
from correspondence.models import Message, MessageState
from gfmd.moves import Refused, Stale
from gfmd.public import drop_pages
from meetings import steps
from meetings.clock import same_clock_time
from meetings.models import MOVES, AgendaItem, Appointment, Chairmanship, Meeting, MeetingState, Room
from meetings.tasks import render_agenda

logger = logging.getLogger(__name__)

# What a trace keeps of a meeting, a room and an agenda item.
MEETING_FACTS = (
    "slug",
    "kind",
    "ordinal",
    "title",
    "overarching_theme",
    "host_id",
    "city",
    "venue",
    "time_zone",
    "dates_known",
    "starts_on",
    "ends_on",
    "languages",
    "delegation_limit",
    "maximum_themes",
    "brief_rounds",
    "registration_opens_at",
    "registration_closes_at",
    "parent_id",
)
ROOM_FACTS = ("name", "capacity", "interpretation")
ITEM_FACTS = ("kind", "title", "note", "starts_at", "ends_at", "room_id")
ASKS_FOR_ANSWERS = (MeetingState.ANNOUNCED, MeetingState.REGISTRATION_OPEN)
MAY_LACK_DATES = (MeetingState.DRAFT, MeetingState.POSTPONED, MeetingState.CANCELLED)


class SeatsInUse(Refused):
    """The limit cannot go below the seats some delegations use (domain, rule 1); `delegations` says which."""

    def __init__(self, limit: int, delegations: list):
        self.delegations = delegations
        super().__init__(
            ngettext(
                "%(number)d delegation uses more seats than %(limit)d. It gives some up first.",
                "%(number)d delegations use more seats than %(limit)d. They give some up first.",
                len(delegations),
            )
            % {"number": len(delegations), "limit": limit}
        )


class TooManyThemes(Refused):
    """The maximum of themes cannot go below those there are (domain, rule 8)."""


class RoomTaken(Refused):
    """A room holds one thing at a time."""


# --- Meetings --------------------------------------------------------------------------------------------


@transaction.atomic
def open_chairmanship(
    *, name, chairs: Iterable[Organization], starts_on: date, ends_on: date, by: Person | None
) -> Chairmanship:
    """A term of one or more chair States; `by` is None when the installation itself begins."""
    chairs = list(chairs)
    term = Chairmanship.objects.create(name=name, starts_on=starts_on, ends_on=ends_on)
    term.chairs.set(chairs)
    leave_trace("open_chairmanship", term, by=by, after={"chairs": [chair.name_en for chair in chairs]})
    return term


@transaction.atomic
def appoint(
    *, chairmanship: Chairmanship, email: str, name: str, role: Role, language: str = "en", by: Person | None
) -> Appointment:
    """Chair staff or the Support Unit, from the first day of the term until it ends.

    The account signs in with a code sent to the address; it is made if nobody has it.
    """
    person = Person.objects.with_address(email)
    if person is None:
        person = Person.objects.create_user(email, name=name, language=language)
    appointment, _new = Appointment.objects.get_or_create(
        chairmanship=chairmanship,
        person=person,
        role=role.value,
        ends_on=None,
        defaults={"starts_on": chairmanship.starts_on},
    )
    leave_trace("appoint", appointment, by=by, after={"person": person.email, "role": role.value})
    return appointment


@transaction.atomic
def open_meeting(
    *, meeting: Meeting, chairmanship: Chairmanship, chairs: list[Organization], by: Person
) -> Meeting:
    """Enter a new meeting, as a draft nobody else sees; the same one a second time is refused."""
    chairmanship = Chairmanship.objects.select_for_update(no_key=True).get(pk=chairmanship.pk)
    same = {"kind": meeting.kind, "title": meeting.title, "starts_on": meeting.starts_on}
    if chairmanship.meetings.filter(**same).exists():
        raise Refused(_("This meeting is entered already, with the same title and dates."))
    meeting.chairmanship = chairmanship
    check_parent(meeting)
    with rules_of_the_database(meeting):
        meeting.save()
    meeting.chairs.set(chairs)
    leave_trace("open_meeting", meeting, by=by, after=facts(meeting, MEETING_FACTS))
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, chairs: list[Organization], seen: str, by: Person) -> Meeting:
    """Save a meeting's settings as they stand in `meeting`; `seen` is the `changed_at` of the page edited.

    A change of time zone keeps the times on the clock: the agenda moves along.
    """
    stored = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if seen != stored.changed_at.isoformat():
        raise Stale
    meeting.state, meeting.agenda_published_at = stored.state, stored.agenda_published_at
    check_settings(meeting)
    before = facts(stored, MEETING_FACTS) | {"chairs": names_of(stored.chairs.all())}
    with rules_of_the_database(meeting):
        meeting.save()
        if stored.time_zone != meeting.time_zone:
            keep_clock_times(meeting, stored)
    meeting.chairs.set(chairs)
    after = facts(meeting, MEETING_FACTS) | {"chairs": names_of(chairs)}
    leave_trace("change_meeting", meeting, by=by, **difference(before, after))
    agenda_changed(meeting)
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, to: str, by: Person, reason: str = "") -> Meeting:
    """Announce, open, close, start, conclude, archive, postpone or cancel. Raises Refused with the reason."""
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    MOVES.check(meeting.state, to, steps.refusal_of_move(meeting, to))
    if obstacle := steps.obstacle(meeting, to):
        raise Refused(obstacle)
    before, meeting.state = meeting.state, to
    meeting.save(update_fields=["state"])
    leave_trace(
        "move_meeting", meeting, by=by, before={"state": before}, after={"state": str(to)}, reason=reason
    )
    if to not in ASKS_FOR_ANSWERS:
        hold_back_invitations(meeting)
    drop_pages()
    return meeting


def hold_back_invitations(meeting: Meeting) -> None:
    """Invitations and reminders that wait to be sent need not leave: nobody could answer them."""
    Message.objects.filter(pk__in=meeting.invitations.values("message"), state=MessageState.QUEUED).update(
        state=MessageState.CANCELLED
    )


def check_settings(meeting: Meeting) -> None:
    """What a meeting's state asks of its settings."""
    check_parent(meeting)
    if meeting.state not in MAY_LACK_DATES and steps.missing_for_announcement(meeting):
        raise Refused(_("An announced meeting keeps its title, its city and its dates."))
    if meeting.state == MeetingState.REGISTRATION_OPEN and meeting.registration_closes_at is None:
        raise Refused(_("Registration is open, so the time at which it closes must be known."))


def check_parent(meeting: Meeting) -> None:
    """A part belongs to a meeting of the same chairmanship, and to nothing that is part of it."""
    whole = meeting.parent
    if whole and whole.chairmanship_id != meeting.chairmanship_id:
        raise Refused(_("A meeting is part of one of the same chairmanship."))
    while whole:
        if whole.pk == meeting.pk:
            raise Refused(_("A meeting cannot be part of itself, nor of one of its own parts."))
        whole = whole.parent


def keep_clock_times(meeting: Meeting, stored: Meeting) -> None:
    """Move the agenda to the new zone so that every clock time stays as it was typed."""
    items = list(meeting.agenda_items.select_for_update(of=["self"]).order_by("pk"))
    rooms = {item.pk: item.room_id for item in items}
    for item in items:
        item.room_id = None
        item.starts_at = same_clock_time(item.starts_at, stored.zone, meeting.zone)
        item.ends_at = same_clock_time(item.ends_at, stored.zone, meeting.zone)
        item.sequence, item.changed_at = item.sequence + 1, meeting.changed_at
    # Rooms are given back last: on the way, moved items would meet those that still wait.
    AgendaItem.objects.bulk_update(items, ["room", "starts_at", "ends_at", "sequence", "changed_at"])
    for item in items:
        item.room_id = rooms[item.pk]
    AgendaItem.objects.bulk_update(items, ["room"])


@contextmanager
def rules_of_the_database(meeting: Meeting):
    """A rule that the database keeps, when broken, becomes a sentence for the person who tried."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "")
        if rule == "meeting_limit_above_seats":
            over = meeting.delegations.with_seats().filter(seats_used__gt=meeting.delegation_limit)
            delegations = list(over.select_related("organization").order_by("organization__sort_en"))
            raise SeatsInUse(meeting.delegation_limit, delegations) from broken
        if rule in ("meeting_maximum_above_themes", "theme_within_maximum"):
            raise TooManyThemes(
                _("The meeting has %(number)d themes already. Remove some first, or allow as many.")
                % {"number": meeting.themes.count()}
            ) from broken
        if rule == "meetings_meeting_slug_key":
            raise Refused(_("Another meeting has this address. Choose another one.")) from broken
        if rule in ("agenda_item_room_free", "agenda_item_ends_after_start"):
            raise Refused(
                _("In this time zone some agenda items would get in each other's way. Move them first.")
            ) from broken
        raise


# --- Rooms -----------------------------------------------------------------------------------------------


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


# --- The agenda ------------------------------------------------------------------------------------------


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
    agenda_changed(item.meeting)
    return item


@transaction.atomic
def change_item(*, item: AgendaItem, seen: str, by: Person) -> AgendaItem:
    """Save an item as it stands in `item`; `seen` is the `changed_at` of the page that was edited."""
    stored = AgendaItem.objects.select_for_update(of=["self"]).get(pk=item.pk)
    if seen != stored.changed_at.isoformat():
        raise Stale
    item.sequence = stored.sequence + 1
    with room_to_itself(item):
        item.save()
    leave_trace(
        "change_agenda_item", item, by=by, **difference(facts(stored, ITEM_FACTS), facts(item, ITEM_FACTS))
    )
    agenda_changed(item.meeting)
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Person) -> None:
    """Take an item off the agenda; a roundtable that was to meet then has no time again."""
    before = {**facts(item, ITEM_FACTS), "meeting": item.meeting_id}
    leave_trace("remove_agenda_item", item, by=by, before=before)
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
        agenda_changed(meeting)
    return meeting


@transaction.atomic
def withdraw_agenda(*, meeting: Meeting, by: Person) -> Meeting:
    """Take the agenda back from the public."""
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    if meeting.agenda_published_at is not None:
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
        transaction.on_commit(lambda: ask_for_papers(meeting.pk))


def ask_for_papers(meeting_pk: int) -> None:
    try:
        render_agenda.delay(meeting_pk)
    except BrokerAway:
        logger.warning("The broker does not answer; the agenda is rendered for whoever asks first.")


# --- Traces ----------------------------------------------------------------------------------------------


def facts(thing, names: tuple[str, ...]) -> dict:
    """What a trace keeps of a thing, in words that JSON can hold."""
    return {name: plain(getattr(thing, name)) for name in names}


def plain(value):
    if value is None or isinstance(value, int | str | list):
        return value
    content = getattr(value, "data", None)
    return content if isinstance(content, dict | str) else str(value)


def names_of(organizations) -> list[str]:
    return sorted(organization.name_en for organization in organizations)


def difference(before: dict, after: dict) -> dict[str, dict]:
    """`before` and `after` of what changed, for a trace."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {
        "before": {name: before[name] for name in changed if name in before},
        "after": {name: after[name] for name in changed},
    }
