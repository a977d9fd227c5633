"""OpenDocument texts: .odt and its templates."""

import io
import zipfile

import odfdo
from django.utils.translation import gettext as _

from roundtables.conceptpapers import limits, packages
from roundtables.conceptpapers.characters import cleaned
from roundtables.conceptpapers.emphasis import Piece, is_bold, marked_up, raised, without_bold
from roundtables.conceptpapers.packages import Vocabulary
from roundtables.conceptpapers.text import Kind, Note, PaperUnreadable, Paragraph, Text
from roundtables.conceptpapers.word_numbers import written

MIMETYPE = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
VOCABULARY = Vocabulary(
    prefixes={
        f"{_OASIS}office:1.0": "office",
        f"{_OASIS}text:1.0": "text",
        f"{_OASIS}table:1.0": "table",
        f"{_OASIS}style:1.0": "style",
        f"{_OASIS}drawing:1.0": "draw",
        f"{_OASIS}xsl-fo-compatible:1.0": "fo",
    },
    kept=frozenset(
        [
            "office:document-content",
            "office:document-styles",
            "office:body",
            "office:text",
            "office:styles",
            "office:automatic-styles",
            "text:p",
            "text:h",
            "text:span",
            "text:a",
            "text:list",
            "text:list-item",
            "text:list-header",
            "text:note",
            "text:note-citation",
            "text:note-body",
            "text:s",
            "text:tab",
            "text:line-break",
            "text:soft-page-break",
            "table:table",
            "table:table-row",
            "table:table-cell",
            "table:covered-table-cell",
            "draw:text-box",
            "style:style",
            "style:text-properties",
            "text:list-style",
            "text:list-level-style-number",
            "text:list-level-style-bullet",
            "text:outline-style",
            "text:outline-level-style",
        ]
    ),
    attributes=frozenset(
        [
            "text:style-name",
            "text:outline-level",
            "text:c",
            "text:note-class",
            "text:level",
            "text:start-value",
            "style:name",
            "style:display-name",
            "style:family",
            "style:parent-style-name",
            "style:list-style-name",
            "style:default-outline-level",
            "style:num-format",
            "style:num-suffix",
            "style:num-prefix",
            "style:text-position",
            "fo:font-weight",
            "fo:font-style",
            "text:display-levels",
            "table:number-columns-repeated",
        ]
    ),
    dropped=frozenset(
        [
            "text:tracked-changes",
            "text:table-of-content",
            "text:illustration-index",
            "text:table-index",
            "text:alphabetical-index",
            "text:bibliography",
            "text:sequence-decls",
            "text:variable-decls",
            "text:user-field-decls",
            "office:annotation",
            "office:scripts",
            "office:font-face-decls",
            "office:master-styles",
            "office:forms",
            "text:ruby-text",
            "text:number",
            "text:page-number",
            "text:page-count",
            "office:event-listeners",
        ]
    ),
    with_text=frozenset(["text:p", "text:h", "text:span", "text:a", "text:note-citation"]),
)
_BLANK = {"text:tab": "\t", "text:line-break": "\n", "text:soft-page-break": ""}


def is_encrypted(package: zipfile.ZipFile) -> bool:
    """Whether the list of parts says that they are locked with a password."""
    return b"encryption-data" in packages.small_part(package, "META-INF/manifest.xml")


def read_opendocument(package: zipfile.ZipFile) -> Text:
    """The text of an OpenDocument file, already opened and weighed. Raises PaperUnreadable."""
    if is_encrypted(package):
        raise PaperUnreadable(
            _(
                "This file is locked with a password. Remove the password in your word processor and send it again."
            )
        )
    document = odfdo.Document(io.BytesIO(_thin_copy(package)))
    reader = _Reader(document)
    reader.read_blocks(document.body)
    return Text(reader.paragraphs, reader.notes, "odt")


def _thin_copy(package: zipfile.ZipFile) -> bytes:
    """An OpenDocument text with the text and its structure and nothing else."""
    names = set(package.namelist())
    parts = {
        name: packages.thinned(package, name, VOCABULARY)
        for name in ("content.xml", "styles.xml")
        if name in names or name == "content.xml"
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>{entries}</manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as copy:
        copy.writestr("mimetype", MIMETYPE)
        for name, content in parts.items():
            copy.writestr(name, content)
        copy.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


class _Styles:
    """What the styles of a document say of its paragraphs and spans."""

    def __init__(self, document):
        self.styles, self.lists = {}, {}
        for part in ("styles.xml", "content.xml"):
            try:
                root = document.get_part(part).root
            except (KeyError, ValueError):
                continue
            for style in root.get_elements("//style:style"):
                self.styles[style.get_attribute_string("style:name") or ""] = style
            for found in root.get_elements("//text:list-style"):
                self.lists[found.get_attribute_string("style:name") or ""] = {
                    int(level.get_attribute_string("text:level") or 1): level
                    for level in found.children
                    if (level.get_attribute_string("text:level") or "1").isdigit()
                }
        self.looks: dict[str, tuple[bool, bool, bool]] = {}

    def look(
        self, name: str | None, inherited=(False, False, False), depth: int = 0
    ) -> tuple[bool, bool, bool]:
        """Bold, italic, raised."""
        style = self.styles.get(name or "")
        if style is None or depth > 10:
            return inherited
        bold, italic, is_raised = self.look(
            style.get_attribute_string("style:parent-style-name"), inherited, depth + 1
        )
        for properties in style.children:
            if properties.tag == "style:text-properties":
                weight = properties.get_attribute_string("fo:font-weight")
                slant = properties.get_attribute_string("fo:font-style")
                position = properties.get_attribute_string("style:text-position")
                bold = weight not in ("normal", "100", "200", "300", "400") if weight else bold
                italic = slant != "normal" if slant else italic
                is_raised = position.startswith(("super", "3", "4", "5")) if position else is_raised
        return bold, italic, is_raised

    def chain(self, name: str | None):
        """A style and those it comes from, the nearest first."""
        for _step in range(10):
            style = self.styles.get(name or "")
            if style is None:
                return
            yield style
            name = style.get_attribute_string("style:parent-style-name")

    def heading(self, name: str | None) -> int | None:
        """The level of the heading a paragraph style stands for; 0 for the title of the paper."""
        for style in self.chain(name):
            called = (
                style.get_attribute_string("style:display-name")
                or style.get_attribute_string("style:name")
                or ""
            )
            level = style.get_attribute_string("style:default-outline-level")
            if level and level.isdigit():
                return int(level)
            if called.lower() in ("title", "subtitle"):
                return 0
        return None

    def is_contents(self, name: str | None) -> bool:
        return any(
            (style.get_attribute_string("style:name") or "").startswith("Contents")
            for style in self.chain(name)
        )


class _Reader:
    """Walks the body of a document in its order and collects paragraphs and notes."""

    def __init__(self, document):
        self.styles = _Styles(document)
        self.notes: dict[str, Note] = {}
        self.paragraphs: list[Paragraph] = []
        self.seen = self.tables = 0
        self.gap = True

    def read_blocks(self, parent, cell=None) -> None:
        for block in parent.children:
            if block.tag in ("text:p", "text:h"):
                self._read_paragraph(block, cell)
            elif block.tag == "text:list":
                self._read_list(block, cell)
            elif block.tag == "table:table":
                self._read_table(block, cell)
            elif block.tag not in ("text:note",):
                self.read_blocks(block, cell)

    def _read_table(self, table, within) -> None:
        number, row = self.tables, -1
        self.tables += 1
        for line in table.children:
            if line.tag != "table:table-row":
                continue
            row += 1
            column = 0
            for cell in line.children:
                if cell.tag != "table:covered-table-cell":
                    self.read_blocks(cell, within or (number, row, column))
                repeated = cell.get_attribute_string("table:number-columns-repeated") or "1"
                column += int(repeated) if repeated.isdigit() and len(repeated) < 5 else 1
        self.gap = True

    def _read_list(self, block, cell, level: int = 1, style: str = "") -> None:
        style = block.get_attribute_string("text:style-name") or style
        shape = self.styles.lists.get(style, {}).get(level)
        count = 0
        for item in block.children:
            count += item.tag == "text:list-item"
            is_first = item.tag == "text:list-item"
            for inner in item.children:
                if inner.tag == "text:list":
                    self._read_list(inner, cell, level + 1, style)
                elif inner.tag in ("text:p", "text:h"):
                    self._read_paragraph(inner, cell, _marker(shape, count) if is_first else None, level - 1)
                    is_first = False

    def _read_paragraph(self, block, cell, marker: str | None = None, depth: int = 0) -> None:
        self.seen += 1
        name = block.get_attribute_string("text:style-name")
        if self.styles.is_contents(name):
            return
        level = self.styles.heading(name)
        if block.tag == "text:h":
            outline = block.get_attribute_string("text:outline-level") or "1"
            level = 0 if level == 0 else int(outline) if outline.isdigit() else 1
        kind = Kind.HEADING if level is not None else Kind.ITEM if marker is not None else Kind.PLAIN
        before = f"{marker} " if kind == Kind.HEADING and marker and marker != "•" else ""
        lines = self._lines(block, name, kind == Kind.HEADING)
        is_empty = True
        for text in lines:
            text = cleaned(text)
            if not text.strip():
                self.gap = True
                continue
            paragraph = Paragraph(before + text, self.seen, kind, level or depth, gap=self.gap, cell=cell)
            paragraph.marker = marker or "" if kind == Kind.ITEM else ""
            paragraph.bold = is_bold(text)
            if paragraph.bold:
                paragraph.text = before + without_bold(text)
            if cell and kind == Kind.PLAIN:
                paragraph.kind = Kind.CELL
            self.paragraphs.append(paragraph)
            kind, before = (Kind.PLAIN if kind == Kind.ITEM else kind), ""
            self.gap = is_empty = False
        self.gap = self.gap or is_empty
        for box in block.get_elements("descendant::draw:text-box"):
            self.read_blocks(box, cell)
        if len(self.paragraphs) > limits.PARAGRAPHS:
            raise packages.too_large()

    def _lines(self, block, style: str | None, is_heading: bool) -> list[str]:
        pieces: list[Piece] = []
        self._collect(block, self.styles.look(style), pieces)
        if is_heading:
            text = "".join(piece.text for piece in pieces)
            return [" ".join(text.split("\n"))]
        return marked_up(pieces).split("\n")

    def _collect(self, element, look: tuple[bool, bool, bool], pieces: list[Piece]) -> None:
        def add(text: str | None, look=look) -> None:
            if text:
                pieces.append(Piece(raised(text) if look[2] else text, look[0], look[1]))

        add((element.text or "").replace("\n", " "))
        for child in element.children:
            if child.tag in ("text:span", "text:a"):
                self._collect(
                    child, self.styles.look(child.get_attribute_string("text:style-name"), look), pieces
                )
            elif child.tag == "text:note":
                label = self._note(child)
                add(f"[^{label}]" if label else "", (look[0], look[1], False))
            elif child.tag == "text:s":
                add(" " * min(int(child.get_attribute_string("text:c") or 1), 20))
            elif child.tag in _BLANK:
                add(_BLANK[child.tag])
            add((child.tail or "").replace("\n", " "))

    def _note(self, note) -> str:
        """The label of a footnote or endnote, counted in the order of the text."""
        if len(self.notes) >= limits.NOTES:
            return ""
        label = str(len(self.notes) + 1)
        self.notes[label] = kept = Note(label, "", self.seen)
        lines = [
            " ".join(
                line.strip()
                for line in self._lines(block, block.get_attribute_string("text:style-name"), False)
            )
            for body in note.children
            if body.tag == "text:note-body"
            for block in body.get_elements("descendant::text:p")
        ]
        kept.text = cleaned(" ".join(filter(None, lines))).strip()
        return label


def _marker(shape, count: int) -> str:
    """What stands before a list item: its number as the list writes it, or a bullet."""
    if shape is None or shape.tag != "text:list-level-style-number":
        return "•"
    style = shape.get_attribute_string("style:num-format")
    if not style:
        return "•"
    start = shape.get_attribute_string("text:start-value") or "1"
    number = count - 1 + (int(start) if start.isdigit() and len(start) < 5 else 1)
    prefix = shape.get_attribute_string("style:num-prefix") or ""
    return f"{prefix}{written(number, style)}{shape.get_attribute_string('style:num-suffix') or ''}"
