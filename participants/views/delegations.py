"""What a focal point does with a delegation: its page, its delegates, its submission, its note verbale."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from meetings.access import found
from participants import actions
from participants.access import delegate_of, own_delegation
from participants.forms import NoteVerbaleForm, ReasonForm, SeatForm, SuccessorForm, VersionForm
from participants.letters import letter_answer
from participants.models import DELEGATION_MOVES, Delegation, DelegationState
from participants.reviewing import review_of
from participants.views.panels import show_page
from participants.views.table import page_of, seated_of, table_of

require_form = require_http_methods(["GET", "HEAD", "POST"])


@permit(Permission.SEE_DELEGATION, own_delegation)
@require_safe
def delegation(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    return render(request, "participants/delegation.html", page_of(request.user, delegation))


# --- What is done with a seat ----------------------------------------------------------------------------


def show_form(request, template, delegation, form, *, status=200, **page):
    page = {"delegation": delegation, "meeting": delegation.meeting, "form": form, **page}
    return render(request, f"participants/{template}.html", page, status=status)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_replace(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    form = SuccessorForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or "only_fill" in request.POST or not form.is_valid():
        status = 422 if form.is_bound and "only_fill" not in request.POST else 200
        return show_form(request, "delegate_replace", delegation, form, status=status, delegate=delegate)
    try:
        actions.replace_delegate(delegate_pk=delegate.pk, details=form.details, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, "delegate_replace", delegation, form, status=409, delegate=delegate)
    return redirect(f"{reverse('delegation', args=[delegation.pk])}#seat-{delegate.seat}")


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_withdraw(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    return with_reason(
        request,
        "delegate_withdraw",
        delegation,
        lambda reason: actions.withdraw_delegate(delegate_pk=delegate.pk, reason=reason, by=request.user),
        delegate=delegate,
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegate_move(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    form = SeatForm(request.POST)
    to_seat = form.cleaned_data["to_seat"] if form.is_valid() else 0
    return answer_or_refusal(
        request,
        delegation,
        lambda: actions.move_delegate(delegate_pk=delegate.pk, to_seat=to_seat, by=request.user),
    )


def answer_or_refusal(request, delegation, act):
    """Back to the delegation's page, with the reason when the act was refused."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("delegation", pk=delegation.pk)


def with_reason(request, template, delegation, act, **page):
    """A page that asks for the reason, and does what it says."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, template, delegation, form, status=422 if form.is_bound else 200, **page)
    try:
        act(form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, template, delegation, form, status=409, **page)
    return redirect("delegation", pk=delegation.pk)


# --- The delegation as a whole ---------------------------------------------------------------------------


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_safe
def delegation_review(request, delegation):
    page = table_of(request.user, delegation, seated_of(delegation))
    page["review"] = review_of(delegation, page["seated"])
    page["can_submit"] = not page["review"].missing and DELEGATION_MOVES.allows(
        delegation.state, DelegationState.SUBMITTED
    )
    page["form"] = VersionForm(initial={"version": delegation.version})
    return render(request, "participants/delegation_review.html", page)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegation_submit(request, delegation):
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        actions.submit_delegation(delegation_pk=delegation.pk, version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("delegation_review", pk=delegation.pk)
    messages.success(request, _("Submitted. The chair confirms it next; you will get a message."))
    return redirect("delegation", pk=delegation.pk)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegation_withdraw(request, delegation):
    return with_reason(
        request,
        "delegation_withdraw",
        delegation,
        lambda reason: actions.withdraw_delegation(
            delegation_pk=delegation.pk, reason=reason, by=request.user
        ),
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegation_decline(request, delegation):
    return with_reason(
        request,
        "delegation_decline",
        delegation,
        lambda reason: actions.decline_delegation(
            delegation_pk=delegation.pk, reason=reason, by=request.user
        ),
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegation_begin(request, delegation):
    return answer_or_refusal(
        request, delegation, lambda: actions.begin_again(delegation_pk=delegation.pk, by=request.user)
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def note_verbale_new(request, delegation):
    """The composition in writing; a newer letter takes the place of the one before."""
    form = NoteVerbaleForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_page(request, delegation, status=422, letter_form=form)
    try:
        actions.keep_note_verbale(
            delegation_pk=delegation.pk, upload=form.cleaned_data["file"], by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('delegation', args=[delegation.pk])}#note-verbale")


@permit(Permission.SEE_DELEGATION, own_delegation)
@require_safe
def note_verbale(request, delegation, note_pk):
    """A letter of this delegation, the current one or a former."""
    return letter_answer(found(delegation.letters.filter(pk=note_pk).first()))
