"""What a brief refers to: earlier roundtables, SDG targets, instruments and works."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from accounts.models import Person
from accounts.permissions import Role


class ReferenceKind(models.TextChoices):
    EARLIER_ROUNDTABLE = "earlier_roundtable", _("Roundtable of an earlier meeting")
    SDG_TARGET = "sdg_target", _("SDG target")
    INSTRUMENT = "instrument", _("Instrument")
    WORK = "work", _("Work cited")


class Reference(models.Model):
    """One thing a brief refers to. A work is cited in the text by its key, as `[@key]`."""

    roundtable = models.ForeignKey("Roundtable", models.CASCADE, related_name="references")
    kind = models.CharField(_("kind"), max_length=20, choices=ReferenceKind)
    earlier = models.ForeignKey(
        "Roundtable",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referred_to_by",
        verbose_name=_("earlier roundtable"),
    )
    # "10.7" for a target; for a work what stands between the brackets: "Bakewell and De Haas 2007".
    key = models.CharField(_("short name"), max_length=120, blank=True)
    text = I18nTextField(_("text"), blank=True, default="", max_length=2000)
    url = models.URLField(_("address on the web"), max_length=500, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reference_to_an_earlier_roundtable",
                condition=Q(kind=ReferenceKind.EARLIER_ROUNDTABLE, earlier__isnull=False)
                | (~Q(kind=ReferenceKind.EARLIER_ROUNDTABLE) & Q(earlier=None) & ~Q(key="")),
            ),
            models.CheckConstraint(
                name="reference_not_to_itself", condition=~Q(earlier=models.F("roundtable"))
            ),
            models.UniqueConstraint(
                "roundtable", "kind", "key", "earlier", name="reference_once", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return self.key or str(self.earlier)

    def roles_of(self, person: Person) -> set[Role]:
        return self.roundtable.roles_of(person)
