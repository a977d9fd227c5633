"""How the words of a message come about: a subject as a header holds it, a text from its template or the chair's own."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils.text import Truncator

from correspondence.models import Message, MessageTemplate
from gfmd.tokens import PLACEHOLDER
from meetings.models import Meeting


def in_a_line(subject: str) -> str:
    """A subject as a mail header holds it: one line, no longer than a message keeps."""
    return Truncator(" ".join(subject.split())).chars(Message._meta.get_field("subject").max_length)


def text_from(template: str, **facts) -> str:
    """The text of a message in the active language, with [[link]] where the personal link will stand."""
    return render_to_string(template, {**facts, "link": PLACEHOLDER}).strip() + "\n"


def own_template(kind: str, language: str, meeting: Meeting | None) -> MessageTemplate | None:
    """The chair's own text of this kind in this language; one query a meeting, whatever the number of messages."""
    if meeting is None:
        return None
    if not hasattr(meeting, "_own_templates"):
        templates = meeting.message_templates.all()
        meeting._own_templates = {(one.kind, one.language): one for one in templates}
    return meeting._own_templates.get((kind, language))


def placed(text: str, facts: Mapping[str, object]) -> str:
    """An own text with its placeholders filled in; {link} becomes [[link]], which is filled in when it leaves.

    The names were checked when the text was saved. `text` has no other fields than plain names: {organization}.
    """
    return text.format_map({**facts, "link": PLACEHOLDER})
