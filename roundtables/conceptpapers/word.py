"""Word files: .docx, and its likes with macros or as templates."""

import io
import posixpath
import re
import zipfile

import docx
from django.utils.translation import gettext as _
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from roundtables.conceptpapers import packages
from roundtables.conceptpapers.characters import cleaned
from roundtables.conceptpapers.packages import Vocabulary
from roundtables.conceptpapers.text import Kind, Note, PaperUnreadable, Paragraph, Text
from roundtables.conceptpapers.word_numbers import Numbers
from roundtables.conceptpapers.word_runs import Runs

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_KEPT = [
    "document",
    "body",
    "p",
    "pPr",
    "pStyle",
    "numPr",
    "ilvl",
    "numId",
    "outlineLvl",
    "r",
    "rPr",
    "rStyle",
    "b",
    "i",
    "vertAlign",
    "vanish",
    "t",
    "tab",
    "br",
    "cr",
    "noBreakHyphen",
    "softHyphen",
    "sym",
    "footnoteReference",
    "endnoteReference",
    "hyperlink",
    "sdt",
    "sdtPr",
    "sdtContent",
    "docPartObj",
    "docPartGallery",
    "tbl",
    "tr",
    "tc",
    "tcPr",
    "vMerge",
    "gridSpan",
    "txbxContent",
    "footnotes",
    "footnote",
    "endnotes",
    "endnote",
    "styles",
    "style",
    "name",
    "basedOn",
    "numbering",
    "abstractNum",
    "lvl",
    "start",
    "numFmt",
    "lvlText",
    "num",
    "abstractNumId",
    "lvlOverride",
    "startOverride",
    "numStyleLink",
    "styleLink",
]
VOCABULARY = Vocabulary(
    prefixes={
        _WORD: "w",
        f"{_STRICT}wordprocessingml/main": "w",
        "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    },
    kept=frozenset(f"w:{name}" for name in _KEPT),
    attributes=frozenset(
        f"w:{name}"
        for name in [
            "val",
            "type",
            "id",
            "styleId",
            "default",
            "ilvl",
            "numId",
            "abstractNumId",
            "char",
            "font",
            "customMarkFollows",
            "start",
        ]
    ),
    # Deleted text, field codes, comments, ruby, the second copy of what older versions of Word show instead.
    dropped=frozenset(
        [
            "w:del",
            "w:moveFrom",
            "w:instrText",
            "w:delText",
            "w:delInstrText",
            "w:annotationRef",
            "w:rt",
            "mc:Fallback",
            "w:pPrChange",
            "w:rPrChange",
            "w:tblPrChange",
            "w:sectPr",
            "w:tblPr",
            "w:trPr",
            "w:latentStyles",
        ]
    ),
    with_text=frozenset(["w:t"]),
)
_PARTS = ("styles", "numbering", "footnotes", "endnotes")


def read_word(package: zipfile.ZipFile) -> Text:
    """The text of a Word file, already opened and weighed. Raises PaperUnreadable."""
    document = docx.Document(io.BytesIO(_thin_copy(package)))
    reader = _Reader(document)
    reader.read_blocks(document.element.body)
    return Text(reader.paragraphs, reader.notes, "docx")


def main_part(package: zipfile.ZipFile) -> str:
    """The name of the part that holds the text, such as word/document.xml; nothing if there is none."""
    names = set(package.namelist())
    relations = _relations(packages.small_part(package, "_rels/.rels"))
    target = next(
        (target for kind, target in relations if kind.endswith("/officeDocument")), "word/document.xml"
    )
    name = posixpath.normpath(target.lstrip("/"))
    return name if name in names and name.startswith("word/") else ""


def _relations(content: bytes) -> list[tuple[str, str]]:
    """Type and target of each relation. Read as text: two attributes are wanted and nothing is trusted."""
    text = content.decode("utf-8", "replace")
    found = []
    for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]{0,2000}>", text):
        values = dict(re.findall(r"\b(Type|Target)\s*=\s*[\"']([^\"']{1,500})[\"']", tag))
        if len(values) == 2:
            found.append((values["Type"], values["Target"]))
    return found


def _thin_copy(package: zipfile.ZipFile) -> bytes:
    """A Word file with the text and its structure and nothing else."""
    main = main_part(package)
    folder, name = posixpath.split(main)
    relations = _relations(packages.small_part(package, f"{folder}/_rels/{name}.rels"))
    targets = {kind.rpartition("/")[2]: target for kind, target in relations}
    parts = {"document": packages.thinned(package, main, VOCABULARY)}
    names = set(package.namelist())
    for kind in _PARTS:
        target = targets.get(kind, f"{kind}.xml")
        path = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
        if path in names:
            parts[kind] = packages.thinned(package, path, VOCABULARY)
    if not parts["document"].startswith(b"<w:document"):
        raise packages.broken()
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> bytes:
    types = {kind: f"{_TYPE}.{'document.main' if kind == 'document' else kind}+xml" for kind in parts}
    overrides = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="{type_}"/>' for kind, type_ in types.items()
    )
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    inner = [(kind, f"{kind}.xml") for kind in parts if kind != "document"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as copy:
        copy.writestr(
            "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'
        )
        copy.writestr("_rels/.rels", _relations_part([("officeDocument", "word/document.xml")]))
        copy.writestr("word/_rels/document.xml.rels", _relations_part(inner))
        for kind, content in parts.items():
            copy.writestr(f"word/{kind}.xml", content)
    return buffer.getvalue()


def _relations_part(relations: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


class _Reader:
    """Walks the body of a document in its order and collects paragraphs and notes."""

    def __init__(self, document):
        parts = {
            relation.reltype.rpartition("/")[2]: relation.target_part
            for relation in document.part.rels.values()
        }
        self.numbers = Numbers(document.styles.element, parts.get("numbering"))
        self.runs = Runs(document.styles.element)
        self.notes: dict[str, Note] = {}
        self.sources = {
            kind: _notes_in(parts[f"{kind}s"]) for kind in ("footnote", "endnote") if f"{kind}s" in parts
        }
        self.labels: dict[tuple[str, str], str] = {}
        self.paragraphs: list[Paragraph] = []
        self.seen = 0  # paragraphs of the file, empty ones included
        self.tables = 0
        self.gap = True

    def read_blocks(self, parent, cell: tuple[int, int, int] | None = None) -> None:
        for block in parent:
            if block.tag == qn("w:p"):
                self._read_paragraph(block, cell)
            elif block.tag == qn("w:tbl"):
                self._read_table(block, cell)
            elif block.tag == qn("w:sdt"):
                gallery = block.find(f".//{qn('w:docPartGallery')}")
                if gallery is None or "table of contents" not in (gallery.get(qn("w:val")) or "").lower():
                    self.read_blocks(block, cell)
            elif block.tag in (qn("w:sdtContent"), qn("w:txbxContent")):
                self.read_blocks(block, cell)

    def _read_table(self, table, within) -> None:
        number = self.tables
        self.tables += 1
        for row, line in enumerate(table.findall(qn("w:tr"))):
            after = 0
            for cell in line.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tbl"))) is not table:
                    continue
                column, after = after, after + _columns(cell)
                if not _is_merged_away(cell):
                    self.read_blocks(cell, within or (number, row, column))
        self.gap = True

    def _read_paragraph(self, block, cell) -> None:
        self.seen += 1
        style = self.runs.style_of(block)
        if style.is_contents:
            return
        first = len(self.paragraphs)
        lines = self.runs.lines(block, style, self._label)
        kind, level, marker, before = self._kind(block, style)
        if kind == Kind.HEADING:
            lines = [" ".join(filter(None, lines))]
        for text in lines:
            text = cleaned(text)
            if not text.strip():
                self.gap = True
                continue
            paragraph = Paragraph(before + text, self.seen, kind, level, marker, gap=self.gap, cell=cell)
            paragraph.bold = self.runs.is_bold(text)
            if paragraph.bold:
                paragraph.text = before + self.runs.without_bold(text)
            if cell and kind == Kind.PLAIN:
                paragraph.kind = Kind.CELL
            self.paragraphs.append(paragraph)
            kind, before, marker = (Kind.PLAIN if kind == Kind.ITEM else kind), "", ""
            self.gap = False
        self.gap = len(self.paragraphs) == first or self.gap
        for box in block.iter(qn("w:txbxContent")):
            if next(box.iterancestors(qn("w:p"))) is block:
                self.read_blocks(box, cell)
        if len(self.paragraphs) > packages.limits.PARAGRAPHS:
            raise packages.too_large()

    def _kind(self, block, style) -> tuple[Kind, int, str, str]:
        """Kind, level, bullet, and what Word's numbering puts before the text."""
        number = self.numbers.of(block, style.id)
        if style.is_heading:
            return Kind.HEADING, style.level, "", f"{number.text} " if number and number.text else ""
        if number is None:
            return Kind.PLAIN, 0, "", ""
        if number.is_worded:  # "Theme %1:" is a heading that Word numbers
            return Kind.PLAIN, 0, "", f"{number.text} "
        return Kind.ITEM, max(number.level, style.depth), number.text or "•", ""

    def _label(self, kind: str, number: str) -> str:
        """The label of a note that is referred to, counted in the order of the text."""
        key = (kind, number)
        if key not in self.labels:
            body = self.sources.get(kind, {}).get(number)
            if body is None or len(self.labels) >= packages.limits.NOTES:
                return ""
            self.labels[key] = label = str(len(self.labels) + 1)
            lines = [
                line
                for block in body.iter(qn("w:p"))
                for line in self.runs.lines(block, self.runs.style_of(block), lambda *_: "")
            ]
            text = " ".join(cleaned(line).strip() for line in lines if line.strip())
            self.notes[label] = Note(
                label, self.runs.without_bold(text) if self.runs.is_bold(text) else text, self.seen
            )
        return self.labels[key]


def _columns(cell) -> int:
    """How many columns a cell spans."""
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = span.get(qn("w:val"), "1") if span is not None else "1"
    return int(value) if value.isdigit() and 0 < len(value) < 4 else 1


def _is_merged_away(cell) -> bool:
    """Whether a cell is the lower part of one that spans several rows."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _notes_in(part) -> dict:
    """The notes of a part by their number; separators are no notes."""
    root = parse_xml(part.blob)
    return {
        note.get(qn("w:id")): note
        for note in root
        if note.get(qn("w:type")) in (None, "normal") and note.get(qn("w:id")) is not None
    }


def is_encrypted(content: bytes) -> bool:
    """Whether an OLE container holds a Word file locked with a password."""
    return "EncryptedPackage".encode("utf-16-le") in content


def refusal_of_container(content: bytes) -> PaperUnreadable:
    """The sentence for the container that old and locked Office files share."""
    if is_encrypted(content):
        return PaperUnreadable(
            _(
                "This file is locked with a password. Remove the password in your word processor and send it again."
            )
        )
    return PaperUnreadable(
        _(
            "This is a file of an old version of Word (.doc) or of another program. Save it as .docx and send that."
        )
    )
