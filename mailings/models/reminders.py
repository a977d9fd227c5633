"""When people are reminded of what they owe: so many days before a deadline or an event."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from meetings.models import Meeting


class ReminderAbout(models.TextChoices):
    INVITATION = "invitation", _("Invitations without an answer")
    DELEGATION = "delegation", _("Delegations not submitted")
    CORRECTION = "correction", _("Delegations returned for correction")
    DETAILS = "details", _("Delegates' own details")
    PLACES = "places", _("Roundtables not chosen")
    COMMENTS = "comments", _("Comments on a draft")
    CLEARANCE = "clearance", _("Briefs to clear")


class ReminderRule(models.Model):
    """Of what a meeting reminds, and how many days before its deadline."""

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
