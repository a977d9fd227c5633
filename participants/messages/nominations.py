"""What is written to those who nominate a focal point, and to those who are one, are to be one, or were one."""

from uuid import uuid4

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from participants.models import FocalPoint, FocalPointState, Nomination, NominationState


def nomination_message(nomination: Nomination, *, is_renewed: bool = False) -> Message:
    """To whoever handed a nomination in, with the personal link to it: that it came, what to correct, or a new link.

    What was typed is not repeated while nobody has looked at it: the address may be that of a stranger.
    """
    with translation.override(nomination.language):
        words = _words(nomination) | {"day": date_format(timezone.localdate(), "DATE_FORMAT")}
        if is_renewed:
            subject = _("Your new link to the nomination: %(organization)s")
        elif nomination.state == NominationState.NEEDS_CORRECTION:
            subject = _("Please correct the nomination of a focal point: %(organization)s, %(meeting)s")
        else:
            subject = _("Nomination received on %(day)s: %(organization)s, %(meeting)s")
        return Message(
            key=f"nomination:{nomination.pk}:{nomination.link_number}",
            purpose=Purpose.NOMINATION,
            to_email=nomination.sender_email,
            language=nomination.language,
            subject=in_a_line(subject % words),
            body=text_from("mail/nomination_link.txt", nomination=nomination, is_renewed=is_renewed),
            link_name=nomination.link_name,
            link_path="/nominations/{token}/",
        )


def decision_message(nomination: Nomination) -> Message:
    """To whoever handed it in: that the nomination was accepted, or why it was not."""
    with translation.override(nomination.language):
        subject = (
            _("The nomination was accepted: %(organization)s, %(meeting)s")
            if nomination.state == NominationState.ACCEPTED
            else _("The nomination was not accepted: %(organization)s, %(meeting)s")
        )
        return Message(
            key=f"nomination:{nomination.pk}:decided",
            purpose=Purpose.NOMINATION,
            to_email=nomination.sender_email,
            language=nomination.language,
            subject=in_a_line(subject % _words(nomination)),
            body=text_from("mail/nomination_decided.txt", nomination=nomination),
        )


def _words(nomination: Nomination) -> dict[str, str]:
    return {"organization": nomination.organization.name, "meeting": str(nomination.meeting)}


def task_message(point: FocalPoint) -> Message:
    """To somebody named focal point or alternate: the personal link by which the task is taken on."""
    person = point.person
    with translation.override(person.language):
        words = {
            "organization": point.organization.name,
            "day": date_format(point.link_expires_at, "DATE_FORMAT"),
        }
        subject = (
            _("Action by %(day)s: take on the task of alternate focal point, %(organization)s")
            if point.is_alternate
            else _("Action by %(day)s: take on the task of focal point, %(organization)s")
        )
        return Message(
            key=task_key(point),
            purpose=Purpose.FOCAL_POINT,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=in_a_line(subject % words),
            body=text_from("mail/focal_point_task.txt", point=point, **words),
            link_name=point.link_name,
            link_path="/focal-points/{token}/",
        )


def task_key(point: FocalPoint) -> str:
    return f"focal-point:{point.pk}:{point.link_number}"


def standing_message(point: FocalPoint, *, reason: str = "", successor: Person | None = None) -> Message:
    """To a focal point whose term has changed: suspended, active again, ended, or succeeded by another."""
    person = point.person
    with translation.override(person.language):
        subjects = {
            FocalPointState.ACTIVE: _("You are the focal point: %(organization)s"),
            FocalPointState.SUSPENDED: _("Your task as focal point is suspended: %(organization)s"),
            FocalPointState.SUPERSEDED: _("Another person is focal point now: %(organization)s"),
        }
        if point.is_alternate:
            subjects[FocalPointState.ACTIVE] = _("You are alternate focal point: %(organization)s")
        subject = subjects.get(point.state, _("Your task as focal point has ended: %(organization)s"))
        return Message(
            key=f"focal-point:{point.pk}:{point.state}:{uuid4()}",
            purpose=Purpose.FOCAL_POINT,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=in_a_line(subject % {"organization": point.organization.name}),
            body=text_from("mail/focal_point_standing.txt", point=point, reason=reason, successor=successor),
        )
