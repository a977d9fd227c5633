"""Two versions of a text, word by word: what stayed, what was removed, what was added."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from rapidfuzz.distance import LCSseq, Levenshtein

EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")
# Written without spaces: Chinese, Japanese, Korean syllables are compared sign by sign.
SIGN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
# Marks above and below letters, and joiners, belong to their word: `\w` has the letters only.
MARK = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u200c\u200d"
LETTER = rf"(?:(?![{SIGN}])[\w{MARK}])"
WORD = re.compile(rf"(?:[{SIGN}]|{LETTER}+(?:['’]{LETTER}+)*|[^\w\s])\s*|\s+")
ALIKE = 0.4  # share of its letters a paragraph keeps when it was changed, rather than written anew
LEAST_KEPT = 3  # a word kept between two changes of more than three times its length only tears them apart
# Signs of both texts multiplied: beyond the first, the fewest changes cost too much memory (a bit for each);
# beyond the second, any comparison takes seconds.
IN_MEMORY, IN_TIME = 400_000_000, 3_000_000_000

PieceKind = Literal["same", "removed", "added"]
Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Piece:
    """Some words, with the spaces after them."""

    kind: PieceKind
    text: str

    @property
    def words(self) -> str:
        return self.text.rstrip()

    @property
    def space(self) -> str:
        return self.text[len(self.words) :]

    @property
    def is_blank(self) -> bool:
        return not self.words


@dataclass(frozen=True)
class Block:
    """A paragraph of the one version, the other, or both. Its pieces hold every sign of it."""

    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> Literal["same", "changed", "removed", "added"]:
        kinds = {piece.kind for piece in self.pieces if not piece.is_blank} or {"same"}
        return kinds.pop() if len(kinds) == 1 else "changed"

    @property
    def is_blank(self) -> bool:
        return all(piece.is_blank for piece in self.pieces)


@dataclass(frozen=True)
class Stretch:
    """Paragraphs in a row, shown or folded because nothing changed in them."""

    blocks: tuple[Block, ...]
    is_folded: bool


def compare(before: str, after: str) -> list[Block]:
    """The paragraphs of both versions in order; a moved one was removed here and added there.

    The pieces that are same or removed make up `before`, those same or added `after`, sign for sign.
    """
    old, new = paragraphs(before), paragraphs(after)
    changes = opcodes([" ".join(one.split()) for one in old], [" ".join(one.split()) for one in new])
    blocks: list[Block] = []
    for is_same, group in groupby(changes, key=lambda change: change[0] == "equal"):
        steps = list(group)
        olds, news = old[steps[0][1] : steps[-1][2]], new[steps[0][3] : steps[-1][4]]
        pairs = zip(range(len(olds)), range(len(news)), strict=True) if is_same else alike(olds, news)
        blocks.extend(side_by_side(olds, news, pairs))
    return blocks


def side_by_side(olds: list[str], news: list[str], pairs) -> Iterator[Block]:
    """The paragraphs of a gap, those in `pairs` (of places, both rising) compared with each other."""
    i = j = 0
    for at, to in [*pairs, (len(olds), len(news))]:
        yield from (Block((Piece("removed", text),)) for text in olds[i:at])
        yield from (Block((Piece("added", text),)) for text in news[j:to])
        if at < len(olds):
            yield Block(tuple(pieces_of(olds[at], news[to])))
        i, j = at + 1, to + 1


def paragraphs(text: str) -> list[str]:
    """The paragraphs, each with the empty lines after it: joined, they are the text."""
    ends = [0, *(found.end() for found in EMPTY_LINES.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if start < end]


def words(text: str) -> list[str]:
    """Words, signs and punctuation, each with the spaces after it: joined, they are the text."""
    return WORD.findall(text)


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """What turns one list into the other: (equal | delete | insert, from, to, from, to)."""
    size = len(old) * len(new)
    if size > IN_TIME:
        return [("delete", 0, len(old), 0, 0), ("insert", len(old), len(old), 0, len(new))]
    measure = LCSseq if size <= IN_MEMORY else Levenshtein
    return [
        (step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in measure.opcodes(old, new)
    ]


def alike(olds: list[str], news: list[str]) -> list[tuple[int, int]]:
    """Which paragraph became which: pairs of places, both rising, that share enough of their letters."""
    (old, at), (new, to) = numbered_words(olds), numbered_words(news)
    shared: Counter[tuple[int, int]] = Counter()
    for tag, i, i_end, j, _j_end in opcodes(old, new):
        if tag == "equal":
            for place in range(i_end - i):
                shared[at[i + place], to[j + place]] += len(old[i + place])
    pairs: dict[int, int] = {}
    for (one, other), letters in shared.most_common():
        longer = max(letters_of(olds[one]), letters_of(news[other]))
        if letters >= ALIKE * longer and one not in pairs and other not in pairs.values():
            pairs[one] = other
    return sorted(pairs.items())


def numbered_words(texts: list[str]) -> tuple[list[str], list[int]]:
    """All words without spaces, and for each the place of its paragraph."""
    found = [(word.strip(), place) for place, text in enumerate(texts) for word in words(text)]
    return [word for word, _place in found], [place for _word, place in found]


def letters_of(text: str) -> int:
    return sum(map(len, text.split()))


def pieces_of(old: str, new: str) -> list[Piece]:
    """The differences within one paragraph."""
    olds, news = words(old), words(new)
    pieces: list[Piece] = []
    for tag, i, i_end, j, j_end in opcodes([word.strip() for word in olds], [word.strip() for word in news]):
        if tag == "equal":
            for one, other in zip(olds[i:i_end], news[j:j_end], strict=True):
                pieces.extend(same_word(one, other))
        else:
            pieces.append(Piece("removed", "".join(olds[i:i_end])))
            pieces.append(Piece("added", "".join(news[j:j_end])))
    return in_runs(whole_changes(in_runs(pieces)))


def same_word(one: str, other: str) -> Iterator[Piece]:
    """A word that stayed; the spaces after it may have changed."""
    if one == other:
        yield Piece("same", one)
        return
    word = one.strip()
    yield Piece("same", word)
    yield Piece("removed", one[len(word) :])
    yield Piece("added", other[len(word) :])


def in_runs(pieces: list[Piece]) -> list[Piece]:
    """Pieces without empty ones: between two that stayed, what was removed, then what was added."""
    joined: list[Piece] = []
    for is_same, group in groupby(pieces, key=lambda piece: piece.kind == "same"):
        run = list(group)
        for kind in ("same",) if is_same else ("removed", "added"):
            text = "".join(piece.text for piece in run if piece.kind == kind)
            if text:
                joined.append(Piece(kind, text))
    return joined


def whole_changes(pieces: list[Piece]) -> list[Piece]:
    """Takes a lone word or sign between two long changes as part of them: easier to read."""
    kept: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.kind == "same" and 0 < place < len(pieces) - 1:
            before = max(len(one.text) for one in changes_beside(pieces, place, -1))
            after = max(len(one.text) for one in changes_beside(pieces, place, 1))
            if LEAST_KEPT * len(piece.text) < min(before, after):
                kept += [Piece("removed", piece.text), Piece("added", piece.text)]
                continue
        kept.append(piece)
    return kept


def changes_beside(pieces: list[Piece], place: int, step: int) -> list[Piece]:
    near = [pieces[place + step * far] for far in (1, 2) if 0 <= place + step * far < len(pieces)]
    return near[:1] if len(near) == 2 and near[1].kind == "same" else near


def stretches(blocks: list[Block], around: int = 1) -> list[Stretch]:
    """The blocks with text, long runs of unchanged ones folded but for `around` of them beside a change."""
    shown: list[Stretch] = []
    runs = [
        (kind == "same", list(group))
        for kind, group in groupby([one for one in blocks if not one.is_blank], key=lambda one: one.kind)
    ]
    for place, (is_same, run) in enumerate(runs):
        first, last = around if place else 0, len(run) - (around if place < len(runs) - 1 else 0)
        if is_same and last - first > 1:
            parts = ((run[:first], False), (run[first:last], True), (run[last:], False))
            shown += [Stretch(tuple(part), is_folded) for part, is_folded in parts if part]
        else:
            shown.append(Stretch(tuple(run), False))
    return shown
