"""What this room prints: the brief of a roundtable, and the concept note of a meeting.

A published brief is printed as it was published, an older version as it was then. Only those who write it are
shown a paper of the working text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gfmd.markdown import Marked
from gfmd.pdf import html_for
from gfmd.reading import in_reading_language
from meetings.days import instant_in_words
from meetings.models import Meeting, Paper
from meetings.papers import paper_from
from roundtables.content import in_language, working_text
from roundtables.models import (
    Brief,
    BriefState,
    Draft,
    DraftKind,
    ReferenceKind,
    Roundtable,
    Section,
    Session,
    Theme,
)
from roundtables.outline import whole_outline
from roundtables.shown import (
    BriefShown,
    SessionShown,
    add_brief,
    announced_roundtables,
    earlier_of,
    papers_of,
    team_shown,
)
from roundtables.templatetags.roundtables import day_at


class BriefOnPaper(BriefShown):
    """A brief as the templates print it, its notes numbered with those of the whole paper.

    Its sessions have their live place in the timetable where `rows` knows them; `place_earlier` adds what it
    refers to.
    """

    def __init__(
        self,
        content: dict,
        language: str,
        roundtable: Roundtable,
        texts: Marked,
        *,
        rows: Iterable[Session] = (),
        group: str = "",
        heading: int = 3,
        ready_only: bool = True,
    ):
        self.content, self.roundtable, self.ready_only = content, roundtable, ready_only
        self.text = in_language(content, language, ready_only=ready_only)
        self.marked, self.group = texts, group
        add_brief(texts, self.text, group=group, heading=heading)
        placed = {row.pk: row for row in rows}
        self.sessions = [SessionShown(part, placed.get(part.pk)) for part in self.text.sessions]

    def html(self, key: str) -> SafeString:
        return self.marked.html(self.group + key)

    @property
    def background(self) -> SafeString:
        return self.html("background")

    @property
    def outcomes(self) -> SafeString:
        return self.html("outcomes")

    @property
    def questions(self) -> list[SafeString]:
        return [self.html(part.key) for part in self.text.questions]

    @property
    def sessions_with_aims(self) -> list[tuple[SessionShown, SafeString]]:
        return [(session, self.html(session.part.key)) for session in self.sessions]


def on_paper(*, labelled: bool) -> Marked:
    return Marked(medium="paper", site=settings.SITE_URL, labelled=labelled)


def place_earlier(briefs: list[BriefOnPaper]) -> None:
    """The roundtables of earlier meetings to which briefs refer. One query for all of them."""
    kind = ReferenceKind.EARLIER_ROUNDTABLE
    rows = announced_roundtables([one for brief in briefs for one in brief.text.references_of(kind)])
    for brief in briefs:
        brief.earlier = earlier_of(brief.text.references_of(kind), rows)


# --- The brief -------------------------------------------------------------------------------------------


def brief_paper(roundtable: Roundtable, language: str, *, draft: Draft | None = None) -> Paper:
    """The brief of one roundtable, in one of the product's languages, or in the original where that is not ready.

    Without a `draft`: the published text; while nothing is published, the working text of those who write it.
    """
    draft = draft or public_draft(roundtable)
    with translation.override(language):
        context = brief_context(roundtable, language, draft)
    html = html_for("papers/brief.html", context, language)
    return paper_from(
        html, meeting=roundtable.meeting, name=f"roundtable-{roundtable.code}", language=language
    )


def public_draft(roundtable: Roundtable) -> Draft | None:
    """The text of the version in force; None while nothing is published."""
    if not roundtable.is_published:
        return None
    draft = Draft.objects.of_public_version(roundtable, roundtable.version).select_related("brief").first()
    if draft:
        draft.brief.roundtable = roundtable
    return draft


def brief_context(roundtable: Roundtable, language: str, draft: Draft | None) -> dict:
    """What the template prints. A version that is no longer in force has no time and no place."""
    meeting = roundtable.meeting
    is_past = draft is not None and draft.brief.state == BriefState.SUPERSEDED
    brief = BriefOnPaper(
        draft.content if draft else working_text(roundtable),
        language,
        roundtable,
        on_paper(labelled=False),
        rows=[] if is_past else roundtable.sessions.select_related("agenda_item__room"),
        ready_only=draft is not None and draft.brief.has_been_public,
    )
    place_earlier([brief])
    return {
        "meeting": meeting,
        "roundtable": roundtable,
        "brief": brief,
        "standing": standing(draft, meeting),
        "comments_until": comments_until(draft, meeting),
        "team": [] if is_past else team_shown(roundtable, with_persons=False),
        "papers": [] if is_past else papers_of(roundtable, AnonymousUser()),
        "shows_times": meeting.agenda_published_at is not None and not is_past,
        "site": settings.SITE_URL,
    }


def standing(draft: Draft | None, meeting: Meeting) -> str:
    """Which text this is, of which version and day: "Version 2, 3 November 2018"."""
    if draft is None:
        return _("Working text, not published")
    brief = draft.brief
    if brief.state == BriefState.SUPERSEDED:
        return _("Version %(number)d, %(day)s (superseded)") % version_in_words(brief, meeting)
    if brief.state == BriefState.PUBLISHED:
        return _("Version %(number)d, %(day)s") % version_in_words(brief, meeting)
    words = {"number": brief.number, "day": day_at(draft.frozen_at, meeting)}
    if draft.kind == DraftKind.FIRST:
        return _("First draft for comment, %(day)s") % words
    if draft.kind == DraftKind.SECOND:
        return _("Second draft for comment, %(day)s") % words
    if brief.state == BriefState.FINAL:
        return _("Version %(number)d, final text of %(day)s, not published") % words
    return _("Version %(number)d, for clearance, %(day)s") % words


def version_in_words(brief: Brief, meeting: Meeting) -> dict:
    return {"number": brief.number, "day": day_at(brief.published_at, meeting)}


def comments_until(draft: Draft | None, meeting: Meeting) -> str:
    """The last minute for comments, in the venue's time; empty when the round is over or there is none."""
    if draft is None or not draft.comments_until or draft.comments_closed_at:
        return ""
    return instant_in_words(draft.comments_until, meeting)


# --- The concept note ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PrintedPart:
    """A theme with its rationale and its roundtables; without a theme for those that have none."""

    theme: Theme | None
    rationale: SafeString
    briefs: list[BriefOnPaper]


def concept_note_paper(meeting: Meeting, language: str, *, is_draft: bool = False) -> Paper:
    """Theme by theme, roundtable by roundtable: the published briefs; a draft holds the others as well."""
    with translation.override(language):
        context = concept_note_context(meeting, language, is_draft=is_draft)
    html = html_for("papers/concept_note.html", context, language)
    name = "concept-note-draft" if is_draft else "concept-note"
    return paper_from(html, meeting=meeting, name=name, language=language)


def concept_note_context(meeting: Meeting, language: str, *, is_draft: bool) -> dict:
    """The same queries for any number of published roundtables; four more for each that is not."""
    roundtables = meeting.roundtables.all() if is_draft else meeting.roundtables.published()
    outlined = whole_outline(meeting, roundtables)
    drafts = public_drafts(meeting)
    texts = on_paper(labelled=True)
    parts, printed = [], []
    for part in outlined:
        rationale = f"theme-{part.theme.pk}" if part.theme else ""
        if part.theme and (part.roundtables or is_draft):
            add_text(texts, rationale, part.theme.rationale)
        found = [
            brief_in_note(one, language, drafts.get(one.pk), texts)
            for one in part.roundtables
            if one.pk in drafts or not one.is_published
        ]
        if found or is_draft:
            parts.append((part.theme, rationale, found))
        printed += found
    sections = list(meeting.sections.all())
    for section in sections:
        add_text(texts, f"section-{section.pk}", section.text)
    place_earlier(printed)
    return {
        "meeting": meeting,
        "chairs": meeting.chairs.in_reading_order(language),
        "parts": [
            PrintedPart(theme, texts.html(key) if theme else SafeString(), found)
            for theme, key, found in parts
        ],
        "sections": [(section, texts.html(f"section-{section.pk}")) for section in sections],
        "texts": texts,
        "is_draft": is_draft,
        "as_of": last_told(printed, sections),
        "shows_times": meeting.agenda_published_at is not None,
        "site": settings.SITE_URL,
    }


def public_drafts(meeting: Meeting) -> dict[int, Draft]:
    """By roundtable, the text of the version in force. One query."""
    drafts = Draft.objects.filter(
        brief__in=Brief.objects.public(),
        brief__roundtable__meeting=meeting,
        brief__roundtable__published_at__isnull=False,
        brief__number=F("brief__roundtable__version"),
        kind=DraftKind.FINAL,
    )
    return {draft.brief.roundtable_id: draft for draft in drafts.select_related("brief").order_by("pk")}


def brief_in_note(roundtable: Roundtable, language: str, draft: Draft | None, texts: Marked) -> BriefOnPaper:
    return BriefOnPaper(
        draft.content if draft else working_text(roundtable),
        language,
        roundtable,
        texts,
        rows=roundtable.sessions.all(),
        group=f"roundtable-{roundtable.pk}-",
        heading=5,
        ready_only=draft is not None,
    )


def add_text(texts: Marked, key: str, value) -> None:
    """A text that is no part of a brief: its notes are its own."""
    text, language = in_reading_language(value)
    texts.add(key, text, language, group=key, heading=3)


def last_told(printed: list[BriefOnPaper], sections: list[Section]) -> datetime | None:
    """When the last of what stands in the note was published or changed."""
    told = [one.roundtable.published_at for one in printed] + [section.changed_at for section in sections]
    return max(filter(None, told), default=None)
