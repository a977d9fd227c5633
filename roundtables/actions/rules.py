"""Rules of the programme which the database keeps, as sentences for the person who tried."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gfmd.moves import Refused, Stale
from meetings.actions import facts
from meetings.models import Meeting


class TooManyThemes(Refused):
    """A meeting has a maximum number of themes (domain, rule 8)."""


class CodeTaken(Refused):
    """A code is used once among its neighbours."""


class ItemTaken(Refused):
    """An entry of the agenda belongs to one roundtable or session."""


def too_many_themes(meeting: Meeting) -> TooManyThemes:
    return TooManyThemes(
        ngettext(
            "This meeting has at most %(most)d theme. Remove it first, or allow more in the settings.",
            "This meeting has at most %(most)d themes. Remove one first, or allow more in the settings.",
            meeting.maximum_themes,
        )
        % {"most": meeting.maximum_themes}
    )


def code_taken(code: str) -> CodeTaken:
    return CodeTaken(_("The code “%(code)s” is taken. Choose another one.") % {"code": code})


def item_taken() -> ItemTaken:
    return ItemTaken(_("Another roundtable or session meets then and there. Choose another time, or none."))


@contextmanager
def rules_of_the_programme(thing, meeting: Meeting):
    """A constraint that a write breaks becomes a Refused; nothing of the write stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "") or ""
        if rule == "theme_within_maximum":
            raise too_many_themes(meeting) from broken
        if rule.endswith("_code_unique"):
            raise code_taken(thing.code) from broken
        if "agenda_item_id" in rule:
            raise item_taken() from broken
        raise


def content(thing, names: tuple[str, ...]) -> dict:
    """What a thing says, for a trace; what was never written and what was emptied are the same."""
    return {name: value or "" for name, value in facts(thing, names).items()}


def still_there(row):
    """The row that was looked for. Raises Refused when somebody has removed it meanwhile."""
    if row is None:
        raise Refused(_("Somebody has removed this meanwhile, so there is nothing left to change."))
    return row


def check_seen(stored, seen: str) -> None:
    """Raises Stale unless the page that was edited showed the thing as it stands now."""
    if seen != stored.changed_at.isoformat():
        raise Stale


def said_before(rows, thing, names: tuple[str, ...]):
    """What a first click has added already: the row with this code that says the same in everything."""
    same = rows.filter(code=thing.code).first()
    return same if same is not None and content(same, names) == content(thing, names) else None
