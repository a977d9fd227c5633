"""Who will be told, before staff saves or publishes: the same scopes as of the notices themselves, in figures."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from mailings.changes import differences, scope_of_items, scope_of_paper, untold
from mailings.concerned import Concerned, Roster, Scope
from meetings.actions import is_agenda_out, is_under_way, item_facts, paper_facts
from meetings.models import AgendaItem, ChangeOf, Document, Meeting, MeetingState, Room


@dataclass(frozen=True)
class Foreseen:
    """How many are told, and who they are; `codes` are the roundtables they belong to."""

    number: int
    delegates: int
    team: int
    focal_points: int
    codes: tuple[str, ...] = ()


def if_item_changes(item: AgendaItem) -> Foreseen | None:
    """None where nobody would be told, because nobody knows of it yet."""
    if not is_agenda_out(item.meeting):
        return None
    return foreseen(item.meeting, [scope_of_items([item_facts(item)])])


def if_item_is_added(meeting: Meeting) -> Foreseen | None:
    return foreseen(meeting, [Scope(is_plenary=True)]) if is_agenda_out(meeting) else None


def if_room_changes(room: Room) -> Foreseen | None:
    if not is_agenda_out(room.meeting):
        return None
    items = room.agendaitem_set.select_related("roundtable", "session")
    return foreseen(room.meeting, [scope_of_items([item_facts(item) for item in items])])


def if_paper_changes(document: Document) -> Foreseen | None:
    """A new version, or a withdrawal; of a paper that was published before, also its return."""
    meeting = document.meeting
    if not is_under_way(meeting) and meeting.state != MeetingState.CONCLUDED:
        return None
    if not (paper_facts(document) or document.has_been_published):
        return None
    return foreseen(meeting, [scope_of_paper(document, {}, {})])


def if_agenda_is_published(meeting: Meeting) -> Foreseen | None:
    """Of an agenda that was taken back; those who have read a former one are told what differs."""
    changes = [change for change in untold(meeting) if change.of == ChangeOf.AGENDA_ITEM]
    if not changes or not is_under_way(meeting):
        return None
    told = differences(meeting, changes, as_if_published=True)
    return foreseen(meeting, [one.scope for one in told])


def foreseen(meeting: Meeting, scopes: Iterable[Scope]) -> Foreseen:
    scopes = list(scopes)
    roster = Roster(meeting, scopes)
    return counted([roster.of(scope) for scope in set(scopes)], codes_of(meeting, scopes))


def codes_of(meeting: Meeting, scopes: Iterable[Scope]) -> tuple[str, ...]:
    """Codes of the roundtables; none where everybody is concerned anyway."""
    scopes = list(scopes)
    if any(scope.all_delegates for scope in scopes):
        return ()
    keys = frozenset().union(*(scope.roundtables | scope.teams for scope in scopes))
    if not keys:
        return ()
    return tuple(meeting.roundtables.filter(pk__in=keys).values_list("code", flat=True))


def counted(all_concerned: list[Concerned], codes: tuple[str, ...] = ()) -> Foreseen:
    """Everybody once, over several scopes: as delegate, else in a team, else as focal point."""
    whole = Concerned()
    for one in all_concerned:
        for field in fields(Concerned):
            getattr(whole, field.name).update(getattr(one, field.name))
    team = whole.team.keys() - whole.delegates.keys()
    points = whole.focal_points.keys() - whole.delegates.keys() - team
    number = len(whole.delegates) + len(team) + len(points)
    return Foreseen(number, len(whole.delegates), len(team), len(points), codes)
