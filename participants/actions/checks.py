"""What the chair says about single fields and single delegates. Each act locks the delegation's row first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from participants.actions.delegations import settle_confirmed
from participants.actions.rules import locked, save, void_what_was_issued
from participants.fields import RETURNABLE, kept
from participants.messages.decisions import rejected_messages, returned_messages
from participants.models import (
    DELEGATE_MOVES,
    DELEGATION_MOVES,
    WITH_HEAD,
    Delegate,
    DelegateState,
    Delegation,
    DelegationState,
    FieldCheck,
    FieldCheckState,
)

Sentences = dict[tuple[int, str], str]


@transaction.atomic
def return_fields(*, delegation_pk: int, sentences: Sentences, version: int, by: Person) -> Delegation:
    """Send single fields back, each with a sentence; what is not named stays as it is.

    `sentences` maps the key of a delegate and the name of a field to what to correct in it.
    """
    delegation = locked(delegation_pk)
    DELEGATION_MOVES.check(
        delegation.state,
        DelegationState.RETURNED,
        _("Only a submitted delegation can be returned; this one is not."),
    )
    if delegation.version != version:
        raise Stale
    if not sentences:
        raise Refused(_("Write at least one sentence on a field."))
    seated = {delegate.pk: delegate for delegate in delegation.delegates.seated()}
    checks = [_returned(seated, pk, field, text, by) for (pk, field), text in sentences.items()]
    for delegate in {check.delegate for check in checks}:
        _send_back(delegate, checks, by=by)
    delegation.state = DelegationState.RETURNED
    delegation.return_sentence = " ".join(sentences.values())[:1000]
    leave_trace(
        "return_delegation",
        delegation,
        by=by,
        after={"fields": len(checks)},
        reason=delegation.return_sentence,
    )
    save(delegation)
    queue(returned_messages(delegation, checks))
    return delegation


def _returned(seated: dict[int, Delegate], pk: int, field: str, sentence: str, by: Person) -> FieldCheck:
    """The check of a field, open from now on. One that was open already keeps what stood there before."""
    delegate = seated.get(pk)
    if delegate is None or field not in RETURNABLE:
        raise Stale
    check = delegate.checks.open().filter(field=field).first()
    check = check or FieldCheck(delegate=delegate, field=field, before=kept(getattr(delegate, field))[:1000])
    check.state, check.sentence = FieldCheckState.RETURNED, sentence
    check.asked_by, check.at = by, timezone.now()
    check.save()
    check.delegate = delegate
    return check


def _send_back(delegate: Delegate, checks: list[FieldCheck], *, by: Person) -> None:
    # Once a badge is issued the state tells of the badge; the open check tells what is asked for.
    if DELEGATE_MOVES.allows(delegate.state, DelegateState.NEEDS_CHANGE):
        delegate.state = DelegateState.NEEDS_CHANGE
        delegate.save(update_fields=["state", "changed_at"])
    own = {check.field: check.sentence for check in checks if check.delegate == delegate}
    leave_trace("return_fields", delegate, by=by, after=own, reason=" ".join(own.values())[:1000])


@transaction.atomic
def confirm_fields(*, delegation_pk: int, check_pks: list[int], version: int, by: Person) -> Delegation:
    """The chair agrees with fields that changed after they were confirmed, as they stand now.

    With the last of them the delegation is confirmed again.
    """
    delegation = locked(delegation_pk)
    if delegation.state != DelegationState.AMENDED:
        raise Refused(
            _("Single fields are confirmed in a delegation that was changed after it was confirmed.")
        )
    if delegation.version != version:
        raise Stale
    checks = list(
        FieldCheck.objects.open()
        .filter(pk__in=check_pks, delegate__delegation=delegation)
        .select_related("delegate")
    )
    if not checks:
        raise Stale
    for check in checks:
        check.state, check.settled_at = FieldCheckState.SETTLED, timezone.now()
        check.save(update_fields=["state", "settled_at"])
        after = {check.field: kept(getattr(check.delegate, check.field))}
        leave_trace("confirm_field", check.delegate, by=by, before={check.field: check.before}, after=after)
    _confirm_agreed(delegation, {check.delegate_id for check in checks})
    if _is_agreed(delegation):
        settle_confirmed(delegation, by=by)
    else:
        save(delegation)
    return delegation


def _confirm_agreed(delegation: Delegation, delegate_pks: set[int]) -> None:
    """Delegates of whom nothing is open any more are confirmed again."""
    for delegate in delegation.delegates.seated().filter(pk__in=delegate_pks, state=DelegateState.SUBMITTED):
        if not delegate.checks.open().exists():
            delegate.state = DelegateState.CONFIRMED
            delegate.save(update_fields=["state", "changed_at"])


def _is_agreed(delegation: Delegation) -> bool:
    waiting = delegation.delegates.seated().filter(
        state__in=[DelegateState.SUBMITTED, DelegateState.NEEDS_CHANGE]
    )
    is_open = FieldCheck.objects.open().filter(delegate__delegation=delegation)
    return not waiting.exists() and not is_open.exists()


@transaction.atomic
def reject_delegate(*, delegate_pk: int, reason: str, version: int, by: Person) -> Delegate:
    """The chair does not accept a delegate: the seat is given up, and those concerned are told why.

    With its head the delegation goes back, since it has to name another one.
    """
    delegation_pk = Delegate.objects.values_list("delegation", flat=True).get(pk=delegate_pk)
    delegation = locked(delegation_pk)
    delegate = delegation.delegates.get(pk=delegate_pk)
    delegate.delegation = delegation
    if delegation.version != version:
        raise Stale
    DELEGATE_MOVES.check(
        delegate.state,
        DelegateState.REJECTED,
        _("This delegate no longer holds a seat that could be refused."),
    )
    before = {"state": delegate.state, "seat": delegate.seat, "name": delegate.name}
    if delegate.is_head and delegation.state in WITH_HEAD:
        delegation.state = DelegationState.RETURNED
        delegation.return_sentence = reason
    void_what_was_issued([delegate], reason[:300])
    delegate.refresh_from_db(fields=["badge_void_at", "link_hash", "link_expires_at"])
    delegate.state = DelegateState.REJECTED
    delegate.save(update_fields=["state", "changed_at"])
    leave_trace("reject_delegate", delegate, by=by, before=before, reason=reason)
    save(delegation)
    queue(rejected_messages(delegate, reason))
    return delegate
