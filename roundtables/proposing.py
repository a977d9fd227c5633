"""From a paper that was read to its proposed outline: entries to be corrected, ticked and compared."""

import json
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gfmd.moves import Refused
from meetings.models import Meeting, MeetingKind
from meetings.uploads import visible
from roundtables.conceptpapers.outlines import Event, Facts, Proposal
from roundtables.conceptpapers.proposal import propose
from roundtables.conceptpapers.text import Kind, Text
from roundtables.proposed import MOST_ENTRIES, Entry, Outline

WORKSHOPS = (MeetingKind.PREPARATORY_WORKSHOP, MeetingKind.THEMATIC_WORKSHOP)
# In the title of a workshop, in the languages such papers come in.
PREPARATORY = re.compile(r"prepar|prépar|подготовит|筹备|تحضير", re.IGNORECASE)
# What is sent back with all corrections must stay below settings.DATA_UPLOAD_MAX_MEMORY_SIZE.
MOST_BYTES = 4_000_000
# The field of an entry that a path of the proposal ends in ("themes[0].rationale").
FIELD_OF = {"guiding_questions": "questions", "aim": "aim", "date": "days", "place": "city"}


@dataclass(frozen=True)
class Proposed:
    """The name of a paper, its text line by line, and the outline proposed from it."""

    name: str
    text: str
    outline: Outline


def proposed_by(text: Text, meeting: Meeting) -> Proposed:
    """What a paper proposes for a meeting; writes nothing. Raises Refused for more parts than one can look at."""
    outline = outline_of(propose(text), meeting)
    if len(outline.entries) > MOST_ENTRIES:
        raise Refused(
            _(
                "This paper seems to have %(number)d parts; at most %(most)d are taken at once. "
                "Send it in pieces, or without its annexes."
            )
            % {"number": len(outline.entries), "most": MOST_ENTRIES}
        )
    if len(json.dumps(outline.as_dict(), ensure_ascii=False).encode()) > MOST_BYTES:
        raise Refused(_("This paper is too long to be corrected on one page. Send it in pieces."))
    return Proposed(safe_name(text.name), lines_of(text), outline)


def safe_name(name: str) -> str:
    """The name of a file without its folders and without what cannot be seen."""
    return visible(name).replace("\\", "/").rpartition("/")[2].strip()[:255]


def lines_of(text: Text) -> str:
    """The paper with each paragraph on the line whose number it has; headings are marked."""
    lines: dict[int, str] = {}
    for paragraph in text.paragraphs:
        words = " ".join(paragraph.text.split())
        if paragraph.kind == Kind.HEADING:
            words = f"## {words}"
        elif paragraph.marker:
            words = f"{paragraph.marker} {words}"
        before = lines.get(paragraph.number)
        lines[paragraph.number] = f"{before} {words}" if before else words
    for note in text.notes.values():
        if note.number and note.number not in lines:
            lines[note.number] = f"[^{note.label}]: {' '.join(note.text.split())}"
    return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))


def outline_of(proposal: Proposal, meeting: Meeting) -> Outline:
    """The entries of a proposal, in the order of the paper."""
    outline = Outline()
    entries: dict[int, Entry] = {}  # by id of the part
    own = own_workshop(proposal)
    add_meeting(outline, proposal, meeting, own)
    for theme in proposal.themes:
        entries[id(theme)] = outline.add(
            "theme", "", theme.line, code=theme.code, title=theme.title, rationale=theme.rationale
        )
        for roundtable in theme.roundtables:
            add_roundtable(outline, entries, roundtable, entries[id(theme)].key)
    for roundtable in proposal.roundtables:
        add_roundtable(outline, entries, roundtable, "")
    for section in proposal.sections:
        entries[id(section)] = outline.add(
            "section", "", section.line, code=section.code, title=section.title, text=section.text
        )
    add_objectives(outline, proposal)
    entries |= add_workshops(outline, proposal, meeting, own)
    for event in proposal.side_events:
        entries[id(event)] = add_event(outline, event, MeetingKind.SIDE_EVENT)
    for footnote in proposal.footnotes:
        outline.add("note", "", footnote.line, label=footnote.label, text=footnote.text)
    mark_notes_of_titles(outline, proposal, entries)
    add_warnings(outline, proposal, entries)
    return outline


def add_roundtable(outline: Outline, entries: dict[int, Entry], roundtable, theme: str) -> None:
    entry = outline.add(
        "roundtable",
        theme,
        roundtable.line,
        code=roundtable.code,
        title=roundtable.title,
        background=roundtable.background,
        expected_outcomes=roundtable.expected_outcomes,
        questions=[" ".join(question.text.split()) for question in roundtable.guiding_questions],
    )
    entries[id(roundtable)] = entry
    entries |= {id(question): entry for question in roundtable.guiding_questions}
    for session in roundtable.sessions:
        entries[id(session)] = outline.add(
            "session", entry.key, session.line, code=session.code, title=session.title, aim=session.aim
        )


def add_event(outline: Outline, event: Event, kind: MeetingKind) -> Entry:
    return outline.add(
        "event", "", event.line, kind=kind.value, title=event.title, city=event.place, **days_of(event)
    )


def days_of(dated: Event | Facts) -> dict[str, str]:
    """The first and the last day, where the paper leaves no doubt about them."""
    if dated.starts_on is None:
        return {}
    return {"starts_on": str(dated.starts_on), "ends_on": str(dated.ends_on or dated.starts_on)}


def add_meeting(outline: Outline, proposal: Proposal, meeting: Meeting, own: Event | None) -> None:
    """What the paper says of its meeting, unless it is the paper of another one: a workshop of a summit."""
    facts, told = proposal.meeting, {"overarching_theme": proposal.overarching_theme}
    if own is None or meeting.kind in WORKSHOPS:
        told |= {"city": facts.city or facts.place, "venue": facts.venue, **days_of(facts)}
    if any(told.values()):
        outline.add("meeting", "", 0, **told)


def own_workshop(proposal: Proposal) -> Event | None:
    """The workshop that the whole paper is about, if it is about one."""
    return next((event for event in proposal.workshops if event.title == proposal.title), None)


def add_workshops(
    outline: Outline, proposal: Proposal, meeting: Meeting, own: Event | None
) -> dict[int, Entry]:
    entries = {}
    for event in proposal.workshops:
        if event is own and meeting.kind in WORKSHOPS:
            continue  # the meeting itself
        is_preparatory = PREPARATORY.search(f"{event.title} {event.lead_in}")
        kind = MeetingKind.PREPARATORY_WORKSHOP if is_preparatory else MeetingKind.THEMATIC_WORKSHOP
        entry = entries[id(event)] = add_event(outline, event, kind)
        if event is own:
            facts = proposal.meeting
            entry.fields |= {"city": facts.city, "venue": facts.venue or facts.place}
            doubt_sections(outline, own)
    return entries


def doubt_sections(outline: Outline, own: Event) -> None:
    """The sections of a workshop's paper belong to the workshop, which is entered first."""
    sentence = _(
        "This is part of the workshop's own paper. Read it in again at the workshop, once that is entered."
    )
    outline.warnings.append({"sentence": sentence, "line": own.line, "entry": "", "passage": ""})
    for entry in outline.of_kind("section"):
        entry.doubts = {"title": [sentence], "text": [sentence]}


def add_objectives(outline: Outline, proposal: Proposal) -> None:
    """The objectives stand as a list in the section above them, or in one of their own."""
    objectives = proposal.objectives
    if not objectives:
        return
    above = [entry for entry in outline.of_kind("section") if 0 < entry.line <= objectives[0].line]
    section = above[-1] if above else outline.add("section", "", objectives[0].line, code="", title="")
    listed = "\n".join(f"- {' '.join(objective.text.split())}" for objective in objectives)
    section.fields["text"] = f"{section.get('text')}\n\n{listed}".strip()


def mark_notes_of_titles(outline: Outline, proposal: Proposal, entries: dict[int, Entry]) -> None:
    """A title holds no mark, so the footnote of one is called at the end of the first paragraph beneath it."""
    paths = {path: entries.get(id(part)) for path, part in proposal.paths()}
    beneath = ("rationale", "background", "expected_outcomes", "aim", "text")
    for footnote in proposal.footnotes:
        path, _dot, name = footnote.where.rpartition(".")
        entry = paths.get(path)
        if name != "title" or entry is None:
            continue
        field = next((one for one in beneath if entry.get(one)), None)
        if field and f"[^{footnote.label}]" not in entry.get(field):
            first, rest = entry.get(field).partition("\n\n")[::2]
            entry.fields[field] = f"{first}[^{footnote.label}]" + (f"\n\n{rest}" if rest else "")


def add_warnings(outline: Outline, proposal: Proposal, entries: dict[int, Entry]) -> None:
    """What its reader warns of; a field with a damaged passage is never ticked by itself."""
    paths = {path: entries.get(id(part)) for path, part in proposal.paths()}
    for caution in proposal.warnings:
        path, _dot, name = caution.where.rpartition(".")
        entry = paths.get(path) or paths.get(caution.where)
        outline.warnings.append(
            {
                "sentence": caution.message,
                "line": caution.line,
                "entry": entry.key if entry else "",
                "passage": caution.text or caution.excerpt,
            }
        )
        if entry and caution.kind == "damage":
            field = FIELD_OF.get(name.partition("[")[0], name.partition("[")[0])
            entry.doubts.setdefault(field, []).append(caution.message)
