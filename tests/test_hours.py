"""When offices work: zones and weekends of all States, nights, changes of clocks, and what a deadline does to it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.states import all_states
from gfmd.hours import CAPITALS, Hours, hours_of, weekend_of, zone_of, zones

FAR = datetime(2030, 1, 1, tzinfo=UTC)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_every_state_has_a_zone_and_a_weekend_of_its_own():
    states = [state.iso2 for state in all_states()]
    assert len(states) >= 193
    assert [code for code in states if zone_of(code) is None] == []
    assert [code for code in states if not 1 <= len(weekend_of(code)) <= 2] == []


def test_every_state_with_several_zones_has_that_of_its_capital():
    several = {state.iso2 for state in all_states() if len(zones()[state.iso2]) > 1}
    assert several - set(CAPITALS) == set()
    assert [code for code, zone in CAPITALS.items() if zone not in zones()[code]] == []


@pytest.mark.parametrize(
    ("code", "weekend"),
    [
        ("MA", {5, 6}),
        ("EG", {4, 5}),
        ("SA", {4, 5}),
        ("AE", {5, 6}),
        ("IR", {4}),
        ("AF", {3, 4}),
        ("IN", {6}),
        ("BD", {4, 5}),
        ("BN", {4, 6}),
    ],
)
def test_weekends_are_those_of_the_state(code, weekend):
    assert weekend_of(code) == weekend


def test_without_a_state_the_zone_of_the_meeting_counts():
    assert hours_of("", "Africa/Casablanca") == Hours(ZoneInfo("Africa/Casablanca"), frozenset({5, 6}))
    assert hours_of("XX", "Africa/Casablanca").zone == ZoneInfo("Africa/Casablanca")


def test_in_working_hours_it_is_now_and_six_in_the_evening_is_too_late():
    paris = hours_of("FR")
    noon = at("2027-02-10 12:00", "Europe/Paris")  # a Wednesday
    assert paris.next_working(noon) == noon
    assert paris.next_working(at("2027-02-10 08:00", "Europe/Paris")) == at(
        "2027-02-10 08:00", "Europe/Paris"
    )
    assert paris.next_working(at("2027-02-10 07:59", "Europe/Paris")) == at(
        "2027-02-10 08:00", "Europe/Paris"
    )
    assert paris.next_working(at("2027-02-10 18:00", "Europe/Paris")) == at(
        "2027-02-11 08:00", "Europe/Paris"
    )


def test_friday_evening_waits_until_monday_in_paris_and_until_sunday_in_cairo():
    friday = at("2027-02-12 19:00")
    assert hours_of("FR").next_working(friday) == at("2027-02-15 08:00", "Europe/Paris")
    assert hours_of("EG").next_working(friday) == at("2027-02-14 08:00", "Africa/Cairo")


def test_the_day_is_that_of_the_recipient_on_the_other_side_of_the_date_line():
    sunday_evening_in_rabat = at("2027-02-14 21:00")
    assert hours_of("NZ").next_working(sunday_evening_in_rabat) == sunday_evening_in_rabat
    assert hours_of("KI").next_working(at("2027-02-12 06:30")) == at("2027-02-15 08:00", "Pacific/Tarawa")


@pytest.mark.parametrize("code", ["US", "FR", "CL", "AU"])
def test_where_clocks_change_it_is_still_eight_in_the_morning(code):
    hours, instant = hours_of(code), at("2027-01-01 00:00")
    for _day in range(366):
        local = hours.next_working(instant).astimezone(hours.zone)
        assert 8 <= local.hour < 18 and local.weekday() not in hours.weekend
        instant += timedelta(days=1)


def test_a_deadline_before_monday_lets_it_leave_on_saturday_morning():
    paris, friday = hours_of("FR"), at("2027-02-12 19:00", "Europe/Paris")
    assert paris.best_before(friday, FAR) == at("2027-02-15 08:00", "Europe/Paris")
    sunday_night = at("2027-02-14 23:59", "Europe/Paris")
    assert paris.best_before(friday, sunday_night) == at("2027-02-13 08:00", "Europe/Paris")


def test_a_deadline_before_the_morning_lets_it_leave_at_once():
    paris, night = hours_of("FR"), at("2027-02-10 22:00", "Europe/Paris")
    assert paris.best_before(night, at("2027-02-11 09:00", "Europe/Paris")) == night
    assert paris.best_before(night, at("2027-02-11 12:00", "Europe/Paris")) == at(
        "2027-02-11 08:00", "Europe/Paris"
    )
