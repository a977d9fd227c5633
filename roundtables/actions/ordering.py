"""The order of themes, roundtables, sessions, questions and sections: positions, never codes (domain, rule 7)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused, Stale
from meetings.models import Meeting
from roundtables.actions.rules import still_there
from roundtables.models import GuidingQuestion, Roundtable, Section, Session, Theme

STEPS = {"up": -1, "down": 1}


def lock_meeting(meeting: Meeting) -> Meeting:
    """One person at a time changes the order within a meeting, and writes its themes and codes."""
    return Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)


def lock_roundtable(roundtable: Roundtable) -> Roundtable:
    """One person at a time changes what a brief says. Whoever needs the meeting locks that first."""
    rows = Roundtable.objects.select_for_update(of=["self"], no_key=True).select_related("meeting")
    return still_there(rows.filter(pk=roundtable.pk).first())


def next_position(rows) -> int:
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def step(rows: list, thing, to: str, place: int | None) -> list:
    """`rows` with `thing` one place up or down; `place` is where the page showed it, counted from 1.

    Raises Stale when it stands elsewhere by now, and Refused when it cannot go further.
    """
    index = next((index for index, row in enumerate(rows) if row.pk == thing.pk), None)
    if index is None or (place is not None and place != index + 1):
        raise Stale(_("The order has changed since you opened the page. This is how it stands now."))
    other = index + STEPS[to]
    if other < 0:
        raise Refused(_("It is the first one already."))
    if other == len(rows):
        raise Refused(_("It is the last one already."))
    rows = list(rows)
    rows[index], rows[other] = rows[other], rows[index]
    return rows


def write_positions(model, rows: Iterable) -> None:
    """Number the rows from 1, in this order. Leaves `changed_at` alone: their content is the same."""
    moved = []
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
            moved.append(row)
    model.objects.bulk_update(moved, ["position"])


def in_reading_order(meeting: Meeting) -> list[Roundtable]:
    """All roundtables of a meeting, theme by theme; those without a theme come last."""
    places = {pk: place for place, pk in enumerate(meeting.themes.values_list("pk", flat=True))}
    last = len(places)
    return sorted(
        meeting.roundtables.all(),
        key=lambda one: (places.get(one.theme_id, last), one.position, one.pk),
    )


def renumber(meeting: Meeting) -> None:
    """Positions of roundtables follow the themes, so that a plain list of them reads as the page does."""
    write_positions(Roundtable, in_reading_order(meeting))


def trace_move(
    thing: Theme | Roundtable | Section | Session | GuidingQuestion, to: str, *, by: Person
) -> None:
    leave_trace(f"move_{thing._meta.model_name}", thing, by=by, after={"to": to})
