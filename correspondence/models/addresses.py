"""What is known of e-mail addresses: those that came back, and those that want no circulars."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from correspondence.models.messages import Message


class Trouble(models.TextChoices):
    BOUNCED = "bounced", _("Messages come back")
    COMPLAINT = "complaint", _("Marked as unwanted")


class TroubledAddress(models.Model):
    """An address from which a message came back. It shows red wherever it stands, until it is corrected."""

    email = models.EmailField()
    trouble = models.CharField(max_length=10, choices=Trouble)
    said = models.CharField(max_length=500, blank=True)  # the other server's words
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="troubled_address_once")]

    def __str__(self):
        return self.email


class Unsubscribed(models.Model):
    """An address that wants no circulars. Letters, links and decisions reach it as before."""

    email = models.EmailField()
    at = models.DateTimeField(default=timezone.now)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="unsubscribed_once")]

    def __str__(self):
        return self.email
