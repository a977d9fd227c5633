"""What those who take a seat and those who give one up are told by e-mail."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from participants.messages import examples
from participants.models import Delegate, DelegateState


def given_up_message(delegate: Delegate) -> Message:
    """To somebody who no longer holds a seat: replaced or withdrawn, with thanks and what is void."""
    return seat_message(delegate, SEAT_GIVEN_UP)


def taken_over_message(successor: Delegate) -> Message:
    """To the successor: which seat it is, and what is next."""
    return seat_message(successor, SEAT_TAKEN_OVER)


def seat_message(delegate: Delegate, kind: Kind) -> Message:
    delegation = delegate.delegation
    meeting = delegation.meeting
    person, language = account_and_language(delegate)
    with translation.override(language):
        facts = {
            "delegate": delegate,
            "delegation": delegation,
            "meeting": meeting,
            "desk_address": settings.SITE_URL + reverse("desk"),
        }
        return kind.message(
            key=f"seat:{delegate.pk}:{kind.template}",
            to_email=delegate.email,
            to_name=delegate.full_name,
            language=language,
            facts=facts,
            meeting=meeting,
            organization=delegation.organization,
            person=person,
        )


def account_and_language(delegate: Delegate) -> tuple[Person | None, str]:
    """The account with the delegate's address, where there is one, and the language to write in: that of the
    account, else the first one spoken, else the organization's."""
    person = Person.objects.with_address(delegate.email)
    if person:
        return person, person.language
    return None, delegate.languages[
        0
    ] if delegate.languages else delegate.delegation.organization.address_language


def language_of(delegate: Delegate) -> str:
    return account_and_language(delegate)[1]


def delegate_of(message: Message) -> Delegate | None:
    """The delegate in the key of a message about a seat: "seat:12:…"."""
    return Delegate.objects.filter(pk=message.key.split(":")[1]).first()


def is_seated(message: Message) -> bool:
    delegate = delegate_of(message)
    return delegate is not None and delegate.is_seated


def is_not_seated(message: Message) -> bool:
    return not is_seated(message)


SEAT_GIVEN_UP = Kind(
    name="seat_given_up",
    purpose=Purpose.DELEGATE,
    title=_lazy("Your seat has been given up"),
    to=_lazy("A delegate who was replaced or withdrawn, and had heard of the seat"),
    when=_lazy("When a seat passes to somebody else, or is given up"),
    template="mail/seat_given_up.txt",
    subject=lambda facts: _("Your seat has been given up: %(meeting)s") % facts,
    example=lambda meeting, language, is_strange: given_up_message(
        examples.delegate(meeting, language, is_strange, state=DelegateState.REPLACED)
    ),
    is_needed=is_not_seated,
)
SEAT_TAKEN_OVER = Kind(
    name="seat_taken_over",
    purpose=Purpose.DELEGATE,
    title=_lazy("You hold a seat"),
    to=_lazy("The successor of a delegate"),
    when=_lazy("When a seat passes to somebody else"),
    template="mail/seat_taken_over.txt",
    subject=lambda facts: _("You hold a seat: %(meeting)s") % facts,
    example=lambda meeting, language, is_strange: taken_over_message(
        examples.delegate(meeting, language, is_strange)
    ),
    is_needed=is_seated,
)
