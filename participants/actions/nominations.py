"""Nominations of focal points: handed in, verified, corrected, decided. Each act locks the nomination's row."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Message
from gfmd.moves import Refused, Stale
from meetings.models import Meeting
from meetings.uploads import Upload
from participants.actions.invitations import MAY_ANSWER, accept_by_nomination, readdress_open
from participants.actions.terms import (
    LINK_LASTS,
    RENEWED_AT_MOST_EVERY,
    current_term,
    end_pending_successors,
    lock_organization,
    lock_organization_alone,
    make_primary,
    new_term,
    send_task,
)
from participants.letters import kept_letter
from participants.messages.nominations import decision_message, nomination_message, standing_message
from participants.models import (
    NOMINATION_MOVES,
    FocalPoint,
    FocalPointState,
    Nomination,
    NominationState,
    Window,
    minute_after,
)

# Anybody may hand one in: what waits for one organization is held to a few, so that nobody fills the disk.
MOST_OPEN = 3
# Nor does whoever withdraws one and hands in the next.
MOST_IN_A_DAY = 10
N = NominationState


class Named(TypedDict):
    """Who is named, as whom, and who says so."""

    name: str
    function: str
    ministry: str
    duty_station: str
    email: str
    phone: str
    language: str
    sender_name: str
    sender_email: str


def takes_nominations(meeting: Meeting, kind: str | None = None) -> bool:
    """Whether nominations are taken, for a kind of organization or for any: while invitations may be answered."""
    if meeting.state not in MAY_ANSWER:
        return False
    if kind:
        return _is_ahead(Window.closes(meeting, kind))
    if _is_ahead(meeting.registration_closes_at):
        return True
    return any(_is_ahead(window.closes_at) for window in meeting.windows.all())


def _is_ahead(closes_at: datetime | None) -> bool:
    return closes_at is None or timezone.now() < minute_after(closes_at)


@transaction.atomic
def nominate(*, meeting: Meeting, organization: Organization, named: Named, upload: Upload) -> Nomination:
    """Hand in a nomination with its letter; whoever hands it in gets a personal link to it.

    The same one sent twice, as by a double click, is one. Raises Refused when registration is closed, or when
    as many as are taken wait for this organization.
    """
    organization = lock_organization_alone(organization.pk)
    if not takes_nominations(meeting, organization.kind):
        raise Refused(_("Registration for this meeting is closed. Please write to the chair's office."))
    waiting = list(organization.nominations.open().select_related("letter"))
    for one in waiting:
        if (one.meeting_id, one.email, one.letter.sha256) == (meeting.pk, named["email"], upload.sha256):
            return one
    since = timezone.now() - timedelta(days=1)
    lately = organization.nominations.filter(submitted_at__gt=since).count()
    if len(waiting) >= MOST_OPEN or lately >= MOST_IN_A_DAY:
        raise Refused(
            _(
                "Several nominations for this organization have been handed in already, so no further one is "
                "taken. Please write to the chair's office."
            )
        )
    nomination = Nomination(meeting=meeting, organization=organization, **named)
    nomination.letter = kept_letter(upload)
    nomination.save()
    _send_link(nomination)
    leave_trace("nominate", nomination, via=nomination.link_name, after=_facts(nomination))
    return nomination


def _send_link(nomination: Nomination, *, is_renewed: bool = False) -> None:
    """A new personal link to whoever handed it in; every earlier one is void."""
    nomination.give_new_link(timezone.now() + LINK_LASTS)
    nomination.save()
    queue([nomination_message(nomination, is_renewed=is_renewed)])


def _facts(nomination: Nomination) -> dict[str, str]:
    facts = {name: getattr(nomination, name) for name in Named.__annotations__}
    return facts | {"letter": nomination.letter.name}


# --- By the personal link of whoever handed it in ----------------------------------------------------------


@transaction.atomic
def correct_nomination(
    *, nomination_pk: int, link_number: int, named: Named, upload: Upload | None
) -> Nomination:
    """Correct the very same nomination, as was asked; without a new letter, the one on file stays."""
    nomination = _held(nomination_pk, link_number)
    if nomination.state != N.NEEDS_CORRECTION:
        raise Refused(_("No correction of this nomination is asked for any more."))
    before = _facts(nomination)
    for name, value in named.items():
        setattr(nomination, name, value)
    if upload:
        nomination.letter = kept_letter(upload)
    nomination.state = N.SUBMITTED
    nomination.save()
    after = _facts(nomination)
    changed = [name for name in after if before[name] != after[name]]
    leave_trace(
        "correct_nomination",
        nomination,
        via=nomination.link_name,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return nomination


@transaction.atomic
def withdraw_nomination(*, nomination_pk: int, link_number: int) -> Nomination:
    """Whoever handed it in takes it back, before it is decided."""
    nomination = _held(nomination_pk, link_number)
    _move(nomination, N.WITHDRAWN)
    nomination.decided_at = timezone.now()
    nomination.save()
    leave_trace("withdraw_nomination", nomination, via=nomination.link_name)
    return nomination


@transaction.atomic
def renew_nomination_link(*, nomination_pk: int) -> Nomination:
    """From the page of an expired link: a new one to the address on file, whoever asked for it."""
    nomination = _locked(nomination_pk)
    if nomination.state in (N.ACCEPTED, N.REJECTED, N.WITHDRAWN):
        raise Refused(_("This nomination is settled; no link to it is needed any more."))
    refuse_if_just_sent(f"nomination:{nomination.pk}:{nomination.link_number}")
    _send_link(nomination, is_renewed=True)
    leave_trace("renew_nomination_link", nomination, via=nomination.link_name)
    return nomination


def refuse_if_just_sent(key: str, every: timedelta = RENEWED_AT_MOST_EVERY) -> None:
    """A link goes out at most once in a few minutes, so that nobody fills another person's mailbox."""
    latest = Message.objects.filter(key=key).first()
    if latest and timezone.now() - latest.queued_at < every:
        raise Refused(
            _("A link was sent to this address a few minutes ago. Look for it in the mailbox first.")
        )


def _held(nomination_pk: int, link_number: int) -> Nomination:
    """The nomination, locked, for whoever holds its latest link."""
    nomination = _locked(nomination_pk)
    nomination.refuse_unless_link(link_number)
    return nomination


# --- By staff ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_up_nomination(*, nomination_pk: int, by: Person) -> Nomination:
    """Somebody of the chair's staff begins to verify it, and the others see who."""
    nomination = _locked(nomination_pk)
    _move(nomination, N.UNDER_VERIFICATION)
    nomination.decided_by = by
    nomination.save()
    leave_trace("take_up_nomination", nomination, by=by)
    return nomination


@transaction.atomic
def readdress_nomination(*, nomination_pk: int, email: str, by: Person) -> Nomination:
    """Staff correct the address of whoever handed it in and has none of our messages; a new link goes there."""
    nomination = _locked(nomination_pk)
    before = {"sender_email": nomination.sender_email}
    nomination.sender_email = email.strip().lower()
    _send_link(nomination)
    after = {"sender_email": nomination.sender_email}
    leave_trace("readdress_nomination", nomination, by=by, before=before, after=after)
    return nomination


@transaction.atomic
def accept_nomination(*, nomination_pk: int, seen: str, by: Person) -> FocalPoint:
    """The person named is asked, by a personal link, to take on the task; who is focal point already goes on."""
    nomination = _seen(nomination_pk, seen)
    _move(nomination, N.ACCEPTED)
    organization = lock_organization(nomination.organization_id)
    person = Person.objects.with_account(nomination.email, name=nomination.name, language=nomination.language)
    point = current_term(person, organization) or new_term(person, organization)
    point.nomination, point.named_by = nomination, by
    for name in ("function", "ministry", "duty_station", "phone"):
        setattr(point, name, getattr(nomination, name))
    if point.state == FocalPointState.ACTIVE:
        _confirm_in_task(point, by=by)
    else:
        point.is_alternate = False
        send_task(point)
        end_pending_successors(organization, but=point, by=by)
    _decide(nomination, by=by)
    leave_trace("name_focal_point", point, by=by)
    leave_trace("accept_nomination", nomination, by=by, after={"person": person.name})
    return point


def _confirm_in_task(point: FocalPoint, *, by: Person) -> None:
    """Whoever has the task, or is alternate, needs no link: the letter makes them the primary one at once."""
    former = make_primary(point, by=by)
    accept_by_nomination(
        meeting=point.nomination.meeting, organization=point.organization, person=point.person
    )
    for one in former:
        readdress_open(point.organization, former=one.person, to=point.person)
    queue([standing_message(point)])


@transaction.atomic
def return_nomination(*, nomination_pk: int, sentence: str, seen: str, by: Person) -> Nomination:
    """Ask whoever handed it in for a correction, by a personal link to the very same nomination."""
    nomination = _seen(nomination_pk, seen)
    _move(nomination, N.NEEDS_CORRECTION)
    nomination.sentence = sentence
    nomination.decided_by = by
    _send_link(nomination)
    leave_trace("return_nomination", nomination, by=by, reason=sentence)
    return nomination


@transaction.atomic
def reject_nomination(*, nomination_pk: int, reason: str, seen: str, by: Person) -> Nomination:
    """Do not accept it, with a reason that whoever handed it in is told."""
    nomination = _seen(nomination_pk, seen)
    _move(nomination, N.REJECTED)
    nomination.sentence = reason
    _decide(nomination, by=by)
    leave_trace("reject_nomination", nomination, by=by, reason=reason)
    return nomination


def _decide(nomination: Nomination, *, by: Person) -> None:
    nomination.decided_at, nomination.decided_by = timezone.now(), by
    nomination.save()
    queue([decision_message(nomination)])


def _locked(nomination_pk: int) -> Nomination:
    rows = Nomination.objects.select_for_update(of=["self"])
    return rows.select_related("meeting", "organization", "letter").get(pk=nomination_pk)


def _seen(nomination_pk: int, seen: str) -> Nomination:
    """The nomination, locked, as it was on the page; one corrected since then is looked at again first."""
    nomination = _locked(nomination_pk)
    if nomination.changed_at.isoformat() != seen:
        raise Stale
    return nomination


REFUSALS = {
    N.UNDER_VERIFICATION: lambda: _("This nomination was taken up already, or is settled."),
    N.ACCEPTED: lambda: _("Only a nomination under verification can be accepted: take it up first."),
    N.NEEDS_CORRECTION: lambda: _(
        "A correction is asked for of a nomination under verification: take it up first."
    ),
    N.REJECTED: lambda: _("Only a nomination under verification can be rejected: take it up first."),
    N.WITHDRAWN: lambda: _("This nomination is settled, and can no longer be withdrawn."),
}


def _move(nomination: Nomination, to: NominationState) -> None:
    sentence = _("%(why)s It is “%(state)s” now.") % {
        "why": REFUSALS[to](),
        "state": nomination.get_state_display(),
    }
    NOMINATION_MOVES.check(nomination.state, to, sentence)
    nomination.state = to
