"""The versions of a brief: older ones, and what changed from one to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.public import public_page, reader_page
from meetings.papers import paper_answer
from roundtables import actions
from roundtables.access import brief_of_team, public_version, published_roundtable
from roundtables.changes import compared
from roundtables.content import working_text
from roundtables.forms import CompareForm, ReadForm
from roundtables.models import Draft, DraftKind, Roundtable
from roundtables.papers import brief_paper
from roundtables.shown import BriefShown, with_public_references
from roundtables.templatetags.roundtables import day_at
from roundtables.views.public import file_name, language_asked

WORKING = "working"  # the text as it stands now, beside the drafts


@permit(Permission.READ, public_version)
@require_safe
def roundtable_version(request: HttpRequest, draft: Draft) -> HttpResponse:
    """A published version as it was, and whether it still is the one in force."""
    roundtable = draft.brief.roundtable
    page = {
        "meeting": roundtable.meeting,
        "here": "roundtable",
        "roundtable": roundtable,
        "brief": BriefShown(draft.content, language_asked(request), roundtable, person=request.user),
        "version": draft.brief,
        "is_superseded": draft.brief.number != roundtable.version,
        "shows_times": False,
    }
    response = render(request, "roundtables/roundtable_version.html", page)
    until = roundtable.meeting.documents.next_embargo_end()
    return public_page(response, until) if request.user.is_anonymous else reader_page(response, until)


@permit(Permission.READ, public_version)
@require_safe
def roundtable_version_pdf(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The paper of a published version, in the language asked for or the active one."""
    roundtable, language = draft.brief.roundtable, language_asked(request)
    paper = brief_paper(roundtable, language, draft=draft)
    filename = file_name(roundtable, f"v{draft.brief.number}-{language}.pdf")
    return paper_answer(paper, filename, public=request.user.is_anonymous)


@permit(Permission.READ, published_roundtable)
@require_safe
def roundtable_changes(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """What changed from one published version to another, word by word: `?from=1&to=2`.

    Without these, from the version before to the one in force.
    """
    versions = list(roundtable.briefs.public().order_by("number"))
    numbers = [one.number for one in versions]
    former = [number for number in numbers if number < roundtable.version]
    form = CompareForm(
        request.GET,
        choices=[(str(one.number), version_label(one, roundtable)) for one in versions],
        before=str(former[-1] if former else roundtable.version),
        after=str(roundtable.version),
    )
    texts = Draft.objects.filter(brief__in=versions, kind=DraftKind.FINAL).order_by("pk")
    page = comparison_page(request, roundtable, form, lambda number: texts.filter(brief__number=number))
    page["former"] = former
    if request.user.is_authenticated:
        reading = actions.first_reading(roundtable=roundtable, by=request.user)
        page["is_new_to_reader"] = reading.version < roundtable.version
    return render(request, "roundtables/roundtable_changes.html", page, status=page["status"])


@permit(Permission.SEE_BRIEF, brief_of_team)
@require_safe
def brief_compare(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """What changed between any two texts of a brief, for its team: drafts by key, or `working`."""
    drafts = list(Draft.objects.filter(brief__roundtable=roundtable).select_related("brief").defer("content"))
    choices = [(WORKING, _("The working text, as it stands now"))]
    choices += [(str(draft.pk), draft_label(draft, roundtable)) for draft in drafts]
    last = str(drafts[0].pk) if drafts else WORKING
    form = CompareForm(request.GET, choices=choices, before=last, after=WORKING)
    texts = Draft.objects.filter(brief__roundtable=roundtable)
    page = comparison_page(request, roundtable, form, lambda pk: texts.filter(pk=pk), ready_only=False)
    page["has_drafts"] = bool(drafts)
    return render(request, "roundtables/brief_compare.html", page, status=page["status"])


def comparison_page(request: HttpRequest, roundtable: Roundtable, form: CompareForm, find, **how) -> dict:
    """The comparison asked for; while that is something which is not there, the form says so."""
    page = {
        "meeting": roundtable.meeting,
        "here": "roundtable",
        "roundtable": roundtable,
        "form": form,
        "status": 200 if form.is_valid() else 422,
    }
    if form.is_valid():
        before, after = with_public_references(
            [content_of(roundtable, form.cleaned_data[name], find) for name in ("before", "after")]
        )
        page["comparison"] = compared(before, after, language_asked(request), **how)
    return page


def content_of(roundtable: Roundtable, name: str, find) -> dict:
    return working_text(roundtable) if name == WORKING else find(int(name)).latest("pk").content


def version_label(brief, roundtable: Roundtable) -> str:
    words = {"number": brief.number, "day": day_at(brief.published_at, roundtable.meeting)}
    return _("Version %(number)d, %(day)s") % words


def draft_label(draft: Draft, roundtable: Roundtable) -> str:
    """ "Version 1, first draft, 3 November 2018"."""
    words = {"number": draft.brief.number, "day": day_at(draft.frozen_at, roundtable.meeting)}
    if draft.kind == DraftKind.FIRST:
        return _("Version %(number)d, first draft, %(day)s") % words
    if draft.kind == DraftKind.SECOND:
        return _("Version %(number)d, second draft, %(day)s") % words
    return _("Version %(number)d, text for clearance, %(day)s") % words


@permit(Permission.ENTER, published_roundtable)
@require_POST
def roundtable_read(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The reader has seen what changed, up to the version which the page named."""
    form = ReadForm(request.POST)
    if form.is_valid():
        actions.has_read(roundtable=roundtable, version=form.cleaned_data["version"], by=request.user)
    return redirect(roundtable)
