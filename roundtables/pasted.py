"""Guiding questions from a list that was typed or pasted, often out of a word processor."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Line ends of Word, of Unicode and of the web; a vertical tab is Word's line break within a paragraph.
LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Invisible characters that word processors and mail leave at the edge of a line.
EDGE = (
    " \t\xa0\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff\xad\u3000"
)
# Signs that stand for nothing but a bullet; \uf0a7 and its like are those of Word's symbol fonts.
SIGN = r"[·•●○◦∙‣▪▫■□◆◇►▶✓✔➢❖\uf02d\uf076\uf0a7\uf0b7\uf0d8\uf0fc]"
BULLET = re.compile(
    rf"""(?:
        {SIGN}
      | [-–—*+](?=[{EDGE}])                       # a dash or a star, set apart from the text
      | o(?=\t)                                   # the bullet of Word's second level
      | [(（]?\d{{1,3}}[)）]                        # 1) and (1)
      | \d{{1,3}}[.．、](?=[{EDGE}]|(?<=、)|$)       # 1. but not 3.4
      | [(（]?[a-zA-Z][)）](?=[{EDGE}])              # a) and (a)
      | [(（]?[ivxIVX]{{2,5}}[)）](?=[{EDGE}])       # iv)
    )""",
    re.VERBOSE,
)
# Scripts that are written without spaces between words.
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC")


@dataclass
class Line:
    """One question as understood, and the line of the paste on which it begins, counted from 1."""

    number: int
    text: str


def questions_in(paste: str) -> list[Line]:
    """The questions of a pasted list.

    Bullets and numbers are stripped at the start of a line only; empty lines mean nothing. Where the list
    has bullets, a line without one goes on with the question before it.
    """
    lines = [without_bullet(line) for line in LINE_END.split(paste)]
    has_bullets = any(had_bullet for _text, had_bullet in lines)
    found: list[Line] = []
    begins = True
    for number, (text, had_bullet) in enumerate(lines, 1):
        # A bullet may stand on a line of its own, as it does in what is copied from a PDF.
        begins = begins or had_bullet or not has_bullets
        if text and begins:
            found.append(Line(number, text))
            begins = False
        elif text:
            found[-1].text = joined(found[-1].text, text)
    return found


def without_bullet(line: str) -> tuple[str, bool]:
    """A line without what stands before its text, and whether that was a bullet."""
    text = trimmed(line)
    bullet = BULLET.match(text)
    return (trimmed(text[bullet.end() :]), True) if bullet else (text, False)


def trimmed(text: str) -> str:
    """Without invisible characters at either end."""
    return text.strip(EDGE)


def joined(text: str, more: str) -> str:
    """Two halves of a wrapped line: a space between words, none between Chinese characters."""
    unspaced = all(unicodedata.name(char, "").startswith(UNSPACED) for char in (text[-1], more[0]))
    return text + more if unspaced else f"{text} {more}"


def folded(text: str) -> str:
    """What two questions have in common that differ in nothing but case and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def without_known(texts: Iterable[str], questions: Iterable) -> tuple[list[str], list[str]]:
    """The texts that are new, and those that stand among `questions`, or earlier in the list itself."""
    known = {folded(text) for question in questions for text in texts_of_question(question)}
    new, left_out = [], []
    for text in texts:
        (left_out if folded(text) in known else new).append(text)
        known.add(folded(text))
    return new, left_out


def texts_of_question(question) -> list[str]:
    stored = getattr(question.text, "data", question.text)
    return [text for text in stored.values() if text] if isinstance(stored, dict) else [str(stored)]
