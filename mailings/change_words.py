"""Differences in words, in the active language: what a notice says, and the entries of calendars that go with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString
from icalendar import Calendar, Event

from correspondence.wording import as_typed
from gfmd.lists import listed
from mailings.changes import Difference
from meetings.days import days_in_words, instant_in_words, zone_name
from meetings.exports import agenda_calendar, event_about, place_of
from meetings.models import AgendaItem, ChangeOf, DatesKnown, DocumentState, Meeting
from participants.models import ParticipantClass


@dataclass(frozen=True)
class Words:
    """One difference: what it is about, and how it stood before and stands now; each may be empty."""

    heading: str
    before: str
    after: str


def words_of(one: Difference, meeting: Meeting) -> Words:
    heading, statement = WORDS[ChangeOf(one.of)]
    return Words(
        heading(one, meeting),
        statement(one.before, one.after, meeting) if one.before else "",
        statement(one.after, one.before, meeting) if one.after else "",
    )


def text_of(value) -> str:
    """A text by language, as it was kept, in the active language and on one line."""
    return as_typed(LazyI18nString(value))


def instant(kept: str, meeting: Meeting) -> str:
    return instant_in_words(datetime.fromisoformat(kept), meeting) if kept else _("no time yet")


# --- Agenda items, roundtables, rooms --------------------------------------------------------------------


def item_heading(one: Difference, meeting: Meeting) -> str:
    title = {"title": text_of((one.after or one.before)["title"])}
    if not one.before:
        return _("New on the agenda: “%(title)s”") % title
    if not one.after and not one.is_held:
        return _("Taken off the agenda: “%(title)s”") % title
    return _("On the agenda: “%(title)s”") % title


def item_statement(facts: dict, other: dict, meeting: Meeting) -> str:
    when = when_and_where(facts, meeting)
    if other and text_of(facts["title"]) != text_of(other["title"]):
        return _("“%(title)s”, %(when)s") % {"title": text_of(facts["title"]), "when": when}
    return when


def when_and_where(facts: dict, meeting: Meeting) -> str:
    """ "9 March 2027, 10:00–11:30, Rabat time, Atlas"."""
    if not facts["starts_at"]:
        return _("no time yet")
    starts, ends = (
        datetime.fromisoformat(facts[name]).astimezone(meeting.zone) for name in ("starts_at", "ends_at")
    )
    words = {
        "day": date_format(starts, "DATE_FORMAT"),
        "start": date_format(starts, "TIME_FORMAT"),
        "end": date_format(ends, "TIME_FORMAT"),
        "zone": as_typed(zone_name(meeting)),
        "room": as_typed(facts["room"]) if facts["room"] else _("no room yet"),
    }
    if starts.date() != ends.date():
        words["end_day"] = date_format(ends, "DATE_FORMAT")
        return _("%(day)s, %(start)s – %(end_day)s, %(end)s, %(zone)s, %(room)s") % words
    return _("%(day)s, %(start)s–%(end)s, %(zone)s, %(room)s") % words


def roundtable_heading(one: Difference, meeting: Meeting) -> str:
    facts = one.after or one.before
    words = {"code": as_typed(facts["code"]), "title": text_of(facts["title"])}
    if one.subject.startswith("session:"):
        return _("Session %(code)s") % words
    if not one.after:
        return _("No longer in the programme: roundtable %(code)s, “%(title)s”") % words
    if not one.before:
        return _("In the programme again: roundtable %(code)s, “%(title)s”") % words
    return _("Roundtable %(code)s, “%(title)s”") % words


def roundtable_statement(facts: dict, other: dict, meeting: Meeting) -> str:
    parts = []
    if other and (facts["code"], facts["title"]) != (other["code"], other["title"]):
        parts.append(
            _("%(code)s, “%(title)s”") % {"code": as_typed(facts["code"]), "title": text_of(facts["title"])}
        )
    if facts["starts_at"] or (other and other["starts_at"]):
        parts.append(when_and_where(facts, meeting))
    return listed(parts)


def room_heading(one: Difference, meeting: Meeting) -> str:
    return _("A room has another name")


def room_statement(facts: dict, other: dict, meeting: Meeting) -> str:
    return as_typed(facts["name"])


# --- Papers ----------------------------------------------------------------------------------------------


def paper_heading(one: Difference, meeting: Meeting) -> str:
    facts = one.after or one.before
    words = {"paper": listed((as_typed(facts["symbol"]), text_of(facts["title"])))}
    if not one.after:
        return _("A paper is withdrawn: %(paper)s") % words
    if not one.before:
        return _("A paper is published again: %(paper)s") % words
    if one.after["state"] == DocumentState.SUPERSEDED != one.before["state"]:
        return _("A paper is superseded: %(paper)s") % words
    return _("A paper has a new version: %(paper)s") % words


def paper_statement(facts: dict, other: dict, meeting: Meeting) -> str:
    if not other:
        return ""
    files = facts["files"].items()
    if facts["files"] == other["files"]:
        return str(DocumentState(facts["state"]).label)
    changed = [(language, number) for language, number in files if other["files"].get(language) != number]
    return listed(
        _("%(language)s: version %(number)d")
        % {"language": get_language_info(language)["name_translated"], "number": number}
        for language, number in changed
    )


# --- Deadlines and the meeting itself --------------------------------------------------------------------


def deadline_heading(one: Difference, meeting: Meeting) -> str:
    facts = one.after or one.before
    if "class" in facts:
        return _("Registration closes at another time: %(class)s") % {
            "class": ParticipantClass(facts["class"]).label
        }
    return _("Comments on the brief of roundtable %(code)s, “%(title)s”, close earlier") % {
        "code": as_typed(facts["code"]),
        "title": text_of(facts["title"]),
    }


def deadline_statement(facts: dict, other: dict, meeting: Meeting) -> str:
    return instant(facts["until"], meeting) if facts["until"] else _("no deadline")


def meeting_heading(one: Difference, meeting: Meeting) -> str:
    if one.after["is_cancelled"]:
        return _("The meeting is cancelled")
    return _("The meeting has other days or another place")


def meeting_statement(facts: dict, other: dict, meeting: Meeting) -> str:
    place = listed((text_of(facts["venue"]), text_of(facts["city"])))
    if facts["is_cancelled"] or other.get("is_cancelled"):
        return "" if facts["is_cancelled"] else listed((days(facts), place))
    return listed(
        (days(facts), place, facts["time_zone"] if facts["time_zone"] != other["time_zone"] else "")
    )


def days(facts: dict) -> str:
    if facts["dates_known"] != DatesKnown.DAY or not facts["starts_on"]:
        return _("days not known yet")
    first, last = (date.fromisoformat(facts[name]) for name in ("starts_on", "ends_on"))
    return days_in_words(first, last)


WORDS = {
    ChangeOf.AGENDA_ITEM: (item_heading, item_statement),
    ChangeOf.ROUNDTABLE: (roundtable_heading, roundtable_statement),
    ChangeOf.ROOM: (room_heading, room_statement),
    ChangeOf.PAPER: (paper_heading, paper_statement),
    ChangeOf.DEADLINE: (deadline_heading, deadline_statement),
    ChangeOf.MEETING: (meeting_heading, meeting_statement),
}


def as_text(told: Iterable[Words]) -> str:
    """All of them as paragraphs of a message: the heading in bold, then how it stood and how it stands."""
    paragraphs = []
    for words in dict.fromkeys(told):
        lines = [f"**{words.heading}**"]
        if words.before:
            lines.append(_("Before: %(what)s") % {"what": words.before})
        if words.after:
            lines.append(_("Now: %(what)s") % {"what": words.after})
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


# --- Calendars -------------------------------------------------------------------------------------------


def calendar_of(told: list[Difference], meeting: Meeting, items: dict[int, AgendaItem]) -> bytes | None:
    """The entries that changed, under the names and with the numbers of the meeting's own calendar (RFC 5545).

    `items` are the meeting's by key. None where nothing in a calendar changed.
    """
    if any(one.items is None for one in told):
        return agenda_calendar(meeting, items.values())
    removed = [one for one in told if one.of == ChangeOf.AGENDA_ITEM and not one.after]
    keys = dict.fromkeys(key for one in told for key in one.items if key in items)
    if not keys and not removed:
        return None
    calendar = Calendar.from_ical(agenda_calendar(meeting, [items[key] for key in keys]))
    if not keys:  # instead of the days of the meeting, which stand there when no item does
        calendar.subcomponents = []
    for one in removed:
        calendar.add_component(removed_event(one, meeting))
    return calendar.to_ical()


def removed_event(one: Difference, meeting: Meeting) -> Event:
    """An item that is no more: calendars strike it out."""
    facts, now = one.before, datetime.now(UTC)
    event = event_about(f"agenda-item-{one.key}", str(LazyI18nString(facts["title"])), now, meeting)
    event["status"] = "CANCELLED"
    event.add("sequence", facts["sequence"] + 1)
    event.add("dtstart", datetime.fromisoformat(facts["starts_at"]).astimezone(UTC))
    event.add("dtend", datetime.fromisoformat(facts["ends_at"]).astimezone(UTC))
    event.add("location", place_of(meeting, facts["room"]))
    event.add("url", settings.SITE_URL + reverse("agenda", args=[meeting.slug]))
    return event
