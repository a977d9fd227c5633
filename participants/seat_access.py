"""Finding seats, the personal links to them and the letters for them; what one may not know of is not found."""

from accounts.models import Person
from accounts.permissions import Permission, granting
from gfmd.tokens import hash_of
from meetings.access import announced_meeting, found
from participants.access import delegate_of, own_delegation
from participants.actions.links import Holder
from participants.models import Assistant, Delegate, VisaLetter

WITH_MEETING = ("delegation__meeting__chairmanship", "delegation__organization")


def holder_of_link(token: str) -> Holder | None:
    """Whose personal link this is, valid or not; none for a link that a newer one has replaced."""
    hashed = hash_of(token)
    delegate = Delegate.objects.select_related(*WITH_MEETING).filter(link_hash=hashed).first()
    if delegate:
        return Holder(delegate, delegate.link_name)
    assistants = Assistant.objects.select_related(*(f"delegate__{name}" for name in WITH_MEETING))
    assistant = assistants.filter(link_hash=hashed).first()
    return Holder(assistant.delegate, assistant.link_name, assistant) if assistant else None


def own_seat(person: Person, pk: int) -> Delegate:
    """The seat a person holds. Who may see the delegation knows of it, and is refused; others do not find it."""
    delegate = found(Delegate.objects.seated().select_related(*WITH_MEETING).filter(pk=pk).first())
    may_know = (Permission.COMPLETE_SEAT, Permission.SEE_DELEGATION)
    if person.is_authenticated and not any(granting(person, one, delegate) for one in may_know):
        found(None)
    return delegate


def delegate_of_own(person: Person, pk: int, delegate_pk: int) -> Delegate:
    """A delegate of a delegation that the person may see; the delegation is at hand."""
    return delegate_of(own_delegation(person, pk), delegate_pk)


def delegate_of_meeting(person: Person, slug: str, delegate_pk: int) -> Delegate:
    """A delegate of a meeting, for its staff."""
    meeting = announced_meeting(person, slug)
    delegates = Delegate.objects.filter(delegation__meeting=meeting).select_related(
        "delegation__organization"
    )
    delegate = found(delegates.filter(pk=delegate_pk).first())
    delegate.delegation.meeting = meeting
    return delegate


def letter_of_meeting(person: Person, slug: str, letter_pk: int) -> VisaLetter:
    """A letter for a visa to a meeting, for its staff; it knows its delegate, who knows the meeting."""
    meeting = announced_meeting(person, slug)
    letters = VisaLetter.objects.filter(delegate__delegation__meeting=meeting)
    letter = found(letters.select_related("delegate__delegation").filter(pk=letter_pk).first())
    letter.delegate.delegation.meeting = meeting
    return letter
