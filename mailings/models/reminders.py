"""When people are reminded of what they owe: so many days before a deadline or an event."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from correspondence.models import Message
from meetings.models import Meeting


class ReminderAbout(models.TextChoices):
    INVITATION = "invitation", _("Invitations without an answer")
    DELEGATION = "delegation", _("Delegations not submitted")
    CORRECTION = "correction", _("Delegations returned for correction")
    RECONFIRMATION = "reconfirmation", _("Delegations not confirmed again after a postponement")
    DETAILS = "details", _("Delegates' own details")
    PLACES = "places", _("Roundtables not chosen")
    TASK = "task", _("Tasks of a focal point not taken on")
    COMMENTS = "comments", _("Comments on a draft")
    CLEARANCE = "clearance", _("Briefs to clear")
    PRESENTATION = "presentation", _("Presentations of speakers")


class ReminderRule(models.Model):
    """Of what a meeting reminds, and how many days before its deadline. Without a rule nobody is reminded."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reminder_rules")
    about = models.CharField(_("about"), max_length=20, choices=ReminderAbout)
    days_before = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days before"))  # [30, 14, 3]
    is_on = models.BooleanField(_("on"), default=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("meeting", "about", name="reminder_rule_once")]

    def __str__(self):
        return f"{self.meeting}, {self.about}"


class Reminder(models.Model):
    """That an address was reminded of one thing, so many days before one deadline; it is never told again.

    The address itself stands in the message alone, where it is forgotten in time.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=20, choices=ReminderAbout)
    thing = models.PositiveBigIntegerField()  # the key of the invitation, delegation, delegate, …
    address_hash = models.CharField(max_length=64)  # mailings.reminders.owed.address_hash
    deadline = models.DateTimeField()  # another deadline is another matter
    days = models.PositiveSmallIntegerField()  # before it
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="reminders_in_it"
    )
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "about", "thing", "address_hash", "deadline", "days", name="reminder_step_once"
            )
        ]
        indexes = [models.Index(fields=["meeting", "deadline"], name="reminder_of_meeting")]

    def __str__(self):
        return f"{self.about} {self.thing}, {self.days} days before"
