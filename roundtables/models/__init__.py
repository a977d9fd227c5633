"""The substance of a meeting: themes, roundtables, questions; their briefs, teams and concept papers."""

from roundtables.models.briefs import (
    BRIEF_MOVES,
    Attitude,
    Brief,
    BriefLanguage,
    BriefState,
    Clearance,
    Comment,
    CommentAnswer,
    Draft,
    DraftKind,
    KeptText,
    LanguageState,
    Reading,
)
from roundtables.models.conceptpapers import ConceptPaper
from roundtables.models.places import PLACE_MOVES, Choice, Place, PlaceState
from roundtables.models.programme import GuidingQuestion, Roundtable, Section, Session, Theme
from roundtables.models.references import Reference, ReferenceKind
from roundtables.models.team import ROLE_IN_TEAM, TeamMember, TeamRole

__all__ = [
    "BRIEF_MOVES",
    "PLACE_MOVES",
    "ROLE_IN_TEAM",
    "Attitude",
    "Brief",
    "BriefLanguage",
    "BriefState",
    "Choice",
    "Clearance",
    "Comment",
    "CommentAnswer",
    "ConceptPaper",
    "Draft",
    "DraftKind",
    "GuidingQuestion",
    "KeptText",
    "LanguageState",
    "Place",
    "PlaceState",
    "Reading",
    "Reference",
    "ReferenceKind",
    "Roundtable",
    "Section",
    "Session",
    "TeamMember",
    "TeamRole",
    "Theme",
]
