"""What waits to be told of a published programme: of each thing how it stood first and how it stands now."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from mailings.concerned import NOBODY, Scope
from meetings.actions import differs, item_facts
from meetings.models import AgendaItem, Audience, Change, ChangeOf, Document, Meeting, Room
from participants.models import ParticipantClass
from roundtables.models import BriefState, Draft

TAKES_COMMENTS = (BriefState.FIRST_COMMENTS, BriefState.SECOND_COMMENTS)
LONGEST_WAIT = timedelta(hours=1)  # after the first change, however many follow


def quiet() -> timedelta:
    return timedelta(minutes=settings.CHANGE_QUIET_MINUTES)


@dataclass(frozen=True)
class Difference:
    """One thing that differs from what was published, and whom that concerns.

    {} in `before` is a thing that was not there, in `after` one that is not there any more. `items` are the keys of
    the agenda items whose entries in calendars are to be changed; None stands for all of the meeting's.
    """

    of: str
    subject: str
    before: dict
    after: dict
    scope: Scope = NOBODY
    items: tuple[int, ...] | None = ()
    is_held: bool = False
    changes: tuple[int, ...] = field(default=(), compare=False)

    @property
    def key(self) -> int:
        """Of the thing in the database."""
        return int(self.subject.split(":")[1])


def untold(meeting: Meeting) -> list[Change]:
    return list(meeting.changes.untold().order_by("at", "pk"))


def leaves_at(changes: Iterable[Change]) -> datetime | None:
    """When they are told: after so many quiet minutes, but never later than an hour after the first."""
    times = [change.at for change in changes]
    return min(max(times) + quiet(), min(times) + LONGEST_WAIT) if times else None


def is_held(change: Change, meeting: Meeting) -> bool:
    """An agenda that was taken back is not told of until it is published again, with what it says then."""
    return change.of == ChangeOf.AGENDA_ITEM and meeting.agenda_published_at is None


def is_due(changes: Iterable[Change]) -> bool:
    at = leaves_at(changes)
    return at is not None and at <= timezone.now()


# --- First before, last after ----------------------------------------------------------------------------


def differences(
    meeting: Meeting, changes: list[Change], *, as_if_published: bool = False
) -> list[Difference]:
    """What is to be told, each thing once, in the order of the first changes; what changed back is left out.

    The same queries for any number of changes. With `as_if_published`, an agenda that was taken back counts as it
    would stand if it were published now.
    """
    merged = together(changes)
    if as_if_published:
        merged = with_the_whole_agenda(merged, meeting)
    merged = as_they_stand(merged, meeting, as_if_published)
    found = [one for difference in merged for one in scoped(difference, meeting)]
    cancelled = [one for one in found if one.of == ChangeOf.MEETING and one.after.get("is_cancelled")]
    return cancelled or by_addressees(found, meeting)


def together(changes: list[Change]) -> list[Difference]:
    by_subject: dict[str, list[Change]] = {}
    for change in changes:
        by_subject.setdefault(change.subject, []).append(change)
    return [
        Difference(rows[0].of, subject, rows[0].before, rows[-1].after, changes=tuple(row.pk for row in rows))
        for subject, rows in by_subject.items()
    ]


def with_the_whole_agenda(merged: list[Difference], meeting: Meeting) -> list[Difference]:
    """Items that were added while the agenda was away would be new to its readers."""
    if not any(one.of == ChangeOf.AGENDA_ITEM for one in merged):
        return merged
    known = {one.subject for one in merged}
    keys = meeting.agenda_items.values_list("pk", flat=True)
    added = [f"agendaitem:{pk}" for pk in keys if f"agendaitem:{pk}" not in known]
    return merged + [Difference(ChangeOf.AGENDA_ITEM, subject, {}, {"is_new": True}) for subject in added]


def as_they_stand(merged: list[Difference], meeting: Meeting, as_if_published: bool) -> list[Difference]:
    """What is told as "now" is so now, whatever has changed since without being noted."""
    items = in_bulk(AgendaItem.objects.with_briefs(), merged, ChangeOf.AGENDA_ITEM)
    rooms = in_bulk(Room.objects.all(), merged, ChangeOf.ROOM)
    moot = rounds_left_behind(merged)
    standing = []
    for one in merged:
        if one.subject in moot:
            continue
        if one.of == ChangeOf.AGENDA_ITEM and (one.after or as_if_published):
            item = items.get(one.key)
            one = replace(one, after=item_facts(item) if item else {})
        elif one.of == ChangeOf.ROOM:
            room = rooms.get(one.key)
            one = replace(one, after={"name": room.name} if room else one.before)
        held = one.of == ChangeOf.AGENDA_ITEM and meeting.agenda_published_at is None and not as_if_published
        if differs(one.of, one.before, one.after) or held:
            standing.append(replace(one, is_held=held))
    return standing


def in_bulk(rows, merged: list[Difference], of: str) -> dict:
    keys = [one.key for one in merged if one.of == of]
    return rows.in_bulk(keys) if keys else {}


def rounds_left_behind(merged: list[Difference]) -> set[str]:
    """Rounds of comments whose brief has gone on since: the team has been asked for something else."""
    closed = [one.key for one in merged if one.subject.startswith("draft:")]
    if not closed:
        return set()
    rows = Draft.objects.filter(pk__in=closed, brief__state__in=(BriefState.REVISED, *TAKES_COMMENTS))
    last = rows.exclude(brief__drafts__pk__gt=F("pk")).values_list("pk", flat=True)
    return {f"draft:{pk}" for pk in set(closed) - set(last)}


# --- Whom it concerns ------------------------------------------------------------------------------------


def scoped(one: Difference, meeting: Meeting) -> list[Difference]:
    """The difference with its scope; one for each class of participant where a deadline changed."""
    if one.of == ChangeOf.AGENDA_ITEM:
        items = (one.key,) if one.after else ()
        return [replace(one, scope=scope_of_items([one.before, one.after]), items=items)]
    if one.of == ChangeOf.ROUNDTABLE:
        facts = one.after or one.before
        item = one.after.get("item")
        scope = Scope(roundtables=frozenset({facts["roundtable"]}))
        return [replace(one, scope=scope, items=(item,) if item else ())]
    if one.of == ChangeOf.MEETING:
        return [replace(one, scope=Scope(is_whole=True), items=None)]
    if one.of == ChangeOf.DEADLINE:
        return scoped_deadlines(one)
    return [one]


def scope_of_items(all_facts: Iterable[dict]) -> Scope:
    """Those of the roundtables that meet then; everybody where an item belongs to none."""
    roundtables = [facts.get("roundtable") for facts in all_facts if facts]
    return Scope(
        is_plenary=None in roundtables, roundtables=frozenset(pk for pk in roundtables if pk is not None)
    )


def scoped_deadlines(one: Difference) -> list[Difference]:
    if one.subject.startswith("draft:"):
        team = frozenset({one.before["roundtable"]})
        return [replace(one, scope=Scope(teams=team, without_speakers=True))]
    found = []
    for name in ParticipantClass.values:
        before = one.before.get(name) or one.before.get("meeting", "")
        after = one.after.get(name) or one.after.get("meeting", "")
        if before != after:
            facts = [{"class": name, "until": until} for until in (before, after)]
            scope = Scope(classes=frozenset({name}))
            found.append(replace(one, before=facts[0], after=facts[1], scope=scope))
    return found


def by_addressees(found: list[Difference], meeting: Meeting) -> list[Difference]:
    """Rooms and papers, whose scopes are read from the database: two or three queries for all of them."""
    there = items_in_rooms([one.key for one in found if one.of == ChangeOf.ROOM], meeting)
    papers = papers_by_key([one.key for one in found if one.of == ChangeOf.PAPER])
    told = []
    for one in found:
        if one.of == ChangeOf.ROOM:
            told += in_room(one, there.get(one.key, []))
        elif one.of == ChangeOf.PAPER:
            told.append(replace(one, scope=scope_of_paper(papers[one.key], one.before, one.after)))
        else:
            told.append(one)
    return told


def items_in_rooms(rooms: list[int], meeting: Meeting) -> dict[int, list[AgendaItem]]:
    there: dict[int, list[AgendaItem]] = {}
    if rooms:
        for item in meeting.agenda_items.with_briefs().filter(room__in=rooms):
            there.setdefault(item.room_id, []).append(item)
    return there


def in_room(one: Difference, items: list[AgendaItem]) -> list[Difference]:
    """One for each circle of people that meets there, with the items of that circle."""
    circles: dict[int | None, list[int]] = {}
    for item in items:
        circles.setdefault(item_facts(item)["roundtable"], []).append(item.pk)
    return [
        replace(one, scope=scope_of_items([{"roundtable": roundtable}]), items=tuple(keys))
        for roundtable, keys in circles.items()
    ]


def papers_by_key(keys: list[int]) -> dict[int, Document]:
    if not keys:
        return {}
    return {one.pk: one for one in Document.objects.filter(pk__in=keys).prefetch_related("roundtables")}


def scope_of_paper(document: Document, before: dict, after: dict) -> Scope:
    """Those who may read it, or might until it was withdrawn, at the roundtables it is attached to."""
    audience = document.audience if after or not before else before["audience"]
    roundtables = frozenset(one.pk for one in document.roundtables.all())
    if audience == Audience.CHAIR:
        return NOBODY
    if audience == Audience.TEAM:
        return Scope(teams=roundtables)
    return Scope(
        is_plenary=not roundtables, roundtables=roundtables, states_only=audience == Audience.GOVERNMENTS
    )
