"""Of what people are reminded: each source knows who owes it, by when, and what exactly is missing.

What is missing is said by the pages on which it is done (participants.reviewing, participants.standing,
participants.own_seat, roundtables.standing): what a reminder says is what its reader then sees. Offers to applicants
are not among them: selection.actions.remind_of_offers reminds of those.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from correspondence.models import MessageState
from mailings.models import ReminderAbout
from mailings.reminders.briefs import of_clearance, of_comments, of_presentation, speakers
from mailings.reminders.owed import Link, Owed, Reason, Situation, to_person
from participants.actions.invitations import MAY_ANSWER
from participants.models import (
    WITH_HEAD,
    Answer,
    Delegate,
    DelegateState,
    Delegation,
    DelegationState,
    FocalPoint,
    Invitation,
)
from participants.own_seat import standing_of_seat
from participants.reviewing import asked_by_chair, review_of
from participants.standing import standing
from roundtables.actions import takes_choices

A, D = ReminderAbout, DelegationState
UNFINISHED = (DelegateState.INVITED, DelegateState.INCOMPLETE)
GONE = {D.DECLINED: Reason.DECLINED, D.WITHDRAWN: Reason.WITHDRAWN}


@dataclass(frozen=True)
class Source:
    """One thing a meeting asks of people.

    `things` are those that may be owed, each looked at by `owed` by itself, so that one that cannot be read
    keeps no other from being reminded. `until` says what the days are counted back from, and `usual` when that is
    for most people, where the meeting knows.
    """

    about: ReminderAbout
    things: Callable[[Situation], Iterable]
    owed: Callable[[object, Situation], Iterator[Owed]]
    to: str | Promise
    until: str | Promise
    example: str | Promise
    usual: Callable[[Situation], datetime | None] = lambda situation: None


# --- Invitations -----------------------------------------------------------------------------------------


def of_invitation(invitation: Invitation, situation: Situation) -> Iterator[Owed]:
    """To the addressee of an invitation that has gone out and is not answered."""
    if invitation.answer not in (Answer.NONE, Answer.DECLINED):
        return
    organization, message = invitation.organization, invitation.message
    yield Owed(
        about=A.INVITATION,
        thing=invitation.pk,
        email=invitation.to_email,
        name=invitation.to_name,
        language=invitation.language,
        organization=organization,
        deadline=invitation.closes_at,
        since=message.queued_at if message else None,
        title=lambda: _("Invitation of %(organization)s") % {"organization": organization.name},
        missing=lambda: [
            _("We have not heard whether %(organization)s takes part.") % {"organization": organization.name},
            _("Accepting and declining are both welcome answers; either settles the matter."),
        ],
        link=Link(invitation, "/invitations/{token}/"),
        passed=why_not_invited(invitation, situation),
    )


def why_not_invited(invitation: Invitation, situation: Situation) -> str | Promise:
    if invitation.answer == Answer.DECLINED:
        return Reason.DECLINED
    message, local_day = invitation.message, situation.meeting.local_day
    if message is None or message.state in (
        MessageState.QUEUED,
        MessageState.SENDING,
        MessageState.CANCELLED,
    ):
        return Reason.UNSENT
    if message.state in (MessageState.FAILED, MessageState.BOUNCED):
        return Reason.TROUBLED
    if local_day(message.queued_at) >= local_day(situation.at):
        return Reason.WRITTEN_TODAY
    return ""


def answerable(situation: Situation) -> Iterable[Invitation]:
    return situation.invitations if situation.meeting.state in MAY_ANSWER else ()


# --- Delegations, to their focal points ------------------------------------------------------------------


def to_focal_points(delegation: Delegation, **facts) -> Iterator[Owed]:
    """One for each active focal point; without any, one that says so."""
    organization = delegation.organization
    facts = {
        "thing": delegation.pk,
        "organization": organization,
        "deadline": delegation.closes_at,
        "title": lambda: _("Delegation of %(organization)s") % {"organization": organization.name},
        "path": reverse("delegation", args=[delegation.pk]),
        **facts,
    }
    people = [term.person for term in organization.active_terms if term.person.is_active]
    for person in people:
        yield to_person(person, **facts)
    if not people:
        yield Owed(email="", **{**facts, "passed": facts.get("passed") or Reason.NOBODY})


def of_delegation(delegation: Delegation, situation: Situation) -> Iterator[Owed]:
    """Not submitted yet: what the page of review finds missing."""
    begun = situation.accepted.get(delegation.organization_id)
    facts = {"about": A.DELEGATION, "since": later(begun, situation.meeting.registration_opens_at)}
    if delegation.state in GONE:
        gone = {"passed": GONE[delegation.state], "missing": list}
        yield from to_focal_points(delegation, **facts, **gone)
    elif delegation.state in (D.NOT_STARTED, D.DRAFT) and delegation.is_open(situation.at):
        yield from to_focal_points(
            delegation, **facts, missing=lambda: to_submit(delegation), path=page_of(delegation)
        )


def page_of(delegation: Delegation) -> str:
    """Where the next thing is done: the seats, or the review that ends in submitting."""
    filled = delegation.seated and all(delegate.is_filled for delegate in delegation.seated)
    return reverse("delegation_review" if filled else "delegation", args=[delegation.pk])


def to_submit(delegation: Delegation) -> list[str]:
    missing = review_of(delegation, delegation.seated).missing
    return missing or [_("Nothing is missing: review and submit.")]


def of_correction(delegation: Delegation, situation: Situation) -> Iterator[Owed]:
    """Returned as a whole, or in single details, and not changed since."""
    if not delegation.is_open(situation.at):
        return
    facts = {"about": A.CORRECTION}
    if delegation.state == D.RETURNED:
        yield from to_focal_points(
            delegation,
            **facts,
            since=situation.returned.get(delegation.pk),
            missing=lambda: [
                _("The chair returned it for correction: “%(sentence)s”")
                % {"sentence": delegation.return_sentence},
                *asked_by_chair(delegation.seated),
            ],
        )
        return
    to_correct = [one for one in delegation.seated if one.state == DelegateState.NEEDS_CHANGE]
    if delegation.state in WITH_HEAD and to_correct and not delegation.must_reconfirm:
        asked = [check.at for delegate in to_correct for check in delegate.checks.all()]
        yield from to_focal_points(
            delegation,
            **facts,
            since=max(asked, default=None),
            missing=lambda: (
                list(asked_by_chair(delegation.seated))
                or list(standing(delegation, delegation.seated).sentences)
            ),
        )


def of_reconfirmation(delegation: Delegation, situation: Situation) -> Iterator[Owed]:
    """The meeting was postponed to known days, and the delegation has not said again that it comes."""
    if delegation.must_reconfirm:
        yield from to_focal_points(
            delegation,
            about=A.RECONFIRMATION,
            deadline=situation.begins,
            since=delegation.reconfirm_asked_at,
            missing=lambda: [
                _("The meeting was postponed."),
                _("Please say whether your delegation still comes."),
            ],
        )


# --- Delegates -------------------------------------------------------------------------------------------


def seats(situation: Situation) -> Iterable[Delegate]:
    return [delegate for delegation in situation.delegations for delegate in delegation.seated]


def to_delegate(delegate: Delegate, **facts) -> Owed:
    delegation = delegate.delegation
    spoken = delegate.languages[0] if delegate.languages else delegation.organization.address_language
    return Owed(
        **{
            "thing": delegate.pk,
            "email": delegate.email,
            "name": delegate.full_name,
            "language": spoken,
            "organization": delegation.organization,
            "deadline": delegation.closes_at,
            **facts,
        }
    )


def of_details(delegate: Delegate, situation: Situation) -> Iterator[Owed]:
    """A delegate who was sent a personal link and has not said that the details are complete."""
    if delegate.link_sent_at is None or delegate.completed_at or delegate.state not in UNFINISHED:
        return
    if not delegate.email or not delegate.delegation.is_open(situation.at):
        return
    yield to_delegate(
        delegate,
        about=A.DETAILS,
        since=delegate.link_sent_at,
        title=lambda: (
            _("Your seat in the delegation of %(organization)s")
            % {"organization": delegate.delegation.organization.name}
        ),
        missing=lambda: details_missing(delegate),
        link=Link(delegate, "/seats/link/{token}/"),
    )


def details_missing(delegate: Delegate) -> list[str]:
    """What the page of the seat says is missing, without the deadline, which every reminder has anyway."""
    missing = standing_of_seat(delegate).sentences[:1]
    return [*filter(None, missing)] or [_("Please look at your details and say that they are complete.")]


def of_places(delegate: Delegate, situation: Situation) -> Iterator[Owed]:
    """A delegate without a place or a place in a line; who has no address is told of to the focal points."""
    delegation = delegate.delegation
    if delegation.state not in WITH_HEAD or delegation.must_reconfirm or delegate.standing_places:
        return
    if not situation.has_roundtables or not takes_choices(delegation, situation.at):
        return
    facts = {
        "about": A.PLACES,
        "thing": delegate.pk,
        "deadline": situation.begins,
        "since": later(delegate.taken_at, delegation.submitted_at),
    }
    if delegate.email:
        yield to_delegate(
            delegate,
            **facts,
            title=lambda: _("Roundtables"),
            missing=lambda: [_("You have not chosen a roundtable yet.")],
            path=reverse("seat_places", args=[delegate.pk]),
        )
        return
    yield from to_focal_points(
        delegation,
        **facts,
        path=reverse("delegation_places", args=[delegation.pk]),
        missing=lambda: [
            _("No roundtable is chosen yet for %(name)s.") % {"name": delegate.shown_name or delegate.seat}
        ],
    )


# --- Tasks of focal points -------------------------------------------------------------------------------


def of_task(point: FocalPoint, situation: Situation) -> Iterator[Owed]:
    """Somebody named focal point or alternate, who has not taken the task on."""
    yield to_person(
        point.person,
        about=A.TASK,
        thing=point.pk,
        organization=point.organization,
        deadline=point.link_expires_at,
        since=point.since,
        title=lambda: _("Focal point of %(organization)s") % {"organization": point.organization.name},
        missing=lambda: [_("You were asked to take on this task, and have neither taken it on nor refused.")],
        link=Link(point, "/focal-points/{token}/"),
    )


def later(*instants: datetime | None) -> datetime | None:
    return max(filter(None, instants), default=None)


# --- All of them -----------------------------------------------------------------------------------------

FOCAL_POINTS = gettext_lazy("The focal points of the organization")
UNTIL_CLOSED = gettext_lazy("the last minute of registration, with extra time and deadlines by class")
UNTIL_MEETING = gettext_lazy("the first day of the meeting")
TEAM = gettext_lazy("Those in the team of the roundtable who owe it")


def closes(situation: Situation) -> datetime | None:
    return situation.meeting.registration_closes_at


def begins(situation: Situation) -> datetime | None:
    return situation.begins


SOURCES = {
    source.about: source
    for source in (
        Source(
            A.INVITATION,
            answerable,
            of_invitation,
            gettext_lazy("The addressee of the invitation, with the personal link"),
            UNTIL_CLOSED,
            gettext_lazy("We have not heard whether Kenya takes part."),
            usual=closes,
        ),
        Source(
            A.DELEGATION,
            lambda situation: situation.delegations,
            of_delegation,
            FOCAL_POINTS,
            UNTIL_CLOSED,
            gettext_lazy(
                "Seat 2, Amina Otieno: the function is missing. Nobody is head of the delegation yet."
            ),
            usual=closes,
        ),
        Source(
            A.CORRECTION,
            lambda situation: situation.delegations,
            of_correction,
            FOCAL_POINTS,
            UNTIL_CLOSED,
            gettext_lazy("The chair returned it for correction: “Please give the functions in full.”"),
            usual=closes,
        ),
        Source(
            A.RECONFIRMATION,
            lambda situation: situation.delegations,
            of_reconfirmation,
            FOCAL_POINTS,
            UNTIL_MEETING,
            gettext_lazy("The meeting was postponed. Please say whether your delegation still comes."),
            usual=begins,
        ),
        Source(
            A.DETAILS,
            seats,
            of_details,
            gettext_lazy("The delegate who was sent a personal link, with that link"),
            UNTIL_CLOSED,
            gettext_lazy("Missing: name, function."),
            usual=closes,
        ),
        Source(
            A.PLACES,
            seats,
            of_places,
            gettext_lazy("The delegate, or the focal points where the delegate has no address"),
            UNTIL_MEETING,
            gettext_lazy("You have not chosen a roundtable yet."),
            usual=begins,
        ),
        Source(
            A.TASK,
            lambda situation: situation.pending,
            of_task,
            gettext_lazy("The person named, with the personal link"),
            gettext_lazy("the last day on which the personal link is good"),
            gettext_lazy("You were asked to take on this task, and have neither taken it on nor refused."),
        ),
        Source(
            A.COMMENTS,
            lambda situation: situation.works,
            of_comments,
            TEAM,
            gettext_lazy("the last minute of the round of comments"),
            gettext_lazy("Comment on the first draft of roundtable 1.1 by 12 May 2027, 23:59, Rabat time."),
        ),
        Source(
            A.CLEARANCE,
            lambda situation: situation.works,
            of_clearance,
            TEAM,
            UNTIL_MEETING,
            gettext_lazy("Clear the brief of roundtable 1.1 for Kenya."),
            usual=begins,
        ),
        Source(
            A.PRESENTATION,
            speakers,
            of_presentation,
            gettext_lazy("The speaker"),
            UNTIL_MEETING,
            gettext_lazy("Hand in your presentation for roundtable 1.1."),
            usual=begins,
        ),
    )
}
