"""What a paper proposes: themes, roundtables, sessions, workshops, sections and what goes with them."""

import datetime
from dataclasses import dataclass, field


@dataclass(eq=False)
class Question:
    """A guiding question; `line` is its line or paragraph in the paper, as in every part."""

    text: str
    line: int = 0


@dataclass(eq=False)
class Session:
    """A numbered part of a roundtable."""

    code: str
    title: str = ""
    aim: str = ""  # Markdown
    line: int = 0
    damaged: bool = False


@dataclass(eq=False)
class Roundtable:
    """A roundtable; what stands in the paper before its outcomes and questions is its background."""

    code: str
    title: str = ""
    background: str = ""  # Markdown, as the next
    expected_outcomes: str = ""
    guiding_questions: list[Question] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    line: int = 0
    damaged: bool = False


@dataclass(eq=False)
class Theme:
    """A theme with its roundtables, in the order of the paper."""

    code: str
    title: str = ""
    rationale: str = ""  # Markdown
    roundtables: list[Roundtable] = field(default_factory=list)
    line: int = 0
    damaged: bool = False


@dataclass
class Facts:
    """What a paper says of its meeting, as written."""

    dates: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    place: str = ""
    city: str = ""
    venue: str = ""
    organizers: str = ""
    co_chairs: str = ""
    host: str = ""
    constituencies: list[str] = field(default_factory=list)
    participants: int | None = None


@dataclass(eq=False)
class Event:
    """A workshop or a side event."""

    title: str
    code: str = ""
    date: str = ""  # as written
    starts_on: datetime.date | None = None  # only where day, month and year are certain
    ends_on: datetime.date | None = None
    place: str = ""
    text: str = ""  # Markdown
    lead_in: str = ""  # the sentence that introduced the list it stood in
    facts: Facts | None = None  # of a workshop the whole paper is about
    line: int = 0
    damaged: bool = False


@dataclass(eq=False)
class Section:
    """Any other part of the paper."""

    code: str = ""
    title: str = ""
    text: str = ""  # Markdown
    line: int = 0
    damaged: bool = False


@dataclass(eq=False)
class Footnote:
    """A footnote, and the word in the outline after which its mark `[^label]` stands."""

    label: str
    text: str
    where: str = ""  # "themes[1].rationale"; a mark in a title is not written there, but is said here
    word: str = ""
    follows: str = ""  # the last words before the mark
    line: int = 0


@dataclass(eq=False)
class Caution:
    """Something for a person to look at: `kind` is damage, gap, untitled, duplicate, unplaced, footnote or theme."""

    kind: str
    message: str
    line: int = 0
    where: str = ""
    excerpt: str = ""
    text: str = ""  # the whole passage, where it stands nowhere in the outline
    part: object = field(default=None, repr=False)


@dataclass
class Proposal:
    """The outline a paper proposes. Nothing of it is stored anywhere."""

    title: str = ""
    language: str = ""
    overarching_theme: str = ""
    front_matter: list[str] = field(default_factory=list)  # the lines above the first heading
    meeting: Facts = field(default_factory=Facts)
    themes: list[Theme] = field(default_factory=list)
    roundtables: list[Roundtable] = field(default_factory=list)  # those without a theme
    sessions: list[Session] = field(default_factory=list)  # those without a roundtable
    workshops: list[Event] = field(default_factory=list)
    side_events: list[Event] = field(default_factory=list)
    objectives: list[Question] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    is_damaged: bool = False

    def every_roundtable(self) -> list[Roundtable]:
        """All roundtables, those of themes first."""
        return [*(roundtable for theme in self.themes for roundtable in theme.roundtables), *self.roundtables]

    def paths(self):
        """Every part with its path, such as `themes[0].roundtables[1]`, in the order of the outline."""
        for i, theme in enumerate(self.themes):
            yield f"themes[{i}]", theme
            for j, roundtable in enumerate(theme.roundtables):
                yield from _roundtable_paths(f"themes[{i}].roundtables[{j}]", roundtable)
        for i, roundtable in enumerate(self.roundtables):
            yield from _roundtable_paths(f"roundtables[{i}]", roundtable)
        for name in ("sessions", "workshops", "side_events", "objectives", "sections"):
            for i, part in enumerate(getattr(self, name)):
                yield f"{name}[{i}]", part

    def as_dict(self) -> dict:
        """The proposal in plain values, as `manage.py outline` prints it."""
        return {
            "title": self.title,
            "language": self.language,
            "overarching_theme": self.overarching_theme,
            "meeting": _plain(self.meeting),
            "themes": [_theme(theme) for theme in self.themes],
            "roundtables": [_roundtable(roundtable) for roundtable in self.roundtables],
            "sessions": [_plain(session) for session in self.sessions],
            "workshops": [_event(event) for event in self.workshops],
            "side_events": [_event(event) for event in self.side_events],
            "objectives": [objective.text for objective in self.objectives],
            "sections": [_plain(section) for section in self.sections],
            "footnotes": [_plain(footnote) for footnote in self.footnotes],
            "warnings": [_plain(caution, without=("part",)) for caution in self.warnings],
            "front_matter": list(self.front_matter),
            "damaged": self.is_damaged,
        }


def _roundtable_paths(path: str, roundtable: Roundtable):
    yield path, roundtable
    for i, question in enumerate(roundtable.guiding_questions):
        yield f"{path}.guiding_questions[{i}]", question
    for i, session in enumerate(roundtable.sessions):
        yield f"{path}.sessions[{i}]", session


def _plain(part, without: tuple[str, ...] = ()) -> dict:
    values = {name: value for name, value in vars(part).items() if name not in without}
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in values.items()
    }


def _event(event: Event) -> dict:
    told = event.facts or Facts()
    facts = {
        name: value
        for name, value in _plain(told).items()
        if name in ("venue", "organizers", "co_chairs", "host", "constituencies", "participants")
    }
    return {**_plain(event, without=("facts",)), **(facts if event.facts else {})}


def _theme(theme: Theme) -> dict:
    return {**_plain(theme), "roundtables": [_roundtable(roundtable) for roundtable in theme.roundtables]}


def _roundtable(roundtable: Roundtable) -> dict:
    return {
        **_plain(roundtable),
        "guiding_questions": [question.text for question in roundtable.guiding_questions],
        "sessions": [_plain(session) for session in roundtable.sessions],
    }


def with_definitions(text: str, footnotes: list[Footnote]) -> str:
    """A Markdown text with the definitions of the footnotes it refers to at its end."""
    used = [footnote for footnote in footnotes if f"[^{footnote.label}]" in text]
    return "\n\n".join([text, *(f"[^{footnote.label}]: {footnote.text}" for footnote in used)])
