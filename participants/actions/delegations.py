"""Filling, submitting and confirming a delegation. Each act locks the delegation's row first."""

from contextlib import contextmanager
from typing import TypedDict

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Purpose
from gfmd.moves import Refused, Stale
from meetings.days import deadline
from participants.messages import delegation_message
from participants.models import (
    DELEGATE_MOVES,
    DELEGATION_MOVES,
    WITH_HEAD,
    Delegate,
    DelegateState,
    Delegation,
    DelegationState,
    FocalPoint,
)


class Details(TypedDict):
    """What is known of a delegate; names as typed, one name is enough."""

    honorific: str
    name: str
    function: str
    ministry: str
    email: str


NEEDS_CONFIRMING = ("honorific", "name", "function", "ministry")


class NoSeatLeft(Refused):
    """A delegation has at most three delegates, or fewer where the meeting says so (domain, rule 1)."""

    def __init__(self, limit: int):
        super().__init__(
            ngettext(
                "The seat of this delegation is taken. Replace the delegate, or withdraw that one first.",
                "All %(limit)d seats of this delegation are taken. Replace a delegate, or withdraw one first.",
                limit,
            )
            % {"limit": limit}
        )


@contextmanager
def rules_of_the_database(delegation: Delegation):
    """A rule the database keeps, broken in a race or by bad luck, becomes the sentence a person can read.

    The sentence leaves the act, and so undoes its transaction.
    """
    try:
        yield
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "")
        if rule in ("delegate_within_limit", "delegate_seat_exists"):
            raise NoSeatLeft(delegation.meeting.delegation_limit) from broken
        if rule == "delegate_one_delegation_a_meeting":
            raise Refused(
                _("This e-mail address cannot be used here: a person can hold only one seat at a meeting.")
            ) from broken
        if rule in ("delegate_one_to_a_seat", "delegate_one_head", "delegation_one_head"):
            raise Stale from broken
        raise


@transaction.atomic
def add_delegate(*, delegation_pk: int, details: Details, is_head: bool, by: Person) -> Delegate:
    """Take the first free seat. Raises NoSeatLeft when all are taken."""
    delegation = _open(delegation_pk)
    seated = list(delegation.delegates.seated())
    limit = delegation.meeting.delegation_limit
    if len(seated) >= limit:
        raise NoSeatLeft(limit)
    taken = {delegate.seat for delegate in seated}
    delegate = Delegate(delegation=delegation, seat=min({1, 2, 3} - taken), is_head=is_head, **details)
    delegate.state = _state_when_written(delegate, delegation)
    with rules_of_the_database(delegation):
        if is_head and any(other.is_head for other in seated):
            delegation.delegates.seated().filter(is_head=True).update(is_head=False)
        delegate.save()
    leave_trace("add_delegate", delegation, by=by, after={"seat": delegate.seat, **details})
    _changed(delegation)
    return delegate


@transaction.atomic
def edit_delegate(*, delegate_pk: int, details: Details, seen_at: str, by: Person) -> Delegate:
    """Change a delegate's details; `seen_at` is when the page that shows them was true (`changed_at`)."""
    delegate, delegation = _seated(delegate_pk)
    if seen_at and seen_at != delegate.changed_at.isoformat():
        raise Stale(_("Somebody else has changed this delegate meanwhile. Compare, then save again."))
    before = {field: getattr(delegate, field) for field in details}
    changed = [field for field, value in details.items() if before[field] != value]
    if not changed:
        return delegate
    for field in changed:
        setattr(delegate, field, details[field])
    needs_confirming = any(field in NEEDS_CONFIRMING for field in changed)
    if needs_confirming or delegation.state not in WITH_HEAD:
        delegate.state = _state_when_written(delegate, delegation)
    with rules_of_the_database(delegation):
        delegate.save()
    leave_trace(
        "edit_delegate",
        delegation,
        by=by,
        before={"seat": delegate.seat, **{field: before[field] for field in changed}},
        after={"seat": delegate.seat, **{field: details[field] for field in changed}},
    )
    _changed(delegation, amends=needs_confirming)
    return delegate


@transaction.atomic
def move_delegate(*, delegate_pk: int, to_seat: int, by: Person) -> Delegate:
    """Move to another seat; whoever sits there takes this one's."""
    delegate, delegation = _seated(delegate_pk)
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
    leave_trace("move_delegate", delegation, by=by, before={"seat": from_seat}, after={"seat": to_seat})
    _changed(delegation, amends=False)
    return delegate


@transaction.atomic
def make_head(*, delegate_pk: int, by: Person) -> Delegate:
    """This delegate is head of the delegation from now on; there is never more than one."""
    delegate, delegation = _seated(delegate_pk)
    if delegate.is_head:
        return delegate
    delegation.delegates.seated().filter(is_head=True).update(is_head=False)
    delegate.is_head = True
    delegate.save(update_fields=["is_head"])
    leave_trace("make_head", delegation, by=by, after={"seat": delegate.seat, "name": delegate.name})
    _changed(delegation)
    return delegate


@transaction.atomic
def replace_delegate(*, delegate_pk: int, details: Details, by: Person) -> Delegate:
    """A successor takes the seat, as head if the predecessor was; the predecessor is kept on record."""
    delegate, delegation = _seated(delegate_pk)
    DELEGATE_MOVES.check(
        delegate.state, DelegateState.REPLACED, _("This delegate cannot be replaced any more.")
    )
    successor = Delegate(delegation=delegation, seat=delegate.seat, is_head=delegate.is_head, **details)
    successor.state = _state_when_written(successor, delegation)
    with rules_of_the_database(delegation):
        Delegate.objects.filter(pk=delegate.pk).update(
            state=DelegateState.REPLACED, changed_at=timezone.now()
        )
        successor.save()
        Delegate.objects.filter(pk=delegate.pk).update(replaced_by=successor)
    leave_trace(
        "replace_delegate",
        delegation,
        by=by,
        before={"seat": delegate.seat, "name": delegate.name},
        after={"seat": delegate.seat, **details},
    )
    _changed(delegation)
    return successor


@transaction.atomic
def withdraw_delegate(*, delegate_pk: int, by: Person, reason: str = "") -> Delegate:
    """Give up a seat. The head of a submitted delegation is replaced, or another named head, first."""
    delegate, delegation = _seated(delegate_pk)
    DELEGATE_MOVES.check(
        delegate.state, DelegateState.WITHDRAWN, _("This delegate cannot be withdrawn any more.")
    )
    if delegate.is_head and delegation.state in WITH_HEAD:
        raise Refused(
            _("A submitted delegation has a head. Make another delegate head, or replace this one, first.")
        )
    delegate.state = DelegateState.WITHDRAWN
    delegate.save(update_fields=["state", "changed_at"])
    leave_trace(
        "withdraw_delegate",
        delegation,
        by=by,
        before={"seat": delegate.seat, "name": delegate.name},
        reason=reason,
    )
    _changed(delegation)
    return delegate


@transaction.atomic
def submit_delegation(*, delegation_pk: int, version: int, by: Person) -> Delegation:
    """Hand the delegation to the chair: at least one delegate, exactly one head, nothing missing."""
    delegation = _open(delegation_pk)
    seated = list(delegation.delegates.seated())
    if not seated:
        raise Refused(_("Add at least one delegate before you submit."))
    if not any(delegate.is_head for delegate in seated):
        raise Refused(_("Say who is head of the delegation before you submit."))
    if not all(delegate.is_filled for delegate in seated):
        raise Refused(_("Every delegate needs a name and a function before you submit."))
    DELEGATION_MOVES.check(
        delegation.state, DelegationState.SUBMITTED, _("This delegation has been submitted already.")
    )
    if delegation.version != version:
        raise Stale
    Delegate.objects.filter(pk__in=[delegate.pk for delegate in seated]).exclude(
        state=DelegateState.CONFIRMED
    ).update(state=DelegateState.SUBMITTED, changed_at=timezone.now())
    delegation.state = DelegationState.SUBMITTED
    delegation.submitted_at = timezone.now()
    delegation.return_sentence = ""
    leave_trace("submit_delegation", delegation, by=by)
    _save(delegation)
    return delegation


@transaction.atomic
def confirm_delegation(*, delegation_pk: int, version: int, by: Person) -> Delegation:
    """The chair confirms what it has seen: a delegation changed since then is shown again first."""
    delegation = _locked(delegation_pk)
    DELEGATION_MOVES.check(
        delegation.state,
        DelegationState.CONFIRMED,
        _("Only a submitted delegation can be confirmed; this one is not."),
    )
    if delegation.version != version:
        raise Stale
    delegation.delegates.seated().filter(state=DelegateState.SUBMITTED).update(
        state=DelegateState.CONFIRMED, changed_at=timezone.now()
    )
    delegation.state = DelegationState.CONFIRMED
    delegation.confirmed_at = timezone.now()
    leave_trace("confirm_delegation", delegation, by=by)
    _save(delegation)
    _tell_focal_points(delegation, Purpose.CONFIRMED)
    return delegation


def confirm_delegations(*, versions: dict[int, int], by: Person) -> tuple[int, int]:
    """Confirm several, each by itself; returns how many were confirmed and how many were not.

    `versions` maps the key of each delegation to the version that was on the page.
    """
    confirmed = 0
    for delegation_pk, version in versions.items():
        try:
            confirm_delegation(delegation_pk=delegation_pk, version=version, by=by)
        except Refused:
            continue
        confirmed += 1
    return confirmed, len(versions) - confirmed


@transaction.atomic
def return_delegation(*, delegation_pk: int, sentence: str, version: int, by: Person) -> Delegation:
    """Send a delegation back with one sentence that says what to correct."""
    delegation = _locked(delegation_pk)
    DELEGATION_MOVES.check(
        delegation.state,
        DelegationState.RETURNED,
        _("Only a submitted delegation can be returned; this one is not."),
    )
    if delegation.version != version:
        raise Stale
    delegation.delegates.seated().filter(state=DelegateState.SUBMITTED).update(
        state=DelegateState.NEEDS_CHANGE, changed_at=timezone.now()
    )
    delegation.state = DelegationState.RETURNED
    delegation.return_sentence = sentence
    leave_trace("return_delegation", delegation, by=by, reason=sentence)
    _save(delegation)
    _tell_focal_points(delegation, Purpose.RETURNED)
    return delegation


@transaction.atomic
def withdraw_delegation(*, delegation_pk: int, by: Person, reason: str = "") -> Delegation:
    """The whole delegation gives up its seats; it can begin again while registration is open."""
    delegation = _open(delegation_pk)
    DELEGATION_MOVES.check(
        delegation.state, DelegationState.WITHDRAWN, _("This delegation cannot be withdrawn any more.")
    )
    delegation.state = DelegationState.WITHDRAWN
    _save(delegation)
    delegation.delegates.seated().update(state=DelegateState.WITHDRAWN, changed_at=timezone.now())
    leave_trace("withdraw_delegation", delegation, by=by, reason=reason)
    return delegation


def _locked(delegation_pk: int) -> Delegation:
    return (
        Delegation.objects.select_for_update(of=["self"], no_key=True)
        .select_related("meeting", "organization")
        .get(pk=delegation_pk)
    )


def _open(delegation_pk: int) -> Delegation:
    """The delegation, locked, while its focal point may change it."""
    delegation = _locked(delegation_pk)
    meeting = delegation.meeting
    if meeting.is_registration_open():
        return delegation
    if meeting.registration_closes_at and timezone.now() >= meeting.last_moment:
        raise Refused(
            _("Registration closed on %(deadline)s. Please write to the chair's office.")
            % {"deadline": deadline(meeting)}
        )
    raise Refused(_("Registration for this meeting is not open."))


def _seated(delegate_pk: int) -> tuple[Delegate, Delegation]:
    """A delegate who holds a seat, and the delegation, locked."""
    delegation_pk = Delegate.objects.values_list("delegation", flat=True).get(pk=delegate_pk)
    delegation = _open(delegation_pk)
    delegate = Delegate.objects.get(pk=delegate_pk)
    if not delegate.is_seated:
        raise Stale(_("This delegate no longer holds a seat. The page now shows who does."))
    delegate.delegation = delegation
    return delegate, delegation


def _state_when_written(delegate: Delegate, delegation: Delegation) -> DelegateState:
    """The state of a delegate whose name or function was just written down."""
    if delegation.state in WITH_HEAD:
        if not delegate.is_filled:
            raise Refused(_("The delegation has been submitted, so each delegate needs a function as well."))
        return DelegateState.SUBMITTED
    return DelegateState.COMPLETE if delegate.is_filled else DelegateState.INCOMPLETE


def _changed(delegation: Delegation, *, amends: bool = True) -> None:
    """A delegation begins with its first delegate; one that was confirmed is to be confirmed anew."""
    if delegation.state in (DelegationState.NOT_STARTED, DelegationState.WITHDRAWN, DelegationState.DECLINED):
        delegation.state = DelegationState.DRAFT
    elif delegation.state == DelegationState.CONFIRMED and amends:
        delegation.state = DelegationState.AMENDED
    _save(delegation)


def _save(delegation: Delegation) -> None:
    delegation.version += 1
    delegation.changed_at = timezone.now()
    delegation.save(
        update_fields=[
            "state",
            "return_sentence",
            "submitted_at",
            "confirmed_at",
            "version",
            "changed_at",
        ]
    )


def _tell_focal_points(delegation: Delegation, purpose: str) -> None:
    points = FocalPoint.objects.active().filter(organization=delegation.organization).select_related("person")
    queue([delegation_message(delegation, point.person, purpose) for point in points])
