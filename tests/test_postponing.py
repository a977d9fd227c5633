"""A meeting is put off: what happens is shown first, then everything moves along and everybody is asked anew."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from correspondence.models import Message
from gfmd.moves import Refused, Stale
from meetings.actions import NewDates
from meetings.models import AgendaItem, Meeting
from participants import actions
from participants.models import Delegate, Delegation, VisaLetter, Window
from tests.factories import (
    a_delegation,
    a_meeting,
    a_room,
    a_state,
    an_item,
    chair_staff,
    focal_point_of,
    with_delegates,
)

pytestmark = pytest.mark.django_db
DAYS = 60


@pytest.fixture
def meeting(client):
    meeting = a_meeting(agenda_published_at=timezone.now())
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


@pytest.fixture
def coming(meeting):
    """A confirmed delegation with a visa letter, days and a journey."""
    delegation = a_delegation(meeting=meeting)
    delegation.point = focal_point_of(delegation)
    one, _two = with_delegates(delegation, 2, by=delegation.point)
    Delegate.objects.filter(pk=one.pk).update(
        email="one@state.example",
        attends_on=[meeting.starts_on, meeting.ends_on],
        arrives_at=datetime.combine(meeting.starts_on, datetime.min.time(), tzinfo=UTC),
        arrives_by="AT 200",
    )
    version = Delegation.objects.get(pk=delegation.pk).version
    actions.submit_delegation(delegation_pk=delegation.pk, version=version, by=delegation.point)
    actions.confirm_delegation(delegation_pk=delegation.pk, version=version + 1, by=meeting.staff)
    letter = VisaLetter(delegate=one, number="V/1", made_by=meeting.staff)
    letter.file.save("letter", ContentFile(b"sealed"), save=False)
    letter.save()
    Message.objects.all().delete()
    return delegation


def stored(thing):
    return (
        type(thing).objects.select_related("meeting").get(pk=thing.pk)
        if isinstance(thing, Delegation)
        else type(thing).objects.get(pk=thing.pk)
    )


def new_dates(meeting, days=DAYS):
    first, last = meeting.starts_on + timedelta(days=days), meeting.ends_on + timedelta(days=days)
    return NewDates(first, last, timezone.now().replace(second=0, microsecond=0) + timedelta(days=90))


def typed(meeting, dates=None, reason="The venue is being repaired."):
    dates = dates or new_dates(meeting)
    closes_at = dates.closes_at.astimezone(meeting.zone).strftime("%Y-%m-%dT%H:%M") if dates.closes_at else ""
    return {
        "dates": "days" if dates.starts_on else "not_yet",
        "starts_on": str(dates.starts_on or ""),
        "ends_on": str(dates.ends_on or ""),
        "closes_at": closes_at,
        "reason": reason,
        "seen": stored(meeting).changed_at.isoformat(),
    }


def page(client, meeting, **post):
    return client.post(reverse("postpone", args=[meeting.slug]), post)


def postpone(client, meeting, dates=None):
    """Through the page: the preview, then the act."""
    post = typed(meeting, dates)
    return page(client, meeting, **post, do=page(client, meeting, **post).context["mark"])


# --- First what would happen -----------------------------------------------------------------------------


def test_the_page_says_first_what_would_happen_and_changes_nothing(client, meeting, coming):
    an_item(meeting, "09:00", "10:00")
    Window.objects.create(meeting=meeting, participant_class="others", closes_at=timezone.now())
    before = stored(meeting).changed_at
    effects = page(client, meeting, **typed(meeting)).context["effects"]
    assert (effects.days, effects.to_reconfirm, effects.letters, effects.agenda_items) == (DAYS, 1, 1, 1)
    assert (effects.focal_points, effects.delegates, effects.travels, effects.with_days) == (1, 1, 1, 1)
    assert (effects.windows, effects.items_outside, effects.opens_again) == (1, 0, True)
    assert stored(meeting).changed_at == before
    assert Message.objects.count() == 0


def test_only_what_was_shown_is_done(client, meeting, coming):
    post = typed(meeting)
    mark = page(client, meeting, **post).context["mark"]
    other = typed(meeting, new_dates(meeting, days=70))
    assert page(client, meeting, **other, do=mark).context["effects"].days == 70
    assert stored(meeting).starts_on == meeting.starts_on


def test_items_that_fall_outside_shorter_days_are_counted(client, meeting):
    an_item(meeting, "09:00", "10:00", day=1)
    an_item(meeting, "09:00", "10:00", title="Closing", day=3)
    first = meeting.starts_on + timedelta(days=30)
    shorter = NewDates(first, first + timedelta(days=1), timezone.now() + timedelta(days=60))
    assert page(client, meeting, **typed(meeting, shorter)).context["effects"].items_outside == 1


# --- Then it happens -------------------------------------------------------------------------------------


def test_everything_moves_along(client, meeting, coming):
    assert postpone(client, meeting).status_code == 302
    moved = stored(meeting)
    assert (moved.state, moved.starts_on) == ("registration_open", meeting.starts_on + timedelta(days=DAYS))
    one = coming.delegates.get(seat=1)
    assert one.attends_on == [moved.starts_on, moved.ends_on]
    assert (one.arrives_at, one.arrives_by) == (None, "")
    assert VisaLetter.objects.get().void_at is not None
    assert [one.state, stored(coming).state] == ["confirmed", "confirmed"]


def test_calendars_take_the_new_times_on_the_same_clock(client, meeting):
    """Across a change of the clocks: an item at ten stays at ten."""
    room = a_room(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(time_zone="Europe/Brussels")
    meeting.refresh_from_db()
    items = [
        an_item(meeting, "10:00", "11:00", room=room),
        an_item(meeting, "10:00", "11:00", title="Second day", day=2, room=room),
    ]
    postpone(client, meeting, new_dates(meeting, days=1))
    meeting.refresh_from_db()
    one, two = AgendaItem.objects.order_by("starts_at")
    assert [one.pk, two.pk] == [item.pk for item in items]
    assert (one.sequence, two.sequence) == (1, 1)
    assert one.starts_at.astimezone(meeting.zone).strftime("%H:%M") == "10:00"
    assert one.starts_at.astimezone(meeting.zone).date() == meeting.starts_on
    assert (one.room, two.room) == (room, room)
    feed = client.get(reverse("agenda_ics", args=[meeting.slug])).content.decode()
    assert feed.count("SEQUENCE:1") == 2


def test_an_item_keeps_its_clock_time_when_the_clocks_change_in_between(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(time_zone="Europe/Brussels")
    winter = Meeting.objects.get(pk=meeting.pk)
    winter.starts_on, winter.ends_on = datetime(2030, 3, 20).date(), datetime(2030, 3, 21).date()
    winter.save()
    item = an_item(winter, "10:00", "11:00")
    dates = NewDates(datetime(2030, 4, 10).date(), datetime(2030, 4, 11).date(), None)
    seen = winter.changed_at.isoformat()
    actions.postpone(meeting=winter, dates=dates, seen=seen, reason="Repairs", by=meeting.staff)
    assert stored(item).starts_at == datetime(2030, 4, 10, 8, 0, tzinfo=UTC)


def test_focal_points_and_delegates_are_told_each_once(client, meeting, coming):
    Delegate.objects.filter(delegation=coming, seat=2).update(email=coming.point.email)
    postpone(client, meeting)
    told = Message.objects.filter(purpose="postponed")
    assert sorted(told.values_list("to_email", flat=True)) == sorted(
        [coming.point.email, "one@state.example"]
    )
    assert all("The venue is being repaired." in message.body for message in told)


def test_those_who_do_not_come_are_left_in_peace(client, meeting):
    declined = a_delegation(meeting=meeting)
    focal_point_of(declined)
    Delegation.objects.filter(pk=declined.pk).update(state="declined")
    postpone(client, meeting)
    assert Message.objects.filter(purpose="postponed").count() == 0


def test_without_new_days_calendars_say_tentative_and_nobody_can_register(client, meeting, coming):
    an_item(meeting, "10:00", "11:00")
    assert postpone(client, meeting, NewDates(None, None, None)).status_code == 302
    waiting = stored(meeting)
    assert (waiting.state, waiting.dates_known, waiting.starts_on) == ("postponed", "not_yet", None)
    assert stored(coming).is_open() is False
    assert coming.delegates.get(seat=1).attends_on == []
    feed = client.get(reverse("agenda_ics", args=[meeting.slug])).content.decode()
    assert "STATUS:TENTATIVE" in feed
    assert "SEQUENCE:1" in feed


def test_days_that_become_known_later_move_the_agenda_then(client, meeting, coming):
    item = an_item(meeting, "10:00", "11:00")
    dates = new_dates(meeting)
    postpone(client, meeting, NewDates(None, None, None))
    postpone(client, meeting, dates)
    assert stored(meeting).state == "registration_open"
    assert stored(item).starts_at.astimezone(meeting.zone).date() == dates.starts_on
    assert stored(item).sequence == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_on": ""}, "Write the first day."),
        ({"ends_on": "2000-01-01"}, "The last day comes before the first."),
        ({"starts_on": "2027-02-30"}, ""),
        ({"closes_at": "soon"}, "Write a day and a time"),
        ({"reason": ""}, ""),
        ({"reason": "x" * 10_000}, ""),
        ({"reason": "\x00"}, ""),
        ({"dates": "perhaps"}, ""),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(client, meeting, change, sentence):
    answer = page(client, meeting, **{**typed(meeting), **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert stored(meeting).state == "registration_open"


def test_the_past_and_the_same_day_are_refused_with_a_sentence(client, meeting):
    same = new_dates(meeting, days=0)
    assert (
        "The meeting begins on that day already."
        in page(client, meeting, **typed(meeting, same)).content.decode()
    )
    past = new_dates(meeting, days=-400)
    answer = page(client, meeting, **typed(meeting, past))
    assert (answer.status_code, "The new first day is past." in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("state", ["draft", "in_session", "concluded", "cancelled"])
def test_a_meeting_that_has_begun_or_is_not_announced_is_not_postponed(client, state):
    meeting = a_meeting(state=state)
    client.force_login(chair_staff(meeting))
    assert (
        "Only a meeting that is announced"
        in client.get(reverse("postpone", args=[meeting.slug])).content.decode()
    )
    assert page(client, meeting, **typed(meeting)).status_code == 409
    assert stored(meeting).state == state


def test_a_double_click_postpones_once(meeting):
    seen, dates = stored(meeting).changed_at.isoformat(), new_dates(meeting)
    act = {"meeting": meeting, "dates": dates, "seen": seen, "reason": "Repairs", "by": meeting.staff}
    actions.postpone(**act)
    with pytest.raises(Stale):
        actions.postpone(**act)


# --- Saying again that one comes -------------------------------------------------------------------------


def reconfirm(client, delegation):
    return client.post(reverse("delegation_reconfirm", args=[delegation.pk]), follow=True)


def test_a_delegation_says_with_one_button_that_it_comes(client, meeting, coming):
    postpone(client, meeting)
    assert stored(coming).must_reconfirm is True
    client.force_login(coming.point)
    delegation_page = client.get(reverse("delegation", args=[coming.pk])).content.decode()
    assert "Yes, the delegation comes" in delegation_page
    assert "the delegation comes on the new days" in reconfirm(client, coming).content.decode()
    assert (stored(coming).must_reconfirm, stored(coming).state) == (False, "confirmed")
    said_at = stored(coming).reconfirmed_at
    reconfirm(client, coming)
    assert stored(coming).reconfirmed_at == said_at


def test_a_second_postponement_asks_again(client, meeting, coming):
    postpone(client, meeting)
    actions.reconfirm_delegation(delegation_pk=coming.pk, by=coming.point)
    meeting.refresh_from_db()
    postpone(client, meeting, new_dates(meeting, days=10))
    assert stored(coming).must_reconfirm is True


def test_a_draft_is_not_asked_to_confirm_again(client, meeting):
    draft = a_delegation(meeting=meeting)
    point = focal_point_of(draft)
    postpone(client, meeting)
    with pytest.raises(Refused, match="not asked to confirm again"):
        actions.reconfirm_delegation(delegation_pk=draft.pk, by=point)


def test_nobody_confirms_days_that_are_not_known(client, meeting, coming):
    postpone(client, meeting, NewDates(None, None, None))
    with pytest.raises(Refused, match="The new days are not known yet"):
        actions.reconfirm_delegation(delegation_pk=coming.pk, by=coming.point)


def test_another_organization_neither_sees_nor_answers_the_question(client, meeting, coming):
    postpone(client, meeting)
    client.force_login(focal_point_of(a_delegation(meeting=meeting, organization=a_state())))
    assert reconfirm(client, coming).status_code == 404
    assert stored(coming).must_reconfirm is True


def test_those_who_have_not_confirmed_again_are_reminded_once_a_day_and_nobody_else(client, meeting, coming):
    postpone(client, meeting)
    assert actions.remind_to_reconfirm(meeting=stored(meeting), by=meeting.staff) == 0
    yesterday = timezone.now() - timedelta(days=1, hours=1)
    Delegation.objects.filter(pk=coming.pk).update(reconfirm_asked_at=yesterday)
    told = Message.objects.filter(purpose="postponed")
    before = told.count()
    for _time in range(2):
        client.post(reverse("board_remind", args=[meeting.slug]))
    assert told.count() == before + 1
    actions.reconfirm_delegation(delegation_pk=coming.pk, by=coming.point)
    assert actions.remind_to_reconfirm(meeting=stored(meeting), by=meeting.staff) == 0
