"""One plain sentence that says where a delegation stands, and the one next thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.days import instant_in_words
from participants.models import WITH_HEAD, Delegate, DelegateState, Delegation, DelegationState

STILL_WRITTEN = (DelegateState.INVITED, DelegateState.INCOMPLETE)


@dataclass(frozen=True)
class Standing:
    """`tone` is "owed" while something is owed, "settled" when nothing is."""

    tone: str
    headline: str
    sentences: tuple[str, ...]
    next_step: str = ""  # "add", "fill", "head", "correct", "review", "begin", "reconfirm" or nothing


def standing(delegation: Delegation, seated: Sequence[Delegate], asked: int = 0) -> Standing:
    """Where a delegation stands, for its focal point. `seated` are the delegates who hold a seat.

    `asked` is how many fields the chair has returned that have not been changed since, where that is known.
    """
    state = delegation.state
    if state in WITH_HEAD:
        return _with_the_chair(delegation, seated)
    is_open = delegation.is_open()
    begin = "begin" if is_open else ""
    if state == DelegationState.WITHDRAWN:
        sentences = (_("Nobody holds a seat."), _("You can begin again.") if is_open else "")
        return Standing("settled", _("Withdrawn."), _said(sentences), begin)
    if state == DelegationState.DECLINED:
        sentences = (
            _("Thank you for telling us."),
            _("Should somebody come after all, begin again.") if is_open else "",
        )
        return Standing("settled", _("Declined."), _said(sentences), begin)
    if state == DelegationState.CLOSED:
        return Standing("settled", _("Closed."), (_("Registration is over; nobody was registered."),))
    what, next_step = _missing(seated)
    next_step = next_step if is_open else ""
    if state == DelegationState.RETURNED:
        sentence = _("“%(sentence)s”") % {"sentence": delegation.return_sentence}
        correct = "correct" if is_open and asked else next_step
        return Standing(
            "owed", _("Returned for correction."), _said((sentence, _by_when(delegation))), correct
        )
    return Standing("owed", _("Not yet registered."), _said((what, _by_when(delegation))), next_step)


def _with_the_chair(delegation: Delegation, seated: Sequence[Delegate]) -> Standing:
    """Submitted or confirmed: settled, unless something is asked of the focal point all the same."""
    if delegation.must_reconfirm:
        return Standing(
            "owed",
            _("The meeting was postponed."),
            (_("Please say whether your delegation still comes."),),
            "reconfirm",
        )
    headline, sentence = {
        DelegationState.CONFIRMED: (_("Confirmed."), _("Nothing is missing. We look forward to seeing you.")),
        DelegationState.SUBMITTED: (
            _("Submitted."),
            _("The chair confirms it next; nothing is missing from you."),
        ),
        DelegationState.AMENDED: (_("Changed since confirmed."), _("The chair looks at the changes next.")),
    }[delegation.state]
    if number := len(_to_correct(seated)):
        asked = ngettext(
            "The chair asks for a change in the details of %(number)d delegate.",
            "The chair asks for changes in the details of %(number)d delegates.",
            number,
        ) % {"number": number}
        return Standing("owed", headline, (asked,), "correct" if delegation.is_open() else "")
    if number := sum(delegate.state in STILL_WRITTEN for delegate in seated):
        unfinished = ngettext(
            "%(number)d seat is still being filled: it needs a name and a function.",
            "%(number)d seats are still being filled: they need a name and a function each.",
            number,
        ) % {"number": number}
        return Standing("owed", headline, (unfinished,), "fill" if delegation.is_open() else "")
    return Standing("settled", headline, (sentence,))


def _to_correct(seated: Sequence[Delegate]) -> list[Delegate]:
    return [delegate for delegate in seated if delegate.state == DelegateState.NEEDS_CHANGE]


def _missing(seated: Sequence[Delegate]) -> tuple[str, str]:
    """What is missing before the delegation can be submitted, and the step that mends it."""
    if not seated:
        return _("No seat is taken yet."), "add"
    unnamed = sum(not delegate.name for delegate in seated)
    if unnamed:
        return (
            ngettext(
                "%(number)d delegate has not given a name yet.",
                "%(number)d delegates have not given their names yet.",
                unnamed,
            )
            % {"number": unnamed},
            "fill",
        )
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
    words = {"deadline": instant_in_words(closes_at, delegation.meeting), "reason": delegation.extra_reason}
    if not delegation.is_open():
        return _("Registration is not open (its last minute: %(deadline)s).") % words
    if delegation.extra_until == closes_at:
        return _("Your delegation has extra time: submit by %(deadline)s.") % words
    return _("Submit by %(deadline)s.") % words


def _said(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if sentence)
