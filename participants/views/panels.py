"""Saving a panel of the focal point's page: one seat, as it is typed or as a whole."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from participants import actions
from participants.access import delegate_of, own_delegation
from participants.actions.rules import FREELY, mark
from participants.forms import DelegateForm
from participants.forms.delegates import FIELDS, note_of
from participants.forms.details import marks_of
from participants.models import Delegate, DelegateRole, Delegation
from participants.views.table import (
    Seat,
    form_of,
    has_no,
    head_offered_at,
    open_checks,
    page_of,
    seated_of,
    table_of,
)

# What an act may have changed of a delegation while a page of it is made.
CHANGING = (
    "state",
    "version",
    "changed_at",
    "return_sentence",
    "submitted_at",
    "confirmed_at",
    "note_verbale",
)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def seat_fill(request: HttpRequest, delegation: Delegation, place: int) -> HttpResponse:
    """Fill a free seat with what was typed there: the name is enough to begin."""

    def fill(form: DelegateForm) -> Delegate:
        return actions.add_delegate(
            delegation_pk=delegation.pk,
            details=form.details_of_new,
            is_offered=True,
            seat=place,
            by=request.user,
        )

    return save_seat(request, delegation, None, place, fill)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegate_save(request: HttpRequest, delegation: Delegation, delegate_pk: int) -> HttpResponse:
    """Save what was typed in the panel of a delegate: one field of it, or all."""
    delegate = delegate_of(delegation, delegate_pk)
    place = delegate.seat

    def save(form: DelegateForm) -> Delegate:
        return actions.edit_delegate(
            delegate_pk=delegate.pk, details=form.details, seen=form.cleaned_data["seen"], by=request.user
        )

    if not delegate.is_seated:
        return has_left(request, delegation, delegate)
    return save_seat(request, delegation, delegate, place, save)


def save_seat(request, delegation, delegate, place, save) -> HttpResponse:
    """Save the form of one seat; the answer is a page, or for the script what has become of the fields."""
    # The act refuses a free seat after the deadline, whatever was sent for it.
    only = request.POST.getlist("only") or (sent_when_closed(request.POST, delegation) if delegate else [])
    form = form_of(delegation, delegate, place, data=request.POST, only=only)
    if not form.is_valid():
        return not_accepted(request, delegation, form, place, status=422)
    try:
        saved = save(form)
    except actions.WrittenMeanwhile as written:
        form.show_written(Delegate.objects.get(pk=delegate.pk), written.stored)
        return not_accepted(request, delegation, form, place, status=409)
    except actions.AddressTaken as refusal:
        form.add_error("email" if "email" in form.fields else None, str(refusal))
        return not_accepted(request, delegation, form, place, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return not_accepted(request, delegation, form, place, status=409)
    if asks_for_parts(request):
        return JsonResponse(saved_parts(request, delegation, saved, form, is_new=delegate is None))
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('delegation', args=[delegation.pk])}#seat-{saved.seat}")


def sent_when_closed(data, delegation: Delegation) -> list[str]:
    """The fields of a panel that was sent whole after the deadline: those shown as they stand are not among them."""
    if delegation.is_open():
        return []
    return [name for name in FIELDS if name in data or name in FREELY]


def asks_for_parts(request) -> bool:
    """Whether the script of the page asks, which goes on from where it is."""
    return request.headers.get("Accept") == "application/json"


def has_left(request, delegation, delegate: Delegate) -> HttpResponse:
    """What was typed for somebody who gave up the seat meanwhile is kept on the page, without a seat."""
    form = form_of(delegation, delegate, delegate.seat, data=request.POST)
    form.is_valid()
    form.add_error(None, _("This delegate no longer holds a seat. The page now shows who does."))
    return not_accepted(request, delegation, form, 0, status=409)


def not_accepted(request, delegation, form: DelegateForm, place: int, *, status: int) -> HttpResponse:
    if asks_for_parts(request):
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        refused = " ".join(errors.pop("__all__", []))
        clashes = {
            name: {"stored": stored, "seen": form.seen_now[name], "values": form.written[name]}
            for name, stored in form.clashes.items()
        }
        return JsonResponse({"errors": errors, "clashes": clashes, "refused": refused}, status=status)
    return show_page(request, delegation, status=status, tried=form, place=place)


def show_page(request, delegation: Delegation, *, status: int = 200, **tried) -> HttpResponse:
    delegation.refresh_from_db(fields=CHANGING)
    page = page_of(request.user, delegation, **tried)
    return render(request, "participants/delegation.html", page, status=status)


def saved_parts(
    request, delegation: Delegation, saved: Delegate, form: DelegateForm, *, is_new: bool
) -> dict:
    """What has changed on the page: where the delegation stands, the head of each panel, the marks of the fields."""
    take_over(delegation, saved.delegation)
    page = table_of(request.user, delegation, seated_of(delegation))
    seat = next(one for one in page["seats"] if one.delegate and one.delegate.pk == saved.pk)
    offered = head_offered_at(delegation, page["seated"])

    def part(template: str, **more) -> str:
        return render_to_string(f"participants/{template}.html", {**page, **more}, request=request)

    parts = {
        "standing": part("_status"),
        "used": part("_used"),
        "heads": {one.place: part("_seat_head", seat=one) for one in page["seats"]},
        # Whose role was taken has changed without a save of that panel; with a head there, no free seat offers it.
        "roles": {one.place: role_shown(one, offered) for one in page["seats"]},
        "seen": marks_of(seat.delegate, form.asked),
        "notes": {check.field: note_of(check, seat.delegate) for check in open_checks(seat.delegate)},
    }
    if is_new:
        # A seat that was just taken.
        seat.delegate.has_needs = seat.delegate.asks_visa = False
        has_no(seat.delegate, "assistants", "visa_letters")
        address = reverse("delegate_save", args=[delegation.pk, saved.pk])
        parts["taken"] = {"action": address, "tools": part("_seat_tools", seat=seat)}
    return parts


def take_over(delegation: Delegation, saved: Delegation) -> None:
    """What the act has read under its lock and written holds for the answer too; nothing of it is asked again."""
    for field in delegation._meta.concrete_fields:
        setattr(delegation, field.attname, getattr(saved, field.attname))
    delegation.meeting = saved.meeting


def role_shown(seat: Seat, offered: int | None) -> list[str]:
    """The role that a panel shows, and the mark by which a save knows that it was seen."""
    free = DelegateRole.HEAD if seat.place == offered else DelegateRole.MEMBER
    role = str(seat.delegate.role if seat.delegate else free)
    return [role, mark(role)]
