"""A frozen draft, paragraph by paragraph, with what has been said on it.

With script a paragraph is exchanged by itself (htmx); without, the page comes back at the paragraph.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organization, Person
from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused
from meetings.days import instant_in_words
from roundtables import actions
from roundtables.access import comment_of_team, draft_of_team
from roundtables.content import BriefText
from roundtables.discussion import SHOWN, Discussion
from roundtables.forms import AnswerForm, CommentForm
from roundtables.models import Comment, Draft, DraftKind, LanguageState, TeamRole
from roundtables.paragraphs import WHOLE
from roundtables.shown import language_name
from roundtables.views.programme import refused


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for."""

    language: str
    show: str = "all"  # which comments, one of SHOWN
    on: str = ""  # the paragraph to comment on
    edit: int = 0  # one's own comment, to be written anew
    answer: int = 0  # the comment to be answered


def asked_in(request: HttpRequest, draft: Draft) -> Asked:
    values = request.GET
    show = values.get("show", "all")
    return Asked(
        language=language_in(values.get("language", ""), draft),
        show=show if show in SHOWN else "all",
        on=values.get("on", "")[:40],
        edit=number_in(values.get("edit", "")),
        answer=number_in(values.get("answer", "")),
    )


def language_in(asked: str, draft: Draft) -> str:
    """The language of the draft that is asked for, else the reader's, else the original."""
    languages = draft.content["languages"]
    return next((code for code in (asked, get_language()) if code in languages), draft.content["original"])


def number_in(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0


@dataclass
class Open:
    """The form that is open on the page, at most one, and where; or what has just been done there."""

    at: str = ""  # the paragraph
    comment: CommentForm | None = None
    answer: AnswerForm | None = None
    answer_to: int = 0
    done: str = ""


@permit(Permission.SEE_BRIEF, draft_of_team)
@require_safe
def brief_draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    asked = asked_in(request, draft)
    discussion = Discussion(draft, asked.language)
    return show(request, discussion, asked, form_asked_for(request.user, discussion, asked))


def form_asked_for(person: Person, discussion: Discussion, asked: Asked) -> Open:
    """The form that the address asks for, as far as the person may fill it now."""
    draft = discussion.draft
    roundtable = draft.brief.roundtable
    found = {comment.pk: comment for comment in discussion.comments}
    if asked.answer in found and can(person, Permission.WRITE_BRIEF, roundtable):
        comment = found[asked.answer]
        return Open(at=discussion.place_of(comment), answer=AnswerForm(comment=comment), answer_to=comment.pk)
    own = found.get(asked.edit)
    if own and own.by != person:
        own = None
    at = own.paragraph if own else asked.on
    if not (draft.takes_comments() and discussion.paragraph(at)):
        return Open(at=asked.on)
    if not can(person, Permission.COMMENT_BRIEF, roundtable):
        return Open(at=asked.on)
    return Open(at=at, comment=comment_form(speaking_for(person, draft), at, of=own))


def show(
    request: HttpRequest, discussion: Discussion, asked: Asked, opened: Open, status: int = 200
) -> HttpResponse:
    """The page, or the paragraph alone (htmx). The same queries for any number of comments."""
    draft, person = discussion.draft, request.user
    roundtable = draft.brief.roundtable
    is_open = draft.takes_comments()
    said = discussion.said_by(person)
    owes = is_open and not said and asked_of(person, draft)
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "draft": draft,
        "discussion": discussion,
        "asked": asked,
        "open": opened,
        "translations": languages_of(draft, discussion.text),
        "is_open": is_open,
        "may_comment": is_open and can(person, Permission.COMMENT_BRIEF, roundtable),
        "may_answer": can(person, Permission.WRITE_BRIEF, roundtable),
        "is_for_comments": draft.kind != DraftKind.FINAL,
        "is_staff": can(person, Permission.SEE_MEETING, roundtable),
        "said": said,
        "owes_comment": owes,
        "tone": "owed" if owes else "settled" if said else "info",
        "deadline": closes(draft),
        "page_url": page_of(draft),
        "earlier": text_before(draft),
    }
    paragraph = discussion.paragraph(opened.at)
    if "HX-Request" in request.headers and paragraph:
        page |= {"paragraph": paragraph, "is_part": True}
        response = render(request, "roundtables/_paragraph.html", page, status=status)
    else:
        discussion.keep(asked.show)
        response = render(request, "roundtables/brief_draft.html", page, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def comment_form(choices: list, paragraph: str, of: Comment | None = None, sent=None) -> CommentForm:
    initial = {"paragraph": paragraph}
    if of:
        initial |= {"instead_of": of.pk, "attitude": of.attitude, "text": of.text}
        initial["on_behalf_of"] = of.on_behalf_of_id or ""
    return CommentForm(
        sent, initial=initial, paragraph=paragraph, speaks_for=choices, for_nobody=_("No organization")
    )


def asked_of(person: Person, draft: Draft) -> bool:
    """Whether the draft went to this person for comments."""
    return draft.brief.roundtable.team.asked_to_comment().acted_for_by(person).exists()


def speaking_for(person: Person, draft: Draft) -> list[Organization | None]:
    """The organizations somebody may comment for, by the places filled in the team; None for none of them.

    The chair's staff comments for the chair's office, which is no organization.
    """
    places = draft.brief.roundtable.team.acted_for_by(person).exclude(role=TeamRole.SPEAKER)
    places = list(places.select_related("organization"))
    found = list({place.organization_id: place.organization for place in places}.values())
    is_staff = can(person, Permission.WRITE_PROGRAMME, draft.brief.roundtable)
    return found if found and not is_staff else [*(one for one in found if one), None]


def languages_of(draft: Draft, text: BriefText) -> list[dict]:
    """The languages in which the draft has a text, the original first."""
    states, original = draft.content["languages"], draft.content["original"]
    codes = [original, *sorted(code for code in states if code != original)]
    return [
        {
            "code": code,
            "name": language_name(code),
            "is_shown": code == text.language,
            "is_ready": states[code] == LanguageState.READY,
        }
        for code in codes
    ]


def closes(draft: Draft) -> str:
    """Until when the draft takes comments, or when it stopped, in the venue's time; empty for other texts."""
    at = draft.comments_until
    if draft.comments_closed_at and not draft.takes_comments():
        at = min(at, draft.comments_closed_at)
    return instant_in_words(at, draft.brief.roundtable.meeting) if at else ""


def text_before(draft: Draft) -> int | None:
    """The frozen text of this brief that came before, to be compared with; None for the first one."""
    earlier = Draft.objects.filter(brief__roundtable=draft.brief.roundtable, pk__lt=draft.pk)
    return earlier.values_list("pk", flat=True).first()


def page_of(draft: Draft) -> str:
    roundtable = draft.brief.roundtable
    return reverse("brief_draft", args=[roundtable.meeting.slug, roundtable.pk, draft.pk])


def to_paragraph(draft: Draft, asked: Asked, paragraph: str) -> HttpResponse:
    query = {"language": asked.language}
    if asked.show != "all":
        query["show"] = asked.show
    return redirect(f"{page_of(draft)}?{urlencode(query)}#at-{paragraph}")


def done(request: HttpRequest, draft: Draft, asked: Asked, paragraph: str, sentence: str) -> HttpResponse:
    """The paragraph with what was said, and that it was taken: beside it, or on the page that follows."""
    discussion = Discussion(draft, asked.language)
    if "HX-Request" in request.headers and discussion.paragraph(paragraph):
        return show(request, discussion, asked, Open(at=paragraph, done=sentence))
    messages.success(request, sentence)
    return to_paragraph(draft, asked, paragraph)


@permit(Permission.COMMENT_BRIEF, draft_of_team)
@require_POST
def brief_comment(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Comment on one paragraph; what cannot be taken comes back with what was typed."""
    asked = asked_in(request, draft)
    at = request.POST.get("paragraph", "")[:40]
    form = comment_form(speaking_for(request.user, draft), at, sent=request.POST)
    if form.is_valid():
        try:
            actions.comment_on(
                draft=draft,
                language=asked.language,
                paragraph=at,
                attitude=form.cleaned_data["attitude"],
                text=form.cleaned_data["text"],
                on_behalf_of=form.on_behalf,
                by=request.user,
                instead_of=own_comment(request.user, draft, form.cleaned_data["instead_of"]),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, draft, asked, at, _("Your comment is added."))
    discussion = Discussion(draft, asked.language)
    opened = Open(at=at if discussion.paragraph(at) else WHOLE, comment=form)
    return show(request, discussion, asked, opened, status=422)


def own_comment(person: Person, draft: Draft, pk: int | None) -> Comment | None:
    return draft.comments.filter(pk=pk, by=person).first() if pk else None


@permit(Permission.COMMENT_BRIEF, comment_of_team)
@require_POST
def comment_withdraw(request: HttpRequest, comment: Comment) -> HttpResponse:
    if not refused(request, lambda: actions.withdraw_comment(comment=comment, by=request.user)):
        messages.success(request, _("Your comment is taken back. The record keeps that it was made."))
    return to_paragraph(comment.draft, asked_in(request, comment.draft), comment.paragraph)


@permit(Permission.WRITE_BRIEF, comment_of_team)
@require_POST
def comment_answer(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Say what became of a comment; where somebody else has answered meanwhile, both answers are shown."""
    draft = comment.draft
    asked = asked_in(request, draft)
    form = AnswerForm(request.POST, comment=comment)
    if form.is_valid():
        try:
            actions.answer_comment(comment=comment, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.show_as_it_stands()
        else:
            discussion = Discussion(draft, asked.language)
            return done(request, draft, asked, discussion.place_of(comment), _("The comment is answered."))
    discussion = Discussion(draft, asked.language)
    opened = Open(at=discussion.place_of(comment), answer=form, answer_to=comment.pk)
    return show(request, discussion, asked, opened, status=422)
