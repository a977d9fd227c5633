"""What everybody reads about a meeting's substance, and what those who write it see."""

from roundtables.views.api import programme_json, roundtable_json
from roundtables.views.comments import brief_comment, brief_draft, comment_answer, comment_withdraw
from roundtables.views.conceptpapers import (
    concept_paper,
    concept_paper_accept,
    concept_paper_new,
    concept_papers,
)
from roundtables.views.packs import roundtable_pack, roundtable_pack_pdf
from roundtables.views.places import delegation_places, places, places_csv, places_set, seat_places
from roundtables.views.programme import programme
from roundtables.views.public import concept_note, meeting, roundtable, roundtable_pdf
from roundtables.views.questions import question_move, question_remove, questions
from roundtables.views.references import (
    brief_paper_remove,
    brief_papers,
    brief_references,
    reference_edit,
    reference_remove,
)
from roundtables.views.rounds import brief_clear, brief_comments_close, brief_comments_open, brief_put
from roundtables.views.roundtables import (
    roundtable_edit,
    roundtable_move,
    roundtable_new,
    roundtable_publish,
    roundtable_remove,
)
from roundtables.views.sections import section_edit, section_move, section_new, section_remove
from roundtables.views.sessions import session_edit, session_move, session_new, session_remove
from roundtables.views.team import presentation, team, team_member_new, team_member_remove, team_tell
from roundtables.views.themes import theme_edit, theme_move, theme_new, theme_remove
from roundtables.views.versions import (
    brief_compare,
    roundtable_changes,
    roundtable_read,
    roundtable_version,
    roundtable_version_pdf,
)
from roundtables.views.workspace import brief
from roundtables.views.writing import brief_keep, brief_language, brief_let_go, brief_preview, brief_write

__all__ = [
    "brief",
    "brief_clear",
    "brief_comment",
    "brief_comments_close",
    "brief_comments_open",
    "brief_compare",
    "brief_draft",
    "brief_keep",
    "brief_language",
    "brief_let_go",
    "brief_paper_remove",
    "brief_papers",
    "brief_preview",
    "brief_put",
    "brief_references",
    "brief_write",
    "comment_answer",
    "comment_withdraw",
    "concept_note",
    "concept_paper",
    "concept_paper_accept",
    "concept_paper_new",
    "concept_papers",
    "delegation_places",
    "meeting",
    "places",
    "places_csv",
    "places_set",
    "presentation",
    "programme",
    "programme_json",
    "question_move",
    "question_remove",
    "questions",
    "reference_edit",
    "reference_remove",
    "roundtable",
    "roundtable_changes",
    "roundtable_edit",
    "roundtable_json",
    "roundtable_move",
    "roundtable_new",
    "roundtable_pack",
    "roundtable_pack_pdf",
    "roundtable_pdf",
    "roundtable_publish",
    "roundtable_read",
    "roundtable_remove",
    "roundtable_version",
    "roundtable_version_pdf",
    "seat_places",
    "section_edit",
    "section_move",
    "section_new",
    "section_remove",
    "session_edit",
    "session_move",
    "session_new",
    "session_remove",
    "team",
    "team_member_new",
    "team_member_remove",
    "team_tell",
    "theme_edit",
    "theme_move",
    "theme_new",
    "theme_remove",
]
