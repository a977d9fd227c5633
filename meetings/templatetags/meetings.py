"""Words about meetings, and what the pages that prepare them share."""

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ROLES, Permission, roles_of
from meetings import days, steps
from meetings.models import Meeting, MeetingKind, MeetingState

register = template.Library()
register.filter("dates", days.meeting_dates)
register.filter("deadline", days.deadline)
register.filter("zone_name", days.zone_name)
register.filter("day_in_words", days.day_in_words)

# The pages of a meeting's preparation: URL name, what the link says, who may follow it.
PREPARATION = (
    ("manage", _("Overview"), Permission.SEE_MEETING),
    ("meeting_edit", _("Settings"), Permission.SET_MEETING),
    ("programme", _("Programme"), Permission.WRITE_PROGRAMME),
    ("agenda_editor", _("Agenda"), Permission.WRITE_PROGRAMME),
    ("documents_manage", _("Papers"), Permission.KEEP_DOCUMENTS),
    ("rooms", _("Rooms"), Permission.ARRANGE_ROOMS),
    ("applications", _("Applications"), Permission.SELECT),
    ("invitations", _("Invitations"), Permission.INVITE),
    ("nominations", _("Focal points"), Permission.VERIFY_NOMINATIONS),
    ("board", _("Delegations"), Permission.SEE_DELEGATIONS),
    ("needs", _("Needs and visas"), Permission.SEE_NEEDS),
    ("correspondence", _("Correspondence"), Permission.SEE_CORRESPONDENCE),
    ("personal_data", _("Personal data"), Permission.ERASE),
)


def only_for(page: str) -> str | None:
    """The kind of meeting that has such a page; None where every kind has it."""
    return MeetingKind.CIVIL_SOCIETY_DAYS if page == "applications" else None


@register.inclusion_tag("meetings/preparation_links.html", takes_context=True)
def preparation_links(context):
    """Links to the pages of a meeting's preparation which the reader may open."""
    meeting = context["meeting"]
    held = {
        permission for role in roles_of(context["request"].user, meeting) for permission in ROLES[role][1]
    }
    links = []
    for name, text, permission in PREPARATION:
        if permission in held and only_for(name) in (None, meeting.kind):
            links.append({"name": name, "text": text, "url": reverse(name, args=[meeting.slug])})
    return {
        "links": links,
        "here": context.get("here"),
        "meeting": meeting,
        "public_url": meeting.get_absolute_url() if meeting.is_announced else "",
    }


@register.inclusion_tag("meetings/meeting_moves.html", takes_context=True)
def meeting_moves(context, meeting: Meeting):
    """The moves a meeting can make next, each with its effect or with what stands in its way."""
    return {
        "steps": steps.steps_of(meeting),
        "meeting": meeting,
        "url": reverse("meeting_move", args=[meeting.slug]),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("meetings/settings_status.html")
def settings_status(meeting: Meeting):
    """One sentence on what the settings lack before the meeting can move on."""
    following = steps.steps_of(meeting)
    forward = following[0] if following and following[0].to in steps.FORWARD else None
    return {
        "runs_until": days.deadline(meeting) if meeting.is_registration_open() else "",
        "missing": forward.obstacle if forward else "",
        "next": forward,
    }


@register.filter
def at_venue(at: datetime, meeting: Meeting) -> str:
    """ "14 February 2027, 23:59, Rabat time"."""
    return days.instant_in_words(at, meeting)


@register.filter
def place(meeting: Meeting) -> str:
    """City, and venue where it is known."""
    if str(meeting.venue):
        return gettext("%(venue)s, %(city)s") % {"venue": meeting.venue, "city": meeting.city}
    return str(meeting.city)


@register.filter
def standing(meeting: Meeting) -> str:
    """Where a meeting stands, for a reader who may want to come."""
    if meeting.state != MeetingState.REGISTRATION_OPEN:
        return meeting.get_state_display()
    if meeting.is_registration_open():
        return gettext("Registration is open until %(deadline)s") % {"deadline": days.deadline(meeting)}
    opens_at = meeting.registration_opens_at
    if opens_at and opens_at > timezone.now():
        return gettext("Registration opens on %(moment)s") % {"moment": at_venue(opens_at, meeting)}
    return gettext("Registration closed on %(deadline)s") % {"deadline": days.deadline(meeting)}
