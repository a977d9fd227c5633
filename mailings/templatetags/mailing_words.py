"""Words about mailings."""

from django import template

from mailings.looking import shown_name

register = template.Library()
register.filter("who", shown_name)
