"""Writing a brief in one language: the parts beside their preview, kept while typing; and how far each language is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, can, permit
from gfmd.lists import listed
from gfmd.moves import Refused
from roundtables import actions
from roundtables.access import brief_of_team
from roundtables.forms import LanguageForm, WritingForm
from roundtables.models import LanguageState, Roundtable
from roundtables.views.programme import form_page
from roundtables.writing import Writing, language_name, languages_of, names_of_parts

NAMED_AT_MOST = 4  # parts, in the sentence that says what was saved


@permit(Permission.WRITE_BRIEF, brief_of_team)
@form_page
def brief_write(request: HttpRequest, roundtable: Roundtable, language: str) -> HttpResponse:
    """The parts of a brief in one language. `step=preview` shows what was typed and saves nothing."""
    writing = Writing(roundtable, language, request.user)
    if request.method != "POST":
        return show(request, writing, writing.form())
    form = writing.form(request.POST)
    if request.POST.get("step") == "preview":
        return show(request, writing, form)
    if not form.is_valid():
        keep(writing, form)
        return show(request, writing, form, status=422)
    try:
        written = actions.write_brief(
            roundtable=roundtable, language=language, parts=form.parts, seen=form.seen, by=request.user
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, writing, form, status=422)
    if not written.clashes:
        messages.success(request, saved(written.saved, writing))
        return redirect(here(writing) + anchor(request, writing))
    keep(writing, form)
    if written.saved:
        messages.success(request, saved(written.saved, writing))
    fresh = Writing(
        brief_of_team(request.user, roundtable.meeting.slug, roundtable.pk), language, request.user
    )
    return show(request, fresh, fresh.form(request.POST), status=409)


def keep(writing: Writing, form: WritingForm) -> None:
    """What could not be saved is kept, should the page be closed without another try."""
    actions.keep_text(
        roundtable=writing.roundtable,
        language=writing.language,
        parts=form.typed,
        seen=form.seen,
        by=writing.person,
    )


def here(writing: Writing) -> str:
    roundtable = writing.roundtable
    return reverse("brief_write", args=[roundtable.meeting.slug, roundtable.pk, writing.language])


def anchor(request: HttpRequest, writing: Writing) -> str:
    """The part that was worked on, where the page is to open again."""
    at = request.POST.get("at", "")
    return f"#part-{at}" if at in writing.names else ""


def saved(keys: list[str], writing: Writing) -> str:
    if not keys:
        return _("Nothing had changed, so nothing was saved.")
    if len(keys) > NAMED_AT_MOST:
        return ngettext("%(number)d part is saved.", "%(number)d parts are saved.", len(keys)) % {
            "number": len(keys)
        }
    return _("Saved: %(parts)s.") % {"parts": listed(writing.names[key] for key in keys)}


def show(request: HttpRequest, writing: Writing, form: WritingForm, status: int = 200) -> HttpResponse:
    """The same queries for a brief of any length."""
    roundtable = writing.roundtable
    boxes = writing.boxes(form)
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "writing": writing,
        "form": form,
        "boxes": boxes,
        "clashes": [box for box in boxes if box.clash],
        "unsaved": [box for box in boxes if box.is_unsaved],
        "brief": writing.preview({box.key: box.text for box in boxes}),
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
    }
    return render(request, "roundtables/brief_write.html", page, status=status)


@permit(Permission.WRITE_BRIEF, brief_of_team)
@require_POST
def brief_preview(request: HttpRequest, roundtable: Roundtable, language: str) -> HttpResponse:
    """How the brief would read with what is in the boxes; nothing of it is saved or kept."""
    writing = Writing(roundtable, language, request.user)
    page = {
        "meeting": roundtable.meeting,
        "roundtable": roundtable,
        "writing": writing,
        "brief": writing.preview(writing.form(request.POST).typed),
    }
    return render(request, "roundtables/_preview.html", page)


@permit(Permission.WRITE_BRIEF, brief_of_team)
@require_POST
def brief_keep(request: HttpRequest, roundtable: Roundtable, language: str) -> HttpResponse:
    """Keep the parts that were sent, as they are being typed. Asked by the page itself, so nothing is shown."""
    writing = Writing(roundtable, language, request.user)
    keep(writing, writing.form(request.POST))
    return HttpResponse(status=204)


@permit(Permission.WRITE_BRIEF, brief_of_team)
@require_POST
def brief_let_go(request: HttpRequest, roundtable: Roundtable, language: str) -> HttpResponse:
    """Drop what was kept, and go on with what is saved."""
    actions.let_kept_text_go(roundtable=roundtable, language=language, by=request.user)
    messages.success(request, _("This is the text as it is saved."))
    return redirect("brief_write", slug=roundtable.meeting.slug, pk=roundtable.pk, language=language)


@permit(Permission.WRITE_BRIEF, brief_of_team)
@form_page
def brief_language(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """How far each of the six languages is. One that is ready is what its readers get."""
    refusal, lacking = "", []
    if request.method == "POST":
        form = LanguageForm(request.POST)
        if form.is_valid():
            refusal, lacking = said(form, roundtable, request)
        else:
            refusal = _("Nothing was changed: the button did not say which language. Please press it again.")
        if not refusal:
            return redirect("brief_language", slug=roundtable.meeting.slug, pk=roundtable.pk)
    languages = languages_of(roundtable)
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "in_languages": languages,
        "ready": sum(one.state == LanguageState.READY for one in languages),
        "refusal": refusal,
        "lacking": lacking,
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
    }
    return render(request, "roundtables/brief_language.html", page, status=422 if refusal else 200)


def said(form: LanguageForm, roundtable: Roundtable, request: HttpRequest) -> tuple[str, list[str]]:
    """Why a language cannot be what was said, and the parts it lacks; nothing when it is now."""
    language, state = form.cleaned_data["language"], form.cleaned_data["state"]
    try:
        actions.set_language_state(roundtable=roundtable, language=language, state=state, by=request.user)
    except actions.NotTranslated as refusal:
        names = names_of_parts(roundtable)
        return str(refusal), [names[key] for key in refusal.keys if key in names]
    except Refused as refusal:
        return str(refusal), []
    words = {"language": language_name(language)}
    if state == LanguageState.READY:
        messages.success(request, _("The translation into %(language)s is ready.") % words)
    else:
        messages.success(request, _("The translation into %(language)s is under way.") % words)
    return "", []
