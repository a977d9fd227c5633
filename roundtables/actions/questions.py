"""Writing the guiding questions of a roundtable."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from i18nfield.strings import LazyI18nString

from accounts.models import Person, leave_trace
from roundtables.actions.ordering import (
    lock_roundtable,
    next_position,
    step,
    trace_move,
    write_positions,
)
from roundtables.actions.papers import brief_changed
from roundtables.actions.rules import content
from roundtables.actions.writing import follow_the_original
from roundtables.models import GuidingQuestion, Roundtable
from roundtables.pasted import without_known


class Added(NamedTuple):
    """The questions added, and the texts left out because the list has them already."""

    questions: list[GuidingQuestion]
    left_out: list[str]


@transaction.atomic
def add_questions(*, roundtable: Roundtable, texts: Iterable[str], language: str, by: Person) -> Added:
    """Add questions after the others, in the order given, all in one language.

    A question the list has already is left out, so that a second click adds nothing.
    """
    roundtable = lock_roundtable(roundtable)
    new, left_out = without_known(texts, roundtable.questions.all())
    position = next_position(roundtable.questions)
    questions = GuidingQuestion.objects.bulk_create(
        GuidingQuestion(
            roundtable=roundtable, text=LazyI18nString({language: text}), position=position + place
        )
        for place, text in enumerate(new)
    )
    if questions:
        follow_the_original(roundtable, language)
        leave_trace("add_questions", roundtable, by=by, after={"questions": new, "language": language})
        brief_changed(roundtable)
    return Added(questions, left_out)


@transaction.atomic
def move_question(*, question: GuidingQuestion, to: str, by: Person, place: int | None = None) -> None:
    """Move a question one place up or down within its roundtable."""
    roundtable = lock_roundtable(question.roundtable)
    write_positions(GuidingQuestion, step(list(roundtable.questions.all()), question, to, place))
    trace_move(question, to, by=by)
    brief_changed(roundtable)


@transaction.atomic
def order_questions(*, roundtable: Roundtable, questions: list[GuidingQuestion], by: Person) -> None:
    """Put all the questions of a roundtable in this order."""
    roundtable = lock_roundtable(roundtable)
    before = list(roundtable.questions.values_list("pk", flat=True))
    after = [question.pk for question in questions]
    if before == after:
        return
    write_positions(GuidingQuestion, questions)
    leave_trace("order_questions", roundtable, by=by, before={"order": before}, after={"order": after})
    brief_changed(roundtable)


@transaction.atomic
def remove_question(*, question: GuidingQuestion, by: Person) -> None:
    roundtable = lock_roundtable(question.roundtable)
    leave_trace(
        "remove_question",
        question,
        by=by,
        before={**content(question, ("text",)), "roundtable": roundtable.pk},
    )
    question.delete()
    brief_changed(roundtable)
