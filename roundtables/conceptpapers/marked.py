"""Markdown papers."""

import re

from markdown_it import MarkdownIt

from roundtables.conceptpapers import limits
from roundtables.conceptpapers.characters import cleaned
from roundtables.conceptpapers.emphasis import is_bold, without_bold
from roundtables.conceptpapers.plain import too_many
from roundtables.conceptpapers.text import Kind, Paragraph, Text

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_UNDERLINED = re.compile(r"^\S[^\n]{0,118}\n={3,}[ \t]*$", re.MULTILINE)
_TABLE = re.compile(r"^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t:|-]*$", re.MULTILINE)
_TAG = re.compile(r"<!--.{0,5000}?-->|</?[a-zA-Z][^<>]{0,500}>", re.DOTALL)
_HEADER = re.compile(r"---[ \t]*\n(?:[^\n]{0,500}\n){1,40}?(?:---|\.\.\.)[ \t]*\n")
_ATTRIBUTES = re.compile(r"\s*\{[#.][^{}]{0,200}\}\s*$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
LONGEST_HEADING = 300
_MARKDOWN = MarkdownIt("commonmark", {"maxNesting": 30}).enable("table").disable(["reference", "html_block"])
_MARKDOWN.core.ruler.enableOnly(["normalize", "block"])  # inline marks stay as they are written


def is_markdown(text: str, name: str) -> bool:
    """Whether a text has headings or tables as Markdown writes them."""
    sample = text[:400_000]
    headings = len(_HEADING.findall(sample))
    if name.lower().endswith((".md", ".markdown", ".mkd")) and headings:
        return True
    return headings > 1 or bool(_UNDERLINED.search(sample) or _TABLE.search(sample))


def read_markdown(text: str) -> Text:
    """The paragraphs of a Markdown text; its inline marks stay as they are. Footnotes are tied later."""
    if len(re.findall(r"\S[^\n]*", text)) > limits.PARAGRAPHS:
        raise too_many()
    reader = _Reader()
    text = reader.take_header(text)
    for token in _MARKDOWN.parse(text):
        reader.take(token)
        if len(reader.paragraphs) > limits.PARAGRAPHS:
            raise too_many()
    return Text(reader.paragraphs, format="md")


class _Reader:
    """Turns the flat list of tokens into paragraphs."""

    def __init__(self):
        self.paragraphs: list[Paragraph] = []
        self.heading = 0
        self.markers: list[str] = []  # of the list items that are open; empty once used
        self.table, self.row, self.column = -1, 0, 0
        self.in_table = False
        self.inside: list[str] = []

    def take_header(self, text: str) -> str:
        """Reads the block of names and values above a paper, and gives the text with its lines left empty."""
        found = _HEADER.match(text)
        if not found:
            return text
        for number, line in enumerate(found[0].split("\n"), 1):
            name, _colon, value = line.partition(":")
            if value := cleaned(value).strip(" \"'"):
                is_title = name.strip().lower() in ("title", "subtitle", "titre", "titulo", "título")
                kind = Kind.HEADING if is_title else Kind.PLAIN
                self.paragraphs.append(Paragraph(value if is_title else cleaned(line).strip(), number, kind))
        return "\n" * found[0].count("\n") + text[found.end() :]

    def take(self, token) -> None:
        if token.type == "heading_open":
            self.heading = int(token.tag[1])
        elif token.type == "heading_close":
            self.heading = 0
        elif token.type == "list_item_open":
            self.markers.append(f"{token.info}{token.markup}" if token.info else "•")
        elif token.type == "list_item_close":
            self.markers.pop()
        elif token.type == "table_open":
            self.in_table, self.table, self.row = True, self.table + 1, -1
        elif token.type == "table_close":
            self.in_table = False
        elif token.type == "tr_open":
            self.row, self.column = self.row + 1, -1
        elif token.type in ("td_open", "th_open"):
            self.column += 1
        elif token.type == "hr":
            self.paragraphs.append(Paragraph("----------", token.map[0] + 1))
        elif token.type in ("inline", "code_block", "fence"):
            self._add(token)

    def _add(self, token) -> None:
        text = _ESCAPED.sub(r"\1", _TAG.sub("", token.content))
        if self.heading and len(text) <= LONGEST_HEADING:
            text = _ATTRIBUTES.sub("", " ".join(text.split("\n")))
        first = (token.map[0] if token.map else 0) + 1
        for i, line in enumerate(text.split("\n")):
            line = cleaned(line).strip()
            if not line:
                continue
            paragraph = Paragraph(line, first + i, gap=i == 0)
            self._shape(paragraph, is_first=i == 0)
            self.paragraphs.append(paragraph)

    def _shape(self, paragraph: Paragraph, is_first: bool) -> None:
        if is_bold(paragraph.text):
            paragraph.bold, paragraph.text = True, without_bold(paragraph.text)
        if self.in_table:
            paragraph.kind, paragraph.cell = Kind.CELL, (self.table, self.row, self.column)
        elif self.heading and len(paragraph.text) <= LONGEST_HEADING:
            paragraph.kind, paragraph.level = Kind.HEADING, self.heading
        elif self.markers and self.markers[-1] and is_first:
            paragraph.kind, paragraph.level, paragraph.marker = (
                Kind.ITEM,
                len(self.markers) - 1,
                self.markers[-1],
            )
            self.markers[-1] = ""
