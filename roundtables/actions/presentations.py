"""What a speaker hands in: a paper in the library of the meeting, of which each further file is a version."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused
from meetings.actions import add_document_file, enter_document
from meetings.models import Audience, Document, DocumentKind
from meetings.uploads import Upload
from roundtables.actions.ordering import lock_meeting, lock_roundtable
from roundtables.actions.rules import still_there
from roundtables.models import TeamMember, TeamRole


@transaction.atomic
def hand_in_presentation(
    *, member: TeamMember, title: str, language: str, upload: Upload, by: Person
) -> Document:
    """Put a speaker's file into the library as a draft for participants; the chair's staff publishes it.

    A further file is the next version of the same paper. Raises Refused for a file that is there already.
    """
    lock_meeting(member.roundtable.meeting)
    roundtable = lock_roundtable(member.roundtable)
    member = still_there(roundtable.team.select_related("presentation__meeting").filter(pk=member.pk).first())
    if member.role != TeamRole.SPEAKER:
        raise Refused(_("Presentations are handed in for the speakers of a roundtable."))
    document = member.presentation or enter_document(
        document=Document(
            meeting=roundtable.meeting,
            kind=DocumentKind.PRESENTATION,
            audience=Audience.PARTICIPANTS,
            title={language: title},
            original_language=language,
        ),
        by=by,
    )
    file = add_document_file(
        document=document, language=language, upload=upload, is_scan=upload.is_picture, by=by
    )
    if member.presentation is None:
        member.presentation = document
        member.save(update_fields=["presentation"])
    after = {"document": document.pk, "version": file.number, "language": language}
    leave_trace("hand_in_presentation", roundtable, by=by, after=after)
    return document
