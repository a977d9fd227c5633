"""For programs: the agenda as a calendar (RFC 5545) that they come back to for changes, papers as JSON."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from icalendar import Calendar, Event

from gfmd.lists import listed
from meetings.languages import texts_of
from meetings.library import Edition, Listing, editions
from meetings.models import AgendaItem, DatesKnown, Document, Meeting, MeetingState

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
    return listed((room, meeting.venue, meeting.city))


# --- Papers as JSON --------------------------------------------------------------------------------------


def library_shape(meeting: Meeting, papers: Listing, related: dict[int, Document], asked: QueryDict) -> dict:
    """One page of a library: what was asked for, how many there are, where the next page is, the papers.

    {"meeting": {"title", "url"}, "found": 120, "next": address or null, "documents": [document_shape, …]}
    """
    following = None
    if papers.page.has_next():
        query = asked.copy()
        query["page"] = papers.page.next_page_number()
        following = f"{absolute('documents_json', meeting.slug)}?{query.urlencode()}"
    return {
        "meeting": {
            "title": in_languages(meeting.title),
            "url": settings.SITE_URL + meeting.get_absolute_url(),
        },
        "found": papers.found,
        "next": following,
        "documents": [document_shape(one, related) for _kind, group in papers.groups for one in group],
    }


def document_shape(document: Document, related: dict[int, Document]) -> dict:
    """One paper, with the current file of each language and absolute addresses.

    Texts are objects by language; days are YYYY-MM-DD, instants ISO 8601 in UTC. `relates_to` is null
    where there is no other paper, or none that the asker may know of. `former` versions are not listed.
    """
    slug = document.meeting.slug
    other = related.get(document.relates_to_id)
    return {
        "symbol": document.symbol,
        "kind": document.kind,
        "title": in_languages(document.title),
        "description": in_languages(document.description),
        "dated_on": document.dated_on,
        "state": document.state,
        "audience": document.audience,
        "original_language": document.original_language,
        "published_at": document.published_at,
        "relation": document.relation if other else None,
        "relates_to": {
            "symbol": other.symbol,
            "title": in_languages(other.title),
            "url": absolute("document", other.meeting.slug, other.pk),
        }
        if other
        else None,
        "url": absolute("document", slug, document.pk),
        "json": absolute("document_json", slug, document.pk),
        "files": [file_shape(edition, slug) for edition in editions(document) if edition.current],
    }


def file_shape(edition: Edition, slug: str) -> dict:
    """The current file of a language; `text` is the address of a scan's accessible text, or null."""
    file = edition.current
    where = (slug, file.document_id, file.language, file.number)
    return {
        "language": file.language,
        "version": file.number,
        "is_older_than_original": edition.is_older_than_original,
        "name": file.name,
        "content_type": file.content_type,
        "bytes": file.size,
        "sha256": file.sha256,
        "is_scan": file.is_scan,
        "uploaded_at": file.uploaded_at,
        "url": absolute("document_file", *where),
        "text": absolute("document_text", *where) if file.has_text else None,
    }


def absolute(name: str, *args) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def in_languages(text) -> dict[str, str]:
    """A text by language; one that was stored without a language counts as English."""
    return texts_of(text, "en")
