"""The terms of a call, and who serves it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused, Stale
from meetings.models import MeetingKind
from selection import actions
from selection.access import call_of, member_of_call, run_call
from selection.forms import CallForm, MemberForm
from selection.models import Call, CallMember, Duty
from selection.standing import with_progress

require_form = require_http_methods(["GET", "HEAD", "POST"])


@permit(Permission.SELECT, call_of)
@require_form
def call_edit(request: HttpRequest, call: Call) -> HttpResponse:
    """Open a call, or change its terms."""
    form = CallForm(request.POST if request.method == "POST" else None, instance=call)
    status = 200
    if request.method == "POST":
        status = saved(request, call, form)
        if status == 302:
            messages.success(request, _("The call is saved."))
            return redirect("applications", slug=call.meeting.slug)
    page = {
        "meeting": call.meeting,
        "call": call,
        "form": form,
        "here": "applications",
        "may_set": can(request.user, Permission.SET_MEETING, call),
        "is_kind": call.meeting.kind == MeetingKind.CIVIL_SOCIETY_DAYS,
    }
    return render(request, "selection/call_edit.html", page, status=status)


def saved(request, call: Call, form: CallForm) -> int:
    if not form.is_valid():
        return 422
    try:
        if call.pk:
            seen = form.cleaned_data["seen"]
            actions.change_call(call_pk=call.pk, seen=seen, by=request.user, **form.terms)
        else:
            actions.open_call(meeting=call.meeting, by=request.user, **form.terms)
    except Stale as refusal:
        stored = Call.objects.select_related("meeting").get(meeting=call.meeting)
        form.add_error(None, str(refusal))
        form.show_stored(CallForm(instance=stored))
        return 409
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return 409
    return 302


@permit(Permission.SELECT, run_call)
@require_form
def committee(request: HttpRequest, call: Call) -> HttpResponse:
    """Who runs the call and who scores, with how far each has come. Chair staff appoint."""
    may_appoint = can(request.user, Permission.SET_MEETING, call)
    form = MemberForm(request.POST if request.method == "POST" else None, initial={"duty": Duty.COMMITTEE})
    status = 200
    if request.method == "POST":
        status = appointed(request, call, form) if may_appoint else 403
        if status == 302:
            messages.success(request, _("Appointed. A message says what is asked, and where to sign in."))
            return redirect("committee", slug=call.meeting.slug)
    members = list(with_progress(call.members.serving()).select_related("person"))
    page = {
        "meeting": call.meeting,
        "call": call,
        "here": "applications",
        "form": form,
        "may_appoint": may_appoint,
        "may_set": may_appoint,
        "scorers": [one for one in members if one.duty == Duty.COMMITTEE],
        "coordinators": [one for one in members if one.duty == Duty.COORDINATOR],
    }
    return render(request, "selection/committee.html", page, status=status)


def appointed(request, call: Call, form: MemberForm) -> int:
    if not form.is_valid():
        return 422
    try:
        actions.appoint_to_call(call_pk=call.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return 409
    return 302


@permit(Permission.SET_MEETING, member_of_call)
@require_POST
def call_member_release(request: HttpRequest, member: CallMember) -> HttpResponse:
    try:
        actions.release_from_call(member_pk=member.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s serves no longer.") % {"name": member.person})
    return redirect("committee", slug=member.call.meeting.slug)
