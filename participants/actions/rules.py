"""What every act on a delegation shares: its lock, whether it is open, what a change makes of its state."""

from contextlib import contextmanager
from typing import TypedDict

from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from meetings.days import instant_in_words
from participants.messages import delegation_message
from participants.models import (
    WITH_HEAD,
    Delegate,
    DelegateState,
    Delegation,
    DelegationState,
    FocalPoint,
    minute_after,
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


def locked(delegation_pk: int) -> Delegation:
    return (
        Delegation.objects.select_for_update(of=["self"], no_key=True)
        .select_related("meeting", "organization")
        .get(pk=delegation_pk)
    )


def open_delegation(delegation_pk: int) -> Delegation:
    """The delegation, locked, while it may be changed."""
    delegation = locked(delegation_pk)
    if delegation.is_open():
        return delegation
    closes_at = delegation.closes_at
    if closes_at and timezone.now() >= minute_after(closes_at):
        raise Refused(
            _("Registration closed on %(deadline)s. Please write to the chair's office.")
            % {"deadline": instant_in_words(closes_at, delegation.meeting)}
        )
    raise Refused(_("Registration for this meeting is not open."))


def seated_delegate(delegate_pk: int) -> tuple[Delegate, Delegation]:
    """A delegate who holds a seat, and the delegation, locked."""
    delegation_pk = Delegate.objects.values_list("delegation", flat=True).get(pk=delegate_pk)
    delegation = open_delegation(delegation_pk)
    delegate = Delegate.objects.get(pk=delegate_pk)
    if not delegate.is_seated:
        raise Stale(_("This delegate no longer holds a seat. The page now shows who does."))
    delegate.delegation = delegation
    return delegate, delegation


def state_when_written(delegate: Delegate, delegation: Delegation) -> DelegateState:
    """The state of a delegate whose name or function was just written down."""
    if delegation.state in WITH_HEAD:
        if not delegate.is_filled:
            raise Refused(_("The delegation has been submitted, so each delegate needs a function as well."))
        return DelegateState.SUBMITTED
    return DelegateState.COMPLETE if delegate.is_filled else DelegateState.INCOMPLETE


def changed(delegation: Delegation, *, amends: bool = True) -> None:
    """A delegation begins with its first delegate; one that was confirmed is to be confirmed anew."""
    if delegation.state in (DelegationState.NOT_STARTED, DelegationState.WITHDRAWN, DelegationState.DECLINED):
        delegation.state = DelegationState.DRAFT
    elif delegation.state == DelegationState.CONFIRMED and amends:
        delegation.state = DelegationState.AMENDED
    save(delegation)


def save(delegation: Delegation) -> None:
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


def tell_focal_points(delegation: Delegation, purpose: str) -> None:
    points = FocalPoint.objects.active().filter(organization=delegation.organization).select_related("person")
    queue([delegation_message(delegation, point.person, purpose) for point in points])


def record(act: str, on: models.Model, delegation: Delegation, *, by: Person | None, **what) -> None:
    """Leave a trace on a delegation or delegate, marked where staff acts on behalf of the organization."""
    leave_trace(act, on, by=by, on_behalf=by is not None and is_on_behalf(delegation, by), **what)


def is_on_behalf(delegation: Delegation, by: Person) -> bool:
    """Whether a person acts for an organization without being its focal point, as staff may."""
    return not FocalPoint.objects.active().filter(organization=delegation.organization_id, person=by).exists()
