"""What a focal point passes on: to ministries of its own list."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.permissions import Role
from correspondence.models import Batch
from mailings.models.mailings import Mailing
from meetings.models import Document
from participants.models import FocalPoint


class Ministry(models.Model):
    """A ministry, or another office, that an organization's focal point keeps informed."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="ministries")
    name = models.CharField(_("ministry or office"), max_length=200)
    addressee = models.CharField(_("addressee"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)  # empty once it was taken off the list
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_removed = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organization", "email", condition=models.Q(is_removed=False), name="ministry_address_once"
            )
        ]

    def __str__(self):
        return self.name

    def roles_of(self, person: Person) -> set[Role]:
        return FocalPoint.organization_roles(self.organization, person)


class Forwarding(models.Model):
    """One circular or paper passed on by a focal point, with a line of its own."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="forwardings")
    mailing = models.ForeignKey(Mailing, models.PROTECT, null=True, blank=True, related_name="forwardings")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("a line of your own"), max_length=2000, blank=True)
    batch = models.OneToOneField(Batch, models.PROTECT, related_name="forwarding")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mailing__isnull=False, document=None)
                | models.Q(mailing=None, document__isnull=False),
                name="forwarding_of_one_thing",
            )
        ]

    def __str__(self):
        return f"{self.organization}, {self.at:%Y-%m-%d}"

    def roles_of(self, person: Person) -> set[Role]:
        return FocalPoint.organization_roles(self.organization, person)
