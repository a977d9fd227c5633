"""Writing the themes of a meeting."""

from django.db import transaction
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from gfmd.moves import Refused
from meetings.actions import difference
from roundtables.actions.ordering import (
    lock_meeting,
    next_position,
    renumber,
    step,
    trace_move,
    write_positions,
)
from roundtables.actions.papers import programme_changed
from roundtables.actions.rules import (
    check_seen,
    content,
    rules_of_the_programme,
    said_before,
    still_there,
    too_many_themes,
)
from roundtables.models import Theme

THEME_FACTS = ("code", "title", "rationale")


@transaction.atomic
def add_theme(*, theme: Theme, by: Person) -> Theme:
    """Write a new theme, after the others. Raises TooManyThemes beyond the meeting's maximum.

    A second click finds the theme of the first and adds nothing.
    """
    meeting = lock_meeting(theme.meeting)
    if same := said_before(meeting.themes, theme, THEME_FACTS):
        return same
    if meeting.themes.count() >= meeting.maximum_themes:
        raise too_many_themes(meeting)
    theme.position = next_position(meeting.themes)
    with rules_of_the_programme(theme, meeting):
        theme.save()
    leave_trace("add_theme", theme, by=by, after=content(theme, THEME_FACTS))
    programme_changed(meeting)
    return theme


@transaction.atomic
def change_theme(*, theme: Theme, seen: str, by: Person) -> Theme:
    """Save a theme as it stands in `theme`; `seen` is the `changed_at` of the page that was edited."""
    meeting = lock_meeting(theme.meeting)
    stored = still_there(meeting.themes.filter(pk=theme.pk).first())
    before, after = content(stored, THEME_FACTS), content(theme, THEME_FACTS)
    if before == after:
        return stored
    check_seen(stored, seen)
    theme.position = stored.position
    with rules_of_the_programme(theme, meeting):
        theme.save()
    leave_trace("change_theme", theme, by=by, **difference(before, after))
    programme_changed(meeting)
    return theme


@transaction.atomic
def move_theme(*, theme: Theme, to: str, by: Person, place: int | None = None) -> None:
    """Move a theme one place up or down; its roundtables go along."""
    meeting = lock_meeting(theme.meeting)
    write_positions(Theme, step(list(meeting.themes.all()), theme, to, place))
    renumber(meeting)
    trace_move(theme, to, by=by)
    programme_changed(meeting)


@transaction.atomic
def remove_theme(*, theme: Theme, by: Person) -> None:
    """Raises Refused while roundtables stand under the theme."""
    meeting = lock_meeting(theme.meeting)
    roundtables = theme.roundtables.count()
    if roundtables:
        raise Refused(
            ngettext(
                "%(number)d roundtable stands under this theme. Move it to another theme or remove it first.",
                "%(number)d roundtables stand under this theme. Move them to another theme or remove them first.",
                roundtables,
            )
            % {"number": roundtables}
        )
    leave_trace(
        "remove_theme", theme, by=by, before={**content(theme, THEME_FACTS), "meeting": theme.meeting_id}
    )
    theme.delete()
    programme_changed(meeting)
