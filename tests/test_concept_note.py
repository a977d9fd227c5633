"""The papers of the programme: each brief, and the concept note made of them, read back as PDFs."""

import io
import subprocess
from datetime import date

import pdfua
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, Paper
from roundtables import actions
from roundtables.papers import brief_paper, concept_note_paper
from roundtables.tasks import render_brief, render_concept_note
from tests.factories import (
    a_meeting,
    a_question,
    a_room,
    a_roundtable,
    a_session,
    a_state,
    a_theme,
    an_item,
    chair_staff,
    publish,
)
from tests.test_papers import outline, read, structure, text_of

pytestmark = pytest.mark.django_db
MARKUP = '<b>bold</b> & {{ settings.SECRET_KEY }} <img src="http://elsewhere.example/x.png">'


@pytest.fixture
def meeting():
    """Two themes, three published briefs, one draft."""
    meeting = a_meeting(
        slug="marrakesh-2018",
        title={
            "en": "Marrakesh Summit",
            "ar": "قمة مراكش",
            "ru": "Саммит в Марракеше",
            "zh-hans": "马拉喀什峰会",
        },
        city={"en": "Marrakesh", "ar": "مراكش"},
        starts_on=date(2018, 12, 5),
        ends_on=date(2018, 12, 7),
        languages=["en", "ar", "ru", "zh-hans"],
        host=a_state("Morocco"),
        agenda_published_at=timezone.now(),
        brief_rounds=0,
    )
    one = a_theme(meeting, "1", "Resilience", rationale="Why the first theme.")
    two = a_theme(meeting, "2", "Mobility")
    a_theme(meeting, "3", "Nothing yet")
    item = an_item(meeting, "10:00", "13:00", day=2, room=a_room(meeting, "Atlas", capacity=90))
    first = a_roundtable(
        meeting,
        "1.1",
        {"en": "Capitals", "ar": "قدرات", "ru": "Капиталы", "zh-hans": "能力"},
        theme=one,
        background="What people bring.",
        expected_outcomes="What is agreed.",
        agenda_item=item,
        questions=3,
    )
    a_session(first, "3.4", "A session", aim="To hear.")
    for language in ("ar", "ru", "zh-hans"):
        first.languages.create(language=language, state="ready")
    publish(first)
    a_roundtable(meeting, "2.1", "Regions", theme=two, questions=2, is_published=True)
    a_roundtable(meeting, "2.2", "A secret draft", theme=two, questions=1)
    a_roundtable(meeting, "III", "Without theme", questions=1, is_published=True)
    return Meeting.objects.get(pk=meeting.pk)


def one_line(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def facts(pdf: bytes) -> tuple:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    return root["/Lang"], reader.metadata.title, root["/MarkInfo"]["/Marked"]


def in_order(text: str, *found: str) -> bool:
    """Whether each of these stands in the text after the one before it."""
    place = 0
    for words in found:
        place = text.find(words, place)
        if place < 0:
            return False
        place += len(words)
    return True


# --- The brief -------------------------------------------------------------------------------------------


def test_a_brief_reads_in_order(meeting):
    pdf = read(brief_paper(meeting.roundtables.get(code="1.1"), "en"))
    assert in_order(
        one_line(pdf),
        "Version 1,",
        "Marrakesh Summit · 5–7 December 2018 · Marrakesh, Morocco",
        "Theme 1 · Resilience",
        "Roundtable 1.1 Capitals",
        "Thursday 6 December 2018, 10:00–13:00, Marrakesh time",
        "Atlas · 90 seats",
        "Background",
        "What people bring.",
        "Expected outcomes",
        "What is agreed.",
        "Guiding questions",
        "Question 1?",
        "Question 3?",
        "Sessions",
        "3.4 A session",
        "To hear.",
    )
    assert outline(pdf)[1:] == [
        "Background",
        "Expected outcomes",
        "Guiding questions",
        "Sessions",
        "3.4 A session",
    ]
    assert {"/H1", "/H2", "/L", "/LI", "/P"} <= set(structure(pdf))


@pytest.mark.parametrize(
    ("language", "tag", "title", "meeting_title"),
    [
        ("en", "en", "Capitals", "Marrakesh Summit"),
        ("ar", "ar", "قدرات", "قمة مراكش"),
        ("ru", "ru", "Капиталы", "Саммит в Марракеше"),
        ("zh-hans", "zh-Hans", "能力", "马拉喀什峰会"),
    ],
)
def test_papers_print_titles_in_their_language(meeting, language, tag, title, meeting_title):
    brief = read(brief_paper(meeting.roundtables.get(code="1.1"), language))
    note = read(concept_note_paper(meeting, language))
    assert (facts(brief)[0], facts(note)[0]) == (tag, tag)
    assert title in facts(brief)[1]
    assert meeting_title in facts(note)[1]
    assert facts(brief)[2] and facts(note)[2]
    assert title in text_of(brief)
    assert title in text_of(note)


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh-hans"])
def test_papers_are_accessible(meeting, tmp_path, language):
    papers = (
        brief_paper(meeting.roundtables.get(code="1.1"), language),
        concept_note_paper(meeting, language),
    )
    for paper in papers:
        path = tmp_path / "paper.pdf"
        path.write_bytes(read(paper))
        assert [(one.rule_id, one.message) for one in pdfua.validate(path).findings] == []


def test_markup_that_somebody_typed_is_printed_as_typed(meeting):
    roundtable = a_roundtable(meeting, "9", MARKUP, background=MARKUP, expected_outcomes=MARKUP)
    a_question(roundtable, MARKUP)
    a_session(roundtable, "I", MARKUP, aim=MARKUP)
    publish(roundtable)
    for paper, times in ((brief_paper(roundtable, "en"), 6), (concept_note_paper(meeting, "en"), 7)):
        text = "".join(text_of(read(paper)).split())
        assert text.count("<b>bold</b>&{{settings.SECRET_KEY}}") == times


# --- The concept note ------------------------------------------------------------------------------------


def test_the_concept_note_goes_theme_by_theme_and_roundtable_by_roundtable(meeting):
    text = one_line(read(concept_note_paper(meeting, "en")))
    assert in_order(
        text,
        "Concept note",
        "Marrakesh Summit",
        "5–7 December 2018",
        "Contents",
        "Theme 1 · Resilience",
        "1.1 Capitals",
        "Theme 2 · Mobility",
        "2.1 Regions",
        "III Without theme",
        "Why the first theme.",
        "Roundtable 1.1 · Capitals",
        "What people bring.",
        "Question 3?",
        "Roundtable 2.1 · Regions",
        "Roundtable III · Without theme",
    )
    assert ("A secret draft" in text, "Nothing yet" in text) == (False, False)


def test_the_contents_name_the_page_on_which_each_part_begins(meeting):
    pdf = read(concept_note_paper(meeting, "en"))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    laid_out = ["pdftotext", "-layout", "-l", "1", "-", "-"]
    front = subprocess.run(laid_out, input=pdf, capture_output=True, check=True).stdout.decode()
    listed = [line for line in front.splitlines() if ". . ." in line]
    assert [line.split(" . ")[0].strip() for line in listed] == [
        "Theme 1 · Resilience",
        "1.1 Capitals",
        "Theme 2 · Mobility",
        "2.1 Regions",
        "III Without theme",
    ]
    for line in listed:
        words, number = line.split(" . ")[0].split(), int(line.split()[-1])
        assert words[-1] in pages[number - 1]
    links = [annotation.get_object() for annotation in reader.pages[0]["/Annots"]]
    assert len({str(link["/Dest"]) for link in links}) == 5
    assert f"Page 1 of {len(pages)}" in pages[0]


def test_the_bookmarks_of_the_concept_note_follow_its_parts(meeting):
    assert outline(read(concept_note_paper(meeting, "en"))) == [
        "Marrakesh Summit",
        "Contents",
        "Theme 1 · Resilience",
        "Roundtable 1.1 · Capitals",
        "Theme 2 · Mobility",
        "Roundtable 2.1 · Regions",
        "Further roundtables",
        "Roundtable III · Without theme",
    ]


def test_staff_read_the_draft_and_the_public_the_published(client, meeting):
    page = reverse("concept_note", args=[meeting.slug])
    assert "A secret draft" not in one_line(client.get(page).content)
    client.force_login(chair_staff(meeting))
    text = one_line(client.get(page).content)
    assert in_order(text, "Draft, not published", "A secret draft", "Nothing yet")


def test_without_any_published_brief_there_is_no_concept_note(client, meeting):
    meeting.roundtables.update(published_at=None)
    page = reverse("concept_note", args=[meeting.slug])
    assert client.get(page).status_code == 404
    client.force_login(chair_staff(meeting))
    assert client.get(page).status_code == 200
    meeting.roundtables.all().delete()
    assert client.get(page).status_code == 404


def test_a_paper_is_asked_for_in_a_language(client, meeting):
    page = reverse("concept_note", args=[meeting.slug])
    for asked, language in (("ar", "ar"), ("zh-hans", "zh-hans"), ("xx", "en"), ("%00", "en"), ("", "en")):
        answer = client.get(f"{page}?language={asked}")
        assert (answer.status_code, answer["Content-Language"]) == (200, language)
        assert answer["Content-Disposition"] == (
            f'inline; filename="marrakesh-2018-concept-note-{language}.pdf"'
        )


# --- Made beforehand -------------------------------------------------------------------------------------


def test_an_unchanged_paper_is_made_once(meeting):
    roundtable = meeting.roundtables.get(code="1.1")
    first = brief_paper(roundtable, "en")
    a_question(roundtable, "New?")
    assert brief_paper(roundtable, "en").pk == first.pk
    publish(roundtable)
    assert brief_paper(roundtable, "en").pk != first.pk
    assert Paper.objects.filter(name="roundtable-1.1").count() == 2


def test_tasks_make_each_language_and_may_run_twice(meeting):
    roundtable = meeting.roundtables.get(code="1.1")
    for _run in range(2):
        render_brief(roundtable.pk)
        render_concept_note(meeting.pk)
    assert sorted(Paper.objects.values_list("name", "language")) == sorted(
        (name, language)
        for name in ("roundtable-1.1", "concept-note")
        for language in ("en", "ar", "ru", "zh-hans")
    )


def test_tasks_make_nothing_of_what_is_not_published_or_gone(meeting):
    meeting.roundtables.update(published_at=None)
    render_brief(meeting.roundtables.get(code="1.1").pk)
    render_brief(0)
    render_concept_note(meeting.pk)
    render_concept_note(0)
    assert Paper.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_the_papers_when_a_brief_is_published(worker, meeting):
    process = worker()
    actions.publish_brief(roundtable=meeting.roundtables.get(code="2.2"), by=chair_staff(meeting))
    process.wait_for(lambda: Paper.objects.count() == 8, "The making of two papers in four languages")
    assert set(Paper.objects.values_list("name", flat=True)) == {"roundtable-2.2", "concept-note"}
