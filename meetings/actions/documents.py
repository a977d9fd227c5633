"""What changes a meeting's library. Each act leaves its trace and drops the pages that show it."""

import hashlib
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused, Stale
from gfmd.public import drop_pages
from meetings import document_steps
from meetings.actions.noting import note_paper, paper_facts
from meetings.actions.traces import difference, facts
from meetings.models import DOCUMENT_MOVES, Document, DocumentFile, DocumentKind, DocumentState, Meeting
from meetings.uploads import Upload

# What is typed about a paper, and what a trace keeps of it.
EDITABLE = (
    "symbol",
    "kind",
    "title",
    "description",
    "dated_on",
    "original_language",
    "audience",
    "embargo_until",
    "is_commissioned",
    "relation",
    "relates_to",
)
DOCUMENT_FACTS = (*(name for name in EDITABLE if name != "relates_to"), "relates_to_id")
FILE_FACTS = ("language", "number", "name", "content_type", "size", "sha256", "is_scan", "of_original")


# --- Papers ----------------------------------------------------------------------------------------------


@transaction.atomic
def enter_document(*, document: Document, roundtables=None, by: Person) -> Document:
    """Put a paper into the library of `document.meeting`, as a draft that only the chair's staff sees.

    `roundtables` are those it is attached to. Raises Refused for a symbol that is taken.
    """
    Meeting.objects.select_for_update(no_key=True).get(pk=document.meeting_id)
    check_relation(document)
    check_new(document)
    with rules_of_documents():
        document.save()
    attached = attach(document, roundtables)
    leave_trace("enter_document", document, by=by, after=facts(document, DOCUMENT_FACTS) | attached)
    drop_pages()
    return document


@transaction.atomic
def change_document(*, document: Document, roundtables=None, seen: str, by: Person) -> Document:
    """Save what is typed about a paper as it stands in `document`; `seen` is the mark of the page edited."""
    stored = locked(document.pk)
    if seen != document_marker(stored):
        raise Stale
    check_relation(document)
    if stored.awaits_release and not document.is_commissioned:
        raise Refused(
            _("The chair commissioned this paper. Release it instead, so that the release is on record.")
        )
    before, read_before = facts(stored, DOCUMENT_FACTS) | attached_to(stored), paper_facts(stored)
    with rules_of_documents():
        document.save(update_fields=[*EDITABLE, "changed_at"])
    after = facts(document, DOCUMENT_FACTS) | attach(document, roundtables)
    leave_trace("change_document", document, by=by, **difference(before, after))
    if read_before:
        note_paper(document, read_before, by=by)
    drop_pages()
    return document


def attach(document: Document, roundtables) -> dict[str, list[str]]:
    """Attach a paper to these roundtables, or leave it as it is with None; the codes, for a trace."""
    if roundtables is not None:
        document.roundtables.set(roundtables)
    return attached_to(document)


def attached_to(document: Document) -> dict[str, list[str]]:
    return {"roundtables": sorted(document.roundtables.values_list("code", flat=True))}


def document_marker(document: Document) -> str:
    """What tells whether what is typed about a paper is still as a page showed it."""
    shown = facts(document, DOCUMENT_FACTS) | attached_to(document)
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def check_new(document: Document) -> None:
    """A form sent twice enters one paper. Symbols tell papers apart; speakers may call theirs alike."""
    same = document.meeting.documents.filter(kind=document.kind, title=document.title, symbol="")
    if not document.symbol and document.kind != DocumentKind.PRESENTATION and same.exists():
        raise Refused(_("This paper is entered already, with the same title and without a symbol."))


def check_relation(document: Document) -> None:
    """A paper relates to no paper that, going back, relates to it."""
    earlier = document.relates_to
    while earlier:
        if earlier.pk == document.pk:
            raise Refused(_("These papers would relate to each other in a circle."))
        earlier = earlier.relates_to


def locked(document_pk: int) -> Document:
    """A paper as it stands, held until the transaction ends; Stale when it was removed meanwhile."""
    rows = Document.objects.select_for_update(of=["self"], no_key=True)
    document = rows.select_related("meeting", "relates_to__meeting").filter(pk=document_pk).first()
    if document is None:
        raise Stale(_("This paper has been removed meanwhile."))
    return document


@transaction.atomic
def remove_document(*, document: Document, by: Person) -> None:
    """Take a paper that was never published out of the library, with its files."""
    document = Document.objects.select_for_update(of=["self"]).select_related("meeting").get(pk=document.pk)
    if document.has_been_published:
        raise Refused(_("This paper has been published, so it is kept. Take it back instead."))
    if related := document.related_from.first():
        raise Refused(_("“%(paper)s” relates to this paper. Change that first.") % {"paper": related})
    files = list(document.files.all())
    before = facts(document, (*DOCUMENT_FACTS, "state", "meeting_id"))
    before |= {"files": [facts(file, FILE_FACTS) for file in files]}
    leave_trace("remove_document", document, by=by, before=before)
    document.delete()
    transaction.on_commit(lambda: discard({file.file.name for file in files}))
    drop_pages()


def discard(names: set[str]) -> None:
    """Delete stored files that no paper holds any more."""
    for name in names:
        with transaction.atomic():
            hold_content(name)
            if not DocumentFile.objects.filter(file=name).exists():
                default_storage.delete(name)


def hold_content(name: str) -> None:
    """Nobody else stores or deletes these bytes until the transaction ends: two papers may share them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


# --- States and release ----------------------------------------------------------------------------------


@transaction.atomic
def move_document(
    *, document: Document, to: str, by: Person, reason: str = "", supersedes: bool = False
) -> Document:
    """Send out, declare final, publish, supersede or take back. Raises Refused with the reason.

    With `supersedes`, publishing a revision declares the paper it revises superseded.
    """
    document = locked(document.pk)
    DOCUMENT_MOVES.check(document.state, to, document_steps.refusal_of_move(document, to))
    if obstacle := document_steps.obstacle(document, to):
        raise Refused(obstacle)
    earlier = document_steps.predecessor(document) if supersedes and to == DocumentState.PUBLISHED else None
    set_state(document, to, by=by, reason=reason)
    if earlier:
        set_state(locked(earlier.pk), DocumentState.SUPERSEDED, by=by, reason=document.symbol)
    drop_pages()
    return document


def set_state(document: Document, to: str, *, by: Person, reason: str) -> None:
    """Write a state that may be taken, with the rounds of comments it closes and the instant it sets."""
    read_before, was_read = paper_facts(document), document.has_been_published
    before, document.state = document.state, to
    document.rounds = min(document.rounds, document.meeting.brief_rounds)
    if (before, to) == (DocumentState.FIRST_COMMENTS, DocumentState.REVISED):
        document.rounds_passed = max(1, document.rounds_passed)
    if (before, to) == (DocumentState.SECOND_COMMENTS, DocumentState.FINAL):
        document.rounds_passed = 2
    if to == DocumentState.PUBLISHED:
        document.published_at = timezone.now()
    with rules_of_documents():
        document.save(update_fields=["state", "rounds", "rounds_passed", "published_at"])
    leave_trace(
        "move_document", document, by=by, before={"state": before}, after={"state": str(to)}, reason=reason
    )
    if was_read:
        note_paper(document, read_before, by=by)


@transaction.atomic
def release_document(*, document: Document, by: Person, reason: str = "") -> Document:
    """The chair lets go of a paper it commissioned (domain, rule 14): recorded, and not taken back."""
    document = locked(document.pk)
    if not document.is_commissioned:
        raise Refused(_("The chair did not commission this paper, so there is nothing to release."))
    if document.released_at is not None:
        raise Refused(_("This paper has been released already."))
    document.released_at, document.released_by = timezone.now(), by
    document.save(update_fields=["released_at", "released_by"])
    leave_trace("release_document", document, by=by, after={"symbol": document.symbol}, reason=reason)
    drop_pages()
    return document


# --- Files -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_document_file(
    *,
    document: Document,
    language: str,
    upload: Upload,
    is_scan: bool = False,
    accessible_text: str = "",
    by: Person,
) -> DocumentFile:
    """Add a file as the next version of a paper in a language; the former versions stay.

    Raises Refused when the same file is a version in that language already.
    """
    document = locked(document.pk)  # one at a time: two versions would take the same number
    read_before = paper_facts(document)
    same = document.files.filter(language=language, sha256=upload.sha256).first()
    if same:
        raise Refused(same_file(same))
    last = dict(document.files.order_by().values_list("language").annotate(Max("number")))
    original = last.get(document.original_language)
    file = DocumentFile(
        document=document,
        language=language,
        number=last.get(language, 0) + 1,
        of_original=None if language == document.original_language else original,
        file=stored(upload),
        name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=upload.sha256,
        is_scan=is_scan,
        accessible_text=accessible_text,
        uploaded_by=by,
    )
    file.save()
    leave_trace("add_document_file", document, by=by, after=facts(file, FILE_FACTS))
    if read_before:
        note_paper(document, read_before, by=by)
    drop_pages()
    return file


def stored(upload: Upload) -> str:
    """Where the storage holds these bytes, by their hash; written there if they are new."""
    name = f"documents/{upload.sha256[:2]}/{upload.sha256}"
    hold_content(name)
    if default_storage.exists(name):
        return name
    return default_storage.save(name, ContentFile(upload.content))


def same_file(file: DocumentFile) -> str:
    return _("The same file is version %(number)d already (%(language)s).") % {
        "number": file.number,
        "language": get_language_info(file.language)["name_translated"],
    }


@transaction.atomic
def change_document_file(*, file: DocumentFile, seen: str, by: Person) -> DocumentFile:
    """Save what is said about a file: whether it is a scan, its accessible text, what it renders."""
    before = DocumentFile.objects.select_for_update(of=["self"]).filter(pk=file.pk).first()
    if before is None or seen != before.changed_at.isoformat():
        raise Stale
    names = ("is_scan", "accessible_text", "of_original")
    file.save(update_fields=[*names, "changed_at"])
    changed = difference(facts(before, names), facts(file, names))
    leave_trace("change_document_file", file.document, by=by, **changed)
    drop_pages()
    return file


# --- Rules of the database -------------------------------------------------------------------------------


@contextmanager
def rules_of_documents():
    """A rule that the database keeps, when broken, becomes a sentence for the person who tried."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "")
        sentence = sentences().get(rule)
        if sentence is None:
            raise
        raise Refused(sentence) from broken


def sentences() -> dict[str, str]:
    """What each rule about papers says to the person who would break it."""
    return {
        "document_symbol_unique": _("Another paper has this symbol."),
        "document_concept_paper_two_rounds": _(
            "A concept paper goes through two drafts for comment before it is final."
        ),
        "document_published_has_symbol_and_instant": _("A published paper keeps a symbol."),
        "document_commissioned_until_released": _(
            "This paper is published already, so it cannot become one that waits for release."
        ),
        "document_not_related_to_itself": _("A paper does not relate to itself."),
        "document_relation_to_a_paper": _("Choose both a relation and the paper, or neither."),
    }
