"""The life of a focal point's term: taken on, handed over, suspended, ended. Each act locks the organization first."""

from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from gfmd.links import void_sentence
from gfmd.moves import Refused
from meetings.models import MeetingState
from participants.actions.invitations import accept_by_nomination, readdress_open
from participants.actions.nominations import refuse_if_just_sent
from participants.actions.terms import (
    activate,
    current_term,
    end_pending_successors,
    lock_organization,
    make_primary,
    move,
    new_term,
    send_task,
)
from participants.messages.nominations import standing_message, task_key
from participants.models import Delegation, FocalPoint, FocalPointState

# "At most a few": enough for a capital and a mission or two, few enough to know who acts.
MOST_ALTERNATES = 3
S = FocalPointState
OVER = (MeetingState.CONCLUDED, MeetingState.ARCHIVED, MeetingState.CANCELLED)


class Task(TypedDict):
    """Somebody who is to act for an organization."""

    name: str
    email: str
    language: str
    function: str
    ministry: str
    duty_station: str
    phone: str


# --- By the personal link of whoever was named -------------------------------------------------------------


@transaction.atomic
def take_on(*, focal_point_pk: int, link_number: int) -> tuple[FocalPoint, Delegation | None]:
    """Whoever was named takes the task on; a predecessor is succeeded, with all drafts intact.

    Where a nomination for a meeting led here, the organization comes to it: its invitation is accepted, and
    the delegation begins. Returns it; else the next one that is under way, or None.
    """
    point = _locked(focal_point_pk)
    if not point.holds_link(link_number):
        raise Refused(_link_refusal(point))
    delegation = None
    if point.is_alternate:
        activate(point)
    else:
        former = make_primary(point, by=point.person, via=point.link_name)
        if point.nomination and point.nomination.meeting.state not in OVER:
            delegation = accept_by_nomination(
                meeting=point.nomination.meeting, organization=point.organization, person=point.person
            )
        for one in former:
            readdress_open(point.organization, former=one.person, to=point.person)
    leave_trace("take_on_task", point, by=point.person, via=point.link_name)
    return point, delegation or _under_way(point.organization)


def _under_way(organization: Organization) -> Delegation | None:
    """The organization's delegation to its next meeting: what whoever takes over goes on with."""
    ahead = organization.delegations.exclude(meeting__state__in=OVER).select_related("meeting")
    return ahead.order_by("meeting__starts_on", "pk").first()


def _link_refusal(point: FocalPoint) -> str:
    if point.state == S.ACTIVE:
        return _("You have taken on the task already. Sign in with your e-mail address to go on.")
    if point.state != S.PENDING:
        return _("This task is no longer open to be taken on. Please write to the chair's office.")
    return void_sentence()


@transaction.atomic
def decline_task(*, focal_point_pk: int, link_number: int) -> FocalPoint:
    """It is not for them, or the message reached the wrong person; whoever named them sees it."""
    point = _locked(focal_point_pk)
    if not point.holds_link(link_number):
        raise Refused(_link_refusal(point))
    move(point, S.ENDED, by=None, via=point.link_name, reason=_("Declined by the person named."))
    return point


@transaction.atomic
def send_task_again(*, focal_point_pk: int, by: Person | None = None) -> FocalPoint:
    """A new link to whoever was named; every earlier one is void. Anybody may ask for it, to that address alone."""
    point = _locked(focal_point_pk)
    if point.state != S.PENDING:
        raise Refused(_link_refusal(point))
    refuse_if_just_sent(task_key(point))
    send_task(point)
    leave_trace("renew_task_link", point, by=by, via="" if by else point.link_name)
    return point


# --- By those who speak for the organization -----------------------------------------------------------------


@transaction.atomic
def edit_own_details(*, focal_point_pk: int, details: dict[str, str], by: Person) -> FocalPoint:
    """Correct how one is listed and reached. `details` hold name, function, ministry, duty station and telephone."""
    point = _locked(focal_point_pk)
    own = _own_term(point.organization, by)
    before = {"name": by.name} | {name: getattr(own, name) for name in details if name != "name"}
    by.name = details["name"]
    by.save(update_fields=["name"])
    for name in details:
        if name != "name":
            setattr(own, name, details[name])
    own.reconfirmed_at = timezone.now()
    own.save()
    changed = [name for name in details if before[name] != details[name]]
    leave_trace(
        "edit_focal_point",
        own,
        by=by,
        before={name: before[name] for name in changed},
        after={name: details[name] for name in changed},
    )
    return own


@transaction.atomic
def reconfirm_details(*, organization: Organization, by: Person) -> FocalPoint:
    """Say with one button that name and address still hold, instead of typing them again."""
    own = _own_term(lock_organization(organization.pk), by)
    own.reconfirmed_at = timezone.now()
    own.save(update_fields=["reconfirmed_at"])
    leave_trace("reconfirm_focal_point", own, by=by)
    return own


@transaction.atomic
def name_alternate(*, organization: Organization, task: Task, by: Person) -> FocalPoint:
    """The focal point names somebody who may act as well; pending until that person takes it on."""
    organization = lock_organization(organization.pk)
    _refuse_unless_primary(organization, by)
    person = _person_named(task, by)
    if current_term(person, organization):
        raise Refused(_("This person is named for your organization already."))
    alternates = organization.focal_points.filter(
        is_alternate=True, state__in=[S.PENDING, S.ACTIVE, S.SUSPENDED]
    )
    if alternates.count() >= MOST_ALTERNATES:
        raise Refused(_("As many alternates as there may be are named already. End the task of one first."))
    point = _named_as(new_term(person, organization, is_alternate=True), task, by)
    send_task(point)
    leave_trace("name_alternate", point, by=by, after={"person": person.name})
    return point


@transaction.atomic
def hand_over(*, organization: Organization, task: Task, by: Person) -> FocalPoint:
    """The focal point names a successor, and stays in office until that person takes the task on.

    An alternate, who has taken on a task already, succeeds at once.
    """
    organization = lock_organization(organization.pk)
    _refuse_unless_primary(organization, by)
    person = _person_named(task, by)
    point = current_term(person, organization)
    if point and point.state == S.ACTIVE:
        make_primary(point, by=by)
        readdress_open(organization, former=by, to=person)
        queue([standing_message(point)])
    else:
        point = _named_as(point or new_term(person, organization), task, by)
        point.is_alternate = False
        send_task(point)
        end_pending_successors(organization, but=point, by=by)
    leave_trace("hand_over", point, by=by, after={"person": person.name})
    return point


def _person_named(task: Task, by: Person) -> Person:
    if task["email"].strip().lower() == by.email:
        raise Refused(_("This is your own address. Write that of the other person."))
    return Person.objects.with_account(task["email"], name=task["name"], language=task["language"])


def _named_as(point: FocalPoint, task: Task, by: Person) -> FocalPoint:
    point.named_by = by
    for name in ("function", "ministry", "duty_station", "phone"):
        setattr(point, name, task[name])
    return point


def _own_term(organization: Organization, by: Person) -> FocalPoint:
    point = organization.focal_points.active().filter(person=by).first()
    if point is None:
        raise Refused(_("You are no longer a focal point of this organization."))
    return point


def _refuse_unless_primary(organization: Organization, by: Person) -> None:
    if _own_term(organization, by).is_alternate:
        raise Refused(_("Only the focal point can do this; an alternate cannot."))


@transaction.atomic
def end_own_or_alternate(*, focal_point_pk: int, by: Person) -> FocalPoint:
    """ "I no longer do this", or the focal point ends the task of an alternate or of a successor not yet in office."""
    point = _locked(focal_point_pk)
    if point.person_id != by.pk:
        _refuse_unless_primary(point.organization, by)
    _end(point, by=by)
    if point.person_id != by.pk:
        queue([standing_message(point)])
    return point


def _end(point: FocalPoint, *, by: Person, reason: str = "") -> None:
    """End a term; what a focal point has not answered goes to the address on file for the organization."""
    move(point, S.ENDED, by=by, reason=reason)
    if not point.is_alternate:
        readdress_open(point.organization, former=point.person, to=None)


# --- By staff ------------------------------------------------------------------------------------------------


@transaction.atomic
def suspend_focal_point(*, focal_point_pk: int, reason: str, by: Person) -> FocalPoint:
    """For now the person opens nothing of the organization's, neither as signed in nor by a link."""
    return _decide(_locked(focal_point_pk), S.SUSPENDED, reason=reason, by=by)


@transaction.atomic
def reinstate_focal_point(*, focal_point_pk: int, reason: str, by: Person) -> FocalPoint:
    """The person acts again, unless somebody else has become focal point meanwhile."""
    point = _locked(focal_point_pk)
    if point.state != S.SUSPENDED:
        raise Refused(_("Only a suspended task can be given back; this one is not suspended."))
    present = point.organization.focal_points.active().primary().exclude(pk=point.pk).first()
    if present and not point.is_alternate:
        raise Refused(
            _("%(name)s is the focal point now. End that task first, or let this one end.")
            % {"name": present.person}
        )
    return _decide(point, S.ACTIVE, reason=reason, by=by)


@transaction.atomic
def end_focal_point(*, focal_point_pk: int, reason: str, by: Person) -> FocalPoint:
    """The term ends with a reason; without another focal point the organization is vacant."""
    point = _locked(focal_point_pk)
    _end(point, by=by, reason=reason)
    queue([standing_message(point, reason=reason)])
    return point


def _decide(point: FocalPoint, to: FocalPointState, *, reason: str, by: Person) -> FocalPoint:
    move(point, to, by=by, reason=reason)
    queue([standing_message(point, reason=reason)])
    return point


def _locked(focal_point_pk: int) -> FocalPoint:
    """The term, with its organization locked (and so every other term of it)."""
    organization_pk = FocalPoint.objects.values_list("organization", flat=True).get(pk=focal_point_pk)
    organization = lock_organization(organization_pk)
    point = FocalPoint.objects.select_related("person", "nomination__meeting", "named_by").get(
        pk=focal_point_pk
    )
    point.organization = organization
    return point
