"""Papers in habits of their own: what a person reads in them is what the reader proposes."""

import io

import pytest

from roundtables.conceptpapers.proposal import Proposal, propose
from roundtables.conceptpapers.reading import read_paper, read_pasted
from tests.papers import habits_of_files, habits_of_text

PAPERS = {**habits_of_files.PAPERS, **habits_of_text.PAPERS}


def proposal_of(name: str) -> Proposal:
    return propose(read_paper(io.BytesIO(PAPERS[name][0])))


def described(roundtable) -> tuple:
    asked = [question.text for question in roundtable.guiding_questions]
    sessions = [session.code for session in roundtable.sessions]
    return roundtable.code, roundtable.title, roundtable.expected_outcomes, asked, sessions


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_read_as_a_person_reads_it(name):
    expected, proposal = PAPERS[name][1], proposal_of(name)
    assert proposal.overarching_theme == expected.get("over", "")
    themes = [(one.code, one.title, [described(part) for part in one.roundtables]) for one in proposal.themes]
    assert themes == expected.get("themes", [])
    assert [described(one) for one in proposal.roundtables] == expected.get("roundtables", [])
    events = [event.title for event in [*proposal.workshops, *proposal.side_events]]
    assert events == expected.get("events", [])
    notes = [note for note in proposal.footnotes if note.where]
    assert (len(notes), len(proposal.footnotes)) == (expected.get("notes", 0),) * 2
    if "sections" in expected:
        assert [section.title for section in proposal.sections] == expected["sections"]
    for i, rationale in expected.get("rationale", {}).items():
        assert proposal.themes[i].rationale == rationale


def test_a_note_at_the_foot_of_a_page_ends_there():
    notes = proposal_of("copied from a PDF with notes at the foot").footnotes
    assert [note.text for note in notes] == [
        "Survey of the Ministry of Roads, 2028.",
        "There were eleven in 2027.",
        "Some since 1958.",
    ]


def test_numbers_left_out_between_themes_are_said():
    warnings = proposal_of("copied from a PDF with notes at the foot").warnings
    assert [(caution.kind, caution.message) for caution in warnings] == [
        ("gap", "After I comes III; the numbers are kept as they are in the paper."),
        ("gap", "After 2 comes 4; the numbers are kept as they are in the paper."),
    ]


@pytest.mark.parametrize(
    "number", ["n° 1.1", "n°1.1", "nº 1.1", "no 1.1", "No. 1.1", "N.º 1.1", "n°\u00a01.1", "#1.1"]
)
def test_a_number_may_be_called_one(number):
    (roundtable,) = propose(
        read_pasted(f"Table ronde {number} : Filets\n\nLes filets sont lourds.\n")
    ).roundtables
    assert (roundtable.code, roundtable.title) == ("1.1", "Filets")


def test_a_passage_among_the_questions_is_never_left_out_silently():
    proposal = proposal_of("who chairs in brackets before the title")
    assert [caution.kind for caution in proposal.warnings] == ["unplaced"]
    assert proposal.roundtables[1].background.endswith("This was asked in 2019 and nobody answered.")


def test_outcomes_of_a_session_stand_with_its_aim():
    (one, _other) = proposal_of("outcomes of sessions").roundtables
    assert one.sessions[1].aim == "This session will consider guards.\n\n- A code for guards"


def test_a_line_that_says_where_is_no_heading_of_an_event():
    contracts = proposal_of("French sessions and lists in lists").workshops[1]
    assert (contracts.title, contracts.text) == ("Contrats", "Lieu à préciser.")
