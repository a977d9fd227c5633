"""Every message the system can send: what it is called, to whom it goes, when, and what it looks like.

A room lists its kinds in its `messages` (found by correspondence.apps at start). No other way leads to the queue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from accounts.models import Organization, Person
from correspondence.models import Batch, Message, Purpose
from correspondence.wording import in_a_line, own_template, placed, text_from
from meetings.models import Meeting

KINDS: dict[str, "Kind"] = {}


def always(message: Message) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    `template` is rendered with the facts of each message. Where there are `placeholders` (a name, and in words what
    stands there), the facts are flat sentences under these names, and a chair may write an own text with them.
    `example` makes a message of this kind, unsaved, for a meeting and in a language: with ordinary facts, or with
    the longest and strangest ones. `is_needed` is asked when the message is about to leave; if not, it is cancelled.
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
    is_needed: Callable[[Message], bool] = always

    def __post_init__(self):
        if self.name in KINDS:
            raise ValueError(f"Two kinds of message are called {self.name}.")
        KINDS[self.name] = self

    def message(
        self,
        *,
        key: str,
        to_email: str,
        language: str,
        subject: str,
        facts: Mapping[str, object],
        to_name: str = "",
        meeting: Meeting | None = None,
        organization: Organization | None = None,
        person: Person | None = None,
        batch: Batch | None = None,
        link_name: str = "",
        link_path: str = "",
    ) -> Message:
        """An unsaved message for correspondence.actions.queue. Call it with `language` active.

        `key` names recipient and occasion: the same key is never queued twice. The chair's own text, where the
        meeting has one in this language, takes the place of `subject` and of the template.
        """
        own = own_template(self.name, language, meeting) if self.placeholders else None
        return Message(
            key=key,
            kind=self.name,
            purpose=self.purpose,
            to_email=to_email,
            to_name=to_name,
            language=language,
            subject=in_a_line(placed(own.subject, facts) if own else subject),
            body=placed(own.body, facts) if own else text_from(self.template, **facts),
            meeting=meeting,
            organization=organization,
            person=person,
            batch=batch,
            link_name=link_name,
            link_path=link_path,
        )


def is_needed(message: Message) -> bool:
    """Whether a message should still leave: the sign-in codes and texts that staff wrote always do."""
    kind = KINDS.get(message.kind)
    return kind is None or kind.is_needed(message)
