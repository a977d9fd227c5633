"""A workshop's constituencies: wishes and warnings, never walls."""

import pytest
from django.urls import reverse

from accounts.models import Trace
from participants.constituencies import shares_of, total_of
from participants.models import Constituency, Delegate, Delegation
from tests.factories import a_delegation, a_meeting, chair_staff, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(client):
    meeting = a_meeting(kind="preparatory_workshop", expected_total=40)
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


def a_constituency(meeting, name="Governments", target=2, **fields):
    return Constituency.objects.create(meeting=meeting, name=name, target=target, **fields)


def coming(meeting, seats, constituency=None):
    delegation = a_delegation(meeting=meeting)
    with_delegates(delegation, seats, by=focal_point_of(delegation))
    Delegation.objects.filter(pk=delegation.pk).update(constituency=constituency)
    return delegation


def url(name, meeting, *keys):
    return reverse(name, args=[meeting.slug, *keys])


def shares(meeting):
    return [
        (str(share.constituency), share.delegations, share.seats, share.sentence)
        for share in shares_of(meeting)
    ]


def test_seats_are_counted_by_constituency_and_compared_in_words(workshop):
    governments = a_constituency(workshop, "Governments", 4, position=1)
    civil = a_constituency(workshop, "Civil society", 1, position=2)
    media = a_constituency(workshop, "Media", None, position=3)
    even = a_constituency(workshop, "Academia", 2, position=4)
    coming(workshop, 3, governments)
    coming(workshop, 3, civil)
    coming(workshop, 2, even)
    coming(workshop, 1, media)
    assert shares(workshop) == [
        ("Governments", 1, 3, "1 fewer than wanted"),
        ("Civil society", 1, 3, "2 more than wanted"),
        ("Media", 1, 1, "No number is wanted."),
        ("Academia", 1, 2, "As many as wanted"),
    ]


def test_the_total_counts_every_seat_with_or_without_a_constituency(workshop):
    coming(workshop, 3, a_constituency(workshop))
    coming(workshop, 2)
    total = total_of(workshop)
    assert (total.delegations, total.seats, total.target, total.sentence) == (
        2,
        5,
        40,
        "35 fewer than wanted",
    )


def test_two_constituencies_of_a_meeting_do_not_multiply_each_other(workshop):
    one = a_constituency(workshop)
    for _number in range(3):
        coming(workshop, 2, one)
    assert shares(workshop) == [("Governments", 3, 6, "4 more than wanted")]


def test_those_who_withdrew_or_gave_up_a_seat_are_not_counted(workshop):
    one = a_constituency(workshop)
    gone, partly = coming(workshop, 2, one), coming(workshop, 2, one)
    Delegation.objects.filter(pk=gone.pk).update(state="withdrawn")
    Delegate.objects.filter(delegation=partly, seat=2).update(state="withdrawn")
    assert shares(workshop) == [("Governments", 1, 1, "1 fewer than wanted")]
    assert total_of(workshop).seats == 1


def test_a_full_constituency_refuses_nobody(client, workshop):
    full = a_constituency(workshop, target=1)
    coming(workshop, 1, full)
    more = coming(workshop, 3)
    answer = client.post(url("delegation_constituency", workshop, more.pk), {"constituency": full.pk})
    assert answer.status_code == 302
    assert Delegation.objects.get(pk=more.pk).constituency == full
    assert "3 more than wanted" in client.get(url("constituencies", workshop)).content.decode()


def test_a_delegation_is_given_a_constituency_and_taken_out_again_and_the_record_says_so(client, workshop):
    one, delegation = a_constituency(workshop), coming(workshop, 1)
    where = url("delegation_constituency", workshop, delegation.pk)
    client.post(where, {"constituency": one.pk})
    client.post(where, {"constituency": ""})
    assert Delegation.objects.get(pk=delegation.pk).constituency is None
    acts = Trace.objects.filter(act="assign_constituency").order_by("pk")
    assert [trace.after for trace in acts] == [{"constituency": "Governments"}, {"constituency": ""}]


@pytest.mark.parametrize("typed", ["999999", "x", "\x00"])
def test_a_constituency_of_another_meeting_or_nonsense_is_not_taken(client, workshop, typed):
    a_constituency(workshop)
    foreign = a_constituency(a_meeting())
    delegation = coming(workshop, 1)
    where = url("delegation_constituency", workshop, delegation.pk)
    assert [client.post(where, {"constituency": key}).status_code for key in (typed, foreign.pk)] == [
        422,
        422,
    ]
    assert Delegation.objects.get(pk=delegation.pk).constituency is None


def test_constituencies_are_added_in_order_changed_and_removed(client, workshop):
    for name, target in (("Governments", 20), ("Civil society", 8)):
        client.post(url("constituency_new", workshop), {"name_en": name, "target": target})
    one, two = workshop.constituencies.all()
    assert [(str(row.name), row.target) for row in (one, two)] == [("Governments", 20), ("Civil society", 8)]
    client.post(
        url("constituency_edit", workshop, two.pk), {"name_en": "Civil society and media", "target": ""}
    )
    two.refresh_from_db()
    assert (str(two.name), two.target) == ("Civil society and media", None)
    delegation = coming(workshop, 1, one)
    client.post(url("constituency_remove", workshop, one.pk))
    assert list(workshop.constituencies.all()) == [two]
    assert Delegation.objects.get(pk=delegation.pk).constituency is None


@pytest.mark.parametrize("typed", [{"name_en": ""}, {"name_en": "x" * 10_000}, {"name_en": "A\x00"}, {"name_en": "A", "target": "-1"}, {"name_en": "A", "target": "99999"}])  # fmt: skip
def test_what_cannot_be_a_constituency_is_said_and_kept(client, workshop, typed):
    assert client.post(url("constituency_new", workshop), typed).status_code == 422
    assert workshop.constituencies.count() == 0


def test_the_number_wanted_in_all_is_saved(client, workshop):
    client.post(url("constituencies_total", workshop), {"expected_total": 36})
    workshop.refresh_from_db()
    assert workshop.expected_total == 36
    assert client.post(url("constituencies_total", workshop), {"expected_total": "many"}).status_code == 422


def test_the_support_unit_looks_and_changes_nothing(client, workshop):
    one = a_constituency(workshop)
    client.force_login(chair_staff(workshop, role="support unit"))
    page = client.get(url("constituencies", workshop))
    assert (page.status_code, "Add a constituency" in page.content.decode()) == (200, False)
    assert client.post(url("constituency_new", workshop), {"name_en": "X"}).status_code == 403
    assert client.post(url("constituency_remove", workshop, one.pk)).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries(client, workshop, number, django_assert_num_queries):
    for place in range(number):
        coming(workshop, 2, a_constituency(workshop, f"Group {place}"))
        coming(workshop, 1)
    client.get(url("constituencies", workshop))
    with django_assert_num_queries(6):
        client.get(url("constituencies", workshop))
