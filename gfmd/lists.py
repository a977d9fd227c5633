"""Things named one after the other, as the reader's language parts them."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def listed(things: Iterable[object]) -> str:
    """ "Arabic, English, French"; what is empty is left out."""
    # Translators: between things that are named one after the other; in Arabic "، ", in Chinese "、".
    return pgettext("between the things of a list", ", ").join(text for text in map(str, things) if text)
