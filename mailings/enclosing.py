"""Papers of the library that go with a mailing: only those that its whole audience may read."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from correspondence.actions import store_attachment
from correspondence.models import Attachment
from mailings.audiences import AUDIENCES
from mailings.models import Mailing
from mailings.recipients import Recipient
from meetings.models import Audience, Document, DocumentFile
from meetings.models.circles import STATES


def obstacles(mailing: Mailing, documents: Iterable[Document], recipients: list[Recipient]) -> list[str]:
    """Why papers cannot go with a mailing, a sentence for each; `documents` come with their files."""
    return [reason for document in documents if (reason := obstacle(mailing, document, recipients))]


def obstacle(mailing: Mailing, document: Document, recipients: list[Recipient]) -> str:
    """Why a paper cannot go to this audience; empty when it can."""
    words = {"paper": str(document)}
    if not document.is_out or document.is_under_embargo or document.awaits_release:
        return _("“%(paper)s” is not published, so it cannot be sent.") % words
    if not document.files.all():
        return _("“%(paper)s” has no file yet.") % words
    if not is_for_all(mailing, document, recipients):
        words["audience"] = document.get_audience_display()
        return (
            _("“%(paper)s” is for a smaller circle (%(audience)s) than those who get this message.") % words
        )
    return ""


def is_for_all(mailing: Mailing, document: Document, recipients: list[Recipient]) -> bool:
    """Whether everyone of the audience belongs to the circle the paper is for."""
    if document.audience == Audience.PUBLIC:
        return True
    if not AUDIENCES[mailing.audience].is_participants:
        return False
    if document.audience == Audience.PARTICIPANTS:
        return True
    if document.audience == Audience.GOVERNMENTS:
        return all(one.kind in STATES for one in recipients)
    of_one_team = mailing.audience == "teams" and mailing.narrowed.get("roundtable")
    return bool(
        document.audience == Audience.TEAM
        and of_one_team
        and document.roundtables.filter(pk=of_one_team).exists()
    )


def file_in(document: Document, language: str) -> DocumentFile:
    """The newest file of a paper in a language, else in its original language, else any."""
    files = sorted(document.files.all(), key=lambda file: -file.number)
    for wanted in (language, document.original_language):
        for file in files:
            if file.language == wanted:
                return file
    return files[0]


def enclosures(documents: Iterable[Document], language: str) -> list[Attachment]:
    """The papers as they go with the messages in one language."""
    return [enclosed(file_in(document, language)) for document in documents]


def enclosed(file: DocumentFile) -> Attachment:
    with file.file.open("rb") as stored:
        return store_attachment(stored.read(), file.name, file.content_type)
