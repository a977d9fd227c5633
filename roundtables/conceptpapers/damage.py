"""Signs that a passage was damaged by scanning or by a wrong encoding.

A sign alone may be a slip of the pen, so a paper counts as damaged only when it shows something no author writes
(figures turned into fractions, a year without its middle, letters of a wrong encoding), or several lesser signs in
different places. Only then do the weak signs count: sentences that end nowhere, words missing or doubled.
"""

import re

from django.utils.translation import gettext_lazy as _

from roundtables.conceptpapers.bullets import bulleted, enumerated
from roundtables.conceptpapers.characters import MARK, begins_lower, ends_sentence
from roundtables.conceptpapers.text import Kind, Paragraph

LONGEST = 20_000  # characters of a paragraph that are looked at; nobody writes longer ones
ENOUGH = 3  # points that make a paper a damaged one
PARAGRAPHS_A_POINT = 30  # in a paper damaged all over
_FRACTIONS = "¼½¾⅓⅔⅛"
_STRONG = (
    (
        re.compile(rf"\d[{_FRACTIONS}]\d|[{_FRACTIONS}]{{2}}|[{_FRACTIONS}]\w?[{_FRACTIONS}]"),
        _("figures turned into fractions"),
    ),
    (
        re.compile(r"((?=\S*[^\W_])\S{1,12}(?: \S{1,12})?)(?: \1){3,}(?!\S)"),
        _("the same few characters over and over"),
    ),
    (re.compile("\ufffd"), _("letters that could not be read")),
    (re.compile(r"\(cid:\d+\)"), _("letters that could not be read")),
    (re.compile(r"â€[\u0080-\u2122™œ\x9d]|Ã[©¨ªà§´®»¯±¡³º]"), _("letters in a wrong encoding")),
    (re.compile(r"[□■]{3,}|\?{2,} \?{2,}|[a-z]\?{2,}[a-z]|[~^|\\]{3,}"), _("signs in the place of letters")),
)
_LONE_SIGN = re.compile(r"[_|~^\\¬§¦`'´.,;:=+<>]{1,2}\s*")
_SPLIT_FIGURE = re.compile(r"(?<![\d.,:/])(?<!\d )\d \d(?![\d.,:/]\d|\d|/| \d)")
_SECTION_SIGN = re.compile(r"§(?!\s*[\d§IVXivx])")
_MIXED = re.compile(r"(?<![\w@./-])[a-z]{2,}[01|][a-z]{2,}(?![\w@./-])")
_SPACED_LETTERS = re.compile(r"(?<!\w)(?:[b-hj-z] ){4,}[b-hj-z](?!\w)")
_MEDIUM = (
    (_SPLIT_FIGURE, _("a number without its middle")),
    (_SECTION_SIGN, _("a section sign that stands for nothing")),
    (_MIXED, _("figures in the middle of words")),
    (_SPACED_LETTERS, _("words fallen apart into letters")),
)
_WEAK = (
    (re.compile(r"\b(?:[Ii]n|[Oo]f|[Bb]y|[Ss]ince|en|de|from) \d(?=\s*$| [A-Z]|\))"), _("a year of a single figure")),
    (re.compile(r"\b(?:about|around|nearly|almost|over|some) (?:third|quarter|fifth|tenth)\b"), _("a missing word")),
    (re.compile(r"\b(\w{2,}) \1\b", re.IGNORECASE), _("the same word twice")),
    (re.compile(r"\b(?:re|co|multi|inter|intra|sub|anti|semi|pre) [a-z]{4,}"), _("a word broken in two")),
    (re.compile(r"\b(?:of|the|a|by|with|group) [B-HJ-Z] [a-z]{3,}"), _("a letter in the place of a number")),
    (re.compile(r"(?:^|\s)A [aeiou]\w+ing\b"), _("a word cut off")),
    (re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) (?:of|the)\b"),
     _("a date without its year")),
    (re.compile(r"\b(?:made|makes) of [a-z]+s\b|\bof different \w+s made\b"), _("a missing number")),
    (re.compile(r"[a-z]{4,}\*? [A-Z][a-z]{3,} [a-z]{4,} (?:is|are|was|were|has|have|will)\b"), _("a missing full stop")),
    (re.compile(r"[a-z]{3,} (?:In|The|For|As|It|This|These|With|And|But|Human|Particular|Honestly|Finally|However) [a-z]"),
     _("a missing full stop")),
)  # fmt: skip
_BRACKET = re.compile(r"[()\[\]]")
_INNER_END = re.compile(r"[a-z][.] [A-Z]")
_COMMON_DOUBLES = re.compile(r"\b(?:had had|that that|is is|nous nous|vous vous)\b", re.IGNORECASE)


def mark_damage(paragraphs: list[Paragraph]) -> bool:
    """Writes the signs of damage into each paragraph that shows some. Says whether the paper is damaged at all."""
    points = 0.0
    for paragraph in paragraphs:
        text = paragraph.text[:LONGEST]
        strong = [reason for pattern, reason in _STRONG if pattern.search(text)]
        medium = [reason for pattern, reason in _MEDIUM if pattern.search(text)]
        if _LONE_SIGN.fullmatch(text.strip()):
            medium.append(_("a sign alone in its line"))
        brackets = [_("a bracket that never closes")] if opens_bracket(paragraph.text) else []
        paragraph.damage = [str(reason) for reason in [*strong, *medium, *brackets]]
        points += ENOUGH * len(strong) + len(medium) + 0.5 * len(brackets)
    if points < ENOUGH:
        for paragraph in paragraphs:
            paragraph.damage = []
        return False
    if points * PARAGRAPHS_A_POINT < len(paragraphs):
        return True  # a spot in a long paper: the weak signs mean nothing elsewhere
    for i, paragraph in enumerate(paragraphs):
        before = paragraphs[i - 1] if i else None
        paragraph.damage = list(dict.fromkeys([*paragraph.damage, *_weak_signs(paragraph, before)]))
    return True


def _weak_signs(paragraph: Paragraph, before: Paragraph | None) -> list[str]:
    text = paragraph.text
    once = _COMMON_DOUBLES.sub("", text[:LONGEST])
    found = [str(reason) for pattern, reason in _WEAK if pattern.search(once)]
    is_item = paragraph.kind == Kind.ITEM or bool(bulleted(text)[0] or enumerated(text))
    is_prose = paragraph.kind in (Kind.PLAIN, Kind.ITEM) and len(text) > 150
    if is_prose and not ends_sentence(text) and (not is_item or _INNER_END.search(text)):
        found.append(str(_("a sentence that ends nowhere")))
    if (
        paragraph.kind == Kind.PLAIN
        and begins_lower(text)
        and not (before and before.text.rstrip().endswith(":"))
    ):
        found.append(str(_("a sentence that begins in its middle")))
    return found


def opens_bracket(text: str) -> bool:
    """Whether a bracket is opened and never closed. "a)" and "1)" close nothing."""
    depth = 0
    for found in _BRACKET.finditer(MARK.sub("", text)):
        depth = depth + 1 if found[0] in "([" else max(depth - 1, 0)
    return depth > 0


def sign_at(text: str) -> int:
    """Where the first sign of damage in a text stands, for an excerpt around it."""
    places = [
        found.start() for pattern, _reason in [*_STRONG, *_MEDIUM, *_WEAK] if (found := pattern.search(text))
    ]
    return min(places, default=text.rfind("(") if opens_bracket(text) else max(len(text) - 120, 0))
