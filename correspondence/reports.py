"""Reading a delivery report: what a mail in the mailbox of reports says became of which message, to whom.

Reports come as RFC 3464 tells (Postfix, Exchange, Gmail, Exim of late), as RFC 5965 tells (complaints), or in a
form of a server's own (qmail, older ones), which flufl.bounce knows. What is read was written by others: nothing
in it is trusted but the addresses and numbers, which are then looked for among our own messages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from flufl.bounce import all_failures

READ_AT_MOST = 256 * 1024  # bytes: a report says it all at its beginning, however large what it returns
PARTS_AT_MOST = 60  # a mail with more parts, or parts within parts, was not made by a mail server
WORDS_AT_MOST = 500
OUR_MESSAGE_ID = re.compile(rf"<(\d{{1,18}})\.([0-9a-f-]{{36}})@{re.escape(settings.SITE_HOST)}>", re.I)
STATUS = re.compile(r"(?<![\d.])(?:[45]\d\d[ -]|#?[45]\.\d{1,3}\.\d{1,3}\b)")
TYPED = re.compile(r"^\s*[\w-]+\s*;")
MACHINES = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon")
AUTOMATIC_PRECEDENCE = ("auto_reply", "auto-reply")


class Outcome(StrEnum):
    """What a report says. `NOTHING` is a delay, or a person's automatic answer: nothing came of it yet."""

    CAME_BACK = "came_back"
    ARRIVED = "arrived"
    COMPLAINT = "complaint"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Report:
    outcome: Outcome
    addresses: tuple[str, ...] = ()  # in lower case
    message_ids: tuple[str, ...] = ()  # those that look like ours
    said: str = ""  # the other server's words, in one line


def read_report(raw: bytes) -> Report:
    """What a mail says. Raises ValueError for one that is built to be endless."""
    raw = raw[:READ_AT_MOST]
    lowered = raw.lower()
    if lowered.count(b"boundary=") + lowered.count(b"message/") > PARTS_AT_MOST:
        raise ValueError("The mail has too many parts.")
    mail = message_from_bytes(raw)
    for reader in (delivery_status, complaint, automatic_answer, own_form):
        if report := reader(mail):
            return Report(report.outcome, report.addresses, ours(mail, raw), report.said)
    return Report(Outcome.UNKNOWN)


# --- The forms reports come in ---------------------------------------------------------------------------


def delivery_status(mail: Mail) -> Report | None:
    """RFC 3464: a part for programs, with a block for each recipient. A failure outweighs the rest."""
    blocks = [block for block in status_blocks(mail) if block.get("Action")]
    for outcome, actions in (
        (Outcome.CAME_BACK, ("fail", "error")),
        (Outcome.ARRIVED, ("delivered",)),
        (Outcome.NOTHING, ("delayed", "relayed", "expanded")),
    ):
        told = [block for block in blocks if text(block["Action"]).lower().startswith(actions)]
        if told:
            addresses = lower(filter(None, map(recipient, told)))
            return Report(outcome, addresses, said=in_a_line(next(filter(None, map(reason, told)), "")))
    return None


def status_blocks(mail: Mail) -> Iterator[Mail]:
    for part in mail.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            payload = part.get_payload()
            yield from payload if isinstance(payload, list) else ()


def recipient(block: Mail) -> str:
    """ "rfc822; name@example.org", as first named; some servers write angle brackets, or no type at all."""
    for header in ("Original-Recipient", "Final-Recipient"):
        address = parseaddr(text(block.get(header, "")).rpartition(";")[2].strip())[1]
        if "@" in address:
            return address
    return ""


def reason(block: Mail) -> str:
    """ "smtp; 550 5.1.1 No such user" without its type, or at least the status."""
    words = TYPED.sub("", text(block.get("Diagnostic-Code", "")))
    return words.strip() or text(block.get("Status", ""))


def complaint(mail: Mail) -> Report | None:
    """RFC 5965: the recipient pressed "this is spam", and the mail service tells the sender."""
    for part in mail.walk():
        if part.get_content_type() != "message/feedback-report":
            continue
        fields = message_from_bytes(bytes_of(part))
        addresses = (parseaddr(text(value))[1] for value in fields.get_all("Original-Rcpt-To", []))
        kind = text(fields.get("Feedback-Type", "abuse")).strip().lower()
        outcome = Outcome.NOTHING if kind == "not-spam" else Outcome.COMPLAINT
        return Report(outcome, lower(filter(None, addresses)), said=in_a_line(kind))
    return None


def automatic_answer(mail: Mail) -> Report | None:
    """Somebody is away, or has a program answer. Bounces in a form of their own come from the machine itself."""
    name = parseaddr(text(mail.get("From", "")))[1].partition("@")[0].lower()
    if name in MACHINES or mail.get("X-Failed-Recipients"):
        return None
    answered = text(mail.get("Auto-Submitted", "no")).strip().lower()
    signs = (
        answered.startswith(("auto-replied", "auto-generated")),
        mail.get("X-Autoreply") or mail.get("X-Autorespond"),
        text(mail.get("Precedence", "")).strip().lower() in AUTOMATIC_PRECEDENCE,
    )
    return Report(Outcome.NOTHING) if any(signs) else None


def own_form(mail: Mail) -> Report | None:
    """A bounce in a server's own form. flufl.bounce tells warnings of delay from failures."""
    delayed, failed = all_failures(mail)
    if failed:
        addresses = lower(address.decode("ascii", "replace") for address in failed)
        return Report(Outcome.CAME_BACK, addresses, said=spoken_of(mail, addresses))
    return Report(Outcome.NOTHING) if delayed else None


def spoken_of(mail: Mail, addresses: tuple[str, ...]) -> str:
    """The line that gives the reason: the first with a status, after the address."""
    lines = [line.strip() for line in words_of(mail).splitlines()]
    first = next((i for i, line in enumerate(lines) if any(one in line.lower() for one in addresses)), 0)
    told = [line for line in lines[first : first + 12] if line]
    line = next((line for line in told if STATUS.search(line)), " ".join(told[1:3]))
    return in_a_line(line)


# --- What stands in a mail ------------------------------------------------------------------------------


def ours(mail: Mail, raw: bytes) -> tuple[str, ...]:
    """Every Message-ID in it that looks like one of ours: in its headers, in what it returns, in its text."""
    places = [raw.decode("ascii", "replace"), words_of(mail)]
    places += [text(mail.get(header, "")) for header in ("In-Reply-To", "References")]
    found = dict.fromkeys(match[0].lower() for place in places for match in OUR_MESSAGE_ID.finditer(place))
    return tuple(found)


def words_of(mail: Mail) -> str:
    """Its text parts, decoded; an unknown or wrong charset spoils only the letters it stands for."""
    parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join(decoded(part) for part in parts)


def decoded(part: Mail) -> str:
    try:
        return bytes_of(part).decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return bytes_of(part).decode("latin-1")


def bytes_of(part: Mail) -> bytes:
    """Its content as bytes; a part with parts within (as the parser makes of message/…) is written out."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    parts = part.get_payload()
    return b"\n".join(one.as_bytes() for one in parts) if isinstance(parts, list) else b""


def text(value: object) -> str:
    return str(value)


def lower(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.strip().lower() for address in addresses))


def in_a_line(words: str) -> str:
    """As the database keeps it: one line, no NUL, not too long."""
    return " ".join(words.replace("\x00", "").split())[:WORDS_AT_MOST]
