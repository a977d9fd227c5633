"""Words about roundtables: when and where they meet, and where a meeting stands."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from gfmd.lists import listed
from gfmd.reading import label
from meetings.days import deadline, instant_in_words, meeting_dates, zone_name
from meetings.models import AgendaItem, Meeting, MeetingState
from roundtables.content import BriefText, Part, ReadReference
from roundtables.models import Clearance, Session
from roundtables.shown import SessionShown, said

register = template.Library()


@register.filter
def when(item: AgendaItem, meeting: Meeting) -> str:
    """ "Thursday 6 December 2018, 10:00–13:00, Marrakesh time"."""
    starts, ends = item.starts_at.astimezone(meeting.zone), item.ends_at.astimezone(meeting.zone)
    words = {
        "weekday": date_format(starts, "l"),
        "day": date_format(starts, "DATE_FORMAT"),
        "start": date_format(starts, "TIME_FORMAT"),
        "last_day": date_format(ends, "DATE_FORMAT"),
        "end": date_format(ends, "TIME_FORMAT"),
        "zone": zone_name(meeting),
    }
    if starts.date() == ends.date():
        return _("%(weekday)s %(day)s, %(start)s–%(end)s, %(zone)s") % words
    return _("%(weekday)s %(day)s, %(start)s – %(last_day)s, %(end)s, %(zone)s") % words


@register.filter
def day_at(at: datetime | None, meeting: Meeting) -> str:
    """The day of an instant on the calendar at the venue; empty without one."""
    return date_format(at.astimezone(meeting.zone), "DATE_FORMAT") if at else ""


@register.filter
def anchor(session: Session | SessionShown) -> str:
    """The id of a session on its page: its code, with a sign for spaces that no code has."""
    return f"session-{session.code.replace(' ', '~')}"


@register.simple_tag
def language_mark(part: Part, text: BriefText) -> SafeString:
    """The name of a part's language, where it is not that of the brief around it."""
    return label(part.language, bool(part.text) and part.language != text.language)


@register.filter
def said_in_language(reference: ReadReference) -> LazyI18nString:
    """The text of a reference, as `{% content %}` takes it."""
    return said(reference.text, reference.language)


@register.filter
def short_languages(codes: list[str]) -> str:
    """The codes of languages as papers are marked with them: "en, fr, zh"."""
    return listed(map(short_language, codes))


@register.filter
def short_language(code: str) -> str:
    return code.split("-")[0]


@register.filter
def language_names(codes: list[str]) -> str:
    """The names of languages, in the active language: "Arabic, English, French"."""
    return listed(get_language_info(code)["name_translated"] for code in codes)


@register.filter
def cleared_for(clearances: Iterable[Clearance]) -> str:
    """The co-chair States for which a text was cleared."""
    return listed(one.organization.name for one in clearances)


@register.filter
def whole_place(meeting: Meeting) -> str:
    """Venue, city and host State, as far as they are known."""
    return listed((meeting.venue, meeting.city, meeting.host or ""))


@register.filter
def stands(meeting: Meeting) -> str:
    """Where a meeting stands, in a sentence that stays true while the page is kept."""
    state, words = meeting.state, {"dates": meeting_dates(meeting), "deadline": deadline(meeting)}
    if state == MeetingState.REGISTRATION_OPEN:
        return registration(meeting)
    if state == MeetingState.ANNOUNCED and meeting.registration_opens_at:
        opens = instant_in_words(meeting.registration_opens_at, meeting)
        return _("Registration opens on %(opens)s.") % {"opens": opens}
    if state == MeetingState.REGISTRATION_CLOSED and words["deadline"]:
        return _("Registration is closed.")
    sentences = {
        MeetingState.DRAFT: _("This meeting is a draft. Only those who prepare it see this page."),
        MeetingState.ANNOUNCED: _("Registration has not opened yet."),
        MeetingState.REGISTRATION_CLOSED: _("Registration is closed."),
        MeetingState.IN_SESSION: _("The meeting is in session."),
        MeetingState.CONCLUDED: _("This meeting has taken place: %(dates)s."),
        MeetingState.ARCHIVED: _("This meeting has taken place: %(dates)s."),
        MeetingState.POSTPONED: _("This meeting is postponed. New dates will be announced here."),
        MeetingState.CANCELLED: _("This meeting is cancelled."),
    }
    return sentences[MeetingState(state)] % words


def registration(meeting: Meeting) -> str:
    """Until when delegations register: by invitation, and in the venue's time."""
    words = {"deadline": deadline(meeting)}
    opens_at = meeting.registration_opens_at
    if opens_at:
        words["opens"] = instant_in_words(opens_at, meeting)
        if words["deadline"]:
            return _("Invited delegations register from %(opens)s until %(deadline)s.") % words
        return _("Invited delegations register from %(opens)s.") % words
    if words["deadline"]:
        return _("Invited delegations register until %(deadline)s.") % words
    return _("Registration is open for invited delegations.")


@register.filter
def stands_tone(meeting: Meeting) -> str:
    """The colour of that sentence."""
    if meeting.state in (MeetingState.POSTPONED, MeetingState.CANCELLED):
        return "bad"
    return "owed" if meeting.state == MeetingState.DRAFT else "info"
