"""The constituencies of a workshop with their targets, and how many of each come."""

from copy import copy

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants import actions
from participants.access import constituency_of_meeting
from participants.constituencies import shares_of, total_of, without
from participants.forms import ConstituencyForm, TotalForm
from participants.models import Constituency

form_page = require_http_methods(["GET", "HEAD", "POST"])


@permit(Permission.SEE_DELEGATIONS, announced_meeting)
@require_safe
def constituencies(request, meeting):
    return show_constituencies(request, meeting)


def show_constituencies(request, meeting: Meeting, *, status: int = 200, **tried):
    page = {
        "meeting": meeting,
        "here": "board",
        "shares": shares_of(meeting),
        "total": total_of(meeting),
        "without": list(without(meeting)),
        "may_set": can(request.user, Permission.SET_MEETING, meeting),
        "form": ConstituencyForm(instance=Constituency(meeting=meeting)),
        "total_form": TotalForm(initial={"expected_total": meeting.expected_total}),
        **tried,
    }
    return render(request, "participants/constituencies.html", page, status=status)


@permit(Permission.SET_MEETING, announced_meeting)
@require_POST
def constituency_new(request, meeting):
    form = ConstituencyForm(request.POST, instance=Constituency(meeting=meeting))
    if not form.is_valid():
        return show_constituencies(request, meeting, form=form, status=422)
    actions.save_constituency(constituency=form.save(commit=False), by=request.user)
    messages.success(request, _("The constituency is added."))
    return redirect("constituencies", slug=meeting.slug)


@permit(Permission.SET_MEETING, announced_meeting)
@require_POST
def constituencies_total(request, meeting):
    form = TotalForm(request.POST)
    if not form.is_valid():
        return show_constituencies(request, meeting, total_form=form, status=422)
    actions.expect_in_all(meeting=meeting, by=request.user, **form.cleaned_data)
    messages.success(request, _("The number wanted in all is saved."))
    return redirect("constituencies", slug=meeting.slug)


@permit(Permission.SET_MEETING, constituency_of_meeting)
@form_page
def constituency_edit(request, constituency):
    form = ConstituencyForm(request.POST if request.method == "POST" else None, instance=copy(constituency))
    page = {"meeting": constituency.meeting, "here": "board", "constituency": constituency, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "participants/constituency_edit.html", page, status=status)
    try:
        actions.save_constituency(constituency=form.save(commit=False), by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "participants/constituency_edit.html", page, status=409)
    messages.success(request, _("The constituency is saved."))
    return redirect("constituencies", slug=constituency.meeting.slug)


@permit(Permission.SET_MEETING, constituency_of_meeting)
@require_POST
def constituency_remove(request, constituency):
    actions.remove_constituency(constituency=constituency, by=request.user)
    messages.success(
        request, _("Removed. Its delegations belong to no constituency until you give them one.")
    )
    return redirect("constituencies", slug=constituency.meeting.slug)
