"""Writing into the programme what was ticked of a concept paper, by the acts a person would do."""

from copy import copy
from datetime import date

from django.db.models import Model
from i18nfield.strings import LazyI18nString

from accounts.models import Person
from gfmd.moves import Refused, Stale
from meetings.actions import change_meeting, open_meeting
from meetings.models import DatesKnown, Meeting
from meetings.slugs import free_slug
from roundtables.actions.faults import Fault, Faulty
from roundtables.actions.ordering import renumber, write_positions
from roundtables.actions.questions import add_questions, order_questions, remove_question
from roundtables.actions.roundtables import add_roundtable, change_roundtable, remove_roundtable
from roundtables.actions.rules import TooManyThemes
from roundtables.actions.sections import add_section, change_section, remove_section
from roundtables.actions.sessions import add_session, change_session, remove_session
from roundtables.actions.themes import add_theme, change_theme, remove_theme
from roundtables.actions.writing import digest, keep_text, write_brief
from roundtables.comparing import (
    IN_LANGUAGES,
    PLAIN,
    Change,
    Comparison,
    Status,
    last_said,
    left_key,
    said_key,
)
from roundtables.content import with_text
from roundtables.models import ConceptPaper, GuidingQuestion, Roundtable, Section, Session, Theme
from roundtables.pasted import folded
from roundtables.proposed import Entry, Outline

MODELS = {"theme": Theme, "roundtable": Roundtable, "session": Session, "section": Section, "event": Meeting}
REMOVE = {
    "question": remove_question,
    "session": remove_session,
    "roundtable": remove_roundtable,
    "section": remove_section,
    "theme": remove_theme,
}
# Parts of a brief are written by `write_brief`, which minds translations and those who write beside us.
PARTS_OF_BRIEF = {"background": "background", "expected_outcomes": "outcomes"}


class Taking:
    """What is ticked of one comparison. The meeting, its roundtables and the paper are locked by the caller."""

    def __init__(self, paper: ConceptPaper, comparison: Comparison, taken: list[Change], *, by: Person):
        self.paper, self.meeting, self.comparison, self.by = paper, paper.meeting, comparison, by
        self.outline: Outline = comparison.outline
        self.language = comparison.language
        self.taken = {change.key: change for change in taken}
        self.rows: dict[str, Model] = dict(comparison.rows)
        self.questions: dict[str, list[GuidingQuestion]] = {}  # added, by key of the roundtable's entry

    # --- What is ticked ----------------------------------------------------------------------------------

    def of_entry(self, entry: Entry) -> dict[str, Change]:
        """The ticked changes of an entry's fields that stands in the programme, or will."""
        return {
            change.name: change
            for change in self.comparison.by_entry[entry.key]
            if change.key in self.taken and change.kind == entry.kind and change.name
        }

    def is_written(self, entry: Entry) -> bool:
        """Whether an entry stands in the programme already, or is ticked with all it stands in."""
        if entry.key in self.comparison.rows:
            return True
        if entry.key not in self.taken:
            return False
        above = self.outline.entry(entry.parent) if entry.kind == "session" else None
        return above is None or self.is_written(above)

    @property
    def removed(self) -> list[Change]:
        """The ticked removals of whole rows; a text that is emptied is a change of its row."""
        return [change for change in self.taken.values() if change.key.startswith("remove.")]

    # --- Writing -----------------------------------------------------------------------------------------

    def write(self) -> None:
        """Removals come first, so that codes and places are free; then themes, and what stands under them."""
        for kind in ("question", "session", "roundtable", "section"):
            self.remove(kind)
        self.move_out_of_removed_themes()
        self.remove("theme")
        for kind in ("theme", "roundtable", "section", "event"):
            entries = [one for one in self.outline.in_order() if one.kind == kind and self.is_written(one)]
            self.write_entries(entries)
            self.put_in_place(kind, entries)
        for entry in self.outline.of_kind("roundtable"):
            if self.is_written(entry):
                self.write_questions(entry)
                sessions = [one for one in self.outline.within(entry.key, "session") if self.is_written(one)]
                self.write_entries(sessions)
                self.put_in_place("session", sessions)
        for entry in self.outline.of_kind("meeting"):
            self.write_entry(entry)

    def remove(self, kind: str) -> None:
        for change in self.removed:
            if change.kind == kind:
                REMOVE[kind](**{kind: fresh(change.row)}, by=self.by)

    def move_out_of_removed_themes(self) -> None:
        """A roundtable that goes to another theme leaves the old one before that is removed."""
        going = {change.row.pk for change in self.removed if change.kind == "theme"}
        for change in self.taken.values():
            if change.name == "theme" and change.row and change.row.theme_id in going:
                row = fresh(change.row)
                row.theme = None
                change_roundtable(roundtable=row, seen=row.changed_at.isoformat(), by=self.by)

    def write_entries(self, entries: list[Entry]) -> None:
        """Those whose new code is free go first. Where codes go round in a ring, one steps aside."""
        waiting = list(entries)
        while waiting:
            free = [one for one in waiting if not self.waits_for_code(one, waiting)]
            if not free:
                row = self.rows[waiting[0].key]
                type(row).objects.filter(pk=row.pk).update(code=f"({row.pk})")
                continue
            for entry in free:
                self.write_entry(entry)
                waiting.remove(entry)

    def waits_for_code(self, entry: Entry, waiting: list[Entry]) -> bool:
        """Whether the code this entry takes belongs to a row that has yet to give it up."""
        is_new = entry.key not in self.rows
        if entry.kind in ("section", "event") or not (is_new or "code" in self.of_entry(entry)):
            return False
        holders = MODELS[entry.kind].objects.filter(
            pk__in=[self.rows[one.key].pk for one in waiting if one is not entry and one.key in self.rows]
        )
        return holders.filter(code=entry.get("code").strip()).exists()

    def write_entry(self, entry: Entry) -> None:
        """Raises Faulty with the sentence of a rule that forbids it, beside the entry it forbids."""
        row = self.rows.get(entry.key)
        try:
            if row is None:
                self.rows[entry.key] = getattr(self, f"add_{entry.kind}")(entry)
            elif self.of_entry(entry):
                getattr(self, f"change_{entry.kind}")(entry, fresh(row), self.of_entry(entry))
        except (Stale, TooManyThemes):
            raise
        except Refused as refusal:
            name = "overarching_theme" if entry.kind == "meeting" else "title"
            raise Faulty([Fault(entry.key, name, str(refusal))]) from refusal

    def text(self, entry: Entry, name: str) -> LazyI18nString:
        """A text of a new row; empty when it is not ticked."""
        change = self.of_entry(entry).get(name)
        return self.translated(change.said if change else "")

    def translated(self, text: str) -> LazyI18nString:
        return LazyI18nString({self.language: text} if text else {})

    def title(self, entry: Entry) -> LazyI18nString:
        return self.translated(entry.get("title").strip())

    def set(self, row: Model, changes: dict[str, Change]) -> None:
        """Put the ticked texts and codes into a row, beside what it says in other languages."""
        kind = next(iter(changes.values())).kind
        original = getattr(row, "original_language", (self.meeting.languages or ["en"])[0])
        for name, change in changes.items():
            if name in IN_LANGUAGES[kind]:
                setattr(row, name, with_text(getattr(row, name), self.language, change.said, original))
            elif name in ("code", "kind"):
                setattr(row, name, change.said)
            elif name == "days":
                set_days(row, change.said)

    # --- Themes, roundtables, sessions, sections ---------------------------------------------------------

    def add_theme(self, entry: Entry) -> Theme:
        theme = Theme(meeting=self.meeting, code=entry.get("code").strip(), title=self.title(entry))
        theme.rationale = self.text(entry, "rationale")
        return add_theme(theme=theme, by=self.by)

    def change_theme(self, entry: Entry, theme: Theme, changes: dict[str, Change]) -> None:
        self.set(theme, changes)
        change_theme(theme=theme, seen=theme.changed_at.isoformat(), by=self.by)

    def theme_of(self, entry: Entry) -> Theme | None:
        theme = self.rows.get(entry.parent)
        return theme if isinstance(theme, Theme) else None

    def add_roundtable(self, entry: Entry) -> Roundtable:
        roundtable = Roundtable(
            meeting=self.meeting,
            theme=self.theme_of(entry),
            code=entry.get("code").strip(),
            title=self.title(entry),
            original_language=self.language,
            background=self.text(entry, "background"),
            expected_outcomes=self.text(entry, "expected_outcomes"),
        )
        return add_roundtable(roundtable=roundtable, by=self.by)

    def change_roundtable(self, entry: Entry, roundtable: Roundtable, changes: dict[str, Change]) -> None:
        facts = {name: one for name, one in changes.items() if name in ("code", "title")}
        if "theme" in changes and self.is_theme_written(entry):
            roundtable.theme = self.theme_of(entry)
            facts["theme"] = changes["theme"]
        if facts:
            self.set(roundtable, facts)
            change_roundtable(roundtable=roundtable, seen=roundtable.changed_at.isoformat(), by=self.by)

    def is_theme_written(self, entry: Entry) -> bool:
        theme = self.outline.entry(entry.parent)
        return theme is None or self.is_written(theme)

    def add_session(self, entry: Entry) -> Session:
        session = Session(
            roundtable=self.rows[entry.parent],
            code=entry.get("code").strip(),
            title=self.title(entry),
            aim=self.text(entry, "aim"),
        )
        return add_session(session=session, by=self.by)

    def change_session(self, entry: Entry, session: Session, changes: dict[str, Change]) -> None:
        self.set(session, changes)
        change_session(session=session, seen=session.changed_at.isoformat(), by=self.by)

    def add_section(self, entry: Entry) -> Section:
        section = Section(meeting=self.meeting, code=entry.get("code").strip(), title=self.title(entry))
        section.text = self.text(entry, "text")
        return add_section(section=section, by=self.by)

    def change_section(self, entry: Entry, section: Section, changes: dict[str, Change]) -> None:
        self.set(section, changes)
        change_section(section=section, seen=section.changed_at.isoformat(), by=self.by)

    # --- The text of a brief -----------------------------------------------------------------------------

    def write_questions(self, entry: Entry) -> None:
        """Background, outcomes and questions of a roundtable; a question that was changed keeps its row."""
        roundtable = self.rows[entry.key]
        was_there = entry.key in self.comparison.rows
        changes = [one for one in self.comparison.by_entry[entry.key] if one.key in self.taken]
        parts = [(f"question-{one.row.pk}", one) for one in changes if is_changed_question(one)]
        if was_there:
            parts += [(PARTS_OF_BRIEF[one.name], one) for one in changes if one.name in PARTS_OF_BRIEF]
        if parts:
            self.write_parts(roundtable, dict(parts))
        new = [one.said for one in changes if one.kind == "question" and not one.now and is_added(one)]
        if any(one.kind == "roundtable" and one.name == "questions" for one in changes):
            new = [self.outline.with_notes(text) for text in entry.questions]
        if new:
            added = add_questions(roundtable=roundtable, texts=new, language=self.language, by=self.by)
            self.questions[entry.key] = added.questions
        if new or f"{entry.key}.order" in self.taken:
            self.put_questions_in_place(entry, self.questions.get(entry.key, []))

    def write_parts(self, roundtable: Roundtable, parts: dict[str, Change]) -> None:
        kept = roundtable.kept_texts.filter(language=self.language, person=self.by).first()
        written = write_brief(
            roundtable=roundtable,
            language=self.language,
            parts={key: change.said for key, change in parts.items()},
            seen={key: digest(change.now) for key, change in parts.items()},
            by=self.by,
        )
        if written.clashes:
            raise Stale
        if kept:  # what one is typing elsewhere is not what was saved here
            keep_text(
                roundtable=roundtable, language=self.language, parts=kept.parts, seen=kept.seen, by=self.by
            )

    def put_questions_in_place(self, entry: Entry, added: list[GuidingQuestion]) -> None:
        """New ones after those they follow in the paper; with the order ticked, all that the paper has."""
        rows = list(GuidingQuestion.objects.filter(roundtable=self.rows[entry.key]))
        by_text = {folded(texts_in(one.text, self.language)): one for one in rows}
        wanted = [by_text.get(folded(self.outline.with_notes(text))) for text in entry.questions]
        wanted = [one for one in wanted if one]
        is_ordered = f"{entry.key}.order" in self.taken
        order_questions(
            roundtable=self.rows[entry.key],
            questions=placed(rows, wanted if is_ordered else added, wanted),
            by=self.by,
        )

    # --- The meeting, and those within it ----------------------------------------------------------------

    def change_meeting(self, entry: Entry, meeting: Meeting, changes: dict[str, Change]) -> None:
        self.set(meeting, changes)
        chairs = list(meeting.chairs.all())
        change_meeting(meeting=meeting, chairs=chairs, seen=meeting.changed_at.isoformat(), by=self.by)

    change_event = change_meeting

    def add_event(self, entry: Entry) -> Meeting:
        """A draft within the meeting, with its chairs, languages and time zone; its days when they are certain."""
        event = Meeting(
            parent=self.meeting,
            kind=entry.get("kind"),
            title=self.title(entry),
            city=self.translated(entry.get("city").strip()),
            venue=self.translated(entry.get("venue").strip()),
            time_zone=self.meeting.time_zone,
            languages=self.meeting.languages,
            delegation_limit=self.meeting.delegation_limit,
            maximum_themes=self.meeting.maximum_themes,
        )
        set_days(event, entry.days)
        event.slug = free_slug(event.title, event.kind, event.starts_on or self.meeting.starts_on)
        return open_meeting(
            meeting=event,
            chairmanship=self.meeting.chairmanship,
            chairs=list(self.meeting.chairs.all()),
            by=self.by,
        )

    # --- In the order of the paper -----------------------------------------------------------------------

    def put_in_place(self, kind: str, entries: list[Entry]) -> None:
        """What is new stands after what precedes it in the paper; what stood there keeps its order."""
        wanted = [self.rows[one.key] for one in entries]
        added = [self.rows[one.key] for one in entries if one.key not in self.comparison.rows]
        if kind == "event" or not added or len(added) == len(wanted):
            return
        if kind == "session":
            standing = list(Session.objects.filter(roundtable=added[0].roundtable_id))
        else:
            standing = list(MODELS[kind].objects.filter(meeting=self.meeting))
        write_positions(MODELS[kind], placed(standing, added, wanted))
        if kind in ("theme", "roundtable"):
            renumber(self.meeting)

    # --- What the paper said, for the next one -----------------------------------------------------------

    def said(self) -> dict[str, str]:
        """What this paper and those before it say of each row, taken over or not."""
        said = last_said(self.meeting)
        removed = {f"{change.kind}:{change.row.pk}" for change in self.removed}
        for entry in self.outline.entries:
            row = self.rows.get(entry.key)
            if row is not None and entry.kind != "note":
                said |= self.said_of(entry, row)
            elif entry.kind != "note":
                said[left_key(entry.kind, entry.heading)] = ""
        for entry in self.outline.of_kind("roundtable"):
            said |= self.said_of_questions(entry)
        return {key: text for key, text in said.items() if key.partition(".")[0] not in removed}

    def said_of(self, entry: Entry, row: Model) -> dict[str, str]:
        said = {}
        for name in (*PLAIN[entry.kind], *IN_LANGUAGES[entry.kind]):
            text = self.outline.with_notes(entry.get(name)) if name != "days" else entry.days
            if name == "theme":
                theme = self.theme_of(entry)
                text = str(theme.pk) if theme else ""
            if text:
                said[said_key(entry.kind, row.pk, name, self.language)] = text
        return said

    def said_of_questions(self, entry: Entry) -> dict[str, str]:
        said = {}
        row = self.rows.get(entry.key)
        if row is not None:
            said[f"roundtable:{row.pk}.order"] = self.order_said(entry, row)
        for change in self.comparison.by_entry[entry.key]:
            if change.kind == "question" and change.said and is_changed_question(change, or_same=True):
                said[said_key("question", change.row.pk, "text", self.language)] = change.said
            elif change.kind == "question" and change.said and change.key not in self.taken:
                said[left_key(f"question:{row.pk}", change.said)] = ""
        for question in self.questions.get(entry.key, []):
            key = said_key("question", question.pk, "text", self.language)
            said[key] = texts_in(question.text, self.language)
        return said

    def order_said(self, entry: Entry, row: Roundtable) -> str:
        """The questions of a roundtable in the order of the paper, as far as they are the programme's."""
        changes = [one for one in self.comparison.by_entry[entry.key] if one.kind == "order"]
        if changes:
            return changes[0].said
        return " ".join(str(pk) for pk in row.questions.values_list("pk", flat=True))


def fresh(row: Model) -> Model:
    """A row as it stands now, to be changed and saved."""
    return copy(type(row).objects.get(pk=row.pk))


def texts_in(value, language: str) -> str:
    stored = getattr(value, "data", value)
    return stored.get(language, "") if isinstance(stored, dict) else str(stored)


def is_changed_question(change: Change, *, or_same: bool = False) -> bool:
    """A question of the programme that the paper words anew, or for the first time in its language."""
    return (
        change.kind == "question"
        and ".question:" in change.key
        and not change.removes
        and (or_same or change.status != Status.SAME)
    )


def is_added(change: Change) -> bool:
    return ".new:" in change.key


def placed(standing: list, added: list, wanted: list) -> list:
    """The standing rows in their order, and each added one after the one that precedes it among the wanted."""
    rows = [row for row in standing if row not in added]
    before = None
    for row in wanted:
        if row in added:
            rows.insert(rows.index(before) + 1 if before in rows else 0, row)
        before = row
    return rows


def set_days(meeting: Meeting, days: str) -> None:
    if days:
        meeting.starts_on, meeting.ends_on = (date.fromisoformat(one) for one in days.split("/"))
        meeting.dates_known = DatesKnown.DAY
