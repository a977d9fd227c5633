"""What the pages of every paper share: running heads and the count of pages, in the paper's language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from meetings.languages import language_attributes, language_of

register = template.Library()


def css_string(text: str) -> str:
    """A CSS string that can end neither itself nor the style element around it."""
    escaped = "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
    return f'"{escaped}"'


@register.simple_tag
def language_tag(code: str) -> str:
    """The language as BCP 47 writes it: "zh-Hans" for "zh-hans"."""
    language, _hyphen, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


@register.simple_tag
def paper_language(text) -> str:
    """The attributes of a text whose language is not the paper's own; nothing otherwise."""
    language = language_of(text)
    if language is None or language == get_language():
        return ""
    attributes = language_attributes(language)
    return format_html(' lang="{}" dir="{}"', language_tag(language), attributes["dir"])


@register.simple_tag
def page_furniture() -> str:
    """The margin boxes of each page: forum and section above, title and "page n of m" below."""
    start, end = ("right", "left") if get_language_bidi() else ("left", "right")
    count = css_string(_("Page {page} of {pages}"))
    for name in ("page", "pages"):
        marker = css_string(f"{{{name}}}").strip('"')
        count = count.replace(marker, f'" counter({name}) "')
    forum = css_string(_("Global Forum on Migration and Development"))
    rules = (
        f"@page {{ @top-{start} {{ content: {forum} }} @top-{end} {{ content: string(section, first) }} "
        f"@bottom-{start} {{ content: string(running) }} @bottom-{end} {{ content: {count} }} }} "
        f"@page :first {{ @top-{start} {{ content: none }} @top-{end} {{ content: none }} }}"
    )
    return mark_safe(rules)  # noqa: S308 (every text in it went through css_string)
