"""Which of a text's languages a reader is shown, and how one that is not the page's own is marked."""

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from i18nfield.strings import LazyI18nString


def in_reading_language(value: LazyI18nString | str | None) -> tuple[str, str]:
    """The text to show, and its language where that is not the reader's ("" where it is)."""
    if not isinstance(value, LazyI18nString):
        return "" if value is None else str(value), ""
    if not isinstance(value.data, dict):
        return str(value), ""
    reading = get_language() or settings.LANGUAGE_CODE
    text = value.localize(reading)
    for language, written in value.data.items():
        if written == text and language.split("-")[0] == reading.split("-")[0]:
            return text, ""
    return text, next(
        (language for language, written in value.data.items() if written and written == text), ""
    )


def direction(language: str) -> str:
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def label(language: str, wanted: bool) -> SafeString:
    """The name of a language, in that language, as a quiet mark."""
    if not wanted:
        return mark_safe("")
    name = dict(settings.LANGUAGES).get(language, language)
    return format_html(
        '<small class="language" lang="{}" dir="{}">{}</small>', language, direction(language), name
    )


def beside(language: str, wanted: bool) -> SafeString:
    """The same mark after words in one line; a space parts them, for those who copy and listen as well."""
    return mark_safe(" " if wanted else "") + label(language, wanted)  # noqa: S308 — a space
