"""Timelines: what was said to an organization or a person, when, and whether it arrived."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, permit
from correspondence.addresses import resume_circulars, stop_circulars, wants_circulars
from mailings.timelines import (
    Conversation,
    PersonAtMeeting,
    conversation_with,
    person_at_meeting,
    readable_by_addressee,
    readable_by_speaker,
    readable_by_staff,
    said_to,
    timeline,
)


@permit(Permission.SEE_CORRESPONDENCE, conversation_with)
@require_safe
def organization_messages(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    may_read = readable_by_speaker(request.user) if conversation.is_own else readable_by_staff
    page = {
        "organization": conversation.organization,
        "is_own": conversation.is_own,
        "page": timeline(conversation.messages(), may_read, request.GET.get("page")),
    }
    return kept_to_reader(render(request, "mailings/organization_messages.html", page))


@permit(Permission.SEE_CORRESPONDENCE, person_at_meeting)
@require_safe
def person_messages(request: HttpRequest, addressee: PersonAtMeeting) -> HttpResponse:
    page = {
        "meeting": addressee.meeting,
        "here": "correspondence",
        "person": addressee.person,
        "page": timeline(addressee.messages(), readable_by_staff, request.GET.get("page")),
    }
    return kept_to_reader(render(request, "mailings/person_messages.html", page))


@permit(Permission.ENTER)
@require_safe
def own_messages(request: HttpRequest) -> HttpResponse:
    """What was said to whoever is signed in, and whether circulars go there."""
    page = {
        "wants_circulars": wants_circulars(request.user.email),
        "page": timeline(said_to(request.user), readable_by_addressee, request.GET.get("page")),
    }
    return kept_to_reader(render(request, "mailings/own_messages.html", page))


@permit(Permission.ENTER)
@require_POST
def own_circulars(request: HttpRequest) -> HttpResponse:
    """Circulars: yes or no, for the address one signs in with."""
    if request.POST.get("circulars") == "no":
        stop_circulars(request.user.email, by=request.user)
        messages.success(request, _("No more circulars go to your address."))
    elif request.POST.get("circulars") == "yes":
        resume_circulars(request.user.email, by=request.user)
        messages.success(request, _("Circulars go to your address again."))
    return redirect("own_messages")


def kept_to_reader(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
