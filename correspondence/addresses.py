"""What is known of addresses: which came back, which want no circulars. Addresses are compared in lower case."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, leave_trace
from correspondence.models import Message, MessageState, Trouble, TroubledAddress, Unsubscribed

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
    """For a queryset's filter(): whether messages to the address in `field` came back. No further query."""
    troubled = TroubledAddress.objects.annotate(lower=Lower("email"))
    return Exists(troubled.filter(lower=Lower(OuterRef(field))))


def trouble_of(field: str) -> Subquery:
    """For a queryset's annotate(): what is the trouble with the address in `field`, or None; no further query.

    The tag {% came_back row.trouble %} shows it.
    """
    troubled = TroubledAddress.objects.annotate(lower=Lower("email")).filter(lower=Lower(OuterRef(field)))
    return Subquery(troubled.values("trouble")[:1])


# --- Circulars: yes or no ----------------------------------------------------------------------------------


def wants_circulars(email: str) -> bool:
    return not known(Unsubscribed, [email]).exists()


@transaction.atomic
def stop_circulars(email: str, *, message: Message | None = None, by: Person | None = None) -> None:
    """No circular goes to this address any more: asked for by the link in `message`, or by the person signed in.

    Those that wait to be sent are cancelled. A second call changes nothing.
    """
    if not wants_circulars(email):
        return
    asked = Unsubscribed(email=email.strip().lower(), message=message, by=by)
    Unsubscribed.objects.bulk_create([asked], ignore_conflicts=True)
    waiting = Message.objects.filter(
        is_circular=True, state=MessageState.QUEUED, to_email__iexact=email.strip()
    )
    waiting.update(state=MessageState.CANCELLED)
    leave_trace("stop_circulars", by or message, by=by, via="" if by else "link in a circular")


@transaction.atomic
def resume_circulars(email: str, *, message: Message | None = None, by: Person | None = None) -> None:
    """Circulars go to this address again, from the next one on. A second call changes nothing."""
    stopped, _each = known(Unsubscribed, [email]).delete()
    if stopped:
        leave_trace("resume_circulars", by or message, by=by, via="" if by else "link in a circular")


def forget_address(email: str) -> None:
    """What is known of an address goes with everything else about the person, as was asked for."""
    for model in (TroubledAddress, Unsubscribed):
        known(model, [email]).delete()
