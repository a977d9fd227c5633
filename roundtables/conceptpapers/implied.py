"""Themes that a paper numbers without calling them themes: "(1) Coasts", and beneath it "Round Table 1.1"."""

from roundtables.conceptpapers.bullets import Enumerated, code_parts, enumerated
from roundtables.conceptpapers.characters import plain
from roundtables.conceptpapers.heads import LONGEST_TITLE, Head, read_head, read_label
from roundtables.conceptpapers.items import heading_number
from roundtables.conceptpapers.text import Kind, Paragraph


def implied_themes(paragraphs: list[Paragraph]) -> dict[int, Head]:
    """The numbered lines that stand above roundtables of their number, by their index.

    Only in a paper that has no theme of that code, and only the last line numbered so before the roundtable.
    """
    heads = [read_head(one.text, one.kind == Kind.HEADING) for one in paragraphs]
    called = {code_parts(head.code) for head in heads if head and head.kind == "theme"}
    found: dict[int, Head] = {}
    last: dict[str, tuple[int, Enumerated]] = {}  # the latest numbered line of each style
    for i, head in enumerate(heads):
        if head is None:
            styles = {enumerated(f"{paragraphs[at].marker} x").style for at in found if paragraphs[at].marker}
            if number := _title_number(paragraphs, i, styles):
                last[number.style] = (i, number)
            continue
        prefix = code_parts(head.code)[:-1]
        if head.kind != "roundtable" or len(prefix) != 1 or prefix in called:
            continue
        for at, number in last.values():
            if code_parts(number.code) == prefix:
                found[at] = Head("theme", number.code, plain(number.rest))
        last.clear()
        called.add(prefix)
    return found


def _title_number(paragraphs: list[Paragraph], i: int, styles: set[str]) -> Enumerated | None:
    """The number of a line that can be a title: a heading, or a single item that stands in no list of its style.

    `styles`: those in which titles were found before; such a title may even ask a question.
    """
    paragraph = paragraphs[i]
    if paragraph.kind == Kind.HEADING:
        number = heading_number(paragraph)
    elif paragraph.kind == Kind.ITEM and paragraph.marker[:1] not in "•":
        number = enumerated(f"{paragraph.marker} {paragraph.text}")
        beside = [*paragraphs[max(i - 1, 0) : i], *paragraphs[i + 1 : i + 2]]
        others = [enumerated(f"{other.marker} x") for other in beside if other.kind == Kind.ITEM]
        if number and any(other and other.style == number.style for other in others):
            return None
    else:
        return None
    if number is None or read_label(number.rest) or len(number.rest) > LONGEST_TITLE:
        return None
    if number.rest.endswith("?") and number.style not in styles:
        return None
    return number
