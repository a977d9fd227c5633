"""Twenty at once for five places: never over capacity, nobody waits while a place is free, no deadlock."""

import threading

import pytest
from django.db import connection, transaction

from gfmd.moves import Stale
from participants.models import Delegate
from roundtables import actions
from roundtables.models import Place, Roundtable
from tests.factories import a_delegation, a_meeting, a_person, a_roundtable, chair_staff
from tests.test_places import a_delegate, choose
from tests.test_seats import race

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 20


def five_places(meeting, code="1.1", **fields):
    return a_roundtable(meeting, code, is_published=True, **{"capacity": 5, **fields})


def seated(roundtable) -> int:
    return roundtable.places.seated().count()


def problems(outcomes) -> list:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def left_waiting(meeting) -> list[str]:
    """Who waits although there is a place: free at the roundtable, and within the share of the delegation."""
    found = []
    for place in Place.objects.filter(state="waiting", roundtable__meeting=meeting).select_related(
        "roundtable", "delegate"
    ):
        roundtable, taken = place.roundtable, place.roundtable.places.seated()
        of_delegation = taken.filter(delegate__delegation=place.delegate.delegation_id).count()
        is_free = roundtable.capacity is None or taken.count() < roundtable.capacity
        share = roundtable.places_per_delegation
        if is_free and (share is None or of_delegation < share):
            found.append(f"{place.delegate_id} at {roundtable.code}")
    return found


def at_two(meeting) -> list[int]:
    rows = Place.objects.seated().filter(roundtable__meeting=meeting).values_list("delegate", flat=True)
    return [delegate for delegate in set(rows) if list(rows).count(delegate) > 1]


def test_twenty_who_race_for_five_places_fill_them_and_the_others_stand_in_line():
    meeting, by = a_meeting(), a_person()
    roundtable = five_places(meeting)
    delegates = [a_delegate(meeting) for _number in range(RACERS)]
    outcomes = race(lambda number: choose(delegates[number], roundtable, by=by), RACERS)
    assert problems(outcomes) == []
    assert (seated(roundtable), roundtable.places.in_line().count()) == (5, 15)


def count_then_sit(roundtable, delegates):
    """What naive code does: look whether a place is free, then take it."""

    def act(number):
        with transaction.atomic():
            if roundtable.places.seated().count() >= roundtable.capacity:
                return None
            threading.Event().wait(0.05)
            return Place.objects.create(roundtable=roundtable, delegate=delegates[number], state="seated")

    return act


def test_twenty_raw_saves_that_race_are_held_to_five_by_the_database():
    meeting = a_meeting()
    roundtable = five_places(meeting)
    delegates = [a_delegate(meeting) for _number in range(RACERS)]
    outcomes = race(count_then_sit(roundtable, delegates), RACERS)
    assert seated(roundtable) == 5
    broken = {problem.__cause__.diag.constraint_name for problem in problems(outcomes)}
    assert broken == {"place_within_capacity"}


def test_without_the_guard_the_same_race_seats_more_than_five():
    """The control: it shows that the race exists, so that the tests above mean something."""
    meeting = a_meeting()
    roundtable = five_places(meeting)
    delegates = [a_delegate(meeting) for _number in range(RACERS)]
    with connection.cursor() as cursor:
        for trigger in ("place_follows_rules", "places_one_writer"):
            cursor.execute(f"ALTER TABLE roundtables_place DISABLE TRIGGER {trigger}")
    try:
        race(count_then_sit(roundtable, delegates), RACERS)
        assert seated(roundtable) > 5
    finally:
        roundtable.places.all().delete()
        with connection.cursor() as cursor:
            for trigger in ("place_follows_rules", "places_one_writer"):
                cursor.execute(f"ALTER TABLE roundtables_place ENABLE TRIGGER {trigger}")


def test_with_the_check_but_without_one_writer_at_a_time_the_race_seats_more_than_five():
    """The control for the lock: a check alone does not see what others have not committed yet."""
    meeting = a_meeting()
    roundtable = five_places(meeting)
    delegates = [a_delegate(meeting) for _number in range(RACERS)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE roundtables_place DISABLE TRIGGER places_one_writer")
    try:
        race(sit_and_linger(roundtable, delegates), RACERS)
        assert seated(roundtable) > 5
    finally:
        roundtable.places.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE roundtables_place ENABLE TRIGGER places_one_writer")


def sit_and_linger(roundtable, delegates):
    def act(number):
        with transaction.atomic():
            Place.objects.create(roundtable=roundtable, delegate=delegates[number], state="seated")
            threading.Event().wait(0.05)

    return act


def test_three_of_one_delegation_who_race_for_its_two_places_get_two():
    meeting, by = a_meeting(), a_person()
    roundtable = five_places(meeting, places_per_delegation=2)
    delegation = a_delegation(meeting=meeting)
    delegates = [a_delegate(meeting, delegation=delegation, seat=seat) for seat in (1, 2, 3)]
    outcomes = race(lambda number: choose(delegates[number % 3], roundtable, by=by), 12)
    assert problems(outcomes) == []
    assert (seated(roundtable), roundtable.places.in_line().count()) == (2, 1)


def test_choices_that_cross_withdrawals_and_new_numbers_end_right_and_without_deadlock():
    """Every kind of write at once, over four roundtables whose lines lead into each other in a ring."""
    meeting, staff = a_meeting(), None
    staff = chair_staff(meeting)
    tables = [five_places(meeting, code, capacity=3) for code in ("1.1", "1.2", "2.1", "2.2")]
    delegates = [a_delegate(meeting) for _number in range(RACERS)]
    for number, delegate in enumerate(delegates):
        choose(delegate, tables[number % 4], tables[(number + 1) % 4], by=staff)

    def act(number):
        delegate = delegates[number]
        if number % 5 == 0:
            return Delegate.objects.filter(pk=delegate.pk).update(state="withdrawn")
        if number % 5 == 1:
            return choose(delegate, by=staff)
        if number == 7:
            Roundtable.objects.filter(pk=tables[2].pk).update(capacity=5)
            return Roundtable.objects.filter(pk=tables[1].pk).update(capacity=4)
        return choose(delegate, tables[(number + 2) % 4], tables[(number + 3) % 4], by=staff)

    outcomes = race(act, RACERS)
    assert problems(outcomes) == []
    assert all(seated(table) <= Roundtable.objects.get(pk=table.pk).capacity for table in tables)
    assert left_waiting(meeting) == []
    assert at_two(meeting) == []
    gone = Place.objects.standing().filter(delegate__state="withdrawn")
    assert gone.count() == 0


def test_a_delegate_withdrawn_while_choosing_never_keeps_a_place():
    meeting, by = a_meeting(), a_person()
    roundtable = five_places(meeting, capacity=None)
    delegates = [a_delegate(meeting) for _number in range(10)]

    def act(number):
        delegate = delegates[number // 2]
        if number % 2:
            return Delegate.objects.filter(pk=delegate.pk).update(state="withdrawn")
        return choose(delegate, roundtable, by=by)

    outcomes = race(act, RACERS)
    assert {type(problem) for problem in problems(outcomes)} <= {Stale}
    assert roundtable.places.standing().count() == 0
    assert left_waiting(meeting) == []


def test_lowering_the_number_of_places_while_they_are_taken_never_leaves_too_many():
    meeting, by = a_meeting(), a_person()
    staff = chair_staff(meeting)
    roundtable = five_places(meeting)
    delegates = [a_delegate(meeting) for _number in range(RACERS)]

    def act(number):
        if number % 4 == 0:
            return actions.set_places(
                roundtable=roundtable, capacity=2, per_delegation=None, seen="5-None", by=staff
            )
        return choose(delegates[number], roundtable, by=by)

    race(act, RACERS)
    assert seated(roundtable) <= Roundtable.objects.get(pk=roundtable.pk).capacity
    assert left_waiting(meeting) == []


def test_two_clicks_at_once_ask_for_one_place():
    meeting, by = a_meeting(), a_person()
    roundtable = five_places(meeting)
    delegate = a_delegate(meeting)
    outcomes = race(lambda _number: choose(delegate, roundtable, by=by), 8)
    assert problems(outcomes) == []
    assert delegate.places.count() == 1
