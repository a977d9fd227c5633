"""Lists of workshops, side events and objectives, item by item."""

from dataclasses import replace

from roundtables.conceptpapers import facts, heads
from roundtables.conceptpapers.characters import ends_sentence, folded, plain, quoted
from roundtables.conceptpapers.heads import Head
from roundtables.conceptpapers.items import LONGEST_HEADING
from roundtables.conceptpapers.outlines import Event, Question
from roundtables.conceptpapers.parts import Parts, bold_lead
from roundtables.conceptpapers.prose import tidy_question
from roundtables.conceptpapers.tables import is_header
from roundtables.conceptpapers.text import Kind, Paragraph
from roundtables.conceptpapers.words import COLUMNS_OF_TITLES

_TITLED = frozenset(folded(word) for word in COLUMNS_OF_TITLES)


class Listed(Parts):
    """Parts that papers give as lists."""

    def _open_event(self, head: Head, paragraph: Paragraph) -> Event:
        self._close()
        events = self.proposal.side_events if head.kind == "side_event" else self.proposal.workshops
        self.event = self._announce(head.title, paragraph, events)
        self.event.code, self.slot = head.code, "event"
        return self.event

    def _objective(self, paragraph: Paragraph) -> None:
        if paragraph.kind != Kind.ITEM:
            self._add(self._any_section(paragraph), "text", paragraph)
        elif paragraph.damage:
            self._damaged(paragraph, self.section, "objectives")
        elif paragraph.level > self.depth and self.proposal.objectives:
            self.proposal.objectives[-1].text += f" {paragraph.text}"
        else:
            self.proposal.objectives.append(Question(tidy_question(paragraph.text), paragraph.number))
            self._fill()

    def _event_line(self, paragraph: Paragraph) -> None:
        has_items = any(event.line for event in self.events)
        is_title = len(paragraph.text) <= LONGEST_HEADING and not ends_sentence(paragraph.text)
        if paragraph.damage:
            self._damaged(paragraph, self._any_section(paragraph), "text")
        elif paragraph.kind == Kind.ITEM and paragraph.level > self.depth and has_items:
            self._add(self.events[-1], "text", replace(paragraph, level=paragraph.level - self.depth - 1))
        elif paragraph.kind == Kind.ROW:
            self._event_row(paragraph)
        elif paragraph.kind == Kind.ITEM or is_title:
            self._announce(paragraph.text, paragraph, self.events)
        else:
            self._add(self._any_section(paragraph), "text", paragraph)

    def _event_row(self, paragraph: Paragraph) -> None:
        cells = [cell.strip() for cell in paragraph.text.split(" | ")]
        if is_header(cells):
            self.columns = cells
            return
        when = next((cell for cell in cells if facts.dates_in(cell, self.year)), "")
        rest = [cell for cell in cells if cell != when]
        title = _titled(cells, self.columns) or max(rest, key=len, default="")
        where = next((cell for cell in rest if cell != title and facts.is_place(cell)), "")
        event = self._announce(title, paragraph, self.events)
        event.date, event.place = event.date or when, event.place or where
        if dates := facts.dates_in(when, self.year):
            event.starts_on, event.ends_on = dates.starts_on, dates.ends_on

    def _announce(self, text: str, paragraph: Paragraph, events: list[Event]) -> Event:
        """Adds a workshop or side event from the line that announces it."""
        lead, rest = bold_lead(replace(paragraph, text=text))
        title, more = (lead, rest) if lead and len(rest) > 40 else heads.title_and_text(plain(text))
        if lead and not more:
            title = plain(text)
        found = facts.announced(title or more[:LONGEST_HEADING], self.year)
        event = Event(quoted(found.title), line=paragraph.number, lead_in=self.lead_in, place=found.place)
        if found.dates:
            event.date, event.starts_on, event.ends_on = (
                found.dates.written,
                found.dates.starts_on,
                found.dates.ends_on,
            )
        events.append(event)
        self._note_title_marks(event, paragraph)
        if more:
            self._add(event, "text", replace(paragraph, text=more, kind=Kind.PLAIN))
        self._fill()
        return event


def _titled(cells: list[str], columns: list[str]) -> str:
    """The cell of a row that stands in the column of titles; nothing if the header names none."""
    return next((cell for cell, column in zip(cells, columns, strict=False) if folded(column) in _TITLED), "")
