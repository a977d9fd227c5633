"""Asking for the pack of a roundtable: its brief and papers in one file, which the worker makes."""

from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

from gfmd.moves import Refused
from roundtables.packing import ASKED, FAILED, Wanted, note_progress, progress_of
from roundtables.tasks import render_pack


def ask_for_pack(*, wanted: Wanted, again: bool = False) -> tuple[str, float]:
    """How far a pack is, and for how many seconds; it is asked for where nobody has done so.

    With `again`, one that failed is asked for once more. Raises Refused when nobody can be asked.
    """
    try:
        state, seconds = progress_of(wanted)
        if state and not (again and state == FAILED):
            return state, seconds
        note_progress(wanted, ASKED)
        render_pack.delay(
            wanted.roundtable.pk,
            wanted.draft.pk,
            wanted.language,
            [file.pk for _paper, file in wanted.papers],
        )
    except (BrokerAway, RedisError) as away:
        raise Refused(
            _(
                "The part of the system that joins papers does not answer at the moment. "
                "Try again in a few minutes; the brief and each paper can be read by themselves meanwhile."
            )
        ) from away
    return ASKED, 0
