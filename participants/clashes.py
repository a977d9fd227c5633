"""People who may hold two seats, namesakes and shared addresses: named to the chair's staff alone."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q
from django.utils.translation import gettext as _

from gfmd.names import latin_words, sound
from meetings.models import Meeting
from participants.models import Delegate, FocalPoint


@dataclass(frozen=True)
class Clash:
    """Two or more seats that may be one person's; `kind` is "address", "name" or "focal_point"."""

    kind: str
    delegates: tuple[Delegate, ...]
    focal_point: FocalPoint | None = None

    @property
    def sentence(self) -> str:
        """What is known, in one sentence; whether it is one person is for the reader to judge."""
        if self.kind == "focal_point":
            return _("The address belongs to the focal point of another organization: %(name)s.") % {
                "name": self.focal_point.organization.name
            }
        if self.kind == "address":
            return _("One e-mail address in two delegations: one person, or an address that is shared.")
        return _("One name in two delegations: one person, or a namesake.")

    def concerns(self, delegation_pk: int) -> bool:
        return any(delegate.delegation_id == delegation_pk for delegate in self.delegates)

    def within(self, delegation_pk: int) -> list[Delegate]:
        """Those of the seats that are in this delegation."""
        return [delegate for delegate in self.delegates if delegate.delegation_id == delegation_pk]

    def others(self, delegation_pk: int) -> list[Delegate]:
        """Those of the seats that are in other delegations."""
        return [delegate for delegate in self.delegates if delegate.delegation_id != delegation_pk]


def clashes_of(meeting: Meeting) -> list[Clash]:
    """All of a meeting and its parts, addresses before names. Two queries."""
    seated = list(_seats_of_family(meeting))
    by_address = list(_same_address(seated))
    known = {frozenset(delegate.pk for delegate in clash.delegates) for clash in by_address}
    by_name = [
        clash
        for clash in _same_name(seated)
        if not any(frozenset(delegate.pk for delegate in clash.delegates) <= pks for pks in known)
    ]
    return [*by_address, *_focal_points_elsewhere(seated), *by_name]


def _seats_of_family(meeting: Meeting):
    """Seats of the meeting, of the one it is part of, and of its parts."""
    whole = meeting.parent_id or meeting.pk
    family = Q(delegation__meeting=meeting.pk) | Q(delegation__meeting=whole)
    family |= Q(delegation__meeting__parent=whole)
    seats = (
        Delegate.objects.seated()
        .filter(family)
        .select_related("delegation__organization", "delegation__meeting")
    )
    return seats.order_by("name_key", "pk")


def _same_address(seated: Iterable[Delegate]) -> Iterator[Clash]:
    """One address in several delegations. Within a meeting the database refuses it; its parts are others."""
    by_address = defaultdict(list)
    for delegate in seated:
        if delegate.email:
            by_address[delegate.email.lower()].append(delegate)
    for delegates in by_address.values():
        if len({delegate.delegation_id for delegate in delegates}) > 1:
            yield Clash("address", tuple(delegates))


def _same_name(seated: Iterable[Delegate]) -> Iterator[Clash]:
    """One name in several delegations of one meeting, or two with different addresses in its parts."""
    by_sound = defaultdict(list)
    for delegate in seated:
        if words := latin_words(delegate.name):
            by_sound[heard(words)].append(delegate)
    for delegates in by_sound.values():
        for one, other in combinations(delegates, 2):
            if one.delegation_id != other.delegation_id and is_same_name(one.name, other.name):
                yield Clash("name", (one, other))


def is_same_name(one: str, other: str) -> bool:
    """The same words in any order. Between scripts, where vowels come and go, words that sound alike."""
    words, others = sorted(latin_words(one)), sorted(latin_words(other))
    if is_latin(one) == is_latin(other):
        return words == others
    return heard(words) == heard(others)


def heard(words: list[str]) -> str:
    """What is heard of a name, whatever the order of its words and wherever one ends: Al-Amin, الأمين."""
    return "".join(sorted("".join(sound(word) or word for word in words)))


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters, with accents or without."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())


def _focal_points_elsewhere(seated: list[Delegate]) -> Iterator[Clash]:
    """A delegate whose address is that of another organization's focal point."""
    addresses = {delegate.email.lower() for delegate in seated if delegate.email}
    points = FocalPoint.objects.active().filter(person__email__in=addresses)
    own = defaultdict(list)
    for point in points.select_related("person", "organization"):
        own[point.person.email].append(point)
    for delegate in seated:
        for point in own.get(delegate.email.lower(), ()):
            if point.organization_id != delegate.delegation.organization_id:
                yield Clash("focal_point", (delegate,), point)
