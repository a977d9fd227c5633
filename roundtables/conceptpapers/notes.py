"""Footnotes: found where they are written, and tied to the word they belong to.

A paper's own notes (of Word, of OpenDocument, `[^1]`) come tied. In what was typed, scanned or exported, a mark is
`[footnoteRef:1]`, `¹`, `[1]`, `(1)` or a figure glued to a word; the note stands within the paragraph, at the foot of
a page, or in a list at the end.
"""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace

from roundtables.conceptpapers.bullets import bulleted
from roundtables.conceptpapers.characters import joined, spaced
from roundtables.conceptpapers.heads import is_structural, read_label
from roundtables.conceptpapers.limits import NOTES
from roundtables.conceptpapers.pages import LONGEST_RUNNING_LINE, is_page_number, is_rule
from roundtables.conceptpapers.text import Kind, Note, Paragraph

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
_WORD_MARK = re.compile(r"\[(footnote|endnote)Ref:(\d{1,4})\]")
_WORD_NOTE = re.compile(r"\s?\[(\d{1,4}):(?=\s)")
# What programs leave behind when they turn a Word file into text.
_RESIDUE = re.compile(
    r"""\[bookmark:[^\]]{0,200}\]
      | \[(?:image|picture|cid|comment|commentRef|shape)(?::|\ )[^\]]{0,200}\]
      | \{\ ?(?:PAGEREF|HYPERLINK|TOC|REF|NOTEREF|SEQ|DATE|NUMPAGES|PAGE)\b[^}]{0,200}\}
      | Error!\ (?:Reference\ source\ not\ found|Bookmark\ not\ defined)\.?
      | Erreur\ ?!\ (?:Source\ du\ renvoi\ introuvable|Signet\ non\ défini)\.?
      | ¡Error!\ (?:No\ se\ encuentra\ el\ origen\ de\ la\ referencia|Marcador\ no\ definido)\.?""",
    re.VERBOSE,
)
LONGEST_NOTE = 4000

# How a note may begin, by form, the surest first; `bare` counts only in a list of notes or beneath a rule.
_DEFINITIONS = {
    "caret": re.compile(r"\s*\[\^([^\]\s]{1,40})\]:\s*(.*)", re.DOTALL),
    "raised": re.compile(rf"\s*([{_SUPERSCRIPTS}]{{1,3}})\s*(\S.*)", re.DOTALL),
    "square": re.compile(r"\s*\[(\d{1,3})\]:?\s*(\S.*)", re.DOTALL),
    "round": re.compile(r"\s*\((\d{1,3})\)\s*(\S.*)", re.DOTALL),
    "star": re.compile(r"\s*(\*{1,3}|†|‡)\s?([^\s*].*)", re.DOTALL),
    "bare": re.compile(r"\s*(\d{1,3})[.):]?\s+(\S.*)", re.DOTALL),
}
_MARKS = {
    "raised": rf"(?<=\S)(?P<raised>[{_SUPERSCRIPTS}]{{1,3}})",
    "square": r"(?<=\S)\s?\[(?P<square>\d{1,3})\]",
    "round": r"(?:(?<=[^\W\d_]{2})|(?<=[”\"’».,;)]))\s?\((?P<round>\d{1,3})\)(?=[\s.,;:?!)”»]|$)",
    "star": r"(?:(?<=[^\W\d_])|(?<=[”\"’».,;)]))(?P<star>\*{1,3}|†|‡)(?=[\s.,;:?!)]|$)",
    "glued": r"(?:(?<=[^\W\d_A-Z]{3})|(?<=[^\W\d_A-Z][.,”’)]))(?P<glued>\d{1,2})(?=[\s.,;:?!)]|$)",
}
_MARK = {form: re.compile(pattern) for form, pattern in _MARKS.items()}
# Which marks a note of each form answers to.
_ANSWERS = {
    "raised": ("raised",),
    "square": ("square", "raised"),
    "round": ("round", "raised"),
    "star": ("star",),
    "bare": ("raised", "square", "round", "glued"),
}


@dataclass
class Definition:
    """A note as it is written in the paper, on lines `at` to `end` (not included)."""

    form: str
    label: str
    text: str
    at: int
    end: int
    in_zone: bool  # in a list of notes, or beneath a rule
    number: int
    at_foot: bool = False


def without_residue(
    lines: list[Paragraph], notes: dict[str, Note]
) -> tuple[list[Paragraph], dict[str, Note]]:
    """Without what programs leave behind; `[footnoteRef:1]` … `[1: text]` become tied notes."""
    notes = dict(notes)
    lines = _with_brackets_closed(lines)
    marks = {found[2] for line in lines for found in _WORD_MARK.finditer(line.text)}
    kept: list[Paragraph] = []
    for line in lines:
        text = _RESIDUE.sub("", line.text)
        if marks:
            text = _WORD_MARK.sub(lambda found: f"[^{found[2]}]", text)
            text = _without_word_notes(text, marks, notes, line.number)
        if text.strip() or not line.text.strip():
            kept.append(line if text == line.text else replace(line, text=text))
    return kept, notes


_OPENED = re.compile(r"\[(?:\d{1,4}:|bookmark:|footnoteRef:|endnoteRef:|image:|picture:)[^\[\]]{0,2000}$")


def _with_brackets_closed(lines: list[Paragraph]) -> list[Paragraph]:
    """What a program left behind may be broken over lines: `[1:` and its `]` are brought onto one."""
    kept: list[Paragraph] = []
    broken = 0  # lines already added to the one before
    for line in lines:
        if (
            kept
            and broken < 40
            and not line.gap
            and "[" in kept[-1].text
            and _OPENED.search(kept[-1].text[-2100:])
        ):
            kept[-1] = replace(kept[-1], text=joined(kept[-1].text.rstrip(), line.text.strip()))
            broken += 1
        else:
            kept.append(line)
            broken = 0
    return kept


def _without_word_notes(text: str, marks: set[str], notes: dict[str, Note], number: int) -> str:
    kept, at = [], 0
    for found in _WORD_NOTE.finditer(text):
        if found.start() < at or found[1] not in marks:
            continue
        end = _closing(text, found.end())
        notes[found[1]] = Note(found[1], spaced(text[found.end() : end]), number)
        kept.append(text[at : found.start()])
        at = end + 1
    return "".join([*kept, text[at:]])


def _closing(text: str, start: int) -> int:
    """Where the bracket that was opened before `start` closes; the end of the text if it never does."""
    depth = 1
    for at in range(start, min(len(text), start + LONGEST_NOTE)):
        depth += {"[": 1, "]": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


def with_notes_tied(
    lines: list[Paragraph], notes: dict[str, Note]
) -> tuple[list[Paragraph], dict[str, Note], list[Note]]:
    """The lines with `[^label]` at the words and without the notes themselves; the notes; those without a mark."""
    definitions = _definitions(lines)
    places = _places(lines, definitions)
    accepted = [one for one in definitions if one.at in places or _is_note_by_itself(one)]
    if not accepted:
        return lines, notes, []
    tied, loose, texts = dict(notes), [], {}
    replaced: dict[int, list[tuple[int, int, str]]] = {}
    for definition, label in zip(accepted, _labels(accepted, notes), strict=True):
        note = tied[label] = Note(label, spaced(definition.text), definition.number)
        if place := places.get(definition.at):
            replaced.setdefault(place[0], []).append((place[1], place[2], f"[^{label}]"))
        elif definition.form != "caret":
            loose.append(note)
    for i, marks in replaced.items():
        texts[i] = lines[i].text
        for start, end, mark in sorted(marks, reverse=True):
            texts[i] = texts[i][:start].rstrip() + mark + texts[i][end:]
    gone = {i for definition in accepted for i in range(definition.at, definition.end)}
    return _without_notes(lines, texts, gone), tied, loose


def _is_note_by_itself(definition: Definition) -> bool:
    return definition.form == "caret" or (definition.in_zone and definition.form in ("raised", "square"))


def _without_notes(lines: list[Paragraph], texts: dict[int, str], gone: set[int]) -> list[Paragraph]:
    """Without the notes, and without the heading or rule that stood above nothing but notes."""
    kept: list[Paragraph] = []
    cut = gap = False
    for i, line in enumerate(lines):
        heads_notes = i + 1 in gone and (is_rule(line.text) or _heads_notes(line))
        gap = gap or line.gap
        if i in gone or heads_notes:
            cut = True
            continue
        kept.append(replace(line, text=texts.get(i, line.text), cut=line.cut or cut, gap=gap))
        cut = gap = False
    return kept


def _heads_notes(line: Paragraph) -> bool:
    label = read_label(line.text)
    return bool(label) and label.kinds == ("notes",) and not label.text


def _definitions(lines: list[Paragraph]) -> list[Definition]:
    found: list[Definition] = []
    in_zone = is_list = False
    running = _running(lines)
    i = 0
    while i < len(lines) and len(found) < NOTES:
        line = lines[i]
        if line.kind in (Kind.CELL, Kind.ROW):
            i += 1
            continue
        if is_rule(line.text):
            in_zone, is_list = True, False
        elif _heads_notes(line):
            in_zone = is_list = True
        elif definition := _definition(lines, i, in_zone, running):
            found.append(definition)
            i = definition.end
            continue
        elif in_zone and (not is_list or is_structural(line.text) or line.kind == Kind.HEADING):
            in_zone = is_list = False
        i += 1
    _note_at_foot(lines, found)
    return found


def _running(lines: list[Paragraph]) -> set[str]:
    """The shapes of short lines that come again and may run over the pages."""
    shapes = Counter(_shape(line) for line in lines if 8 < len(line.text) <= LONGEST_RUNNING_LINE)
    return {shape for shape, times in shapes.items() if times > 1}


def _shape(line: Paragraph) -> str:
    """A line, whatever its figures."""
    return re.sub(r"\d+", "#", line.text.strip()) if len(line.text) <= LONGEST_RUNNING_LINE else ""


def _definition(lines: list[Paragraph], at: int, in_zone: bool, running: set[str]) -> Definition | None:
    line = lines[at]
    text = f"{line.marker} {line.text}" if line.marker and in_zone else line.text
    for form, pattern in _DEFINITIONS.items():
        found = pattern.match(text[: LONGEST_NOTE + 50])
        if not found or (form == "bare" and not in_zone):
            continue
        end, whole = _note_end(lines, at, found[2], in_zone, running)
        return Definition(form, found[1].translate(_DIGITS), whole, at, end, in_zone, line.number)
    return None


def _note_end(
    lines: list[Paragraph], at: int, text: str, in_zone: bool, running: set[str]
) -> tuple[int, str]:
    """Where a note ends: at a gap, at the next note, at a heading, at the end of its page."""
    end = at + 1
    while end < len(lines) and len(text) < LONGEST_NOTE:
        line = lines[end]
        if (
            line.gap
            or line.new_page
            or line.kind != Kind.PLAIN
            or is_rule(line.text)
            or line.text.strip().isdigit()
            or is_page_number(line)
            or _shape(line) in running
        ):
            break
        if bulleted(line.text)[0] or is_structural(line.text) or _begins_note(line.text, in_zone):
            break
        text = joined(text.rstrip(), line.text.strip())
        end += 1
    return end, text


def _begins_note(text: str, in_zone: bool) -> bool:
    return any(
        pattern.match(text[:80]) for form, pattern in _DEFINITIONS.items() if form != "bare" or in_zone
    )


def _labels(definitions: list[Definition], notes: dict[str, Note]) -> list[str]:
    """The labels as typed if they are all different, else numbers in order: each page began with 1 again."""
    typed = [definition.label for definition in definitions]
    if (
        len(set(typed)) == len(typed)
        and not set(typed) & set(notes)
        and not any("*" in label for label in typed)
    ):
        return typed
    taken, labels = set(notes), []
    for _label in typed:
        number = len(taken) + 1
        while str(number) in taken:
            number += 1
        labels.append(str(number))
        taken.add(str(number))
    return labels


def _places(lines: list[Paragraph], definitions: list[Definition]) -> dict[int, tuple[int, int, int]]:
    """Where the mark of each note stands (line, start, end): the nearest free one before it, else after it."""
    written = {i for definition in definitions for i in range(definition.at, definition.end)}
    forms = {form for definition in definitions for form in _ANSWERS.get(definition.form, ())}
    marks: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for i, line in enumerate(lines):
        for form in forms if i not in written else ():
            for found in _MARK[form].finditer(line.text):
                key = (form, found[form].translate(_DIGITS))
                marks.setdefault(key, []).append((i, found.start(), found.end()))
    places = {}
    for definition in definitions:
        if definition.form in ("round", "star") and not (definition.in_zone or definition.at_foot):
            continue
        for form in _ANSWERS.get(definition.form, ()):
            if free := marks.get((form, definition.label)):
                places[definition.at] = free.pop(_nearest(free, definition.at))
                break
    return places


def _nearest(marks: list[tuple[int, int, int]], at: int) -> int:
    """The index of the last mark before line `at`, or of the first one after it."""
    return max(bisect_left(marks, (at,)) - 1, 0)


def _note_at_foot(lines: list[Paragraph], definitions: list[Definition]) -> None:
    """Marks the notes that stand at the foot of a page or at the end of the paper, together with others."""
    at_foot = {len(lines)}
    for definition in reversed(definitions):
        after = definition.end
        ends_page = after < len(lines) and (lines[after].new_page or is_page_number(lines[after]))
        if after in at_foot or ends_page:
            definition.at_foot = True
            at_foot.add(definition.at)
