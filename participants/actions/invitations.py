"""Inviting organizations, and what they answer."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Message, MessageState, Purpose
from gfmd.moves import Refused
from meetings.models import Meeting, MeetingState
from participants.actions.terms import (
    current_term,
    lock_organization_alone,
    make_primary,
    new_term,
)
from participants.actions.windows import refuse_unless_extra
from participants.messages.invitations import invitation_message
from participants.models import (
    ANSWER_MOVES,
    MAY_HAVE_EXTRA_TIME,
    Answer,
    Delegation,
    DelegationState,
    FocalPoint,
    Invitation,
    minute_after,
)

LINK_LASTS = timedelta(days=30)
RENEWED_AT_MOST_EVERY = timedelta(minutes=10)
MAY_ANSWER = (MeetingState.ANNOUNCED, MeetingState.REGISTRATION_OPEN)


@transaction.atomic
def invite(*, meeting: Meeting, organizations: Iterable[Organization], by: Person) -> int:
    """Write a draft invitation for each organization that has none; returns how many were written.

    The address is that of the active focal point, else the one on file for the organization.
    """
    organizations = list(organizations)
    people = {
        point.organization_id: point.person
        for point in FocalPoint.objects.active()
        .primary()
        .filter(organization__in=organizations)
        .select_related("person")
    }
    before = meeting.invitations.count()
    Invitation.objects.bulk_create(
        [_draft(meeting, organization, people.get(organization.pk)) for organization in organizations],
        ignore_conflicts=True,
    )
    written = meeting.invitations.count() - before
    if written:
        leave_trace("invite", meeting, by=by, after={"invitations": written})
    return written


def invite_member_states(*, meeting: Meeting, on: date, by: Person) -> int:
    """Invite every State that is a Member of the United Nations on that day (domain, rule 5)."""
    return invite(meeting=meeting, organizations=Organization.objects.member_states(on), by=by)


@transaction.atomic
def add_organization(organization: Organization, *, by: Person) -> Organization:
    """An organization that is not among those on file."""
    organization.save()
    leave_trace("add_organization", organization, by=by, after={"name": organization.name_en})
    return organization


def _draft(meeting: Meeting, organization: Organization, person: Person | None) -> Invitation:
    return Invitation(
        meeting=meeting,
        organization=organization,
        to_name=person.name if person else organization.address_name,
        to_email=person.email if person else organization.address_email,
        language=person.language if person else organization.address_language,
    )


@transaction.atomic
def send_invitations(*, meeting: Meeting, by: Person) -> int:
    """Send every draft that has an address; returns how many. A second call finds nothing left to send.

    One whose message was taken back before it left is a draft again.
    """
    refuse_unless_announced(meeting)
    drafts = list(
        meeting.invitations.filter(
            Q(message=None) | Q(message__state=MessageState.CANCELLED), answer=Answer.NONE
        )
        .exclude(to_email="")
        .select_related("organization")
        .order_by("pk")
        .select_for_update(of=["self"])
    )
    _send(drafts, meeting, purpose=Purpose.INVITATION)
    if drafts:
        leave_trace("send_invitations", meeting, by=by, after={"sent": len(drafts)})
    return len(drafts)


def refuse_unless_announced(meeting: Meeting) -> None:
    if meeting.state not in MAY_ANSWER:
        raise Refused(
            _(
                "Invitations go out while a meeting is announced and until its registration closes; this one is not."
            )
        )


def refuse_unless_it_goes_out(invitation: Invitation) -> None:
    """As above; an invitation with extra time goes out after registration has closed as well."""
    if is_over(invitation):
        refuse_unless_announced(invitation.meeting)


def _send(invitations: list[Invitation], meeting: Meeting, *, purpose: str) -> None:
    """Give each (locked) invitation a new link and put its message in the queue.

    A message with the former link, void from now on, need not leave any more; a lapsed one can be answered.
    """
    _cancel_waiting(invitations)
    messages = []
    for invitation in invitations:
        invitation.meeting = meeting
        if invitation.answer == Answer.LAPSED:
            invitation.answer, invitation.answered_at = Answer.NONE, None
        invitation.sent_count += 1
        invitation.give_new_link(timezone.now() + LINK_LASTS)
        messages.append(invitation_message(invitation, purpose))
    for invitation, message in zip(invitations, queue(messages), strict=True):
        invitation.message = message
        invitation.changed_at = timezone.now()
    Invitation.objects.bulk_update(
        invitations,
        [
            "answer",
            "answered_at",
            "link_number",
            "sent_count",
            "link_hash",
            "link_expires_at",
            "message",
            "changed_at",
        ],
    )


@transaction.atomic
def correct_address(
    *, invitation_pk: int, to_email: str, to_name: str, language: str, by: Person
) -> Invitation:
    """Correct where an invitation goes; one that had gone out (and is not settled) is sent again there."""
    invitation = _locked(invitation_pk)
    if invitation.answer == Answer.ACCEPTED:
        raise Refused(_("This invitation has been accepted; its address is that of the focal point now."))
    before = {"to_email": invitation.to_email, "to_name": invitation.to_name, "language": invitation.language}
    after = {"to_email": to_email.strip().lower(), "to_name": to_name.strip(), "language": language}
    for field, value in after.items():
        setattr(invitation, field, value)
    invitation.save()
    leave_trace("correct_address", invitation, by=by, before=before, after=after)
    goes_out = invitation.meeting.state in MAY_ANSWER or not is_over(invitation)
    if invitation.message_id and before != after and goes_out and invitation.answer != Answer.DECLINED:
        _send([invitation], invitation.meeting, purpose=Purpose.INVITATION)
    return invitation


def _cancel_waiting(invitations: Iterable[Invitation]) -> None:
    """Messages of these invitations that have not left yet need not leave."""
    keys = [invitation.message_id for invitation in invitations if invitation.message_id]
    Message.objects.filter(pk__in=keys, state=MessageState.QUEUED).update(state=MessageState.CANCELLED)


@transaction.atomic
def send_again(*, invitation_pk: int, by: Person) -> Invitation:
    """Send one invitation again after its message was refused or came back."""
    invitation = _locked(invitation_pk)
    refuse_unless_it_goes_out(invitation)
    if invitation.answer in (Answer.ACCEPTED, Answer.DECLINED):
        raise Refused(_("This invitation has been answered; nothing needs to be sent again."))
    if invitation.message and invitation.message.state in (MessageState.QUEUED, MessageState.SENDING):
        raise Refused(_("This invitation is already on its way."))
    if not invitation.to_email:
        raise Refused(_("This invitation has no address yet. Write one first."))
    _send([invitation], invitation.meeting, purpose=Purpose.INVITATION)
    leave_trace("send_again", invitation, by=by)
    return invitation


@transaction.atomic
def remind(*, meeting: Meeting, by: Person, organization_pks: Iterable[int] | None = None) -> int:
    """Remind those who have not answered; at most once a day each, and nobody who has settled the matter.

    Returns how many reminders were queued.
    """
    refuse_unless_announced(meeting)
    today = meeting.local_day()
    silent = (
        meeting.invitations.unanswered()
        .filter(message__state__in=[MessageState.SENT, MessageState.DELIVERED])
        .select_related("organization", "message")
        .order_by("pk")
        .select_for_update(of=["self"])
    )
    if organization_pks is not None:
        silent = silent.filter(organization__in=organization_pks)
    due = [invitation for invitation in silent if meeting.local_day(invitation.message.queued_at) < today]
    _send(due, meeting, purpose=Purpose.REMINDER)
    if due:
        leave_trace("remind", meeting, by=by, after={"reminded": len(due)})
    return len(due)


@transaction.atomic
def renew_link(*, invitation_pk: int) -> Invitation:
    """From the page of an expired link: a new one to the address on file, whoever asked for it."""
    invitation = _locked(invitation_pk)
    refuse_unless_it_goes_out(invitation)
    if is_over(invitation):
        raise Refused(_("Registration for this meeting is closed. Please write to the chair's office."))
    if invitation.answer == Answer.ACCEPTED:
        raise Refused(_("This invitation has been accepted. Sign in with your e-mail address to go on."))
    latest = invitation.message
    if latest and timezone.now() - latest.queued_at < RENEWED_AT_MOST_EVERY:
        raise Refused(
            _("A link was sent to this address a few minutes ago. Look for it in the mailbox first.")
        )
    _send([invitation], invitation.meeting, purpose=Purpose.NEW_LINK)
    leave_trace("renew_link", invitation, via=invitation.link_name)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation_pk: int, link_number: int, name: str) -> tuple[Person, Delegation]:
    """The addressee accepts: becomes the active focal point, and the delegation begins.

    Only the latest link counts. Whoever was the focal point before is succeeded.
    """
    invitation = _locked(invitation_pk)
    _refuse_unless_answerable(invitation, link_number)
    ANSWER_MOVES.check(invitation.answer, Answer.ACCEPTED, _("This invitation has been accepted already."))
    person = Person.objects.with_account(invitation.to_email, name=name, language=invitation.language)
    _make_focal_point(person, invitation)
    _settle(invitation, Answer.ACCEPTED)
    invitation.accepted_by = person
    invitation.save()
    delegation = begin_delegation(invitation.meeting, invitation.organization, invitation)
    leave_trace("accept_invitation", invitation, by=person, via=invitation.link_name)
    return person, delegation


def begin_delegation(
    meeting: Meeting, organization: Organization, invitation: Invitation | None = None
) -> Delegation:
    """The delegation of an organization that comes after all, or from the start, with the invitation's extra time."""
    delegation, _new = Delegation.objects.get_or_create(meeting=meeting, organization=organization)
    if delegation.state == DelegationState.DECLINED:
        delegation.state = DelegationState.NOT_STARTED
        delegation.save()
    if invitation and invitation.extra_until:
        delegation.extra_until, delegation.extra_reason = invitation.extra_until, invitation.extra_reason
        delegation.save()
    return delegation


def accept_by_nomination(*, meeting: Meeting, organization: Organization, person: Person) -> Delegation:
    """Who names a focal point for a meeting comes to it: its invitation is accepted, the link in it void.

    The organization is locked, and its invitations with it (terms.lock_organization).
    """
    invitation = organization.invitations.filter(meeting=meeting).select_related("message").first()
    if invitation and invitation.answer != Answer.ACCEPTED:
        _cancel_waiting([invitation])
        _settle(invitation, Answer.ACCEPTED)
        invitation.accepted_by = person
        _address_to(invitation, person)
        invitation.void_link()
        invitation.save()
        leave_trace("accept_invitation", invitation, by=person, via="nomination")
    return begin_delegation(meeting, organization, invitation)


def readdress_open(organization: Organization, *, former: Person, to: Person | None) -> None:
    """What a former focal point has not answered goes to the next one, or to the address on file.

    The link in the former message is void. The organization is locked, and its invitations with it.
    """
    theirs = organization.invitations.filter(answer=Answer.NONE, to_email__iexact=former.email)
    for invitation in theirs.select_related("meeting", "message").order_by("pk"):
        invitation.organization = organization
        had_gone_out = invitation.message_id is not None
        _cancel_waiting([invitation])
        _address_to(invitation, to)
        invitation.void_link()
        invitation.message = None
        invitation.save()
        leave_trace("correct_address", invitation, by=to, before={"to_email": former.email},
                    after={"to_email": invitation.to_email}, reason=_("The focal point has changed."))  # fmt: skip
        if had_gone_out and invitation.to_email and not is_over(invitation):
            _send([invitation], invitation.meeting, purpose=Purpose.INVITATION)


def _address_to(invitation: Invitation, person: Person | None) -> None:
    """To a person, or without one to the address on file for the organization."""
    on_file = invitation.organization
    invitation.to_name = person.name if person else on_file.address_name
    invitation.to_email = person.email if person else on_file.address_email
    invitation.language = person.language if person else on_file.address_language


@transaction.atomic
def decline_invitation(*, invitation_pk: int, link_number: int, reason: str = "") -> Invitation:
    """To decline is possible and respected: nothing more is sent."""
    invitation = _locked(invitation_pk)
    _refuse_unless_answerable(invitation, link_number)
    ANSWER_MOVES.check(invitation.answer, Answer.DECLINED, _("This invitation has been answered already."))
    _settle(invitation, Answer.DECLINED)
    invitation.decline_reason = reason
    invitation.save()
    _cancel_waiting([invitation])
    delegation, _new = Delegation.objects.get_or_create(
        meeting=invitation.meeting, organization=invitation.organization
    )
    delegation.state = DelegationState.DECLINED
    delegation.changed_at = timezone.now()
    delegation.save()
    leave_trace("decline_invitation", invitation, via=invitation.link_name, reason=reason)
    return invitation


@transaction.atomic
def ask_to_readdress(*, invitation_pk: int, link_number: int, name: str, email: str) -> Invitation:
    """Somebody who was passed the link asks that the invitation be addressed to them; staff decide."""
    invitation = _locked(invitation_pk)
    _refuse_unless_answerable(invitation, link_number)
    if invitation.answer != Answer.NONE:
        raise Refused(_("This invitation has been answered already."))
    invitation.asks_name, invitation.asks_email = name, email.strip().lower()
    invitation.asked_at = timezone.now()
    invitation.opened_at = invitation.opened_at or timezone.now()
    invitation.save()
    leave_trace(
        "ask_to_readdress", invitation, via=invitation.link_name, after={"name": name, "email": email}
    )
    return invitation


@transaction.atomic
def readdress_as_asked(*, invitation_pk: int, by: Person) -> Invitation:
    """Staff agree that an invitation goes to the person who asked for it."""
    invitation = _locked(invitation_pk)
    if not invitation.asks_email:
        raise Refused(_("Nobody asks to have this invitation addressed to them any more."))
    name, email = invitation.asks_name, invitation.asks_email
    invitation.asks_name = invitation.asks_email = ""
    invitation.asked_at = None
    invitation.save()
    return correct_address(
        invitation_pk=invitation.pk, to_email=email, to_name=name, language=invitation.language, by=by
    )


@transaction.atomic
def lapse_unanswered(*, at: datetime | None = None) -> int:
    """Invitations nobody answered by the last minute of registration lapse; returns how many."""
    at = at or timezone.now()
    lapsed = 0
    past = Q(registration_closes_at__lt=at) | Q(windows__closes_at__lt=at)
    for meeting in Meeting.objects.filter(past).distinct():
        silent = [invitation for invitation in _silent(meeting) if has_closed(invitation, at)]
        if not silent:
            continue
        for invitation in silent:
            invitation.answer, invitation.answered_at, invitation.changed_at = Answer.LAPSED, at, at
        Invitation.objects.bulk_update(silent, ["answer", "answered_at", "changed_at"])
        _cancel_waiting(silent)
        leave_trace("lapse_unanswered", meeting, via="lapse_unanswered", after={"lapsed": len(silent)})
        lapsed += len(silent)
    return lapsed


def _silent(meeting: Meeting) -> list[Invitation]:
    """Those of a meeting that nobody has answered, locked."""
    silent = meeting.invitations.unanswered().select_related("organization").order_by("pk")
    invitations = list(silent.select_for_update(of=["self"]))
    for invitation in invitations:
        invitation.meeting = meeting
    return invitations


def _locked(invitation_pk: int) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=["self"])
        .select_related("meeting", "organization", "message")
        .get(pk=invitation_pk)
    )


def _refuse_unless_answerable(invitation: Invitation, link_number: int) -> None:
    invitation.refuse_unless_link(link_number)
    if is_over(invitation):
        raise Refused(_("Registration for this meeting is closed. Please write to the chair's office."))


@transaction.atomic
def give_time_to_answer(*, invitation_pk: int, until: datetime, reason: str, by: Person) -> Invitation:
    """Let one organization that has not answered do so until and including that minute; others stay closed.

    The invitation goes out again with a new link. Whoever accepts has the same time for the delegation.
    """
    invitation = _locked(invitation_pk)
    refuse_unless_extra(invitation.meeting, invitation.organization, until)
    if invitation.answer not in (Answer.NONE, Answer.LAPSED):
        raise Refused(_("This invitation has been answered already."))
    if not invitation.to_email:
        raise Refused(_("There is no address yet."))
    before = {"until": invitation.extra_until.isoformat() if invitation.extra_until else ""}
    invitation.extra_until = until.replace(second=0, microsecond=0)
    invitation.extra_reason = reason
    invitation.save()
    _send([invitation], invitation.meeting, purpose=Purpose.INVITATION)
    after = {"until": invitation.extra_until.isoformat()}
    leave_trace("give_time_to_answer", invitation, by=by, before=before, after=after, reason=reason)
    return invitation


def is_over(invitation: Invitation) -> bool:
    """Whether an invitation can no longer be answered: each class of participant has its own last minute, and one
    organization may have time of its own."""
    has_time = invitation.has_extra_time()
    may_answer = MAY_HAVE_EXTRA_TIME if has_time else MAY_ANSWER
    return invitation.meeting.state not in may_answer or has_closed(invitation, timezone.now())


def has_closed(invitation: Invitation, at: datetime) -> bool:
    closes_at = invitation.closes_at
    return closes_at is not None and at >= minute_after(closes_at)


def _settle(invitation: Invitation, answer: Answer) -> None:
    invitation.answer = answer
    invitation.answered_at = timezone.now()
    invitation.opened_at = invitation.opened_at or timezone.now()
    invitation.asks_name = invitation.asks_email = ""
    invitation.asked_at = None


def _make_focal_point(person: Person, invitation: Invitation) -> None:
    """The active primary focal point from now on, whose details hold; a predecessor is kept, as succeeded.

    Raises Refused for somebody whose task is suspended: a link does not undo what the chair decided.
    """
    organization = lock_organization_alone(invitation.organization_id)
    point = current_term(person, organization) or new_term(person, organization)
    make_primary(point, by=person, via=invitation.link_name)
