"""A paper as it was read: paragraphs in order, and its footnotes."""

from dataclasses import dataclass, field
from enum import StrEnum

from gfmd.moves import Refused


class PaperUnreadable(Refused):
    """The file holds no paper that can be read. Its text is a sentence for the person who sent it."""


class Kind(StrEnum):
    HEADING = "heading"
    ITEM = "item"  # of a list
    PLAIN = "plain"
    CELL = "cell"  # one paragraph of a cell of a table
    ROW = "row"  # a whole row of a table that is no outline, cells separated by " | "


@dataclass(slots=True)
class Paragraph:
    """One paragraph, or one line of a text file.

    Its text is inline Markdown, with footnotes as `[^label]` at the very word.
    """

    text: str
    number: int  # of the line or paragraph in the paper, counted from 1
    kind: Kind = Kind.PLAIN
    level: int = 0  # of a heading, 1 to 9, 0 for the title of the paper; how deep a list item stands
    marker: str = ""  # what stood before a list item: "•", "1.", "a)"
    bold: bool = False  # set in bold from end to end
    gap: bool = True  # stands apart from what is before it
    indent: int = 0
    new_page: bool = False
    cell: tuple[int, int, int] | None = None  # table, row, column, counted from 0
    cut: bool = False  # a page number, running header or footnote stood between this and what is before it
    damage: list[str] = field(default_factory=list)  # signs of damage, as sentences


@dataclass(slots=True)
class Note:
    """A footnote or endnote; `label` is what stands in `[^label]`."""

    label: str
    text: str
    number: int = 0  # of the line or paragraph where it is written


@dataclass
class Text:
    """What was read from one paper."""

    paragraphs: list[Paragraph]
    notes: dict[str, Note] = field(default_factory=dict)
    format: str = "txt"  # docx, odt, txt or md: what the content turned out to be
    name: str = ""
