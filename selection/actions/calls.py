"""Calling for applications, and appointing those who run the call and those who score."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from accounts.permissions import Role
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from gfmd.public import drop_pages
from meetings.actions.traces import difference, facts
from meetings.models import Meeting, MeetingKind
from selection.actions.decisions import fill_places
from selection.actions.rules import locked_call, rules_of_the_database
from selection.messages import appointment_message
from selection.models import Call, CallMember, Duty

CALL_FACTS = ("text", "opens_at", "closes_at", "ceiling", "offer_days")


@transaction.atomic
def open_call(
    *, meeting: Meeting, text, opens_at, closes_at, ceiling: int, offer_days: int, by: Person
) -> Call:
    """Call for applications to civil-society days: from when, until when, for how many."""
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.kind != MeetingKind.CIVIL_SOCIETY_DAYS:
        raise Refused(_("Applications are called for to civil-society days; this meeting is another kind."))
    if Call.objects.filter(meeting=meeting).exists():
        raise Stale(_("A call for this meeting is open already. Look at it, then change it."))
    call = Call.objects.create(
        meeting=meeting,
        text=text,
        opens_at=opens_at,
        closes_at=closes_at,
        ceiling=ceiling,
        offer_days=offer_days,
    )
    leave_trace("open_call", call, by=by, after=facts(call, CALL_FACTS))
    drop_pages()
    return call


@transaction.atomic
def change_call(
    *, call_pk: int, text, opens_at, closes_at, ceiling: int, offer_days: int, seen: str, by: Person
) -> Call:
    """Change the terms; `seen` is the `changed_at` of the page edited. A higher ceiling moves the waiting list."""
    call = locked_call(call_pk)
    if seen != call.changed_at.isoformat():
        raise Stale
    before = facts(call, CALL_FACTS)
    call.text, call.opens_at, call.closes_at = text, opens_at, closes_at
    call.ceiling, call.offer_days = ceiling, offer_days
    with rules_of_the_database(), transaction.atomic():
        call.save()
    leave_trace("change_call", call, by=by, **difference(before, facts(call, CALL_FACTS)))
    fill_places(call, via="change_call")
    drop_pages()
    return call


@transaction.atomic
def appoint_to_call(
    *, call_pk: int, email: str, name: str, duty: str, language: str = "en", by: Person
) -> CallMember:
    """Somebody runs the call or scores in its committee, known by an address; signs in with a code sent there.

    Nobody does both: whoever runs the call sees the scores of others.
    """
    call = locked_call(call_pk)
    person = Person.objects.with_account(email, name=name, language=language)
    if not person.is_active:
        raise Refused(_("The account with this address is closed. Give another address."))
    if duty == Duty.COMMITTEE and Role.CHAIR_STAFF in call.meeting.roles_of(person):
        raise Refused(_("The chair's staff sees all scores, and so cannot score in the committee."))
    member = call.members.filter(person=person).first()
    if member and member.left_at is None:
        raise Refused(_("This person serves the call already; release them first to give another duty."))
    if member and member.duty != duty and member.scores.exists():
        raise Refused(_("This person has scored applications, and so cannot run the call."))
    member = member or CallMember(call=call, person=person)
    member.duty, member.left_at = duty, None
    member.save()
    leave_trace("appoint_to_call", call, by=by, after={"person": person.pk, "duty": duty})
    queue([appointment_message(member)])
    return member


@transaction.atomic
def release_from_call(*, member_pk: int, by: Person) -> CallMember:
    """Somebody serves the call no longer; what was scored until then stays and counts."""
    call = locked_call(CallMember.objects.values_list("call", flat=True).get(pk=member_pk))
    member = call.members.select_related("person").get(pk=member_pk)
    if member.left_at:
        raise Stale(_("This person has been released already."))
    member.left_at = timezone.now()
    member.save()
    leave_trace("release_from_call", call, by=by, before={"person": member.person_id, "duty": member.duty})
    return member
