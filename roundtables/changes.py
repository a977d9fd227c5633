"""What changed between two texts of a brief, part by part: changed words, parts added, removed or moved."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _

from gfmd.comparison import Block, compare
from roundtables.content import BriefText, Part, ReadReference, in_language
from roundtables.models import ReferenceKind
from roundtables.shown import other_than_reading


@dataclass(frozen=True)
class Change:
    """One part of a brief in both texts, in the one, or in the other."""

    label: str
    kind: Literal["same", "changed", "added", "removed"]
    blocks: list[Block]
    text: str
    language: str = ""  # where it is not that of the page
    was: int = 0  # its number before it moved

    @property
    def is_told(self) -> bool:
        return self.kind != "same" or self.was > 0


@dataclass(frozen=True)
class Group:
    """The parts under one heading of a brief."""

    heading: str
    changes: list[Change]


@dataclass(frozen=True)
class Comparison:
    """Two texts of one brief beside each other."""

    before: BriefText
    after: BriefText

    @cached_property
    def groups(self) -> list[Group]:
        """What is to be told, under the headings of the brief; nothing where nothing changed."""
        found = [
            (_("Title"), self.title()),
            (_("Background"), self.parts("background")),
            (_("Expected outcomes"), self.parts("outcomes")),
            (_("Guiding questions"), self.parts("question")),
            (_("Sessions"), self.parts("session")),
            (_("References"), self.references()),
        ]
        told = ((heading, [one for one in changes if one.is_told]) for heading, changes in found)
        return [Group(heading, changes) for heading, changes in told if changes]

    def title(self) -> list[Change]:
        return [change_of("", self.before.title, self.after.title, self.after.title_language)]

    def parts(self, kind: str) -> list[Change]:
        olds, news = self.before.of_kind(kind), self.after.of_kind(kind)
        return [
            change_of(
                part_label(new, news) if new else former_label(old, olds),
                old and whole_text(old),
                new and whole_text(new),
                (new or old).language,
                was=olds.index(old) + 1 if has_moved else 0,
            )
            for old, new, has_moved in matched(olds, news, lambda part: part.key)
        ]

    def references(self) -> list[Change]:
        olds, news = self.before.references, self.after.references
        return [
            change_of(
                str(ReferenceKind((new or old).kind).label),
                old and reference_text(old),
                new and reference_text(new),
                (new or old).language,
            )
            for old, new, _has_moved in matched(olds, news, name_of)
        ]


def compared(before: dict, after: dict, language: str, *, ready_only: bool = True) -> Comparison:
    """Two contents in the language asked for; where one of them has it not, both in the original."""
    texts = [in_language(content, language, ready_only=ready_only) for content in (before, after)]
    if texts[0].language != texts[1].language:
        original = after["original"]
        texts = [in_language(content, original, ready_only=ready_only) for content in (before, after)]
    return Comparison(*texts)


def change_of(label: str, old: str | None, new: str | None, language: str, *, was: int = 0) -> Change:
    """None stands for a part that is not there; one without a text is there."""
    if old is None:
        kind = "added"
    elif new is None:
        kind = "removed"
    else:
        kind = "same" if old.split() == new.split() else "changed"
    blocks = [] if kind == "same" else compare(old or "", new or "")
    shown = other_than_reading(language) if language else ""
    return Change(label, kind, blocks, (new if old is None else old) or "", shown, was)


def matched(olds: Sequence, news: Sequence, key: Callable) -> list[tuple]:
    """Each thing of both lists by its key, as (old, new, whether it changed places with others).

    In the order of the new list; what was removed stands behind what stood before it.
    """
    places = {key(old): place for place, old in enumerate(olds)}
    stayed = longest_rising([places[key(new)] for new in news if key(new) in places])
    kept = {key(new) for new in news}
    pairs, told = [], 0
    for new in news:
        place = places.get(key(new))
        if place in stayed:
            pairs.extend((old, None, False) for old in olds[told:place] if key(old) not in kept)
            told = place
        has_moved = place is not None and place not in stayed
        pairs.append((None if place is None else olds[place], new, has_moved))
    pairs.extend((old, None, False) for old in olds[told:] if key(old) not in kept)
    return pairs


def longest_rising(numbers: list[int]) -> set[int]:
    """The most of these numbers that stand in rising order: the others are those that moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


# --- What a part is called -------------------------------------------------------------------------------


def part_label(part: Part, among: list[Part]) -> str:
    if part.kind == "question":
        return _("Question %(number)d") % {"number": among.index(part) + 1}
    if part.kind == "session":
        return _("Session %(code)s") % {"code": part.code}
    return ""


def former_label(part: Part, among: list[Part]) -> str:
    if part.kind == "question":
        return _("Former question %(number)d") % {"number": among.index(part) + 1}
    return part_label(part, among)


def whole_text(part: Part) -> str:
    """With the code and the title of a session, which change as well."""
    heading = f"{part.code} {part.title}".strip()
    return f"{heading}\n\n{part.text}".strip() if heading else part.text


def name_of(reference: ReadReference) -> tuple:
    earlier = reference.earlier or {}
    return reference.kind, reference.key, earlier.get("slug"), earlier.get("code")


def reference_text(reference: ReadReference) -> str:
    if reference.earlier:
        earlier = reference.earlier
        words = {"code": earlier["code"], "title": earlier["title"], "meeting": earlier["meeting"]}
        if not earlier["title"]:
            return _("Roundtable %(code)s, %(meeting)s") % words
        return _("Roundtable %(code)s: %(title)s (%(meeting)s)") % words
    parts = (reference.key, reference.text, reference.url)
    return "\n".join(part for part in parts if part)
