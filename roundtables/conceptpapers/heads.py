"""Headings of a paper: coded ones ("Round Table 2.1: …"), labels ("Guiding questions"), sentences before a list."""

import re
from dataclasses import dataclass, replace

from roundtables.conceptpapers import words
from roundtables.conceptpapers.bullets import bulleted, dotted, enumerated
from roundtables.conceptpapers.characters import folded, plain, remembered

LONGEST_TITLE = 260
LONGEST_LABEL = 110


def _starts(phrases) -> frozenset[str]:
    """The first two characters of each phrase: what begins with none of them need not be looked at."""
    return frozenset(folded(phrase)[:2] for phrase in phrases)


@dataclass(frozen=True)
class Head:
    """A heading that names its kind: theme, roundtable, session, workshop, side_event or section."""

    kind: str
    code: str
    title: str
    text: str = ""  # what follows the title in the same paragraph
    is_certain: bool = True  # a sign or the end of the line follows the code


@dataclass(frozen=True)
class Label:
    """A heading that names a part of what stands above it: outcomes, questions, workshops…"""

    kinds: tuple[str, ...]
    text: str = ""  # what follows in the same paragraph


def _alternatives(phrases) -> str:
    """A pattern for any of the phrases, the longest first; a space stands for a space or a hyphen."""
    unique = sorted({folded(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"[\s-]{1,3}") for phrase in unique)


def _phrases(table: dict) -> list[str]:
    return [phrase for language in table.values() for phrase in language]


def _key(phrase: str) -> str:
    return re.sub(r"[\s-]+", " ", folded(phrase)).strip()


_KIND_OF = {_key(phrase): kind for kind, table in words.CODED.items() for phrase in _phrases(table)}
_LABEL_OF = {_key(phrase): kind for kind, table in words.LABELS.items() for phrase in _phrases(table)}
_KINDS = _alternatives(phrase for table in words.CODED.values() for phrase in _phrases(table))
_LABELS = _alternatives(phrase for table in words.LABELS.values() for phrase in _phrases(table))
_NUMBER_WORDS = _alternatives(words.NUMBER_WORDS)
_CODE = (
    r"(?P<code>\d{1,3}(?:\.\d{1,3}){0,3}(?:\.?[a-z])?|[ivxl]{1,6}(?:[.-]\d{1,2}){0,2}"
    rf"|[a-h](?:[.-]?\d{{1,2}}){{0,2}}|{_NUMBER_WORDS})(?!\w)(?!\.\d)"
)
_SIGN = r"(?P<sign>\s*[:：.|/)\]、,-]+\s*|\s+|$)"
_NUMBER = r"(?:\s*(?:n\.?\s?[o°º]|nr|num|number|numero)(?!\w)\.?|\s*n\.?[°º]|\s*[#№(\[])?"
_CODED = re.compile(rf"(?P<kind>{_KINDS}){_NUMBER}[\s-]*{_CODE}{_SIGN}")
_ORDINAL = re.compile(
    rf"(?:the\s|la\s|le\s|el\s)?(?P<code>{_alternatives(words.ORDINAL_WORDS)})\s(?P<kind>{_KINDS}){_SIGN}"
)
_CHINESE = re.compile(rf"第(?P<code>[一二三四五六七八九十\d]{{1,3}})[个次场]?(?P<kind>{_KINDS}){_SIGN}")
_ONLY_CODED = _alternatives(words.ONLY_CODED)
_UNCODED = re.compile(rf"(?!(?:{_ONLY_CODED})\s*:)(?P<kind>{_KINDS})\s*(?::|：|\s-\s)\s*(?=\S)")
_BEFORE = _alternatives(words.BEFORE_LABELS)
_BETWEEN = "|".join(re.escape(word) for word in words.BETWEEN_LABELS)
_LABEL = re.compile(
    rf"(?:(?:{_BEFORE})\s*){{0,3}}(?P<first>{_LABELS})"
    rf"(?:\s*(?:{_BETWEEN})\s*(?:(?:{_BEFORE})\s+){{0,2}}(?P<second>{_LABELS}))?"
    rf"(?:\s(?:{_alternatives(words.PLANNED)}))?"
    rf"(?P<after>(?:\s(?:{_alternatives(words.AFTER_LABELS)})(?=[\s'\d])[^:;?!]{{0,60}})?)\s*$"
)
_VERB = re.compile(rf"(?<!\w)(?:{_alternatives(words.VERBS)})(?!\w)")
_CONTINUED = re.compile(rf"[\s(\[-]*(?:{_alternatives(words.CONTINUED)})[.)\]\s]*$")
# "Roundtable 1.1 (co-chaired by Togo): …"; a bracket after which words follow is the beginning of a sentence.
_REMARK = re.compile(r"\(([^()]{3,120})\)\s*(?:[:：–—-]\s*|$)")
_INNER = [
    phrase for kind in ("outcomes", "questions", "objectives") for phrase in _phrases(words.LABELS[kind])
]
_INNER_LABEL = re.compile(rf"(?<=[.?!;])\s+(?=(?:{_alternatives(_INNER)})\s?:\s)")
_RUN_IN = re.compile(
    r"[^:：]{2,60}[:：]\s*(?=\S)|[^.:]{2,60}(?:\.\s?[-–—]|\s[–—-])\s+(?=\S)|[^.:]{2,60}\.\s+(?=[\"“«(¿]?[^\W\d_a-zà-ÿ])"
)
_SENTENCE_END = re.compile(r"[.?!][\"”»’)]?\s+(?=[\"“«(¿]?[^\W\d_a-zà-ÿ])")
_LEAD_IN = {
    kind: re.compile(rf"(?<!\w)(?:{_alternatives(phrases)})(?!\w)")
    for kind, phrases in words.LEAD_INS.items()
}


_ANNOUNCED = re.compile(rf"(?<!\w)(?:{_alternatives(words.ANNOUNCED)})(?!\w)[^.?!:]*[.]?$")

_KIND_STARTS = _starts(
    [*(phrase for table in words.CODED.values() for phrase in _phrases(table)), *words.ORDINAL_WORDS]
) | {"th", "la", "le", "el", *(f"第{sign}" for sign in "0123456789一二三四五六七八九十")}
_LABEL_STARTS = _starts(
    [*(phrase for table in words.LABELS.values() for phrase in _phrases(table)), *words.BEFORE_LABELS]
)


@remembered
def read_head(text: str, is_heading: bool = False) -> Head | None:
    """The heading a paragraph is, if it is one that names its kind. `is_heading`: it is set as a heading."""
    line = plain(text[:1200])
    found = _read_head(line, is_heading)
    if found is None and (number := enumerated(line)):
        found = _read_head(number.rest, is_heading)
    if found is None and (code := dotted(line)):
        found = _read_head(code[1], is_heading)
        if found and not found.code and found.kind in ("roundtable", "session"):
            found = replace(found, code=code[0])  # "1.1 Roundtable: Ovens"
    return found


def _read_head(line: str, is_heading: bool) -> Head | None:
    start = folded(line[:400])
    if start[:2] not in _KIND_STARTS:
        return None
    for pattern in (_CODED, _ORDINAL, _CHINESE):
        if found := pattern.match(start):
            return _coded(line, found, is_heading)
    if found := _UNCODED.match(start):
        title = line[found.end() :]
        if len(title) <= LONGEST_TITLE and not _reads_like_prose(title):
            return Head(_KIND_OF[_key(found["kind"])], "", title)
    return None


def _coded(line: str, found: re.Match, is_heading: bool) -> Head | None:
    code, sign = line[found.start("code") : found.end("code")], found["sign"].strip()
    if len(code) == 1 and code.isalpha() and code.isascii() and not code.isupper():
        return None  # "thème à", "session i"
    title, remark = line[found.end() :].strip(), ""
    if not sign and (bracketed := _REMARK.match(title)):
        sign, remark, title = ":", bracketed[1], title[bracketed.end() :]
        if _CONTINUED.match(folded(remark)):
            remark = ""
    if line[:1].islower() and not is_heading and sign[:1] not in (":", "：", "-", "–", "—"):
        return None
    if _CONTINUED.match(folded(title)):
        title = ""
    if sign.startswith(",") or (title and not sign and not is_heading and _reads_like_prose(title)):
        return None
    if sign == ")" and "(" not in line[: found.start("code")]:
        return None
    if title and sign in (".", "/", ")") and not is_heading and title[:1].islower():
        return None
    kind = _KIND_OF[_key(found["kind"])]
    title, text = title_and_text(title)
    return Head(kind, code, title, " ".join(filter(None, (remark, text))), bool(sign) or not title)


def _reads_like_prose(title: str) -> bool:
    first = title.lstrip("“\"«‘'(¿")[:1]
    if first.islower() or not first:
        return True
    return len(title) > LONGEST_TITLE or (title.endswith((".", ";", ",")) and len(title) > 60)


def title_and_text(title: str) -> tuple[str, str]:
    """A title, and the sentences that follow it in the same paragraph."""
    end = _SENTENCE_END.search(title[: LONGEST_TITLE + 5])
    is_run_in = end and title.endswith((".", "?", "!")) and title[end.start()] == "."
    if end and (is_run_in or (len(title) > 120 and end.start() >= 10)):
        return title[: end.start() + 1].rstrip("."), title[end.end() :]
    return (title, "") if len(title) <= LONGEST_TITLE else ("", title)


@remembered
def read_label(text: str) -> Label | None:
    """The label a paragraph is, or begins with: "Guiding questions", "Objectives: to share …"."""
    line = plain(text[:600])
    line = bulleted(line)[1]
    whole = _label_in(line) if len(line) <= LONGEST_LABEL else None
    if whole:
        return Label(whole)
    run_in = _RUN_IN.match(line[:90])
    if run_in and (kinds := _label_in(line[: run_in.end()])):
        return Label(kinds, _after_label(text, line, run_in.end()))
    return None


def _after_label(text: str, line: str, end: int) -> str:
    """What follows a label, with its emphasis and footnote marks where they can be told apart."""
    rest = line[end:]
    at = text.find(rest[:25])
    return text[at:].strip() if at > 0 else (rest if len(text) <= 600 else rest + text[600:])


def _label_in(line: str) -> tuple[str, ...]:
    line = line.strip()
    ends_like_label = line.endswith((":", "：", "-", "–", "—"))
    for candidate in _without_numbers(line.rstrip(":：.-–— ")):
        if line.endswith((";", ",")) or (candidate[:1].islower() and not ends_like_label):
            continue  # the end of a sentence that began on the line above
        start = folded(candidate)
        found = _LABEL.match(start) if start[:2] in _LABEL_STARTS else None
        if found and not _VERB.search(found["after"]) and not (found["after"] and line.endswith(".")):
            kinds = [_LABEL_OF[_key(word)] for word in (found["first"], found["second"]) if word]
            return tuple(dict.fromkeys(kinds))
    return ()


def _without_numbers(line: str):
    yield line
    if number := enumerated(line):
        yield number.rest
    elif code := dotted(line):
        yield code[1]


@remembered
def read_lead_in(text: str) -> str | None:
    """What a sentence before a list introduces: questions, outcomes, workshops or side_events.

    It ends in a colon, or speaks of "the following questions".
    """
    line = folded(plain(text)).rstrip()
    if not line.endswith((":", "：")):
        return "questions" if len(line) <= LONGEST_TITLE and _ANNOUNCED.search(line) else None
    tail = re.split(r"[.?!]\s", line[-400:])[-1]
    places = {kind: found.start() for kind, pattern in _LEAD_IN.items() if (found := pattern.search(tail))}
    return min(places, key=places.get) if places else None


def is_structural(text: str, is_heading: bool = False) -> bool:
    """Whether a line is a heading that names its kind, or a label on a line of its own."""
    label = read_label(text)
    return bool(label and not label.text) or read_head(text, is_heading) is not None


def at_inner_labels(text: str) -> list[str]:
    """A paragraph cut where a label begins in its middle: "… nets. Guiding questions: Who mends them?"."""
    if ":" not in text or len(text) > 5000:
        return [text]
    places = [found.start() for found in _INNER_LABEL.finditer(folded(text))]
    return [text[a:b].strip() for a, b in zip([0, *places], [*places, None], strict=True)]


def coded_kind(text: str) -> str:
    """The kind a word names by itself: "Round table" is roundtable; nothing if it names none."""
    return _KIND_OF.get(_key(plain(text).rstrip(":. ")), "")
