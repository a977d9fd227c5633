"""What the chair's decisions on delegations say by e-mail, to focal points and to delegates."""

from collections.abc import Callable

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed, quoted
from meetings.days import deadline_day, instant_in_words
from meetings.models import Meeting
from participants.messages import examples
from participants.messages.facts import (
    OF_DELEGATIONS,
    REASON,
    delegation_facts,
    delegation_of,
    reason_fact,
)
from participants.messages.seats import account_and_language
from participants.models import (
    Delegate,
    Delegation,
    DelegationState,
    FieldCheck,
    FocalPoint,
    minute_after,
)

FOCAL_POINTS_OF_DELEGATION = _lazy("The active focal points of the delegation's organization")


def to_focal_points(
    kind: Kind, delegation: Delegation, *, mark: str, facts: Callable[[], dict[str, str]]
) -> list[Message]:
    """One message to each active focal point, in that person's language.

    `facts` is called in that language; `mark` tells one occasion from another, so that each is told of once.
    """
    points = FocalPoint.objects.active().filter(organization=delegation.organization_id)
    return [
        to_account(kind, delegation, point.person, mark=mark, facts=facts)
        for point in points.select_related("person")
    ]


def to_account(kind: Kind, delegation: Delegation, person, *, mark: str, facts: Callable) -> Message:
    with translation.override(person.language):
        return kind.message(
            key=f"delegation:{delegation.pk}:{kind.purpose}:{mark}:{person.pk}",
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            facts=facts(),
            meeting=delegation.meeting,
            organization=delegation.organization,
            person=person,
        )


def an_example(kind: Callable[[], Kind], facts: Callable[[Delegation, str, bool], dict], **fields):
    """How a message to a focal point looks: for the catalogue. The kind is called for once it is there."""

    def made(meeting: Meeting, language: str, is_strange: bool) -> Message:
        delegation = examples.delegation(meeting, is_strange, **fields)
        return to_account(
            kind(),
            delegation,
            examples.person(language, is_strange),
            mark="example",
            facts=lambda: facts(delegation, language, is_strange),
        )

    return made


# --- Confirmed, returned -----------------------------------------------------------------------------------


def confirmed_messages(delegation: Delegation) -> list[Message]:
    """That the delegation is confirmed."""
    mark = str(delegation.version)
    return to_focal_points(CONFIRMED, delegation, mark=mark, facts=lambda: delegation_facts(delegation))


def is_confirmed(message: Message) -> bool:
    delegation = delegation_of(message)
    return delegation is not None and delegation.state in (DelegationState.CONFIRMED, DelegationState.AMENDED)


CONFIRMED = Kind(
    name="confirmed",
    purpose=Purpose.CONFIRMED,
    title=_lazy("Delegation confirmed"),
    to=FOCAL_POINTS_OF_DELEGATION,
    when=_lazy("When the chair confirms a delegation"),
    template="mail/confirmed.txt",
    placeholders=OF_DELEGATIONS,
    subject=lambda facts: _("Your delegation is confirmed: %(meeting)s") % facts,
    example=an_example(lambda: CONFIRMED, lambda delegation, *_of: delegation_facts(delegation)),
    is_needed=is_confirmed,
)


def returned_messages(delegation: Delegation, checks: list[FieldCheck] = ()) -> list[Message]:
    """What to correct: each field by its name, with the chair's sentence; or the delegation as a whole."""
    mark = str(delegation.version)
    return to_focal_points(
        RETURNED, delegation, mark=mark, facts=lambda: returned_facts(delegation, list(checks))
    )


def returned_facts(delegation: Delegation, checks: list[FieldCheck]) -> dict[str, str]:
    facts = delegation_facts(delegation)
    asked = _("Please correct it and submit again.")
    if facts["deadline"]:
        asked = _("Please correct it and submit again by %(deadline)s.") % facts
    return facts | {"corrections": corrections(delegation, checks), "asked": asked}


def corrections(delegation: Delegation, checks: list[FieldCheck]) -> str:
    if not checks:
        return quoted(delegation.return_sentence)
    lines = [
        _("%(field)s of %(name)s: “%(sentence)s”")
        % {
            "field": check.label,
            "name": as_typed(check.delegate.full_name),
            "sentence": as_typed(check.sentence),
        }
        for check in checks
    ]
    rest = _("Everything else stays as it is; nothing needs to be typed again.")
    return "\n".join(f"- {line}" for line in lines) + f"\n\n{rest}"


def is_returned(message: Message) -> bool:
    """Whoever has corrected the delegation is not asked to."""
    delegation = delegation_of(message)
    return delegation is not None and delegation.state == DelegationState.RETURNED


RETURNED = Kind(
    name="returned",
    purpose=Purpose.RETURNED,
    title=_lazy("Delegation returned for correction"),
    to=FOCAL_POINTS_OF_DELEGATION,
    when=_lazy("When the chair returns a delegation, or single fields of it"),
    template="mail/returned.txt",
    placeholders={
        **OF_DELEGATIONS,
        "corrections": _lazy("What to correct, line by line, in the words of the chair"),
        "asked": _lazy("The sentence that asks to submit again, with the last minute where there is one"),
    },
    required=frozenset({"corrections", "page"}),
    subject=lambda facts: _("Please correct your delegation: %(meeting)s") % facts,
    example=an_example(
        lambda: RETURNED,
        lambda delegation, language, is_strange: returned_facts(
            delegation, [examples.check(delegation.meeting, language, is_strange)]
        ),
    ),
    is_needed=is_returned,
)


# --- Extra time --------------------------------------------------------------------------------------------


def extra_time_messages(delegation: Delegation, reason: str) -> list[Message]:
    """That there is extra time until a minute, or none any more."""
    kind = EXTRA_TIME if delegation.extra_until else EXTRA_TIME_WITHDRAWN
    mark = str(delegation.version)
    return to_focal_points(kind, delegation, mark=mark, facts=lambda: extra_time_facts(delegation, reason))


def extra_time_facts(delegation: Delegation, reason: str) -> dict[str, str]:
    until = delegation.extra_until
    return {
        **delegation_facts(delegation),
        "until": instant_in_words(until, delegation.meeting) if until else "",
        "day": deadline_day(until, delegation.meeting),
        **reason_fact(reason),
    }


def has_extra_time(message: Message) -> bool:
    delegation = delegation_of(message)
    until = delegation and delegation.extra_until
    return bool(until) and timezone.now() < minute_after(until)


def has_no_extra_time(message: Message) -> bool:
    delegation = delegation_of(message)
    return delegation is not None and delegation.extra_until is None


EXTRA_TIME = Kind(
    name="extra_time",
    purpose=Purpose.EXTRA_TIME,
    title=_lazy("Extra time for a delegation"),
    to=FOCAL_POINTS_OF_DELEGATION,
    when=_lazy("When the chair grants one delegation extra time, or changes it"),
    template="mail/extra_time.txt",
    placeholders={
        **OF_DELEGATIONS,
        "until": _lazy("The last minute of the extra time, with its zone"),
        "day": _lazy("The day on which the extra time ends"),
        **REASON,
    },
    required=frozenset({"until"}),
    subject=lambda facts: _("Extra time until %(day)s: %(meeting)s") % facts,
    example=an_example(
        lambda: EXTRA_TIME,
        lambda delegation, _language, is_strange: extra_time_facts(
            examples.with_extra_time(delegation), examples.sentence(is_strange)
        ),
    ),
    is_needed=has_extra_time,
)
EXTRA_TIME_WITHDRAWN = Kind(
    name="extra_time_withdrawn",
    purpose=Purpose.EXTRA_TIME,
    title=_lazy("Extra time withdrawn"),
    to=FOCAL_POINTS_OF_DELEGATION,
    when=_lazy("When the chair takes extra time back"),
    template="mail/extra_time_withdrawn.txt",
    placeholders={**OF_DELEGATIONS, **REASON},
    subject=lambda facts: _("Extra time withdrawn: %(meeting)s") % facts,
    example=an_example(
        lambda: EXTRA_TIME_WITHDRAWN,
        lambda delegation, _language, is_strange: extra_time_facts(delegation, examples.sentence(is_strange)),
    ),
    is_needed=has_no_extra_time,
)


# --- A delegate who was not accepted -----------------------------------------------------------------------


def rejected_messages(delegate: Delegate, reason: str) -> list[Message]:
    """That a delegate was not accepted, and why: to the focal points, and to the delegate where there is an address."""
    delegation = delegate.delegation
    messages = to_focal_points(
        DELEGATE_REJECTED,
        delegation,
        mark=f"rejected-{delegate.pk}",
        facts=lambda: rejected_facts(delegate, reason),
    )
    told = {message.to_email for message in messages}
    if delegate.email and delegate.email.lower() not in told:
        messages.append(rejected_message(delegate, reason))
    return messages


def rejected_facts(delegate: Delegate, reason: str) -> dict[str, str]:
    delegation = delegate.delegation
    return {
        **delegation_facts(delegation),
        "delegate": as_typed(delegate.full_name),
        "asks_for_head": delegation.state == DelegationState.RETURNED,
        **reason_fact(reason),
    }


def rejected_message(delegate: Delegate, reason: str) -> Message:
    person, language = account_and_language(delegate)
    with translation.override(language):
        return SEAT_REJECTED.message(
            key=f"delegate:{delegate.pk}:rejected",
            to_email=delegate.email.lower(),
            to_name=delegate.name,
            language=language,
            subject=_("Your seat at the meeting: %(meeting)s") % {"meeting": delegate.delegation.meeting},
            facts=rejected_facts(delegate, reason),
            meeting=delegate.delegation.meeting,
            organization=delegate.delegation.organization,
            person=person,
        )


DELEGATE_REJECTED = Kind(
    name="delegate_rejected",
    purpose=Purpose.DELEGATE,
    title=_lazy("A delegate was not accepted"),
    to=FOCAL_POINTS_OF_DELEGATION,
    when=_lazy("When the chair does not accept a delegate"),
    template="mail/delegate_rejected.txt",
    subject=lambda facts: _("A delegate was not accepted: %(meeting)s") % facts,
    example=an_example(
        lambda: DELEGATE_REJECTED,
        lambda delegation, language, is_strange: rejected_facts(
            examples.delegate(delegation.meeting, language, is_strange), examples.sentence(is_strange)
        ),
    ),
)
SEAT_REJECTED = Kind(
    name="seat_rejected",
    purpose=Purpose.DELEGATE,
    title=_lazy("You were not accepted as a delegate"),
    to=_lazy("The delegate, unless a focal point has the same address"),
    when=_lazy("When the chair does not accept a delegate"),
    template="mail/seat_rejected.txt",
    example=lambda meeting, language, is_strange: rejected_message(
        examples.delegate(meeting, language, is_strange), examples.sentence(is_strange)
    ),
)
