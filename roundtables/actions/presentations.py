"""What a speaker hands in: a paper in the library of the meeting, of which each further file is a version."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from accounts.permissions import Permission, can
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

    A further file is the next version of the same paper. Raises Refused for a file that is there already, and
    for a version of a published paper by anybody but those who keep the library: it would go out unseen.
    """
    lock_meeting(member.roundtable.meeting)
    roundtable = lock_roundtable(member.roundtable)
    member = still_there(roundtable.team.select_related("presentation__meeting").filter(pk=member.pk).first())
    if member.role != TeamRole.SPEAKER:
        raise Refused(_("Presentations are handed in for the speakers of a roundtable."))
    if member.presentation_id and goes_out_unseen(member.presentation_id, by):
        raise Refused(
            _(
                "This presentation is published. Send the new version to the chair's office, which replaces it."
            )
        )
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


def goes_out_unseen(document_pk: int, by: Person) -> bool:
    """Whether a further file would reach readers at once. Locks the paper, so that it is not published meanwhile."""
    rows = Document.objects.select_for_update(of=["self"], no_key=True).select_related(
        "meeting__chairmanship"
    )
    document = rows.get(pk=document_pk)
    return document.is_out and not can(by, Permission.KEEP_DOCUMENTS, document.meeting)
