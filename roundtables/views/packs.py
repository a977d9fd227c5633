"""A brief and its papers in one file, for whoever asks: how far it is, and the file."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from meetings.access import found
from roundtables import actions
from roundtables.access import published_roundtable
from roundtables.models import Draft, Roundtable
from roundtables.packing import ASKED, PATIENCE_SECONDS, Wanted, wanted_by
from roundtables.views.public import file_name, language_asked

READY, LATE, AWAY, ALONE = "ready", "late", "away", "alone"


def wanted_in(request: HttpRequest, roundtable: Roundtable) -> Wanted:
    draft = found(
        Draft.objects.of_public_version(roundtable, roundtable.version).select_related("brief").first()
    )
    draft.brief.roundtable = roundtable
    return wanted_by(request.user, roundtable, draft, language_asked(request))


def with_language(request: HttpRequest, name: str, roundtable: Roundtable) -> str:
    """The address of a page of this roundtable; in the same language where one was asked for."""
    address = reverse(name, args=[roundtable.meeting.slug, roundtable.code])
    return f"{address}?language={language_asked(request)}" if "language" in request.GET else address


@permit(Permission.READ, published_roundtable)
@require_http_methods(["GET", "HEAD", "POST"])
def roundtable_pack(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """Has the pack made when it is not there yet, and says how far it is; sent, it tries again what failed.

    Asked again by the page itself, it answers with the part that has changed, or with nothing.
    """
    wanted = wanted_in(request, roundtable)
    state, sentence = state_of(wanted, again=request.method == "POST")
    if request.method == "POST":
        if sentence:
            messages.error(request, sentence)
        return redirect(with_language(request, "roundtable_pack", roundtable))
    if request.htmx and request.GET.get("state") == state:
        return HttpResponse(status=204)
    page = {
        "meeting": roundtable.meeting,
        "here": "roundtable",
        "roundtable": roundtable,
        "wanted": wanted,
        "state": state,
        "sentence": sentence,
        "pack": wanted.stored() if state == READY else None,
        "pack_url": with_language(request, "roundtable_pack", roundtable),
        "file_url": with_language(request, "roundtable_pack_pdf", roundtable),
        "brief_url": with_language(request, "roundtable_pdf", roundtable),
    }
    template = "roundtables/_pack.html" if request.htmx else "roundtables/roundtable_pack.html"
    return render(request, template, page)


def state_of(wanted: Wanted, *, again: bool) -> tuple[str, str]:
    """How far the pack is, and what stands in its way."""
    if not wanted.papers:
        return ALONE, ""
    if wanted.stored():
        return READY, ""
    try:
        state, seconds = actions.ask_for_pack(wanted=wanted, again=again)
    except Refused as refusal:
        return AWAY, str(refusal)
    return (LATE if state == ASKED and seconds > PATIENCE_SECONDS else state), ""


@permit(Permission.READ, published_roundtable)
@require_safe
def roundtable_pack_pdf(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The pack as this reader may have it; while it is not made, the page that has it made."""
    wanted = wanted_in(request, roundtable)
    paper = wanted.stored()
    if paper is None:
        return redirect(with_language(request, "roundtable_pack", roundtable))
    filename = file_name(roundtable, f"pack-{wanted.language}.pdf")
    answer = FileResponse(paper.file.open("rb"), content_type="application/pdf", filename=filename)
    answer["Content-Language"] = wanted.language
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
