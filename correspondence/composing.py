"""A message as it leaves: its headers, its text plain and as HTML, and the files that go with it."""

import re
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis

from correspondence.models import Attachment, Message, Purpose

# Names and sentences that people typed stand in messages: what they type makes no link behind other words,
# no picture and no heading.
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["link", "image", "reference", "heading", "lheading", "code", "fence", "hr"]
)
UNSPACED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]"
)  # Chinese and kana


def emphasis_unspaced(state: StateInline, silent: bool) -> bool:
    """Emphasis of CommonMark (0.31, 6.2), which counts on spaces between words: where none are written, "**" opens
    and closes beside a bracket too."""
    start, known = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    before, after = state.src[max(start - 1, 0) : start], state.src[state.pos : state.pos + 1]
    if state.src[start] == "*":
        for delimiter in state.delimiters[known:]:
            delimiter.open = delimiter.open or bool(UNSPACED.match(before) and after.strip())
            delimiter.close = delimiter.close or bool(UNSPACED.match(after) and before.strip())
    return True


MARKDOWN.inline.ruler.at("emphasis", emphasis_unspaced)
# Staff wrote these for this occasion; everything else says "auto-generated" (RFC 3834), which other programs
# answer with no message of their own.
WRITTEN_BY_PEOPLE = frozenset(
    {Purpose.JOINT_LETTER, Purpose.CIRCULAR, Purpose.NOTE, Purpose.JOURNAL, Purpose.FORWARDED}
)


def compose(message: Message, server=None) -> EmailMultiAlternatives:
    """The message as it leaves. Its envelope has one recipient, also where its header shows a whole thread."""
    text = text_of(message)
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),  # a header is one line
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_email],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=headers_of(message),
        connection=server,
    )
    mail.attach_alternative(html_of(message, text), "text/html")
    for file in files_of(message):
        mail.attach(*file)
    return mail


def headers_of(message: Message) -> dict[str, str]:
    """What only circulars have lets readers leave them by one press (RFC 8058)."""
    headers = {"Message-ID": message.message_id, "Content-Language": message.language}
    if message.shown_to:
        headers["To"] = ", ".join(message.shown_to)
    if message.purpose not in WRITTEN_BY_PEOPLE:
        headers["Auto-Submitted"] = "auto-generated"
    if message.is_circular:
        headers["Precedence"] = "bulk"
        headers["List-Unsubscribe"] = f"<{unsubscribe_address(message)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def text_of(message: Message) -> str:
    """As it leaves: a circular says at its foot how to receive no more of them."""
    if not message.is_circular:
        return message.text
    with translation.override(message.language):
        foot = _("To receive no more circulars, open this page: %(address)s")
    return f"{message.text.rstrip()}\n\n{foot % {'address': f'<{unsubscribe_address(message)}>'}}\n"


def unsubscribe_address(message: Message) -> str:
    return f"{settings.SITE_URL}/unsubscribe/{message.unsubscribe_token}/"


def html_of(message: Message, text: str = "") -> str:
    with translation.override(message.language):
        return get_template("mail/message.html").render(
            {"message": message, "body": MARKDOWN.render(text or message.text)}
        )


def files_of(message: Message) -> list[tuple[str, bytes, str]]:
    """The files that go with a message. The claim brings their numbers along."""
    if not message.has_attachments:
        return []
    if not hasattr(message, "attachment_ids"):
        message.attachment_ids = list(message.attachments.order_by("pk").values_list("pk", flat=True))
    return [file_of(pk) for pk in message.attachment_ids]


@lru_cache(maxsize=4)  # one paper goes with many messages; few papers, so that memory stays flat
def file_of(pk: int) -> tuple[str, bytes, str]:
    attachment = Attachment.objects.get(pk=pk)
    with attachment.file.open("rb") as file:
        return attachment.name, file.read(), attachment.content_type
