"""How many of each constituency come to a workshop, beside how many are wanted: warnings, not walls."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Meeting
from participants.models import SEATED, Constituency, Delegation, DelegationState

GONE = (DelegationState.DECLINED, DelegationState.WITHDRAWN, DelegationState.CLOSED)


@dataclass(frozen=True)
class Share:
    """Seats taken beside seats wanted; `constituency` is None for the meeting as a whole."""

    constituency: Constituency | None
    seats: int
    delegations: int
    target: int | None

    @property
    def tone(self) -> str:
        if self.target is None:
            return "quiet"
        return "good" if self.seats == self.target else "warn"

    @property
    def sentence(self) -> str:
        """How the two compare, in words."""
        if self.target is None:
            return _("No number is wanted.")
        if self.seats > self.target:
            more = self.seats - self.target
            return ngettext("%(number)d more than wanted", "%(number)d more than wanted", more) % {
                "number": more
            }
        if self.seats < self.target:
            fewer = self.target - self.seats
            return ngettext("%(number)d fewer than wanted", "%(number)d fewer than wanted", fewer) % {
                "number": fewer
            }
        return _("As many as wanted")


def shares_of(meeting: Meeting) -> list[Share]:
    """Each constituency of a meeting with its seats, in their order. One query."""
    going = ~Q(delegations__state__in=GONE)
    rows = meeting.constituencies.annotate(
        seats=Count("delegations__delegates", filter=going & Q(delegations__delegates__state__in=SEATED)),
        delegation_count=Count("delegations", filter=going, distinct=True),
    )
    return [Share(row, row.seats, row.delegation_count, row.target) for row in rows]


def total_of(meeting: Meeting) -> Share:
    """All seats of the meeting beside the number expected. One query."""
    going = Delegation.objects.filter(meeting=meeting).exclude(state__in=GONE)
    counts = going.aggregate(
        seats=Count("delegates", filter=Q(delegates__state__in=SEATED)), number=Count("pk", distinct=True)
    )
    return Share(None, counts["seats"], counts["number"], meeting.expected_total)


def without(meeting: Meeting):
    """Delegations that come and that belong to no constituency yet, in reading order."""
    found = Delegation.objects.filter(meeting=meeting, constituency=None).exclude(state__in=GONE)
    return found.select_related("organization").order_by("organization__sort_en")
