"""States and the moves between them, as tables a reader can hold against the domain."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


class Refused(Exception):
    """An act the rules do not allow. Its text is a sentence for the person who tried."""


class Stale(Refused):
    """The thing has changed since the person opened the page."""

    def __init__(self, sentence: str = ""):
        super().__init__(
            sentence
            or _("This has changed since you opened the page. Look at how it stands now, then try again.")
        )


class Moves:
    """The moves allowed from each state: `Moves({"draft": {"announced"}})`."""

    def __init__(self, table: Mapping[str, set[str]]):
        self.table = {str(state): {str(to) for to in moves} for state, moves in table.items()}

    def allows(self, state: str, to: str) -> bool:
        return str(to) in self.table.get(str(state), set())

    def check(self, state: str, to: str, sentence: str) -> None:
        """Raises Refused with `sentence` unless the move stands in the table."""
        if not self.allows(state, to):
            raise Refused(sentence)
