"""Names as they are looked for: without accents, whatever the script and the order of the words."""

import re
import unicodedata

from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_RUN = re.compile(f"{_IDEOGRAPH.pattern}{{2,6}}")
_VOWELS = re.compile(r"[aeiouywh']")
_DOUBLED = re.compile(r"(.)\1+")
# Letters that stand for one sound in different spellings of a name.
_SOUNDS = str.maketrans({"q": "k", "c": "k", "g": "j", "z": "s", "v": "f", "p": "b", "d": "t"})
MARK = "0"  # before what is left of a word's sound: no name begins with a nought


def latin_words(*names: str) -> list[str]:
    """The words of names in small Latin letters: "José Ñandú" → jose, nandu; "محمد" → mhmd."""
    typed = _IDEOGRAPH.sub(r" \g<0> ", unicodedata.normalize("NFKC", " ".join(names)))
    text = anyascii(typed).lower().replace("'", "").replace("-", " ")
    return _WORD.findall(text)


def given_names(*names: str) -> list[str]:
    """What is written as one word in Latin letters though each sign is a syllable: "王小明" → wangxiaoming, xiaoming."""
    runs = _RUN.findall(unicodedata.normalize("NFKC", " ".join(names)))
    spelt = [[anyascii(sign).lower() for sign in run] for run in runs]
    joined = ["".join(run[first:]) for run in spelt for first in range(len(run) - 1)]
    return [word for word in joined if _WORD.fullmatch(word)]


def sound(word: str) -> str:
    """What is left of a word without vowels and doubled letters, so that mhmd and Mohammed meet; may be empty."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word.translate(_SOUNDS)))


def name_key(*names: str) -> str:
    """What the database keeps of names to find them by: their words, and their sounds behind a mark."""
    words = latin_words(*names)
    sounds = [MARK + heard for word in words if len(heard := sound(word)) > 1]
    return " ".join(dict.fromkeys(words + given_names(*names) + sounds))


def name_query(typed: str) -> str:
    """What was typed, as a query of PostgreSQL (`to_tsquery('simple', …)`); empty when it has no letter.

    Each word is found by its beginning or by its sound, in any order.
    """
    clauses = []
    for word in latin_words(typed[:200])[:8]:
        heard = sound(word)
        clauses.append(f"({word}:* | {MARK}{heard})" if len(heard) > 1 else f"{word}:*")
    return " & ".join(clauses)
