"""What one address owes one meeting, and what a meeting's rooms know of it, asked once for everybody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from hashlib import sha256

from django.db.models import Max, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person, Trace
from mailings.models import ReminderAbout
from meetings.models import DatesKnown, Meeting, MeetingState
from participants.models import (
    Delegate,
    Delegation,
    FocalPoint,
    FocalPointState,
    Invitation,
)
from roundtables.models import Place, Roundtable
from roundtables.work import Work, with_work

A = ReminderAbout
# Nobody is reminded of a meeting that is not announced yet or over.
SILENT = (MeetingState.DRAFT, MeetingState.CONCLUDED, MeetingState.ARCHIVED, MeetingState.CANCELLED)
OF_DELEGATIONS = (A.DELEGATION, A.CORRECTION, A.RECONFIRMATION)
OF_DELEGATES = (A.DETAILS, A.PLACES)
OF_BRIEFS = (A.COMMENTS, A.CLEARANCE, A.PRESENTATION)


class Reason:
    """Why somebody who owes something is passed over, in a sentence."""

    DECLINED = _("Declined: nothing more is sent.")
    WITHDRAWN = _("Withdrew: nothing more is sent.")
    NOBODY = _("There is no address to write to.")
    UNSENT = _("The invitation itself has not left yet.")
    WRITTEN_TODAY = _("Was written to about this today; the reminder waits until tomorrow.")
    TROUBLED = _("Messages to this address come back: correct it first.")
    TOLD = _("Was reminded of it today.")
    DIGEST_LEFT = _("Has got today's message already; the reminder waits until tomorrow.")
    LINK_BUSY = _("Somebody is at work on it at this moment; the next hour tries again.")


@dataclass(frozen=True)
class Link:
    """A personal link in the making: whose it is, and its address. Its number is looked up when it is needed."""

    holder: Invitation | Delegate | FocalPoint
    path: str

    @property
    def name(self) -> str:
        return self.holder.link_name


@dataclass(frozen=True)
class Owed:
    """One thing that one address owes by one deadline.

    `title` and `missing` are asked for when the text is written, in the language of who reads it. `since` is
    when it was asked for, where that is known. `passed` says why nothing is sent all the same.
    """

    about: ReminderAbout
    thing: int
    email: str
    deadline: datetime | None
    title: Callable[[], str]
    missing: Callable[[], list[str]]
    name: str = ""
    language: str = ""
    organization: Organization | None = None
    person: Person | None = None
    since: datetime | None = None
    path: str = ""
    link: Link | None = None
    passed: object = ""
    says_deadline: bool = False  # in `missing`

    @property
    def matter(self) -> tuple[str, int, str]:
        """What was told of before, and to whom."""
        return self.about, self.thing, address_hash(self.email)


def address_hash(email: str) -> str:
    """By what an address is known again without being kept."""
    return sha256(email.strip().lower().encode()).hexdigest()


class Situation:
    """What the rooms know of a meeting at an instant: the same number of queries for any number of people.

    With `only`, keys of things by what they are, it looks at these alone.
    """

    def __init__(self, meeting: Meeting, at: datetime, only: dict[str, set[int]] | None = None):
        self.meeting, self.at, self.only = meeting, at, only

    def _keys(self, abouts: Iterable[str]) -> list[int]:
        return [key for about in abouts for key in (self.only or {}).get(about, ())]

    @property
    def begins(self) -> datetime | None:
        """The last minute before the meeting's first day, at the venue; None while the days are not known."""
        meeting = self.meeting
        if meeting.dates_known != DatesKnown.DAY or meeting.starts_on is None:
            return None
        return datetime.combine(meeting.starts_on, time(), tzinfo=meeting.zone) - timedelta(minutes=1)

    @cached_property
    def invitations(self) -> list[Invitation]:
        rows = self.meeting.invitations.select_related("organization", "message").defer("message__body")
        rows = rows.order_by("pk")
        if self.only is not None:
            rows = rows.filter(pk__in=self._keys([A.INVITATION]))
        return [self._of_meeting(invitation) for invitation in rows]

    @cached_property
    def delegations(self) -> list[Delegation]:
        """With their seated delegates, what the chair asks of these, and their active focal points."""
        rows = self.meeting.delegations.select_related("organization").order_by("pk")
        if self.only is not None:
            of_delegates = Delegate.objects.filter(pk__in=self._keys(OF_DELEGATES)).values("delegation_id")
            rows = rows.filter(Q(pk__in=self._keys(OF_DELEGATIONS)) | Q(pk__in=of_delegates))
        seated = Delegate.objects.seated().prefetch_related(
            "checks", Prefetch("places", Place.objects.standing(), to_attr="standing_places")
        )
        terms = FocalPoint.objects.active().select_related("person").order_by("is_alternate", "pk")
        rows = rows.prefetch_related(
            Prefetch("delegates", seated, to_attr="seated"),
            Prefetch("organization__focal_points", terms, to_attr="active_terms"),
        )
        return [self._of_meeting(delegation) for delegation in rows]

    def _of_meeting(self, thing):
        thing.meeting = self.meeting
        for delegate in getattr(thing, "seated", ()):
            delegate.delegation = thing
        return thing

    @cached_property
    def accepted(self) -> dict[int, datetime]:
        """When each organization accepted, which is when its delegation began."""
        if self.only is None:
            return {one.organization_id: one.answered_at for one in self.invitations if one.answered_at}
        return {}  # at the moment of leaving the day of the step is long past

    @cached_property
    def returned(self) -> dict[int, datetime]:
        """When each delegation was last returned for correction."""
        keys = [
            f"delegation:{delegation.pk}" for delegation in self.delegations if delegation.return_sentence
        ]
        traces = Trace.objects.filter(act="return_delegation", subject__in=keys)
        rows = traces.values_list("subject").annotate(last=Max("at")).order_by()
        return {int(subject.partition(":")[2]): last for subject, last in rows}

    @cached_property
    def has_roundtables(self) -> bool:
        """Whether there is one that can be chosen."""
        return self.meeting.roundtables.published().exists()

    @cached_property
    def pending(self) -> list[FocalPoint]:
        """Those named for an organization that was invited, who have not taken the task on."""
        rows = FocalPoint.objects.filter(
            Q(nomination__meeting=self.meeting)
            | Q(
                nomination=None,
                organization__in=self.meeting.invitations.exclude(message=None).values("organization_id"),
            ),
            state=FocalPointState.PENDING,
            link_expires_at__gt=self.at,
        )
        if self.only is not None:
            rows = rows.filter(pk__in=self._keys([A.TASK]))
        return list(rows.select_related("organization", "person").order_by("pk"))

    @cached_property
    def works(self) -> list[Work]:
        """The work on each brief of the meeting."""
        rows = Roundtable.objects.filter(meeting=self.meeting).order_by("position", "pk")
        if self.only is not None:
            drafts = self._keys([A.COMMENTS, A.CLEARANCE])
            rows = rows.filter(
                Q(briefs__drafts__in=drafts) | Q(team__in=self._keys([A.PRESENTATION]))
            ).distinct()
        works = [Work(roundtable) for roundtable in with_work(rows)]
        for work in works:
            work.roundtable.meeting = self.meeting
        return works


def to_person(person: Person, **facts) -> Owed:
    return Owed(
        **{
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "person": person,
            **facts,
        }
    )
