"""Walks through a paper once and puts each paragraph where it belongs."""

from dataclasses import replace

from django.utils.translation import gettext as _

from roundtables.conceptpapers import facts, heads, limits
from roundtables.conceptpapers.bullets import code_parts, dotted, enumerated
from roundtables.conceptpapers.characters import begins_lower, ends_open, ends_sentence, folded, plain, quoted
from roundtables.conceptpapers.heads import (
    Head,
    Label,
    is_structural,
    read_head,
    read_label,
    read_lead_in,
)
from roundtables.conceptpapers.items import LONGEST_HEADING, heading_number
from roundtables.conceptpapers.listed import Listed
from roundtables.conceptpapers.outlines import Proposal
from roundtables.conceptpapers.parts import bold_lead
from roundtables.conceptpapers.prose import asks
from roundtables.conceptpapers.text import Kind, Paragraph
from roundtables.conceptpapers.words import APPENDED

LONGEST_FRONT_LINE = 160
_APPENDED = tuple(folded(word) for word in APPENDED)
# Labels that begin a part of the whole paper wherever they stand.
_OF_THE_PAPER = {"workshops", "side_events"}
_FRONT = {"other", "when", "where", "organizers", "co_chairs", "host", "participants"}


class Builder(Listed):
    """Walks through the paragraphs; `paragraphs` are mended, with lists and headings told apart."""

    def build(self) -> Proposal:
        """The proposal with its parts; texts are still gathered, see `finishing`."""
        for i in range(len(self.paragraphs)):
            if self.skip:
                self.skip -= 1
                continue
            self._take(i)
        return self.proposal

    def _take(self, i: int) -> None:
        paragraph, self.at = self.paragraphs[i], i
        is_heading = paragraph.kind == Kind.HEADING
        if paragraph.kind == Kind.ROW:
            return self._text(i, paragraph)
        if i in self.implied:
            return self._head(i, self.implied[i])
        lead, rest = bold_lead(paragraph)
        head = read_head(lead, is_heading) if lead else None
        if head and not (head.title or len(rest) > LONGEST_HEADING):
            head = None
        if head:
            head = replace(head, text=rest)
        head = head or read_head(paragraph.text, is_heading)
        head = head if self.parts < limits.OUTLINE_PARTS else None
        label = read_label(lead) if lead else None
        label = replace(label, text=rest) if label and not label.text else read_label(paragraph.text)
        if label and "overarching" in label.kinds:
            return self._overarching(i, label)
        if head and not (paragraph.kind == Kind.ITEM and self.slot == "questions" and asks(paragraph.text)):
            return self._head(i, head)
        if label and not (paragraph.kind == Kind.ITEM and label.text):
            if (
                self.slot == "front"
                and set(label.kinds) <= _FRONT
                and (label.text or label.kinds == ("other",))
            ):
                return self._front(i, paragraph)
            if self._label(i, label):
                return None
        if (code := dotted(plain(paragraph.text[:400]))) and self._dotted(i, *code):
            return None
        if is_heading and not paragraph.damage:
            return self._heading(i)
        return self._text(i, paragraph)

    def _head(self, i: int, head: Head) -> None:
        paragraph = self.paragraphs[i]
        self.parts += 1
        inner = read_head(head.title) if head.kind in ("theme", "roundtable") and head.title else None
        if inner and (head.kind, inner.kind) in (("theme", "roundtable"), ("roundtable", "session")):
            opened = replace(head, title="")  # "Theme 1 – Roundtable 1.1: …"
            self._open_theme(opened, paragraph) if head.kind == "theme" else self._open_roundtable(
                opened, paragraph
            )
            return self._head(i, inner)
        title = head.title or self._title_below(i)
        if head.kind == "theme" and not head.code and self._is_only_theme():
            self.proposal.overarching_theme = self.proposal.overarching_theme or quoted(title)
            return None
        head = replace(head, title=title)
        openers = {
            "theme": self._open_theme,
            "roundtable": self._open_roundtable,
            "session": self._open_session,
            "section": self._open_coded_section,
        }
        slot = self._shared_slot(i, head)
        part = openers.get(head.kind, self._open_event)(head, paragraph)
        self.shared, self.slot = slot, slot or self.slot
        self.levels[id(part)] = paragraph.level if paragraph.kind == Kind.HEADING else 0
        self.tables[id(part)] = paragraph.cell[0] if paragraph.cell else None
        self._note_title_marks(part, paragraph)
        if paragraph.damage:
            self._withhold_title(part, paragraph)
        if head.text:
            self._text(i, replace(paragraph, text=head.text, kind=Kind.PLAIN, damage=[]))
        return None

    def _shared_slot(self, i: int, head: Head) -> str:
        """What a label holds for several roundtables: "Expected outcomes", beneath it "Roundtable 1.1", …"""
        if head.kind != "roundtable" or not head.code:
            return ""
        known = self._known(self.proposal.every_roundtable(), head.code, quoted(head.title))
        if known is None or self._is_bare(known):
            return ""
        before = read_label(self.paragraphs[i - 1].text) if i else None
        kind = before.kinds[0] if before and not before.text else ""
        return kind if kind in ("outcomes", "questions") else self.shared

    def _title_below(self, i: int) -> str:
        """A title that stands on the line below its code."""
        if i + 1 >= len(self.paragraphs):
            return ""
        below = self.paragraphs[i + 1]
        text = plain(below.text)
        if (
            below.kind not in (Kind.PLAIN, Kind.HEADING)
            or below.damage
            or not text
            or len(text) > heads.LONGEST_TITLE
        ):
            return ""
        if heads.is_structural(below.text) or read_lead_in(below.text) or text[-1] in ".;:" or dotted(text):
            return ""
        if enumerated(text) or (begins_lower(text) and below.kind != Kind.HEADING):
            return ""
        self.skip = 1
        return text

    def _is_only_theme(self) -> bool:
        """Whether a "Theme: …" without a code is that of the whole meeting: no other has none."""
        if self.uncoded is None:
            found = [
                read_head(paragraph.text, paragraph.kind == Kind.HEADING) for paragraph in self.paragraphs
            ]
            self.uncoded = sum(bool(head and head.kind == "theme" and not head.code) for head in found)
        return self.uncoded == 1

    def _overarching(self, i: int, label: Label) -> None:
        value = label.text or self._title_below(i)
        if not self.proposal.overarching_theme:
            self._note_title_marks(self.proposal, self.paragraphs[i])
            self.proposal.overarching_theme = quoted(plain(value))
        if self.slot == "front":
            self._open_section("", "", self.paragraphs[i])
        self._fill()

    def _label(self, i: int, label: Label) -> bool:
        """Opens what a label names. Says whether the paragraph is used up."""
        self.shared = ""
        paragraph, kind = self.paragraphs[i], label.kinds[0]
        rest = (
            replace(paragraph, text=label.text, kind=Kind.PLAIN, marker="", bold=False)
            if label.text
            else None
        )
        if set(label.kinds) & _OF_THE_PAPER:
            self._open_labelled(i, label)
            self.events = self.proposal.workshops if kind == "workshops" else self.proposal.side_events
            self.slot, self.depth = "events", self._depth_below(i)
        elif kind in ("themes", "roundtables", "sessions"):
            return self._plural(i, label)
        elif kind in ("outcomes", "questions", "objectives", "background") and self._label_inside(
            i, kind, label
        ):
            pass
        elif kind == "contents":
            return False
        elif label.text and kind not in ("objectives", "outcomes", "questions", "background"):
            if (
                self.roundtable is None
                or self.session
                or self.slot not in ("outcomes", "objectives of roundtable")
            ):
                return False  # "Venue: Rabat" is a sentence of the part it stands in
            self._add(self.roundtable, "background", paragraph)
            return True
        elif self._is_inside(i) and kind not in ("questions",):
            self._subheading(i)
        else:
            self._open_labelled(i, label)
            self.slot = "objectives" if "objectives" in label.kinds else "section"
            self.depth = self._depth_below(i)
        if rest:
            self._text(i, rest)
        return True

    def _label_inside(self, i: int, kind: str, label: Label) -> bool:
        """A label within a roundtable, session, event or theme."""
        if self.event and self.slot == "event":
            self._subheading(i)
        elif self.session and not (
            kind in ("outcomes", "questions") and self._belongs_to_roundtable(i, kind)
        ):
            if kind == "questions":
                self.slot = "questions" if self.roundtable else "aim"
        elif self.roundtable and kind == "background":
            if not self._is_inside(i):
                return False
            self.slot = "background"
        elif self.roundtable:
            self.session = None
            self.slot = {"objectives": "objectives of roundtable"}.get(kind, kind)
        elif self.theme and kind == "background":
            self.slot = "rationale"
        elif self.theme and self._is_inside(i, strict=False):
            self._subheading(i)
            if kind == "questions":
                message = _(
                    "Theme %(code)s has questions and no roundtable to put them; they stand in its rationale."
                )
                self.caution("unplaced", message % {"code": self.theme.code}, self.paragraphs[i], self.theme)
        else:
            return False
        return True

    def _belongs_to_roundtable(self, i: int, kind: str) -> bool:
        """Whether outcomes or questions after a session are those of its roundtable."""
        mine, above = self.paragraphs[i].level, self.levels.get(id(self.session), 0)
        if self.paragraphs[i].kind == Kind.HEADING and above and mine and mine < 9:
            return mine <= above
        if self.roundtable is None:
            return False
        if kind == "questions":
            return True
        return self.prose_of(self.roundtable, "expected_outcomes").is_empty()

    def _plural(self, i: int, label: Label) -> bool:
        """ "Themes", "Roundtables", "Sessions": headings above a list of parts."""
        kind = label.kinds[0]
        if label.text:
            return False
        if kind == "sessions" and self.roundtable:
            return True
        if (
            kind == "roundtables"
            and self.theme
            and not (
                len(self.proposal.themes) > 1 and not any(theme.roundtables for theme in self.proposal.themes)
            )
        ):
            return True
        self._open_labelled(i, label)
        if kind in ("themes", "roundtables"):
            self.slot = kind
        return True

    def _listed(self, i: int, kind: str, paragraph: Paragraph) -> None:
        """An item beneath "Themes" or "Roundtables": a part with its number, or text."""
        slot, section = self.slot, self.section
        code = paragraph.marker.strip("().°-、") if paragraph.kind == Kind.ITEM else ""
        is_title = len(paragraph.text) <= heads.LONGEST_TITLE and not ends_sentence(paragraph.text)
        if code.isalnum() and is_title and not paragraph.level and not paragraph.damage:
            self._head(i, Head(kind, code, plain(paragraph.text)))
            self.slot, self.section = slot, section
        else:
            self._add(self._any_section(paragraph), "text", paragraph)

    def _open_labelled(self, i: int, label: Label) -> None:
        paragraph = self.paragraphs[i]
        number = heading_number(paragraph)
        code, title = (number.code, number.rest) if number else ("", plain(paragraph.text))
        if label.text:
            title = title.split(":")[0]
        section = self._open_section(code, title.rstrip(": "), paragraph)
        self.labelled[id(section)] = (label, section)
        self.lead_in, self.year = "", facts.year_in(title)

    def _dotted(self, i: int, code: str, title: str) -> bool:
        """ "3.1 Title": a session of roundtable 3, or a roundtable of theme 3, if one of them is open."""
        paragraph = self.paragraphs[i]
        if len(title) > heads.LONGEST_TITLE or (title.endswith((".", ";", ",")) and len(title) > 80):
            return False
        prefix = code_parts(code)[:-1]
        if self.roundtable and code_parts(self.roundtable.code) == prefix:
            kind = "session"
        elif self.theme and any(code_parts(theme.code) == prefix for theme in self.proposal.themes):
            kind = "roundtable"
        else:
            return False
        if paragraph.kind != Kind.HEADING and (title[:1].islower() or len(title) > LONGEST_HEADING):
            return False
        self._head(i, Head(kind, code, *heads.title_and_text(title)))
        return True

    def _heading(self, i: int) -> None:
        paragraph = self.paragraphs[i]
        if self.slot == "front" and self._is_title(i):
            return self._front(i, paragraph)
        if self.slot != "front" and self._is_inside(i):
            return self._subheading(i)
        number = heading_number(paragraph)
        if number is None and self.section and (self._is_below(paragraph) or self._is_between_numbers(i)):
            return self._text(i, paragraph)
        code, title = (number.code, number.rest) if number else ("", plain(paragraph.text))
        if not number and (found := dotted(title)):
            code, title = found
        self._open_section(code, title, paragraph)
        return None

    def _is_below(self, paragraph: Paragraph) -> bool:
        """Whether a heading is set smaller than the one of the section it stands in."""
        above = self.levels.get(id(self.section), 0)
        return 0 < above < paragraph.level < 9

    def _is_between_numbers(self, i: int) -> bool:
        """Whether a heading without a number stands in a numbered section that another one follows."""
        if not self.section.code or self.paragraphs[i].level != 9:
            return False
        for paragraph in self.paragraphs[i + 1 :]:
            number = heading_number(paragraph)
            if number and number.style[0] in "I1A" and number.value == code_parts(self.section.code)[-1] + 1:
                return True
        return False

    def _is_title(self, i: int) -> bool:
        """Whether a heading at the top is the title of the paper: no other is set like it, or none follows at once."""
        paragraph = self.paragraphs[i]
        if paragraph.level == 0:
            return True
        after = self.paragraphs[i + 1] if i + 1 < len(self.paragraphs) else None
        if paragraph.level == 9:
            return after is not None and len(after.text) <= LONGEST_FRONT_LINE and after.kind != Kind.ITEM
        if enumerated(plain(paragraph.text)):
            return False
        alike = sum(
            other.kind == Kind.HEADING and other.level == paragraph.level for other in self.paragraphs
        )
        return alike == 1

    def _is_inside(self, i: int, strict: bool = True) -> bool:
        """Whether a heading belongs to the roundtable or theme it stands in, and does not end it."""
        part = self.session or self.roundtable or self.theme
        if part is None or self.slot in ("events", "section", "objectives", "front"):
            return False
        paragraph = self.paragraphs[i]
        if folded(plain(paragraph.text[:40])).startswith(_APPENDED):
            return False
        if paragraph.cell and self.tables.get(id(part)) == paragraph.cell[0]:
            return True  # in the table of the part
        above = self.levels.get(id(self.roundtable or self.theme), 0)
        if paragraph.kind == Kind.HEADING and paragraph.level < 9 and above:
            return paragraph.level > above
        number = enumerated(plain(paragraph.text))
        if (
            paragraph.kind == Kind.HEADING
            and number
            and number.style[0] in "I1"
            and not read_label(paragraph.text)
        ):
            return False
        follows = self._next_structure(i)
        if follows in ("outcomes", "questions", "session"):
            return True
        if not strict or self.roundtable is None:
            return follows == "roundtable" or not strict
        return follows in ("roundtable", "theme") and not self._is_bare(self.roundtable)

    def _next_structure(self, i: int) -> str:
        """The kind of the next coded heading or label of a roundtable after a paragraph."""
        for paragraph in self.paragraphs[i + 1 : i + 60]:
            if head := read_head(paragraph.text, paragraph.kind == Kind.HEADING):
                return head.kind
            label = read_label(paragraph.text)
            if label and label.kinds[0] in ("outcomes", "questions", "workshops", "side_events"):
                return label.kinds[0]
            if (
                paragraph.kind == Kind.HEADING
                and (number := heading_number(paragraph))
                and number.style[0] == "I"
            ):
                return "section"
        return ""

    def _subheading(self, i: int) -> None:
        paragraph = self.paragraphs[i]
        if self.slot == "questions" and self._asks_below(i):
            pass  # a topic among the questions
        elif self.slot in ("questions", "outcomes", "objectives of roundtable"):
            self.slot = "background"
        self._text(i, replace(paragraph, text=plain(paragraph.text).rstrip(": "), kind=Kind.HEADING))

    def _asks_below(self, i: int) -> bool:
        """Whether the list or the sentence beneath a heading asks something."""
        for paragraph in self.paragraphs[i + 1 : i + 20]:
            if asks(paragraph.text):
                return not is_structural(paragraph.text)
            if paragraph.kind != Kind.ITEM:
                return False
        return False

    def _text(self, i: int, paragraph: Paragraph) -> None:
        if self.slot == "front":
            if (
                len(paragraph.text) <= LONGEST_FRONT_LINE
                and paragraph.kind != Kind.ITEM
                and not self._begins_body(i)
            ):
                return self._front(i, paragraph)
            self._open_section("", "", paragraph)
        if self._introduces(i, paragraph):
            return None
        if self._begins_questions(i, paragraph):
            self.slot = "questions"
        {
            "rationale": lambda: self._add(self.theme, "rationale", paragraph),
            "background": lambda: self._add(self.roundtable, "background", paragraph),
            "outcomes": lambda: self._add(self.roundtable, "expected_outcomes", paragraph),
            "objectives of roundtable": lambda: self._add(self.roundtable, "objectives", paragraph),
            "questions": lambda: self._ask(paragraph),
            "aim": lambda: self._add(self.session, "aim", paragraph),
            "event": lambda: self._add(self.event, "text", paragraph),
            "events": lambda: self._event_line(paragraph),
            "objectives": lambda: self._objective(paragraph),
            "themes": lambda: self._listed(i, "theme", paragraph),
            "roundtables": lambda: self._listed(i, "roundtable", paragraph),
        }.get(self.slot, lambda: self._add(self._any_section(paragraph), "text", paragraph))()
        return None

    def _begins_body(self, i: int) -> bool:
        text = self.paragraphs[i].text
        return (ends_sentence(text) and len(text) > 60) or ends_open(text)

    def _front(self, i: int, paragraph: Paragraph) -> None:
        if paragraph.damage:
            self._damaged(paragraph, self.proposal, "front_matter")
        else:
            self.proposal.front_matter.append(plain(paragraph.text))
            self._note_title_marks(self.proposal, paragraph)

    def _introduces(self, i: int, paragraph: Paragraph) -> bool:
        """Whether a sentence with a colon introduces questions, outcomes or events. Such a sentence is used up."""
        kind = read_lead_in(paragraph.text)
        after = self.paragraphs[i + 1] if i + 1 < len(self.paragraphs) else None
        if kind is None or after is None or paragraph.damage:
            return False
        if paragraph.kind == Kind.ITEM and (self.slot == "questions" or not _are_deeper(after, paragraph)):
            return False
        if kind == "questions" and self.roundtable and (after.kind == Kind.ITEM or asks(after.text)):
            self.slot = "questions"
            return True
        if kind == "outcomes" and self.roundtable and not self.session and after.kind == Kind.ITEM:
            self.slot = "outcomes" if self.slot in ("background", "questions") else self.slot
            return False
        if kind not in _OF_THE_PAPER or after.kind not in (Kind.ITEM, Kind.ROW):
            return False
        if self.slot not in ("events", "section", "questions"):
            return False
        if self.slot == "questions":
            self._open_section("", "", paragraph)
        self.slot, self.depth = "events", after.level
        self.events = getattr(self.proposal, kind)
        self.lead_in, self.year = plain(paragraph.text), facts.year_in(paragraph.text) or self.year
        return True

    def _depth_below(self, i: int) -> int:
        """How deep the first list item after a heading stands."""
        return next((one.level for one in self.paragraphs[i + 1 : i + 20] if one.kind == Kind.ITEM), 0)

    def _begins_questions(self, i: int, paragraph: Paragraph) -> bool:
        """Whether list items that end in question marks begin, in a roundtable that has no label above them."""
        if self.roundtable is None or self.session or self.slot not in ("background", "outcomes"):
            return False
        if paragraph.kind != Kind.ITEM or not asks(paragraph.text):
            return False
        after = self.paragraphs[i + 1] if i + 1 < len(self.paragraphs) else None
        return after is None or after.kind != Kind.ITEM or asks(after.text)

    def _ask(self, paragraph: Paragraph) -> None:
        if paragraph.damage:
            self._damaged(paragraph, self.roundtable, "guiding_questions")
            return
        self.asked.setdefault(id(self.roundtable), (self.roundtable, []))[1].append(paragraph)


def _are_deeper(after: Paragraph, before: Paragraph) -> bool:
    """Whether a list item begins a list within the one before it."""
    if after.kind != Kind.ITEM:
        return False
    return after.level > before.level or after.marker[:1].isdigit() != before.marker[:1].isdigit()
