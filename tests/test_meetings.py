"""A chair opens a meeting, sets its rules and moves it from state to state."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from meetings import actions
from meetings.days import deadline
from meetings.models import MOVES, Meeting, MeetingState, Room
from roundtables.models import Theme
from tests.factories import (
    a_delegation,
    a_draft_meeting,
    a_meeting,
    a_person,
    a_room,
    a_state,
    an_item,
    chair_staff,
    focal_point_of,
    with_delegates,
)

pytestmark = pytest.mark.django_db


def settings_of(**changes) -> dict:
    """What a browser sends from the page of settings of a meeting in Rabat."""
    typed = {
        "kind": "summit",
        "ordinal": "16",
        "title_en": "Rabat Summit",
        "languages": ["en", "fr"],
        "city_en": "Rabat",
        "time_zone": "Africa/Casablanca",
        "dates_known": "day",
        "starts_on": "2027-03-09",
        "ends_on": "2027-03-11",
        "registration_opens_at": "2027-01-10T09:00",
        "registration_closes_at": "2027-02-14T23:59",
        "delegation_limit": "3",
        "kept_days": "30",
        "maximum_themes": "3",
        "brief_rounds": "2",
    }
    return {**typed, **changes}


def saved(client, meeting, **changes):
    """The answer to saving the settings of a meeting from a page opened just now."""
    seen = Meeting.objects.get(pk=meeting.pk).changed_at.isoformat()
    return client.post(reverse("meeting_edit", args=[meeting.slug]), settings_of(**{"seen": seen, **changes}))


def move(client, meeting, to: str) -> list[str]:
    """What the page says after a button was pressed."""
    answer = client.post(reverse("meeting_move", args=[meeting.slug]), {"to": to})
    shown = client.get(answer.url).context["messages"]
    return [str(message) for message in shown]


@pytest.fixture
def meeting():
    return a_draft_meeting(slug="rabat-2027")


@pytest.fixture
def chair(client, meeting):
    """The test client, signed in as staff of the chair of `meeting`."""
    client.force_login(chair_staff(meeting))
    return client


# --- Opening and settings --------------------------------------------------------------------------------


def test_a_chair_opens_a_meeting_as_a_draft(chair, meeting):
    page = reverse("meeting_new", args=[meeting.chairmanship_id])
    assert chair.get(page).status_code == 200
    answer = chair.post(page, settings_of(title_en="Summit of Rabat", title_fr="Sommet de Rabat"))
    made = Meeting.objects.get(slug="summit-of-rabat-2027")
    assert answer.url == reverse("manage", args=[made.slug])
    assert made.state == "draft"
    assert made.title.data["fr"] == "Sommet de Rabat"
    assert made.chairmanship == meeting.chairmanship
    assert (made.starts_on, made.ends_on) == (date(2027, 3, 9), date(2027, 3, 11))
    assert Trace.objects.get(act="open_meeting").subject == f"meeting:{made.pk}"


def test_the_address_gets_a_number_when_it_is_taken(chair, meeting):
    page = reverse("meeting_new", args=[meeting.chairmanship_id])
    for kind in ("summit", "friends_meeting"):
        chair.post(page, settings_of(title_en="Summit", kind=kind))
    assert list(
        Meeting.objects.filter(title__contains="Summit").order_by("pk").values_list("slug", flat=True)
    ) == [
        "rabat-2027",
        "summit-2027",
        "summit-2027-2",
    ]


def test_a_form_sent_twice_enters_one_meeting(chair, meeting):
    page = reverse("meeting_new", args=[meeting.chairmanship_id])
    chair.post(page, settings_of(title_en="Summit"))
    answer = chair.post(page, settings_of(title_en="Summit"))
    assert answer.context["form"].non_field_errors() == [
        "This meeting is entered already, with the same title and dates."
    ]
    assert Meeting.objects.filter(slug__startswith="summit-2027").count() == 1


def test_a_title_in_arabic_alone_will_do(chair, meeting):
    page = reverse("meeting_new", args=[meeting.chairmanship_id])
    chair.post(page, settings_of(title_en="", title_ar="قمة الرباط", languages=["ar"]))
    made = Meeting.objects.get(slug="summit-2027")
    assert str(made.title) == "قمة الرباط"


@pytest.mark.parametrize(
    ("known", "typed", "first", "last"),
    [
        ("year", {"year": "2027"}, date(2027, 1, 1), date(2027, 12, 31)),
        ("month", {"month": "2027-12"}, date(2027, 12, 1), date(2027, 12, 31)),
        ("month", {"month": "2028-02"}, date(2028, 2, 1), date(2028, 2, 29)),
        ("not_yet", {}, None, None),
    ],
)
def test_a_month_or_a_year_will_do(chair, meeting, known, typed, first, last):
    answer = saved(chair, meeting, dates_known=known, starts_on="", ends_on="", **typed)
    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.starts_on, meeting.ends_on) == (first, last)


def test_registration_is_typed_on_the_clock_of_the_venue(chair, meeting):
    saved(chair, meeting, time_zone="Asia/Kolkata")
    meeting.refresh_from_db()
    assert meeting.registration_closes_at == datetime(2027, 2, 14, 18, 29, tzinfo=UTC)
    assert deadline(meeting) == "14 February 2027, 23:59, Rabat time"
    form = chair.get(reverse("meeting_edit", args=[meeting.slug])).context["form"]
    assert form["registration_closes_at"].value() == datetime(2027, 2, 14, 23, 59)


def test_another_time_zone_keeps_the_times_on_the_clock(chair, meeting):
    room = a_room(meeting)
    first = an_item(meeting, "09:00", "10:00", room=room)
    second = an_item(meeting, "10:00", "11:00", room=room)
    saved(chair, meeting, starts_on=meeting.starts_on, ends_on=meeting.ends_on, time_zone="Pacific/Auckland")
    meeting.refresh_from_db()
    for item, hour in ((first, 9), (second, 10)):
        item.refresh_from_db()
        assert item.starts_at.astimezone(meeting.zone).hour == hour
        assert item.room == room
        assert item.sequence == 1


BAD_SETTINGS = [
    ({"title_en": ""}, "title"),
    ({"title_en": "x" * 10_000}, "title"),
    ({"title_en": "a\0b"}, "title"),
    ({"kind": "party"}, "kind"),
    ({"ordinal": "minus one"}, "ordinal"),
    ({"ordinal": "-1"}, "ordinal"),
    ({"languages": []}, "languages"),
    ({"languages": ["tlh"]}, "languages"),
    ({"time_zone": ""}, "time_zone"),
    ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ({"time_zone": "../etc/passwd"}, "time_zone"),
    ({"dates_known": ""}, "dates_known"),
    ({"starts_on": "2027-03-12"}, "ends_on"),
    ({"starts_on": ""}, "starts_on"),
    ({"starts_on": "0001-01-01"}, "starts_on"),
    ({"starts_on": "9999-12-31"}, "starts_on"),
    ({"starts_on": "yesterday"}, "starts_on"),
    ({"dates_known": "month", "month": "2027-13"}, "month"),
    ({"dates_known": "month", "month": ""}, "month"),
    ({"dates_known": "year", "year": "27"}, "year"),
    ({"dates_known": "year", "year": ""}, "year"),
    ({"registration_closes_at": "2027-01-09T09:00"}, "registration_closes_at"),
    ({"registration_closes_at": "soon"}, "registration_closes_at"),
    ({"registration_closes_at": "2027-02-14T23:59+02:00"}, "registration_closes_at"),
    ({"registration_closes_at": "9999-12-31T23:59"}, "registration_closes_at"),
    ({"delegation_limit": "4"}, "delegation_limit"),
    ({"delegation_limit": "0"}, "delegation_limit"),
    ({"delegation_limit": "🙂"}, "delegation_limit"),
    ({"maximum_themes": "0"}, "maximum_themes"),
    ({"slug": "two words"}, "slug"),
    ({"slug": "manage/../x"}, "slug"),
    ({"parent": "999999"}, "parent"),
    ({"host": "99999999999999999999"}, "host"),
    ({"chairs": ["12345"]}, "chairs"),
]


@pytest.mark.parametrize(("typed", "field"), BAD_SETTINGS)
def test_bad_settings_are_answered_beside_the_field_and_kept(chair, meeting, typed, field):
    answer = saved(chair, meeting, city_fr="Rabat, ville impériale", **typed)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert field in form.errors
    assert form.data["city_fr"] == "Rabat, ville impériale"
    assert Meeting.objects.get(pk=meeting.pk).changed_at == meeting.changed_at


def test_an_empty_form_is_answered_with_what_is_missing(chair, meeting):
    answer = chair.post(reverse("meeting_edit", args=[meeting.slug]), {})
    assert answer.status_code == 200
    assert {"title", "languages", "kind"} <= set(answer.context["form"].errors)


def test_what_was_written_in_a_language_no_longer_used_is_kept(chair, meeting):
    meeting.title = {"en": "Rabat", "ru": "Рабат"}
    meeting.save()
    saved(chair, meeting, title_en="Rabat Summit", languages=["en"])
    meeting.refresh_from_db()
    assert meeting.title.data == {"en": "Rabat Summit", "ru": "Рабат"}


def test_a_clock_time_that_daylight_saving_leaves_out_is_refused(chair, meeting):
    answer = saved(
        chair,
        meeting,
        time_zone="Europe/Berlin",
        registration_closes_at="2027-03-28T02:30",
        starts_on="2027-05-01",
        ends_on="2027-05-02",
    )
    assert "02:30 does not exist" in answer.context["form"].errors["registration_closes_at"][0]


def test_a_stale_page_does_not_overwrite_what_a_colleague_saved(chair, meeting):
    seen = meeting.changed_at.isoformat()
    saved(chair, meeting, venue_en="Palace of Congresses")
    known = {"slug": meeting.slug}
    answer = chair.post(
        reverse("meeting_edit", args=[meeting.slug]), settings_of(seen=seen, venue_en="Old Hall", **known)
    )
    meeting.refresh_from_db()
    assert str(meeting.venue) == "Palace of Congresses"
    assert answer.context["form"].stored == [{"label": "Venue", "value": "Palace of Congresses"}]
    assert "Old Hall" in answer.text
    assert "Palace of Congresses" in answer.text
    again = answer.context["form"].data
    chair.post(reverse("meeting_edit", args=[meeting.slug]), again)
    meeting.refresh_from_db()
    assert str(meeting.venue) == "Old Hall"


def test_a_meeting_cannot_be_part_of_itself_in_a_circle(chair, meeting):
    part = a_draft_meeting(chairmanship=meeting.chairmanship, parent=meeting)
    answer = saved(chair, meeting, parent=part.pk)
    assert answer.context["form"].non_field_errors() == [
        "A meeting cannot be part of itself, nor of one of its own parts."
    ]


def test_a_parent_of_another_chairmanship_is_not_offered(chair, meeting):
    assert "parent" in saved(chair, meeting, parent=a_meeting().pk).context["form"].errors


def test_the_address_of_an_announced_meeting_stays(chair, meeting):
    Meeting.objects.update(state="announced")
    saved(chair, meeting, slug="elsewhere")
    meeting.refresh_from_db()
    assert meeting.slug == "rabat-2027"


def test_an_announced_meeting_keeps_its_dates(chair, meeting):
    Meeting.objects.update(state="announced")
    answer = saved(chair, meeting, dates_known="not_yet")
    assert answer.context["form"].non_field_errors() == [
        "An announced meeting keeps its title, its city and its dates."
    ]


def test_the_address_of_another_meeting_is_refused(chair, meeting):
    a_meeting(slug="taken")
    assert "slug" in saved(chair, meeting, slug="taken").context["form"].errors


def test_lowering_the_limit_under_seats_in_use_names_the_delegations(chair, meeting):
    Meeting.objects.update(state="registration_open")
    meeting.refresh_from_db()
    for name, number in (("Kenya", 3), ("Fiji", 1), ("Chad", 2)):
        delegation = a_delegation(meeting, a_state(name))
        with_delegates(delegation, number, by=focal_point_of(delegation))
    answer = saved(chair, meeting, delegation_limit="1", registration_closes_at="2100-02-14T23:59")
    assert answer.context["form"].errors["delegation_limit"] == [
        "2 delegations use more seats than 1. They give some up first."
    ]
    assert [
        (delegation.organization.name_en, delegation.seats_used)
        for delegation in answer.context["in_the_way"]
    ] == [("Chad", 2), ("Kenya", 3)]
    assert "Kenya: 3 seats in use" in answer.text
    meeting.refresh_from_db()
    assert meeting.delegation_limit == 3


def test_lowering_the_maximum_under_the_themes_there_are_is_refused(chair, meeting):
    for position in (1, 2):
        Theme.objects.create(meeting=meeting, code=str(position), title="Theme", position=position)
    answer = saved(chair, meeting, maximum_themes="1")
    assert answer.context["form"].errors["maximum_themes"] == [
        "The meeting has 2 themes already. Remove some first, or allow as many."
    ]


def test_a_change_leaves_a_trace_of_what_was_and_is(chair, meeting):
    saved(chair, meeting)
    saved(chair, meeting, ordinal="17")
    trace = Trace.objects.filter(act="change_meeting").first()
    assert (trace.before, trace.after) == ({"ordinal": 16}, {"ordinal": 17})


# --- Moves -----------------------------------------------------------------------------------------------


def test_a_meeting_goes_its_way_from_draft_to_archive(chair, meeting):
    for to in ("announced", "registration_open", "registration_closed", "registration_open"):
        move(chair, meeting, to)
        meeting.refresh_from_db()
        assert meeting.state == to
    move(chair, meeting, "registration_closed")
    today = meeting.local_day()
    Meeting.objects.update(starts_on=today, ends_on=today)
    for to in ("in_session", "concluded", "archived"):
        move(chair, meeting, to)
        meeting.refresh_from_db()
        assert meeting.state == to
    assert Trace.objects.filter(act="move_meeting").count() == 8


@pytest.mark.parametrize("state", MeetingState.values)
@pytest.mark.parametrize("to", [*MeetingState.values, "open", "", "\0"])
def test_only_the_moves_of_the_table_are_made(chair, meeting, state, to):
    today = meeting.local_day()
    Meeting.objects.update(state=state, starts_on=today - timedelta(2), ends_on=today - timedelta(1))
    said = move(chair, meeting, to)
    meeting.refresh_from_db()
    assert meeting.state == (to if MOVES.allows(state, to) else state)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"title": ""}, "Before it is announced, the meeting needs a title."),
        (
            {"dates_known": "not_yet", "starts_on": None, "ends_on": None},
            "Before it is announced, the meeting needs its dates (a month or a year will do).",
        ),
        ({"city": ""}, "Before it is announced, the meeting needs a city."),
    ],
)
def test_announcing_needs_a_title_dates_and_a_city(chair, meeting, facts, reason):
    Meeting.objects.update(**facts)
    assert move(chair, meeting, "announced") == [reason]
    meeting.refresh_from_db()
    assert meeting.state == "draft"


def test_registration_opens_only_with_a_closing_time_ahead(chair, meeting):
    Meeting.objects.update(state="announced", registration_opens_at=None, registration_closes_at=None)
    assert move(chair, meeting, "registration_open") == ["Say first when registration closes."]
    closes_at = datetime(2020, 2, 14, 23, 59, tzinfo=UTC)
    Meeting.objects.update(registration_closes_at=closes_at, time_zone="UTC")
    assert move(chair, meeting, "registration_open") == [
        "Registration was to close on 14 February 2020, 23:59, Rabat time, which is past. Set a later time first."
    ]


def test_a_meeting_does_not_start_before_its_first_day(chair, meeting):
    Meeting.objects.update(state="registration_closed", starts_on=date(2100, 3, 9), ends_on=date(2100, 3, 11))
    assert move(chair, meeting, "in_session") == ["The first day of the meeting is 9 March 2100."]


def test_the_page_offers_only_the_next_moves_with_their_effect(chair, meeting):
    page = chair.get(reverse("meeting_edit", args=[meeting.slug]))
    assert 'name="to" value="announced"' in page.text
    assert "Everybody can see the meeting" in page.text
    assert 'value="registration_open"' not in page.text
    assert 'value="concluded"' not in page.text


def test_a_meeting_held_before_is_recorded_as_concluded(chair, meeting):
    Meeting.objects.update(starts_on=date(2007, 7, 9), ends_on=date(2007, 7, 11))
    page = chair.get(reverse("meeting_edit", args=[meeting.slug]))
    assert "Record as held" in page.text
    move(chair, meeting, "concluded")
    meeting.refresh_from_db()
    assert meeting.state == "concluded"


def test_opening_a_link_to_a_move_changes_nothing(chair, meeting):
    assert chair.get(reverse("meeting_move", args=[meeting.slug])).status_code == 405
    meeting.refresh_from_db()
    assert meeting.state == "draft"


def test_what_is_announced_is_public_at_once(client, meeting, django_capture_on_commit_callbacks):
    assert "Rabat Summit" not in client.get("/").text
    with django_capture_on_commit_callbacks(execute=True):
        actions.move_meeting(meeting=meeting, to="announced", by=chair_staff(meeting))
    assert "Rabat Summit" in client.get("/").text


# --- Who may ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("meeting_edit", []),
        ("meeting_move", []),
        ("rooms", []),
        ("room_edit", ["room"]),
        ("room_remove", ["room"]),
        ("agenda_editor", []),
        ("agenda_publish", []),
        ("agenda_item_new", []),
        ("agenda_item_edit", ["item"]),
        ("agenda_item_remove", ["item"]),
    ],
)
def test_only_the_chair_prepares_a_meeting(client, name, more):
    meeting, elsewhere, draft = a_meeting(), a_meeting(), a_draft_meeting()
    parts = {}
    for one in (meeting, draft):
        parts[one] = {"room": a_room(one), "item": an_item(one, "09:00", "10:00")}
    delegation = a_delegation(meeting)
    sees = {}
    people = {
        "nobody": None,
        "signed in": a_person(),
        "focal point": focal_point_of(delegation),
        "chair elsewhere": chair_staff(elsewhere),
        "support unit": chair_staff(meeting, "support unit"),
        "chair": chair_staff(meeting),
    }
    for who, person in people.items():
        client.logout()
        if person:
            client.force_login(person)
        answers = []
        for one in (meeting, draft):
            url = reverse(name, args=[one.slug, *(parts[one][part].pk for part in more)])
            answers.append(client.get(url).status_code)
        sees[who] = tuple(answers)
    allowed = 405 if name in ("meeting_move", "agenda_publish") else 200
    assert sees == {
        "nobody": (302, 302),
        "signed in": (403, 404),
        "focal point": (403, 404),
        "chair elsewhere": (403, 404),
        "support unit": (200, 404) if name in ("rooms", "room_edit", "room_remove") else (403, 404),
        "chair": (allowed, 404),
    }


def test_a_meeting_is_opened_only_by_those_who_serve_the_chairmanship(client, meeting):
    url = reverse("meeting_new", args=[meeting.chairmanship_id])
    codes = {}
    for who, person in {
        "nobody": None,
        "chair elsewhere": chair_staff(a_meeting()),
        "support unit": chair_staff(meeting, "support unit"),
        "chair": chair_staff(meeting),
    }.items():
        client.logout()
        if person:
            client.force_login(person)
        codes[who] = client.get(url).status_code
    assert codes == {"nobody": 302, "chair elsewhere": 404, "support unit": 403, "chair": 200}


def test_a_room_of_another_meeting_is_not_found_under_this_one(chair, meeting):
    other = a_room(a_meeting(chairmanship=meeting.chairmanship))
    assert chair.get(reverse("room_edit", args=[meeting.slug, other.pk])).status_code == 404
    assert chair.get(reverse("room_edit", args=[meeting.slug, 10**30])).status_code == 404


# --- Rooms -----------------------------------------------------------------------------------------------


def test_rooms_are_added_changed_and_removed(chair, meeting):
    page = reverse("rooms", args=[meeting.slug])
    chair.post(page, {"name": "Atlas", "capacity": "90", "interpretation": ["ar", "fr"]})
    room = Room.objects.get(name="Atlas")
    assert (room.meeting, room.capacity, room.interpretation) == (meeting, 90, ["ar", "fr"])
    edit = reverse("room_edit", args=[meeting.slug, room.pk])
    seen = chair.get(edit).context["form"]["seen"].value()
    chair.post(edit, {"name": "قاعة الأطلس", "capacity": "", "seen": seen})
    room.refresh_from_db()
    assert (room.name, room.capacity, room.interpretation) == ("قاعة الأطلس", None, [])
    chair.post(reverse("room_remove", args=[meeting.slug, room.pk]))
    assert not Room.objects.exists()
    assert list(Trace.objects.order_by("pk").values_list("act", flat=True)) == [
        "save_room",
        "save_room",
        "remove_room",
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Atlas"}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "Rif", "capacity": "-3"}, "capacity"),
        ({"name": "Rif", "capacity": "99999999999999"}, "capacity"),
        ({"name": "Rif", "interpretation": ["tlh"]}, "interpretation"),
    ],
)
def test_a_bad_room_is_answered_beside_the_field(chair, meeting, typed, field):
    a_room(meeting, "Atlas")
    answer = chair.post(reverse("rooms", args=[meeting.slug]), typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert Room.objects.count() == 1


def test_a_room_in_use_stays(chair, meeting):
    room = a_room(meeting)
    an_item(meeting, "09:00", "10:00", room=room)
    page = reverse("room_remove", args=[meeting.slug, room.pk])
    assert "This room is in use and stays." in chair.get(page).text
    answer = chair.post(page, follow=True)
    assert "1 agenda item takes place in “Atlas”. Give it another room first." in answer.text
    assert Room.objects.count() == 1


def test_a_stale_room_is_not_overwritten(chair, meeting):
    room = a_room(meeting)
    edit = reverse("room_edit", args=[meeting.slug, room.pk])
    seen = chair.get(edit).context["form"]["seen"].value()
    Room.objects.update(capacity=80)
    answer = chair.post(edit, {"name": "Atlas", "capacity": "90", "seen": seen})
    assert answer.context["form"].stored == [{"label": "Seats", "value": "80"}]
    room.refresh_from_db()
    assert room.capacity == 80


# --- The first page --------------------------------------------------------------------------------------


def test_the_first_page_shows_the_next_meeting_and_the_past_ones(client):
    today = timezone.localdate()
    later = a_meeting(title="Later", starts_on=today + timedelta(300), ends_on=today + timedelta(301))
    following = a_meeting(title="Next", host=a_state("Morocco"))
    part = a_meeting(title="Civil-society days", parent=following, chairmanship=following.chairmanship)
    past = a_meeting(title="Past", state="concluded", starts_on=date(2018, 12, 5), ends_on=date(2018, 12, 7))
    hidden = a_draft_meeting(title="Secret")
    page = client.get("/")
    assert page.context["next"] == following
    assert page.context["further"] == [later]
    assert page.context["past"] == [past]
    assert "5–7 December 2018" in page.text
    assert "Morocco" in page.text
    assert str(hidden.title) not in page.text
    assert str(part.title) not in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_page_costs_the_same_for_one_meeting_and_for_three(client, number):
    for _each in range(number):
        a_meeting(host=a_state())
        a_meeting(state="concluded", host=a_state())
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_rooms_costs_the_same_for_one_room_and_for_three(chair, meeting, number):
    for each in range(number):
        an_item(meeting, f"1{each}:00", f"1{each}:30", room=a_room(meeting, f"Room {each}"))
    with CaptureQueriesContext(connection) as queries:
        chair.get(reverse("rooms", args=[meeting.slug]))
    assert len(queries) == 4


def test_without_a_meeting_the_first_page_says_so(client):
    assert "No meeting is announced at the moment" in client.get("/").text


# --- The language of the interface -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "back", "cookie"),
    [
        ("fr", "/", "fr"),
        ("zh-hans", "/", "zh-hans"),
        ("tlh", "/", None),
        ("", "/", None),
        ("fr\0", "/", None),
    ],
)
def test_a_known_language_is_remembered_and_an_unknown_one_ignored(client, asked, back, cookie):
    answer = client.get(reverse("language"), {"language": asked})
    assert (answer.status_code, answer.url) == (302, back)
    kept = client.cookies.get("django_language")
    assert (kept.value if kept else None) == cookie


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/meetings/rabat/agenda/", "/meetings/rabat/agenda/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nSet-Cookie: x=y", "/a%0ASet-Cookie:%20x=y"),
    ],
)
def test_choosing_a_language_leads_back_only_within_the_site(client, asked, back):
    answer = client.get(reverse("language"), {"language": "fr", "next": asked})
    assert answer.url == back
    assert "x" not in client.cookies


# --- Rounds of comments on briefs ------------------------------------------------------------------------


def test_a_new_meeting_has_two_rounds_of_comments(chair, meeting):
    page = chair.get(reverse("meeting_new", args=[meeting.chairmanship_id]))
    assert page.context["form"]["brief_rounds"].value() == 2
    assert Meeting(chairmanship=meeting.chairmanship).brief_rounds == 2


def test_a_workshop_may_do_without_rounds_of_comments(chair, meeting):
    saved(chair, meeting, brief_rounds="0")
    meeting.refresh_from_db()
    assert meeting.brief_rounds == 0
    assert Trace.objects.filter(act="change_meeting").first().after["brief_rounds"] == 0


@pytest.mark.parametrize("rounds", ["1", "3", "", "-1"])
def test_one_round_of_comments_is_not_a_choice(chair, meeting, rounds):
    answer = saved(chair, meeting, brief_rounds=rounds)
    assert list(answer.context["form"].errors) == ["brief_rounds"]
    assert Meeting.objects.get(pk=meeting.pk).brief_rounds == 2


def test_the_database_knows_no_single_round_of_comments(meeting):
    meeting.brief_rounds = 1
    with pytest.raises(IntegrityError, match="meeting_brief_rounds"), transaction.atomic():
        meeting.save()
    with pytest.raises(IntegrityError, match="meeting_brief_rounds"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(brief_rounds=1)
