"""Papers: what they say, in which language, for whom, and from which files."""

import io
import subprocess
from datetime import date

import pdfua
import pypdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gfmd.pdf import pdf_from
from gfmd.rendering import OutsideTheProject
from meetings import actions, papers
from meetings.models import Meeting, Paper
from meetings.papers import agenda_paper
from meetings.tasks import render_agenda
from meetings.templatetags.papers import css_string
from tests.factories import a_meeting, a_person, a_room, an_item, chair_staff

pytestmark = pytest.mark.django_db
# pdftotext adds marks around text from right to left.
DIRECTION_MARKS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]


@pytest.fixture
def meeting():
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
        agenda_published_at=timezone.now(),
    )
    title = {"en": "Opening ceremony", "ar": "حفل الافتتاح", "ru": "Открытие", "zh-hans": "开幕式"}
    an_item(meeting, "09:00", "10:00", title, room=a_room(meeting, "Atlas"))
    an_item(meeting, "10:00", "10:30", "Coffee", kind="break")
    an_item(
        meeting, "10:30", "12:00", "Roundtable 1.1", room=a_room(meeting, "Rif"), kind="roundtable_session"
    )
    an_item(meeting, "10:30", "12:00", "Roundtable 1.2", kind="roundtable_session")
    an_item(meeting, "09:00", "10:00", "Closing", day=3)
    meeting.refresh_from_db()
    return meeting


def read(paper: Paper) -> bytes:
    with paper.file.open("rb") as file:
        return file.read()


def text_of(pdf: bytes) -> str:
    """The text of a PDF in reading order, as a program that copies it finds it."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().translate(dict.fromkeys(DIRECTION_MARKS))


def structure(pdf: bytes) -> list[str]:
    """The names of the parts of a tagged PDF, in order."""
    names = []

    def walk(part):
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for one in part:
                walk(one)
        elif isinstance(part, dict):
            if "/S" in part:
                names.append(part["/S"])
            walk(part.get("/K", []))

    walk(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return names


def outline(pdf: bytes) -> list[str]:
    def titles(entries):
        for entry in entries:
            yield from titles(entry) if isinstance(entry, list) else [entry.title]

    return list(titles(pypdf.PdfReader(io.BytesIO(pdf)).outline))


# --- What a paper says -----------------------------------------------------------------------------------


def test_the_agenda_reads_in_the_order_of_time(meeting):
    text = " ".join(text_of(read(agenda_paper(meeting, "en"))).split())
    found = [
        "Marrakesh Summit",
        "Wednesday 5 December 2018",
        "09:00–10:00 Opening ceremony",
        "Atlas",
        "10:00–10:30 Coffee",
        "10:30–12:00 Roundtable 1.1",
        "Rif",
        "10:30–12:00 Roundtable 1.2",
        "Friday 7 December 2018",
        "09:00–10:00 Closing",
    ]
    places = [text.index(words) for words in found]
    assert places == sorted(places)
    assert "All times are Marrakesh time." in text
    assert "Page 1 of " in text


@pytest.mark.parametrize(
    ("language", "tag", "title", "item"),
    [
        ("en", "en", "Marrakesh Summit", "Opening ceremony"),
        ("ar", "ar", "قمة مراكش", "حفل"),  # the next word has a ligature, which pdftotext turns around
        ("ru", "ru", "Саммит в Марракеше", "Открытие"),
        ("zh-hans", "zh-Hans", "马拉喀什峰会", "开幕式"),
    ],
)
def test_a_paper_declares_its_language_and_title_and_prints_the_script(meeting, language, tag, title, item):
    pdf = read(agenda_paper(meeting, language))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == tag
    assert reader.metadata.title.endswith(f" · {title}")
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert item in text_of(pdf)


def test_a_paper_is_tagged_in_order_with_header_cells_and_bookmarks(meeting):
    pdf = read(agenda_paper(meeting, "en"))
    names = structure(pdf)
    headings = [name for name in names if name in ("/H1", "/H2", "/H3")]
    assert headings == ["/H1", "/H2", "/H2"]
    assert names.count("/Table") == 2
    assert names.count("/TR") == 2 + 5
    assert names.count("/TH") == 2 * 3 + 5
    assert outline(pdf) == ["Agenda", "Wednesday 5 December 2018", "Friday 7 December 2018"]
    assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh-hans"])
def test_a_checker_of_pdf_ua_finds_nothing(meeting, language, tmp_path):
    path = tmp_path / "agenda.pdf"
    path.write_bytes(read(agenda_paper(meeting, language)))
    report = pdfua.validate(path)
    assert [(finding.rule_id, finding.message) for finding in report.findings] == []


def test_markup_that_somebody_typed_is_printed_as_typed(meeting):
    typed = '<img src="http://elsewhere.example/x.png"><b>bold</b> & {{ settings.SECRET_KEY }}'
    Meeting.objects.update(title=typed)
    meeting.refresh_from_db()
    an_item(
        meeting, "12:00", "13:00", typed, note='</style></p><link rel="stylesheet" href="file:///etc/passwd">'
    )
    text = "".join(text_of(read(agenda_paper(meeting, "en"))).split())  # a long word is broken between lines
    assert text.count("<b>bold</b>&{{settings.SECRET_KEY}}") == 3
    assert '</style></p><linkrel="stylesheet"href="file:///etc/passwd">' in text


def test_a_text_in_css_cannot_leave_its_string():
    assert css_string('a"; } </style> \n é') == '"a\\22 \\3b  \\7d  \\3c \\2f style\\3e  \\a  é"'


def test_a_paper_with_nothing_planned_says_so(meeting):
    meeting.agenda_items.all().delete()
    assert "Nothing is planned yet." in text_of(read(agenda_paper(meeting, "en")))


# --- From which files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://elsewhere.example/x.png",
        "//elsewhere.example/x.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "project:///etc/passwd",
        "project:///static/../gfmd/settings.py",
        "project:///static/%2e%2e/gfmd/settings.py",
        "project:///media/../../etc/passwd",
        "project://elsewhere.example/static/css/paper.css",
        "ftp://elsewhere.example/x",
    ],
)
@pytest.mark.parametrize("markup", ['<img alt="" src="{}">', '<link rel="stylesheet" href="{}">'])
def test_a_paper_fetches_nothing_outside_the_project(markup, address):
    html = f'<!doctype html><html lang="en"><title>t</title>{markup.format(address)}<p>x'
    with pytest.raises(OutsideTheProject):
        pdf_from(html)


# --- For whom, and how often -----------------------------------------------------------------------------


def test_a_paper_is_made_once_and_again_only_when_its_content_changes(meeting):
    first = agenda_paper(meeting, "en")
    assert agenda_paper(meeting, "en") == first
    item = meeting.agenda_items.first()
    item.title = "Solemn opening"
    actions.change_item(item=item, seen=item.changed_at.isoformat(), by=a_person())
    second = agenda_paper(meeting, "en")
    assert second != first
    assert "Opening ceremony" in text_of(read(first))
    assert "Solemn opening" in text_of(read(second))


def test_a_paper_whose_file_is_lost_is_made_again(meeting):
    paper = agenda_paper(meeting, "en")
    paper.file.storage.delete(paper.file.name)
    assert read(agenda_paper(meeting, "en")).startswith(b"%PDF-1.7")
    assert Paper.objects.count() == 1


def test_the_paper_is_answered_in_the_language_asked_for(client, meeting):
    url = reverse("agenda_pdf", args=[meeting.slug])
    found = []
    for query in ({"language": "ru"}, {"language": "tlh"}, {}, {"language": "\0"}):
        answer = client.get(url, query, headers={"Accept-Language": "zh-hans"})
        found.append((answer.status_code, answer["Content-Language"], answer["Content-Type"]))
    assert found == [
        (200, "ru", "application/pdf"),
        (200, "zh-hans", "application/pdf"),
        (200, "zh-hans", "application/pdf"),
        (200, "zh-hans", "application/pdf"),
    ]


def test_the_task_makes_the_papers_in_every_language_of_the_meeting_and_may_run_twice(meeting):
    for _twice in range(2):
        render_agenda(meeting.pk)
    assert sorted(Paper.objects.values_list("language", flat=True)) == ["ar", "en", "ru", "zh-hans"]


def test_the_task_makes_nothing_of_an_agenda_that_was_taken_back(meeting):
    Meeting.objects.update(agenda_published_at=None)
    render_agenda(meeting.pk)
    render_agenda(10**9)
    assert not Paper.objects.exists()


def test_publishing_makes_the_papers_through_the_worker(worker, meeting):
    Meeting.objects.update(agenda_published_at=None)
    process = worker()
    actions.publish_agenda(meeting=meeting, by=chair_staff(meeting))
    process.wait_for(lambda: Paper.objects.count() == 4, "the papers of the agenda")
    assert sorted(Paper.objects.values_list("language", flat=True)) == ["ar", "en", "ru", "zh-hans"]


def test_without_a_broker_the_agenda_is_published_all_the_same(
    client, meeting, valkey, django_capture_on_commit_callbacks
):
    Meeting.objects.update(agenda_published_at=None)
    valkey.stop()
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_agenda(meeting=meeting, by=chair_staff(meeting))
    answer = client.get(reverse("agenda_pdf", args=[meeting.slug]))
    assert answer.content.startswith(b"%PDF-1.7")


def test_the_sheet_of_papers_counts_as_part_of_what_they_are_made_from(meeting):
    assert papers.SHEET == "css/paper.css"
    assert (settings.BASE_DIR / "static" / papers.SHEET).exists()
