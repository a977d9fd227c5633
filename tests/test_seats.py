"""A delegation has at most three delegates, whichever way the row is written, and also when people race."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from meetings.models import Meeting
from participants import actions
from participants.models import Delegate, Delegation
from tests.factories import a_delegation, a_meeting, details, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db


def a_full_delegation():
    delegation = a_delegation()
    by = focal_point_of(delegation)
    return delegation, by, with_delegates(delegation, 3, by=by)


def unsaved(delegation, seat, **fields):
    return Delegate(delegation=delegation, seat=seat, name=f"Fourth {seat}", state="complete", **fields)


def broken_rule(act) -> str:
    """The name of the database constraint an act breaks."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
    return broken.value.__cause__.diag.constraint_name


def test_a_fourth_delegate_is_refused_by_the_action():
    delegation, by, _three = a_full_delegation()
    with pytest.raises(actions.NoSeatLeft, match="All 3 seats of this delegation are taken"):
        actions.add_delegate(delegation_pk=delegation.pk, details=details(), is_head=False, by=by)
    assert delegation.delegates.count() == 3


@pytest.mark.parametrize("seat", [0, 4, 5])
def test_there_is_no_fourth_seat(seat):
    assert broken_rule(lambda: unsaved(a_delegation(), seat).save()) == "delegate_seat_exists"


@pytest.mark.parametrize("seat", [1, 2, 3])
def test_nobody_sits_where_another_sits(seat):
    delegation, _by, _three = a_full_delegation()
    assert broken_rule(lambda: unsaved(delegation, seat).save()) in (
        "delegate_within_limit",
        "delegate_one_to_a_seat",
    )


def test_four_at_once_are_refused_by_bulk_create():
    delegation = a_delegation()
    four = [unsaved(delegation, seat) for seat in (1, 2, 3, 3)]
    assert broken_rule(lambda: Delegate.objects.bulk_create(four)) in (
        "delegate_within_limit",
        "delegate_one_to_a_seat",
    )
    assert delegation.delegates.count() == 0


def test_a_withdrawn_delegate_does_not_come_back_to_a_full_table():
    delegation, by, three = a_full_delegation()
    actions.withdraw_delegate(delegate_pk=three[2].pk, by=by)
    actions.add_delegate(delegation_pk=delegation.pk, details=details(), is_head=False, by=by)
    back = lambda: Delegate.objects.filter(pk=three[2].pk).update(state="complete")  # noqa: E731
    assert broken_rule(back) in ("delegate_within_limit", "delegate_one_to_a_seat")


def test_a_delegate_cannot_be_moved_into_a_full_delegation():
    delegation, _by, _three = a_full_delegation()
    elsewhere = a_delegation(meeting=delegation.meeting)
    guest = unsaved(elsewhere, 1)
    guest.save()
    move = lambda: Delegate.objects.filter(pk=guest.pk).update(delegation=delegation)  # noqa: E731
    assert broken_rule(move) in ("delegate_within_limit", "delegate_one_to_a_seat")


def test_raw_sql_is_held_to_the_rule_too():
    delegation, _by, _three = a_full_delegation()

    def insert():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO participants_delegate (delegation_id, seat, state, is_head, honorific, name, function,"
                " ministry, email, taken_at, changed_at)"
                " VALUES (%s, 3, 'complete', false, '', 'Raw', '', '', '', now(), now())",
                [delegation.pk],
            )

    assert broken_rule(insert) in ("delegate_within_limit", "delegate_one_to_a_seat")


def test_a_meeting_may_set_a_lower_limit_and_it_holds_for_raw_saves():
    delegation = a_delegation(meeting=a_meeting(delegation_limit=1))
    unsaved(delegation, 1).save()
    assert broken_rule(lambda: unsaved(delegation, 2).save()) == "delegate_within_limit"
    assert (
        broken_rule(lambda: Delegate.objects.bulk_create([unsaved(delegation, 3)])) == "delegate_within_limit"
    )


@pytest.mark.parametrize("limit", [0, 4, 100])
def test_a_meeting_never_sets_a_higher_limit(limit):
    assert broken_rule(lambda: a_meeting(delegation_limit=limit)) == "meeting_delegation_limit"


def test_the_limit_is_not_lowered_below_seats_in_use():
    delegation, _by, _three = a_full_delegation()
    lower = lambda: Meeting.objects.filter(pk=delegation.meeting_id).update(delegation_limit=2)  # noqa: E731
    assert broken_rule(lower) == "meeting_limit_above_seats"


def test_the_limit_may_be_lowered_to_the_seats_in_use():
    delegation, by, three = a_full_delegation()
    actions.withdraw_delegate(delegate_pk=three[1].pk, by=by)
    assert Meeting.objects.filter(pk=delegation.meeting_id).update(delegation_limit=2) == 1


def test_the_meeting_of_a_delegate_follows_the_delegation_whatever_is_written():
    delegation, elsewhere = a_delegation(), a_meeting()
    delegate = unsaved(delegation, 1, meeting=elsewhere)
    delegate.save()
    assert Delegate.objects.get(pk=delegate.pk).meeting_id == delegation.meeting_id


def test_each_meeting_has_its_own_three():
    delegation, _by, _three = a_full_delegation()
    days = a_meeting(chairmanship=delegation.meeting.chairmanship, kind="civil_society_days")
    other = a_delegation(meeting=days, organization=delegation.organization)
    with_delegates(other, 3, by=focal_point_of(a_delegation()))
    assert other.delegates.seated().count() == 3


def test_a_delegation_never_has_two_heads():
    delegation, _by, _three = a_full_delegation()
    two = lambda: Delegate.objects.filter(delegation=delegation).update(is_head=True)  # noqa: E731
    assert broken_rule(two) == "delegate_one_head"


@pytest.mark.django_db(transaction=True)
def test_a_submitted_delegation_keeps_exactly_one_head_also_against_raw_saves():
    delegation, by, three = a_full_delegation()
    delegation.refresh_from_db()
    actions.submit_delegation(delegation_pk=delegation.pk, version=delegation.version, by=by)
    none = lambda: Delegate.objects.filter(pk=three[0].pk).update(is_head=False)  # noqa: E731
    assert broken_rule(none) == "delegation_one_head"
    headless = a_delegation()
    submit = lambda: Delegation.objects.filter(pk=headless.pk).update(state="submitted")  # noqa: E731
    assert broken_rule(submit) == "delegation_one_head"


def test_a_person_is_in_at_most_one_delegation_of_a_meeting():
    delegation, other = a_delegation(), None
    other = a_delegation(meeting=delegation.meeting)
    unsaved(delegation, 1, email="amina@state.example").save()
    twice = lambda: unsaved(other, 1, email="AMINA@state.example").save()  # noqa: E731
    assert broken_rule(twice) == "delegate_one_delegation_a_meeting"


# --- Races -----------------------------------------------------------------------------------------------


def race(act, runners: int = 20) -> list:
    """Run `act(number)` in threads that start together; returns what each returned or raised."""
    gate, outcomes = threading.Barrier(runners), [None] * runners

    def run(number):
        gate.wait()
        try:
            outcomes[number] = act(number)
        except Exception as problem:
            outcomes[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_twenty_who_race_for_three_seats_get_three():
    delegation = a_delegation()
    by = focal_point_of(delegation)
    outcomes = race(
        lambda number: actions.add_delegate(
            delegation_pk=delegation.pk, details=details(name=f"Racer {number}"), is_head=False, by=by
        )
    )
    assert sum(isinstance(outcome, Delegate) for outcome in outcomes) == 3
    assert sum(isinstance(outcome, actions.NoSeatLeft) for outcome in outcomes) == 17
    assert sorted(delegation.delegates.seated().values_list("seat", flat=True)) == [1, 2, 3]


def count_then_save(delegation_pk):
    """What naive code does: look whether a seat is free, then take the next one."""

    def act(number):
        with transaction.atomic():
            used = Delegate.objects.seated().filter(delegation=delegation_pk).count()
            if used >= 3:
                return None
            threading.Event().wait(0.05)
            return Delegate.objects.create(
                delegation_id=delegation_pk, seat=used + 1, name=f"Racer {number}", state="complete"
            )

    return act


@pytest.mark.django_db(transaction=True)
def test_twenty_raw_saves_that_race_are_held_to_three_by_the_database():
    delegation = a_delegation()
    race(count_then_save(delegation.pk))
    assert delegation.delegates.seated().count() <= 3


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_same_race_ends_with_more_than_three():
    """The control: it shows that the race exists, so that the tests above mean something."""
    delegation = a_delegation()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE participants_delegate DISABLE TRIGGER delegate_within_limit")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'delegate_one_to_a_seat'"
        )
        definition = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE participants_delegate DROP CONSTRAINT delegate_one_to_a_seat")
    try:
        race(count_then_save(delegation.pk))
        assert delegation.delegates.seated().count() > 3
    finally:
        delegation.delegates.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE participants_delegate ENABLE TRIGGER delegate_within_limit")
            cursor.execute(
                f"ALTER TABLE participants_delegate ADD CONSTRAINT delegate_one_to_a_seat {definition}"
            )


@pytest.mark.django_db(transaction=True)
def test_lowering_the_limit_while_seats_are_taken_never_leaves_too_many():
    delegation = a_delegation()
    by = focal_point_of(delegation)

    def act(number):
        if number % 4 == 0:
            return Meeting.objects.filter(pk=delegation.meeting_id).update(delegation_limit=1)
        return actions.add_delegate(
            delegation_pk=delegation.pk, details=details(name=f"Racer {number}"), is_head=False, by=by
        )

    race(act)
    limit = Meeting.objects.get(pk=delegation.meeting_id).delegation_limit
    assert delegation.delegates.seated().count() <= limit


@pytest.mark.django_db(transaction=True)
def test_two_heads_named_at_once_leave_one():
    delegation, by, three = a_full_delegation()
    race(
        lambda number: actions.edit_delegate(
            delegate_pk=three[number % 3].pk, details={"role": "head"}, by=by
        ),
        runners=12,
    )
    assert delegation.delegates.seated().filter(is_head=True).count() == 1
