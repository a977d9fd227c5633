"""The pack of a roundtable: its brief and papers joined into one PDF, with a page of contents before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString
from pikepdf import Pdf

from gfmd.joining import CannotBeJoined, Part, join, opened
from gfmd.pdf import html_for, pdf_from
from meetings.templatetags.papers import language_tag
from roundtables.content import in_language
from roundtables.models import Draft, Roundtable
from roundtables.papers import standing
from roundtables.shown import other_than_reading, said

PDF = "application/pdf"
WHY_NOT = {
    "locked": gettext_lazy("not included: protected by a password"),
    "broken": gettext_lazy("not included: the file cannot be read"),
    "long": gettext_lazy("not included: longer than a thousand pages"),
}
# What a paper is that is no PDF, by what stands in its type.
KINDS = {
    "spreadsheet": gettext_lazy("not included: a spreadsheet"),
    "presentation": gettext_lazy("not included: a presentation"),
    "image/": gettext_lazy("not included: a picture"),
    "text/csv": gettext_lazy("not included: a table"),
    "text": gettext_lazy("not included: a text document"),
    "word": gettext_lazy("not included: a text document"),
    "": gettext_lazy("not included: not a PDF"),
}
MOST_TRIES = 4


@dataclass(frozen=True)
class PackPaper:
    """A paper that goes into a pack: what it is called, the language of its file, and where that is."""

    title: LazyI18nString | str
    symbol: str
    language: str
    content: bytes | Path
    content_type: str = PDF


@dataclass(frozen=True)
class Line:
    """A line of the contents: a paper, and where it begins or why it is not there."""

    paper: PackPaper
    address: str = ""
    page: int = 0
    reason: str | Promise = ""

    @property
    def language(self) -> str:
        """That of the file, where it is not the reader's."""
        return other_than_reading(self.paper.language)


def pack_pdf(
    roundtable: Roundtable, draft: Draft, *, brief: bytes, papers: Iterable[PackPaper], language: str
) -> bytes:
    """A cover with contents, the brief made from `draft`, then each paper that is a sound PDF.

    The others are named in the contents with a reason. Title and language are the cover's.
    """
    with translation.override(language):
        inside = [(PackPaper(_("Brief"), "", language, brief), opened(brief))]
        outside = []
        for paper in papers:
            try:
                inside.append((paper, sound(paper)))
            except CannotBeJoined as failure:
                outside.append(Line(paper, reason=WHY_NOT.get(failure.reason) or kind_of(paper)))
        cover, places = cover_of(roundtable, draft, inside, outside, language)
        title = str(cover.docinfo["/Title"])
        parts = [Part(title, cover, language_tag(language))]
        for paper, reader in inside:
            name = f"{paper.symbol} {paper.title}".strip()
            parts.append(Part(name, reader, language_tag(paper.language), keeps_bookmarks=len(parts) == 1))
        return join(
            parts,
            title=title,
            author=_("Global Forum on Migration and Development"),
            language=language_tag(language),
            links=places,
        )


def sound(paper: PackPaper) -> Pdf:
    if paper.content_type != PDF:
        raise CannotBeJoined("kind")
    return opened(paper.content)


def kind_of(paper: PackPaper) -> Promise:
    return next(sentence for part, sentence in KINDS.items() if part in paper.content_type)


def cover_of(
    roundtable: Roundtable,
    draft: Draft,
    inside: list[tuple[PackPaper, Pdf]],
    outside: list[Line],
    language: str,
) -> tuple[Pdf, dict[str, int]]:
    """The cover, and the pages to which its links lead: made again while it has another length than was assumed."""
    text = in_language(draft.content, language)
    pages = 1
    for _try in range(MOST_TRIES):
        lines, places, first = [], {}, pages
        for number, (paper, reader) in enumerate(inside):
            lines.append(Line(paper, f"part:{number}", first + 1))
            places[f"part:{number}"] = first
            first += len(reader.pages)
        context = {
            "meeting": roundtable.meeting,
            "roundtable": roundtable,
            "title": said(text.title, text.title_language),
            "standing": standing(draft, roundtable.meeting),
            "lines": lines,
            "outside": outside,
        }
        cover = opened(pdf_from(html_for("papers/pack.html", context, language)))
        if len(cover.pages) == pages:
            break
        pages = len(cover.pages)
    return cover, places
