"""Finding a meeting for a person: what one may not know of is not found."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import Permission, can, granting
from meetings.models import AgendaItem, Chairmanship, Document, DocumentFile, Meeting, Room


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


# --- Papers ----------------------------------------------------------------------------------------------


def readable_document(person, slug: str, pk: int) -> Document:
    """A paper that the person may know of; a hidden one is not found, as if it did not exist."""
    meeting = readable_meeting(person, slug)
    documents = Document.objects.visible_to(person, meeting).with_files()
    return part_of_meeting(documents.select_related("relates_to"), meeting, pk)


def readable_file(person, slug: str, pk: int, language: str, number: int) -> DocumentFile:
    """A version of such a paper in a language; former ones for those who keep the library."""
    document = readable_document(person, slug, pk)
    versions = [file for file in document.files.all() if file.language == language]
    if not can(person, Permission.KEEP_DOCUMENTS, document.meeting):
        versions = versions[:1]
    file = found(next((file for file in versions if file.number == number), None))
    file.document = document
    return file


def kept_meeting(person, slug: str) -> Meeting:
    """A meeting whose library the person keeps. Others are told so before it is known whether a paper exists."""
    meeting = announced_meeting(person, slug)
    if person.is_authenticated and not granting(person, Permission.KEEP_DOCUMENTS, meeting):
        raise PermissionDenied
    return meeting


def kept_document(person, slug: str, pk: int) -> Document:
    documents = Document.objects.select_related("relates_to__meeting").with_files()
    return part_of_meeting(documents, kept_meeting(person, slug), pk)


def kept_file(person, slug: str, pk: int, file_pk: int) -> DocumentFile:
    document = kept_document(person, slug, pk)
    file = found(document.files.filter(pk=file_pk).first())
    file.document = document
    return file
