"""Filling the seats of a delegation. Each act locks the delegation's row first."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from gfmd.moves import Refused, Stale
from participants.actions.rules import (
    NEEDS_CONFIRMING,
    Details,
    NoSeatLeft,
    changed,
    open_delegation,
    record,
    rules_of_the_database,
    seated_delegate,
    state_when_written,
)
from participants.models import DELEGATE_MOVES, WITH_HEAD, Delegate, DelegateState


@transaction.atomic
def add_delegate(*, delegation_pk: int, details: Details, is_head: bool, by: Person) -> Delegate:
    """Take the first free seat. Raises NoSeatLeft when all are taken."""
    delegation = open_delegation(delegation_pk)
    seated = list(delegation.delegates.seated())
    limit = delegation.meeting.delegation_limit
    if len(seated) >= limit:
        raise NoSeatLeft(limit)
    taken = {delegate.seat for delegate in seated}
    delegate = Delegate(delegation=delegation, seat=min({1, 2, 3} - taken), is_head=is_head, **details)
    delegate.state = state_when_written(delegate, delegation)
    with rules_of_the_database(delegation):
        if is_head and any(other.is_head for other in seated):
            delegation.delegates.seated().filter(is_head=True).update(is_head=False)
        delegate.save()
    record("add_delegate", delegate, delegation, by=by, after={"seat": delegate.seat, **details})
    changed(delegation)
    return delegate


@transaction.atomic
def edit_delegate(*, delegate_pk: int, details: Details, seen_at: str, by: Person) -> Delegate:
    """Change a delegate's details; `seen_at` is when the page that shows them was true (`changed_at`)."""
    delegate, delegation = seated_delegate(delegate_pk)
    if seen_at and seen_at != delegate.changed_at.isoformat():
        raise Stale(_("Somebody else has changed this delegate meanwhile. Compare, then save again."))
    before = {field: getattr(delegate, field) for field in details}
    touched = [field for field, value in details.items() if before[field] != value]
    if not touched:
        return delegate
    for field in touched:
        setattr(delegate, field, details[field])
    needs_confirming = any(field in NEEDS_CONFIRMING for field in touched)
    if needs_confirming or delegation.state not in WITH_HEAD:
        delegate.state = state_when_written(delegate, delegation)
    with rules_of_the_database(delegation):
        delegate.save()
    record(
        "edit_delegate",
        delegate,
        delegation,
        by=by,
        before={"seat": delegate.seat, **{field: before[field] for field in touched}},
        after={"seat": delegate.seat, **{field: details[field] for field in touched}},
    )
    changed(delegation, amends=needs_confirming)
    return delegate


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
def make_head(*, delegate_pk: int, by: Person) -> Delegate:
    """This delegate is head of the delegation from now on; there is never more than one."""
    delegate, delegation = seated_delegate(delegate_pk)
    if delegate.is_head:
        return delegate
    delegation.delegates.seated().filter(is_head=True).update(is_head=False)
    delegate.is_head = True
    delegate.save(update_fields=["is_head"])
    record("make_head", delegate, delegation, by=by, after={"seat": delegate.seat, "name": delegate.name})
    changed(delegation)
    return delegate


@transaction.atomic
def replace_delegate(*, delegate_pk: int, details: Details, by: Person) -> Delegate:
    """A successor takes the seat, as head if the predecessor was; the predecessor is kept on record."""
    delegate, delegation = seated_delegate(delegate_pk)
    DELEGATE_MOVES.check(
        delegate.state, DelegateState.REPLACED, _("This delegate cannot be replaced any more.")
    )
    successor = Delegate(delegation=delegation, seat=delegate.seat, is_head=delegate.is_head, **details)
    successor.state = state_when_written(successor, delegation)
    with rules_of_the_database(delegation):
        Delegate.objects.filter(pk=delegate.pk).update(
            state=DelegateState.REPLACED, changed_at=timezone.now()
        )
        successor.save()
        Delegate.objects.filter(pk=delegate.pk).update(replaced_by=successor)
    record(
        "replace_delegate",
        delegate,
        delegation,
        by=by,
        before={"seat": delegate.seat, "name": delegate.name},
        after={"seat": delegate.seat, **details},
    )
    changed(delegation)
    return successor


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
    delegate.state = DelegateState.WITHDRAWN
    delegate.save(update_fields=["state", "changed_at"])
    record(
        "withdraw_delegate",
        delegate,
        delegation,
        by=by,
        before={"seat": delegate.seat, "name": delegate.name},
        reason=reason,
    )
    changed(delegation)
    return delegate
