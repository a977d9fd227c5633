"""What a focal point does: three seats on one page, reviewed and submitted."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused
from participants import actions
from participants.access import delegate_of, own_delegation
from participants.forms import DelegateForm, NewDelegateForm, ReasonForm, SeatForm, VersionForm
from participants.models import Delegate, Delegation
from participants.standing import standing

require_form = require_http_methods(["GET", "HEAD", "POST"])


def seats_of(delegation: Delegation, seated: list[Delegate]) -> list[tuple[int, Delegate | None]]:
    """Every seat of the table in order, with who sits there; a seat in use beyond the limit is shown too."""
    by_seat = {delegate.seat: delegate for delegate in seated}
    limit = delegation.meeting.delegation_limit
    places = sorted(set(by_seat) | set(range(1, limit + 1)))
    taken = [place for place in places if place in by_seat]
    free = [place for place in places if place not in by_seat][: limit - len(taken)]
    return [(place, by_seat.get(place)) for place in sorted(taken + free)]


@permit(Permission.SEE_DELEGATION, own_delegation)
@require_safe
def delegation(request, delegation):
    delegates = list(delegation.delegates.all())
    seated = [delegate for delegate in delegates if delegate.is_seated]
    page = {
        "delegation": delegation,
        "meeting": delegation.meeting,
        "seats": seats_of(delegation, seated),
        "seated": seated,
        "given_up": [delegate for delegate in delegates if not delegate.is_seated],
        "standing": standing(delegation, seated),
        "limit": delegation.meeting.delegation_limit,
        "may_fill": can(request.user, Permission.FILL_DELEGATION, delegation) and delegation.is_open(),
    }
    return render(request, "participants/delegation.html", page)


def show_form(request, template, delegation, form, *, status=200, **page):
    page = {"delegation": delegation, "meeting": delegation.meeting, "form": form, **page}
    return render(request, f"participants/{template}.html", page, status=status)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_add(request, delegation):
    if request.method != "POST":
        first = not delegation.delegates.seated().exists()
        return show_add(request, delegation, NewDelegateForm(initial={"is_head": first}))
    form = NewDelegateForm(request.POST)
    if not form.is_valid():
        return show_add(request, delegation, form, status=422)
    try:
        actions.add_delegate(
            delegation_pk=delegation.pk,
            details=form.details,
            is_head=form.cleaned_data["is_head"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_add(request, delegation, form, status=409)
    return redirect("delegation", pk=delegation.pk)


def show_add(request, delegation, form, *, status=200):
    """The form of a new delegate; with all seats taken it offers to replace one, keeping what was typed."""
    seated = list(delegation.delegates.seated())
    limit = delegation.meeting.delegation_limit
    return show_form(request, "delegate_add", delegation, form, status=status, seated=seated, limit=limit)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_edit(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    if not delegate.is_seated:
        messages.error(request, _("This delegate no longer holds a seat. The page now shows who does."))
        return redirect("delegation", pk=delegation.pk)
    seen_at = delegate.changed_at.isoformat()
    stored = Delegate.objects.get(pk=delegate.pk)
    form = DelegateForm(
        request.POST if request.method == "POST" else None, instance=delegate, initial={"seen_at": seen_at}
    )
    if request.method != "POST" or not form.is_valid():
        return show_form(
            request, "delegate_edit", delegation, form, status=422 if form.errors else 200, delegate=stored
        )
    try:
        actions.edit_delegate(
            delegate_pk=delegate.pk,
            details=form.details,
            seen_at=form.cleaned_data["seen_at"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.data = form.data.copy()
        form.data["seen_at"] = seen_at
        return show_form(
            request,
            "delegate_edit",
            delegation,
            form,
            status=409,
            delegate=stored,
            differs=differing(form, stored),
        )
    return redirect("delegation", pk=delegation.pk)


def differing(form: DelegateForm, stored: Delegate) -> list[tuple[str, str, str]]:
    """(label, as stored now, as typed) for each detail where the two differ."""
    return [
        (form.fields[field].label, getattr(stored, field), value)
        for field, value in form.details.items()
        if getattr(stored, field) != value
    ]


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_replace(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    form = DelegateForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or "only_fill" in request.POST:
        status = 422 if form.is_bound and form.errors and "only_fill" not in request.POST else 200
        return show_form(request, "delegate_replace", delegation, form, status=status, delegate=delegate)
    try:
        actions.replace_delegate(delegate_pk=delegate.pk, details=form.details, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, "delegate_replace", delegation, form, status=409, delegate=delegate)
    return redirect("delegation", pk=delegation.pk)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_withdraw(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, "delegate_withdraw", delegation, form, delegate=delegate)
    try:
        actions.withdraw_delegate(
            delegate_pk=delegate.pk, reason=form.cleaned_data["reason"], by=request.user
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, "delegate_withdraw", delegation, form, status=409, delegate=delegate)
    return redirect("delegation", pk=delegation.pk)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegate_head(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    return answer_or_refusal(
        request, delegation, lambda: actions.make_head(delegate_pk=delegate.pk, by=request.user)
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


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_safe
def delegation_review(request, delegation):
    seated = list(delegation.delegates.seated())
    form = VersionForm(initial={"version": delegation.version})
    return show_form(
        request,
        "delegation_review",
        delegation,
        form,
        seated=seated,
        standing=standing(delegation, seated),
        limit=delegation.meeting.delegation_limit,
    )


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
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, "delegation_withdraw", delegation, form)
    try:
        actions.withdraw_delegation(
            delegation_pk=delegation.pk, reason=form.cleaned_data["reason"], by=request.user
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, "delegation_withdraw", delegation, form, status=409)
    return redirect("delegation", pk=delegation.pk)
