"""Words about meetings and delegations, for pages and messages alike."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings import days
from meetings.models import Meeting
from participants.models import Delegation

register = template.Library()
register.filter("dates", days.meeting_dates)
register.filter("deadline", days.deadline)


@register.filter
def place(meeting: Meeting) -> str:
    """City, and venue where it is known."""
    if str(meeting.venue):
        return _("%(venue)s, %(city)s") % {"venue": meeting.venue, "city": meeting.city}
    return str(meeting.city)


@register.filter
def address(delegation: Delegation) -> str:
    """The full address of a delegation's page, for messages."""
    return settings.SITE_URL + reverse("delegation", args=[delegation.pk])
