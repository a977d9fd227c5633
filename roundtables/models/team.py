"""Who prepares a roundtable: co-chair States, members, facilitator, rapporteur, speakers, advisers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, Person
from accounts.permissions import Role
from gfmd.lists import listed
from meetings.models import Document
from participants.models import FocalPoint


class TeamRole(models.TextChoices):
    CO_CHAIR = "co_chair", _("Co-chair")
    FACILITATOR = "facilitator", _("Facilitator")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    SPEAKER = "speaker", _("Speaker")
    ADVISER = "adviser", _("Adviser")
    MEMBER = "member", _("Member")


# What a place in the team lets a person do (accounts.permissions.ROLES).
ROLE_IN_TEAM = {
    TeamRole.CO_CHAIR: Role.CO_CHAIR,
    TeamRole.FACILITATOR: Role.FACILITATOR,
    TeamRole.RAPPORTEUR: Role.RAPPORTEUR,
    TeamRole.SPEAKER: Role.SPEAKER,
    TeamRole.ADVISER: Role.TEAM_MEMBER,
    TeamRole.MEMBER: Role.TEAM_MEMBER,
}


class TeamQuerySet(models.QuerySet):
    def acted_for_by(self, person: Person):
        """The places a person fills: as the one named, or as focal point of an organization named alone."""
        organizations = FocalPoint.objects.active().filter(person_id=person.pk).values("organization_id")
        return self.filter(Q(person_id=person.pk) | Q(person=None, name="", organization__in=organizations))

    def roles(self) -> list[Role]:
        return [ROLE_IN_TEAM[TeamRole(role)] for role in self.values_list("role", flat=True)]

    def co_chairs(self):
        return self.filter(role=TeamRole.CO_CHAIR)

    def asked_to_comment(self):
        """Everybody who can sign in, but the speakers."""
        return self.exclude(role=TeamRole.SPEAKER).exclude(Q(person=None) & ~Q(name=""))


class TeamMember(models.Model):
    """A place in the team of a roundtable, held by an organization, a person, or a person for one."""

    roundtable = models.ForeignKey("Roundtable", models.CASCADE, related_name="team")
    role = models.CharField(_("role"), max_length=12, choices=TeamRole)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="team_places",
        verbose_name=_("State or organization"),
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="team_places")
    # Of a speaker or an adviser who has no address here.
    name = models.CharField(_("name"), max_length=200, blank=True)
    # What a speaker has handed in, a paper in the library of the meeting.
    presentation = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    position = models.PositiveIntegerField(default=0)
    appointed_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="team_member_is_somebody",
                condition=Q(organization__isnull=False) | Q(person__isnull=False) | ~Q(name=""),
            ),
            models.CheckConstraint(
                name="team_co_chair_is_an_organization",
                condition=~Q(role=TeamRole.CO_CHAIR) | Q(organization__isnull=False),
            ),
            models.UniqueConstraint(
                "roundtable",
                "role",
                "organization",
                "person",
                "name",
                name="team_member_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return listed((self.name or self.person or "", self.organization or ""))

    def roles_of(self, person: Person) -> set[Role]:
        return self.roundtable.roles_of(person)
