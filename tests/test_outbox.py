"""The outbox of a meeting: what waits, what was refused and why, and holding it back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from correspondence.actions import queue
from correspondence.models import Batch, DomainRate, Message, Outbox
from tests.factories import a_meeting, chair_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(client):
    meeting = a_meeting()
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


def queued(meeting, number: int = 1, **facts) -> list[Message]:
    made = [
        Message(
            **{
                "key": f"outbox:{facts.get('state')}:{n}:{meeting.pk}",
                "kind": "note",
                "purpose": "circular",
                "to_email": f"person{n}@state.example",
                "subject": f"Circular {n}",
                "body": "The secret body of [[link]]",
                "meeting": meeting,
                **facts,
            }
        )
        for n in range(number)
    ]
    return queue(made)


def shown(client, meeting, **query) -> str:
    answer = client.get(reverse("outbox", args=[meeting.slug]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, meeting, name, *more, **typed):
    return client.post(reverse(name, args=[meeting.slug, *more]), typed, follow=True)


def test_an_empty_outbox_says_so(client, meeting):
    assert "Nothing has been said yet" in shown(client, meeting)


def test_a_page_shows_fifty_messages_of_this_meeting_and_never_a_text(client, meeting):
    queued(meeting, 51)
    queued(a_meeting(), 3, to_email="other@elsewhere.example")
    page = shown(client, meeting)
    assert page.count("@state.example") == 50
    assert "elsewhere.example" not in page
    assert "secret body" not in page
    assert "51 messages are on their way." in page
    assert shown(client, meeting, page="2").count("@state.example") == 1
    assert shown(client, meeting, page="x\x00", show="nonsense").count("@state.example") == 50


def test_the_questions_asked_do_not_grow_with_the_rows(client, meeting):
    counted = []
    for number in (1, 3):
        queued(meeting, number, batch=Batch.objects.create(meeting=meeting, name="B"), state="failed")
        queued(meeting, number, batch=Batch.objects.create(meeting=meeting, name="C"))
        shown(client, meeting)
        with CaptureQueriesContext(connection) as captured:
            shown(client, meeting)
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_what_was_refused_stands_with_the_words_of_the_server_and_is_sent_once_more(client, meeting):
    [refused] = queued(meeting, state="failed", server_said="550 5.1.1 No such mailbox")
    page = shown(client, meeting, show="failed")
    assert "1 message was refused." in page
    assert "550 5.1.1 No such mailbox" in page
    said = press(client, meeting, "outbox_resend", refused.pk).content.decode()
    assert "The message is sent once more to person0@state.example." in said
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == ("queued", 0)
    assert Trace.objects.get(act="resend_message").before == {"server_said": "550 5.1.1 No such mailbox"}
    again = press(client, meeting, "outbox_resend", refused.pk).content.decode()
    assert "Only what was refused is sent once more. This message: Waiting to be sent." in again


def test_a_message_whose_text_is_gone_is_not_sent_once_more(client, meeting):
    [refused] = queued(meeting, state="failed", to_email="", body="")
    assert "can’t" not in press(client, meeting, "outbox_resend", refused.pk).content.decode()
    refused.refresh_from_db()
    assert refused.state == "failed"


def test_a_message_of_another_meeting_is_not_found(client, meeting):
    [refused] = queued(a_meeting(), state="failed")
    assert press(client, meeting, "outbox_resend", refused.pk).status_code == 404


def test_what_comes_again_by_itself_is_said_with_its_time(client, meeting):
    queued(meeting, attempts=1, not_before=timezone.now() + timedelta(hours=1), server_said="450 4.2.1 Busy")
    page = shown(client, meeting)
    assert "1 message was refused for now and comes again by itself." in page
    assert "The next attempt is on " in page


def test_a_batch_is_paused_and_goes_on(client, meeting):
    batch = Batch.objects.create(meeting=meeting, name="Notice")
    queued(meeting, 3, batch=batch)
    said = press(client, meeting, "outbox_batch_pause", batch.pk).content.decode()
    assert "3 messages are held back until you let them go on." in said
    assert Message.objects.due().count() == 0
    assert (
        "Only what is leaving can be paused."
        in press(client, meeting, "outbox_batch_pause", batch.pk).content.decode()
    )
    assert "They leave again." in press(client, meeting, "outbox_batch_resume", batch.pk).content.decode()
    assert Message.objects.due().count() == 3


def test_all_sending_is_paused_with_a_reason_and_goes_on(client, meeting):
    empty = press(client, meeting, "outbox_pause", reason=" ")
    assert empty.status_code == 422
    assert not Outbox.objects.filter(is_paused=True).exists()
    press(client, meeting, "outbox_pause", reason="A wrong date stands in it")
    page = shown(client, meeting)
    assert "nothing leaves but sign-in codes" in page
    assert "“A wrong date stands in it”" in page
    assert press(client, meeting, "outbox_pause", reason="again").status_code == 409
    assert "Sending goes on." in press(client, meeting, "outbox_resume").content.decode()
    assert list(Trace.objects.order_by("pk").values_list("act", flat=True)[:2]) == [
        "pause_outbox",
        "resume_outbox",
    ]


def test_a_server_that_is_away_is_named_with_its_words(client, meeting):
    Outbox.objects.create(server_away_since=timezone.now(), server_said="ConnectionRefusedError")
    page = shown(client, meeting)
    assert "The mail server has taken nothing since" in page
    assert "ConnectionRefusedError" in page


def test_what_should_have_left_long_ago_is_noticed(client, meeting):
    queued(meeting, not_before=timezone.now() - timedelta(hours=1))
    assert "Ask whoever looks after the server whether the worker runs." in shown(client, meeting)


def test_domains_with_a_rate_are_named_where_something_waits_for_them(client, meeting):
    DomainRate.objects.create(domain="state.example", per_minute=30)
    DomainRate.objects.create(domain="elsewhere.example", per_minute=7)
    queued(meeting)
    page = shown(client, meeting)
    assert "<bdi>state.example</bdi> (30)" in page
    assert "elsewhere.example" not in page


def test_the_support_unit_looks_and_does_not_act(client, meeting):
    [refused] = queued(meeting, state="failed")
    client.force_login(chair_staff(meeting, "support unit"))
    page = shown(client, meeting)
    assert "Send once more" not in page
    assert "Pause all sending" not in page
    assert press(client, meeting, "outbox_resend", refused.pk).status_code == 403
