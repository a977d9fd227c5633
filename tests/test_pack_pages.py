"""A brief and its papers in one file: made by the worker for whoever asks, with the papers that one may have."""

import io
import os
import time
from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from meetings.models import Paper
from roundtables import actions, packing
from roundtables.models import BriefLanguage, Roundtable
from roundtables.tasks import published, render_pack, render_public_packs
from tests.axe import findings
from tests.factories import (
    a_document,
    a_document_file,
    a_meeting,
    a_pdf,
    a_person,
    a_room,
    a_roundtable,
    an_item,
    an_upload,
    chair_staff,
    publish,
)
from tests.test_papers import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting():
    return a_meeting(slug="m", languages=["en", "fr"], brief_rounds=0, agenda_published_at=timezone.now())


@pytest.fixture
def roundtable(meeting) -> Roundtable:
    """A published brief with a public paper and one that the chair has not released."""
    roundtable = a_roundtable(meeting, "1.1", background={"en": "Skills.", "fr": "Compétences."}, questions=1)
    BriefLanguage.objects.create(roundtable=roundtable, language="fr", state="ready")
    roundtable.papers.add(paper_saying(meeting, "GFMD/1", "Everybody may read this"))
    hidden = paper_saying(meeting, "GFMD/2", "Commissioned words", state="final", is_commissioned=True)
    roundtable.papers.add(hidden)
    return publish(roundtable)


def paper_saying(meeting, symbol: str, words: str, **fields):
    paper = a_document(meeting, symbol, f"Paper {symbol}", **fields)
    a_document_file(paper, "en", upload=an_upload(a_pdf(words)))
    return paper


def where(name: str = "roundtable_pack") -> str:
    return reverse(name, args=["m", "1.1"])


def file_of(client, query: str = "") -> str:
    """The words of the pack that a client is given."""
    answer = client.get(where("roundtable_pack_pdf") + query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return text_of(b"".join(answer.streaming_content))


def make_for(person, roundtable, language: str = "en") -> Paper:
    return packing.make_pack(packing.wanted_by(person, *published(roundtable.pk), language))


def wait_until_ready(client, address: str) -> None:
    give_up_at = time.monotonic() + 30
    while "The file is ready." not in client.get(address).text:
        assert time.monotonic() < give_up_at, "The pack was not made in time."
        time.sleep(0.2)


# --- For whom --------------------------------------------------------------------------------------------


def test_the_worker_makes_the_pack_that_a_reader_asked_for(client, worker, roundtable):
    assert client.get(where("roundtable_pack_pdf")).url == where()
    process = worker()
    assert "The file will be made in a moment." in client.get(where()).text
    wait_until_ready(client, where())
    words = file_of(client)
    assert ("Skills." in words, "Everybody may read this" in words) == (True, True)
    assert "Commissioned words" not in words
    assert process.poll() is None


def test_a_hidden_paper_never_reaches_the_pack_of_somebody_else(client, meeting, roundtable):
    staff = chair_staff(meeting)
    client.force_login(staff)
    make_for(staff, roundtable)
    assert "Commissioned words" in file_of(client)
    client.logout()
    assert client.get(where("roundtable_pack_pdf")).url == where()  # not made yet for the public
    client.force_login(a_person())
    assert client.get(where("roundtable_pack_pdf")).url == where()
    make_for(a_person(), roundtable)
    assert "Commissioned words" not in file_of(client)
    assert "GFMD/2" not in client.get(where()).text
    assert Paper.objects.filter(name__startswith="pack-").count() == 2


def test_those_who_may_have_the_same_papers_share_one_pack(roundtable):
    assert make_for(a_person(), roundtable) == make_for(a_person(), roundtable)


def test_a_paper_taken_back_leaves_the_pack_at_once(client, meeting, roundtable):
    make_for(a_person(), roundtable)
    assert "Everybody may read this" in file_of(client)
    roundtable.papers.filter(symbol="GFMD/1").update(audience="chair")
    assert client.get(where("roundtable_pack_pdf")).url == where()
    assert "This roundtable has no papers that could be added to its brief." in client.get(where()).text


def test_a_new_file_of_a_paper_a_new_room_and_a_new_version_each_make_a_new_pack(meeting, roundtable):
    reader, packs = a_person(), set()

    def add():
        packs.add(make_for(reader, Roundtable.objects.get(pk=roundtable.pk)).pk)

    add()
    add()
    a_document_file(roundtable.papers.get(symbol="GFMD/1"), "en", upload=an_upload(a_pdf("Second version")))
    add()
    item = an_item(meeting, "10:00", "11:00", room=a_room(meeting))
    Roundtable.objects.filter(pk=roundtable.pk).update(agenda_item=item)
    add()
    publish(Roundtable.objects.get(pk=roundtable.pk))
    add()
    assert len(packs) == 4


def test_each_language_has_its_pack(client, meeting, roundtable):
    paper = roundtable.papers.get(symbol="GFMD/1")
    a_document_file(paper, "fr", upload=an_upload(a_pdf("Chacun peut lire ceci")))
    for language in ("en", "fr"):
        make_for(a_person(), roundtable, language)
    english, french = file_of(client), file_of(client, "?language=fr")
    assert ("Everybody may" in english, "Chacun" in english, "Skills." in english) == (True, False, True)
    assert ("Everybody may" in french, "Chacun" in french, "Comp" in french) == (False, True, True)
    assert f'href="{where("roundtable_pack_pdf")}?language=fr"' in client.get(where() + "?language=fr").text


def test_superseded_and_embargoed_papers_are_left_out(client, meeting, roundtable):
    roundtable.papers.add(
        paper_saying(meeting, "GFMD/3", "Superseded words", state="superseded"),
        paper_saying(meeting, "GFMD/4", "Later", embargo_until=timezone.now() + timedelta(hours=1)),
    )
    make_for(a_person(), roundtable)
    words = file_of(client)
    assert ("Superseded words" in words, "Later" in words) == (False, False)


def test_nobody_packs_a_brief_that_is_not_published(client, meeting):
    a_roundtable(meeting, "1.1", questions=1)
    client.force_login(chair_staff(meeting))
    assert [client.get(where(name)).status_code for name in ("roundtable_pack", "roundtable_pack_pdf")] == [
        404
    ] * 2


def test_the_file_is_not_kept_for_others_and_has_its_name(client, roundtable):
    make_for(a_person(), roundtable)
    answer = client.get(where("roundtable_pack_pdf"))
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Disposition"] == 'inline; filename="m-roundtable-1.1-pack-en.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Language"]) == ("nosniff", "en")
    answer.close()


# --- How far it is ---------------------------------------------------------------------------------------


def wanted(roundtable) -> packing.Wanted:
    return packing.wanted_by(a_person(), *published(roundtable.pk), "en")


def test_asking_twice_makes_one_task(client, roundtable, valkey):
    for _twice in range(2):
        client.get(where())
        client.get(where(), headers={"HX-Request": "true"})
    assert tasks_waiting() == 1


def tasks_waiting() -> int:
    connected = redis.Redis.from_url(os.environ["REDIS_URL"])
    number = connected.llen("celery")
    connected.close()
    return number


@pytest.mark.parametrize(
    ("state", "ago", "sentence"),
    [
        ("asked", 0, "The file will be made in a moment."),
        ("asked", 60, "Nobody has begun on this file yet."),
        ("making", 10, "The file is being made."),
        ("making", 400, "The file could not be made."),
        ("failed", 0, "The file could not be made."),
    ],
)
def test_the_page_says_how_far_the_pack_is(client, roundtable, state, ago, sentence):
    cache.set(packing.key_of(wanted(roundtable).content_hash), (state, time.time() - ago))
    text = client.get(where()).text
    assert sentence in text
    assert ('<meta http-equiv="refresh" content="5">' in text) == (sentence != "The file could not be made.")


def test_the_page_asks_again_by_itself_and_hears_only_of_changes(client, roundtable):
    packing.note_progress(wanted(roundtable), "making")
    asking = {"headers": {"HX-Request": "true"}}
    assert client.get(where() + "?state=making", **asking).status_code == 204
    part = client.get(where() + "?state=asked", **asking)
    assert (part.status_code, "The file is being made." in part.text, "<html" in part.text) == (
        200,
        True,
        False,
    )
    make_for(a_person(), roundtable)
    assert "The file is ready." in client.get(where() + "?state=making", **asking).text


def test_what_failed_can_be_tried_again(client, roundtable):
    packing.note_progress(wanted(roundtable), "failed")
    assert "Try again" in client.get(where()).text
    assert tasks_waiting() == 0
    answer = client.post(where() + "?language=en")
    assert answer.url == where() + "?language=en"
    assert "The file will be made in a moment." in client.get(answer.url).text
    assert tasks_waiting() == 1
    client.post(where())
    assert tasks_waiting() == 1


def test_a_file_that_is_gone_is_told_as_a_failure_and_made_once_it_is_back(client, roundtable):
    found = wanted(roundtable)
    _paper, file = found.papers[0]
    with file.file.open("rb") as opened:
        content = opened.read()
    file.file.storage.delete(file.file.name)
    task = (roundtable.pk, found.draft.pk, "en", [file.pk])
    render_pack(*task)
    assert "The file could not be made." in client.get(where()).text
    file.file.storage.save(file.file.name, io.BytesIO(content))
    cache.clear()
    render_pack(*task)
    assert "Everybody may read this" in file_of(client)


def test_a_pack_whose_file_is_lost_is_made_again(client, roundtable):
    paper = make_for(a_person(), roundtable)
    paper.file.storage.delete(paper.file.name)
    assert client.get(where("roundtable_pack_pdf")).url == where()
    assert make_for(a_person(), roundtable).pk == paper.pk
    assert "Everybody may read this" in file_of(client)


def test_while_the_broker_is_away_the_page_says_so(client, roundtable, valkey):
    valkey.stop()
    answer = client.get(where())
    assert answer.status_code == 200
    assert "The part of the system that joins papers does not answer at the moment." in answer.text
    assert f'href="{reverse("roundtable_pdf", args=["m", "1.1"])}"' in answer.text
    assert client.post(where()).status_code == 302


def test_tasks_for_what_is_gone_do_nothing(roundtable):
    render_pack(10**9, 10**9, "en", [1])
    render_public_packs(10**9)
    assert not Paper.objects.filter(name__startswith="pack-").exists()


def test_publishing_makes_the_public_packs_beforehand(client, worker, meeting, roundtable):
    process = worker()
    by = chair_staff(meeting)
    actions.add_questions(roundtable=roundtable, texts=["New?"], language="en", by=by)
    BriefLanguage.objects.update(state="ready")
    actions.publish_brief(roundtable=roundtable, by=by)
    packs = Paper.objects.filter(name=f"pack-{roundtable.pk}")
    process.wait_for(lambda: packs.count() == 2, "the packs in both languages")
    assert sorted(packs.values_list("language", flat=True)) == ["en", "fr"]
    assert "The file is ready." in client.get(where()).text
    assert "Commissioned words" not in file_of(client)


# --- In a browser ----------------------------------------------------------------------------------------


def test_the_page_shows_the_file_when_it_is_ready(web, worker, page, roundtable):
    page.goto(web.address + where())
    assert page.get_by_text("The file will be made in a moment.").is_visible()
    assert findings(page) == []
    worker()
    page.get_by_role("link", name="Open the file").wait_for(timeout=30000)
    assert findings(page) == []
    assert page.locator("#pack").get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("papers", [1, 3])
def test_queries_are_the_same_for_any_number_of_papers(
    client, meeting, roundtable, papers, django_assert_num_queries
):
    for number in range(papers):
        roundtable.papers.add(paper_saying(meeting, f"GFMD/1{number}", "More"))
    make_for(a_person(), roundtable)
    with django_assert_num_queries(12):
        assert "The file is ready." in client.get(where()).text
