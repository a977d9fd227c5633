"""A meeting's papers as they are read: the list, one paper, its files and texts; as pages and as JSON."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, permit
from gfmd.public import public_page, reader_page
from meetings.access import found, readable_document, readable_file, readable_meeting
from meetings.document_steps import who_may_read
from meetings.exports import document_shape, library_shape
from meetings.forms import LibraryForm
from meetings.library import editions, listing
from meetings.models import Document, DocumentFile, DocumentState, Meeting, Relation

TEXT_KINDS = ("text/plain", "text/markdown", "text/csv")


def for_reader(request: HttpRequest, response: HttpResponse, until) -> HttpResponse:
    """A page that may be kept, for everybody or for its reader, until the next embargo ends."""
    return (public_page if request.user.is_anonymous else reader_page)(response, until)


@permit(Permission.READ, readable_meeting)
@require_safe
def documents(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The papers of a meeting that the reader may know of. The same queries for any number of them."""
    until = Document.objects.next_embargo_end()  # asked first: an embargo may end while the page is made
    asked = LibraryForm(request.GET).asked()
    papers = listing(Document.objects.visible_to(request.user, meeting), meeting, **asked)
    context = {
        "meeting": meeting,
        "here": "documents",
        "papers": papers,
        "asked": asked,
        "may_keep": can(request.user, Permission.KEEP_DOCUMENTS, meeting),
    }
    return for_reader(request, render(request, "meetings/documents.html", context), until)


@permit(Permission.READ, readable_meeting)
@require_safe
def documents_json(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The same list for programs; its shape is that of meetings.exports.library_shape."""
    until = Document.objects.next_embargo_end()
    asked = LibraryForm(request.GET).asked()
    papers = listing(Document.objects.visible_to(request.user, meeting), meeting, **asked)
    related = related_papers(request.user, meeting, [one for _kind, group in papers.groups for one in group])
    return for_reader(request, JsonResponse(library_shape(meeting, papers, related, request.GET)), until)


@permit(Permission.READ, readable_document)
@require_safe
def document(request: HttpRequest, document: Document) -> HttpResponse:
    """One paper: its symbol, languages, relations and text."""
    until = Document.objects.next_embargo_end()
    meeting = document.meeting
    may_keep = can(request.user, Permission.KEEP_DOCUMENTS, meeting)
    relates_to, related_from = relations(request.user, document)
    successor = next((one for one in related_from if supersedes(one)), None)
    context = {
        "meeting": meeting,
        "here": "documents",
        "document": document,
        "editions": [edition for edition in editions(document) if edition.current or may_keep],
        "relates_to": relates_to,
        "related_from": related_from,
        "successor": successor if document.state == DocumentState.SUPERSEDED else None,
        "may_keep": may_keep,
        "readers": who_may_read(document),
        "is_public": document.is_public and meeting.is_announced,
    }
    response = render(request, "meetings/document.html", context)
    return public_page(response, until) if request.user.is_anonymous else response


@permit(Permission.READ, readable_document)
@require_safe
def document_json(request: HttpRequest, document: Document) -> HttpResponse:
    """The same paper for programs; its shape is that of meetings.exports.document_shape."""
    until = Document.objects.next_embargo_end()
    related = related_papers(request.user, document.meeting, [document])
    response = JsonResponse(document_shape(document, related))
    return public_page(response, until) if request.user.is_anonymous else response


@permit(Permission.READ, readable_file)
@require_safe
def document_file(request: HttpRequest, file: DocumentFile) -> HttpResponse:
    """A file as it was handed in, to be saved: nothing in it is run where the product runs."""
    etag, changed_at = f'"{file.sha256}"', int(file.uploaded_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed_at)
    if response is None:
        response = StreamingHttpResponse(pieces(file), content_type=content_type_of(file))
        response["Content-Length"] = str(file.size)
        response["Content-Disposition"] = content_disposition_header(True, file.name)
        response["Content-Language"] = file.language
        response["Last-Modified"] = http_date(changed_at)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Asked for anew each time, since a paper may be taken back; nobody on the way keeps what is not public.
    response["Cache-Control"] = "public, no-cache" if is_for_everybody(file) else "private, no-cache"
    return response


@permit(Permission.READ, readable_file)
@require_safe
def document_text(request: HttpRequest, file: DocumentFile) -> HttpResponse:
    """The text of a scanned paper as a page, in its own language and direction."""
    until = Document.objects.next_embargo_end()
    found(file.accessible_text or None)
    context = {"meeting": file.document.meeting, "here": "documents", "document": file.document, "file": file}
    response = render(request, "meetings/document_text.html", context)
    return public_page(response, until) if request.user.is_anonymous else response


def pieces(file: DocumentFile) -> Iterator[bytes]:
    """The bytes, a piece at a time; opened when the first of them is asked for."""
    with file.file.open("rb") as stored:
        yield from stored.chunks()


def content_type_of(file: DocumentFile) -> str:
    return f"{file.content_type}; charset=utf-8" if file.content_type in TEXT_KINDS else file.content_type


def is_for_everybody(file: DocumentFile) -> bool:
    """Whether anybody may read this file; a former version is for the chair's staff."""
    document = file.document
    newest = next(one for one in document.files.all() if one.language == file.language)
    return document.is_public and document.meeting.is_announced and newest.pk == file.pk


# --- Relations, as far as the reader may know of them ----------------------------------------------------


def relations(person, document: Document) -> tuple[Document | None, list[Document]]:
    """The paper that this one relates to, and those that relate to it; hidden ones are left out."""
    related_from = list(document.related_from.select_related("meeting").order_by("relation", "symbol", "pk"))
    visible = visible_among(person, [document.relates_to, *related_from], document.meeting)
    relates_to = document.relates_to if document.relates_to_id in visible else None
    return relates_to, [one for one in related_from if one.pk in visible]


def related_papers(person, meeting: Meeting, documents: Iterable[Document]) -> dict[int, Document]:
    """The papers that these relate to, as far as the person may know of them, by their keys."""
    keys = {one.relates_to_id for one in documents} - {None}
    others = list(Document.objects.filter(pk__in=keys).select_related("meeting")) if keys else []
    visible = visible_among(person, others, meeting)
    return {one.pk: one for one in others if one.pk in visible}


def visible_among(person, documents: Iterable[Document | None], meeting: Meeting) -> set[int]:
    """Keys of those papers that a person may know of. One more query for each other meeting among theirs."""
    by_meeting: dict[int, set[int]] = {}
    for one in documents:
        if one is not None:
            by_meeting.setdefault(one.meeting_id, set()).add(one.pk)
    meetings = {meeting.pk: meeting}
    others = by_meeting.keys() - meetings.keys()
    if others:
        meetings |= Meeting.objects.visible_to(person).select_related("chairmanship").in_bulk(others)
    visible = set()
    for pk, keys in by_meeting.items():
        if pk in meetings:
            rows = Document.objects.visible_to(person, meetings[pk]).filter(pk__in=keys)
            visible.update(rows.values_list("pk", flat=True))
    return visible


def supersedes(document: Document) -> bool:
    return document.relation == Relation.REVISION and document.state == DocumentState.PUBLISHED
