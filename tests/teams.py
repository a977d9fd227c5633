"""Plain functions that make the team of a roundtable and take its brief through its rounds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Organization, Person
from meetings.models import Meeting
from participants.models import FocalPoint
from roundtables import actions
from roundtables.models import Draft, Roundtable, TeamMember
from tests.factories import a_meeting, a_person, a_roundtable, a_state, chair_staff


def represented(name: str, person: str, **fields) -> tuple[Organization, Person]:
    """A State and its active focal point; the same two when they are there already."""
    term = FocalPoint.objects.active().filter(organization__name_en=name).first()
    if term:
        return term.organization, term.person
    state = a_state(name=name, **fields)
    focal_point = a_person(name=person)
    FocalPoint.objects.create(organization=state, person=focal_point, state="active")
    return state, focal_point


@dataclass
class Team:
    """A roundtable with two co-chair States, a facilitator, a rapporteur, a member and a speaker."""

    meeting: Meeting
    roundtable: Roundtable
    staff: Person
    sweden: Organization
    anna: Person  # acts for Sweden, a co-chair
    bangladesh: Organization
    rahman: Person  # acts for Bangladesh, a co-chair
    kenya: Organization
    amina: Person  # acts for Kenya, a member
    facilitator: Person
    rapporteur: Person
    speaker: Person

    @property
    def people(self) -> dict[str, Person]:
        return {
            "staff": self.staff,
            "co_chair": self.anna,
            "facilitator": self.facilitator,
            "member": self.amina,
            "rapporteur": self.rapporteur,
            "speaker": self.speaker,
        }


TEXT = {
    "background": "Migrants bring skills.[^1]\n\nSome of it is lost.\n\n[^1]: World Bank.",
    "expected_outcomes": "Participants agree.",
}


def a_team(meeting: Meeting | None = None, **fields) -> Team:
    meeting = meeting or a_meeting()
    staff = chair_staff(meeting)
    roundtable = a_roundtable(meeting, **{"questions": 2, **TEXT, **fields})
    sweden, anna = represented("Sweden", "Anna Lind")
    bangladesh, rahman = represented("Bangladesh", "Rahman Chowdhury")
    kenya, amina = represented("Kenya", "Amina Wanjiru")
    facilitator = a_person(name="Kwabena Osei")
    rapporteur = a_person(name="Lucía Ferrer")
    speaker = a_person(name="Annelies Vermeer")
    named = {"facilitator": facilitator, "rapporteur": rapporteur, "speaker": speaker}
    for organization, role in ((sweden, "co_chair"), (bangladesh, "co_chair"), (kenya, "member")):
        TeamMember.objects.create(roundtable=roundtable, role=role, organization=organization)
    for role, person in named.items():
        TeamMember.objects.create(roundtable=roundtable, role=role, person=person)
    return Team(
        meeting, roundtable, staff, sweden, anna, bangladesh, rahman, kenya, amina,
        facilitator, rapporteur, speaker,
    )  # fmt: skip


def opened(team: Team, until: datetime | None = None) -> Draft:
    """The next draft, out for comments for two weeks."""
    until = until or timezone.now() + timedelta(days=14)
    return actions.open_comments(roundtable=team.roundtable, until=until, by=team.staff)


def closed(team: Team) -> Draft:
    return actions.close_comments(roundtable=team.roundtable, by=team.staff)


def commented_on_twice(team: Team) -> None:
    """Both rounds of comments are over."""
    for _round in range(2):
        opened(team)
        closed(team)


def put(team: Team) -> Draft:
    """The text waits for the co-chairs."""
    if not team.roundtable.briefs.exists():
        commented_on_twice(team)
    return actions.put_to_co_chairs(roundtable=team.roundtable, by=team.staff)


def cleared(team: Team) -> Draft:
    """The text is final: both co-chairs have cleared it."""
    draft = put(team)
    for state, person in ((team.sweden, team.anna), (team.bangladesh, team.rahman)):
        actions.clear_brief(draft=draft, organization=state, by=person)
    return draft


def published(team: Team) -> Roundtable:
    cleared(team)
    team.roundtable = actions.publish_brief(roundtable=team.roundtable, by=team.staff)
    return team.roundtable


def passed(draft: Draft) -> Draft:
    """The deadline of a draft was the minute before this one."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    Draft.objects.filter(pk=draft.pk).update(comments_until=a_minute_ago)
    draft.comments_until = a_minute_ago
    return draft


def rewrite(team: Team, text: str, part: str = "outcomes") -> None:
    """Somebody of the team goes on writing."""
    writable = actions.Writable(team.roundtable, "en")
    actions.write_brief(
        roundtable=team.roundtable,
        language="en",
        parts={part: text},
        seen={part: actions.digest(writable.text(part))},
        by=team.facilitator,
    )
    team.roundtable.refresh_from_db()
