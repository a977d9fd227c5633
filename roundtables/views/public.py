"""What everybody reads: the page of a meeting, the briefs of its roundtables, and both as papers."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, permit
from gfmd.public import public_page
from meetings.access import readable_meeting
from meetings.models import Meeting
from meetings.papers import paper_answer
from roundtables.access import readable_roundtable
from roundtables.models import Roundtable
from roundtables.outline import outline
from roundtables.papers import brief_paper, concept_note_paper

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]


def language_asked(request: HttpRequest) -> str:
    """The language of a paper: the one asked for in the address, or the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGE_CODES else get_language()


def for_reader(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page is kept for others only when nobody was signed in: staff see more than the public."""
    return public_page(response) if request.user.is_anonymous else response


@permit(Permission.READ, readable_meeting)
@require_safe
def meeting(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """A meeting, its themes and its roundtables. The same queries for any number of roundtables."""
    is_staff = can(request.user, Permission.SEE_MEETING, meeting)
    roundtables = meeting.roundtables.all() if is_staff else meeting.roundtables.published()
    parts = outline(meeting, roundtables.with_place())
    whole = meeting.parent
    page = {
        "meeting": meeting,
        "here": "meeting",
        "is_staff": is_staff,
        "chairs": meeting.chairs.in_reading_order() or meeting.chairmanship.chairs.in_reading_order(),
        "whole": whole if whole and (whole.is_announced or is_staff) else None,
        "meetings_within": meeting.parts.visible_to(request.user).order_by("starts_on", "pk"),
        "parts": parts,
        "sections": meeting.sections.all(),
        "shows_times": meeting.agenda_published_at is not None or is_staff,
        "has_briefs": any(one.is_published for part in parts for one in part.roundtables),
    }
    return for_reader(request, render(request, "roundtables/meeting.html", page))


@permit(Permission.READ, readable_roundtable)
@require_safe
def roundtable(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The brief of a roundtable, as one would print it."""
    meeting = roundtable.meeting
    is_staff = can(request.user, Permission.SEE_MEETING, meeting)
    page = {
        "meeting": meeting,
        "here": "roundtable",
        "roundtable": roundtable,
        "questions": roundtable.questions.all(),
        "sessions": roundtable.sessions.select_related("agenda_item__room"),
        "is_staff": is_staff,
        "may_write": can(request.user, Permission.WRITE_PROGRAMME, meeting),
        "shows_times": meeting.agenda_published_at is not None or is_staff,
    }
    return for_reader(request, render(request, "roundtables/roundtable.html", page))


@permit(Permission.READ, readable_roundtable)
@require_safe
def roundtable_pdf(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The same brief as a paper, in the language asked for or the active one."""
    meeting, language = roundtable.meeting, language_asked(request)
    paper = brief_paper(roundtable, language)
    # A file name in ASCII, which every browser keeps: 1.1 stays, Arabic digits give way to a number.
    code = ".".join(map(slugify, roundtable.code.split("."))) if roundtable.code.isascii() else ""
    filename = f"{meeting.slug}-roundtable-{code or roundtable.pk}-{language}.pdf"
    is_public = request.user.is_anonymous and roundtable.is_published
    return paper_answer(paper, filename, public=is_public)


@permit(Permission.READ, readable_meeting)
@require_safe
def concept_note(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """All published briefs as one paper; for those who prepare the meeting, a draft while some are not."""
    roundtables = meeting.roundtables.values_list("published_at", flat=True)
    published = [published_at is not None for published_at in roundtables]
    is_staff = can(request.user, Permission.SEE_MEETING, meeting)
    is_draft = is_staff and not (meeting.is_announced and all(published))
    if not (any(published) or (is_draft and published)):
        raise Http404
    language = language_asked(request)
    paper = concept_note_paper(meeting, language, is_draft=is_draft)
    filename = f"{meeting.slug}-concept-note-{language}.pdf"
    return paper_answer(paper, filename, public=request.user.is_anonymous)
