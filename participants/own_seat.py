"""One plain line on where a delegate's own seat stands, and what is missing."""

from django.utils.translation import gettext as _

from gfmd.lists import listed
from meetings.days import instant_in_words
from meetings.models import MeetingState
from participants.fields import label_of
from participants.models import Delegate, DelegateState, FieldCheckState
from participants.standing import Standing

E = DelegateState
NEEDED = ("name", "function")


def standing_of_seat(delegate: Delegate) -> Standing:
    """Where a seat stands, for the delegate who holds it; `delegate.delegation` is at hand."""
    meeting = delegate.delegation.meeting
    if meeting.state == MeetingState.CANCELLED:
        return Standing("settled", _("The meeting is cancelled."), (_("You need do nothing."),))
    if meeting.state == MeetingState.POSTPONED:
        return Standing(
            "settled",
            _("The meeting is postponed."),
            (_("You will hear of the new dates; your seat is kept."),),
        )
    if delegate.state in (E.INVITED, E.INCOMPLETE):
        return Standing("owed", _("Not yet registered."), (_missing(delegate), _by_when(delegate)))
    if delegate.state == E.NEEDS_CHANGE:
        return Standing(
            "owed", _("The chair asks for a correction."), (*_asked(delegate), _by_when(delegate))
        )
    if delegate.state == E.BADGE_ISSUED and delegate.badge_void_at:
        return Standing(
            "settled", _("Confirmed."), (_("What your badge says has changed: a new one follows."),)
        )
    headline, sentence = {
        E.COMPLETE: (
            _("Complete, and not yet registered."),
            _("Your focal point submits the delegation next; nothing is missing from you."),
        ),
        E.SUBMITTED: (_("Submitted."), _("The chair confirms it next; nothing is missing from you.")),
        E.CONFIRMED: (_("Confirmed."), _("Nothing is missing. We look forward to seeing you.")),
        E.BADGE_ISSUED: (_("Confirmed."), _("Your badge is ready.")),
        E.ATTENDED: (_("You have arrived."), _("Welcome.")),
    }[E(delegate.state)]
    return Standing("settled", headline, (sentence,))


def _missing(delegate: Delegate) -> str:
    missing = [label_of(field) for field in NEEDED if not getattr(delegate, field)]
    return _("Missing: %(fields)s.") % {"fields": listed(missing)} if missing else ""


def _asked(delegate: Delegate) -> list[str]:
    checks = delegate.checks.filter(state=FieldCheckState.RETURNED)
    return [
        _("%(field)s: “%(sentence)s”") % {"field": label_of(check.field), "sentence": check.sentence}
        for check in checks
    ]


def _by_when(delegate: Delegate) -> str:
    delegation = delegate.delegation
    if not delegation.closes_at:
        return ""
    until = instant_in_words(delegation.closes_at, delegation.meeting)
    if not delegation.is_open():
        return _("Registration is not open (it closes on %(deadline)s).") % {"deadline": until}
    return _("Registration closes on %(deadline)s.") % {"deadline": until}
