"""What this room says by e-mail: to applicants, with their personal link, and to those who are appointed."""

from collections.abc import Callable

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed, quoted
from meetings.days import deadline_day, instant_in_words
from meetings.models import Meeting
from participants.messages.facts import (
    GREETING,
    LINK,
    OF_MEETINGS,
    greeting,
    hash_of_link,
    meeting_facts,
)
from selection import examples
from selection.models import HOLDS_A_PLACE, Application, ApplicationState, CallMember, Duty

# --- To applicants -----------------------------------------------------------------------------------------


def application_message(application: Application, kind: str) -> Message:
    """To an applicant; `kind` is one of TO_APPLICANTS. The link is put in when the message leaves."""
    with translation.override(application.language):
        return TO_APPLICANTS[kind].message(
            key=f"application:{application.pk}:{kind}:{int(timezone.now().timestamp() * 1000)}",
            to_email=application.email,
            to_name=application.name,
            language=application.language,
            facts=application_facts(application),
            meeting=application.call.meeting,
            organization=application.delegation.organization if application.delegation_id else None,
            link_name=application.link_name,
            link_path="/applications/{token}/",
        )


def application_facts(application: Application) -> dict[str, str]:
    meeting, expires_at = application.call.meeting, application.offer_expires_at
    return {
        "greeting": greeting(application.name),
        "organization": as_typed(application.organization_name),
        **meeting_facts(meeting),
        "closes_at": instant_in_words(application.call.closes_at, meeting),
        "deadline": instant_in_words(expires_at, meeting) if expires_at else "",
        "day": deadline_day(expires_at, meeting),
        "rank": str(application.rank or ""),
        "reason": quoted(application.reason),
    }


def still_stands(*states: str) -> Callable[[Message], bool]:
    """Whether an application is still where the message says it is, and the link in the message the last one."""

    def asked(message: Message) -> bool:
        applications = Application.objects.filter(link_hash=hash_of_link(message))
        return applications.filter(state__in=states).exists() if states else applications.exists()

    return asked


def is_offer_open(message: Message) -> bool:
    """An offer that was answered, or has lapsed, is not made any more."""
    application = Application.objects.filter(link_hash=hash_of_link(message)).first()
    return application is not None and application.is_offer_open()


def an_example(kind: str) -> Callable[[Meeting, str, bool], Message]:
    return lambda *of: application_message(examples.application(*of), kind)


OF_APPLICATIONS = {
    **GREETING,
    "organization": _lazy("The name of the organization that applies"),
    **OF_MEETINGS,
    **LINK,
}
OF_OFFERS = OF_APPLICATIONS | {
    "deadline": _lazy("The last minute to answer the offer, with its zone"),
    "day": _lazy("The last day to answer the offer"),
}
APPLICANT = _lazy("The representative named in an application")
REQUIRED = frozenset({"link"})
APPLICATION_RECEIVED = Kind(
    name="application_received",
    purpose=Purpose.APPLICATION,
    title=_lazy("Application received"),
    to=APPLICANT,
    when=_lazy("When an application is handed in"),
    template="mail/application_received.txt",
    placeholders=OF_APPLICATIONS
    | {"closes_at": _lazy("The last minute to correct the application, with its zone")},
    required=REQUIRED,
    subject=lambda facts: _("Your application has been received: %(meeting)s") % facts,
    example=an_example("received"),
    is_needed=still_stands(),
)
APPLICATION_LINK = Kind(
    name="application_link",
    purpose=Purpose.APPLICATION,
    title=_lazy("New link to an application"),
    to=APPLICANT,
    when=_lazy("When somebody opens an expired link and asks for a new one"),
    template="mail/application_link.txt",
    placeholders=OF_APPLICATIONS,
    required=REQUIRED,
    subject=lambda facts: _("Your new link: %(meeting)s") % facts,
    example=an_example("link"),
    is_needed=still_stands(),
)
APPLICATION_OFFERED = Kind(
    name="application_offered",
    purpose=Purpose.APPLICATION,
    title=_lazy("A place is offered"),
    to=APPLICANT,
    when=_lazy("When the coordinating office offers a place, or one becomes free for the next in line"),
    template="mail/application_offered.txt",
    placeholders=OF_OFFERS,
    required=frozenset({"link", "deadline"}),
    subject=lambda facts: _("Action by %(day)s: a place at %(meeting)s") % facts,
    example=an_example("offered"),
    is_needed=is_offer_open,
)
APPLICATION_REMINDER = Kind(
    name="application_reminder",
    purpose=Purpose.APPLICATION,
    title=_lazy("Reminder of an offered place"),
    to=APPLICANT,
    when=_lazy("When an offer is about to lapse without an answer"),
    template="mail/application_reminder.txt",
    placeholders=OF_OFFERS,
    required=frozenset({"link", "deadline"}),
    subject=lambda facts: _("Reminder, action by %(day)s: your place at %(meeting)s") % facts,
    example=an_example("reminder"),
    is_needed=is_offer_open,
)
APPLICATION_LAPSED = Kind(
    name="application_lapsed",
    purpose=Purpose.APPLICATION,
    title=_lazy("The offer of a place has lapsed"),
    to=APPLICANT,
    when=_lazy("When an offer was not answered in time"),
    template="mail/application_lapsed.txt",
    placeholders=OF_OFFERS,
    required=REQUIRED,
    subject=lambda facts: _("The offer of a place has lapsed: %(meeting)s") % facts,
    example=an_example("lapsed"),
    is_needed=still_stands(ApplicationState.LAPSED),
)
APPLICATION_WAITING = Kind(
    name="application_waiting",
    purpose=Purpose.APPLICATION,
    title=_lazy("On the waiting list"),
    to=APPLICANT,
    when=_lazy("When the coordinating office puts an application on the waiting list"),
    template="mail/application_waiting.txt",
    placeholders=OF_APPLICATIONS | {"rank": _lazy("The number on the waiting list")},
    required=REQUIRED,
    subject=lambda facts: _("You are on the waiting list: %(meeting)s") % facts,
    example=an_example("waiting"),
    is_needed=still_stands(ApplicationState.WAITING),
)
APPLICATION_REJECTED = Kind(
    name="application_rejected",
    purpose=Purpose.APPLICATION,
    title=_lazy("Application not selected"),
    to=APPLICANT,
    when=_lazy("When the coordinating office does not select an application"),
    template="mail/application_rejected.txt",
    placeholders=OF_APPLICATIONS | {"reason": _lazy("The reason that was given")},
    required=frozenset({"link", "reason"}),
    subject=lambda facts: _("Your application: %(meeting)s") % facts,
    example=an_example("rejected"),
    is_needed=still_stands(ApplicationState.REJECTED),
)
APPLICATION_DELEGATION = Kind(
    name="application_delegation",
    purpose=Purpose.APPLICATION,
    title=_lazy("Fill in your delegation"),
    to=APPLICANT,
    when=_lazy("When the place was accepted and the delegation can be filled in"),
    template="mail/application_delegation.txt",
    placeholders=OF_APPLICATIONS,
    required=REQUIRED,
    subject=lambda facts: _("Fill in your delegation: %(meeting)s") % facts,
    example=an_example("delegation"),
    is_needed=still_stands(*HOLDS_A_PLACE),
)
TO_APPLICANTS = {
    "received": APPLICATION_RECEIVED,
    "link": APPLICATION_LINK,
    "offered": APPLICATION_OFFERED,
    "reminder": APPLICATION_REMINDER,
    "lapsed": APPLICATION_LAPSED,
    "waiting": APPLICATION_WAITING,
    "rejected": APPLICATION_REJECTED,
    "delegation": APPLICATION_DELEGATION,
}


# --- To those who are appointed ----------------------------------------------------------------------------


def appointment_message(member: CallMember) -> Message:
    """To somebody who was appointed to the coordinating office or the committee."""
    meeting, person = member.call.meeting, member.person
    kind = CALL_COMMITTEE if member.duty == Duty.COMMITTEE else CALL_OFFICE
    with translation.override(person.language):
        return kind.message(
            key=f"call-member:{member.pk}:{int(timezone.now().timestamp() * 1000)}",
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            facts={
                "greeting": greeting(person.name),
                "member": member,
                "call": member.call,
                "meeting": meeting,
            },
            meeting=meeting,
            person=person,
        )


def still_serves(message: Message) -> bool:
    return CallMember.objects.serving().filter(pk=message.key.split(":")[1]).exists()


def subject_of_appointment(facts) -> str:
    return _("Applications to %(meeting)s: your part") % facts


CALL_OFFICE = Kind(
    name="call_office",
    purpose=Purpose.APPLICATION,
    title=_lazy("Appointed to run a call for applications"),
    to=_lazy("Whoever is appointed to the coordinating office"),
    when=_lazy("When the person is appointed"),
    template="mail/application_appointed.txt",
    subject=subject_of_appointment,
    example=lambda *of: appointment_message(examples.member(*of, duty=Duty.COORDINATOR)),
    is_needed=still_serves,
)
CALL_COMMITTEE = Kind(
    name="call_committee",
    purpose=Purpose.APPLICATION,
    title=_lazy("Appointed to score applications"),
    to=_lazy("Whoever is appointed to the selection committee"),
    when=_lazy("When the person is appointed"),
    template="mail/application_appointed.txt",
    subject=subject_of_appointment,
    example=lambda *of: appointment_message(examples.member(*of, duty=Duty.COMMITTEE)),
    is_needed=still_serves,
)
