"""Those who speak for an organization: nominations and the terms of focal points."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.links import Linked
from gfmd.moves import Moves
from meetings.models import Meeting
from participants.models.letters import Letter


class FocalPointState(models.TextChoices):
    PENDING = "pending", _("Pending")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")
    SUPERSEDED = "superseded", _("Succeeded by another")


FOCAL_POINT_MOVES = Moves(
    {
        FocalPointState.PENDING: {FocalPointState.ACTIVE, FocalPointState.ENDED},
        FocalPointState.ACTIVE: {
            FocalPointState.SUSPENDED,
            FocalPointState.ENDED,
            FocalPointState.SUPERSEDED,
        },
        FocalPointState.SUSPENDED: {
            FocalPointState.ACTIVE,
            FocalPointState.ENDED,
            FocalPointState.SUPERSEDED,
        },
    }
)


class FocalPointQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=FocalPointState.ACTIVE)

    def primary(self):
        return self.filter(is_alternate=False)


class FocalPoint(Linked):
    """A person's term as the one an organization names for the Forum; primary or alternate."""

    LINK = "focal-point"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="focal_points")
    person = models.ForeignKey(Person, models.PROTECT, related_name="focal_points")
    is_alternate = models.BooleanField(default=False)
    nomination = models.OneToOneField(
        "Nomination", models.PROTECT, null=True, blank=True, related_name="focal_point"
    )
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    function = models.CharField(_("function"), max_length=200, blank=True)
    ministry = models.CharField(_("ministry or department"), max_length=200, blank=True)
    duty_station = models.CharField(_("duty station"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    # When the person last said that name and address still hold; asked again for each meeting, never typed again.
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=FocalPointState, default=FocalPointState.PENDING)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = FocalPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                name="focal_point_one_active_primary",
                condition=Q(state=FocalPointState.ACTIVE, is_alternate=False),
            ),
            models.UniqueConstraint(
                "organization",
                "person",
                name="focal_point_person_once",
                condition=Q(
                    state__in=[FocalPointState.PENDING, FocalPointState.ACTIVE, FocalPointState.SUSPENDED]
                ),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.organization}"

    def roles_of(self, person: Person) -> set[Role]:
        """FOCAL_POINT for whoever speaks for the same organization today."""
        return self.organization_roles(self.organization, person)

    @staticmethod
    def organization_roles(organization: Organization, person: Person) -> set[Role]:
        active = FocalPoint.objects.active().filter(organization=organization, person=person)
        return {Role.FOCAL_POINT} if active.exists() else set()

    def is_link_valid(self, at: datetime | None = None) -> bool:
        """By the link whoever was named takes the task on."""
        return self.state == FocalPointState.PENDING and super().is_link_valid(at)


class NominationState(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted, to verify")
    UNDER_VERIFICATION = "under_verification", _("Under verification")
    NEEDS_CORRECTION = "needs_correction", _("Needs a correction")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


N = NominationState
NOMINATION_MOVES = Moves(
    {
        N.SUBMITTED: {N.UNDER_VERIFICATION, N.WITHDRAWN},
        N.UNDER_VERIFICATION: {N.NEEDS_CORRECTION, N.ACCEPTED, N.REJECTED, N.WITHDRAWN},
        N.NEEDS_CORRECTION: {N.SUBMITTED, N.WITHDRAWN},
    }
)
WAITING_FOR_CHAIR = (N.SUBMITTED, N.UNDER_VERIFICATION)
OPEN_NOMINATIONS = (*WAITING_FOR_CHAIR, N.NEEDS_CORRECTION)


class NominationQuerySet(models.QuerySet):
    def open(self):
        """Neither accepted nor rejected nor withdrawn."""
        return self.filter(state__in=OPEN_NOMINATIONS)

    def waiting(self):
        """For the chair to verify, the oldest first."""
        return self.filter(state__in=WAITING_FOR_CHAIR).order_by("submitted_at", "pk")


class Nomination(Linked):
    """The act and the proof, a note verbale or signed letter, by which an organization names its focal point."""

    LINK = "nomination"

    # The meeting on whose page it was handed in: the staff of its chair verifies it.
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="nominations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="nominations")
    state = models.CharField(max_length=20, choices=NominationState, default=NominationState.SUBMITTED)
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=200)
    ministry = models.CharField(_("ministry or department"), max_length=200)
    duty_station = models.CharField(_("duty station"), max_length=120)
    email = models.EmailField(_("official e-mail address"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    # Who hands it in, usually the permanent mission: corrections are asked for there, by a personal link.
    sender_name = models.CharField(_("your name"), max_length=200)
    sender_email = models.EmailField(_("your official e-mail address"))
    submitted_at = models.DateTimeField(default=timezone.now)
    sentence = models.CharField(_("what to correct, or why not"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]

    def __str__(self):
        return f"{self.name}, {self.organization}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)
