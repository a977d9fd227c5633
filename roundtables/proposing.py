"""From a paper that was read to its proposed outline, with the places where each part stands."""

from dataclasses import dataclass

from meetings.uploads import visible
from roundtables.conceptpapers.text import Kind, Text
from roundtables.proposed import Outline


@dataclass(frozen=True)
class Proposed:
    """The name of a paper, its text line by line, and the outline proposed from it."""

    name: str
    text: str
    outline: Outline


def proposed_by(text: Text) -> Proposed:
    return Proposed(safe_name(text.name), lines_of(text), Outline())


def safe_name(name: str) -> str:
    """The name of a file without its folders and without what cannot be seen."""
    return visible(name).replace("\\", "/").rpartition("/")[2].strip()[:255]


def lines_of(text: Text) -> str:
    """The paper with each paragraph on the line whose number it has; headings are marked."""
    lines: dict[int, str] = {}
    for paragraph in text.paragraphs:
        words = " ".join(paragraph.text.split())
        if paragraph.kind == Kind.HEADING:
            words = f"## {words}"
        elif paragraph.marker:
            words = f"{paragraph.marker} {words}"
        before = lines.get(paragraph.number)
        lines[paragraph.number] = f"{before} {words}" if before else words
    return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))
