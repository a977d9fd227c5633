"""Chairmanships and the people appointed to serve them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from accounts.models import Organization, Person
from accounts.permissions import Role


class ChairmanshipQuerySet(models.QuerySet):
    def staffed_by(self, person):
        """The chairmanships in which a person serves today."""
        return self.filter(appointments__in=Appointment.objects.in_force().filter(person=person)).distinct()


class Chairmanship(models.Model):
    """One or more States chairing the Forum for a term; it may cover several meetings."""

    name = I18nCharField(_("name"), max_length=300)
    chairs = models.ManyToManyField(
        Organization, verbose_name=_("chair States"), related_name="chairmanships"
    )
    starts_on = models.DateField(_("first day of the term"))
    ends_on = models.DateField(_("last day of the term"))

    objects = ChairmanshipQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="chairmanship_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return str(self.name)

    def roles_of(self, person: Person) -> set[Role]:
        appointments = Appointment.objects.in_force().filter(person=person, chairmanship=self)
        return {Role(role) for role in appointments.values_list("role", flat=True)}


class AppointmentQuerySet(models.QuerySet):
    def in_force(self):
        """Appointments of today: access ends with the term."""
        today = timezone.localdate()
        return self.filter(starts_on__lte=today, chairmanship__ends_on__gte=today).filter(
            Q(ends_on=None) | Q(ends_on__gte=today)
        )


class Appointment(models.Model):
    """A person serving a chairmanship, as chair staff or in the Support Unit, from a day to a day."""

    chairmanship = models.ForeignKey(Chairmanship, models.CASCADE, related_name="appointments")
    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    role = models.CharField(
        max_length=20,
        choices=[(Role.CHAIR_STAFF.value, _("Chair staff")), (Role.SUPPORT_UNIT.value, _("Support Unit"))],
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("chairmanship", "person", "role", "starts_on", name="appointment_once")
        ]

    def __str__(self):
        return f"{self.person} ({self.role})"
