"""Letters for visas: the queue, one request with its passport, the letter itself."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from meetings.access import announced_meeting, found
from meetings.models import Meeting
from participants import actions
from participants.actions.visa import expires_too_soon
from participants.forms import IssueForm, VoidForm
from participants.keeping import kept_until
from participants.models import Delegate, VisaLetter, VisaRequest
from participants.seat_access import delegate_of_meeting, letter_of_meeting
from participants.views.details import require_form
from participants.views.seats import letter_answer


@permit(Permission.ISSUE_LETTERS, announced_meeting)
@require_safe
def visa_letters(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Who waits for a letter, the longest first, and the letters that were issued. No passport is shown."""
    letters = (
        VisaLetter.objects.filter(delegate__meeting=meeting)
        .select_related("delegate__delegation__organization", "made_by")
        .order_by("-made_at", "-pk")
    )
    page = {
        "meeting": meeting,
        "here": "needs",
        "waiting": list(waiting_for_letters(meeting)),
        "letters": list(letters),
        "kept_until": kept_until("passport", meeting),
    }
    return render(request, "participants/visa_letters.html", page)


def waiting_for_letters(meeting: Meeting):
    """Delegates in a seat who have asked and hold no letter in force; the request itself stays sealed."""
    valid = VisaLetter.objects.filter(void_at=None, delegate__meeting=meeting)
    return (
        Delegate.objects.seated()
        .filter(meeting=meeting, visa_request__isnull=False)
        .exclude(pk__in=valid.values("delegate"))
        .select_related("delegation__organization")
        .annotate(asked_at=F("visa_request__asked_at"))
        .order_by("asked_at", "pk")
    )


@permit(Permission.ISSUE_LETTERS, delegate_of_meeting)
@require_form
def visa_letter_new(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """One request with its passport: each time it is shown is noted."""
    asked = found(VisaRequest.objects.filter(delegate=delegate).first())
    meeting = delegate.delegation.meeting
    form = IssueForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": asked.asked_at.isoformat(), "language": get_language()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            letter = actions.issue_visa_letter(delegate_pk=delegate.pk, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.data = {**form.data.dict(), "seen": asked.asked_at.isoformat()}
        else:
            said = _("Letter %(number)s is issued; the delegate is told.") % {"number": letter.number}
            messages.success(request, said)
            return redirect("visa_letters", slug=meeting.slug)
    actions.note_looks([delegate], "passport", by=request.user)
    page = {
        "meeting": meeting,
        "here": "needs",
        "delegate": delegate,
        "delegation": delegate.delegation,
        "asked": asked,
        "form": form,
        "letter": delegate.visa_letters.filter(void_at=None).first(),
        "expires_too_soon": expires_too_soon(asked.expires_on, meeting),
        "has_expired": asked.expires_on < (meeting.ends_on or timezone.localdate()),
    }
    response = render(request, "participants/visa_letter_new.html", page, status=409 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@permit(Permission.ISSUE_LETTERS, letter_of_meeting)
@require_safe
def visa_letter_file(request: HttpRequest, letter: VisaLetter) -> HttpResponse:
    found(None if letter.void_at else letter)
    actions.note_looks([letter.delegate], "letter", by=request.user)
    return letter_answer(letter)


@permit(Permission.ISSUE_LETTERS, letter_of_meeting)
@require_form
def visa_letter_void(request: HttpRequest, letter: VisaLetter) -> HttpResponse:
    """Take a letter back, with a reason."""
    meeting = letter.delegate.delegation.meeting
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.void_visa_letter(letter_pk=letter.pk, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Letter %(number)s is void.") % {"number": letter.number})
            return redirect("visa_letters", slug=meeting.slug)
    page = {"meeting": meeting, "here": "needs", "letter": letter, "form": form}
    return render(request, "participants/visa_letter_void.html", page, status=422 if form.errors else 200)
