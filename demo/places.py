"""Places at the summit's roundtables: some are full, so that lines have formed, and one of them has moved."""

from itertools import cycle

from accounts.models import Person
from demo.people import KENYA
from meetings.models import Meeting
from participants.models import WITH_HEAD, Delegate, FocalPoint
from roundtables import actions
from roundtables.models import Place, Roundtable

# Places, and how many of them one delegation may take.
NUMBERS = {"1.1": (14, 1), "1.2": (34, 2), "2.1": (24, 2), "2.2": (40, 2), "3.1": (40, 2), "3.2": (40, 2)}


def enter_places(meeting: Meeting, *, chair: Person) -> int:
    """Allot the delegates of the delegations that were submitted; returns how many wait in a line."""
    for roundtable in meeting.roundtables.all():
        capacity, per_delegation = NUMBERS[roundtable.code]
        actions.set_places(
            roundtable=roundtable,
            capacity=capacity,
            per_delegation=per_delegation,
            seen=actions.numbers_mark(roundtable),
            by=chair,
        )
    offered = list(meeting.roundtables.published())
    delegates = Delegate.objects.seated().filter(delegation__meeting=meeting).order_by("pk")
    submitted = delegates.filter(delegation__state__in=WITH_HEAD).select_related("delegation")
    for place, delegate in zip(cycle(range(len(offered))), submitted):
        choose(delegate, [*offered[place:], *offered[:place]])
    own = Person.objects.get(email=KENYA.email)
    for delegate in delegates.filter(delegation__organization__focal_points__person=own)[:1]:
        choose(delegate, offered)
    first = Place.objects.seated().filter(roundtable=offered[0]).order_by("pk").first()
    actions.give_up_place(place_pk=first.pk, by=focal_point_of(first.delegate))
    return Place.objects.filter(state="waiting", roundtable__meeting=meeting).count()


def choose(delegate: Delegate, wanted: list[Roundtable]) -> None:
    first, second = wanted[:2]
    actions.choose_places(delegate_pk=delegate.pk, first=first, second=second, by=focal_point_of(delegate))


def focal_point_of(delegate: Delegate) -> Person:
    points = FocalPoint.objects.filter(organization=delegate.delegation.organization_id)
    return points.select_related("person").earliest("pk").person
