"""Writing messages into the queue, and holding them back. They leave after the transaction, by the worker or the sweep."""

import hashlib
from collections.abc import Mapping, Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.catalogue import KINDS
from correspondence.models import (
    MOVES,
    ORDINARY,
    PRIORITY,
    Attachment,
    Batch,
    BatchState,
    DomainRate,
    Message,
    MessageState,
    Outbox,
)
from correspondence.tasks import deliver_queued
from gfmd.celery import ask_worker
from gfmd.moves import Refused
from gfmd.tokens import hash_of

AT_ONCE = 5000  # rows in one statement
LOCKED_BATCHES = "SELECT * FROM correspondence_batch WHERE id = ANY(%s) ORDER BY id FOR SHARE"
Attached = Mapping[str, Sequence[Attachment]] | Sequence[Attachment]


# --- Into the queue --------------------------------------------------------------------------------------


@transaction.atomic
def queue(messages: list[Message], attachments: Attached = ()) -> list[Message]:
    """Put messages in the queue; one whose key is there already is left as it is.

    `attachments` go with all of them, or by the key of each. Returns the rows now in the database, without
    their text, in the order given. The worker is told after the commit; if the broker is away, the next sweep
    finds them. Raises ValueError for a message that the catalogue does not know.
    """
    post(messages, attachments)
    rows = Message.objects.defer("body").in_bulk(keys_of(messages), field_name="key")
    return [rows[message.key] for message in messages]


@transaction.atomic
def post(messages: list[Message], attachments: Attached = ()) -> None:
    """As `queue`, for thousands: nothing is read back."""
    if strangers := {message.kind for message in messages} - KINDS.keys():
        raise ValueError(f"Not in the catalogue of messages: {', '.join(map(repr, sorted(strangers)))}")
    of_each = (
        attachments if isinstance(attachments, Mapping) else dict.fromkeys(keys_of(messages), attachments)
    )
    batches = states_of_batches({message.batch_id for message in messages} - {None})
    for message in messages:
        message.priority = PRIORITY.get(message.purpose, ORDINARY)
        message.is_held = batches.get(message.batch_id) == BatchState.PAUSED
        if batches.get(message.batch_id) == BatchState.STOPPED:
            message.state = MessageState.CANCELLED
        message.has_attachments = bool(of_each.get(message.key))
        if message.is_circular:
            message.unsubscribe_hash = hash_of(message.unsubscribe_token)
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=AT_ONCE)
    attach({message.key: of_each[message.key] for message in messages if message.has_attachments})
    transaction.on_commit(wake_worker)


def states_of_batches(keys: set[int]) -> dict[int, str]:
    """Under a lock which whoever pauses or stops a batch waits for, so that nothing is queued past it."""
    if not keys:
        return {}
    locked = Batch.objects.raw(LOCKED_BATCHES, [list(keys)])
    return {batch.pk: batch.state for batch in locked}


def keys_of(messages: list[Message]) -> list[str]:
    return [message.key for message in messages]


def attach(files_of: Mapping[str, Sequence[Attachment]]) -> None:
    """Files to the messages in the queue, by their keys."""
    if not files_of:
        return
    link = Message.attachments.through
    known = Message.objects.filter(key__in=list(files_of)).values_list("key", "pk")
    rows = [link(message_id=pk, attachment_id=file.pk) for key, pk in known for file in files_of[key]]
    link.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)


def store_attachment(content: bytes, name: str, content_type: str) -> Attachment:
    """A file to go with messages. The same content is kept once, whatever it is called and however often it goes."""
    digest = hashlib.sha256(content).hexdigest()
    kept = Attachment.objects.filter(content_hash=digest)
    if same := kept.filter(name=name).first():
        return same
    made = Attachment(content_hash=digest, name=name, content_type=content_type)
    twin = kept.first()
    if twin:
        made.file.name = twin.file.name
    else:
        made.file.save(digest, ContentFile(content), save=False)
    Attachment.objects.bulk_create([made], ignore_conflicts=True)
    return kept.get(name=name)


def wake_worker() -> None:
    ask_worker(deliver_queued)


@transaction.atomic
def resend(*, message: Message, by: Person) -> None:
    """Send once more what a server refused, to the same address and under the same Message-ID."""
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    MOVES.check(
        message.state,
        MessageState.QUEUED,
        _("Only what was refused is sent once more. This message: %(state)s.")
        % {"state": message.get_state_display()},
    )
    if not message.to_email:
        raise Refused(_("The text of this message is no longer kept, so it cannot be sent once more."))
    said = message.server_said
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.QUEUED,
        is_held=message.batch is not None and message.batch.state == BatchState.PAUSED,
        attempts=0,
        not_before=timezone.now(),
    )
    leave_trace("resend_message", message, by=by, before={"server_said": said})
    transaction.on_commit(wake_worker)


# --- Held back -------------------------------------------------------------------------------------------
# A worker that puts a message back into the queue looks at its batch under a lock (correspondence.delivery), so
# that none slips through while the batch is being paused or stopped.


@transaction.atomic
def pause_batch(*, batch: Batch, by: Person) -> int:
    """Hold back what has not left of a batch; returns how many. What a worker has in its hands still leaves."""
    batch = moved(batch, {BatchState.RUNNING}, BatchState.PAUSED, _("Only what is leaving can be paused."))
    held = batch.messages.filter(state=MessageState.QUEUED).update(is_held=True)
    leave_trace("pause_batch", batch, by=by, after={"held": held})
    return held


@transaction.atomic
def resume_batch(*, batch: Batch, by: Person) -> int:
    """Let the rest of a paused batch leave; returns how many."""
    batch = moved(batch, {BatchState.PAUSED}, BatchState.RUNNING, _("Only what is paused can go on."))
    released = batch.messages.filter(state=MessageState.QUEUED).update(is_held=False)
    leave_trace("resume_batch", batch, by=by, after={"released": released})
    transaction.on_commit(wake_worker)
    return released


@transaction.atomic
def stop_batch(*, batch: Batch, by: Person, reason: str = "") -> int:
    """Cancel what has not left of a batch, for good; returns how many."""
    leaving = {BatchState.RUNNING, BatchState.PAUSED}
    batch = moved(batch, leaving, BatchState.STOPPED, _("This has been stopped already."))
    waiting = batch.messages.filter(state=MessageState.QUEUED)
    stopped = waiting.update(state=MessageState.CANCELLED, is_held=False)
    leave_trace("stop_batch", batch, by=by, after={"cancelled": stopped}, reason=reason)
    return stopped


def moved(batch: Batch, allowed: set[str], to: str, sentence: str) -> Batch:
    """The batch in its new state, locked against workers that put messages back."""
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state not in allowed:
        raise Refused(sentence)
    batch.state = to
    batch.save(update_fields=["state"])
    return batch


@transaction.atomic
def pause_outbox(*, by: Person, reason: str) -> None:
    """Hold back everything but sign-in codes, of every meeting."""
    outbox = the_outbox()
    if outbox.is_paused:
        raise Refused(_("Sending is paused already."))
    keep(outbox, is_paused=True, reason=reason, by=by)
    leave_trace("pause_outbox", outbox, by=by, reason=reason)


@transaction.atomic
def resume_outbox(*, by: Person) -> None:
    """Let everything leave again."""
    outbox = the_outbox()
    if not outbox.is_paused:
        raise Refused(_("Sending is not paused."))
    leave_trace("resume_outbox", outbox, by=by, before={"reason": outbox.reason})
    keep(outbox, is_paused=False, reason="", by=by)
    transaction.on_commit(wake_worker)


def the_outbox() -> Outbox:
    """The one row, made by whoever needs it first, and locked."""
    Outbox.objects.get_or_create(pk=1)
    return Outbox.objects.select_for_update(no_key=True).get(pk=1)


def keep(outbox: Outbox, *, is_paused: bool, reason: str, by: Person) -> None:
    outbox.is_paused, outbox.reason, outbox.changed_by = is_paused, reason, by
    outbox.save(update_fields=["is_paused", "reason", "changed_by", "changed_at"])


# --- How fast --------------------------------------------------------------------------------------------


@transaction.atomic
def set_rate(*, domain: str, per_minute: int | None) -> None:
    """How many messages a minute a domain takes from us; None lifts the limit. What waits gets new times."""
    domain = domain.strip().lower()
    if per_minute is None:
        DomainRate.objects.filter(domain=domain).delete()
    elif per_minute < 1:
        raise Refused(_("At least one message a minute must leave. To send nothing, pause the outbox."))
    else:
        facts = {"per_minute": per_minute, "next_at": timezone.now()}
        rate, _is_new = DomainRate.objects.update_or_create(domain=domain, defaults=facts)
        leave_trace("set_rate", rate, via="command", after={"domain": domain, "per_minute": per_minute})
    waiting = Message.objects.filter(state=MessageState.QUEUED, domain=domain, is_slotted=True)
    waiting.update(is_slotted=False, not_before=timezone.now())
    transaction.on_commit(wake_worker)
