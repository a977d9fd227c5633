"""What was done to a delegation, when and by whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, permit
from participants.access import own_delegation
from participants.keeping import kept_until
from participants.models import Delegation


@permit(Permission.SEE_DELEGATION, own_delegation)
@require_safe
def delegation_record(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    """For the focal point and for staff; what is kept apart about a delegate is never part of it."""
    page = {
        "delegation": delegation,
        "meeting": delegation.meeting,
        "is_staff": can(request.user, Permission.SEE_DELEGATIONS, delegation.meeting),
        "until": kept_until("details", delegation.meeting),
        "here": "board",
    }
    return render(request, "participants/delegation_record.html", page)
