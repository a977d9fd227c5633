"""Words about applications, for pages and messages alike."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from selection.models import Application, ApplicationState, Call

register = template.Library()

TONES = {
    ApplicationState.ACCEPTED: "good",
    ApplicationState.OFFERED: "warn",
    ApplicationState.LAPSED: "bad",
    ApplicationState.DECLINED: "bad",
}


@register.inclusion_tag("components/state.html")
def application_state(application: Application) -> dict:
    """Where an application stands, as a word with a sign; with its place where it waits."""
    label = application.get_state_display()
    if application.state == ApplicationState.WAITING:
        label = _("Number %(rank)d on the waiting list") % {"rank": application.rank}
    return {"tone": TONES.get(application.state, "quiet"), "label": label}


@register.filter
def page_of(call: Call, name: str) -> str:
    """The full address of a page of a call, for messages: {{ call|page_of:"scoring" }}"""
    return settings.SITE_URL + reverse(name, args=[call.meeting.slug])


@register.filter
def doubles_of(doubles: dict[int, list[Application]], application: Application) -> list[Application]:
    """Those that may be one and the same organization as this one."""
    return doubles.get(application.pk, [])


@register.inclusion_tag("selection/call_notice.html")
def call_notice(meeting) -> dict:
    """On a meeting's public page: that applications are called for, from when until when."""
    return {"call": Call.objects.filter(meeting=meeting).first(), "meeting": meeting}
