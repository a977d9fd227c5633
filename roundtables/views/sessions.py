"""Writing, moving and removing the sessions of a roundtable."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, permit
from roundtables import actions
from roundtables.access import roundtable_of_meeting, session_of_meeting
from roundtables.forms import SessionForm
from roundtables.models import Roundtable, Session
from roundtables.views.programme import bound, form_page, moved, refused, saved, show_form, to_programme


@permit(Permission.WRITE_PROGRAMME, roundtable_of_meeting)
@form_page
def session_new(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    meeting = roundtable.meeting
    form = bound(SessionForm, request, instance=Session(roundtable=roundtable), meeting=meeting)
    session = saved(form, lambda new: actions.add_session(session=new, by=request.user))
    if session is None:
        return show_form(request, "session_new", form, roundtable=roundtable)
    messages.success(request, _("Session %(code)s is added.") % {"code": session.code})
    return to_programme(meeting, f"session-{session.pk}")


@permit(Permission.WRITE_PROGRAMME, session_of_meeting)
@form_page
def session_edit(request: HttpRequest, session: Session) -> HttpResponse:
    meeting = session.roundtable.meeting
    form = bound(SessionForm, request, instance=copy(session), meeting=meeting)
    done = saved(
        form,
        lambda changed: actions.change_session(
            session=changed, seen=form.cleaned_data["seen"], by=request.user
        ),
    )
    if done is None:
        return show_form(request, "session_edit", form, session=session, roundtable=session.roundtable)
    messages.success(request, _("Session %(code)s is saved.") % {"code": done.code})
    return to_programme(meeting, f"session-{done.pk}")


@permit(Permission.WRITE_PROGRAMME, session_of_meeting)
@form_page
def session_remove(request: HttpRequest, session: Session) -> HttpResponse:
    meeting = session.roundtable.meeting
    if request.method == "POST":
        if refused(request, lambda: actions.remove_session(session=session, by=request.user)):
            return to_programme(meeting)
        messages.success(request, _("Session %(code)s is removed.") % {"code": session.code})
        return to_programme(meeting, f"roundtable-{session.roundtable_id}")
    page = {"meeting": meeting, "here": "programme", "session": session, "roundtable": session.roundtable}
    return render(request, "roundtables/session_remove.html", page)


@permit(Permission.WRITE_PROGRAMME, session_of_meeting)
@require_POST
def session_move(request: HttpRequest, session: Session) -> HttpResponse:
    moved(request, lambda **where: actions.move_session(session=session, by=request.user, **where))
    return to_programme(session.roundtable.meeting, f"session-{session.pk}")
