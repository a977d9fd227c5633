"""What is kept for everybody holds nothing of anybody, whoever asked first and however."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories import a_delegation, a_meeting, a_roundtable, chair_staff, focal_point_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def test_a_page_asked_for_by_head_is_kept_whole(client):
    where = reverse("meeting", args=[a_meeting().slug])
    client.head(where)
    assert "Rabat Summit" in client.get(where).content.decode()


def test_what_staff_see_is_not_kept(client):
    meeting = a_meeting()
    draft = a_roundtable(meeting, title="Still secret")
    where = reverse("meeting", args=[meeting.slug])
    client.force_login(chair_staff(meeting))
    assert "Still secret" in client.get(where).content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 200
    client.logout()
    assert "Still secret" not in client.get(where).content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": "evil.example"},
        {"host": "127.0.0.1"},
        {"x-forwarded-proto": "https"},
        {"hx-request": "true"},
        {"accept-language": "fr"},
        {"accept": "application/json"},
        {"cookie": "csrftoken=abcdefghijklmnopqrstuvwxyzabcdef; django_language=ar"},
    ],
)
def test_no_header_changes_what_the_next_reader_gets(client, headers):
    where = reverse("meeting", args=[a_meeting().slug])
    before = client.get(where).content
    cache.clear()
    client.get(where, headers=headers)
    client.cookies.clear()
    assert client.get(where).content == before


@pytest.mark.parametrize("query", ["?x=1", "?language=fr&x=1", "?language=xx", "?next=//evil.example"])
def test_a_query_changes_nothing_for_the_next_reader(client, query):
    where = reverse("meeting", args=[a_meeting().slug])
    before = client.get(where).content
    client.get(where + query)
    assert client.get(where).content == before


def test_a_signed_in_reader_leaves_no_name_behind(client):
    person = focal_point_of(a_delegation(), name="Somebody in particular")
    where = reverse("home")
    client.force_login(person)
    assert "Somebody in particular" in client.get(where).content.decode()
    client.logout()
    assert "Somebody in particular" not in client.get(where).content.decode()


def test_a_message_is_shown_to_its_reader_alone(client):
    where = reverse("home")
    client.cookies["messages"] = "forged"
    client.get(where)
    client.cookies.clear()
    assert "csrfmiddlewaretoken" not in client.get(where).content.decode()
