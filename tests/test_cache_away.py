"""With the broker and cache stopped, what can go on goes on, and the rest says so in a page."""

import pytest
from django.urls import reverse

from tests.factories import a_delegation, a_person, details, focal_point_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_public_pages_are_read_and_focal_points_go_on_filling_their_seats(client, valkey):
    delegation = a_delegation()
    client.force_login(focal_point_of(delegation))
    valkey.stop()
    assert client.get(reverse("meeting", args=[delegation.meeting.slug])).status_code == 200
    answer = client.post(reverse("seat_fill", args=[delegation.pk, 1]), {**details(), "role": "head"})
    assert answer.url == reverse("delegation", args=[delegation.pk]) + "#seat-1"
    assert delegation.delegates.get().name == "Wanjiru Kamau"
    client.logout()
    assert client.get("/").status_code == 200


def test_signing_in_waits_and_says_so(client, valkey):
    person = a_person(password="a long pass phrase")
    valkey.stop()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": "a long pass phrase"})
    assert answer.status_code == 503
    assert "Part of the system does not answer at the moment." in answer.content.decode()
    valkey.start()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": "a long pass phrase"})
    assert answer.url == reverse("desk")
