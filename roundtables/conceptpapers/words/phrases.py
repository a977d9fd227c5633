"""How the tables of words are written down."""


def phrases(text: str) -> list[str]:
    """The phrases of a table, parted by semicolons."""
    return [" ".join(phrase.split()) for phrase in text.split(";")]


def words(text: str) -> frozenset[str]:
    """Single words, parted by spaces."""
    return frozenset(text.split())
