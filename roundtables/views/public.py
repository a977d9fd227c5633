"""What everybody reads: the page of a meeting, the briefs of its roundtables, and both as papers."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, permit
from gfmd.public import public_page, reader_page
from meetings.access import found, readable_meeting
from meetings.models import Meeting
from meetings.papers import paper_answer
from roundtables import actions
from roundtables.access import readable_roundtable
from roundtables.content import working_text
from roundtables.models import Brief, Draft, Roundtable
from roundtables.outline import outline
from roundtables.papers import brief_paper, concept_note_paper
from roundtables.shown import BriefShown, papers_of, team_shown

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]


def language_asked(request: HttpRequest) -> str:
    """The language of a brief or a paper: the one asked for in the address, or the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGE_CODES else get_language()


def for_reader(
    request: HttpRequest, response: HttpResponse, until: datetime | None = None, *, is_staff: bool = False
) -> HttpResponse:
    """Keep a page for everybody when nobody was signed in, else for its reader; staff see what changes."""
    if request.user.is_anonymous:
        return public_page(response, until)
    return response if is_staff else reader_page(response, until)


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
    return for_reader(request, render(request, "roundtables/meeting.html", page), is_staff=is_staff)


@permit(Permission.READ, readable_roundtable)
@require_safe
def roundtable(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The brief of a roundtable, as one would print it: the text that was published, beside live facts.

    The same queries whatever its length. For its team, an unpublished brief is the working text.
    """
    if not roundtable.is_published:
        return unpublished(request, roundtable)
    draft = found(Draft.objects.of_public_version(roundtable, roundtable.version).first())
    versions = list(roundtable.briefs.public().order_by("number"))
    page = {
        **facts_beside(request, roundtable),
        "brief": BriefShown(draft.content, language_asked(request), roundtable, person=request.user),
        "version": next(one for one in versions if one.number == roundtable.version),
        "former": [one for one in versions if one.number < roundtable.version],
        "may_see_draft": can(request.user, Permission.SEE_BRIEF, roundtable),
        "published_draft": draft.pk,
    }
    if request.user.is_authenticated:
        page["reading"] = reading_of(request, roundtable, page["former"])
    until = roundtable.meeting.documents.next_embargo_end()
    sees_more = page["is_staff"] or page["may_see_draft"]
    response = render(request, "roundtables/roundtable.html", page)
    return for_reader(request, response, until, is_staff=sees_more)


def reading_of(request: HttpRequest, roundtable: Roundtable, former: list[Brief]):
    """What the person read before, where the brief has changed since; the first reading is kept silently."""
    reading = actions.first_reading(roundtable=roundtable, by=request.user)
    if reading.version >= roundtable.version:
        return None
    reading.can_be_compared = reading.version in {one.number for one in former}
    return reading


def unpublished(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The working text for the team; for others who prepare the meeting, when and where it meets."""
    page = facts_beside(request, roundtable)
    if can(request.user, Permission.SEE_BRIEF, roundtable):
        content, language = working_text(roundtable), language_asked(request)
        page["brief"] = BriefShown(content, language, roundtable, ready_only=False, person=request.user)
        page["may_see_draft"] = True
    return render(request, "roundtables/roundtable.html", page)


def facts_beside(request: HttpRequest, roundtable: Roundtable) -> dict:
    """What stands in the margin: when, where, who, and the papers this person may know of."""
    meeting = roundtable.meeting
    is_staff = can(request.user, Permission.SEE_MEETING, meeting)
    return {
        "meeting": meeting,
        "here": "roundtable",
        "roundtable": roundtable,
        "team": team_shown(roundtable, with_persons=request.user.is_authenticated),
        "papers": papers_of(roundtable, request.user),
        "is_staff": is_staff,
        "may_write": can(request.user, Permission.WRITE_PROGRAMME, meeting),
        "shows_times": meeting.agenda_published_at is not None or is_staff,
    }


@permit(Permission.READ, readable_roundtable)
@require_safe
def roundtable_pdf(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The same brief as a paper, in the language asked for or the active one."""
    if not roundtable.is_published and not can(request.user, Permission.SEE_BRIEF, roundtable):
        raise PermissionDenied
    language = language_asked(request)
    paper = brief_paper(roundtable, language)
    is_public = request.user.is_anonymous and roundtable.is_published
    return paper_answer(paper, file_name(roundtable, f"{language}.pdf"), public=is_public)


def file_name(roundtable: Roundtable, ending: str) -> str:
    """A file name in ASCII, which every browser keeps: 1.1 stays, Arabic digits give way to a number."""
    code = ".".join(map(slugify, roundtable.code.split("."))) if roundtable.code.isascii() else ""
    return f"{roundtable.meeting.slug}-roundtable-{code or roundtable.pk}-{ending}"


@permit(Permission.READ, readable_meeting)
@require_safe
def concept_note(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """All published briefs as one paper; for those who write them, a draft while some are not."""
    roundtables = meeting.roundtables.values_list("published_at", flat=True)
    published = [published_at is not None for published_at in roundtables]
    is_staff = can(request.user, Permission.SEE_BRIEF, meeting)
    is_draft = is_staff and not (meeting.is_announced and all(published))
    if not (any(published) or (is_draft and published)):
        raise Http404
    language = language_asked(request)
    paper = concept_note_paper(meeting, language, is_draft=is_draft)
    filename = f"{meeting.slug}-concept-note-{language}.pdf"
    return paper_answer(paper, filename, public=request.user.is_anonymous)
