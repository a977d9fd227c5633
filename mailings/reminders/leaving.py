"""At the moment of leaving: what of a digest is still owed, and its text without the rest."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from correspondence.catalogue import NotNow
from correspondence.models import Message
from mailings.models import Reminder, ReminderRule
from mailings.reminders.digests import Digest, hours_for, in_order
from mailings.reminders.due import Due, Trouble, due_step, owed_of, troubled_among
from mailings.reminders.owed import SILENT, Owed, Situation, address_hash

WRITTEN_FIELDS = ("subject", "body")
PUNCTUAL = timedelta(hours=1)  # whoever comes later than this may have missed the hours of an office


def bring_up_to_date(message: Message, written: Callable[[Digest], Message]) -> bool:
    """Whether anything in a digest is still owed; if only a part is, its text is written anew, on the row too.

    Raises NotNow where it was held up, and the office that gets it is closed by now.
    """
    told = list(message.reminders_in_it.select_related("meeting__host"))
    if not told:
        return True  # an example, sent to oneself
    items = still_owed(message, told, timezone.now())
    if not items:
        return False
    digest = Digest(
        meeting=told[0].meeting,
        email=message.to_email,
        items=in_order(items),
        person=message.person,
        language=message.language,
        key=message.key,
        leaves_at=message.not_before,
        hours=hours_for([due.owed for due in items], told[0].meeting),
    )
    wait_for_the_hours(message, digest)
    fresh = written(digest)
    texts = {field: getattr(fresh, field) for field in WRITTEN_FIELDS}
    if texts != {field: getattr(message, field) for field in WRITTEN_FIELDS}:
        for field, text in texts.items():
            setattr(message, field, text)
        Message.objects.filter(pk=message.pk).update(**texts)
    return True


def wait_for_the_hours(message: Message, digest: Digest) -> None:
    now = timezone.now()
    if message.attempts or message.repeats or now - message.not_before > PUNCTUAL:
        best = digest.hours.best_before(now, digest.deadline)
        if best > now:
            raise NotNow(best)


def still_owed(message: Message, told: list[Reminder], at: datetime) -> list[Due]:
    """What of the steps told in a message holds at `at`, with the deadlines as they are now."""
    meeting = told[0].meeting
    if meeting.state in SILENT or troubled_among({message.to_email}):
        return []
    things: dict[str, set[int]] = defaultdict(set)
    for step in told:
        things[step.about].add(step.thing)
    situation = Situation(meeting, at, only=things)
    rules = ReminderRule.objects.filter(meeting=meeting, about__in=things, is_on=True)
    on = set(rules.values_list("about", flat=True))
    days = {(step.about, step.thing): step.days for step in told}
    troubles: list[Trouble] = []
    owed = [one for about in things if about in on for one in owed_of(about, situation, troubles)]
    items = list(still_due(owed, situation, days, message))
    if troubles and not items:
        raise Unreadable
    return items


class Unreadable(Exception):
    """Whether anything is still owed cannot be told now; it is tried again later, like a server that is away."""


def still_due(owed: list[Owed], situation: Situation, days: dict, message: Message) -> Iterator[Due]:
    """What is still asked of the addressee. A deadline that was moved far away is another matter; and whoever was
    sent a newer personal link since has been written to."""
    for one in owed:
        step = days.get((one.about, one.thing))
        is_theirs = address_hash(one.email) == address_hash(message.to_email)
        if step is None or not is_theirs or one.deadline is None or one.passed:
            continue
        if one.link and one.link.name != message.link_name:
            continue
        if due_step(one.deadline, [step], situation.meeting, situation.at) is not None:
            yield Due(one, step)
