"""Outlines that stand in tables, read cell by cell; other tables, kept row by row."""

from dataclasses import replace
from itertools import groupby

from roundtables.conceptpapers.characters import folded, plain
from roundtables.conceptpapers.heads import coded_kind, read_head, read_label
from roundtables.conceptpapers.text import Kind, Paragraph
from roundtables.conceptpapers.words import COLUMNS

_OUTLINE = {
    "outcomes",
    "questions",
    "objectives",
    "background",
    "workshops",
    "side_events",
    "sessions",
    "overarching",
}
_TITLES = {folded(word) for word in COLUMNS}
_PLURALS = {"themes": "theme", "roundtables": "roundtable", "sessions": "session"}


def with_tables(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs with each table opened up: an outline as paragraphs, any other as rows."""
    kept: list[Paragraph] = []
    for number, group in groupby(
        paragraphs, key=lambda paragraph: paragraph.cell[0] if paragraph.cell else None
    ):
        cells = list(group)
        if number is None:
            kept += cells
        elif _is_outline(cells):
            kept += _outlined(cells)
        else:
            kept += _rows(cells)
    return kept


def _is_outline(cells: list[Paragraph]) -> bool:
    if {role for role in _roles(cells).values() if role in ("theme", "roundtable", "session", "questions")}:
        return True
    for cell in cells:
        label = read_label(cell.text)
        if read_head(cell.text) or (label and set(label.kinds) & _OUTLINE):
            return True
    return False


def _roles(cells: list[Paragraph]) -> dict[int, str]:
    """What each column holds, if the first row says so."""
    first = [cell for cell in cells if cell.cell[1] == cells[0].cell[1]]
    roles = {cell.cell[2]: _role(cell.text) for cell in first}
    is_header = (
        len(first) > 1 and len(roles) == len(first) and sum(map(bool, roles.values())) * 2 > len(roles)
    )
    return roles if is_header else {}


def _role(text: str) -> str:
    label = read_label(text)
    if label and not label.text:
        return _PLURALS.get(label.kinds[0], label.kinds[0])
    return coded_kind(text) or ("title" if folded(plain(text)) in _TITLES else "")


def _outlined(cells: list[Paragraph]) -> list[Paragraph]:
    roles: dict[int, str] = {}
    words: dict[int, str] = {}
    kept: list[Paragraph] = []
    for row, line in groupby(cells, key=lambda cell: cell.cell[1]):
        line = list(line)
        found = _roles(line)
        if found and (row == cells[0].cell[1] or (line[0].cell[2] == 0 and all(found.values()))):
            roles, words = found, {cell.cell[2]: plain(cell.text) for cell in line}
            continue
        for place, group in groupby(line, key=lambda cell: cell.cell):
            role = roles.get(place[2], "")
            if len(line) == 1 and place[2] == 0 and read_head(line[0].text):
                role = ""  # a heading across the table
            kept += _cell(list(group), role, words.get(place[2], ""))
    return kept


def _cell(group: list[Paragraph], role: str, word: str) -> list[Paragraph]:
    """The paragraphs of a cell, beneath the label its column gives them."""
    kept: list[Paragraph] = []
    for i, cell in enumerate(group):
        if role in ("theme", "roundtable", "session") and i == 0 and read_head(cell.text) is None:
            cell = replace(cell, text=_named(word, cell.text))
        elif role and role not in ("theme", "roundtable", "session", "title") and i == 0:
            kept.append(replace(cell, text=word, kind=Kind.PLAIN, marker=""))
        kept.append(replace(cell, kind=Kind.PLAIN if cell.kind == Kind.CELL else cell.kind))
    return kept


_SINGULAR = {"theme": "Theme", "roundtable": "Roundtable", "session": "Session"}


def _named(column: str, text: str) -> str:
    """The text of a cell beneath "Roundtable" with that word before it: "1.1 Skills" is "Roundtable 1.1 Skills"."""
    word = _SINGULAR[_PLURALS.get(_role(column), _role(column))]
    with_code = f"{word} {plain(text)}"
    return with_code if read_head(with_code, True) else f"{word}: {text}"


def _rows(cells: list[Paragraph]) -> list[Paragraph]:
    rows = []
    for _row, group in groupby(cells, key=lambda cell: cell.cell[1]):
        line = list(group)
        columns = [
            " ".join(cell.text for cell in column)
            for _place, column in groupby(line, key=lambda cell: cell.cell[2])
        ]
        damage = [reason for cell in line for reason in cell.damage]
        text = " | ".join(column.replace("|", "/") for column in columns)
        rows.append(replace(line[0], text=text, kind=Kind.ROW, marker="", damage=damage))
    return rows


def is_header(cells: list[str]) -> bool:
    """Whether a row names its columns and holds nothing itself."""
    return all(_role(cell) for cell in cells if cell.strip())
