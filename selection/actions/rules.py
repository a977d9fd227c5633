"""What every act of a selection shares: the lock of the call, the message with its link, the record."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Message, MessageState
from gfmd.moves import Refused
from meetings.clock import instant
from selection.messages import application_message
from selection.models import APPLICATION_MOVES, Application, ApplicationState, Call

LINK_LASTS = timedelta(days=120)
LAST_MINUTE = time(23, 59)


class NoPlaceLeft(Refused):
    """More offers than places: `left` says how many places there are."""

    def __init__(self, left: int):
        self.left = left
        super().__init__(
            ngettext(
                "Only %(number)d place is left. Untick some, or raise the ceiling first.",
                "Only %(number)d places are left. Untick some, or raise the ceiling first.",
                left,
            )
            % {"number": left}
            if left
            else _("No place is left. Put them on the waiting list, or raise the ceiling first.")
        )


@contextmanager
def rules_of_the_database():
    """A rule the database keeps, broken in a race or by a slip, becomes a sentence; it undoes the act."""
    try:
        yield
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "")
        if rule == "application_within_ceiling":
            raise NoPlaceLeft(0) from broken
        if rule == "call_ceiling_above_places":
            raise Refused(
                _("More places than that are offered or accepted already. The ceiling cannot go below them.")
            ) from broken
        if rule == "application_one_an_organization":
            raise Refused(same_organization()) from broken
        raise


def same_organization() -> str:
    return _(
        "An application of this organization is here already. Its personal link went to the address given in "
        "it; there it can be corrected."
    )


def locked_call(call_pk: int) -> Call:
    """The call, for one writer at a time."""
    calls = Call.objects.select_for_update(of=["self"], no_key=True).select_related("meeting")
    return calls.get(pk=call_pk)


def locked_application(application_pk: int) -> Application:
    """An application as it stands once its call is locked."""
    call = locked_call(Application.objects.values_list("call", flat=True).get(pk=application_pk))
    application = Application.objects.select_related("country", "delegation").get(pk=application_pk)
    application.call = call
    return application


def move(application: Application, to: str, sentence: str) -> str:
    """Put an application in its next state, or refuse with `sentence`; returns the state before."""
    APPLICATION_MOVES.check(application.state, to, sentence)
    before, application.state = application.state, ApplicationState(to)
    if before == ApplicationState.WAITING:
        application.rank = None
    return before


def record(
    act: str, application: Application, *, by: Person | None = None, via: str = "", reason: str = "", **facts
) -> None:
    """Leave a trace on an application; it holds no names or addresses of people."""
    leave_trace(act, application, by=by, via=via, reason=reason, **facts)


def give_link(application: Application, *, is_new: bool = False) -> None:
    """Make the personal link good for as long again; a new one voids the former."""
    application.link_sent_at = timezone.now()
    until = application.link_sent_at + LINK_LASTS
    if is_new or not application.link_number:
        forget_waiting(application)
        application.give_new_link(until)
    else:
        application.prolong_link(until)


def tell(application: Application, kind: str) -> None:
    """Write to the applicant, with the personal link; the caller saves the application afterwards."""
    give_link(application)
    queue([application_message(application, kind)])


def forget_waiting(application: Application) -> None:
    """Messages to the applicant that have not left yet need not leave."""
    Message.objects.filter(
        key__startswith=f"application:{application.pk}:", state=MessageState.QUEUED
    ).update(state=MessageState.CANCELLED)


def may_be_offered(call: Call, at: datetime | None = None) -> bool:
    """Places are offered until the day before the meeting begins."""
    begins = call.meeting.starts_on
    return call.takes_applications and (begins is None or call.meeting.local_day(at) < begins)


def end_of_offer(call: Call, at: datetime) -> datetime:
    """The last minute, at the venue, in which an offer made at `at` can be answered; before the meeting begins."""
    day = call.meeting.local_day(at) + timedelta(days=call.offer_days)
    begins = call.meeting.starts_on
    if begins:
        day = max(min(day, begins - timedelta(days=1)), call.meeting.local_day(at))
    return instant(day, LAST_MINUTE, call.meeting.zone)
