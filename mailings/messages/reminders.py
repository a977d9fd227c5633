"""The digest of reminders: everything one person owes one meeting, in one message a day."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed
from gfmd.hours import hours_of
from mailings.models import ReminderAbout
from mailings.reminders.digests import Digest
from mailings.reminders.due import Due
from mailings.reminders.leaving import bring_up_to_date
from mailings.reminders.owed import Link, Owed
from meetings.days import deadline_day, instant_in_words
from meetings.models import Meeting
from participants.messages import examples
from participants.messages.facts import greeting, meeting_facts


def digest_message(digest: Digest) -> Message:
    """What one person is reminded of today, in the person's language."""
    with translation.override(digest.language):
        link = digest.link
        message = DIGEST.message(
            key=digest.key,
            to_email=digest.email,
            to_name=digest.name,
            language=digest.language,
            facts=digest_facts(digest),
            meeting=digest.meeting,
            organization=digest.organization,
            person=digest.person,
            link_name=link.name if link else "",
            link_path=link.path if link else "",
        )
    message.not_before = digest.leaves_at
    return message


def digest_facts(digest: Digest) -> dict[str, str]:
    """What may stand in a digest, each a piece of text whole in itself, in the active language."""
    linked = next((owed for owed in digest.owed if owed.link), None)
    intro = _("Your personal link to this: %(title)s") % {"title": as_typed(linked.title())} if linked else ""
    return {
        "greeting": greeting(digest.name),
        **meeting_facts(digest.meeting),
        "missing": "\n\n".join(in_words(owed, digest.meeting) for owed in digest.owed),
        "link_intro": intro,
        "day": deadline_day(digest.deadline, digest.meeting),
    }


def in_words(owed: Owed, meeting: Meeting) -> str:
    """One thing owed: what it is about, exactly what is missing, by when, and where it is done."""
    until = _("To be done by %(deadline)s.") % {"deadline": instant_in_words(owed.deadline, meeting)}
    lines = [f"**{as_typed(owed.title())}**", *map(as_typed, owed.missing())]
    if not owed.says_deadline:
        lines.append(until)
    if not owed.link:
        lines.append(f"<{settings.SITE_URL}{owed.path}>")
    return "\n".join(filter(None, lines))


def subject_of_digest(facts) -> str:
    return _("Reminder, action by %(day)s: %(meeting)s") % facts


def example(meeting: Meeting, language: str, is_strange: bool) -> Message:
    """A digest of three things; or of many, with the longest names."""
    deadline = meeting.registration_closes_at or timezone.now() + timedelta(days=14)
    organization = examples.organization(is_strange)
    made = partial(Owed, email="mission@ministry.invalid", deadline=deadline, organization=organization)
    invitation = examples.invitation(meeting, language, is_strange)
    name = examples.person_name(is_strange)
    owed = [
        made(
            about=ReminderAbout.DELEGATION,
            thing=0,
            name=name,
            title=lambda: _("Delegation of %(organization)s") % {"organization": organization.name},
            missing=lambda: [
                _("Seat %(number)s, %(name)s: the function is missing.") % {"number": 2, "name": name},
                _("Nobody is head of the delegation yet."),
            ],
            path="/delegations/1/",
        ),
        made(
            about=ReminderAbout.INVITATION,
            thing=0,
            language=language,
            title=lambda: _("Invitation of %(organization)s") % {"organization": organization.name},
            missing=lambda: [
                _("We have not heard whether %(organization)s takes part.")
                % {"organization": organization.name}
            ],
            link=Link(invitation, "/invitations/{token}/"),
        ),
    ]
    items = [Due(one, 14) for one in owed * (5 if is_strange else 1)]
    return digest_message(
        Digest(
            meeting=meeting,
            email="mission@ministry.invalid",
            items=items,
            person=None,
            language=language,
            key=f"reminder:example:{language}",
            leaves_at=timezone.now(),
            hours=hours_of("KE"),
        )
    )


def is_still_owed(message: Message) -> bool:
    """Looked at as it stands at the moment of leaving: whoever has acted gets nothing, whoever has done a part of it
    gets a text without that part."""
    return bring_up_to_date(message, digest_message)


PLACEHOLDERS = {
    "greeting": _lazy("“Dear” and the addressee's name"),
    "meeting": _lazy("The title of the meeting"),
    "dates": _lazy("The days of the meeting"),
    "place": _lazy("Venue and city; may be empty"),
    "dates_and_place": _lazy("The days of the meeting, with venue and city where they are known"),
    "missing": _lazy("Each thing that is missing, with its deadline and its page"),
    "day": _lazy("The day of the first deadline"),
    "link_intro": _lazy("What the personal link is for; empty for who has none"),
    "link": _lazy("The personal link; only in a line with {link_intro}, which is left out for who has none"),
}
DIGEST = Kind(
    name="reminder_digest",
    purpose=Purpose.REMINDER,
    title=_lazy("Reminder of what is missing"),
    to=_lazy("Whoever owes something: addressees, focal points, delegates, teams of roundtables"),
    when=_lazy(
        "So many days before a deadline as the rules of the meeting say; one message a day to one person"
    ),
    template="mail/reminder_digest.txt",
    placeholders=PLACEHOLDERS,
    required=frozenset({"missing", "link_intro", "link"}),
    subject=subject_of_digest,
    example=example,
    is_needed=is_still_owed,
)
