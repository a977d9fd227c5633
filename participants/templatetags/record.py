"""Why personal data is asked for, and what became of a thing, for any page that shows it."""

from django import template

from meetings.models import Meeting
from participants import keeping

register = template.Library()


@register.inclusion_tag("participants/_purpose.html")
def purpose(kind: str, meeting: Meeting) -> dict:
    """Why data is asked for and until when it is kept: {% purpose "needs" meeting %}

    Kinds: "passport", "needs", "details", "nomination", "application".
    """
    return {"purpose": keeping.purpose_of(kind), "until": keeping.kept_until(kind, meeting)}
