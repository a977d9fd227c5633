"""One message a day to one person, whatever the number of things owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization, Person
from correspondence.models import Message
from gfmd.hours import Hours, hours_of
from mailings.models import ReminderAbout
from mailings.reminders.due import Due, Passed, Today
from mailings.reminders.owed import Link, Owed, Reason, address_hash
from meetings.models import Meeting

ORDER = list(ReminderAbout)


@dataclass
class Digest:
    """What one person is told today. At most one thing in it has a personal link: a message carries one."""

    meeting: Meeting
    email: str
    items: list[Due]
    person: Person | None
    language: str  # that of the person's account, else the one in which the first thing was asked for
    key: str
    leaves_at: datetime
    hours: Hours

    @property
    def owed(self) -> list[Owed]:
        return [item.owed for item in self.items]

    @property
    def name(self) -> str:
        return next((owed.name for owed in self.owed if owed.name), "") or getattr(self.person, "name", "")

    @property
    def organization(self) -> Organization | None:
        return organization_of(self.owed)

    @property
    def link(self) -> Link | None:
        return next((owed.link for owed in self.owed if owed.link), None)

    @property
    def deadline(self) -> datetime:
        return min(owed.deadline for owed in self.owed)


def organization_of(owed: Iterable[Owed]) -> Organization | None:
    """The organization that everything is about; None where there are several: what is said to one person about
    one organization does not stand in the file of another."""
    found = {one.organization.pk: one.organization for one in owed if one.organization}
    return next(iter(found.values())) if len(found) == 1 else None


def digests_of(today: Today, meeting: Meeting, at: datetime) -> list[Digest]:
    """What is due, put together by person. Whoever has got today's message already waits, and is passed over."""
    grouped: dict[str, list[Due]] = {}
    for due in today.due:
        grouped.setdefault(due.owed.email.lower(), []).append(due)
    people = {person.email: person for person in Person.objects.filter(email__in=grouped)} if grouped else {}
    found = [
        digest
        for email, items in grouped.items()
        for digest in split(meeting, email, items, people.get(email), at)
    ]
    keys = [digest.key for digest in found]
    left = set(Message.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    for digest in found:
        if digest.key in left:
            today.passed.extend(Passed(owed, Reason.DIGEST_LEFT) for owed in digest.owed)
    return [digest for digest in found if digest.key not in left]


def in_order(items: Iterable[Due]) -> list[Due]:
    """The first deadline first."""
    return sorted(items, key=lambda due: (due.owed.deadline, ORDER.index(due.owed.about), due.owed.thing))


def split(
    meeting: Meeting, email: str, items: list[Due], person: Person | None, at: datetime
) -> list[Digest]:
    """One digest; each further personal link goes in one of its own."""
    items = in_order(items)
    linked = [due for due in items if due.owed.link]
    further = linked[1:]
    first = [due for due in items if due not in further]
    return [
        digest(meeting, email, some, person, at, number)
        for number, some in enumerate([first, *([due] for due in further)])
    ]


def digest(
    meeting: Meeting, email: str, items: list[Due], person: Person | None, at: datetime, number: int
) -> Digest:
    day = meeting.local_day(at).isoformat()
    key = f"reminder:{meeting.pk}:{address_hash(email)[:20]}:{day}"
    if number:  # by what it is about, so that it is the same when asked for again
        owed = items[0].owed
        key += f":{owed.about}:{owed.thing}"
    hours = hours_for([due.owed for due in items], meeting)
    leaves_at = hours.best_before(at, min(due.owed.deadline for due in items))
    language = person.language if person else items[0].owed.language
    return Digest(meeting, email, items, person, language, key, leaves_at, hours)


def hours_for(owed: Iterable[Owed], meeting: Meeting) -> Hours:
    """The hours of the State for which the person acts; without one, those at the venue."""
    codes = [one.organization.iso2 for one in owed if one.organization and one.organization.iso2]
    if codes:
        return hours_of(codes[0], meeting.time_zone)
    host = meeting.host.iso2 if meeting.host_id else ""
    return Hours(meeting.zone, hours_of(host, meeting.time_zone).weekend)
