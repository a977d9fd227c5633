"""A concept paper beside the programme: what is new, changed, the same, written by hand, or not in the paper.

Three texts are compared for each field: what the programme says now, what this paper says, and what the papers
accepted before said (`ConceptPaper.said`). Where the programme differs from the last, somebody wrote there by
hand; that is never ticked by itself.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from gfmd.comparison import Block, compare
from meetings.languages import texts_of
from meetings.models import DatesKnown, Meeting
from roundtables.models import ConceptPaper, GuidingQuestion, Roundtable, Section, Session
from roundtables.pasted import folded
from roundtables.proposed import FIELDS, Entry, Outline
from roundtables.resemblance import ALIKE, NEARLY_THE_SAME, at_least, likeness, pairs


class Status(StrEnum):
    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    BY_HAND = "by_hand"
    CLASH = "clash"
    REMOVED = "removed"
    LEFT_OUT = "left_out"
    NOT_IN_PAPER = "not_in_paper"
    DROPPED = "dropped"
    UNMATCHED = "unmatched"


STATUS_WORDS = {
    Status.NEW: _("New"),
    Status.SAME: _("The same"),
    Status.CHANGED: _("Changed in the paper"),
    Status.BY_HAND: _("Written by hand; the paper says something else"),
    Status.CLASH: _("Clash: changed by hand, and in the paper too"),
    Status.REMOVED: _("Removed by hand since"),
    Status.LEFT_OUT: _("Left out last time"),
    Status.NOT_IN_PAPER: _("Not in the paper"),
    Status.DROPPED: _("No longer in the paper"),
    Status.UNMATCHED: _("Not matched: the programme has other questions, in another language"),
}
TICKED = {Status.NEW, Status.CHANGED}
REMOVALS = {Status.NOT_IN_PAPER, Status.DROPPED}
# Fields of the rows, by kind of entry: those in several languages, and those that are as they are.
IN_LANGUAGES = {
    "meeting": ("overarching_theme", "city", "venue"),
    "theme": ("title", "rationale"),
    "roundtable": ("title", "background", "expected_outcomes"),
    "session": ("title", "aim"),
    "section": ("title", "text"),
    "event": ("title", "city", "venue"),
    "question": ("text",),
}
PLAIN = {
    "meeting": ("days",),
    "theme": ("code",),
    "roundtable": ("code", "theme"),
    "session": ("code",),
    "section": ("code",),
    "event": ("kind", "days"),
    "question": (),
}
WITH_NOTES = {"rationale", "background", "expected_outcomes", "aim", "text"}


@dataclass
class Change:
    """One thing that can be taken over by itself, or is the same already."""

    key: str  # of its tick: "roundtable-3.title", "remove.question:12"
    kind: str
    name: str  # of the field; empty for a whole entry or a whole row
    now: str
    said: str
    status: Status
    entry: Entry | None = None
    row: Model | None = None
    doubts: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return STATUS_WORDS[self.status]

    @property
    def is_ticked_by_itself(self) -> bool:
        """Never what is doubted, written by hand, or a removal."""
        return self.status in TICKED and bool(self.said) and not self.doubts

    @property
    def standing(self) -> str:
        """What a decision was made for: it holds no longer when the status changes, or a doubt is settled."""
        return f"{self.status}{'+' if self.is_ticked_by_itself else '-'}"

    @property
    def can_be_ticked(self) -> bool:
        return self.status != Status.SAME

    @property
    def removes(self) -> bool:
        return self.status in REMOVALS

    @cached_property
    def blocks(self) -> list[Block]:
        """The difference, word by word."""
        return compare(self.now, self.said)


@dataclass
class Comparison:
    """All changes of a paper in reading order, and a mark of the programme that they were found in."""

    outline: Outline
    changes: list[Change]
    rows: dict[str, Model]  # by key of the entry
    seen: str
    language: str

    @cached_property
    def by_key(self) -> dict[str, Change]:
        return {change.key: change for change in self.changes}

    @cached_property
    def by_entry(self) -> dict[str, list[Change]]:
        """The changes of each entry, by its key; what the paper does not have stands under ""."""
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            found[change.entry.key if change.entry else ""].append(change)
        return found

    @property
    def is_settled(self) -> bool:
        """Whether the programme says all that the paper says."""
        return all(change.status == Status.SAME or change.removes for change in self.changes)


class Programme:
    """The rows of a meeting, read once, and what they say in the paper's language."""

    def __init__(self, meeting: Meeting, language: str):
        self.meeting, self.language = meeting, language
        self.original = (meeting.languages or ["en"])[0]
        self.themes = list(meeting.themes.all())
        self.roundtables = list(meeting.roundtables.prefetch_related("sessions", "questions"))
        self.sections = list(meeting.sections.all())
        self.events = list(meeting.parts.order_by("starts_on", "pk"))

    def says(self, row: Model, name: str) -> str:
        """What a field of a row says, in the paper's language."""
        if name in ("code", "kind"):
            return getattr(row, name)
        if name == "theme":
            return str(row.theme_id or "")
        if name == "days":
            return f"{row.starts_on}/{row.ends_on}" if row.dates_known == DatesKnown.DAY else ""
        original = row.original_language if isinstance(row, Roundtable) else self.original
        return texts_of(getattr(row, name), original).get(self.language, "").replace("\r\n", "\n").strip()

    def everything(self) -> Iterator[tuple[str, Model]]:
        """All rows with the kind of entry they are."""
        yield "meeting", self.meeting
        yield from (("theme", row) for row in self.themes)
        for roundtable in self.roundtables:
            yield "roundtable", roundtable
            yield from (("session", row) for row in roundtable.sessions.all())
            yield from (("question", row) for row in roundtable.questions.all())
        yield from (("section", row) for row in self.sections)
        yield from (("event", row) for row in self.events)

    @property
    def mark(self) -> str:
        """Changes whenever anything of the programme says something else."""
        facts = [
            [kind, row.pk, [self.says(row, name) for name in (*PLAIN[kind], *IN_LANGUAGES[kind])]]
            for kind, row in self.everything()
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def said_key(kind: str, pk: int, name: str, language: str) -> str:
    """How `ConceptPaper.said` names what a paper said of a field."""
    return f"{kind}:{pk}.{name}.{language}" if name in IN_LANGUAGES[kind] else f"{kind}:{pk}.{name}"


def left_key(kind: str, heading: str) -> str:
    """How it names what was proposed and not taken."""
    return f"left.{kind}.{folded(heading)}"


def last_said(meeting: Meeting) -> dict[str, str]:
    """What the papers of a meeting that were accepted so far said."""
    accepted = meeting.concept_papers.filter(accepted_at__isnull=False)
    return accepted.order_by("-accepted_at", "-pk").values_list("said", flat=True).first() or {}


def compared(paper: ConceptPaper) -> Comparison:
    """A concept paper beside the programme of its meeting, as both stand now. Eight queries."""
    outline = Outline.from_dict(paper.proposal)
    return Comparing(paper.meeting, outline, paper.language, last_said(paper.meeting)).comparison()


class Comparing:
    """Finds for each entry its row and for each field its status."""

    def __init__(self, meeting: Meeting, outline: Outline, language: str, said: dict[str, str]):
        self.programme = Programme(meeting, language)
        self.outline, self.language, self.said = outline, language, said
        self.rows: dict[str, Model] = {}

    def comparison(self) -> Comparison:
        self.find_rows()
        changes = [
            change
            for entry in self.outline.in_order()
            if entry.kind != "note"
            for change in self.of_entry(entry)
        ]
        changes += self.not_in_paper()
        return Comparison(self.outline, changes, self.rows, self.programme.mark, self.language)

    # --- Which row an entry is ---------------------------------------------------------------------------

    def find_rows(self) -> None:
        programme = self.programme
        for entry in self.outline.of_kind("meeting"):
            self.rows[entry.key] = programme.meeting
        self.pair(programme.themes, self.outline.of_kind("theme"))
        self.pair(programme.roundtables, self.outline.of_kind("roundtable"))
        for entry in self.outline.of_kind("roundtable"):
            row = self.rows.get(entry.key)
            self.pair(list(row.sessions.all()) if row else [], self.outline.within(entry.key, "session"))
        self.pair(programme.sections, self.outline.of_kind("section"))
        self.pair(programme.events, self.outline.of_kind("event"))

    def pair(self, rows: list, entries: list[Entry]) -> None:
        """By code and title, by title, by code, by a title that is alike, in this order."""

        def titles(row, entry: Entry) -> float:
            title = self.programme.says(row, "title")
            return likeness(title, entry.get("title")) if title and entry.get("title") else 0.0

        def codes(row, entry: Entry) -> bool:
            return bool(entry.get("code")) and folded(getattr(row, "code", "")) == folded(entry.get("code"))

        found = pairs(
            rows,
            entries,
            lambda row, entry: at_least(ALIKE, titles(row, entry)) if codes(row, entry) else 0,
            lambda row, entry: at_least(NEARLY_THE_SAME, titles(row, entry)),
            lambda row, entry: float(codes(row, entry) and self.may_be_renamed(row)),
            lambda row, entry: at_least(0.7, titles(row, entry)),
        )
        self.rows |= {entries[new].key: rows[old] for old, new in found.items()}
        untold = [
            row for row in rows if row not in self.rows.values() and not self.programme.says(row, "title")
        ]
        left = [entry for entry in entries if entry.key not in self.rows and entry.get("title")]
        if len(untold) == len(left):  # in another language alone: the first is the first
            self.rows |= {entry.key: row for entry, row in zip(left, untold, strict=True)}

    def may_be_renamed(self, row) -> bool:
        """Sections are numbered anew in each draft, so that a number alone says nothing."""
        return not isinstance(row, Section)

    # --- What is to be said of it ------------------------------------------------------------------------

    def of_entry(self, entry: Entry) -> Iterator[Change]:
        row = self.rows.get(entry.key)
        if row is None:
            yield self.new_entry(entry)
        for spec in FIELDS[entry.kind]:
            if spec.name == "questions":
                yield from self.of_questions(entry, row)
            elif row is not None:
                yield from self.of_field(entry, spec.name, row)
            elif spec.name in WITH_NOTES and entry.get(spec.name):
                yield self.of_new(entry, spec.name)

    def new_entry(self, entry: Entry) -> Change:
        heading = entry.heading
        doubts = entry.doubts.get("title", []) + entry.doubts.get("code", [])
        return Change(entry.key, entry.kind, "", "", heading, self.newness(entry), entry, None, doubts)

    def newness(self, entry: Entry) -> Status:
        if left_key(entry.kind, entry.heading) in self.said:
            return Status.LEFT_OUT
        return Status.REMOVED if folded(entry.get("title")) in self.gone[entry.kind] else Status.NEW

    @cached_property
    def gone(self) -> dict[str, set[str]]:
        """By kind, what earlier papers said of rows that somebody has removed since: titles, or questions."""
        stands = {f"{kind}:{row.pk}" for kind, row in self.programme.everything()}
        gone: dict[str, set[str]] = defaultdict(set)
        for key, text in self.said.items():
            subject, name = key.partition(".")[::2]
            kind = subject.partition(":")[0]
            heading = "text" if kind == "question" else "title"
            if subject not in stands and name == f"{heading}.{self.language}":
                gone[kind].add(folded(text))
        return gone

    def of_new(self, entry: Entry, name: str) -> Change:
        said = self.outline.with_notes(entry.get(name))
        return self.change(entry, name, "", said, Status.NEW, None)

    def of_field(self, entry: Entry, name: str, row: Model) -> Iterator[Change]:
        now, said = self.programme.says(row, name), self.what_is_said(entry, name)
        before = self.said.get(said_key(entry.kind, row.pk, name, self.language))
        if said:
            yield self.change(entry, name, now, said, status_of(now, said, before), row)
        elif now and before:
            yield self.change(entry, name, now, "", Status.DROPPED, row)

    def what_is_said(self, entry: Entry, name: str) -> str:
        if name == "theme":
            theme = self.rows.get(entry.parent)
            # A theme that is new itself has no number yet: its key differs from any.
            return str(theme.pk) if theme else entry.parent
        if name == "days":
            return entry.days
        return self.outline.with_notes(entry.get(name)) if name in WITH_NOTES else entry.get(name).strip()

    def change(self, entry, name, now, said, status, row, key="") -> Change:
        doubts = entry.doubts.get(name, [])
        return Change(key or f"{entry.key}.{name}", entry.kind, name, now, said, status, entry, row, doubts)

    # --- Guiding questions -------------------------------------------------------------------------------

    def of_questions(self, entry: Entry, row: Roundtable | None) -> Iterator[Change]:
        said = [self.outline.with_notes(text) for text in entry.questions]
        rows = list(row.questions.all()) if row else []
        if not rows:
            if said:
                yield self.change(entry, "questions", "", "\n\n".join(said), Status.NEW, row)
            return
        spoken = [one for one in rows if self.programme.says(one, "text")]
        if not spoken:
            yield from self.translated(entry, rows, said)
            return
        found = pairs(
            spoken, said, lambda one, text: at_least(ALIKE, likeness(self.programme.says(one, "text"), text))
        )
        became = {new: spoken[old] for old, new in found.items()}
        for place, text in enumerate(said):
            if place in became:
                yield self.of_question(entry, became[place], text)
            else:
                yield self.new_question(entry, row, text)
        for old, one in enumerate(spoken):
            if old not in found and said:
                yield self.removal("question", one, entry)
        yield from self.of_order(entry, row, [became[place] for place in sorted(became)])

    def of_order(self, entry: Entry, row: Roundtable, in_paper: list[GuidingQuestion]) -> Iterator[Change]:
        """The order of the questions that stand in both, where it differs."""
        matched = {one.pk for one in in_paper}
        now = in_words(one.pk for one in row.questions.all() if one.pk in matched)
        said = in_words(one.pk for one in in_paper)
        if now == said:
            return
        before = self.said.get(f"roundtable:{row.pk}.order")
        kept = before and in_words(pk for pk in before.split() if int(pk) in matched)
        change = self.change(
            entry, "questions", now, said, status_of(now, said, kept), row, f"{entry.key}.order"
        )
        change.kind = "order"
        yield change

    def of_question(self, entry: Entry, row: GuidingQuestion, text: str) -> Change:
        now = self.programme.says(row, "text")
        before = self.said.get(said_key("question", row.pk, "text", self.language))
        key = f"{entry.key}.question:{row.pk}"
        change = self.change(entry, "questions", now, text, status_of(now, text, before), row, key)
        change.kind = "question"
        return change

    def new_question(self, entry: Entry, row: Roundtable, text: str) -> Change:
        status = Status.NEW
        if left_key(f"question:{row.pk}", text) in self.said:
            status = Status.LEFT_OUT
        elif folded(text) in self.gone["question"]:
            status = Status.REMOVED
        return self.added(entry, row, text, status)

    def added(self, entry: Entry, row: Roundtable, text: str, status: Status) -> Change:
        key = f"{entry.key}.new:{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        change = self.change(entry, "questions", "", text, status, row, key)
        change.kind = "question"
        return change

    def translated(self, entry: Entry, rows: list[GuidingQuestion], said: list[str]) -> Iterator[Change]:
        """Questions that stand in other languages only: the first is the first, if there are as many."""
        if len(rows) == len(said):
            for one, text in zip(rows, said, strict=True):
                yield self.of_question(entry, one, text)
            return
        for text in said:
            yield self.added(entry, rows[0].roundtable, text, Status.UNMATCHED)

    # --- What the paper does not have --------------------------------------------------------------------

    def not_in_paper(self) -> Iterator[Change]:
        """Rows of the programme without an entry; those of roundtables the paper does not have go with these."""
        matched = {(row._meta.model_name, row.pk) for row in self.rows.values()}
        kinds = {"theme", "roundtable", "section", "session"}
        for kind, row in self.programme.everything():
            if kind not in kinds or (kind, row.pk) in matched:
                continue
            if isinstance(row, Session) and ("roundtable", row.roundtable_id) not in matched:
                continue
            yield self.removal(kind, row)

    def removal(self, kind: str, row: Model, entry: Entry | None = None) -> Change:
        name = "text" if kind == "question" else "title"
        now = self.programme.says(row, name) or str(getattr(row, name))
        if kind != "question":
            now = f"{row.code} {now}".strip()
        known = said_key(kind, row.pk, name, self.language) in self.said
        status = Status.DROPPED if known else Status.NOT_IN_PAPER
        shown_at = "questions" if entry else ""
        return Change(f"remove.{kind}:{row.pk}", kind, shown_at, now, "", status, entry, row)


def in_words(pks) -> str:
    return " ".join(str(pk) for pk in pks)


def status_of(now: str, said: str, before: str | None) -> Status:
    """What became of a field, from the programme, this paper, and the last one that was accepted."""
    if now == said:
        return Status.SAME
    if before is None:
        return Status.BY_HAND if now else Status.NEW
    if now == before:
        return Status.CHANGED
    return Status.BY_HAND if said == before else Status.CLASH
