"""Writing down what changes of what has been published, so that those concerned can be told (mailings.changes).

Facts, not sentences: instants in ISO 8601, names of rooms, texts by language. Nothing is noted of what nobody
outside the chair's staff knows of yet, nor of a meeting that is over.
"""

from datetime import UTC, datetime

from accounts.models import Person
from meetings.actions.traces import plain
from meetings.models import AgendaItem, Audience, Change, ChangeOf, Document, Meeting, MeetingState, Room

OVER = (MeetingState.CONCLUDED, MeetingState.ARCHIVED, MeetingState.CANCELLED)
# What is compared to tell whether anything changed; other facts only say whom it concerns.
TOLD = {
    ChangeOf.AGENDA_ITEM: ("title", "starts_at", "ends_at", "room"),
    ChangeOf.ROUNDTABLE: ("code", "title", "starts_at", "ends_at", "room"),
    ChangeOf.ROOM: ("name",),
    ChangeOf.PAPER: ("state", "files"),
}


def differs(of: str, before: dict, after: dict) -> bool:
    """Whether two sets of facts about a thing differ in what people are told; {} is a thing that is not there."""
    names = TOLD.get(of)
    if names is None or not before or not after:
        return before != after
    return any(before.get(name) != after.get(name) for name in names)


def note(
    of: ChangeOf, subject: str, meeting: Meeting, before: dict, after: dict, *, by: Person | None
) -> None:
    """Write one change down, in the transaction of the act; nothing where nothing changed."""
    if differs(of, before, after):
        Change.objects.create(meeting=meeting, of=of, subject=subject, before=before, after=after, by=by)


def is_under_way(meeting: Meeting) -> bool:
    """Whether people outside the chair's staff know of the meeting, and it is not over."""
    return meeting.is_announced and meeting.state not in OVER


def is_agenda_out(meeting: Meeting) -> bool:
    return is_under_way(meeting) and meeting.agenda_published_at is not None


# --- The agenda ------------------------------------------------------------------------------------------


def item_facts(item: AgendaItem) -> dict:
    """How an agenda item stands; `roundtable` is the one that meets then, itself or in a session."""
    meets = item.meets
    return {
        "title": plain(item.title),
        **when_facts(item),
        "roundtable": getattr(meets, "roundtable_id", None) or (meets.pk if meets else None),
        "sequence": item.sequence,
    }


def instant(at: datetime | None) -> str:
    """An instant as it is kept: in UTC, whatever zone it was typed in, so that the same one reads the same."""
    return at.astimezone(UTC).isoformat() if at else ""


def when_facts(item: AgendaItem | None) -> dict:
    """When and where; all empty without an item."""
    if item is None:
        return {"starts_at": "", "ends_at": "", "room": ""}
    return {
        "starts_at": instant(item.starts_at),
        "ends_at": instant(item.ends_at),
        "room": item.room.name if item.room else "",
    }


def note_item(item_pk: int, meeting: Meeting, before: dict, after: dict, *, by: Person) -> None:
    if is_agenda_out(meeting):
        note(ChangeOf.AGENDA_ITEM, f"agendaitem:{item_pk}", meeting, before, after, by=by)


def note_agenda_taken_back(meeting: Meeting, *, by: Person) -> None:
    """How every item stood. It is told when the agenda is published again, with what it says then."""
    if is_under_way(meeting):
        _note_items(meeting, by=by, is_there=False)


def note_agenda_back(meeting: Meeting, *, by: Person) -> None:
    """How every item stands again; nothing at the first publication, since nobody knew of another agenda."""
    if meeting.changes.untold().filter(of=ChangeOf.AGENDA_ITEM).exists():
        _note_items(meeting, by=by, is_there=True)


def _note_items(meeting: Meeting, *, by: Person, is_there: bool) -> None:
    changes = []
    for item in meeting.agenda_items.with_briefs():
        before, after = ({}, item_facts(item)) if is_there else (item_facts(item), {})
        subject = f"agendaitem:{item.pk}"
        changes.append(
            Change(
                meeting=meeting, of=ChangeOf.AGENDA_ITEM, subject=subject, before=before, after=after, by=by
            )
        )
    Change.objects.bulk_create(changes)


def note_room(room: Room, former_name: str, *, by: Person) -> None:
    if is_agenda_out(room.meeting) and former_name:
        before, after = {"name": former_name}, {"name": room.name}
        note(ChangeOf.ROOM, f"room:{room.pk}", room.meeting, before, after, by=by)


# --- The meeting -----------------------------------------------------------------------------------------


def meeting_facts(meeting: Meeting) -> dict:
    """When and where a meeting is, and whether it is cancelled."""
    return {
        "dates_known": meeting.dates_known,
        "starts_on": plain(meeting.starts_on),
        "ends_on": plain(meeting.ends_on),
        "city": plain(meeting.city),
        "venue": plain(meeting.venue),
        "time_zone": meeting.time_zone,
        "is_cancelled": meeting.state == MeetingState.CANCELLED,
    }


def note_meeting(meeting: Meeting, before: dict, *, by: Person) -> None:
    """Other days or another place, once there is a programme that people have planned with."""
    if is_agenda_out(meeting):
        note(ChangeOf.MEETING, f"meeting:{meeting.pk}", meeting, before, meeting_facts(meeting), by=by)


def note_cancelled(meeting: Meeting, *, by: Person) -> None:
    after = meeting_facts(meeting)
    before = {**after, "is_cancelled": False}
    note(ChangeOf.MEETING, f"meeting:{meeting.pk}", meeting, before, after, by=by)


def deadline_facts(meeting: Meeting) -> dict:
    """When registration closes: the meeting's own deadline under "meeting", and that of each class with another."""
    own = meeting.windows.values_list("participant_class", "closes_at")
    facts = {participant_class: instant(closes_at) for participant_class, closes_at in own}
    return {"meeting": instant(meeting.registration_closes_at), **facts}


def note_deadlines(meeting: Meeting, before: dict, *, by: Person) -> None:
    if is_under_way(meeting):
        subject = f"deadlines:{meeting.pk}"
        note(ChangeOf.DEADLINE, subject, meeting, before, deadline_facts(meeting), by=by)


# --- Papers ----------------------------------------------------------------------------------------------


def paper_facts(document: Document) -> dict:
    """How a paper stands for its readers; {} while only the chair's staff reads it."""
    is_read = (
        document.is_out
        and document.audience != Audience.CHAIR
        and not document.is_under_embargo
        and not document.awaits_release
    )
    if not is_read:
        return {}
    newest: dict[str, int] = {}
    for language, number in document.files.order_by("number").values_list("language", "number"):
        newest[language] = number
    return {
        "audience": str(document.audience),
        "symbol": document.symbol,
        "title": plain(document.title),
        "state": str(document.state),
        "files": newest,
    }


def note_paper(document: Document, before: dict, *, by: Person) -> None:
    """A new version, a withdrawal, a return. The first publication is no change of anything published."""
    meeting = document.meeting
    if meeting.is_announced and meeting.state not in (MeetingState.ARCHIVED, MeetingState.CANCELLED):
        note(ChangeOf.PAPER, f"document:{document.pk}", meeting, before, paper_facts(document), by=by)
