"""Who is offered a place, who waits, who is not selected; and how the waiting list moves by itself.

Each act locks the call's row first. The database keeps the ceiling too, whichever way a row is written.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from gfmd.moves import Refused, Stale
from meetings.days import instant_in_words
from participants.models import minute_after
from selection.actions.rules import (
    NoPlaceLeft,
    end_of_offer,
    locked_call,
    may_be_offered,
    move,
    record,
    rules_of_the_database,
    tell,
)
from selection.models import Application, ApplicationState, Call
from selection.ranking import ranked

A = ApplicationState
REMINDED_BEFORE = timedelta(days=3)


def places_left(call: Call) -> int:
    return max(call.ceiling - call.applications.holding_a_place().count(), 0)


def refuse_unless_decided_now(call: Call) -> None:
    """Nothing is decided while somebody may still apply, nor when the meeting has begun."""
    if not call.is_over():
        raise Refused(
            _("Applications can be handed in until %(moment)s. Decide when all are here.")
            % {"moment": instant_in_words(call.closes_at, call.meeting)}
        )
    if not may_be_offered(call):
        raise Refused(_("The meeting has begun or is over, so nothing is decided any more."))


def chosen(call: Call, application_pks: Iterable[int]) -> list[Application]:
    """The ticked applications of this call, in the order of their scores."""
    pks = set(application_pks)
    found = [row.application for row in ranked(call) if row.application.pk in pks]
    if len(found) != len(pks):
        raise Stale
    if not found:
        raise Refused(_("Tick at least one application first."))
    for application in found:
        application.call = call
    return found


@transaction.atomic
def offer_places(*, call_pk: int, application_pks: Sequence[int], by: Person) -> int:
    """Offer a place to each of these, all or none; never more than the ceiling. Returns how many."""
    call = locked_call(call_pk)
    refuse_unless_decided_now(call)
    applications = chosen(call, application_pks)
    left = places_left(call)
    if len(applications) > left:
        raise NoPlaceLeft(left)
    for application in applications:
        offer(application, by=by)
    return len(applications)


def offer(
    application: Application, *, by: Person | None = None, via: str = "", at: datetime | None = None
) -> None:
    """Offer a place, until the last minute of its day; the call is locked."""
    before = move(
        application,
        A.OFFERED,
        _("%(name)s cannot be offered a place: %(state)s.")
        % {"name": application, "state": application.get_state_display()},
    )
    application.offered_at = at or timezone.now()
    application.offer_expires_at = end_of_offer(application.call, application.offered_at)
    application.reminded_at = application.answered_at = None
    application.reason = ""
    tell(application, "offered")
    with rules_of_the_database(), transaction.atomic():
        application.save()
    record(
        "offer_place",
        application,
        by=by,
        via=via,
        before={"state": before},
        after={"state": application.state, "until": application.offer_expires_at.isoformat()},
    )


@transaction.atomic
def put_on_waiting_list(*, call_pk: int, application_pks: Sequence[int], by: Person) -> int:
    """Put these at the end of the waiting list, in the order of their scores. Returns how many.

    While places are free nobody waits: the first in line would be offered one at once.
    """
    call = locked_call(call_pk)
    refuse_unless_decided_now(call)
    applications = chosen(call, application_pks)
    if places_left(call):
        raise Refused(_("Places are still free. Offer them, or lower the ceiling, before anybody waits."))
    rank = call.applications.aggregate(last=Max("rank"))["last"] or 0
    for application in applications:
        rank += 1
        before = move(
            application,
            A.WAITING,
            _("%(name)s cannot wait for a place: %(state)s.")
            % {"name": application, "state": application.get_state_display()},
        )
        application.rank, application.reason = rank, ""
        tell(application, "waiting")
        application.save()
        record(
            "put_on_waiting_list",
            application,
            by=by,
            before={"state": before},
            after={"state": application.state, "rank": rank},
        )
    return len(applications)


@transaction.atomic
def reject_applications(*, call_pk: int, application_pks: Sequence[int], reason: str, by: Person) -> int:
    """Tell these that they are not selected, with the reason. Returns how many."""
    call = locked_call(call_pk)
    refuse_unless_decided_now(call)
    if not reason.strip():
        raise Refused(_("Write the reason: it is sent to the applicants."))
    applications = chosen(call, application_pks)
    for application in applications:
        before = move(
            application,
            A.REJECTED,
            _("%(name)s cannot be turned down: %(state)s.")
            % {"name": application, "state": application.get_state_display()},
        )
        application.reason = reason.strip()
        tell(application, "rejected")
        application.save()
        record(
            "reject_application",
            application,
            by=by,
            reason=reason.strip(),
            before={"state": before},
            after={"state": application.state},
        )
    close_up(call)
    return len(applications)


def fill_places(call: Call, *, via: str, at: datetime | None = None) -> int:
    """Offer every free place to the first in line, and close up the line; the call is locked.

    Returns how many were offered a place.
    """
    if not call.is_over(at) or not may_be_offered(call, at):
        close_up(call)
        return 0
    following = list(call.applications.in_line().select_related("country")[: places_left(call)])
    for application in following:
        application.call = call
        offer(application, via=via, at=at)
    close_up(call)
    return len(following)


def close_up(call: Call) -> None:
    """Number the line from one, so that whoever waits is told how many stand before. Front to back, for no two
    may have one number, not even on the way."""
    line = call.applications.in_line().values_list("pk", "rank")
    for place, (pk, rank) in enumerate(list(line), start=1):
        if place != rank:
            call.applications.filter(pk=pk).update(rank=place)


def lapse_offers(*, at: datetime | None = None) -> int:
    """Offers nobody answered by their last minute lapse, and the waiting list moves. Returns how many lapsed.

    Each call by itself, so that one in trouble holds up no other.
    """
    at = at or timezone.now()
    due = Call.objects.filter(
        applications__state=A.OFFERED, applications__offer_expires_at__lte=at
    ).distinct()
    return sum(_lapse_offers_of(call_pk, at) for call_pk in due.values_list("pk", flat=True))


@transaction.atomic
def _lapse_offers_of(call_pk: int, at: datetime) -> int:
    call = locked_call(call_pk)
    offered = call.applications.filter(state=A.OFFERED, offer_expires_at__lte=at).select_related("country")
    lapsed = [one for one in offered if at >= minute_after(one.offer_expires_at)]
    for application in lapsed:
        application.call = call
        move(application, A.LAPSED, "")
        application.answered_at = at
        tell(application, "lapsed")
        application.save()
        record(
            "lapse_offer",
            application,
            via="lapse_offers",
            before={"state": A.OFFERED},
            after={"state": A.LAPSED},
        )
    if lapsed:
        fill_places(call, via="lapse_offers", at=at)
    return len(lapsed)


@transaction.atomic
def remind_of_offers(*, at: datetime | None = None) -> int:
    """Remind once those whose offer lapses within three days. Returns how many.

    An offer that was made within these days needs no reminder on the day it was made.
    """
    at = at or timezone.now()
    due = Application.objects.filter(
        state=A.OFFERED,
        reminded_at=None,
        offer_expires_at__lte=at + REMINDED_BEFORE,
        offer_expires_at__gt=at,
        offered_at__lte=at - timedelta(days=1),
    )
    reminded = 0
    for application in due.select_for_update(of=["self"], no_key=True, skip_locked=True).select_related(
        "call__meeting"
    ):
        application.reminded_at = at
        tell(application, "reminder")
        application.save()
        record("remind_of_offer", application, via="remind_of_offers")
        reminded += 1
    return reminded
