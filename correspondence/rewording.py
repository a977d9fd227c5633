"""A chair's own wording of a message: checked, tried on the longest facts, kept, and given up again."""

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.catalogue import Kind
from correspondence.composing import MARKDOWN
from correspondence.models import Message, MessageTemplate
from correspondence.wording import FIELD
from gfmd.lists import listed
from gfmd.moves import Stale
from gfmd.reading import direction
from gfmd.tokens import PLACEHOLDER
from meetings.models import Meeting

IN_BRACES = re.compile(r"\{([^{}]*)\}")
MOST_SIGNS = 100_000  # of a text with the longest facts filled in: no mail program shows more


# --- What stands in the way of a text ----------------------------------------------------------------------


def faults_in(text: str, names: Iterable[str]) -> list[str]:
    """Sentences on what is wrong with the placeholders of a text; `names` are those there are."""
    names = list(names)
    faults = []
    for inner in dict.fromkeys(IN_BRACES.findall(text)):
        if inner not in names:
            faults.append(fault_of(inner, names))
    rest = IN_BRACES.sub("", text)
    if lone := re.search(r"[{}].{0,20}|.{0,20}\}", rest):
        faults.append(
            _("A brace stands alone near “%(near)s”. Write placeholders as {name}, and no other braces.")
            % {"near": lone[0].strip()}
        )
    if PLACEHOLDER in text:
        faults.append(_("Write {link} where the personal link stands."))
    return faults


def fault_of(inner: str, names: list[str]) -> str:
    words = {"placeholder": f"{{{inner}}}", "known": in_braces(names)}
    plain = re.match(r"\s*(\w+)\s*(\S?)", inner)
    if plain and plain[1] in names:
        words["plain"] = f"{{{plain[1]}}}"
        return _("%(placeholder)s asks for more than there is. Write %(plain)s, the name alone.") % words
    return _("Nothing stands for %(placeholder)s. These are known: %(known)s.") % words


def in_braces(names: Iterable[str]) -> str:
    return listed(f"{{{name}}}" for name in names)


def missing_from(text: str, kind: Kind) -> str:
    """That required placeholders are left out; empty where none is."""
    missing = sorted(kind.required - set(FIELD.findall(text)))
    if not missing:
        return ""
    return _("The text leaves out %(missing)s, without which this message does not serve.") % {
        "missing": in_braces(missing)
    }


# --- How it looks ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A message as a page of the catalogue shows it, with a word about its facts."""

    message: Message
    is_strange: bool

    @property
    def direction(self) -> str:
        return direction(self.message.language)

    @property
    def language_name(self) -> str:
        return translation.get_language_info(self.message.language)["name_local"]

    @property
    def html(self) -> SafeString:
        """What mail programs show; typed markup and links to elsewhere are text in it."""
        return mark_safe(MARKDOWN.render(self.message.text_without_link))  # noqa: S308

    @property
    def is_cut(self) -> bool:
        """Whether the subject is longer than a message keeps."""
        return self.message.subject.endswith("…")


def shown(kind: Kind, meeting: Meeting, language: str, *, is_strange: bool = False, own=None) -> Shown:
    """An example of a kind, with the meeting's own text of it; or with `own`, which is not kept yet."""
    if own is not None:
        meeting = copy(meeting)
        meeting._own_templates = {(kind.name, language): own}
    return Shown(kind.example(meeting, language, is_strange), is_strange)


# --- Acts --------------------------------------------------------------------------------------------------


def own_text(meeting: Meeting, kind: Kind, language: str) -> MessageTemplate | None:
    return meeting.message_templates.filter(kind=kind.name, language=language).first()


def marker_of(own: MessageTemplate | None) -> str:
    """What tells one version of an own text from another; empty for the product's own words."""
    return own.changed_at.isoformat() if own else ""


@transaction.atomic
def word_message(
    *, meeting: Meeting, kind: Kind, language: str, subject: str, body: str, seen: str, by: Person
) -> MessageTemplate:
    """Keep a chair's own text of a kind in a language; `seen` is the mark of the version that was on the page."""
    own = _seen_text(meeting, kind, language, seen)
    before = _facts_of(own)
    own = own or MessageTemplate(meeting=meeting, kind=kind.name, language=language)
    own.subject, own.body, own.changed_by = subject, body, by
    own.save()
    about = {"kind": kind.name, "language": language}
    leave_trace("word_message", meeting, by=by, before=about | before, after=about | _facts_of(own))
    return own


@transaction.atomic
def unword_message(*, meeting: Meeting, kind: Kind, language: str, seen: str, by: Person) -> None:
    """Back to the product's own words."""
    own = _seen_text(meeting, kind, language, seen)
    if own is None:
        return
    about = {"kind": kind.name, "language": language}
    leave_trace("unword_message", meeting, by=by, before=about | _facts_of(own), after=about)
    own.delete()


def _seen_text(meeting: Meeting, kind: Kind, language: str, seen: str) -> MessageTemplate | None:
    """The own text as it stands, with the meeting locked so that two do not write the first one at once."""
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    own = own_text(meeting, kind, language)
    if seen != marker_of(own):
        raise Stale
    return own


def _facts_of(own: MessageTemplate | None) -> dict[str, str]:
    return {"subject": own.subject, "body": own.body} if own else {}
