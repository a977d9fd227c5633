"""A library as it is read: which papers are listed, in which order, and how each stands in every language."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from meetings.days import instant_in_words
from meetings.models import Audience, Document, DocumentFile, DocumentKind, DocumentState, Meeting

PAPERS_A_PAGE = 50
KINDS = list(DocumentKind)


# --- Lists -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """One page of the papers asked for, grouped by kind, and what else could be asked for."""

    groups: list[tuple[str, list[Document]]]
    page: Page
    total: int  # of all papers that the reader may know of
    kinds: list[tuple[str, str]]
    languages: list[tuple[str, str]]

    @property
    def found(self) -> int:
        return self.page.paginator.count


def listing(
    documents: QuerySet,
    meeting: Meeting,
    *,
    words: str = "",
    kind: str = "",
    language: str = "",
    page: str = "",
) -> Listing:
    """Papers of a meeting with all these words in symbol or title, of a kind, with a file in a language.

    Three queries. By kind, then by symbol as people count: 2 before 10. A page that does not exist is the nearest one.
    """
    in_languages = ArrayAgg("files__language", distinct=True, default=[], filter=Q(files__isnull=False))
    rows = documents.order_by().annotate(in_languages=in_languages)
    rows = list(rows.values_list("pk", "kind", "symbol", "title", "in_languages"))
    kinds = {kind for _pk, kind, *_rest in rows}
    languages = {code for *_rest, codes in rows for code in codes}
    wanted = folded(words).split()
    chosen = [
        (pk, row_kind, symbol)
        for pk, row_kind, symbol, title, codes in rows
        if (not kind or row_kind == kind)
        and (not language or language in codes)
        and all(word in folded(f"{symbol} {texts(title)}") for word in wanted)
    ]
    chosen.sort(key=lambda row: (KINDS.index(row[1]), counted(row[2]), row[0]))
    shown = Paginator([pk for pk, *_rest in chosen], PAPERS_A_PAGE).get_page(page)
    found = documents.filter(pk__in=list(shown.object_list)).with_files().in_bulk()
    papers = [found[pk] for pk in shown.object_list if pk in found]
    for paper in papers:
        paper.meeting = meeting
    return Listing(
        groups=[
            (DocumentKind(kind).label, list(group)) for kind, group in groupby(papers, lambda one: one.kind)
        ],
        page=shown,
        total=len(rows),
        kinds=[(one.value, one.label) for one in KINDS if one in kinds],
        languages=[(code, name_of(code)) for code, _name in settings.LANGUAGES if code in languages],
    )


def texts(title) -> str:
    """A title in all its languages."""
    written = getattr(title, "data", title)
    return " ".join(written.values()) if isinstance(written, dict) else str(written)


def folded(text: str) -> str:
    """Text as it is searched: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def counted(symbol: str) -> tuple:
    """Orders symbols as people do, numbers by their value; papers without a symbol come last."""
    parts = re.split(r"([0-9]+)", folded(symbol))
    key = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
    return (not symbol, key)


# --- Languages -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """A paper in one language: the current file, the former versions, and how it stands."""

    language: str
    versions: list[DocumentFile]  # newest first
    is_original: bool
    is_older_than_original: bool

    @property
    def name(self) -> str:
        return name_of(self.language)

    @property
    def current(self) -> DocumentFile | None:
        return self.versions[0] if self.versions else None

    @property
    def former(self) -> list[DocumentFile]:
        return self.versions[1:]

    @property
    def tone(self) -> str:
        if not self.versions:
            return "quiet"
        return "warn" if self.is_older_than_original else "good"

    @property
    def label(self) -> str:
        if not self.versions:
            return _("Missing")
        return _("Older than the original") if self.is_older_than_original else _("Ready")


def editions(document: Document) -> list[Edition]:
    """How a paper stands in each of the six languages, the original first. `with_files()` saves queries."""
    by_language = {code: [] for code, _name in settings.LANGUAGES}
    for file in document.files.all():
        by_language[file.language].append(file)
    original = document.original_language
    newest = by_language[original][0] if by_language[original] else None
    codes = sorted(by_language, key=lambda code: code != original)
    return [
        Edition(
            language=code,
            versions=by_language[code],
            is_original=code == original,
            is_older_than_original=is_behind(by_language[code], newest) if code != original else False,
        )
        for code in codes
    ]


def is_behind(versions: list[DocumentFile], original: DocumentFile | None) -> bool:
    """Whether a translation renders an earlier version of the original than the newest one."""
    if not versions or original is None:
        return False
    if versions[0].of_original is None:
        return versions[0].uploaded_at < original.uploaded_at
    return versions[0].of_original < original.number


def name_of(language: str) -> str:
    """The name of a language, in the active language."""
    return str(get_language_info(language)["name_translated"])


# --- What is missing -------------------------------------------------------------------------------------

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Need:
    """What a paper lacks or what will happen to it, in a sentence; `is_owed` when somebody has to act."""

    document: Document
    sentence: str
    is_owed: bool = True


def needs(documents: Iterable[Document], meeting: Meeting) -> list[Need]:
    """What the chair's staff would want to know, the most pressing first. `with_files()` saves queries."""
    documents = list(documents)
    found = [Need(document, *told) for document in documents for told in told_of(document, meeting)]
    found += [
        Need(document, _("It is for teams, and attached to no roundtable."))
        for document in unattached(documents)
    ]
    return sorted(found, key=lambda need: not need.is_owed)


def unattached(documents: list[Document]) -> list[Document]:
    """Papers for the teams of their roundtables that have none, so that nobody reads them."""
    for_teams = [one for one in documents if one.audience == Audience.TEAM]
    attached = Document.objects.filter(pk__in=[one.pk for one in for_teams], roundtables__isnull=False)
    keys = set(attached.values_list("pk", flat=True))
    return [one for one in for_teams if one.pk not in keys]


def told_of(document: Document, meeting: Meeting) -> Iterator[tuple[str, bool]]:
    """Sentences about one paper, each with whether somebody has to act."""
    standing = editions(document)
    if not any(edition.current for edition in standing):
        yield _("It has no file yet."), True
    if document.state == DocumentState.FINAL and not document.symbol:
        yield _("It is final and has no symbol, which it needs to be published."), True
    for edition in standing:
        if unreadable(edition.current) and document.audience != Audience.CHAIR and document.is_out:
            yield (
                _("A screen reader cannot read it yet (%(language)s): it is a scan without text.")
                % {"language": edition.name},
                True,
            )
        if edition.is_older_than_original and document.state != DocumentState.SUPERSEDED:
            yield (
                _("The translation is older than the original (%(language)s).") % {"language": edition.name},
                True,
            )
    if document.awaits_release and document.state == DocumentState.FINAL:
        yield _("It is final and waits for the chair to release it."), True
    if document.is_under_embargo and document.embargo_until - timezone.now() < SOON and document.is_out:
        until = instant_in_words(document.embargo_until, meeting)
        yield (
            _("Its embargo ends on %(until)s; from then on it is visible by itself.") % {"until": until},
            False,
        )


def unreadable(file: DocumentFile | None) -> bool:
    """Whether a screen reader finds nothing in it."""
    return file is not None and file.is_scan and not file.has_text
