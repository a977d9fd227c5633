"""The page of a personal link: a delegate or an assistant completes the details. Opening it changes nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from participants import actions
from participants.access import own_delegation
from participants.actions.links import Holder
from participants.actions.rules import WrittenMeanwhile
from participants.forms import AssistantForm, DetailsForm, SeatLinkForm, UnseenNeedsForm
from participants.models import Delegate, Needs
from participants.seat_access import delegate_of_own, holder_of_link

require_form = require_http_methods(["GET", "HEAD", "POST"])


# --- What a focal point sends ----------------------------------------------------------------------------


@permit(Permission.FILL_DELEGATION, delegate_of_own)
@require_POST
def delegate_link(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """Send a delegate the personal link, or a new one."""
    try:
        actions.send_delegate_link(delegate_pk=delegate.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": delegate.email})
    return redirect("delegation", pk=delegate.delegation_id)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def seat_link(request, delegation):
    """Take a seat for somebody who completes the details by a personal link."""
    form = SeatLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            delegate = actions.take_seat_for(
                delegation_pk=delegation.pk, **form.cleaned_data, by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Seat %(seat)d is taken, and the link is on its way to %(email)s.")
                % {"seat": delegate.seat, "email": delegate.email},
            )
            return redirect("delegation", pk=delegation.pk)
    return form_page(request, "seat_link", form, delegation=delegation, meeting=delegation.meeting)


@permit(Permission.FILL_DELEGATION, delegate_of_own)
@require_form
def assistant_name(request, delegate):
    """Name somebody of the ministry who completes a delegate's details."""
    back = redirect("delegation", pk=delegate.delegation_id)
    return named(request, delegate, back)


@permit(Permission.FILL_DELEGATION, delegate_of_own)
@require_POST
def assistant_remove(request, delegate, assistant_pk):
    return removed(request, delegate, assistant_pk, redirect("delegation", pk=delegate.delegation_id))


def named(request: HttpRequest, delegate: Delegate, back: HttpResponse) -> HttpResponse:
    """The page on which an assistant is named, by the focal point or the delegate."""
    form = AssistantForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            assistant = actions.name_assistant(delegate_pk=delegate.pk, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            sent = _("The link is on its way to %(email)s.") % {"email": assistant.email}
            messages.success(request, sent)
            return back
    return form_page(request, "assistant_name", form, delegate=delegate, back=back.url)


def removed(request: HttpRequest, delegate: Delegate, assistant_pk: int, back: HttpResponse) -> HttpResponse:
    """One who is gone already is gone: nothing to say."""
    if delegate.assistants.filter(pk=assistant_pk).exists():
        actions.remove_assistant(assistant_pk=assistant_pk, by=request.user)
        messages.success(request, _("The assistant's link is void from now on."))
    return back


def form_page(request: HttpRequest, template: str, form, *, status: int = 0, **page) -> HttpResponse:
    """A page with a form: 422 for what was typed wrongly, 409 for what is refused."""
    if "delegate" in page:
        page = {
            "delegation": page["delegate"].delegation,
            "meeting": page["delegate"].delegation.meeting,
            **page,
        }
    if not status and form.is_bound and form.errors:
        status = 409 if form.non_field_errors() and len(form.errors) == 1 else 422
    return render(request, f"participants/{template}.html", {"form": form, **page}, status=status or 200)


# --- What the holder of a link does ----------------------------------------------------------------------


@permit(Permission.HOLD_LINK)
@require_form
def delegate_details(request: HttpRequest, seat_token: str) -> HttpResponse:
    holder = holder_of_link(seat_token)
    if holder is None or holder.state == "void":
        return kept_by_nobody(render(request, "participants/details_void.html", status=404))
    if request.method != "POST" or holder.state == "used":
        return show(request, holder, seat_token)
    delegation = holder.delegate.delegation
    form = DetailsForm(request.POST, instance=fresh(holder), delegation=delegation)
    needs_form = needs_form_for(holder, request.POST)
    is_done = "done" in request.POST and holder.assistant is None
    if not form.is_valid() or (needs_form and not needs_form.is_valid()):
        return show(request, holder, seat_token, status=422, form=form, needs_form=needs_form)
    try:
        actions.complete_details(
            holder=holder,
            details=form.details,
            seen=form.cleaned_data["seen"],
            is_done=is_done,
            **(needs_form.needs if needs_form else {}),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, WrittenMeanwhile):
            form.show_stored(DetailsForm(instance=fresh(holder), delegation=delegation), refusal.stored)
        return show(request, holder, seat_token, status=409, form=form, needs_form=needs_form)
    if not is_done:
        messages.success(request, _("Saved. You can go on now, or later with the same link."))
    return redirect("delegate_details", seat_token=seat_token)


def show(
    request: HttpRequest, holder: Holder, token: str, *, status: int = 200, form=None, needs_form=None
) -> HttpResponse:
    """The page of a link; forms that were sent keep what was typed."""
    delegate = holder.delegate
    form = form or DetailsForm(instance=fresh(holder), delegation=delegate.delegation)
    page = {
        "holder": holder,
        "token": token,
        "delegate": delegate,
        "delegation": delegate.delegation,
        "meeting": delegate.delegation.meeting,
        "form": form,
        "needs_form": needs_form or needs_form_for(holder),
        "has_needs": Needs.objects.filter(delegate=delegate).exists(),
        "may_write": bool(form.asked),
    }
    return kept_by_nobody(render(request, "participants/details.html", page, status=status))


def needs_form_for(holder: Holder, data=None) -> UnseenNeedsForm | None:
    """Links are forwarded: needs can be written here, and are not shown. Assistants do not come near them."""
    if holder.assistant:
        return None
    is_given = Needs.objects.filter(delegate=holder.delegate).exists()
    return UnseenNeedsForm(data, is_given=is_given, prefix="needs")


def fresh(holder: Holder) -> Delegate:
    """The delegate as stored: a form writes what was typed into the one it is given."""
    delegate = Delegate.objects.get(pk=holder.delegate.pk)
    delegate.delegation = holder.delegate.delegation
    return delegate


def kept_by_nobody(response: HttpResponse) -> HttpResponse:
    # No "no-referrer" here: browsers then send "Origin: null", and nothing could be posted.
    response["Cache-Control"] = "no-store"
    return response


@permit(Permission.HOLD_LINK)
@require_POST
def delegate_renew(request: HttpRequest, seat_token: str) -> HttpResponse:
    """From the page of an expired link: a new one, to the address on file and nowhere else."""
    holder = holder_of_link(seat_token)
    if holder is None or holder.state == "void":
        return kept_by_nobody(render(request, "participants/details_void.html", status=404))
    try:
        actions.renew_delegate_link(holder=holder)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("delegate_details", seat_token=seat_token)
    return kept_by_nobody(render(request, "participants/details_renewed.html", {"holder": holder}))
