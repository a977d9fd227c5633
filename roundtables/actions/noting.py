"""Writing down what changes of the roundtables in a published programme, so that those concerned can be told."""

from datetime import datetime

from accounts.models import Person
from meetings.actions import is_agenda_out, is_under_way, note, plain, when_facts
from meetings.models import ChangeOf
from roundtables.models import Draft, Roundtable, Session


def standing_facts(thing: Roundtable | Session) -> dict:
    """What it is called, and when and where it meets as far as the agenda is out."""
    roundtable = thing.roundtable if isinstance(thing, Session) else thing
    item = thing.agenda_item if is_agenda_out(roundtable.meeting) else None
    return {
        "code": thing.code,
        "title": plain(thing.title),
        "roundtable": roundtable.pk,
        **when_facts(item),
        "item": item.pk if item else None,
    }


def note_standing(thing: Roundtable | Session, before: dict, after: dict, *, by: Person) -> None:
    """`thing` is not saved anew; what nobody outside its team has read of it yet is not noted."""
    roundtable = thing.roundtable if isinstance(thing, Session) else thing
    meeting = roundtable.meeting
    if not is_under_way(meeting):
        return
    if not roundtable.is_published and before and after:
        # Its title is not public yet; its time is, with the agenda.
        before = {**before, "code": after["code"], "title": after["title"]}
    elif not roundtable.is_published and not (before or after).get("starts_at"):
        return
    note(ChangeOf.ROUNDTABLE, f"{thing._meta.model_name}:{thing.pk}", meeting, before, after, by=by)


def note_withdrawn(roundtable: Roundtable, *, by: Person) -> None:
    """No longer in the published programme."""
    if is_under_way(roundtable.meeting):
        subject, before = f"roundtable:{roundtable.pk}", standing_facts(roundtable)
        note(ChangeOf.ROUNDTABLE, subject, roundtable.meeting, before, {}, by=by)


def note_back(roundtable: Roundtable, *, by: Person) -> None:
    """In the published programme again."""
    if is_under_way(roundtable.meeting):
        subject, after = f"roundtable:{roundtable.pk}", standing_facts(roundtable)
        note(ChangeOf.ROUNDTABLE, subject, roundtable.meeting, {}, after, by=by)


def note_comments_closed(draft: Draft, closed_at: datetime, *, by: Person) -> None:
    """A round of comments ends before the minute that its team was told."""
    roundtable = draft.brief.roundtable
    if draft.comments_until is None or closed_at >= draft.comments_until:
        return
    thing = {"code": roundtable.code, "title": plain(roundtable.title), "roundtable": roundtable.pk}
    before = {**thing, "until": draft.comments_until.isoformat()}
    after = {**thing, "until": closed_at.isoformat()}
    note(ChangeOf.DEADLINE, f"draft:{draft.pk}", roundtable.meeting, before, after, by=by)
