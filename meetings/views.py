"""Pages about meetings: what everybody reads, and what the chair prepares."""

from copy import copy

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused, Stale
from gfmd.public import public_page
from meetings import actions
from meetings.access import (
    announced_meeting,
    item_of_meeting,
    readable_meeting,
    room_of_meeting,
    served_chairmanship,
)
from meetings.clock import zone_names
from meetings.exports import agenda_calendar
from meetings.forms import AgendaItemForm, MeetingForm, MoveForm, RoomForm, asked_time
from meetings.models import AgendaItem, Chairmanship, Meeting, Room
from meetings.papers import agenda_paper, paper_answer
from meetings.timetable import days_of, mark_gaps_and_clashes

form_page = require_http_methods(["GET", "HEAD", "POST"])
LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]


# --- What everybody reads --------------------------------------------------------------------------------


@permit(Permission.READ)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The next meeting, those that follow, and the past ones."""
    coming = list(Meeting.objects.announced().filter(parent=None).coming().select_related("host"))
    past = Meeting.objects.past().filter(parent=None).select_related("host")
    context = {"next": coming[0] if coming else None, "further": coming[1:], "past": list(past)}
    return public_page(render(request, "meetings/home.html", context))


@permit(Permission.READ, readable_meeting)
@require_safe
def agenda(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The timetable, once it is published; before that, a preview for those who prepare it."""
    is_preview = preview(request, meeting)
    days = days_of(meeting.agenda_items.with_briefs(), meeting)
    context = {"meeting": meeting, "days": days, "is_preview": is_preview}
    response = render(request, "meetings/agenda.html", context)
    return response if is_preview else public_page(response)


@permit(Permission.READ, readable_meeting)
@require_safe
def agenda_pdf(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The timetable as a paper, in the language asked for or the active one."""
    is_preview = preview(request, meeting)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGE_CODES else get_language()
    paper = agenda_paper(meeting, language)
    return paper_answer(paper, f"{meeting.slug}-agenda-{language}.pdf", public=not is_preview)


@permit(Permission.READ, readable_meeting)
@require_safe
def agenda_ics(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The agenda as a calendar; until it is published, the days of the meeting."""
    items = meeting.agenda_items.select_related("room") if meeting.agenda_published_at else []
    response = HttpResponse(agenda_calendar(meeting, items), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{meeting.slug}.ics"'
    return public_page(response) if meeting.is_announced else response


def preview(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether the agenda is shown before the public may see it; Http404 for whoever may not."""
    if meeting.is_announced and meeting.agenda_published_at:
        return False
    if not can(request.user, Permission.SEE_MEETING, meeting):
        raise Http404
    return True


# --- Settings and state ----------------------------------------------------------------------------------


@permit(Permission.OPEN_MEETING, served_chairmanship)
@form_page
def meeting_new(request: HttpRequest, chairmanship: Chairmanship) -> HttpResponse:
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        instance=Meeting(chairmanship=chairmanship),
        chairmanship=chairmanship,
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.open_meeting(
                meeting=form.save(commit=False),
                chairmanship=chairmanship,
                chairs=list(form.cleaned_data["chairs"]),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The meeting is entered as a draft that only you and your colleagues see.")
            )
            return redirect("manage", meeting.slug)
    context = {"chairmanship": chairmanship, "form": form, "zones": zone_names()}
    return render(request, "meetings/meeting_new.html", context)


@permit(Permission.SET_MEETING, announced_meeting)
@form_page
def meeting_edit(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        instance=copy(meeting),
        chairmanship=meeting.chairmanship,
    )
    in_the_way = []
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_meeting(
                meeting=form.save(commit=False),
                chairs=list(form.cleaned_data["chairs"]),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Stale as refusal:
            form.show_stored(MeetingForm(instance=meeting, chairmanship=meeting.chairmanship))
            form.add_error(None, str(refusal))
        except actions.SeatsInUse as refusal:
            in_the_way = refusal.delegations
            form.add_error("delegation_limit", str(refusal))
        except actions.TooManyThemes as refusal:
            form.add_error("maximum_themes", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("meeting_edit", changed.slug)
    context = {
        "meeting": meeting,
        "here": "meeting_edit",
        "form": form,
        "zones": zone_names(),
        "in_the_way": in_the_way,
    }
    return render(request, "meetings/meeting_edit.html", context)


@permit(Permission.SET_MEETING, announced_meeting)
@require_POST
def meeting_move(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: that is not a state of a meeting."))
        return redirect("manage", meeting.slug)
    try:
        moved = actions.move_meeting(meeting=meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The meeting now stands at: %(state)s.") % {"state": moved.get_state_display()}
        )
    return redirect("manage", meeting.slug)


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
