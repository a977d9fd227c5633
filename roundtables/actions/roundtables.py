"""Writing roundtables: their codes, titles, themes and places in the agenda."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from gfmd.moves import Refused
from meetings.actions import difference
from meetings.models import AgendaItem
from roundtables.actions.noting import note_standing, standing_facts
from roundtables.actions.ordering import (
    in_reading_order,
    lock_meeting,
    lock_roundtable,
    next_position,
    renumber,
    step,
    trace_move,
    write_positions,
)
from roundtables.actions.papers import brief_changed, brief_shown, programme_changed
from roundtables.actions.rules import check_seen, content, item_taken, rules_of_the_programme, said_before
from roundtables.content import lacking, working_text
from roundtables.models import LanguageState, Roundtable, Session

ROUNDTABLE_FACTS = (
    "code",
    "title",
    "theme_id",
    "background",
    "expected_outcomes",
    "agenda_item_id",
    "original_language",
)
# What other acts write; a form that was open meanwhile does not undo it.
KEPT = (
    "position",
    "published_at",
    "version",
    "brief_changed_at",
    "background",
    "expected_outcomes",
    "capacity",
    "places_per_delegation",
)


def check_item_free(item: AgendaItem | None, thing: Roundtable | Session) -> None:
    """Raises ItemTaken when another roundtable or session meets at this entry of the agenda."""
    if item is None:
        return
    for model in (Roundtable, Session):
        others = model.objects.filter(agenda_item=item)
        if isinstance(thing, model):
            others = others.exclude(pk=thing.pk)
        if others.exists():
            raise item_taken()


def check_original(roundtable: Roundtable, language: str) -> None:
    """Raises Refused while the brief has parts that are not written in the language that is to be the original."""
    missing = lacking(working_text(roundtable), language)
    if missing:
        raise Refused(
            ngettext(
                "%(number)d part of the brief has no text in this language. Translate it first.",
                "%(number)d parts of the brief have no text in this language. Translate them first.",
                len(missing),
            )
            % {"number": len(missing)}
        )


def original_changed(roundtable: Roundtable, former: str) -> None:
    """What was the original is a translation now: ready, unless it lacks a part."""
    is_ready = not lacking(working_text(roundtable), former)
    state = LanguageState.READY if is_ready else LanguageState.IN_TRANSLATION
    roundtable.languages.filter(language=roundtable.original_language).delete()
    roundtable.languages.update_or_create(language=former, defaults={"state": state})
    brief_changed(roundtable)


@transaction.atomic
def add_roundtable(*, roundtable: Roundtable, by: Person) -> Roundtable:
    """Write a new roundtable, the last under its theme, as a draft.

    A second click finds the roundtable of the first and adds nothing.
    """
    meeting = lock_meeting(roundtable.meeting)
    if same := said_before(meeting.roundtables, roundtable, ROUNDTABLE_FACTS):
        return same
    check_item_free(roundtable.agenda_item, roundtable)
    roundtable.position = next_position(meeting.roundtables)
    with rules_of_the_programme(roundtable, meeting):
        roundtable.save()
    renumber(meeting)
    leave_trace("add_roundtable", roundtable, by=by, after=content(roundtable, ROUNDTABLE_FACTS))
    return roundtable


@transaction.atomic
def change_roundtable(*, roundtable: Roundtable, seen: str, by: Person) -> Roundtable:
    """Save a roundtable as it stands in `roundtable`; `seen` is the `changed_at` of the page edited.

    The text of its brief is written elsewhere (`write_brief`); here it stays as it is.
    """
    meeting = lock_meeting(roundtable.meeting)
    stored = lock_roundtable(roundtable)
    for name in KEPT:
        setattr(roundtable, name, getattr(stored, name))
    before, after = content(stored, ROUNDTABLE_FACTS), content(roundtable, ROUNDTABLE_FACTS)
    if before == after:
        return stored
    check_seen(stored, seen)
    if before["agenda_item_id"] != after["agenda_item_id"]:
        check_item_free(roundtable.agenda_item, roundtable)
    if before["theme_id"] != after["theme_id"]:
        roundtable.position = next_position(meeting.roundtables)
    if before["original_language"] != after["original_language"]:
        check_original(stored, roundtable.original_language)
    with rules_of_the_programme(roundtable, meeting):
        roundtable.save()
    renumber(meeting)
    leave_trace("change_roundtable", roundtable, by=by, **difference(before, after))
    note_standing(roundtable, standing_facts(stored), standing_facts(roundtable), by=by)
    if before["original_language"] != after["original_language"]:
        original_changed(roundtable, before["original_language"])
    if roundtable.is_published:
        brief_shown(roundtable)
    return roundtable


@transaction.atomic
def move_roundtable(*, roundtable: Roundtable, to: str, by: Person, place: int | None = None) -> None:
    """Move a roundtable one place up or down among those of its theme."""
    meeting = lock_meeting(roundtable.meeting)
    everything = in_reading_order(meeting)
    theme = next((one.theme_id for one in everything if one.pk == roundtable.pk), None)
    neighbours = [one for one in everything if one.theme_id == theme]
    first = everything.index(neighbours[0]) if neighbours else 0
    everything[first : first + len(neighbours)] = step(neighbours, roundtable, to, place)
    write_positions(Roundtable, everything)
    trace_move(roundtable, to, by=by)
    programme_changed(meeting)


@transaction.atomic
def remove_roundtable(*, roundtable: Roundtable, by: Person) -> None:
    """Remove a roundtable with its sessions and questions. Raises Refused while its brief is published."""
    lock_meeting(roundtable.meeting)
    roundtable = lock_roundtable(roundtable)
    if roundtable.is_published:
        raise Refused(_("This brief is published. Take it back from the public first, then remove it."))
    if roundtable.referred_to_by.exists():
        raise Refused(_("The brief of another meeting refers to this roundtable, so it stays."))
    if roundtable.places.exists():
        raise Refused(_("Delegates have chosen this roundtable, so it stays."))
    before = {
        **content(roundtable, ROUNDTABLE_FACTS),
        "meeting": roundtable.meeting_id,
        "version": roundtable.version,
        "sessions": [content(session, ("code", "title", "aim")) for session in roundtable.sessions.all()],
        "questions": [content(question, ("text",)) for question in roundtable.questions.all()],
    }
    leave_trace("remove_roundtable", roundtable, by=by, before=before)
    roundtable.delete()
