"""What to look at before a mailing leaves: who stands out among its recipients, and who was left out."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from correspondence.addresses import unreachable
from correspondence.wording import names_in
from gfmd.lists import listed
from mailings.audiences import Counted
from mailings.messages.mailings import Wording
from mailings.models import Mailing
from mailings.recipients import Recipient

SHOWN = 5  # of those who stand out in the same way
FOUND = 20
LANGUAGE_NAMES = dict(settings.LANGUAGES)


def mark_of(recipient: Recipient) -> str:
    """How a page names a recipient, without the address in its own."""
    who = f"{recipient.email}|{recipient.organization_id}"
    return hashlib.sha256(who.encode()).hexdigest()[:20]


@dataclass
class Outlier:
    """Recipients whose message differs from the others' in one way."""

    why: str | Promise
    total: int = 0
    some: list[Recipient] = field(default_factory=list)

    def note(self, recipient: Recipient) -> None:
        self.total += 1
        if len(self.some) < SHOWN:
            self.some.append(recipient)

    @property
    def marked(self) -> list[tuple[str, str]]:
        return [(mark_of(one), shown_name(one)) for one in self.some]


def shown_name(recipient: Recipient) -> str:
    organization = recipient.organization_in(translation.get_language() or "en")
    return listed((recipient.name, organization)) or recipient.email or "–"


def outliers(wording: Wording, whole: Counted) -> list[Outlier]:
    """Who stands out, the gravest first: nothing to fill in, another language, addresses in doubt, the longest."""
    return [
        *missing(wording, whole.recipients),
        *of_another_language(wording, whole.recipients),
        *in_doubt(wording.mailing, whole.recipients),
        *longest(whole.recipients),
    ]


def missing(wording: Wording, recipients: Iterable[Recipient]) -> list[Outlier]:
    """Placeholders of the text for which a recipient has nothing; the line with them is left out."""
    used = {
        language: names_in(text.subject) | names_in(text.body) | names_in(text.letter)
        for language, text in wording.texts.items()
    }
    found: dict[str, Outlier] = {}

    def note(name: str, why: str, recipient: Recipient) -> None:
        found.setdefault(name, Outlier(why)).note(recipient)

    for recipient in recipients:
        language = wording.language_for(recipient)
        names = used.get(language, set())
        if not recipient.name and names & {"greeting", "name"}:
            note("name", _("No name: greeted as a colleague, and a line with {name} is left out"), recipient)
        if not recipient.organization_id and "organization" in names:
            note("organization", _("No organization: a line with {organization} is left out"), recipient)
        for name in names - {"greeting", "name", "organization"}:
            if not fact(wording, recipient, language, name).strip():
                why = _("Nothing stands for %(placeholder)s: a line with it is left out")
                note(name, why % {"placeholder": f"{{{name}}}"}, recipient)
    return list(found.values())


def fact(wording: Wording, recipient: Recipient, language: str, name: str) -> str:
    """One placeholder that does not depend on the person."""
    with translation.override(language):
        common = wording.common(language)
        return str(
            common[name] if name in common else wording.deadline(language, recipient.kind).get(name, "")
        )


def of_another_language(wording: Wording, recipients: Iterable[Recipient]) -> list[Outlier]:
    found: dict[tuple[str, str], Outlier] = {}
    for recipient in recipients:
        language = wording.language_for(recipient)
        if language != recipient.language:
            pair = (recipient.language, language)
            found.setdefault(pair, Outlier(fallback(*pair))).note(recipient)
    return list(found.values())


def fallback(wanted: str, language: str) -> str:
    return _("Reads %(wanted)s, and gets the text in %(language)s") % {
        "wanted": LANGUAGE_NAMES.get(wanted, wanted),
        "language": LANGUAGE_NAMES.get(language, language),
    }


def in_doubt(mailing: Mailing, recipients: Iterable[Recipient]) -> list[Outlier]:
    """Of what is no circular: addresses that came back before; they are tried all the same."""
    if mailing.is_circular:
        return []
    recipients = list(recipients)
    doubts = unreachable(one.email for one in recipients)
    found: dict[str, Outlier] = {}
    for recipient in recipients:
        if reason := doubts.get(recipient.email):
            why = _("Tried all the same: %(reason)s") % {"reason": reason}
            found.setdefault(why, Outlier(why)).note(recipient)
    return list(found.values())


def longest(recipients: Iterable[Recipient]) -> list[Outlier]:
    recipients = list(recipients)
    if not recipients:
        return []

    def by(what: Callable[[Recipient], int], why: str) -> Outlier:
        outlier = Outlier(why)
        outlier.note(max(recipients, key=what))
        return outlier

    return [
        by(lambda one: len(one.name), _("The longest name of a person")),
        by(longest_name, _("The longest name of an organization")),
    ]


def longest_name(recipient: Recipient) -> int:
    return max((len(name or "") for name in recipient.names), default=0)


def languages_of(wording: Wording, recipients: Iterable[Recipient]) -> list[tuple[str, int]]:
    """How many get it in each language, the most first."""
    counts = Counter(wording.language_for(recipient) for recipient in recipients)
    return [(LANGUAGE_NAMES.get(language, language), number) for language, number in counts.most_common()]


def found(whole: Counted, words: str) -> list[Recipient]:
    """Recipients whose name, organization or address holds what was typed."""
    words = words.strip().casefold()
    if not words:
        return []
    hits = (
        one
        for one in whole.recipients
        if words in one.name.casefold()
        or words in one.email
        or any(words in (name or "").casefold() for name in one.names)
    )
    return [one for one, _number in zip(hits, range(FOUND), strict=False)]


def chosen(whole: Counted, mark: str) -> Recipient | None:
    """The recipient whom a page asks for, else the first."""
    first = next(iter(whole.recipients), None)
    return next((one for one in whole.recipients if mark_of(one) == mark), first) if mark else first


@dataclass
class Difference:
    """Who came and who went since a mailing was approved or scheduled."""

    joined: list[str]
    gone: list[str]


def difference(mailing: Mailing, whole: Counted) -> Difference | None:
    """None while there is nothing to compare with, or nothing has changed."""
    if mailing.expected is None:
        return None
    now, then = {one.email for one in whole.recipients}, set(mailing.expected)
    return Difference(sorted(now - then), sorted(then - now)) if now != then else None


def coverage(mailing: Mailing, whole: Counted) -> tuple[int, int] | None:
    """Of a joint letter: (States reached, States of the audience): 193 of 193 (domain, rule 5)."""
    if not mailing.is_letter:
        return None
    reached = {one.organization_id for one in whole.recipients}
    missed = {one.recipient.organization_id for one in whole.left_out} - reached
    return len(reached), len(reached | missed)
