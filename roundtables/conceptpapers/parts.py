"""The parts of an outline while a paper is walked through: which are open, and what text they gather."""

from django.utils.translation import gettext as _

from roundtables.conceptpapers import heads
from roundtables.conceptpapers.bullets import code_parts
from roundtables.conceptpapers.characters import (
    MARK,
    compared,
    plain,
    quoted,
)
from roundtables.conceptpapers.damage import sign_at
from roundtables.conceptpapers.heads import Head, Label
from roundtables.conceptpapers.implied import implied_themes
from roundtables.conceptpapers.outlines import (
    Caution,
    Event,
    Proposal,
    Roundtable,
    Section,
    Session,
    Theme,
)
from roundtables.conceptpapers.prose import Prose
from roundtables.conceptpapers.text import Kind, Paragraph

_EXCERPT = 160


class Parts:
    """Opens parts, knows those met before, and gathers their texts."""

    def __init__(self, paragraphs: list[Paragraph]):
        self.paragraphs = paragraphs
        self.proposal = Proposal()
        self.texts: dict[int, tuple[object, dict[str, Prose]]] = {}  # of each part, by id, then by field
        self.asked: dict[int, tuple[Roundtable, list[Paragraph]]] = {}
        self.title_marks: list[tuple[object, str, str]] = []  # part, label, title up to the mark
        self.labelled: dict[int, tuple[Label, Section]] = {}  # sections that a label opened, by id
        self.levels: dict[int, int] = {}  # of the headings that opened parts
        self.implied = implied_themes(paragraphs)
        self.tables: dict[int, int | None] = {}  # in which parts were opened
        self.filled: set[int] = set()  # sections in which parts of the outline stood
        self.sections: dict[tuple[str, str], Section] = {}  # the last one of each code and title
        self.section: Section | None = None
        self.theme: Theme | None = None
        self.roundtable: Roundtable | None = None
        self.session: Session | None = None
        self.event: Event | None = None
        self.slot = "front"
        self.events: list[Event] = []
        self.shared = ""  # the slot of a label above several roundtables that were met before
        self.depth = 0  # of the items of the list that is being read
        self.lead_in = ""
        self.columns: list[str] = []  # at the head of the table of events that is being read
        self.year: int | None = None
        self.at = self.skip = self.parts = 0
        self.uncoded: int | None = None  # themes without a code, once counted

    def _open_theme(self, head: Head, paragraph: Paragraph) -> Theme:
        title = quoted(head.title)
        theme = self._known(self.proposal.themes, head.code, title)
        if theme is None:
            theme = Theme(head.code, title, line=paragraph.number)
            self.proposal.themes.append(theme)
        self._retitle(theme, title, paragraph)
        self._close()
        self._fill()
        self.theme, self.slot = theme, "rationale"
        return theme

    def _open_roundtable(self, head: Head, paragraph: Paragraph) -> Roundtable:
        title = quoted(head.title)
        theme = self.theme
        prefix = code_parts(head.code)[:-1]
        for other in self.proposal.themes if prefix else ():
            theme = other if code_parts(other.code) == prefix else theme
        siblings = theme.roundtables if theme else self.proposal.roundtables
        everywhere = siblings if theme and not prefix else self.proposal.every_roundtable()
        roundtable = self._known(everywhere, head.code, title)
        if roundtable is None:
            roundtable = Roundtable(head.code, title, line=paragraph.number)
            siblings.append(roundtable)
        self._retitle(roundtable, title, paragraph)
        self.roundtable, self.session, self.event, self.slot = roundtable, None, None, "background"
        self._fill()
        return roundtable

    def _open_session(self, head: Head, paragraph: Paragraph) -> Session | Roundtable:
        title = quoted(head.title)
        prefix = code_parts(head.code)[:-1]
        owner = self.roundtable
        for roundtable in self.proposal.every_roundtable() if prefix else ():
            owner = roundtable if code_parts(roundtable.code) == prefix else owner
        if owner is None and self.theme:
            return self._session_as_roundtable(head, paragraph)
        siblings = owner.sessions if owner else self.proposal.sessions
        session = self._known(siblings, head.code, title)
        if session is None:
            session = Session(head.code, title, line=paragraph.number)
            siblings.append(session)
        session.title = session.title or title
        self.session, self.event, self.slot = session, None, "aim"
        self.roundtable = owner
        self._fill()
        return session

    def _session_as_roundtable(self, head: Head, paragraph: Paragraph) -> Roundtable:
        """A session directly beneath a theme does what a roundtable does elsewhere."""
        roundtable = self._open_roundtable(head, paragraph)
        message = _("Session %(code)s stands directly beneath a theme; it is proposed as a roundtable.")
        self.caution("session", message % {"code": head.code}, paragraph, roundtable)
        return roundtable

    def _open_coded_section(self, head: Head, paragraph: Paragraph) -> Section:
        return self._open_section(head.code, head.title, paragraph)

    def _open_section(self, code: str, title: str, paragraph: Paragraph) -> Section:
        self._close()
        section = Section(code, quoted(plain(title)), line=paragraph.number)
        key = (code, compared(section.title))
        known = self.sections.get(key) if title else None
        if known and self._is_bare(known):
            section = known
        else:
            self.proposal.sections.append(section)
            self.sections[key] = section
        self.section, self.slot = section, "section"
        self.levels[id(section)] = paragraph.level if paragraph.kind == Kind.HEADING else 0
        self.lead_in, self.year = "", None
        self._note_title_marks(section, paragraph)
        return section

    def _known(self, parts: list, code: str, title: str):
        """A part already met under the same code: overviews name what is described further down."""
        for part in parts:
            same_code = bool(code) and code_parts(part.code) == code_parts(code)
            if same_code and (
                not title or not part.title or _are_alike(part.title, title) or self._is_bare(part)
            ):
                return part
            if not code and not part.code and compared(part.title) == compared(title):
                return part
        return None

    def _is_bare(self, part) -> bool:
        """Whether nothing was said of a part but its code and title."""
        _part, texts = self.texts.get(id(part), (part, {}))
        has_text = any(not prose.is_empty() for prose in texts.values())
        return not (
            has_text
            or self.asked.get(id(part))
            or getattr(part, "roundtables", None)
            or getattr(part, "sessions", None)
        )

    def _retitle(self, part, title: str, paragraph: Paragraph) -> None:
        if self._is_bare(part):
            part.line = paragraph.number
        if part.title and title and not _are_alike(part.title, title):
            message = _(
                "%(code)s has two titles in the paper: “%(one)s” and “%(other)s”. The second is taken."
            )
            self.caution(
                "duplicate", message % {"code": part.code, "one": part.title, "other": title}, paragraph, part
            )
            part.title = title
        part.title = part.title or title

    def _any_section(self, paragraph: Paragraph) -> Section:
        return self.section or self._open_section("", "", paragraph)

    def _close(self) -> None:
        self.theme = self.roundtable = self.session = self.event = None

    def _fill(self) -> None:
        if self.section:
            self.filled.add(id(self.section))

    def prose_of(self, part, field: str) -> Prose:
        """The text a part gathers in one of its fields."""
        return self.texts.setdefault(id(part), (part, {}))[1].setdefault(field, Prose())

    def _add(self, part, field: str, paragraph: Paragraph) -> None:
        if paragraph.damage:
            self._damaged(paragraph, part, field)
        self.prose_of(part, field).add(paragraph)

    def _damaged(self, paragraph: Paragraph, part, field: str) -> None:
        """Leaves a damaged passage out of the outline, and says so with its text."""
        if hasattr(part, "damaged"):
            part.damaged = True
        at = max(sign_at(paragraph.text) - _EXCERPT // 2, 0)
        excerpt = paragraph.text[at : at + _EXCERPT].strip()
        message = _("Damaged passage, left out: %(reasons)s.") % {"reasons": "; ".join(paragraph.damage)}
        caution = Caution("damage", message, paragraph.number, field, excerpt, paragraph.text, part)
        self.proposal.warnings.append(caution)

    def _withhold_title(self, part, paragraph: Paragraph) -> None:
        self._damaged(paragraph, part, "title")
        part.title = ""

    def caution(self, kind: str, message: str, paragraph: Paragraph, part=None) -> None:
        """Warns of something at a paragraph."""
        self.proposal.warnings.append(Caution(kind, message, paragraph.number, part=part))

    def _note_title_marks(self, part, paragraph: Paragraph) -> None:
        below = self.paragraphs[self.at + 1] if self.skip else None
        for source in filter(None, (paragraph, below)):
            for mark in MARK.finditer(source.text):
                if len(source.text) < 2 * heads.LONGEST_TITLE:
                    self.title_marks.append((part, mark[1], plain(source.text[: mark.start()])))


def _are_alike(one: str, other: str) -> bool:
    """Whether two titles are the same but for a few words: the shorter stands in the longer, or most words agree."""
    first, second = set(compared(one).split()), set(compared(other).split())
    shared = len(first & second)
    return shared >= 0.6 * min(len(first), len(second)) if first and second else True


def bold_lead(paragraph: Paragraph) -> tuple[str, str]:
    """The bold words a paragraph begins with, and the rest that is not bold."""
    text = paragraph.text
    end = text.find("**", 3, 400) if text.startswith("**") else -1
    return (text[2:end].strip(), text[end + 2 :].lstrip(" :.–—-").rstrip()) if end > 0 else ("", "")
