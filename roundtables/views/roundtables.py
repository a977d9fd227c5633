"""Writing, moving and removing roundtables; publishing their briefs."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, permit
from meetings.access import announced_meeting
from meetings.models import Meeting
from roundtables import actions
from roundtables.access import roundtable_of_meeting
from roundtables.forms import RoundtableForm
from roundtables.models import Roundtable
from roundtables.views.programme import bound, form_page, moved, refused, saved, show_form, to_programme


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@form_page
def roundtable_new(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """A new roundtable; `?theme=` proposes the theme it stands under."""
    asked = request.GET.get("theme", "")
    form = bound(
        RoundtableForm,
        request,
        instance=Roundtable(meeting=meeting, original_language=(meeting.languages or ["en"])[0]),
        meeting=meeting,
        initial={"theme": asked if asked.isascii() and asked.isdecimal() else None},
    )
    roundtable = saved(form, lambda new: actions.add_roundtable(roundtable=new, by=request.user))
    if roundtable is None:
        return show_form(request, "roundtable_new", form)
    messages.success(
        request,
        _("Roundtable %(code)s is added. Its text and its guiding questions come next.")
        % {"code": roundtable.code},
    )
    return to_programme(meeting, f"roundtable-{roundtable.pk}")


@permit(Permission.WRITE_PROGRAMME, roundtable_of_meeting)
@form_page
def roundtable_edit(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    meeting = roundtable.meeting
    form = bound(RoundtableForm, request, instance=copy(roundtable), meeting=meeting)
    done = saved(
        form,
        lambda changed: actions.change_roundtable(
            roundtable=changed, seen=form.cleaned_data["seen"], by=request.user
        ),
    )
    if done is None:
        return show_form(request, "roundtable_edit", form, roundtable=roundtable)
    messages.success(request, _("Roundtable %(code)s is saved.") % {"code": done.code})
    return to_programme(meeting, f"roundtable-{done.pk}")


@permit(Permission.WRITE_PROGRAMME, roundtable_of_meeting)
@form_page
def roundtable_remove(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    meeting = roundtable.meeting
    if request.method == "POST":
        if refused(request, lambda: actions.remove_roundtable(roundtable=roundtable, by=request.user)):
            return to_programme(meeting, f"roundtable-{roundtable.pk}")
        messages.success(request, _("Roundtable %(code)s is removed.") % {"code": roundtable.code})
        return to_programme(meeting)
    page = {
        "meeting": meeting,
        "here": "programme",
        "roundtable": roundtable,
        "sessions": roundtable.sessions.count(),
        "questions": roundtable.questions.count(),
    }
    return render(request, "roundtables/roundtable_remove.html", page)


@permit(Permission.WRITE_PROGRAMME, roundtable_of_meeting)
@require_POST
def roundtable_move(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    moved(request, lambda **where: actions.move_roundtable(roundtable=roundtable, by=request.user, **where))
    return to_programme(roundtable.meeting, f"roundtable-{roundtable.pk}")


@permit(Permission.WRITE_PROGRAMME, roundtable_of_meeting)
@require_POST
def roundtable_publish(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """Publish the brief, or with `publish=0` take it back; `back=brief` leads to the team's page afterwards."""
    code = roundtable.code
    if request.POST.get("publish") == "0":
        if not refused(request, lambda: actions.withdraw_brief(roundtable=roundtable, by=request.user)):
            messages.success(request, _("The brief of %(code)s is no longer public.") % {"code": code})
        return where_it_came_from(request, roundtable)
    if not refused(request, lambda: actions.publish_brief(roundtable=roundtable, by=request.user)):
        sentence = (
            _("The brief of %(code)s is published.")
            if roundtable.meeting.is_announced
            else _("The brief of %(code)s is published, and will be public once the meeting is announced.")
        )
        messages.success(request, sentence % {"code": code})
    return where_it_came_from(request, roundtable)


def where_it_came_from(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    if request.POST.get("back") == "brief":
        return redirect("brief", slug=roundtable.meeting.slug, pk=roundtable.pk)
    return to_programme(roundtable.meeting, f"roundtable-{roundtable.pk}")
