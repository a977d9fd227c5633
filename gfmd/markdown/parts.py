"""A text as it was read: its blocks, the footnotes it defines, its bare words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from gfmd.markdown.grammar import CITATION, parse

# Chinese and Japanese may be parted anywhere, a figure at no narrow space.
UNPARTED = re.compile(r"(?:[^\s\u2e80-\u9fff\uac00-\ud7ff\uff00-\uffef]|[\xa0\u202f])+")
ROOM = 75  # signs side by side on a page of A4; one level of a quotation or a list takes four, a column two


@dataclass(frozen=True)
class Cited:
    """What a citation says ("Ratha 2007"), and where it leads, if anywhere."""

    text: str
    url: str = ""


Citing = Callable[[str], Cited | None]


@dataclass
class Definition:
    """A footnote as written, and where it has come to stand."""

    part: "Part"
    tokens: list[Token] = field(default_factory=list)
    number: int = 0
    calls: int = 0
    is_at_foot: bool = False


@dataclass
class Part:
    """One text of several that share their footnotes."""

    language: str
    is_inline: bool
    group: str
    block_ids: str
    cite: Citing | None = None
    tokens: list[Token] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    named: dict[str, Definition] = field(default_factory=dict)

    def read(self, tokens: list[Token]) -> None:
        """Parts the definitions of notes from the text they stand in."""
        into = [self.tokens]
        for token in tokens:
            if token.type == "footnote_reference_open":
                definition = Definition(self)
                self.definitions.append(definition)
                self.named.setdefault(token.meta["label"], definition)
                into.append(definition.tokens)
            elif token.type == "footnote_reference_close":
                into.pop()
            else:
                into[-1].append(token)


def top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands in no other."""
    block, depth = [], 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def paragraphs_of(text: str) -> list[str]:
    """Each block of a text as it was typed, definitions of footnotes left out.

    The second of them is the one whose anchor ends in ".2".
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    part = Part("", False, "", "")
    part.read(parse(text))
    blocks = [block[0].map for block in top_level(part.tokens)]
    return ["\n".join(lines[start:end]).strip() for start, end in blocks]


def plain(text: str) -> str:
    """The words of a text without marks and notes, where no markup may stand: a subject, a calendar."""
    part = Part("", False, "", "")
    part.read(parse(text))
    lines = ("".join(words_of(token)) for token in part.tokens if token.type == "inline")
    return "\n".join(line.strip() for line in lines if line.strip())


def cited_keys(text: str) -> set[str]:
    """The keys of everything a text cites."""
    return {found[1] for found in CITATION.finditer(text)}


def words_of(inline: Token) -> Iterator[str]:
    for token in inline.children or []:
        if token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "citation":
            yield token.content.replace("[@", "[", 1)
        else:
            yield token.content if token.type == "text" else ""


def name_bookmarks(tokens: list[Token]) -> None:
    """The words of each heading by themselves: a bookmark of a paper has no numbers of notes in it."""
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("data-words", "".join(words_of(inline)))


def keep_words_whole(tokens: list[Token]) -> None:
    """Marks each table whose columns have room for their longest words: no figure in it is parted on paper."""
    longest: list[int] = []
    for opening, inline in pairwise(tokens):
        if opening.type == "table_open":
            table, longest = opening, []
        elif opening.type == "tr_open":
            column = 0
        elif opening.type in ("th_open", "td_open"):
            words = UNPARTED.findall("".join(words_of(inline)))
            longest += [0] * (column + 1 - len(longest))
            longest[column] = max(longest[column], *(len(word) for word in words), 0)
            column += 1
        elif inline.type == "table_close" and sum(longest) + 2 * len(longest) <= ROOM - 4 * table.level:
            table.attrSet("class", "whole-words")
