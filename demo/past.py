"""What the Forum has held so far, recorded as concluded."""

from collections.abc import Iterator
from datetime import date

from accounts.models import Organization, Person
from demo.content import document, table
from demo.programmes import enter_meeting, words
from meetings import actions
from meetings.models import Chairmanship, Meeting, MeetingState

WORKSHOP = "mauritius_2012"


def enter_past(organizations: dict[str, Organization], *, by: Person) -> Iterator[str]:
    """Every summit with its parts, oldest first; yields the title of each when it is entered."""
    terms: dict[tuple[str, str], Chairmanship] = {}
    for summit in summits():
        term = (summit["chair_years"], summit["chairs_iso3"])
        if term not in terms:
            terms[term] = open_term(*term, organizations, by=by)
        around = {"chairmanship": terms[term], "organizations": organizations, "by": by}
        meeting = record(summit, **around)
        for part in parts_of(summit):
            record(part, parent=meeting, **around)
        yield str(meeting.title)


def summits() -> Iterator[dict]:
    """The facts of each summit, and what its own file adds."""
    places = {row["number"]: row for row in table("summit_places")}
    for row in table("meetings/data/summits"):
        place = places[row["number"]]
        facts = {
            "slug": place["slug"],
            "kind": "summit",
            "ordinal": int(row["number"]),
            "title": {"en": place["title_en"], "fr": place["title_fr"]},
            "overarching_theme": {"en": row["overarching_theme"]} if row["overarching_theme"] else {},
            "city": {"en": row["city"], "fr": place["city_fr"]},
            "time_zone": place["time_zone"],
            "starts_on": date.fromisoformat(row["starts_on"]),
            "ends_on": date.fromisoformat(row["ends_on"]),
            "languages": ["en", "fr"],
            "host": row["country_iso3"],
            "chairs": row["chairs_iso3"].split(),
            "chairs_iso3": row["chairs_iso3"],
            "chair_years": row["chair_years"],
        }
        yield facts | document(place["slug"])


def parts_of(summit: dict) -> Iterator[dict]:
    """Workshops, days and side events of a summit; what they do not say is as it was for the whole."""
    parts = summit.get("parts", [])
    workshop = document(WORKSHOP)
    if workshop["part_of"] == summit["slug"]:
        parts = [*parts, workshop]
    for part in parts:
        inherited = {name: summit[name] for name in ("city", "time_zone", "host", "chairs", "languages")}
        if part.get("dates_known") == "year":
            year = summit["starts_on"].year
            inherited |= {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
        yield inherited | part


def record(content: dict, **around) -> Meeting:
    """A meeting that was held before it is entered: written as a draft, then recorded as concluded."""
    meeting = enter_meeting(content, **around)
    return actions.move_meeting(
        meeting=meeting, to=MeetingState.CONCLUDED, by=around["by"], reason="Held before it was entered here."
    )


def open_term(years: str, chairs: str, organizations: dict[str, Organization], *, by: Person) -> Chairmanship:
    """A chairmanship over its years; one whose summit was held later lasted until then."""
    held = [row["ends_on"] for row in table("meetings/data/summits") if row["chair_years"] == years]
    first, last = years[:4], years[-4:]
    states = [organizations[code] for code in chairs.split()]
    names = {
        language: f"{' – '.join(state.name_in(language) for state in states)} {years.replace('-', '–')}"
        for language in ("en", "fr")
    }
    return actions.open_chairmanship(
        name=words(names),
        chairs=states,
        starts_on=date(int(first), 1, 1),
        ends_on=max([date(int(last), 12, 31), *map(date.fromisoformat, held)]),
        by=by,
    )
