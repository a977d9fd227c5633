"""What pages did to a text: running headers and page numbers taken out, broken lines and sentences joined."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from roundtables.conceptpapers.bullets import bulleted, dotted, enumerated
from roundtables.conceptpapers.characters import (
    SOFT_HYPHEN,
    begins_lower,
    ends_open,
    ends_sentence,
    folded,
    joined,
    plain,
    spaced,
)
from roundtables.conceptpapers.heads import is_structural, read_head, read_label
from roundtables.conceptpapers.text import Kind, Paragraph

_PAGE = re.compile(
    r"""\s*(?:
        [-|~\[(.]?\s*(?:page|pagina|pag\.?|p\.?|страница|стр\.?|صفحة)\s*[|:-]?\s*(?:\d{1,4}|[ivxlc]{1,6})
            (?:\s*(?:/|of|de|sur|из|من|\|)\s*\d{1,4})?\s*[-|~\])]?
      | \d{1,4}\s*\|?\s*(?:p\s?a\s?g\s?e)(?:\s*(?:of|de|sur)\s*\d{1,4})?
      | \d{1,4}\s*\|\s*(?:p\s?a\s?g(?:\s?i\s?n\s?a)?|p)\s*
      | \d{1,4}\s(?:of|de|sur)\s\d{1,4}
      | [-~\[(|]\s*\d{1,4}\s*[-~\])|]
      | [a-z]{1,6}(?:/[\w.-]+){1,6}\s+\d{1,3} | \d{1,3}\s+[a-z]{1,6}(?:/[\w.-]+){1,6}  # a symbol beside the number
      | 第\s*\d{1,4}\s*页(?:\s*共\s*\d{1,4}\s*页)?
    )\s*""",
    re.VERBOSE,
)
_FRACTION = re.compile(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*")
_NUMBER = re.compile(r"\s*\d{1,4}\s*")
_RULE = re.compile(r"\s*(?:[_\-=*~–—.·•#]\s?){3,}\s*")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?\s*$|…\s?…?\s*\d{1,4}\s*$")
_TRAILING_NUMBER = re.compile(r"[\s.…]+(?:\d{1,4}|[ivxl]{1,5})\s*$")
LONGEST_RUNNING_LINE = 150
LONGEST_HEADING = 400
LONGEST_BARE_LABEL = 45
LONGEST_PARAGRAPH = 20_000  # nothing is joined to a longer one
FEWEST_LINES = 6  # of text on a page, on the average
NARROWEST, WIDEST = 40, 140  # characters of a line that a program may have wrapped


def mended(paragraphs: list[Paragraph], is_flowing: bool = False) -> list[Paragraph]:
    """The paragraphs as they were before they were laid out on pages and lines. Leaves its argument alone.

    `is_flowing`: a line end means nothing, as in Markdown.
    """
    lines = [replace(line, damage=list(line.damage)) for line in paragraphs]
    lines = with_ring_bullets(lines)
    lines = without_contents(lines)
    lines = without_running_lines(lines)
    lines = with_lone_bullets_joined(lines)
    lines = flowing(lines) if is_flowing else unwrapped(lines)
    return [tidied(line) for line in with_sentences_joined(lines)]


_RING = re.compile(r"o +(?=[^\W\d_])")


def with_ring_bullets(lines: list[Paragraph]) -> list[Paragraph]:
    """An "o" that Word's second bullet became, told from the Spanish word: it is indented and comes again, or
    stands behind the end of a sentence."""
    rings = [line.kind == Kind.PLAIN and line.indent > 0 and bool(_RING.match(line.text)) for line in lines]
    for i, line in enumerate(lines):
        if not rings[i]:
            continue
        beside = range(max(i - 3, 0), min(i + 4, len(lines)))
        is_one_of_many = any(rings[j] and j != i and lines[j].indent == line.indent for j in beside)
        if is_one_of_many or (i > 0 and ends_sentence(lines[i - 1].text)):
            line.text = _RING.sub("◦ ", line.text, count=1)
    return lines


def tidied(paragraph: Paragraph) -> Paragraph:
    paragraph.text = spaced(paragraph.text)
    return paragraph


def is_rule(text: str) -> bool:
    """A line drawn across the page."""
    return bool(_RULE.fullmatch(text))


# --- Tables of contents ----------------------------------------------------------------------------------


def without_contents(lines: list[Paragraph]) -> list[Paragraph]:
    """Without the table of contents: dotted leaders, and what stands beneath its heading and comes again."""
    listed = [bool(_LEADER.search(line.text[-80:])) and len(line.text) < 300 for line in lines]
    for i in range(len(lines) - 2, -1, -1):  # the first half of an entry of two lines
        in_list = any(listed[max(i - 3, 0) : i]) or (i > 0 and _is_contents(lines[i - 1].text))
        if listed[i + 1] and not lines[i + 1].gap and in_list and not ends_sentence(lines[i].text):
            listed[i] = True
    kept = [line for line, is_listed in zip(lines, listed, strict=True) if not is_listed]
    at = next((i for i, line in enumerate(kept[:200]) if _is_contents(line.text)), None)
    if at is None:
        return kept
    later = Counter(_compared(line.text) for line in kept[at + 1 :])
    end = at + 1
    while end < len(kept) and _is_listed(kept[end].text, later):
        end += 1
    return kept[:at] + kept[end:]


def _is_contents(text: str) -> bool:
    label = read_label(text)
    return bool(label) and label.kinds == ("contents",) and not label.text


def _is_listed(text: str, later: Counter) -> bool:
    """Whether a line of the contents comes again; it no longer counts for the lines after it."""
    key, own = _compared(_TRAILING_NUMBER.sub("", text)), _compared(text)
    later[own] -= 1
    return bool(_NUMBER.fullmatch(text)) or later[key] > 0


def _compared(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(plain(text[:300]))))


# --- Running headers and page numbers --------------------------------------------------------------------


def without_running_lines(lines: list[Paragraph]) -> list[Paragraph]:
    """Without page numbers, lines repeated on every page and rules; what follows one is marked as `cut`."""
    removed = {i for i, line in enumerate(lines) if is_page_number(line) or is_rule(line.text)}
    candidates = _repeated(lines, removed)
    numbers = {i for i, line in enumerate(lines) if _NUMBER.fullmatch(line.text) and line.cell is None}
    pages = _Pages(lines, removed | numbers | {i for places in candidates.values() for i in places})
    removed |= _lone_page_numbers(lines, numbers, pages)
    for places in candidates.values():
        if _runs_over_pages(lines, places, removed, pages):
            front = places[0] < 6 and not pages.is_mid_sentence(places[0])
            removed |= set(places[1:] if front else places)
    return _without(lines, removed)


class _Pages:
    """Lines that may belong to pages, set aside, and the text lines around them."""

    def __init__(self, lines: list[Paragraph], aside: set[int]):
        self.lines, self.aside = lines, aside
        self.before, self.after = [-1] * len(lines), [len(lines)] * len(lines)
        for i in range(1, len(lines)):
            self.before[i] = i - 1 if i - 1 not in aside else self.before[i - 1]
        for i in range(len(lines) - 2, -1, -1):
            self.after[i] = i + 1 if i + 1 not in aside else self.after[i + 1]

    def is_mid_sentence(self, i: int) -> bool:
        """Whether a line interrupts a sentence that began before it and goes on after it."""
        if self.before[i] < 0 or self.after[i] >= len(self.lines):
            return False
        one, other = self.lines[self.before[i]].text, self.lines[self.after[i]].text
        if ends_sentence(one) or is_structural(one) or (len(one) < NARROWEST and not ends_open(one)):
            return False
        return begins_lower(other) and not bulleted(other)[0] and not enumerated(other)


def _without(lines: list[Paragraph], removed: set[int]) -> list[Paragraph]:
    kept: list[Paragraph] = []
    cut = gap = page = False
    for i, line in enumerate(lines):
        gap, page = gap or line.gap, page or line.new_page
        if i in removed:
            cut = True
            continue
        line.cut, line.gap, line.new_page = line.cut or cut, gap, page
        kept.append(line)
        cut = gap = page = False
    return kept


def is_page_number(line: Paragraph) -> bool:
    """Whether a line says nothing but the number of its page."""
    text = folded(plain(line.text)) if len(line.text) < 200 else ""
    if line.cell is not None or not 0 < len(text) < 60:
        return False
    fraction = _FRACTION.fullmatch(text)
    return bool(_PAGE.fullmatch(text)) or bool(fraction and int(fraction[1]) <= int(fraction[2]))


def _repeated(lines: list[Paragraph], removed: set[int]) -> dict[str, list[int]]:
    """Short lines that occur more than once, whatever their digits, by what they have in common."""
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if i in removed or len(line.text) > LONGEST_RUNNING_LINE or line.kind != Kind.PLAIN or line.cell:
            continue
        key = re.sub(r"\d+", "#", _compared(line.text))
        if key.strip("# ") and not line.text.rstrip().endswith(("?", "？", "؟")):
            places.setdefault(key, []).append(i)
    return {
        key: where
        for key, where in places.items()
        if len(where) > 1
        and not bulleted(lines[where[0]].text)[0]
        and not is_structural(lines[where[0]].text)
    }


def _runs_over_pages(lines, places: list[int], removed: set[int], pages: _Pages) -> bool:
    if len(places) * FEWEST_LINES > len(lines):
        return False
    if any(pages.is_mid_sentence(i) for i in places):
        return True
    at_edges = sum(
        lines[i].new_page
        or (i + 1 < len(lines) and lines[i + 1].new_page)
        or i - 1 in removed
        or i + 1 in removed
        for i in places
    )
    return at_edges > 1


def _lone_page_numbers(lines, numbers: set[int], pages: _Pages) -> set[int]:
    """Which numbers alone on a line are page numbers, and not the numbers of a list."""
    order = sorted(numbers)
    if not order:
        return set()
    follows = all(int(lines[a].text) < int(lines[b].text) for a, b in pairwise(order))
    far_apart = len(order) > 1 and follows and (order[-1] - order[0]) / (len(order) - 1) >= FEWEST_LINES
    last = len(lines) - 1
    return {
        i
        for i in order
        if far_apart
        or i in (0, last)
        or lines[i].new_page
        or lines[i + 1].new_page
        or any(j in pages.aside and j not in numbers for j in (i - 1, i + 1))
        or pages.is_mid_sentence(i)
        or (len(order) == 1 and lines[i].gap and lines[i + 1].gap and not begins_lower(lines[i + 1].text))
    }


# --- Lines that a program wrapped ------------------------------------------------------------------------


def with_lone_bullets_joined(lines: list[Paragraph]) -> list[Paragraph]:
    """A bullet or number alone on its line belongs to the next line, as in what is copied from a PDF."""
    kept: list[Paragraph] = []
    waiting: Paragraph | None = None
    for line in lines:
        if waiting is not None and line.kind == Kind.PLAIN and line.cell == waiting.cell:
            mark = waiting.text.strip()
            mark += "." if mark.isdigit() else ""
            line = replace(line, text=f"{mark} {line.text.strip()}", number=waiting.number, gap=waiting.gap)
            waiting = None
        elif waiting is not None:
            kept.append(waiting)
            waiting = None
        if line.kind == Kind.PLAIN and _is_lone_bullet(line.text):
            waiting = line
        else:
            kept.append(line)
    return [*kept, *([waiting] if waiting else [])]


def _is_lone_bullet(text: str) -> bool:
    text = text.strip()
    if not text or len(text) > 5:
        return False
    probe = f"{text} X"
    if text.isdigit():
        return len(text) < 3
    return bool(bulleted(probe)[1] == "X" or ((number := enumerated(probe)) and number.rest == "X"))


def unwrapped(lines: list[Paragraph]) -> list[Paragraph]:
    """Lines wrapped by a program at a column, joined into the paragraphs they were."""
    width = _width(lines)
    if not width:
        return lines
    spelling = Spelling.of(lines)
    kept: list[Paragraph] = []
    last = ""  # the last line of the paragraph being put together, as it was laid out
    for i, line in enumerate(lines):
        raw = " " * line.indent + line.text
        ends_block = i + 1 == len(lines) or lines[i + 1].gap
        if kept and _goes_on(kept[-1], last, line, width, ends_block):
            _join(kept[-1], line, spelling)
        else:
            kept.append(line)
        last = raw
    return kept


def flowing(lines: list[Paragraph]) -> list[Paragraph]:
    """Lines of one block as one paragraph, unless they begin something of their own."""
    kept: list[Paragraph] = []
    for line in lines:
        if kept and _flows(kept[-1], line):
            _join(kept[-1], line, None)
        else:
            kept.append(line)
    return kept


def _flows(paragraph: Paragraph, line: Paragraph) -> bool:
    if line.gap or line.kind != Kind.PLAIN or paragraph.kind not in (Kind.PLAIN, Kind.ITEM) or line.cell:
        return False
    if len(paragraph.text) > LONGEST_PARAGRAPH:
        return False
    if line.bold or paragraph.bold or line.text.startswith("**") or bulleted(line.text)[0]:
        return False
    if is_structural(line.text) or _is_numbered(line.text):
        return False
    return not _heads(paragraph.text) or begins_lower(line.text) or ends_open(paragraph.text)


def _width(lines: list[Paragraph]) -> int:
    """The column at which lines were wrapped, or 0 if each line is a paragraph of its own.

    A wrapped text shows it by its breaks: most lines that have a neighbour stop in the middle of a sentence.
    """
    lengths = sorted(line.indent + len(line.text) for line in lines if line.cell is None)
    if len(lengths) < 6 or lengths[int(len(lengths) * 0.98) - 1] > WIDEST:
        return 0
    pairs = [
        (a.text, b.text)
        for a, b in pairwise(lines)
        if not b.gap and not b.cut and len(a.text) >= NARROWEST and Kind.HEADING not in (a.kind, b.kind)
    ]
    broken = sum(not ends_sentence(a) and begins_lower(b) and not bulleted(b)[0] for a, b in pairs)
    if broken < 3 or broken < 0.25 * len(pairs):
        return 0
    return lengths[int(len(lengths) * 0.98) - 1]


def _goes_on(paragraph: Paragraph, last: str, line: Paragraph, width: int, ends_block: bool) -> bool:
    """Whether a line goes on with the paragraph before it. `ends_block`: an empty line follows."""
    text = line.text.strip()
    if (
        line.kind != Kind.PLAIN
        or paragraph.kind not in (Kind.PLAIN, Kind.ITEM)
        or line.cell != paragraph.cell
    ):
        return False
    if (line.gap and not line.cut) or not last.strip() or len(paragraph.text) > LONGEST_PARAGRAPH:
        return False
    opened = ends_open(last) or last.endswith(SOFT_HYPHEN)
    if bulleted(text)[0] or (not opened and (_is_numbered(text) or is_structural(text))):
        return False
    fits = len(last) + 1 + len(text.split(maxsplit=1)[0]) <= width - max(3, width // 12)
    if line.gap or line.cut:  # the foot of a page: a full line there goes on with a full one
        return not fits and len(text) > 0.6 * width and not _heads(paragraph.text)
    if _heads(paragraph.text):
        is_last_line = ends_block or (len(text) < 0.6 * width and not ends_sentence(text))
        return not _is_bare_label(paragraph.text) and (
            begins_lower(text) or opened or (not fits and is_last_line)
        )
    return not fits or opened or (begins_lower(text) and not ends_sentence(last))


def _heads(text: str) -> bool:
    """Whether a paragraph, as far as it goes, is a heading: one that says so, or one with a Roman numeral."""
    if len(text) > LONGEST_HEADING:
        return False
    if is_structural(text):
        return True
    number = enumerated(text)
    return (
        bool(number)
        and number.style[0] == "I"
        and len(text) <= LONGEST_RUNNING_LINE
        and not ends_sentence(text)
    )


def _is_bare_label(text: str) -> bool:
    """Whether a line is a label and no more; one that is long may go on, as a title does."""
    label = read_label(text) if len(text) <= LONGEST_BARE_LABEL else None
    return label is not None and not label.text and read_head(text) is None


def _is_numbered(text: str) -> bool:
    return enumerated(text) is not None or dotted(text) is not None


@dataclass
class Spelling:
    """The words of a paper as they stand within lines, to mend those that are broken at a line end."""

    words: set[str]
    hyphenated: set[str]
    prefixes: set[str]

    @classmethod
    def of(cls, lines: list[Paragraph]) -> "Spelling":
        """Reads the words of a paper, leaving out those that touch a line end."""
        words, hyphenated = set(), set()
        for line in lines:
            found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", folded(line.text))
            inner = found[:-1] if line.text.rstrip().endswith(("-", "‐", SOFT_HYPHEN)) else found
            words.update(word for word in inner if "-" not in word)
            hyphenated.update(word for word in inner if "-" in word)
        return cls(words, hyphenated, {word.split("-")[0] for word in hyphenated})

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether the two halves of a broken word are written with a hyphen elsewhere, or seem to be."""
        first, second = folded(first), folded(second)
        if first + second in self.words:
            return False
        if f"{first}-{second}" in self.hyphenated or first in self.prefixes:
            return True
        return len(first) > 2 and len(second) > 2 and first in self.words and second in self.words


def _join(paragraph: Paragraph, line: Paragraph, spelling: Spelling | None) -> None:
    text, more = paragraph.text.rstrip(), line.text.strip()
    paragraph.text = with_hyphen_mended(text, more, spelling)


_BROKEN_WORD = re.compile(r"([^\W\d_]{2,})[-‐](?=$)")
_SUSPENDED = {"and", "or", "to", "et", "ou", "y", "o", "u", "e", "и", "или"}


def with_hyphen_mended(text: str, more: str, spelling: Spelling | None) -> str:
    """Two lines as one: "migra-" and "tion" become one word, "South-" and "South" keep their hyphen."""
    if text.endswith(SOFT_HYPHEN):
        return text.rstrip(SOFT_HYPHEN) + more
    broken = _BROKEN_WORD.search(text[-60:])
    following = re.match(r"[^\W\d_]+", more)
    if not broken or not following or spelling is None:
        return joined(text, more)
    if following[0].lower() in _SUSPENDED:
        return f"{text} {more}"
    is_long = text[: -len(broken[0])].endswith("-")  # "whole-of-" goes on with a hyphen
    if is_long or following[0][0].isupper() or spelling.keeps_hyphen(broken[1], following[0]):
        return text + more
    return text[:-1] + more


# --- Sentences broken by a page --------------------------------------------------------------------------


def with_sentences_joined(lines: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs that are two halves of a sentence, joined: a page ended between them."""
    spelling = Spelling.of(lines)
    kept: list[Paragraph] = []
    for line in lines:
        if kept and _is_second_half(kept[-1], line):
            _join(kept[-1], line, spelling)
        else:
            kept.append(line)
    return kept


def _is_second_half(first: Paragraph, second: Paragraph) -> bool:
    one, other = first.text, second.text.strip()
    if second.kind != Kind.PLAIN or first.kind not in (Kind.PLAIN, Kind.ITEM) or first.cell != second.cell:
        return False
    if ends_sentence(one) or bulleted(other)[0] or not other or len(one) > LONGEST_PARAGRAPH:
        return False
    opened = ends_open(one)
    if _heads(one) and (_is_bare_label(one) or not (begins_lower(other) or opened)):
        return False
    if is_structural(other) or _is_numbered(other):
        return False
    if second.bold and not first.bold:
        return False
    goes_on = (
        begins_lower(other)
        and not second.gap
        and (first.kind == Kind.ITEM or bulleted(one)[0] or enumerated(one))
    )
    if len(one) < NARROWEST and not goes_on and not (len(one) > 15 and read_head(one)):
        return False
    return (
        begins_lower(other) or opened or (second.cut and min(len(one), len(other)) > 60 and not second.bold)
    )
