"""One plain sentence that says where a delegation stands, and the one next thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.days import instant_in_words
from participants.models import Delegate, Delegation, DelegationState


@dataclass(frozen=True)
class Standing:
    """`tone` is "owed" while something is owed, "settled" when nothing is."""

    tone: str
    headline: str
    sentences: tuple[str, ...]
    next_step: str = ""  # "add", "fill", "head", "review" or nothing


def standing(delegation: Delegation, seated: Sequence[Delegate]) -> Standing:
    """Where a delegation stands, for its focal point. `seated` are the delegates who hold a seat."""
    state = delegation.state
    by_when = _by_when(delegation)
    if state == DelegationState.CONFIRMED:
        return Standing(
            "settled", _("Confirmed."), (_("Nothing is missing. We look forward to seeing you."),)
        )
    if state == DelegationState.SUBMITTED:
        return Standing(
            "settled", _("Submitted."), (_("The chair confirms it next; nothing is missing from you."),)
        )
    if state == DelegationState.AMENDED:
        return Standing(
            "settled", _("Changed since confirmed."), (_("The chair looks at the changes next."),)
        )
    if state == DelegationState.WITHDRAWN:
        return Standing("settled", _("Withdrawn."), (_("Add a delegate to begin again."),), "add")
    if state == DelegationState.DECLINED:
        return Standing("settled", _("Declined."), (_("Thank you for telling us."),))
    if state == DelegationState.CLOSED:
        return Standing("settled", _("Closed."), (_("Registration is over."),))
    what, next_step = _missing(seated)
    if state == DelegationState.RETURNED:
        return Standing(
            "owed",
            _("Returned for correction."),
            (_("“%(sentence)s”") % {"sentence": delegation.return_sentence}, by_when),
            next_step,
        )
    return Standing("owed", _("Not yet registered."), (what, by_when), next_step)


def _missing(seated: Sequence[Delegate]) -> tuple[str, str]:
    """What is missing before the delegation can be submitted, and the step that mends it."""
    if not seated:
        return _("No seat is taken yet."), "add"
    unfilled = sum(not delegate.is_filled for delegate in seated)
    if unfilled:
        return (
            ngettext(
                "The function of %(number)d delegate is missing.",
                "The functions of %(number)d delegates are missing.",
                unfilled,
            )
            % {"number": unfilled},
            "fill",
        )
    if not any(delegate.is_head for delegate in seated):
        return _("The head of delegation is missing."), "head"
    return _("Nothing is missing: review and submit."), "review"


def _by_when(delegation: Delegation) -> str:
    closes_at = delegation.closes_at
    if not closes_at:
        return ""
    until = instant_in_words(closes_at, delegation.meeting)
    if not delegation.is_open():
        return _("Registration is not open (it closes on %(deadline)s).") % {"deadline": until}
    return _("Submit by %(deadline)s.") % {"deadline": until}
