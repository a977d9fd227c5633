"""The agenda: built by the chair, read by everybody, kept up to date in calendars."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Trace
from gfmd.moves import Refused
from meetings import actions
from meetings.models import AgendaItem, Meeting, Room
from meetings.timetable import days_of, mark_gaps_and_clashes
from roundtables.models import Roundtable, Session
from tests.factories import a_draft_meeting, a_meeting, a_person, a_room, an_item, chair_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """A meeting in Berlin over the night in which the clocks go forward."""
    return a_meeting(
        slug="berlin-2027",
        title="Berlin Summit",
        city="Berlin",
        time_zone="Europe/Berlin",
        starts_on=date(2027, 3, 27),
        ends_on=date(2027, 3, 29),
    )


@pytest.fixture
def chair(client, meeting):
    client.force_login(chair_staff(meeting))
    return client


def item_of(**changes) -> dict:
    """What a browser sends for an agenda item."""
    typed = {
        "kind": "plenary",
        "title_en": "Opening",
        "day": "2027-03-27",
        "starts": "09:00",
        "ends": "10:30",
        "room": "",
        "note_en": "",
    }
    return {**typed, **changes}


def added(client, meeting, **changes):
    return client.post(reverse("agenda_item_new", args=[meeting.slug]), item_of(**changes))


def published(meeting) -> Meeting:
    Meeting.objects.filter(pk=meeting.pk).update(agenda_published_at=timezone.now())
    meeting.refresh_from_db()
    return meeting


# --- Building --------------------------------------------------------------------------------------------


def test_an_item_is_typed_on_the_clock_of_the_venue(chair, meeting):
    room = a_room(meeting)
    answer = added(chair, meeting, room=room.pk, title_en="Opening", note_en="With music")
    assert answer.url == reverse("agenda_editor", args=[meeting.slug])
    item = AgendaItem.objects.get()
    assert item.starts_at == datetime(2027, 3, 27, 8, 0, tzinfo=UTC)
    assert item.ends_at == datetime(2027, 3, 27, 9, 30, tzinfo=UTC)
    assert (item.meeting, item.room, str(item.note)) == (meeting, room, "With music")
    assert Trace.objects.get(act="add_agenda_item").after["room_id"] == room.pk


def test_the_day_after_the_clocks_change_has_its_own_offset(chair, meeting):
    added(chair, meeting, day="2027-03-28")
    assert AgendaItem.objects.get().starts_at == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    assert "09:00" in chair.get(reverse("agenda_editor", args=[meeting.slug])).text


def test_a_time_that_the_clocks_leave_out_is_refused(chair, meeting):
    answer = added(chair, meeting, day="2027-03-28", starts="02:30", ends="04:00")
    assert answer.context["form"].errors["starts"] == [
        "02:30 does not exist on that day in Europe/Berlin: the clocks go forward. Choose another time."
    ]


def test_a_time_shown_twice_means_the_first(chair, meeting):
    added(chair, meeting, day="2027-10-31", starts="02:30", ends="03:30")
    assert AgendaItem.objects.get().starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title_en": ""}, "title"),
        ({"title_en": "x" * 10_000}, "title"),
        ({"title_en": "a\0b"}, "title"),
        ({"note_en": "x" * 10_000}, "note"),
        ({"kind": "party"}, "kind"),
        ({"day": ""}, "day"),
        ({"day": "27.03.2027"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"starts": ""}, "starts"),
        ({"starts": "25:00"}, "starts"),
        ({"ends": "08:00"}, "ends"),
        ({"ends": "09:00"}, "ends"),
        ({"ends": "🙂"}, "ends"),
        ({"room": "999999"}, "room"),
        ({"room": "Atlas"}, "room"),
    ],
)
def test_a_bad_item_is_answered_beside_the_field_and_kept(chair, meeting, typed, field):
    answer = added(chair, meeting, **{"note_en": "الملاحظة 注 заметка 🙂", **typed})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"].data["note_en"] == typed.get("note_en", "الملاحظة 注 заметка 🙂")
    assert not AgendaItem.objects.exists()


def test_an_empty_form_is_answered_with_what_is_missing(chair, meeting):
    answer = chair.post(reverse("agenda_item_new", args=[meeting.slug]), {})
    assert set(answer.context["form"].errors) == {"kind", "title", "day", "starts", "ends"}


def test_a_room_that_is_taken_is_refused_with_what_is_there_and_nothing_typed_is_lost(chair, meeting):
    room = a_room(meeting)
    an_item(meeting, "10:00", "11:00", "Ceremony", room=room)
    answer = added(chair, meeting, room=room.pk, title_en="Press briefing")
    assert answer.context["form"].errors["room"] == [
        "Atlas is taken from 10:00 to 11:00 on 27 March 2027: “Ceremony”."
    ]
    assert 'value="Press briefing"' in answer.text
    assert AgendaItem.objects.count() == 1


def test_a_form_sent_twice_adds_one_item(chair, meeting):
    added(chair, meeting, title_en="Coffee", kind="break")
    answer = added(chair, meeting, title_en="Coffee", kind="break")
    assert answer.context["form"].non_field_errors() == ["“Coffee” is on the agenda already at that time."]
    assert AgendaItem.objects.count() == 1


def test_one_item_may_begin_in_a_room_when_another_ends(chair, meeting):
    room = a_room(meeting)
    an_item(meeting, "10:30", "11:00", room=room)
    an_item(meeting, "08:00", "09:00", room=room)
    added(chair, meeting, room=room.pk)
    assert AgendaItem.objects.count() == 3


def test_the_database_itself_keeps_a_room_for_one_thing_at_a_time(meeting):
    room = a_room(meeting)
    an_item(meeting, "10:00", "11:00", room=room)
    with pytest.raises(IntegrityError, match="agenda_item_room_free"), transaction.atomic():
        an_item(meeting, "10:59", "12:00", room=room)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_a_room_at_once_one_is_refused_in_words(meeting):
    room, person = a_room(meeting), a_person()
    starts_at = datetime.combine(meeting.starts_on, time(9), tzinfo=UTC)
    barrier, results = Barrier(2), []

    def book():
        item = AgendaItem(
            meeting=meeting,
            room=room,
            title="Plenary",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
        )
        barrier.wait()
        try:
            actions.add_item(item=item, by=person)
            results.append("booked")
        except Refused as refusal:
            results.append(str(refusal).split(" taken")[0])
        finally:
            connections.close_all()

    threads = [Thread(target=book) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["Atlas is", "booked"]
    assert AgendaItem.objects.count() == 1


def test_an_item_outside_the_days_of_the_meeting_is_kept_with_a_warning(chair, meeting):
    answer = chair.post(
        reverse("agenda_item_new", args=[meeting.slug]), item_of(day="2027-04-27"), follow=True
    )
    assert "It lies outside the days of the meeting." in answer.text
    assert "outside the days of the meeting" in answer.text
    assert AgendaItem.objects.count() == 1


def test_a_new_item_is_proposed_for_the_next_free_time(chair, meeting):
    page = reverse("agenda_item_new", args=[meeting.slug])
    form = chair.get(page).context["form"]
    assert (form["day"].value(), form["starts"].value(), form["ends"].value()) == (
        date(2027, 3, 27),
        time(9, 0),
        time(10, 0),
    )
    an_item(meeting, "09:00", "12:30")
    form = chair.get(page).context["form"]
    assert (form["day"].value(), form["starts"].value(), form["ends"].value()) == (
        date(2027, 3, 27),
        time(12, 30),
        time(13, 30),
    )
    form = chair.get(page, {"at": "2027-03-29T23:30"}).context["form"]
    assert (form["day"].value(), form["starts"].value(), form["ends"].value()) == (
        date(2027, 3, 29),
        time(23, 30),
        time(23, 59),
    )
    assert chair.get(page, {"at": "whenever"}).status_code == 200


def test_a_change_counts_up_and_a_stale_page_is_refused(chair, meeting):
    item = an_item(meeting, "09:00", "10:00")
    page = reverse("agenda_item_edit", args=[meeting.slug, item.pk])
    seen = chair.get(page).context["form"]["seen"].value()
    chair.post(page, item_of(title_en="Opening ceremony", ends="10:00", seen=seen))
    item.refresh_from_db()
    assert (str(item.title), item.sequence) == ("Opening ceremony", 1)
    answer = chair.post(page, item_of(title_en="Welcome", ends="10:00", seen=seen))
    assert answer.context["form"].stored == [{"label": "Title", "value": "Opening ceremony"}]
    assert 'value="Welcome"' in answer.text
    item.refresh_from_db()
    assert (str(item.title), item.sequence) == ("Opening ceremony", 1)


def test_an_item_is_taken_off_after_a_question(chair, meeting):
    item = an_item(meeting, "09:00", "10:00", "Lunch talk")
    Roundtable.objects.create(meeting=meeting, code="1.1", title="Resilience", agenda_item=item)
    page = reverse("agenda_item_remove", args=[meeting.slug, item.pk])
    assert "Roundtable or session 1.1 meets then" in chair.get(page).text
    assert AgendaItem.objects.count() == 1
    chair.post(page)
    assert not AgendaItem.objects.exists()
    assert Trace.objects.get(act="remove_agenda_item").before["title"] == "Lunch talk"
    assert chair.post(page).status_code == 404


def test_the_editor_shows_gaps_and_clashes(chair, meeting):
    an_item(meeting, "09:00", "10:00", "Opening", room=a_room(meeting))
    an_item(meeting, "11:00", "13:00", "Roundtable 1", kind="roundtable_session")
    an_item(meeting, "11:00", "13:00", "Roundtable 2", kind="roundtable_session")
    an_item(meeting, "12:30", "14:00", "Closing", kind="ceremony")
    (day,) = mark_gaps_and_clashes(days_of(meeting.agenda_items.all(), meeting))
    assert [slot.free_since and f"{slot.free_since:%H:%M}" for slot in day.slots] == [None, "10:00", None]
    assert [(str(one), str(other)) for one, other in day.slots[2].clashes] == [
        ("Closing", "Roundtable 1"),
        ("Closing", "Roundtable 2"),
    ]
    page = chair.get(reverse("agenda_editor", args=[meeting.slug]))
    assert "?at=2027-03-27T10:00" in page.text
    assert "At the same time as “Roundtable 1”" in page.text
    assert page.context["without_room"] == 3


def test_an_empty_editor_says_what_to_do(chair, meeting):
    assert "Add the first item" in chair.get(reverse("agenda_editor", args=[meeting.slug])).text


# --- Publishing ------------------------------------------------------------------------------------------


def test_an_empty_agenda_is_not_published(chair, meeting):
    answer = chair.post(reverse("agenda_publish", args=[meeting.slug]), {"publish": "1"}, follow=True)
    assert "There is nothing on the agenda yet." in answer.text
    meeting.refresh_from_db()
    assert meeting.agenda_published_at is None


def test_the_public_sees_the_agenda_only_once_it_is_published_and_the_meeting_announced(client, meeting):
    staff = chair_staff(meeting)
    an_item(meeting, "09:00", "10:00")
    # A query of their own keeps these readings past the kept pages, which only acts drop.
    urls = [reverse(name, args=[meeting.slug]) + "?now" for name in ("agenda", "agenda_pdf")]
    codes = []
    for state, is_published in (
        ("registration_open", False),
        ("registration_open", True),
        ("draft", True),
    ):
        Meeting.objects.update(state=state, agenda_published_at=timezone.now() if is_published else None)
        client.logout()
        codes.append([client.get(url).status_code for url in urls])
        client.force_login(a_person())
        codes.append([client.get(url).status_code for url in urls])
        client.force_login(staff)
        codes.append([client.get(url).status_code for url in urls])
    hidden, shown = [404, 404], [200, 200]
    assert codes == [hidden, hidden, shown, shown, shown, shown, hidden, hidden, shown]


def test_staff_see_a_preview_that_says_so_and_is_not_kept_for_others(chair, meeting):
    an_item(meeting, "09:00", "10:00")
    page = chair.get(reverse("agenda", args=[meeting.slug]))
    assert "Only you and your colleagues see this page." in page.text
    assert not getattr(page, "is_public_page", False)


def test_publishing_and_changing_drop_the_kept_pages(client, meeting, django_capture_on_commit_callbacks):
    staff, item = chair_staff(meeting), an_item(meeting, "09:00", "10:00", "Opening")
    url = reverse("agenda", args=[meeting.slug])
    assert client.get(url).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_agenda(meeting=meeting, by=staff)
    first = client.get(url)
    assert "Opening" in first.text
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    item.title = "Solemn start"
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_item(item=item, seen=item.changed_at.isoformat(), by=staff)
    assert "Solemn start" in client.get(url, headers={"If-None-Match": first["ETag"]}).text
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_agenda(meeting=meeting, by=staff)
    assert client.get(url).status_code == 404
    assert list(Trace.objects.order_by("pk").values_list("act", flat=True)) == [
        "publish_agenda",
        "change_agenda_item",
        "withdraw_agenda",
    ]


def test_publishing_twice_publishes_once(meeting):
    an_item(meeting, "09:00", "10:00")
    for _twice in range(2):
        actions.publish_agenda(meeting=meeting, by=a_person())
    assert Trace.objects.filter(act="publish_agenda").count() == 1


# --- Reading ---------------------------------------------------------------------------------------------


def test_the_agenda_shows_the_hours_of_the_venue_by_day_with_rooms_and_briefs(client, meeting):
    published(meeting)
    an_item(meeting, "09:00", "10:00", "Opening", room=a_room(meeting))
    first = an_item(meeting, "10:00", "12:00", "Resilience", day=2, room=a_room(meeting, "Rif"))
    second = an_item(meeting, "10:00", "12:00", "Cities", day=2)
    now = timezone.now()
    Roundtable.objects.create(meeting=meeting, code="1.1", title="R", agenda_item=first, published_at=now)
    unpublished = Roundtable.objects.create(meeting=meeting, code="1.2", title="C")
    Session.objects.create(roundtable=unpublished, code="1.2.1", title="S", agenda_item=second)
    page = client.get(reverse("agenda", args=[meeting.slug]))
    assert [day.on for day in page.context["days"]] == [date(2027, 3, 27), date(2027, 3, 28)]
    assert [len(slot.items) for day in page.context["days"] for slot in day.slots] == [1, 2]
    for text in ("Saturday 27 March 2027", "09:00", "All times are Berlin time.", "Atlas", "Rif"):
        assert text in page.text
    assert "/roundtables/1.1/" in page.text
    assert "/roundtables/1.2" not in page.text


def test_the_agenda_says_the_title_of_a_roundtable_once(client, meeting):
    published(meeting)
    for number, title in enumerate(("1.1 Resilience of towns", "First roundtable"), start=1):
        item = an_item(meeting, f"0{number}:00", f"0{number}:30", title)
        Roundtable.objects.create(
            meeting=meeting,
            code=f"1.{number}",
            title="Resilience of towns",
            agenda_item=item,
            published_at=timezone.now(),
        )
    assert client.get(reverse("agenda", args=[meeting.slug])).text.count("Resilience of towns") == 2


@pytest.mark.parametrize("number", [1, 3, 10])
def test_the_agenda_costs_the_same_for_one_item_and_for_ten(client, meeting, number):
    published(meeting)
    for each in range(number):
        item = an_item(
            meeting, f"{9 + each}:00".zfill(5), f"{9 + each}:30".zfill(5), room=a_room(meeting, str(each))
        )
        Roundtable.objects.create(
            meeting=meeting, code=str(each), title="R", agenda_item=item, published_at=timezone.now()
        )
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("agenda", args=[meeting.slug]))
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("agenda_ics", args=[meeting.slug]))
    assert len(queries) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_editor_costs_the_same_for_one_item_and_for_three(chair, meeting, number):
    for each in range(number):
        an_item(meeting, f"1{each}:00", f"1{each}:30", room=a_room(meeting, str(each)))
    with CaptureQueriesContext(connection) as queries:
        chair.get(reverse("agenda_editor", args=[meeting.slug]))
    assert len(queries) == 5


def test_a_title_cannot_carry_markup(client, meeting):
    published(meeting)
    an_item(meeting, "09:00", "10:00", "<script>alert(1)</script>")
    page = client.get(reverse("agenda", args=[meeting.slug])).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# --- Calendars -------------------------------------------------------------------------------------------


def calendar_of(client, meeting, query: str = "") -> Calendar:
    answer = client.get(reverse("agenda_ics", args=[meeting.slug]) + query)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def test_a_calendar_reads_each_item_with_its_time_place_and_address(client, meeting):
    published(meeting)
    meeting.venue = "Palais, am Tiergarten; 2"
    meeting.save()
    item = an_item(
        meeting, "09:00", "10:00", "Opening, with music", day=2, room=a_room(meeting), note="Line\nLine"
    )
    (event,) = calendar_of(client, meeting).events
    assert event["uid"] == f"agenda-item-{item.pk}@testserver"
    assert event.decoded("summary") == "Opening, with music"
    assert event.decoded("description") == "Line\nLine"
    assert event.start == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    assert event.end == datetime(2027, 3, 28, 8, 0, tzinfo=UTC)
    assert event["location"] == "Atlas, Palais, am Tiergarten; 2, Berlin"
    assert event["url"] == "http://testserver/meetings/berlin-2027/agenda/"
    assert event["sequence"] == 0
    assert event["status"] == "CONFIRMED"
    assert event.decoded("last-modified") == item.changed_at.replace(microsecond=0)


def test_a_change_reaches_the_calendar_under_the_same_name(client, meeting):
    published(meeting)
    item = an_item(meeting, "09:00", "10:00")
    (before,) = calendar_of(client, meeting).events
    item.ends_at += timedelta(hours=1)
    actions.change_item(item=item, seen=item.changed_at.isoformat(), by=a_person())
    (after,) = calendar_of(client, meeting, "?now").events
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.end - before.end == timedelta(hours=1)


def test_before_the_agenda_is_published_the_calendar_holds_the_days_of_the_meeting(client, meeting):
    an_item(meeting, "09:00", "10:00", "Still secret")
    (event,) = calendar_of(client, meeting).events
    assert event["uid"] == f"meeting-{meeting.pk}@testserver"
    assert (event.start, event.end) == (date(2027, 3, 27), date(2027, 3, 30))
    assert event["summary"] == "Berlin Summit"


def test_without_known_days_the_calendar_is_empty(client, meeting):
    Meeting.objects.update(dates_known="month")
    assert calendar_of(client, meeting).events == []


def test_a_cancelled_meeting_is_cancelled_in_calendars(client, meeting):
    Meeting.objects.update(state="cancelled")
    assert calendar_of(client, meeting).events[0]["status"] == "CANCELLED"


def test_a_draft_has_no_calendar_for_the_public(client):
    assert client.get(reverse("agenda_ics", args=[a_draft_meeting().slug])).status_code == 404


def test_a_room_in_use_is_kept_by_the_act_itself(meeting):
    room = a_room(meeting)
    an_item(meeting, "09:00", "10:00", room=room)
    with pytest.raises(Refused, match="Give it another room first"):
        actions.remove_room(room=room, by=a_person())
    assert Room.objects.count() == 1
