"""The joint letter as a paper: HTML for WeasyPrint, and PDF/UA-1 with the name of each organization in full."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from correspondence.actions import store_attachment
from correspondence.composing import MARKDOWN
from correspondence.models import Attachment
from correspondence.wording import placed
from gfmd.pdf import html_for, pdf_from
from mailings.messages.mailings import Wording, correction_symbol
from mailings.models import Mailing, Signatory
from mailings.recipients import Recipient
from meetings.models.circles import STATES

TEMPLATE = "papers/joint_letter.html"


def letter_day(mailing: Mailing) -> date:
    """The date on a letter: the one given, else the day on which it leaves, at the venue."""
    return mailing.dated_on or mailing.meeting.local_day(mailing.released_at or timezone.now())


@dataclass
class Letters:
    """Writes the letters of one mailing. Chairs, signatories and the letter replaced are read once for all."""

    wording: Wording
    signatories: list[Signatory] = field(init=False)
    replaces: date | None = field(init=False)

    def __post_init__(self):
        mailing = self.wording.mailing
        self.signatories = list(mailing.signatories.select_related("organization"))
        self.replaces = letter_day(mailing.corrects) if mailing.corrects else None
        self.chairs = list(mailing.meeting.chairs.in_reading_order())

    def html(self, recipient: Recipient, language: str) -> str:
        """Everything typed is escaped; the text is Markdown without links, pictures and headings."""
        wording = self.wording
        with translation.override(language):
            subject = self.subject(recipient, language)
            text: SafeString = mark_safe(MARKDOWN.render(wording.letter(recipient, language)))  # noqa: S308
            chairs = [chair.name for chair in self.chairs]
        page = {
            "meeting": wording.meeting,
            "chairs": chairs,
            "on": letter_day(wording.mailing),
            "symbol": correction_symbol(wording.mailing),
            "replaces": self.replaces,
            "organization": recipient.organization_in(language),
            "is_state": recipient.kind in STATES,
            "subject": subject,
            "text": text,
            "signatories": self.signatories,
        }
        return html_for(TEMPLATE, page, language)

    def subject(self, recipient: Recipient, language: str) -> str:
        """What the letter is about: the subject of its message."""
        facts = self.wording.facts(recipient, language)
        return placed(self.wording.texts[language].subject, facts).strip() or str(self.wording.meeting)

    def pdf(self, recipient: Recipient, language: str) -> bytes:
        """PDF/UA-1 bytes; about 40 ms a page."""
        return pdf_from(self.html(recipient, language))

    def attachment(self, recipient: Recipient, language: str) -> Attachment:
        """The letter as it goes with its message."""
        return store_attachment(self.pdf(recipient, language), self.file_name(recipient), "application/pdf")

    def file_name(self, recipient: Recipient) -> str:
        """ "letter-kenya.pdf", or "letter-kenya-corr1.pdf": in Latin letters, as mail programs like it."""
        named = slugify(recipient.organization_in("en"))[:80] or f"{recipient.organization_id}"
        correction = self.wording.mailing.correction
        return f"letter-{named}-corr{correction}.pdf" if correction else f"letter-{named}.pdf"


def sample_of(recipients: list[Recipient], organization_pk: int | None) -> Recipient | None:
    """The recipient whose letter is looked at: that of the organization asked for, else the first."""
    asked = (one for one in recipients if one.organization_id == organization_pk)
    return next(asked, None) if organization_pk else next(iter(recipients), None)
