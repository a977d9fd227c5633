"""What becomes of a message that could not be handed over: tried later, refused for good, or back until the server is there.

Any of Django's e-mail backends may be in use, so programs of providers are known by what their exceptions
carry and not by their classes: an HTTP `status_code`.
"""

import smtplib
import socket
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from secrets import SystemRandom

from anymail.exceptions import AnymailRecipientsRefused
from django.core.mail.backends import smtp

# Temporary refusals and unanswered texts: minutes until the next attempt, two days in all (RFC 5321, 4.5.4.1).
MINUTES = (1, 5, 15, 30, 60, 120, 240, 480, 480, 480, 480, 480)
JITTER = 0.2  # so that five thousand refused at once do not all come again in one minute
CANNOT_BE_WRITTEN = 553  # RFC 5321: "mailbox name not allowed", for what we ourselves cannot put on the wire
NOT_LET_IN = (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError)
ANSWERS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)  # refusals, and no doubt about it
CLOSING = 421  # RFC 5321: "service not available, closing transmission channel"
KEY_REFUSED, TOO_SLOW, TOO_MANY = (401, 403), 408, 429  # HTTP


class Verdict(Enum):
    LATER = auto()  # uses up an attempt
    FINAL = auto()
    SERVER_AWAY = auto()  # nothing of the message's own: uses up nothing


@dataclass(frozen=True)
class Refusal:
    """A verdict, and the words of whoever refused."""

    verdict: Verdict
    said: str
    is_of_address: bool = False  # the recipient's server will not have this address
    is_answer: bool = True  # not so where a connection broke, or none came about


def refusal_of(problem: Exception) -> Refusal:
    """What an exception of a backend means for the message that was being handed over."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return replace(answered(*next(iter(problem.recipients.values()))), is_of_address=True)
    if isinstance(problem, NOT_LET_IN):
        return Refusal(Verdict.SERVER_AWAY, words_of(problem.smtp_code, problem.smtp_error))
    if isinstance(problem, smtplib.SMTPSenderRefused):
        # It is our own address the server will not have, so nobody's invitation is undeliverable yet.
        return answered(problem.smtp_code, problem.smtp_error, is_ours=True)
    if isinstance(problem, smtplib.SMTPResponseException):
        return answered(problem.smtp_code, problem.smtp_error)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return Refusal(Verdict.FINAL, words_of(CANNOT_BE_WRITTEN, str(problem)))
    if isinstance(problem, AnymailRecipientsRefused):  # the provider knows already that this address fails
        return Refusal(Verdict.FINAL, words_of("", str(problem)), is_of_address=True)
    if getattr(problem, "status_code", None):
        return answered_by_provider(problem.status_code, problem)
    if isinstance(problem, smtplib.SMTPException | OSError):
        return Refusal(
            Verdict.SERVER_AWAY, words_of("", f"{type(problem).__name__} {problem}"), is_answer=False
        )
    return Refusal(Verdict.LATER, words_of(CANNOT_BE_WRITTEN, type(problem).__name__))


def answered(code: int, words: bytes | str, *, is_ours: bool = False) -> Refusal:
    """By an SMTP server: 4xx, greylisting among them, is not final, nor what may be our own fault."""
    if code == CLOSING:
        return Refusal(Verdict.SERVER_AWAY, words_of(code, words))
    is_final = not 400 <= code < 500 and not is_ours
    return Refusal(Verdict.FINAL if is_final else Verdict.LATER, words_of(code, words))


def answered_by_provider(status: int, problem: Exception) -> Refusal:
    """By a provider over HTTP. A key that is not accepted says nothing about the message."""
    if status in KEY_REFUSED:
        return Refusal(Verdict.SERVER_AWAY, words_of(status, type(problem).__name__))
    is_passing = status in (TOO_SLOW, TOO_MANY) or not 400 <= status < 500
    return Refusal(Verdict.LATER if is_passing else Verdict.FINAL, words_of(status, str(problem)))


def words_of(code: int | str, words: bytes | str) -> str:
    """As a row keeps them."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {said}".strip().replace("\x00", "")[:500]


def may_have_been_taken(problem: Exception, server) -> bool:
    """Whether the text went out and nobody told us if it was accepted."""
    if isinstance(server, smtp.EmailBackend):
        return getattr(server.connection, "is_text_unanswered", False)
    if isinstance(problem, ANSWERS) or getattr(problem, "status_code", None):
        return False
    return isinstance(problem, OSError) and not never_reached(problem)


def never_reached(problem: BaseException | None) -> bool:
    """Whether no connection came about, which programs of providers wrap several times."""
    while problem:
        if isinstance(problem, ConnectionRefusedError | socket.gaierror):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def wait_after(times: int) -> timedelta | None:
    """How long a message waits that was tried so many times; None when that was enough."""
    if times > len(MINUTES):
        return None
    return timedelta(minutes=MINUTES[times - 1] * SystemRandom().uniform(1 - JITTER, 1 + JITTER))
