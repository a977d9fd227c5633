"""Plain text: bytes to characters, characters to lines."""

import codecs
import re

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from roundtables.conceptpapers import limits
from roundtables.conceptpapers.characters import cleaned
from roundtables.conceptpapers.emphasis import is_bold, without_bold
from roundtables.conceptpapers.text import Kind, PaperUnreadable, Paragraph, Text

LINE_END = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings that papers without a mark are seen in; the first is taken where the bytes tell nothing.
_USUAL = [
    "cp1252",
    "cp1251",
    "cp1256",
    "mac_roman",
    "cp850",
    "koi8_r",
    "gb18030",
    "big5",
    "iso8859_6",
    "utf_16_le",
    "utf_16_be",
]
_SAMPLE = 32 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_TABLE_ROW = re.compile(r"\s*\|(.+)\|\s*")
_TABLE_RULE = re.compile(r"[\s|:+=-]+")


def decoded(content: bytes) -> str:
    """The characters of a text file. Raises PaperUnreadable if it is none."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return checked(content[len(mark) :].decode(encoding, "replace"))
    try:
        return checked(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    return checked(content.decode(_encoding(content), "replace"))


def _encoding(content: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8."""
    nulls = content[:4096].count(0)
    if nulls > len(content[:4096]) // 4:
        return "utf-16-le" if content[1:4096:2].count(0) > content[0:4096:2].count(0) else "utf-16-be"
    sample = content[:_SAMPLE]
    if sum(byte > 127 for byte in sample) < 0.15 * len(sample):
        # A few accents and quotation marks among plain letters: Western, which detectors confuse.
        return max(("cp1252", "mac_roman", "cp850"), key=lambda name: _sense(sample.decode(name, "replace")))
    best = from_bytes(sample, cp_isolation=_USUAL, steps=4, chunk_size=2048).best()
    return best.encoding if best else "cp1252"


def _sense(text: str) -> int:
    """How much sense the letters beyond ASCII make where they stand."""
    score = 0
    for found in _BEYOND.finditer(text):
        before, char, after = found.groups()
        beside_letter = (before + after).isalpha() or before.isalpha() or after.isalpha()
        if char.islower():
            score += 1 if beside_letter or char in "àâéèêáóúíñç" else -1
        elif char.isupper():
            score += -2 if before.islower() or not after.isalpha() else 1
        else:
            score += 1 if char in "’‘“”–—…«»·•\xa0°§€£¿¡²³¹" else -2
    return score


_BEYOND = re.compile(r"(?=(^|[\s\S])([^\x00-\x7f])([\s\S]|$))[\s\S]")


def checked(text: str) -> str:
    """The text itself. Raises PaperUnreadable if it is too long or no text at all."""
    if len(text) > limits.CHARACTERS:
        raise too_long()
    sample = text[:200_000]
    if "\x00" in text or len(_CONTROL.findall(sample)) > max(3, len(sample) // 500):
        raise PaperUnreadable(
            _(
                "This is not a text: it holds characters no paper has. Send the paper as .docx, .odt, .txt or .md."
            )
        )
    if sample.count("\ufffd") > max(20, len(sample) // 20):
        raise PaperUnreadable(
            _("The letters of this text cannot be told. Save it as UTF-8 and send it again.")
        )
    return text


def too_long() -> PaperUnreadable:
    return PaperUnreadable(
        _("This paper is longer than %(number)d characters. Send the part that outlines the meeting.")
        % {"number": limits.CHARACTERS}
    )


def too_many() -> PaperUnreadable:
    return PaperUnreadable(
        _("This paper has more than %(number)d lines. Send the part that outlines the meeting.")
        % {"number": limits.PARAGRAPHS}
    )


def read_lines(text: str) -> Text:
    """The lines of a plain text, each a paragraph for now; what was wrapped is joined later."""
    lines = [cleaned(line) for line in LINE_END.split(text)]
    paragraphs: list[Paragraph] = []
    gap, page, rows, tables = True, False, 0, 0
    for i, line in enumerate(lines):
        page = page or "\f" in line
        line = line.replace("\f", " ").rstrip()
        if not line.strip():
            gap, tables, rows = True, tables + (rows > 0), 0
            continue
        if len(paragraphs) >= limits.PARAGRAPHS:
            raise too_many()
        if cells := _cells(lines, i):
            if not _TABLE_RULE.fullmatch(line):
                paragraphs += [
                    Paragraph(cell, i + 1, Kind.CELL, gap=True, cell=(tables, rows, column))
                    for column, cell in enumerate(cells[:50])
                    if cell
                ]
                rows += 1
            continue
        tables, rows = tables + (rows > 0), 0
        text = line.strip()
        indent = len(line.expandtabs(4)) - len(text)
        paragraphs.append(Paragraph(text, i + 1, gap=gap, indent=indent, new_page=page))
        gap = page = False
    _without_bold_across_lines(paragraphs)
    for paragraph in paragraphs:
        if is_bold(paragraph.text):
            paragraph.bold, paragraph.text = True, without_bold(paragraph.text)
    return Text(paragraphs, format="txt")


def _cells(lines: list[str], i: int) -> list[str]:
    """The cells of a line of a table: between bars, or between tabs if its neighbours have as many."""
    line = lines[i].replace("\f", " ").strip()
    if len(line) > 5000:
        return []
    if row := _TABLE_ROW.fullmatch(line):
        return [cell.strip() for cell in row[1].split("|")]
    for sign in (" | ", "\t"):
        number = line.count(sign)
        beside = [lines[j].strip().count(sign) for j in (i - 1, i + 1) if 0 <= j < len(lines)]
        if number and number in beside:
            cells = [cell.strip() for cell in line.split(sign)]
            if len(cells[0]) > 2 and not cells[-1].isdigit():
                return cells
    return []


def _without_bold_across_lines(paragraphs: list[Paragraph]) -> None:
    """`**` opened on one line and closed on a later one of the same block means that each is bold."""
    opened: int | None = None
    for i, paragraph in enumerate(paragraphs):
        if paragraph.gap:
            opened = None
        if paragraph.text.count("**") != 1:
            continue
        if opened is None and paragraph.text.startswith("**"):
            opened = i
        elif opened is not None and paragraph.text.endswith("**") and i - opened < 10:
            for inner in paragraphs[opened : i + 1]:
                inner.text, inner.bold = inner.text.replace("**", ""), True
            opened = None
