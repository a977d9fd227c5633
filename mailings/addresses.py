"""Addresses of a meeting that messages came back from: with the server's words, and where each of them stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from correspondence.models import Message, MessageState, TroubledAddress
from meetings.models import Meeting
from participants.models import Answer, Delegate, FocalPoint, Invitation, Nomination
from participants.speakers import CURRENT
from roundtables.models import TeamMember
from selection.models import Application, ApplicationState

SETTLED = (Answer.ACCEPTED, Answer.DECLINED)
RETURNED = (MessageState.BOUNCED, MessageState.FAILED)
AGAIN = ":again:"  # in the key of a copy, after the key of what it was copied from


@dataclass(frozen=True)
class Source:
    """Where addresses stand: the rows, the path to the address in them, and the path to their meeting."""

    name: str
    label: str | Promise
    rows: Callable[[], QuerySet]
    email: str
    meeting: str
    who: Callable[[object], str]
    url: Callable[[object, Meeting], str]
    related: tuple[str, ...] = ()

    def troubled(self) -> QuerySet:
        """Its rows whose address came back, with the address as `lower`."""
        known = TroubledAddress.objects.annotate(lower=Lower("email")).values("lower")
        return (
            self.rows().exclude(**{self.email: ""}).annotate(lower=Lower(self.email)).filter(lower__in=known)
        )


def page(name: str, path: str) -> Callable[[object, Meeting], str]:
    """The address of a meeting's page about a row, whose key is found along `path`."""

    def url(row, meeting: Meeting) -> str:
        for step in path.split("."):
            row = getattr(row, step)
        return reverse(name, args=[meeting.slug, row])

    return url


SOURCES = (
    Source(
        "invitation",
        _("Invitation"),
        lambda: Invitation.objects.exclude(answer__in=SETTLED),
        "to_email",
        "meeting",
        lambda row: f"{row.organization.name} · {row.to_name}" if row.to_name else row.organization.name,
        page("invitation_manage", "pk"),
        ("organization", "meeting"),
    ),
    Source(
        "organization",
        _("Address on file of the organization"),
        Organization.objects.all,
        "address_email",
        "invitations__meeting",
        lambda row: row.name,
        lambda row, meeting: reverse("focal_points_manage", args=[meeting.slug]),
    ),
    Source(
        "focal_point",
        _("Focal point"),
        lambda: FocalPoint.objects.filter(state__in=CURRENT),
        "person__email",
        "organization__invitations__meeting",
        lambda row: f"{row.person.name} · {row.organization.name}",
        page("focal_point_manage", "pk"),
        ("person", "organization"),
    ),
    Source(
        "nominee",
        _("Person named in a nomination"),
        lambda: Nomination.objects.open(),
        "email",
        "meeting",
        lambda row: f"{row.name} · {row.organization.name}",
        page("nomination", "pk"),
        ("organization",),
    ),
    Source(
        "nomination",
        _("Whoever handed in a nomination"),
        lambda: Nomination.objects.open(),
        "sender_email",
        "meeting",
        lambda row: f"{row.sender_name} · {row.organization.name}",
        page("nomination", "pk"),
        ("organization",),
    ),
    Source(
        "delegate",
        _("Delegate"),
        lambda: Delegate.objects.seated(),
        "email",
        "meeting",
        lambda row: f"{row.name} · {row.delegation.organization.name}",
        page("delegation_check", "delegation_id"),
        ("delegation__organization",),
    ),
    Source(
        "application",
        _("Application"),
        lambda: Application.objects.exclude(
            state__in=[ApplicationState.WITHDRAWN, ApplicationState.REJECTED]
        ),
        "email",
        "call__meeting",
        lambda row: f"{row.name} · {row.organization_name}",
        page("application_check", "pk"),
        ("call",),
    ),
    Source(
        "team",
        _("Team of a roundtable"),
        lambda: TeamMember.objects.filter(person__isnull=False),
        "person__email",
        "roundtable__meeting",
        lambda row: f"{row.person.name} · {row.roundtable.code}",
        page("team", "roundtable_id"),
        ("person", "roundtable"),
    ),
)


@dataclass(frozen=True)
class Place:
    """One place where an address stands."""

    source: Source
    row: object
    meeting: Meeting

    @property
    def who(self) -> str:
        return self.source.who(self.row)

    @property
    def url(self) -> str:
        return self.source.url(self.row, self.meeting)


@dataclass
class Troubled:
    """An address that came back, the places where it stands, and how many messages it did not get."""

    trouble: TroubledAddress
    places: list[Place] = field(default_factory=list)
    returned: int = 0


def troubled_addresses(meeting: Meeting) -> list[Troubled]:
    """Those of a meeting, the latest first; a fixed number of queries.

    Last those from which messages of the meeting came back, and which stand nowhere any more.
    """
    places = places_of(meeting)
    returned = returned_to(meeting)
    rows = TroubledAddress.objects.select_related("message").defer("message__body")
    found = [
        Troubled(row, places.get(row.email, []), returned[row.email]) for row in rows.order_by("-since", "pk")
    ]
    return sorted((one for one in found if one.places or one.returned), key=lambda one: not one.places)


def places_of(meeting: Meeting, email: str = "") -> dict[str, list[Place]]:
    """Where addresses that came back stand, by the address in lower case; or one of them alone."""
    places: dict[str, list[Place]] = {}
    for source in SOURCES:
        rows = source.troubled().filter(**{source.meeting: meeting}).select_related(*source.related)
        for row in (rows.filter(lower=email.lower()) if email else rows).distinct().order_by("pk"):
            places.setdefault(row.lower, []).append(Place(source, row, meeting))
    return places


def returned_to(meeting: Meeting) -> Counter:
    """How many messages each address did not get, in lower case. What came back anew as a copy counts once."""
    rows = Message.objects.by_the_chair().filter(meeting=meeting, state__in=RETURNED).exclude(to_email="")
    found = rows.order_by().annotate(lower=Lower("to_email")).values_list("lower", "key")
    return Counter(lower for lower, _key in {(lower, key.partition(AGAIN)[0]) for lower, key in found})


def troubled_counts(meetings: Sequence[Meeting]) -> Iterable[tuple[int, int]]:
    """(key of the meeting, how many of its addresses came back). One query, however many meetings."""
    keys = [meeting.pk for meeting in meetings]
    first, *others = (
        source.troubled()
        .order_by()
        .filter(**{f"{source.meeting}__in": keys})
        .annotate(of_meeting=F(f"{source.meeting}__pk"))
        .values_list("of_meeting", "lower")
        for source in SOURCES
    )
    return Counter(of_meeting for of_meeting, _lower in first.union(*others)).items()
