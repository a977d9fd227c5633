"""Filling the seats of a delegation. Each act locks the delegation's row first."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from participants.actions.links import void_links
from participants.actions.rules import (
    NEEDS_CONFIRMING,
    Details,
    NoSeatLeft,
    WrittenMeanwhile,
    changed,
    locked_delegate,
    mark,
    note_change,
    open_checks,
    open_delegation,
    record,
    refuse_if_closed,
    refuse_unless_filled,
    rules_of_the_database,
    seated_delegate,
    state_when_changed,
    state_when_taken,
    take_role,
    tell_of_withdrawal,
    value_of,
    void_what_was_issued,
)
from participants.actions.visa import void_visa_letters
from participants.messages.seats import given_up_message, taken_over_message
from participants.models import DELEGATE_MOVES, WITH_HEAD, Delegate, DelegateRole, DelegateState, Delegation

# Written in another way than by setting the column.
APART = ("role", "parts")
# What a changed detail brings with it.
SET_BY_RULES = ("state", "is_head", "is_alternate_head", "badge_void_at", "changed_at")
NOT_YET_HANDED_IN = (DelegateState.INVITED, DelegateState.INCOMPLETE, DelegateState.COMPLETE)


@transaction.atomic
def add_delegate(
    *,
    delegation_pk: int,
    details: Details,
    is_head: bool = False,
    is_offered: bool = False,
    seat: int | None = None,
    by: Person,
) -> Delegate:
    """Take a seat, or the first free one. Raises NoSeatLeft when all are taken.

    With `is_offered`, a role that is not among the details is the one the seat offers: while nobody is head, the
    first free seat offers that.
    """
    delegation = open_delegation(delegation_pk)
    heads = dict(delegation.delegates.seated().values_list("seat", "is_head"))
    seat, is_first = _free_seat(delegation, set(heads), seat)
    delegate = Delegate(delegation=delegation, seat=seat)
    if is_offered and "role" not in details:
        is_head = is_first and not any(heads.values())
        details = {**details, "role": str(DelegateRole.HEAD if is_head else DelegateRole.MEMBER)}
    role = DelegateRole.HEAD if is_head else details.get("role", DelegateRole.MEMBER)
    _seat(delegate, delegation, details, role)
    record("add_delegate", delegate, delegation, by=by, after={"seat": seat, **for_record(details)})
    changed(delegation, amends=delegate.state == DelegateState.SUBMITTED)
    return delegate


def _free_seat(delegation: Delegation, taken: set[int], wanted: int | None) -> tuple[int, bool]:
    """The seat wanted, or the first free one; and whether it is the first."""
    limit = delegation.meeting.delegation_limit
    if len(taken) >= limit:
        raise NoSeatLeft(limit)
    if wanted in taken:
        raise Stale(_("Somebody else has filled this seat meanwhile. Another one is still free."))
    free = {1, 2, 3} - taken
    seat = wanted if wanted in free else min(free)
    return seat, seat == min(free)


def _seat(delegate: Delegate, delegation: Delegation, details: Details, role: str) -> None:
    """Write down a new delegate, who takes the role from whoever had it."""
    for field, value in details.items():
        if field not in APART:
            setattr(delegate, field, value)
    delegate.state = state_when_taken(delegate, delegation)
    with rules_of_the_database(delegation):
        take_role(delegate, delegation, role)
        delegate.save()
        if details.get("parts"):
            delegate.parts.set(details["parts"])


@transaction.atomic
def edit_delegate(
    *,
    delegate_pk: int,
    details: Details,
    seen: Mapping[str, str] | None = None,
    by: Person | None,
    via: str = "",
) -> Delegate:
    """Change some of a delegate's details; `via` names the personal link where nobody is signed in.

    `seen` holds the marks (rules.mark) of what the page has shown. A field that was not touched there is left as
    it is now; one that somebody else has changed meanwhile is not overwritten: WrittenMeanwhile is raised.
    """
    delegate, delegation = locked_delegate(delegate_pk)
    touched = _touched(delegate, details, seen or {})
    refuse_if_closed(delegation, touched)
    if not touched:
        return delegate
    before = {field: value_of(delegate, field) for field in touched}
    _write(delegate, delegation, {field: details[field] for field in touched}, before)
    is_handed_in = delegate.state not in NOT_YET_HANDED_IN
    is_confirmed_anew = is_handed_in and any(field in (*NEEDS_CONFIRMING, "role") for field in touched)
    record(
        "edit_delegate",
        delegate,
        delegation,
        by=by,
        via=via,
        before={"seat": delegate.seat, **for_record(before)},
        after={"seat": delegate.seat, **for_record({field: details[field] for field in touched})},
    )
    changed(delegation, amends=is_confirmed_anew)
    return delegate


def _touched(delegate: Delegate, details: Details, seen: Mapping[str, str]) -> list[str]:
    """The fields to write. Raises WrittenMeanwhile for those that have changed since they were seen."""
    touched, written = [], {}
    for field, typed in details.items():
        stored = value_of(delegate, field)
        if mark(typed) in (mark(stored), seen.get(field)):
            continue
        if seen.get(field, mark(stored)) != mark(stored):
            written[field] = stored
        touched.append(field)
    if written:
        raise WrittenMeanwhile(written)
    return touched


def _write(delegate: Delegate, delegation: Delegation, details: Details, before: Details) -> None:
    for field, value in details.items():
        if field not in APART:
            setattr(delegate, field, value)
    if delegate.state not in NOT_YET_HANDED_IN and delegation.state in WITH_HEAD:
        refuse_unless_filled(delegate)
    checks = open_checks(delegate, delegation)
    was_checked = bool(checks)
    for field, value in before.items():
        note_change(delegate, field, in_a_text(value), checks)
    if delegate.state == DelegateState.BADGE_ISSUED and set(details) & set(NEEDS_CONFIRMING):
        delegate.badge_void_at = delegate.badge_void_at or timezone.now()
    delegate.state = state_when_changed(delegate, delegation, checks, was_checked=was_checked)
    with rules_of_the_database(delegation):
        if "role" in details:
            take_role(delegate, delegation, details["role"])
        # Under the lock, what was not touched stands as it was read.
        delegate.save(update_fields=[*(set(details) - set(APART)), *SET_BY_RULES])
        if "parts" in details:
            delegate.parts.set(details["parts"])
    if "email" in details:  # a link that was sent to the former address opens nothing any more
        void_links(delegate)
    if "name" in details:
        void_visa_letters(delegate, _("The name has changed."))


def in_a_text(value) -> str:
    """A value as the record and a check keep it: in words, lists parted by commas."""
    if isinstance(value, list | tuple):
        return ", ".join(in_a_text(one) for one in value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def for_record(details: Mapping) -> dict:
    """Details as the record keeps them: numbers, truths and texts."""
    return {
        field: value if isinstance(value, bool | int) else in_a_text(value)
        for field, value in details.items()
    }


@transaction.atomic
def move_delegate(*, delegate_pk: int, to_seat: int, by: Person) -> Delegate:
    """Move to another seat; whoever sits there takes this one's."""
    delegate, delegation = seated_delegate(delegate_pk)
    if not 1 <= to_seat <= delegation.meeting.delegation_limit:
        raise Refused(_("There is no such seat."))
    if to_seat == delegate.seat:
        return delegate
    from_seat = delegate.seat
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS delegate_one_to_a_seat DEFERRED")
    delegation.delegates.seated().filter(seat=to_seat).update(seat=from_seat)
    delegate.seat = to_seat
    delegate.save(update_fields=["seat"])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS delegate_one_to_a_seat IMMEDIATE")
    record("move_delegate", delegate, delegation, by=by, before={"seat": from_seat}, after={"seat": to_seat})
    changed(delegation, amends=False)
    return delegate


@transaction.atomic
def replace_delegate(*, delegate_pk: int, details: Details, by: Person) -> Delegate:
    """A successor takes the seat and the role; the predecessor is kept on record, and both are told.

    What was issued to the predecessor is void.
    """
    delegate, delegation = seated_delegate(delegate_pk)
    DELEGATE_MOVES.check(
        delegate.state, DelegateState.REPLACED, _("This delegate cannot be replaced any more.")
    )
    void_what_was_issued([delegate], _("The seat was given to somebody else."))
    successor = Delegate(delegation=delegation, seat=delegate.seat)
    if delegation.state in WITH_HEAD:
        refuse_unless_filled(Delegate(name=details.get("name", ""), function=details.get("function", "")))
    Delegate.objects.filter(pk=delegate.pk).update(state=DelegateState.REPLACED, changed_at=timezone.now())
    _seat(successor, delegation, details, delegate.role)
    Delegate.objects.filter(pk=delegate.pk).update(replaced_by=successor)
    record(
        "replace_delegate",
        delegate,
        delegation,
        by=by,
        before={"seat": delegate.seat, "name": delegate.name},
        after={"seat": delegate.seat, **for_record(details)},
    )
    record(
        "take_seat",
        successor,
        delegation,
        by=by,
        before={"name": delegate.name},
        after={"seat": successor.seat, **for_record(details)},
    )
    changed(delegation)
    delegate.state = DelegateState.REPLACED
    _tell(given_up_message, delegate)
    _tell(taken_over_message, successor)
    return successor


def _tell(message, delegate: Delegate) -> None:
    if delegate.email:
        queue([message(delegate)])


@transaction.atomic
def withdraw_delegate(*, delegate_pk: int, by: Person, reason: str = "") -> Delegate:
    """Give up a seat. The head of a submitted delegation is replaced, or another named head, first."""
    delegate, delegation = seated_delegate(delegate_pk)
    DELEGATE_MOVES.check(
        delegate.state, DelegateState.WITHDRAWN, _("This delegate cannot be withdrawn any more.")
    )
    if delegate.is_head and delegation.state in WITH_HEAD:
        raise Refused(
            _("A submitted delegation has a head. Make another delegate head, or replace this one, first.")
        )
    void_what_was_issued([delegate], _("The seat was given up."))
    Delegate.objects.filter(pk=delegate.pk).update(state=DelegateState.WITHDRAWN, changed_at=timezone.now())
    delegate.refresh_from_db(fields=["state", "badge_void_at", "changed_at"])
    record(
        "withdraw_delegate",
        delegate,
        delegation,
        by=by,
        before={"seat": delegate.seat, "name": delegate.name},
        reason=reason,
    )
    changed(delegation)
    tell_of_withdrawal(delegate)
    return delegate
