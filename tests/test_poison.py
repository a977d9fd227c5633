"""One message that cannot be sent holds up nobody else, and a server that turns us away refuses nobody."""

import smtplib
from collections import Counter

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from correspondence import delivery
from correspondence.models import Message, Purpose

pytestmark = pytest.mark.django_db(transaction=True)


def a_message(to_email="ok@state.example", **fields) -> Message:
    key = f"test:{Message.objects.count()}"
    return Message.objects.create(
        **{
            "key": key,
            "purpose": Purpose.INVITATION,
            "to_email": to_email,
            "subject": "Hi",
            "body": "Hi",
            **fields,
        }
    )


@pytest.mark.parametrize(
    "poison",
    [
        {"to_email": "two@state.example\nBcc: all@state.example"},
        {"to_email": "not an address"},
        {"to_email": "minist\u00e8re@state.example"},
        {"to_email": "a@" + "x" * 64 + ".example"},
        {"to_email": "\U0001f30d@\u0645\u0635\u0631.example"},
        {"subject": "One\r\nBcc: all@state.example"},
        {"subject": "\u2028\u2029"},
        {"link_name": "invitation-1-1", "link_path": "/{nobody}/"},
        {"language": "xx"},
        {"body": "*" * 100_000},
        {"body": "[" * 50_000},
        {"body": "> " * 5_000},
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_sent_holds_up_nobody(smtp_server, poison):
    bad, good = a_message(**poison), a_message()
    delivery.deliver_due()
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.state == "sent"
    assert bad.state in ("sent", "failed", "queued")
    assert bad.claimed_by is None
    assert bad.state != "queued" or (bad.attempts == 1 and bad.not_before > timezone.now())
    assert not any(
        "all@state.example" in rcpt for mail, _id in smtp_server.messages for rcpt in mail.rcpt_tos
    )


def test_a_line_break_in_a_subject_stays_in_the_subject(smtp_server):
    a_message(subject="Rabat\r\nBcc: all@state.example")
    delivery.deliver_due()
    assert b"Subject: Rabat Bcc: all@state.example" in smtp_server.messages[0][0].content


def test_a_password_the_server_does_not_take_refuses_no_address(smtp_server, monkeypatch):
    def turned_away(self):
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Authentication credentials invalid")

    for _time in range(3):
        a_message()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", turned_away)
        assert delivery.deliver_due() == 0
    assert Counter(Message.objects.values_list("state", flat=True)) == {"queued": 3}
    Message.objects.update(not_before=timezone.now())
    assert delivery.deliver_due() == 3


def test_a_sender_the_server_does_not_take_is_tried_again(smtp_server, monkeypatch):
    async def refused(server, session, envelope, address, options):
        return "550 5.7.1 Sender not allowed"

    a_message()
    monkeypatch.setattr(smtp_server, "handle_MAIL", refused, raising=False)
    smtp_server.stop()
    smtp_server.start()
    delivery.deliver_due()
    stored = Message.objects.get()
    assert (stored.state, stored.attempts) == ("queued", 1)
    assert stored.server_said.startswith("550")


def test_many_messages_leave_on_one_connection(smtp_server, monkeypatch):
    opened = []
    connects = smtplib.SMTP.connect
    monkeypatch.setattr(
        smtplib.SMTP, "connect", lambda self, *where: (opened.append(1), connects(self, *where))[1]
    )
    for _time in range(5):
        a_message()
    assert delivery.deliver_due() == 5
    assert len(opened) == 1
