"""The chair's own wording of a message, in one language."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from meetings.models import Meeting


class MessageTemplate(models.Model):
    """What a meeting's messages of one kind say in one language, in place of the product's own words.

    Subject and body hold named placeholders in braces, {organization}, checked when it is saved.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="message_templates")
    kind = models.CharField(max_length=40)  # a name of the catalogue
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), max_length=20_000)
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("meeting", "kind", "language", name="template_once")]

    def __str__(self):
        return f"{self.kind} ({self.language})"
