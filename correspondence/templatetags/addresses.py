"""Addresses that came back, as pages show them."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from correspondence.models import Trouble

register = template.Library()


@register.simple_tag
def came_back(trouble: str | None) -> SafeString | str:
    """A red word beside an address that is in trouble, else nothing: {% came_back row.trouble %}

    `trouble` comes from correspondence.addresses.trouble_of.
    """
    if not trouble:
        return ""
    return render_to_string("components/state.html", {"tone": "bad", "label": Trouble(trouble).label})
