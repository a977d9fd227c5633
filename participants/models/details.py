"""What is kept apart about a delegate, and what passes between the focal point and the chair about one field."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import Role
from gfmd.links import Linked
from gfmd.sealing import SealedField
from meetings.models import Meeting
from participants.models.delegations import Delegate


class FieldCheckState(models.TextChoices):
    RETURNED = "returned", _("To be corrected")
    CHANGED = "changed", _("Changed, to be confirmed")
    SETTLED = "settled", _("Settled")


class FieldCheckQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state=FieldCheckState.SETTLED)


class FieldCheck(models.Model):
    """One field of one delegate on which the chair and the focal point are not yet agreed.

    The chair returns a field with a sentence; or a field changes after it was confirmed, and the chair sees
    the difference. It is settled when the chair confirms what stands there.
    """

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="checks")
    field = models.CharField(max_length=30)  # a name among the fields of Delegate
    state = models.CharField(max_length=10, choices=FieldCheckState)
    before = models.CharField(max_length=1000, blank=True)  # as it was confirmed, or returned
    sentence = models.CharField(_("what to correct"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = FieldCheckQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "delegate", "field", name="field_check_open_once", condition=~Q(state="settled")
            )
        ]

    def __str__(self):
        return f"{self.delegate_id} {self.field}"

    @property
    def label(self) -> str:
        return Delegate._meta.get_field(self.field).verbose_name


class Assistant(Linked):
    """Somebody in a delegate's office who may complete the delegate's details by a personal link."""

    LINK = "assistant"

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="assistants")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    link_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("delegate", "email", name="assistant_once")]

    def __str__(self):
        return self.name

    def is_link_valid(self, at: datetime | None = None) -> bool:
        """Good any number of times, until the delegate has completed the details or it expires."""
        return self.delegate.is_seated and self.delegate.completed_at is None and super().is_link_valid(at)


class Needs(models.Model):
    """Diet and access, kept apart from the delegate and sealed: seen by the few who see to them."""

    delegate = models.OneToOneField(Delegate, models.CASCADE, related_name="needs", primary_key=True)
    diet = SealedField(_("diet"), max_length=500, blank=True, default="")
    access = SealedField(_("access and assistance"), max_length=1000, blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"needs of {self.delegate_id}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.delegate.roles_of(person)


class VisaRequest(models.Model):
    """A delegate's wish for a visa letter: only then is a passport asked for. Sealed, and erased first."""

    delegate = models.OneToOneField(Delegate, models.CASCADE, related_name="visa_request", primary_key=True)
    passport_number = SealedField(_("passport number"), max_length=40)
    nationality = models.CharField(_("nationality"), max_length=100)
    born_on = SealedField(_("date of birth"), max_length=10)  # ISO 8601
    expires_on = models.DateField(_("passport valid until"))
    embassy = models.CharField(_("embassy or consulate applied to"), max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"visa request of {self.delegate_id}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.delegate.roles_of(person)


class VisaLetter(models.Model):
    """A letter to an embassy for one delegate; void when the seat is given up or the dates change."""

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="visa_letters")
    number = models.CharField(_("number"), max_length=30, unique=True)
    file = models.FileField(upload_to="visa", max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint("delegate", name="visa_letter_one_valid", condition=Q(void_at=None))
        ]

    def __str__(self):
        return self.number

    def roles_of(self, person: Person) -> set[Role]:
        return self.delegate.roles_of(person)


class SensitiveView(models.Model):
    """Somebody looked at what is kept apart about a delegate."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="sensitive_views")
    what = models.CharField(max_length=20)  # "needs", "passport"

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.what} of {self.delegate_id}"


class Erasure(models.Model):
    """The certificate that personal data which has served was erased: what, how much, when; nobody by name."""

    # One of the two: the sweep after a meeting, or a delegation's person on request.
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="erasures")
    on_request = models.BooleanField(default=False)
    noticed_at = models.DateTimeField(null=True, blank=True)  # when those concerned were told it would happen
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)  # {"passports": 12, "needs": 40, "visa letters": 12}

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"erasure {self.pk}, {self.meeting}"

    def roles_of(self, person: Person) -> set[Role]:
        return self.meeting.roles_of(person)
