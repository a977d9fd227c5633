"""What is known of addresses: which came back, which want no circulars. Addresses are compared in lower case."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from correspondence.models import Trouble, TroubledAddress, Unsubscribed

WANTS_NONE = _("Wants no circulars")


def known(model, emails: Iterable[str]) -> QuerySet:
    """The rows of `model` (TroubledAddress or Unsubscribed) about these addresses, with `lower`."""
    lowered = {email.strip().lower() for email in emails if email}
    return model.objects.annotate(lower=Lower("email")).filter(lower__in=lowered)


def unreachable(emails: Iterable[str]) -> dict[str, str | Promise]:
    """Those of these addresses that circulars leave out, as they were given, each with the reason in words.

    Two queries, whatever the number. What concerns a person's own business still goes to those who want no
    circulars, and is still tried where messages came back.
    """
    emails = list(emails)
    reasons: dict[str, str | Promise] = dict.fromkeys(
        known(Unsubscribed, emails).values_list("lower", flat=True), WANTS_NONE
    )
    for lower, trouble in known(TroubledAddress, emails).values_list("lower", "trouble"):
        reasons[lower] = Trouble(trouble).label
    found = ((email, reasons.get(email.strip().lower())) for email in emails if email)
    return {email: reason for email, reason in found if reason}


def has_trouble(field: str) -> Exists:
    """For a queryset's annotate(): whether messages to the address in `field` came back. No further query."""
    troubled = TroubledAddress.objects.annotate(lower=Lower("email"))
    return Exists(troubled.filter(lower=Lower(OuterRef(field))))
