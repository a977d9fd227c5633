"""How the words of a message come about: a subject as a header holds it, a text from its template or the chair's own.

Whatever people typed stands in a message as text alone: it takes no link's place, makes no link to elsewhere, and
what looks like a placeholder in it is filled by nothing.
"""

import re
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import Truncator

from correspondence.models import Message, MessageTemplate
from gfmd.tokens import PLACEHOLDER
from meetings.models import Meeting

FIELD = re.compile(r"\{(\w+)\}")
NOTHING_SEEN = (
    "\u2060"  # a word joiner: parts signs that together would mean something to us, and is not seen
)
AUTOLINK = re.compile(
    r"<(?=[A-Za-z][A-Za-z0-9+.-]{1,31}:|[^<>\s]+@)(?P<address>[^<>\s]*)"
)  # CommonMark 0.31, 6.5
EMPHASIS = str.maketrans(
    {"*": "∗", "`": "ˋ"}
)  # these make bold or code of what follows; their doubles do not


def in_a_line(subject: str) -> str:
    """A subject as a mail header holds it: one line, no longer than a message keeps."""
    return Truncator(" ".join(subject.split())).chars(Message._meta.get_field("subject").max_length)


def as_typed(name: object) -> str:
    """A name or another line that somebody typed: one line, without the signs that Markdown reads."""
    return harmless(" ".join(str(name).split()).translate(EMPHASIS))


def quoted(text: str) -> str:
    """What somebody wrote, as a quotation that none of its lines leaves."""
    return "\n".join(f"> {line}" for line in harmless(text).splitlines())


def harmless(text: str) -> str:
    """Text that holds what people typed: "[[link]]" in it is no link, and <https://elsewhere.example> is none either."""
    return AUTOLINK.sub(_own_links_only, text).replace(
        PLACEHOLDER, PLACEHOLDER.replace("[[", f"[{NOTHING_SEEN}[")
    )


def _own_links_only(found: re.Match) -> str:
    is_own = found["address"].startswith(f"{settings.SITE_URL}/")
    return found[0] if is_own else f"<{NOTHING_SEEN}{found['address']}"


def text_from(template: str, **facts) -> str:
    """The text of a message in the active language, with [[link]] where the personal link will stand."""
    stand_in = f"link-{secrets.token_hex(16)}"  # nobody can have typed it
    text = render_to_string(template, {**facts, "link": stand_in}).strip() + "\n"
    return harmless(text).replace(stand_in, PLACEHOLDER)


def own_template(kind: str, language: str, meeting: Meeting | None) -> MessageTemplate | None:
    """The chair's own text of this kind in this language; one query a meeting, whatever the number of messages."""
    if meeting is None or meeting.pk is None:
        return None
    if not hasattr(meeting, "_own_templates"):
        templates = meeting.message_templates.all()
        meeting._own_templates = {(one.kind, one.language): one for one in templates}
    return meeting._own_templates.get((kind, language))


def names_in(text: str) -> set[str]:
    """The placeholders of an own text: {"organization", "link"}."""
    return set(FIELD.findall(text))


def placed(text: str, facts: Mapping[str, object]) -> str:
    """An own text with its placeholders filled in; {link} becomes [[link]], which is filled in when it leaves.

    A line with a placeholder for which there is nothing is left out. Raises KeyError for a name that is none of the
    facts; the names are checked when the text is saved. What is filled in is not looked at again.
    """
    words = {name: harmless(str(value)) for name, value in facts.items()} | {"link": PLACEHOLDER}
    own = text.replace(PLACEHOLDER, "").splitlines()
    kept = [line for line in own if all(words[name].strip() for name in FIELD.findall(line))]
    filled = "\n".join(FIELD.sub(lambda found: words[found[1]], line) for line in kept)
    return re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"
