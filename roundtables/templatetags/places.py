"""Where a delegate sits, for pages of other rooms."""

from django import template

from participants.models import Delegate
from roundtables.allotment import Row, numbers_in_line, places_of

register = template.Library()


@register.inclusion_tag("roundtables/_own_places.html")
def own_places(delegate: Delegate) -> dict:
    """The roundtables of a delegate who holds a seat, with the way to change them: {% own_places seat %}. Two queries."""
    places = places_of([delegate])[delegate.pk]
    row = Row(delegate, places, numbers_in_line(delegate.delegation.meeting))
    return {"delegate": delegate, "places": places, "sentences": row.sentences}
