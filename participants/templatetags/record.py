"""Why personal data is asked for, and what became of a thing, for any page that shows it."""

from django import template

from meetings.models import Meeting
from participants import keeping, record

register = template.Library()


@register.inclusion_tag("participants/_purpose.html")
def purpose(kind: str, meeting: Meeting) -> dict:
    """Why data is asked for and until when it is kept: {% purpose "needs" meeting %}

    Kinds: "passport", "needs", "details", "nomination", "application".
    """
    return {"purpose": keeping.purpose_of(kind), "until": keeping.kept_until(kind, meeting)}


@register.inclusion_tag("participants/_timeline.html")
def timeline(thing) -> dict:
    """What became of a delegation, delegate, nomination or focal point's term: {% timeline nomination %}

    Empty for nothing. The list has no heading of its own; the page writes it.
    """
    return {"entries": record.timeline_of(thing) if thing else []}
