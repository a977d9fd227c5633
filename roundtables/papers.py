"""What this room prints: the brief of a roundtable, and the concept note of a meeting."""

from gfmd.pdf import html_for
from meetings.models import Meeting, Paper
from meetings.papers import paper_from
from roundtables.models import Roundtable
from roundtables.outline import whole_outline


def brief_paper(roundtable: Roundtable, language: str) -> Paper:
    """The brief of one roundtable, in one of the product's languages."""
    meeting = roundtable.meeting
    context = {
        "meeting": meeting,
        "roundtable": roundtable,
        "questions": list(roundtable.questions.all()),
        "sessions": list(roundtable.sessions.select_related("agenda_item__room")),
        "shows_times": meeting.agenda_published_at is not None,
    }
    html = html_for("papers/brief.html", context, language)
    return paper_from(html, meeting=meeting, name=f"roundtable-{roundtable.code}", language=language)


def concept_note_paper(meeting: Meeting, language: str, *, is_draft: bool = False) -> Paper:
    """Theme by theme, roundtable by roundtable: the published briefs; a draft holds the others as well."""
    roundtables = meeting.roundtables.all() if is_draft else meeting.roundtables.published()
    parts = whole_outline(meeting, roundtables)
    told = [one.brief_changed_at or one.published_at for part in parts for one in part.roundtables]
    context = {
        "meeting": meeting,
        "chairs": meeting.chairs.in_reading_order(language),
        "parts": [part for part in parts if part.roundtables or is_draft],
        "is_draft": is_draft,
        "as_of": max(filter(None, told), default=None),
        "shows_times": meeting.agenda_published_at is not None,
    }
    html = html_for("papers/concept_note.html", context, language)
    name = "concept-note-draft" if is_draft else "concept-note"
    return paper_from(html, meeting=meeting, name=name, language=language)
