"""A delegate's own seat, and what is kept apart about it: needs, and letters for visas."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from meetings.access import found
from participants import actions
from participants.actions.rules import WrittenMeanwhile
from participants.actions.visa import expires_too_soon
from participants.forms import DetailsForm, NeedsForm, UnseenNeedsForm, VisaRequestForm
from participants.models import Delegate, Needs, VisaLetter, VisaRequest
from participants.own_seat import standing_of_seat
from participants.seat_access import delegate_of_own, own_seat
from participants.views.details import form_page, named, removed, require_form
from participants.visa import opened

# --- The delegate ----------------------------------------------------------------------------------------


@permit(Permission.COMPLETE_SEAT, own_seat)
@require_form
def seat(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """Where the own seat stands, its details, and the ways to everything else about it."""
    delegation = delegate.delegation
    stored = Delegate.objects.get(pk=delegate.pk)
    stored.delegation = delegation
    form = DetailsForm(
        request.POST if request.method == "POST" else None, instance=stored, delegation=delegation
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_delegate(
                delegate_pk=delegate.pk, details=form.details, seen=form.cleaned_data["seen"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, WrittenMeanwhile):
                now = Delegate.objects.get(pk=delegate.pk)
                now.delegation = delegation
                form.show_stored(DetailsForm(instance=now, delegation=delegation), refusal.stored)
        else:
            messages.success(request, _("Saved."))
            return redirect("seat", pk=delegate.pk)
    return form_page(request, "seat", form, delegate=delegate, **about(delegate))


def about(delegate: Delegate) -> dict:
    """What the page of a seat tells beside the details: given or not, never what."""
    return {
        "standing": standing_of_seat(delegate),
        "has_needs": Needs.objects.filter(delegate=delegate).exists(),
        "asks_visa": VisaRequest.objects.filter(delegate=delegate).exists(),
        "letter": delegate.visa_letters.filter(void_at=None).first(),
        "void_letters": list(delegate.visa_letters.filter(void_at__isnull=False)),
        "assistants": list(delegate.assistants.all()),
    }


@permit(Permission.COMPLETE_SEAT, own_seat)
@require_form
def seat_needs(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """What the delegate needs, shown to the delegate alone; not where the address has changed since it was given."""
    needs = Needs.objects.filter(delegate=delegate).first()
    typed = request.POST if request.method == "POST" else None
    is_unseen = needs is not None and bool(actions.readdressed([delegate]))
    form = UnseenNeedsForm(typed, is_given=True) if is_unseen else NeedsForm(typed, needs=needs)
    back = reverse("seat", args=[delegate.pk])
    return needs_page(request, delegate, form, back, is_own=True, is_unseen=is_unseen)


@permit(Permission.COMPLETE_SEAT, own_seat)
@require_form
def seat_visa(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    return visa_page(request, delegate, "seat_visa", [delegate.pk], reverse("seat", args=[delegate.pk]))


@permit(Permission.COMPLETE_SEAT, own_seat)
@require_POST
def seat_visa_withdraw(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    return visa_withdrawn(request, delegate, redirect("seat", pk=delegate.pk))


@permit(Permission.COMPLETE_SEAT, own_seat)
@require_safe
def seat_letter(request: HttpRequest, delegate: Delegate, letter_pk: int) -> HttpResponse:
    letter = valid_letter(delegate, letter_pk)
    actions.note_looks([delegate], "letter", by=request.user)
    return letter_answer(letter)


@permit(Permission.COMPLETE_SEAT, own_seat)
@require_form
def seat_assistant(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    return named(request, delegate, redirect("seat", pk=delegate.pk))


@permit(Permission.COMPLETE_SEAT, own_seat)
@require_POST
def seat_assistant_remove(request: HttpRequest, delegate: Delegate, assistant_pk: int) -> HttpResponse:
    return removed(request, delegate, assistant_pk, redirect("seat", pk=delegate.pk))


# --- The focal point, who writes and does not see ----------------------------------------------------------


@permit(Permission.FILL_DELEGATION, delegate_of_own)
@require_form
def delegate_needs(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    is_given = Needs.objects.filter(delegate=delegate).exists()
    form = UnseenNeedsForm(request.POST if request.method == "POST" else None, is_given=is_given)
    back = reverse("delegation", args=[delegate.delegation_id])
    return needs_page(request, delegate, form, back, is_own=False, has_needs=is_given)


@permit(Permission.FILL_DELEGATION, delegate_of_own)
@require_form
def delegate_visa(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    back = reverse("delegation", args=[delegate.delegation_id])
    return visa_page(request, delegate, "delegate_visa", [delegate.delegation_id, delegate.pk], back)


@permit(Permission.FILL_DELEGATION, delegate_of_own)
@require_POST
def delegate_visa_withdraw(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    return visa_withdrawn(request, delegate, redirect("delegation", pk=delegate.delegation_id))


@permit(Permission.FILL_DELEGATION, delegate_of_own)
@require_safe
def delegate_letter(request: HttpRequest, delegate: Delegate, letter_pk: int) -> HttpResponse:
    """The letter tells a passport's number: that the focal point fetched it is noted."""
    letter = valid_letter(delegate, letter_pk)
    actions.note_looks([delegate], "letter", by=request.user)
    return letter_answer(letter)


# --- What they share -------------------------------------------------------------------------------------


def needs_page(request: HttpRequest, delegate: Delegate, form, back: str, **page) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_needs(delegate_pk=delegate.pk, **form.needs, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved, and kept apart from the other details."))
            return redirect(back)
    response = form_page(request, "needs_write", form, delegate=delegate, back=back, **page)
    response["Cache-Control"] = "no-store"
    return response


def visa_page(request: HttpRequest, delegate: Delegate, name: str, args: list, back: str) -> HttpResponse:
    """Asking for a letter. What was given before is not shown, not even to the delegate: it is written anew."""
    meeting = delegate.delegation.meeting
    form = VisaRequestForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_visa_letter(delegate_pk=delegate.pk, passport=form.passport, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say_asked(request, asked, meeting)
            return redirect(back)
    response = form_page(
        request,
        "visa_ask",
        form,
        delegate=delegate,
        back=back,
        asks_visa=VisaRequest.objects.filter(delegate=delegate).exists(),
        letter=delegate.visa_letters.filter(void_at=None).first(),
        withdraw_url=reverse(f"{name}_withdraw", args=args),
        is_own=name == "seat_visa",
    )
    response["Cache-Control"] = "no-store"
    return response


def say_asked(request: HttpRequest, asked: VisaRequest, meeting) -> None:
    messages.success(request, _("The letter is asked for. A message comes as soon as it is issued."))
    if expires_too_soon(asked.expires_on, meeting):
        messages.warning(
            request,
            _(
                "The passport expires within six months of the meeting. Many States let nobody enter with such a "
                "passport: ask the embassy, or renew it in time."
            ),
        )


def visa_withdrawn(request: HttpRequest, delegate: Delegate, back: HttpResponse) -> HttpResponse:
    try:
        actions.withdraw_visa_request(delegate_pk=delegate.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("No letter is asked for any more, and the passport data is erased."))
    return back


def valid_letter(delegate: Delegate, letter_pk: int) -> VisaLetter:
    """A letter in force; a void one is handed out to nobody."""
    return found(delegate.visa_letters.filter(pk=letter_pk, void_at=None).first())


def letter_answer(letter: VisaLetter) -> HttpResponse:
    """The letter as a file to be saved, under its number."""
    response = HttpResponse(opened(letter), content_type="application/pdf")
    name = letter.number.replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
