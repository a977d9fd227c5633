"""The library of the coming summit. Its files are made here, each a page in the hand of the product's papers."""

from datetime import timedelta

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Person
from demo.content import document
from demo.programmes import words
from gfmd.pdf import html_for, pdf_from
from meetings import actions
from meetings.models import Document, DocumentKind, DocumentState, Meeting
from meetings.uploads import PDF, Upload
from roundtables.models import Roundtable

# A concept paper passes two drafts for comment (domain, rule 12).
ROUNDS = (
    DocumentState.FIRST_COMMENTS,
    DocumentState.REVISED,
    DocumentState.SECOND_COMMENTS,
)


def enter_documents(summit: Meeting, *, chair: Person) -> int:
    """Enter, file and publish each paper; returns how many there are."""
    entries = document("rabat_briefs")["documents"]
    for entry in entries:
        enter(summit, entry, by=chair)
    return len(entries)


def enter(summit: Meeting, entry: dict, *, by: Person) -> None:
    paper = Document(
        meeting=summit,
        symbol=entry["symbol"],
        kind=entry["kind"],
        title=words(entry["title"]),
        dated_on=timezone.localdate() - timedelta(days=20),
        audience=entry["audience"],
        is_commissioned=entry.get("is_commissioned", False),
        relation=entry.get("relation", ""),
        relates_to=Document.objects.with_symbol(entry.get("relates_to", "")).first(),
        embargo_until=embargo(summit, entry.get("embargo_days")),
    )
    codes = entry.get("roundtables", [])
    attached = Roundtable.objects.filter(meeting=summit, code__in=codes)
    paper = actions.enter_document(document=paper, roundtables=attached, by=by)
    for language in entry["languages"]:
        actions.add_document_file(
            document=paper, language=language, upload=file_for(paper, entry, language), by=by
        )
    rounds = ROUNDS if paper.kind == DocumentKind.CONCEPT_PAPER else ()
    out = () if paper.is_commissioned else (DocumentState.PUBLISHED,)
    for state in (*rounds, DocumentState.FINAL, *out):
        actions.move_document(document=paper, to=state, by=by)


def embargo(summit: Meeting, days: int | None):
    """Nine in the morning at the venue, so many days from now."""
    if days is None:
        return None
    at = (timezone.now() + timedelta(days=days)).astimezone(summit.zone)
    return at.replace(hour=9, minute=0, second=0, microsecond=0)


def file_for(paper: Document, entry: dict, language: str) -> Upload:
    context = {
        "meeting": paper.meeting,
        "symbol": paper.symbol,
        "title": entry["title"][language],
        "text": entry["text"][language],
    }
    name = f"{slugify(paper.symbol.replace('/', '-').replace('.', '-'))}-{language}.pdf"
    return Upload(pdf_from(html_for("demo/paper.html", context, language)), name, PDF, is_picture=False)
