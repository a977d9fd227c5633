"""The content of the demo, in files that can be read and corrected without reading code.

Titles, names, dates and counts of past meetings are those of the sources; the wording is ours, and the
coming summit with everybody in it is made up.
"""

import csv
import tomllib
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent


def document(name: str) -> dict:
    """A meeting, or the addresses, from its TOML file; empty when there is no such file."""
    path = FOLDER / f"{name.replace('-', '_')}.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def table(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV file of this folder, or of an app ("accounts/data/states"). Everything is text."""
    path = settings.BASE_DIR / f"{name}.csv" if "/" in name else FOLDER / f"{name}.csv"
    with path.open(newline="") as rows:
        return list(csv.DictReader(rows, delimiter=delimiter))
