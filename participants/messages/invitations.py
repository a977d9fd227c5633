"""Invitations, their reminders, and new links to them."""

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed
from meetings.days import deadline_day, instant_in_words
from meetings.models import Meeting, MeetingState
from participants.messages import examples
from participants.messages.facts import GREETING, LINK, OF_MEETINGS, greeting, meeting_facts
from participants.models import MAY_HAVE_EXTRA_TIME, Answer, Invitation

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
        "greeting": greeting(invitation.to_name),
        "organization": as_typed(organization.name),
        **meeting_facts(meeting),
        "invited": invited % {"name": as_typed(organization.name), "title": as_typed(meeting)},
        "seats": seats % {"limit": meeting.delegation_limit},
        "deadline": instant_in_words(invitation.closes_at, meeting) if invitation.closes_at else "",
        "day": deadline_day(invitation.closes_at, meeting),
    }


def is_unanswered(message: Message) -> bool:
    """Nobody could answer a meeting that does not ask, and nobody who has answered is asked again."""
    return may_be_answered(message, answer=Answer.NONE)


def may_be_answered(message: Message, **facts) -> bool:
    asks = Q(meeting__state__in=ASKS_FOR_ANSWERS) | Q(
        meeting__state__in=MAY_HAVE_EXTRA_TIME, extra_until__gt=timezone.now()
    )
    return Invitation.objects.filter(asks, message=message, **facts).exists()


def example(purpose: str):
    """How an invitation, a reminder or a new link looks: for the catalogue."""

    def made(meeting: Meeting, language: str, is_strange: bool) -> Message:
        return invitation_message(examples.invitation(meeting, language, is_strange), purpose)

    return made


def subject_of_invitation(facts) -> str:
    """The action asked for and its date."""
    if facts["day"]:
        return _("Action by %(day)s: invitation to %(meeting)s") % facts
    return _("Invitation to %(meeting)s") % facts


def subject_of_reminder(facts) -> str:
    if facts["day"]:
        return _("Reminder, action by %(day)s: %(meeting)s") % facts
    return _("Reminder: %(meeting)s") % facts


PLACEHOLDERS = {
    **GREETING,
    "organization": _lazy("The name of the State or organization"),
    **OF_MEETINGS,
    "invited": _lazy("The sentence that says who is invited to what"),
    "seats": _lazy("How many delegates a delegation has"),
    "deadline": _lazy("The last minute to answer, with its zone; may be empty"),
    "day": _lazy("The last day to answer; may be empty"),
    **LINK,
}
INVITATION = Kind(
    name="invitation",
    purpose=Purpose.INVITATION,
    title=_lazy("Invitation"),
    to=ANYBODY_INVITED,
    when=_lazy("When the chair sends the invitations, and when an address was corrected"),
    template="mail/invitation.txt",
    subject=subject_of_invitation,
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
    subject=subject_of_reminder,
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
    subject=lambda facts: _("Your new link: %(meeting)s") % facts,
    placeholders=PLACEHOLDERS,
    required=frozenset({"link"}),
    example=example(Purpose.NEW_LINK),
    is_needed=may_be_answered,
)
