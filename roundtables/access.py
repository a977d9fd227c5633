"""Finding the substance of a meeting for a person: what one may not know of is not found."""

from accounts.permissions import Permission, Role, can, roles_of
from meetings.access import announced_meeting, found, part_of_meeting, readable_meeting
from roundtables.models import (
    Comment,
    ConceptPaper,
    Draft,
    GuidingQuestion,
    Reference,
    Roundtable,
    Section,
    Session,
    TeamMember,
    Theme,
)

ANYBODY = frozenset({Role.PUBLIC, Role.SIGNED_IN})


def readable_roundtable(person, slug: str, code: str) -> Roundtable:
    """A roundtable whose brief is published; for those who prepare it or its meeting, before that as well."""
    meeting = readable_meeting(person, slug)
    roundtable = found(meeting.roundtables.with_place().filter(code=code).first())
    roundtable.meeting = meeting
    if not roundtable.is_published and not may_know_of(person, roundtable):
        found(None)
    return roundtable


def may_know_of(person, roundtable: Roundtable) -> bool:
    """Whether a person may know that a brief is being prepared."""
    return can(person, Permission.SEE_MEETING, roundtable) or can(person, Permission.SEE_BRIEF, roundtable)


def published_roundtable(person, slug: str, code: str) -> Roundtable:
    """A roundtable as everybody reads it who may see its meeting."""
    roundtable = readable_roundtable(person, slug, code)
    return found(roundtable if roundtable.is_published else None)


def public_version(person, slug: str, code: str, number: int) -> Draft:
    """The text of a version that is public, or was before a later one superseded it."""
    roundtable = published_roundtable(person, slug, code)
    draft = found(
        Draft.objects.of_public_version(roundtable, number).select_related("brief").first()
        if number < 32768  # beyond what the column holds
        else None
    )
    draft.brief.roundtable = roundtable
    return draft


def theme_of_meeting(person, slug: str, pk: int) -> Theme:
    return part_of_meeting(Theme.objects.all(), announced_meeting(person, slug), pk)


def roundtable_of_meeting(person, slug: str, pk: int) -> Roundtable:
    return part_of_meeting(Roundtable.objects.with_place(), announced_meeting(person, slug), pk)


def concept_paper_of_meeting(person, slug: str, pk: int) -> ConceptPaper:
    return part_of_meeting(ConceptPaper.objects.all(), announced_meeting(person, slug), pk)


def section_of_meeting(person, slug: str, pk: int) -> Section:
    return part_of_meeting(Section.objects.all(), announced_meeting(person, slug), pk)


def session_of_meeting(person, slug: str, pk: int) -> Session:
    return _part_of_roundtable(Session.objects.all(), person, slug, pk)


def question_of_brief(person, slug: str, pk: int) -> GuidingQuestion:
    """A question of a brief that the person may know to be in preparation."""
    question = _part_of_roundtable(GuidingQuestion.objects.all(), person, slug, pk)
    return found(question if roles_of(person, question.roundtable) - ANYBODY else None)


def _part_of_roundtable(parts, person, slug: str, pk: int):
    """A session or a question of a roundtable of this meeting."""
    meeting = announced_meeting(person, slug)
    part = found(parts.select_related("roundtable").filter(roundtable__meeting=meeting, pk=pk).first())
    part.roundtable.meeting = meeting
    return part


def brief_of_team(person, slug: str, pk: int) -> Roundtable:
    """A roundtable whose brief the person may know to be in preparation: with a role on it, or on its meeting."""
    roundtable = roundtable_of_meeting(person, slug, pk)
    return found(roundtable if roles_of(person, roundtable) - ANYBODY else None)


def draft_of_team(person, slug: str, pk: int, draft_pk: int) -> Draft:
    """A frozen text of that brief, whichever its version."""
    roundtable = brief_of_team(person, slug, pk)
    drafts = Draft.objects.select_related("brief").filter(brief__roundtable=roundtable, pk=draft_pk)
    draft = found(drafts.first())
    draft.brief.roundtable = roundtable
    return draft


def comment_of_team(person, slug: str, pk: int, draft_pk: int, comment_pk: int) -> Comment:
    """A comment on a frozen text of that brief."""
    draft = draft_of_team(person, slug, pk, draft_pk)
    comment = found(draft.comments.filter(pk=comment_pk).first())
    comment.draft = draft
    return comment


def place_in_team(person, slug: str, pk: int, member_pk: int) -> TeamMember:
    """A place in the team of that roundtable."""
    roundtable = brief_of_team(person, slug, pk)
    member = found(
        roundtable.team.select_related("organization", "person", "presentation").filter(pk=member_pk).first()
    )
    member.roundtable = roundtable
    return member


def reference_of_brief(person, slug: str, pk: int, reference_pk: int) -> Reference:
    """One thing that brief refers to."""
    roundtable = brief_of_team(person, slug, pk)
    reference = found(
        roundtable.references.select_related("earlier__meeting").filter(pk=reference_pk).first()
    )
    reference.roundtable = roundtable
    return reference
