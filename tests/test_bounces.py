"""What came back: delivery reports read from a mailbox, and what providers tell by their signed webhooks."""

import base64
import hashlib
import hmac
import json
import mailbox
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from correspondence import bounces, delivery
from correspondence.addresses import stop_circulars, unreachable
from correspondence.models import Message, MessageState, Purpose, Trouble, TroubledAddress
from correspondence.reports import READ_AT_MOST, Outcome, read_report
from participants.models import Invitation
from tests.factories import a_meeting, a_state, numbers
from tests.mailboxes import imap_server
from tests.reports import report

pytestmark = pytest.mark.django_db
FORMATS = ("postfix", "exchange", "gmail", "qmail", "exim")
WORDS = {
    "postfix": "550 5.1.1 <{to}>: Recipient address rejected: User unknown in local recipient table",
    "exchange": "550 5.2.2 STOREDRV.Deliver; mailbox full. The following information should help identify the"
    " cause of this error.",
    "gmail": "550-5.1.1 The email account that you tried to reach does not exist. Please try 550 5.1.1"
    " double-checking the recipient's email address for typos or unnecessary spaces.",
    "qmail": "Remote host said: 550 5.1.1 no such mailbox here",
    "exim": "550 No Such User Here",
}


def a_sent_message(to: str = "", **fields) -> Message:
    facts = {
        "key": f"test:{next(numbers)}",
        "purpose": Purpose.INVITATION,
        "to_email": to or f"mission{next(numbers)}@state.example",
        "subject": "Invitation",
        "body": "Dear colleague",
        "state": MessageState.SENT,
        "sent_at": timezone.now(),
    }
    return Message.objects.create(**{**facts, **fields})


def about(message: Message, name: str = "postfix", **others) -> bytes:
    return report(name, message_id=message.message_id, to=message.to_email, **others)


@pytest.fixture
def maildir(tmp_path, settings):
    """A Maildir that is the mailbox of reports; returns how to put mails into it."""
    folder = mailbox.Maildir(tmp_path / "reports")
    settings.BOUNCES_URL = f"maildir://{tmp_path}/reports"
    return folder


def flags(maildir: mailbox.Maildir) -> list[str]:
    return sorted(mail.get_flags() for mail in maildir)


# --- What reports say ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_in_the_form_of_each_server_is_understood(name):
    message = a_sent_message("mission@state.example")
    read = read_report(about(message, name))
    assert (read.outcome, read.addresses) == (Outcome.CAME_BACK, ("mission@state.example",))
    assert read.message_ids == (message.message_id.lower(),)
    assert read.said == WORDS[name].format(to="mission@state.example")


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("failed", Outcome.CAME_BACK),
        ("delayed", Outcome.NOTHING),
        ("relayed", Outcome.NOTHING),
        ("expanded", Outcome.NOTHING),
        ("delivered", Outcome.ARRIVED),
    ],
)
def test_only_a_failure_is_a_bounce(action, outcome):
    mail = about(a_sent_message(), "status", ACTION=action, STATUS="4.4.1", SUBJECT="Status", WORDS="wait")
    assert read_report(mail).outcome == outcome


def test_a_person_who_is_away_has_not_bounced():
    assert read_report(about(a_sent_message(), "away")).outcome == Outcome.NOTHING


# --- From a mailbox -----------------------------------------------------------------------------------------


def test_reports_are_read_from_a_real_imap_server(settings):
    """Five servers' reports, one of a delay, an absence, a letter by hand: read once, and again without effect."""
    messages = [a_sent_message() for _name in FORMATS]
    delayed = a_sent_message()
    with imap_server() as server:
        settings.BOUNCES_URL = server.url
        server.put(
            *(about(message, name) for message, name in zip(messages, FORMATS, strict=True)),
            about(delayed, "status", ACTION="delayed", STATUS="4.4.1", SUBJECT="Delayed", WORDS="wait"),
            about(delayed, "away"),
            about(delayed, "written"),
        )
        counts = bounces.read_bounces()
        assert counts == {Outcome.CAME_BACK: 5, Outcome.NOTHING: 2, Outcome.UNKNOWN: 1}
        assert server.flags() == [r"\Answered \Seen", r"\Answered \Seen", r"\Flagged \Seen"]
        assert bounces.left_over() == 1
        assert bounces.read_bounces() == {}
        server.put(about(messages[0]))
        assert bounces.read_bounces() == {Outcome.CAME_BACK: 1}
    states = Message.objects.order_by("pk").values_list("state", "server_said")
    assert list(states) == [
        *((MessageState.BOUNCED, WORDS[name].format(to=message.to_email))
          for message, name in zip(messages, FORMATS, strict=True)),
        (MessageState.SENT, ""),
    ]  # fmt: skip
    assert set(TroubledAddress.objects.values_list("email", flat=True)) == {one.to_email for one in messages}


def test_a_mailbox_that_is_away_is_read_another_time(settings):
    settings.BOUNCES_URL = "imap://reports:secret@127.0.0.1:1/INBOX"
    assert bounces.read_bounces() == {}


def test_a_maildir_is_read_as_well(maildir):
    message = a_sent_message()
    maildir.add(about(message))
    maildir.add(b"Subject: hello\n\nWhat is this?\n")
    assert bounces.read_bounces() == {Outcome.CAME_BACK: 1, Outcome.UNKNOWN: 1}
    assert bounces.read_bounces() == {}
    assert (flags(maildir), bounces.left_over()) == (["FS"], 1)
    message.refresh_from_db()
    assert message.state == MessageState.BOUNCED


def test_without_a_mailbox_nothing_is_read(settings):
    settings.BOUNCES_URL = ""
    assert bounces.read_bounces() == {}


def test_a_report_without_our_message_id_counts_for_the_latest_message_to_its_address(maildir):
    earlier = a_sent_message("mission@state.example", sent_at=timezone.now() - timedelta(days=2))
    latest = a_sent_message("Mission@State.example")
    maildir.add(report("exim", message_id="<other@elsewhere.example>", to="mission@state.example"))
    assert bounces.read_bounces() == {Outcome.CAME_BACK: 1}
    states = list(Message.objects.filter(pk__in=[earlier.pk, latest.pk]).order_by("pk"))
    assert [one.state for one in states] == [MessageState.SENT, MessageState.BOUNCED]


def test_a_made_up_message_id_is_not_believed(maildir):
    message = a_sent_message()
    made_up = f"<{message.pk}.{'0' * 8}-0000-0000-0000-{'0' * 12}@testserver>"
    maildir.add(report("postfix", message_id=made_up, to=message.to_email))
    assert bounces.read_bounces() == {Outcome.UNKNOWN: 1}
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_hostile_mails_do_not_stop_the_others(maildir):
    """50 MB, parts within parts without end, wrong charsets, NUL bytes, addresses that are none."""
    message = a_sent_message()
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(3000))
    nested = b"Content-Type: message/rfc822\n\n" * 5000
    wrong = about(message, "written").replace(b"no-such-charset", b"utf-16") + b"\xff\xfe\x00\xd8"
    for hostile in (deep, nested, wrong, b"\x00" * 100, b"", b"To: <" + b"@" * 5000 + b">\n\n"):
        maildir.add(hostile)
    huge = maildir.add(b"Subject: huge\n\n")
    with (Path(maildir._path) / "new" / huge).open("ab") as file:
        file.truncate(50 * 1024 * 1024)
    maildir.add(about(message))
    assert bounces.read_bounces() == {Outcome.UNKNOWN: 7, Outcome.CAME_BACK: 1}
    message.refresh_from_db()
    assert message.state == MessageState.BOUNCED


def test_a_report_that_returns_a_large_attachment_is_read_from_its_beginning(maildir):
    message = a_sent_message()
    attachment = b"\n".join([base64.b64encode(b"x" * 57)] * (2 * READ_AT_MOST // 77))
    maildir.add(about(message).replace(b"Dear colleague\n", attachment))
    assert bounces.read_bounces() == {Outcome.CAME_BACK: 1}


def test_a_bounce_with_nul_bytes_in_its_words_is_kept_without_them(maildir):
    message = a_sent_message()
    maildir.add(about(message).replace(b"User unknown", b"User\x00 unknown \xd0\x00"))
    assert bounces.read_bounces() == {Outcome.CAME_BACK: 1}
    message.refresh_from_db()
    assert "User unknown" in message.server_said and "\x00" not in message.server_said


# --- What became of a message ---------------------------------------------------------------------------


def test_a_bounce_shows_in_the_invitation_and_leaves_the_address_out_of_circulars():
    message = a_sent_message("mission@state.example")
    Invitation.objects.create(
        meeting=a_meeting(), organization=a_state(), to_email=message.to_email, message=message
    )
    bounces.came_back(message.pk, said="550 No such user")
    stop_circulars("other@state.example", message=message)
    assert Invitation.objects.with_state().get().state == "bounced"
    found = unreachable(["Mission@State.example", "other@state.example", "third@state.example", ""])
    assert {email: str(reason) for email, reason in found.items()} == {
        "Mission@State.example": "Messages come back",
        "other@state.example": "Wants no circulars",
    }


def test_what_is_told_twice_or_late_changes_nothing_more():
    message = a_sent_message()
    bounces.came_back(message.pk, said="550 No such user")
    TroubledAddress.objects.all().delete()  # corrected meanwhile
    bounces.came_back(message.pk, said="550 No such user")
    bounces.arrived(message.pk)
    message.refresh_from_db()
    assert (message.state, TroubledAddress.objects.count()) == (MessageState.BOUNCED, 0)


def test_a_report_may_overtake_the_note_that_the_message_was_taken():
    message = a_sent_message(state=MessageState.SENDING, sent_at=None, claimed_by=7)
    bounces.came_back(message.pk, said="550 No such user")
    message.refresh_from_db()
    assert (message.state, message.claimed_by, message.sent_at is None) == (MessageState.BOUNCED, None, False)


def test_a_message_that_arrives_clears_its_address():
    bounces.came_back(a_sent_message("mission@state.example").pk, said="552 Mailbox full")
    bounces.arrived(a_sent_message("Mission@state.example").pk)
    assert TroubledAddress.objects.count() == 0


def test_a_complaint_is_trouble_though_the_message_arrived(maildir):
    message = a_sent_message(is_circular=True, purpose=Purpose.CIRCULAR)
    maildir.add(about(message, "complaint"))
    assert bounces.read_bounces() == {Outcome.COMPLAINT: 1}
    message.refresh_from_db()
    trouble = TroubledAddress.objects.get()
    assert (message.state, trouble.trouble, trouble.email) == (
        MessageState.DELIVERED,
        Trouble.COMPLAINT,
        message.to_email,
    )


def test_a_delivery_report_says_that_a_message_arrived(maildir):
    message = a_sent_message()
    maildir.add(about(message, "status", ACTION="delivered", STATUS="2.0.0", SUBJECT="Ok", WORDS="ok"))
    assert bounces.read_bounces() == {Outcome.ARRIVED: 1}
    message.refresh_from_db()
    assert (message.state, message.delivered_at is None) == (MessageState.DELIVERED, False)


# --- By a provider's webhooks -------------------------------------------------------------------------------

SIGNING_KEY = "a signing key of Mailgun"


@pytest.fixture
def mailgun(settings):
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "forum:secret", "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


@pytest.fixture
def postmark(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "forum:secret"}


def tells(client, body: dict, *, secret: str = "forum:secret") -> int:
    """POSTs as a provider does, with the secret of the address as basic authentication."""
    known = {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    return client.post(
        "/webhooks/mail/", json.dumps(body), content_type="application/json", **known
    ).status_code


def of_mailgun(message: Message, event: str, *, key: str = SIGNING_KEY, **facts) -> dict:
    """https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhooks"""
    stamp, token = "1794391262", "a token of fifty characters, new for every event"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": event,
            "timestamp": 1794391262.5,
            "id": "G9Bn5sl1TC6nu79C8C0bwg",
            "recipient": message.to_email,
            "message": {"headers": {"message-id": message.message_id.strip("<>"), "to": message.to_email}},
            "tags": [],
            "user-variables": {},
            **facts,
        },
    }


FAILED = {
    "severity": "permanent",
    "reason": "bounce",
    "delivery-status": {"code": 550, "message": "5.1.1 No such user", "description": "", "attempt-no": 1},
}


def test_mailgun_tells_of_a_bounce_with_its_signature(client, mailgun):
    message = a_sent_message()
    assert tells(client, of_mailgun(message, "failed", **FAILED)) == 200
    message.refresh_from_db()
    assert (message.state, message.server_said) == (MessageState.BOUNCED, "5.1.1 No such user")
    assert TroubledAddress.objects.get().email == message.to_email
    assert tells(client, of_mailgun(message, "failed", **FAILED)) == 200  # told again


def test_a_wrong_signature_is_refused(client, mailgun):
    message = a_sent_message()
    assert tells(client, of_mailgun(message, "failed", key="another key", **FAILED)) == 400
    assert tells(client, of_mailgun(message, "failed", **FAILED), secret="forum:guessed") == 400
    assert tells(client, of_mailgun(message, "failed", **FAILED), secret="") == 400
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_a_temporary_failure_is_none(client, mailgun):
    message = a_sent_message()
    assert tells(client, of_mailgun(message, "failed", **FAILED | {"severity": "temporary"})) == 200
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_postmark_tells_by_the_name_it_gave_the_message(client, postmark):
    """https://postmarkapp.com/developer/webhooks/bounce-webhook, …/delivery-webhook, …/spam-complaint-webhook"""
    arrived, unwanted, refused = [
        a_sent_message(provider_id=f"883953f4-6105-42a2-a16a-{i}") for i in range(3)
    ]
    delivery = {"RecordType": "Delivery", "MessageID": arrived.provider_id, "Recipient": arrived.to_email,
                "DeliveredAt": "2026-11-12T10:01:02Z", "Details": "Test", "Tag": "", "Metadata": {}}  # fmt: skip
    complaint = {"RecordType": "SpamComplaint", "MessageID": unwanted.provider_id, "Type": "SpamComplaint",
                 "Email": unwanted.to_email, "BouncedAt": "2026-11-12T10:01:02Z", "ID": 42}  # fmt: skip
    bounce = {"RecordType": "Bounce", "MessageID": refused.provider_id, "Type": "HardBounce", "TypeCode": 1,
              "Email": refused.to_email, "BouncedAt": "2026-11-12T10:01:02Z", "ID": 43,
              "Description": "The server was unable to deliver your message.",
              "Details": "smtp;550 5.1.1 No such user"}  # fmt: skip
    assert [tells(client, told) for told in (delivery, complaint, bounce)] == [200, 200, 200]
    assert tells(client, bounce, secret="forum:guessed") == 400
    states = Message.objects.order_by("pk").values_list("state", "server_said")
    assert list(states) == [
        (MessageState.DELIVERED, ""),
        (MessageState.DELIVERED, ""),
        (MessageState.BOUNCED, "smtp;550 5.1.1 No such user"),
    ]
    assert set(TroubledAddress.objects.values_list("email", "trouble")) == {
        (unwanted.to_email, Trouble.COMPLAINT),
        (refused.to_email, Trouble.BOUNCED),
    }


def test_what_a_provider_tells_and_nobody_understands_is_refused(client, postmark):
    for body in ([], "words", {"RecordType": "Bounce"}, None):
        assert tells(client, body) in (200, 400)
    known = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"forum:secret").decode()}
    broken = client.post("/webhooks/mail/", b"\x00{", content_type="application/json", **known)
    assert broken.status_code == 400


def test_without_a_provider_or_a_secret_there_is_no_webhook(client, settings, postmark):
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}
    assert tells(client, {}) == 404
    settings.ANYMAIL = {"WEBHOOK_SECRET": "forum:secret"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert tells(client, {}) == 404


class Provider(BaseHTTPRequestHandler):
    """Mailgun's API: it takes a message and gives it a name, or says why not."""

    answer: tuple[int, dict] = (200, {})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        status, body = self.answer
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


@pytest.fixture
def api(settings):
    """A provider on this machine, as django-anymail speaks to it."""
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.ANYMAIL = {
        "MAILGUN_API_KEY": "key",
        "MAILGUN_SENDER_DOMAIN": "forum.example",
        "MAILGUN_API_URL": f"http://127.0.0.1:{server.server_port}/v3",
    }
    yield Provider
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "state", "provider_id"),
    [
        (
            200,
            {"id": "<2026.1@forum.example>", "message": "Queued. Thank you."},
            "sent",
            "<2026.1@forum.example>",
        ),
        (400, {"message": "to parameter is not a valid address"}, "failed", ""),
        (401, {"message": "Forbidden"}, "queued", ""),
        (503, {"message": "Try again"}, "queued", ""),
    ],
)
def test_a_provider_names_what_it_takes_and_says_what_it_does_not(api, status, body, state, provider_id):
    message = a_sent_message(state=MessageState.QUEUED, sent_at=None)
    api.answer = (status, body)
    delivery.deliver_due()
    message.refresh_from_db()
    assert (message.state, message.provider_id, message.repeats) == (state, provider_id, 0)


@pytest.fixture(autouse=True)
def nothing_left_over():
    cache.delete(bounces.LEFT_OVER)
