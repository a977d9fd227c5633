"""Looking for people by name, and those who may hold two seats: for those who see every delegation."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, permit
from meetings.access import announced_meeting
from participants.clashes import clashes_of
from participants.forms import NameForm
from participants.people import MOST_FOUND, found_by_name


@permit(Permission.SEE_DELEGATIONS, announced_meeting)
@require_safe
def people(request, meeting):
    form = NameForm(request.GET or None)
    typed = form.cleaned_data["name"].strip() if form.is_bound and form.is_valid() else ""
    found = found_by_name(typed, request.user)
    page = {
        "meeting": meeting,
        "here": "board",
        "form": form,
        "typed": typed,
        "found": found,
        "is_cut": len(found) == MOST_FOUND,
        "most": MOST_FOUND,
    }
    return render(request, "participants/people.html", page)


@permit(Permission.SEE_DELEGATIONS, announced_meeting)
@require_safe
def clashes(request, meeting):
    page = {"meeting": meeting, "here": "board", "clashes": clashes_of(meeting)}
    return render(request, "participants/clashes.html", page)
