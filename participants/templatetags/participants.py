"""Words about invitations and delegations, for pages and messages alike."""

from datetime import datetime, timedelta

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from meetings.days import instant_in_words
from meetings.models import Meeting
from participants import actions
from participants.models import (
    Delegation,
    FocalPoint,
    FocalPointState,
    Invitation,
    InvitationState,
    Nomination,
    NominationState,
)

register = template.Library()


@register.filter
def address(delegation: Delegation) -> str:
    """The full address of a delegation's page, for messages."""
    return settings.SITE_URL + reverse("delegation", args=[delegation.pk])


@register.filter
def last_minute(thing: Delegation | Invitation) -> str:
    """Until when a delegation can be changed, or an invitation answered, with the venue's zone; may be empty."""
    return instant_in_words(thing.closes_at, thing.meeting) if thing.closes_at else ""


@register.simple_tag(takes_context=True)
def may_fill(context, delegation: Delegation) -> bool:
    """Whether the reader speaks for a delegation: {% may_fill delegation as speaks %}"""
    return can(context["request"].user, Permission.FILL_DELEGATION, delegation)


TONES = {
    InvitationState.ACCEPTED: "good",
    InvitationState.BOUNCED: "bad",
    InvitationState.QUEUED: "warn",
    InvitationState.SENT: "quiet",
    InvitationState.DELIVERED: "quiet",
}


@register.inclusion_tag("components/state.html")
def invitation_state(invitation: Invitation) -> dict:
    """Where an invitation stands, as a word with a sign; `invitation` comes from `with_state()`."""
    return {
        "tone": TONES.get(invitation.state, "quiet"),
        "label": InvitationState(invitation.state).label,
    }


@register.filter
def since(at: datetime, now: datetime | None = None) -> str:
    """How long ago, in one unit: "2 hours ago"; a date when it is over a week."""
    now = now or timezone.now()
    if now - at > timedelta(days=7):
        return date_format(at, "MONTH_DAY_FORMAT")
    if now - at < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, now, depth=1)}


NOMINATION_TONES = {
    NominationState.ACCEPTED: "good",
    NominationState.REJECTED: "bad",
    NominationState.WITHDRAWN: "quiet",
    NominationState.NEEDS_CORRECTION: "quiet",
}


@register.inclusion_tag("components/state.html")
def nomination_state(nomination: Nomination) -> dict:
    """Where a nomination stands, as a word with a sign; what waits for the chair is marked."""
    return {
        "tone": NOMINATION_TONES.get(nomination.state, "warn"),
        "label": nomination.get_state_display(),
    }


FOCAL_POINT_TONES = {
    FocalPointState.ACTIVE: "good",
    FocalPointState.PENDING: "warn",
    FocalPointState.SUSPENDED: "bad",
}


@register.inclusion_tag("components/state.html")
def focal_point_state(point: FocalPoint) -> dict:
    return {"tone": FOCAL_POINT_TONES.get(point.state, "quiet"), "label": point.get_state_display()}


@register.filter
def takes_nominations(meeting: Meeting) -> bool:
    """Whether a State or an organization can name its focal point for the meeting now."""
    return actions.takes_nominations(meeting)
