"""What was told of changes to a published programme, or kept from being told."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from correspondence.models import Batch
from meetings.models import Change, Meeting


class Notice(models.Model):
    """Changes that were told together, to how many; or that somebody decided not to tell, and why."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notices")
    changes = models.ManyToManyField(Change, related_name="notices")
    # Told: the headings as staff read them that day, so that the page does not depend on what stands now.
    headings = models.JSONField(default=list, blank=True)
    batch = models.OneToOneField(Batch, models.SET_NULL, null=True, blank=True, related_name="notice")
    people = models.PositiveIntegerField(default=0)
    is_told = models.BooleanField(default=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)  # why it is not told
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.meeting}, {self.at:%Y-%m-%d %H:%M}"
