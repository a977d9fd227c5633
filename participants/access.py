"""Finding what a person may know of; everything else is not found."""

from accounts.models import Person
from accounts.permissions import Permission, granting
from gfmd.tokens import hash_of
from meetings.access import announced_meeting, found
from participants.models import Delegate, Delegation, Invitation


def invitation_by_token(person, token: str) -> Invitation:
    """The invitation a link belongs to, valid or not. A superseded link is not known any more."""
    return found(
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


def invitation_of_meeting(person: Person, slug: str, pk: int) -> Invitation:
    meeting = announced_meeting(person, slug)
    invitation = found(
        meeting.invitations.with_state()
        .select_related("organization", "message", "accepted_by")
        .filter(pk=pk)
        .first()
    )
    invitation.meeting = meeting
    return invitation
