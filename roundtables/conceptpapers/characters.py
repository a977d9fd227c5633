"""Characters and words of a line: what is invisible, what compares equal, where a sentence ends."""

import re
import unicodedata
from functools import lru_cache, wraps

from roundtables.conceptpapers.words import LINKING_WORDS

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_PLAIN = {ord(dash): "-" for dash in DASHES} | {
    ord(sign): plain
    for signs, plain in (
        ("\u2018\u2019\u201a\u201b\u02bc\u00b4`", "'"),
        ("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        ("\u2026", "."),
    )
    for sign in signs
}


class _Folding(dict):
    """Maps a character to one plain character: no case, no accent, no typographic variant."""

    def __missing__(self, code: int) -> str:
        plain = (unicodedata.normalize("NFKD", chr(code)) or " ")[0].lower()[:1]
        self[code] = plain
        return plain


_FOLDING = _Folding(_PLAIN)

_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
# Invisible signs that mean nothing in a text; the joiners of Arabic and Indic scripts are kept.
_REMOVED = dict.fromkeys(
    [
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFFF9, 0xFFFD),
    ]
)
_SPACES = dict.fromkeys([0x0B, 0x0C, *range(0x2000, 0x200B), 0x205F, 0x3000, 0x1680], " ")
_CLEANING = _LIGATURES | _REMOVED | _SPACES
SOFT_HYPHEN = "\u00ad"
# French sets a space that does not break before these signs and after «; elsewhere such a space is an accident.
_NO_BREAK = re.compile(r"[\u00a0\u202f](?![:;?!»%])(?<!«[\u00a0\u202f])")
_HAS_BLANKS = frozenset(f"\t\r\n{SOFT_HYPHEN}")
_BLANKS = re.compile(r"[ \t\r\n]+")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])|(?<!\w)_{1,2}(?=[^\s_])|(?<=[^\s_])_{1,2}(?!\w)"
)
MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")
_CLOSING = re.compile(r"""(?:[\s*_"'”’»)\]）】]|\[\^[^\]\s]{1,40}\])+$""")
_TERMINAL = tuple(".!?…:;。！？：；؟؛।")
_LAST_WORD = re.compile(r"([^\W\d_]+)['’]?\s*$")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC")


def remembered(function):
    """Keeps what a function says of short texts; long ones are asked about too seldom to be worth their memory."""
    kept = lru_cache(maxsize=8192)(function)

    @wraps(function)
    def ask(text: str, *arguments):
        return kept(text, *arguments) if len(text) <= 400 else function(text, *arguments)

    return ask


def folded(text: str) -> str:
    """The same text for comparing, character for character: no case, accent or typographic variant."""
    return text.translate(_FOLDING)


def cleaned(line: str) -> str:
    """A line without control characters and invisible signs; tabs and soft hyphens are kept."""
    return _NO_BREAK.sub(" ", line.translate(_CLEANING))


def spaced(text: str) -> str:
    """Single spaces, none at the ends, no soft hyphens."""
    if "  " in text or not _HAS_BLANKS.isdisjoint(text):
        text = _BLANKS.sub(" ", text.replace(SOFT_HYPHEN, ""))
    return text.strip(" \u00a0")


def plain(text: str) -> str:
    """A text without emphasis and footnote marks."""
    if "[^" in text:
        text = MARK.sub("", text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub("", text)
    return spaced(text)


def compared(text: str) -> str:
    """What two titles have in common that differ in nothing but case, accents, spaces and punctuation."""
    return " ".join(re.findall(r"\w+", folded(plain(text))))


def ends_sentence(text: str) -> bool:
    """Whether a text ends where a sentence, or what introduces a list, may end."""
    tail = text[-200:]
    closing = _CLOSING.search(tail)
    return tail[: closing.start()][-1:] in _TERMINAL if closing else tail[-1:] in _TERMINAL


def ends_open(text: str) -> bool:
    """Whether a text ends on a word that something must follow: "of the", "y", "pour"."""
    tail = plain(text[-80:])
    if tail.endswith((",", "-", "–", "—")):
        return True
    word = _LAST_WORD.search(folded(tail))
    return bool(word) and word[1] in LINKING_WORDS and not ends_sentence(text)


def begins_lower(text: str) -> bool:
    """Whether a text begins in the middle of a sentence, as far as its first letter tells."""
    first = text.lstrip(" *_\"'“‘«(")[:1]
    return first.islower()


def joined(text: str, more: str) -> str:
    """Two halves of a broken line: a space between words, none between Chinese characters."""
    if not text or not more:
        return text + more
    unspaced = all(unicodedata.name(char, "").startswith(_UNSPACED) for char in (text[-1], more[0]))
    return text + more if unspaced else f"{text} {more}"


def quoted(text: str) -> str:
    """A title without the quotation marks that enclose it, and without a colon or a full stop at its end."""
    text = text.strip().rstrip(":：").strip()
    if text.endswith((".", "。")) and "." not in text[:-1]:
        text = text[:-1].rstrip()
    for opening, closing in ("“”", '""', "«»", "‘’", "''", "„“", "「」", "《》"):
        inner = text[1:-1]
        if text[:1] == opening and text[-1:] == closing and len(text) > 2 and closing not in inner:
            return inner.strip(" \u00a0")
    return text
