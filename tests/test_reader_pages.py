"""What is kept for one session is for that session, for a minute, and until it does something."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gfmd import public
from gfmd.public import drop_pages
from tests.factories import a_delegation, a_meeting, a_person, a_roundtable, chair_staff, focal_point_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def brief():
    return a_roundtable(a_meeting(), questions=2, is_published=True)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    client.get(reverse("home"))  # takes the cookies
    return client


def test_a_kept_page_asks_the_database_nothing(brief, django_assert_num_queries):
    client = signed_in(a_person())
    first = client.get(brief.get_absolute_url())
    client.get(brief.get_absolute_url())
    with django_assert_num_queries(0):
        again = client.get(brief.get_absolute_url())
    assert (again.status_code, again["Cache-Control"]) == (200, "private, no-cache")
    assert first.status_code == 200


def test_a_reader_who_holds_the_page_is_told_so(brief):
    client = signed_in(a_person())
    client.get(brief.get_absolute_url())
    etag = client.get(brief.get_absolute_url())["ETag"]
    assert client.get(brief.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304


def test_nobody_gets_the_page_of_another(brief):
    one, other = signed_in(a_person(name="Ada Lovelace")), signed_in(a_person(name="Ibn Battuta"))
    for _time in range(3):
        assert "Ada Lovelace" in one.get(brief.get_absolute_url()).content.decode()
        assert "Ada Lovelace" not in other.get(brief.get_absolute_url()).content.decode()
        assert "Ada Lovelace" not in Client().get(brief.get_absolute_url()).content.decode()


def test_whoever_signs_out_leaves_nothing(brief):
    client = signed_in(a_person(name="Ada Lovelace"))
    client.get(brief.get_absolute_url())
    session = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    stolen = Client()
    stolen.cookies["sessionid"] = session
    assert "Ada Lovelace" not in stolen.get(brief.get_absolute_url()).content.decode()


def test_a_page_is_dropped_when_the_site_changes(brief, django_capture_on_commit_callbacks):
    client = signed_in(a_person())
    client.get(brief.get_absolute_url())
    brief.title = "Another title"
    brief.save()
    with django_capture_on_commit_callbacks(execute=True):
        drop_pages()
    assert "Another title" in client.get(brief.get_absolute_url()).content.decode()


def test_a_page_is_dropped_when_its_reader_acts(brief):
    client = signed_in(a_person())
    client.get(brief.get_absolute_url())
    brief.title = "Another title"
    brief.save()
    assert "Another title" not in client.get(brief.get_absolute_url()).content.decode()
    client.post(reverse("language"), {"language": "en"})
    assert "Another title" in client.get(brief.get_absolute_url()).content.decode()


def test_a_page_whose_rendering_began_before_an_act_is_not_served_after(brief):
    session_key = public.session_key_for("a session")
    edition, _page = public.look_up_for_reader("reader:key", session_key)
    public.drop_pages_of("a session")
    from django.http import HttpResponse

    public.keep_for_reader("reader:key", edition, HttpResponse("old"), compress=False)
    assert public.look_up_for_reader("reader:key", session_key)[1] is None


def test_nothing_of_staff_is_kept(brief):
    client = signed_in(chair_staff(brief.meeting))
    client.get(brief.get_absolute_url())
    brief.title = "Another title"
    brief.save()
    assert "Another title" in client.get(brief.get_absolute_url()).content.decode()


def test_a_desk_and_a_delegation_are_never_kept():
    delegation = a_delegation()
    client = signed_in(focal_point_of(delegation))
    for where in (reverse("desk"), reverse("delegation", args=[delegation.pk])):
        client.get(where)
        assert "ETag" not in client.get(where)
