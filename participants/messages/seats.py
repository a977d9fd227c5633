"""What those who take a seat and those who give one up are told by e-mail."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from participants.models import Delegate


def given_up_message(delegate: Delegate) -> Message:
    """To somebody who no longer holds a seat: replaced or withdrawn, with thanks and what is void."""
    with translation.override(language_of(delegate)):
        return seat_message(delegate, "mail/seat_given_up.txt", _("Your seat has been given up: %(meeting)s"))


def taken_over_message(successor: Delegate) -> Message:
    """To the successor: which seat it is, and what is next."""
    with translation.override(language_of(successor)):
        return seat_message(successor, "mail/seat_taken_over.txt", _("You hold a seat: %(meeting)s"))


def seat_message(delegate: Delegate, template: str, subject: str) -> Message:
    """A message about a seat, in the active language."""
    delegation = delegate.delegation
    meeting = delegation.meeting
    facts = {
        "delegate": delegate,
        "delegation": delegation,
        "meeting": meeting,
        "desk_address": settings.SITE_URL + reverse("desk"),
    }
    return Message(
        key=f"seat:{delegate.pk}:{template}",
        purpose=Purpose.DELEGATE,
        to_email=delegate.email,
        to_name=delegate.full_name,
        language=get_language(),
        subject=in_a_line(subject % {"meeting": str(meeting)}),
        body=text_from(template, **facts),
    )


def language_of(delegate: Delegate) -> str:
    """That of the person's account, else the first one spoken, else the organization's."""
    person = Person.objects.with_address(delegate.email)
    if person:
        return person.language
    return delegate.languages[0] if delegate.languages else delegate.delegation.organization.address_language
