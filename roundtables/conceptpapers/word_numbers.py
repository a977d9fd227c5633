"""The numbers Word puts before paragraphs without writing them into the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml import parse_xml
from docx.oxml.ns import qn

_ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Number:
    """What stands before a paragraph: "1.", "Theme 2:", or nothing but a bullet."""

    text: str
    level: int
    is_worded: bool = False


@dataclass
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


def _value(element, path: str, default: str = "") -> str:
    found = element.find("/".join(qn(step) for step in path.split("/"))) if element is not None else None
    return default if found is None else found.get(qn("w:val"), default)


def _whole(text: str, default: int = 0) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else default


class Numbers:
    """Counts the numbered paragraphs of a document, in the order in which they are asked for."""

    def __init__(self, styles, part):
        self.lists: dict[str, _List] = {}
        self.of_style: dict[str, tuple[str, int]] = {}
        if part is not None:
            self._read_lists(part.element if hasattr(part, "element") else parse_xml(part.blob))
        self.parents = {}
        for style in styles.findall(qn("w:style")):
            name = style.get(qn("w:styleId"), "")
            self.parents[name] = _value(style, "w:basedOn")
            if number := _value(style, "w:pPr/w:numPr/w:numId"):
                self.of_style.setdefault(name, (number, _whole(_value(style, "w:pPr/w:numPr/w:ilvl"))))

    def _read_lists(self, root) -> None:
        abstracts: dict[str, _List] = {}
        by_link: dict[str, dict[int, _Level]] = {}
        linked: list[tuple[_List, str]] = []
        for abstract in root.findall(qn("w:abstractNum")):
            levels = dict(_levels(abstract))
            abstracts[abstract.get(qn("w:abstractNumId"), "")] = own = _List(levels)
            by_link.setdefault(_value(abstract, "w:styleLink"), levels)
            linked.append((own, _value(abstract, "w:numStyleLink")))
        for own, link in linked:
            if link:
                own.levels = by_link.get(link, own.levels)
        for number in root.findall(qn("w:num")):
            shared = abstracts.get(_value(number, "w:abstractNumId"), _List())
            overrides = number.findall(qn("w:lvlOverride"))
            own = _List(dict(shared.levels)) if overrides else shared
            for override in overrides:
                own.levels.update(_levels(override))
                level = _whole(override.get(qn("w:ilvl"), "0"))
                if (start := _value(override, "w:startOverride")) and level in own.levels:
                    old = own.levels[level]
                    own.levels[level] = _Level(old.format, old.text, _whole(start, 1))
            self.lists[number.get(qn("w:numId"), "")] = own

    def of(self, paragraph, style: str) -> Number | None:
        """The number of a paragraph, counted on; None if it has none."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number, level = self._inherited(style)
        if own is not None:
            number = _value(own, "w:numId", number)
            level = _whole(_value(own, "w:ilvl", str(level)))
        found = self.lists.get(number)
        if found is None or number == "0" or level not in found.levels or level > 8:
            return None
        return self._counted(found, level)

    def _inherited(self, style: str) -> tuple[str, int]:
        for _step in range(10):
            if style in self.of_style:
                return self.of_style[style]
            style = self.parents.get(style, "")
        return "", 0

    @staticmethod
    def _counted(found: _List, level: int) -> Number | None:
        shape = found.levels[level]
        if shape.format == "none" and not shape.text:
            return None
        found.counts[level] = found.counts.get(level, shape.start - 1) + 1
        for deeper in [other for other in found.counts if other > level]:
            del found.counts[deeper]
        if shape.format == "bullet":
            return Number("", level)
        text = shape.text
        for other in range(level + 1):
            outer = found.levels.get(other, shape)
            count = found.counts.get(other, outer.start)
            text = text.replace(f"%{other + 1}", written(count, outer.format))
        is_worded = sum(char.isalpha() for char in shape.text) > 2
        return Number(text.strip(), level, is_worded) if text.strip() else None


def _levels(parent) -> Iterator[tuple[int, _Level]]:
    for level in parent.findall(qn("w:lvl")):
        number = _whole(level.get(qn("w:ilvl"), "0"))
        text, start = _value(level, "w:lvlText")[:80], _whole(_value(level, "w:start"), 1)
        yield number, _Level(_value(level, "w:numFmt", "decimal"), text, start)


def written(count: int, style: str) -> str:
    """A count as Word or OpenDocument writes it: decimal, letters or Roman numerals."""
    if style in ("lowerRoman", "upperRoman", "i", "I") and 0 < count < 40:
        text, rest = "", count
        for value, sign in _ROMANS:
            text += sign * (rest // value)
            rest %= value
        return text.upper() if style in ("upperRoman", "I") else text
    if style in ("lowerLetter", "upperLetter", "a", "A") and 0 < count < 27:
        return chr((64 if style in ("upperLetter", "A") else 96) + count)
    return str(count)
