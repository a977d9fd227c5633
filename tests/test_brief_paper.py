"""The paper of a brief: made of the frozen text, its notes at the foot of the page, in every language."""

import io
from datetime import UTC, datetime

import pdfua
import pypdf
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from meetings.models import Paper
from roundtables.models import Reference
from roundtables.papers import brief_paper, concept_note_context, concept_note_paper
from tests.factories import (
    a_document,
    a_meeting,
    a_question,
    a_roundtable,
    a_session,
    a_state,
    a_theme,
    publish,
)
from tests.test_concept_note import in_order, one_line
from tests.test_papers import outline, read

pytestmark = pytest.mark.django_db
TEXTS = {
    "en": ("Capitals of migrants", "What people bring[^1] and keep[^2].", "Skills and savings.", "Networks."),
    "fr": (
        "Les capitaux des migrants",
        "Ce que les gens apportent[^1] et gardent[^2].",
        "Savoirs et épargne.",
        "Réseaux.",
    ),
    "es": (
        "Los capitales de los migrantes",
        "Lo que las personas aportan[^1] y conservan[^2].",
        "Saberes y ahorros.",
        "Redes.",
    ),
    "ar": ("رؤوس أموال المهاجرين", "ما يجلبه الناس[^1] وما يحفظونه[^2].", "مهارات ومدخرات.", "شبكات."),
    "zh-hans": ("移民的资本", "人们带来什么[^1]，保留什么[^2]。", "技能与储蓄。", "网络。"),
    "ru": ("Капиталы мигрантов", "Что люди приносят[^1] и хранят[^2].", "Навыки и сбережения.", "Связи."),
}


@pytest.fixture
def meeting():
    return a_meeting(
        slug="rabat",
        title="Rabat Summit",
        city="Rabat",
        languages=list(TEXTS),
        agenda_published_at=timezone.now(),
        brief_rounds=0,
    )


@pytest.fixture
def roundtable(meeting):
    """A brief in six languages, with notes, citations, a table, a session and references of every kind."""
    earlier = a_roundtable(
        a_meeting(slug="berlin", title="Berlin Summit"), "2.1", "Skills", is_published=True, questions=1
    )
    roundtable = a_roundtable(
        meeting,
        "1.1",
        {code: text[0] for code, text in TEXTS.items()},
        theme=a_theme(meeting),
        background={code: f"{text[1]}\n\n[^1]: {text[2]}" for code, text in TEXTS.items()},
        expected_outcomes={
            "en": "### Three steps[^3]\n\n- See *who* acts [@Ratha 2007, p. 4]\n- Act\n\n| State | Seats |\n|---|--:|\n"
            "| Morocco | 3 |\n\n[^2]: Networks.\n[^3]: See https://gfmd.org/steps and[^4].\n[^4]: A note of a note.",
            **{code: f"[^2]: {text[3]}" for code, text in TEXTS.items() if code != "en"},
        },
    )
    a_question(roundtable, "Who acts first[^5]?\n\n[^5]: And who last.")
    a_session(roundtable, "3.4", "A session", aim="To hear, as in [the agenda](/meetings/rabat/agenda/).")
    references = (
        {
            "kind": "work",
            "key": "Ratha 2007",
            "text": "Leveraging remittances.",
            "url": "https://example.org/r",
        },
        {"kind": "sdg_target", "key": "10.7", "text": "Orderly migration"},
        {"kind": "instrument", "key": "GCM", "text": "Global Compact for Migration"},
        {"kind": "earlier_roundtable", "earlier": earlier},
    )
    for reference in references:
        Reference.objects.create(roundtable=roundtable, **reference)
    for language in set(TEXTS) - {"en"}:
        roundtable.languages.create(language=language, state="ready")
    a_paper = a_document(meeting, "GFMD/RT/1", "Remittances in figures")
    a_secret = a_document(meeting, "GFMD/RT/2", "A hidden paper", audience="chair")
    roundtable.papers.add(a_paper, a_secret)
    roundtable.team.create(role="co_chair", organization=a_state("Morocco"))
    return publish(roundtable)


def parts_of(pdf: bytes, wanted: str) -> list[dict]:
    """The parts of a tagged PDF of one kind, in reading order."""
    found = []

    def walk(part):
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for one in part:
                walk(one)
        elif isinstance(part, dict):
            if part.get("/S") == wanted:
                found.append(part)
            walk(part.get("/K", []))

    walk(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def links_of(pdf: bytes) -> list[tuple[str, str]]:
    """What each link says, and where it leads."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for annotation in (one.get_object() for one in page.get("/Annots", [])):
            address = annotation["/A"]["/URI"] if "/A" in annotation else f"#{annotation['/Dest']}"
            found.append((annotation["/Contents"], address))
    return found


# --- What it says ----------------------------------------------------------------------------------------


def test_a_brief_with_all_its_parts_reads_in_order(roundtable):
    pdf = read(brief_paper(roundtable, "en"))
    assert in_order(
        one_line(pdf),
        "Version 1,",
        "Capitals of migrants",
        "Co-chair: Morocco",
        "What people bring1 and keep2",
        "Expected outcomes",
        "Three steps3",
        "See who acts (Ratha 2007, p. 4)",
        "Morocco",
        "Guiding questions",
        "Who acts first5",
        "3.4 A session",
        "1 Skills and savings.",
        "2 Networks.",
        "3 See https://gfmd.org/steps and4",
        "5 And who last.",
        "See also",
        "Roundtable 2.1: Skills · Berlin Summit",
        "10.7 Orderly migration",
        "GCM Global Compact for Migration",
        "GFMD/RT/1 Remittances in figures",
        "Works cited",
        "Ratha 2007 Leveraging remittances. https://example.org/r",
        "Further notes",
        "4 A note of a note.",
    )
    assert "hidden paper" not in one_line(pdf)
    assert outline(pdf) == [
        "Roundtable 1.1 Capitals of migrants",
        "Background",
        "Expected outcomes",
        "Three steps",
        "Guiding questions",
        "Sessions",
        "3.4 A session",
        "See also",
        "Roundtables of earlier meetings",
        "Targets of the Sustainable Development Goals",
        "Instruments",
        "Papers",
        "Works cited",
        "Further notes",
    ]


@pytest.mark.parametrize("language", TEXTS)
def test_each_language_has_its_notes_at_the_foot_of_the_page(roundtable, tmp_path, language):
    pdf = read(brief_paper(roundtable, language))
    path = tmp_path / "brief.pdf"
    path.write_bytes(pdf)
    assert [(one.rule_id, one.message) for one in pdfua.validate(path).findings] == []
    notes = parts_of(pdf, "/Note")
    assert len({note["/ID"] for note in notes}) == len(notes) >= 3
    text = "".join(one_line(pdf).split())
    for words in TEXTS[language][2:]:
        if language != "ar":  # pdftotext turns the ligatures of Arabic around
            assert words.replace(" ", "") in text


def test_a_note_and_its_number_lead_to_each_other_and_say_so(roundtable):
    found = links_of(read(brief_paper(roundtable, "en")))
    assert [link for link in found if link[0] in ("Note 1", "Back to the text, note 1")] == [
        ("Note 1", "#note-1"),
        ("Back to the text, note 1", "#note-1-call-1"),
    ]
    assert ("(Ratha 2007, p. 4)", "#work-1") in found
    assert ("https://gfmd.org/steps", "https://gfmd.org/steps") in found
    assert ("the agenda", "http://testserver/meetings/rabat/agenda/") in [
        (words, address.replace("http://localhost:8000", "http://testserver")) for words, address in found
    ]


# --- In which language -----------------------------------------------------------------------------------


def test_the_address_of_a_work_runs_left_to_right_among_arabic_words():
    """Or its last stroke stands before it: /https://ilo.example"""
    work = {"key": "ILO 2019", "text": "", "url": "https://ilo.example/"}
    shown = render_to_string("papers/_reference.html", {"one": work})
    assert '<a href="https://ilo.example/" dir="ltr">https://ilo.example/</a>' in shown


def test_a_language_that_is_not_ready_gets_the_original_with_a_word_of_why(roundtable):
    roundtable.languages.filter(language="fr").update(state="in_translation")
    roundtable.languages.filter(language="ar").delete()
    publish(roundtable)
    french = one_line(read(brief_paper(roundtable, "fr")))
    assert "Capitals of migrants" in french
    assert "Les capitaux" not in french
    pdf = read(brief_paper(roundtable, "ar"))
    assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "ar"
    assert in_order(one_line(pdf), "Capitals of migrants", "What people bring")


# --- Which text ------------------------------------------------------------------------------------------


def test_a_paper_of_an_older_version_stays_as_it_was(client, roundtable):
    first = roundtable.briefs.get(number=1).drafts.get()
    before = brief_paper(roundtable, "en")
    roundtable.background = "Written anew."
    roundtable.save()
    assert brief_paper(roundtable, "en") == before
    publish(roundtable)
    now, then = brief_paper(roundtable, "en"), brief_paper(roundtable, "en", draft=draft_of(roundtable, 1))
    assert in_order(one_line(read(now)), "Version 2,", "Written anew.")
    assert in_order(one_line(read(then)), "Version 1,", "(superseded)", "What people bring")
    assert "Co-chair" not in one_line(read(then))
    assert read(before).startswith(b"%PDF-1.7")
    assert Paper.objects.filter(name="roundtable-1.1", language="en").count() == 3
    assert first.content["title"]["en"] == "Capitals of migrants"
    page = reverse("roundtable_version_pdf", args=["rabat", "1.1", 1])
    assert "What people bring" in one_line(client.get(page).content)


def draft_of(roundtable, number: int):
    draft = roundtable.briefs.get(number=number).drafts.latest("pk")
    draft.brief.roundtable = roundtable
    return draft


@pytest.mark.parametrize(
    ("kind", "state", "sentence"),
    [
        ("first_draft", "first_comments", "First draft for comment, 3 March 2026"),
        ("second_draft", "second_comments", "Second draft for comment, 3 March 2026"),
        ("final", "second_comments", "Version 2, for clearance, 3 March 2026"),
        ("final", "final", "Version 2, final text of 3 March 2026, not published"),
    ],
)
def test_a_draft_says_which_one_it_is_and_until_when_comments_are_taken(roundtable, kind, state, sentence):
    until = datetime(2027, 2, 14, 23, 59, tzinfo=UTC) if kind != "final" else None
    brief = roundtable.briefs.create(number=2, state=state)
    content = {**draft_of(roundtable, 1).content, "title": {"en": "A bolder title"}}
    draft = brief.drafts.create(
        kind=kind, content=content, frozen_at=datetime(2026, 3, 3, 12, tzinfo=UTC), comments_until=until
    )
    draft.brief.roundtable = roundtable
    text = one_line(read(brief_paper(roundtable, "en", draft=draft)))
    assert in_order(text, sentence, "A bolder title")
    assert ("Comments until 14 February 2027, 23:59, Rabat time" in text) == (kind != "final")


def test_the_working_text_is_printed_for_those_who_write_it_alone(roundtable):
    roundtable.published_at = None
    roundtable.background = "Still being written."
    assert in_order(
        one_line(read(brief_paper(roundtable, "en"))), "Working text, not published", "Still being written."
    )


# --- The concept note ------------------------------------------------------------------------------------


def test_the_concept_note_numbers_the_notes_of_all_its_briefs_in_one_row(meeting, roundtable, tmp_path):
    theme = roundtable.theme
    theme.rationale = "Why this theme[^1].\n\n[^1]: Because of it."
    theme.save()
    other = a_roundtable(
        meeting, "1.2", "Regions", theme=theme, background="Elsewhere[^1].\n\n[^1]: Not the same."
    )
    publish(other)
    meeting.sections.create(title="Common space", text="All meet[^1].\n\n[^1]: In the plenary hall.")
    pdf = read(concept_note_paper(meeting, "en"))
    assert in_order(
        one_line(pdf),
        "Why this theme1",
        "What people bring2 and keep3",
        "Elsewhere",
        "Not the same.",
        "Common space",
        "All meet8",
        "Further notes",
        "5 A note of a note.",
        "8 In the plenary hall.",
    )
    path = tmp_path / "note.pdf"
    path.write_bytes(pdf)
    assert [(one.rule_id, one.message) for one in pdfua.validate(path).findings] == []
    assert ("(Ratha 2007, p. 4)", f"#roundtable-{roundtable.pk}-work-1") in links_of(pdf)
    assert "Common space" in outline(pdf)


def test_the_concept_note_holds_what_was_published_and_asks_the_same_of_the_database(
    meeting, roundtable, django_assert_num_queries
):
    roundtable.background = "Not public yet."
    roundtable.save()
    assert "Not public yet." not in one_line(read(concept_note_paper(meeting, "en")))
    for number in range(3):
        with django_assert_num_queries(7):
            concept_note_context(meeting, "en", is_draft=False)
        one = a_roundtable(meeting, f"3.{number}", "More", questions=2)
        a_session(one, "1", "Part")
        publish(one)
