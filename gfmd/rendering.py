"""Templates into tagged PDF/UA-1. Reads nothing but the project's own static and media files."""

import mimetypes
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pydyf
from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE = "project:///"
_fonts: FontConfiguration | None = None
_one_at_a_time = threading.Lock()  # Pango's font maps are not made for several threads


class OutsideTheProject(FatalURLFetchingError):
    """A paper asked for something that is not one of the project's own files."""


class ProjectFiles(URLFetcher):
    """Serves `project:///static/…` and `project:///media/…`; everything else stops the rendering."""

    def fetch(self, url, headers=None):
        path = project_file(url)
        if path is None:
            raise OutsideTheProject(f"A paper may not fetch {url!r}.")
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})


def project_file(url: str) -> Path | None:
    """The file behind a `project:///` address, or None when it lies outside static and media."""
    parts = urlsplit(url)
    if parts.scheme != "project" or parts.netloc:
        return None
    place, _slash, name = unquote(parts.path).lstrip("/").partition("/")
    if place == "static":
        found = finders.find(name) if ".." not in name.split("/") else None
        return Path(found) if found else None
    if place == "media":
        path = (Path(settings.MEDIA_ROOT) / name).resolve()
        inside = path.is_relative_to(Path(settings.MEDIA_ROOT).resolve())
        return path if inside and path.is_file() else None
    return None


def rendered(html: str) -> bytes:
    """PDF/UA-1 bytes: tagged, with language, title and bookmarks taken from the HTML.

    Raises OutsideTheProject when the HTML asks for anything but the project's own files.
    """
    global _fonts
    with _one_at_a_time:
        if _fonts is None:
            _fonts = FontConfiguration()
        document = HTML(string=html, base_url=BASE, url_fetcher=ProjectFiles())
        return document.write_pdf(pdf_variant="pdf/ua-1", font_config=_fonts, finisher=finish_tags)


def finish_tags(document: Document, pdf: pydyf.PDF) -> None:
    """Says in the tags what WeasyPrint leaves unsaid, where PDF/UA-1 (ISO 14289-1) asks for it."""
    parts = {
        part.reference: part for part in pdf.objects if isinstance(part, pydyf.Dictionary) and "S" in part
    }
    say_scopes(parts)
    say_notes(parts)
    name_links(document)


def say_scopes(parts: dict[bytes, pydyf.Dictionary]) -> None:
    """Of each header cell, whether it heads a column or a row (7.5)."""
    for part in parts.values():
        if part["S"] == "/TH":
            section = parts[parts[part["P"]]["P"]]
            part["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"


def say_notes(parts: dict[bytes, pydyf.Dictionary]) -> None:
    """Footnotes are notes, each with an ID of its own (7.9): what stands beside the text of a page."""
    (document,) = (part for part in parts.values() if part["S"] == "/Document")
    number = 0
    for area in (parts[reference] for reference in document["K"] if parts[reference]["S"] == "/NonStruct"):
        notes = [parts[reference] for reference in area["K"]]
        if any(note["S"] != "/Span" for note in notes):
            continue  # the title block
        for note in notes:
            number += 1
            note["S"], note["ID"] = "/Note", pydyf.String(f"footnote-{number}")


def name_links(document: Document) -> None:
    """What a link says to those who do not see it (7.18.5): its label, else its words, else where it leads."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if getattr(box, "link_annotation", None) and box.element is not None:
                name = box.element.get("aria-label") or " ".join("".join(box.element.itertext()).split())
                if name:
                    box.link_annotation["Contents"] = pydyf.String(name)
