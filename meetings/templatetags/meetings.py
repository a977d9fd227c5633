"""What the pages that prepare a meeting share."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ROLES, Permission, roles_of

register = template.Library()

# The pages of a meeting's preparation: URL name, what the link says, who may follow it.
PREPARATION = (
    ("manage", _("Overview"), Permission.SEE_MEETING),
    ("meeting_edit", _("Settings"), Permission.SET_MEETING),
    ("programme", _("Programme"), Permission.WRITE_PROGRAMME),
    ("agenda_editor", _("Agenda"), Permission.WRITE_PROGRAMME),
    ("rooms", _("Rooms"), Permission.WRITE_PROGRAMME),
    ("invitations", _("Invitations"), Permission.INVITE),
    ("board", _("Delegations"), Permission.SEE_DELEGATIONS),
)


@register.inclusion_tag("meetings/preparation_links.html", takes_context=True)
def preparation_links(context):
    """Links to the pages of a meeting's preparation which the reader may open."""
    meeting = context["meeting"]
    held = {permission for role in roles_of(context["request"].user, meeting) for permission in ROLES[role][1]}
    links = []
    for name, text, permission in PREPARATION:
        if permission in held:
            try:
                links.append({"name": name, "text": text, "url": reverse(name, args=[meeting.slug])})
            except NoReverseMatch:
                continue
    return {"links": links, "here": context.get("here"), "meeting": meeting}
