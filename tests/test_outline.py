"""What a concept paper proposes: the real ones, and others in other habits."""

import io
import json
import os
import re
import subprocess
import sys
import textwrap
import time
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from roundtables.conceptpapers.facts import announced, dates_in
from roundtables.conceptpapers.heads import Head, read_head, read_label, read_lead_in
from roundtables.conceptpapers.proposal import Proposal, propose, with_definitions
from roundtables.conceptpapers.reading import read_paper, read_pasted
from tests.papers import english, others
from tests.papers.builders import OpenDocument, Word

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tests" / "papers" / "sources"
BRUSSELS = SOURCES / "001_d9749122063fd8c4.txt"
MARRAKESH = SOURCES / "002_ea1f74fb263770fc.txt"
MAURITIUS = SOURCES / "003_6e0e59a5fa395cc3.txt"
DAMAGED = SOURCES / "004_d030986b543953b0.txt"
RESIDUE = re.compile(r"footnoteRef|bookmark|_GoBack|\[\d+:|^[·•o*-] |[\uf000-\uf0ff]", re.MULTILINE)


def outline_of(content: bytes, name: str = "paper") -> Proposal:
    return propose(read_paper(io.BytesIO(content), name))


@cache
def outline_at(path: Path) -> Proposal:
    return outline_of(path.read_bytes(), path.name)


def questions(proposal: Proposal) -> list[list[str]]:
    return [[question.text for question in one.guiding_questions] for one in proposal.every_roundtable()]


def counts(proposal: Proposal) -> list[int]:
    return [len(one.guiding_questions) for one in proposal.every_roundtable()]


def headings(proposal: Proposal) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [(t.code, t.title, [(r.code, r.title) for r in t.roundtables]) for t in proposal.themes]


def notes(proposal: Proposal) -> list[tuple[str, str, str, str]]:
    return [(note.label, note.text, note.where, note.word) for note in proposal.footnotes]


def kinds(proposal: Proposal) -> list[str]:
    return [caution.kind for caution in proposal.warnings]


def events(proposal: Proposal) -> list[tuple[str, str, date | None, str]]:
    return [
        (one.title, one.date, one.starts_on, one.place)
        for one in [*proposal.workshops, *proposal.side_events]
    ]


# --- The concept paper of Marrakesh 2018 -------------------------------------------------------------------


def test_marrakesh_has_three_themes_and_six_roundtables():
    assert headings(outline_at(MARRAKESH)) == [
        (
            "1",
            "From vulnerability to resilience: recognising migrants as agents of development",
            [
                ("1.1", "Harnessing migrants’ existing capitals to build resilience"),
                ("1.2", "Migrants’ engagement with public services: from basic access to co-production"),
            ],
        ),
        (
            "2",
            "Regional mobility to promote transferable learning and policy coherence",
            [
                ("2.1", "South-South mobility: trends, patterns and transferable learning"),
                ("2.2", "Regional mobility and policy coherence to support development"),
            ],
        ),
        (
            "3",
            "Good migration governance for sustainable development",
            [
                ("3.1", "Aligning governance with contemporary drivers of migration"),
                (
                    "3.2",
                    "Beyond remittances: enhancing the transnational civic engagement of diaspora and migrants",
                ),
            ],
        ),
    ]
    assert outline_at(MARRAKESH).roundtables == []


def test_marrakesh_asks_forty_nine_questions():
    proposal = outline_at(MARRAKESH)
    assert counts(proposal) == [12, 8, 8, 7, 8, 6]
    assert questions(proposal)[0][0] == "How should we define resilience in a migration context?"
    assert (
        questions(proposal)[3][6] == "Can success in achieving policy coherence be replicated? And if so how?"
    )
    assert [text for asked in questions(proposal) for text in asked if text.count("\n")] == []


def test_marrakesh_has_one_overarching_theme_without_its_quotation_marks():
    proposal = outline_at(MARRAKESH)
    expected = "Honouring international commitments to unlock the potential of migrants for development"
    assert proposal.overarching_theme == expected
    assert (proposal.meeting.city, proposal.language) == ("Marrakesh", "en")
    assert proposal.title == "Eleventh Global Forum on Migration and Development – Marrakesh 2018"


def test_marrakesh_rationales_and_outcomes_are_complete():
    proposal = outline_at(MARRAKESH)
    source = MARRAKESH.read_text().split("\n")
    first = [line.strip() for line in source[55:65] if line.strip()]
    assert proposal.themes[0].rationale == "\n\n".join(first)
    assert [len(theme.rationale.split("\n\n")) for theme in proposal.themes] == [5, 3, 5]
    starts = {one.expected_outcomes[:37] for one in proposal.every_roundtable()}
    assert starts == {"The expected outcome of this roundtab"}
    assert {one.background for one in proposal.every_roundtable()} == {""}


def test_marrakesh_footnotes_hang_on_their_words():
    proposal = outline_at(MARRAKESH)
    assert [(note.label, note.where, note.follows) for note in proposal.footnotes] == [
        ("1", "sections[0].text", "and the Global Compact on Migration"),
        ("2", "themes[1].rationale", "of multilateral cooperation on migration issues"),
        ("3", "themes[1].rationale", "is a growing body of evidence"),
        ("4", "themes[2].rationale", "overwhelming majority of some 258 million"),
    ]
    assert proposal.footnotes[0].text == "Established as “Ad-Hoc Working Group on the 2030 Agenda” in 2016"
    assert "Global Compact on Migration[^1]." in proposal.sections[0].text
    assert "on migration issues[^2]." in proposal.themes[1].rationale
    assert "growing body of evidence[^3] suggesting" in proposal.themes[1].rationale
    assert "some 258 million[^4] international" in proposal.themes[2].rationale


def test_marrakesh_has_workshops_side_events_and_sections():
    proposal = outline_at(MARRAKESH)
    assert events(proposal) == [
        ("Children in the migratory context", "", None, ""),
        ("Migration and Agenda 2030", "", None, ""),
        ("Labour migration", "3rd May", date(2018, 5, 3), "Geneva"),
        (
            "Migration and rural development: tackling drivers and fostering transitional entrepreneurship",
            "",
            None,
            "",
        ),
        ("Migrants and Health: Universal Health Coverage and Sustainable Development", "", None, ""),
        ("Dialogue on the implementation of the new global governance framework for migration", "", None, ""),
    ]
    assert [(section.code, section.title) for section in proposal.sections] == [
        ("I", "Introduction"),
        ("II", "Eleventh Global Forum on Migration and Development – Marrakesh 2018"),
        ("IV", "Common Space – Special focus on the Role of GFMD in GCM"),
        ("V", "Business Mechanism"),
        ("VI", "Special Session on the Future of the Forum and Platform for Partnerships (PfP)"),
        ("VII", "Civil society days"),
        ("VIII", "GFMD Ten Years Reflection and Ways Forward"),
    ]
    assert (proposal.objectives, proposal.warnings) == ([], [])


def test_nothing_of_word_or_of_bullets_is_left_of_marrakesh():
    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, dict)):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)

    written = outline_at(MARRAKESH).as_dict()
    for section in written["sections"]:
        section["text"] = re.sub(r"^- ", "", section["text"], flags=re.MULTILINE)
    assert [text for text in texts(written) if RESIDUE.search(text)] == []


def test_marrakesh_is_proposed_in_half_a_second():
    text = read_paper(io.BytesIO(MARRAKESH.read_bytes()), "002.txt")
    propose(text)
    started = time.process_time()
    propose(text)
    assert time.process_time() - started < 0.5


def wrapped(width: int, bullet: str = "· ", page=None) -> bytes:
    """Marrakesh as a program would wrap it, with something at the foot of each page."""
    lines = []
    for line in MARRAKESH.read_text().split("\n"):
        text = line.strip()
        text = bullet + text[2:].strip() if text.startswith("· ") else text
        indent = " " * len(bullet) if text.startswith(bullet) else ""
        lines += textwrap.wrap(
            text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    pages = [lines[i : i + 45] for i in range(0, len(lines), 45)]
    feet = [page(number) if page else [] for number in range(1, len(pages) + 1)]
    return "\n".join(line for body, foot in zip(pages, feet, strict=True) for line in [*body, *foot]).encode()


def in_word(is_styled: bool, style: str | None) -> bytes:
    """Marrakesh in Word, with styles for headings and lists or without."""
    word = Word()
    for line in MARRAKESH.read_text().split("\n"):
        heading = re.match(r"\s?(?:Theme|(Roundtable)|(Expected|Guiding)|[IVX]+[.-]) ", line)
        if line.startswith("· "):
            word.text(line[2:] if style else line, style=style)
        elif heading and is_styled:
            word.heading(line, 3 if heading[1] else 4 if heading[2] else 2 if line[0] == "T" else 1)
        else:
            word.text(line)
    return word.bytes()


def in_opendocument() -> bytes:
    paper = OpenDocument()
    for line in filter(None, MARRAKESH.read_text().split("\n")):
        if line.startswith("· "):
            paper.bullets(line[2:])
        else:
            paper.text(line)
    return paper.bytes()


def in_markdown() -> bytes:
    text = re.sub(r"(?m)^[ ]?([IVX]+[.-] .*)", r"# \1", MARRAKESH.read_text())
    text = re.sub(r"(?m)^(Theme \d.*)", r"## \1", text)
    text = re.sub(r"(?m)^(Roundtable .*)", r"### \1", text)
    return (
        re.sub(r"(?m)^(Expected outcomes|Guiding questions)$", r"**\1**", text).replace("· ", "* ").encode()
    )


SOURCE = MARRAKESH.read_text()
DISGUISES = {
    "wrapped at 72": lambda: wrapped(72),
    "wrapped at 90, with dashes": lambda: wrapped(90, "- "),
    "wrapped, with page numbers and a form feed": lambda: wrapped(
        72, page=lambda n: ["", f"               {n}", "\f", "GFMD 2018 Concept Paper", ""]
    ),
    "wrapped, with Page 3 of 12 in the middle of sentences": lambda: wrapped(
        80, page=lambda n: [f"Page {n} of 12", "GFMD 2018 – draft of 3 May"]
    ),
    "wrapped, with 3 | P a g e": lambda: wrapped(72, "o  ", page=lambda n: ["", f"{n} | P a g e", ""]),
    "UTF-16": lambda: SOURCE.encode("utf-16"),
    "UTF-8 with a mark": lambda: SOURCE.encode("utf-8-sig"),
    "old Windows": lambda: SOURCE.encode("cp1252"),
    "old Macintosh": lambda: SOURCE.encode("mac_roman"),
    "ends of lines of Windows": lambda: SOURCE.replace("\n", "\r\n").encode(),
    "bullets of Word's symbol font": lambda: SOURCE.replace("· ", "\uf0b7\t").encode(),
    "bullets glued to their words": lambda: SOURCE.replace("· ", "•").encode(),
    "no bullets": lambda: re.sub(r"(?m)^· (?!Theme)", "", SOURCE).encode(),
    "no empty lines": lambda: re.sub(r"\n\s*\n+", "\n", SOURCE).encode(),
    "spaces that do not break": lambda: re.sub(r"(Theme|Roundtable) (\d)", "\\1\u00a0\\2", SOURCE).encode(),
    "French headings": lambda: (
        re.sub(r"(?m)^Roundtable ", "Table ronde ", SOURCE)
        .replace("Guiding questions", "Questions directrices")
        .replace("Expected outcomes", "Résultats attendus")
        .encode()
    ),
    "Word with styles": lambda: in_word(True, "List Bullet"),
    "Word with numbered questions": lambda: in_word(True, "List Number"),
    "Word without styles": lambda: in_word(False, None),
    "OpenDocument": in_opendocument,
    "Markdown": in_markdown,
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_marrakesh_is_the_same_in_any_disguise(disguise):
    proposal, known = outline_of(DISGUISES[disguise](), "paper.bin"), outline_at(MARRAKESH)
    assert headings(proposal) == headings(known)
    assert questions(proposal) == questions(known)
    assert [(note.label, note.text, note.where, note.follows) for note in proposal.footnotes] == [
        (note.label, note.text, note.where, note.follows) for note in known.footnotes
    ]
    assert events(proposal) == events(known)
    assert [section.title for section in proposal.sections] == [section.title for section in known.sections]
    assert proposal.overarching_theme == known.overarching_theme
    assert kinds(proposal) == []


# --- The other real papers ---------------------------------------------------------------------------------


def test_brussels_has_one_roundtable_with_the_sessions_it_describes():
    proposal = outline_at(BRUSSELS)
    (roundtable,) = proposal.roundtables
    assert (roundtable.code, proposal.themes) == ("3", [])
    assert roundtable.title == "Enhancing Institutional and Policy Coherence and Promoting Partnerships"
    assert [session.code for session in roundtable.sessions] == ["3.1", "3.2", "3.4"]
    assert [session.aim.split(" will ")[0] for session in roundtable.sessions] == [
        "Session 3.1",
        "Session 3.2",
        "Session 3.4",
    ]
    assert roundtable.sessions[0].aim.endswith("of migration on development, and vice versa.")
    assert roundtable.sessions[2].aim.endswith("vis-à-vis the Global Forum on Migration and Development.")
    assert len(roundtable.background.split("\n\n")) == 5
    assert kinds(proposal) == ["untitled", "untitled", "untitled", "gap"]


def test_brussels_has_its_footnote_on_its_title():
    assert notes(outline_at(BRUSSELS)) == [
        (
            "1",
            "Revised excerpt of Working Paper VII of 01/03/2007 drafted by the GFMD Taskforce. "
            "The full document is available on : www.gfmd-fmmd.org",
            "roundtables[0].title",
            "Partnerships",
        )
    ]


def test_brussels_says_when_and_where():
    meeting = outline_at(BRUSSELS).meeting
    assert (meeting.dates, meeting.starts_on, meeting.ends_on) == (
        "9-11 July 2007",
        date(2007, 7, 9),
        date(2007, 7, 11),
    )
    assert (meeting.place, meeting.city) == ("Brussels, Belgium", "Brussels")


def test_mauritius_is_the_paper_of_one_workshop():
    proposal = outline_at(MAURITIUS)
    (workshop,) = proposal.as_dict()["workshops"]
    assert workshop["title"] == "GFMD Preparatory Workshop on “Factoring Migration into Development Planning”"
    assert (workshop["date"], workshop["starts_on"], workshop["ends_on"]) == (
        "12-13 June 2012",
        "2012-06-12",
        "2012-06-13",
    )
    assert (workshop["place"], workshop["venue"]) == (
        "Mauritius",
        "Hotel Voila Bagatelle, Mall of Mauritius, Mauritius",
    )
    assert workshop["organizers"] == (
        "The Swiss Government, through the Swiss Development and Cooperation Agency (SDC)"
    )
    assert workshop["host"] == "The Government of Mauritius"
    assert workshop["participants"] == 40
    assert [text.split()[0] for text in workshop["constituencies"]] == [
        "Government",
        "Local",
        "UNCT",
        "GFMD",
        "The",
        "Representatives",
    ]
    assert (proposal.themes, proposal.roundtables, proposal.side_events) == ([], [], [])


def test_mauritius_has_seven_objectives_and_its_sections():
    proposal = outline_at(MAURITIUS)
    assert [objective.text.split()[0] for objective in proposal.objectives] == [
        "Increase",
        "Familiarize",
        "Facilitate",
        "Foster",
        "Build",
        "Formulate",
        "Identify",
    ]
    assert [section.title for section in proposal.sections] == [
        "Background",
        "Institutional Background",
        "Objectives",
        "Expected outcome",
        "Format",
        "Date and venue",
        "Organizers",
        "Co-Chairs",
        "Participants",
    ]
    assert proposal.warnings == []


def test_sentences_that_a_page_cut_in_two_are_whole_again():
    texts = [section.text for section in outline_at(MAURITIUS).sections]
    assert "civil society organizations should have recognized roles and responsibilities" in texts[0]
    assert "It further agreed to support the GFMD 2012 Work Programme" in texts[1]
    assert "important stakeholders such as social partners and civil society" in texts[2]


def test_mauritius_has_its_footnote_within_a_sentence():
    proposal = outline_at(MAURITIUS)
    ((label, text, where, word),) = notes(proposal)
    assert (label, where, word) == ("1", "sections[1].text", "Research")
    assert text.startswith("Created in 2009, this GFMD Working Group (co-chaired by Morocco")
    assert "Data and Research[^1] followed up on" in proposal.sections[1].text


def test_every_damaged_passage_of_the_scanned_paper_is_flagged():
    proposal = outline_at(DAMAGED)
    assert proposal.is_damaged is True
    flagged = [caution.line for caution in proposal.warnings if caution.kind == "damage"]
    assert flagged == [0, 1, 9, 12, 13, 18, 19, 22, 24, 27, 31, 33, 35, 37, 39, 41, 43, 45, 49]
    by_line = {caution.line: caution for caution in proposal.warnings}
    assert "2½2 (1 ½½2)" in by_line[27].excerpt
    assert "about third of the core budget" in by_line[35].text
    assert "the following § themes" in by_line[9].excerpt
    assert by_line[43].text == "_"
    assert by_line[31].where == "sections[1].text"


def test_no_damaged_passage_is_taken_over_silently():
    proposal = outline_at(DAMAGED)
    assert [(section.code, section.title, section.damaged) for section in proposal.sections] == [
        ("3", "Civil society outcomes and recommendations from 2011", True),
        ("4", "GFMD 2012 and the High Level Dialogue", True),
        ("", "The High Level Dialogue on Migration and Development", True),
    ]
    assert (proposal.workshops, proposal.themes, proposal.objectives) == ([], [], [])
    kept = " ".join([*proposal.front_matter, *(section.text for section in proposal.sections)])
    for caution in proposal.warnings:
        assert not caution.text or caution.text not in kept
    assert "½" not in kept and "2 2" not in kept and "_" not in kept
    assert "rights based policy making for the benefit of migrant workers and families" in kept
    assert "securing ratifications of the new ILO Convention on Domestic Workers" in kept


@pytest.mark.parametrize("path", [BRUSSELS, MARRAKESH, MAURITIUS], ids=lambda path: path.name[:3])
def test_a_sound_paper_is_not_called_damaged(path):
    proposal = outline_at(path)
    assert (proposal.is_damaged, [kind for kind in kinds(proposal) if kind == "damage"]) == (False, [])


# --- Papers in other habits --------------------------------------------------------------------------------


def test_word_with_styles_and_real_footnotes():
    proposal = outline_of(english.harbours(), "harbours.docx")
    assert headings(proposal) == [
        (
            "One",
            "Work at the water’s edge",
            [("1.1", "Skills that travel with a crew"), ("1.2", "Recruiters under one roof")],
        ),
        ("Two", "Families on the quay", [("2.1", "Schools for a season")]),
    ]
    assert counts(proposal) == [3, 2, 2]
    assert notes(proposal) == [
        ("1", "See the port register of 1902.", "sections[0].text", "newcomers"),
        ("2", "Dock Workers’ Survey, 2029.", "themes[0].rationale", "it"),
        ("3", "Twelve at present.", "themes[0].roundtables[0].expected_outcomes", "recognizes"),
        ("4", "Without minutes.", "sections[1].text", "day"),
    ]
    outcomes = [one.expected_outcomes for one in proposal.every_roundtable()]
    assert outcomes == [
        "A list of skills that every port recognizes[^3] without a new test.",
        "- A shared licence for recruiters.\n- A register open to crews.",
        "",
    ]
    assert events(proposal) == [
        ("Crews and contracts", "12 May 2031", date(2031, 5, 12), "Valparaíso"),
        ("Children of the quay", "", None, ""),
        ("A night of harbour songs", "", None, ""),
        ("Ledger clinic", "", None, ""),
    ]
    assert [section.title for section in proposal.sections] == ["Background", "Common space"]
    assert (proposal.overarching_theme, proposal.title) == (
        "Safe harbours, open ledgers",
        "Harbours of Arrival: A Concept Paper",
    )
    assert (proposal.meeting.place, proposal.meeting.starts_on) == ("Lisbon", date(2031, 10, 14))
    assert "**common language**" in proposal.sections[0].text
    assert "Page 3 of 12" not in json.dumps(proposal.as_dict(), default=str)
    assert kinds(proposal) == []


def test_word_with_its_outline_in_a_table():
    proposal = outline_of(english.rivers())
    assert headings(proposal) == [
        ("1", "Seasons", [("1.1", "Herders and markets"), ("1.2", "Ferries")]),
        ("2", "Bridges", [("2.1", "Toll and trade")]),
    ]
    assert counts(proposal) == [3, 2, 2]
    assert [(section.code, section.title) for section in proposal.sections] == [
        ("1", "Why rivers"),
        ("3", "Budget"),
    ]
    assert (
        proposal.sections[1].text
        == "| Item | Amount |\n|---|---|\n| Rooms | 4,000 |\n| Interpreters | 9,500 |"
    )
    assert (proposal.title, kinds(proposal)) == ("RIVERS AND ROADS", [])


def test_word_with_a_table_for_each_roundtable():
    proposal = outline_of(english.briefs_in_tables())
    assert headings(proposal) == [
        (
            "III",
            "Cities that receive",
            [("3.1", "Housing in the first year"), ("3.3", "Clinics without papers")],
        )
    ]
    assert questions(proposal) == [
        ["Who owns the empty rooms?", "What would a fair rent be?", "How long is a first year?"],
        ["Who pays for the first visit?", "May a clinic keep a list?"],
    ]
    first = proposal.themes[0].roundtables[0]
    assert (first.background, first.expected_outcomes) == (
        "Rooms run out before schools do.",
        "A model lease for newcomers.",
    )
    assert kinds(proposal) == ["gap"]


def test_text_wrapped_on_pages_with_notes_at_their_feet():
    proposal = outline_of(english.mountains(), "mountains.txt")
    assert headings(proposal) == [
        (
            "I",
            "PERMITS THAT FOLLOW THE HERD",
            [("1.1", "A permit for a herd"), ("2", "WAGES BETWEEN TWO VALLEYS")],
        )
    ]
    assert questions(proposal) == [
        [
            "Which office would issue such a permit, and could it do so without seeing the herder every year?",
            "What happens to a permit when the herd is sold in the middle of a season?",
            "Who informs the valley below[^2] when a herd is on its way, and by which means?",
        ],
        [
            "Should a wage be taxed where it is earned or where the family of the herder lives?",
            "Can two valleys share one tax office?",
        ],
    ]
    assert notes(proposal) == [
        (
            "1",
            "Held in Bormio in 2026 and in Sion in 2028, both without a published report.",
            "sections[0].text",
            "meetings",
        ),
        (
            "2",
            "Valley means any commune below 900 metres.",
            "themes[0].roundtables[0].guiding_questions[2]",
            "below",
        ),
    ]
    assert "what a permit should look like" in proposal.sections[0].text
    assert "on a south-south exchange among herders' unions." in proposal.sections[0].text
    assert "several of them in the course of one season." in proposal.themes[0].rationale
    second = proposal.themes[0].roundtables[1]
    assert [(session.code, session.title) for session in second.sessions] == [
        ("2.1", "Contracts on one page"),
        ("2.3", "Disputes"),
    ]
    assert "Concept Paper" not in json.dumps([part["text"] for part in proposal.as_dict()["sections"]])
    assert (proposal.meeting.place, proposal.meeting.starts_on) == ("Chur, Switzerland", date(2030, 6, 3))
    assert kinds(proposal) == ["session", "objectives", "gap"]


def test_markdown_with_notes_and_a_table_of_workshops():
    proposal = outline_of(english.ledgers(), "ledgers.md")
    assert headings(proposal) == [
        ("I", "Counting", [("1.1", "Households"), ("1.2", "Agencies")]),
        ("II", "Paying", [("2.1", "Contracts")]),
    ]
    assert questions(proposal) == [
        [
            "Which household is counted?",
            "Who answers the door, and in which language?",
            "What is *not* asked?",
        ],
        ["Do agencies report placements?", "Would they, if reports were anonymous?"],
        ["Can a contract be portable?", "Should it be?"],
    ]
    assert proposal.themes[0].roundtables[0].expected_outcomes == "one question that every census can ask."
    assert notes(proposal) == [
        ("1", "Once as kin and once as staff.", "sections[0].text", "twice"),
        ("agency", "The agencies' own counts are not published.", "themes[0].rationale", "there"),
    ]
    assert events(proposal) == [
        ("Time-use diaries", "4 March 2032", date(2032, 3, 4), "Manila"),
        ("Agencies on record", "6-7 May 2032", date(2032, 5, 6), "Amman"),
        ("Film evening: Night Shift", "", None, ""),
        ("Breakfast of statisticians", "10 February 2032", date(2032, 2, 10), ""),
    ]
    assert (proposal.title, proposal.meeting.starts_on) == (
        "Ledgers of Care: a concept note",
        date(2032, 2, 9),
    )
    assert kinds(proposal) == []


def test_themes_given_after_their_roundtables_and_questions_in_one_paragraph():
    proposal = outline_of(english.orchards())
    assert headings(proposal) == [
        ("1", "The row and the crate", [("1.1", "Picking crews"), ("1.3", "Packing houses")]),
        ("2", "The bed and the well", [("2.1", "Water and sleep")]),
    ]
    assert questions(proposal) == [
        [
            "How long is a row?",
            "Who measures it? And if nobody does, what then?",
            "Which crews have measured it themselves?",
        ],
        ["How cold may a packing house be?", "Who turns the heating on?", "What does a doctor see?"],
        ["Where do crews sleep?", "Where does their water come from?"],
    ]
    assert proposal.themes[0].roundtables[0].expected_outcomes == "To agree what a fair row is."
    assert [(note[0], note[1], note[3]) for note in notes(proposal)] == [
        ("1", "A row has about eighty trees.", "row"),
        ("2", "The code of 2019 was never printed.", "houses"),
    ]
    assert kinds(proposal) == ["objectives", "gap"]


def test_a_table_of_contents_doubles_nothing():
    proposal = outline_of(english.contents())
    assert headings(proposal) == [
        ("A", "Doors", [("A.1", "Doors at work"), ("A.2", "Doors at school")]),
        ("B", "Windows", [("B.1", "What statistics show")]),
    ]
    assert counts(proposal) == [2, 1, 3]
    assert proposal.themes[0].roundtables[0].expected_outcomes == "a list of handles."
    assert [(section.code, section.title) for section in proposal.sections] == [("I", "INTRODUCTION")]
    assert events(proposal) == [
        ("A museum of forms", "3 September 2033", date(2033, 9, 3), "Tallinn"),
        ("Queueing as theatre", "", None, ""),
    ]
    assert notes(proposal) == [
        ("1", "Fees above one day's wage.", "sections[0].text", "fee"),
        ("2", "The handle is often a telephone number.", "themes[0].rationale", "handle"),
    ]
    assert kinds(proposal) == []


def test_opendocument_in_french_with_notes():
    proposal = outline_of(others.rivages(), "rivages.odt")
    assert headings(proposal) == [
        ("1", "Les métiers de la mer", [("1.1", "Apprendre à bord"), ("1.2", "Quitter le bord")]),
        ("2", "Les marchés", [("2.1", "Vendre loin")]),
    ]
    assert questions(proposal)[0] == [
        "Qui signe le livret\u00a0?",
        "Que vaut-il dans un autre port\u00a0?",
        "Faut-il le traduire\u00a0?",
    ]
    assert counts(proposal) == [3, 2, 1]
    assert proposal.themes[0].roundtables[0].expected_outcomes == "Un livret commun à quatre ports[^2]."
    session = proposal.themes[1].roundtables[0].sessions[0]
    assert (session.code, session.title, session.aim) == (
        "2.1.1",
        "Les prix",
        "La séance comparera trois criées.",
    )
    assert notes(proposal) == [
        ("1", "Recensement de 2030.", "sections[0].text", "registres"),
        ("2", "Dont deux au sud.", "themes[0].roundtables[0].expected_outcomes", "ports"),
    ]
    assert events(proposal) == [
        ("Glace et moteurs", "12-13 mai 2032", date(2032, 5, 12), "Nouakchott"),
        ("Femmes des criées", "", None, ""),
        ("Régates de pirogues", "", None, ""),
    ]
    assert (proposal.overarching_theme, proposal.language) == ("Un rivage, plusieurs langues", "fr")
    assert (proposal.meeting.city, proposal.meeting.starts_on) == ("Dakar", date(2032, 3, 3))
    assert kinds(proposal) == []


def test_spanish_text_with_titles_beneath_their_codes():
    proposal = outline_of(others.caminos(), "caminos.txt")
    assert headings(proposal) == [
        ("1", "El regreso como proyecto", [("1.1", "Empresas que vuelven"), ("1.2", "Escuelas de regreso")]),
        ("2", "Las que se quedan", [("2.1", "Cuidado a distancia")]),
    ]
    assert questions(proposal) == [
        [
            "¿Qué necesita una empresa que cruza dos veces la misma frontera?",
            "¿Quién financia el primer año?",
            "¿Cómo se mide el fracaso?",
        ],
        ["¿En qué idioma se examina a un niño que regresa?", "¿Quién reconoce sus cursos?"],
        ["¿Quién cuida a quien cuida?", "¿Cuánto cuesta una llamada?"],
    ]
    assert notes(proposal) == [("1", "Encuesta de ventanillas, 2031.", "themes[0].rationale", "preguntas")]
    assert events(proposal) == [
        ("Remesas en especie", "4 de junio de 2033", date(2033, 6, 4), "Quito"),
        ("Archivos familiares", "", None, ""),
        ("Feria de maletas", "", None, ""),
    ]
    assert (proposal.overarching_theme, proposal.language) == ("Volver también es migrar", "es")
    assert kinds(proposal) == []


def test_spanish_word_with_sessions_numbered_beneath_a_roundtable():
    proposal = outline_of(others.mesas())
    assert headings(proposal) == [("I", "Puentes de papel", [("4", "Permisos que caducan")])]
    roundtable = proposal.themes[0].roundtables[0]
    assert questions(proposal) == [["¿Cuándo caduca un permiso?", "¿Quién avisa?"]]
    assert [(session.code, session.title, session.aim) for session in roundtable.sessions] == [
        ("4.1", "Avisos", "Se leerán diez avisos reales."),
        ("4.3", "Prórrogas", "Se revisarán plazos."),
    ]
    assert kinds(proposal) == ["gap"]


def test_the_note_of_one_workshop_in_french():
    proposal = outline_of(others.atelier())
    (workshop,) = proposal.as_dict()["workshops"]
    assert workshop["title"] == "Atelier préparatoire sur les registres portuaires"
    assert (workshop["starts_on"], workshop["ends_on"]) == ("2032-05-12", "2032-05-13")
    assert workshop["venue"] == "Maison du port, Tanger"
    assert workshop["constituencies"] == ["capitaineries", "ministères", "syndicats"]
    assert workshop["participants"] == 25
    assert [objective.text for objective in proposal.objectives] == [
        "comparer cinq registres",
        "rédiger un lexique",
        "choisir un port pilote.",
    ]
    assert [section.title for section in proposal.sections] == [
        "Contexte",
        "Objectifs",
        "Date et lieu",
        "Participants",
    ]


def test_chinese_in_utf_16():
    proposal = outline_of(others.valleys())
    assert headings(proposal) == [("一", "水与路", [("1.1", "渡口"), ("1.2", "桥梁")])]
    assert questions(proposal) == [["谁来登记渡口？", "渡口由谁维护？"], ["桥梁的费用如何分担？"]]
    assert (proposal.language, kinds(proposal)) == ("zh", [])


def test_arabic_in_word():
    proposal = outline_of(others.caravans())
    assert headings(proposal) == [("1", "الطرق القديمة", [("1.1", "أسواق الواحات")])]
    assert counts(proposal) == [3]
    assert (proposal.overarching_theme, proposal.language) == ("الطريق بيت", "ar")
    assert notes(proposal) == [("1", "سجل القوافل.", "themes[0].rationale", "الخرائط")]
    assert kinds(proposal) == []


OWN = [
    *(getattr(english, name) for name in ("harbours", "rivers", "briefs_in_tables", "mountains", "ledgers"))
]
OWN += [english.orchards, english.contents, others.rivages, others.caminos, others.mesas, others.atelier]
OWN += [others.valleys, others.caravans]


@pytest.mark.parametrize("paper", OWN, ids=lambda paper: paper.__name__)
def test_none_of_these_papers_is_called_damaged(paper):
    proposal = outline_of(paper())
    assert (proposal.is_damaged, "damage" in kinds(proposal)) == (False, False)


# Words of labels, of running lines and of headings above nothing but parts of the outline.
SAID_BY_THE_OUTLINE = {
    "rivers": {"Outline", "Roundtable", "Guiding", "questions", "meeting"},
    "contents": {"THEMES", "PARALLEL", "EVENTS"},
    "orchards": {"Objectives", "Questions", "Participants", "consider", "Expected", "Guiding", "questions"},
}


@pytest.mark.parametrize("paper", OWN, ids=lambda paper: paper.__name__)
def test_every_word_of_a_paper_is_somewhere_in_its_proposal(paper):
    """Nothing is lost: what has no place of its own is in the background, a section or a warning."""
    text = read_paper(io.BytesIO(paper()))
    known = set(re.findall(r"[^\W\d_]{6,}", json.dumps(propose(text).as_dict(), ensure_ascii=False)))
    missing = set()
    for paragraph in text.paragraphs:
        line = paragraph.text
        is_named = read_label(line) or read_head(line) or read_lead_in(line) or line.endswith("-")
        if not is_named and "Concept Paper  " not in line:
            missing |= set(re.findall(r"[^\W\d_]{6,}", line.replace("²", ""))) - known
    assert missing <= SAID_BY_THE_OUTLINE.get(paper.__name__, set())


# --- Headings, labels, dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("Theme 1: Coasts", ("theme", "1", "Coasts")),
        ("· Theme 2: Coasts", ("theme", "2", "Coasts")),
        ("THEME I – COASTS", ("theme", "I", "COASTS")),
        ("Theme One: Coasts", ("theme", "One", "Coasts")),
        ("Cluster III", ("theme", "III", "")),
        ("Thematic Area A. Coasts", ("theme", "A", "Coasts")),
        ("Thème 1\u00a0: La mer", ("theme", "1", "La mer")),
        ("Axe 2 – La mer", ("theme", "2", "La mer")),
        ("Tema 1. El mar", ("theme", "1", "El mar")),
        ("Eje temático II: El mar", ("theme", "II", "El mar")),
        ("ROUNDTABLE 1", ("roundtable", "1", "")),
        ("Round Table 2", ("roundtable", "2", "")),
        ("Round-table 2.1 – Nets", ("roundtable", "2.1", "Nets")),
        ("RT 2.1 Nets and Names", ("roundtable", "2.1", "Nets and Names")),
        ("Roundtable\u00a01.1: Nets", ("roundtable", "1.1", "Nets")),
        ("Table ronde 1.1 : Filets", ("roundtable", "1.1", "Filets")),
        ("Mesa redonda 1.1 Redes", ("roundtable", "1.1", "Redes")),
        ("Session 2.1 –", ("session", "2.1", "")),
        ("Session 2.1: Nets", ("session", "2.1", "Nets")),
        ("Séance 2.1", ("session", "2.1", "")),
        ("Sesión 2.1. Redes", ("session", "2.1", "Redes")),
        ("Workshop 1: Nets", ("workshop", "1", "Nets")),
        ("Side event: Nets", ("side_event", "", "Nets")),
        ("2.1 Roundtable 1.1: Nets", ("roundtable", "1.1", "Nets")),
        ("Theme 1 (continued)", ("theme", "1", "")),
        ("Круглый стол 1.1: Сети", ("roundtable", "1.1", "Сети")),
    ],
)
def test_a_heading_names_its_kind_and_code(line, head):
    found = read_head(line.removeprefix("· "))
    assert (found.kind, found.code, found.title) == head


@pytest.mark.parametrize(
    "line",
    [
        "Roundtable 2.1 of GFMD 2017 on the key role of local authorities",
        "Session 3.1 will aim at producing proposals",
        "Roundtables 1.1 and 1.2 will meet in parallel.",
        "Thème à propos duquel tout est dit",
        "Themes are chosen by the chair.",
        "Theme",
    ],
)
def test_a_sentence_is_no_heading(line):
    assert read_head(line) is None


def test_a_title_ends_where_a_sentence_begins():
    assert read_head("RT 1.1. Nets. Nets are mended in winter.") == Head(
        "roundtable", "1.1", "Nets", "Nets are mended in winter."
    )


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Expected outcome(s)", "outcomes"),
        ("EXPECTED OUTCOMES:", "outcomes"),
        ("Résultats attendus", "outcomes"),
        ("Resultados esperados", "outcomes"),
        ("3.1 Expected outcomes", "outcomes"),
        ("Guiding questions for Roundtable 1.1", "questions"),
        ("Key questions", "questions"),
        ("Possible questions for discussion:", "questions"),
        ("Discussion questions", "questions"),
        ("Questions directrices", "questions"),
        ("Questions d’orientation :", "questions"),
        ("Preguntas orientadoras", "questions"),
        ("Preguntas guía", "questions"),
        ("Ateliers thématiques prévus", "workshops"),
        ("Talleres", "workshops"),
        ("Événements parallèles", "side_events"),
        ("Eventos paralelos", "side_events"),
        ("Thème général", "overarching"),
        ("Tema general", "overarching"),
        ("b) Objectives", "objectives"),
    ],
)
def test_a_label_is_known_in_three_languages(line, kind):
    assert read_label(line).kinds[0] == kind


def test_one_label_may_name_two_parts():
    assert read_label("III. Other planned thematic workshops and side-events").kinds == (
        "workshops",
        "side_events",
    )


@pytest.mark.parametrize(
    "line",
    [
        "The expected outcome of this roundtable is to produce a list",
        "Questions abound in this field",
        "outcomes;",
    ],
)
def test_a_sentence_is_no_label(line):
    assert read_label(line) is None


def test_a_sentence_before_a_list_says_what_the_list_is():
    assert read_lead_in("Three thematic workshops are planned in 2018:") == "workshops"
    assert read_lead_in("The workshop will bring together the following constituencies:") is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("9-11 July 2007", date(2007, 7, 9), date(2007, 7, 11)),
        ("December 5–7, 2018", date(2018, 12, 5), date(2018, 12, 7)),
        ("30 November – 2 December 2016", date(2016, 11, 30), date(2016, 12, 2)),
        ("du 5 au 7 décembre 2018", date(2018, 12, 5), date(2018, 12, 7)),
        ("1er juin 2020", date(2020, 6, 1), date(2020, 6, 1)),
        ("del 5 al 7 de diciembre de 2018", date(2018, 12, 5), date(2018, 12, 7)),
        ("2018年12月5日至7日", date(2018, 12, 5), date(2018, 12, 7)),
        ("3rd May", None, None),
        ("December 2018", None, None),
        ("31 June 2018", None, None),
    ],
)
def test_dates_are_certain_only_with_day_month_and_year(text, first, last):
    found = dates_in(text)
    assert (found.starts_on, found.ends_on) == (first, last)


@pytest.mark.parametrize(
    ("line", "title", "place"),
    [
        ("Nets (3rd May in Geneva)", "Nets", "Geneva"),
        ("Nets – Rabat, 3 May 2018", "Nets", "Rabat"),
        ("3 May, Geneva: Nets", "Nets", "Geneva"),
        ("Nets, Geneva, 3 May 2018", "Nets", "Geneva"),
        ("Nets and ports (Rabat, Morocco)", "Nets and ports", "Rabat, Morocco"),
        ("Nets (GCM)", "Nets (GCM)", ""),
        ("Filets (du 5 au 6 mai, Gap)", "Filets", "Gap"),
    ],
)
def test_an_announcement_is_told_apart_into_title_and_place(line, title, place):
    found = announced(line, 2018)
    assert (found.title, found.place) == (title, place)


# --- Smaller habits ------------------------------------------------------------------------------------------


def test_labels_within_a_paragraph_are_told_apart():
    proposal = propose(
        read_pasted(
            "RT 1.1. Nets. Expected outcome: a register. Guiding questions: (1) Who owns a net? (2) Who mends it?\n"
        )
    )
    (roundtable,) = proposal.roundtables
    assert (roundtable.title, roundtable.expected_outcomes) == ("Nets", "a register.")
    assert questions(proposal) == [["Who owns a net?", "Who mends it?"]]


def test_bullets_alone_on_their_lines_belong_to_the_next_line():
    proposal = propose(read_pasted("RT 1\nNets\n\nGuiding questions\n•\nWho owns a net?\n•\nWho mends it?\n"))
    assert questions(proposal) == [["Who owns a net?", "Who mends it?"]]


def test_questions_of_sessions_are_questions_of_their_roundtable():
    proposal = propose(
        read_pasted(
            "Roundtable 1: Nets\n\nSession 1.1: Old nets\n\nOld nets are heavy.\n\nMain questions\n- Who lifts them?\n\n"
            "Session 1.2: New nets\n\nNew nets are light.\n\nMain questions\n- Who sells them?\n"
        )
    )
    (roundtable,) = proposal.roundtables
    assert questions(proposal) == [["Who lifts them?", "Who sells them?"]]
    assert [session.aim for session in roundtable.sessions] == ["Old nets are heavy.", "New nets are light."]


def test_one_code_with_two_titles_is_said():
    overview = "Roundtable 1: Nets of the north\n\nRoundtable 2: Boats\n\nRoundtable 1: Ropes and sails\n\nExpected outcomes\n\nA list.\n"
    proposal = propose(read_pasted(overview))
    assert [(one.code, one.title) for one in proposal.roundtables] == [
        ("1", "Ropes and sails"),
        ("2", "Boats"),
    ]
    assert kinds(proposal) == ["duplicate"]


def test_roundtables_that_name_no_theme_stand_by_themselves():
    proposal = propose(
        read_pasted(
            "Themes\n\n1. Bread\n2. Salt\n\nRoundtables\n\nRoundtable 1: Ovens\n\nRoundtable 2: Caravans\n"
        )
    )
    assert headings(proposal) == [("1", "Bread", []), ("2", "Salt", [])]
    assert [one.title for one in proposal.roundtables] == ["Ovens", "Caravans"]
    assert kinds(proposal) == ["theme", "theme"]


def test_a_note_without_a_mark_is_kept_and_said():
    proposal = propose(
        read_pasted("Introduction\n\nA border moves[^1].\n\n[^1]: It did in 1920.\n\n[^2]: It may again.\n")
    )
    assert [(note.label, note.where) for note in proposal.footnotes] == [("1", "sections[0].text"), ("2", "")]
    assert [(caution.kind, caution.text) for caution in proposal.warnings] == [("footnote", "It may again.")]


def test_definitions_are_added_to_the_text_that_needs_them():
    proposal = outline_at(MARRAKESH)
    text = with_definitions("Some 258 million[^4] migrants.", proposal.footnotes)
    assert text == f"Some 258 million[^4] migrants.\n\n[^4]: {proposal.footnotes[3].text}"


def test_a_damaged_question_is_withheld():
    proposal = propose(
        read_pasted(
            "Roundtable 1: Nets\n\nGuiding questions\n- Who owns 2½2 (1 ½½2) (1 ½½2) nets?\n- Who mends them?\n"
        )
    )
    assert questions(proposal) == [["Who mends them?"]]
    (roundtable,) = proposal.roundtables
    assert (roundtable.damaged, kinds(proposal)) == (True, ["damage", "damage"])


# --- From the shell ------------------------------------------------------------------------------------------

# Where nothing is installed: no settings, no database, no broker.
NOWHERE = {"PATH": os.environ["PATH"]}


def run_outline(*arguments: str, content: bytes | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "outline", *arguments],
        cwd=ROOT,
        env=NOWHERE,
        input=content,
        capture_output=True,
        timeout=60,
    )


def test_the_command_prints_the_outline_without_a_database():
    done = run_outline(str(MARRAKESH))
    assert (done.returncode, done.stderr) == (0, b"")
    outline = json.loads(done.stdout)
    assert [len(r["guiding_questions"]) for t in outline["themes"] for r in t["roundtables"]] == [
        12,
        8,
        8,
        7,
        8,
        6,
    ]
    assert {
        "overarching_theme",
        "themes",
        "workshops",
        "side_events",
        "objectives",
        "sections",
        "footnotes",
        "warnings",
    } <= set(outline)
    assert {"code", "title", "rationale", "roundtables"} <= set(outline["themes"][0])
    assert {"code", "title", "expected_outcomes", "guiding_questions", "sessions"} <= set(
        outline["themes"][0]["roundtables"][0]
    )
    assert "’" in done.stdout.decode() and '\n  "' in done.stdout.decode()


def test_a_roundtable_without_a_theme_stands_under_one_without_a_name():
    outline = json.loads(run_outline(str(BRUSSELS)).stdout)
    assert [(theme["code"], theme["title"]) for theme in outline["themes"]] == [("", "")]
    assert [
        (roundtable["code"], [session["code"] for session in roundtable["sessions"]])
        for roundtable in outline["themes"][0]["roundtables"]
    ] == [("3", ["3.1", "3.2", "3.4"])]
    assert [note["where"] for note in outline["footnotes"]] == ["themes[0].roundtables[0].title"]
    assert "roundtables" not in outline


def test_the_command_reads_standard_input():
    done = run_outline("-", content=english.harbours())
    assert [theme["code"] for theme in json.loads(done.stdout)["themes"]] == ["One", "Two"]


def test_the_command_says_in_one_sentence_what_it_cannot_read(tmp_path):
    paper = tmp_path / "paper.docx"
    paper.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    done = run_outline(str(paper))
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == (
        "CommandError: This is a PDF, whatever its name. Send the paper as .docx, .odt, .txt or .md, or paste its text.\n"
    )
    assert run_outline(str(tmp_path / "missing.docx")).stderr.decode().startswith("CommandError: ")
