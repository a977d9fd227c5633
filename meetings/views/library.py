"""The chair's staff keeps a meeting's library: papers, their files, states and release."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from meetings import actions
from meetings.access import kept_document, kept_file, kept_meeting
from meetings.document_steps import steps_of, who_may_read
from meetings.forms import (
    DocumentFileForm,
    DocumentForm,
    DocumentMoveForm,
    DocumentReleaseForm,
    DocumentTextForm,
    LibraryForm,
)
from meetings.library import editions, listing, name_of, needs
from meetings.models import Document, DocumentFile, Meeting
from meetings.views.documents import relations

form_page = require_http_methods(["GET", "HEAD", "POST"])


@permit(Permission.KEEP_DOCUMENTS, kept_meeting)
@require_safe
def documents_manage(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """What is missing first, then all papers of the library."""
    asked = LibraryForm(request.GET).asked()
    told = needs(meeting.documents.with_files(), meeting)
    context = {
        "meeting": meeting,
        "here": "documents_manage",
        "owed": [need for need in told if need.is_owed],
        "coming": [need for need in told if not need.is_owed],
        "papers": listing(meeting.documents.all(), meeting, **asked),
        "asked": asked,
    }
    return render(request, "meetings/documents_manage.html", context)


@permit(Permission.KEEP_DOCUMENTS, kept_meeting)
@form_page
def document_new(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = DocumentForm(
        request.POST if request.method == "POST" else None,
        instance=Document(meeting=meeting),
        meeting=meeting,
    )
    if request.method == "POST" and form.is_valid():
        try:
            document = actions.enter_document(
                document=form.save(commit=False), roundtables=form.chosen_roundtables(), by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The paper is entered as a draft that only you and your colleagues see.")
            )
            return redirect("document_edit", meeting.slug, document.pk)
    context = {"meeting": meeting, "here": "documents_manage", "form": form}
    return render(request, "meetings/document_new.html", context)


@permit(Permission.KEEP_DOCUMENTS, kept_document)
@form_page
def document_edit(request: HttpRequest, document: Document) -> HttpResponse:
    """Everything about one paper: what it is, its files, where it stands, its release."""
    meeting = document.meeting
    form = DocumentForm(
        request.POST if request.method == "POST" else None, instance=copy(document), meeting=meeting
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_document(
                document=form.save(commit=False),
                roundtables=form.chosen_roundtables(),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Stale as refusal:
            stored = Document.objects.filter(pk=document.pk).first()
            if stored:
                form.show_stored(DocumentForm(instance=stored, meeting=meeting))
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(paper)s” is saved.") % {"paper": form.instance})
            return redirect("document_edit", meeting.slug, document.pk)
    context = {
        "meeting": meeting,
        "here": "documents_manage",
        "document": document,
        "form": form,
        "editions": editions(document),
        "steps": steps_of(document),
        "needs": needs([document], meeting),
        "readers": who_may_read(document),
        "related": relations(request.user, document)[1],
    }
    return render(request, "meetings/document_edit.html", context)


@permit(Permission.KEEP_DOCUMENTS, kept_document)
@require_POST
def document_move(request: HttpRequest, document: Document) -> HttpResponse:
    back = redirect("document_edit", document.meeting.slug, document.pk)
    form = DocumentMoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: that is not a state of a paper."))
        return back
    try:
        moved = actions.move_document(document=document, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The paper now stands at: %(state)s.") % {"state": moved.get_state_display()}
        )
    return back


@permit(Permission.KEEP_DOCUMENTS, kept_document)
@require_POST
def document_release(request: HttpRequest, document: Document) -> HttpResponse:
    """The chair lets go of a paper it commissioned."""
    form = DocumentReleaseForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.release_document(document=document, by=request.user, reason=reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The paper is released."))
    return redirect("document_edit", document.meeting.slug, document.pk)


@permit(Permission.KEEP_DOCUMENTS, kept_document)
@form_page
def document_remove(request: HttpRequest, document: Document) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.remove_document(document=document, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("document_edit", document.meeting.slug, document.pk)
        messages.success(request, _("“%(paper)s” is removed.") % {"paper": document})
        return redirect("documents_manage", document.meeting.slug)
    context = {"meeting": document.meeting, "here": "documents_manage", "document": document}
    return render(request, "meetings/document_remove.html", context)


# --- Files -----------------------------------------------------------------------------------------------


@permit(Permission.KEEP_DOCUMENTS, kept_document)
@form_page
def document_file_new(request: HttpRequest, document: Document) -> HttpResponse:
    """Hand in a file; one in a language that has one already becomes its next version."""
    standing = editions(document)
    missing = next((edition.language for edition in standing if not edition.current), standing[0].language)
    form = DocumentFileForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        document=document,
        initial={"language": request.GET.get("language", missing)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            file = add_file(form, document, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            tell_of_file(request, form, file)
            return redirect("document_edit", document.meeting.slug, document.pk)
    context = {
        "meeting": document.meeting,
        "here": "documents_manage",
        "document": document,
        "form": form,
        "editions": [edition for edition in standing if edition.current],
    }
    return render(request, "meetings/document_file_new.html", context)


def add_file(form: DocumentFileForm, document: Document, *, by) -> DocumentFile:
    typed = form.cleaned_data
    return actions.add_document_file(
        document=document,
        language=typed["language"],
        upload=typed["file"],
        is_scan=typed["is_scan"] or form.is_unmarked_scan,
        accessible_text=typed["accessible_text"],
        by=by,
    )


def tell_of_file(request: HttpRequest, form: DocumentFileForm, file: DocumentFile) -> None:
    """What became of an upload, and what its reader should know."""
    words = {"name": file.name, "number": file.number, "language": name_of(file.language)}
    messages.success(request, _("“%(name)s” is version %(number)d (%(language)s).") % words)
    if form.is_unmarked_scan:
        messages.warning(request, _("Its words are pictures, so it is marked as a scan. Give its text."))
    if file.document.files.exclude(language=file.language).filter(sha256=file.sha256).exists():
        messages.warning(request, _("The same file is there in another language. Is the language right?"))


@permit(Permission.KEEP_DOCUMENTS, kept_file)
@form_page
def document_file_edit(request: HttpRequest, file: DocumentFile) -> HttpResponse:
    """What is said about a file: whether it is a scan, its text, which version of the original it renders."""
    document = file.document
    form = DocumentTextForm(request.POST if request.method == "POST" else None, instance=copy(file))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_document_file(
                file=form.save(commit=False), seen=form.cleaned_data["seen"], by=request.user
            )
        except Stale as refusal:
            form.show_stored(DocumentTextForm(instance=file))
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": file.name})
            return redirect("document_edit", document.meeting.slug, document.pk)
    context = {
        "meeting": document.meeting,
        "here": "documents_manage",
        "document": document,
        "file": file,
        "language": name_of(file.language),
        "form": form,
    }
    return render(request, "meetings/document_file_edit.html", context)
