"""Dates and deadlines in words, in the active language; deadlines always with the venue's zone."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meetings.models import DatesKnown, Meeting


def meeting_dates(meeting: Meeting) -> str:
    """ "9–11 March 2027", "March 2027", "2027", or that the dates are not known yet."""
    first, last = meeting.starts_on, meeting.ends_on
    if meeting.dates_known == DatesKnown.NOT_YET or first is None:
        return _("Dates to be announced")
    if meeting.dates_known == DatesKnown.YEAR:
        return date_format(first, "Y")
    if meeting.dates_known == DatesKnown.MONTH:
        return date_format(first, "YEAR_MONTH_FORMAT")
    return days_in_words(first, last or first)


def days_in_words(first: date, last: date) -> str:
    """ "9–11 March 2027"."""
    if first == last:
        return date_format(first, "DATE_FORMAT")
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first_day)s–%(last_day)s %(month)s") % {
            "first_day": first.day,
            "last_day": last.day,
            "month": date_format(last, pgettext("the format of month and year beside days", "F Y")),
        }
    return _("%(first)s – %(last)s") % {
        "first": date_format(first, "DATE_FORMAT"),
        "last": date_format(last, "DATE_FORMAT"),
    }


def zone_name(meeting: Meeting) -> str:
    """ "Rabat time" where the city is known, else the name of the zone."""
    city = str(meeting.city)
    return _("%(city)s time") % {"city": city} if city else meeting.time_zone.replace("_", " ")


def instant_in_words(at: datetime, meeting: Meeting) -> str:
    """ "14 February 2027, 23:59, Rabat time"."""
    local = at.astimezone(meeting.zone)
    return _("%(day)s, %(time)s, %(zone)s") % {
        "day": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
        "zone": zone_name(meeting),
    }


def deadline(meeting: Meeting) -> str:
    """When registration closes, in the venue's time and with its zone; empty when it is not set."""
    return instant_in_words(meeting.registration_closes_at, meeting) if meeting.registration_closes_at else ""


def deadline_day(closes_at: datetime | None, meeting: Meeting) -> str:
    """The day of a deadline, in the venue's zone; empty when it is not set."""
    return date_format(closes_at.astimezone(meeting.zone), "DATE_FORMAT") if closes_at else ""


def day_in_words(on: date) -> str:
    """ "Tuesday 9 March 2027"."""
    return _("%(weekday)s %(day)s") % {"weekday": date_format(on, "l"), "day": date_format(on, "DATE_FORMAT")}
