"""Papers: templates into HTML, HTML into tagged PDF/UA-1."""

from django.template.loader import render_to_string
from django.utils import translation


def html_for(template: str, context: dict, language: str) -> str:
    """The HTML of a paper in one language."""
    with translation.override(language):
        return render_to_string(template, context)


def pdf_from(html: str) -> bytes:
    """PDF/UA-1 bytes (gfmd.rendering, which says what it refuses)."""
    # WeasyPrint takes 30 MB, which a web process that renders nothing need not hold.
    from gfmd.rendering import rendered

    return rendered(html)
