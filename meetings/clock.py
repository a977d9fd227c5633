"""Times as the clocks at a venue show them, and the instants they stand for."""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The Forum first met in 2007; a year typed with a slip of the finger lies far outside.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
sensible_day = (
    MinValueValidator(EARLIEST, gettext_lazy("Write a day after the year 1999.")),
    MaxValueValidator(LATEST, gettext_lazy("Write a day before the year 2101.")),
)


@cache
def zone_names() -> list[str]:
    """The names of places with a time zone, such as Africa/Casablanca; "UTC" first."""
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name and name[:3] != "Etc")]


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone show this time; the first occasion where they show it twice.

    Raises ValidationError for a time that clocks going forward leave out.
    """
    there = datetime.combine(day, at, tzinfo=zone)
    if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise ValidationError(
            _("%(time)s does not exist on that day in %(zone)s: the clocks go forward. Choose another time."),
            params={"time": f"{at:%H:%M}", "zone": zone.key},
        )
    return there.astimezone(UTC)


def same_clock_time(at: datetime, old: ZoneInfo, new: ZoneInfo) -> datetime:
    """The instant at which clocks of the new zone show what those of the old one showed at `at`."""
    return at.astimezone(old).replace(tzinfo=new, fold=0).astimezone(UTC)
