"""No more circulars: by one press in the mail program (RFC 8058), on a page, or in one's own account."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Trace
from correspondence.actions import queue
from correspondence.addresses import wants_circulars
from correspondence.catalogue import KINDS
from correspondence.composing import compose
from correspondence.models import Message, MessageState, Purpose, Unsubscribed
from tests.factories import a_meeting, a_person, numbers

pytestmark = pytest.mark.django_db
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def a_circular(to="Mission@State.example", **fields) -> Message:
    facts = {
        "key": f"circular:{next(numbers)}",
        "purpose": Purpose.CIRCULAR,
        "kind": "circular",
        "is_circular": True,
        "to_email": to,
    }
    return queue([Message(subject="Circular 3", body="Dear colleague", **facts, **fields)])[0]


def where(circular: Message) -> str:
    return reverse("unsubscribe", args=[circular.unsubscribe_token])


def test_one_press_in_a_mail_program_is_enough():
    """Without a cookie or a CSRF token, answered with 200 and no redirect; twice is fine."""
    circular = a_circular()
    program = Client(enforce_csrf_checks=True)
    for _press in range(2):
        answer = program.post(where(circular), ONE_CLICK, content_type=FORM)
        assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"", {})
    assert Unsubscribed.objects.get().email == "mission@state.example"
    assert not wants_circulars("MISSION@state.example")


def test_the_header_of_a_circular_leads_there():
    circular = a_circular()
    headers = compose(Message.objects.get(pk=circular.pk)).message()
    assert headers["List-Unsubscribe-Post"] == ONE_CLICK
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    Client(enforce_csrf_checks=True).post(address, ONE_CLICK, content_type=FORM)
    assert Unsubscribed.objects.count() == 1


def test_no_message_about_ones_own_business_carries_the_header():
    meeting = a_meeting(languages=["en"])
    carrying = set()
    for name, kind in KINDS.items():
        message = kind.example(meeting, "en", False)
        assert not message.is_circular or message.purpose in (Purpose.CIRCULAR, Purpose.JOURNAL), name
        if "List-Unsubscribe" in compose(message).message():
            carrying.add(message.purpose)
    assert carrying <= {Purpose.CIRCULAR, Purpose.JOURNAL}


def test_opening_the_page_changes_nothing_and_its_buttons_do(client):
    circular = a_circular()
    opened = client.get(where(circular))
    assert (opened.status_code, Unsubscribed.objects.count()) == (200, 0)
    assert "What reaches you either way" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    stopped = client.post(where(circular), {"circulars": "no"}, follow=True).content.decode()
    assert (Unsubscribed.objects.count(), "Send me circulars again" in stopped) == (1, True)
    client.post(where(circular), {"circulars": "yes"})
    client.post(where(circular), {"circulars": "yes"})
    assert Unsubscribed.objects.count() == 0
    acts = Trace.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["stop_circulars", "resume_circulars"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "a\x00b", "%F0%9F%98%80", "x" * 3000])
def test_an_unknown_link_is_not_found(client, token):
    a_circular()
    assert client.get(f"/unsubscribe/{token}/").status_code == 404
    assert client.post(f"/unsubscribe/{token}/", ONE_CLICK, content_type=FORM).status_code == 404


def test_what_still_waits_is_not_sent_after_all(client):
    circular, _later, own = a_circular(), a_circular(), a_circular(is_held=False)
    Message.objects.filter(pk=circular.pk).update(state=MessageState.SENT)
    Message.objects.filter(pk=own.pk).update(is_circular=False, purpose=Purpose.RETURNED)
    client.post(where(circular), ONE_CLICK, content_type=FORM)
    states = Message.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [MessageState.SENT, MessageState.CANCELLED, MessageState.QUEUED]


def test_the_own_page_says_it_and_changes_it(client):
    person = a_person("mission@state.example")
    client.force_login(person)
    assert "No more circulars" in client.get(reverse("own_messages")).content.decode()
    client.post(reverse("own_circulars"), {"circulars": "no"})
    asked = Unsubscribed.objects.get()
    assert (asked.email, asked.by) == ("mission@state.example", person)
    client.post(reverse("own_circulars"), {"circulars": "perhaps"})
    assert "Send me circulars again" in client.get(reverse("own_messages")).content.decode()
    client.post(reverse("own_circulars"), {"circulars": "yes"})
    assert wants_circulars(person.email)
