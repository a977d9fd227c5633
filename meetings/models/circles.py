"""Circles of people around a meeting, whom papers are for."""

from enum import StrEnum

from django.db.models import Q

from accounts.models import OrganizationKind, Person
from accounts.permissions import Permission, can
from meetings.models.meetings import Meeting

STATES = (OrganizationKind.MEMBER_STATE, OrganizationKind.OBSERVER_STATE)


class Circle(StrEnum):
    PARTICIPANTS = "participants"
    GOVERNMENTS = "governments"


def circles_of(person: Person, meeting: Meeting) -> set[Circle]:
    """The circles a signed-in person belongs to, as known now. Costs one query beside those of `can`.

    Participants are active focal points of organizations invited, delegates in a seat (by their address),
    members of the teams of roundtables, and staff. Governments are those of them who come for a State.
    """
    kinds = kinds_come_for(person, meeting)
    circles = set()
    if kinds or can(person, Permission.SEE_MEETING, meeting):
        circles.add(Circle.PARTICIPANTS)
    if kinds.intersection(STATES):
        circles.add(Circle.GOVERNMENTS)
    return circles


def kinds_come_for(person: Person, meeting: Meeting) -> set[str | None]:
    """The kinds of organizations for which a person comes to a meeting; None for a place of one's own."""
    team = meeting.roundtables.filter(in_team(person))
    coming = [
        meeting.delegations.visible_to(person).values_list("organization__kind"),
        meeting.delegations.seating(person).values_list("organization__kind"),
        team.values_list("team__organization__kind"),
    ]
    reached = meeting.invitations.reaching(person).values_list("organization__kind")
    return {kind for (kind,) in reached.order_by().union(*(rows.order_by() for rows in coming))}


def in_team(person: Person, roundtables: str = "") -> Q:
    """Roundtables in whose team a person is: by name, or as active focal point of an organization that is
    named alone. `roundtables` is the way to them from the rows that are filtered, as "roundtables__"."""
    team = f"{roundtables}team__"
    by_name = Q(**{f"{team}person": person})
    named_alone = Q(**{f"{team}person": None, f"{team}name": ""})
    focal_point = f"{team}organization__focal_points__"
    return by_name | (named_alone & Q(**{f"{focal_point}person": person, f"{focal_point}state": "active"}))
