"""What changed of what had been published, until those concerned are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from meetings.models.meetings import Meeting


class ChangeOf(models.TextChoices):
    AGENDA_ITEM = "agenda_item", _("Agenda item")
    ROUNDTABLE = "roundtable", _("Roundtable")
    ROOM = "room", _("Room")
    PAPER = "paper", _("Paper")
    DEADLINE = "deadline", _("Deadline")
    MEETING = "meeting", _("Meeting")


class ChangeQuerySet(models.QuerySet):
    def untold(self):
        return self.filter(told_at=None)


class Change(models.Model):
    """One change of one published thing: how it stood before and after, as facts and not as sentences."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="changes")
    of = models.CharField(max_length=20, choices=ChangeOf)
    subject = models.CharField(max_length=60)  # "agendaitem:12"
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["meeting"], name="change_untold", condition=models.Q(told_at=None))]

    def __str__(self):
        return f"{self.of} {self.subject}"
