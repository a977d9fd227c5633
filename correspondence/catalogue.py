"""Every message the system can send: what it is called, to whom it goes, when, and what it looks like.

A room lists its kinds in its `messages` (found by correspondence.apps at start). No other way leads to the queue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from correspondence.models import Batch, Message, MessageTemplate, Purpose
from correspondence.wording import in_a_line, names_in, own_template, placed, text_from
from gfmd.tokens import PLACEHOLDER
from meetings.models import Meeting

KINDS: dict[str, "Kind"] = {}


class About(models.TextChoices):
    """What messages are about, in the order of the catalogue's page."""

    INVITATIONS = "invitations", _("Invitations")
    FOCAL_POINTS = "focal_points", _("Focal points and their nominations")
    DELEGATIONS = "delegations", _("Delegations")
    DELEGATES = "delegates", _("Delegates and their seats")
    APPLICATIONS = "applications", _("Applications")
    ROUNDTABLES = "roundtables", _("Roundtables and briefs")
    MAILINGS = "mailings", _("Letters, circulars and journals")
    CHANGES = "changes", _("Changes of what was published")
    PERSONAL_DATA = "personal_data", _("Personal data")
    ACCOUNT = "account", _("Signing in")


ABOUT = {
    Purpose.ACCOUNT: About.ACCOUNT,
    Purpose.NOMINATION: About.FOCAL_POINTS,
    Purpose.FOCAL_POINT: About.FOCAL_POINTS,
    Purpose.RETURNED: About.DELEGATIONS,
    Purpose.CONFIRMED: About.DELEGATIONS,
    Purpose.EXTRA_TIME: About.DELEGATIONS,
    Purpose.POSTPONED: About.DELEGATIONS,
    Purpose.DELEGATE: About.DELEGATES,
    Purpose.BRIEF: About.ROUNDTABLES,
    Purpose.PLACE: About.ROUNDTABLES,
    Purpose.APPLICATION: About.APPLICATIONS,
    Purpose.PERSONAL_DATA: About.PERSONAL_DATA,
    Purpose.CHANGE: About.CHANGES,
    Purpose.JOINT_LETTER: About.MAILINGS,
    Purpose.CIRCULAR: About.MAILINGS,
    Purpose.JOURNAL: About.MAILINGS,
    Purpose.FORWARDED: About.MAILINGS,
}  # the others are about invitations, unless a kind says otherwise


def always(message: Message) -> bool:
    return True


class NotNow(Exception):
    """Raised by the question whether a message is needed: it is, but it shall leave no earlier than `at`."""

    def __init__(self, at: datetime):
        super().__init__(at)
        self.at = at


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    `template` is rendered with the facts of each message. Where there are `placeholders` (a name, and in words what
    stands there), the facts are flat sentences under these names, `subject` makes the subject of them, and a chair
    may write an own text with them. `example` makes a message of this kind, unsaved, for a meeting and in a language:
    with ordinary facts, or with the longest and strangest ones. `is_needed` is asked when the message is about to
    leave; if not, it is cancelled, and with NotNow it waits.
    """

    name: str
    purpose: Purpose
    title: str | Promise
    to: str | Promise
    when: str | Promise
    template: str
    example: Callable[[Meeting, str, bool], Message]  # example(meeting, language, is_strange)
    placeholders: Mapping[str, str | Promise] = field(default_factory=dict)
    required: frozenset[str] = frozenset()  # placeholders an own text may not leave out
    subject: Callable[[Mapping[str, str]], str] | None = None  # of the facts, in the active language
    is_needed: Callable[[Message], bool] = always
    about: About | None = None

    def __post_init__(self):
        if self.name in KINDS:
            raise ValueError(f"Two kinds of message are called {self.name}.")
        if self.about is None:
            object.__setattr__(self, "about", ABOUT.get(self.purpose, About.INVITATIONS))
        KINDS[self.name] = self

    @property
    def can_be_worded(self) -> bool:
        """Whether a chair may write an own text of it."""
        return bool(self.placeholders) and self.subject is not None

    def message(
        self,
        *,
        key: str,
        to_email: str,
        language: str,
        facts: Mapping[str, object],
        subject: str | None = None,
        to_name: str = "",
        meeting: Meeting | None = None,
        organization: Organization | None = None,
        person: Person | None = None,
        batch: Batch | None = None,
        link_name: str = "",
        link_path: str = "",
        own: MessageTemplate | None = None,
    ) -> Message:
        """An unsaved message for correspondence.actions.queue. Call it with `language` active.

        `key` names recipient and occasion: the same key is never queued twice. The chair's own text, where the
        meeting has one in this language, takes the place of the product's; so does `own`, a subject and a body with
        placeholders that were written for this one occasion.
        """
        if own is None and self.placeholders:
            own = own_template(self.name, language, meeting)
        own_subject, body = self.own_words(own, facts) if own else ("", text_from(self.template, **facts))
        return Message(
            key=key,
            kind=self.name,
            purpose=self.purpose,
            to_email=to_email,
            to_name=to_name,
            language=language,
            subject=in_a_line(own_subject or (self.subject(facts) if subject is None else subject)),
            body=body,
            meeting=meeting,
            organization=organization,
            person=person,
            batch=batch,
            link_name=link_name,
            link_path=link_path,
        )

    def own_words(self, own: MessageTemplate, facts: Mapping[str, object]) -> tuple[str, str]:
        """Subject and body of an own text. The product's stand in for one whose placeholders are no longer known,
        and for a subject with nothing to fill in."""
        known = {*facts, "link"}
        if not names_in(own.subject) | names_in(own.body) <= known:
            return "", text_from(self.template, **facts)
        return placed(own.subject, facts).strip(), placed(own.body, facts)

    def outline(self, language: str) -> tuple[str, str]:
        """The product's own subject and text with their placeholders in braces: where an own text begins."""
        facts = {name: f"{{{name}}}" for name in self.placeholders}
        with translation.override(language):
            body = text_from(self.template, **facts).replace(PLACEHOLDER, "{link}")
            return in_a_line(self.subject(facts)), body


def is_needed(message: Message) -> bool:
    """Whether a message should still leave. Raises NotNow where it should, but later."""
    kind = KINDS.get(message.kind)
    return kind is None or kind.is_needed(message)


COPIED = (
    "kind",
    "purpose",
    "meeting_id",
    "organization_id",
    "person_id",
    "to_name",
    "language",
    "subject",
    "body",
    "is_circular",
    "reply_to",
)


def copy_of(message: Message, *, key: str, to_email: str) -> Message:
    """The same message, unsaved, to another address; without a personal link, which belongs to the former one."""
    return Message(key=key, to_email=to_email, **{name: getattr(message, name) for name in COPIED})
