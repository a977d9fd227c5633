"""The rooms of the venue, and the editor of the agenda."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from meetings import actions
from meetings.access import announced_meeting, item_of_meeting, room_of_meeting
from meetings.forms import AgendaItemForm, RoomForm, asked_time
from meetings.models import AgendaItem, Meeting, Room
from meetings.timetable import days_of, mark_gaps_and_clashes

form_page = require_http_methods(["GET", "HEAD", "POST"])


# --- Rooms -----------------------------------------------------------------------------------------------


@permit(Permission.ARRANGE_ROOMS, announced_meeting)
@form_page
def rooms(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = RoomForm(request.POST if request.method == "POST" else None, instance=Room(meeting=meeting))
    if request.method == "POST" and save_room(request, form):
        return redirect("rooms", meeting.slug)
    listed = meeting.rooms.with_use()
    return render(
        request, "meetings/rooms.html", {"meeting": meeting, "here": "rooms", "rooms": listed, "form": form}
    )


@permit(Permission.ARRANGE_ROOMS, room_of_meeting)
@form_page
def room_edit(request: HttpRequest, room: Room) -> HttpResponse:
    form = RoomForm(request.POST if request.method == "POST" else None, instance=copy(room))
    if request.method == "POST" and save_room(request, form):
        return redirect("rooms", room.meeting.slug)
    context = {"meeting": room.meeting, "here": "rooms", "room": room, "form": form}
    return render(request, "meetings/room_edit.html", context)


def save_room(request: HttpRequest, form: RoomForm) -> bool:
    """Whether the room was saved; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        room = actions.save_room(
            room=form.save(commit=False), seen=form.cleaned_data["seen"], by=request.user
        )
    except Stale as refusal:
        form.show_stored(RoomForm(instance=Room.objects.get(pk=form.instance.pk)))
        form.add_error(None, str(refusal))
    except Refused as refusal:
        form.add_error("name", str(refusal))
    else:
        messages.success(request, _("“%(room)s” is saved.") % {"room": room})
        return True
    return False


@permit(Permission.ARRANGE_ROOMS, room_of_meeting)
@form_page
def room_remove(request: HttpRequest, room: Room) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.remove_room(room=room, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“%(room)s” is removed.") % {"room": room})
        return redirect("rooms", room.meeting.slug)
    items = room.agendaitem_set.order_by("starts_at")
    context = {"meeting": room.meeting, "here": "rooms", "room": room, "items": items}
    return render(request, "meetings/room_remove.html", context)


# --- The agenda editor -----------------------------------------------------------------------------------


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@require_safe
def agenda_editor(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    items = list(meeting.agenda_items.with_briefs())
    days = mark_gaps_and_clashes(days_of(items, meeting))
    without_room = sum(item.room_id is None and item.needs_room for item in items)
    clashes = sum(len(slot.clashes) for day in days for slot in day.slots)
    context = {
        "meeting": meeting,
        "here": "agenda_editor",
        "days": days,
        "items": items,
        "without_room": without_room,
        "clashes": clashes,
        "tone": "owed" if without_room or clashes else "settled",
    }
    return render(request, "meetings/agenda_editor.html", context)


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@form_page
def agenda_item_new(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = AgendaItemForm(
        request.POST if request.method == "POST" else None,
        instance=AgendaItem(),
        meeting=meeting,
        at=asked_time(request.GET.get("at", "")),
    )
    if request.method == "POST" and save_item(request, form, actions.add_item):
        return redirect("agenda_editor", meeting.slug)
    context = {"meeting": meeting, "here": "agenda_editor", "form": form}
    return render(request, "meetings/agenda_item_new.html", context)


@permit(Permission.WRITE_PROGRAMME, item_of_meeting)
@form_page
def agenda_item_edit(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    form = AgendaItemForm(
        request.POST if request.method == "POST" else None, instance=copy(item), meeting=item.meeting
    )
    if request.method == "POST" and save_item(
        request, form, lambda **saved: actions.change_item(seen=form.cleaned_data["seen"], **saved)
    ):
        return redirect("agenda_editor", item.meeting.slug)
    context = {"meeting": item.meeting, "here": "agenda_editor", "item": item, "form": form}
    return render(request, "meetings/agenda_item_edit.html", context)


def save_item(request: HttpRequest, form: AgendaItemForm, act) -> bool:
    """Whether the item was saved by `act`; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        item = act(item=form.save(commit=False), by=request.user)
    except Stale as refusal:
        stored = AgendaItem.objects.get(pk=form.instance.pk)
        form.show_stored(AgendaItemForm(instance=stored, meeting=form.meeting))
        form.add_error(None, str(refusal))
        return False
    except actions.RoomTaken as refusal:
        form.add_error("room", str(refusal))
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("“%(item)s” is saved.") % {"item": item})
    if form.is_outside:
        messages.warning(request, _("It lies outside the days of the meeting. Is the day right?"))
    return True


@permit(Permission.WRITE_PROGRAMME, item_of_meeting)
@form_page
def agenda_item_remove(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    if request.method == "POST":
        actions.remove_item(item=item, by=request.user)
        messages.success(request, _("“%(item)s” is taken off the agenda.") % {"item": item})
        return redirect("agenda_editor", item.meeting.slug)
    context = {"meeting": item.meeting, "here": "agenda_editor", "item": item}
    return render(request, "meetings/agenda_item_remove.html", context)


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@require_POST
def agenda_publish(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Publish the agenda, or with `publish=0` take it back."""
    publishes = request.POST.get("publish") == "1"
    try:
        (actions.publish_agenda if publishes else actions.withdraw_agenda)(meeting=meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The agenda is published.") if publishes else _("The agenda is no longer public.")
        )
    return redirect("agenda_editor", meeting.slug)
