"""A meeting is put off: to new days, or to days that are not known yet. Its agenda moves along."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused, Stale
from meetings.actions.agenda import agenda_changed
from meetings.actions.meetings import move_meeting
from meetings.actions.noting import meeting_facts, note_meeting
from meetings.actions.traces import difference, facts
from meetings.models import AgendaItem, DatesKnown, Meeting, MeetingState

S = MeetingState
DATE_FACTS = (
    "dates_known",
    "starts_on",
    "ends_on",
    "registration_opens_at",
    "registration_closes_at",
)
# Registration had opened before, so that it opens again with a new deadline.
HAD_OPENED = (S.REGISTRATION_OPEN, S.REGISTRATION_CLOSED)


@dataclass(frozen=True)
class NewDates:
    """The first and the last day, None while they are not known, and when registration closes, None likewise."""

    starts_on: date | None
    ends_on: date | None
    closes_at: datetime | None

    @property
    def are_known(self) -> bool:
        return self.starts_on is not None


def days_moved(meeting: Meeting, dates: NewDates) -> int | None:
    """By how many days everything moves; None while the new days, or those before, are not known.

    Where the days before are unknown the agenda tells: its first item is on the first day.
    """
    if dates.starts_on is None:
        return None
    first = meeting.starts_on if meeting.dates_known == DatesKnown.DAY else None
    if first is None:
        item = meeting.agenda_items.order_by("starts_at").first()
        first = item.starts_at.astimezone(meeting.zone).date() if item else None
    return (dates.starts_on - first).days if first else None


def registration_opens_again(meeting: Meeting, dates: NewDates) -> bool:
    """Whether delegations can be changed again as soon as the meeting is postponed to these days."""
    return dates.are_known and dates.closes_at is not None and was_open(meeting)


def was_open(meeting: Meeting) -> bool:
    return meeting.state in HAD_OPENED or (
        meeting.state == S.POSTPONED and meeting.delegations.exclude(state="not_started").exists()
    )


def check_new_dates(meeting: Meeting, dates: NewDates) -> None:
    """Raises Refused where a meeting cannot be put off to these days."""
    if meeting.state not in (S.ANNOUNCED, *HAD_OPENED, S.POSTPONED):
        raise Refused(_("Only a meeting that is announced and has not begun can be postponed."))
    if not dates.are_known:
        if meeting.state == S.POSTPONED:
            raise Refused(_("The meeting is postponed already. Say its new days, as soon as they are known."))
        return
    if dates.starts_on < meeting.local_day():
        raise Refused(_("The new first day is past."))
    if meeting.dates_known == DatesKnown.DAY and meeting.starts_on == dates.starts_on:
        raise Refused(_("The meeting begins on that day already."))
    if dates.closes_at is None:
        return
    if dates.closes_at <= timezone.now():
        raise Refused(_("The new deadline is past."))
    if dates.closes_at.astimezone(meeting.zone).date() > dates.ends_on:
        raise Refused(_("The new deadline comes after the last day of the meeting."))


@transaction.atomic
def postpone_meeting(*, meeting: Meeting, dates: NewDates, seen: str, reason: str, by: Person) -> Meeting:
    """Put a meeting off; with known days it is announced again, and its agenda moved there.

    `seen` is the `changed_at` of the meeting whose effects were shown. Without days the agenda stays where it
    is, and calendars take its items as tentative (RFC 5545, 3.8.1.11).
    """
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    if seen != meeting.changed_at.isoformat():
        raise Stale
    check_new_dates(meeting, dates)
    before, former, moved = facts(meeting, DATE_FACTS), meeting_facts(meeting), days_moved(meeting, dates)
    opens_again = registration_opens_again(meeting, dates)
    if meeting.state != S.POSTPONED:
        meeting = move_meeting(meeting=meeting, to=S.POSTPONED, by=by, reason=reason)
    _set_dates(meeting, dates)
    _move_agenda(meeting, moved or 0)
    if dates.are_known:
        meeting = move_meeting(meeting=meeting, to=S.ANNOUNCED, by=by, reason=reason)
    if opens_again:
        meeting = move_meeting(meeting=meeting, to=S.REGISTRATION_OPEN, by=by, reason=reason)
    changed = difference(before, facts(meeting, DATE_FACTS))
    leave_trace("postpone_meeting", meeting, by=by, reason=reason, **changed)
    note_meeting(meeting, former, by=by)  # the new deadlines are told with the news itself
    agenda_changed(meeting)
    return meeting


def _set_dates(meeting: Meeting, dates: NewDates) -> None:
    meeting.starts_on, meeting.ends_on = dates.starts_on, dates.ends_on
    meeting.dates_known = DatesKnown.DAY if dates.are_known else DatesKnown.NOT_YET
    meeting.registration_closes_at = dates.closes_at
    opens_at = meeting.registration_opens_at
    if opens_at and dates.closes_at and opens_at >= dates.closes_at:
        meeting.registration_opens_at = None
    meeting.save()


def _move_agenda(meeting: Meeting, days: int) -> None:
    """Every item moves by so many days and keeps its time on the clock; calendars that hold it take the new one."""
    items = list(meeting.agenda_items.select_for_update(of=["self"]).order_by("pk"))
    rooms = {item.pk: item.room_id for item in items}
    for item in items:
        item.room_id = None
        item.starts_at = days_later(item.starts_at, days, meeting)
        item.ends_at = days_later(item.ends_at, days, meeting)
        item.sequence, item.changed_at = item.sequence + 1, timezone.now()
    # Rooms are given back last: on the way, moved items would meet those that still wait.
    AgendaItem.objects.bulk_update(items, ["room", "starts_at", "ends_at", "sequence", "changed_at"])
    for item in items:
        item.room_id = rooms[item.pk]
    AgendaItem.objects.bulk_update(items, ["room"])


def days_later(at: datetime, days: int, meeting: Meeting) -> datetime:
    """The same time on the clocks of the venue, so many days later, whether or not they change in between."""
    return at.astimezone(meeting.zone) + timedelta(days=days)
