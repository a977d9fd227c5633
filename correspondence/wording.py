"""What every room does alike to write a message: the subject as a header holds it, the text from its template."""

from django.template.loader import render_to_string
from django.utils.text import Truncator

from correspondence.models import Message
from gfmd.tokens import PLACEHOLDER


def in_a_line(subject: str) -> str:
    """A subject as a mail header holds it: one line, no longer than a message keeps."""
    return Truncator(" ".join(subject.split())).chars(Message._meta.get_field("subject").max_length)


def text_from(template: str, **facts) -> str:
    """The text of a message in the active language, with [[link]] where the personal link will stand."""
    return render_to_string(template, {**facts, "link": PLACEHOLDER}).strip() + "\n"
