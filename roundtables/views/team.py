"""The team of a roundtable: co-chair States, facilitator, rapporteur, speakers, advisers, members."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Person
from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused
from roundtables import actions
from roundtables.access import brief_of_team, place_in_team
from roundtables.forms import PresentationForm, TeamForm
from roundtables.models import Roundtable, TeamMember, TeamRole
from roundtables.views.programme import form_page, refused
from roundtables.views.workspace import work_on
from roundtables.work import by_role


@permit(Permission.SEE_BRIEF, brief_of_team)
@require_safe
def team(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """Who is in the team, and who acts for an organization that is named alone."""
    work = work_on(roundtable)
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "roles": by_role(work.places),
        "number": len(work.places),
        "vacant": [place for place in work.places if place.is_vacant],
        "has_co_chair": bool(work.co_chairs),
        "may_name": can(request.user, Permission.WRITE_PROGRAMME, roundtable),
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
    }
    return render(request, "roundtables/team.html", page)


@permit(Permission.WRITE_PROGRAMME, brief_of_team)
@form_page
def team_member_new(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """`?role=` proposes a role."""
    asked = request.GET.get("role", "")
    initial = {"role": asked if asked in TeamRole.values else TeamRole.CO_CHAIR}
    form = TeamForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.appoint_to_team(roundtable=roundtable, by=request.user, **form.appointment)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, joined(member))
            warn_of_nobody(request, member)
            return to_team(roundtable, f"place-{member.pk}")
    page = {"meeting": roundtable.meeting, "here": "programme", "roundtable": roundtable, "form": form}
    return render(request, "roundtables/team_member_new.html", page, status=422 if form.errors else 200)


def joined(member: TeamMember) -> str:
    words = {"name": str(member), "role": member.get_role_display()}
    if not member.roundtable.meeting.is_announced:
        return _("%(name)s: %(role)s. The message waits until the meeting is announced.") % words
    if member.name:
        return _("%(name)s: %(role)s. Without an address, no message goes out.") % words
    return _("%(name)s: %(role)s. A message says what is asked, and where.") % words


def warn_of_nobody(request: HttpRequest, member: TeamMember) -> None:
    if member.person_id or member.name or member.organization.focal_points.active().exists():
        return
    sentence = _("%(name)s has no active focal point, so nobody acts for it here yet.")
    messages.warning(request, sentence % {"name": member.organization.name})


def to_team(roundtable: Roundtable, anchor: str = "") -> HttpResponse:
    address = reverse("team", args=[roundtable.meeting.slug, roundtable.pk])
    return redirect(address + (f"#{anchor}" if anchor else ""))


@permit(Permission.WRITE_PROGRAMME, place_in_team)
@form_page
def team_member_remove(request: HttpRequest, member: TeamMember) -> HttpResponse:
    """Asks first."""
    roundtable = member.roundtable
    if request.method == "POST":
        name = str(member)
        if not refused(request, lambda: actions.leave_team(member=member, by=request.user)):
            messages.success(request, _("%(name)s is no longer in the team.") % {"name": name})
        return to_team(roundtable)
    page = {"meeting": roundtable.meeting, "here": "programme", "roundtable": roundtable, "member": member}
    return render(request, "roundtables/team_member_remove.html", page)


@permit(Permission.WRITE_PROGRAMME, brief_of_team)
@require_POST
def team_tell(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """Write to those in the team who have not been written to yet."""
    told: list[int] = []
    if refused(request, lambda: told.append(actions.tell_team(roundtable=roundtable, by=request.user))):
        return to_team(roundtable)
    if told[0]:
        sentence = ngettext("%(number)d message goes out.", "%(number)d messages go out.", told[0])
        messages.success(request, sentence % {"number": told[0]})
    else:
        messages.info(request, _("Everybody in the team who can be written to has had a message already."))
    return to_team(roundtable)


@permit(Permission.PRESENT, place_in_team)
@form_page
def presentation(request: HttpRequest, member: TeamMember) -> HttpResponse:
    """A speaker's own page for handing in a file, or another version of it; the chair's staff may do it for them."""
    if not may_present(request.user, member):
        raise PermissionDenied
    form = PresentationForm(*sent(request), member=member)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data.get("title", "")
        facts = {"language": form.cleaned_data["language"], "upload": form.cleaned_data["file"]}
        try:
            actions.hand_in_presentation(member=member, title=title, by=request.user, **facts)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The presentation is handed in."))
            return redirect(request.path)
    roundtable = member.roundtable
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "roundtable": roundtable,
        "member": member,
        "document": member.presentation,
        "files": list(member.presentation.files.without_text()) if member.presentation else [],
        "form": form,
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
        "may_hand_in": form.errors
        or not (member.presentation and member.presentation.is_out)
        or can(request.user, Permission.KEEP_DOCUMENTS, roundtable),
    }
    return render(request, "roundtables/presentation.html", page, status=422 if form.errors else 200)


def sent(request: HttpRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def may_present(person: Person, member: TeamMember) -> bool:
    """In one's own place as speaker; for any of them, the chair's staff."""
    if member.role != TeamRole.SPEAKER:
        return False
    own = member.roundtable.team.acted_for_by(person).filter(pk=member.pk)
    return can(person, Permission.WRITE_PROGRAMME, member.roundtable) or own.exists()
