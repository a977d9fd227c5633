"""A brief as a page shows it: marked up, with one numbering of its notes, beside live facts of the programme."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet, Value
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from accounts.models import un_language
from gfmd.markdown import Cited, Marked, cited_keys
from meetings.languages import texts_of
from meetings.models import Document, DocumentState, Meeting, SymbolKey
from roundtables.content import BriefText, Part, ReadReference, in_language
from roundtables.models import LanguageState, ReferenceKind, Roundtable, Session, TeamMember, TeamRole


def marked(
    text: BriefText, *, ids: str = "note", block_ids: bool = False, papers: dict[str, Cited] | None = None
) -> Marked:
    """The parts of a brief with one numbering of their notes; a citation leads to its entry in the works cited.

    With `block_ids`, each paragraph has the anchor by which comments name it: "background.2". `papers` are
    those cited by their symbol (`cited_papers`).
    """
    texts = Marked(ids=ids)
    add_brief(texts, text, block_ids=block_ids, papers=papers)
    return texts


def add_brief(
    texts: Marked,
    text: BriefText,
    *,
    group: str = "",
    block_ids: bool = False,
    heading: int = 3,
    papers: dict[str, Cited] | None = None,
) -> None:
    """The parts of a brief, after those of others; `group` begins their keys, and the anchors of its works."""
    cited = {**(papers or {}), **cited_works(text, group)}
    for part in text.parts:
        texts.add(
            group + part.key,
            part.text,
            other_than_reading(part.language),
            inline=part.kind == "question",
            cite=cited.get,
            group=group,
            block_ids=part.key if block_ids and part.kind != "question" else "",
            heading=heading + (part.kind == "session"),
        )


def cited_works(text: BriefText, group: str = "") -> dict[str, Cited]:
    """The works of a brief by the key that cites them, each leading to its entry in the list."""
    works = text.references_of(ReferenceKind.WORK)
    return {work.key: Cited(work.key, f"#{group}work-{place}") for place, work in enumerate(works, start=1)}


def cited_papers(text: BriefText, meeting: Meeting, person) -> dict[str, Cited]:
    """Papers of the meeting cited by their symbol, as far as the person may know of them.

    One query, and none where every citation is of a work.
    """
    works = cited_works(text)
    keys = {key for part in text.parts for key in cited_keys(part.text) if key not in works}
    if not keys:
        return {}
    symbols = Q()
    for key in keys:
        symbols |= Q(symbol_key=SymbolKey(Value(key)))
    visible = Document.objects.visible_to(person, meeting).alias(symbol_key=SymbolKey("symbol"))
    found = {symbol_key(paper.symbol): paper for paper in visible.filter(symbols).exclude(symbol="")}
    for paper in found.values():
        paper.meeting = meeting
    named = ((key, found.get(symbol_key(key))) for key in keys)
    return {key: Cited(paper.symbol, paper.get_absolute_url()) for key, paper in named if paper}


def symbol_key(symbol: str) -> str:
    """A symbol as the database compares it (`SymbolKey`)."""
    return " ".join(unicodedata.normalize("NFKC", symbol).split()).lower()


def other_than_reading(language: str) -> str:
    """The language, where it is not that of the page."""
    return "" if language.split("-")[0] == (get_language() or "").split("-")[0] else language


def said(text: str, language: str) -> LazyI18nString:
    """A text that knows its language, as `{% content %}` takes it."""
    return LazyI18nString({language: text} if text else {})


def in_one_of(value: LazyI18nString, languages: Iterable[str]) -> LazyI18nString:
    """A live text in the first of these languages that it has, else as the reader would see it."""
    texts = texts_of(value, "") if isinstance(value.data, dict) else {}
    chosen = next((code for code in languages if texts.get(code)), None)
    return said(texts[chosen], chosen) if chosen else value


@dataclass(frozen=True)
class SessionShown:
    """A session as the brief tells it, and its live row, which knows the time and the room; None when removed."""

    part: Part
    row: Session | None

    @property
    def title(self) -> LazyI18nString:
        return said(self.part.title, self.part.title_language)

    @property
    def code(self) -> str:
        return self.part.code

    @property
    def agenda_item(self):
        return self.row and self.row.agenda_item


@dataclass(frozen=True)
class EarlierShown:
    """A roundtable of an earlier meeting; without an address, and without its title, while it is not published."""

    code: str
    title: LazyI18nString
    meeting: str
    url: str


@dataclass(frozen=True)
class LanguageChoice:
    """A language in which the brief can be read."""

    code: str
    name: str
    is_shown: bool
    is_ready: bool


class BriefShown:
    """What the templates of a brief need. Two queries where it has sessions and earlier roundtables, else none.

    For a `person`, papers cited by their symbol are links where that person may read them; one query more,
    where a citation is of none of the works.
    """

    def __init__(
        self, content: dict, language: str, roundtable: Roundtable, *, ready_only: bool = True, person=None
    ):
        self.content, self.roundtable, self.ready_only = content, roundtable, ready_only
        self.text = in_language(content, language, ready_only=ready_only)
        papers = cited_papers(self.text, roundtable.meeting, person) if person else {}
        self.marked = marked(self.text, papers=papers)

    def html(self, key: str) -> SafeString:
        return self.marked.html(key)

    @cached_property
    def title(self) -> LazyI18nString:
        """The live title of the roundtable, in the language the brief is read in."""
        return in_one_of(self.roundtable.title, [self.text.language])

    @property
    def title_is_elsewhere(self) -> bool:
        """Whether the title has no text in the language of the brief, so that its own is to be named."""
        return not texts_of(self.roundtable.title, self.text.original).get(self.text.language)

    @property
    def frozen_title(self) -> LazyI18nString:
        return said(self.text.title, self.text.title_language)

    @cached_property
    def sessions(self) -> list[SessionShown]:
        parts = self.text.sessions
        rows = {}
        if parts:
            found = Session.objects.filter(roundtable=self.roundtable, pk__in=[part.pk for part in parts])
            rows = {row.pk: row for row in found.select_related("agenda_item__room")}
        return [SessionShown(part, rows.get(part.pk)) for part in parts]

    @cached_property
    def earlier(self) -> list[EarlierShown]:
        """Earlier roundtables of announced meetings; one nobody may know of is left out."""
        references = self.text.references_of(ReferenceKind.EARLIER_ROUNDTABLE)
        return earlier_of(references, announced_roundtables(references))

    @property
    def targets(self) -> list[ReadReference]:
        return self.text.references_of(ReferenceKind.SDG_TARGET)

    @property
    def instruments(self) -> list[ReadReference]:
        return self.text.references_of(ReferenceKind.INSTRUMENT)

    @property
    def works(self) -> list[ReadReference]:
        return self.text.references_of(ReferenceKind.WORK)

    @property
    def fallback(self) -> str:
        """Why the reader gets another language than the own one; empty when that is not so."""
        if not self.text.is_fallback:
            return ""
        state = self.content["languages"].get(self.text.asked)
        words = {"asked": language_name(self.text.asked), "original": language_name(self.text.original)}
        if state == LanguageState.IN_TRANSLATION:
            return (
                _("The translation into %(asked)s is under way. This is the original, in %(original)s.")
                % words
            )
        return _("Not available in %(asked)s yet. This is the original, in %(original)s.") % words

    @property
    def languages(self) -> list[LanguageChoice]:
        """Those it can be read in, the original first; for those who write it, those under way as well."""
        codes = list(self.text.ready)
        if not self.ready_only:
            codes += sorted(set(self.content["languages"]) - set(codes))
        return [
            LanguageChoice(
                code,
                get_language_info(code)["name_local"],
                code == self.text.language,
                code in self.text.ready,
            )
            for code in codes
        ]


def announced_roundtables(references: list[ReadReference]) -> dict[tuple[str, str], Roundtable]:
    """The rows behind references to earlier roundtables, by meeting and code. One query, or none."""
    wanted = Q()
    for one in references:
        wanted |= Q(meeting__slug=one.earlier["slug"], code=one.earlier["code"])
    if not wanted:
        return {}
    announced = Roundtable.objects.filter(wanted, meeting__in=Meeting.objects.announced())
    return {(one.meeting.slug, one.code): one for one in announced.select_related("meeting")}


def earlier_of(
    references: list[ReadReference], rows: dict[tuple[str, str], Roundtable]
) -> list[EarlierShown]:
    named = ((one, rows.get((one.earlier["slug"], one.earlier["code"]))) for one in references)
    return [earlier_shown(one, row) for one, row in named if row]


def earlier_shown(reference: ReadReference, row: Roundtable) -> EarlierShown:
    """Its title is told only where it is public."""
    earlier = reference.earlier
    if not row.is_published:
        return EarlierShown(earlier["code"], said("", ""), earlier["meeting"], "")
    title = said(earlier["title"], reference.language)
    return EarlierShown(earlier["code"], title, earlier["meeting"], row.get_absolute_url())


def with_public_references(contents: list[dict]) -> list[dict]:
    """Contents to be told in words: of earlier roundtables they hold what `earlier_of` would tell. One query, or none."""
    earlier = [
        ReadReference(one["kind"], one["key"], "", "", one["earlier"])
        for content in contents
        for one in content["references"]
        if one["earlier"]
    ]
    rows = announced_roundtables(earlier)
    return [
        {**content, "references": list(public_references(content["references"], rows))}
        for content in contents
    ]


def public_references(references: list[dict], rows: dict[tuple[str, str], Roundtable]) -> Iterator[dict]:
    for one in references:
        row = one["earlier"] and rows.get((one["earlier"]["slug"], one["earlier"]["code"]))
        if row and not row.is_published:
            yield {**one, "earlier": {**one["earlier"], "title": {}}}
        elif row or not one["earlier"]:
            yield one


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


# --- Beside the text -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamFact:
    """Who fills a role: "Co-chairs: Bangladesh, Sweden"."""

    role: str
    label: str
    names: list[str] = field(default_factory=list)


SHOWN_ROLES = (TeamRole.CO_CHAIR, TeamRole.FACILITATOR, TeamRole.RAPPORTEUR, TeamRole.SPEAKER)


def role_label(role: str, number: int) -> str:
    if role == TeamRole.CO_CHAIR:
        return ngettext("Co-chair", "Co-chairs", number)
    if role == TeamRole.FACILITATOR:
        return ngettext("Facilitator", "Facilitators", number)
    if role == TeamRole.RAPPORTEUR:
        return ngettext("Rapporteur", "Rapporteurs", number)
    return ngettext("Speaker", "Speakers", number)


def team_shown(roundtable: Roundtable, *, with_persons: bool) -> list[TeamFact]:
    """Who leads and speaks: States and organizations; persons for whoever has signed in alone. One query."""
    places = (
        roundtable.team.filter(role__in=SHOWN_ROLES)
        .select_related("organization", "person")
        .order_by(f"organization__sort_{un_language()}", "position", "pk")
    )
    names: dict[str, list[str]] = {role: [] for role in SHOWN_ROLES}
    for place in places:
        name = name_of(place, with_persons=with_persons)
        if name and name not in names[place.role]:
            names[place.role].append(name)
    return [TeamFact(role, role_label(role, len(found)), found) for role, found in names.items() if found]


def name_of(place: TeamMember, *, with_persons: bool) -> str:
    organization = place.organization.name if place.organization else ""
    person = (place.name or (place.person.name if place.person else "")) if with_persons else ""
    if person and organization:
        return _("%(person)s, %(organization)s") % {"person": person, "organization": organization}
    return person or organization


def documents_of(roundtable: Roundtable) -> QuerySet[Document]:
    """The papers of a roundtable and the presentations of its speakers, whoever may know of them."""
    presentations = roundtable.team.exclude(presentation=None).values("presentation")
    return Document.objects.filter(Q(roundtables=roundtable) | Q(pk__in=presentations)).distinct()


def papers_of(roundtable: Roundtable, person) -> list[Document]:
    """The papers of a roundtable and the presentations of its speakers, as far as the person may know of them.

    Those superseded are left out; the library has them.
    """
    papers = documents_of(roundtable).visible_to(person, roundtable.meeting)
    found = list(papers.exclude(state=DocumentState.SUPERSEDED).order_by("symbol", "pk").with_files())
    for paper in found:
        paper.meeting = roundtable.meeting
        paper.languages = list(dict.fromkeys(file.language for file in paper.files.all()))
    return found
