"""What of one meeting's messages has left, waits or came back, and what stands in the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from correspondence.models import Batch, BatchState, DomainRate, Message, MessageState, Outbox
from meetings.models import Meeting

S = MessageState
TRIED = Q(attempts__gt=0) | Q(repeats__gt=0)
QUEUED = Q(state=S.QUEUED)
SHOWN = {
    "all": (_("All"), Q()),
    "waiting": (_("Waiting"), Q(state__in=[S.QUEUED, S.SENDING])),
    "later": (_("Refused for now"), QUEUED & TRIED),
    "held": (_("Paused"), QUEUED & Q(is_held=True)),
    "failed": (_("Refused"), Q(state=S.FAILED)),
    "bounced": (_("Came back"), Q(state=S.BOUNCED)),
    "sent": (_("Sent"), Q(state__in=[S.SENT, S.DELIVERED])),
    "cancelled": (_("Cancelled"), Q(state=S.CANCELLED)),
    "repeated": (_("May have come twice"), Q(repeats__gt=0)),
}
LATE = timedelta(minutes=10)  # so long after its time something is wrong with the workers


@dataclass(frozen=True)
class Standing:
    """How the outbox stands for one meeting: three queries."""

    counts: dict[str, int]
    outbox: Outbox
    again_at: datetime | None  # when the first of those refused for now comes again
    due_since: datetime | None  # since when the oldest that could leave has been waiting
    slow_domains: list[DomainRate]

    @property
    def is_late(self) -> bool:
        """Something should have left long ago, and nothing known stands in its way."""
        known = self.outbox.is_paused or self.outbox.server_away_since
        return not known and self.due_since is not None and self.due_since < timezone.now() - LATE


def standing_of(meeting: Meeting) -> Standing:
    numbers = {name: Count("pk", filter=which) for name, (_label, which) in SHOWN.items() if name != "all"}
    counts = messages_of(meeting).aggregate(
        all=Count("pk"),
        again_at=Min("not_before", filter=SHOWN["later"][1] & Q(is_held=False)),
        due_since=Min("not_before", filter=QUEUED & Q(is_held=False)),
        **numbers,
    )
    waiting = messages_of(meeting).filter(QUEUED, domain=OuterRef("domain"))
    return Standing(
        again_at=counts.pop("again_at"),
        due_since=counts.pop("due_since"),
        counts=counts,
        outbox=Outbox.objects.select_related("changed_by").first() or Outbox(),
        slow_domains=list(DomainRate.objects.filter(Exists(waiting)).order_by("domain")),
    )


def messages_of(meeting: Meeting, show: str = "all") -> QuerySet[Message]:
    """A meeting's messages without their texts; those on which something is to be done stand first."""
    _label, which = SHOWN[show]
    return (
        Message.objects.by_the_chair()
        .filter(which, meeting=meeting)
        .defer("body")
        .order_by("-queued_at", "-pk")
    )


def batches_of(meeting: Meeting) -> QuerySet[Batch]:
    """What leaves together and has not left whole: how many of each wait, the newest first."""
    waiting = Count("messages", filter=Q(messages__state=S.QUEUED))
    return (
        meeting.batches.exclude(state=BatchState.STOPPED)
        .annotate(waiting=waiting)
        .filter(waiting__gt=0)
        .select_related("mailing")
        .order_by("-pk")
    )
