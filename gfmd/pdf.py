"""Templates into tagged PDF/UA-1. Reads nothing but the project's own static and media files."""

import mimetypes
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pydyf
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
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


def html_for(template: str, context: dict, language: str) -> str:
    """The HTML of a paper in one language."""
    with translation.override(language):
        return render_to_string(template, context)


def pdf_from(html: str) -> bytes:
    """PDF/UA-1 bytes: tagged, with language, title and bookmarks taken from the HTML.

    Raises OutsideTheProject when the HTML asks for anything but the project's own files.
    """
    global _fonts
    with _one_at_a_time:
        if _fonts is None:
            _fonts = FontConfiguration()
        document = HTML(string=html, base_url=BASE, url_fetcher=ProjectFiles())
        return document.write_pdf(pdf_variant="pdf/ua-1", font_config=_fonts, finisher=say_scopes)


def say_scopes(_document, pdf: pydyf.PDF) -> None:
    """Say of each header cell whether it heads a column or a row, which WeasyPrint leaves unsaid."""
    parts = {
        part.reference: part for part in pdf.objects if isinstance(part, pydyf.Dictionary) and "S" in part
    }
    for part in parts.values():
        if part["S"] == "/TH":
            section = parts[parts[part["P"]]["P"]]
            part["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
