"""What a focal point passes on to ministries of its own list."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from correspondence.catalogue import Kind
from correspondence.models import Batch, Message, Purpose
from correspondence.wording import as_typed, quoted
from gfmd.tokens import PLACEHOLDER
from mailings.messages.mailings import Wording
from mailings.models import Forwarding, Mailing, Ministry
from mailings.received import as_recipient, keyed
from meetings.models import Audience, Document, Meeting
from participants.messages import examples
from participants.messages.facts import greeting

# A text and its subject, in the active language or the one nearest to it, and that language.
Passed = tuple[str, str, str]


def forwarded_message(
    forwarding: Forwarding,
    ministry: Ministry,
    *,
    function: str,
    number: int,
    batch: Batch | None,
    passed: Callable[[Ministry], Passed],
    documents: list[Document],
    meeting: Meeting,
) -> Message:
    """To one ministry, in its language; answers go to the focal point."""
    by = forwarding.by
    with translation.override(ministry.language):
        subject, body, language = passed(ministry)
        words = {"name": as_typed(by.name), "function": as_typed(function)}
        words["organization"] = as_typed(ministry.organization.name)
        from_whom = _("%(name)s, focal point of %(organization)s, passes this on to you.")
        if function:
            from_whom = _("%(name)s, %(function)s, focal point of %(organization)s, passes this on to you.")
        message = FORWARDED.message(
            key=f"forward:{forwarding.pk}:{ministry.pk}:{number}",
            to_email=ministry.email,
            to_name=(ministry.addressee or ministry.name)[:200],
            language=ministry.language,
            subject=_("Passed on: %(subject)s") % {"subject": subject},
            facts={
                "greeting": greeting(ministry.addressee),
                "ministry": as_typed(ministry.name),
                "from_whom": from_whom % words,
                "note": quoted(forwarding.note) if forwarding.note.strip() else "",
                "meeting": as_typed(meeting),
                "subject": as_typed(subject),
                "body": body.replace(PLACEHOLDER, ""),
                "fallback": fallback(language) if language != ministry.language else "",
                "papers": "\n".join(paper_line(document) for document in documents),
                "name": words["name"],
            },
            meeting=meeting,
            organization=ministry.organization,
            batch=batch,
        )
    message.reply_to = by.email
    return message


def fallback(language: str) -> str:
    name = get_language_info(language)["name_translated"]
    return _("There is no text in your language yet; this one is in %(language)s.") % {"language": name}


def paper_line(document: Document) -> str:
    """A public paper with its address; of another only that it is there and whom to ask."""
    words = {"paper": as_typed(document)}
    if document.is_public and document.audience == Audience.PUBLIC:
        words["address"] = settings.SITE_URL + reverse("document", args=[document.meeting.slug, document.pk])
        return "- " + _("%(paper)s: <%(address)s>") % words
    return (
        "- "
        + _("%(paper)s: for those who take part alone, so it is not attached. Ask your focal point.") % words
    )


def of_mailing(mailing: Mailing) -> Callable[[Ministry], Passed]:
    """The words of a circular as its reader in a ministry would have got them; texts are read once."""
    wording = Wording(mailing)

    def passed(ministry: Ministry) -> Passed:
        message = wording.message(as_recipient(ministry))
        return message.subject, message.body, message.language

    return passed


def of_document(document: Document) -> Callable[[Ministry], Passed]:
    """What a paper is called and when it was published; its text stays in the library."""

    def passed(ministry: Ministry) -> Passed:
        day = date_format(document.published_at.astimezone(document.meeting.zone), "DATE_FORMAT")
        body = _("A paper of the meeting, published on %(day)s.") % {"day": day}
        return str(document), body, ministry.language

    return passed


def is_on_the_list(message: Message) -> bool:
    """Whoever was taken off the list, or is listed with another address, gets nothing more at this one."""
    _forwarding, ministry = keyed(message)
    return Ministry.objects.filter(pk=ministry, is_removed=False, email=message.to_email).exists()


def example(meeting: Meeting, language: str, is_strange: bool) -> Message:
    name = examples.person_name(is_strange)
    by = Person(pk=0, name=name, email="focal.point@ministry.invalid")
    ministry = Ministry(
        pk=0,
        organization=examples.organization(is_strange),
        name=examples.organization(is_strange).name if is_strange else "Ministry of Labour",
        addressee=name,
        email="labour@ministry.invalid",
        language=language,
    )
    note = examples.LONGEST_SENTENCE if is_strange else "Please tell me by Friday what you think of it."
    title = examples.LONGEST if is_strange else "Concept and outcomes"
    document = Document(
        pk=0, meeting=meeting, symbol="GFMD/1", title=title, state="published", published_at=timezone.now()
    )
    return forwarded_message(
        Forwarding(pk=0, organization=ministry.organization, note=note, by=by),
        ministry,
        function=name if is_strange else "Director",
        number=1,
        batch=None,
        passed=of_document(document),
        documents=[document],
        meeting=meeting,
    )


FORWARDED = Kind(
    name="forwarded",
    purpose=Purpose.FORWARDED,
    title=_lazy("Circular or paper passed on"),
    to=_lazy("Ministries on the list that an organization's focal points keep"),
    when=_lazy("When a focal point passes a circular or a paper on"),
    template="mail/forwarded.txt",
    example=example,
    is_needed=is_on_the_list,
)
