"""A new installation begins with one command: the States, a chairmanship, and staff who can sign in."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Organization
from correspondence.models import Message
from meetings.models import Appointment, Chairmanship

pytestmark = pytest.mark.django_db

WORDS = ["--name", "Morocco 2026–2027", "--chairs", "MAR", "PRT", "--staff", "Nadia@ministry.example"]
TERM = ["--from", "2020-01-01", "--until", "2199-12-31"]


def begin(*words):
    call_command("begin", *(words or (*WORDS, *TERM)))


def test_the_states_the_chairmanship_and_its_staff_are_entered():
    begin()
    assert Organization.objects.filter(kind="member_state").count() == 193
    assert Organization.objects.filter(kind="observer_state").count() == 2
    term = Chairmanship.objects.get()
    assert sorted(term.chairs.values_list("iso3", flat=True)) == ["MAR", "PRT"]
    assert Appointment.objects.get().person.email == "nadia@ministry.example"


def test_the_next_term_enters_no_state_twice():
    begin()
    begin()
    assert Organization.objects.count() == 195
    assert Chairmanship.objects.count() == 2


def test_staff_sign_in_by_code_set_up_a_second_factor_and_open_a_meeting(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    begin()
    client.post(reverse("account_request_login_code"), {"email": "nadia@ministry.example"})
    code = re.search(r"^[A-Z0-9-]{6,9}$", Message.objects.get().body, re.MULTILINE).group()
    assert client.post(reverse("account_confirm_login_code"), {"code": code}).url == reverse("desk")
    where = reverse("meeting_new", args=[Chairmanship.objects.get().pk])
    assert client.get(where).url == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([*WORDS, "--from", "2027-01-01", "--until", "2026-01-01"], "ends before it begins"),
        (
            ["--name", "X", "--chairs", "XXX", "--staff", "a@b.example", *TERM],
            "No State has the ISO code XXX",
        ),
        (["--name", "X", "--chairs", "MAR", "--staff", "nobody", *TERM], "nobody is not an e-mail address"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        begin(*words)
    assert (Organization.objects.count(), Chairmanship.objects.count()) == (0, 0)


def test_names_stand_in_the_reading_order_of_each_language():
    begin()
    order = {
        language: [state.name_in(language) for state in Organization.objects.in_reading_order(language)]
        for language in ("en", "fr", "zh")
    }
    at = order["en"].index("Côte d'Ivoire")
    assert order["en"][at - 1 : at + 2] == ["Costa Rica", "Côte d'Ivoire", "Croatia"]
    assert order["fr"].index("Égypte") < order["fr"].index("Équateur") < order["fr"].index("Espagne")
    assert order["zh"][:3] == ["阿尔巴尼亚", "阿尔及利亚", "阿富汗"]
