"""What a concept paper proposes, as entries whose fields people correct, tick and compare with the programme."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, MeetingKind
from roundtables.models import GuidingQuestion, Roundtable, Section, Session, Theme

NOTE_CALL = re.compile(r"\[\^([^\s\[\]]{1,100})\](?!:)")
EVENT_KINDS = (MeetingKind.PREPARATORY_WORKSHOP, MeetingKind.THEMATIC_WORKSHOP, MeetingKind.SIDE_EVENT)
LONGEST_NOTE = 5000
MOST_ENTRIES = 800


@dataclass(frozen=True)
class Field:
    """A field of an entry: a "line", a "text" of paragraphs, a "list" of them, "days" or a "choice"."""

    name: str
    label: str
    shape: str
    most: int = 0  # characters; of one paragraph in a list


def length(model, name: str) -> int:
    return model._meta.get_field(name).max_length


def line(name: str, label: str, model) -> Field:
    return Field(name, label, "line", length(model, name))


def text(name: str, label: str, model) -> Field:
    return Field(name, label, "text", length(model, name))


FIELDS: dict[str, tuple[Field, ...]] = {
    "meeting": (
        line("overarching_theme", _("Overarching theme"), Meeting),
        Field("days", _("Days"), "days"),
        line("city", _("City"), Meeting),
        line("venue", _("Venue"), Meeting),
    ),
    "theme": (
        line("code", _("Code"), Theme),
        line("title", _("Title"), Theme),
        text("rationale", _("Rationale"), Theme),
    ),
    "roundtable": (
        line("code", _("Code"), Roundtable),
        line("title", _("Title"), Roundtable),
        Field("theme", _("Theme"), "choice"),
        text("background", _("Background"), Roundtable),
        text("expected_outcomes", _("Expected outcomes"), Roundtable),
        Field("questions", _("Guiding questions"), "list", length(GuidingQuestion, "text")),
    ),
    "session": (
        line("code", _("Code"), Session),
        line("title", _("Title"), Session),
        text("aim", _("Aim"), Session),
    ),
    "section": (
        line("code", _("Code"), Section),
        line("title", _("Title"), Section),
        text("text", _("Text"), Section),
    ),
    "event": (
        Field("kind", _("Kind"), "choice"),
        line("title", _("Title"), Meeting),
        Field("days", _("Days"), "days"),
        line("city", _("City"), Meeting),
        line("venue", _("Venue"), Meeting),
    ),
    "note": (Field("text", _("Footnote"), "text", LONGEST_NOTE),),
}


@dataclass
class Entry:
    """A part of the paper's outline: a theme, a roundtable, a section, a footnote …"""

    key: str  # "roundtable-3": stays when the entry is corrected
    kind: str  # one of FIELDS
    fields: dict[str, str | list[str]] = field(default_factory=dict)
    parent: str = ""  # the key of the theme of a roundtable, or of the roundtable of a session
    line: int = 0  # where it stands in the paper
    doubts: dict[str, list[str]] = field(default_factory=dict)  # field → why to look before taking it over

    def get(self, name: str) -> str:
        """What a field says; empty for one the paper says nothing of."""
        return self.fields.get(name) or ""

    @property
    def questions(self) -> list[str]:
        return self.fields.get("questions") or []

    @property
    def days(self) -> str:
        """The first and the last day in one text: "2012-06-12/2012-06-13"; empty without a first one."""
        first = self.get("starts_on")
        return f"{first}/{self.get('ends_on') or first}" if first else ""

    @property
    def title(self) -> str:
        return self.get("title")

    @property
    def heading(self) -> str:
        return f"{self.get('code')} {self.title}".strip()


@dataclass
class Outline:
    """All entries of a paper in reading order, and what its reader warns of."""

    entries: list[Entry] = field(default_factory=list)
    warnings: list[dict] = field(default_factory=list)  # "sentence" and "line"

    @classmethod
    def from_dict(cls, stored: dict) -> "Outline":
        return cls([Entry(**one) for one in stored.get("entries", [])], stored.get("warnings", []))

    def as_dict(self) -> dict:
        return {"entries": [asdict(entry) for entry in self.entries], "warnings": self.warnings}

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key), None)

    def of_kind(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]

    def within(self, parent: str, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.parent == parent and entry.kind == kind]

    def add(self, kind: str, parent: str = "", line: int = 0, /, **fields) -> Entry:
        """A new entry, after the others, with a key of its own."""
        taken = {entry.key for entry in self.entries}
        names = (f"{kind}-{number}" for number in range(1, len(taken) + 2))
        entry = Entry(next(name for name in names if name not in taken), kind, fields, parent, line)
        self.entries.append(entry)
        return entry

    def in_order(self) -> Iterator[Entry]:
        """Themes with their roundtables and these with their sessions, then the rest; footnotes last."""
        yield from self.of_kind("meeting")
        themes = self.of_kind("theme")
        for theme in [*themes, None]:
            if theme:
                yield theme
            for roundtable in self.within(theme.key if theme else "", "roundtable"):
                yield roundtable
                yield from self.within(roundtable.key, "session")
        for kind in ("section", "event", "note"):
            yield from self.of_kind(kind)

    @property
    def notes(self) -> dict[str, str]:
        """Footnotes by what stands in `[^…]`."""
        return {entry.get("label"): entry.get("text") for entry in self.of_kind("note")}

    def with_notes(self, text: str) -> str:
        """A text with the definitions of the footnotes that it, or one of these, calls."""
        notes, called = self.notes, []
        pending = NOTE_CALL.findall(text)
        while pending:
            label = pending.pop(0)
            if label in notes and label not in called:
                called.append(label)
                pending += NOTE_CALL.findall(notes[label])
        if not text.strip() or not called:
            return text.strip()
        definitions = "\n\n".join(f"[^{label}]: {definition(notes[label])}" for label in called)
        return f"{text.strip()}\n\n{definitions}"


def definition(note: str) -> str:
    """A footnote as it stands beneath a text: its further lines are indented, so that they belong to it."""
    return "\n".join(f"    {one}" if one.strip() else "" for one in note.strip().splitlines()).strip()
