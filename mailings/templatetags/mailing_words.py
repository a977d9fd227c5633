"""Words about mailings."""

from django import template
from django.utils.translation import get_language

from mailings.audiences import Recipient

register = template.Library()


@register.filter
def organization_name(recipient: Recipient) -> str:
    """The recipient's organization in the reader's language; empty without one."""
    return recipient.organization_in(get_language() or "en")
