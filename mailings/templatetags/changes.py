"""Who will be told of a change, for the pages on which it is made."""

from django import template
from django.conf import settings
from django.utils.translation import ngettext

from gfmd.lists import listed
from mailings import foreseen
from mailings.foreseen import Foreseen
from meetings.actions import is_agenda_out

register = template.Library()


@register.filter
def who(told: Foreseen) -> str:
    """ "38 delegates, 2 members of teams; roundtable 1.1"."""
    parts = [
        ngettext("%(number)d delegate", "%(number)d delegates", told.delegates) % {"number": told.delegates}
        if told.delegates
        else "",
        ngettext("%(number)d member of a team", "%(number)d members of teams", told.team)
        % {"number": told.team}
        if told.team
        else "",
        ngettext("%(number)d focal point", "%(number)d focal points", told.focal_points)
        % {"number": told.focal_points}
        if told.focal_points
        else "",
    ]
    words = {"people": listed(parts), "codes": listed(told.codes[:12])}
    if not told.codes:
        return words["people"]
    return (
        ngettext("roundtable %(codes)s: %(people)s", "roundtables %(codes)s: %(people)s", len(told.codes))
        % words
    )


@register.inclusion_tag("mailings/_foreseen.html")
def told_if_item_changes(item):
    """Of an agenda item that is edited or taken off."""
    return told(item.meeting, foreseen.if_item_changes(item))


@register.inclusion_tag("mailings/_foreseen.html")
def told_if_item_is_added(meeting):
    return told(meeting, foreseen.if_item_is_added(meeting), of_new=True)


@register.inclusion_tag("mailings/_foreseen_in_general.html")
def told_of_agenda(meeting):
    """Of an agenda that is public: how many depends on the item."""
    return {"meeting": meeting, "is_out": is_agenda_out(meeting), "minutes": settings.CHANGE_QUIET_MINUTES}


@register.inclusion_tag("mailings/_foreseen.html")
def told_if_room_changes(room):
    return told(room.meeting, foreseen.if_room_changes(room), of_room=True)


@register.inclusion_tag("mailings/_foreseen.html")
def told_if_paper_changes(document):
    return told(document.meeting, foreseen.if_paper_changes(document), of_paper=True)


@register.inclusion_tag("mailings/_foreseen.html")
def told_if_published(meeting):
    """Of an agenda that was taken back from the public."""
    return told(meeting, foreseen.if_agenda_is_published(meeting), of_agenda=True)


def told(meeting, found: Foreseen | None, **what) -> dict:
    return {"meeting": meeting, "told": found, "minutes": settings.CHANGE_QUIET_MINUTES, **what}
