"""Which paragraphs are items of a list and which are headings, once pages and lines are mended."""

import re
from dataclasses import replace

from roundtables.conceptpapers.bullets import Enumerated, bulleted, dotted, enumerated
from roundtables.conceptpapers.characters import ends_sentence, plain
from roundtables.conceptpapers.heads import at_inner_labels, is_structural, read_head
from roundtables.conceptpapers.text import Kind, Paragraph

LONGEST_HEADING = 150
LONGEST_PLAIN_HEADING = 90  # of a heading that nothing but its shortness tells
_BULLETS = "•·●○◦▪-–—*+"
_UPPER = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_LOWER = re.compile(r"[a-zß-öø-ÿ]")
_ADDRESS = re.compile(r"https?://|www\.|@\w")


def with_items(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Marks the items of lists, without their bullets, and the headings. Changes the paragraphs."""
    paragraphs[:] = [
        replace(paragraph, text=text) if text != paragraph.text else paragraph
        for paragraph in paragraphs
        for text in (at_inner_labels(paragraph.text) if paragraph.kind == Kind.PLAIN else [paragraph.text])
    ]
    has_styles = sum(paragraph.kind == Kind.HEADING and paragraph.level > 0 for paragraph in paragraphs) > 1
    _mark_bullets(paragraphs)
    _mark_typed_numbers(paragraphs)
    numbers = [_number_of(paragraph) for paragraph in paragraphs]
    runs = _runs(paragraphs, numbers)
    for i, (paragraph, number) in enumerate(zip(paragraphs, numbers, strict=True)):
        if number and not _is_named(paragraph, number):
            _settle(paragraph, number, i in runs)
    _mark_clauses(paragraphs)
    _mark_lines(paragraphs)
    _mark_headings(paragraphs, has_styles)
    _level_lists(paragraphs)
    return paragraphs


def _mark_bullets(paragraphs: list[Paragraph]) -> None:
    for paragraph in paragraphs:
        if paragraph.kind not in (Kind.PLAIN, Kind.CELL, Kind.ITEM):
            continue
        bullet, text = bulleted(paragraph.text)
        if not bullet or not text.strip():
            continue
        if paragraph.kind == Kind.PLAIN:
            paragraph.level = paragraph.indent  # made a depth by `_level_lists`
        paragraph.kind, paragraph.marker, paragraph.text = Kind.ITEM, bullet[0], text.strip()


def _mark_typed_numbers(paragraphs: list[Paragraph]) -> None:
    """Numbers typed behind the bullets of a list, counting up, are its numbers: "• i. …", "• ii. …"."""
    i = 0
    while i < len(paragraphs):
        run: list[Enumerated] = []
        while number := _typed_number(paragraphs, i + len(run)):
            if run and (number.style, number.value) != (run[0].style, run[-1].value + 1):
                break
            run.append(number)
        if len(run) > 1:
            for paragraph, number in zip(paragraphs[i:], run, strict=False):
                paragraph.marker, paragraph.text = number.marker, number.rest
        i += max(len(run), 1)


def _typed_number(paragraphs: list[Paragraph], i: int) -> Enumerated | None:
    if i >= len(paragraphs) or paragraphs[i].kind != Kind.ITEM:
        return None
    return enumerated(paragraphs[i].text) if paragraphs[i].marker in _BULLETS else None


def _number_of(paragraph: Paragraph) -> Enumerated | None:
    if paragraph.kind == Kind.ITEM and paragraph.marker:
        return (
            enumerated(f"{paragraph.marker} {paragraph.text}") if paragraph.marker[-1:] not in "•" else None
        )
    return enumerated(paragraph.text) if paragraph.kind in (Kind.PLAIN, Kind.CELL) else None


def _is_named(paragraph: Paragraph, number: Enumerated) -> bool:
    """Whether the number stands before "Theme 1: …" or "Expected outcomes": then it says nothing."""
    if not is_structural(number.rest):
        return False
    paragraph.text, paragraph.marker = number.rest, number.marker
    paragraph.kind = Kind.PLAIN if paragraph.kind == Kind.ITEM else paragraph.kind
    return True


def _runs(paragraphs: list[Paragraph], numbers: list[Enumerated | None]) -> set[int]:
    """The paragraphs that count on from their neighbour, with nothing but deeper items between."""
    found: set[int] = set()
    last: dict[str, int] = {}
    for i, number in enumerate(numbers):
        if number is None:
            if paragraphs[i].kind != Kind.ITEM:
                last = {}
            continue
        before = last.get(number.style)
        if before is not None and numbers[before].value + 1 == number.value:
            found |= {before, i}
        last[number.style] = i
    return found


def _settle(paragraph: Paragraph, number: Enumerated, in_run: bool) -> None:
    if not number.is_list_only and _could_be_heading(number.rest) and (paragraph.bold or not in_run):
        if paragraph.kind == Kind.ITEM:
            paragraph.text = f"{number.marker} {number.rest}"
        if paragraph.kind != Kind.CELL:
            paragraph.kind, paragraph.marker = Kind.HEADING, ""
            paragraph.level = 1 if number.style.startswith("I") else 2
        return
    if paragraph.kind != Kind.ITEM:
        paragraph.level = paragraph.indent
    paragraph.kind, paragraph.marker, paragraph.text = Kind.ITEM, number.marker, number.rest


def _could_be_heading(text: str) -> bool:
    line = plain(text)
    if not line or len(line) > LONGEST_HEADING or line[0].islower() or ends_sentence(line.rstrip(":")):
        return False
    return not line.endswith((",", ";")) and not _ADDRESS.search(line)


def _mark_clauses(paragraphs: list[Paragraph]) -> None:
    """Paragraphs that end in semicolons after a sentence with a colon are a list without bullets."""
    i = 0
    while i < len(paragraphs):
        end = i
        while end < len(paragraphs) and paragraphs[end].kind == Kind.PLAIN and _is_clause(paragraphs[end]):
            end += 1
        introduced = i > 0 and paragraphs[i - 1].text.rstrip().endswith((":", "："))
        if end - i >= (1 if introduced else 2):
            end += (
                end < len(paragraphs)
                and paragraphs[end].kind == Kind.PLAIN
                and not _is_named_line(paragraphs[end])
            )
            for paragraph in paragraphs[i:end]:
                paragraph.kind, paragraph.marker = Kind.ITEM, "•"
        i = max(end, i + 1)


def _mark_lines(paragraphs: list[Paragraph]) -> None:
    """Short lines set close together beneath a sentence with a colon are a list without bullets."""
    i = 1
    while i < len(paragraphs):
        end = i
        while end < len(paragraphs) and _is_listed_line(paragraphs[end], paragraphs[end - 1]):
            end += 1
        if (
            end - i > 1
            and paragraphs[i - 1].kind == Kind.PLAIN
            and plain(paragraphs[i - 1].text).endswith((":", "："))
        ):
            for paragraph in paragraphs[i:end]:
                paragraph.kind, paragraph.marker = Kind.ITEM, "•"
        i = max(end, i + 1)


def _level_lists(paragraphs: list[Paragraph]) -> None:
    """Turns how far in the items of each list stand into how deep they are: 0, 1, 2."""
    i = 0
    while i < len(paragraphs):
        end = i
        while end < len(paragraphs) and paragraphs[end].kind == Kind.ITEM:
            end += 1
        is_typed = any(paragraph.indent for paragraph in paragraphs[i:end])  # in columns, which are not exact
        steps: list[int] = []
        for place in sorted({paragraph.level for paragraph in paragraphs[i:end]}):
            if not steps or place - steps[-1] > is_typed:
                steps.append(place)
        for paragraph in paragraphs[i:end]:
            paragraph.level = max(sum(step <= paragraph.level for step in steps) - 1, 0)
        i = max(end, i + 1)


def _is_listed_line(paragraph: Paragraph, before: Paragraph) -> bool:
    text = plain(paragraph.text)
    if paragraph.kind != Kind.PLAIN or paragraph.gap or paragraph.bold or paragraph.cell != before.cell:
        return False
    return (
        len(text) <= 200 and not text.endswith((".", ":", "：", "。")) and not is_structural(paragraph.text)
    )


def _is_clause(paragraph: Paragraph) -> bool:
    return paragraph.text.rstrip().endswith((";", "；", "; and", "; or", "; et", "; ou", "; y", "; o"))


def _is_named_line(paragraph: Paragraph) -> bool:
    return is_structural(paragraph.text) or _could_be_heading(paragraph.text)


# --- Headings that nothing but their look tells ----------------------------------------------------------


def _mark_headings(paragraphs: list[Paragraph], has_styles: bool) -> None:
    for i, paragraph in enumerate(paragraphs):
        if paragraph.kind != Kind.PLAIN or is_structural(paragraph.text):
            continue
        before = paragraphs[i - 1] if i else None
        after = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
        if _looks_like_heading(paragraph, before, after, has_styles):
            paragraph.kind, paragraph.level = Kind.HEADING, 9


def _looks_like_heading(paragraph: Paragraph, before, after, has_styles: bool) -> bool:
    text = plain(paragraph.text)
    if after is None or not _could_be_heading(text) or dotted(text) or paragraph.damage:
        return False
    if paragraph.bold or (is_shouted(text) and not paragraph.cell):
        return True
    if paragraph.cell:
        return False
    if text.endswith((":", "：")):
        return False
    if has_styles or len(text) > LONGEST_PLAIN_HEADING or len(text.split()) > 12 or not paragraph.gap:
        return False
    if not _UPPER.match(text) and text[:1].isascii():
        return False
    if before is not None and (before.text.rstrip().endswith(":") or read_head(before.text)):
        return False
    if after.kind == Kind.ITEM and len(text.split()) > 8:
        return False  # a sentence before a list that lost its colon
    follows = after.kind == Kind.ITEM or (after.kind == Kind.PLAIN and _reads_as_text(after.text))
    return (follows or _is_named_line(after)) and (
        after.gap or after.kind == Kind.ITEM or ends_sentence(after.text)
    )


def _reads_as_text(text: str) -> bool:
    return len(text) > LONGEST_PLAIN_HEADING or (len(text) > 30 and ends_sentence(text))


def heading_number(paragraph: Paragraph) -> Enumerated | None:
    """The number before a heading or a label: "IV." of "IV. Funding"."""
    if paragraph.kind == Kind.HEADING:
        return enumerated(plain(paragraph.text[:300]))
    if paragraph.kind != Kind.ITEM and paragraph.marker:
        return enumerated(f"{paragraph.marker} {plain(paragraph.text[:300])}")
    return None


def is_shouted(text: str) -> bool:
    """Whether a text of more than one word is all in capitals."""
    return " " in text and len(_UPPER.findall(text)) > 5 and not _LOWER.search(text)
