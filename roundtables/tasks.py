import logging

from celery import shared_task
from django.contrib.auth.models import AnonymousUser

from meetings.models import Meeting
from roundtables.messages.places import tell_moved_up as tell_all_moved_up
from roundtables.models import Draft, Roundtable
from roundtables.packing import (
    FAILED,
    MAKING,
    forget_progress,
    make_pack,
    note_progress,
    wanted_by,
    wanted_with,
)
from roundtables.papers import brief_paper, concept_note_paper

logger = logging.getLogger(__name__)


def published(roundtable_pk: int) -> tuple[Roundtable, Draft] | None:
    """A roundtable with the text of its version in force."""
    roundtable = Roundtable.objects.published().with_place().filter(pk=roundtable_pk).first()
    if roundtable is None:
        return None
    drafts = Draft.objects.of_public_version(roundtable, roundtable.version).select_related("brief")
    draft = drafts.first()
    return (roundtable, draft) if draft else None


def languages_of(draft: Draft) -> list[str]:
    """Those in which a text can be read, the original first."""
    states = draft.content["languages"]
    original = draft.content["original"]
    return [original, *(code for code, state in states.items() if state == "ready" and code != original)]


@shared_task
def render_brief(roundtable_pk: int) -> None:
    """Make the papers of a published brief before anybody asks for them, in each language that is ready.

    Stored ones are left as they are.
    """
    found = published(roundtable_pk)
    if found is None:
        return
    roundtable, draft = found
    for language in dict.fromkeys([*languages_of(draft), *roundtable.meeting.languages]):
        brief_paper(roundtable, language)


@shared_task
def render_public_packs(roundtable_pk: int) -> None:
    """Make the packs that everybody may have, in each language in which the brief is ready."""
    found = published(roundtable_pk)
    if found is None:
        return
    for language in languages_of(found[1]):
        wanted = wanted_by(AnonymousUser(), *found, language)
        if wanted.papers:
            make_pack(wanted)


@shared_task
def render_pack(roundtable_pk: int, draft_pk: int, language: str, files: list[int]) -> None:
    """Make a pack with these files of papers, and note how far it is for whoever waits."""
    roundtable = Roundtable.objects.with_place().filter(pk=roundtable_pk).first()
    draft = Draft.objects.select_related("brief").filter(pk=draft_pk).first()
    if roundtable is None or draft is None:
        return
    draft.brief.roundtable = roundtable
    wanted = wanted_with(roundtable, draft, language, files)
    note_progress(wanted, MAKING)
    try:
        make_pack(wanted)
    except Exception:
        logger.exception("The pack of roundtable %s could not be made.", roundtable.pk)
        note_progress(wanted, FAILED)
        return
    forget_progress(wanted)


@shared_task
def render_concept_note(meeting_pk: int) -> None:
    """Make the concept note from the published briefs of a meeting, if there are any."""
    meeting = Meeting.objects.filter(pk=meeting_pk).first()
    if meeting is None or not meeting.roundtables.published().exists():
        return
    for language in meeting.languages or ["en"]:
        concept_note_paper(meeting, language)


@shared_task
def tell_moved_up() -> int:
    """Tell those whom a line moved up while something else was done: a delegate withdrawn or replaced."""
    return tell_all_moved_up()
