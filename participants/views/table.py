"""Who sits at the table of a delegation, and what the focal point's page shows of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.permissions import Permission, Role, can, roles_of
from correspondence.addresses import trouble_of
from participants.actions.rules import may_change
from participants.forms import DelegateForm, NoteVerbaleForm
from participants.models import Delegate, Delegation, DelegationState, FieldCheck, FieldCheckState
from participants.standing import STILL_WRITTEN, Standing, standing

GONE = (DelegationState.WITHDRAWN, DelegationState.DECLINED, DelegationState.CLOSED)


@dataclass
class Seat:
    """A place at the table as the page shows it: who holds it, if anybody, and the form that fills it."""

    place: int
    delegate: Delegate | None
    form: DelegateForm | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether what the chair returned has been changed, and waits to be submitted again."""
        checks = open_checks(self.delegate)
        return bool(checks) and all(check.state == FieldCheckState.CHANGED for check in checks)

    @property
    def address(self) -> str:
        """Where the form of the seat is sent."""
        delegation = self.form.delegation
        if self.delegate:
            return reverse("delegate_save", args=[delegation.pk, self.delegate.pk])
        return reverse("seat_fill", args=[delegation.pk, self.place])


def seats_of(delegation: Delegation, seated: list[Delegate]) -> list[tuple[int, Delegate | None]]:
    """Every seat of the table in order, with who sits there; a seat in use beyond the limit is shown too."""
    by_seat = {delegate.seat: delegate for delegate in seated}
    limit = delegation.meeting.delegation_limit
    places = sorted(set(by_seat) | set(range(1, limit + 1)))
    taken = [place for place in places if place in by_seat]
    free = [place for place in places if place not in by_seat][: limit - len(taken)]
    return [(place, by_seat.get(place)) for place in sorted(taken + free)]


def delegates_of(delegation: Delegation) -> list[Delegate]:
    """All who hold or held a seat, with what their panels show; each knows the delegation."""
    rows = (
        delegation.delegates.select_related("replaced_by").with_given().annotate(trouble=trouble_of("email"))
    )
    return _knowing(delegation, rows.prefetch_related("checks", "parts", "assistants", "visa_letters"))


def seated_of(delegation: Delegation) -> list[Delegate]:
    """Those who hold a seat, with what the heads of their panels show; each knows the delegation."""
    rows = delegation.delegates.seated().annotate(trouble=trouble_of("email"))
    if delegation.was_handed_in:
        return _knowing(delegation, rows.prefetch_related("checks"))
    delegates = _knowing(delegation, rows)
    for delegate in delegates:
        has_no(delegate, "checks")
    return delegates


def _knowing(delegation: Delegation, rows: Iterable[Delegate]) -> list[Delegate]:
    delegates = list(rows)
    for delegate in delegates:
        delegate.delegation = delegation
    return delegates


def has_no(delegate: Delegate, *names: str) -> None:
    """What is known to be empty is not looked for in the database."""
    known = delegate.__dict__.setdefault("_prefetched_objects_cache", {})
    known |= {name: getattr(delegate, name).none() for name in names}


def head_offered_at(delegation: Delegation, seated: list[Delegate]) -> int | None:
    """The seat that offers its delegate as head: the first free one, while nobody is head."""
    if any(delegate.is_head for delegate in seated):
        return None
    return next((place for place, delegate in seats_of(delegation, seated) if delegate is None), None)


def form_of(delegation: Delegation, delegate: Delegate | None, place: int, data=None, **kwargs):
    """The form of one seat."""
    return DelegateForm(
        data,
        delegation=delegation,
        instance=delegate or Delegate(delegation=delegation, seat=place),
        auto_id=f"seat-{place}-%s",
        **kwargs,
    )


def open_checks(delegate: Delegate | None) -> list[FieldCheck]:
    if delegate is None:
        return []
    return [check for check in delegate.checks.all() if check.state != FieldCheckState.SETTLED]


def returned_checks(delegate: Delegate) -> list[FieldCheck]:
    """What the chair has returned and nobody has changed since."""
    return [check for check in open_checks(delegate) if check.state == FieldCheckState.RETURNED]


def table_of(person, delegation: Delegation, delegates: list[Delegate]) -> dict:
    """Who sits where, and where the delegation stands; `delegates` may hold those who gave up a seat as well."""
    seated = [delegate for delegate in delegates if delegate.is_seated]
    seats = [Seat(place, delegate) for place, delegate in seats_of(delegation, seated)]
    stands = standing(delegation, seated, asked=sum(len(returned_checks(delegate)) for delegate in seated))
    is_filler = can(person, Permission.FILL_DELEGATION, delegation)
    return {
        "delegation": delegation,
        "meeting": delegation.meeting,
        "seats": seats,
        "seated": seated,
        "standing": stands,
        "next_at": next_at(stands, seats),
        "limit": delegation.meeting.delegation_limit,
        "may_fill": is_filler and delegation.is_open(),
        "may_reach": is_filler and may_change(delegation, ("email",)),
        "is_gone": delegation.state in GONE,
        "is_filler": is_filler,
    }


def page_of(
    person,
    delegation: Delegation,
    *,
    tried: DelegateForm | None = None,
    place: int = 0,
    letter_form: NoteVerbaleForm | None = None,
) -> dict:
    """What the page of the delegation shows; `tried` is the form that was not accepted, at its seat."""
    delegates = delegates_of(delegation)
    page = table_of(person, delegation, delegates)
    offered = head_offered_at(delegation, page["seated"])
    for seat in page["seats"]:
        if page["is_gone"] or not (page["may_fill"] or (page["may_reach"] and seat.delegate)):
            continue
        is_tried = (
            tried is not None
            and seat.place == place
            and tried.instance.pk == getattr(seat.delegate, "pk", None)
        )
        seat.form = (
            tried
            if is_tried
            else form_of(delegation, seat.delegate, seat.place, offers_head=seat.place == offered)
        )
        seat.form.note(open_checks(seat.delegate))
    is_placed = tried is None or any(seat.form is tried for seat in page["seats"])
    if not is_placed:
        tried.auto_id = "typed-%s"
    return {
        **page,
        "given_up": [delegate for delegate in delegates if not delegate.is_seated],
        "on_behalf": page["is_filler"] and Role.FOCAL_POINT not in roles_of(person, delegation),
        "unplaced": None if is_placed else tried,
        "letter_form": letter_form or NoteVerbaleForm(),
        "letters": list(delegation.letters.order_by("-received_at", "-pk"))
        if delegation.note_verbale_id
        else [],
    }


def next_at(stands: Standing, seats: list[Seat]) -> str:
    """The field of the page that the next step is done in."""
    taken = [seat for seat in seats if seat.delegate]
    free = [seat for seat in seats if not seat.delegate]
    if stands.next_step == "add" and free:
        return f"seat-{free[0].place}-name"
    if stands.next_step == "head" and taken:
        return f"seat-{taken[0].place}-role"
    for seat in taken:
        delegate = seat.delegate
        asked = returned_checks(delegate)
        if stands.next_step == "correct" and asked:
            return f"seat-{seat.place}-{asked[0].field}"
        if stands.next_step == "fill" and (not delegate.is_filled or delegate.state in STILL_WRITTEN):
            return f"seat-{seat.place}-{'function' if delegate.name else 'name'}"
    return ""
