"""Those to whom mailings go, as rows of one shape, whatever they are to the meeting."""

from typing import NamedTuple

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Lower, Trim

from accounts.models import UN_LANGUAGES, Organization, Person, un_language
from meetings.models import Meeting
from participants.models import Delegate, DelegationState, FocalPoint, Invitation
from roundtables.models import TeamMember

NOBODY = Value(None, IntegerField())
NAMES = tuple(f"name_{language}" for language in UN_LANGUAGES)


class Recipient(NamedTuple):
    """Somebody who gets a mailing. The organization's names stand in the order of UN_LANGUAGES."""

    email: str
    name: str
    language: str
    person_id: int | None
    organization_id: int | None
    kind: str | None  # of the organization
    names: tuple[str, ...] = ()

    def organization_in(self, language: str) -> str:
        if not self.organization_id:
            return ""
        return self.names[UN_LANGUAGES.index(un_language(language))] or self.names[0]


def row(queryset: QuerySet, *, email, name, language, person, organization: str) -> QuerySet:
    """The columns of a Recipient; `organization` leads to the organization, empty for its own rows."""
    names = [F(f"{organization}{one}") for one in NAMES]
    kind = F(f"{organization}kind")
    pk = F(f"{organization.removesuffix('__')}_id" if organization else "pk")
    return queryset.order_by("pk").values_list(email, name, language, person, pk, kind, *names)


def account(email: str, what: str) -> Subquery:
    """Something of the account with the address in the column `email`."""
    return Subquery(Person.objects.filter(email=Lower(OuterRef(email))).values(what)[:1])


def invitees(invitations: QuerySet[Invitation]) -> QuerySet:
    return row(
        invitations,
        email=F("to_email"),
        name=F("to_name"),
        language=F("language"),
        person=account("to_email", "pk"),
        organization="organization__",
    )


def addressees(
    meeting: Meeting, organizations: QuerySet[Organization], *, only_primary: bool = False
) -> list[QuerySet]:
    """Those who speak for organizations: their active focal points; where there is none, the address on file."""
    points = FocalPoint.objects.active().filter(person__is_active=True)
    if only_primary:
        points = points.primary()
    silent = organizations.exclude(Exists(points.filter(organization=OuterRef("pk"))))
    invited = meeting.invitations.filter(organization=OuterRef("pk")).exclude(to_email="")

    def on_file(invitation: str, organization: str):
        return Coalesce(Subquery(invited.values(invitation)[:1]), F(organization))

    return [
        row(
            points.filter(organization__in=organizations),
            email=F("person__email"),
            name=F("person__name"),
            language=F("person__language"),
            person=F("person_id"),
            organization="organization__",
        ),
        row(
            silent,
            email=on_file("to_email", "address_email"),
            name=on_file("to_name", "address_name"),
            language=on_file("language", "address_language"),
            person=NOBODY,
            organization="",
        ),
    ]


def delegates(seats: QuerySet[Delegate]) -> QuerySet:
    """Delegates in the language of their account, else of their organization's correspondence."""
    organization = "delegation__organization__"
    return row(
        seats,
        email=F("email"),
        name=Trim(Concat("honorific", Value(" "), "name")),
        language=Coalesce(account("email", "language"), F(f"{organization}address_language")),
        person=account("email", "pk"),
        organization=organization,
    )


def seats_of(meeting: Meeting) -> QuerySet[Delegate]:
    gone = (DelegationState.WITHDRAWN, DelegationState.DECLINED, DelegationState.CLOSED)
    return Delegate.objects.seated().filter(delegation__meeting=meeting).exclude(delegation__state__in=gone)


def team(members: QuerySet[TeamMember]) -> list[QuerySet]:
    """People named in teams, and the focal points of organizations that are named alone."""
    alone = members.filter(person=None, name="", organization__isnull=False)
    points = FocalPoint.objects.active().filter(person__is_active=True)
    return [
        row(
            members.filter(person__isnull=False),
            email=F("person__email"),
            name=F("person__name"),
            language=F("person__language"),
            person=F("person_id"),
            organization="organization__",
        ),
        row(
            points.filter(organization__in=alone.values("organization_id")),
            email=F("person__email"),
            name=F("person__name"),
            language=F("person__language"),
            person=F("person_id"),
            organization="organization__",
        ),
        row(
            members.filter(person=None).exclude(name=""),
            email=Value(""),
            name=F("name"),
            language=Value("en"),
            person=NOBODY,
            organization="organization__",
        ),
    ]
