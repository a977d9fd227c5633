"""Submitting, confirming, returning and withdrawing delegations. Each act locks the delegation's row first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.models import Purpose
from gfmd.moves import Refused, Stale
from participants.actions.rules import locked, open_delegation, record, save, tell_focal_points
from participants.models import DELEGATION_MOVES, Delegate, DelegateState, Delegation, DelegationState


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
    Delegate.objects.filter(pk__in=[delegate.pk for delegate in seated]).exclude(
        state=DelegateState.CONFIRMED
    ).update(state=DelegateState.SUBMITTED, changed_at=timezone.now())
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
    delegation.delegates.seated().filter(state=DelegateState.SUBMITTED).update(
        state=DelegateState.CONFIRMED, changed_at=timezone.now()
    )
    delegation.state = DelegationState.CONFIRMED
    delegation.confirmed_at = timezone.now()
    record("confirm_delegation", delegation, delegation, by=by)
    save(delegation)
    tell_focal_points(delegation, Purpose.CONFIRMED)
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
    record("return_delegation", delegation, delegation, by=by, reason=sentence)
    save(delegation)
    tell_focal_points(delegation, Purpose.RETURNED)
    return delegation


@transaction.atomic
def withdraw_delegation(*, delegation_pk: int, by: Person, reason: str = "") -> Delegation:
    """The whole delegation gives up its seats; it can begin again while registration is open."""
    delegation = open_delegation(delegation_pk)
    DELEGATION_MOVES.check(
        delegation.state, DelegationState.WITHDRAWN, _("This delegation cannot be withdrawn any more.")
    )
    delegation.state = DelegationState.WITHDRAWN
    save(delegation)
    delegation.delegates.seated().update(state=DelegateState.WITHDRAWN, changed_at=timezone.now())
    record("withdraw_delegation", delegation, delegation, by=by, reason=reason)
    return delegation
