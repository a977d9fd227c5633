"""What every change of a focal point shares: its lock, who succeeds whom, the personal link to take a task on."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused
from participants.messages.nominations import standing_message, task_message
from participants.models import FOCAL_POINT_MOVES, FocalPoint, FocalPointState, Invitation

LINK_LASTS = timedelta(days=30)
RENEWED_AT_MOST_EVERY = timedelta(minutes=10)
S = FocalPointState
CURRENT = (S.PENDING, S.ACTIVE, S.SUSPENDED)
# Kept of a person from one term to the next, and never typed again.
KEPT = ("function", "ministry", "duty_station", "phone")


def lock_organization(organization_pk: int) -> Organization:
    """Let nobody else change who speaks for an organization until the transaction ends.

    Its invitations are locked first, in the order of their keys, as accepting one does: else two who act at
    once could wait for each other.
    """
    invitations = Invitation.objects.filter(organization=organization_pk).order_by("pk")
    list(invitations.select_for_update(of=["self"]).values_list("pk"))
    return lock_organization_alone(organization_pk)


def lock_organization_alone(organization_pk: int) -> Organization:
    """The same for who holds a lock on one of its invitations already, or touches none of them."""
    return Organization.objects.select_for_update(no_key=True).get(pk=organization_pk)


def current_term(person: Person, organization: Organization) -> FocalPoint | None:
    """The person's term for the organization that has not ended. Raises Refused while it is suspended."""
    point = organization.focal_points.filter(person=person, state__in=CURRENT).first()
    if point and point.state == S.SUSPENDED:
        raise Refused(
            _("The task of this focal point is suspended. Please write to the chair's office about it.")
        )
    return point


def new_term(person: Person, organization: Organization, **fields) -> FocalPoint:
    """A term that is not saved yet, with what is known of the person from the one before."""
    before = organization.focal_points.filter(person=person).order_by("-pk").first()
    kept = {name: getattr(before, name) for name in KEPT} if before else {}
    return FocalPoint(organization=organization, person=person, **kept | fields)


def make_primary(point: FocalPoint, *, by: Person | None, via: str = "") -> list[FocalPoint]:
    """Make this the active primary term from now on; returns those it succeeds. The organization is locked.

    The predecessor is told. Whoever else was named and has not taken the task on is no longer asked to.
    """
    others = point.organization.focal_points.primary().exclude(pk=point.pk).select_related("person")
    others = list(others.filter(state__in=CURRENT).order_by("pk"))
    former = [one for one in others if one.state != S.PENDING]
    for one in others:
        move(one, S.ENDED if one.state == S.PENDING else S.SUPERSEDED, by=by, via=via)
    queue([standing_message(one, successor=point.person) for one in former])
    point.is_alternate = False
    activate(point)
    return former


def activate(point: FocalPoint) -> None:
    """A term that begins, or goes on; what is known of the person holds as of now."""
    now = timezone.now()
    if point.state != S.ACTIVE:
        FOCAL_POINT_MOVES.check(point.state, S.ACTIVE, refusal_of(point, S.ACTIVE))
        point.state, point.since, point.until = S.ACTIVE, now, None
    point.reconfirmed_at = now
    point.save()


def move(
    point: FocalPoint, to: FocalPointState, *, by: Person | None, via: str = "", reason: str = ""
) -> None:
    """Move a term to another state, with its trace. Raises Refused unless the move stands in the table."""
    FOCAL_POINT_MOVES.check(point.state, to, refusal_of(point, to))
    before = point.state
    point.state = to
    point.until = timezone.now() if to in (S.ENDED, S.SUPERSEDED) else None
    point.save(update_fields=["state", "until"])
    leave_trace(
        "move_focal_point",
        point,
        by=by,
        via=via,
        before={"state": before},
        after={"state": str(to)},
        reason=reason,
    )


def refusal_of(point: FocalPoint, to: FocalPointState) -> str:
    return _("This task cannot become “%(to)s”: it is “%(state)s” now.") % {
        "to": S(to).label,
        "state": point.get_state_display(),
    }


def send_task(point: FocalPoint) -> None:
    """Save a pending term with a new personal link, and send it. Every earlier link is void."""
    if point.pk is None:
        point.save()  # the link is named after its key
    point.give_new_link(timezone.now() + LINK_LASTS)
    point.save()
    queue([task_message(point)])


def end_pending_successors(organization: Organization, *, but: FocalPoint, by: Person | None) -> None:
    """Whoever was named primary and has not taken the task on yet is no longer asked to: the latest word counts."""
    pending = organization.focal_points.primary().filter(state=S.PENDING).exclude(pk=but.pk)
    for one in pending.order_by("pk"):
        move(one, S.ENDED, by=by)
