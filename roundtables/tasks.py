from celery import shared_task

from meetings.models import Meeting
from roundtables.models import Roundtable
from roundtables.papers import brief_paper, concept_note_paper


@shared_task
def render_brief(roundtable_pk: int) -> None:
    """Make the papers of a published brief before anybody asks for them; stored ones are left as they are."""
    roundtable = Roundtable.objects.published().with_place().filter(pk=roundtable_pk).first()
    if roundtable is None:
        return
    for language in roundtable.meeting.languages or ["en"]:
        brief_paper(roundtable, language)


@shared_task
def render_concept_note(meeting_pk: int) -> None:
    """Make the concept note from the published briefs of a meeting, if there are any."""
    meeting = Meeting.objects.filter(pk=meeting_pk).first()
    if meeting is None or not meeting.roundtables.published().exists():
        return
    for language in meeting.languages or ["en"]:
        concept_note_paper(meeting, language)
