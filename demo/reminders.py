"""Of what the summit reminds by itself: some of it is switched on, so that the page of today has something to show."""

from accounts.models import Person
from demo.rabat import CLOSES_AFTER
from mailings.actions.reminders import mark_of_rules, rules_of, set_reminder_rules
from mailings.models import ReminderAbout
from meetings.models import Meeting

SWITCHED_ON = (
    ReminderAbout.INVITATION,
    ReminderAbout.DELEGATION,
    ReminderAbout.CORRECTION,
    ReminderAbout.DETAILS,
    ReminderAbout.COMMENTS,
)


def switch_on_reminders(meeting: Meeting, *, by: Person) -> int:
    """The first reminder is due on the day on which the demo is made; returns how many rules are on."""
    rules = rules_of(meeting)
    wanted = {rule.about: (rule.is_on, list(rule.days_before)) for rule in rules}
    wanted |= {about: (True, [CLOSES_AFTER.days, 14, 3]) for about in SWITCHED_ON}
    return set_reminder_rules(meeting=meeting, wanted=wanted, seen=mark_of_rules(rules), by=by)
