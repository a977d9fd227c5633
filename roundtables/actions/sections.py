"""Writing the sections of a concept paper that are no themes."""

from django.db import transaction

from accounts.models import Person, leave_trace
from meetings.actions import difference
from roundtables.actions.ordering import lock_meeting, next_position, step, trace_move, write_positions
from roundtables.actions.papers import programme_changed
from roundtables.actions.rules import check_seen, content, still_there
from roundtables.models import Section

SECTION_FACTS = ("code", "title", "text")


@transaction.atomic
def add_section(*, section: Section, by: Person) -> Section:
    """Write a new section, after the others. A second click adds nothing."""
    meeting = lock_meeting(section.meeting)
    written = content(section, SECTION_FACTS)
    for one in meeting.sections.all():
        if content(one, SECTION_FACTS) == written:
            return one
    section.position = next_position(meeting.sections)
    section.save()
    leave_trace("add_section", section, by=by, after=written)
    programme_changed(meeting)
    return section


@transaction.atomic
def change_section(*, section: Section, seen: str, by: Person) -> Section:
    """Save a section as it stands in `section`; `seen` is the `changed_at` of the page that was edited."""
    meeting = lock_meeting(section.meeting)
    stored = still_there(meeting.sections.filter(pk=section.pk).first())
    before, after = content(stored, SECTION_FACTS), content(section, SECTION_FACTS)
    if before == after:
        return stored
    check_seen(stored, seen)
    section.position = stored.position
    section.save()
    leave_trace("change_section", section, by=by, **difference(before, after))
    programme_changed(meeting)
    return section


@transaction.atomic
def move_section(*, section: Section, to: str, by: Person, place: int | None = None) -> None:
    """Move a section one place up or down."""
    meeting = lock_meeting(section.meeting)
    write_positions(Section, step(list(meeting.sections.all()), section, to, place))
    trace_move(section, to, by=by)
    programme_changed(meeting)


@transaction.atomic
def remove_section(*, section: Section, by: Person) -> None:
    meeting = lock_meeting(section.meeting)
    before = {**content(section, SECTION_FACTS), "meeting": section.meeting_id}
    leave_trace("remove_section", section, by=by, before=before)
    section.delete()
    programme_changed(meeting)
