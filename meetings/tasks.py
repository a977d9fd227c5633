from celery import shared_task

from meetings.models import Meeting
from meetings.papers import agenda_paper


@shared_task
def render_agenda(meeting_pk: int) -> None:
    """Make the papers of a published agenda before anybody asks for them; stored ones are left as they are."""
    meeting = Meeting.objects.filter(pk=meeting_pk, agenda_published_at__isnull=False).first()
    if meeting is None:
        return
    for language in meeting.languages or ["en"]:
        agenda_paper(meeting, language)
