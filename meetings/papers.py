"""Papers: PDFs made from templates, stored by the hash of what they were made from."""

import hashlib
from functools import cache
from importlib.metadata import version

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.http import HttpResponse

from gfmd.pdf import html_for, pdf_from
from gfmd.public import public_page
from meetings.models import Meeting, Paper
from meetings.timetable import days_of

SHEET = "css/paper.css"


@cache
def _made_with() -> bytes:
    """What beside the HTML decides how a paper looks: its style sheet and the version of WeasyPrint."""
    with open(finders.find(SHEET), "rb") as sheet:
        return hashlib.sha256(version("weasyprint").encode() + sheet.read()).digest()


def paper_from(html: str, *, meeting: Meeting, name: str, language: str) -> Paper:
    """The stored paper made from this HTML; made now if it is new."""
    content_hash = hashlib.sha256(_made_with() + html.encode()).hexdigest()
    facts = {"meeting": meeting, "name": name, "language": language, "content_hash": content_hash}
    paper = Paper.objects.filter(**facts).first()
    if paper is None or not paper.file.storage.exists(paper.file.name):
        paper = paper or Paper(**facts)
        paper.file.save(f"{content_hash}.pdf", ContentFile(pdf_from(html)), save=False)
        paper, _made = Paper.objects.update_or_create(**facts, defaults={"file": paper.file.name})
    return paper


def paper_answer(paper: Paper, filename: str, *, public: bool) -> HttpResponse:
    """The PDF as an answer, under the file name a reader would save it by."""
    with paper.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Content-Language"] = paper.language
    response["X-Content-Type-Options"] = "nosniff"
    return public_page(response) if public else response


def agenda_paper(meeting: Meeting, language: str) -> Paper:
    """The agenda as a timetable, in one of the product's languages."""
    items = list(meeting.agenda_items.with_briefs())
    changed_at = max([meeting.changed_at, *(item.changed_at for item in items)])
    context = {"meeting": meeting, "days": days_of(items, meeting), "changed_at": changed_at}
    html = html_for("papers/agenda.html", context, language)
    return paper_from(html, meeting=meeting, name="agenda", language=language)
