"""The coming summit: fictional, open for registration on the day the demo is loaded."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Organization, Person
from accounts.permissions import Role
from demo import people
from demo.content import document
from demo.past import open_term
from demo.programmes import enter_meeting
from meetings import actions
from meetings.clock import instant
from meetings.models import Meeting, MeetingState

AHEAD = timedelta(days=105)  # the summit begins on the first Tuesday after as many days
CLOSES_AFTER = timedelta(days=42)
TUESDAY = 1
LAST_MINUTE = time(23, 59)


def first_day(today: date) -> date:
    day = today + AHEAD
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)


STAFF = (
    (people.CHAIR, "Nadia El Idrissi", "fr", Role.CHAIR_STAFF),
    (people.CO_CHAIR, "Tiago Moura", "en", Role.CHAIR_STAFF),
    (people.SUPPORT_UNIT, "Marisol Vega", "es", Role.SUPPORT_UNIT),
)


def enter_rabat(organizations: dict[str, Organization], *, by: Person) -> tuple[Meeting, Meeting, Person]:
    """The summit and its civil-society days, both with registration open, and the chair's member of staff."""
    content = document("rabat")
    day = first_day(timezone.localdate())
    content |= {"starts_on": day, "ends_on": day + timedelta(days=2), "kind": "summit"}
    term = open_term(f"{day.year - 1}-{day.year}", " ".join(content["chairs"]), organizations, by=by)
    staff = [
        actions.appoint(
            chairmanship=term, email=sign_in.email, name=name, role=role, language=language, by=by
        ).person
        for sign_in, name, language, role in STAFF
    ]
    chair = staff[0]

    around = {"chairmanship": term, "organizations": organizations, "by": chair}
    summit = enter_meeting(dated(content, day, content), **around)
    summit = open_registration(summit, by=chair)
    days = None
    for part in content["parts"]:
        meeting = enter_meeting(dated(part, day, content), parent=summit, **around)
        if part.get("concluded"):
            actions.move_meeting(meeting=meeting, to=MeetingState.CONCLUDED, by=chair)
        if part.get("announced"):
            actions.move_meeting(meeting=meeting, to=MeetingState.ANNOUNCED, by=chair)
        if part.get("registration"):
            days = open_registration(meeting, by=chair)
    return summit, days, chair


def dated(content: dict, day: date, summit: dict) -> dict:
    """A meeting's content with its days, its registration window and the year in its title."""
    inherited = {name: summit[name] for name in ("city", "venue", "time_zone", "host", "chairs", "languages")}
    content = inherited | content
    if "days" in content:
        first, last = (day + timedelta(days=number) for number in content["days"])
        content |= {"starts_on": first, "ends_on": last}
    titles = content["title"].items()
    content["title"] = {code: title.replace("{year}", str(day.year)) for code, title in titles}
    if content["kind"] == "summit" or content.get("registration"):
        content |= window(content["time_zone"])
    return content


def window(zone_name: str) -> dict[str, datetime]:
    """Registration from three weeks ago until some six weeks from now, on the clocks of the venue."""
    zone = ZoneInfo(zone_name)
    today = timezone.localdate(timezone=zone)
    return {
        "registration_opens_at": instant(today - timedelta(days=20), time(9), zone),
        "registration_closes_at": instant(today + CLOSES_AFTER, LAST_MINUTE, zone),
    }


def open_registration(meeting: Meeting, *, by: Person) -> Meeting:
    meeting = actions.move_meeting(meeting=meeting, to=MeetingState.ANNOUNCED, by=by)
    return actions.move_meeting(meeting=meeting, to=MeetingState.REGISTRATION_OPEN, by=by)
