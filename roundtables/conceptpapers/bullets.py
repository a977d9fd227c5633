"""What stands before a list item or a numbered heading: bullets, numbers, letters, codes."""

import re
from dataclasses import dataclass

from roundtables.conceptpapers.characters import DASHES, folded, remembered
from roundtables.conceptpapers.words import NUMBER_WORDS

# Signs that stand for nothing but a bullet. Word's symbol fonts live in the private use area; where the font was
# lost, their bullets come out as §, Ø, ü and the like.
_SIGNS = r"·•●○◦∙‣⁃▪▫■□▢▬◆◇◊►▶▸➤➢➔✓✔✦✧❖❑❒⮚⇒→★☆⚫⚪🔹🔸\uf000-\uf0ff"
_BULLET = re.compile(
    rf"""\s*(?:
        [{_SIGNS}]+
      | [{DASHES}*+>»](?=\s)
      | [-–—](?=[^\W\d_a-z]|[¿“"«])          # "-How": a dash glued to a capital
      | [-=][>»](?=\s)
      | [§Øü](?=\s)
      | [vqnuØ§ü](?=\t)
      | o(?=\t|\ +[^\W\d_a-z]|\ +[¿“"«])       # Word's second level; not the Spanish "o"
    )\s*""",
    re.VERBOSE,
)
_ENUMERATED = re.compile(
    r"""\s*(?:
        [(（\[](?P<bracketed>\d{1,3}|[a-zA-Z]|[ivxlIVXL]{2,7})[)）\]]\s*
      | (?P<plain>\d{1,3}|[a-zA-Z]|[ivxlIVXL]{2,7})
        (?P<sign>\)|）|、|．|\.-|\.°|°|\.|\s?[-–—](?=\s)|:(?=\s))
        (?P<space>\s*)
      | (?P<question>(?:[Qq]|[Qq]uestion|[Pp]regunta|[Pp])\ ?(?P<q>\d{1,2})\s?[.:)\-–—]+)\s*
    )(?=(?P<next>\S))""",
    re.VERBOSE,
)
_DOTTED = re.compile(
    r"\s*(?P<code>\d{1,2}(?:\.\d{1,2}){1,3}|[IVX]{1,4}(?:\.\d{1,2}){1,2}|[A-H]\.\d{1,2}(?:\.\d{1,2})?)"
    r"(?:\.?\)?\s*[:–—-]\s*|[.)]*\s+)(?=\S)"
)
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})\Z")


@dataclass(frozen=True)
class Enumerated:
    """A paragraph that begins with a number or letter: `rest` is what follows."""

    style: str  # "1.", "I.", "A.", "(a)": how it is written; two in one list have the same
    value: int
    marker: str
    code: str
    rest: str
    is_list_only: bool  # written as no heading would be: "a)", "(i)", "Q1:"


def bulleted(text: str) -> tuple[str, str]:
    """The bullet at the start of a line, if any, and what follows it."""
    found = _BULLET.match(text)
    if not found or found.end() == 0:
        return "", text
    return found[0].strip() or "•", text[found.end() :]


@remembered
def enumerated(text: str) -> Enumerated | None:
    """The number or letter at the start of a line, unless it is a code such as 3.1 or a part of a sentence."""
    found = _ENUMERATED.match(text[:60])
    if not found:
        return None
    marker, rest = found[0].strip(), text[found.end() :]
    if found["question"]:
        return Enumerated("Q", int(found["q"]), marker, found["q"], rest, True)
    code = found["bracketed"] or found["plain"]
    sign = found["sign"] or "()"
    if found["plain"] and not _is_set_apart(code, sign.strip(), found["space"], found["next"]):
        return None
    sort, value = _sort_of(code)
    style = "(" + sort + ")" if found["bracketed"] else sort + sign.strip().replace("）", ")")
    is_list_only = sort in ("a", "i") or bool(found["bracketed"])
    return Enumerated(style, value, marker, code, rest, is_list_only)


def _is_set_apart(code: str, sign: str, space: str, after: str) -> bool:
    if sign in "-–—:":  # "9 – 11 July", "A: yes" and "x - y" are no numbering
        return not after.isdigit() and (code.isdigit() or (sign not in ":" and code.isupper()))
    if sign == "." and not code.isdigit():
        return bool(space)
    return bool(space) or not after.isdigit()


def _sort_of(code: str) -> tuple[str, int]:
    """Numeral, Roman numeral or letter, and its value."""
    if code.isdigit():
        return "1", int(code)
    roman = roman_value(code)
    if roman and (len(code) > 1 or code in "IVXivx"):
        return ("I" if code.isupper() else "i"), roman
    return ("A" if code.isupper() else "a"), ord(code.lower()) - 96


def dotted(text: str) -> tuple[str, str] | None:
    """A code such as 3.1 at the start of a line, and what follows it."""
    found = _DOTTED.match(text[:60])
    return (found["code"], text[found.end() :]) if found else None


def roman_value(code: str) -> int:
    """The value of a Roman numeral up to 39, or 0."""
    found = _ROMAN.match(code.lower())
    if not found or not code:
        return 0
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return 10 * len(found[1]) + ones[found[2]]


@remembered
def code_parts(code: str) -> tuple[int | str, ...]:
    """What two codes have in common that name the same thing: III, 3 and "Three" are (3,), 1.2 is (1, 2)."""
    parts: list[int | str] = []
    for piece in re.findall(r"\d+|[^\W\d_]+", folded(code)):
        if piece.isdigit():
            parts.append(int(piece))
        elif piece in NUMBER_WORDS:
            parts.append(NUMBER_WORDS[piece])
        else:
            roman = roman_value(piece) if len(piece) > 1 or piece in "ivx" else 0
            parts.append(roman or piece)
    return tuple(parts)
