"""Handing messages to the mail server, one at a time, on one kept connection.

A message is claimed and the claim committed before it is handed over; it is marked sent in the transaction
that claims the next one. A worker killed at any moment therefore leaves at most one message whose
acceptance is not known. Each worker holds a PostgreSQL advisory lock as long as it lives; a claim whose
lock is free belongs to nobody, goes back to the queue and is sent again under the same Message-ID.
"""

import logging
import secrets
import smtplib
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db import connection as database
from django.utils import timezone

from correspondence.bounces import keep_trouble
from correspondence.catalogue import NotNow, is_needed
from correspondence.composing import MARKDOWN, compose, file_of, html_of
from correspondence.models import ORDINARY, DomainRate, Message, MessageState, Outbox, Trouble
from correspondence.verdicts import Verdict, may_have_been_taken, refusal_of, wait_after

__all__ = ["MARKDOWN", "compose", "deliver_due", "html_of"]

logger = logging.getLogger(__name__)
LOCK_CLASS = 4711  # the first key of this module's advisory locks; the second is the worker's own number
SERVER_AWAY_WAIT = timedelta(seconds=30)
DATABASE_AWAY = (OperationalError, InterfaceError)
DATABASE_PATIENCE = 30  # seconds in which what the mail server answered is written down after all
RUN_SECONDS = 300  # well below the broker's visibility timeout; the next sweep goes on
GLANCE_SECONDS = 10  # between two looks at what may have been set meanwhile
SLOT_KEPT = timedelta(minutes=1)  # who comes later than this takes a new one: an hour's pause makes no burst
# Django's own backend cannot say whether a text was left unanswered.
OWN_BACKEND = {"django.core.mail.backends.smtp.EmailBackend": "correspondence.backends.SmtpBackend"}


def deliver_due(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send every message that is due; returns how many the server took. Safe to run twice and at once."""
    with claiming() as worker, mail_server() as server:
        run = Run(worker, server, is_stopping)
        message = settle_and_claim(None, worker)
        while message:
            try:
                goes_on = run.attend_to(message)
                message = settle_and_claim(message, worker, claim_next=goes_on)
            except DATABASE_AWAY:
                write_down_after_all(message, worker)
                raise
        run.note_that_server_answers()
    return run.taken


class Run:
    """One worker's way through the queue, and what it looks up only now and then."""

    def __init__(self, worker: int, server, is_stopping: Callable[[], bool]):
        self.worker, self.server, self.is_stopping = worker, server, is_stopping
        self.taken = 0
        self.began = self.glanced = time.monotonic()
        self.has_news = False  # the server has taken something since the last glance
        self.limited = limited_domains()

    def attend_to(self, message: Message) -> bool:
        """Decide what becomes of one message, on its (unsaved) row. Returns False when the run ends here."""
        self.glance()
        if self.must_wait_for_its_slot(message) or not still_needed(message):
            return self.may_go_on()
        server_is_there = hand_over(message, self.server)
        if message.state == MessageState.SENT:
            self.taken += 1
            self.has_news = True
        return server_is_there and self.may_go_on()

    def may_go_on(self) -> bool:
        return time.monotonic() - self.began < RUN_SECONDS and not self.is_stopping()

    def glance(self) -> None:
        if time.monotonic() - self.glanced > GLANCE_SECONDS:
            self.glanced = time.monotonic()
            self.limited = limited_domains()
            self.note_that_server_answers()

    def note_that_server_answers(self) -> None:
        if self.has_news:
            self.has_news = False
            away = Outbox.objects.filter(server_away_since__isnull=False)
            away.update(server_away_since=None, server_said="")

    def must_wait_for_its_slot(self, message: Message) -> bool:
        """Give a message of a limited domain its time; what is urgent takes one too, but does not wait for it."""
        if message.domain not in self.limited:
            return False
        if message.is_slotted and message.not_before > timezone.now() - SLOT_KEPT:
            return False
        slot = next_slot(message.domain)
        if slot is None or slot <= timezone.now() or message.priority < ORDINARY:
            return False
        message.state = MessageState.QUEUED
        message.not_before, message.is_slotted = slot, True
        return True


def limited_domains() -> frozenset[str]:
    return frozenset(DomainRate.objects.values_list("domain", flat=True))


def next_slot(domain: str) -> datetime | None:
    """The next free time of a limited domain, which nobody else gets; None when the limit is gone."""
    with database.cursor() as cursor:
        cursor.execute(TAKE_SLOT, {"domain": domain, "now": timezone.now()})
        row = cursor.fetchone()
    return row and row[0]


def still_needed(message: Message) -> bool:
    """Asked at the last moment: whoever acted a minute ago is not reminded. What is not needed is cancelled, and
    what has missed its hour waits for the next."""
    try:
        if is_needed(message):
            return True
    except DATABASE_AWAY:
        raise
    except NotNow as later:
        message.state = MessageState.QUEUED
        message.not_before, message.is_slotted = later.at, False
        return False
    except Exception as problem:
        note_refusal(message, problem)
        return False
    message.state = MessageState.CANCELLED
    return False


@contextmanager
def claiming():
    """A worker's number, locked while it lives. First returns to the queue what dead workers left."""
    worker = secrets.randbelow(2**31)
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, worker])
    try:
        return_abandoned()
        yield worker
    finally:
        file_of.cache_clear()
        with suppress(DatabaseError), database.cursor() as cursor:  # it went with a connection that broke
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, worker])


@contextmanager
def mail_server():
    server = get_connection(OWN_BACKEND.get(settings.EMAIL_BACKEND))
    try:
        yield server
    finally:
        close(server)


def return_abandoned() -> int:
    """Messages claimed by a worker that is no more go back to the queue; returns how many.

    Whether the mail server took them is not known, so each counts as a repeat. One that ends worker after
    worker waits longer each time.
    """
    sending = Message.objects.filter(state=MessageState.SENDING)
    returned = 0
    for worker in set(sending.values_list("claimed_by", flat=True)):
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, worker])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(RETURN, {"worker": worker, "now": timezone.now()})
            returned += cursor.rowcount
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, worker])
    return returned


# One statement, so one journey to the database and one commit a message.
CLAIM = """
    UPDATE correspondence_message AS claimed SET state = 'sending', claimed_by = %(worker)s
    WHERE id = (
        SELECT id FROM correspondence_message
        WHERE state = 'queued' AND NOT is_held AND not_before <= %(now)s AND priority <= (
            SELECT CASE WHEN EXISTS (SELECT FROM correspondence_outbox WHERE is_paused) THEN 0 ELSE 32767 END
        )
        ORDER BY priority, not_before, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    )
    RETURNING *, CASE WHEN has_attachments THEN ARRAY(
        SELECT attachment_id FROM correspondence_message_attachments WHERE message_id = claimed.id ORDER BY id
    ) END AS attachment_ids
"""
SETTLE = """
    UPDATE correspondence_message
    SET state = %(state)s, sent_at = %(sent_at)s, attempts = %(attempts)s, repeats = %(repeats)s,
        server_said = %(server_said)s, provider_id = %(provider_id)s, is_slotted = FALSE, claimed_by = NULL
    WHERE id = %(id)s AND state = 'sending' AND claimed_by = %(worker)s
"""
# What goes back to the queue learns under a lock what became of its batch meanwhile (correspondence.actions).
# Never in one statement with a claim: whoever pauses or stops the batch may wait for that row.
BATCH_OF = """
    WITH batch AS (
        SELECT id AS batch_pk, state AS batch_state FROM correspondence_batch WHERE id IN (
            SELECT batch_id FROM correspondence_message WHERE {these}
        ) ORDER BY id FOR SHARE
    ), back AS (
        SELECT id AS pk, batch_state
        FROM correspondence_message LEFT JOIN batch ON batch_pk = batch_id WHERE {these}
    )
    UPDATE correspondence_message
    SET state = CASE WHEN batch_state = 'stopped' THEN 'cancelled' ELSE 'queued' END,
        is_held = batch_state IS NOT DISTINCT FROM 'paused', claimed_by = NULL, {facts}
    FROM back WHERE id = pk AND {these}
"""
PUT_BACK = BATCH_OF.format(
    these="id = %(id)s AND state = 'sending' AND claimed_by = %(worker)s",
    facts="""not_before = %(not_before)s, attempts = %(attempts)s, repeats = %(repeats)s,
        server_said = %(server_said)s, is_slotted = %(is_slotted)s""",
)
RETURN = BATCH_OF.format(
    these="state = 'sending' AND claimed_by = %(worker)s",
    facts="""not_before = %(now)s + make_interval(secs => 15 * repeats), repeats = LEAST(repeats, 9999) + 1,
        is_slotted = FALSE""",
)
# Claimed by a worker that never learnt of it: the connection broke in the moment of the commit.
RELEASE = """
    UPDATE correspondence_message SET state = 'queued', claimed_by = NULL
    WHERE state = 'sending' AND claimed_by = %(worker)s
"""
TAKE_SLOT = """
    UPDATE correspondence_domainrate
    SET next_at = GREATEST(next_at, %(now)s) + make_interval(secs => 60.0 / GREATEST(per_minute, 1))
    WHERE domain = %(domain)s
    RETURNING next_at - make_interval(secs => 60.0 / GREATEST(per_minute, 1))
"""
OUTCOME = (
    "id",
    "state",
    "sent_at",
    "not_before",
    "attempts",
    "repeats",
    "server_said",
    "provider_id",
    "is_slotted",
)


def settle_and_claim(done: Message | None, worker: int, *, claim_next: bool = True) -> Message | None:
    """Write down what became of `done` and claim the next message: as a rule in one transaction."""
    facts = {"worker": worker, "now": timezone.now()}
    settled = ""
    if done and done.state != MessageState.QUEUED and claim_next:
        facts |= {field: getattr(done, field) for field in OUTCOME}
        settled = f"WITH settled AS ({SETTLE})"
    elif done:
        settle(done, worker)
    return next(iter(Message.objects.raw(settled + CLAIM, facts)), None) if claim_next else None


def settle(done: Message, worker: int) -> None:
    facts = {field: getattr(done, field) for field in OUTCOME} | {"worker": worker}
    with database.cursor() as cursor:
        cursor.execute(PUT_BACK if done.state == MessageState.QUEUED else SETTLE, facts)


def write_down_after_all(message: Message, worker: int) -> None:
    """The database went away. What the mail server answered meanwhile is known here alone: wait for its return.

    Meanwhile another worker may take over the message, because the lock has gone with the connection.
    """
    if message.state == MessageState.SENDING:  # it was not even tried
        message.state = MessageState.QUEUED
    give_up_at = time.monotonic() + DATABASE_PATIENCE
    while time.monotonic() < give_up_at:
        database.close()
        try:
            settle(message, worker)
            with database.cursor() as cursor:
                cursor.execute(RELEASE, {"worker": worker})
            return
        except DATABASE_AWAY:
            time.sleep(0.1)


def hand_over(message: Message, server) -> bool:
    """Give one message to the server and note its answer on the (unsaved) row.

    Returns False when the server cannot be reached or does not let us in, so that the rest waits for the
    next sweep. A message that cannot be written or taken for a reason of its own never holds up the others.
    """
    try:
        mail = compose(message, server)
    except DATABASE_AWAY:
        raise
    except Exception as problem:
        note_refusal(message, RuntimeError() if isinstance(problem, OSError) else problem)
        return True
    try:
        server.open()  # kept open: the backend closes only what it opened itself
        server.send_messages([mail])
    except Exception as problem:
        server_is_there = note_refusal(message, problem, server)
        close(server)  # after a refusal the conversation starts afresh
        return server_is_there
    message.state = MessageState.SENT
    message.sent_at = timezone.now()
    message.server_said = ""
    message.provider_id = getattr(getattr(mail, "anymail_status", None), "message_id", None) or ""
    return True


def note_refusal(message: Message, problem: Exception, server=None) -> bool:
    """What becomes of a message that was not handed over. Returns False when the server cannot be used."""
    refusal = refusal_of(problem)
    message.server_said = refusal.said
    is_usual = refusal.is_answer and isinstance(problem, smtplib.SMTPException)  # it stands in the outbox
    level = logging.INFO if is_usual else logging.WARNING
    logger.log(level, "Message %s did not leave: %s", message.pk, type(problem).__name__)
    if not refusal.is_answer and server is not None and may_have_been_taken(problem, server):
        message.repeats += 1
        come_again(message, message.repeats)
        return True
    if refusal.verdict == Verdict.SERVER_AWAY:
        note_that_server_is_away(refusal.said)
        message.state = MessageState.QUEUED
        message.not_before = timezone.now() + SERVER_AWAY_WAIT
        return False
    message.attempts += 1
    if refusal.verdict == Verdict.FINAL:
        message.state = MessageState.FAILED
        if refusal.is_of_address:
            keep_trouble(message, Trouble.BOUNCED, said=refusal.said, at=timezone.now())
    else:
        come_again(message, message.attempts)
    return True


def come_again(message: Message, times: int) -> None:
    wait = wait_after(times)
    message.state = MessageState.QUEUED if wait else MessageState.FAILED
    message.not_before = timezone.now() + wait if wait else message.not_before
    message.is_slotted = False


def note_that_server_is_away(said: str) -> None:
    Outbox.objects.get_or_create(pk=1)
    Outbox.objects.filter(pk=1, server_away_since=None).update(server_away_since=timezone.now())
    Outbox.objects.filter(pk=1).update(server_said=said)


def close(server) -> None:
    """End the conversation, however it stands."""
    with suppress(smtplib.SMTPException, OSError):
        server.close()
