"""Words about seats and what is kept apart about them."""

from datetime import date

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from participants.models import Delegate, Needs, VisaRequest

register = template.Library()


@register.filter
def seat_address(delegate: Delegate) -> str:
    """The full address of the page of a delegate's own seat, for messages."""
    return settings.SITE_URL + reverse("seat", args=[delegate.pk])


@register.filter
def masked(email: str) -> str:
    """An address as whoever has it recognises it, and nobody else reads it: "w…@mission.example"."""
    box, _at, domain = email.partition("@")
    return f"{box[:1]}…@{domain}" if domain else ""


@register.filter
def needs_given(delegate: Delegate) -> bool:
    """Whether a delegate has said what is needed; costs a query unless the rows come from `with_given()`."""
    known = getattr(delegate, "has_needs", None)
    return Needs.objects.filter(delegate=delegate).exists() if known is None else known


@register.filter
def visa_asked(delegate: Delegate) -> bool:
    """Whether a letter for a visa was asked for; the same."""
    known = getattr(delegate, "asks_visa", None)
    return VisaRequest.objects.filter(delegate=delegate).exists() if known is None else known


@register.filter
def letter_in_force(delegate: Delegate):
    """The letter for a visa that holds, if there is one."""
    return next((letter for letter in delegate.visa_letters.all() if letter.void_at is None), None)


@register.filter
def iso_day(text: str) -> str:
    """A day that is kept sealed as text, in words."""
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
