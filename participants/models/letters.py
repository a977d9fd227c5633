"""Signed papers that prove something: notes verbales, letters of nomination."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A note verbale or signed letter as it was handed in; seen only by those who may check it."""

    # Where it is a note verbale with the composition: that delegation. A newer one does not remove it.
    delegation = models.ForeignKey(
        "Delegation", models.PROTECT, null=True, blank=True, related_name="letters"
    )
    file = models.FileField(upload_to="letters", max_length=200)
    name = models.CharField(_("name of the file"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.name
