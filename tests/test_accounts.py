"""An account is known by an address, and nobody takes one that is not theirs."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse

from accounts.models import Person
from correspondence.models import Message
from tests.factories import a_person

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"
MINISTER = "minister@state.example"


def signed_in_by_password(client) -> Person:
    person = a_person()
    person.set_password(PASSWORD)
    person.save()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return person


def test_an_address_that_was_not_confirmed_does_not_become_that_of_an_account(client):
    person = signed_in_by_password(client)
    for act in ("action_add", "action_primary", "action_remove", "action_send"):
        client.post(reverse("account_email"), {act: "", "email": MINISTER})
        assert Person.objects.get().email == person.email
    client.post(reverse("account_email"), {"action_add": "", "email": MINISTER})
    for act in ("action_remove", "action_primary"):
        client.post(reverse("account_email"), {act: "", "email": person.email})
        client.post(reverse("account_email"), {act: "", "email": MINISTER})
        assert Person.objects.get().email == person.email


def test_an_address_typed_before_signing_in_properly_does_not_count_either(client):
    person = a_person()
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=False)
    EmailAddress.objects.create(user=person, email=MINISTER, verified=False, primary=False)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_email"), {"action_primary": "", "email": MINISTER})
    assert Person.objects.get().email == person.email


def test_a_confirmed_address_takes_the_place_of_the_former_one(client):
    signed_in_by_password(client)
    client.post(reverse("account_email"), {"action_add": "", "email": MINISTER})
    message = Message.objects.get(to_email=MINISTER)
    link = next(word for word in message.body.split() if "confirm-email" in word)
    client.post(link.strip("<>"))
    assert Person.objects.get().email == MINISTER


def test_messages_about_an_account_name_the_forum_and_lead_to_this_site(client):
    signed_in_by_password(client)
    client.post(reverse("account_email"), {"action_add": "", "email": MINISTER})
    body = Message.objects.get(to_email=MINISTER).body
    assert "Global Forum on Migration and Development" in body.splitlines()[0]
    assert f"<{settings.SITE_URL}/" in body
