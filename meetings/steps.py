"""The moves of a meeting in words: what each does, and what stands in its way."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.days import deadline, instant_in_words
from meetings.models import MOVES, DatesKnown, Meeting, MeetingState


@dataclass(frozen=True)
class Step:
    """A move that a meeting can make next; `obstacle` says why not yet, and is empty when nothing does."""

    to: str
    verb: str
    effect: str
    obstacle: str


# The order of buttons: forward first, then what stops a meeting.
ORDER = (
    MeetingState.ANNOUNCED,
    MeetingState.REGISTRATION_OPEN,
    MeetingState.IN_SESSION,
    MeetingState.REGISTRATION_CLOSED,
    MeetingState.CONCLUDED,
    MeetingState.ARCHIVED,
    MeetingState.POSTPONED,
    MeetingState.CANCELLED,
)

STOPS = (MeetingState.POSTPONED, MeetingState.CANCELLED)
FORWARD = tuple(to for to in ORDER if to not in STOPS)


def steps_of(meeting: Meeting) -> list[Step]:
    """The moves to offer now. A meeting is recorded as past only when its last day is over."""
    steps = [
        Step(to, verb(meeting, to), effect(meeting, to), obstacle(meeting, to))
        for to in ORDER
        if MOVES.allows(meeting.state, to)
    ]
    if meeting.state == MeetingState.DRAFT:
        steps = [step for step in steps if step.to != MeetingState.CONCLUDED or not step.obstacle]
    return steps


def verb(meeting: Meeting, to: str) -> str:
    """What the button says."""
    if meeting.state == MeetingState.DRAFT and to == MeetingState.CONCLUDED:
        return _("Record as held")
    if meeting.state == MeetingState.POSTPONED and to == MeetingState.ANNOUNCED:
        return _("Announce again")
    if meeting.state == MeetingState.REGISTRATION_CLOSED and to == MeetingState.REGISTRATION_OPEN:
        return _("Open registration again")
    return {
        MeetingState.ANNOUNCED: _("Announce"),
        MeetingState.REGISTRATION_OPEN: _("Open registration"),
        MeetingState.REGISTRATION_CLOSED: _("Close registration"),
        MeetingState.IN_SESSION: _("Start the meeting"),
        MeetingState.CONCLUDED: _("Conclude"),
        MeetingState.ARCHIVED: _("Archive"),
        MeetingState.POSTPONED: _("Postpone"),
        MeetingState.CANCELLED: _("Cancel the meeting"),
    }[MeetingState(to)]


def effect(meeting: Meeting, to: str) -> str:
    """What the move does, in one sentence to be read before it is confirmed."""
    if to == MeetingState.REGISTRATION_OPEN:
        return opening_effect(meeting)
    return {
        MeetingState.ANNOUNCED: _("Everybody can see the meeting, its dates and its place from now on."),
        MeetingState.REGISTRATION_CLOSED: _("Focal points can no longer change their delegations."),
        MeetingState.IN_SESSION: _("The public page says that the meeting is in session."),
        MeetingState.CONCLUDED: _("The meeting moves to the past ones, and its papers stay public."),
        MeetingState.ARCHIVED: _("Nothing more is expected; everything stays readable."),
        MeetingState.POSTPONED: _("The public page says that the meeting is postponed; nobody can register."),
        MeetingState.CANCELLED: _(
            "The public page says that the meeting is cancelled. This cannot be taken back."
        ),
    }[MeetingState(to)]


def opening_effect(meeting: Meeting) -> str:
    opens_at = meeting.registration_opens_at
    if opens_at and opens_at > timezone.now():
        return _("Focal points can fill their delegations from %(opens)s until %(closes)s.") % {
            "opens": instant_in_words(opens_at, meeting),
            "closes": deadline(meeting),
        }
    return _("Focal points can fill their delegations until %(closes)s.") % {"closes": deadline(meeting)}


def obstacle(meeting: Meeting, to: str) -> str:
    """Why a move which the table allows must wait; empty when nothing stands in its way."""
    if to == MeetingState.ANNOUNCED:
        return missing_for_announcement(meeting)
    if to == MeetingState.REGISTRATION_OPEN:
        return missing_for_registration(meeting)
    if to in (MeetingState.IN_SESSION, MeetingState.CONCLUDED):
        return too_early(meeting, to)
    return ""


def missing_for_announcement(meeting: Meeting) -> str:
    sentences = []
    if not str(meeting.title):
        sentences.append(_("Before it is announced, the meeting needs a title."))
    if meeting.dates_known == DatesKnown.NOT_YET:
        sentences.append(
            _("Before it is announced, the meeting needs its dates (a month or a year will do).")
        )
    if not str(meeting.city):
        sentences.append(_("Before it is announced, the meeting needs a city."))
    return " ".join(sentences)


def missing_for_registration(meeting: Meeting) -> str:
    if meeting.last_moment is None:
        return _("Say first when registration closes.")
    if meeting.last_moment <= timezone.now():
        return _("Registration was to close on %(deadline)s, which is past. Set a later time first.") % {
            "deadline": deadline(meeting)
        }
    return ""


def too_early(meeting: Meeting, to: str) -> str:
    """A meeting starts on its first day at the earliest, and is over on its last.

    One of which only the month or the year is known is over when that is.
    """
    needs_days = meeting.state != MeetingState.DRAFT and meeting.dates_known != DatesKnown.DAY
    if needs_days or meeting.dates_known == DatesKnown.NOT_YET:
        return _("Say first on which days the meeting takes place.")
    day = meeting.starts_on if to == MeetingState.IN_SESSION else meeting.ends_on
    today = meeting.local_day()
    recorded = meeting.state == MeetingState.DRAFT
    if today < day or (recorded and today == day):
        words = {"day": date_format(day, "DATE_FORMAT")}
        if to == MeetingState.IN_SESSION:
            return _("The first day of the meeting is %(day)s.") % words
        return _("The last day of the meeting is %(day)s.") % words
    return ""


def refusal_of_move(meeting: Meeting, to: str) -> str:
    """Why the table forbids a move."""
    if meeting.state == to:
        return _("The meeting is in that state already: %(state)s.") % {"state": meeting.get_state_display()}
    return _("A meeting that stands at “%(state)s” cannot move to “%(to)s”.") % {
        "state": meeting.get_state_display(),
        "to": MeetingState(to).label,
    }
