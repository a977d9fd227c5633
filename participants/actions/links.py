"""Personal links, by which a delegate or an assistant completes the details of a seat.

A link is kept as the hash of its token. A new one voids the one before it; opening it changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Message, MessageState
from gfmd.moves import Refused
from participants.actions.needs import refuse_when_over
from participants.actions.rules import (
    NoSeatLeft,
    changed,
    locked,
    open_delegation,
    record,
    rules_of_the_database,
    seated_delegate,
)
from participants.messages.links import assistant_message, link_message
from participants.messages.seats import language_of
from participants.models import (
    WITH_HEAD,
    Assistant,
    Delegate,
    DelegateState,
    Delegation,
    minute_after,
)

LINK_LASTS = timedelta(days=14)
LASTS_AT_LEAST = timedelta(days=1)
SENT_AT_MOST_EVERY = timedelta(minutes=1)
RENEWED_AT_MOST_EVERY = timedelta(minutes=10)
MOST_ASSISTANTS = 3


@dataclass(frozen=True)
class Holder:
    """Whoever holds a personal link: a delegate, or an assistant of one. The link is named, not shown."""

    delegate: Delegate
    link_name: str
    assistant: Assistant | None = None

    @property
    def thing(self) -> Delegate | Assistant:
        """What the link belongs to: it knows whether it is valid, and until when."""
        return self.assistant or self.delegate

    @property
    def email(self) -> str:
        return self.thing.email

    @property
    def state(self) -> str:
        """What the page says: "valid", "used", "expired", or "void" when the seat was given up."""
        if not self.delegate.is_seated or self.thing.link_expires_at is None:
            return "void"
        if self.delegate.completed_at:
            return "used"
        return "valid" if self.thing.is_link_valid() else "expired"


def link_until(delegation: Delegation, at: datetime | None = None) -> datetime:
    """When a link sent now expires: after 14 days or with the deadline, but never within a day."""
    at = at or timezone.now()
    until = at + LINK_LASTS
    if delegation.closes_at:
        until = min(until, minute_after(delegation.closes_at))
    return max(until, at + LASTS_AT_LEAST)


@transaction.atomic
def send_delegate_link(*, delegate_pk: int, by: Person) -> Delegate:
    """Send a delegate the personal link, or a new one in place of the one before."""
    delegate, delegation = seated_delegate(delegate_pk)
    _refuse_when_just_sent(delegate, SENT_AT_MOST_EVERY)
    _send(delegate)
    record("send_delegate_link", delegate, delegation, by=by, after={"to": delegate.email})
    return delegate


@transaction.atomic
def take_seat_for(*, delegation_pk: int, name: str, email: str, by: Person) -> Delegate:
    """Take the first free seat for somebody who completes the details by a personal link, which leaves at once.

    Raises NoSeatLeft when all seats are taken.
    """
    delegation = open_delegation(delegation_pk)
    if delegation.state in WITH_HEAD:
        raise Refused(
            _(
                "The delegation has been submitted, so each delegate needs a name and a function: add the "
                "delegate with both, then send the link."
            )
        )
    taken = set(delegation.delegates.seated().values_list("seat", flat=True))
    limit = delegation.meeting.delegation_limit
    if len(taken) >= limit:
        raise NoSeatLeft(limit)
    delegate = Delegate(
        delegation=delegation,
        seat=min({1, 2, 3} - taken),
        name=name,
        email=email.strip().lower(),
        state=DelegateState.INVITED,
    )
    with rules_of_the_database(delegation), transaction.atomic():
        delegate.save()
    record(
        "take_seat_for",
        delegate,
        delegation,
        by=by,
        after={"seat": delegate.seat, "name": delegate.name, "email": delegate.email},
    )
    changed(delegation)
    _send(delegate)
    return delegate


@transaction.atomic
def renew_delegate_link(*, holder: Holder) -> None:
    """From the page of an expired link: a new one to the address on file, whoever asked for it."""
    holder = still(holder)
    refuse_when_over(holder.delegate.delegation.meeting)
    if holder.state == "used":
        raise Refused(_("The details are complete. Sign in with the address of the delegate to see them."))
    if holder.state != "expired":
        raise Refused(_("This link is still good: open it again."))
    _refuse_when_just_sent(holder.thing, RENEWED_AT_MOST_EVERY)
    _send(holder.thing, is_renewal=True)
    leave_trace("renew_delegate_link", holder.delegate, via=holder.link_name)


# --- Assistants ------------------------------------------------------------------------------------------


@transaction.atomic
def name_assistant(*, delegate_pk: int, name: str, email: str, by: Person) -> Assistant:
    """Name somebody of the ministry who completes a delegate's details; the personal link leaves at once."""
    delegate, delegation = seated_delegate(delegate_pk)
    address = email.strip().lower()
    if address == delegate.email:
        raise Refused(_("This is the delegate's own address. Send the delegate a link instead."))
    if delegate.assistants.count() >= MOST_ASSISTANTS:
        raise Refused(_("A delegate has at most three assistants. Remove one first."))
    assistant = Assistant(delegate=delegate, name=name, email=address)
    try:
        with transaction.atomic():
            assistant.save()
    except IntegrityError as broken:
        raise Refused(_("This assistant is named already.")) from broken
    _send(assistant)
    record("name_assistant", delegate, delegation, by=by, after={"name": name, "email": address})
    return assistant


@transaction.atomic
def remove_assistant(*, assistant_pk: int, by: Person) -> None:
    """The assistant's link is void from now on. Removing one who is gone already changes nothing."""
    assistant = Assistant.objects.filter(pk=assistant_pk).select_related("delegate").first()
    if assistant is None:
        return
    delegation = locked(assistant.delegate.delegation_id)
    _cancel_waiting(assistant)
    record(
        "remove_assistant",
        assistant.delegate,
        delegation,
        by=by,
        before={"name": assistant.name, "email": assistant.email},
    )
    assistant.delete()


# --- When the address changes ----------------------------------------------------------------------------


def void_links(delegate: Delegate) -> None:
    """The link that went to a delegate's former address is void; a message with it need not leave any more.

    For acts that write another address, within their transaction. Who gives up a seat has no valid link anyway.
    """
    if delegate.link_expires_at:
        _cancel_waiting(delegate)
        Delegate.objects.filter(pk=delegate.pk).update(link_expires_at=None)
        delegate.link_expires_at = None


# --- What they share -------------------------------------------------------------------------------------


def still(holder: Holder) -> Holder:
    """The holder as the database knows it now, with the delegation locked."""
    delegation = locked(holder.delegate.delegation_id)
    delegate = Delegate.objects.get(pk=holder.delegate.pk)
    delegate.delegation = delegation
    assistant = None
    if holder.assistant:
        assistant = Assistant.objects.filter(pk=holder.assistant.pk).first()
        if assistant is None:
            raise Refused(_("This link is no longer valid."))
        assistant.delegate = delegate
    now = Holder(delegate, (assistant or delegate).link_name, assistant)
    if now.link_name != holder.link_name or now.state == "void":
        raise Refused(_("This link is no longer valid."))
    return now


def _refuse_when_just_sent(thing: Delegate | Assistant, every: timedelta) -> None:
    if thing.link_sent_at and timezone.now() - thing.link_sent_at < every:
        raise Refused(_("A link was sent to this address a moment ago. Look for it in the mailbox first."))


def _send(thing: Delegate | Assistant, *, is_renewal: bool = False) -> None:
    """Give a delegate or an assistant a new link and put its message in the queue.

    `changed_at` stays: a page somebody has open is not made stale by it.
    """
    is_delegate = isinstance(thing, Delegate)
    delegate = thing if is_delegate else thing.delegate
    if not thing.email:
        raise Refused(_("Write the delegate's e-mail address first; the link goes there."))
    _cancel_waiting(thing)
    thing.link_sent_at = timezone.now()
    thing.give_new_link(link_until(delegate.delegation, thing.link_sent_at))
    fields = ["link_number", "link_hash", "link_sent_at", "link_expires_at"]
    if is_delegate:
        thing.completed_at = None
        fields.append("completed_at")
        # The account lets the person sign in with this address, nothing more.
        Person.objects.with_account(thing.email, name=thing.name, language=language_of(thing))
    type(thing).objects.filter(pk=thing.pk).update(**{field: getattr(thing, field) for field in fields})
    message = link_message if is_delegate else assistant_message
    queue([message(thing, language=language_of(delegate), is_renewal=is_renewal)])


def _cancel_waiting(thing: Delegate | Assistant) -> None:
    """A message with a link that is void need not leave any more."""
    waiting = Message.objects.filter(link_name=thing.link_name, state=MessageState.QUEUED)
    waiting.update(state=MessageState.CANCELLED)
