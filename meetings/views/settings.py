"""A meeting is opened, set and moved from state to state."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from meetings import actions
from meetings.access import announced_meeting, served_chairmanship
from meetings.clock import zone_names
from meetings.forms import MeetingForm, MoveForm
from meetings.models import Chairmanship, Meeting

form_page = require_http_methods(["GET", "HEAD", "POST"])


@permit(Permission.OPEN_MEETING, served_chairmanship)
@form_page
def meeting_new(request: HttpRequest, chairmanship: Chairmanship) -> HttpResponse:
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        instance=Meeting(chairmanship=chairmanship),
        chairmanship=chairmanship,
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.open_meeting(
                meeting=form.save(commit=False),
                chairmanship=chairmanship,
                chairs=list(form.cleaned_data["chairs"]),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The meeting is entered as a draft that only you and your colleagues see.")
            )
            return redirect("manage", meeting.slug)
    context = {"chairmanship": chairmanship, "form": form, "zones": zone_names()}
    return render(request, "meetings/meeting_new.html", context)


@permit(Permission.SET_MEETING, announced_meeting)
@form_page
def meeting_edit(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        instance=copy(meeting),
        chairmanship=meeting.chairmanship,
    )
    in_the_way = []
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_meeting(
                meeting=form.save(commit=False),
                chairs=list(form.cleaned_data["chairs"]),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Stale as refusal:
            form.show_stored(MeetingForm(instance=meeting, chairmanship=meeting.chairmanship))
            form.add_error(None, str(refusal))
        except actions.SeatsInUse as refusal:
            in_the_way = refusal.delegations
            form.add_error("delegation_limit", str(refusal))
        except actions.TooManyThemes as refusal:
            form.add_error("maximum_themes", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("meeting_edit", changed.slug)
    context = {
        "meeting": meeting,
        "here": "meeting_edit",
        "form": form,
        "zones": zone_names(),
        "in_the_way": in_the_way,
    }
    return render(request, "meetings/meeting_edit.html", context)


@permit(Permission.SET_MEETING, announced_meeting)
@require_POST
def meeting_move(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: that is not a state of a meeting."))
        return redirect("manage", meeting.slug)
    try:
        moved = actions.move_meeting(meeting=meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The meeting now stands at: %(state)s.") % {"state": moved.get_state_display()}
        )
    return redirect("manage", meeting.slug)
