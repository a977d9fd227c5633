"""A text as it was read: its blocks, the footnotes it defines, its bare words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from gfmd.markdown.grammar import CITATION, parse


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
