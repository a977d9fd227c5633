"""Writing, moving and removing the sections of a concept paper that are no themes."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, permit
from meetings.access import announced_meeting
from meetings.models import Meeting
from roundtables import actions
from roundtables.access import section_of_meeting
from roundtables.forms import SectionForm
from roundtables.models import Section
from roundtables.views.programme import bound, form_page, moved, refused, saved, show_form, to_programme


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@form_page
def section_new(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = bound(SectionForm, request, instance=Section(meeting=meeting), meeting=meeting)
    section = saved(form, lambda new: actions.add_section(section=new, by=request.user))
    if section is None:
        return show_form(request, "section_new", form)
    messages.success(request, _("The section “%(title)s” is added.") % {"title": section.title})
    return to_programme(meeting, f"section-{section.pk}")


@permit(Permission.WRITE_PROGRAMME, section_of_meeting)
@form_page
def section_edit(request: HttpRequest, section: Section) -> HttpResponse:
    meeting = section.meeting
    form = bound(SectionForm, request, instance=copy(section), meeting=meeting)
    done = saved(
        form,
        lambda changed: actions.change_section(
            section=changed, seen=form.cleaned_data["seen"], by=request.user
        ),
    )
    if done is None:
        return show_form(request, "section_edit", form, section=section)
    messages.success(request, _("The section “%(title)s” is saved.") % {"title": done.title})
    return to_programme(meeting, f"section-{done.pk}")


@permit(Permission.WRITE_PROGRAMME, section_of_meeting)
@form_page
def section_remove(request: HttpRequest, section: Section) -> HttpResponse:
    meeting = section.meeting
    if request.method == "POST":
        if refused(request, lambda: actions.remove_section(section=section, by=request.user)):
            return to_programme(meeting)
        messages.success(request, _("The section “%(title)s” is removed.") % {"title": section.title})
        return to_programme(meeting)
    page = {"meeting": meeting, "here": "programme", "section": section}
    return render(request, "roundtables/section_remove.html", page)


@permit(Permission.WRITE_PROGRAMME, section_of_meeting)
@require_POST
def section_move(request: HttpRequest, section: Section) -> HttpResponse:
    moved(request, lambda **where: actions.move_section(section=section, by=request.user, **where))
    return to_programme(section.meeting, f"section-{section.pk}")
