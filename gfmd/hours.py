"""When an office works: its zone and its weekend, from the code of its State (ISO 3166-1 alpha-2).

Zones come from the list of the time zone database (zone.tab in tzdata), weekends from Unicode's CLDR (babel).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale

OPENS, CLOSES = time(8), time(18)
SATURDAY_AND_SUNDAY = frozenset({5, 6})  # days of the week count from Monday, 0
# Nobody gains by a reminder for which less than this is left: then it leaves outside the hours of the office.
LEAST_LEFT = timedelta(hours=4)
MONTH = 31
# Of States with several zones, that of the capital or seat of government.
CAPITALS = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
# What CLDR does not know: days on which government offices are closed.
WEEKENDS = {
    "BD": frozenset({4, 5}),
    "BN": frozenset({4, 6}),
    "DJ": frozenset({4, 5}),
    "MV": frozenset({4, 5}),
    "PS": frozenset({4, 5}),
}


@dataclass(frozen=True)
class Hours:
    """The hours of an office: from eight to six in its zone, on days that are not its weekend."""

    zone: ZoneInfo
    weekend: frozenset[int]

    def is_working(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return self._is_day(local) and local.weekday() not in self.weekend

    def next_working(self, at: datetime) -> datetime:
        """The first instant from `at` on in which the office works."""
        return at if self.is_working(at) else self._next_opening(at, self.weekend)

    def next_daytime(self, at: datetime) -> datetime:
        """The first instant from `at` on that is not at night, be it at the weekend."""
        return at if self._is_day(at.astimezone(self.zone)) else self._next_opening(at, frozenset())

    def best_before(self, at: datetime, deadline: datetime) -> datetime:
        """When a reminder leaves that is ready at `at`: in working hours; where too little would be left before
        the deadline, in the daytime of the weekend; and where even that is too late, at once."""
        latest = deadline - LEAST_LEFT
        for instant in (self.next_working(at), self.next_daytime(at)):
            if instant <= latest:
                return instant
        return at

    @staticmethod
    def _is_day(local: datetime) -> bool:
        return OPENS <= local.time() < CLOSES

    def _next_opening(self, at: datetime, closed: frozenset[int]) -> datetime:
        local = at.astimezone(self.zone)
        days = (local.date() + timedelta(days=number) for number in range(MONTH))
        openings = (self._opening(day) for day in days if day.weekday() not in closed)
        return next(opening for opening in openings if opening > at)

    def _opening(self, day: date) -> datetime:
        """Eight o'clock on a day; counted in UTC, so that a change of clocks cannot put it off."""
        return datetime.combine(day, OPENS, tzinfo=self.zone).astimezone(ZoneInfo("UTC"))


@cache
def hours_of(iso2: str, otherwise: str = "UTC") -> Hours:
    """The hours of a State's offices; `otherwise` is the zone of those that belong to no State."""
    zone = zone_of(iso2)
    if zone is None:
        return Hours(ZoneInfo(otherwise), SATURDAY_AND_SUNDAY)
    return Hours(ZoneInfo(zone), weekend_of(iso2))


def zone_of(iso2: str) -> str | None:
    """The zone of a State's capital; None for a code that the time zone database does not know."""
    return CAPITALS.get(iso2) or next(iter(zones().get(iso2, ())), None)


def weekend_of(iso2: str) -> frozenset[int]:
    """The days of the week, counted from Monday as 0, on which a State's offices are closed."""
    if iso2 in WEEKENDS:
        return WEEKENDS[iso2]
    territory = Locale.parse(f"und_{iso2}")
    first, last = territory.weekend_start, territory.weekend_end
    return frozenset((first + number) % 7 for number in range((last - first) % 7 + 1))


@cache
def zones() -> dict[str, list[str]]:
    """The zones of each State or territory, by its code."""
    found: dict[str, list[str]] = {}
    listed = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    for line in listed.splitlines():
        if line and not line.startswith("#"):
            code, _place, zone = line.split("\t")[:3]
            found.setdefault(code, []).append(zone)
    return found
