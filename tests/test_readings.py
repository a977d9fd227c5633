"""A reader is told what changed since the last reading: by name when signed in, on the own device otherwise."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from gfmd.public import drop_pages
from roundtables import actions
from roundtables.models import Reading, Roundtable
from tests.axe import findings
from tests.factories import a_meeting, a_person, a_roundtable, chair_staff, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def roundtable():
    meeting = a_meeting(slug="marrakesh-2018", brief_rounds=0, city="Marrakesh")
    return a_roundtable(meeting, "1.1", questions=1, background="As it was.", is_published=True)


@pytest.fixture
def reader(client):
    person = a_person()
    client.force_login(person)
    return person


def publish_anew(roundtable: Roundtable, words: str = "As it is.") -> None:
    roundtable = Roundtable.objects.get(pk=roundtable.pk)
    roundtable.background = words
    roundtable.save()
    publish(roundtable)


def read_address(roundtable) -> str:
    return reverse("roundtable_read", args=[roundtable.meeting.slug, roundtable.code])


def test_the_first_reading_is_kept_and_says_nothing(client, roundtable, reader):
    text = client.get(roundtable.get_absolute_url()).text
    assert ("since you read" in text, "I have seen it" in text) == (False, False)
    assert list(Reading.objects.values_list("person", "version")) == [(reader.pk, 1)]


def test_a_new_version_is_told_to_who_read_an_older_one(client, roundtable, reader):
    client.get(roundtable.get_absolute_url())
    Reading.objects.update(read_at=datetime(2018, 11, 3, 12, tzinfo=UTC))
    publish_anew(roundtable)
    text = client.get(roundtable.get_absolute_url()).text
    changes = reverse("roundtable_changes", args=["marrakesh-2018", "1.1"])
    assert (
        "Changed since you read version 1 on 3 November 2018: "
        f'<a href="{changes}?from=1&amp;to=2">see what changed</a>.'
    ) in text
    assert "I have seen it" in client.get(f"{changes}?from=1&to=2").text
    assert client.get(roundtable.get_absolute_url()).text.count("since you read") == 1


def test_having_seen_it_ends_the_sentence_until_the_next_version(client, roundtable, reader):
    client.get(roundtable.get_absolute_url())
    publish_anew(roundtable)
    answer = client.post(read_address(roundtable), {"version": 2})
    assert answer.url == roundtable.get_absolute_url()
    assert "since you read" not in client.get(answer.url).text
    publish_anew(roundtable, "As it will be.")
    publish_anew(roundtable, "As it will really be.")
    text = client.get(answer.url).text
    assert ("since you read version 2 on" in text, "?from=2&amp;to=4" in text) == (True, True)


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "99999999999999", "\0"])
def test_a_mark_that_makes_no_sense_marks_nothing(client, roundtable, reader, version):
    client.get(roundtable.get_absolute_url())
    publish_anew(roundtable)
    assert client.post(read_address(roundtable), {"version": version}).status_code == 302
    assert Reading.objects.get().version == 1


def test_a_stale_page_marks_no_more_than_it_showed(client, roundtable, reader):
    publish_anew(roundtable)
    client.get(roundtable.get_absolute_url())
    publish_anew(roundtable, "As it will be.")
    client.post(read_address(roundtable), {"version": 2})
    assert Reading.objects.get().version == 2
    client.post(read_address(roundtable), {"version": 900})
    assert Reading.objects.get().version == 3
    client.post(read_address(roundtable), {"version": 1})
    assert Reading.objects.get().version == 3


def test_what_was_taken_back_is_not_offered_for_comparison(client, roundtable, reader):
    by = chair_staff(roundtable.meeting)
    client.get(roundtable.get_absolute_url())
    actions.withdraw_brief(roundtable=roundtable, by=by)
    actions.add_questions(roundtable=roundtable, texts=["New?"], language="en", by=by)
    actions.publish_brief(roundtable=roundtable, by=by)
    text = client.get(roundtable.get_absolute_url()).text
    assert ("Published anew, as version 2, since you read it on" in text, "?from=1" in text) == (True, False)


def test_readings_are_each_reader_s_own(client, roundtable, reader):
    client.get(roundtable.get_absolute_url())
    publish_anew(roundtable)
    client.force_login(a_person())
    assert "since you read" not in client.get(roundtable.get_absolute_url()).text
    client.logout()
    client.get(roundtable.get_absolute_url())
    assert Reading.objects.count() == 2


def test_a_draft_that_the_team_looks_at_is_no_reading(client):
    meeting = a_meeting(brief_rounds=0)
    roundtable = a_roundtable(meeting, questions=1)
    client.force_login(chair_staff(meeting))
    client.get(roundtable.get_absolute_url())
    assert not Reading.objects.exists()


def test_nobody_marks_what_they_may_not_know_of(client, reader):
    roundtable = a_roundtable(a_meeting(), questions=1)
    assert client.post(read_address(roundtable), {"version": 1}).status_code == 404
    client.logout()
    assert client.post(read_address(roundtable), {"version": 1}).url.startswith("/accounts/login/")


@pytest.mark.parametrize("readers", [1, 3])
def test_queries_are_the_same_for_any_number_of_readers(
    client, roundtable, readers, django_assert_num_queries
):
    for _number in range(readers):
        client.force_login(a_person())
        client.get(roundtable.get_absolute_url())
    publish_anew(roundtable)
    with django_assert_num_queries(13):
        assert "since you read" in client.get(roundtable.get_absolute_url()).text


# --- On a device nobody has signed in on -----------------------------------------------------------------

transactional = pytest.mark.django_db(transaction=True)


@transactional
def test_a_device_tells_what_changed_since_it_was_read_there(web, page, roundtable):
    address = web.address + roundtable.get_absolute_url()
    page.goto(address)
    kept = "Object.entries(localStorage)"
    assert page.evaluate(kept) == [["read /meetings/marrakesh-2018/roundtables/1.1/", "1"]]
    publish_anew(roundtable)
    publish_anew(roundtable, "As it will be.")
    drop_pages()
    page.goto(address)
    notice = page.locator("[data-changed]")
    assert notice.is_visible()
    assert " ".join(notice.inner_text().split()) == (
        "Changed since you read version 1: see what changed. I have seen it"
    )
    assert findings(page) == []
    notice.get_by_role("link").click()
    page.wait_for_url("**/changes/?from=1&to=3")
    page.goto(address)
    assert not page.locator("[data-changed]").is_visible()
    assert page.evaluate(kept) == [["read /meetings/marrakesh-2018/roundtables/1.1/", "3"]]


@transactional
def test_the_button_ends_it_by_keyboard_alone(web, page, roundtable):
    address = web.address + roundtable.get_absolute_url()
    page.goto(address)
    publish_anew(roundtable)
    drop_pages()
    page.goto(address)
    page.get_by_role("button", name="I have seen it").press("Enter")
    assert not page.locator("[data-changed]").is_visible()
    assert page.evaluate("document.activeElement.id") == "main"
    page.reload()
    assert not page.locator("[data-changed]").is_visible()


@transactional
def test_a_browser_that_keeps_nothing_shows_the_brief_all_the_same(web, browser, roundtable):
    publish_anew(roundtable)
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})"
    )
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(web.address + roundtable.get_absolute_url())
    assert (page.locator("h1").is_visible(), page.locator("[data-changed]").is_visible()) == (True, False)
    assert said == []
    context.close()
