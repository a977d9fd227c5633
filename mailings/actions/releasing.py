"""A mailing leaves: its audience is counted anew, its messages go into the queue, and it can be held half-way."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import pause_batch, post, resume_batch, stop_batch
from correspondence.models import Attachment, Batch, MessageState
from gfmd.celery import ask_worker
from gfmd.moves import Refused
from mailings import enclosing
from mailings.actions.letters import keep_letter, make_letters
from mailings.actions.mailings import (
    addresses,
    locked,
    moved,
    papers_of,
    refuse_unless_approved,
    refuse_unless_ready,
)
from mailings.audiences import people_of, reached
from mailings.messages.mailings import Wording
from mailings.models import Mailing, MailingState
from mailings.papers import Letters
from mailings.recipients import Recipient

LOCK_CLASS = 4712  # the first key of this module's advisory locks; the second is the mailing
QUEUED_AT_ONCE = 5000
WAITING = (MessageState.QUEUED, MessageState.SENDING)
S = MailingState


# --- Now or at its time ----------------------------------------------------------------------------------


@transaction.atomic
def release(*, mailing_pk: int, seen: str, by: Person) -> None:
    """Let a mailing leave now. Pressed twice, it leaves once: the second finds it on its way."""
    sentence = _("It is on its way already, or has to be approved first.")
    mailing = moved(mailing_pk, S.LEAVING, seen=seen, sentence=sentence)
    refuse_unless_approved(mailing)
    refuse_unless_ready(mailing)
    mailing.released_by = by
    let_go(mailing)
    leave_trace("send_mailing", mailing, by=by)


def let_go(mailing: Mailing) -> None:
    """Give the (locked, moved) mailing its batch; the worker is told after the commit, else the sweep finds it."""
    from mailings.tasks import prepare_mailing  # which imports this module

    mailing.released_at = timezone.now()
    mailing.batch = Batch.objects.create(meeting=mailing.meeting, name=mailing.name)
    mailing.save(update_fields=["state", "released_by", "released_at", "batch"])
    transaction.on_commit(lambda: ask_worker(prepare_mailing, mailing.pk))


def release_due() -> int:
    """Release the scheduled mailings whose time has come; returns how many. Safe to run twice and at once."""
    due = Mailing.objects.filter(state=S.SCHEDULED, send_at__lte=timezone.now())
    return sum(release_scheduled(pk) for pk in due.order_by("send_at").values_list("pk", flat=True))


@transaction.atomic
def release_scheduled(mailing_pk: int) -> bool:
    """One that cannot leave any more, because a paper was taken back or nobody is left, is a draft again."""
    mailing = locked(mailing_pk)
    if mailing.state != S.SCHEDULED or mailing.send_at > timezone.now():
        return False  # somebody was faster
    try:
        refuse_unless_approved(mailing)
        refuse_unless_ready(mailing)
    except Refused as refusal:
        mailing.state, mailing.send_at, mailing.approved_by, mailing.expected = S.DRAFT, None, None, None
        mailing.save(update_fields=["state", "send_at", "approved_by", "expected"])
        leave_trace("return_mailing", mailing, via="schedule", reason=str(refusal)[:1000])
        return False
    mailing.state = S.LEAVING
    let_go(mailing)
    leave_trace("send_mailing", mailing, via="schedule")
    return True


# --- Into the queue --------------------------------------------------------------------------------------


def prepare(mailing_pk: int) -> int:
    """Make the letters and put the messages in the queue; returns how many. Safe to begin anew, and at once.

    Letters are kept one by one. Messages enter the queue in one transaction, so that either all of them or none
    are there.
    """
    mailing = Mailing.objects.select_related("meeting", "corrects__meeting").get(pk=mailing_pk)
    with alone_with(mailing_pk) as is_alone:
        if not is_alone:
            return 0
        if mailing.is_letter and mailing.prepared_at is None:
            for _letter in make_letters(mailing):
                if not Mailing.objects.filter(pk=mailing_pk, state=S.LEAVING).exists():
                    return 0  # paused or stopped meanwhile
        return put_in_queue(mailing_pk)


class alone_with:
    """Whether this worker is the only one that prepares a mailing; the lock goes with the connection."""

    def __init__(self, mailing_pk: int):
        self.keys = [LOCK_CLASS, mailing_pk]

    def __enter__(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", self.keys)
            self.is_alone = cursor.fetchone()[0]
        return self.is_alone

    def __exit__(self, *problem) -> None:
        if self.is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", self.keys)


@transaction.atomic
def put_in_queue(mailing_pk: int) -> int:
    """Every message of a mailing that is leaving, and what became of the audience since it was approved."""
    mailing = locked(mailing_pk)
    if mailing.state != S.LEAVING or mailing.prepared_at is not None:
        return 0
    outcome = Outcome(mailing)
    wording = Wording(mailing)
    enclosed = {language: enclosing.enclosures(papers_of(mailing), language) for language in wording.texts}
    people = outcome.noting(
        reached(
            people_of(mailing.audience, mailing.meeting, mailing.narrowed, is_letter=mailing.is_letter),
            is_circular=mailing.is_circular,
        )
    )
    if mailing.is_thread:
        put_thread(mailing, wording, list(people), enclosed)
    else:
        put_each(mailing, wording, people, enclosed)
    mailing.prepared_at, mailing.outcome, mailing.expected = timezone.now(), outcome.facts(), None
    mailing.save(update_fields=["prepared_at", "outcome", "expected"])
    return outcome.recipients


def put_each(mailing: Mailing, wording: Wording, people: Iterator[Recipient], enclosed: dict) -> None:
    """A message for each, some thousands at once, so that memory does not grow with the audience."""
    kept, letters = letters_of(mailing), Letters(wording) if mailing.is_letter else None
    while some := list(islice(people, QUEUED_AT_ONCE)):
        messages = [wording.message(recipient, batch=mailing.batch) for recipient in some]
        files = {}
        for recipient, message in zip(some, messages, strict=True):
            own = enclosed[message.language]
            if letters:
                wanted = (recipient.organization_id, message.language)
                if wanted not in kept:  # it joined the audience while the others' letters were made
                    kept[wanted] = keep_letter(mailing, letters, recipient, message.language).attachment
                own = [*own, kept[wanted]]
            if own:
                files[message.key] = own
        post(messages, files)


def letters_of(mailing: Mailing) -> dict[tuple[int, str], Attachment]:
    if not mailing.is_letter:
        return {}
    rows = mailing.letters.select_related("attachment")
    return {(row.organization_id, row.language): row.attachment for row in rows}


def put_thread(mailing: Mailing, wording: Wording, people: list[Recipient], enclosed: dict) -> None:
    """One message each, and everybody's address in the header of all."""
    shown = addresses(people)
    messages = [wording.message(one, batch=mailing.batch, shown_to=shown) for one in people]
    post(messages, enclosed[wording.first_language])


class Outcome:
    """Counts an audience as it goes by: who gets it, who is left out and why, who came and went since approval."""

    def __init__(self, mailing: Mailing):
        self.expected = None if mailing.expected is None else frozenset(mailing.expected)
        self.gone = set(self.expected or ())
        self.recipients = 0
        self.reached: set[int | None] = set()
        self.missed: set[int | None] = set()
        self.left_out: list[list[str]] = []
        self.joined: list[str] = []

    def noting(self, people: Iterable[tuple[Recipient, object]]) -> Iterator[Recipient]:
        for recipient, reason in people:
            if reason is not None:
                # Kept in English, the language of the source, and translated when it is shown.
                with translation.override("en"):
                    who = recipient.organization_in("en") or recipient.name
                    self.left_out.append([who, recipient.email, str(reason)])
                self.missed.add(recipient.organization_id)
                continue
            self.recipients += 1
            self.reached.add(recipient.organization_id)
            if self.expected is not None and recipient.email not in self.expected:
                self.joined.append(recipient.email)
            self.gone.discard(recipient.email)
            yield recipient

    def facts(self) -> dict:
        return {
            "recipients": self.recipients,
            "organizations": len(self.reached),
            "organizations_missed": len(self.missed - self.reached),
            "left_out": self.left_out,
            "joined": self.joined,
            "gone": sorted(self.gone),
        }


def prepare_leaving() -> int:
    """Prepare what is leaving and was not prepared, because a worker or the broker was away."""
    waiting = Mailing.objects.filter(state=S.LEAVING, prepared_at=None)
    return sum(prepare(pk) for pk in waiting.values_list("pk", flat=True))


def settle_left() -> int:
    """Mailings of which nothing waits any more have left; returns how many."""
    leaving = Mailing.objects.filter(state=S.LEAVING, prepared_at__isnull=False)
    done = leaving.exclude(batch__messages__state__in=WAITING).values_list("pk", flat=True)
    return sum(settle(pk) for pk in list(done))


@transaction.atomic
def settle(mailing_pk: int) -> bool:
    mailing = locked(mailing_pk)
    if mailing.state != S.LEAVING or mailing.batch.messages.filter(state__in=WAITING).exists():
        return False
    mailing.state = S.LEFT
    mailing.save(update_fields=["state"])
    return True


def forget_addresses(*, at: datetime | None = None) -> int:
    """Of mailings prepared more than MESSAGES_KEPT_DAYS ago only the numbers stay; returns how many."""
    before = (at or timezone.now()) - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    old = Mailing.objects.filter(prepared_at__lt=before).exclude(
        outcome__left_out=[], outcome__joined=[], outcome__gone=[]
    )
    served = list(old)
    for mailing in served:
        mailing.outcome |= {"left_out": [], "joined": [], "gone": []}
    Mailing.objects.bulk_update(served, ["outcome"])
    return len(served)


# --- Held half-way ---------------------------------------------------------------------------------------


@transaction.atomic
def pause(*, mailing_pk: int, by: Person) -> int:
    """Hold back what has not left; returns how many messages."""
    mailing = moved(mailing_pk, S.PAUSED, seen=None, sentence=_("Only what is leaving can be paused."))
    held = pause_batch(batch=mailing.batch, by=by)
    mailing.save(update_fields=["state"])
    leave_trace("pause_mailing", mailing, by=by, after={"held": held})
    return held


@transaction.atomic
def resume(*, mailing_pk: int, by: Person) -> int:
    """Let the rest leave; returns how many messages."""
    from mailings.tasks import prepare_mailing  # which imports this module

    mailing = locked(mailing_pk)
    if mailing.state != S.PAUSED:
        raise Refused(_("Only what is paused can go on."))
    mailing.state = S.LEAVING
    released = resume_batch(batch=mailing.batch, by=by)
    mailing.save(update_fields=["state"])
    leave_trace("resume_mailing", mailing, by=by, after={"released": released})
    transaction.on_commit(lambda: ask_worker(prepare_mailing, mailing.pk))
    return released


@transaction.atomic
def stop(*, mailing_pk: int, by: Person) -> int:
    """Stop for good what has not left; returns how many messages are cancelled."""
    sentence = _("Only what is leaving, or paused, can be stopped.")
    mailing = moved(mailing_pk, S.STOPPED, seen=None, sentence=sentence)
    cancelled = stop_batch(batch=mailing.batch, by=by)
    mailing.save(update_fields=["state"])
    leave_trace("stop_mailing", mailing, by=by, after={"cancelled": cancelled})
    return cancelled
