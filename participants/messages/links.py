"""What is said by e-mail to those who are to complete a seat's details, and to who asked for a letter for a visa."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from meetings.days import instant_in_words
from participants.models import Assistant, Delegate, VisaLetter

LINK_PATH = "/seats/link/{token}/"


def link_message(delegate: Delegate, *, language: str, is_renewal: bool = False) -> Message:
    """To a delegate: the personal link by which to complete the details; `delegate.delegation` is at hand."""
    return _with_link(delegate, "delegate_link", delegate, language=language, is_renewal=is_renewal)


def assistant_message(assistant: Assistant, *, language: str, is_renewal: bool = False) -> Message:
    """To an assistant: the personal link by which to complete a delegate's details."""
    return _with_link(
        assistant, "delegate_assistant", assistant.delegate, language=language, is_renewal=is_renewal
    )


def visa_letter_message(letter: VisaLetter, *, language: str) -> Message:
    """To a delegate: the letter for the visa is there, behind the sign-in; the message holds none of it."""
    delegate = letter.delegate
    with translation.override(language):
        return Message(
            key=f"visa-letter:{letter.number}",
            purpose=Purpose.DELEGATE,
            to_email=delegate.email,
            to_name=delegate.name,
            language=language,
            subject=in_a_line(
                _("Your letter for the visa: %(meeting)s") % {"meeting": delegate.delegation.meeting}
            ),
            body=_body("delegate_visa_letter", delegate, letter=letter),
        )


def _with_link(
    to: Delegate | Assistant, template: str, delegate: Delegate, *, language: str, is_renewal: bool
) -> Message:
    with translation.override(language):
        return Message(
            key=f"link:{to.link_name}",
            purpose=Purpose.NEW_LINK if is_renewal else Purpose.DELEGATE,
            to_email=to.email,
            to_name=to.name,
            language=language,
            subject=in_a_line(_subject(delegate, to.link_expires_at, is_renewal=is_renewal)),
            body=_body(template, delegate, to=to, is_renewal=is_renewal, expires_at=to.link_expires_at),
            link_name=to.link_name,
            link_path=LINK_PATH,
        )


def _subject(delegate: Delegate, until: datetime, *, is_renewal: bool) -> str:
    """The action asked for and its date, in the active language."""
    meeting = delegate.delegation.meeting
    words = {
        "meeting": str(meeting),
        "day": date_format(until.astimezone(meeting.zone), "DATE_FORMAT"),
    }
    if is_renewal:
        return _("Your new link: %(meeting)s") % words
    return _("Action by %(day)s: complete the details for %(meeting)s") % words


def _body(template: str, delegate: Delegate, *, expires_at: datetime | None = None, **facts) -> str:
    """The text of a message in the active language, with [[link]] where the personal link will stand."""
    meeting = delegate.delegation.meeting
    page = {
        "delegate": delegate,
        "delegation": delegate.delegation,
        "meeting": meeting,
        "good_until": instant_in_words(expires_at, meeting) if expires_at else "",
        **facts,
    }
    return text_from(f"mail/{template}.txt", **page)
