"""What applicants do: apply, correct, withdraw, ask for their link again. And what is forgotten in the end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from gfmd.moves import Refused, Stale
from meetings.days import instant_in_words
from participants.actions.selected import give_up_selected_delegation
from participants.keeping import pseudonymised_on
from selection.actions.decisions import fill_places
from selection.actions.rules import (
    forget_waiting,
    give_link,
    locked_application,
    locked_call,
    move,
    record,
    rules_of_the_database,
    same_organization,
    tell,
)
from selection.models import Application, ApplicationState, Call, key_of

RENEWED_AT_MOST_EVERY = timedelta(minutes=10)
# What the record keeps in full; of the rest only that it was changed.
RECORDED = ("organization_name", "acronym", "sector", "country_id", "language")
TYPED = (
    "organization_name",
    "acronym",
    "sector",
    "country",
    "website",
    "name",
    "gender",
    "email",
    "language",
    "motivation",
    "experience",
)


def refuse_unless_open(call: Call) -> None:
    if call.is_open():
        return
    if call.is_over():
        raise Refused(
            _("Applications closed on %(moment)s, so this one cannot be taken any more. We are sorry.")
            % {"moment": instant_in_words(call.closes_at, call.meeting)}
        )
    raise Refused(_("Applications are not open now."))


@transaction.atomic
def apply(*, call_pk: int, application: Application) -> Application:
    """Hand in an application, while the call is open: one an organization. The link goes to its address."""
    call = locked_call(call_pk)
    refuse_unless_open(call)
    application.call, application.state = call, ApplicationState.RECEIVED
    application.email = application.email.strip().lower()
    refuse_second(call, application)
    with rules_of_the_database(), transaction.atomic():
        application.save()
    record("apply", application, via="application form", after=recorded(application))
    tell(application, "received")
    application.save()
    return application


def refuse_second(call: Call, application: Application) -> None:
    same = call.applications.standing().filter(organization_key=key_of(application.organization_name))
    if same.exclude(pk=application.pk).exists():
        raise Refused(same_organization())


@transaction.atomic
def correct_application(*, application_pk: int, link_number: int, typed: dict, seen: str) -> Application:
    """Correct an application while the call is open; `seen` is the `changed_at` of the page.

    Another address gets a new link, which voids the former.
    """
    application = locked_application(application_pk)
    application.refuse_unless_link(link_number)
    refuse_unless_open(application.call)
    if application.state != ApplicationState.RECEIVED:
        raise Refused(_("This application has been decided on or withdrawn, and is not corrected any more."))
    if seen != application.changed_at.isoformat():
        raise Stale
    before, had = recorded(application), {name: getattr(application, name) for name in TYPED}
    for name in TYPED:
        setattr(application, name, typed[name])
    application.email = application.email.strip().lower()
    refuse_second(application.call, application)
    changed = [name for name in TYPED if getattr(application, name) != had[name]]
    if not changed:
        return application
    application.corrected_at = timezone.now()
    if "email" in changed:
        give_link(application, is_new=True)
        tell(application, "link")
    with rules_of_the_database(), transaction.atomic():
        application.save()
    after = recorded(application) | {"changed": changed}
    record("correct_application", application, via="personal link", before=before, after=after)
    return application


def recorded(application: Application) -> dict:
    return {name: getattr(application, name) for name in RECORDED}


@transaction.atomic
def withdraw_application(
    *,
    application_pk: int,
    link_number: int | None = None,
    by: Person | None = None,
    reason: str = "",
) -> Application:
    """Give up an application, an offer or a place; the place goes to the first on the waiting list.

    By personal link (`link_number`), or by staff (`by`).
    """
    application = locked_application(application_pk)
    if by is None:
        application.refuse_unless_link(link_number)
    before = move(
        application,
        ApplicationState.WITHDRAWN,
        _("This application is settled already; nothing is left to withdraw."),
    )
    via = "" if by else "personal link"
    if application.delegation_id:
        give_up_selected_delegation(
            delegation_pk=application.delegation_id,
            by=by,
            via=via,
            reason=_("The application was withdrawn."),
        )
        application.delegation = None
    forget_waiting(application)
    application.save()
    record(
        "withdraw_application",
        application,
        by=by,
        via=via,
        reason=reason,
        before={"state": before},
        after={"state": application.state},
    )
    fill_places(application.call, via="withdraw_application")
    return application


@transaction.atomic
def renew_application_link(*, application_pk: int) -> Application:
    """A new link to the address on file, whoever asks; the former is void."""
    application = locked_application(application_pk)
    sent_at = application.link_sent_at
    if sent_at and timezone.now() - sent_at < RENEWED_AT_MOST_EVERY:
        raise Refused(
            _("A link was sent to this address a few minutes ago. Look for it in the mailbox first.")
        )
    return send_new_link(application, via="personal link")


@transaction.atomic
def readdress_application(*, application_pk: int, email: str, by: Person) -> Application:
    """Staff correct the address of an applicant who has none of our messages; a new link goes there."""
    application = locked_application(application_pk)
    application.email = email.strip().lower()
    return send_new_link(application, by=by)


def send_new_link(application: Application, *, by: Person | None = None, via: str = "") -> Application:
    give_link(application, is_new=True)
    tell(application, "link")
    application.save()
    record("send_application_link", application, by=by, via=via)
    return application


FORGOTTEN = {"name": "—", "email": "erased@forum.invalid", "website": "", "motivation": "", "experience": ""}


@transaction.atomic
def forget_applicants(*, at: datetime | None = None) -> int:
    """Erase who applied when the record of the meeting forgets names; what was decided stays. Returns how many."""
    at = at or timezone.now()
    forgotten = 0
    for call in Call.objects.select_related("meeting"):
        until = pseudonymised_on(call.meeting)
        if until is None or call.meeting.local_day(at) < until:
            continue
        rows = call.applications.exclude(email=FORGOTTEN["email"])
        forgotten += rows.update(**FORGOTTEN, link_hash="", link_expires_at=None, changed_at=at)
    return forgotten
