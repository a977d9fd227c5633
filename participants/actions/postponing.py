"""A meeting is put off: what that does to its delegations, and their word that they still come."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused
from meetings.actions import (
    NewDates,
    check_new_dates,
    days_later,
    days_moved,
    postpone_meeting,
    registration_opens_again,
)
from meetings.models import Meeting
from participants.actions.delegations import OVER
from participants.actions.rules import locked, record, save
from participants.actions.visa import void_visa_letters
from participants.messages.postponing import postponed_message, postponed_messages
from participants.models import (
    WITH_HEAD,
    Delegate,
    Delegation,
    DelegationState,
    FocalPoint,
    Invitation,
    VisaLetter,
    Window,
)

# Whom the new dates concern: all but those who have said that they do not come.
SETTLED = (DelegationState.DECLINED, DelegationState.WITHDRAWN, DelegationState.CLOSED)
HAS_TRAVEL = Q(arrives_at__isnull=False) | Q(leaves_at__isnull=False) | ~Q(arrives_by="") | ~Q(leaves_by="")


@dataclass(frozen=True)
class PostponingEffects:
    """What putting a meeting off would do, in figures; `days` is None while the new days are not known."""

    days: int | None
    opens_again: bool
    to_reconfirm: int
    focal_points: int
    delegates: int
    letters: int
    agenda_items: int
    items_outside: int
    travels: int
    with_days: int
    windows: int
    unanswered: int
    parts: list[Meeting]


def effects_of_postponing(meeting: Meeting, dates: NewDates) -> PostponingEffects:
    """Count what would happen, and change nothing. Raises Refused where it cannot be."""
    check_new_dates(meeting, dates)
    concerned = concerned_by(meeting)
    organizations = concerned.values("organization")
    seated = Delegate.objects.seated().filter(delegation__in=concerned)
    days = days_moved(meeting, dates)
    return PostponingEffects(
        days=days,
        opens_again=registration_opens_again(meeting, dates),
        to_reconfirm=concerned.filter(state__in=WITH_HEAD).count(),
        focal_points=FocalPoint.objects.active().filter(organization__in=organizations).count(),
        delegates=seated.exclude(email="").count(),
        letters=valid_letters(meeting).count(),
        agenda_items=meeting.agenda_items.count(),
        items_outside=_items_outside(meeting, dates, days),
        travels=seated.filter(HAS_TRAVEL).count(),
        with_days=seated.exclude(attends_on=[]).count(),
        windows=meeting.windows.count(),
        unanswered=Invitation.objects.unanswered().filter(meeting=meeting).count(),
        parts=list(meeting.parts.all()),
    )


def concerned_by(meeting: Meeting):
    return Delegation.objects.filter(meeting=meeting).exclude(state__in=SETTLED)


def valid_letters(meeting: Meeting):
    return VisaLetter.objects.filter(delegate__delegation__meeting=meeting, void_at=None)


def _items_outside(meeting: Meeting, dates: NewDates, days: int | None) -> int:
    """Agenda items that would fall before the first or after the last new day."""
    if days is None or dates.ends_on is None:
        return 0
    ends = meeting.agenda_items.values_list("starts_at", flat=True)
    on = [days_later(at, days, meeting).date() for at in ends]
    return sum(not dates.starts_on <= day <= dates.ends_on for day in on)


@transaction.atomic
def postpone(*, meeting: Meeting, dates: NewDates, seen: str, reason: str, by: Person) -> Meeting:
    """Put a meeting off with all that follows: travel, letters, deadlines, and everybody's word asked for anew."""
    days = days_moved(meeting, dates)
    meeting = postpone_meeting(meeting=meeting, dates=dates, seen=seen, reason=reason, by=by)
    delegations = list(
        concerned_by(meeting)
        .select_for_update(of=["self"], no_key=True)
        .select_related("organization")
        .order_by("pk")
    )
    void_letters(meeting, by=by)
    Window.objects.filter(meeting=meeting).delete()
    _clear_travel(meeting, days)
    for delegation in delegations:
        delegation.meeting = meeting
        _ask_again(delegation)
    _tell(delegations, reason)
    counts = {"delegations": len(delegations)}
    leave_trace("ask_to_reconfirm", meeting, by=by, after=counts, reason=reason)
    return meeting


def void_letters(meeting: Meeting, *, by: Person) -> None:
    """Letters for visas name the days: with other days they are void."""
    for letter in valid_letters(meeting).select_related("delegate").order_by("pk"):
        void_visa_letters(letter.delegate, _("The meeting was postponed."), by=by)


def _clear_travel(meeting: Meeting, days: int | None) -> None:
    """Journeys are booked anew; the days attended move along, or are chosen anew while none are known."""
    seated = Delegate.objects.seated().filter(delegation__meeting=meeting)
    seated.filter(HAS_TRAVEL).update(arrives_at=None, arrives_by="", leaves_at=None, leaves_by="")
    for delegate in seated.exclude(attends_on=[]):
        moved = [on + timedelta(days=days) for on in delegate.attends_on] if days is not None else []
        kept = [on for on in moved if meeting.starts_on <= on <= meeting.ends_on]
        Delegate.objects.filter(pk=delegate.pk).update(attends_on=kept)


def _ask_again(delegation: Delegation) -> None:
    if delegation.state in WITH_HEAD:
        delegation.reconfirm_asked_at, delegation.reconfirmed_at = timezone.now(), None
        delegation.save(update_fields=["reconfirm_asked_at", "reconfirmed_at"])
    save(delegation)


def _tell(delegations: list[Delegation], reason: str) -> None:
    """Focal points and those who hold a seat; an address that is both hears as focal point alone."""
    messages = []
    seated = Delegate.objects.seated().filter(delegation__in=delegations).exclude(email="")
    by_delegation: dict[int, list[Delegate]] = {}
    for delegate in seated.order_by("pk"):
        by_delegation.setdefault(delegate.delegation_id, []).append(delegate)
    for delegation in delegations:
        mark = f"postponed-{delegation.version}"
        told = postponed_messages(delegation, mark=mark, reason=reason)
        addresses = {message.to_email for message in told}
        messages += told
        for delegate in by_delegation.get(delegation.pk, []):
            delegate.delegation = delegation
            if delegate.email.lower() not in addresses:
                messages.append(postponed_message(delegate, mark=mark, reason=reason))
    if messages:
        queue(messages)


# --- Saying again that one comes -------------------------------------------------------------------------


@transaction.atomic
def reconfirm_delegation(*, delegation_pk: int, by: Person) -> Delegation:
    """The delegation comes on the new days too; said once, however often the button is pressed."""
    delegation = locked(delegation_pk)
    if delegation.meeting.state in OVER:
        raise Refused(_("This meeting is over."))
    if delegation.reconfirm_asked_at is None or delegation.state not in WITH_HEAD:
        raise Refused(_("This delegation is not asked to confirm again."))
    if not delegation.must_reconfirm:
        return delegation
    if delegation.meeting.starts_on is None:
        raise Refused(_("The new days are not known yet. You will be asked as soon as they are."))
    delegation.reconfirmed_at = timezone.now()
    delegation.save(update_fields=["reconfirmed_at"])
    record("reconfirm_delegation", delegation, delegation, by=by)
    save(delegation)
    return delegation


@transaction.atomic
def remind_to_reconfirm(*, meeting: Meeting, by: Person) -> int:
    """Remind delegations that have not said again that they come, once a day at most; returns how many."""
    if meeting.starts_on is None:
        raise Refused(_("Say the new days first; then there is something to confirm."))
    silent = [
        delegation
        for delegation in not_reconfirmed(meeting).select_related("organization")
        if meeting.local_day(delegation.reconfirm_asked_at) < meeting.local_day()
    ]
    today, messages = meeting.local_day().isoformat(), []
    for delegation in silent:
        delegation.meeting = meeting
        messages += postponed_messages(delegation, mark=f"reminder-{today}", reason="", is_reminder=True)
    if messages:
        queue(messages)
        leave_trace("remind_to_reconfirm", meeting, by=by, after={"reminded": len(silent)})
    return len(silent)


def not_reconfirmed(meeting: Meeting):
    """Asked to say again that they come, and not heard from since."""
    asked = Delegation.objects.filter(
        meeting=meeting, state__in=WITH_HEAD, reconfirm_asked_at__isnull=False, reconfirmed_at=None
    )
    return asked.order_by("pk")
