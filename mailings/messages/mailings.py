"""What the chair writes to many: circulars, notes, the daily journal, the joint letter, and a test of each."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from correspondence.catalogue import About, Kind
from correspondence.models import Batch, Message, Purpose
from correspondence.wording import as_typed, placed, text_from
from mailings.models import Mailing, MailingKind
from mailings.recipients import Recipient
from meetings.days import day_in_words, deadline_day, instant_in_words
from meetings.models import AgendaItem, Meeting
from participants.messages import examples
from participants.messages.facts import GREETING, OF_MEETINGS, greeting, meeting_facts
from participants.models import Window

BY_HAND = _lazy("When the chair's staff has written it, looked it through and sends it")
PLACEHOLDERS = {
    **GREETING,
    "name": _lazy("The addressee's name; may be empty"),
    "organization": _lazy("The name of the State or organization; may be empty"),
    **OF_MEETINGS,
    "deadline": _lazy("The last minute to register, with its zone; may be empty"),
    "deadline_day": _lazy("The day of that last minute, for the subject; may be empty"),
    "page": _lazy("The address of the meeting's page"),
    "desk": _lazy("The address where everybody sees what is asked of them"),
}
OF_JOURNAL = {
    "day": _lazy("The day the journal is about"),
    "programme": _lazy("What the published agenda says of that day, in the reader's language"),
}
# What differs from one reader of a thread to the next; there is one text for all of them.
PERSONAL = frozenset({"greeting", "name", "organization"})


# --- Facts -----------------------------------------------------------------------------------------------


def common_facts(meeting: Meeting) -> dict[str, str]:
    """What is the same for all readers of a language, which is active."""
    return {
        **meeting_facts(meeting),
        "page": f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        "desk": f"{settings.SITE_URL}{reverse('desk')}",
    }


def deadline_facts(closes_at: datetime | None, meeting: Meeting) -> dict[str, str]:
    """The last minute with its zone, and its day, in the active language; both empty without one."""
    in_words = instant_in_words(closes_at, meeting) if closes_at else ""
    return {"deadline": in_words, "deadline_day": deadline_day(closes_at, meeting)}


def programme_of(meeting: Meeting, on: date | None) -> str:
    """The published agenda of a day as a list, in the active language and the venue's time; empty without one."""
    if on is None or meeting.agenda_published_at is None:
        return ""
    items = meeting.agenda_items.with_briefs().order_by("starts_at", "pk")
    of_day = [item for item in items if item.starts_at.astimezone(meeting.zone).date() == on]
    return "\n".join(line_of(item, meeting) for item in of_day)


def line_of(item: AgendaItem, meeting: Meeting) -> str:
    """ "- 10:00–11:30, Opening, Room Atlas"."""
    words = {
        "from": date_format(item.starts_at.astimezone(meeting.zone), "TIME_FORMAT"),
        "until": date_format(item.ends_at.astimezone(meeting.zone), "TIME_FORMAT"),
        "what": as_typed(item.subject or item.title),
        "room": as_typed(item.room.name) if item.room else "",
    }
    line = (
        _("%(from)s–%(until)s: **%(what)s**, %(room)s")
        if item.room
        else _("%(from)s–%(until)s: **%(what)s**")
    )
    return f"- {line % words}"


# --- Kinds -----------------------------------------------------------------------------------------------


def subject_with_deadline(asks: str, without: str):
    """A subject that names the action and its date, where there is one."""

    def subject(facts: Mapping[str, str]) -> str:
        sentence = asks if facts.get("deadline_day") else without
        return sentence % {"meeting": facts["meeting"], "deadline": facts.get("deadline_day", "")}

    return subject


def example(purpose: str):
    """How a mailing looks while nothing of one's own has been written: for the catalogue."""

    def made(meeting: Meeting, language: str, is_strange: bool) -> Message:
        with translation.override(language):
            organization = examples.organization(is_strange)
            closes_at = meeting.registration_closes_at or timezone.now()
            name = examples.person_name(is_strange)
            return KIND_OF[purpose].message(
                key=f"mailing:example:{purpose}",
                to_email="mission@example.org",
                to_name=name,
                language=language,
                facts={
                    **common_facts(meeting),
                    "greeting": greeting(name),
                    "name": as_typed(name),
                    "organization": as_typed(organization.name),
                    **deadline_facts(closes_at, meeting),
                    "day": day_in_words(meeting.starts_on or timezone.localdate()),
                    "programme": programme_of(meeting, meeting.starts_on) or _("- 10:00–11:30: **Opening**"),
                },
                meeting=meeting,
            )

    return made


CIRCULAR = Kind(
    name="circular",
    purpose=Purpose.CIRCULAR,
    title=_lazy("Circular"),
    to=_lazy("The audience that the chair's staff chooses, without those who want no circulars"),
    when=BY_HAND,
    template="mail/circular.txt",
    placeholders=PLACEHOLDERS,
    subject=subject_with_deadline(_lazy("Action by %(deadline)s: %(meeting)s"), _lazy("News of %(meeting)s")),
    example=example("circular"),
    about=About.MAILINGS,
)
NOTE = Kind(
    name="note",
    purpose=Purpose.NOTE,
    title=_lazy("Message about a participant's own business"),
    to=_lazy("The audience that the chair's staff chooses"),
    when=BY_HAND,
    template="mail/note.txt",
    placeholders=PLACEHOLDERS,
    subject=subject_with_deadline(
        _lazy("Action by %(deadline)s: your part in %(meeting)s"), _lazy("Your part in %(meeting)s")
    ),
    example=example("note"),
    about=About.MAILINGS,
)
JOURNAL = Kind(
    name="journal",
    purpose=Purpose.JOURNAL,
    title=_lazy("Daily journal"),
    to=_lazy("The audience that the chair's staff chooses, without those who want no circulars"),
    when=BY_HAND,
    template="mail/journal.txt",
    placeholders=PLACEHOLDERS | OF_JOURNAL,
    subject=lambda facts: _("%(day)s at %(meeting)s") % {"day": facts["day"], "meeting": facts["meeting"]},
    example=example("journal"),
    about=About.MAILINGS,
)
JOINT_LETTER = Kind(
    name="joint_letter",
    purpose=Purpose.JOINT_LETTER,
    title=_lazy("Joint letter"),
    to=_lazy("States and organizations, one letter each, attached as a PDF"),
    when=BY_HAND,
    template="mail/joint_letter.txt",
    placeholders=PLACEHOLDERS,
    subject=subject_with_deadline(
        _lazy("Action by %(deadline)s: letter of the chair, %(meeting)s"),
        _lazy("Letter of the chair, %(meeting)s"),
    ),
    example=example("joint_letter"),
    about=About.MAILINGS,
)
MAILING_TEST = Kind(
    name="mailing_test",
    purpose=Purpose.NOTE,
    title=_lazy("Test of a mailing"),
    to=_lazy("The member of the chair's staff who asks for it"),
    when=_lazy("When somebody who prepares a mailing tries it out"),
    template="mail/mailing_test.txt",
    placeholders={},
    example=lambda *of: test_example(*of),
    about=About.MAILINGS,
)


def test_example(meeting: Meeting, language: str, is_strange: bool) -> Message:
    with translation.override(language):
        name = examples.person_name(is_strange)
        return MAILING_TEST.message(
            key="mailing:example:test",
            to_email="staff@example.org",
            to_name=name,
            language=language,
            subject=_("Test: %(subject)s") % {"subject": as_typed(meeting)},
            facts={"greeting": greeting(name)},
            meeting=meeting,
        )


KIND_OF = {
    MailingKind.CIRCULAR: CIRCULAR,
    MailingKind.NOTE: NOTE,
    MailingKind.JOURNAL: JOURNAL,
    MailingKind.JOINT_LETTER: JOINT_LETTER,
}


# --- The words of one mailing ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """Subject and text with their placeholders, as the catalogue takes an own text."""

    subject: str
    body: str


def first_words(kind: str, meeting: Meeting, language: str) -> Words:
    """Where a new text begins: the chair's own template of this kind, else the product's."""
    template = meeting.message_templates.filter(kind=kind, language=language).first()
    if template:
        return Words(template.subject, template.body)
    return Words(*KIND_OF[MailingKind(kind)].outline(language))


def first_letter(language: str) -> str:
    """Where the text of a joint letter begins, with its placeholders in braces."""
    facts = {name: f"{{{name}}}" for name in PLACEHOLDERS}
    with translation.override(language):
        return text_from("mail/joint_letter_text.txt", **facts)


class Wording:
    """Writes a mailing to each of its recipients. Texts, days and deadlines are read once for all of them."""

    def __init__(self, mailing: Mailing):
        self.mailing, self.meeting = mailing, mailing.meeting
        self.kind = KIND_OF[MailingKind(mailing.kind)]
        texts = {text.language: text for text in mailing.texts.all()}
        order = [*self.meeting.languages, *texts]
        self.texts = {language: texts[language] for language in dict.fromkeys(order) if language in texts}
        self._common: dict[str, dict[str, str]] = {}
        self._deadlines: dict[tuple[str, str | None], dict[str, str]] = {}

    @property
    def first_language(self) -> str:
        return next(iter(self.texts), "en")

    def language_for(self, recipient: Recipient) -> str:
        """The recipient's language, where there is a text in it and not one for all."""
        is_there = recipient.language in self.texts and not self.mailing.is_thread
        return recipient.language if is_there else self.first_language

    def facts(self, recipient: Recipient, language: str) -> dict[str, str]:
        """Every placeholder and what stands there; call it with `language` active."""
        return self.common(language) | {
            "greeting": greeting(recipient.name),
            "name": as_typed(recipient.name),
            "organization": as_typed(recipient.organization_in(language)),
            **self.deadline(language, recipient.kind),
        }

    def common(self, language: str) -> dict[str, str]:
        if language not in self._common:
            self._common[language] = common_facts(self.meeting)
            if self.mailing.kind == MailingKind.JOURNAL:
                self._common[language] |= {
                    "day": day_in_words(self.mailing.dated_on) if self.mailing.dated_on else "",
                    "programme": programme_of(self.meeting, self.mailing.dated_on),
                }
        return self._common[language]

    def deadline(self, language: str, kind: str | None) -> dict[str, str]:
        """The last minute for the recipient's class of participant; once it is past there is nothing to say."""
        if (language, kind) not in self._deadlines:
            self._deadlines[language, kind] = deadline_facts(self.closes_at(kind), self.meeting)
        return self._deadlines[language, kind]

    def closes_at(self, kind: str | None) -> datetime | None:
        closes_at = Window.closes(self.meeting, kind) if kind else self.meeting.registration_closes_at
        return closes_at if closes_at and closes_at > timezone.now() else None

    def key(self, recipient: Recipient) -> str:
        """Once for each address; of a letter, once for each organization at an address."""
        about = f"{recipient.organization_id}:" if self.mailing.is_letter else ""
        return f"mailing:{self.mailing.pk}:{about}{short(recipient.email)}"

    def message(
        self, recipient: Recipient, *, batch: Batch | None = None, shown_to: list[str] | None = None
    ) -> Message:
        language = self.language_for(recipient)
        text = self.texts[language]
        with translation.override(language):
            message = self.kind.message(
                key=self.key(recipient),
                to_email=recipient.email,
                to_name=recipient.name[:200],
                language=language,
                facts=self.facts(recipient, language),
                own=Words(self.with_correction(text.subject), text.body),
                meeting=self.meeting,
                batch=batch,
            )
        message.person_id, message.organization_id = recipient.person_id, recipient.organization_id
        message.is_circular, message.shown_to = self.mailing.is_circular, shown_to or []
        return message

    def test(self, recipient: Recipient, language: str, *, to: Person, key: str) -> Message:
        """What the recipient would get, to somebody who tries it out, marked as a test."""
        text = self.texts[language]
        with translation.override(language):
            notice = _("This is a test. It went to you alone, and nobody else has received this message.")
            subject = _("Test: %(subject)s") % {"subject": self.with_correction(text.subject)}
            return MAILING_TEST.message(
                key=key,
                to_email=to.email,
                to_name=to.name,
                language=language,
                facts=self.facts(recipient, language),
                subject=_("Test: %(subject)s") % {"subject": as_typed(self.meeting)},
                own=Words(subject, f"*{notice}*\n\n{text.body}"),
                meeting=self.meeting,
                person=to,
            )

    def letter(self, recipient: Recipient, language: str) -> str:
        """The text of the recipient's letter, in Markdown."""
        with translation.override(language):
            return placed(self.texts[language].letter, self.facts(recipient, language))

    def with_correction(self, subject: str) -> str:
        if not self.mailing.correction:
            return subject
        return _("%(correction)s: %(subject)s") % {
            "correction": correction_symbol(self.mailing),
            "subject": subject,
        }


def correction_symbol(mailing: Mailing) -> str:
    """ "Corr.1", as symbols of the United Nations say it in every language; empty for a first letter."""
    return f"Corr.{mailing.correction}" if mailing.correction else ""


def short(address: str) -> str:
    """An address as a key holds it; a very long one by its hash."""
    return address if len(address) <= 80 else hashlib.sha256(address.encode()).hexdigest()
