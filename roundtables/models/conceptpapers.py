"""Concept papers that were read in, and what was proposed from them."""

from django.conf import settings
from django.db import models

from accounts.models import Person
from accounts.permissions import Role
from meetings.models import Meeting


class ConceptPaper(models.Model):
    """A concept paper read into a proposed outline; nothing of it is in the programme until accepted."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="concept_papers")
    name = models.CharField(max_length=255, blank=True)  # of the file, made safe; empty when pasted
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    text = models.TextField()
    # As roundtables.conceptpapers.proposal gives it, with the corrections made beside the text.
    proposal = models.JSONField(default=dict)
    # What somebody has ticked or left out so far, by the key of the change: see roundtables/comparing.py.
    ticks = models.JSONField(default=dict)
    # What this paper and those accepted before it say of each row of the programme ("theme:12.title.en"):
    # what differs from it in the programme was written there by hand.
    said = models.JSONField(default=dict)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-read_at", "-pk"]

    def __str__(self):
        return self.name or f"{self.read_at:%Y-%m-%d %H:%M}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)
