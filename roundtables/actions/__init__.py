"""Every write of a meeting's substance: themes, roundtables, sessions, guiding questions, briefs."""

from roundtables.actions.questions import (
    Added,
    add_questions,
    change_question,
    move_question,
    remove_question,
)
from roundtables.actions.roundtables import (
    add_roundtable,
    change_roundtable,
    move_roundtable,
    publish_brief,
    remove_roundtable,
    withdraw_brief,
)
from roundtables.actions.rules import CodeTaken, ItemTaken, TooManyThemes
from roundtables.actions.sessions import add_session, change_session, move_session, remove_session
from roundtables.actions.themes import add_theme, change_theme, move_theme, remove_theme

__all__ = [
    "Added",
    "CodeTaken",
    "ItemTaken",
    "TooManyThemes",
    "add_questions",
    "add_roundtable",
    "add_session",
    "add_theme",
    "change_question",
    "change_roundtable",
    "change_session",
    "change_theme",
    "move_question",
    "move_roundtable",
    "move_session",
    "move_theme",
    "publish_brief",
    "remove_question",
    "remove_roundtable",
    "remove_session",
    "remove_theme",
    "withdraw_brief",
]
