"""Who sits at which roundtable: first and second choices, places, waiting lists."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Role
from gfmd.moves import Moves
from meetings.models import RangeOfOne
from participants.models import Delegate
from roundtables.models.programme import Roundtable


class PlaceState(models.TextChoices):
    SEATED = "seated", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    GIVEN_UP = "given_up", _("Given up")


P = PlaceState
PLACE_MOVES = Moves({P.SEATED: {P.GIVEN_UP, P.WAITING}, P.WAITING: {P.SEATED, P.GIVEN_UP}})


class Choice(models.IntegerChoices):
    FIRST = 1, _("First choice")
    SECOND = 2, _("Second choice")


class PlaceQuerySet(models.QuerySet):
    def standing(self):
        """Seated or waiting."""
        return self.exclude(state=PlaceState.GIVEN_UP)

    def seated(self):
        return self.filter(state=PlaceState.SEATED)

    def in_line(self):
        """Those who wait, in the order in which they are served: by choice, then by time."""
        return self.filter(state=PlaceState.WAITING).order_by("choice", "asked_at", "pk")

    def to_tell(self):
        """Those who moved up and have not been told yet."""
        return self.filter(state=PlaceState.SEATED, moved_up_at__isnull=False, told_at=None)


class Place(models.Model):
    """A delegate's place at a roundtable, or in the line for one; never more places than there are."""

    roundtable = models.ForeignKey(Roundtable, models.PROTECT, related_name="places")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="places")
    choice = models.PositiveSmallIntegerField(_("choice"), choices=Choice, default=Choice.FIRST)
    state = models.CharField(max_length=10, choices=PlaceState)
    asked_at = models.DateTimeField(default=timezone.now)
    # When the line moved on to this place, and when the delegate was told; empty for a place that was free at once.
    moved_up_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["choice", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "roundtable", "delegate", name="place_once", condition=~Q(state=PlaceState.GIVEN_UP)
            ),
            models.UniqueConstraint(
                "delegate", "choice", name="place_one_of_a_choice", condition=~Q(state=PlaceState.GIVEN_UP)
            ),
            # Deferred: whoever moves up to the first choice sits at two for an instant of the transaction.
            ExclusionConstraint(
                name="place_one_at_a_time",
                expressions=[(RangeOfOne("delegate"), RangeOperators.OVERLAPS)],
                condition=Q(state=PlaceState.SEATED),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return f"{self.delegate_id} at {self.roundtable_id}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.delegate.roles_of(person)
