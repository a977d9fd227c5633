"""Invitations and what is answered to them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.permissions import Role
from correspondence.models import Message, MessageState
from gfmd.links import Linked
from gfmd.moves import Moves
from meetings.models import Meeting
from participants.models.focal_points import FocalPoint
from participants.models.windows import Window, minute_after


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


class Invitation(Linked):
    """One organization's invitation to one meeting. A link in it changes nothing by being opened."""

    LINK = "invitation"

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
    opened_at = models.DateTimeField(null=True, blank=True)  # the first button pressed, not the page opened
    # Time for this organization alone, until and including that minute, with its reason; its delegation inherits it.
    extra_until = models.DateTimeField(_("extra time until"), null=True, blank=True)
    extra_reason = models.CharField(_("reason"), max_length=1000, blank=True)
    asks_name = models.CharField(max_length=200, blank=True)
    asks_email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("meeting", "organization", name="invitation_once")]

    def __str__(self):
        return f"{self.organization}, {self.meeting}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)

    def has_extra_time(self, at: datetime | None = None) -> bool:
        """Whether it has time of its own that is not over."""
        return self.extra_until is not None and (at or timezone.now()) < minute_after(self.extra_until)

    @property
    def closes_at(self) -> datetime | None:
        """The last minute in which it can be answered: that of the class of participant, or its extra time."""
        times = [Window.closes(self.meeting, self.organization.kind), self.extra_until]
        return max(filter(None, times), default=None)
