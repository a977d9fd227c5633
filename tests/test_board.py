"""The board of delegations by region, and what the chair does there."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from gfmd.spreadsheets import cell
from participants import actions
from participants.models import Delegation
from tests.factories import a_delegation, a_meeting, a_state, chair_staff, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(client):
    meeting = a_meeting()
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


def board(client, meeting, **query):
    return client.get(reverse("board", args=[meeting.slug]), query)


def submitted(meeting, **state):
    delegation = a_delegation(meeting=meeting, organization=a_state(**state))
    by = focal_point_of(delegation)
    with_delegates(delegation, 2, by=by)
    delegation.refresh_from_db()
    return actions.submit_delegation(delegation_pk=delegation.pk, version=delegation.version, by=by)


def test_an_empty_board_says_what_to_do_next(client, meeting):
    assert "No delegation yet" in board(client, meeting).content.decode()


def test_delegations_stand_by_region_with_the_share_that_has_answered(client, meeting):
    submitted(meeting, name="Kenya")
    actions.invite(
        meeting=meeting,
        organizations=[a_state(name="Ghana"), a_state(name="Fiji", regional_group="asia_pacific")],
        by=meeting.staff,
    )
    regions = [
        (str(label), [row.organization.name for row in rows], answered, all_)
        for label, rows, answered, all_ in board(client, meeting).context["regions"]
    ]
    assert regions == [
        ("African States", ["Ghana", "Kenya"], 1, 2),
        ("Asia-Pacific States", ["Fiji"], 0, 1),
    ]


def test_states_stand_in_reading_order(client, meeting):
    names = ["Croatia", "Costa Rica", "Côte d'Ivoire", "Türkiye", "Tunisia", "Turkmenistan"]
    actions.invite(meeting=meeting, organizations=[a_state(name=name) for name in names], by=meeting.staff)
    ((_label, rows, _answered, _all),) = board(client, meeting).context["regions"]
    assert [row.organization.name for row in rows] == [
        "Costa Rica",
        "Côte d'Ivoire",
        "Croatia",
        "Tunisia",
        "Türkiye",
        "Turkmenistan",
    ]


def test_a_missing_head_is_shown(client, meeting):
    delegation = a_delegation(meeting=meeting)
    with_delegates(delegation, 1, by=focal_point_of(delegation), head=False)
    assert "missing" in board(client, meeting).content.decode()


def test_all_that_wait_are_confirmed_with_one_button(client, meeting):
    three = [submitted(meeting) for _ in range(3)]
    seen = [f"{delegation.pk}:{delegation.version}" for delegation in three]
    text = client.post(reverse("board_confirm", args=[meeting.slug]), {"seen": seen}, follow=True)
    assert "3 delegations confirmed." in text.content.decode()
    assert set(Delegation.objects.values_list("state", flat=True)) == {"confirmed"}


def test_one_that_changed_meanwhile_is_left_and_said(client, meeting):
    one, two = submitted(meeting), submitted(meeting)
    seen = [f"{one.pk}:{one.version}", f"{two.pk}:{two.version - 1}"]
    text = client.post(reverse("board_confirm", args=[meeting.slug]), {"seen": seen}, follow=True)
    assert "1 delegation confirmed." in text.content.decode()
    assert (
        "1 delegation was not confirmed: it has changed since you opened the board." in text.content.decode()
    )
    assert Delegation.objects.get(pk=two.pk).state == "submitted"


@pytest.mark.parametrize("seen", [[], ["x"], ["1:2:3"], ["99999999:1"], [":"], ["1:"]])
def test_nonsense_confirms_nothing(client, meeting, seen):
    delegation = submitted(meeting)
    answer = client.post(reverse("board_confirm", args=[meeting.slug]), {"seen": seen}, follow=True)
    assert answer.status_code == 200
    assert Delegation.objects.get(pk=delegation.pk).state == "submitted"


def test_a_delegation_of_another_meeting_is_neither_seen_nor_confirmed_here(client, meeting):
    foreign = submitted(a_meeting())
    for name in ("delegation_check", "delegation_confirm", "delegation_return"):
        where = reverse(name, args=[meeting.slug, foreign.pk])
        assert client.post(where, {"version": foreign.version}).status_code in (404, 405)
        assert client.get(where).status_code in (404, 405)
    client.post(reverse("board_confirm", args=[meeting.slug]), {"seen": [f"{foreign.pk}:{foreign.version}"]})
    assert Delegation.objects.get(pk=foreign.pk).state == "submitted"


def test_twenty_past_meetings_do_not_make_the_board_dearer(client, meeting, django_assert_num_queries):
    states = [a_state() for _ in range(3)]
    for _past in range(20):
        past = a_meeting(state="concluded", chairmanship=meeting.chairmanship)
        for state in states:
            a_delegation(meeting=past, organization=state)
    actions.invite(meeting=meeting, organizations=states, by=meeting.staff)
    submitted(meeting)
    board(client, meeting)
    with django_assert_num_queries(5):
        answer = board(client, meeting)
    assert answer.context["counts"]["all"] == 4


def test_rare_views_are_offered_only_where_they_hold_something(client, meeting):
    submitted(meeting)
    assert [name for name, _label, _count in board(client, meeting).context["filters"]] == [
        "all",
        "confirm",
        "incomplete",
        "silent",
        "bounced",
        "confirmed",
    ]


def test_extra_time_and_changed_fields_and_the_word_asked_for_can_be_looked_for(client, meeting):
    _plain, extra, fields, asked = (submitted(meeting, name=name) for name in ("A", "B", "C", "D"))
    Delegation.objects.filter(pk=extra.pk).update(extra_until=timezone.now() + timedelta(days=1))
    Delegation.objects.filter(pk=asked.pk).update(reconfirm_asked_at=timezone.now())
    fields.delegates.first().checks.create(field="name", state="changed", before="Ann")
    found = {}
    for view in ("extra", "fields", "reconfirm"):
        regions = board(client, meeting, show=view).context["regions"]
        found[view] = [row.organization.name for _label, rows, _share, _all in regions for row in rows]
    assert found == {"extra": ["B"], "fields": ["C"], "reconfirm": ["D"]}


def test_extra_time_that_has_run_out_is_not_extra_time(client, meeting):
    delegation = submitted(meeting)
    Delegation.objects.filter(pk=delegation.pk).update(extra_until=timezone.now() - timedelta(minutes=2))
    assert board(client, meeting).context["counts"]["extra"] == 0


# --- As a table ------------------------------------------------------------------------------------------


def table(client, meeting):
    answer = client.get(reverse("board_csv", args=[meeting.slug]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_board_can_be_taken_along_as_a_table(client, meeting):
    submitted(meeting, name="Kenya")
    head, row = table(client, meeting)
    assert head[:4] == ["State or organization", "Kind", "Regional group", "Seats taken"]
    assert row[:7] == [
        "Kenya",
        "UN Member State",
        "African States",
        "2",
        "3",
        "Delegate 1",
        "Submitted, to confirm",
    ]


def test_the_table_names_no_addresses(client, meeting):
    delegation = submitted(meeting)
    delegation.delegates.filter(is_head=True).update(email="minister@kenya.example")
    answer = client.get(reverse("board_csv", args=[meeting.slug]))
    assert "@" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("+1-cmd|' /C calc'!A0", "'+1-cmd|' /C calc'!A0"),
        ("+41 22 730 80 00", "+41 22 730 80 00"),
        ("+41227308000", "+41227308000"),
        ("-5", "-5"),
        ("Côte d'Ivoire", "Côte d'Ivoire"),
        ("محمد", "محمد"),
    ],
)
def test_no_cell_is_a_formula_and_no_telephone_number_is_damaged(typed, written):
    assert cell(typed) == written


def test_the_table_costs_as_many_queries_as_the_board(client, meeting, django_assert_num_queries):
    for _time in range(3):
        submitted(meeting)
    table(client, meeting)
    with django_assert_num_queries(5):
        table(client, meeting)


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_costs_the_same_queries(client, meeting, number, django_assert_num_queries):
    actions.invite(meeting=meeting, organizations=[a_state() for _ in range(number)], by=meeting.staff)
    for _time in range(number):
        submitted(meeting)
    board(client, meeting)
    with django_assert_num_queries(5):
        board(client, meeting)


@pytest.mark.parametrize("number", [1, 3])
def test_the_check_of_a_delegation_costs_the_same_queries(client, meeting, number, django_assert_num_queries):
    delegation = a_delegation(meeting=meeting)
    with_delegates(delegation, number, by=focal_point_of(delegation))
    where = reverse("delegation_check", args=[meeting.slug, delegation.pk])
    client.get(where)
    with django_assert_num_queries(12):
        client.get(where)
