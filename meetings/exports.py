"""The agenda as a calendar (RFC 5545), for calendar programs that come back for changes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from meetings.models import AgendaItem, DatesKnown, Meeting, MeetingState

STATUS = {MeetingState.CANCELLED: "CANCELLED", MeetingState.POSTPONED: "TENTATIVE"}


def agenda_calendar(meeting: Meeting, items: Iterable[AgendaItem]) -> bytes:
    """One event an agenda item, in UTC, in the active language; without items the days of the meeting."""
    calendar = Calendar()
    calendar.add("prodid", "-//Global Forum on Migration and Development//Agenda//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(meeting))
    calendar.add("x-wr-timezone", meeting.time_zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    events = [event_of_item(item, meeting) for item in items] or events_of_days(meeting)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def event_of_item(item: AgendaItem, meeting: Meeting) -> Event:
    event = event_about(f"agenda-item-{item.pk}", str(item.title), item.changed_at, meeting)
    event.add("sequence", item.sequence)
    event.add("dtstart", item.starts_at.astimezone(UTC))
    event.add("dtend", item.ends_at.astimezone(UTC))
    event.add("location", place_of(meeting, item.room.name if item.room else ""))
    if str(item.note):
        event.add("description", str(item.note))
    event.add("url", settings.SITE_URL + reverse("agenda", args=[meeting.slug]))
    return event


def events_of_days(meeting: Meeting) -> list[Event]:
    """The meeting as one event over its days; none while the days are not known."""
    if meeting.dates_known != DatesKnown.DAY:
        return []
    event = event_about(f"meeting-{meeting.pk}", str(meeting), meeting.changed_at, meeting)
    event.add("dtstart", meeting.starts_on)
    event.add("dtend", meeting.ends_on + timedelta(days=1))
    event.add("location", place_of(meeting))
    event.add("url", settings.SITE_URL + f"/meetings/{meeting.slug}/")
    return [event]


def event_about(name: str, summary: str, changed_at: datetime, meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{name}@{settings.SITE_HOST}")
    event.add("dtstamp", changed_at.astimezone(UTC))
    event.add("last-modified", changed_at.astimezone(UTC))
    event.add("summary", summary)
    event.add("status", STATUS.get(meeting.state, "CONFIRMED"))
    return event


def place_of(meeting: Meeting, room: str = "") -> str:
    return ", ".join(part for part in (room, str(meeting.venue), str(meeting.city)) if part)
