"""What an organization has received from the chair, or may read, and what its focal points have passed on."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.models import UN_LANGUAGES, Organization, Person
from accounts.permissions import Role
from correspondence.addresses import unreachable
from correspondence.models import Message, MessageState
from mailings.models import Forwarding, Mailing, MailingKind, Ministry
from mailings.recipients import Recipient
from meetings.access import found
from meetings.models import Audience, Document, DocumentState, Meeting
from participants.access import Representation, own_organization
from participants.models import FocalPoint
from participants.speakers import coming_meetings_of

# A word about a participant's own business, and a journal of the day, are for their readers.
TO_PASS_ON = (MailingKind.CIRCULAR, MailingKind.JOINT_LETTER, MailingKind.JOURNAL)
# The chair's staff and the teams keep their papers to themselves.
AUDIENCES = (Audience.PUBLIC, Audience.PARTICIPANTS, Audience.GOVERNMENTS)
ARRIVED = (MessageState.SENT, MessageState.DELIVERED, MessageState.BOUNCED)
RETURNED = (MessageState.BOUNCED, MessageState.FAILED)
LATEST = 50


class Passing:
    """A circular or a paper in the hands of those who speak for one organization."""

    def __init__(
        self, organization: Organization, *, mailing: Mailing | None = None, document: Document | None = None
    ):
        self.organization, self.mailing, self.document = organization, mailing, document

    @property
    def meeting(self) -> Meeting:
        return (self.mailing or self.document).meeting

    def roles_of(self, person: Person) -> set[Role]:
        return FocalPoint.organization_roles(self.organization, person)


# --- Finding ---------------------------------------------------------------------------------------------


def ministry_of_own_organization(person: Person, pk: int, ministry_pk: int) -> Ministry:
    """A ministry on the list of an organization that the person speaks for today."""
    organization = own_organization(person, pk).organization
    ministry = found(organization.ministries.filter(pk=ministry_pk, is_removed=False).first())
    ministry.organization = organization
    return ministry


def circular_of_own_organization(person: Person, pk: int, mailing_pk: int) -> Passing:
    """A mailing that went to an organization that the person speaks for today."""
    organization = own_organization(person, pk).organization
    return Passing(organization, mailing=found(mailings_to(organization).filter(pk=mailing_pk).first()))


def paper_of_own_organization(person: Person, pk: int, document_pk: int) -> Passing:
    """A published paper of a meeting to come that the person may read."""
    organization = own_organization(person, pk).organization
    document = found(Document.objects.select_related("meeting").with_files().filter(pk=document_pk).first())
    invited = {meeting.pk for meeting in coming_meetings_of(organization)}
    readable = papers_for(person, document.meeting).filter(pk=document_pk)
    return Passing(
        organization,
        document=found(document if document.meeting_id in invited and readable.exists() else None),
    )


def forwarding_of_own_organization(person: Person, pk: int, forwarding_pk: int) -> Forwarding:
    organization = own_organization(person, pk).organization
    forwarding = found(organization.forwardings.select_related("batch").filter(pk=forwarding_pk).first())
    forwarding.organization = organization
    return forwarding


# --- What there is to pass on ----------------------------------------------------------------------------


def mailings_to(organization: Organization):
    """Circulars, joint letters and journals that went to somebody of the organization, each with the `subject`
    it had there; the newest first."""
    own = Message.objects.filter(batch=OuterRef("batch"), organization=organization, state__in=ARRIVED)
    mailings = Mailing.objects.filter(Exists(own), kind__in=TO_PASS_ON).select_related("meeting")
    mailings = mailings.annotate(subject=Subquery(own.order_by("-pk").values("subject")[:1]))
    return mailings.order_by("-released_at", "-pk")


def papers_for(person: Person, meeting: Meeting):
    return Document.objects.visible_to(person, meeting).filter(
        audience__in=AUDIENCES, state=DocumentState.PUBLISHED
    )


@dataclass
class Received:
    """What an organization can pass on; each thing with `forwarded`, how many times it was."""

    mailings: list[Mailing]
    papers: list[Document] = field(default_factory=list)


def received(representation: Representation, person: Person) -> Received:
    """As many queries for one thing as for many, beside those of each meeting to come."""
    organization = representation.organization
    times = Count("forwardings", filter=Q(forwardings__organization=organization))
    mailings = mailings_to(organization).annotate(forwarded=times)
    papers = []
    for meeting in coming_meetings_of(organization):
        for paper in papers_for(person, meeting).order_by("-published_at", "-pk")[:LATEST]:
            paper.meeting = meeting
            papers.append(paper)
    passed = dict(
        organization.forwardings.filter(document__in=papers)
        .order_by()
        .values_list("document")
        .annotate(times=Count("pk"))
    )
    for paper in papers:
        paper.forwarded = passed.get(paper.pk, 0)
    return Received(list(mailings[:LATEST]), papers)


# --- To whom ---------------------------------------------------------------------------------------------


def list_of(organization: Organization) -> list[Ministry]:
    """The ministries of its list, each with `trouble`: why nothing can go to its address, else empty."""
    ministries = list(organization.ministries.filter(is_removed=False))
    reasons = unreachable([ministry.email for ministry in ministries])
    for ministry in ministries:
        ministry.trouble = reasons.get(ministry.email, "")
    return ministries


def as_recipient(ministry: Ministry) -> Recipient:
    """A ministry as a reader of a mailing to its State or organization."""
    organization = ministry.organization
    names = tuple(getattr(organization, f"name_{language}") for language in UN_LANGUAGES)
    return Recipient(
        ministry.email,
        ministry.addressee,
        ministry.language,
        None,
        organization.pk,
        organization.kind,
        names,
    )


# --- Who got it ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Got:
    """One ministry that something was passed on to, and the last message about it."""

    ministry: Ministry
    message: Message
    may_be_sent_again: bool
    obstacle: str = ""


def passed_on(passing: Passing, ministries: list[Ministry]) -> list[Forwarding]:
    """Each time it was passed on, with `got`: a row for each ministry. Four queries for any number."""
    thing = {"mailing": passing.mailing, "document": passing.document}
    rows = list(passing.organization.forwardings.filter(**thing).select_related("by")[:LATEST])
    known = {ministry.pk: ministry for ministry in ministries}
    removed = passing.organization.ministries.filter(is_removed=True)
    known |= {ministry.pk: ministry for ministry in removed} if rows else {}
    messages: dict[int, dict[int, Message]] = {}
    for message in Message.objects.filter(batch__forwarding__in=rows).order_by("pk").defer("body"):
        forwarding, ministry = keyed(message)
        messages.setdefault(forwarding, {})[ministry] = message
    for row in rows:
        last = messages.get(row.pk, {})
        row.got = [got(known[pk], message) for pk, message in last.items() if pk in known]
    return rows


def keyed(message: Message) -> tuple[int, int]:
    """The forwarding and the ministry that a message is about: "forward:4:12:1"."""
    _word, forwarding, ministry, _number = message.key.split(":")
    return int(forwarding), int(ministry)


def got(ministry: Ministry, message: Message) -> Got:
    came_back = message.state in RETURNED
    is_listed = not ministry.is_removed
    trouble = getattr(ministry, "trouble", "")
    may = came_back and is_listed and not trouble
    return Got(ministry, message, may, str(trouble) if came_back and is_listed else "")
