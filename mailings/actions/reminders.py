"""Reminding: the rules of a meeting, and the digests that go out by them."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Message
from gfmd.moves import Refused, Stale
from mailings.messages.reminders import digest_message
from mailings.models import Reminder, ReminderAbout, ReminderRule
from mailings.reminders.digests import Digest, digests_of
from mailings.reminders.due import Evaluation, Passed, Trouble
from mailings.reminders.owed import SILENT, address_hash
from meetings.models import Meeting
from participants.actions.lasting import keep_links_good
from participants.models import FocalPoint

logger = logging.getLogger(__name__)
# What a rule says until the chair says otherwise; it is off until it is switched on.
DEFAULT_DAYS = (30, 14, 3)
LONGEST, MOST_STEPS = 365, 6
LINK_LASTS = timedelta(days=30)
# What was told has served when its deadline is long past: whose it was can be guessed from the hash of an address.
TOLD_IS_KEPT = timedelta(days=90)


# --- Rules -----------------------------------------------------------------------------------------------


def rules_of(meeting: Meeting) -> list[ReminderRule]:
    """One for each thing that can be reminded of, in their order; those never set are unsaved, and off."""
    saved = {rule.about: rule for rule in meeting.reminder_rules.all()}
    return [
        saved.get(about)
        or ReminderRule(meeting=meeting, about=about, days_before=list(DEFAULT_DAYS), is_on=False)
        for about in ReminderAbout
    ]


def mark_of_rules(rules: Iterable[ReminderRule]) -> str:
    """What a page was filled from."""
    said = repr([(str(rule.about), list(rule.days_before), rule.is_on) for rule in rules])
    return sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def set_reminder_rules(
    *, meeting: Meeting, wanted: dict[str, tuple[bool, list[int]]], seen: str, by: Person
) -> int:
    """Set of what the meeting reminds and how many days before; returns how many rules changed.

    `wanted` says of each (ReminderAbout) whether it is on, and the days.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    rules = rules_of(meeting)
    if mark_of_rules(rules) != seen:
        raise Stale(_("Somebody has changed the reminders since you opened the page. Look, then save."))
    before, after = {}, {}
    for rule in rules:
        is_on, days = wanted[rule.about]
        check_days(days)
        if (is_on, days) == (rule.is_on, list(rule.days_before)):
            continue
        before[rule.about], after[rule.about] = said(rule.is_on, rule.days_before), said(is_on, days)
        rule.is_on, rule.days_before, rule.changed_by = is_on, days, by
        rule.save()
    if after:
        leave_trace("set_reminder_rules", meeting, by=by, before=before, after=after)
    return len(after)


def said(is_on: bool, days: Iterable[int]) -> str:
    return f"{'on' if is_on else 'off'}: {', '.join(map(str, days))}"


def check_days(days: list[int]) -> None:
    """Raises Refused for steps that are no days, too many, or not in their order."""
    if not days:
        raise Refused(_("Write at least one number of days."))
    if len(days) > MOST_STEPS:
        raise Refused(_("Remind at most six times; nobody reads the seventh."))
    if any(not 1 <= number <= LONGEST for number in days):
        raise Refused(_("Write days between 1 and 365."))
    if days != sorted(set(days), reverse=True):
        raise Refused(_("Write each number of days once, the largest first."))


# --- Digests ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Evaluated:
    """What goes out of a meeting at an instant, and who is passed over."""

    at: datetime
    rules: list[ReminderRule]
    digests: list[Digest]
    passed: list[Passed]
    troubles: list[Trouble]


def evaluated(meeting: Meeting, at: datetime, rules: Iterable[ReminderRule]) -> Evaluated:
    evaluation = Evaluation(meeting, at, rules)
    today = evaluation.evaluate()
    return Evaluated(at, evaluation.rules, digests_of(today, meeting, at), today.passed, today.troubles)


def remind_everybody(*, at: datetime | None = None) -> int:
    """Queue what every meeting reminds of now; returns how many messages. A meeting that fails stops no other."""
    queued = 0
    Reminder.objects.filter(deadline__lt=(at or timezone.now()) - TOLD_IS_KEPT).delete()
    meetings = Meeting.objects.exclude(state__in=SILENT).filter(reminder_rules__is_on=True).distinct()
    for meeting in meetings.select_related("host").order_by("pk"):
        try:
            queued += remind_meeting(meeting=meeting, at=at)
        except DatabaseError:
            raise
        except Exception as problem:
            logger.error("Meeting %s reminds nobody: %s", meeting.pk, type(problem).__name__)
    return queued


@transaction.atomic
def remind_meeting(*, meeting: Meeting, at: datetime | None = None, by: Person | None = None) -> int:
    """Queue what a meeting reminds of now, each step once; returns how many messages were queued.

    The rules are locked meanwhile, so that a second worker finds everything told.
    """
    at = at or timezone.now()
    rules = list(meeting.reminder_rules.select_for_update().filter(is_on=True).order_by("pk"))
    digests = evaluated(meeting, at, rules).digests
    digests = with_good_links(digests, at)
    made = [(digest, message) for digest in digests if (message := message_or_none(digest))]
    queued = queue_one_by_one_if_need_be(made)
    note_told(queued, at)
    if by and queued:
        leave_trace("send_reminders", meeting, by=by, after={"reminded": len(queued)})
    return len(queued)


def with_good_links(digests: list[Digest], at: datetime) -> list[Digest]:
    """Those whose personal link is good for thirty days from when they leave, without voiding one that is good."""
    by_holder = {id(holder): holder for digest in digests if (holder := lasting(digest))}
    until = max((digest.leaves_at for digest in digests), default=at) + LINK_LASTS
    kept = keep_links_good(by_holder.values(), at=at, until=until) if by_holder else set()
    return [
        digest
        for digest in digests
        if (holder := lasting(digest)) is None or (type(holder), holder.pk) in kept
    ]


def lasting(digest: Digest):
    """Whose link has to be kept good: a task of a focal point is asked for as long as its link is good, no longer."""
    holder = digest.link.holder if digest.link else None
    return None if isinstance(holder, FocalPoint) else holder


def message_or_none(digest: Digest) -> Message | None:
    """One that cannot be written keeps no other from being sent."""
    try:
        return digest_message(digest)
    except DatabaseError:
        raise
    except Exception as problem:
        abouts = ", ".join(f"{owed.about} {owed.thing}" for owed in digest.owed)
        logger.error("The reminder of %s cannot be written: %s", abouts, type(problem).__name__)
        return None


def queue_one_by_one_if_need_be(
    made: list[tuple[Digest, Message]],
) -> list[tuple[Digest, Message]]:
    """All at once; where the database refuses that, each by itself, so that one keeps no other from being sent."""
    try:
        with transaction.atomic():
            rows = queue([message for _digest, message in made]) if made else []
            return [(digest, row) for (digest, _message), row in zip(made, rows, strict=True)]
    except (DatabaseError, ValueError):
        if len(made) == 1:
            abouts = ", ".join(f"{owed.about} {owed.thing}" for owed in made[0][0].owed)
            logger.error("The reminder of %s cannot be kept.", abouts)
            return []
        return [pair for one in made for pair in queue_one_by_one_if_need_be([one])]


def note_told(queued: list[tuple[Digest, Message]], at: datetime) -> None:
    """Each step, of each thing, to each address: never again."""
    Reminder.objects.bulk_create(
        [
            Reminder(
                meeting=digest.meeting,
                about=due.owed.about,
                thing=due.owed.thing,
                address_hash=address_hash(due.owed.email),
                deadline=due.owed.deadline,
                days=due.days,
                message=message,
                told_at=at,
            )
            for digest, message in queued
            for due in digest.items
        ],
        ignore_conflicts=True,
    )
