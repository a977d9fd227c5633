"""Writing the sessions of a roundtable."""

from django.db import transaction

from accounts.models import Person, leave_trace
from meetings.actions import difference
from roundtables.actions.noting import note_standing, standing_facts
from roundtables.actions.ordering import (
    lock_meeting,
    lock_roundtable,
    next_position,
    step,
    trace_move,
    write_positions,
)
from roundtables.actions.papers import brief_changed, brief_shown
from roundtables.actions.roundtables import check_item_free
from roundtables.actions.rules import check_seen, content, rules_of_the_programme, said_before, still_there
from roundtables.actions.writing import follow_the_original
from roundtables.models import Session

SESSION_FACTS = ("code", "title", "aim", "agenda_item_id")


@transaction.atomic
def add_session(*, session: Session, by: Person) -> Session:
    """Write a new session, the last of its roundtable. A second click adds nothing."""
    meeting = lock_meeting(session.roundtable.meeting)
    roundtable = lock_roundtable(session.roundtable)
    if same := said_before(roundtable.sessions, session, SESSION_FACTS):
        return same
    check_item_free(session.agenda_item, session)
    session.position = next_position(roundtable.sessions)
    with rules_of_the_programme(session, meeting):
        session.save()
    leave_trace("add_session", session, by=by, after=content(session, SESSION_FACTS))
    if session.agenda_item:
        note_standing(session, {}, standing_facts(session), by=by)
    brief_changed(roundtable)
    return session


@transaction.atomic
def change_session(*, session: Session, seen: str, by: Person) -> Session:
    """Save a session as it stands in `session`; `seen` is the `changed_at` of the page that was edited."""
    meeting = lock_meeting(session.roundtable.meeting)
    roundtable = lock_roundtable(session.roundtable)
    stored = still_there(Session.objects.filter(pk=session.pk).first())
    before, after = content(stored, SESSION_FACTS), content(session, SESSION_FACTS)
    if before == after:
        return stored
    check_seen(stored, seen)
    if before["agenda_item_id"] != after["agenda_item_id"]:
        check_item_free(session.agenda_item, session)
    session.position = stored.position
    with rules_of_the_programme(session, meeting):
        session.save()
    leave_trace("change_session", session, by=by, **difference(before, after))
    if before["agenda_item_id"] != after["agenda_item_id"]:
        note_standing(session, standing_facts(stored), standing_facts(session), by=by)
    if before["aim"] != after["aim"]:
        follow_the_original(roundtable, roundtable.original_language)
    moved = before.pop("agenda_item_id") != after.pop("agenda_item_id")
    if before != after:
        brief_changed(roundtable)
    if moved and roundtable.is_published:
        brief_shown(roundtable)
    return session


@transaction.atomic
def move_session(*, session: Session, to: str, by: Person, place: int | None = None) -> None:
    """Move a session one place up or down within its roundtable."""
    roundtable = lock_roundtable(session.roundtable)
    write_positions(Session, step(list(roundtable.sessions.all()), session, to, place))
    trace_move(session, to, by=by)
    brief_changed(roundtable)


@transaction.atomic
def remove_session(*, session: Session, by: Person) -> None:
    roundtable = lock_roundtable(session.roundtable)
    before = {**content(session, SESSION_FACTS), "roundtable": roundtable.pk}
    leave_trace("remove_session", session, by=by, before=before)
    if session.agenda_item:
        note_standing(session, standing_facts(session), {}, by=by)
    session.delete()
    brief_changed(roundtable)
    if before["agenda_item_id"] and roundtable.is_published:
        brief_shown(roundtable)  # the published text stays; when and where it meets does not
