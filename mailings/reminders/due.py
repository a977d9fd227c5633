"""What of that which is owed to a meeting is told today: which step is reached, who is passed over, and why.

A step belongs to a day at the venue: 14 days before a deadline on 14 February is 31 January. It is told once. Of
steps that were missed, because nothing ran for days, only the last one is told. What was asked for, or set as a
rule, after the day of a step is not told of that step any more.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import DatabaseError
from django.db.models import Max, Q

from correspondence.models import TroubledAddress
from mailings.models import Reminder, ReminderAbout, ReminderRule
from mailings.reminders.owed import SILENT, Owed, Reason, Situation
from mailings.reminders.sources import SOURCES
from meetings.models import Meeting
from participants.models import minute_after

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """A step that is reached: `days` before the deadline of what is owed."""

    owed: Owed
    days: int


@dataclass(frozen=True)
class Passed:
    """Somebody who owes something and is not written to today, and why."""

    owed: Owed
    why: object  # a sentence


@dataclass(frozen=True)
class Trouble:
    """What could not be read; it keeps nobody else from being reminded."""

    about: ReminderAbout
    thing: object  # its key, or nothing where all of them could not be read


@dataclass
class Today:
    """What a meeting reminds of at an instant."""

    due: list[Due] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def due_step(deadline: datetime, days_before: Iterable[int], meeting: Meeting, at: datetime) -> int | None:
    """The last of the steps that is reached at `at`, in days before the deadline; None before the first, and
    when the last minute of the deadline is over."""
    if at >= minute_after(deadline):
        return None
    left = (meeting.local_day(deadline) - meeting.local_day(at)).days
    return min((days for days in days_before if days >= left), default=None)


def day_of(deadline: datetime, days: int, meeting: Meeting) -> date:
    """The day at the venue on which a step is told."""
    return meeting.local_day(deadline) - timedelta(days=days)


def is_late(since: datetime | None, deadline: datetime, days: int, meeting: Meeting) -> bool:
    """Whether something was asked for on the day of a step or after it: then it needs no reminder yet."""
    return since is not None and meeting.local_day(since) >= day_of(deadline, days, meeting)


class Evaluation:
    """All that is owed to a meeting at an instant, held against its rules and what was told before."""

    def __init__(self, meeting: Meeting, at: datetime, rules: Iterable[ReminderRule]):
        self.meeting, self.at = meeting, at
        self.rules = [rule for rule in rules if rule.is_on]
        self.situation = Situation(meeting, at)
        self.today = Today()

    def evaluate(self) -> Today:
        if self.meeting.state in SILENT or not self.rules:
            return self.today
        reached = [(owed, step) for rule in self.rules for owed, step in self._reached(rule)]
        self._sort_out(reached)
        return self.today

    def _reached(self, rule: ReminderRule) -> Iterator[tuple[Owed, int]]:
        for owed in owed_of(rule.about, self.situation, self.today.troubles):
            if owed.deadline is None:
                continue
            days = due_step(owed.deadline, rule.days_before, self.meeting, self.at)
            if days is None or is_late(owed.since, owed.deadline, days, self.meeting):
                continue
            if self.meeting.local_day(rule.changed_at) <= day_of(owed.deadline, days, self.meeting):
                yield owed, days

    def _sort_out(self, reached: list[tuple[Owed, int]]) -> None:
        told = last_told(self.meeting) if reached else {}
        troubled = troubled_among({owed.email for owed, _days in reached})
        today = self.meeting.local_day(self.at)
        for owed, days in reached:
            last = told.get(owed.matter)
            if last and self.meeting.local_day(last) >= day_of(owed.deadline, days, self.meeting):
                if self.meeting.local_day(last) == today:
                    self.today.passed.append(Passed(owed, Reason.TOLD))
            elif owed.passed or not owed.email:
                self.today.passed.append(Passed(owed, owed.passed or Reason.NOBODY))
            elif owed.email.lower() in troubled:
                self.today.passed.append(Passed(owed, Reason.TROUBLED))
            else:
                self.today.due.append(Due(owed, days))


def owed_of(about: str, situation: Situation, troubles: list[Trouble]) -> Iterator[Owed]:
    """Everything owed of one kind. What cannot be read is noted among the troubles and left out."""
    source = SOURCES[about]
    try:
        things = list(source.things(situation))
    except DatabaseError:
        raise  # the database is away, or the transaction is lost: nothing of this can be trusted
    except Exception as problem:
        troubles.append(Trouble(source.about, ""))
        logger.error("Reminders about %s cannot be made: %s", about, type(problem).__name__)
        return
    for thing in things:
        try:
            rows = list(source.owed(thing, situation))
        except DatabaseError:
            raise
        except Exception as problem:
            key = getattr(thing, "pk", "")
            troubles.append(Trouble(source.about, key))
            logger.error("Reminder about %s %s cannot be made: %s", about, key, type(problem).__name__)
        else:
            yield from rows


def last_told(meeting: Meeting) -> dict[tuple, datetime]:
    """When each address was last reminded of each thing, by whatever deadline it had then: a deadline that moves
    brings no step again whose day had passed. A task may be asked for by two meetings."""
    rows = Reminder.objects.filter(Q(meeting=meeting) | Q(about=ReminderAbout.TASK)).order_by()
    told = rows.values_list("about", "thing", "address_hash").annotate(last=Max("told_at"))
    return {(about, thing, address): last for about, thing, address, last in told}


def troubled_among(emails: set[str]) -> set[str]:
    """Those of some addresses from which messages come back, in small letters."""
    wanted = {email.lower() for email in emails if email}
    if not wanted:
        return set()
    known = TroubledAddress.objects.values_list("email", flat=True)
    return {email.lower() for email in known} & wanted
