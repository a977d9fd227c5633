"""Open applications to the civil-society days: the call, the applications, the committee and its scores."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.links import Linked
from gfmd.moves import Moves
from gfmd.names import latin_words
from meetings.models import Meeting, MeetingState
from participants.models import Delegation, Gender, minute_after


class Call(models.Model):
    """The call for applications to a meeting: from when, until when, for how many, on what terms."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="call")
    text = I18nTextField(_("what applicants should know"), blank=True, default="", max_length=20000)
    opens_at = models.DateTimeField(_("applications open"))
    closes_at = models.DateTimeField(_("applications close"))
    ceiling = models.PositiveSmallIntegerField(
        _("places, never more"), validators=[MinValueValidator(1)], default=150
    )
    offer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"),
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        default=10,
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_closes_after_opening", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(name="call_has_a_place", condition=Q(ceiling__gte=1)),
        ]

    def __str__(self):
        return str(self.meeting)

    def roles_of(self, person: Person) -> set[Role]:
        """Those on the meeting; whoever serves the call has the role of the duty as well."""
        roles = self.meeting.roles_of(person)
        if self.pk is None:  # not called yet: nobody serves it
            return roles
        duties = self.members.serving().filter(person=person).values_list("duty", flat=True)
        return roles | {ROLE_OF_DUTY[duty] for duty in duties}

    def is_open(self, at: datetime | None = None) -> bool:
        """From its opening to the end of its last minute, in any zone: both are instants."""
        at = at or timezone.now()
        return self.takes_applications and self.opens_at <= at < minute_after(self.closes_at)

    @property
    def takes_applications(self) -> bool:
        """Whether the meeting is one that somebody may still come to."""
        return self.meeting.state in STATES_OF_CALLS

    def is_over(self, at: datetime | None = None) -> bool:
        """Whether the last minute has passed."""
        return (at or timezone.now()) >= minute_after(self.closes_at)


STATES_OF_CALLS = (
    MeetingState.ANNOUNCED,
    MeetingState.REGISTRATION_OPEN,
    MeetingState.REGISTRATION_CLOSED,
)


class Duty(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinating office")
    COMMITTEE = "committee", _("Selection committee")


ROLE_OF_DUTY = {Duty.COORDINATOR: Role.COORDINATING_OFFICE, Duty.COMMITTEE: Role.COMMITTEE_MEMBER}


class CallMemberQuerySet(models.QuerySet):
    def serving(self):
        """Those who have not been released."""
        return self.filter(left_at=None)

    def committee(self):
        return self.filter(duty=Duty.COMMITTEE)


class CallMember(models.Model):
    """Somebody who runs a call for the coordinating office, or scores applications in its committee."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="calls_served")
    duty = models.CharField(_("duty"), max_length=12, choices=Duty)
    # Released: what was scored until then stays and counts.
    left_at = models.DateTimeField(null=True, blank=True)

    objects = CallMemberQuerySet.as_manager()

    class Meta:
        ordering = ["duty", "pk"]
        constraints = [
            # One duty each: whoever runs the call sees all scores, a member only those after one's own.
            models.UniqueConstraint("call", "person", name="call_member_one_duty")
        ]

    def __str__(self):
        return f"{self.person} ({self.duty})"

    def roles_of(self, person: Person) -> set[Role]:
        return self.call.roles_of(person)


class Sector(models.TextChoices):
    DIASPORA = "diaspora", _("Diaspora and migrants' associations")
    NGO = "ngo", _("Non-governmental organizations")
    TRADE_UNION = "trade_union", _("Trade unions")
    PRIVATE_SECTOR = "private_sector", _("Private sector and employers")
    ACADEMIA = "academia", _("Academia")
    FAITH = "faith", _("Faith-based organizations")
    WOMEN = "women", _("Women's organizations")
    YOUTH = "youth", _("Youth organizations")


class ApplicationState(models.TextChoices):
    RECEIVED = "received", _("Received")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Place offered")
    ACCEPTED = "accepted", _("Place accepted")
    DECLINED = "declined", _("Place declined")
    LAPSED = "lapsed", _("Offer lapsed")
    REJECTED = "rejected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


A = ApplicationState
APPLICATION_MOVES = Moves(
    {
        A.RECEIVED: {A.OFFERED, A.WAITING, A.REJECTED, A.WITHDRAWN},
        A.WAITING: {A.OFFERED, A.REJECTED, A.WITHDRAWN},
        A.OFFERED: {A.ACCEPTED, A.DECLINED, A.LAPSED, A.WITHDRAWN},
        A.ACCEPTED: {A.WITHDRAWN},
        A.LAPSED: {A.WAITING},
        A.REJECTED: {A.WAITING},
    }
)
# These count against the ceiling.
HOLDS_A_PLACE = (A.OFFERED, A.ACCEPTED)


class ApplicationQuerySet(models.QuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.exclude(state=ApplicationState.WITHDRAWN)

    def holding_a_place(self):
        return self.filter(state__in=HOLDS_A_PLACE)

    def in_line(self):
        """The waiting list, in the order in which offers are made."""
        return self.filter(state=ApplicationState.WAITING).order_by("rank", "pk")


class Application(Linked):
    """One organization's wish to take part in the civil-society days, and what became of it."""

    LINK = "application"

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.RECEIVED)
    organization_name = models.CharField(_("name of the organization"), max_length=200)
    # Its words in small Latin letters (gfmd.names): one application an organization, however the name is typed.
    organization_key = models.CharField(max_length=2000, default="", editable=False)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    sector = models.CharField(_("sector"), max_length=15, choices=Sector)
    country = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("country where it works")
    )
    website = models.URLField(_("website"), blank=True)
    name = models.CharField(_("name of the representative"), max_length=200)
    gender = models.CharField(_("gender"), max_length=12, choices=Gender, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    motivation = models.TextField(_("why it wants to take part"), max_length=3000)
    experience = models.TextField(_("its work on migration and development"), max_length=3000)
    received_at = models.DateTimeField(default=timezone.now)
    corrected_at = models.DateTimeField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)  # on the waiting list
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_expires_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    link_sent_at = models.DateTimeField(null=True, blank=True)
    delegation = models.OneToOneField(
        Delegation, models.PROTECT, null=True, blank=True, related_name="application"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "call",
                "organization_key",
                name="application_one_an_organization",
                condition=~Q(state="withdrawn"),
            ),
            models.UniqueConstraint(
                "call", "rank", name="application_one_a_rank", condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="application_waits_at_a_rank", condition=~Q(state="waiting") | Q(rank__isnull=False)
            ),
            models.CheckConstraint(
                name="application_offer_has_an_end",
                condition=~Q(state="offered") | Q(offered_at__isnull=False, offer_expires_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.organization_name

    def save(self, *args, **kwargs):
        self.organization_key = key_of(self.organization_name)
        super().save(*args, **kwargs)

    def roles_of(self, person: Person) -> set[Role]:
        return self.call.roles_of(person)

    def is_offer_open(self, at: datetime | None = None) -> bool:
        """An offer can be answered to the end of its last minute."""
        return (
            self.state == ApplicationState.OFFERED
            and self.offer_expires_at is not None
            and (at or timezone.now()) < minute_after(self.offer_expires_at)
        )

    @property
    def holds_a_place(self) -> bool:
        return self.state in HOLDS_A_PLACE


def key_of(name: str) -> str:
    """By what two typed names of one organization are the same: "Fédération ABC" and "FEDERATION abc"."""
    return " ".join(latin_words(name))


class Score(models.Model):
    """What one member of the committee thinks of one application; or that there is a conflict of interest."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="scores")
    member = models.ForeignKey(CallMember, models.PROTECT, related_name="scores")
    has_conflict = models.BooleanField(_("I have a conflict of interest"), default=False)
    # Each from 0 to 5; empty where there is a conflict.
    relevance = models.PositiveSmallIntegerField(
        _("relevance to the themes"), null=True, blank=True, validators=[MaxValueValidator(5)]
    )
    experience = models.PositiveSmallIntegerField(
        _("experience"), null=True, blank=True, validators=[MaxValueValidator(5)]
    )
    reach = models.PositiveSmallIntegerField(
        _("reach among migrants"), null=True, blank=True, validators=[MaxValueValidator(5)]
    )
    note = models.CharField(_("note"), max_length=1000, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("application", "member", name="score_once"),
            models.CheckConstraint(
                name="score_whole_or_conflict",
                condition=Q(has_conflict=True, relevance=None, experience=None, reach=None)
                | Q(
                    has_conflict=False,
                    relevance__range=(0, 5),
                    experience__range=(0, 5),
                    reach__range=(0, 5),
                ),
            ),
        ]

    def __str__(self):
        return f"{self.member_id} on {self.application_id}"

    @property
    def total(self) -> int | None:
        """Out of 15; None where there is a conflict."""
        return None if self.has_conflict else self.relevance + self.experience + self.reach
