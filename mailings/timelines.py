"""What was said to an organization or to a person, when, whether it arrived, and who may read which of it."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import Organization, Person
from accounts.permissions import Role
from correspondence.models import Message, MessageQuerySet, MessageState, Purpose
from meetings.access import announced_meeting, found
from meetings.models import Chairmanship, Meeting
from participants.models import FocalPoint

A_PAGE = 30
SAID = tuple(state for state in MessageState if state not in (MessageState.DRAFT, MessageState.CANCELLED))
# Nobody reads these but whom they went to: codes, and what is said about personal data.
SECRET = frozenset({Purpose.ACCOUNT, Purpose.PERSONAL_DATA})
# What is said to an organization as such. Of the rest, which concerns one person alone, it sees the fact.
OF_ORGANIZATIONS = frozenset(
    {
        Purpose.INVITATION,
        Purpose.NEW_LINK,
        Purpose.RETURNED,
        Purpose.CONFIRMED,
        Purpose.EXTRA_TIME,
        Purpose.POSTPONED,
        Purpose.NOMINATION,
        Purpose.JOINT_LETTER,
        Purpose.CIRCULAR,
        Purpose.JOURNAL,
        Purpose.FORWARDED,
    }
)
TO_WHOEVER_SPEAKS = frozenset({Purpose.REMINDER, Purpose.CHANGE})


@dataclass(frozen=True)
class Entry:
    """One message, and whether the reader may read what it says."""

    message: Message
    may_read: bool

    @property
    def is_kept(self) -> bool:
        return bool(self.message.body)


class Conversation:
    """What was said to an organization, for those who speak for it, and for staff of the meetings it is asked to."""

    def __init__(self, organization: Organization, person: Person):
        self.organization = organization
        served = Chairmanship.objects.staffed_by(person)
        asked = Q(invitations__organization=organization) | Q(delegations__organization=organization)
        self.meetings = list(
            Meeting.objects.filter(asked, chairmanship__in=served).select_related("chairmanship").distinct()
        )
        self.is_own = bool(FocalPoint.organization_roles(organization, person))

    def roles_of(self, person: Person) -> set[Role]:
        roles = {Role.FOCAL_POINT} if self.is_own else set()
        for chairmanship in {meeting.chairmanship for meeting in self.meetings}:
            roles |= chairmanship.roles_of(person)
        return roles

    def messages(self) -> MessageQuerySet:
        """Those who speak for it see all; staff what belongs to their own meetings."""
        rows = self.organization.messages.exclude(purpose=Purpose.ACCOUNT)
        return rows if self.is_own else rows.by_the_chair().filter(meeting__in=self.meetings)


class PersonAtMeeting:
    """What was said to a person about a meeting, for its staff."""

    def __init__(self, meeting: Meeting, person: Person):
        self.meeting, self.person = meeting, person

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)

    def messages(self) -> MessageQuerySet:
        return said_to(self.person).by_the_chair().filter(meeting=self.meeting)


# --- Finding ---------------------------------------------------------------------------------------------


def conversation_with(person: Person, pk: int) -> Conversation:
    """With an organization; for everybody else it is not known that there is one."""
    conversation = Conversation(found(Organization.objects.filter(pk=pk).first()), person)
    return found(conversation if conversation.roles_of(person) else None)


def person_at_meeting(person: Person, slug: str, person_pk: int) -> PersonAtMeeting:
    """Somebody to whom something was said about the meeting, or who speaks for an organization at it."""
    meeting = announced_meeting(person, slug)
    addressee = found(Person.objects.filter(pk=person_pk).first())
    asked = Q(organization__invitations__meeting=meeting) | Q(organization__delegations__meeting=meeting)
    belongs = (
        said_to(addressee).filter(meeting=meeting).exists() or addressee.focal_points.filter(asked).exists()
    )
    return PersonAtMeeting(meeting, found(addressee if belongs else None))


# --- Reading -----------------------------------------------------------------------------------------------


def said_to(person: Person) -> MessageQuerySet:
    return Message.objects.filter(Q(person=person) | Q(to_email__iexact=person.email))


def timeline(messages: MessageQuerySet, may_read, number: str | None) -> Page:
    """A page of entries, the latest first. Two queries."""
    rows = messages.filter(state__in=SAID).select_related("meeting")
    page = Paginator(rows.order_by(Coalesce("sent_at", "queued_at").desc(), "-pk"), A_PAGE).get_page(number)
    page.object_list = [Entry(message, may_read(message)) for message in page.object_list]
    return page


def is_to(message: Message, reader: Person) -> bool:
    return message.person_id == reader.pk or message.to_email.lower() == reader.email


def readable_by_speaker(reader: Person):
    """For who speaks for an organization: what is said to it, and to the reader; of others only that it was said."""

    def may_read(message: Message) -> bool:
        if is_to(message, reader) or message.purpose in OF_ORGANIZATIONS:
            return True
        return message.purpose in TO_WHOEVER_SPEAKS and message.person_id is None

    return may_read


def readable_by_staff(message: Message) -> bool:
    return message.purpose not in SECRET


def readable_by_addressee(message: Message) -> bool:
    """One's own; a code to sign in serves once and is not shown again."""
    return message.purpose != Purpose.ACCOUNT
