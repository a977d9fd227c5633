"""What personal data is asked for, and until when it is kept."""

from datetime import date, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.models import DatesKnown, Meeting, MeetingState

# Erased a number of days after the meeting (Meeting.kept_days).
PURPOSES = {
    "passport": gettext_lazy(
        "Asked for the visa letter alone. The number and the date of birth are kept sealed; only those who issue "
        "the letter see them, and each look is recorded."
    ),
    "needs": gettext_lazy(
        "Asked so that meals and access are arranged for you. It is kept sealed and apart from your other details; "
        "only those who see to it may look, and each look is recorded."
    ),
}
# Kept with the record of the meeting, which forgets names after some years.
PURPOSES_OF_RECORD = {
    "details": gettext_lazy(
        "Asked to register you: for the confirmation by the chair, the badge, and messages about the meeting. "
        "Telephone and e-mail address are never published."
    ),
    "nomination": gettext_lazy(
        "Asked to verify the nomination and to write to the focal point. Addresses are never published."
    ),
    "application": gettext_lazy(
        "Asked to select applications and to write to you about yours. Addresses are never published."
    ),
}


OVER = (MeetingState.CONCLUDED, MeetingState.ARCHIVED, MeetingState.CANCELLED)


def purpose_of(kind: str) -> str:
    """Why a kind of personal data is asked for, in a sentence or two. Raises ValueError for an unknown kind."""
    purposes = PURPOSES | PURPOSES_OF_RECORD
    if kind not in purposes:
        raise ValueError(f"{kind!r} is no kind of personal data: {', '.join(purposes)}")
    return str(purposes[kind])


def last_day(meeting: Meeting) -> date | None:
    """The last day of a meeting, where it is known for certain: neither open nor about to move."""
    if meeting.state == MeetingState.POSTPONED or meeting.dates_known != DatesKnown.DAY:
        return None
    return meeting.ends_on or meeting.starts_on


def erased_on(meeting: Meeting) -> date | None:
    """The day, in the venue's zone, on which passport data, visa letters and needs are erased.

    None while the days of the meeting are not known. A meeting that is cancelled counts from the day that was
    written down, or from its last day where that comes first.
    """
    ended = last_day(meeting)
    if meeting.state in OVER:
        ended = ended or meeting.ends_on or meeting.local_day(meeting.changed_at)
    if meeting.state == MeetingState.CANCELLED:
        ended = min(ended, meeting.local_day(meeting.changed_at))
    return ended + timedelta(days=meeting.kept_days) if ended else None


def pseudonymised_on(meeting: Meeting) -> date | None:
    """The day on which the record of a meeting forgets names: some years after its last day."""
    ended = meeting.ends_on or meeting.starts_on
    if ended is None:
        return None
    return years_after(ended, settings.RECORD_KEPT_YEARS)


def years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def kept_until(kind: str, meeting: Meeting) -> str:
    """Until when a kind of personal data is kept, in a sentence."""
    if kind in PURPOSES_OF_RECORD:
        return _kept_with_record(meeting)
    until = erased_on(meeting)
    if until:
        return _("Kept until %(day)s, then erased.") % {"day": date_format(until, "DATE_FORMAT")}
    if meeting.state == MeetingState.POSTPONED:
        sentence = ngettext(
            "The meeting is postponed: kept until %(number)d day after its new last day, then erased.",
            "The meeting is postponed: kept until %(number)d days after its new last day, then erased.",
            meeting.kept_days,
        )
    else:
        sentence = ngettext(
            "The days of the meeting are not known yet: kept until %(number)d day after its last day, then erased.",
            "The days of the meeting are not known yet: kept until %(number)d days after its last day, then erased.",
            meeting.kept_days,
        )
    return sentence % {"number": meeting.kept_days}


def _kept_with_record(meeting: Meeting) -> str:
    until = pseudonymised_on(meeting)
    if until:
        return _(
            "Kept with the record of the meeting until %(year)s; then names and addresses are erased."
        ) % {"year": date_format(until, "Y")}
    years = settings.RECORD_KEPT_YEARS
    return ngettext(
        "Kept with the record of the meeting for %(number)d year after it; then names and addresses are erased.",
        "Kept with the record of the meeting for %(number)d years after it; then names and addresses are erased.",
        years,
    ) % {"number": years}
