"""A brief and its papers in one file: what goes into it for one reader, whether it is there, and making it.

A pack is stored by the hash of what it is made from, the files of its papers among them. Whoever may know of other
papers therefore has another pack, and nobody is given one that holds a paper hidden from them.
"""

import hashlib
import json
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.core.files.base import ContentFile

from meetings.languages import texts_of
from meetings.models import Document, DocumentFile, Paper
from roundtables.models import Draft, Roundtable
from roundtables.papers import brief_paper
from roundtables.shown import papers_of

MADE_AS = 2  # raised when packs of the same papers are to be made anew
ASKED, MAKING, FAILED = "asked", "making", "failed"
KEEP_SECONDS = 900
PATIENCE_SECONDS = 30  # after which a reader is told that nobody has begun yet
LONGEST_SECONDS = 300  # after which what was begun counts as failed


@dataclass(frozen=True)
class Wanted:
    """What one reader would find in the pack of a roundtable, in one language."""

    roundtable: Roundtable
    draft: Draft
    language: str
    brief: Paper
    papers: list[tuple[Document, DocumentFile]]

    @property
    def name(self) -> str:
        return f"pack-{self.roundtable.pk}"

    @property
    def content_hash(self) -> str:
        made_from = [
            MADE_AS,
            self.draft.pk,
            self.language,
            self.brief.content_hash,
            *([paper.symbol, texts_of(paper.title, ""), file.sha256] for paper, file in self.papers),
        ]
        return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()

    @property
    def facts(self) -> dict:
        return {
            "meeting": self.roundtable.meeting,
            "name": self.name,
            "language": self.language,
            "content_hash": self.content_hash,
        }

    def stored(self) -> Paper | None:
        """The pack, where it was made before and its file is there."""
        paper = Paper.objects.filter(**self.facts).first()
        return paper if paper and paper.file.storage.exists(paper.file.name) else None


def wanted_by(person, roundtable: Roundtable, draft: Draft, language: str) -> Wanted:
    """The pack with the papers that a person may know of."""
    chosen = [(paper, file_in(paper, language)) for paper in papers_of(roundtable, person)]
    papers = [(paper, file) for paper, file in chosen if file]
    return Wanted(roundtable, draft, language, brief_paper(roundtable, language, draft=draft), papers)


def wanted_with(roundtable: Roundtable, draft: Draft, language: str, files: list[int]) -> Wanted:
    """The pack with these files, in this order."""
    rows = DocumentFile.objects.select_related("document__meeting").in_bulk(files)
    papers = [(rows[pk].document, rows[pk]) for pk in files if pk in rows]
    return Wanted(roundtable, draft, language, brief_paper(roundtable, language, draft=draft), papers)


def file_in(paper: Document, language: str) -> DocumentFile | None:
    """The current file of a paper in a language, else in its original, else in the first it has."""
    current: dict[str, DocumentFile] = {}
    for file in paper.files.all():  # newest version first
        current.setdefault(file.language, file)
    codes = (language, paper.original_language, *current)
    return next((current[code] for code in codes if code in current), None)


# --- How far it is ---------------------------------------------------------------------------------------


def key_of(content_hash: str) -> str:
    return f"pack:{content_hash}"


def note_progress(wanted: Wanted, state: str) -> None:
    cache.set(key_of(wanted.content_hash), (state, time.time()), KEEP_SECONDS)


def forget_progress(wanted: Wanted) -> None:
    cache.delete(key_of(wanted.content_hash))


def progress_of(wanted: Wanted) -> tuple[str, float]:
    """How far it is ("" when nobody has asked for it), and for how many seconds. Raises RedisError."""
    state, since = cache.get(key_of(wanted.content_hash)) or ("", time.time())
    seconds = time.time() - since
    if state == MAKING and seconds > LONGEST_SECONDS:
        return FAILED, seconds
    return state, seconds


# --- Making it -------------------------------------------------------------------------------------------


def joined(wanted: Wanted) -> bytes:
    # pikepdf and WeasyPrint take 40 MB, which a web process need not hold.
    from roundtables.packs import PackPaper, pack_pdf

    papers = (
        PackPaper(paper.title, paper.symbol, file.language, bytes_of(file), file.content_type)
        for paper, file in wanted.papers
    )
    brief = bytes_of(wanted.brief)
    return pack_pdf(wanted.roundtable, wanted.draft, brief=brief, papers=papers, language=wanted.language)


def bytes_of(stored: Paper | DocumentFile) -> bytes:
    with stored.file.open("rb") as file:
        return file.read()


def make_pack(wanted: Wanted) -> Paper:
    """Join the brief and its papers, and store them. One made before is left as it is."""
    paper = wanted.stored()
    if paper is None:
        content = joined(wanted)
        paper = Paper.objects.filter(**wanted.facts).first() or Paper(**wanted.facts)
        paper.file.save(f"{wanted.content_hash}.pdf", ContentFile(content), save=False)
        paper, _new = Paper.objects.update_or_create(**wanted.facts, defaults={"file": paper.file.name})
    return paper
