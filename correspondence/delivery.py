"""Handing messages to the mail server, one at a time, on one kept connection.

A message is claimed and the claim committed before it is handed over; it is marked sent in the transaction
that claims the next one. A worker killed at any moment therefore leaves at most one message whose
acceptance is not known. Each worker holds a PostgreSQL advisory lock as long as it lives; a claim whose
lock is free belongs to nobody, goes back to the queue and is sent again under the same Message-ID.
"""

import logging
import secrets
import smtplib
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection as database
from django.template.loader import render_to_string
from django.utils import timezone, translation
from markdown_it import MarkdownIt

from correspondence.catalogue import is_needed
from correspondence.models import Message, MessageState

logger = logging.getLogger(__name__)
LOCK_CLASS = 4711  # the first key of this module's advisory locks; the second is the worker's own number
ATTEMPTS = 8  # temporary refusals, one to 64 minutes apart, before a message counts as refused
SERVER_AWAY_WAIT = timedelta(seconds=30)
NOT_LET_IN = (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError)
CANNOT_BE_WRITTEN = 553  # RFC 5321: "mailbox name not allowed", for what we ourselves cannot put on the wire
# Names and sentences that people typed stand in messages: what they type makes no link behind other words,
# no picture and no heading.
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["link", "image", "reference", "heading", "lheading", "code", "fence", "hr"]
)


def deliver_due() -> int:
    """Send every message that is due; returns how many the server took. Safe to run twice and at once."""
    taken = 0
    with claiming() as worker, mail_server() as server:
        message = settle_and_claim(None, worker)
        while message:
            server_is_there = hand_over(message, server) if still_needed(message) else True
            taken += message.state == MessageState.SENT
            message = settle_and_claim(message, worker, claim_next=server_is_there)
    return taken


def still_needed(message: Message) -> bool:
    """Asked at the last moment: whoever acted a minute ago is not reminded. What is not needed is cancelled."""
    if is_needed(message):
        return True
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
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, worker])


@contextmanager
def mail_server():
    server = get_connection()
    try:
        yield server
    finally:
        close(server)


def return_abandoned() -> int:
    """Messages claimed by a worker that is no more go back to the queue; returns how many."""
    sending = Message.objects.filter(state=MessageState.SENDING)
    returned = 0
    for worker in set(sending.values_list("claimed_by", flat=True)):
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, worker])
            if not cursor.fetchone()[0]:
                continue
            returned += sending.filter(claimed_by=worker).update(state=MessageState.QUEUED, claimed_by=None)
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, worker])
    return returned


# One statement, so one journey to the database and one commit a message.
CLAIM = """
    UPDATE correspondence_message SET state = 'sending', claimed_by = %(worker)s
    WHERE id = (
        SELECT id FROM correspondence_message WHERE state = 'queued' AND NOT is_held AND not_before <= %(now)s
        ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING *
"""
SETTLE = """
    UPDATE correspondence_message
    SET state = %(state)s, sent_at = %(sent_at)s, not_before = %(not_before)s, attempts = %(attempts)s,
        server_said = %(server_said)s, claimed_by = NULL
    WHERE id = %(id)s AND state = 'sending' AND claimed_by = %(worker)s
"""


def settle_and_claim(done: Message | None, worker: int, *, claim_next: bool = True) -> Message | None:
    """Write down what became of `done` and claim the next message, in one transaction."""
    facts = {"worker": worker, "now": timezone.now()}
    if done:
        fields = ("id", "state", "sent_at", "not_before", "attempts", "server_said")
        facts |= {field: getattr(done, field) for field in fields}
    if not claim_next:
        with database.cursor() as cursor:
            cursor.execute(SETTLE, facts)
        return None
    statement = f"WITH settled AS ({SETTLE}) {CLAIM}" if done else CLAIM
    return next(iter(Message.objects.raw(statement, facts)), None)


def hand_over(message: Message, server) -> bool:
    """Give one message to the server and note its answer on the (unsaved) row.

    Returns False when the server cannot be reached or does not let us in, so that the rest waits for the
    next sweep. A message that cannot be written or taken for a reason of its own never holds up the others.
    """
    try:
        mail = compose(message, server)
        server.open()  # kept open: the backend closes only what it opened itself
        server.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as refusal:
        refuse(message, *next(iter(refusal.recipients.values())))
    except NOT_LET_IN as problem:
        return wait_for_server(message, server, problem)
    except smtplib.SMTPSenderRefused as refusal:
        # It is our own address the server will not have, so nobody's invitation is undeliverable yet.
        refuse(message, refusal.smtp_code, refusal.smtp_error, is_final=False)
    except smtplib.SMTPResponseException as refusal:
        refuse(message, refusal.smtp_code, refusal.smtp_error)
    except smtplib.SMTPNotSupportedError as refusal:
        refuse(message, CANNOT_BE_WRITTEN, str(refusal))
    except (smtplib.SMTPException, OSError) as problem:
        return wait_for_server(message, server, problem)
    except Exception as problem:
        logger.error("Message %s cannot be sent: %s", message.pk, type(problem).__name__)
        refuse(message, CANNOT_BE_WRITTEN, type(problem).__name__, is_final=False)
    else:
        message.state = MessageState.SENT
        message.sent_at = timezone.now()
        message.server_said = ""
        return True
    close(server)  # after a refusal the conversation starts afresh
    return True


def wait_for_server(message: Message, server, problem: Exception) -> bool:
    """Put the message back for a later sweep."""
    logger.warning("The mail server cannot be used: %s", type(problem).__name__)
    message.state = MessageState.QUEUED
    message.not_before = timezone.now() + SERVER_AWAY_WAIT
    close(server)
    return False


def close(server) -> None:
    """End the conversation, however it stands."""
    with suppress(smtplib.SMTPException, OSError):
        server.close()


def refuse(message: Message, code: int, words: bytes | str, *, is_final: bool = True) -> None:
    """A 5xx is final, unless the refusal may not be the message's own fault; anything else is tried again
    after 1, 2, 4 … minutes."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    message.server_said = f"{code} {said}".replace("\x00", "")[:500]
    message.attempts += 1
    if (400 <= code < 500 or not is_final) and message.attempts < ATTEMPTS:
        message.state = MessageState.QUEUED
        message.not_before = timezone.now() + timedelta(minutes=2 ** (message.attempts - 1))
    else:
        message.state = MessageState.FAILED


def compose(message: Message, server=None) -> EmailMultiAlternatives:
    """The message as it leaves: plain text, and the same as HTML."""
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),  # a header is one line
        body=message.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_email],
        headers={"Message-ID": message.message_id, "Content-Language": message.language},
        connection=server,
    )
    mail.attach_alternative(html_of(message), "text/html")
    return mail


def html_of(message: Message) -> str:
    with translation.override(message.language):
        return render_to_string(
            "mail/message.html", {"message": message, "body": MARKDOWN.render(message.text)}
        )
