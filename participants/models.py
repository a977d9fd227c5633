"""Focal points, invitations, delegations and delegates."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.permissions import Role
from correspondence.models import Message, MessageState
from gfmd.moves import Moves
from meetings.models import MOST_SEATS, Meeting, RangeOfOne


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


class FocalPoint(models.Model):
    """A person's term as the one an organization names for the Forum; primary or alternate."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="focal_points")
    person = models.ForeignKey(Person, models.PROTECT, related_name="focal_points")
    is_alternate = models.BooleanField(default=False)
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


class InvitationState(models.TextChoices):
    DRAFT = "draft", _("Not sent yet")
    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Address bounced")
    OPENED = "opened", _("Opened")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed")


class Answer(models.TextChoices):
    NONE = "none", _("No answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed")


ANSWER_MOVES = Moves(
    {
        Answer.NONE: {Answer.ACCEPTED, Answer.DECLINED, Answer.LAPSED},
        Answer.DECLINED: {Answer.ACCEPTED},
        Answer.LAPSED: {Answer.NONE, Answer.ACCEPTED},
    }
)


class InvitationQuerySet(models.QuerySet):
    def with_state(self):
        """Adds `state`: the invitation's own facts, then what became of its latest message."""
        message = "message__state"
        return self.annotate(
            state=Case(
                When(answer=Answer.ACCEPTED, then=Value(InvitationState.ACCEPTED)),
                When(answer=Answer.DECLINED, then=Value(InvitationState.DECLINED)),
                When(answer=Answer.LAPSED, then=Value(InvitationState.LAPSED)),
                When(message=None, then=Value(InvitationState.DRAFT)),
                When(
                    Q(**{f"{message}__in": [MessageState.FAILED, MessageState.BOUNCED]}),
                    then=Value(InvitationState.BOUNCED),
                ),
                When(opened_at__isnull=False, then=Value(InvitationState.OPENED)),
                When(**{message: MessageState.DELIVERED}, then=Value(InvitationState.DELIVERED)),
                When(**{message: MessageState.SENT}, then=Value(InvitationState.SENT)),
                When(Q(**{message: MessageState.CANCELLED}), then=Value(InvitationState.DRAFT)),
                default=Value(InvitationState.QUEUED),
            )
        )

    def unanswered(self):
        """Sent, and neither accepted nor declined nor lapsed."""
        return self.filter(answer=Answer.NONE, message__isnull=False)

    def reaching(self, person):
        """Sent to organizations whose active focal point a person is."""
        focal_points = FocalPoint.objects.active().filter(person_id=person.pk)
        return self.filter(message__isnull=False, organization__in=focal_points.values("organization_id"))


class Invitation(models.Model):
    """One organization's invitation to one meeting. A link in it changes nothing by being opened."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    to_name = models.CharField(_("addressee"), max_length=200, blank=True)
    to_email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=1000, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    sent_count = models.PositiveSmallIntegerField(default=0)  # messages with a link, reminders among them
    link_number = models.PositiveSmallIntegerField(default=0)
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # the first button pressed, not the page opened
    asks_name = models.CharField(max_length=200, blank=True)
    asks_email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("meeting", "organization", name="invitation_once")]

    def __str__(self):
        return f"{self.organization}, {self.meeting}"

    @property
    def link_name(self) -> str:
        """What gfmd.tokens derives the link's secret from; a new number makes the old link void."""
        return f"invitation-{self.pk}-{self.link_number}"

    def is_link_valid(self, at: datetime | None = None) -> bool:
        return self.link_expires_at is not None and (at or timezone.now()) < self.link_expires_at

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)


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


class DelegateQuerySet(models.QuerySet):
    def seated(self):
        """Delegates who hold a seat."""
        return self.filter(state__in=SEATED)


class Delegate(models.Model):
    """One person in one delegation, in a numbered seat."""

    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="delegates")
    # Derived from the delegation by a trigger, whichever way the row is written.
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+", editable=False)
    seat = models.PositiveSmallIntegerField(_("seat"))
    state = models.CharField(max_length=15, choices=DelegateState, default=DelegateState.INCOMPLETE)
    is_head = models.BooleanField(_("head of delegation"), default=False)
    honorific = models.CharField(_("honorific"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=200, blank=True)
    ministry = models.CharField(_("ministry or department"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    taken_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "pk"]
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

    @property
    def full_name(self) -> str:
        """Honorific and name as typed: no forced capitals, one name is enough."""
        return f"{self.honorific} {self.name}".strip()

    @property
    def is_seated(self) -> bool:
        return self.state in SEATED

    @property
    def is_filled(self) -> bool:
        return bool(self.name and self.function)
