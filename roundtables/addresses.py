"""Codes in addresses: as typed, so that 3.4, III and 1.1 bis each have their page. And languages."""

from django.conf import settings
from django.urls import register_converter


class Code:
    """The same characters as `gfmd.codes` allows; no slash, so that `<code>.pdf` and `<code>/` never meet."""

    regex = r"[\w\-.()·° ]*[\w\-()·°]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Code, "code")


class Language(Code):
    """One of the six languages, as settings name it."""

    regex = "|".join(code for code, _name in settings.LANGUAGES)


register_converter(Language, "language")
