"""The programme as those who write it see it: the outline, and what each of its forms has in common."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from meetings.access import announced_meeting
from meetings.models import Meeting
from roundtables import actions
from roundtables.forms import MoveForm, ProgrammeForm
from roundtables.models import Session
from roundtables.outline import lacks, next_step, outline
from roundtables.standing import can_be_published, short
from roundtables.work import Work, with_work

form_page = require_http_methods(["GET", "HEAD", "POST"])


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@require_safe
def programme(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Themes, roundtables and sessions in order, and what is missing. The same queries for any number."""
    sessions = Prefetch("sessions", Session.objects.select_related("agenda_item__room"))
    roundtables = with_work(
        meeting.roundtables.with_place()
        .with_questions_counted()
        .order_by("position", "pk")
        .prefetch_related(sessions)
    )
    parts = outline(meeting, roundtables)
    written = [roundtable for part in parts for roundtable in part.roundtables]
    for roundtable in written:
        roundtable.work = Work(roundtable)
        roundtable.lacks = lacks(roundtable, roundtable.work)
        roundtable.tone, roundtable.stands = short(roundtable.work)
        roundtable.is_to_publish = can_be_published(roundtable.work)
    page = {
        "meeting": meeting,
        "here": "programme",
        "parts": parts,
        "themes": sum(part.theme is not None for part in parts),
        "written": len(written),
        "published": sum(roundtable.is_published for roundtable in written),
        "next": next_step(meeting, parts),
        "sections": meeting.sections.all(),
    }
    return render(request, "roundtables/programme.html", page)


def to_programme(meeting: Meeting, anchor: str = "") -> HttpResponse:
    """Back to the outline, with the keyboard at the row that was worked on."""
    return redirect(reverse("programme", args=[meeting.slug]) + (f"#{anchor}" if anchor else ""))


def bound(form_class: type[ProgrammeForm], request: HttpRequest, *, instance, meeting: Meeting, **more):
    """The form, filled from what was sent if something was."""
    sent = request.POST if request.method == "POST" else None
    return form_class(sent, instance=instance, meeting=meeting, **more)


def saved(form: ProgrammeForm, act):
    """What `act` made of a valid form; None when it was refused, and the form then says why."""
    if not form.is_valid():
        return None
    try:
        return act(form.save(commit=False))
    except Stale as refusal:
        stored = type(form.instance).objects.get(pk=form.instance.pk)
        form.show_stored(type(form)(instance=stored, meeting=form.meeting))
        form.add_error(None, str(refusal))
    except actions.CodeTaken as refusal:
        form.add_error("code", str(refusal))
    except actions.ItemTaken as refusal:
        form.add_error("agenda_item", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def show_form(request: HttpRequest, template: str, form: ProgrammeForm, **page) -> HttpResponse:
    page = {"meeting": form.meeting, "here": "programme", "form": form, **page}
    return render(request, f"roundtables/{template}.html", page, status=422 if form.errors else 200)


def refused(request: HttpRequest, act) -> bool:
    """Whether `act` was refused; the next page then says why."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return True
    return False


def moved(request: HttpRequest, act) -> None:
    """Do what a button for moving asks: one place up or down."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Nothing was moved: the button did not say where to. Please press it again.")
        )
        return
    try:
        act(**form.cleaned_data)
    except Stale as refusal:
        messages.info(request, str(refusal))
    except Refused as refusal:
        messages.error(request, str(refusal))
