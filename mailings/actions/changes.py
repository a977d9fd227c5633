"""Telling those concerned of what has changed, once; or deciding not to."""

import hashlib
import logging
from collections.abc import Iterable, Mapping

from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue, store_attachment
from correspondence.models import Attachment, Batch, Message
from gfmd.moves import Refused
from mailings.change_words import Words, calendar_of, words_of
from mailings.changes import Difference, differences, is_due, is_held, untold
from mailings.concerned import Addressee, Roster
from mailings.messages.changes import CANCELLED, change_message
from mailings.models import Notice
from meetings.models import AgendaItem, Change, Meeting, MeetingState

logger = logging.getLogger(__name__)
LOCK_CLASS = 4713  # the first key of the advisory locks taken here; the second is the meeting's
CALENDAR = "text/calendar; method=PUBLISH; charset=utf-8"  # RFC 6047, 2.4


def tell_due() -> int:
    """Tell what has been quiet long enough, each meeting in a transaction of its own; returns how many notices.

    Safe to run twice and at once. A meeting that cannot be told of does not keep the others waiting.
    """
    told = 0
    for pk in Change.objects.untold().order_by().values_list("meeting_id", flat=True).distinct():
        try:
            told += tell(Meeting.objects.get(pk=pk), only_if_due=True) is not None
        except DatabaseError:
            raise
        except Exception as problem:
            logger.error("The changes of meeting %s cannot be told: %s", pk, type(problem).__name__)
    return told


@transaction.atomic
def tell(
    meeting: Meeting,
    *,
    only_if_due: bool = False,
    subjects: Iterable[str] | None = None,
    by: Person | None = None,
) -> Notice | None:
    """Queue one message to each person concerned, and mark what is told. None where there is nothing to tell.

    `subjects` are the things to be told of now (all that is not held); with `only_if_due` nothing is told that
    has not been quiet long enough, and nothing while another worker tells of the same meeting.
    """
    if not locked(meeting, wait=not only_if_due):
        return None
    changes = [change for change in untold(meeting) if not is_held(change, meeting)]
    if only_if_due and not is_due(changes):
        return None
    if subjects is not None:
        changes = [change for change in changes if change.subject in set(subjects)]
    if not changes:
        return None
    meeting.changes.filter(pk__in=[change.pk for change in changes]).update(told_at=timezone.now())
    told = differences(meeting, changes)
    if not told:
        return None
    notice = write_down(meeting, changes, told, by=by)
    send(meeting, told, notice)
    if by:
        leave_trace("tell_changes", meeting, by=by, after={"changes": len(told), "people": notice.people})
    return notice


def locked(meeting: Meeting, *, wait: bool) -> bool:
    """One at a time for each meeting, until the transaction ends."""
    call = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}(%s, %s)", [LOCK_CLASS, meeting.pk])
        return wait or cursor.fetchone()[0]


def write_down(
    meeting: Meeting, changes: list[Change], told: list[Difference], *, by: Person | None, **fields
) -> Notice:
    with translation.override((meeting.languages or ["en"])[0]):
        said = dict.fromkeys(words_of(one, meeting) for one in told)
    headings = [{"heading": words.heading, "before": words.before, "after": words.after} for words in said]
    notice = Notice.objects.create(meeting=meeting, headings=headings, by=by, **fields)
    notice.changes.set(changes)
    return notice


# --- Messages --------------------------------------------------------------------------------------------


def send(meeting: Meeting, told: list[Difference], notice: Notice) -> None:
    """One message a person, with what concerns that person and nothing else."""
    people = people_of(meeting, told)
    if not people:
        return
    items = {item.pk: item for item in meeting.agenda_items.with_briefs()}
    at = timezone.localtime(notice.at, meeting.zone)
    name = _("Changes told on %(day)s") % {"day": f"{at:%Y-%m-%d %H:%M}"}
    batch = Batch.objects.create(meeting=meeting, name=name)
    messages, files = written(meeting, told, people, notice, batch, items)
    queue(messages, files)
    notice.batch, notice.people = batch, len(messages)
    notice.save(update_fields=["batch", "people"])


def people_of(meeting: Meeting, told: list[Difference]) -> dict[str, tuple[Addressee, tuple[int, ...]]]:
    """By address: who, and the places in `told` of what concerns them."""
    roster = Roster(meeting, (one.scope for one in told))
    by_scope = {scope: roster.of(scope).everybody for scope in {one.scope for one in told}}
    people: dict[str, tuple[Addressee, tuple[int, ...]]] = {}
    for place, one in enumerate(told):
        for email, addressee in by_scope[one.scope].items():
            former, places = people.get(email, (addressee, ()))
            people[email] = (former, (*places, place))
    return people


def written(
    meeting: Meeting,
    told: list[Difference],
    people: Mapping[str, tuple[Addressee, tuple[int, ...]]],
    notice: Notice,
    batch: Batch,
    items: dict[int, AgendaItem],
) -> tuple[list[Message], dict[str, list[Attachment]]]:
    """The messages, and by their keys what goes with them; words and calendars are made once for all alike."""
    said: dict[tuple, tuple[list[Words], list[Attachment]]] = {}
    kind = CANCELLED if meeting.state == MeetingState.CANCELLED else "notice"
    messages, files = [], {}
    for email, (to, places) in people.items():
        with translation.override(to.language):
            alike = (to.language, places)
            if alike not in said:
                own = [told[place] for place in places]
                said[alike] = [words_of(one, meeting) for one in own], calendar_file(own, meeting, items)
            words, attached = said[alike]
            mark = f"{kind}:{notice.pk}:{hashlib.sha256(email.encode()).hexdigest()[:32]}"
            message = change_message(meeting, to, words, mark=mark, has_calendar=bool(attached), batch=batch)
        messages.append(message)
        files[message.key] = attached
    return messages, files


def calendar_file(told: list[Difference], meeting: Meeting, items: dict[int, AgendaItem]) -> list[Attachment]:
    content = calendar_of(told, meeting, items) if meeting.agenda_published_at else None
    return [store_attachment(content, "changes.ics", CALENDAR)] if content else []


# --- Not telling -----------------------------------------------------------------------------------------


@transaction.atomic
def drop_changes(*, meeting: Meeting, subjects: Iterable[str], reason: str, by: Person) -> Notice:
    """Nobody is told of these changes: decided by somebody, for a reason that is kept."""
    locked(meeting, wait=True)
    asked = set(subjects)
    changes = [change for change in untold(meeting) if change.subject in asked]
    if not changes:
        raise Refused(_("None of these changes waits to be told any more."))
    told = differences(meeting, changes, as_if_published=meeting.agenda_published_at is None)
    meeting.changes.filter(pk__in=[change.pk for change in changes]).update(told_at=timezone.now())
    notice = write_down(meeting, changes, told, by=by, is_told=False, reason=reason)
    leave_trace("drop_changes", meeting, by=by, after={"changes": len(told)}, reason=reason)
    return notice


def tell_now(*, meeting: Meeting, subjects: Iterable[str], by: Person) -> Notice:
    """Tell without waiting for the quiet. Raises Refused where nothing of it waits any more."""
    notice = tell(meeting, subjects=subjects, by=by)
    if notice is None:
        raise Refused(_("None of these changes waits to be told any more."))
    return notice
