"""Every message the system can send, with a live example, and the chair's own wording of it."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, can, permit
from correspondence import rewording
from correspondence.catalogue import KINDS, About, Kind
from correspondence.forms import TemplateForm
from correspondence.models import MessageTemplate
from correspondence.wording import names_in
from gfmd.lists import listed
from gfmd.moves import Stale
from meetings.access import announced_meeting
from meetings.models import Meeting

HERE = "correspondence"
IN_ORDER = list(About)


@dataclass(frozen=True)
class Row:
    """One kind of message on the page of all, and in which languages the chair has an own text of it."""

    kind: Kind
    own: list[MessageTemplate]
    languages: list[str]  # of the meeting

    @property
    def written(self) -> str:
        return listed(name_of(one.language) for one in self.own)

    @property
    def lacking(self) -> list[str]:
        """The languages of the meeting without an own text, where others have one."""
        has = {one.language for one in self.own}
        return [language for language in self.languages if has and language not in has]

    @property
    def lacking_names(self) -> str:
        return listed(name_of(language) for language in self.lacking)

    @property
    def unfit(self) -> list[str]:
        """Languages of own texts with placeholders that are no longer known; the product's words stand in."""
        known = self.kind.placeholders.keys()
        return [one.language for one in self.own if not names_in(one.subject + one.body) <= known]

    @property
    def unfit_names(self) -> str:
        return listed(name_of(language) for language in self.unfit)


def name_of(language: str) -> str:
    """The name of a language, in the reader's."""
    return get_language_info(language)["name_translated"]


def languages_of(meeting: Meeting) -> list[str]:
    return meeting.languages or ["en"]


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def catalogue(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    own: dict[str, list[MessageTemplate]] = {}
    for one in meeting.message_templates.order_by("language"):
        own.setdefault(one.kind, []).append(one)
    kinds = sorted(KINDS.values(), key=lambda kind: IN_ORDER.index(kind.about))
    rows = [Row(kind, own.get(kind.name, []), languages_of(meeting)) for kind in kinds]
    page = {
        "meeting": meeting,
        "here": HERE,
        "groups": [(about.label, list(of)) for about, of in groupby(rows, lambda row: About(row.kind.about))],
        "incomplete": [row for row in rows if row.lacking or row.unfit],
        "number": len(rows),
        "may_write": can(request.user, Permission.CORRESPOND, meeting),
    }
    return render(request, "correspondence/catalogue.html", page)


def known_kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def catalogue_kind(request: HttpRequest, meeting: Meeting, kind: str) -> HttpResponse:
    """A kind of message as it would look now, in each language of the meeting."""
    kind = known_kind(kind)
    texts = meeting.message_templates.filter(kind=kind.name).select_related("changed_by")
    own = {one.language: one for one in texts.order_by("language")}
    is_strange = request.GET.get("names") == "longest"
    languages = list(dict.fromkeys([*languages_of(meeting), *own]))
    page = {
        "meeting": meeting,
        "here": HERE,
        "kind": kind,
        "examples": [
            (rewording.shown(kind, meeting, language, is_strange=is_strange), own.get(language))
            for language in languages
        ],
        "row": Row(kind, list(own.values()), languages_of(meeting)),
        "is_strange": is_strange,
        "may_write": kind.can_be_worded and can(request.user, Permission.CORRESPOND, meeting),
    }
    return render(request, "correspondence/catalogue_kind.html", page)


@permit(Permission.CORRESPOND, announced_meeting)
@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, meeting: Meeting, kind: str, language: str) -> HttpResponse:
    """The chair's own text in one language: begun from the product's words, looked at, kept."""
    kind = worded_kind(kind, meeting, language)
    own = rewording.own_text(meeting, kind, language)
    of = {"meeting": meeting, "kind": kind, "language": language}
    form = TemplateForm(request.POST if request.method == "POST" else None, instance=own, **of)
    looks = []
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            looks = [
                rewording.shown(kind, meeting, language, is_strange=is_strange, own=form.written())
                for is_strange in (False, True)
            ]
        elif kept(request, form, of):
            messages.success(request, _("Your own text is saved. Messages use it from now on."))
            return redirect("catalogue_kind", meeting.slug, kind.name)
    page = {
        **of,
        "here": HERE,
        "form": form,
        "language_name": name_of(language),
        "own": own,
        "looks": looks,
    }
    return render(request, "correspondence/template_edit.html", page, status=422 if form.errors else 200)


def kept(request: HttpRequest, form: TemplateForm, of: dict) -> bool:
    """Whether the text was saved; if somebody else did meanwhile, the page shows both versions."""
    written = {name: form.cleaned_data[name] for name in ("subject", "body", "seen")}
    try:
        rewording.word_message(**of, **written, by=request.user)
    except Stale as stale:
        stored = rewording.own_text(of["meeting"], of["kind"], of["language"])
        form.show_stored(TemplateForm(instance=stored, **of))
        form.add_error(None, str(stale))
        return False
    return True


def worded_kind(name: str, meeting: Meeting, language: str) -> Kind:
    """A kind that a chair may word, in a language of the meeting; another is not found."""
    kind = known_kind(name)
    written = meeting.message_templates.filter(kind=name, language=language)
    if not kind.can_be_worded or (language not in languages_of(meeting) and not written.exists()):
        raise Http404
    return kind


@permit(Permission.CORRESPOND, announced_meeting)
@require_POST
def template_remove(request: HttpRequest, meeting: Meeting, kind: str, language: str) -> HttpResponse:
    """Back to the product's own words."""
    kind = worded_kind(kind, meeting, language)
    seen = request.POST.get("seen", "")
    try:
        rewording.unword_message(meeting=meeting, kind=kind, language=language, seen=seen, by=request.user)
    except Stale as stale:
        messages.error(request, str(stale))
        return redirect("template_edit", meeting.slug, kind.name, language)
    messages.success(request, _("Messages say it in the product's own words again."))
    return redirect("catalogue_kind", meeting.slug, kind.name)
