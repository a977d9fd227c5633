"""Every write of a meeting's substance: themes, roundtables, sessions, guiding questions, briefs."""

from roundtables.actions.briefs import (
    brief_in_preparation,
    clear_brief,
    close_comments,
    draft_for_clearance,
    open_comments,
    publish_brief,
    put_to_co_chairs,
    still_to_clear,
    withdraw_brief,
)
from roundtables.actions.comments import (
    answer_comment,
    answer_mark,
    comment_on,
    comments_are_closed,
    withdraw_comment,
)
from roundtables.actions.conceptpapers import (
    Decision,
    NotLookedAt,
    accept_paper,
    correct_paper,
    read_in_paper,
)
from roundtables.actions.faults import Faulty
from roundtables.actions.packs import ask_for_pack
from roundtables.actions.presentations import hand_in_presentation
from roundtables.actions.questions import Added, add_questions, move_question, remove_question
from roundtables.actions.reading import first_reading, has_read
from roundtables.actions.references import (
    AddedTargets,
    add_reference,
    add_targets,
    attach_paper,
    change_reference,
    detach_paper,
    reference_mark,
    remove_reference,
)
from roundtables.actions.roundtables import (
    add_roundtable,
    change_roundtable,
    move_roundtable,
    remove_roundtable,
)
from roundtables.actions.rules import CodeTaken, ItemTaken, TooManyThemes
from roundtables.actions.sections import add_section, change_section, move_section, remove_section
from roundtables.actions.sessions import add_session, change_session, move_session, remove_session
from roundtables.actions.team import appoint_to_team, leave_team, tell_team
from roundtables.actions.themes import add_theme, change_theme, move_theme, remove_theme
from roundtables.actions.writing import (
    Clash,
    NotTranslated,
    Writable,
    Written,
    as_kept,
    digest,
    keep_text,
    last_change,
    let_kept_text_go,
    set_language_state,
    write_brief,
)

__all__ = [
    "Added",
    "AddedTargets",
    "Clash",
    "CodeTaken",
    "Decision",
    "Faulty",
    "ItemTaken",
    "NotLookedAt",
    "NotTranslated",
    "TooManyThemes",
    "Writable",
    "Written",
    "accept_paper",
    "add_questions",
    "add_reference",
    "add_roundtable",
    "add_section",
    "add_session",
    "add_targets",
    "add_theme",
    "answer_comment",
    "answer_mark",
    "appoint_to_team",
    "as_kept",
    "ask_for_pack",
    "attach_paper",
    "brief_in_preparation",
    "change_reference",
    "change_roundtable",
    "change_section",
    "change_session",
    "change_theme",
    "clear_brief",
    "close_comments",
    "comment_on",
    "comments_are_closed",
    "correct_paper",
    "detach_paper",
    "digest",
    "draft_for_clearance",
    "first_reading",
    "hand_in_presentation",
    "has_read",
    "keep_text",
    "last_change",
    "leave_team",
    "let_kept_text_go",
    "move_question",
    "move_roundtable",
    "move_section",
    "move_session",
    "move_theme",
    "open_comments",
    "order_questions",
    "publish_brief",
    "put_to_co_chairs",
    "read_in_paper",
    "reference_mark",
    "remove_question",
    "remove_reference",
    "remove_roundtable",
    "remove_section",
    "remove_session",
    "remove_theme",
    "set_language_state",
    "still_to_clear",
    "tell_team",
    "withdraw_brief",
    "withdraw_comment",
    "write_brief",
]
