"""Finding a meeting for a person: what one may not know of is not found."""

from django.http import Http404

from meetings.models import Chairmanship, Meeting


def announced_meeting(person, slug: str) -> Meeting:
    """A meeting as its readers see it: announced, or of a chairmanship the person serves."""
    meeting = Meeting.objects.visible_to(person).select_related("chairmanship", "host", "parent").filter(slug=slug)
    return found(meeting.first())


def served_chairmanship(person, chairmanship_pk: int) -> Chairmanship:
    if person.is_anonymous:
        return found(None)
    return found(Chairmanship.objects.staffed_by(person).filter(pk=chairmanship_pk).first())


def found(thing):
    if thing is None:
        raise Http404
    return thing
