"""Names in reading order, in a database without ICU: a sort key from the Unicode Collation Algorithm."""

from functools import cache

from pyuca import Collator


@cache
def _collator() -> Collator:
    return Collator()


def sort_key(name: str, limit: int = 400) -> str:
    """Hexadecimal text that sorts as `name` does under the default collation (accents after letters)."""
    return "".join(f"{weight:04x}" for weight in _collator().sort_key(name.strip()))[:limit]
