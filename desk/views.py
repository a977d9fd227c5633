"""The first page after signing in, and the overview of a meeting: what is next, what is missing."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, lacks_second_factor, permit
from desk.preparation import preparations
from gfmd.gallery import samples
from meetings.access import announced_meeting
from meetings.models import MOVES, Appointment, Chairmanship, Meeting
from participants.models import Delegate, Delegation, FocalPoint
from participants.standing import standing
from roundtables.standing import work_in_teams
from selection.standing import duty_in_words, served_by


@permit(Permission.ENTER)
@require_safe
def desk(request):
    """A person's meetings as staff, delegations as focal point, briefs as member of a team, seats as delegate."""
    person = request.user
    chairmanships = list(Chairmanship.objects.staffed_by(person).prefetch_related("chairs"))
    meetings = list(Meeting.objects.filter(chairmanship__in=chairmanships).coming().select_related("parent"))
    delegations = (
        Delegation.objects.visible_to(person)
        .exclude(meeting__state__in=["concluded", "archived", "cancelled"])
        .select_related("meeting", "organization")
        .prefetch_related("delegates", "meeting__windows")
    )
    own_seats = (
        Delegate.objects.seated()
        .filter(email=person.email)
        .select_related("delegation__organization", "delegation__meeting")
        .order_by("-taken_at")
    )
    page = {
        "chairmanships": chairmanships,
        "preparations": preparations(meetings),
        "may_open": [item for item in chairmanships if can(person, Permission.OPEN_MEETING, item)],
        "delegations": [(item, *seats(item)) for item in delegations],
        "own_seats": own_seats,
        "terms": FocalPoint.objects.active().filter(person=person).select_related("organization"),
        "briefs": work_in_teams(person),
        "calls": [(member, duty_in_words(member)) for member in served_by(person)],
        "is_staff": bool(chairmanships),
        "lacks_second_factor": bool(chairmanships) and lacks_second_factor(person),
    }
    return render(request, "desk/desk.html", page)


def seats(delegation: Delegation):
    """(standing, seats used) of a delegation whose delegates have been fetched."""
    seated = [delegate for delegate in delegation.delegates.all() if delegate.is_seated]
    return standing(delegation, seated), len(seated)


@permit(Permission.SEE_MEETING, announced_meeting)
@require_safe
def manage(request, meeting):
    """The overview of one meeting's preparation."""
    page = {
        "meeting": meeting,
        "here": "manage",
        "preparation": preparations([meeting])[0],
        "moves": sorted(MOVES.table.get(meeting.state, ())),
        "parts": meeting.parts.order_by("starts_on"),
        "staff": Appointment.objects.in_force()
        .filter(chairmanship=meeting.chairmanship_id)
        .select_related("person"),
        "may_set": can(request.user, Permission.SET_MEETING, meeting),
    }
    return render(request, "desk/manage.html", page)


@permit(Permission.READ)
@require_safe
def gallery(request):
    """Every component of the pages in all its states, for those who build them."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "gallery.html", samples())
