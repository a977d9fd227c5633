"""The public programme and its briefs as JSON: what the pages show to the one who asks, for other programs.

Instants are ISO 8601 with the venue's offset. Addresses are absolute. Texts stand in one language, named beside
them: the one asked for with `?language=`, else that of the request, else the original. A part of a brief is given
twice: as the Markdown that was published, and as the HTML of the page, whose notes are in `notes`.
"""

from django.conf import settings
from django.urls import reverse
from i18nfield.strings import LazyI18nString

from gfmd.reading import in_reading_language
from meetings.models import AgendaItem, Document, Meeting
from roundtables.content import ReadReference
from roundtables.models import Brief, Roundtable
from roundtables.outline import Part as PartOfProgramme
from roundtables.shown import BriefShown, EarlierShown, TeamFact


def whole(name: str, *names) -> str:
    """The absolute address of a page of this site."""
    return settings.SITE_URL + reverse(name, args=names)


def text_of(value: LazyI18nString | str) -> str:
    return in_reading_language(value)[0]


def programme_content(meeting: Meeting, parts: list[PartOfProgramme], *, shows_times: bool) -> dict:
    """A meeting, its themes, and the roundtables whose briefs are published.

    {"meeting": {"slug", "title", "url", "starts_on", "ends_on", "time_zone", "languages"},
     "themes": [{"code", "title", "roundtables": [{"code", "title", "url", "json", "pdf", "version",
                 "published_at", "when", "where"}]}]}
    Roundtables without a theme stand under one whose code is empty.
    """
    known = meeting.dates_known == "day"
    return {
        "meeting": {
            **meeting_name(meeting),
            "starts_on": meeting.starts_on.isoformat() if known else None,
            "ends_on": meeting.ends_on.isoformat() if known else None,
            "time_zone": meeting.time_zone,
            "languages": meeting.languages,
        },
        "themes": [
            {
                "code": part.theme.code if part.theme else "",
                "title": text_of(part.theme.title) if part.theme else "",
                "roundtables": [
                    {
                        **roundtable_name(roundtable),
                        "version": roundtable.version,
                        "published_at": roundtable.published_at.astimezone(meeting.zone).isoformat(),
                        **place_content(roundtable.agenda_item, meeting, shows_times),
                    }
                    for roundtable in part.roundtables
                ],
            }
            for part in parts
        ],
    }


def roundtable_content(
    brief: BriefShown,
    version: Brief,
    former: list[Brief],
    *,
    team: list[TeamFact],
    papers: list[Document],
    shows_times: bool,
) -> dict:
    """A brief as it was published, beside the live facts of its roundtable.

    {"code", "title", "url", "json", "pdf", "meeting": {…}, "theme": {"code", "title"} or null,
     "when": {"starts_at", "ends_at", "time_zone"} or null, "where": name of the room or "",
     "team": {"co_chair": [names], …}: States and organizations,
     "version", "published_at", "former_versions": [{"version", "published_at", "url", "pdf"}],
     "language", "original_language", "languages": those it can be read in,
     "parts": [{"key", "kind", "language", "markdown", "html"}, sessions with "code", "title", "when", "where"],
     "notes": [{"number", "language", "html"}],
     "references": [{"kind", "key", "text", "url"}], earlier roundtables with "code", "title", "meeting",
     "papers": [{"symbol", "kind", "title", "url", "languages"}]}
    """
    roundtable, text = brief.roundtable, brief.text
    meeting, theme = roundtable.meeting, roundtable.theme
    return {
        **roundtable_name(roundtable),
        "title": text_of(brief.title),
        "meeting": meeting_name(meeting),
        "theme": theme and {"code": theme.code, "title": text_of(theme.title)},
        **place_content(roundtable.agenda_item, meeting, shows_times),
        "team": {fact.role: fact.names for fact in team},
        "version": version.number,
        "published_at": version.published_at.astimezone(meeting.zone).isoformat(),
        "former_versions": [version_content(one, roundtable) for one in former],
        "language": text.language,
        "original_language": text.original,
        "languages": list(text.ready),
        "parts": parts_content(brief, shows_times),
        "notes": [
            {"number": note.number, "language": note.language or text.language, "html": note.html}
            for note in brief.marked.notes
        ],
        "references": [earlier_content(one) for one in brief.earlier]
        + [reference_content(one) for one in (*brief.targets, *brief.instruments, *brief.works)],
        "papers": [paper_content(paper) for paper in papers],
    }


def meeting_name(meeting: Meeting) -> dict:
    return {
        "slug": meeting.slug,
        "title": text_of(meeting.title),
        "url": whole("meeting", meeting.slug),
        "json": whole("programme_json", meeting.slug),
    }


def roundtable_name(roundtable: Roundtable) -> dict:
    names = roundtable.meeting.slug, roundtable.code
    return {
        "code": roundtable.code,
        "title": text_of(roundtable.title),
        "url": whole("roundtable", *names),
        "json": whole("roundtable_json", *names),
        "pdf": whole("roundtable_pdf", *names),
    }


def place_content(item: AgendaItem | None, meeting: Meeting, shows_times: bool) -> dict:
    """When and where, as far as the agenda is public."""
    if item is None or not shows_times:
        return {"when": None, "where": ""}
    return {
        "when": {
            "starts_at": item.starts_at.astimezone(meeting.zone).isoformat(),
            "ends_at": item.ends_at.astimezone(meeting.zone).isoformat(),
            "time_zone": meeting.time_zone,
        },
        "where": item.room.name if item.room else "",
    }


def version_content(version: Brief, roundtable: Roundtable) -> dict:
    names = roundtable.meeting.slug, roundtable.code, version.number
    return {
        "version": version.number,
        "published_at": version.published_at.astimezone(roundtable.meeting.zone).isoformat(),
        "url": whole("roundtable_version", *names),
        "pdf": whole("roundtable_version_pdf", *names),
    }


def parts_content(brief: BriefShown, shows_times: bool) -> list[dict]:
    sessions = {session.part.key: session for session in brief.sessions}
    contents = []
    for part in brief.text.parts:
        content = {
            "key": part.key,
            "kind": part.kind,
            "language": part.language,
            "markdown": part.text,
            "html": brief.html(part.key),
        }
        if part.key in sessions:
            item = sessions[part.key].agenda_item
            content |= {"code": part.code, "title": part.title}
            content |= place_content(item, brief.roundtable.meeting, shows_times)
        contents.append(content)
    return contents


def earlier_content(earlier: EarlierShown) -> dict:
    return {
        "kind": "earlier_roundtable",
        "key": "",
        "text": "",
        "url": settings.SITE_URL + earlier.url if earlier.url else "",
        "code": earlier.code,
        "title": text_of(earlier.title),
        "meeting": earlier.meeting,
    }


def reference_content(reference: ReadReference) -> dict:
    return {"kind": reference.kind, "key": reference.key, "text": reference.text, "url": reference.url}


def paper_content(paper: Document) -> dict:
    return {
        "symbol": paper.symbol,
        "kind": paper.kind,
        "title": text_of(paper.title),
        "url": settings.SITE_URL + paper.get_absolute_url(),
        "languages": paper.languages,
    }
