"""Runs of text with their look, written as inline Markdown."""

import re
from dataclasses import dataclass

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
_BOLD = re.compile(
    r"\s*\*\*(?P<inner>\*?[^*]+(?:\*(?!\*)[^*]+)*\*?)\*\*\s*(?P<marks>(?:\[\^[^\]\s]{1,40}\])*)\s*"
)
MARK_AT_END = re.compile(r"((?:\[\^[^\]\s]{1,40}\])+)$")


@dataclass(slots=True)
class Piece:
    """A stretch of text in one look."""

    text: str
    bold: bool = False
    italic: bool = False


def raised(text: str) -> str:
    """Figures set above the line, as the characters that are."""
    return text.translate(_RAISED) if text.strip().isdigit() and len(text.strip()) < 4 else text


def marked_up(pieces: list[Piece]) -> str:
    """The pieces as one text, `**bold**` and `*italic*`; never across a line end."""
    merged: list[Piece] = []
    for piece in pieces:
        for i, line in enumerate(piece.text.split("\n")):
            if i:
                merged.append(Piece("\n"))
            blank = not line.strip() or line.startswith("[^")
            look = merged[-1] if merged and merged[-1].text != "\n" else None
            if look and line and (blank or (look.bold, look.italic) == (piece.bold, piece.italic)):
                look.text += line
            elif line:
                merged.append(Piece(line, piece.bold and not blank, piece.italic and not blank))
    return "".join(_written(piece) for piece in merged)


def _written(piece: Piece) -> str:
    sign = "**" * piece.bold + "*" * piece.italic
    if not sign or not piece.text.strip():
        return piece.text
    before, text, after = _SPACES.match(piece.text).groups()
    if marks := MARK_AT_END.search(text[-400:]):
        text, after = text[: -len(marks[1])], marks[1] + after
    return f"{before}{sign}{text}{sign[::-1]}{after}" if text.strip() else piece.text


def is_bold(text: str) -> bool:
    """Whether a text is bold from end to end."""
    return len(text) < 3000 and bool(_BOLD.fullmatch(text))


def without_bold(text: str) -> str:
    """A text that is bold from end to end, without saying so."""
    found = _BOLD.fullmatch(text) if len(text) < 3000 else None
    return found["inner"].strip() + found["marks"] if found else text


_ITALIC = re.compile(r"\s*(?:\*(?P<star>[^*]+)\*|_(?P<line>[^_]+)_)\s*(?P<marks>(?:\[\^[^\]\s]{1,40}\])*)\s*")


def without_italic(text: str) -> str:
    """A text that is in italics from end to end, without saying so."""
    found = _ITALIC.fullmatch(text) if len(text) < 3000 else None
    return (found["star"] or found["line"]).strip() + found["marks"] if found else text
