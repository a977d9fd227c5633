"""The text of Word's paragraphs, with emphasis and footnote marks."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from docx.oxml.ns import qn

from roundtables.conceptpapers.emphasis import Piece, is_bold, marked_up, raised, without_bold

_HEADING = re.compile(r"(?:heading|titre|t[ií]tulo|überschrift|titolo|заголовок|标题)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|subtitle)\Z", re.IGNORECASE)
_LISTED = re.compile(r"list (?:bullet|number|continue|paragraph)\s*([2-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|table of figures)\b", re.IGNORECASE)
_BREAKS = {
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:tab"): "\t",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}
_MARKS = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}


@dataclass(frozen=True)
class Style:
    """What a paragraph style says of its paragraphs."""

    id: str = ""
    is_heading: bool = False
    level: int = 0
    is_contents: bool = False
    bold: bool = False
    italic: bool = False
    depth: int = 0  # of "List Bullet 2" and its like, which are lists of their own to Word


def _is_on(properties, name: str, inherited: bool) -> bool:
    found = properties.find(qn(name)) if properties is not None else None
    if found is None:
        return inherited
    return found.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


class Runs:
    """Reads the runs of paragraphs, knowing the styles of their document."""

    without_bold = staticmethod(without_bold)
    is_bold = staticmethod(is_bold)

    def __init__(self, styles):
        self.elements = {style.get(qn("w:styleId"), ""): style for style in styles.findall(qn("w:style"))}
        self.styles: dict[str, Style] = {}

    def style_of(self, paragraph) -> Style:
        properties = paragraph.find(qn("w:pPr"))
        chosen = properties.find(qn("w:pStyle")) if properties is not None else None
        style = self._style(chosen.get(qn("w:val"), "")) if chosen is not None else Style()
        outline = properties.find(qn("w:outlineLvl")) if properties is not None else None
        if outline is not None and outline.get(qn("w:val"), "9") in "012345678":
            level = int(outline.get(qn("w:val"))) + 1
            style = Style(style.id, True, level, style.is_contents, style.bold, style.italic)
        return style

    def _style(self, name: str, depth: int = 0) -> Style:
        if name in self.styles or depth > 10 or name not in self.elements:
            return self.styles.get(name, Style(name))
        element = self.elements[name]
        based = element.find(qn("w:basedOn"))
        parent = self._style(based.get(qn("w:val"), ""), depth + 1) if based is not None else Style()
        called = element.find(qn("w:name"))
        title = called.get(qn("w:val"), "") if called is not None else name
        outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        value = outline.get(qn("w:val"), "9") if outline is not None else ""
        heading = _HEADING.match(title)
        is_title = bool(_TITLE.match(title))
        level = (
            int(value) + 1 if value and value in "012345678" else int(heading[1]) if heading else parent.level
        )
        properties = element.find(qn("w:rPr"))
        style = Style(
            name,
            (bool(value and value in "012345678") or bool(heading) or is_title or parent.is_heading)
            and value != "9",
            0 if is_title else level,
            bool(_CONTENTS.match(title)),
            _is_on(properties, "w:b", parent.bold),
            _is_on(properties, "w:i", parent.italic),
            int(listed[1]) - 1 if (listed := _LISTED.match(title)) else parent.depth,
        )
        self.styles[name] = style
        return style

    def lines(self, paragraph, style: Style, label: Callable[[str, str], str]) -> list[str]:
        """The lines of a paragraph; `label` gives the label of a note by its kind and number."""
        pieces: list[Piece] = []
        for run in paragraph.iter(qn("w:r")):
            if next(run.iterancestors(qn("w:p"))) is not paragraph:
                continue  # of a text box
            properties = run.find(qn("w:rPr"))
            if _is_on(properties, "w:vanish", False):
                continue
            bold = _is_on(properties, "w:b", style.bold)
            italic = _is_on(properties, "w:i", style.italic)
            height = properties.find(qn("w:vertAlign")) if properties is not None else None
            is_raised = height is not None and height.get(qn("w:val")) == "superscript"
            pieces.append(Piece(self._text(run, label, is_raised), bold and not style.is_heading, italic))
        return marked_up(pieces).split("\n")

    @staticmethod
    def _text(run, label: Callable[[str, str], str], is_raised: bool) -> str:
        parts, has_own_mark = [], False
        for child in run:
            if child.tag == qn("w:t"):
                text = child.text or ""
                parts.append("" if has_own_mark else raised(text) if is_raised else text)
            elif child.tag in _BREAKS:
                parts.append(_BREAKS[child.tag])
            elif child.tag == qn("w:sym"):
                parts.append(_symbol(child.get(qn("w:char"), "")))
            elif child.tag in _MARKS:
                found = label(_MARKS[child.tag], child.get(qn("w:id"), ""))
                parts.append(f"[^{found}]" if found else "")
                has_own_mark = child.get(qn("w:customMarkFollows"), "0") not in ("0", "false")
        return "".join(parts)


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16)) if code else ""
    except (ValueError, OverflowError):
        return ""
