"""Dates, places and names of a meeting, as far as a paper states them beyond doubt."""

import re
from dataclasses import dataclass
from datetime import date

from roundtables.conceptpapers.characters import folded, plain, remembered
from roundtables.conceptpapers.words import MONTHS

_MONTH = "|".join(sorted(map(folded, MONTHS), key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|o|a)?"
_TO = r"\s{0,2}(?:-|to|and|&|au|et|al?|y|until|till|по|-е)\s{0,2}(?:the\s|le\s|el\s|del?\s|on\s)?"
_OF = r"\s{1,2}(?:of\s|de\s)?"


def _year(name: str) -> str:
    return rf"(?:,?\s{{1,2}}(?:de\s|del\s|of\s)?(?P<{name}>(?:19|20)\d\d))"


_ONE_MONTH = re.compile(
    rf"(?<![\d.])(?P<d1>{_DAY}){_TO}(?P<d2>{_DAY}){_OF}(?P<m3>{_MONTH})(?!\w)\.?{_year('y3')}?"
)
_TWO_MONTHS = re.compile(
    rf"(?<![\d.])(?P<d1>{_DAY}){_OF}(?P<m1>{_MONTH})(?!\w)\.?{_year('y1')}?"
    rf"{_TO}(?P<d2>{_DAY}){_OF}(?P<m2>{_MONTH})(?!\w)\.?{_year('y2')}?"
)
_SINGLE = re.compile(rf"(?<![\d.])(?P<d1>{_DAY}){_OF}(?P<m3>{_MONTH})(?!\w)\.?{_year('y3')}?")
_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?P<m1>{_MONTH})\.?\s{{1,2}}(?P<d1>{_DAY})(?!\d)"
    rf"(?:{_TO}(?:(?P<m2>{_MONTH})\.?\s{{1,2}})?(?P<d2>{_DAY})(?!\d))?{_year('y3')}?"
)
_ISO = re.compile(r"(?<!\d)(?P<y3>(?:19|20)\d\d)-(?P<n1>\d\d)-(?P<d1>\d\d)(?!\d)")
_CHINESE = re.compile(
    r"(?P<y3>(?:19|20)\d\d)年(?P<n1>\d{1,2})月(?P<d1>\d{1,2})日(?:\s?[至到-]\s?(?:(?P<n2>\d{1,2})月)?(?P<d2>\d{1,2})日)?"
)
_MONTH_ONLY = re.compile(rf"(?<!\w)(?P<m3>{_MONTH}){_year('y3')}")
_YEAR_ALONE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PLACE = re.compile(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,4}(?:, [^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,3}){0,2}")
_SMALL_WORDS = frozenset(
    [
        "in",
        "at",
        "on",
        "a",
        "à",
        "au",
        "aux",
        "en",
        "de",
        "del",
        "la",
        "le",
        "el",
        "the",
        "of",
        "and",
        "et",
        "y",
        "du",
        "des",
        "d'",
        "en,",
        "le",
    ]
)


@dataclass(frozen=True)
class Dates:
    """Dates in a text: where they stand, as written, and as days where day, month and year are certain."""

    start: int
    end: int
    written: str
    starts_on: date | None = None
    ends_on: date | None = None


@remembered
def dates_in(text: str, year: int | None = None) -> Dates | None:
    """The first dates in a text; `year` is the one to take where the text gives none."""
    line = folded(text[:2000])
    found = [
        match
        for pattern in (_ISO, _CHINESE, _ONE_MONTH, _TWO_MONTHS, _SINGLE, _MONTH_FIRST)
        if (match := pattern.search(line))
    ]
    if not found:
        month = _MONTH_ONLY.search(line)
        return Dates(month.start(), month.end(), text[month.start() : month.end()]) if month else None
    best = min(found, key=lambda match: (match.start(), -match.end()))
    first, last = _days(best, year)
    return Dates(best.start(), best.end(), text[best.start() : best.end()].strip(), first, last)


def _days(found: re.Match, year: int | None) -> tuple[date | None, date | None]:
    groups = found.groupdict()

    def month(*names: str) -> int | None:
        for name in names:
            if value := groups.get(name):
                return int(value) if name.startswith("n") else _MONTHS[value]
        return None

    def number(*names: str) -> int | None:
        value = next((groups[name] for name in names if groups.get(name)), None)
        return int(re.match(r"\d+", value)[0]) if value else None

    first_year = number("y1", "y2", "y3") or year
    last_year = number("y2", "y3", "y1") or year
    first_month, last_month = month("m1", "n1", "m3"), month("m2", "n2", "m3", "m1", "n1")
    try:
        first = date(first_year, first_month, number("d1"))
        last = date(last_year, last_month, number("d2", "d1"))
    except (TypeError, ValueError):
        return None, None
    return (first, last) if first <= last else (None, None)


_MONTHS = {folded(name): number for name, number in MONTHS.items()}


def year_in(text: str) -> int | None:
    """The year a text names, if it names one and no other."""
    years = set(_YEAR_ALONE.findall(folded(text)))
    return int(years.pop()) if len(years) == 1 else None


def is_place(text: str) -> bool:
    """Whether a text can be the name of a place: a few capitalized words, not an abbreviation."""
    text = text.strip()
    if not 2 < len(text) <= 70 or (text.isupper() and " " not in text) or not _PLACE.fullmatch(text):
        return False
    words = [word for word in re.split(r"[\s,]+", text) if word and word.lower() not in _SMALL_WORDS]
    return (
        bool(words) and all(word[0].isupper() or not word[0].isascii() for word in words) and len(words) < 7
    )


@dataclass(frozen=True)
class Announced:
    """The title of an event, its dates and its place, told apart in one line."""

    title: str
    dates: Dates | None
    place: str


_BRACKETED = re.compile(r"\s*[(\[（]([^()\[\]（）]{2,120})[)\]）]\s*[.;]?\s*$")
_TRIM = " ,;:.–—-()[]|\t"
_AT = re.compile(
    r"^(?:(?:in|at|on|to be held(?: in| on)?|held in|from|à|a|au|aux|en|du|des|le|les|la|el|del|the)[\s,]+)+",
    re.IGNORECASE,
)


def announced(text: str, year: int | None = None) -> Announced:
    """Reads "Labour migration (3rd May in Geneva)", "Health – Rabat, 3 May 2018", "3 May, Geneva: Health"."""
    text = plain(text).rstrip(" ;")
    bracketed = _BRACKETED.search(text[-200:])
    if bracketed:
        inner = bracketed[1]
        dates = dates_in(inner, year)
        place = place_beside(inner, dates)
        if dates or (is_place(inner) and is_place(place)):
            return Announced(text[: len(text) - len(bracketed[0])].strip(_TRIM), dates, place)
    dates = dates_in(text, year)
    if dates is None:
        return Announced(text.rstrip("."), None, "")
    if dates.start <= 12:
        after = re.search(r"\s*[:：]\s*|\s+[–—-]\s+", text[dates.end : dates.end + 90])
        if after:
            between = text[dates.end : dates.end + after.start()]
            return Announced(text[dates.end + after.end() :].rstrip("."), dates, _trimmed(between))
    return _dated_at_end(text, dates)


def _dated_at_end(text: str, dates: Dates) -> Announced:
    before, after = text[: dates.start], text[dates.end :]
    if len(after) > 70:
        return Announced(text.rstrip("."), dates, "")
    for sign in (" – ", " — ", " - ", ": ", " (", "\t", "|"):
        title, found, place = before.rpartition(sign)
        if found and len(place) <= 70 and len(title) > 3:
            return Announced(title.strip(_TRIM), dates, _trimmed(place) or _trimmed(after))
    pieces = [piece.strip(_TRIM) for piece in before.split(",")]
    place = ""
    if len(pieces) > 2 and not pieces[-1]:
        pieces.pop()
        place = pieces.pop() if is_place(pieces[-1]) and len(pieces[-1].split()) < 4 else ""
    title = ", ".join(piece for piece in pieces if piece)
    return Announced(_AT_END.sub("", title).strip(_TRIM), dates, place or _trimmed(after))


_AT_END = re.compile(r"[\s,]+(?:on|le|les|du|el|del|in|from|au|to)\s*$", re.IGNORECASE)


def place_beside(text: str, dates: Dates | None) -> str:
    """What a text says besides its dates, if that is a place."""
    rest = text if dates is None else f"{text[: dates.start]} {text[dates.end :]}"
    return _trimmed(rest)


def _trimmed(text: str) -> str:
    text = text.strip(_TRIM)
    text = _AT_END.sub("", _AT.sub("", text)).strip(_TRIM)
    return text if is_place(text) else ""
