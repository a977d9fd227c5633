"""What has changed of a published programme, in one message to each person concerned."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from correspondence.catalogue import Kind
from correspondence.models import Batch, Message, Purpose
from correspondence.wording import as_typed
from mailings.change_words import Words, as_text
from mailings.concerned import Addressee
from meetings.models import Meeting, MeetingState
from participants.messages import examples

CANCELLED = "cancelled"  # the mark of a notice that says that the meeting is


def change_message(
    meeting: Meeting,
    to: Addressee,
    told: list[Words],
    *,
    mark: str,
    has_calendar: bool,
    batch: Batch | None = None,
) -> Message:
    """Call it with `to.language` active. `mark` names the occasion and the person."""
    message = CHANGES.message(
        key=f"change:{mark}",
        to_email=to.email,
        to_name=to.name,
        language=to.language,
        facts=change_facts(meeting, to.name, told, has_calendar=has_calendar),
        meeting=meeting,
        batch=batch,
    )
    message.organization_id, message.person_id = to.organization_id, to.person_id
    return message


def change_facts(meeting: Meeting, name: str, told: list[Words], *, has_calendar: bool) -> dict[str, str]:
    page = "agenda" if meeting.agenda_published_at else "meeting"
    number = len(dict.fromkeys(told))
    headline = told[0].heading
    if number > 1:
        headline = ngettext("%(number)d change", "%(number)d changes", number) % {"number": number}
    calendar = _(
        "The entries for your calendar are attached. Opened there, they take the place of the former ones."
    )
    return {
        "greeting": _("Dear %(name)s,") % {"name": as_typed(name)} if name else _("Dear colleague,"),
        "meeting": as_typed(meeting),
        "headline": headline,
        "changes": as_text(told),
        "calendar": calendar if has_calendar else "",
        "address": settings.SITE_URL + reverse(page, args=[meeting.slug or "meeting"]),
    }


def change_subject(facts: Mapping[str, str]) -> str:
    return _("%(headline)s: %(meeting)s") % facts


def is_still_so(message: Message) -> bool:
    """A meeting that is cancelled has nothing else to tell."""
    cancelled = message.meeting is not None and message.meeting.state == MeetingState.CANCELLED
    return not cancelled or message.key.startswith(f"change:{CANCELLED}:")


def example(meeting: Meeting, language: str, is_strange: bool) -> Message:
    """An item that moved to another hour and room, and a room with another name."""
    with translation.override(language):
        name = examples.person_name(is_strange)
        title = as_typed(examples.organization(is_strange).name) if is_strange else _("Opening")
        told = [
            Words(
                _("On the agenda: “%(title)s”") % {"title": title}, "10:00–11:30, Atlas", "14:00–15:30, Rif"
            ),
            Words(_("A room has another name"), "Atlas", title if is_strange else "Toubkal"),
        ]
        to = Addressee("delegate@ministry.invalid", name, language)
        return change_message(meeting, to, told, mark="example", has_calendar=True)


CHANGES = Kind(
    name="changes",
    purpose=Purpose.CHANGE,
    title=_lazy("Changes to the programme"),
    to=_lazy("Those whom a change concerns: delegates, their focal points, teams of roundtables"),
    when=_lazy(
        "When something published has changed and then nothing more for a quarter of an hour, or when staff tells it"
    ),
    template="mail/changes.txt",
    placeholders={
        "greeting": _lazy("“Dear” and the person's name"),
        "meeting": _lazy("The title of the meeting"),
        "headline": _lazy("What changed, or how many things did"),
        "changes": _lazy("Every change, with how it stood before and how it stands now"),
        "calendar": _lazy("The sentence about the calendar entries, where some are attached"),
        "address": _lazy("The address of the agenda, or of the meeting's page"),
    },
    required=frozenset({"changes"}),
    subject=change_subject,
    example=example,
    is_needed=is_still_so,
)
