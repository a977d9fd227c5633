"""Delegations and their delegates: one organization at one meeting, at most three people in numbered seats."""

from datetime import date, datetime

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.links import Linked
from gfmd.moves import Moves
from gfmd.names import name_key
from meetings.models import MOST_SEATS, Meeting, MeetingState, RangeOfOne
from participants.models.focal_points import FocalPoint
from participants.models.letters import Letter
from participants.models.windows import MAY_HAVE_EXTRA_TIME, Constituency, Window, minute_after


class DelegationState(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted, to confirm")
    RETURNED = "returned", _("Returned for correction")
    CONFIRMED = "confirmed", _("Confirmed")
    AMENDED = "amended", _("Changed since confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Declined")
    CLOSED = "closed", _("Closed")


D = DelegationState
DELEGATION_MOVES = Moves(
    {
        D.NOT_STARTED: {D.DRAFT, D.DECLINED, D.WITHDRAWN, D.CLOSED},
        D.DRAFT: {D.SUBMITTED, D.DECLINED, D.WITHDRAWN, D.CLOSED},
        D.SUBMITTED: {D.CONFIRMED, D.RETURNED, D.WITHDRAWN},
        D.RETURNED: {D.SUBMITTED, D.WITHDRAWN, D.CLOSED},
        D.CONFIRMED: {D.AMENDED, D.WITHDRAWN, D.CLOSED},
        D.AMENDED: {D.CONFIRMED, D.RETURNED, D.WITHDRAWN},
        D.DECLINED: {D.NOT_STARTED},
        D.WITHDRAWN: {D.DRAFT},
    }
)
# With the chair, or settled: here exactly one head is the rule (domain, rule 3).
WITH_HEAD = (D.SUBMITTED, D.CONFIRMED, D.AMENDED)


class DelegationQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Delegations of the organizations a person is active focal point of."""
        return self.filter(
            organization__focal_points__in=FocalPoint.objects.active().filter(person_id=person.pk)
        ).distinct()

    def seating(self, person):
        """Delegations in which a person holds a seat, known by the address."""
        seats = Delegate.objects.seated().filter(email__iexact=person.email)
        return self.filter(pk__in=seats.values("delegation_id"))

    def with_seats(self):
        """Adds `seats_used`, and `head_name` of the head in a seat."""
        head = Delegate.objects.seated().filter(delegation=models.OuterRef("pk"), is_head=True)
        return self.annotate(
            seats_used=Count("delegates", filter=Q(delegates__state__in=SEATED)),
            head_name=models.Subquery(head.values("name")[:1]),
            head_honorific=models.Subquery(head.values("honorific")[:1]),
        )


class Delegation(models.Model):
    """One organization at one meeting: at most three delegates, the head included."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="delegations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="delegations")
    state = models.CharField(_("state"), max_length=12, choices=DelegationState, default=D.NOT_STARTED)
    return_sentence = models.CharField(_("what to correct"), max_length=1000, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The composition as the organization has put it in writing: a note verbale or a signed letter.
    note_verbale = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    # Extra time for this delegation alone, until and including that minute, with its reason.
    extra_until = models.DateTimeField(_("extra time until"), null=True, blank=True)
    extra_reason = models.CharField(_("reason"), max_length=1000, blank=True)
    constituency = models.ForeignKey(
        Constituency,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("constituency"),
    )
    # After a meeting was postponed: asked to say again that it comes, and when it did.
    reconfirm_asked_at = models.DateTimeField(null=True, blank=True)
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    # Counts every change, so that a page knows whether what it shows is still so.
    version = models.PositiveIntegerField(default=1)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("meeting", "organization", name="delegation_once")]

    def __str__(self):
        return f"{self.organization}, {self.meeting}"

    def roles_of(self, person: Person) -> set[Role]:
        roles = self.meeting.roles_of(person)
        if FocalPoint.objects.active().filter(person=person, organization=self.organization_id).exists():
            roles.add(Role.FOCAL_POINT)
        return roles

    @property
    def closes_at(self) -> datetime | None:
        """The last minute for this delegation: the meeting's, that of its class of participant, or its extra time."""
        times = [Window.closes(self.meeting, self.organization.kind), self.extra_until]
        return max(filter(None, times), default=None)

    @property
    def was_handed_in(self) -> bool:
        """Whether the chair has ever had it. Before that nobody can have returned or confirmed a field."""
        return self.submitted_at is not None or self.state not in (D.NOT_STARTED, D.DRAFT)

    @property
    def must_reconfirm(self) -> bool:
        """Whether, after the meeting was postponed, it has not said yet that it still comes."""
        return (
            self.state in WITH_HEAD
            and self.reconfirm_asked_at is not None
            and (self.reconfirmed_at is None or self.reconfirmed_at < self.reconfirm_asked_at)
        )

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether its focal point may change it: extra time goes beyond the deadline, not beyond the meeting."""
        at = at or timezone.now()
        meeting = self.meeting
        if self.extra_until and at < minute_after(self.extra_until):
            return meeting.state in MAY_HAVE_EXTRA_TIME
        if meeting.state != MeetingState.REGISTRATION_OPEN:
            return False
        if meeting.registration_opens_at and at < meeting.registration_opens_at:
            return False
        return self.closes_at is None or at < minute_after(self.closes_at)


class DelegateState(models.TextChoices):
    INVITED = "invited", _("Invited to complete the details")
    INCOMPLETE = "incomplete", _("Incomplete")
    COMPLETE = "complete", _("Complete")
    SUBMITTED = "submitted", _("Submitted")
    NEEDS_CHANGE = "needs_change", _("Needs a change")
    CONFIRMED = "confirmed", _("Confirmed")
    BADGE_ISSUED = "badge_issued", _("Badge issued")
    ATTENDED = "attended", _("Attended")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REPLACED = "replaced", _("Replaced")
    NO_SHOW = "no_show", _("Did not come")


E = DelegateState
# A seat counts from the moment it is taken until it is given up.
SEATED = (
    E.INVITED,
    E.INCOMPLETE,
    E.COMPLETE,
    E.SUBMITTED,
    E.NEEDS_CHANGE,
    E.CONFIRMED,
    E.BADGE_ISSUED,
    E.ATTENDED,
)
GIVES_UP = {E.WITHDRAWN, E.REPLACED, E.REJECTED}
DELEGATE_MOVES = Moves(
    {
        E.INVITED: {E.INCOMPLETE, E.COMPLETE} | GIVES_UP,
        E.INCOMPLETE: {E.COMPLETE} | GIVES_UP,
        E.COMPLETE: {E.INCOMPLETE, E.SUBMITTED} | GIVES_UP,
        E.SUBMITTED: {E.NEEDS_CHANGE, E.CONFIRMED} | GIVES_UP,
        E.NEEDS_CHANGE: {E.SUBMITTED} | GIVES_UP,
        E.CONFIRMED: {E.NEEDS_CHANGE, E.SUBMITTED, E.BADGE_ISSUED, E.NO_SHOW} | GIVES_UP,
        E.BADGE_ISSUED: {E.ATTENDED, E.NO_SHOW} | GIVES_UP,
    }
)


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    ANOTHER = "another", _("Another")
    UNDISCLOSED = "undisclosed", _("Prefer not to say")


class Level(models.TextChoices):
    """How high the office is, for protocol and for what the chair tells about participation."""

    HEAD = "head", _("Head of State or Government")
    MINISTER = "minister", _("Minister")
    VICE_MINISTER = "vice_minister", _("Deputy minister or State secretary")
    AMBASSADOR = "ambassador", _("Ambassador or permanent representative")
    DIRECTOR = "director", _("Director-general or director")
    OFFICIAL = "official", _("Official")
    OTHER = "other", pgettext_lazy("level of an office", "Other")


class Relationship(models.TextChoices):
    """What ties a delegate to the State or organization that sends the delegation."""

    CAPITAL = "capital", _("Serves in the capital or headquarters")
    MISSION = "mission", _("Serves in a permanent mission or embassy")
    PARLIAMENT = "parliament", _("Member of parliament")
    LOCAL = "local", _("Serves in a regional or local authority")
    ADVISER = "adviser", _("Adviser from outside the administration")
    OTHER = "other", pgettext_lazy("relationship of a delegate to the sender", "Other")


class DelegateRole(models.TextChoices):
    """What a delegate is in the delegation; head and alternate head are one each."""

    HEAD = "head", _("Head of delegation")
    ALTERNATE = "alternate", _("Alternate head of delegation")
    MEMBER = "member", _("Member of the delegation")


class DelegateQuerySet(models.QuerySet):
    def seated(self):
        """Delegates who hold a seat."""
        return self.filter(state__in=SEATED)

    def of_person(self, person):
        """The seats a person holds, known by the address."""
        return self.seated().filter(email__iexact=person.email)

    def with_given(self):
        """Adds whether needs were given (`has_needs`) and a visa letter asked for (`asks_visa`), not what they are."""
        of_delegate = {"delegate": models.OuterRef("pk")}
        return self.annotate(
            has_needs=models.Exists(apps.get_model("participants", "Needs").objects.filter(**of_delegate)),
            asks_visa=models.Exists(
                apps.get_model("participants", "VisaRequest").objects.filter(**of_delegate)
            ),
        )


# By these a delegate is searched for.
NAMES = frozenset({"name", "badge_name", "original_name"})


class Delegate(Linked):
    """One person in one delegation, in a numbered seat."""

    LINK = "delegate"

    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="delegates")
    # Derived from the delegation by a trigger, whichever way the row is written.
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+", editable=False)
    seat = models.PositiveSmallIntegerField(_("seat"))
    state = models.CharField(max_length=15, choices=DelegateState, default=DelegateState.INCOMPLETE)
    is_head = models.BooleanField(_("head of delegation"), default=False)
    is_alternate_head = models.BooleanField(_("alternate head of delegation"), default=False)
    honorific = models.CharField(_("honorific"), max_length=40, blank=True)
    # As in the passport, in any script. A seat offered by personal link may wait for it.
    name = models.CharField(_("name"), max_length=200, blank=True)
    badge_name = models.CharField(_("name on the badge and the list"), max_length=120, blank=True)
    original_name = models.CharField(_("name in its original script"), max_length=200, blank=True)
    gender = models.CharField(_("gender"), max_length=12, choices=Gender, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)
    function_en = models.CharField(_("function in English"), max_length=200, blank=True)
    ministry = models.CharField(_("ministry or department"), max_length=200, blank=True)
    city = models.CharField(_("city of the office"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=15, choices=Level, blank=True)
    relationship = models.CharField(
        _("relationship to the sender"), max_length=12, choices=Relationship, blank=True
    )
    expertise = models.CharField(_("expertise"), max_length=500, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    # Empty: all days.
    attends_on = ArrayField(models.DateField(), verbose_name=_("days attended"), default=list, blank=True)
    parts = models.ManyToManyField(
        Meeting, blank=True, related_name="+", verbose_name=_("parts of the meeting attended")
    )
    # In the venue's time.
    arrives_at = models.DateTimeField(_("arrival"), null=True, blank=True)
    arrives_by = models.CharField(_("arrives by"), max_length=120, blank=True)
    leaves_at = models.DateTimeField(_("departure"), null=True, blank=True)
    leaves_by = models.CharField(_("leaves by"), max_length=120, blank=True)
    is_on_list = models.BooleanField(_("may be named on the list of participants"), default=False)
    is_photographed = models.BooleanField(_("may be photographed"), default=False)
    link_sent_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(
        null=True, blank=True
    )  # by the delegate, through the link: it is used up
    badge_void_at = models.DateTimeField(null=True, blank=True)
    # Words of the names as they are searched for: without accents, in Latin letters, with what is left of their sound.
    name_key = models.TextField(editable=False, default="", blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    taken_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "pk"]
        indexes = [
            GinIndex(SearchVector("name_key", config="simple"), name="delegate_names"),
        ]
        constraints = [
            models.CheckConstraint(
                name="delegate_seat_exists", condition=Q(seat__gte=1, seat__lte=MOST_SEATS)
            ),
            # Deferrable, so that two delegates can change places; ranges stand in for btree_gist.
            ExclusionConstraint(
                name="delegate_one_to_a_seat",
                expressions=[
                    (RangeOfOne("delegation"), RangeOperators.OVERLAPS),
                    (RangeOfOne("seat"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=SEATED),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                "delegation", name="delegate_one_head", condition=Q(state__in=SEATED, is_head=True)
            ),
            models.UniqueConstraint(
                "delegation",
                name="delegate_one_alternate_head",
                condition=Q(state__in=SEATED, is_alternate_head=True),
            ),
            models.CheckConstraint(
                name="delegate_head_or_alternate", condition=Q(is_head=False) | Q(is_alternate_head=False)
            ),
            models.UniqueConstraint(
                F("meeting"),
                Lower("email"),
                name="delegate_one_delegation_a_meeting",
                condition=Q(state__in=SEATED) & ~Q(email=""),
            ),
            models.CheckConstraint(
                name="delegate_successor_when_replaced",
                condition=Q(replaced_by=None) | Q(state=DelegateState.REPLACED),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        written = kwargs.get("update_fields")
        if written is None or not NAMES.isdisjoint(written):
            self.name_key = name_key(self.name, self.badge_name, self.original_name)
            if written is not None:
                kwargs["update_fields"] = {*written, "name_key"}
        super().save(*args, **kwargs)

    def validate_constraints(self, exclude=None) -> None:
        """Left to the database, whose refusals become sentences (actions.rules.rules_of_the_database)."""

    def roles_of(self, person: Person) -> set[Role]:
        """Those on the delegation, and DELEGATE for whoever holds this very seat."""
        roles = self.delegation.roles_of(person)
        if self.is_seated and self.email and self.email.lower() == person.email:
            roles.add(Role.DELEGATE)
        return roles

    def is_link_valid(self, at: datetime | None = None) -> bool:
        """By the link the delegate completes the details: until it expires or was used, as long as the seat is held."""
        return self.is_seated and self.completed_at is None and super().is_link_valid(at)

    @property
    def shown_name(self) -> str:
        """The name on the badge and the list: the one chosen for it, else the one of the passport."""
        return self.badge_name or self.name

    @property
    def days(self) -> list[date]:
        """The days attended that are chosen; none chosen means all."""
        return sorted(self.attends_on)

    @property
    def full_name(self) -> str:
        """Honorific and name as typed: no forced capitals, one name is enough."""
        return f"{self.honorific} {self.name}".strip()

    @property
    def role(self) -> DelegateRole:
        if self.is_head:
            return DelegateRole.HEAD
        return DelegateRole.ALTERNATE if self.is_alternate_head else DelegateRole.MEMBER

    @property
    def is_seated(self) -> bool:
        return self.state in SEATED

    @property
    def is_filled(self) -> bool:
        return bool(self.name and self.function)
