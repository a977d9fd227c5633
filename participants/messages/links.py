"""What is said by e-mail to those who are to complete a seat's details, and to who asked for a letter for a visa."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from correspondence.catalogue import About, Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed
from meetings.days import deadline_day, instant_in_words
from participants.messages import examples
from participants.messages.facts import (
    GREETING,
    LINK,
    OF_MEETINGS,
    greeting,
    hash_of_link,
    meeting_facts,
)
from participants.models import Assistant, Delegate, VisaLetter

LINK_PATH = "/seats/link/{token}/"


def link_message(delegate: Delegate, *, language: str, is_renewal: bool = False) -> Message:
    """To a delegate: the personal link by which to complete the details; `delegate.delegation` is at hand."""
    kind = DELEGATE_NEW_LINK if is_renewal else DELEGATE_LINK
    return _with_link(kind, delegate, delegate, language=language)


def assistant_message(assistant: Assistant, *, language: str, is_renewal: bool = False) -> Message:
    """To an assistant: the personal link by which to complete a delegate's details."""
    kind = ASSISTANT_NEW_LINK if is_renewal else ASSISTANT_LINK
    return _with_link(kind, assistant, assistant.delegate, language=language)


def _with_link(kind: Kind, to: Delegate | Assistant, delegate: Delegate, *, language: str) -> Message:
    with translation.override(language):
        return kind.message(
            key=f"link:{to.link_name}",
            to_email=to.email,
            to_name=to.name,
            language=language,
            facts=_facts(to, delegate),
            meeting=delegate.delegation.meeting,
            organization=delegate.delegation.organization,
            link_name=to.link_name,
            link_path=LINK_PATH,
        )


def _facts(to: Delegate | Assistant, delegate: Delegate) -> dict[str, str]:
    meeting, organization = delegate.delegation.meeting, as_typed(delegate.delegation.organization.name)
    words = {"name": organization, "title": as_typed(meeting), "delegate": as_typed(delegate.name)}
    asked = _("You are asked to complete the details of a delegate of %(name)s to **%(title)s**.")
    if delegate.name:
        asked = _(
            "You are asked to complete the details of %(delegate)s, a delegate of %(name)s to **%(title)s**."
        )
    return {
        "greeting": greeting(to.name),
        "organization": organization,
        **meeting_facts(meeting),
        "asked": asked % words,
        "good_until": instant_in_words(to.link_expires_at, meeting),
        "day": deadline_day(to.link_expires_at, meeting),
    }


def visa_letter_message(letter: VisaLetter, *, language: str) -> Message:
    """To a delegate: the letter for the visa is there, behind the sign-in; the message holds none of it."""
    delegate = letter.delegate
    delegation = delegate.delegation
    with translation.override(language):
        return VISA_LETTER.message(
            key=f"visa-letter:{letter.number}",
            to_email=delegate.email,
            to_name=delegate.name,
            language=language,
            facts={
                "letter": letter,
                "delegate": delegate,
                "delegation": delegation,
                "meeting": delegation.meeting,
            },
            meeting=delegation.meeting,
            organization=delegation.organization,
            person=Person.objects.with_address(delegate.email),
        )


# --- In the catalogue --------------------------------------------------------------------------------------


def leads_to_seat(message: Message) -> bool:
    """A newer link has replaced it, or the details are complete: then it has served."""
    links = {"link_hash": hash_of_link(message), "completed_at": None}
    return Delegate.objects.seated().filter(**links).exists()


def leads_assistant_to_seat(message: Message) -> bool:
    seats = Delegate.objects.seated().filter(completed_at=None)
    return Assistant.objects.filter(link_hash=hash_of_link(message), delegate__in=seats).exists()


def is_letter_in_force(message: Message) -> bool:
    return VisaLetter.objects.filter(number=message.key.split(":")[1], void_at=None).exists()


def subject_of_new_link(facts) -> str:
    return _("Your new link: %(meeting)s") % facts


def subject_of_link(facts) -> str:
    return _("Action by %(day)s: complete the details for %(meeting)s") % facts


def link_example(meeting, language: str, is_strange: bool, *, is_renewal: bool = False) -> Message:
    delegate = examples.delegate(meeting, language, is_strange)
    return link_message(delegate, language=language, is_renewal=is_renewal)


def assistant_example(meeting, language: str, is_strange: bool, *, is_renewal: bool = False) -> Message:
    assistant = examples.assistant(meeting, language, is_strange)
    return assistant_message(assistant, language=language, is_renewal=is_renewal)


PLACEHOLDERS = {
    **GREETING,
    "organization": _lazy("The name of the State or organization"),
    **OF_MEETINGS,
    "good_until": _lazy("The last minute in which the link works, with its zone"),
    "day": _lazy("The day until which the link works"),
    **LINK,
}
FOR_ASSISTANTS = PLACEHOLDERS | {"asked": _lazy("The sentence that says whose details are to be completed")}
REQUIRED = frozenset({"link"})
DELEGATE_LINK = Kind(
    name="delegate_link",
    purpose=Purpose.DELEGATE,
    title=_lazy("Link to a seat"),
    to=_lazy("A delegate who is to complete the details"),
    when=_lazy("When the focal point or the chair sends the link"),
    template="mail/delegate_link.txt",
    placeholders=PLACEHOLDERS,
    required=REQUIRED,
    subject=subject_of_link,
    example=link_example,
    is_needed=leads_to_seat,
)
DELEGATE_NEW_LINK = Kind(
    name="delegate_new_link",
    purpose=Purpose.NEW_LINK,
    title=_lazy("New link to a seat"),
    to=_lazy("A delegate who is to complete the details"),
    when=_lazy("When somebody opens an expired link and asks for a new one"),
    template="mail/delegate_new_link.txt",
    placeholders=PLACEHOLDERS,
    required=REQUIRED,
    subject=subject_of_new_link,
    example=lambda *of: link_example(*of, is_renewal=True),
    is_needed=leads_to_seat,
    about=About.DELEGATES,
)
ASSISTANT_LINK = Kind(
    name="assistant_link",
    purpose=Purpose.DELEGATE,
    title=_lazy("Link for an assistant"),
    to=_lazy("Somebody in a delegate's office who is to complete the details"),
    when=_lazy("When a delegate or the focal point names an assistant"),
    template="mail/assistant_link.txt",
    placeholders=FOR_ASSISTANTS,
    required=REQUIRED,
    subject=subject_of_link,
    example=assistant_example,
    is_needed=leads_assistant_to_seat,
)
ASSISTANT_NEW_LINK = Kind(
    name="assistant_new_link",
    purpose=Purpose.NEW_LINK,
    title=_lazy("New link for an assistant"),
    to=_lazy("Somebody in a delegate's office who is to complete the details"),
    when=_lazy("When somebody opens an expired link and asks for a new one"),
    template="mail/assistant_new_link.txt",
    placeholders=FOR_ASSISTANTS,
    required=REQUIRED,
    subject=subject_of_new_link,
    example=lambda *of: assistant_example(*of, is_renewal=True),
    is_needed=leads_assistant_to_seat,
    about=About.DELEGATES,
)
VISA_LETTER = Kind(
    name="visa_letter",
    purpose=Purpose.DELEGATE,
    title=_lazy("Letter for the visa"),
    to=_lazy("A delegate who asked for one"),
    when=_lazy("When the letter has been issued"),
    template="mail/delegate_visa_letter.txt",
    subject=lambda facts: _("Your letter for the visa: %(meeting)s") % facts,
    example=lambda meeting, language, is_strange: visa_letter_message(
        examples.visa_letter(meeting, language, is_strange), language=language
    ),
    is_needed=is_letter_in_force,
)
