"""What changes chairmanships and meetings. Each act leaves its trace and drops the public pages."""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organization, Person, leave_trace
from accounts.permissions import Role
from gfmd.moves import Refused, Stale
from gfmd.public import drop_pages
from meetings import steps
from meetings.actions.agenda import agenda_changed
from meetings.actions.noting import (
    deadline_facts,
    is_under_way,
    meeting_facts,
    note_cancelled,
    note_deadlines,
    note_meeting,
)
from meetings.actions.traces import difference, facts, names_of
from meetings.clock import same_clock_time
from meetings.models import MOVES, AgendaItem, Appointment, Chairmanship, Meeting, MeetingState

# What a trace keeps of a meeting.
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
    "kept_days",
    "registration_opens_at",
    "registration_closes_at",
    "parent_id",
)
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
    person = Person.objects.with_account(email, name=name, language=language)
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
    former, deadlines = meeting_facts(stored), deadline_facts(stored)
    with rules_of_the_database(meeting):
        meeting.save()
        if stored.time_zone != meeting.time_zone:
            keep_clock_times(meeting, stored)
    meeting.chairs.set(chairs)
    after = facts(meeting, MEETING_FACTS) | {"chairs": names_of(chairs)}
    leave_trace("change_meeting", meeting, by=by, **difference(before, after))
    note_meeting(meeting, former, by=by)
    note_deadlines(meeting, deadlines, by=by)
    agenda_changed(meeting)
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, to: str, by: Person, reason: str = "") -> Meeting:
    """Announce, open, close, start, conclude, archive, postpone or cancel. Raises Refused with the reason."""
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    MOVES.check(meeting.state, to, steps.refusal_of_move(meeting, to))
    if obstacle := steps.obstacle(meeting, to):
        raise Refused(obstacle)
    was_under_way = is_under_way(meeting)
    before, meeting.state = meeting.state, to
    meeting.save(update_fields=["state"])
    if to == MeetingState.CANCELLED and was_under_way:
        meeting.agenda_items.update(sequence=F("sequence") + 1)  # calendars take its items as cancelled
        note_cancelled(meeting, by=by)
    leave_trace(
        "move_meeting", meeting, by=by, before={"state": before}, after={"state": str(to)}, reason=reason
    )
    drop_pages()
    return meeting


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
