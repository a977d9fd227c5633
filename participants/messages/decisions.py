"""What the chair's decisions on delegations say by e-mail, to focal points and to delegates."""

from collections.abc import Callable

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from participants.messages.seats import language_of
from participants.models import Delegate, Delegation, FieldCheck, FocalPoint


def to_focal_points(
    delegation: Delegation, *, purpose: str, template: str, mark: str, subject: Callable[[], str], **facts
) -> list[Message]:
    """One message to each active focal point, in that person's language.

    `subject` is called in that language; `mark` tells one occasion from another, so that each is told of once.
    """
    points = FocalPoint.objects.active().filter(organization=delegation.organization_id)
    messages = []
    for point in points.select_related("person"):
        person = point.person
        with translation.override(person.language):
            messages.append(
                Message(
                    key=f"delegation:{delegation.pk}:{purpose}:{mark}:{person.pk}",
                    purpose=purpose,
                    to_email=person.email,
                    to_name=person.name,
                    language=person.language,
                    subject=in_a_line(subject()),
                    body=written(template, delegation, person=person, **facts),
                )
            )
    return messages


def written(template: str, delegation: Delegation, **facts) -> str:
    context = {"delegation": delegation, "meeting": delegation.meeting, **facts}
    return text_from(template, **context)


def extra_time_messages(delegation: Delegation, reason: str) -> list[Message]:
    """That there is extra time until a minute, or none any more."""

    def subject() -> str:
        words = {"meeting": str(delegation.meeting)}
        if delegation.extra_until is None:
            return _("Extra time withdrawn: %(meeting)s") % words
        local = delegation.extra_until.astimezone(delegation.meeting.zone)
        return _("Extra time until %(day)s: %(meeting)s") % {
            **words,
            "day": date_format(local, "DATE_FORMAT"),
        }

    return to_focal_points(
        delegation,
        purpose=Purpose.EXTRA_TIME,
        template="mail/extra_time.txt",
        mark=str(delegation.version),
        subject=subject,
        reason=reason,
    )


def returned_messages(delegation: Delegation, checks: list[FieldCheck]) -> list[Message]:
    """What to correct: each field by its name, with the chair's sentence."""

    def subject() -> str:
        return _("Please correct your delegation: %(meeting)s") % {"meeting": str(delegation.meeting)}

    return to_focal_points(
        delegation,
        purpose=Purpose.RETURNED,
        template="mail/returned.txt",
        mark=str(delegation.version),
        subject=subject,
        checks=checks,
    )


def rejected_messages(delegate: Delegate, reason: str) -> list[Message]:
    """That a delegate was not accepted, and why: to the focal points, and to the delegate where there is an address."""
    delegation = delegate.delegation

    def subject() -> str:
        return _("A delegate was not accepted: %(meeting)s") % {"meeting": str(delegation.meeting)}

    messages = to_focal_points(
        delegation,
        purpose=Purpose.DELEGATE,
        template="mail/rejected.txt",
        mark=f"rejected-{delegate.pk}",
        subject=subject,
        delegate=delegate,
        reason=reason,
        to_delegate=False,
    )
    told = {message.to_email for message in messages}
    if delegate.email and delegate.email.lower() not in told:
        messages.append(rejected_message(delegate, reason))
    return messages


def rejected_message(delegate: Delegate, reason: str) -> Message:
    delegation, language = delegate.delegation, language_of(delegate)
    with translation.override(language):
        subject = _("Your seat at the meeting: %(meeting)s") % {"meeting": str(delegation.meeting)}
        return Message(
            key=f"delegate:{delegate.pk}:rejected",
            purpose=Purpose.DELEGATE,
            to_email=delegate.email.lower(),
            to_name=delegate.name,
            language=language,
            subject=in_a_line(subject),
            body=written("mail/rejected.txt", delegation, delegate=delegate, reason=reason, to_delegate=True),
        )


def postponed_messages(delegation: Delegation, *, mark: str, reason: str, is_reminder: bool = False) -> list:
    """New dates, or that there will be some; and that the delegation is asked to say again that it comes."""

    def subject() -> str:
        words = {"meeting": str(delegation.meeting)}
        if is_reminder or (delegation.must_reconfirm and delegation.meeting.starts_on):
            return _("Please confirm again that you come: %(meeting)s") % words
        return _("Postponed: %(meeting)s") % words

    return to_focal_points(
        delegation,
        purpose=Purpose.POSTPONED,
        template="mail/postponed.txt",
        mark=mark,
        subject=subject,
        reason=reason,
        is_reminder=is_reminder,
        to_delegate=False,
    )


def postponed_message(delegate: Delegate, *, mark: str, reason: str) -> Message:
    """To one who holds a seat: the new dates; nothing is asked of the delegate."""
    delegation, language = delegate.delegation, language_of(delegate)
    with translation.override(language):
        subject = _("Postponed: %(meeting)s") % {"meeting": str(delegation.meeting)}
        return Message(
            key=f"delegate:{delegate.pk}:postponed:{mark}",
            purpose=Purpose.POSTPONED,
            to_email=delegate.email.lower(),
            to_name=delegate.name,
            language=language,
            subject=in_a_line(subject),
            body=written(
                "mail/postponed.txt", delegation, delegate=delegate, reason=reason, to_delegate=True
            ),
        )
