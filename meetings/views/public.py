"""What everybody reads: the first page, and agendas as page, paper and calendar."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, permit
from gfmd.public import public_page
from meetings.access import readable_meeting
from meetings.exports import agenda_calendar
from meetings.models import Meeting
from meetings.papers import agenda_paper, paper_answer
from meetings.timetable import days_of

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]


@permit(Permission.READ)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The next meeting, those that follow, and the past ones."""
    coming = list(Meeting.objects.announced().filter(parent=None).coming().select_related("host"))
    past = Meeting.objects.past().filter(parent=None).select_related("host")
    context = {"next": coming[0] if coming else None, "further": coming[1:], "past": list(past)}
    return public_page(render(request, "meetings/home.html", context))


@permit(Permission.READ, readable_meeting)
@require_safe
def agenda(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The timetable, once it is published; before that, a preview for those who prepare it."""
    is_preview = preview(request, meeting)
    days = days_of(meeting.agenda_items.with_briefs(), meeting)
    context = {"meeting": meeting, "days": days, "is_preview": is_preview}
    response = render(request, "meetings/agenda.html", context)
    return response if is_preview else public_page(response)


@permit(Permission.READ, readable_meeting)
@require_safe
def agenda_pdf(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The timetable as a paper, in the language asked for or the active one."""
    is_preview = preview(request, meeting)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGE_CODES else get_language()
    paper = agenda_paper(meeting, language)
    return paper_answer(paper, f"{meeting.slug}-agenda-{language}.pdf", public=not is_preview)


@permit(Permission.READ, readable_meeting)
@require_safe
def agenda_ics(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The agenda as a calendar; until it is published, the days of the meeting."""
    items = meeting.agenda_items.select_related("room") if meeting.agenda_published_at else []
    response = HttpResponse(agenda_calendar(meeting, items), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{meeting.slug}.ics"'
    return public_page(response) if meeting.is_announced else response


def preview(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether the agenda is shown before the public may see it; Http404 for whoever may not."""
    if meeting.is_announced and meeting.agenda_published_at:
        return False
    if not can(request.user, Permission.SEE_MEETING, meeting):
        raise Http404
    return True
