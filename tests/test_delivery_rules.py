"""What becomes of each message: refused, put off, held back, slowed down; and what stands in its head."""

import email
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from accounts.models import Trace
from correspondence import actions, delivery
from correspondence.catalogue import KINDS
from correspondence.forgetting import forget_old_texts
from correspondence.messages import account_message
from correspondence.models import Attachment, Batch, DomainRate, Message, Outbox
from gfmd.moves import Refused
from gfmd.tokens import hash_of
from tests.factories import a_person

pytestmark = pytest.mark.django_db(transaction=True)


def queued(number: int = 1, attachments=(), **facts) -> list[Message]:
    made = [
        Message(
            **{
                "key": f"rule:{facts.get('purpose')}:{n}:{timezone.now().isoformat()}",
                "kind": "note",
                "purpose": "returned",
                "to_email": f"person{n}@state.example",
                "subject": f"Subject {n}",
                "body": "Dear colleague,\n\nplease look.\n",
                **facts,
            }
        )
        for n in range(number)
    ]
    return actions.queue(made, attachments)


def now_due() -> None:
    Message.objects.update(not_before=timezone.now())


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def arrived(server, number: int = 0) -> email.message.Message:
    return email.message_from_bytes(server.messages[number][0].content)


# --- What a server answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "state", "attempts"),
    [(450, "queued", 1), (452, "queued", 1), (550, "failed", 1), (552, "failed", 1)],
)
def test_a_refusal_is_final_or_for_now_as_its_code_says(smtp_server, reply, state, attempts):
    [refused, other] = queued(2)
    smtp_server.refuse[refused.to_email] = reply
    delivery.deliver_due()
    refused.refresh_from_db()
    assert (refused.state, refused.attempts, refused.repeats) == (state, attempts, 0)
    assert refused.server_said.startswith(str(reply))
    assert [envelope.rcpt_tos for envelope, _id in smtp_server.messages] == [[other.to_email]]


def test_a_greylisted_message_comes_again_after_a_minute_and_ever_later(smtp_server):
    [message] = queued()
    smtp_server.refuse[message.to_email] = 450
    waits = []
    for _time in range(4):
        now_due()
        delivery.deliver_due()
        waits.append((Message.objects.get().not_before - timezone.now()).total_seconds() / 60)
    assert [
        low <= wait <= high
        for wait, (low, high) in zip(waits, [(0.7, 1.3), (3.9, 6.1), (11, 19), (23, 37)], strict=True)
    ] == [True] * 4
    smtp_server.refuse.clear()
    now_due()
    delivery.deliver_due()
    assert states() == ["sent"]


def test_after_two_days_of_refusals_a_message_counts_as_refused(smtp_server):
    [message] = queued(attempts=12)
    smtp_server.refuse[message.to_email] = 450
    delivery.deliver_due()
    assert states() == ["failed"]


def test_a_server_that_is_away_uses_up_nothing_and_is_noted_until_it_is_back(smtp_server):
    queued()
    smtp_server.stop()
    for _time in range(20):
        now_due()
        delivery.deliver_due()
    message = Message.objects.get()
    assert (message.state, message.attempts, message.repeats) == ("queued", 0, 0)
    outbox = Outbox.objects.get()
    assert outbox.server_away_since is not None
    assert "ConnectionRefusedError" in outbox.server_said
    smtp_server.start()
    now_due()
    assert delivery.deliver_due() == 1
    assert Outbox.objects.get().server_away_since is None


def test_a_server_that_closes_for_now_counts_as_away(smtp_server):
    [message] = queued()
    smtp_server.refuse[message.to_email] = "421 4.3.2 Closing"
    delivery.deliver_due()
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("queued", 0)


def test_an_unanswered_text_counts_as_a_repeat_and_the_others_go_on(smtp_server):
    queued(2)
    smtp_server.drop_after_data = 1
    assert delivery.deliver_due() == 1
    first = Message.objects.order_by("pk").first()
    assert (first.state, first.attempts, first.repeats) == ("queued", 0, 1)
    assert first.not_before > timezone.now() + timedelta(seconds=40)
    now_due()
    delivery.deliver_due()
    assert states() == ["sent", "sent"]
    assert smtp_server.message_ids.count(first.message_id) == 2


class ProviderProblem(Exception):
    def __init__(self, status_code):
        super().__init__(f"The provider said {status_code}")
        self.status_code = status_code


class ProviderBackend(BaseEmailBackend):
    """A provider behind an HTTP interface, as its program shows one."""

    answers: dict = {}

    def send_messages(self, email_messages):
        for mail in email_messages:
            if problem := self.answers.get(mail.to[0]):
                raise problem
            mail.anymail_status = SimpleNamespace(message_id="provider-7")
        return len(email_messages)


@pytest.mark.parametrize(
    ("problem", "state", "attempts", "repeats"),
    [
        (ProviderProblem(400), "failed", 1, 0),
        (ProviderProblem(408), "queued", 1, 0),
        (ProviderProblem(429), "queued", 1, 0),
        (ProviderProblem(503), "queued", 1, 0),
        (ProviderProblem(401), "queued", 0, 0),
        (ValueError("not for me"), "queued", 1, 0),
        (ConnectionRefusedError("away"), "queued", 0, 0),
        (TimeoutError("no answer"), "queued", 0, 1),
    ],
)
def test_a_provider_is_understood_by_its_status(settings, problem, state, attempts, repeats):
    settings.EMAIL_BACKEND = "tests.test_delivery_rules.ProviderBackend"
    [message] = queued()
    ProviderBackend.answers = {message.to_email: problem}
    delivery.deliver_due()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.repeats) == (state, attempts, repeats)


def test_what_the_demo_refuses_is_refused_once(settings):
    settings.EMAIL_BACKEND = "correspondence.backends.KeptBackend"
    queued(to_email="mission@unknown.invalid")
    delivery.deliver_due()
    message = Message.objects.get()
    assert (message.state, message.attempts, message.repeats) == ("failed", 1, 0)


def test_the_number_a_provider_gives_is_kept(settings):
    settings.EMAIL_BACKEND = "tests.test_delivery_rules.ProviderBackend"
    ProviderBackend.answers = {}
    queued()
    delivery.deliver_due()
    assert Message.objects.get().provider_id == "provider-7"


def test_a_message_that_cannot_be_asked_about_stops_nobody(smtp_server, monkeypatch):
    def breaks(message):
        raise KeyError("broken")

    monkeypatch.setitem(KINDS, "broken", SimpleNamespace(is_needed=breaks))
    queued(kind="broken", priority=0)
    queued(2, purpose="confirmed")
    delivery.deliver_due()
    assert states() == ["queued", "sent", "sent"]


def test_what_the_server_took_is_written_down_although_the_database_went_away(smtp_server):
    queued(3)

    def cut():
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        connections.close_all()

    smtp_server.delay = 1
    cutting = threading.Timer(0.5, cut)
    cutting.start()
    with pytest.raises(OperationalError):
        delivery.deliver_due()
    cutting.join()
    smtp_server.delay = 0
    assert states() == ["sent", "queued", "queued"]
    assert delivery.deliver_due() == 2
    assert list(Message.objects.values_list("repeats", flat=True)) == [0, 0, 0]
    assert len(smtp_server.messages) == 3


# --- Held back -------------------------------------------------------------------------------------------


def test_a_paused_outbox_lets_only_sign_in_codes_leave(smtp_server):
    queued(2)
    actions.pause_outbox(by=a_person(), reason="A wrong date")
    actions.queue([account_message("account/email/login_code", "me@forum.example", {"code": "123"})])
    assert delivery.deliver_due() == 1
    assert smtp_server.messages[0][0].rcpt_tos == ["me@forum.example"]
    actions.resume_outbox(by=a_person())
    assert delivery.deliver_due() == 2


def test_a_paused_batch_waits_and_the_others_leave(smtp_server):
    batch, staff = Batch.objects.create(name="Circular"), a_person()
    queued(3, batch=batch)
    queued(1, purpose="confirmed")
    assert actions.pause_batch(batch=batch, by=staff) == 3
    assert delivery.deliver_due() == 1
    queued(1, purpose="circular", batch=batch)
    assert delivery.deliver_due() == 0
    assert actions.resume_batch(batch=batch, by=staff) == 4
    assert delivery.deliver_due() == 4


def test_a_stopped_batch_is_cancelled_for_good(smtp_server):
    batch, staff = Batch.objects.create(name="Circular"), a_person()
    queued(3, batch=batch)
    assert actions.stop_batch(batch=batch, by=staff, reason="Wrong") == 3
    queued(1, purpose="circular", batch=batch)
    assert delivery.deliver_due() == 0
    assert states() == ["cancelled"] * 4
    with pytest.raises(Refused):
        actions.resume_batch(batch=batch, by=staff)
    assert Trace.objects.get(act="stop_batch").after == {"cancelled": 3}


@pytest.mark.parametrize(
    ("act", "state", "is_held"), [("pause_batch", "queued", True), ("stop_batch", "cancelled", False)]
)
def test_what_a_worker_had_in_its_hands_and_puts_back_follows_its_batch(smtp_server, act, state, is_held):
    batch, staff = Batch.objects.create(name="Circular"), a_person()
    [message] = queued(batch=batch)
    smtp_server.is_stuck = True
    smtp_server.refuse[message.to_email] = 450
    worker = in_a_thread(delivery.deliver_due)
    while not smtp_server.stuck:
        pass
    getattr(actions, act)(batch=batch, by=staff)
    smtp_server.is_stuck = False
    worker.join()
    message.refresh_from_db()
    assert (message.state, message.is_held, message.attempts) == (state, is_held, 1)


@pytest.mark.parametrize(
    ("act", "state", "is_held"), [("pause_batch", "queued", True), ("stop_batch", "cancelled", False)]
)
def test_what_a_dead_worker_left_follows_its_batch(act, state, is_held):
    batch, staff = Batch.objects.create(name="Circular"), a_person()
    queued(batch=batch)
    delivery.settle_and_claim(None, 12345)
    getattr(actions, act)(batch=batch, by=staff)
    assert delivery.return_abandoned() == 1
    message = Message.objects.get()
    assert (message.state, message.is_held, message.repeats) == (state, is_held, 1)


def test_pausing_again_and_again_under_four_workers_loses_and_repeats_nothing(smtp_server):
    batch, staff = Batch.objects.create(name="Circular"), a_person()
    queued(120, batch=batch)
    smtp_server.greylist_every = 3
    workers = [in_a_thread(delivery.deliver_due) for _ in range(4)]
    for _time in range(10):
        actions.pause_batch(batch=batch, by=staff)
        assert Message.objects.due().count() == 0
        actions.resume_batch(batch=batch, by=staff)
    for worker in workers:
        worker.join()
    for _time in range(2):  # some are met for the first time only now
        now_due()
        delivery.deliver_due()
    assert states() == ["sent"] * 120
    assert len(set(smtp_server.message_ids)) == len(smtp_server.message_ids) == 120


def in_a_thread(act) -> threading.Thread:
    def run():
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


# --- How fast --------------------------------------------------------------------------------------------


def test_a_limited_domain_takes_its_messages_one_slot_each_and_the_others_do_not_wait(smtp_server):
    actions.set_rate(domain="Slow.example", per_minute=2)
    queued(3, to_email="a@slow.example")
    queued(2, purpose="confirmed")
    began = timezone.now()
    assert delivery.deliver_due() == 3
    waiting = list(Message.objects.filter(state="queued").order_by("not_before"))
    assert [round((one.not_before - began).total_seconds() / 30) for one in waiting] == [1, 2]
    assert [one.is_slotted for one in waiting] == [True, True]
    now_due()
    assert delivery.deliver_due() == 2


def test_a_slot_missed_by_an_hour_is_taken_anew(smtp_server):
    actions.set_rate(domain="slow.example", per_minute=2)
    queued(3, to_email="a@slow.example")
    delivery.deliver_due()
    Message.objects.update(not_before=timezone.now() - timedelta(hours=1))
    DomainRate.objects.update(next_at=timezone.now() - timedelta(hours=1))
    assert delivery.deliver_due() == 1


def test_what_is_urgent_does_not_wait_for_a_slot(smtp_server):
    actions.set_rate(domain="slow.example", per_minute=1)
    queued(2, to_email="a@slow.example")
    delivery.deliver_due()
    actions.queue([account_message("account/email/login_code", "me@slow.example", {"code": "123"})])
    assert delivery.deliver_due() == 1


def test_four_workers_at_once_never_give_one_slot_twice():
    DomainRate.objects.create(domain="slow.example", per_minute=60)
    slots = []
    workers = [
        in_a_thread(lambda: slots.extend(delivery.next_slot("slow.example") for _ in range(10)))
        for _ in range(4)
    ]
    for worker in workers:
        worker.join()
    assert len(set(slots)) == 40
    assert (max(slots) - min(slots)).total_seconds() >= 39


def test_a_lifted_limit_lets_leave_what_waited(smtp_server):
    actions.set_rate(domain="slow.example", per_minute=1)
    queued(3, to_email="a@slow.example")
    delivery.deliver_due()
    actions.set_rate(domain="slow.example", per_minute=None)
    assert delivery.deliver_due() == 2
    with pytest.raises(Refused):
        actions.set_rate(domain="slow.example", per_minute=0)


def test_thousands_that_wait_are_passed_over_by_nobody():
    batch = Batch.objects.create(name="Held", state="paused")
    queued(2500, batch=batch)
    queued(2500, purpose="confirmed", not_before=timezone.now() + timedelta(days=1))
    queued(1, purpose="circular", priority=8)
    claim = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {delivery.CLAIM}"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE correspondence_message")
        cursor.execute(claim, {"worker": 1, "now": timezone.now()})
        plan = cursor.fetchone()[0][0]["Plan"]
    parts = list(parts_of(plan))
    assert "message_due" in [part.get("Index Name") for part in parts]
    assert sum(part.get("Rows Removed by Filter", 0) for part in parts) == 0
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 300


def parts_of(plan: dict):
    yield plan
    for part in plan.get("Plans", ()):
        yield from parts_of(part)


# --- What stands in its head, and what goes with it ------------------------------------------------------


def test_a_circular_can_be_left_by_one_press_and_nothing_else_can(smtp_server):
    [circular] = queued(purpose="circular", is_circular=True)
    queued()
    delivery.deliver_due()
    there = {mail["Precedence"]: mail for mail in (arrived(smtp_server), arrived(smtp_server, 1))}
    token = there["bulk"]["List-Unsubscribe"].strip().removeprefix("<http://testserver/unsubscribe/")[:-2]
    assert hash_of(token) == circular.unsubscribe_hash
    foot = f"To receive no more circulars, open this page: <http://testserver/unsubscribe/{token}/>"
    parts = {
        part.get_content_type(): part.get_payload(decode=True).decode()
        for part in there["bulk"].walk()
        if not part.is_multipart()
    }
    assert foot in parts["text/plain"]
    assert f"/unsubscribe/{token}/" in parts["text/html"]
    assert there["bulk"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert there["bulk"]["Auto-Submitted"] is None
    assert there[None]["List-Unsubscribe"] is None
    assert there[None]["Auto-Submitted"] == "auto-generated"
    assert Message.objects.filter(unsubscribe_hash="").count() == 1


def test_in_one_thread_everybody_is_shown_and_each_gets_one(smtp_server):
    addresses = [f"person{n}@state.example" for n in range(3)]
    queued(3, purpose="circular", shown_to=addresses, reply_to="chair@forum.example")
    delivery.deliver_due()
    assert sorted(envelope.rcpt_tos for envelope, _id in smtp_server.messages) == [[one] for one in addresses]
    for number in range(3):
        assert arrived(smtp_server, number)["To"] == ", ".join(addresses)
        assert arrived(smtp_server, number)["Reply-To"] == "chair@forum.example"


def test_a_file_is_stored_once_and_goes_with_each(smtp_server):
    paper = actions.store_attachment(b"%PDF-1.7 circular", "Circular 5.pdf", "application/pdf")
    same = actions.store_attachment(b"%PDF-1.7 circular", "Circular 5.pdf", "application/pdf")
    renamed = actions.store_attachment(b"%PDF-1.7 circular", "دعوة.pdf", "application/pdf")
    assert (paper, paper.file.name) == (same, renamed.file.name)
    queued(2, purpose="circular", attachments=[paper])
    queued(purpose="confirmed")
    delivery.deliver_due()
    sent = [arrived(smtp_server, n) for n in range(3)]
    names = sorted(
        (part.get_filename() or "") for mail in sent for part in mail.walk() if part.get_filename()
    )
    assert names == ["Circular 5.pdf"] * 2
    [part] = [part for part in sent[-1].walk() if part.get_filename()]
    assert part.get_payload(decode=True) == b"%PDF-1.7 circular"


def test_each_message_has_its_own_letter(smtp_server):
    letters = {
        f"letter:{n}": [actions.store_attachment(b"%PDF " + bytes([n]), f"{n}.pdf", "application/pdf")]
        for n in range(3)
    }
    messages = [
        Message(
            key=key,
            kind="note",
            purpose="joint_letter",
            to_email=f"{key[-1]}@state.example",
            subject="Letter",
            body="Dear",
        )
        for key in letters
    ]
    actions.queue(messages, letters)
    delivery.deliver_due()
    sent = {
        envelope.rcpt_tos[0]: arrived(smtp_server, n)
        for n, (envelope, _id) in enumerate(smtp_server.messages)
    }
    for n in range(3):
        assert [part.get_filename() for part in sent[f"{n}@state.example"].walk() if part.get_filename()] == [
            f"{n}.pdf"
        ]


def test_a_file_that_is_gone_stops_nobody_else(smtp_server):
    paper = actions.store_attachment(b"%PDF", "Lost.pdf", "application/pdf")
    paper.file.storage.delete(paper.file.name)
    queued(attachments=[paper], purpose="circular")
    queued()
    delivery.deliver_due()
    assert sorted(states()) == ["queued", "sent"]
    assert not Outbox.objects.exclude(server_away_since=None).exists()


def test_what_is_forgotten_leaves_no_address_and_no_file(smtp_server):
    paper = actions.store_attachment(b"%PDF forgotten", "Letter.pdf", "application/pdf")
    queued(
        purpose="circular", attachments=[paper], shown_to=["person0@state.example"], reply_to="c@f.example"
    )
    delivery.deliver_due()
    assert forget_old_texts(at=timezone.now() + timedelta(days=3000)) == 1
    kept = repr(Message.objects.values().get())
    assert "state.example" not in kept.replace("testserver", "")
    assert "c@f.example" not in kept
    assert Attachment.objects.count() == 0
    assert not paper.file.storage.exists(paper.file.name)


# --- The command -----------------------------------------------------------------------------------------


def test_a_rate_is_set_shown_and_lifted_by_command(capsys):
    call_command("mail_rate", "Ministry.example", "30")
    assert capsys.readouterr().out == "ministry.example 30\n"
    call_command("mail_rate")
    assert capsys.readouterr().out == "ministry.example 30\n"
    for wrong in ("0", "-3", "many"):
        with pytest.raises(CommandError):
            call_command("mail_rate", "ministry.example", wrong)
    call_command("mail_rate", "ministry.example", "none")
    assert capsys.readouterr().out == ""
