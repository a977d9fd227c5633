"""Who speaks for whom, for those who take part in a meeting or prepare it; never with an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, permit
from participants.access import Directory, directory_of_meeting
from participants.forms import FocalPointsFilter
from participants.speakers import entries, expected_organizations


@permit(Permission.SEE_DIRECTORY, directory_of_meeting)
@require_safe
def directory(request: HttpRequest, directory: Directory) -> HttpResponse:
    """Organizations expected at the meeting with their focal points. The same queries for any number of them."""
    typed = FocalPointsFilter(request.GET).words()
    every = entries(expected_organizations(directory.meeting))
    page = {
        "meeting": directory.meeting,
        "here": "directory",
        "entries": [entry for entry in every if entry.is_found_by(typed, entry.active)],
        "typed": typed,
        "total": len(every),
        "vacant": sum(entry.is_vacant for entry in every),
    }
    return render(request, "participants/directory.html", page)
