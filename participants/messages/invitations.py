"""Invitations with their reminders, and what became of a delegation."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from accounts.models import Person
from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from meetings.days import deadline_day, instant_in_words, meeting_dates
from meetings.models import Meeting, MeetingState
from meetings.templatetags.meetings import place
from participants.messages import examples
from participants.models import Answer, Delegation, Invitation

ASKS_FOR_ANSWERS = (MeetingState.ANNOUNCED, MeetingState.REGISTRATION_OPEN)
ANYBODY_INVITED = _lazy("The addressee of an invited organization")


def invitation_message(invitation: Invitation, purpose: str) -> Message:
    """To an organization's addressee: the invitation, a reminder of it, or a new link to it."""
    kinds = {kind.purpose: kind for kind in (INVITATION, REMINDER, NEW_LINK)}
    with translation.override(invitation.language):
        return kinds[purpose].message(
            key=f"invitation:{invitation.pk}:{invitation.link_number}",
            to_email=invitation.to_email,
            to_name=invitation.to_name,
            language=invitation.language,
            subject=invitation_subject(invitation, purpose),
            facts=invitation_facts(invitation),
            meeting=invitation.meeting,
            organization=invitation.organization,
            link_name=invitation.link_name,
            link_path="/invitations/{token}/",
        )


def invitation_facts(invitation: Invitation) -> dict[str, str]:
    """What may stand in an invitation, each a piece of text whole in itself, in the active language."""
    meeting, organization = invitation.meeting, invitation.organization
    seats = ngettext(
        "A delegation has %(limit)d delegate, the head.",
        "A delegation has at most %(limit)d delegates, the head included.",
        meeting.delegation_limit,
    )
    invited = _("%(name)s is invited to **%(title)s**.")
    if organization.is_state:
        invited = _("The Government of %(name)s is invited to **%(title)s**.")
    return {
        "greeting": _("Dear %(name)s,") % {"name": invitation.to_name}
        if invitation.to_name
        else _("Dear colleague,"),
        "organization": organization.name,
        "meeting": str(meeting),
        "invited": invited % {"name": organization.name, "title": meeting},
        "dates": meeting_dates(meeting),
        "place": place(meeting),
        "seats": seats % {"limit": meeting.delegation_limit},
        "deadline": instant_in_words(invitation.closes_at, meeting) if invitation.closes_at else "",
    }


def is_unanswered(message: Message) -> bool:
    """Nobody could answer a meeting that does not ask, and nobody who has answered is asked again."""
    return Invitation.objects.filter(
        message=message, answer=Answer.NONE, meeting__state__in=ASKS_FOR_ANSWERS
    ).exists()


def may_be_answered(message: Message) -> bool:
    return Invitation.objects.filter(message=message, meeting__state__in=ASKS_FOR_ANSWERS).exists()


def example(purpose: str):
    """How an invitation, a reminder or a new link looks: for the catalogue."""

    def made(meeting: Meeting, language: str, is_strange: bool) -> Message:
        return invitation_message(examples.invitation(meeting, language, is_strange), purpose)

    return made


PLACEHOLDERS = {
    "greeting": _lazy("“Dear” and the addressee's name"),
    "organization": _lazy("The name of the State or organization"),
    "meeting": _lazy("The title of the meeting"),
    "invited": _lazy("The sentence that says who is invited to what"),
    "dates": _lazy("The days of the meeting"),
    "place": _lazy("Venue and city"),
    "seats": _lazy("How many delegates a delegation has"),
    "deadline": _lazy("The last minute to answer, with its zone"),
    "link": _lazy("The personal link"),
}
INVITATION = Kind(
    name="invitation",
    purpose=Purpose.INVITATION,
    title=_lazy("Invitation"),
    to=ANYBODY_INVITED,
    when=_lazy("When the chair sends the invitations, and when an address was corrected"),
    template="mail/invitation.txt",
    placeholders=PLACEHOLDERS,
    required=frozenset({"link"}),
    example=example(Purpose.INVITATION),
    is_needed=is_unanswered,
)
REMINDER = Kind(
    name="reminder",
    purpose=Purpose.REMINDER,
    title=_lazy("Reminder of an invitation"),
    to=ANYBODY_INVITED,
    when=_lazy("When the chair reminds those who have not answered"),
    template="mail/reminder.txt",
    placeholders=PLACEHOLDERS,
    required=frozenset({"link"}),
    example=example(Purpose.REMINDER),
    is_needed=is_unanswered,
)
NEW_LINK = Kind(
    name="new_link",
    purpose=Purpose.NEW_LINK,
    title=_lazy("New link to an invitation"),
    to=ANYBODY_INVITED,
    when=_lazy("When somebody opens an expired link and asks for a new one"),
    template="mail/new_link.txt",
    placeholders=PLACEHOLDERS,
    required=frozenset({"link"}),
    example=example(Purpose.NEW_LINK),
    is_needed=may_be_answered,
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


DELEGATION_TEMPLATES = {
    Purpose.RETURNED: "mail/returned.txt",
    Purpose.CONFIRMED: "mail/confirmed.txt",
}


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
            body=text_from(DELEGATION_TEMPLATES[purpose], delegation=delegation, meeting=delegation.meeting),
        )
