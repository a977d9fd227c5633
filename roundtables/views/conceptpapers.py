"""Concept papers: read in, corrected beside their text, and taken over into the programme."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from meetings.access import announced_meeting
from meetings.models import Meeting
from roundtables import actions
from roundtables.access import concept_paper_of_meeting
from roundtables.comparing import compared
from roundtables.forms import ConceptPaperForm, OutlineForm
from roundtables.models import ConceptPaper
from roundtables.proposed import Outline
from roundtables.proposing import proposed_by
from roundtables.review import Review, source_of
from roundtables.views.programme import form_page


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@require_safe
def concept_papers(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The drafts of the concept paper that were read in, the newest first."""
    papers = meeting.concept_papers.select_related("read_by", "accepted_by").defer("text", "said", "ticks")
    page = {"meeting": meeting, "here": "programme", "papers": list(papers)}
    return render(request, "roundtables/concept_papers.html", page)


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@form_page
def concept_paper_new(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """A paper is read while one waits: its readers keep to limits that end it within seconds."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ConceptPaperForm(*sent, languages=meeting.languages)
    if form.is_valid():
        try:
            paper = kept(form, meeting, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("concept_paper", meeting.slug, paper.pk)
    page = {"meeting": meeting, "here": "programme", "form": form}
    return render(request, "roundtables/concept_paper_new.html", page, status=422 if form.errors else 200)


def kept(form: ConceptPaperForm, meeting: Meeting, *, by) -> ConceptPaper:
    """What was read, kept with its proposed outline."""
    proposed = proposed_by(form.read, meeting)
    return actions.read_in_paper(
        meeting=meeting,
        name=proposed.name,
        language=form.cleaned_data["language"],
        text=proposed.text,
        outline=proposed.outline,
        by=by,
    )


@permit(Permission.WRITE_PROGRAMME, concept_paper_of_meeting)
@form_page
def concept_paper(request: HttpRequest, paper: ConceptPaper) -> HttpResponse:
    """The outline beside the text; `step=save` saves its corrections, `step=add-theme` and its like add one."""
    if request.method != "POST":
        return review(request, paper, form_of(paper))
    form = form_of(paper, request.POST)
    if form.is_valid() and (saved := corrected(request, paper, form)):
        messages.success(request, _("The corrections are saved. Nothing is in the programme by this."))
        entry = form.added.key if form.added else ""
        return redirect(address_of(saved) + (f"#{entry}" if entry else ""))
    return review(request, paper, form)


@permit(Permission.WRITE_PROGRAMME, concept_paper_of_meeting)
@require_POST
def concept_paper_accept(request: HttpRequest, paper: ConceptPaper) -> HttpResponse:
    """Save the corrections, then take over what is ticked: all of it or, with the reason, nothing."""
    form = form_of(paper, request.POST)
    if not form.is_valid():
        return review(request, paper, form)
    saved = corrected(request, paper, form)
    if saved is None:
        return review(request, paper, form)
    decision = actions.Decision(frozenset(form.shown), form.ticked, form.cleaned_data["programme"])
    try:
        taken = actions.accept_paper(paper=saved, decision=decision, by=request.user)
    except Refused as refusal:
        form = form_of(saved, request.POST, seen=saved.changed_at.isoformat())
        form.show_faults(getattr(refusal, "faults", []))
        form.add_error(None, str(refusal))
        form.needs_settings = isinstance(refusal, actions.TooManyThemes)
    else:
        say_what_was_taken(request, len(taken))
        return redirect("programme", paper.meeting.slug)
    return review(request, saved, form)


def form_of(paper: ConceptPaper, sent=None, *, seen: str = "") -> OutlineForm:
    """The form of a paper; with `seen` for one whose corrections were saved a moment ago."""
    if seen:
        sent = sent.copy()
        sent["seen"] = seen
    return OutlineForm(sent, outline=Outline.from_dict(paper.proposal), language=paper.language)


def corrected(request: HttpRequest, paper: ConceptPaper, form: OutlineForm) -> ConceptPaper | None:
    """The paper with the corrections of a valid form; None when somebody else has saved meanwhile."""
    try:
        return actions.correct_paper(
            paper=paper,
            outline=form.corrected(),
            ticks=form.ticks,
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
    except Stale as refusal:
        stored = ConceptPaper.objects.get(pk=paper.pk)
        form.show_stored(Outline.from_dict(stored.proposal), stored.changed_at.isoformat())
        form.add_error(None, str(refusal))
        return None


def review(request: HttpRequest, paper: ConceptPaper, form: OutlineForm) -> HttpResponse:
    """The page with what was typed, compared with the programme as it stands now."""
    comparison = compared(paper)
    page = {
        "meeting": paper.meeting,
        "here": "programme",
        "paper": paper,
        "form": form,
        "review": Review(paper, form, comparison),
        "source": source_of(paper),
        "seen": form.data.get("seen") or paper.changed_at.isoformat(),
        "programme": comparison.seen,
    }
    return render(request, "roundtables/concept_paper.html", page, status=422 if form.errors else 200)


def address_of(paper: ConceptPaper) -> str:
    return reverse("concept_paper", args=[paper.meeting.slug, paper.pk])


def say_what_was_taken(request: HttpRequest, number: int) -> None:
    if not number:
        messages.info(request, _("Nothing was changed: the programme says this already."))
        return
    sentence = ngettext(
        "%(number)d change from the concept paper is taken over.",
        "%(number)d changes from the concept paper are taken over.",
        number,
    )
    messages.success(request, sentence % {"number": number})
