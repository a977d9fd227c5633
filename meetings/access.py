"""Finding a meeting for a person: what one may not know of is not found."""

from django.http import Http404

from accounts.permissions import Permission, can
from meetings.models import AgendaItem, Chairmanship, Meeting, Room


def announced_meeting(person, slug: str) -> Meeting:
    """A meeting as its readers see it: announced, or of a chairmanship the person serves."""
    meeting = (
        Meeting.objects.visible_to(person).select_related("chairmanship", "host", "parent").filter(slug=slug)
    )
    return found(meeting.first())


def readable_meeting(person, slug: str) -> Meeting:
    """A meeting for a page that everybody may open: announced, or shown to those who may see its draft."""
    meeting = announced_meeting(person, slug)
    return found(meeting if meeting.is_announced or can(person, Permission.SEE_MEETING, meeting) else None)


def served_chairmanship(person, chairmanship_pk: int) -> Chairmanship:
    if person.is_anonymous:
        return found(None)
    return found(Chairmanship.objects.staffed_by(person).filter(pk=chairmanship_pk).first())


def room_of_meeting(person, slug: str, room_pk: int) -> Room:
    return part_of_meeting(Room.objects.all(), announced_meeting(person, slug), room_pk)


def item_of_meeting(person, slug: str, item_pk: int) -> AgendaItem:
    return part_of_meeting(AgendaItem.objects.with_briefs(), announced_meeting(person, slug), item_pk)


def part_of_meeting(parts, meeting: Meeting, pk: int):
    """A room or an agenda item of this meeting, which it then holds complete."""
    part = found(parts.filter(meeting=meeting, pk=pk).first())
    part.meeting = meeting
    return part


def found(thing):
    if thing is None:
        raise Http404
    return thing
