"""What the product itself prints for a meeting."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from meetings.models.meetings import Meeting


class Paper(models.Model):
    """A rendered PDF, stored by the hash of what it was made from; an old one stays reachable."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    name = models.CharField(max_length=80)  # "agenda", "roundtable-1.1", "concept-note"
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    content_hash = models.CharField(max_length=64)
    file = models.FileField(upload_to="papers")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint("meeting", "name", "language", "content_hash", name="paper_once")
        ]

    def __str__(self):
        return f"{self.name} ({self.language})"
