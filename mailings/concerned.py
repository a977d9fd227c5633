"""Whom a change of a published programme concerns, and nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import OrganizationKind, Person
from meetings.models import Meeting
from participants.models import (
    WITH_HEAD,
    Answer,
    Delegate,
    Delegation,
    DelegationState,
    FocalPoint,
    class_of,
)
from roundtables.models import Place, TeamMember, TeamRole

STATES = (OrganizationKind.MEMBER_STATE, OrganizationKind.OBSERVER_STATE)
SETTLED = (DelegationState.DECLINED, DelegationState.WITHDRAWN, DelegationState.CLOSED)
INVITED = ("to_email", "to_name", "language", "answer")
OWES = (DelegationState.NOT_STARTED, DelegationState.DRAFT, DelegationState.RETURNED)


@dataclass(frozen=True)
class Scope:
    """A part of those who take part in a meeting.

    `is_plenary`: delegates of submitted and confirmed delegations, and the focal points of these. `is_whole`: also
    the focal points of delegations under way, and every team. `roundtables`: delegates with a place there or
    waiting for one, their focal points, and the team; `teams`: the team alone. `classes`: focal points of a class
    of participant who owe an answer or a delegation. Where an organization that was invited has no focal point yet,
    the address of the invitation stands for it.
    """

    is_plenary: bool = False
    is_whole: bool = False
    roundtables: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()
    without_speakers: bool = False
    states_only: bool = False

    @property
    def all_delegates(self) -> bool:
        return self.is_plenary or self.is_whole


NOBODY = Scope()


@dataclass(frozen=True)
class Addressee:
    """Somebody to whom a notice goes, known by the address."""

    email: str
    name: str
    language: str
    person_id: int | None = None
    organization_id: int | None = None


@dataclass
class Concerned:
    """Those of one scope, each once: as delegate, else as member of a team, else as focal point."""

    delegates: dict[str, Addressee] = field(default_factory=dict)
    team: dict[str, Addressee] = field(default_factory=dict)
    focal_points: dict[str, Addressee] = field(default_factory=dict)

    @property
    def everybody(self) -> dict[str, Addressee]:
        return {**self.delegates, **self.team, **self.focal_points}

    @property
    def number(self) -> int:
        return len(self.delegates) + len(self.team) + len(self.focal_points)


class Roster:
    """Who takes part in a meeting, as far as some scopes ask. At most seven queries, whatever their number."""

    def __init__(self, meeting: Meeting, scopes: Iterable[Scope]):
        self.meeting, self.scopes = meeting, list(scopes)
        self.places = self._places()
        self.delegates = self._delegates()
        self.team = self._team()
        self.invited: dict[int, Addressee] = {}  # those who have not answered, by organization
        self.delegations = self._delegations()
        self.points = self._points()
        self.languages = self._languages()
        self.language = (meeting.languages or ["en"])[0]

    # --- What is read ---

    def _places(self) -> dict[int, set[int]]:
        """Roundtables by delegate."""
        asked = frozenset().union(*(scope.roundtables for scope in self.scopes))
        places: dict[int, set[int]] = {}
        if asked:
            rows = Place.objects.standing().filter(roundtable__in=asked).order_by()
            for delegate, roundtable in rows.values_list("delegate_id", "roundtable_id"):
                places.setdefault(delegate, set()).add(roundtable)
        return places

    def _delegates(self) -> list[tuple]:
        """(key, address, name, organization, its kind, whether its delegation is submitted)"""
        asked = Q(pk__in=list(self.places))
        if any(scope.all_delegates for scope in self.scopes):
            asked |= Q(delegation__state__in=WITH_HEAD)
        elif not self.places:
            return []
        rows = Delegate.objects.seated().filter(asked, delegation__meeting=self.meeting).order_by("pk")
        names = ("pk", "email", "name", "delegation__organization_id", "delegation__organization__kind")
        rows = rows.exclude(delegation__state__in=SETTLED)
        return [
            (pk, email.lower(), name, organization, kind, state in WITH_HEAD)
            for pk, email, name, organization, kind, state in rows.values_list(*names, "delegation__state")
        ]

    def _team(self) -> list[tuple]:
        """(roundtable, whether a speaker, person or None, organization named alone or None, kind)"""
        asked = frozenset().union(*(scope.roundtables | scope.teams for scope in self.scopes))
        is_whole = any(scope.is_whole for scope in self.scopes)
        if not asked and not is_whole:
            return []
        rows = TeamMember.objects.filter(roundtable__meeting=self.meeting).order_by("pk")
        if not is_whole:
            rows = rows.filter(roundtable__in=asked)
        return [
            (
                one.roundtable_id,
                one.role == TeamRole.SPEAKER,
                one.person,
                None if one.person_id or one.name else one.organization_id,
                one.organization.kind if one.organization else None,
            )
            for one in rows.select_related("person", "organization")
        ]

    def _delegations(self) -> list[tuple[int, str, bool]]:
        """(organization, kind, whether it owes an answer or a delegation) of those not settled."""
        if not any(scope.classes or scope.is_whole for scope in self.scopes):
            return []
        columns = ("organization_id", "organization__kind")
        rows = Delegation.objects.filter(meeting=self.meeting).order_by()
        found = {
            organization: (organization, kind, state)
            for organization, kind, state in rows.values_list(*columns, "state")
        }
        invited = Q(answer=Answer.NONE, message__isnull=False) | Q(answer=Answer.ACCEPTED)
        rows = self.meeting.invitations.filter(invited).order_by().values_list(*columns, *INVITED)
        for organization, kind, email, name, language, answer in rows:
            found.setdefault(organization, (organization, kind, DelegationState.NOT_STARTED))
            if answer == Answer.NONE and email:
                to = Addressee(email.lower(), name, language, organization_id=organization)
                self.invited[organization] = to
        return [(pk, kind, state in OWES) for pk, kind, state in found.values() if state not in SETTLED]

    def _points(self) -> dict[int, list[Addressee]]:
        """Active focal points by organization."""
        organizations = {organization for _pk, _email, _name, organization, *_rest in self.delegates}
        organizations |= {alone for _one, _speaks, _person, alone, _kind in self.team if alone}
        organizations |= {organization for organization, _kind, _owes in self.delegations}
        points: dict[int, list[Addressee]] = {}
        if organizations:
            rows = FocalPoint.objects.active().filter(organization__in=organizations).select_related("person")
            for point in rows.order_by("is_alternate", "pk"):
                points.setdefault(point.organization_id, []).append(
                    of_person(point.person, point.organization_id)
                )
        return points

    def _languages(self) -> dict[str, tuple[str, int]]:
        """Language and key of the accounts that delegates have, by address."""
        emails = {email for _pk, email, *_rest in self.delegates if email}
        if not emails:
            return {}
        rows = Person.objects.filter(email__in=emails).values_list("email", "language", "pk")
        return {email.lower(): (language, pk) for email, language, pk in rows}

    # --- What is asked ---

    def of(self, scope: Scope) -> Concerned:
        """Those whom a scope takes in."""
        found = Concerned()
        organizations = []
        for delegate in self.delegates:
            pk, email, name, organization, kind, is_submitted = delegate
            sits = bool(self.places.get(pk, set()) & scope.roundtables)
            if not (sits or (scope.all_delegates and is_submitted)) or not fits(scope, kind):
                continue
            organizations.append(organization)
            if email:
                language, person = self.languages.get(email, (self.language, None))
                found.delegates.setdefault(email, Addressee(email, name, language, person, organization))
        self._add_team(found, scope)
        for organization, kind, owes in self.delegations:
            if (scope.is_whole or (owes and class_of(kind) in scope.classes)) and fits(scope, kind):
                organizations.append(organization)
        for organization in dict.fromkeys(organizations):
            invited = [self.invited[organization]] if organization in self.invited else []
            for one in self.points.get(organization, invited):
                if one.email not in found.delegates and one.email not in found.team:
                    found.focal_points.setdefault(one.email, one)
        return found

    def _add_team(self, found: Concerned, scope: Scope) -> None:
        asked = scope.roundtables | scope.teams
        for roundtable, speaks, person, alone, kind in self.team:
            if not (scope.is_whole or roundtable in asked) or not fits(scope, kind):
                continue
            if speaks and scope.without_speakers:
                continue
            members = [of_person(person)] if person else self.points.get(alone, [])
            for one in members:
                if one.email not in found.delegates:
                    found.team.setdefault(one.email, one)


def fits(scope: Scope, kind: str | None) -> bool:
    return not scope.states_only or kind in STATES


def of_person(person: Person, organization_id: int | None = None) -> Addressee:
    return Addressee(person.email.lower(), person.name, person.language, person.pk, organization_id)
