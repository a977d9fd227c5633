"""Until when registration runs: for a class of participant, and for one delegation by itself."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from meetings.actions import deadline_facts, note_deadlines
from meetings.models import Meeting
from participants.actions.delegations import UNFINISHED
from participants.actions.rules import locked, save
from participants.messages.decisions import extra_time_messages
from participants.models import (
    MAY_HAVE_EXTRA_TIME,
    Delegation,
    DelegationState,
    ParticipantClass,
    Window,
    class_of,
    minute_after,
)

Deadlines = dict[str, datetime | None]


@dataclass(frozen=True)
class Effect:
    """What a new deadline means for one class of participant; `change` is "", "later", "sooner", "shut" or "open"."""

    participant_class: ParticipantClass
    before: datetime | None
    after: datetime | None
    change: str
    invited: int
    silent: int
    owing: int  # delegations that have not submitted

    @property
    def label(self) -> str:
        return str(self.participant_class.label)


def deadlines_of(meeting: Meeting) -> Deadlines:
    """The own deadline of each class of participant; None where the meeting's holds."""
    own = {window.participant_class: window.closes_at for window in meeting.windows.all()}
    return {value: own.get(value) for value in ParticipantClass.values}


def mark_of(meeting: Meeting) -> str:
    """Tells one state of a meeting's deadlines from another, for a form that was filled from it."""
    own = deadlines_of(meeting)
    times = [meeting.registration_closes_at, *(own[value] for value in ParticipantClass.values)]
    return " ".join(at.isoformat() if at else "-" for at in times)


def effects_of_windows(meeting: Meeting, wanted: Deadlines) -> list[Effect]:
    """What these deadlines would change, class by class. Two queries besides those of the deadlines."""
    now, own = timezone.now(), deadlines_of(meeting)
    invited, silent, owing = _counts(meeting)
    effects = []
    for participant_class in ParticipantClass:
        before = own[participant_class] or meeting.registration_closes_at
        after = wanted.get(participant_class) or meeting.registration_closes_at
        effects.append(
            Effect(
                participant_class,
                before,
                after,
                _change(before, after, now),
                invited[participant_class],
                silent[participant_class],
                owing[participant_class],
            )
        )
    return effects


def _counts(meeting: Meeting) -> tuple[dict, dict, dict]:
    """By class: how many are invited, how many have not answered, how many delegations are not submitted."""
    invited, silent, owing = (dict.fromkeys(ParticipantClass, 0) for _number in range(3))
    rows = meeting.invitations.order_by().values_list("organization__kind")
    open_ones = Count("pk", filter=Q(answer__in=["none", "lapsed"]))
    for kind, everyone, unanswered in rows.annotate(everyone=Count("pk"), unanswered=open_ones):
        invited[class_of(kind)] += everyone
        silent[class_of(kind)] += unanswered
    rows = meeting.delegations.filter(state__in=UNFINISHED).order_by().values_list("organization__kind")
    for kind, number in rows.annotate(number=Count("pk")):
        owing[class_of(kind)] += number
    return invited, silent, owing


def _change(before: datetime | None, after: datetime | None, now: datetime) -> str:
    if before == after:
        return ""
    was_over = before is not None and now >= minute_after(before)
    is_over = after is not None and now >= minute_after(after)
    if was_over != is_over:
        return "shut" if is_over else "open"
    return "later" if after is None or (before is not None and after > before) else "sooner"


@transaction.atomic
def set_windows(*, meeting: Meeting, wanted: Deadlines, seen: str, by: Person) -> Meeting:
    """Give classes of participant their own deadlines; None lets the meeting's hold again.

    `seen` is the `mark_of` the meeting when its deadlines were shown.
    """
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    if seen != mark_of(meeting):
        raise Stale
    before, former = deadlines_of(meeting), deadline_facts(meeting)
    for participant_class, closes_at in wanted.items():
        if closes_at == before[participant_class]:
            continue
        refuse_unless_before_the_end(meeting, closes_at)
        if closes_at is None:
            meeting.windows.filter(participant_class=participant_class).delete()
        else:
            Window.objects.update_or_create(
                meeting=meeting, participant_class=participant_class, defaults={"closes_at": closes_at}
            )
    leave_trace("set_windows", meeting, by=by, before=_plain(before), after=_plain(wanted))
    note_deadlines(meeting, former, by=by)
    meeting.__dict__.pop("_windows", None)
    return meeting


def refuse_unless_before_the_end(meeting: Meeting, closes_at: datetime | None) -> None:
    """A deadline lies after the opening and not after the meeting's last day, in the venue's zone."""
    if closes_at is None:
        return
    if meeting.registration_opens_at and closes_at <= meeting.registration_opens_at:
        raise Refused(_("Registration closes before it opens."))
    refuse_after_last_day(meeting, closes_at)


def refuse_after_last_day(meeting: Meeting, closes_at: datetime) -> None:
    if meeting.ends_on and closes_at.astimezone(meeting.zone).date() > meeting.ends_on:
        raise Refused(
            _("The last day of the meeting is %(day)s; nobody can register after it.")
            % {"day": date_format(meeting.ends_on, "DATE_FORMAT")}
        )


def _plain(deadlines: Deadlines) -> dict[str, str]:
    return {str(name): at.isoformat() if at else "" for name, at in deadlines.items()}


# --- Extra time for one organization ---------------------------------------------------------------------


def refuse_unless_extra(meeting: Meeting, organization: Organization, until: datetime) -> None:
    """Raises Refused unless one organization of a meeting can have time until then that others do not have."""
    if meeting.state not in MAY_HAVE_EXTRA_TIME:
        raise Refused(_("Extra time is for a meeting whose registration has opened and that is not over."))
    if timezone.now() >= minute_after(until):
        raise Refused(_("That is past. Choose a later time, or withdraw the extra time."))
    closes_at = Window.closes(meeting, organization.kind)
    if meeting.is_registration_open() and closes_at and until <= closes_at:
        raise Refused(_("Registration closes later than that anyway. Choose a later time."))
    refuse_after_last_day(meeting, until)


@transaction.atomic
def grant_extra_time(*, delegation_pk: int, until: datetime, reason: str, by: Person) -> Delegation:
    """Let this delegation alone be changed until and including that minute; others stay closed.

    Granted anew, it is lengthened or shortened. Its focal points are told.
    """
    delegation = locked(delegation_pk)
    refuse_unless_extra(delegation.meeting, delegation.organization, until)
    if delegation.state == DelegationState.CLOSED:
        raise Refused(_("This delegation is closed: the meeting is over."))
    _set_extra_time(delegation, until.replace(second=0, microsecond=0), reason, by, act="grant_extra_time")
    return delegation


@transaction.atomic
def withdraw_extra_time(*, delegation_pk: int, reason: str, by: Person) -> Delegation:
    """From now on this delegation has the deadline of its class again. Its focal points are told."""
    delegation = locked(delegation_pk)
    if delegation.extra_until is None:
        raise Refused(_("This delegation has no extra time."))
    _set_extra_time(delegation, None, reason, by, act="withdraw_extra_time")
    return delegation


def _set_extra_time(
    delegation: Delegation, until: datetime | None, reason: str, by: Person, *, act: str
) -> None:
    before = {"until": delegation.extra_until.isoformat() if delegation.extra_until else ""}
    delegation.extra_until, delegation.extra_reason = until, reason if until else ""
    delegation.save(update_fields=["extra_until", "extra_reason"])
    save(delegation)
    after = {"until": until.isoformat() if until else ""}
    leave_trace(act, delegation, by=by, before=before, after=after, reason=reason)
    queue(extra_time_messages(delegation, reason))
