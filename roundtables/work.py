"""How far the work on a brief is: which version, which round, who has commented, who has cleared.

Everything here reads what `with_work()` has fetched, so that a list of briefs costs what one costs.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from accounts.models import Organization, Person
from accounts.permissions import ROLES, Permission
from participants.models import FocalPoint
from roundtables.models import (
    ROLE_IN_TEAM,
    Attitude,
    Brief,
    BriefState,
    Comment,
    CommentAnswer,
    Draft,
    DraftKind,
    Roundtable,
    TeamMember,
    TeamRole,
)


def with_work(roundtables: QuerySet) -> QuerySet:
    """Roundtables with their versions, drafts (without the texts), comments, clearances and teams.

    Eight queries, whatever the number of roundtables.
    """
    comments = Comment.objects.standing().select_related("on_behalf_of")
    drafts = Draft.objects.defer("content").prefetch_related(
        Prefetch("comments", comments, to_attr="standing_comments"), "clearances__organization"
    )
    terms = FocalPoint.objects.active().select_related("person")
    team = TeamMember.objects.select_related("organization", "person", "presentation").prefetch_related(
        Prefetch("organization__focal_points", terms, to_attr="active_terms")
    )
    return roundtables.select_related("meeting").prefetch_related(
        Prefetch("briefs", Brief.objects.prefetch_related(Prefetch("drafts", drafts))), Prefetch("team", team)
    )


class Stage(StrEnum):
    """Where the work stands; finer than the states of a brief, which do not tell whether a deadline passed."""

    WRITING = "the first draft is being written"
    ROUND_OPEN = "a draft is out for comments"
    FIRST_OVER = "the first draft has been commented on"
    SECOND_OVER = "the second draft has been commented on"
    CLEARANCE = "the co-chairs have the text before them"
    FINAL = "cleared, not published"
    PUBLISHED = "published as it stands"
    CHANGED = "changed since it was published"
    TAKEN_BACK = "taken back from the public"


@dataclass(frozen=True)
class Place:
    """A place in the team, and who acts for it now."""

    member: TeamMember

    @property
    def is_for_organization(self) -> bool:
        """Held by an organization alone: its active focal points act for it."""
        return self.member.person_id is None and not self.member.name

    @property
    def people(self) -> list[Person]:
        if self.member.person_id:
            return [self.member.person]
        return (
            [term.person for term in self.member.organization.active_terms]
            if self.is_for_organization
            else []
        )

    @property
    def is_vacant(self) -> bool:
        """An organization without an active focal point: nobody can act for it."""
        return self.is_for_organization and not self.people

    @property
    def is_asked_to_comment(self) -> bool:
        return self.member.role != TeamRole.SPEAKER and (self.member.person_id or self.is_for_organization)

    def acts(self, person: Person) -> bool:
        return person in self.people

    def has_said(self, comment: Comment) -> bool:
        """Whether a comment was made from this place."""
        if self.member.person_id:
            return comment.by_id == self.member.person_id
        return comment.on_behalf_of_id == self.member.organization_id


class Work:
    """The work on one brief. The roundtable comes from `with_work()`."""

    def __init__(self, roundtable: Roundtable):
        self.roundtable = roundtable
        self.briefs = list(roundtable.briefs.all())
        preparing = (
            one for one in self.briefs if not one.has_been_public and one.state != BriefState.SUPERSEDED
        )
        self.in_preparation: Brief | None = next(preparing, None)

    @property
    def brief(self) -> Brief | None:
        """The version in preparation, or else the last one; none before anything was opened or published."""
        return self.in_preparation or next(iter(self.briefs), None)

    @cached_property
    def drafts(self) -> list[Draft]:
        """Of the version in preparation, or of the public one while nothing is being written; newest first."""
        if self.in_preparation is None and self.stage in (Stage.WRITING, Stage.CHANGED):
            return []
        return list(self.brief.drafts.all()) if self.brief else []

    @cached_property
    def places(self) -> list[Place]:
        return [Place(member) for member in self.roundtable.team.all()]

    @property
    def passes_rounds(self) -> bool:
        """Whether the version being written goes through comments and clearance."""
        brief = self.in_preparation
        if brief and brief.state != BriefState.DRAFT:
            return brief.needs_clearance
        return self.roundtable.meeting.brief_rounds == 2

    @property
    def number(self) -> int:
        """Of the version being worked on."""
        return self.in_preparation.number if self.in_preparation else self.roundtable.version + 1

    @cached_property
    def stage(self) -> Stage:
        brief = self.in_preparation
        if brief is None:
            return self._stage_of_public()
        if brief.state == BriefState.FINAL:
            return Stage.FINAL
        if self.put:
            return Stage.CLEARANCE
        if self.round and self.round.takes_comments():
            return Stage.ROUND_OPEN
        if brief.state == BriefState.DRAFT:
            return Stage.CHANGED if self.roundtable.is_published else Stage.WRITING
        return Stage.SECOND_OVER if brief.state == BriefState.SECOND_COMMENTS else Stage.FIRST_OVER

    def _stage_of_public(self) -> Stage:
        if self.roundtable.is_published:
            return Stage.CHANGED if self.roundtable.is_changed_since_published else Stage.PUBLISHED
        if self.brief and not self.roundtable.brief_changed_at:
            return Stage.TAKEN_BACK
        return Stage.WRITING

    # --- Comments ----------------------------------------------------------------------------------------

    @property
    def round(self) -> Draft | None:
        """The draft last opened for comments."""
        return next((draft for draft in self.drafts if draft.kind != DraftKind.FINAL), None)

    @property
    def comments(self) -> list[Comment]:
        """On the draft last opened."""
        return self.round.standing_comments if self.round else []

    @cached_property
    def asked(self) -> list[Place]:
        return [place for place in self.places if place.is_asked_to_comment]

    @cached_property
    def commented(self) -> list[Place]:
        """Those of them who have said something on the draft last opened."""
        return [place for place in self.asked if any(map(place.has_said, self.comments))]

    @property
    def unanswered(self) -> int:
        return sum(comment.answer == CommentAnswer.OPEN for comment in self.comments)

    # --- Clearance ---------------------------------------------------------------------------------------

    @property
    def put(self) -> Draft | None:
        """The text the co-chairs have before them or have cleared."""
        last = next(iter(self.drafts), None)
        return last if last and last.kind == DraftKind.FINAL else None

    @cached_property
    def co_chairs(self) -> list[Organization]:
        """The co-chair States, each once."""
        places = (place.member for place in self.places if place.member.role == TeamRole.CO_CHAIR)
        return list({member.organization_id: member.organization for member in places}.values())

    @cached_property
    def cleared(self) -> dict[int, datetime]:
        """When a State cleared the text put last, by organization."""
        clearances = self.put.clearances.all() if self.put else []
        return {one.organization_id: one.cleared_at for one in clearances}

    @property
    def still_to_clear(self) -> list[Organization]:
        return [state for state in self.co_chairs if state.pk not in self.cleared]

    def places_of(self, person: Person) -> list[Place]:
        return [place for place in self.places if place.acts(person)]

    def to_clear_by(self, person: Person) -> list[Organization]:
        """The co-chair States for which a person can clear the text that waits."""
        if self.stage != Stage.CLEARANCE:
            return []
        acted_for = {
            place.member.organization_id
            for place in self.places_of(person)
            if place.member.role == TeamRole.CO_CHAIR
        }
        return [state for state in self.still_to_clear if state.pk in acted_for]


def counts_of(comments: list[Comment]) -> dict[str, int]:
    """How many take each position, and how many wait for an answer ("open")."""
    counts = {str(attitude): 0 for attitude in Attitude.values}
    for comment in comments:
        counts[comment.attitude] += 1
    return {**counts, "open": sum(comment.answer == CommentAnswer.OPEN for comment in comments)}


def permissions_of(places: list[Place]) -> set[Permission]:
    """What places in the team let a person do."""
    return {one for place in places for one in ROLES[ROLE_IN_TEAM[TeamRole(place.member.role)]][1]}


def by_role(places: list[Place]) -> list[tuple[str, str, list[Place]]]:
    """(the role, what it may do, its places) for each role that somebody has, in the order of the roles."""
    found = [(role, [place for place in places if place.member.role == role]) for role in TeamRole]
    return [(role.label, str(ROLES[ROLE_IN_TEAM[role]][0]), having) for role, having in found if having]
