"""What the page shows on which a concept paper is corrected, compared with the programme, and taken over."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from meetings.days import days_in_words
from meetings.models import MeetingKind
from roundtables.comparing import Change, Comparison, Status
from roundtables.forms import OutlineForm
from roundtables.models import ConceptPaper, Theme
from roundtables.proposed import FIELDS, Entry, Field

TONES = {
    Status.NEW: "good",
    Status.CHANGED: "good",
    Status.CLASH: "bad",
    Status.BY_HAND: "warn",
    Status.UNMATCHED: "warn",
}
# Shown only where the paper, or a change, has something to say of them.
WHEN_SAID = {"background", "aim", "venue", "city", "overarching_theme"}
IN_HEADING = {"code", "title", "kind", "days", "city", "overarching_theme", "label"}
OF_QUESTIONS = {"question", "order"}  # ticked one by one beneath the list
IN_WORDS = {"days", "theme", "kind"}  # told as "now … , the paper says …", not word by word


@dataclass
class ShownChange:
    """A change with its tick, as it stands on the page."""

    change: Change
    is_ticked: bool
    now: str = ""  # in words, where a comparison word by word would not help
    said: str = ""

    @property
    def tone(self) -> str:
        return TONES.get(self.change.status, "quiet")

    @property
    def is_compared(self) -> bool:
        change = self.change
        return bool(change.now and change.said) and change.name not in IN_WORDS and change.can_be_ticked


@dataclass
class ShownField:
    """A field of an entry with its controls, and the changes that are ticked beside it."""

    spec: Field
    controls: list[BoundField]
    changes: list[ShownChange]
    stored: list[str]  # what somebody else has saved meanwhile
    doubts: list[str]

    @property
    def change(self) -> ShownChange | None:
        """The one that concerns the whole field."""
        return next((one for one in self.changes if one.change.kind not in OF_QUESTIONS), None)

    @property
    def needs_eyes(self) -> bool:
        """Whether it is doubted, cannot be written, or was saved by somebody else meanwhile."""
        doubted = self.doubts or any(one.change.doubts for one in self.changes)
        return bool(doubted or self.stored or any(control.errors for control in self.controls))

    @property
    def differs(self) -> bool:
        """Whether the programme says something else; what is new there needs no comparison."""
        return any(
            one.change.can_be_ticked and (one.change.now or one.change.kind in OF_QUESTIONS)
            for one in self.changes
        )

    @property
    def questions(self) -> list[ShownChange]:
        return [one for one in self.changes if one.change.kind in OF_QUESTIONS and one.change.can_be_ticked]

    @property
    def same_questions(self) -> int:
        return sum(one.change.status == Status.SAME for one in self.changes if one.change.kind == "question")


@dataclass
class ShownEntry:
    """An entry with its own tick when it is new, its fields, and what stands under it."""

    entry: Entry
    fields: list[ShownField]
    tick: ShownChange | None
    within: list["ShownEntry"] = field(default_factory=list)

    @property
    def changes(self) -> list[ShownChange]:
        return [one for shown in self.fields for one in shown.changes]

    @property
    def heading_fields(self) -> list[ShownField]:
        return [shown for shown in self.fields if shown.spec.name in IN_HEADING]

    @property
    def text_fields(self) -> list[ShownField]:
        return [shown for shown in self.fields if shown.spec.name not in IN_HEADING]

    @property
    def is_settled(self) -> bool:
        """Whether the programme says the same, so that all of it can be folded."""
        return (
            self.entry.kind != "note"
            and self.tick is None
            and not any(one.change.can_be_ticked for one in self.changes)
            and not any(shown.needs_eyes for shown in self.fields)
        )

    @property
    def is_open(self) -> bool:
        """Whether its texts are unfolded: one differs from the programme, or is to be mended."""
        return any(shown.needs_eyes or shown.differs for shown in self.text_fields)

    @property
    def summary(self) -> str:
        """What is folded: "Expected outcomes · 12 guiding questions"."""
        words = []
        for shown in self.text_fields:
            if shown.spec.shape == "list":
                number = len(self.entry.questions)
                many = ngettext("%(number)d guiding question", "%(number)d guiding questions", number)
                words.append(many % {"number": number})
            elif shown.spec.shape == "text":
                words.append(str(shown.spec.label))
        return " · ".join(words) or _("More")

    @property
    def name(self) -> str:
        """ "Theme 1", "Roundtable 1.1"."""
        words = {"code": self.entry.get("code")}
        named = {
            "theme": _("Theme %(code)s"),
            "roundtable": _("Roundtable %(code)s"),
            "session": _("Session %(code)s"),
            "section": _("Section %(code)s"),
            "note": _("Footnote %(code)s"),
            "meeting": _("What the paper says of the meeting"),
        }.get(self.entry.kind, "")
        if self.entry.kind == "note":
            words = {"code": self.entry.get("label")}
        if self.entry.kind == "event":
            return str(MeetingKind(self.entry.get("kind")).label)
        return (named % words).strip()


class Review:
    """The whole page: entries in groups, and what the paper does not have."""

    def __init__(self, paper: ConceptPaper, form: OutlineForm, comparison: Comparison):
        self.paper, self.form, self.comparison = paper, form, comparison
        self.outline = form.outline
        self.decided = {**paper.ticks, **form.ticks}
        entries = [self.shown(entry) for entry in self.outline.in_order() if entry.kind != "meeting"]
        by_key = {one.entry.key: one for one in entries}
        self.top: dict[str, list[ShownEntry]] = {}
        for one in entries:
            above = by_key.get(one.entry.parent)
            (above.within if above else self.top.setdefault(one.entry.kind, [])).append(one)
        self.meeting = [one for entry in self.outline.of_kind("meeting") if (one := self.shown(entry)).fields]

    def shown(self, entry: Entry) -> ShownEntry:
        changes = self.comparison.by_entry[entry.key]
        own = next((change for change in changes if not change.name), None)
        fields = []
        for spec in FIELDS[entry.kind]:
            beside = [self.with_tick(one) for one in changes if one.name == spec.name]
            if spec.name in WHEN_SAID and not entry.get(spec.name) and not beside:
                continue
            if entry.kind == "meeting" and not beside:
                continue
            fields.append(self.field(entry, spec, beside))
        return ShownEntry(entry, fields, self.with_tick(own) if own else None)

    def field(self, entry: Entry, spec: Field, beside: list[ShownChange]) -> ShownField:
        names = ["starts_on", "ends_on"] if spec.shape == "days" else [spec.name]
        names = [f"{entry.key}-{name}" for name in names]
        stored = [str(self.form.stored[name]) for name in names if name in self.form.stored]
        doubts = [] if any(one.change.doubts for one in beside) else entry.doubts.get(spec.name, [])
        return ShownField(spec, [self.form[name] for name in names], beside, stored, doubts)

    def with_tick(self, change: Change) -> ShownChange:
        shown = ShownChange(change, self.is_ticked(change))
        if change.name in IN_WORDS:
            shown.now, shown.said = (self.in_words(change.name, one) for one in (change.now, change.said))
        return shown

    def is_ticked(self, change: Change) -> bool:
        """As it was on the page sent, or saved, while it stood as it does now; else as goes by itself."""
        standing, ticked = self.decided.get(change.key, (None, False))
        return ticked if standing == change.standing else change.is_ticked_by_itself

    def in_words(self, name: str, said: str) -> str:
        if name == "days" and said:
            return days_in_words(*(date.fromisoformat(one) for one in said.split("/")))
        if name == "kind" and said:
            return str(MeetingKind(said).label)
        if name == "theme":
            theme = self.themes.get(said)
            return theme or _("No theme")
        return said

    @cached_property
    def themes(self) -> dict[str, str]:
        """Themes by what stands for them in a change: the key of an entry, or the number of a row."""
        rows = {
            str(change.row.pk): f"{change.row.code} {change.row.title}"
            for change in self.comparison.changes
            if isinstance(change.row, Theme)
        }
        return rows | {entry.key: entry.heading for entry in self.outline.of_kind("theme")}

    @property
    def groups(self) -> list[tuple[str, list[ShownEntry]]]:
        """Headings of the page with the entries under them; empty groups are left out."""
        top = self.top
        groups = [
            (_("The meeting"), self.meeting),
            (_("Themes and roundtables"), top.get("theme", []) + top.get("roundtable", [])),
            (_("Sections"), top.get("section", [])),
            (_("Workshops and side events"), top.get("event", [])),
            (pgettext("of a concept paper", "Footnotes"), top.get("note", [])),
        ]
        return [(heading, entries) for heading, entries in groups if entries]

    @property
    def not_in_paper(self) -> list[tuple[str, list[ShownChange]]]:
        """What the programme has and the paper has not, by what it is."""
        names = {
            "theme": _("Themes"),
            "roundtable": _("Roundtables"),
            "session": _("Sessions"),
            "section": _("Sections"),
        }
        changes = sorted(self.comparison.by_entry[""], key=lambda one: list(names).index(one.kind))
        return [
            (names[kind], [self.with_tick(change) for change in found])
            for kind, found in groupby(changes, key=lambda change: change.kind)
        ]

    @property
    def shown_ticks(self) -> str:
        """All ticks on the page and what each decides on, to be sent back with the form."""
        return " ".join(
            f"{change.key}={change.standing}" for change in self.comparison.changes if change.can_be_ticked
        )

    @property
    def ticked(self) -> int:
        return sum(change.can_be_ticked and self.is_ticked(change) for change in self.comparison.changes)

    @property
    def clashes(self) -> int:
        return sum(change.status == Status.CLASH for change in self.comparison.changes)

    @property
    def counts(self) -> dict[str, int]:
        counted = {
            kind: len(self.outline.of_kind(kind)) for kind in ("theme", "roundtable", "section", "event")
        }
        return counted | {"question": sum(len(one.questions) for one in self.outline.of_kind("roundtable"))}


@dataclass(frozen=True)
class SourceLine:
    """A line of the paper, to which entries lead."""

    number: int
    text: str
    is_heading: bool


def source_of(paper: ConceptPaper) -> list[SourceLine]:
    """The lines of a paper that say something, with the numbers they have in it."""
    lines = []
    for number, line in enumerate(paper.text.split("\n"), 1):
        if line.strip():
            lines.append(SourceLine(number, line.removeprefix("## "), line.startswith("## ")))
    return lines
