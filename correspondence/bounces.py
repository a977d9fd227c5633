"""What became of messages after they left: they arrived, came back, or were marked as unwanted.

Told by the delivery reports in a mailbox (correspondence.reports) or by a provider (correspondence.providers).
Everything here may be told twice, and in any order.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from correspondence.mailboxes import Mailbox, MailboxAway, Mark, open_mailbox
from correspondence.models import Message, MessageState, Trouble, TroubledAddress
from correspondence.reports import OUR_MESSAGE_ID, Outcome, Report, read_report

logger = logging.getLogger(__name__)
AT_A_TIME = 500  # mails; the rest waits for the next time
REPORTED_WITHIN = timedelta(days=14)  # servers give up after five days; later ones speak of something else
# A report may overtake the note that the message was taken, which is written when the next one is claimed.
HANDED_OVER = (MessageState.SENDING, MessageState.SENT, MessageState.DELIVERED)
LEFT_OVER = "reports_left_over"  # the cache's name for how many reports in the mailbox belong to no message


# --- What became of one message ---------------------------------------------------------------------------


@transaction.atomic
def arrived(message_pk: int, *, at: datetime | None = None) -> None:
    """The other server took it; an address that had been in trouble works again."""
    message = Message.objects.select_for_update().get(pk=message_pk)
    if message.state not in (MessageState.SENDING, MessageState.SENT):
        return
    at = at or timezone.now()
    taken = {"sent_at": message.sent_at or at, "claimed_by": None}
    Message.objects.filter(pk=message.pk).update(state=MessageState.DELIVERED, delivered_at=at, **taken)
    since_then = TroubledAddress.objects.filter(trouble=Trouble.BOUNCED, since__lt=taken["sent_at"])
    of_address(since_then, message.to_email).delete()


@transaction.atomic
def came_back(message_pk: int, *, said: str = "", at: datetime | None = None) -> None:
    """The other server refused it after all. Its address is red from now on, until it is corrected."""
    message = Message.objects.select_for_update().get(pk=message_pk)
    if message.state not in HANDED_OVER:
        return
    at = at or timezone.now()
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.BOUNCED,
        bounced_at=at,
        sent_at=message.sent_at or at,
        claimed_by=None,
        server_said=said,
    )
    keep_trouble(message, Trouble.BOUNCED, said=said, at=at)


@transaction.atomic
def complained(message_pk: int, *, said: str = "", at: datetime | None = None) -> None:
    """The recipient marked it as unwanted, so it had arrived. Circulars leave the address out from now on."""
    arrived(message_pk, at=at)
    message = Message.objects.get(pk=message_pk)
    keep_trouble(message, Trouble.COMPLAINT, said=said, at=at or timezone.now())


def keep_trouble(message: Message, trouble: Trouble, *, said: str, at: datetime) -> None:
    """One row an address: the latest word counts. What is forgotten, or repeated, is not written down anew."""
    if not message.to_email or of_address(TroubledAddress.objects.filter(message=message), message.to_email):
        return
    TroubledAddress.objects.bulk_create(
        [TroubledAddress(email=message.to_email.lower())], ignore_conflicts=True
    )
    facts = {"trouble": trouble, "said": said, "message": message, "since": at}
    of_address(TroubledAddress.objects.all(), message.to_email).update(**facts)


def of_address(rows, email: str):
    return rows.annotate(lower=Lower("email")).filter(lower=email.lower())


# --- Whose report it is ------------------------------------------------------------------------------------


def messages_of(report: Report) -> list[int]:
    """The messages a report speaks of: by our Message-ID, else the latest one sent to the failed address."""
    if report.outcome in (Outcome.NOTHING, Outcome.UNKNOWN):
        return []
    if report.message_ids:  # one that looks like ours and is none of ours was made up
        return [message.pk for message in map(by_message_id, report.message_ids) if message]
    latest = (latest_to(address) for address in report.addresses)
    return [message.pk for message in latest if message]


def by_message_id(message_id: str) -> Message | None:
    """Our message of this Message-ID: its number finds the row, the rest proves that it is meant."""
    match = OUR_MESSAGE_ID.fullmatch(message_id.strip())
    message = Message.objects.filter(pk=match[1]).first() if match else None
    return message if message and message.message_id.lower() == message_id.strip().lower() else None


def latest_to(email: str) -> Message | None:
    """The latest message handed over to an address within the time in which servers report."""
    since = timezone.now() - REPORTED_WITHIN
    handed_over = Message.objects.filter(state__in=HANDED_OVER, to_email__iexact=email, queued_at__gte=since)
    return handed_over.order_by(Coalesce("sent_at", timezone.now()).desc(), "-pk").first()


# --- The mailbox of reports --------------------------------------------------------------------------------


def read_bounces() -> Counter:
    """Read the delivery reports in the mailbox BOUNCES_URL; returns how many said what.

    Safe to run twice: what a report says is written down before it is removed from the mailbox. Reports that
    belong to no message stay there, flagged; automatic answers of people stay too, marked as answered.
    """
    if not settings.BOUNCES_URL:
        return Counter()
    counts: Counter = Counter()
    try:
        with open_mailbox(settings.BOUNCES_URL) as mailbox:
            for name in mailbox.unread()[:AT_A_TIME]:
                counts[take(name, mailbox)] += 1
            cache.set(LEFT_OVER, mailbox.flagged(), timeout=None)
    except MailboxAway as problem:
        logger.warning("The mailbox of delivery reports cannot be read: %s", problem)
    if counts:
        logger.info(
            "Delivery reports read: %s", ", ".join(f"{number} {what}" for what, number in counts.items())
        )
    return counts


def left_over() -> int:
    """How many reports in the mailbox belong to no message, as counted when it was last read."""
    return cache.get(LEFT_OVER) or 0


def take(name: str, mailbox: Mailbox) -> Outcome:
    """One mail: read, believed where it is about a message of ours, and put away."""
    report, pks = understood(mailbox.read(name))
    for pk in pks:
        note(pk, report)
    if report.outcome == Outcome.NOTHING:
        mailbox.put_away(name, Mark.ANSWERED)
        return Outcome.NOTHING
    mailbox.put_away(name, Mark.DONE if pks else Mark.FLAGGED)
    return report.outcome if pks else Outcome.UNKNOWN


def understood(raw: bytes) -> tuple[Report, list[int]]:
    """What a mail says, and of which messages. One that cannot be read is unknown, and stops no other."""
    try:
        report = read_report(raw)
    except Exception as problem:  # whatever a hostile mail makes of the parser
        logger.warning("A mail in the mailbox of delivery reports cannot be read: %s", type(problem).__name__)
        report = Report(Outcome.UNKNOWN)
    return report, messages_of(report)


def note(pk: int, report: Report) -> None:
    """Write down what a report says of one message."""
    match report.outcome:
        case Outcome.CAME_BACK:
            came_back(pk, said=report.said)
        case Outcome.COMPLAINT:
            complained(pk, said=report.said)
        case Outcome.ARRIVED:
            arrived(pk)
