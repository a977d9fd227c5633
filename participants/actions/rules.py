"""What every act on a delegation shares: its lock, whether it is open, what a change makes of its state."""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from typing import TypedDict

from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from meetings.days import instant_in_words
from participants.messages.seats import given_up_message
from participants.models import (
    MAY_HAVE_EXTRA_TIME,
    WITH_HEAD,
    Delegate,
    DelegateRole,
    DelegateState,
    Delegation,
    DelegationState,
    FieldCheck,
    FieldCheckState,
    FocalPoint,
    VisaLetter,
    minute_after,
)


class Details(TypedDict, total=False):
    """What is known of a delegate; names as typed, one name is enough. Only what is to change need be named."""

    name: str
    function: str
    ministry: str
    email: str
    role: str  # DelegateRole
    honorific: str
    badge_name: str
    original_name: str
    gender: str
    function_en: str
    city: str
    level: str
    relationship: str
    expertise: str
    languages: list[str]
    phone: str
    attends_on: list[date]
    parts: list[int]  # keys of the parts of the meeting
    arrives_at: datetime | None
    arrives_by: str
    leaves_at: datetime | None
    leaves_by: str
    is_on_list: bool
    is_photographed: bool


# Name and function as they stand on badge, list and letter: changed after the chair confirmed, they go back to it.
NEEDS_CONFIRMING = (
    "honorific",
    "name",
    "badge_name",
    "original_name",
    "function",
    "function_en",
    "ministry",
)
# Known late and of no consequence for who comes: these change until the meeting is over.
FREELY = (
    "email",
    "phone",
    "arrives_at",
    "arrives_by",
    "leaves_at",
    "leaves_by",
    "is_on_list",
    "is_photographed",
)
CONFIRMED = (DelegateState.CONFIRMED, DelegateState.BADGE_ISSUED)


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


class AddressTaken(Refused):
    """The address belongs to somebody who holds a seat already; where is not said (domain, rule 6)."""

    def __init__(self):
        super().__init__(
            _("This e-mail address cannot be used here: a person can hold only one seat at a meeting.")
        )


class WrittenMeanwhile(Stale):
    """Somebody else has changed the same fields since they were seen; `stored` is what stands there now."""

    def __init__(self, stored: Details):
        super().__init__(_("Somebody else has changed this delegate meanwhile. Compare, then save again."))
        self.stored = stored


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
            raise AddressTaken from broken
        if rule in (
            "delegate_one_to_a_seat",
            "delegate_one_head",
            "delegate_one_alternate_head",
            "delegation_one_head",
        ):
            raise Stale from broken
        raise


# --- Finding, locked ---------------------------------------------------------------------------------------


def locked(delegation_pk: int) -> Delegation:
    return _to_lock().get(pk=delegation_pk)


def _to_lock() -> models.QuerySet[Delegation]:
    rows = Delegation.objects.select_for_update(of=["self"], no_key=True)
    return rows.select_related("meeting", "organization")


def open_delegation(delegation_pk: int) -> Delegation:
    """The delegation, locked, while it may be changed."""
    delegation = locked(delegation_pk)
    refuse_if_closed(delegation)
    return delegation


def may_change(delegation: Delegation, fields: Iterable[str] = ()) -> bool:
    """Whether these fields of its delegates may be changed now; without fields, the delegation as a whole.

    How to reach those who come and when they travel may be said until the meeting is over.
    """
    if delegation.is_open():
        return True
    fields = tuple(fields)
    return (
        bool(fields)
        and set(fields) <= set(FREELY)
        and delegation.state in WITH_HEAD
        and delegation.meeting.state in MAY_HAVE_EXTRA_TIME
    )


def refuse_if_closed(delegation: Delegation, fields: Iterable[str] = ()) -> None:
    if may_change(delegation, fields):
        return
    closes_at = delegation.closes_at
    if closes_at and timezone.now() >= minute_after(closes_at):
        raise Refused(
            _("Registration closed on %(deadline)s. Please write to the chair's office.")
            % {"deadline": instant_in_words(closes_at, delegation.meeting)}
        )
    raise Refused(_("Registration for this meeting is not open."))


def seated_delegate(delegate_pk: int, *, fields: Iterable[str] = ()) -> tuple[Delegate, Delegation]:
    """A delegate who holds a seat, and the delegation, locked; open for these fields, or for everything."""
    delegate, delegation = locked_delegate(delegate_pk)
    refuse_if_closed(delegation, fields)
    return delegate, delegation


def locked_delegate(delegate_pk: int) -> tuple[Delegate, Delegation]:
    """A delegate who holds a seat, and the delegation, locked, open or not."""
    delegation = _to_lock().get(delegates=delegate_pk)
    # Read after the lock, so that it is what the act before this one has left.
    delegate = Delegate.objects.get(pk=delegate_pk)
    if not delegate.is_seated:
        raise Stale(_("This delegate no longer holds a seat. The page now shows who does."))
    delegate.delegation = delegation
    return delegate, delegation


# --- What a page has seen ----------------------------------------------------------------------------------


def value_of(delegate: Delegate, field: str):
    """What stands in a field of Details now."""
    if field == "role":
        return str(delegate.role)
    if field == "parts":
        return sorted(part.pk for part in delegate.parts.all()) if delegate.pk else []
    return getattr(delegate, field)


def mark(value) -> str:
    """A short mark of what a page has shown in a field, by which a save knows whether it still stands."""
    if isinstance(value, list | tuple | set):
        value = ",".join(sorted(str(one) for one in value))
    elif isinstance(value, datetime):
        value = value.timestamp()
    return sha256(str("" if value is None else value).encode()).hexdigest()[:12]


# --- States ------------------------------------------------------------------------------------------------


def state_when_taken(delegate: Delegate, delegation: Delegation) -> DelegateState:
    """The state of a delegate whose seat was just taken, or who is still being written down."""
    if not delegate.is_filled:
        return DelegateState.INCOMPLETE
    return DelegateState.SUBMITTED if delegation.state in WITH_HEAD else DelegateState.COMPLETE


def open_checks(delegate: Delegate, delegation: Delegation) -> dict[str, FieldCheck]:
    """What is open between focal point and chair about a delegate, by field."""
    return {check.field: check for check in delegate.checks.open()} if delegation.was_handed_in else {}


def state_when_changed(
    delegate: Delegate, delegation: Delegation, checks: dict[str, FieldCheck], *, was_checked: bool
) -> DelegateState:
    """The state of a delegate whose details were just written and noted in `checks`, those still open.

    `was_checked` says whether a field was open between focal point and chair before that.
    """
    state = DelegateState(delegate.state)
    if state in (DelegateState.INVITED, DelegateState.INCOMPLETE, DelegateState.COMPLETE):
        return state_when_taken(delegate, delegation)
    if delegation.state not in WITH_HEAD:
        return state  # to be corrected until the delegation is submitted again
    if state in (DelegateState.SUBMITTED, DelegateState.NEEDS_CHANGE):
        if any(check.state == FieldCheckState.RETURNED for check in checks.values()):
            return DelegateState.NEEDS_CHANGE
        # Put back as it was confirmed: as if never changed.
        is_put_back = was_checked and not checks and state == DelegateState.SUBMITTED
        return DelegateState.CONFIRMED if is_put_back else DelegateState.SUBMITTED
    # Once a badge is issued the state tells of the badge; the open check tells of the change.
    return DelegateState.SUBMITTED if state == DelegateState.CONFIRMED and checks else state


def refuse_unless_filled(delegate: Delegate) -> None:
    if not delegate.is_filled:
        raise Refused(
            _("The delegation has been submitted, so each delegate needs a name and a function as well.")
        )


def note_change(delegate: Delegate, field: str, before: str, checks: dict[str, FieldCheck]) -> None:
    """What a changed field means between focal point and chair; call it while the delegate's state is the old one.

    It is noted in `checks` too, the open ones (open_checks).

    A field the chair had returned is now to be looked at. A name or function that was confirmed goes back for
    that field alone, with what stood there (`before`). What is put back as it was is as if never changed.
    """
    now, at = value_of(delegate, field), timezone.now()
    check = checks.get(field)
    if check is None:
        # With another field open, this one was confirmed, or seen by the chair, as well.
        if field in NEEDS_CONFIRMING and (checks or delegate.state in CONFIRMED):
            checks[field] = delegate.checks.create(
                field=field, state=FieldCheckState.CHANGED, before=before, at=at
            )
        return
    if mark(check.before) == mark(now):
        is_asked = bool(check.sentence)
        check.state = FieldCheckState.RETURNED if is_asked else FieldCheckState.SETTLED
        check.settled_at = None if is_asked else at
        if not is_asked:
            del checks[field]
    else:
        check.state, check.at = FieldCheckState.CHANGED, at
    check.save(update_fields=["state", "settled_at", "at"])


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
            "note_verbale",
            "version",
            "changed_at",
        ]
    )


def take_role(delegate: Delegate, delegation: Delegation, role: str) -> None:
    """Head and alternate head are one each: whoever was it before is a member from now on. Not saved here."""
    if delegate.is_head and role != DelegateRole.HEAD and delegation.state in WITH_HEAD:
        raise Refused(_("A submitted delegation has a head. Make another delegate head first."))
    others = delegation.delegates.seated().exclude(pk=delegate.pk)
    if role == DelegateRole.HEAD:
        others.filter(is_head=True).update(is_head=False)
    elif role == DelegateRole.ALTERNATE:
        others.filter(is_alternate_head=True).update(is_alternate_head=False)
    delegate.is_head = role == DelegateRole.HEAD
    delegate.is_alternate_head = role == DelegateRole.ALTERNATE


def void_what_was_issued(delegates: Iterable[Delegate], reason: str) -> None:
    """Those who give up a seat: their badges and letters for visas are void, and nothing is owed about them."""
    pks, at = [delegate.pk for delegate in delegates], timezone.now()
    given_up = Delegate.objects.filter(pk__in=pks)
    given_up.filter(state=DelegateState.BADGE_ISSUED, badge_void_at=None).update(badge_void_at=at)
    VisaLetter.objects.filter(delegate__in=pks, void_at=None).update(void_at=at, void_reason=reason)
    for delegate in delegates:
        delegate.checks.open().update(state=FieldCheckState.SETTLED, settled_at=at)


def give_up_seats(delegation: Delegation, reason: str) -> None:
    """Everybody who holds a seat gives it up; whoever has heard of it is told."""
    seated = list(delegation.delegates.seated())
    void_what_was_issued(seated, reason)
    for delegate in seated:
        delegate.delegation, delegate.state = delegation, DelegateState.WITHDRAWN
        delegate.save(update_fields=["state", "changed_at"])
        tell_of_withdrawal(delegate)


def tell_of_withdrawal(delegate: Delegate) -> None:
    """Somebody who gave up a seat; whoever never heard of it is not told."""
    has_heard = bool(delegate.link_number) or delegate.delegation.submitted_at is not None
    if has_heard and delegate.email:
        queue([given_up_message(delegate)])


# --- What is told and recorded -----------------------------------------------------------------------------


def record(act: str, on: models.Model, delegation: Delegation, *, by: Person | None, **what) -> None:
    """Leave a trace on a delegation or delegate, marked where staff acts on behalf of the organization."""
    leave_trace(act, on, by=by, on_behalf=by is not None and is_on_behalf(delegation, by), **what)


def is_on_behalf(delegation: Delegation, by: Person) -> bool:
    """Whether a person acts for an organization without being its focal point or delegate, as staff may."""
    points = FocalPoint.objects.active().filter(organization=delegation.organization_id, person=by)
    return not points.exists() and not delegation.delegates.of_person(by).exists()
