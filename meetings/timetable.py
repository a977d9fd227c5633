"""The agenda as a timetable: days in the venue's zone, slots with what happens in each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from meetings.models import AgendaItem, AgendaKind, Meeting

# What is meant for everybody, so that nothing else should happen meanwhile.
FOR_ALL = (AgendaKind.PLENARY, AgendaKind.CEREMONY)


@dataclass
class Slot:
    """What happens from one time to another; several items happen side by side.

    Its times are those of the clocks at the venue, without a zone, since templates would convert others.
    """

    starts: datetime
    ends: datetime
    items: list[AgendaItem]
    free_since: datetime | None = None  # nothing is planned from then until this slot
    clashes: list[tuple[AgendaItem, AgendaItem]] = field(default_factory=list)

    @property
    def is_pause(self) -> bool:
        return all(item.kind == AgendaKind.BREAK for item in self.items)

    @property
    def ends_later(self) -> bool:
        """Whether it ends on another day than it starts."""
        return self.ends.date() != self.starts.date()


@dataclass
class Day:
    """A day of the agenda at the venue."""

    on: date
    slots: list[Slot]
    is_outside: bool = False  # not one of the meeting's days

    @property
    def busy_until(self) -> datetime:
        return max(slot.ends for slot in self.slots)


def days_of(items: Iterable[AgendaItem], meeting: Meeting) -> list[Day]:
    """The agenda by day and slot, in the order of time; items with the same hours share a slot."""
    zone = meeting.zone
    ordered = sorted(items, key=lambda item: (item.starts_at, item.ends_at))
    days = []
    for on, of_day in groupby(ordered, key=lambda item: item.starts_at.astimezone(zone).date()):
        slots = [
            Slot(on_the_clock(starts, zone), on_the_clock(ends, zone), list(together))
            for (starts, ends), together in groupby(of_day, key=lambda item: (item.starts_at, item.ends_at))
        ]
        days.append(Day(on, slots, is_outside(meeting, on)))
    return days


def on_the_clock(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def is_outside(meeting: Meeting, on: date) -> bool:
    """Whether a day lies outside the meeting's days, as far as those are known."""
    return bool(meeting.starts_on and on < meeting.starts_on) or bool(
        meeting.ends_on and on > meeting.ends_on
    )


def mark_gaps_and_clashes(days: list[Day]) -> list[Day]:
    """Adds what an editor looks out for: time left free, and items that get in each other's way."""
    for day in days:
        earlier: list[AgendaItem] = []
        busy_until = None
        for slot in day.slots:
            if busy_until and slot.starts > busy_until:
                slot.free_since = busy_until
            busy_until = max(busy_until or slot.ends, slot.ends)
            for item in slot.items:
                slot.clashes += [(item, other) for other in earlier if clash(item, other)]
                earlier.append(item)
    return days


def clash(one: AgendaItem, other: AgendaItem) -> bool:
    """Whether two items overlap although one of them is meant for everybody."""
    overlap = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return overlap and (one.kind in FOR_ALL or other.kind in FOR_ALL)


def next_free_time(items: Iterable[AgendaItem], meeting: Meeting) -> tuple[date | None, datetime | None]:
    """The day to propose for a new item, and the local end of the last one on it (None before the first)."""
    last = max(items, key=lambda item: item.ends_at, default=None)
    if last is None:
        return meeting.starts_on, None
    ends = on_the_clock(last.ends_at, meeting.zone)
    return ends.date(), ends
