"""What is said when a meeting is postponed: to focal points, who may be asked to confirm again, and to delegates."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from meetings.models import MeetingState
from participants.messages import examples
from participants.messages.decisions import FOCAL_POINTS_OF_DELEGATION, an_example, to_focal_points
from participants.messages.facts import OF_DELEGATIONS, REASON, delegation_facts, delegation_of, reason_fact
from participants.messages.seats import account_and_language
from participants.models import Delegate, Delegation


def postponed_messages(
    delegation: Delegation, *, mark: str, reason: str, is_reminder: bool = False
) -> list[Message]:
    """New dates, or that there will be some; and that the delegation is asked to say again that it comes."""
    kind = POSTPONED
    if is_reminder:
        kind = RECONFIRM_REMINDER
    elif delegation.must_reconfirm and delegation.meeting.starts_on:
        kind = RECONFIRM
    return to_focal_points(kind, delegation, mark=mark, facts=lambda: postponed_facts(delegation, reason))


def postponed_facts(delegation: Delegation, reason: str) -> dict[str, str]:
    facts = delegation_facts(delegation)
    closes = _("Registration closes on %(deadline)s.") % facts if facts["deadline"] else ""
    return {
        **facts,
        "new_days": new_days(facts, delegation),
        "seats_kept": _(
            "Your delegation keeps its seats. As soon as the new days are known you will be asked whether it comes."
        )
        if delegation.must_reconfirm and not delegation.meeting.starts_on
        else "",
        "closes": closes,
        **reason_fact(reason),
    }


def new_days(facts: dict[str, str], delegation: Delegation) -> str:
    if delegation.meeting.starts_on:
        return _("The new days: %(days)s") % {"days": facts["dates_and_place"]}
    return _("The new days are not known yet. We will write to you as soon as they are.")


def postponed_message(delegate: Delegate, *, mark: str, reason: str) -> Message:
    """To one who holds a seat: the new dates; nothing is asked of the delegate."""
    delegation = delegate.delegation
    person, language = account_and_language(delegate)
    with translation.override(language):
        return POSTPONED_DELEGATE.message(
            key=f"delegate:{delegate.pk}:postponed:{mark}",
            to_email=delegate.email.lower(),
            to_name=delegate.name,
            language=language,
            facts=postponed_facts(delegation, reason),
            meeting=delegation.meeting,
            organization=delegation.organization,
            person=person,
        )


def still_holds(message: Message) -> bool:
    """A meeting that was cancelled since is not told of as postponed."""
    return message.meeting_id is None or message.meeting.state != MeetingState.CANCELLED


def must_reconfirm(message: Message) -> bool:
    """Whoever has said again that the delegation comes is not asked to."""
    delegation = delegation_of(message)
    return delegation is not None and delegation.must_reconfirm and still_holds(message)


def example_facts(delegation: Delegation, _language: str, is_strange: bool) -> dict[str, str]:
    return postponed_facts(delegation, examples.sentence(is_strange))


def subject_of_asking(facts) -> str:
    return _("Please confirm again that you come: %(meeting)s") % facts


def subject_of_postponing(facts) -> str:
    return _("Postponed: %(meeting)s") % facts


PLACEHOLDERS = {
    **OF_DELEGATIONS,
    "new_days": _lazy("The new days, with venue and city; or that they are not known yet"),
    "closes": _lazy("The sentence that says when registration closes; may be empty"),
}
POSTPONED = Kind(
    name="postponed",
    purpose=Purpose.POSTPONED,
    title=_lazy("Meeting postponed"),
    to=FOCAL_POINTS_OF_DELEGATION,
    when=_lazy("When the chair postpones the meeting, where nothing has to be confirmed again yet"),
    template="mail/postponed.txt",
    placeholders={
        **PLACEHOLDERS,
        "seats_kept": _lazy("That a delegation with the chair keeps its seats; may be empty"),
        **REASON,
    },
    required=frozenset({"new_days"}),
    subject=subject_of_postponing,
    example=an_example(lambda: POSTPONED, example_facts),
    is_needed=still_holds,
)
RECONFIRM = Kind(
    name="reconfirm",
    purpose=Purpose.POSTPONED,
    title=_lazy("Meeting postponed: please confirm again"),
    to=_lazy("The active focal points of an organization whose delegation is with the chair"),
    when=_lazy("When the chair postpones the meeting, and the new days are known"),
    template="mail/reconfirm.txt",
    placeholders={**PLACEHOLDERS, **REASON},
    required=frozenset({"new_days", "page"}),
    subject=subject_of_asking,
    example=an_example(lambda: RECONFIRM, example_facts),
    is_needed=must_reconfirm,
)
RECONFIRM_REMINDER = Kind(
    name="reconfirm_reminder",
    purpose=Purpose.POSTPONED,
    title=_lazy("Reminder to confirm again"),
    to=_lazy("The active focal points of an organization that has not said again that its delegation comes"),
    when=_lazy("When the chair reminds those who have not confirmed again"),
    template="mail/reconfirm_reminder.txt",
    placeholders=PLACEHOLDERS,
    required=frozenset({"new_days", "page"}),
    subject=subject_of_asking,
    example=an_example(lambda: RECONFIRM_REMINDER, example_facts),
    is_needed=must_reconfirm,
)
POSTPONED_DELEGATE = Kind(
    name="postponed_delegate",
    purpose=Purpose.POSTPONED,
    title=_lazy("Meeting postponed: to delegates"),
    to=_lazy("Whoever holds a seat and has an address, unless a focal point has the same"),
    when=_lazy("When the chair postpones the meeting"),
    template="mail/postponed_delegate.txt",
    placeholders={**PLACEHOLDERS, **REASON},
    required=frozenset({"new_days"}),
    subject=subject_of_postponing,
    example=lambda meeting, language, is_strange: postponed_message(
        examples.delegate(meeting, language, is_strange), mark="example", reason=examples.sentence(is_strange)
    ),
    is_needed=still_holds,
)
