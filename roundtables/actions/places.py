"""Allotting the people of a delegation to roundtables. Each act locks the delegation's row, then the places.

The line is moved by the database (migration 0011), in the transaction that frees a place: whoever takes the
place of a delegate, withdraws a delegation or enlarges a roundtable need not think of it, and nobody waits
while a place is free. Here it is said what a delegate wants; where that leads is read back. Those whom a line
has moved up are told by the act itself when it is one of these, else by the sweep (tasks.tell_moved_up).

Places are chosen from the first seat on until the meeting is in session, also after the delegation was
submitted or registration has closed: they change nothing of its composition. Extra time goes further.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from gfmd.moves import Refused, Stale
from meetings.models import MeetingState
from participants.actions.rules import locked, record
from participants.models import Delegate, Delegation
from roundtables.actions.ordering import lock_roundtable
from roundtables.messages.places import tell_moved_up
from roundtables.models import Choice, Place, PlaceState, Roundtable

CHOOSING = (MeetingState.REGISTRATION_OPEN, MeetingState.REGISTRATION_CLOSED)


class TooFewPlaces(Refused):
    """A roundtable keeps at least the places in use; `in_use` are those that stand in the way."""

    def __init__(self, sentence: str, in_use: list[Place]):
        super().__init__(sentence)
        self.in_use = in_use


def takes_choices(delegation: Delegation, at: datetime | None = None) -> bool:
    """Whether its people may still be allotted to roundtables."""
    return delegation.meeting.state in CHOOSING or delegation.is_open(at)


def lock_places() -> None:
    """One writer of places at a time, until the end of the transaction; the last lock to be asked for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock_places()")


def choices_mark(places: Iterable[Place]) -> str:
    """What a page that shows these places was filled from: "12-15", "12-" or "-"."""
    chosen = {place.choice: place.roundtable_id for place in places if place.state != PlaceState.GIVEN_UP}
    return f"{chosen.get(Choice.FIRST, '')}-{chosen.get(Choice.SECOND, '')}"


@transaction.atomic
def choose_places(
    *,
    delegate_pk: int,
    first: Roundtable | None,
    second: Roundtable | None,
    by: Person,
    seen: str | None = None,
) -> list[Place]:
    """Ask for a place at the first choice, and at the second as long as the first is full.

    Without any choice every place is given up. `seen` is the mark of the places that the page showed. Returns
    where the delegate sits or waits now.
    """
    delegate, delegation = seated_and_choosing(delegate_pk)
    wanted = checked(first, second, delegation)
    lock_places()
    before = standing_of(delegate)
    if choices_mark(before) == mark_of(wanted):
        return before
    if seen is not None and seen != choices_mark(before):
        raise Stale(_("The places of this delegate have changed since you opened the page. Look, then save."))
    ask_for_places(delegate, wanted)
    after = standing_of(delegate)
    record(
        "choose_places" if after else "give_up_places",
        delegate,
        delegation,
        by=by,
        before=in_words(before),
        after=in_words(after),
    )
    tell_moved_up()
    return after


@transaction.atomic
def give_up_place(*, place_pk: int, by: Person) -> None:
    """Leave a roundtable, or the line for it. The line moves on; giving up twice does nothing more."""
    place = Place.objects.select_related("roundtable").get(pk=place_pk)
    delegate, delegation = seated_and_choosing(place.delegate_id)
    lock_places()
    before = standing_of(delegate)
    if not let_go(Place.objects.filter(pk=place_pk)):
        return
    after = standing_of(delegate)
    record("give_up_places", delegate, delegation, by=by, before=in_words(before), after=in_words(after))
    tell_moved_up()


def seated_and_choosing(delegate_pk: int) -> tuple[Delegate, Delegation]:
    """A delegate who holds a seat, and the delegation, locked, while roundtables may be chosen."""
    delegation = locked(Delegate.objects.values_list("delegation", flat=True).get(pk=delegate_pk))
    if not takes_choices(delegation):
        raise Refused(_("Roundtables can no longer be chosen. Please write to the chair's office."))
    delegate = Delegate.objects.get(pk=delegate_pk)
    if not delegate.is_seated:
        raise Stale(_("This delegate no longer holds a seat. The page now shows who does."))
    delegate.delegation = delegation
    return delegate, delegation


def checked(first: Roundtable | None, second: Roundtable | None, delegation: Delegation) -> list[Roundtable]:
    """The choices in their order. Raises Refused for what makes no sense."""
    if second and not first:
        raise Refused(_("Choose the first roundtable before the second."))
    if first and first == second:
        raise Refused(_("The second choice is the same as the first. Choose another one, or none."))
    wanted = [roundtable for roundtable in (first, second) if roundtable]
    for roundtable in wanted:
        if roundtable.meeting_id != delegation.meeting_id or not roundtable.is_published:
            raise Refused(_("There is no such roundtable at this meeting any more. Choose another one."))
    return wanted


def standing_of(delegate: Delegate) -> list[Place]:
    return list(delegate.places.standing().select_related("roundtable").order_by("choice"))


def mark_of(wanted: list[Roundtable]) -> str:
    pks = [str(roundtable.pk) for roundtable in wanted]
    return "-".join([*pks, "", ""][:2])


def let_go(places) -> int:
    return places.standing().update(state=PlaceState.GIVEN_UP, changed_at=timezone.now())


def ask_for_places(delegate: Delegate, wanted: list[Roundtable]) -> None:
    """What is no longer wanted goes first: a line that it moves may free what is wanted.

    A seat that is kept under another choice stays a seat. Whoever waits keeps the time of the question, save
    for a second choice that becomes the first: among the first it counts from now.
    """
    choice_of = {roundtable.pk: choice for choice, roundtable in enumerate(wanted, start=1)}
    asked_at: dict[int, datetime] = {}
    for place in standing_of(delegate):
        new = choice_of.get(place.roundtable_id)
        if new is None or (new != place.choice and place.state == PlaceState.WAITING):
            let_go(Place.objects.filter(pk=place.pk))
            if new == Choice.SECOND:
                asked_at[place.roundtable_id] = place.asked_at
    for place in standing_of(delegate):
        if place.choice != choice_of[place.roundtable_id]:
            Place.objects.filter(pk=place.pk).update(choice=choice_of[place.roundtable_id])
    for roundtable in wanted:
        places = standing_of(delegate)
        if any(place.choice == Choice.FIRST and place.state == PlaceState.SEATED for place in places):
            return
        if roundtable.pk not in {place.roundtable_id for place in places}:
            asked = Place.objects.create(
                roundtable=roundtable,
                delegate=delegate,
                choice=choice_of[roundtable.pk],
                state=PlaceState.WAITING,
                asked_at=asked_at.get(roundtable.pk, timezone.now()),
            )
            # A place that was free at once is no move of a line.
            Place.objects.filter(pk=asked.pk).update(moved_up_at=None)


def in_words(places: list[Place]) -> dict[str, str]:
    """Places as the record keeps them: the codes of the roundtables, by where the delegate stands."""
    return {
        f"{Choice(place.choice).name.lower()}_choice": f"{place.roundtable.code}: {place.state}"
        for place in places
    }


@transaction.atomic
def set_places(
    *, roundtable: Roundtable, capacity: int | None, per_delegation: int | None, seen: str, by: Person
) -> Roundtable:
    """Say how many places a roundtable has, and how many of them one delegation may take; None is no limit.

    More places move the line. Raises TooFewPlaces for fewer than are in use.
    """
    roundtable = lock_roundtable(roundtable)
    before = {"capacity": roundtable.capacity, "places_per_delegation": roundtable.places_per_delegation}
    after = {"capacity": capacity, "places_per_delegation": per_delegation}
    if before == after:
        return roundtable
    if seen != numbers_mark(roundtable):
        raise Stale
    lock_places()
    check_in_use(roundtable, capacity, per_delegation)
    roundtable.capacity, roundtable.places_per_delegation = capacity, per_delegation
    try:
        with transaction.atomic():
            roundtable.save(update_fields=list(after))
    except IntegrityError as broken:
        raise Stale from broken
    leave_trace("set_places", roundtable, by=by, before=before, after=after)
    tell_moved_up()
    return roundtable


def numbers_mark(roundtable: Roundtable) -> str:
    """What a form of these numbers was filled from."""
    return f"{roundtable.capacity}-{roundtable.places_per_delegation}"


def check_in_use(roundtable: Roundtable, capacity: int | None, per_delegation: int | None) -> None:
    """Raises TooFewPlaces with the places that are in use beyond what is to be."""
    seated = list(
        roundtable.places.seated()
        .select_related("delegate__delegation__organization")
        .order_by("delegate__delegation", "asked_at", "pk")
    )
    if capacity is not None and len(seated) > capacity:
        raise TooFewPlaces(
            ngettext(
                "%(number)d place is in use, so there cannot be fewer. Ask the delegation below to give it up.",
                "%(number)d places are in use, so there cannot be fewer. Ask those below to give some up.",
                len(seated),
            )
            % {"number": len(seated)},
            seated,
        )
    of_one = delegation_sizes(seated)
    beyond = [
        place for place in seated if of_one[place.delegate.delegation_id] > (per_delegation or len(seated))
    ]
    if beyond:
        raise TooFewPlaces(
            ngettext(
                "One delegation has more than %(number)d place here. Ask it to give some up first.",
                "Some delegations have more than %(number)d places here. Ask them to give some up first.",
                per_delegation,
            )
            % {"number": per_delegation},
            beyond,
        )


def delegation_sizes(seated: list[Place]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for place in seated:
        sizes[place.delegate.delegation_id] = sizes.get(place.delegate.delegation_id, 0) + 1
    return sizes
