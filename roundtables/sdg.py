"""The 169 targets of the Sustainable Development Goals, by their codes.

Source: General Assembly resolution 70/1, "Transforming our world: the 2030 Agenda for Sustainable Development".
"""

import re
from functools import cache
from pathlib import Path

# A line a goal, in the order of the resolution.
FILE = Path(__file__).with_name("sdg_targets.txt")


@cache
def targets() -> tuple[str, ...]:
    """ "1.1" to "17.19", those with letters after those with numbers."""
    return tuple(FILE.read_text().split())


@cache
def target_places() -> dict[str, int]:
    return {code: place for place, code in enumerate(targets())}


def codes_in(text: str) -> list[str]:
    """What was typed as codes: "Target 10.7, 8.B; 10.7" gives 10.7 and 8.b, each once, known or not."""
    typed = (code.strip(" .()") for code in re.split(r"[\s,;،、]+", text))
    kept = (code.lower() for code in typed if any(sign.isdecimal() for sign in code))
    return list(dict.fromkeys(map(in_western_digits, kept)))


def in_western_digits(code: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in code)
