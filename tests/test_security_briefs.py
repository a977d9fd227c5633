"""What an attacker tried on briefs and papers, and what an auditor found: each stays shut."""

import io
import time
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gfmd.public import new_edition
from meetings import uploads
from roundtables import actions
from roundtables.models import Reference
from tests.factories import a_document, a_meeting, a_roundtable, publish
from tests.teams import a_team

pytestmark = pytest.mark.django_db(transaction=True)

HIDDEN = "Verschwiegen"


def room(team) -> str:
    return reverse("brief", args=[team.meeting.slug, team.roundtable.pk])


@pytest.fixture
def team():
    return a_team()


# --- What the team is not told -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [{"is_commissioned": True, "state": "final"}, {"audience": "chair"}, {"state": "draft"}],
    ids=["commissioned", "for the chair", "draft"],
)
def test_the_record_of_a_brief_names_no_paper_that_its_reader_may_not_know_of(client, team, facts):
    paper = a_document(team.meeting, f"{HIDDEN}/1", f"{HIDDEN} paper", **facts)
    actions.attach_paper(roundtable=team.roundtable, paper=paper, by=team.staff)
    actions.detach_paper(roundtable=team.roundtable, paper=paper, by=team.staff)
    for person in (team.anna, team.amina, team.facilitator, team.rapporteur, team.speaker):
        client.force_login(person)
        assert HIDDEN not in client.get(room(team)).text
    client.force_login(team.staff)
    assert f"A paper was put beside the brief: {HIDDEN}/1" in client.get(room(team)).text


def test_the_record_of_a_brief_names_the_papers_that_its_reader_may_read(client, team):
    paper = a_document(team.meeting, "GFMD/7", "Fees")
    actions.attach_paper(roundtable=team.roundtable, paper=paper, by=team.staff)
    client.force_login(team.amina)
    assert "A paper was put beside the brief: GFMD/7 Fees." in client.get(room(team)).text


# --- What everybody is not told ----------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["taken back", "not announced"])
def test_changes_do_not_tell_the_title_of_an_earlier_roundtable_that_is_not_public(client, how):
    meeting = a_meeting(brief_rounds=0)
    roundtable = a_roundtable(meeting, "1.1", background="Text.", is_published=True)
    before = a_meeting(slug="before", title="Earlier meeting")
    earlier = a_roundtable(before, "9", f"{HIDDEN} earlier", is_published=True)
    Reference.objects.create(roundtable=roundtable, kind="earlier_roundtable", earlier=earlier)
    roundtable.refresh_from_db()
    actions.papers.brief_changed(roundtable)
    publish(roundtable)
    page = reverse("roundtable_changes", args=[meeting.slug, "1.1"])
    assert f"Roundtable 9: {HIDDEN} earlier (Earlier meeting)" in client.get(page).text
    if how == "taken back":
        actions.withdraw_brief(roundtable=earlier, by=None)
    else:
        type(before).objects.filter(pk=before.pk).update(state="draft")
        new_edition()
    assert HIDDEN not in client.get(page).text


# --- What is handed in -------------------------------------------------------------------------------------


def test_a_text_of_many_comments_is_looked_at_without_waiting():
    sent = SimpleUploadedFile("notes.txt", b"<!---->" * 20_000 + b"x")
    began = time.perf_counter()
    assert uploads.examined(sent).content_type == "text/plain"
    assert time.perf_counter() - began < 1


def test_a_web_page_behind_comments_is_still_refused():
    sent = SimpleUploadedFile("notes.txt", b"<!-- a --> <!-- > -->\n<SCRIPT>alert(1)</SCRIPT>")
    with pytest.raises(ValidationError):
        uploads.examined(sent)


def test_an_office_file_that_says_its_types_at_length_is_not_read_whole():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 150 * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(ValidationError):
        uploads.examined(SimpleUploadedFile("paper.docx", packed.getvalue()))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20 * 1024 * 1024


def test_a_symbol_with_digits_of_any_script_leaves_the_library_open(client):
    meeting = a_meeting()
    a_document(meeting, "GFMD/1፩2", "Fees")
    a_document(meeting, "GFMD/1²", "Squares")
    assert client.get(reverse("documents", args=[meeting.slug])).status_code == 200
