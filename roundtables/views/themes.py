"""Writing, moving and removing themes."""

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
from roundtables.access import theme_of_meeting
from roundtables.forms import ThemeForm
from roundtables.models import Theme
from roundtables.views.programme import bound, form_page, moved, refused, saved, show_form, to_programme


@permit(Permission.WRITE_PROGRAMME, announced_meeting)
@form_page
def theme_new(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = bound(ThemeForm, request, instance=Theme(meeting=meeting), meeting=meeting)
    theme = saved(form, lambda theme: actions.add_theme(theme=theme, by=request.user))
    if theme is None:
        return show_form(request, "theme_new", form, themes=meeting.themes.count())
    messages.success(request, _("Theme %(code)s is added.") % {"code": theme.code})
    return to_programme(meeting, f"theme-{theme.pk}")


@permit(Permission.WRITE_PROGRAMME, theme_of_meeting)
@form_page
def theme_edit(request: HttpRequest, theme: Theme) -> HttpResponse:
    meeting = theme.meeting
    form = bound(ThemeForm, request, instance=copy(theme), meeting=meeting)
    done = saved(
        form,
        lambda theme: actions.change_theme(theme=theme, seen=form.cleaned_data["seen"], by=request.user),
    )
    if done is None:
        return show_form(request, "theme_edit", form, theme=theme)
    messages.success(request, _("Theme %(code)s is saved.") % {"code": done.code})
    return to_programme(meeting, f"theme-{theme.pk}")


@permit(Permission.WRITE_PROGRAMME, theme_of_meeting)
@form_page
def theme_remove(request: HttpRequest, theme: Theme) -> HttpResponse:
    meeting = theme.meeting
    if request.method == "POST":
        if refused(request, lambda: actions.remove_theme(theme=theme, by=request.user)):
            return to_programme(meeting, f"theme-{theme.pk}")
        messages.success(request, _("Theme %(code)s is removed.") % {"code": theme.code})
        return to_programme(meeting)
    page = {
        "meeting": meeting,
        "here": "programme",
        "theme": theme,
        "roundtables": theme.roundtables.all(),
    }
    return render(request, "roundtables/theme_remove.html", page)


@permit(Permission.WRITE_PROGRAMME, theme_of_meeting)
@require_POST
def theme_move(request: HttpRequest, theme: Theme) -> HttpResponse:
    moved(request, lambda **where: actions.move_theme(theme=theme, by=request.user, **where))
    return to_programme(theme.meeting, f"theme-{theme.pk}")
