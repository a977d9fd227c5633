"""What stands in messages of several kinds, each a piece of text whole in itself, in the active language."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from correspondence.models import Message
from correspondence.wording import as_typed, quoted
from gfmd.tokens import hash_of, token_for
from meetings.days import instant_in_words, meeting_dates
from meetings.models import Meeting
from meetings.templatetags.meetings import place
from participants.models import Delegation

OF_MEETINGS = {
    "meeting": _lazy("The title of the meeting"),
    "dates": _lazy("The days of the meeting"),
    "place": _lazy("Venue and city; may be empty"),
    "dates_and_place": _lazy("The days of the meeting, with venue and city where they are known"),
}
GREETING = {"greeting": _lazy("“Dear” and the addressee's name")}
LINK = {"link": _lazy("The personal link")}
OF_DELEGATIONS = {
    "organization": _lazy("The name of the State or organization"),
    **OF_MEETINGS,
    "deadline": _lazy("The last minute to change the delegation, with its zone; may be empty"),
    "page": _lazy("The address of the delegation's page"),
}
REASON = {"reason": _lazy("The reason that was given, under its heading; may be empty")}


def greeting(name: str) -> str:
    return _("Dear %(name)s,") % {"name": as_typed(name)} if name else _("Dear colleague,")


def meeting_facts(meeting: Meeting) -> dict[str, str]:
    words = {"dates": meeting_dates(meeting), "place": as_typed(place(meeting))}
    both = _("%(dates)s, %(place)s") % words if words["place"] else words["dates"]
    return {"meeting": as_typed(meeting), **words, "dates_and_place": both}


def delegation_facts(delegation: Delegation) -> dict[str, str]:
    closes_at = delegation.closes_at
    return {
        "organization": as_typed(delegation.organization.name),
        **meeting_facts(delegation.meeting),
        "deadline": instant_in_words(closes_at, delegation.meeting) if closes_at else "",
        "page": settings.SITE_URL + reverse("delegation", args=[delegation.pk]),
    }


def reason_fact(reason: str) -> dict[str, str]:
    heading = _("The reason:")
    return {"reason": f"{heading}\n\n{quoted(reason)}" if reason.strip() else ""}


def delegation_of(message: Message) -> Delegation | None:
    """The delegation a message is about: that of its organization at its meeting."""
    of = {"meeting": message.meeting_id, "organization": message.organization_id}
    return Delegation.objects.select_related("meeting", "organization").filter(**of).first()


def hash_of_link(message: Message) -> str:
    """What the database keeps of the link in a message. A newer link, or one that has served, has another."""
    return hash_of(token_for(message.link_name))
