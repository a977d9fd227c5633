"""The programme and its briefs for other programs, as JSON (roundtables/exports.py says what stands where)."""

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, permit
from gfmd.public import public_page
from meetings.access import found, readable_meeting
from meetings.models import Meeting
from roundtables.access import published_roundtable
from roundtables.exports import programme_content, roundtable_content
from roundtables.models import Draft, Roundtable
from roundtables.outline import outline
from roundtables.shown import BriefShown, papers_of, team_shown
from roundtables.views.public import language_asked


def json_answer(request: HttpRequest, content: dict, until=None) -> HttpResponse:
    """JSON that other sites' programs may read in a browser; with 304 for whoever holds it already."""
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["X-Content-Type-Options"] = "nosniff"
    if request.user.is_anonymous:
        response["Access-Control-Allow-Origin"] = "*"
        return public_page(response, until)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


@permit(Permission.READ, readable_meeting)
@require_safe
def programme_json(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The themes and published roundtables of a meeting. The same queries for any number of them."""
    parts = outline(meeting, meeting.roundtables.published().with_place())
    with translation.override(language_asked(request)):
        content = programme_content(meeting, parts, shows_times=meeting.agenda_published_at is not None)
    return json_answer(request, content)


@permit(Permission.READ, published_roundtable)
@require_safe
def roundtable_json(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """A published brief; its papers are those the one who asks may know of."""
    draft = found(Draft.objects.of_public_version(roundtable, roundtable.version).first())
    versions = list(roundtable.briefs.public().order_by("number"))
    with translation.override(language_asked(request)):
        content = roundtable_content(
            BriefShown(draft.content, language_asked(request), roundtable, person=request.user),
            next(one for one in versions if one.number == roundtable.version),
            [one for one in versions if one.number < roundtable.version],
            team=team_shown(roundtable, with_persons=False),
            papers=papers_of(roundtable, request.user),
            shows_times=roundtable.meeting.agenda_published_at is not None,
        )
    until = roundtable.meeting.documents.next_embargo_end()
    return json_answer(request, content, until)
