"""Every message of the catalogue is rendered, in every language, with ordinary and with the strangest facts."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.utils import translation

from correspondence.catalogue import KINDS
from correspondence.delivery import html_of
from correspondence.models import Message
from gfmd.tokens import PLACEHOLDER
from tests.factories import a_meeting

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
RIGHT_TO_LEFT = {"ar"}


class Reader(HTMLParser):
    """What a mail program makes of a message: its elements, how deep they nest, and where its links lead."""

    EMPTY = ("meta", "br", "img", "hr")

    def __init__(self, html: str):
        super().__init__()
        self.open, self.elements, self.links, self.attributes = [], set(), [], {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes.setdefault(tag, dict(attrs))
        if tag == "a":
            self.links.append(dict(attrs).get("href"))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def made(kind, meeting, language, is_strange) -> Message:
    with translation.override("en"):  # whoever looks at it may read another language
        return kind.example(meeting, language, is_strange)


def faults_of(message: Message, language: str) -> list[str]:
    read = Reader(html_of(message))
    is_own = all(link.startswith(settings.SITE_URL) for link in read.links)
    # Fullwidth or not, what people typed in braces is theirs; the strange facts hold these and no others.
    body = message.body.replace("{name}", "").replace("{0}", "").replace("{reason}", "")
    return [
        name
        for name, holds in {
            "language": message.language == language,
            "subject": 0 < len(message.subject) <= 300 and message.subject.splitlines() == [message.subject],
            "body": bool(message.body.strip()),
            "None": "None" not in message.subject + message.body,
            "braces": "{" not in body and "}" not in body,
            "link": (PLACEHOLDER in message.body) == bool(message.link_name),
            "one link": message.body.count(PLACEHOLDER) <= 1,
            "html": read.open == [],
            "script": not read.elements & {"script", "img", "iframe", "form", "h1", "h2", "style"},
            "links": is_own,
            "dir": read.attributes["html"]["dir"] == ("rtl" if language in RIGHT_TO_LEFT else "ltr"),
            "lang": read.attributes["html"]["lang"] == language,
            "fields": all(len(getattr(message, name)) <= limit for name, limit in LIMITS.items()),
        }.items()
        if not holds
    ]


LIMITS = {
    name: Message._meta.get_field(name).max_length
    for name in ("key", "kind", "to_email", "to_name", "subject", "link_name", "link_path")
}


def test_every_message_can_be_read_in_every_language_with_ordinary_and_with_strange_facts():
    meeting = a_meeting(languages=LANGUAGES)
    faults = {}
    for kind in KINDS.values():
        for language in LANGUAGES:
            for is_strange in (False, True):
                message = made(kind, meeting, language, is_strange)
                if found := faults_of(message, language):
                    faults[kind.name, language, is_strange] = found, message.subject, message.body
    assert faults == {}
