"""What this room says by e-mail: to applicants, with their personal link, and to those who are appointed."""

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from selection.models import Application, CallMember

TEMPLATES = {
    "received": "mail/application_received.txt",
    "link": "mail/application_link.txt",
    "offered": "mail/application_offered.txt",
    "reminder": "mail/application_reminder.txt",
    "lapsed": "mail/application_lapsed.txt",
    "waiting": "mail/application_waiting.txt",
    "rejected": "mail/application_rejected.txt",
    "delegation": "mail/application_delegation.txt",
}


def application_message(application: Application, kind: str) -> Message:
    """To an applicant; `kind` is one of TEMPLATES. The link is put in when the message leaves."""
    meeting = application.call.meeting
    with translation.override(application.language):
        facts = {"application": application, "call": application.call, "meeting": meeting}
        return Message(
            key=f"application:{application.pk}:{kind}:{int(timezone.now().timestamp() * 1000)}",
            purpose=Purpose.APPLICATION,
            to_email=application.email,
            to_name=application.name,
            language=application.language,
            subject=in_a_line(subject_of(application, kind)),
            body=text_from(TEMPLATES[kind], **facts),
            link_name=application.link_name,
            link_path="/applications/{token}/",
        )


def subject_of(application: Application, kind: str) -> str:
    """The action asked for and its date, in the active language."""
    meeting = application.call.meeting
    words = {"meeting": str(meeting), "day": ""}
    if application.offer_expires_at:
        words["day"] = date_format(application.offer_expires_at.astimezone(meeting.zone), "DATE_FORMAT")
    sentences = {
        "received": _("Your application has been received: %(meeting)s"),
        "link": _("Your new link: %(meeting)s"),
        "offered": _("Action by %(day)s: a place at %(meeting)s"),
        "reminder": _("Reminder, action by %(day)s: your place at %(meeting)s"),
        "lapsed": _("The offer of a place has lapsed: %(meeting)s"),
        "waiting": _("You are on the waiting list: %(meeting)s"),
        "rejected": _("Your application: %(meeting)s"),
        "delegation": _("Fill in your delegation: %(meeting)s"),
    }
    return sentences[kind] % words


def appointment_message(member: CallMember) -> Message:
    """To somebody who was appointed to the coordinating office or the committee."""
    meeting, person = member.call.meeting, member.person
    with translation.override(person.language):
        return Message(
            key=f"call-member:{member.pk}:{int(timezone.now().timestamp() * 1000)}",
            purpose=Purpose.APPLICATION,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=in_a_line(_("Applications to %(meeting)s: your part") % {"meeting": meeting}),
            body=render_to_string(
                "mail/application_appointed.txt", {"member": member, "call": member.call, "meeting": meeting}
            ).strip()
            + "\n",
        )
