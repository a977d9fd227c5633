"""Places at roundtables: chosen by a delegation or a delegate, and what the chair's staff sees of all of them."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from gfmd.spreadsheets import csv_table
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants.access import own_delegation
from participants.models import Delegate, Delegation
from participants.seat_access import own_seat
from roundtables import actions
from roundtables.access import roundtable_of_meeting
from roundtables.allotment import Allotment
from roundtables.forms import ChoiceForm, NumbersForm
from roundtables.models import Place, PlaceState, Roundtable
from roundtables.views.programme import form_page


@permit(Permission.FILL_DELEGATION, own_delegation)
@form_page
def delegation_places(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    """Two choices for each delegate of a delegation, and where each stands."""
    return allot(request, delegation, list(delegation.delegates.seated()), "delegation_places")


@permit(Permission.COMPLETE_SEAT, own_seat)
@form_page
def seat_places(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """The same for a delegate alone, who chooses for the seat held."""
    return allot(request, delegate.delegation, [delegate], "seat_places")


def allot(
    request: HttpRequest, delegation: Delegation, delegates: list[Delegate], template: str
) -> HttpResponse:
    """Show the choices, or save them; for `?of=` (asked by htmx), only what clashes with those just made."""
    allotment = Allotment(delegation, delegates)
    if request.method != "POST":
        if request.htmx and "of" in request.GET:
            return clashes_page(request, allotment)
        return choices_page(request, allotment, unsent(request, allotment), template)
    forms = sent(request, allotment)
    if not save_choices(request, forms):
        fresh = Allotment(delegation, delegates)
        return choices_page(request, fresh, kept(request, fresh, forms), template, status=422)
    messages.success(request, _("Saved. Below stands who has a place, and who waits."))
    return redirect(request.path)


def unsent(request: HttpRequest, allotment: Allotment) -> list[ChoiceForm]:
    return [ChoiceForm(row=row, offers=allotment.offers, checked_at=request.path) for row in allotment.rows]


def sent(request: HttpRequest, allotment: Allotment) -> list[ChoiceForm]:
    """The forms that the page had; a delegate seated since is left alone."""
    forms = [
        ChoiceForm(request.POST, row=row, offers=allotment.offers, checked_at=request.path)
        for row in allotment.rows
    ]
    return [form for form in forms if form.add_prefix("seen") in request.POST]


def save_choices(request: HttpRequest, forms: list[ChoiceForm]) -> bool:
    """Save what was changed, each delegate by itself; whether all of it could be."""
    for form in forms:
        if not form.is_valid() or not form.is_changed:
            continue
        first, second = (Roundtable.objects.filter(pk=pk).first() if pk else None for pk in form.chosen)
        try:
            actions.choose_places(
                delegate_pk=form.row.delegate.pk,
                first=first,
                second=second,
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return not any(form.errors for form in forms)


def kept(request: HttpRequest, allotment: Allotment, forms: list[ChoiceForm]) -> list[ChoiceForm]:
    """What could not be saved, as typed; of the others, how they stand now."""
    refused = {form.row.delegate.pk: form for form in forms if form.errors}
    shown = []
    for form in unsent(request, allotment):
        typed = refused.get(form.row.delegate.pk)
        if typed:
            typed.show_as_it_stands(form.row)
        shown.append(typed or form)
    return shown


def choices_page(
    request: HttpRequest, allotment: Allotment, forms: list[ChoiceForm], template: str, *, status: int = 200
) -> HttpResponse:
    delegation = allotment.delegation
    page = {
        "delegation": delegation,
        "meeting": delegation.meeting,
        "here": "delegation_places",
        "allotment": allotment,
        "forms": [(form, allotment.clashes(form.row, form.chosen)) for form in forms],
        "is_on_behalf": acts_on_behalf(request, delegation) if template == "delegation_places" else False,
    }
    return render(request, f"roundtables/{template}.html", page, status=status)


def acts_on_behalf(request: HttpRequest, delegation: Delegation) -> bool:
    """Whether staff acts for the organization; whoever also is its focal point acts as that."""
    focal_points = delegation.organization.focal_points.active()
    return not focal_points.filter(person=request.user).exists()


def clashes_page(request: HttpRequest, allotment: Allotment) -> HttpResponse:
    form = next(
        (
            ChoiceForm(request.GET, row=row, offers=allotment.offers)
            for row in allotment.rows
            if str(row.delegate.pk) == request.GET["of"]
        ),
        None,
    )
    found = allotment.clashes(form.row, form.chosen) if form else []
    return render(request, "roundtables/_places_clashes.html", {"clashes": found})


# --- What the chair's staff sees -------------------------------------------------------------------------


@permit(Permission.ALLOT_PLACES, announced_meeting)
@require_safe
def places(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Every roundtable with its places, who sits there and who waits. The same queries for any number."""
    return places_page(request, meeting)


@permit(Permission.ALLOT_PLACES, roundtable_of_meeting)
@require_POST
def places_set(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    form = NumbersForm(request.POST, roundtable=roundtable)
    if form.is_valid():
        try:
            actions.set_places(roundtable=roundtable, by=request.user, **form.cleaned_data)
        except actions.TooFewPlaces as refusal:
            form.add_error(None, str(refusal))
            form.in_use = refusal.in_use
        except Stale as refusal:
            form.add_error(None, str(refusal))
            form.show_as_it_stands(Roundtable.objects.get(pk=roundtable.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The places of roundtable %(code)s are saved.") % {"code": roundtable.code}
            )
            return redirect("places", slug=roundtable.meeting.slug)
    return places_page(request, roundtable.meeting, typed=form, status=422)


def places_page(
    request: HttpRequest, meeting: Meeting, *, typed: NumbersForm | None = None, status: int = 200
) -> HttpResponse:
    """`typed` is a form that was sent and could not be saved."""
    roundtables = list(meeting.roundtables.with_place().with_places_counted().order_by("position", "pk"))
    standing = rows_of(Place.objects.filter(roundtable__meeting=meeting))
    by_roundtable = {pk: list(rows) for pk, rows in groupby(standing, key=lambda place: place.roundtable_id)}
    listed = []
    for roundtable in roundtables:
        rows = by_roundtable.get(roundtable.pk, [])
        is_typed = typed is not None and typed.roundtable.pk == roundtable.pk
        listed.append(
            {
                "roundtable": roundtable,
                "seated": [place for place in rows if place.state == PlaceState.SEATED],
                "waiting": [place for place in rows if place.state == PlaceState.WAITING],
                "form": typed if is_typed else NumbersForm(roundtable=roundtable),
            }
        )
    page = {
        "meeting": meeting,
        "here": "programme",
        "listed": listed,
        "waiting": sum(len(one["waiting"]) for one in listed),
        "seated": sum(len(one["seated"]) for one in listed),
        "unlimited": sum(one["roundtable"].capacity is None for one in listed),
    }
    return render(request, "roundtables/places.html", page, status=status)


def rows_of(places) -> list[Place]:
    """What stands, by roundtable; in each, those seated by name and those who wait in their order."""
    rows = list(
        places.standing()
        .select_related("delegate__delegation__organization")
        .order_by("roundtable", "state", "choice", "asked_at", "pk")
    )
    return sorted(
        rows,
        key=lambda place: (
            (place.roundtable_id, place.state, place.delegate.shown_name.casefold())
            if place.state == PlaceState.SEATED
            else (place.roundtable_id, place.state, "")
        ),
    )


@permit(Permission.ALLOT_PLACES, roundtable_of_meeting)
@require_safe
def places_csv(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """Who sits at a roundtable and who waits, for a spreadsheet; without addresses."""
    head = [_("Roundtable"), _("State"), _("Number in line"), _("Name"), _("Function"),
            _("State or organization"), _("Choice"), _("Asked")]  # fmt: skip
    lines, number = [], 0
    zone = roundtable.meeting.zone
    for place in rows_of(roundtable.places):
        number += place.state == PlaceState.WAITING
        delegate = place.delegate
        asked = place.asked_at.astimezone(zone)
        lines.append(
            [
                roundtable.code,
                place.get_state_display(),
                number or "",
                delegate.shown_name,
                delegate.function,
                delegate.delegation.organization.name,
                place.get_choice_display(),
                date_format(asked, "Y-m-d H:i"),
            ]
        )
    response = HttpResponse(csv_table(head, lines), content_type="text/csv; charset=utf-8")
    name = slugify(f"{roundtable.meeting.slug}-{roundtable.code.replace('.', '-')}") or "roundtable"
    response["Content-Disposition"] = f'attachment; filename="places-{name}.csv"'
    return response
