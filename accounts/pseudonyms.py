"""The record forgets names and addresses: what was done, when and by which office stays."""

import re
from collections.abc import Callable, Iterable
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.models import Trace

ERASED = "[erased]"
# Shorter words than this stand in many sentences that are not about the person.
SHORTEST_PART = 3
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Terms:
    """The names and addresses of one person, to be found in any text, with what stands in their place."""

    def __init__(self, *, names: Iterable[str] = (), addresses: Iterable[str] = (), pseudonym: str = ERASED):
        self.pseudonym = pseudonym
        whole_names = {" ".join(name.split()) for name in names if name.strip()}
        parts = {part for name in whole_names for part in re.split(r"[\s,]+", name)}
        self.names = _pattern(whole_names, re.IGNORECASE)
        self.addresses = _pattern(
            {address.strip() for address in addresses if address.strip()}, re.IGNORECASE
        )
        # As written, and as capitals: "Will" is a name, "will" is not.
        self.parts = _pattern(
            {form for part in parts if len(part) >= SHORTEST_PART for form in (part, part.upper())}
        )

    def gone_from(self, text: str) -> str:
        """The text with whole names become the pseudonym; addresses, and names in part, are erased."""
        for pattern, instead in (
            (self.addresses, ERASED),
            (self.names, self.pseudonym),
            (self.parts, ERASED),
        ):
            if pattern:
                text = pattern.sub(lambda _found, instead=instead: instead, text)
        return text


def _pattern(words: set[str], flags: int = 0) -> re.Pattern | None:
    if not words:
        return None
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(_word(word) for word in longest_first), flags)


def _word(word: str) -> str:
    """A whole word, with any space between its parts; scripts without spaces have no whole words."""
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    return spaced if UNSPACED.search(word) else rf"(?<!\w){spaced}(?!\w)"


def gone_from(value, replace: Callable[[str], str]):
    """What JSON holds, with every text in it replaced; keys stay."""
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, list):
        return [gone_from(item, replace) for item in value]
    if isinstance(value, dict):
        return {key: gone_from(item, replace) for key, item in value.items()}
    return value


@contextmanager
def forgetting_names():
    """Within it, and within its transaction, the database lets names go from the record; nothing else."""
    with transaction.atomic():
        _let(True)
        yield
        _let(False)


def _let(forget: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('gfmd.forgets_names', %s, true)", ["on" if forget else "off"])


def rewrite(traces: Iterable[Trace], change: Callable[[Trace], None]) -> int:
    """Apply `change` to the before, after and reason of traces; returns how many differ from then on."""
    changed = []
    for trace in traces:
        as_it_was = (trace.before, trace.after, trace.reason)
        change(trace)
        if (trace.before, trace.after, trace.reason) != as_it_was:
            changed.append(trace)
    with forgetting_names():
        Trace.objects.bulk_update(changed, ["before", "after", "reason"], batch_size=500)
    return len(changed)
