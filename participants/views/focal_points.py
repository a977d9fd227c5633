"""The task of a focal point: taken on by a link, kept by those who have it, watched over by staff."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, permit
from correspondence.addresses import trouble_of
from gfmd.moves import Refused
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants import actions
from participants.access import (
    Representation,
    TermOfMeeting,
    focal_point_by_token,
    own_organization,
    term_of_meeting,
    term_of_own_organization,
)
from participants.actions.focal_points import MOST_ALTERNATES
from participants.actions.terms import KEPT
from participants.forms import FocalPointsFilter, OwnDetailsForm, StandingForm, TaskForm
from participants.models import FocalPoint, FocalPointState
from participants.speakers import (
    CURRENT,
    asked_at,
    coming_meetings_of,
    entries,
    kept_organizations,
    needs_reconfirming,
    vcards,
)
from participants.views.answers import sign_in

require_form = require_http_methods(["GET", "HEAD", "POST"])
S = FocalPointState


# --- Whoever was named, by the personal link ---------------------------------------------------------------


def show_task(request: HttpRequest, point: FocalPoint, token: str, *, refusal: str = "", status: int = 200):
    page = {
        "point": point,
        "token": token,
        "is_valid": point.is_link_valid(),
        "refusal": refusal,
        "signed_in_as_another": request.user.is_authenticated and request.user.pk != point.person_id,
    }
    response = render(request, "participants/focal_point.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


@permit(Permission.HOLD_LINK)
@require_safe
def focal_point(request: HttpRequest, task_token: str) -> HttpResponse:
    """What the task is, and the button to take it on. Opening the page changes nothing."""
    return show_task(request, focal_point_by_token(request.user, task_token), task_token)


@permit(Permission.HOLD_LINK)
@require_POST
def focal_point_take_on(request: HttpRequest, task_token: str) -> HttpResponse:
    point = focal_point_by_token(request.user, task_token)
    try:
        point, delegation = actions.take_on(focal_point_pk=point.pk, link_number=point.link_number)
    except Refused as refusal:
        return show_task(
            request,
            focal_point_by_token(request.user, task_token),
            task_token,
            refusal=str(refusal),
            status=409,
        )
    where = (
        reverse("delegation", args=[delegation.pk])
        if delegation
        else reverse("focal_points", args=[point.organization_id])
    )
    said = (
        _("Thank you. You are alternate focal point now.")
        if point.is_alternate
        else _("Thank you. You are the focal point now.")
    )
    return sign_in(request, point.person, where, said)


@permit(Permission.HOLD_LINK)
@require_POST
def focal_point_decline(request: HttpRequest, task_token: str) -> HttpResponse:
    point = focal_point_by_token(request.user, task_token)
    try:
        actions.decline_task(focal_point_pk=point.pk, link_number=point.link_number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("focal_point", task_token=task_token)


@permit(Permission.HOLD_LINK)
@require_POST
def focal_point_new_link(request: HttpRequest, task_token: str) -> HttpResponse:
    point = focal_point_by_token(request.user, task_token)
    try:
        actions.send_task_again(focal_point_pk=point.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("focal_point", task_token=task_token)
    return render(request, "participants/focal_point_new_link.html", {"point": point})


# --- Those who speak for an organization ---------------------------------------------------------------------


@permit(Permission.KEEP_TERM, own_organization)
@require_safe
def focal_points(request: HttpRequest, representation: Representation) -> HttpResponse:
    """Who speaks for one's organization, and whether name and address still hold for the meetings to come."""
    organization = representation.organization
    terms = organization.focal_points.filter(state__in=CURRENT).select_related("person", "named_by")
    terms = terms.annotate(trouble=trouble_of("person__email"))
    points = list(terms.order_by("is_alternate", "pk"))
    own = next(one for one in points if one.person_id == request.user.pk)
    meetings = coming_meetings_of(organization)
    asked = asked_at(meetings)
    page = {
        "organization": organization,
        "own": own,
        "points": points,
        "asked_for": [one for one in meetings if needs_reconfirming(own, asked.get(one.pk))],
        "is_primary": not own.is_alternate,
        "is_vacant": not any(one.state == S.ACTIVE and not one.is_alternate for one in points),
        "may_name": not own.is_alternate and sum(one.is_alternate for one in points) < MOST_ALTERNATES,
        "delegations": organization.delegations.filter(meeting__in=meetings).select_related("meeting"),
    }
    return render(request, "participants/focal_points.html", page)


@permit(Permission.KEEP_TERM, own_organization)
@require_form
def focal_point_edit(request: HttpRequest, representation: Representation) -> HttpResponse:
    organization = representation.organization
    own = organization.focal_points.active().get(person=request.user)
    initial = {"name": request.user.name} | {name: getattr(own, name) for name in KEPT}
    form = OwnDetailsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_own_details(focal_point_pk=own.pk, details=form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("focal_points", pk=organization.pk)
    page = {"organization": organization, "form": form}
    return render(request, "participants/focal_point_edit.html", page, status=422 if form.errors else 200)


@permit(Permission.KEEP_TERM, own_organization)
@require_POST
def focal_point_reconfirm(request: HttpRequest, representation: Representation) -> HttpResponse:
    organization = representation.organization
    return back_to_own(
        request,
        organization.pk,
        lambda: actions.reconfirm_details(organization=organization, by=request.user),
        _("Thank you. Name and address are kept as they are."),
    )


def back_to_own(request: HttpRequest, organization_pk: int, act, said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    still = FocalPoint.objects.active().filter(organization=organization_pk, person=request.user).exists()
    return redirect("focal_points", pk=organization_pk) if still else redirect("desk")


@permit(Permission.KEEP_TERM, own_organization)
@require_form
def focal_point_alternate(request: HttpRequest, representation: Representation) -> HttpResponse:
    """Name somebody who may act as well."""
    return named(
        request,
        representation,
        actions.name_alternate,
        "participants/focal_point_alternate.html",
        _("A personal link is on its way. The alternate acts once the task is taken on."),
    )


@permit(Permission.KEEP_TERM, own_organization)
@require_form
def focal_point_successor(request: HttpRequest, representation: Representation) -> HttpResponse:
    """Hand the task over; what has been prepared stays as it is."""
    return named(
        request,
        representation,
        actions.hand_over,
        "participants/focal_point_successor.html",
        _("Your successor has a message. You remain the focal point until the task is taken on."),
    )


def named(request: HttpRequest, representation: Representation, act, template: str, said: str):
    organization = representation.organization
    initial = {"language": request.user.language}
    form = TaskForm(request.POST if request.method == "POST" else None, initial=initial)
    own = organization.focal_points.active().get(person=request.user)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            point = act(organization=organization, task=form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            if point.state == S.ACTIVE:
                said = _("Your alternate is the focal point from now on.")
            return back_to_own(request, organization.pk, lambda: None, said)
    elif request.method == "POST":
        status = 422
    page = {"organization": organization, "form": form, "is_primary": not own.is_alternate}
    return render(request, template, page, status=status)


@permit(Permission.KEEP_TERM, term_of_own_organization)
@require_form
def focal_point_end(request: HttpRequest, point: FocalPoint) -> HttpResponse:
    """ "I no longer do this", or the end of an alternate's task; asks before it acts."""
    if request.method == "POST":
        said = (
            _("Thank you for what you have done. You are no longer a focal point of %(name)s.")
            % {"name": point.organization.name}
            if point.person_id == request.user.pk
            else _("The task has ended.")
        )
        return back_to_own(
            request,
            point.organization_id,
            lambda: actions.end_own_or_alternate(focal_point_pk=point.pk, by=request.user),
            said,
        )
    page = {
        "point": point,
        "organization": point.organization,
        "is_own": point.person_id == request.user.pk,
        "is_current": point.state in CURRENT,
    }
    return render(request, "participants/focal_point_end.html", page)


@permit(Permission.KEEP_TERM, term_of_own_organization)
@require_POST
def focal_point_again(request: HttpRequest, point: FocalPoint) -> HttpResponse:
    return back_to_own(
        request,
        point.organization_id,
        lambda: actions.send_task_again(focal_point_pk=point.pk, by=request.user),
        _("A new link is on its way; it replaces the earlier one."),
    )


# --- Staff ---------------------------------------------------------------------------------------------------

# The filters of the list: name, label, and which entries they keep; the second argument is who owes an answer.
FILTERS = {
    "all": (gettext_lazy("All"), lambda entry, _unsure: True),
    "vacant": (gettext_lazy("Vacant"), lambda entry, _unsure: entry.is_vacant),
    "pending": (gettext_lazy("Not taken on yet"), lambda entry, _unsure: bool(entry.pending)),
    "unsure": (
        gettext_lazy("Not confirmed again"),
        lambda entry, unsure: any(one.pk in unsure for one in entry.points),
    ),
    "suspended": (gettext_lazy("Suspended"), lambda entry, _unsure: bool(entry.suspended)),
}


@permit(Permission.VERIFY_NOMINATIONS, announced_meeting)
@require_safe
def focal_points_manage(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Every State and every organization invited, with its focal points; the same queries for any number."""
    asked = asked_at([meeting]).get(meeting.pk)
    every = entries(kept_organizations(meeting))
    unsure = {one.pk for entry in every for one in entry.points if needs_reconfirming(one, asked)}
    typed = FocalPointsFilter(request.GET).words()
    found = [entry for entry in every if entry.is_found_by(typed, entry.points)]
    chosen = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    counts = {name: sum(keeps(entry, unsure) for entry in found) for name, (_label, keeps) in FILTERS.items()}
    page = {
        "meeting": meeting,
        "here": "nominations",
        "entries": [entry for entry in found if FILTERS[chosen][1](entry, unsure)],
        "unsure": unsure,
        "filters": [(name, label, counts[name]) for name, (label, _keeps) in FILTERS.items()],
        "chosen": chosen,
        "typed": typed,
        "vacant": sum(entry.is_vacant for entry in every),
        "total": len(every),
    }
    return render(request, "participants/focal_points_manage.html", page)


@permit(Permission.VERIFY_NOMINATIONS, term_of_meeting)
@require_form
def focal_point_manage(request: HttpRequest, term: TermOfMeeting) -> HttpResponse:
    """One term: what is known of the person, and suspending, giving back or ending the task with a reason."""
    point, meeting = term.point, term.meeting
    form = StandingForm(request.POST if request.method == "POST" else None, point=point)
    status = 200
    if request.method == "POST" and form.is_valid():
        act = {
            "suspend": actions.suspend_focal_point,
            "reinstate": actions.reinstate_focal_point,
            "end": actions.end_focal_point,
        }[form.cleaned_data["act"]]
        try:
            act(focal_point_pk=point.pk, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Done. The person is told."))
            return redirect("focal_point_manage", slug=meeting.slug, point_pk=point.pk)
    elif request.method == "POST":
        status = 422
    page = {
        "meeting": meeting,
        "here": "nominations",
        "point": point,
        "form": form,
        "is_current": point.state in CURRENT,
        "is_unsure": needs_reconfirming(point, asked_at([meeting]).get(meeting.pk)),
    }
    return render(request, "participants/focal_point_manage.html", page, status=status)


@permit(Permission.VERIFY_NOMINATIONS, term_of_meeting)
@require_POST
def focal_point_remind(request: HttpRequest, term: TermOfMeeting) -> HttpResponse:
    """Send the link to take on the task again."""
    try:
        actions.send_task_again(focal_point_pk=term.point.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A new link is on its way; it replaces the earlier one."))
    return redirect("focal_point_manage", slug=term.meeting.slug, point_pk=term.point.pk)


def card_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@permit(Permission.VERIFY_NOMINATIONS, announced_meeting)
@require_safe
def focal_points_vcf(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Every active focal point as a card."""
    points = [one for entry in entries(kept_organizations(meeting)) for one in entry.active]
    return card_answer(vcards(points), "focal-points")


@permit(Permission.VERIFY_NOMINATIONS, term_of_meeting)
@require_safe
def focal_point_vcf(request: HttpRequest, term: TermOfMeeting) -> HttpResponse:
    return card_answer(vcards([term.point]), f"focal-point-{term.point.pk}")
