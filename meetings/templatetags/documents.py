"""Words about papers and their files."""

from django import template
from django.conf import settings

from meetings.library import Edition, editions
from meetings.models import OUT_FOR_COMMENTS, Document, DocumentFile, DocumentState
from meetings.uploads import ENDINGS

register = template.Library()
OWN_NAMES = dict(settings.LANGUAGES)
TONES = {
    DocumentState.PUBLISHED: "good",
    DocumentState.SUPERSEDED: "quiet",
    DocumentState.DRAFT: "quiet",
}


@register.filter
def ready_editions(document: Document) -> list[Edition]:
    """The languages in which a paper has a file, the original first."""
    return [edition for edition in editions(document) if edition.current]


@register.filter
def own_name(language: str) -> str:
    """The name of a language in that language."""
    return OWN_NAMES[language]


@register.filter
def direction(language: str) -> str:
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"


@register.filter
def format_name(file: DocumentFile) -> str:
    """The kind of a file as people call it: "PDF", "DOCX"."""
    return ENDINGS[file.content_type][1:].upper()


@register.filter
def document_tone(document: Document) -> str:
    return TONES.get(document.state, "warn")


@register.filter
def is_out_for_comments(document: Document) -> bool:
    return document.state in OUT_FOR_COMMENTS
