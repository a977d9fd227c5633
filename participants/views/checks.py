"""One delegation as the chair checks it: confirmed, returned field by field, given extra time."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, can, permit
from correspondence.addresses import trouble_of
from correspondence.models import Message
from gfmd.comparison import Block
from gfmd.moves import Refused
from participants import actions
from participants.access import delegate_of, delegation_of_meeting
from participants.clashes import clashes_of
from participants.fields import difference_of, in_words, shown
from participants.forms import (
    AssignForm,
    ConfirmFieldsForm,
    ExtraTimeForm,
    ReasonForm,
    RejectForm,
    ReturnFieldsForm,
    ReturnForm,
    VersionForm,
)
from participants.letters import PICTURES
from participants.models import (
    MAY_HAVE_EXTRA_TIME,
    WITH_HEAD,
    Delegate,
    Delegation,
    DelegationState,
    FieldCheck,
    FieldCheckState,
    minute_after,
)
from participants.views.board import TONES

D = DelegationState


@permit(Permission.SEE_DELEGATIONS, delegation_of_meeting)
@require_safe
def delegation_check(request, delegation):
    return show_check(request, delegation)


def show_check(request, delegation: Delegation, *, status: int = 200, **tried):
    """The page of a delegation; a form that was refused stands in `tried` and keeps what was typed."""
    meeting = delegation.meeting
    delegates = delegation.delegates.select_related("replaced_by").annotate(trouble=trouble_of("email"))
    told = Message.objects.filter(meeting=meeting, person__email=Lower(OuterRef("email"))).values("person")
    delegates = list(delegates.annotate(account_pk=Subquery(told[:1])))
    seated = [delegate for delegate in delegates if delegate.is_seated]
    for delegate in delegates:
        delegate.delegation = delegation
    version = {"version": delegation.version}
    is_to_confirm = delegation.state in (D.SUBMITTED, D.AMENDED)
    extra_until, letter = delegation.extra_until, delegation.note_verbale
    page = {
        "meeting": meeting,
        "here": "board",
        "delegation": delegation,
        "seated": seated,
        "given_up": [delegate for delegate in delegates if not delegate.is_seated],
        "limit": meeting.delegation_limit,
        "tone": TONES.get(delegation.state, "quiet"),
        "is_to_confirm": is_to_confirm,
        "is_amended": delegation.state == D.AMENDED,
        "may_confirm": can(request.user, Permission.CONFIRM_DELEGATIONS, meeting),
        "focal_points": delegation.organization.focal_points.active()
        .select_related("person")
        .annotate(trouble=trouble_of("person__email")),
        "checks": checks_of(seated),
        "clashes": clashes_in(delegation),
        "letter": letter,
        "letter_is_picture": letter is not None and letter.content_type in PICTURES,
        "has_constituencies": meeting.constituencies.exists(),
        "may_have_extra_time": meeting.state in MAY_HAVE_EXTRA_TIME and delegation.state != D.CLOSED,
        "has_extra_time": extra_until is not None and timezone.now() < minute_after(extra_until),
        "with_head": delegation.state in WITH_HEAD,
        "confirm_form": VersionForm(initial=version),
        "return_form": ReturnForm(initial=version),
        "fields_form": ReturnFieldsForm(initial=version, delegates=seated) if is_to_confirm else None,
        "reject_form": RejectForm(initial=version),
        "rejected_pk": None,
        "extra_form": ExtraTimeForm(of=delegation),
        "extra_end_form": ReasonForm(prefix="end"),
        "assign_form": AssignForm(delegation=delegation),
        **tried,
    }
    return render(request, "participants/delegation_check.html", page, status=status)


def checks_of(seated: list[Delegate]) -> list[dict]:
    """The fields that are open between focal point and chair, with what stood and what stands there."""
    by_pk = {delegate.pk: delegate for delegate in seated}
    listed = []
    for check in FieldCheck.objects.open().filter(delegate__in=by_pk):
        delegate = by_pk[check.delegate_id]
        listed.append(
            {
                "check": check,
                "delegate": delegate,
                "before": in_words(check.field, check.before, delegate),
                "after": shown(delegate, check.field),
                "difference": partly_same(difference_of(check, delegate)),
                "is_changed": check.state == FieldCheckState.CHANGED,
            }
        )
    return listed


def partly_same(blocks: list[Block]) -> list[Block]:
    """The difference word by word, where some words stayed; nothing where all is new, which before and now tell."""
    return blocks if any(block.kind == "changed" for block in blocks) else []


def clashes_in(delegation: Delegation) -> list[dict]:
    """Who of this delegation may hold another seat, for those who may see every delegation."""
    return [
        {"clash": clash, "others": clash.others(delegation.pk), "own": clash.within(delegation.pk)}
        for clash in clashes_of(delegation.meeting)
        if clash.concerns(delegation.pk)
    ]


def back(delegation: Delegation):
    return redirect("delegation_check", slug=delegation.meeting.slug, pk=delegation.pk)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_confirm(request, delegation):
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        actions.confirm_delegation(delegation_pk=delegation.pk, version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed; the focal point gets a message."))
    return back(delegation)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_return(request, delegation):
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return show_check(request, delegation, return_form=form, status=422)
    try:
        actions.return_delegation(delegation_pk=delegation.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.show_now(delegation)
        return show_check(request, delegation, return_form=form, status=409)
    messages.success(
        request, _("Returned; the focal point reads your sentence in a message and on the page.")
    )
    return back(delegation)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_return_fields(request, delegation):
    seated = list(delegation.delegates.seated())
    for delegate in seated:
        delegate.delegation = delegation
    form = ReturnFieldsForm(request.POST, delegates=seated)
    if not form.is_valid():
        return show_check(request, delegation, fields_form=form, status=422)
    sentences = form.sentences
    try:
        actions.return_fields(
            delegation_pk=delegation.pk,
            sentences=sentences,
            version=form.cleaned_data["version"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.show_now(delegation)
        return show_check(request, delegation, fields_form=form, status=409)
    sentence = ngettext(
        "%(number)d field returned; the focal point reads which one in a message and on the page.",
        "%(number)d fields returned; the focal point reads which ones in a message and on the page.",
        len(sentences),
    )
    messages.success(request, sentence % {"number": len(sentences)})
    return back(delegation)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_confirm_fields(request, delegation):
    form = ConfirmFieldsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was confirmed. Look at the changes below, then try again."))
        return back(delegation)
    try:
        confirmed = actions.confirm_fields(
            delegation_pk=delegation.pk,
            check_pks=form.cleaned_data["check"],
            version=form.cleaned_data["version"],
            by=request.user,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back(delegation)
    if confirmed.state == D.CONFIRMED:
        messages.success(request, _("Confirmed; the focal point gets a message."))
    else:
        messages.success(request, _("That change is confirmed. The rest still waits for you."))
    return back(delegation)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegate_reject(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return show_check(request, delegation, reject_form=form, rejected_pk=delegate.pk, status=422)
    try:
        actions.reject_delegate(delegate_pk=delegate.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.show_now(delegation)
        return show_check(request, delegation, reject_form=form, rejected_pk=delegate.pk, status=409)
    messages.success(request, _("Not accepted; the seat is free, and those concerned are told why."))
    return back(delegation)


# --- Extra time, and the constituency --------------------------------------------------------------------


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_extra_time(request, delegation):
    form = ExtraTimeForm(request.POST, of=delegation)
    if not form.is_valid():
        return show_check(request, delegation, extra_form=form, status=422)
    try:
        actions.grant_extra_time(delegation_pk=delegation.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("until", str(refusal))
        return show_check(request, delegation, extra_form=form, status=409)
    messages.success(request, _("Extra time granted; the focal point gets a message."))
    return back(delegation)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_extra_time_end(request, delegation):
    form = ReasonForm(request.POST, prefix="end")
    if not form.is_valid():
        return show_check(request, delegation, extra_end_form=form, status=422)
    try:
        actions.withdraw_extra_time(delegation_pk=delegation.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The extra time is withdrawn; the focal point gets a message."))
    return back(delegation)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_constituency(request, delegation):
    form = AssignForm(request.POST, delegation=delegation)
    if not form.is_valid():
        return show_check(request, delegation, assign_form=form, status=422)
    try:
        actions.assign_constituency(delegation_pk=delegation.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("constituency", str(refusal))
        return show_check(request, delegation, assign_form=form, status=409)
    messages.success(request, _("The constituency is noted."))
    return back(delegation)
