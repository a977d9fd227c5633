"""Finding the substance of a meeting for a person: what one may not know of is not found."""

from accounts.permissions import Permission, can
from meetings.access import announced_meeting, found, part_of_meeting, readable_meeting
from roundtables.models import GuidingQuestion, Roundtable, Session, Theme


def readable_roundtable(person, slug: str, code: str) -> Roundtable:
    """A roundtable whose brief is published; for those who prepare the meeting, a draft as well."""
    meeting = readable_meeting(person, slug)
    roundtable = found(meeting.roundtables.with_place().filter(code=code).first())
    roundtable.meeting = meeting
    if not roundtable.is_published and not can(person, Permission.SEE_MEETING, meeting):
        found(None)
    return roundtable


def theme_of_meeting(person, slug: str, pk: int) -> Theme:
    return part_of_meeting(Theme.objects.all(), announced_meeting(person, slug), pk)


def roundtable_of_meeting(person, slug: str, pk: int) -> Roundtable:
    return part_of_meeting(Roundtable.objects.with_place(), announced_meeting(person, slug), pk)


def session_of_meeting(person, slug: str, pk: int) -> Session:
    return _part_of_roundtable(Session.objects.all(), person, slug, pk)


def question_of_meeting(person, slug: str, pk: int) -> GuidingQuestion:
    return _part_of_roundtable(GuidingQuestion.objects.all(), person, slug, pk)


def _part_of_roundtable(parts, person, slug: str, pk: int):
    """A session or a question of a roundtable of this meeting."""
    meeting = announced_meeting(person, slug)
    part = found(parts.select_related("roundtable").filter(roundtable__meeting=meeting, pk=pk).first())
    part.roundtable.meeting = meeting
    return part
