"""What the chair writes to many: mailings and joint letters, reminders, notices of changes, and what is passed on."""

from mailings.models.changes import Notice
from mailings.models.forwarding import Forwarding, Ministry
from mailings.models.mailings import (
    CAN_BE_CHANGED,
    MOVES,
    ON_ITS_WAY,
    JointLetter,
    Mailing,
    MailingKind,
    MailingState,
    MailingText,
    SecondPerson,
    Signatory,
)
from mailings.models.reminders import Reminder, ReminderAbout, ReminderRule

__all__ = [
    "CAN_BE_CHANGED",
    "MOVES",
    "ON_ITS_WAY",
    "Forwarding",
    "JointLetter",
    "Mailing",
    "MailingKind",
    "MailingState",
    "MailingText",
    "Ministry",
    "Notice",
    "Reminder",
    "ReminderAbout",
    "ReminderRule",
    "SecondPerson",
    "Signatory",
]
