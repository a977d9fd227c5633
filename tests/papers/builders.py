"""Makes Word and OpenDocument files as word processors do, notes included.

A footnote is written in double braces after its word: "a new rule{{Adopted in 2031.}} was made".
"""

import io
import re
from xml.sax.saxutils import escape

import docx
import odfdo
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NOTE = re.compile(r"\{\{(.*?)\}\}")
WORD_XML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# The two separators Word keeps among its footnotes.
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:t>no note</w:t></w:r></w:p></w:footnote>'
)


class Word:
    """A Word file being written."""

    def __init__(self, header: str = "", footer: str = ""):
        self.document = docx.Document()
        self.notes: list[str] = []
        section = self.document.sections[0]
        section.header.paragraphs[0].text = header
        section.footer.paragraphs[0].text = footer

    def heading(self, text: str, level: int = 1) -> "Word":
        self._fill(self.document.add_heading(level=level), text)
        return self

    def text(self, *texts: str, bold: bool = False, style: str | None = None) -> "Word":
        for text in texts:
            self._fill(self.document.add_paragraph(style=style), text, bold)
        return self

    def bullets(self, *texts: str, style: str = "List Bullet") -> "Word":
        return self.text(*texts, style=style)

    def table(self, *rows: list[str]) -> "Word":
        """Cells hold paragraphs, separated by line ends."""
        table = self.document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, content in zip(table.add_row().cells, row, strict=True):
                first, *others = content.split("\n")
                self._fill(cell.paragraphs[0], first)
                for text in others:
                    self._fill(cell.add_paragraph(), text)
        return self

    def _fill(self, paragraph, text: str, bold: bool = False) -> None:
        for i, piece in enumerate(NOTE.split(text)):
            if i % 2:
                self._note(paragraph, piece)
            elif piece:
                for j, part in enumerate(re.split(r"\*\*(.+?)\*\*", piece)):
                    run = paragraph.add_run(part)
                    run.bold = True if bold or j % 2 else None

    def _note(self, paragraph, text: str) -> None:
        self.notes.append(text)
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(len(self.notes)))
        run = paragraph.add_run()
        run.font.superscript = True
        run._r.append(mark)

    def bytes(self) -> bytes:
        if self.notes:
            written = "".join(
                f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escape(text)}'
                f"</w:t></w:r></w:p></w:footnote>"
                for i, text in enumerate(self.notes, 1)
            )
            xml = f'<w:footnotes xmlns:w="{WORD_XML}">{SEPARATORS}{written}</w:footnotes>'
            package = self.document.part.package
            part = Part(PackURI("/word/footnotes.xml"), NOTES_TYPE, xml.encode(), package)
            self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


class OpenDocument:
    """An OpenDocument text being written."""

    def __init__(self):
        self.document = odfdo.Document("text")
        self.document.body.clear()
        self.notes = 0

    def heading(self, text: str, level: int = 1) -> "OpenDocument":
        return self._add(f'<text:h text:outline-level="{level}">{self._inline(text)}</text:h>')

    def text(self, *texts: str) -> "OpenDocument":
        for text in texts:
            self._add(f"<text:p>{self._inline(text)}</text:p>")
        return self

    def bullets(self, *texts: str) -> "OpenDocument":
        items = "".join(
            f"<text:list-item><text:p>{self._inline(text)}</text:p></text:list-item>" for text in texts
        )
        return self._add(f"<text:list>{items}</text:list>")

    def _add(self, xml: str) -> "OpenDocument":
        self.document.body.append(odfdo.Element.from_tag(xml))
        return self

    def _inline(self, text: str) -> str:
        pieces = []
        for i, piece in enumerate(NOTE.split(text)):
            if i % 2:
                self.notes += 1
                pieces.append(
                    f'<text:note text:note-class="footnote" text:id="n{self.notes}"><text:note-citation>{self.notes}'
                    f"</text:note-citation><text:note-body><text:p>{escape(piece)}</text:p></text:note-body></text:note>"
                )
            else:
                pieces.append(escape(piece).replace("\n", "<text:line-break/>"))
        return "".join(pieces)

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()
