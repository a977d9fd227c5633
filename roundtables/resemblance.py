"""Which text of a new draft is which text of the programme: by code, by title, by the words they share."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from gfmd.comparison import words
from roundtables.pasted import folded

NEARLY_THE_SAME = 0.9  # share of words that two titles have in common, in order
ALIKE = 0.5


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, in order: 0 to 1, whatever the case."""
    if folded(one) == folded(other):
        return 1.0
    return LCSseq.normalized_similarity(said_words(one), said_words(other))


@lru_cache(maxsize=10_000)
def said_words(text: str) -> tuple[str, ...]:
    found = (word.strip() for word in words(folded(text)))
    return tuple(word for word in found if any(letter.isalnum() for letter in word))


def pairs(olds: Sequence, news: Sequence, *passes: Callable[[object, object], float]) -> dict[int, int]:
    """Which place of `olds` became which of `news`: each pass pairs what an earlier one left, best first.

    A pass answers how alike an old and a new one are; 0 means not at all. Among equals, those are paired that
    stand closest to the same place.
    """
    found: dict[int, int] = {}
    for alike in passes:
        free = [place for place in range(len(news)) if place not in set(found.values())]
        scores = [
            (-score, abs(old - new), old, new)
            for old in range(len(olds))
            if old not in found
            for new in free
            if (score := alike(olds[old], news[new])) > 0
        ]
        taken: set[int] = set()
        for _score, _distance, old, new in sorted(scores):
            if old not in found and new not in taken:
                found[old] = new
                taken.add(new)
    return found


def at_least(share: float, score: float) -> float:
    """The score, or 0 below the share that counts as alike."""
    return score if score >= share else 0.0
