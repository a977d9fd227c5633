"""Submitting, confirming, returning and withdrawing delegations. Each act locks the delegation's row first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from meetings.models import MeetingState
from participants.actions.rules import give_up_seats, locked, open_delegation, record, save
from participants.messages.decisions import confirmed_messages, returned_messages
from participants.models import (
    DELEGATION_MOVES,
    Delegate,
    DelegateState,
    Delegation,
    DelegationState,
    FieldCheck,
    FieldCheckState,
)

# Confirmed, and what comes after: submitting again leaves them as they are.
CONFIRMED = (DelegateState.CONFIRMED, DelegateState.BADGE_ISSUED, DelegateState.ATTENDED)
UNFINISHED = (DelegationState.NOT_STARTED, DelegationState.DRAFT, DelegationState.RETURNED)
OVER = (MeetingState.CONCLUDED, MeetingState.ARCHIVED, MeetingState.CANCELLED)


@transaction.atomic
def submit_delegation(*, delegation_pk: int, version: int, by: Person) -> Delegation:
    """Hand the delegation to the chair: at least one delegate, exactly one head, nothing missing."""
    delegation = open_delegation(delegation_pk)
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
    Delegate.objects.filter(pk__in=[delegate.pk for delegate in seated]).exclude(state__in=CONFIRMED).update(
        state=DelegateState.SUBMITTED, changed_at=timezone.now()
    )
    delegation.state = DelegationState.SUBMITTED
    delegation.submitted_at = timezone.now()
    delegation.return_sentence = ""
    record("submit_delegation", delegation, delegation, by=by)
    save(delegation)
    return delegation


@transaction.atomic
def confirm_delegation(*, delegation_pk: int, version: int, by: Person) -> Delegation:
    """The chair confirms what it has seen: a delegation changed since then is shown again first."""
    delegation = locked(delegation_pk)
    DELEGATION_MOVES.check(
        delegation.state,
        DelegationState.CONFIRMED,
        _("Only a submitted delegation can be confirmed; this one is not."),
    )
    if delegation.version != version:
        raise Stale
    settle_confirmed(delegation, by=by)
    return delegation


def settle_confirmed(delegation: Delegation, *, by: Person) -> None:
    """All who were submitted are confirmed, and what was open about their fields is settled."""
    now = timezone.now()
    delegation.delegates.seated().filter(state=DelegateState.SUBMITTED).update(
        state=DelegateState.CONFIRMED, changed_at=now
    )
    FieldCheck.objects.open().filter(delegate__delegation=delegation).update(
        state=FieldCheckState.SETTLED, settled_at=now
    )
    delegation.state = DelegationState.CONFIRMED
    delegation.confirmed_at = now
    leave_trace("confirm_delegation", delegation, by=by)
    save(delegation)
    queue(confirmed_messages(delegation))


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
    delegation = locked(delegation_pk)
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
    save(delegation)
    queue(returned_messages(delegation))
    return delegation


@transaction.atomic
def withdraw_delegation(*, delegation_pk: int, by: Person, reason: str = "") -> Delegation:
    """The whole delegation gives up its seats; it can begin again while registration is open."""
    delegation = open_delegation(delegation_pk)
    if delegation.delegates.filter(state=DelegateState.ATTENDED).exists():
        raise Refused(_("A delegate has come to the meeting already, so that the delegation stays."))
    DELEGATION_MOVES.check(
        delegation.state, DelegationState.WITHDRAWN, _("This delegation cannot be withdrawn any more.")
    )
    delegation.state = DelegationState.WITHDRAWN
    save(delegation)
    give_up_seats(delegation, _("The delegation was withdrawn."))
    record("withdraw_delegation", delegation, delegation, by=by, reason=reason)
    return delegation


def close_delegations() -> int:
    """Delegations never submitted are closed once their meeting is over; returns how many."""
    found = Delegation.objects.filter(meeting__state__in=OVER, state__in=UNFINISHED).values_list(
        "pk", flat=True
    )
    return sum(_close(pk) for pk in found.order_by("pk"))


@transaction.atomic
def _close(delegation_pk: int) -> bool:
    delegation = locked(delegation_pk)
    if delegation.state not in UNFINISHED:
        return False
    before, delegation.state = delegation.state, DelegationState.CLOSED
    leave_trace("close_delegation", delegation, via="close_delegations", before={"state": before})
    save(delegation)
    return True
