"""What is written to those who nominate a focal point, and to those who are one, are to be one, or were one."""

from uuid import uuid4

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed, quoted
from participants.messages import examples
from participants.messages.facts import GREETING, LINK, greeting, hash_of_link, reason_fact
from participants.models import FocalPoint, FocalPointState, Nomination, NominationState

SENDER = _lazy("Whoever handed the nomination in")


# --- Nominations -------------------------------------------------------------------------------------------


def nomination_message(nomination: Nomination, *, is_renewed: bool = False) -> Message:
    """To whoever handed a nomination in, with the personal link to it: that it came, what to correct, or a new link.

    What was typed is not repeated while nobody has looked at it: the address may be that of a stranger.
    """
    kind = NOMINATION_RECEIVED
    if is_renewed:
        kind = NOMINATION_NEW_LINK
    elif nomination.state == NominationState.NEEDS_CORRECTION:
        kind = NOMINATION_TO_CORRECT
    return _to_sender(
        kind,
        nomination,
        key=f"nomination:{nomination.pk}:{nomination.link_number}",
        link_name=nomination.link_name,
        link_path="/nominations/{token}/",
    )


def decision_message(nomination: Nomination) -> Message:
    """To whoever handed it in: that the nomination was accepted, or why it was not."""
    is_accepted = nomination.state == NominationState.ACCEPTED
    kind = NOMINATION_ACCEPTED if is_accepted else NOMINATION_REJECTED
    return _to_sender(kind, nomination, key=f"nomination:{nomination.pk}:decided")


def _to_sender(kind: Kind, nomination: Nomination, **link) -> Message:
    with translation.override(nomination.language):
        return kind.message(
            to_email=nomination.sender_email,
            language=nomination.language,
            facts=nomination_facts(nomination),
            meeting=nomination.meeting,
            organization=nomination.organization,
            **link,
        )


def nomination_facts(nomination: Nomination) -> dict[str, object]:
    point = getattr(nomination, "focal_point", None) if nomination.pk else None
    return {
        "organization": as_typed(nomination.organization.name),
        "meeting": as_typed(nomination.meeting),
        "person": as_typed(nomination.name),
        "sentence": quoted(nomination.sentence),
        "day": date_format(timezone.localdate(), "DATE_FORMAT"),
        "has_task": point is not None and point.state == FocalPointState.ACTIVE,
    }


def leads_to_nomination(message: Message) -> bool:
    return Nomination.objects.open().filter(link_hash=hash_of_link(message)).exists()


def leads_to_correction(message: Message) -> bool:
    to_correct = Nomination.objects.filter(state=NominationState.NEEDS_CORRECTION)
    return to_correct.filter(link_hash=hash_of_link(message)).exists()


def nomination_example(state: str, *, is_renewed: bool = False):
    def made(meeting, language: str, is_strange: bool) -> Message:
        nomination = examples.nomination(meeting, language, is_strange, state)
        if state in (NominationState.ACCEPTED, NominationState.REJECTED):
            return decision_message(nomination)
        return nomination_message(nomination, is_renewed=is_renewed)

    return made


NOMINATION_RECEIVED = Kind(
    name="nomination_received",
    purpose=Purpose.NOMINATION,
    title=_lazy("Nomination received"),
    to=SENDER,
    when=_lazy("When a nomination is handed in, or handed in again"),
    template="mail/nomination_received.txt",
    subject=lambda facts: _("Nomination received on %(day)s: %(organization)s, %(meeting)s") % facts,
    example=nomination_example(NominationState.SUBMITTED),
    is_needed=leads_to_nomination,
)
NOMINATION_NEW_LINK = Kind(
    name="nomination_new_link",
    purpose=Purpose.NOMINATION,
    title=_lazy("New link to a nomination"),
    to=SENDER,
    when=_lazy("When somebody opens an expired link and asks for a new one"),
    template="mail/nomination_new_link.txt",
    subject=lambda facts: _("Your new link to the nomination: %(organization)s") % facts,
    example=nomination_example(NominationState.SUBMITTED, is_renewed=True),
    is_needed=lambda message: Nomination.objects.filter(link_hash=hash_of_link(message)).exists(),
)
NOMINATION_TO_CORRECT = Kind(
    name="nomination_to_correct",
    purpose=Purpose.NOMINATION,
    title=_lazy("Nomination to be corrected"),
    to=SENDER,
    when=_lazy("When the chair's staff asks for a correction of a nomination"),
    template="mail/nomination_to_correct.txt",
    subject=lambda facts: (
        _("Please correct the nomination of a focal point: %(organization)s, %(meeting)s") % facts
    ),
    example=nomination_example(NominationState.NEEDS_CORRECTION),
    is_needed=leads_to_correction,
)
NOMINATION_ACCEPTED = Kind(
    name="nomination_accepted",
    purpose=Purpose.NOMINATION,
    title=_lazy("Nomination accepted"),
    to=SENDER,
    when=_lazy("When the chair's staff accepts a nomination"),
    template="mail/nomination_accepted.txt",
    subject=lambda facts: _("The nomination was accepted: %(organization)s, %(meeting)s") % facts,
    example=nomination_example(NominationState.ACCEPTED),
)
NOMINATION_REJECTED = Kind(
    name="nomination_rejected",
    purpose=Purpose.NOMINATION,
    title=_lazy("Nomination not accepted"),
    to=SENDER,
    when=_lazy("When the chair's staff rejects a nomination"),
    template="mail/nomination_rejected.txt",
    subject=lambda facts: _("The nomination was not accepted: %(organization)s, %(meeting)s") % facts,
    example=nomination_example(NominationState.REJECTED),
)


# --- The task of focal point -------------------------------------------------------------------------------


def task_message(point: FocalPoint) -> Message:
    """To somebody named focal point or alternate: the personal link by which the task is taken on."""
    kind = HANDOVER_TASK
    if point.is_alternate:
        kind = ALTERNATE_TASK
    elif point.nomination:
        kind = FOCAL_POINT_TASK
    person, meeting = point.person, point.nomination.meeting if point.nomination else None
    with translation.override(person.language):
        return kind.message(
            key=task_key(point),
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            facts={
                "greeting": greeting(person.name),
                "organization": as_typed(point.organization.name),
                "day": date_format(point.link_expires_at, "DATE_FORMAT"),
                **({"meeting": as_typed(meeting)} if meeting else {}),
                **({"named_by": as_typed(point.named_by)} if point.named_by else {}),
            },
            meeting=meeting,
            organization=point.organization,
            person=person,
            link_name=point.link_name,
            link_path="/focal-points/{token}/",
        )


def task_key(point: FocalPoint) -> str:
    return f"focal-point:{point.pk}:{point.link_number}"


def waits_for_answer(message: Message) -> bool:
    """A newer link has replaced it, or the task was taken on or put down."""
    pending = FocalPoint.objects.filter(state=FocalPointState.PENDING, link_expires_at__gt=timezone.now())
    return pending.filter(link_hash=hash_of_link(message)).exists()


def task_example(**fields):
    return lambda *of: task_message(examples.focal_point(*of, **fields))


def subject_of_task(facts) -> str:
    return _("Action by %(day)s: take on the task of focal point, %(organization)s") % facts


FOCAL_POINT_TASK = Kind(
    name="focal_point_task",
    purpose=Purpose.FOCAL_POINT,
    title=_lazy("Take on the task of focal point"),
    to=_lazy("Whoever an organization has named its focal point"),
    when=_lazy("When the chair's staff accepts a nomination, and when a new link is asked for"),
    template="mail/focal_point_task.txt",
    placeholders={
        **GREETING,
        "organization": _lazy("The name of the State or organization"),
        "meeting": _lazy("The title of the meeting for which it was verified"),
        "day": _lazy("The day until which the link works"),
        **LINK,
    },
    required=frozenset({"link"}),
    subject=subject_of_task,
    example=task_example(),
    is_needed=waits_for_answer,
)
HANDOVER_TASK = Kind(
    name="handover_task",
    purpose=Purpose.FOCAL_POINT,
    title=_lazy("Take over the task of focal point"),
    to=_lazy("The successor a focal point has named"),
    when=_lazy("When a focal point hands over, and when a new link is asked for"),
    template="mail/handover_task.txt",
    subject=subject_of_task,
    example=task_example(is_nominated=False),
    is_needed=waits_for_answer,
)
ALTERNATE_TASK = Kind(
    name="alternate_task",
    purpose=Purpose.FOCAL_POINT,
    title=_lazy("Take on the task of alternate focal point"),
    to=_lazy("Whoever a focal point has named as alternate"),
    when=_lazy("When a focal point names an alternate, and when a new link is asked for"),
    template="mail/alternate_task.txt",
    subject=lambda facts: (
        _("Action by %(day)s: take on the task of alternate focal point, %(organization)s") % facts
    ),
    example=task_example(is_nominated=False, is_alternate=True),
    is_needed=waits_for_answer,
)


# --- How a term stands -------------------------------------------------------------------------------------


def standing_message(point: FocalPoint, *, reason: str = "", successor: Person | None = None) -> Message:
    """To a focal point whose term has changed: suspended, active again, ended, or succeeded by another."""
    person = point.person
    with translation.override(person.language):
        return STANDING.get(point.state, TERM_ENDED).message(
            key=f"focal-point:{point.pk}:{point.state}:{uuid4()}",
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            facts={
                "greeting": greeting(person.name),
                "organization": as_typed(point.organization.name),
                "is_alternate": point.is_alternate,
                "successor": as_typed(successor) if successor else "",
                **reason_fact(reason),
            },
            organization=point.organization,
            person=person,
        )


def still_stands(message: Message) -> bool:
    """A term that has changed again since is told of by a newer message."""
    _focal_point, pk, state, *_once = message.key.split(":")
    return FocalPoint.objects.filter(pk=pk, state=state).exists()


def standing_example(state: str):
    def made(meeting, language: str, is_strange: bool) -> Message:
        point = examples.focal_point(meeting, language, is_strange, state=state)
        successor = examples.person(language, is_strange) if state == FocalPointState.SUPERSEDED else None
        return standing_message(point, reason=examples.sentence(is_strange), successor=successor)

    return made


def subject_of_active(facts) -> str:
    if facts["is_alternate"]:
        return _("You are alternate focal point: %(organization)s") % facts
    return _("You are the focal point: %(organization)s") % facts


TERM_ACTIVE = Kind(
    name="term_active",
    purpose=Purpose.FOCAL_POINT,
    title=_lazy("You are the focal point"),
    to=_lazy("A focal point or an alternate"),
    when=_lazy("When a nomination is accepted of whom has the task already, and when a suspension ends"),
    template="mail/term_active.txt",
    subject=subject_of_active,
    example=standing_example(FocalPointState.ACTIVE),
    is_needed=still_stands,
)
TERM_SUSPENDED = Kind(
    name="term_suspended",
    purpose=Purpose.FOCAL_POINT,
    title=_lazy("Task of focal point suspended"),
    to=_lazy("A focal point or an alternate"),
    when=_lazy("When the chair's staff suspends a focal point"),
    template="mail/term_suspended.txt",
    subject=lambda facts: _("Your task as focal point is suspended: %(organization)s") % facts,
    example=standing_example(FocalPointState.SUSPENDED),
    is_needed=still_stands,
)
TERM_SUPERSEDED = Kind(
    name="term_superseded",
    purpose=Purpose.FOCAL_POINT,
    title=_lazy("Another person is focal point now"),
    to=_lazy("The former focal point"),
    when=_lazy("When a successor takes on the task"),
    template="mail/term_superseded.txt",
    subject=lambda facts: _("Another person is focal point now: %(organization)s") % facts,
    example=standing_example(FocalPointState.SUPERSEDED),
    is_needed=still_stands,
)
TERM_ENDED = Kind(
    name="term_ended",
    purpose=Purpose.FOCAL_POINT,
    title=_lazy("Task of focal point ended"),
    to=_lazy("A focal point or an alternate"),
    when=_lazy("When a term ends without a successor"),
    template="mail/term_ended.txt",
    subject=lambda facts: _("Your task as focal point has ended: %(organization)s") % facts,
    example=standing_example(FocalPointState.ENDED),
    is_needed=still_stands,
)
STANDING = {
    FocalPointState.ACTIVE: TERM_ACTIVE,
    FocalPointState.SUSPENDED: TERM_SUSPENDED,
    FocalPointState.SUPERSEDED: TERM_SUPERSEDED,
}
