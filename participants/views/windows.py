"""Until when each class of participant registers, and a meeting that is put off: effects first, then the act."""

from collections.abc import Iterable
from dataclasses import astuple
from hashlib import sha256

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from meetings.access import announced_meeting
from meetings.models import Meeting, MeetingState
from participants import actions
from participants.access import own_delegation
from participants.forms import PostponeForm, WindowsForm

form_page = require_http_methods(["GET", "HEAD", "POST"])
MAY_BE_POSTPONED = (
    MeetingState.ANNOUNCED,
    MeetingState.REGISTRATION_OPEN,
    MeetingState.REGISTRATION_CLOSED,
    MeetingState.POSTPONED,
)


@permit(Permission.SET_MEETING, announced_meeting)
@form_page
def windows(request, meeting):
    """A first POST shows what would change; the second, from that page, does it."""
    deadlines = actions.deadlines_of(meeting)
    bound = request.POST if request.method == "POST" else None
    mark = actions.mark_of(meeting)
    form = WindowsForm(bound, meeting=meeting, deadlines=deadlines, initial={"seen": mark})
    if bound is None or not form.is_valid():
        return show_windows(request, meeting, form, wanted=deadlines, status=422 if form.errors else 200)
    if request.POST.get("do") != mark_of(form.wanted.values()):
        return show_windows(request, meeting, form, wanted=form.wanted, is_preview=True)
    try:
        actions.set_windows(
            meeting=meeting, wanted=form.wanted, seen=form.cleaned_data["seen"], by=request.user
        )
    except Stale as refusal:
        form.data = form.data.copy()
        form.data["seen"] = mark
        form.add_error(None, str(refusal))
        return show_windows(request, meeting, form, wanted=form.wanted, is_preview=True, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_windows(request, meeting, form, wanted=deadlines, status=409)
    messages.success(request, _("The deadlines are saved and hold at once."))
    return redirect("windows", slug=meeting.slug)


def mark_of(typed: Iterable) -> str:
    """Tells what was typed from anything else: only what was shown with its effects is done."""
    return sha256(repr(list(typed)).encode()).hexdigest()[:16]


def show_windows(request, meeting: Meeting, form: WindowsForm, *, wanted, is_preview=False, status=200):
    effects = actions.effects_of_windows(meeting, wanted)
    page = {
        "meeting": meeting,
        "here": "meeting_edit",
        "form": form,
        "effects": effects,
        "is_preview": is_preview,
        "mark": mark_of(wanted.values()),
        "is_same": not any(effect.change for effect in effects),
        "has_own": any(actions.deadlines_of(meeting).values()),
    }
    return render(request, "participants/windows.html", page, status=status)


@permit(Permission.SET_MEETING, announced_meeting)
@form_page
def postpone(request, meeting):
    """A first POST shows what would happen; the second, from that page, does it."""
    mark = meeting.changed_at.isoformat()
    form = PostponeForm(
        request.POST if request.method == "POST" else None, meeting=meeting, initial={"seen": mark}
    )
    if request.method != "POST" or not form.is_valid():
        return show_postpone(request, meeting, form, status=422 if form.errors else 200)
    try:
        if request.POST.get("do") != mark_of(astuple(form.new_dates)):
            effects = actions.effects_of_postponing(meeting, form.new_dates)
            return show_postpone(request, meeting, form, effects=effects)
        postponed = actions.postpone(
            meeting=meeting,
            dates=form.new_dates,
            seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except Refused as refusal:
        form.data = form.data.copy()
        form.data["seen"] = mark
        form.add_error(None, str(refusal))
        return show_postpone(request, meeting, form, status=409)
    messages.success(
        request,
        _("Postponed. The meeting now stands at: %(state)s.") % {"state": postponed.get_state_display()},
    )
    return redirect("manage", meeting.slug)


def show_postpone(request, meeting: Meeting, form: PostponeForm, *, effects=None, status=200):
    page = {
        "meeting": meeting,
        "here": "meeting_edit",
        "form": form,
        "effects": effects,
        "new_dates": form.new_dates if effects else None,
        "mark": mark_of(astuple(form.new_dates)) if effects else "",
        "may_be_postponed": meeting.state in MAY_BE_POSTPONED,
        "is_postponed": meeting.state == MeetingState.POSTPONED,
    }
    return render(request, "participants/postpone.html", page, status=status)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegation_reconfirm(request, delegation):
    try:
        actions.reconfirm_delegation(delegation_pk=delegation.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you: the delegation comes on the new days."))
    return redirect("delegation", pk=delegation.pk)
