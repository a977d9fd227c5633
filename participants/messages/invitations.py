"""Invitations with their reminders, and what became of a delegation."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from meetings.days import deadline_day
from participants.models import Delegation, Invitation

TEMPLATES = {
    Purpose.INVITATION: "mail/invitation.txt",
    Purpose.NEW_LINK: "mail/new_link.txt",
    Purpose.REMINDER: "mail/reminder.txt",
    Purpose.RETURNED: "mail/returned.txt",
    Purpose.CONFIRMED: "mail/confirmed.txt",
}


def invitation_message(invitation: Invitation, purpose: str) -> Message:
    """To an organization's addressee: the invitation, a reminder of it, or a new link to it."""
    with translation.override(invitation.language):
        return Message(
            key=f"invitation:{invitation.pk}:{invitation.link_number}",
            purpose=purpose,
            to_email=invitation.to_email,
            to_name=invitation.to_name,
            language=invitation.language,
            subject=in_a_line(invitation_subject(invitation, purpose)),
            body=text_from(TEMPLATES[purpose], invitation=invitation, meeting=invitation.meeting),
            link_name=invitation.link_name,
            link_path="/invitations/{token}/",
        )


def invitation_subject(invitation: Invitation, purpose: str) -> str:
    """The action asked for and its date, in the active language."""
    words = {
        "meeting": str(invitation.meeting),
        "day": deadline_day(invitation.closes_at, invitation.meeting),
    }
    if purpose == Purpose.NEW_LINK:
        return _("Your new link: %(meeting)s") % words
    if purpose == Purpose.REMINDER:
        with_day, without = _("Reminder, action by %(day)s: %(meeting)s"), _("Reminder: %(meeting)s")
    else:
        with_day, without = _("Action by %(day)s: invitation to %(meeting)s"), _("Invitation to %(meeting)s")
    return (with_day if words["day"] else without) % words


def delegation_message(delegation: Delegation, person: Person, purpose: str) -> Message:
    """To a focal point: that the delegation is confirmed, or what to correct in it."""
    with translation.override(person.language):
        words = {"meeting": str(delegation.meeting)}
        subject = (
            _("Please correct your delegation: %(meeting)s")
            if purpose == Purpose.RETURNED
            else _("Your delegation is confirmed: %(meeting)s")
        )
        return Message(
            key=f"delegation:{delegation.pk}:{purpose}:{delegation.version}:{person.pk}",
            purpose=purpose,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=in_a_line(subject % words),
            body=text_from(TEMPLATES[purpose], delegation=delegation, meeting=delegation.meeting),
        )
