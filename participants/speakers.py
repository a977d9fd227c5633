"""Who speaks for whom: organizations with their focal points, for staff and for the directory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from unicodedata import category

import vobject
from django.db.models import Min, Q, QuerySet

from accounts.models import Organization, OrganizationKind, Trace, subject_of
from correspondence.addresses import trouble_of
from gfmd.names import latin_words, sound
from meetings.models import Meeting
from participants.models import FocalPoint, FocalPointState

S = FocalPointState
CURRENT = (S.PENDING, S.ACTIVE, S.SUSPENDED)
STATES = (OrganizationKind.MEMBER_STATE, OrganizationKind.OBSERVER_STATE)


@dataclass
class Entry:
    """An organization and the terms of its focal points that have not ended, the primary ones first."""

    organization: Organization
    points: list[FocalPoint] = field(default_factory=list)

    @property
    def primary(self) -> FocalPoint | None:
        return next((one for one in self.points if one.state == S.ACTIVE and not one.is_alternate), None)

    @property
    def alternates(self) -> list[FocalPoint]:
        return [one for one in self.points if one.state == S.ACTIVE and one.is_alternate]

    @property
    def active(self) -> list[FocalPoint]:
        return [one for one in self.points if one.state == S.ACTIVE]

    @property
    def pending(self) -> list[FocalPoint]:
        return [one for one in self.points if one.state == S.PENDING]

    @property
    def suspended(self) -> list[FocalPoint]:
        return [one for one in self.points if one.state == S.SUSPENDED]

    @property
    def is_vacant(self) -> bool:
        """Nobody is the focal point today; alternates may act meanwhile."""
        return self.primary is None

    def is_found_by(self, typed: str, points: Iterable[FocalPoint]) -> bool:
        """Whether what was typed begins, or for a person's name sounds like, words of these terms or the organization."""
        organization = self.organization
        ministries = [point.ministry for point in points]
        texts = [organization.name, organization.name_en, organization.acronym, *ministries]
        return matches(typed, texts, names=[point.person.name for point in points])


def entries(organizations: QuerySet[Organization]) -> list[Entry]:
    """Organizations in the reader's order with their focal points. Two queries for any number of them."""
    found = {one.pk: Entry(one) for one in organizations.in_reading_order()}
    points = FocalPoint.objects.filter(organization__in=found, state__in=CURRENT).select_related("person")
    points = points.annotate(trouble=trouble_of("person__email"))
    for point in points.order_by("is_alternate", "pk"):
        entry = found[point.organization_id]
        point.organization = entry.organization
        entry.points.append(point)
    return list(found.values())


def expected_organizations(meeting: Meeting) -> QuerySet[Organization]:
    """Those whose invitation to the meeting has gone out, or who have a delegation to it."""
    invited = meeting.invitations.filter(message__isnull=False).values("organization")
    coming = meeting.delegations.values("organization")
    return Organization.objects.filter(Q(pk__in=invited) | Q(pk__in=coming))


def kept_organizations(meeting: Meeting) -> QuerySet[Organization]:
    """Those whose focal points staff keeps: all States, all who are invited, and all who have one."""
    invited = meeting.invitations.values("organization")
    current = FocalPoint.objects.filter(state__in=CURRENT).values("organization")
    return Organization.objects.filter(Q(kind__in=STATES) | Q(pk__in=invited) | Q(pk__in=current))


def matches(typed: str, texts: Iterable[str], names: Iterable[str]) -> bool:
    """Whether every word typed begins a word of texts or names, or sounds like one of a name, in any script."""
    if not typed:
        return True
    asked, of_names = latin_words(typed[:200])[:8], latin_words(*names)
    words, sounds = [*latin_words(*texts), *of_names], {sound(word) for word in of_names}
    return bool(asked) and all(
        any(word.startswith(one) for word in words) or (len(sound(one)) > 1 and sound(one) in sounds)
        for one in asked
    )


# --- Whether name and address still hold -------------------------------------------------------------------


def asked_at(meetings: Iterable[Meeting]) -> dict[int, datetime]:
    """When each meeting first sent invitations, by its key: since then details are to be confirmed anew."""
    subjects = {subject_of(one): one.pk for one in meetings}
    rows = Trace.objects.filter(act="send_invitations", subject__in=subjects).order_by()
    first = rows.values_list("subject").annotate(first=Min("at"))
    return {subjects[subject]: at for subject, at in first}


def needs_reconfirming(point: FocalPoint, asked: datetime | None) -> bool:
    """Whether an active focal point has not said, since a meeting asked, that name and address still hold."""
    return (
        point.state == S.ACTIVE
        and asked is not None
        and (point.reconfirmed_at is None or point.reconfirmed_at < asked)
    )


def coming_meetings_of(organization: Organization) -> list[Meeting]:
    """Meetings still to come that expect the organization."""
    expected = Q(invitations__organization=organization, invitations__message__isnull=False) | Q(
        delegations__organization=organization
    )
    over = ("concluded", "archived", "cancelled")
    return list(Meeting.objects.announced().filter(expected).exclude(state__in=over).distinct())


# --- Address books -------------------------------------------------------------------------------------------


def vcards(points: Iterable[FocalPoint]) -> bytes:
    """The cards of focal points (vCard 3.0, RFC 2426), for the address books of staff."""
    return "".join(_vcard(point).serialize() for point in points).encode()


def _vcard(point: FocalPoint):
    card = vobject.vCard()
    name = _plain(str(point.person))
    card.add("fn").value = name
    # One name is enough; nobody's name is taken apart into first and last.
    card.add("n").value = vobject.vcard.Name(family=name)
    card.add("org").value = [_plain(point.organization.name), _plain(point.ministry)]
    if point.function:
        card.add("title").value = _plain(point.function)
    email = card.add("email")
    email.value, email.type_param = _plain(point.person.email), "INTERNET"
    if point.phone:
        phone = card.add("tel")
        phone.value, phone.type_param = _plain(point.phone), "WORK"
    card.add("uid").value = f"focal-point-{point.pk}"
    return card


def _plain(text: str) -> str:
    """In one line: a break in what was typed would begin a line of its own in a card."""
    return " ".join("".join(" " if category(one) in ("Cc", "Zl", "Zp") else one for one in text).split())
