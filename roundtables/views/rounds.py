"""Rounds of comments, clearance by the co-chairs: what the chair's staff and the co-chairs do with a brief."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Organization
from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from meetings.days import instant_in_words
from roundtables import actions
from roundtables.access import brief_of_team
from roundtables.forms import ClearForm, DeadlineForm
from roundtables.models import BriefState, Draft, DraftKind, Roundtable
from roundtables.outline import lacks
from roundtables.views.programme import form_page, refused
from roundtables.views.workspace import work_on
from roundtables.work import Stage, Work


def to_brief(roundtable: Roundtable) -> HttpResponse:
    return redirect("brief", slug=roundtable.meeting.slug, pk=roundtable.pk)


@permit(Permission.WRITE_PROGRAMME, brief_of_team)
@form_page
def brief_comments_open(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """Says what will be frozen and who will be asked, then does it."""
    meeting = roundtable.meeting
    form = DeadlineForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.open_comments(
                roundtable=roundtable, until=form.cleaned_data["until"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, opened(draft))
            return to_brief(roundtable)
    work = work_on(roundtable)
    roundtable.questions_written = roundtable.questions.count()
    page = {
        "meeting": meeting,
        "here": "programme",
        "roundtable": roundtable,
        "work": work,
        "kind": round_due(work),
        "lacks": lacks(roundtable),
        "form": form,
        "people": {person.pk: person for place in work.asked for person in place.people},
        "vacant": [place for place in work.asked if place.is_vacant],
    }
    return render(request, "roundtables/brief_comments_open.html", page, status=422 if form.errors else 200)


def round_due(work: Work) -> str:
    """Which draft is frozen next: the first or the second; empty when no round is due."""
    if work.stage == Stage.FIRST_OVER:
        return DraftKind.SECOND
    return DraftKind.FIRST if work.stage in (Stage.WRITING, Stage.CHANGED, Stage.PUBLISHED) else ""


def opened(draft: Draft) -> str:
    words = {"deadline": instant_in_words(draft.comments_until, draft.brief.roundtable.meeting)}
    if draft.kind == DraftKind.FIRST:
        return _("The first draft is open for comments until %(deadline)s; the team gets a message.") % words
    return _("The second draft is open for comments until %(deadline)s; the team gets a message.") % words


@permit(Permission.WRITE_PROGRAMME, brief_of_team)
@require_POST
def brief_comments_close(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    if not refused(request, lambda: actions.close_comments(roundtable=roundtable, by=request.user)):
        messages.success(request, _("The round of comments is closed."))
    return to_brief(roundtable)


@permit(Permission.WRITE_PROGRAMME, brief_of_team)
@require_POST
def brief_put(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    if not refused(request, lambda: actions.put_to_co_chairs(roundtable=roundtable, by=request.user)):
        messages.success(
            request, _("The co-chairs are asked to clear this text; each of them gets a message.")
        )
    return to_brief(roundtable)


@permit(Permission.CLEAR_BRIEF, brief_of_team)
@require_POST
def brief_clear(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """Clear the text that the page showed, for one of the States the person acts for."""
    form = ClearForm(request.POST)
    draft = organization = None
    if form.is_valid():
        drafts = Draft.objects.filter(brief__roundtable=roundtable, kind=DraftKind.FINAL)
        draft = drafts.select_related("brief").filter(pk=form.cleaned_data["draft"]).first()
        organization = Organization.objects.filter(pk=form.cleaned_data["organization"]).first()
    if draft is None or organization is None:
        messages.error(request, _("Nothing was cleared: choose below for which State you clear which text."))
        return to_brief(roundtable)
    draft.brief.roundtable = roundtable
    done = []
    if not refused(
        request,
        lambda: done.append(actions.clear_brief(draft=draft, organization=organization, by=request.user)),
    ):
        messages.success(request, cleared(done[0], organization))
    return to_brief(roundtable)


def cleared(brief, organization: Organization) -> str:
    words = {"state": organization.name}
    if brief.state == BriefState.FINAL:
        return _("Cleared for %(state)s. The brief is final: every co-chair has cleared it.") % words
    waiting = actions.still_to_clear(actions.draft_for_clearance(brief)).values("organization").distinct()
    return ngettext(
        "Cleared for %(state)s. %(number)d co-chair State is still to clear it.",
        "Cleared for %(state)s. %(number)d co-chair States are still to clear it.",
        waiting.count(),
    ) % {**words, "number": waiting.count()}
