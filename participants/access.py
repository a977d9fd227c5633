"""Finding what a person may know of; everything else is not found."""

from accounts.models import Organization, Person
from accounts.permissions import Permission, Role, granting
from correspondence.addresses import trouble_of
from gfmd.links import linked
from gfmd.tokens import hash_of
from meetings.access import announced_meeting, found
from meetings.models import Meeting
from participants.models import (
    Constituency,
    Delegate,
    Delegation,
    Erasure,
    FocalPoint,
    Invitation,
    Nomination,
)
from participants.speakers import expected_organizations


def invitation_by_token(person, token: str) -> Invitation:
    """The invitation a link belongs to, valid or not. A superseded link is not known any more."""
    return linked(
        Invitation.objects.select_related("meeting", "organization", "message", "accepted_by")
        .filter(link_hash=hash_of(token))
        .first()
    )


def own_delegation(person, pk: int) -> Delegation:
    """A delegation of the person's own organization, or of a meeting the person serves; else not found."""
    delegation = found(
        Delegation.objects.select_related("meeting", "meeting__chairmanship", "organization")
        .filter(pk=pk)
        .first()
    )
    if person.is_authenticated and not granting(person, Permission.SEE_DELEGATION, delegation):
        found(None)
    return delegation


def delegate_of(delegation: Delegation, delegate_pk: int) -> Delegate:
    """A delegate of this delegation, whether still in a seat or not."""
    delegate = found(delegation.delegates.filter(pk=delegate_pk).first())
    delegate.delegation = delegation
    return delegate


def delegation_of_meeting(person: Person, slug: str, pk: int) -> Delegation:
    meeting = announced_meeting(person, slug)
    delegation = found(meeting.delegations.select_related("organization").filter(pk=pk).first())
    delegation.meeting = meeting
    return delegation


def constituency_of_meeting(person: Person, slug: str, pk: int) -> Constituency:
    meeting = announced_meeting(person, slug)
    constituency = found(meeting.constituencies.filter(pk=pk).first())
    constituency.meeting = meeting
    return constituency


def invitation_of_meeting(person: Person, slug: str, pk: int) -> Invitation:
    meeting = announced_meeting(person, slug)
    invitation = found(
        meeting.invitations.with_state()
        .annotate(trouble=trouble_of("to_email"))
        .select_related("organization", "message", "accepted_by")
        .filter(pk=pk)
        .first()
    )
    invitation.meeting = meeting
    return invitation


# --- Nominations and focal points ------------------------------------------------------------------------


def nomination_by_token(person: Person, token: str) -> Nomination:
    """The nomination a personal link belongs to, valid or not. A superseded link is not known any more."""
    nominations = Nomination.objects.select_related("meeting", "organization", "letter")
    return linked(nominations.filter(link_hash=hash_of(token)).first())


def focal_point_by_token(person: Person, token: str) -> FocalPoint:
    """The term that a personal link offers, valid or not. A superseded link is not known any more."""
    points = FocalPoint.objects.select_related("organization", "person", "named_by", "nomination__meeting")
    return linked(points.filter(link_hash=hash_of(token)).first())


def nomination_of_meeting(person: Person, slug: str, pk: int) -> Nomination:
    meeting = announced_meeting(person, slug)
    nominations = meeting.nominations.select_related("organization", "letter", "decided_by").annotate(
        trouble=trouble_of("email"), sender_trouble=trouble_of("sender_email")
    )
    nomination = found(nominations.filter(pk=pk).first())
    nomination.meeting = meeting
    return nomination


class Representation:
    """An organization as those keep it who speak for it."""

    def __init__(self, organization: Organization):
        self.organization = organization

    def roles_of(self, person: Person) -> set[Role]:
        return FocalPoint.organization_roles(self.organization, person)


def own_organization(person: Person, pk: int) -> Representation:
    """An organization that the person speaks for today; any other is not found."""
    representation = Representation(found(Organization.objects.filter(pk=pk).first()))
    if person.is_authenticated and not granting(person, Permission.KEEP_TERM, representation):
        found(None)
    return representation


def term_of_own_organization(person: Person, pk: int, point_pk: int) -> FocalPoint:
    """A term of an organization that the person speaks for today."""
    organization = own_organization(person, pk).organization
    point = found(organization.focal_points.select_related("person").filter(pk=point_pk).first())
    point.organization = organization
    return point


class TermOfMeeting:
    """A focal point's term as the staff of a meeting keeps it."""

    def __init__(self, meeting: Meeting, point: FocalPoint):
        self.meeting, self.point = meeting, point

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)


def term_of_meeting(person: Person, slug: str, point_pk: int) -> TermOfMeeting:
    meeting = announced_meeting(person, slug)
    points = FocalPoint.objects.select_related("organization", "person", "named_by", "nomination__meeting")
    points = points.annotate(trouble=trouble_of("person__email"))
    return TermOfMeeting(meeting, found(points.filter(pk=point_pk).first()))


class Directory:
    """Who speaks for whom at a meeting, for those who take part in it or prepare it."""

    def __init__(self, meeting: Meeting):
        self.meeting = meeting

    def roles_of(self, person: Person) -> set[Role]:
        roles = self.meeting.roles_of(person)
        if Delegation.objects.seating(person).filter(meeting=self.meeting).exists():
            roles.add(Role.DELEGATE)
        points = FocalPoint.objects.active().filter(person=person)
        if points.filter(organization__in=expected_organizations(self.meeting)).exists():
            roles.add(Role.FOCAL_POINT)
        return roles


def directory_of_meeting(person: Person, slug: str) -> Directory:
    return Directory(announced_meeting(person, slug))


def certificate_of_meeting(person: Person, slug: str, pk: int) -> Erasure:
    """The certificate of an erasure that was done at this meeting."""
    meeting = announced_meeting(person, slug)
    erasure = found(meeting.erasures.filter(pk=pk).exclude(done_at=None).first())
    erasure.meeting = meeting
    return erasure


def delegate_of_meeting(person: Person, slug: str, delegate_pk: int) -> Delegate:
    """A delegate of this meeting, whether still in a seat or not."""
    meeting = announced_meeting(person, slug)
    delegate = found(
        Delegate.objects.filter(delegation__meeting=meeting, pk=delegate_pk)
        .select_related("delegation__organization")
        .first()
    )
    delegate.meeting = delegate.delegation.meeting = meeting
    return delegate
