"""What a brief refers to, and the papers beside it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, can, permit
from gfmd.lists import listed
from gfmd.moves import Refused, Stale
from meetings.models import Document
from roundtables import actions
from roundtables.access import brief_of_team, reference_of_brief
from roundtables.forms import (
    FORMS,
    EarlierForm,
    InstrumentForm,
    PaperForm,
    TargetsForm,
    WorkForm,
)
from roundtables.models import Reference, ReferenceKind, Roundtable
from roundtables.sdg import target_places, targets
from roundtables.views.programme import form_page

K = ReferenceKind


@permit(Permission.WRITE_BRIEF, brief_of_team)
@form_page
def brief_references(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """What the brief refers to, by kind, with a form for more of each. `?search=` narrows the roundtables."""
    kind = request.POST.get("kind", "")
    forms = {one: form_for(one, roundtable, request, is_sent=one == kind) for one in K}
    if kind in forms and added(request, roundtable, kind, forms[kind]):
        return to_references(roundtable, kind)
    rows = list(roundtable.references.select_related("earlier__meeting"))
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
        "kinds": [(one.value, one.label, of_kind(rows, one), forms[one]) for one in K],
        "number": len(rows),
        "search": request.GET.get("search", ""),
        "targets": targets(),
        "sent": forms.get(kind),
    }
    template = "roundtables/_earlier.html" if request.htmx else "roundtables/brief_references.html"
    return render(request, template, page, status=422 if kind else 200)


def of_kind(rows: list[Reference], kind: str) -> list[Reference]:
    found = [one for one in rows if one.kind == kind]
    if kind == K.SDG_TARGET:
        found.sort(key=lambda one: target_places().get(one.key, len(targets())))
    return found


def form_for(kind: str, roundtable: Roundtable, request: HttpRequest, *, is_sent: bool):
    """The form of a kind; each has a prefix of its own, since all of them stand on one page."""
    sent = request.POST if is_sent else None
    if kind == K.EARLIER_ROUNDTABLE:
        search = request.GET.get("search", "")
        return EarlierForm(sent, prefix=kind, roundtable=roundtable, search="" if is_sent else search)
    if kind == K.SDG_TARGET:
        return TargetsForm(sent, prefix=kind)
    form_class = InstrumentForm if kind == K.INSTRUMENT else WorkForm
    reference = Reference(roundtable=roundtable, kind=kind)
    return form_class(sent, prefix=kind, instance=reference, meeting=roundtable.meeting)


def added(request: HttpRequest, roundtable: Roundtable, kind: str, form) -> bool:
    """Whether the brief refers to it now; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        if kind == K.SDG_TARGET:
            codes = form.cleaned_data["codes"]
            said_of_targets(request, actions.add_targets(roundtable=roundtable, codes=codes, by=request.user))
            return True
        if kind == K.EARLIER_ROUNDTABLE:
            reference = Reference(roundtable=roundtable, kind=kind, earlier=form.cleaned_data["earlier"])
        else:
            reference = form.save(commit=False)
        actions.add_reference(reference=reference, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The brief refers to it now."))
    return True


def said_of_targets(request: HttpRequest, done: actions.AddedTargets) -> None:
    if done.added:
        sentence = ngettext(
            "The brief refers to target %(codes)s now.",
            "The brief refers to targets %(codes)s now.",
            len(done.added),
        )
        messages.success(request, sentence % {"codes": listed(done.added)})
    if done.left_out:
        sentence = _("It referred to %(codes)s already.") % {"codes": listed(done.left_out)}
        messages.info(request, sentence)


def to_references(roundtable: Roundtable, kind: str) -> HttpResponse:
    return redirect(reverse("brief_references", args=[roundtable.meeting.slug, roundtable.pk]) + f"#{kind}")


@permit(Permission.WRITE_BRIEF, reference_of_brief)
@form_page
def reference_edit(request: HttpRequest, reference: Reference) -> HttpResponse:
    """The words of a reference. What refers to a roundtable has none of its own."""
    if reference.kind not in FORMS:
        raise Http404
    roundtable, name, mark = reference.roundtable, str(reference), actions.reference_mark(reference)
    form = FORMS[reference.kind](
        request.POST if request.method == "POST" else None,
        instance=reference,
        meeting=roundtable.meeting,
        initial={"seen": mark},
    )
    if form.is_valid() and changed(request, form):
        messages.success(request, _("The reference is saved."))
        return to_references(roundtable, reference.kind)
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "reference": reference,
        "name": name,  # as it is saved: the form has written into the row what was typed
        "form": form,
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
    }
    return render(request, "roundtables/reference_edit.html", page, status=422 if form.errors else 200)


def changed(request: HttpRequest, form) -> bool:
    """Whether the reference is saved; where somebody else has changed it, both versions are shown."""
    try:
        actions.change_reference(
            reference=form.save(commit=False), seen=form.cleaned_data["seen"], by=request.user
        )
    except Stale as refusal:
        stored = Reference.objects.get(pk=form.instance.pk)
        form.show_stored(
            type(form)(
                instance=stored, meeting=form.meeting, initial={"seen": actions.reference_mark(stored)}
            )
        )
        form.add_error(None, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@permit(Permission.WRITE_BRIEF, reference_of_brief)
@form_page
def reference_remove(request: HttpRequest, reference: Reference) -> HttpResponse:
    roundtable, kind = reference.roundtable, reference.kind
    if request.method == "POST":
        try:
            actions.remove_reference(reference=reference, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The brief refers to it no longer."))
        return to_references(roundtable, kind)
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "reference": reference,
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
    }
    return render(request, "roundtables/reference_remove.html", page)


# --- Papers ----------------------------------------------------------------------------------------------


@permit(Permission.WRITE_BRIEF, brief_of_team)
@form_page
def brief_papers(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The papers beside the brief, as far as the person may know of them, and a choice from the library."""
    sent = request.POST if request.method == "POST" else None
    form = PaperForm(sent, roundtable=roundtable, person=request.user)
    if form.is_valid() and attached(request, roundtable, form):
        return redirect("brief_papers", slug=roundtable.meeting.slug, pk=roundtable.pk)
    papers = list(papers_beside(roundtable, request.user).with_files())
    for paper in papers:
        paper.meeting = roundtable.meeting
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "papers": papers,
        "form": form,
        "has_choice": form.fields["paper"].queryset.exists(),
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
        "keeps_library": can(request.user, Permission.KEEP_DOCUMENTS, roundtable.meeting),
    }
    return render(request, "roundtables/brief_papers.html", page, status=422 if form.errors else 200)


def papers_beside(roundtable: Roundtable, person):
    visible = Document.objects.visible_to(person, roundtable.meeting)
    return visible.filter(roundtables=roundtable).distinct().order_by("symbol", "pk")


def attached(request: HttpRequest, roundtable: Roundtable, form: PaperForm) -> bool:
    paper = form.cleaned_data["paper"]
    try:
        actions.attach_paper(roundtable=roundtable, paper=paper, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("“%(paper)s” stands beside the brief now.") % {"paper": paper})
    return True


@permit(Permission.WRITE_BRIEF, brief_of_team)
@require_POST
def brief_paper_remove(request: HttpRequest, roundtable: Roundtable, document_pk: int) -> HttpResponse:
    """Take a paper from beside the brief; one the person may not know of is not found."""
    paper = papers_beside(roundtable, request.user).filter(pk=document_pk).first()
    if paper is None:
        raise Http404
    actions.detach_paper(roundtable=roundtable, paper=paper, by=request.user)
    messages.success(
        request, _("“%(paper)s” stands beside the brief no longer; the library has it.") % {"paper": paper}
    )
    return redirect("brief_papers", slug=roundtable.meeting.slug, pk=roundtable.pk)
