"""The constituencies of a workshop, and to which of them a delegation belongs."""

from django.db import transaction
from django.db.models import Max

from accounts.models import Person, leave_trace
from gfmd.moves import Stale
from meetings.actions import facts
from meetings.models import Meeting
from participants.actions.rules import locked
from participants.models import Constituency, Delegation

FACTS = ("name", "target")


@transaction.atomic
def save_constituency(*, constituency: Constituency, by: Person) -> Constituency:
    """Enter a constituency, as the last one, or change it."""
    stored = Constituency.objects.filter(pk=constituency.pk).first()
    if constituency.pk and stored is None:
        raise Stale
    if stored is None:
        last = constituency.meeting.constituencies.aggregate(last=Max("position"))["last"]
        constituency.position = (last or 0) + 1
    constituency.save()
    before = facts(stored, FACTS) if stored else {}
    leave_trace("save_constituency", constituency, by=by, before=before, after=facts(constituency, FACTS))
    return constituency


@transaction.atomic
def remove_constituency(*, constituency: Constituency, by: Person) -> None:
    """Take a constituency away; its delegations belong to none until they are given another."""
    leave_trace("remove_constituency", constituency, by=by, before=facts(constituency, FACTS))
    constituency.delete()


@transaction.atomic
def expect_in_all(*, meeting: Meeting, expected_total: int | None, by: Person) -> Meeting:
    """How many participants are wanted in all, about."""
    meeting = Meeting.objects.select_for_update(of=["self"], no_key=True).get(pk=meeting.pk)
    before, meeting.expected_total = meeting.expected_total, expected_total
    meeting.save(update_fields=["expected_total", "changed_at"])
    leave_trace("expect_in_all", meeting, by=by, before={"total": before}, after={"total": expected_total})
    return meeting


@transaction.atomic
def assign_constituency(*, delegation_pk: int, constituency: Constituency | None, by: Person) -> Delegation:
    """The delegation counts towards this constituency, or towards none."""
    delegation = locked(delegation_pk)
    if constituency and constituency.meeting_id != delegation.meeting_id:
        raise Stale
    before = str(delegation.constituency or "")
    delegation.constituency = constituency
    delegation.save(update_fields=["constituency"])
    after = {"constituency": str(constituency or "")}
    leave_trace("assign_constituency", delegation, by=by, before={"constituency": before}, after=after)
    return delegation
