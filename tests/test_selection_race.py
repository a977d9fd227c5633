"""Never more places than the ceiling: not when twenty race, whichever way the row is written."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gfmd.moves import Refused
from participants.models import Delegation
from selection import actions
from selection.models import Application, Call
from tests.calls import a_closed_call, an_application, offered, staff_of, state, waiting
from tests.test_seats import broken_rule, race

CEILING = 3


def held(call: Call) -> int:
    return call.applications.holding_a_place().count()


def an_offer() -> dict:
    return {
        "state": "offered",
        "offered_at": timezone.now(),
        "offer_expires_at": timezone.now() + timedelta(days=9),
    }


def count_then_offer(call: Call, applications: list[Application]):
    """What naive code does: look whether a place is free, then give it."""

    def act(number):
        with transaction.atomic():
            if held(call) >= CEILING:
                return None
            threading.Event().wait(0.05)
            return Application.objects.filter(pk=applications[number].pk).update(**an_offer())

    return act


@pytest.mark.django_db
def test_one_place_more_than_the_ceiling_is_refused_by_the_database():
    call = a_closed_call(ceiling=CEILING)
    offered(call, CEILING, by=staff_of(call))
    late = an_application(call)
    for to in ("offered", "accepted"):
        one_more = lambda to=to: Application.objects.filter(pk=late.pk).update(**{**an_offer(), "state": to})  # noqa: E731
        assert broken_rule(one_more) == "application_within_ceiling"
    raw = lambda: connection.cursor().execute(  # noqa: E731
        "UPDATE selection_application SET state = 'accepted' WHERE id = %s", [late.pk]
    )
    assert broken_rule(raw) == "application_within_ceiling"
    born_with_one = lambda: an_application(call, **an_offer())  # noqa: E731
    assert broken_rule(born_with_one) == "application_within_ceiling"
    assert held(call) == CEILING


@pytest.mark.django_db
def test_the_ceiling_is_not_lowered_below_the_places_held():
    call = a_closed_call(ceiling=CEILING)
    offered(call, CEILING, by=staff_of(call))
    lower = lambda: Call.objects.filter(pk=call.pk).update(ceiling=CEILING - 1)  # noqa: E731
    assert broken_rule(lower) == "call_ceiling_above_places"


@pytest.mark.django_db(transaction=True)
def test_twenty_who_race_for_three_places_get_three():
    call = a_closed_call(ceiling=CEILING)
    by = staff_of(call)
    twenty = [an_application(call) for _number in range(20)]
    outcomes = race(
        lambda number: actions.offer_places(call_pk=call.pk, application_pks=[twenty[number].pk], by=by)
    )
    assert sum(outcome == 1 for outcome in outcomes) == CEILING
    assert sum(isinstance(outcome, actions.NoPlaceLeft) for outcome in outcomes) == 20 - CEILING
    assert held(call) == CEILING


@pytest.mark.django_db(transaction=True)
def test_twenty_raw_saves_that_race_are_held_to_three_by_the_database():
    call = a_closed_call(ceiling=CEILING)
    twenty = [an_application(call) for _number in range(20)]
    outcomes = race(count_then_offer(call, twenty))
    assert held(call) == CEILING
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) > 0


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_same_race_ends_with_more_than_three():
    """The control: it shows that the race exists, so that the tests above mean something."""
    call = a_closed_call(ceiling=CEILING)
    twenty = [an_application(call) for _number in range(20)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE selection_application DISABLE TRIGGER application_within_ceiling")
    try:
        race(count_then_offer(call, twenty))
        assert held(call) > CEILING
    finally:
        call.applications.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE selection_application ENABLE TRIGGER application_within_ceiling")


@pytest.mark.django_db(transaction=True)
def test_places_given_up_at_once_go_to_as_many_in_line_and_no_more():
    call = a_closed_call(ceiling=6)
    by = staff_of(call)
    six, line = offered(call, 6, by=by), waiting(call, 4, by=by)
    race(
        lambda number: actions.decline_place(
            application_pk=six[number].pk, link_number=six[number].link_number
        ),
        runners=6,
    )
    assert [state(one) for one in line] == ["offered"] * 4
    assert held(call) == 4


@pytest.mark.django_db(transaction=True)
def test_an_offer_is_accepted_or_declined_and_never_both():
    call = a_closed_call(ceiling=1)
    by = staff_of(call)
    first = offered(call, 1, by=by)[0]
    second = waiting(call, 1, by=by)[0]
    answer = {"application_pk": first.pk, "link_number": first.link_number}
    outcomes = race(
        lambda number: actions.accept_place(**answer) if number % 2 else actions.decline_place(**answer),
        runners=8,
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 7
    assert (state(first), state(second)) in (("accepted", "waiting"), ("declined", "offered"))
    assert Delegation.objects.count() == (1 if state(first) == "accepted" else 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_let_offers_lapse_at_once_do_it_once():
    call = a_closed_call(ceiling=2)
    by = staff_of(call)
    two, line = offered(call, 2, by=by), waiting(call, 4, by=by)
    at = two[0].offer_expires_at + timedelta(minutes=1)
    outcomes = race(lambda _number: actions.lapse_offers(at=at), runners=6)
    assert sum(outcomes) == 2
    assert [state(one) for one in [*two, *line]] == [
        "lapsed",
        "lapsed",
        "offered",
        "offered",
        "waiting",
        "waiting",
    ]


@pytest.mark.django_db(transaction=True)
def test_an_organization_that_applies_twenty_times_at_once_is_taken_once():
    call = a_closed_call(closes_at=timezone.now() + timedelta(days=1))
    sample = an_application(call, "Elsewhere")
    names = ["Liga de Mães", "LIGA DE MAES"]

    def act(number):
        application = Application(
            organization_name=names[number % 2], sector="ngo", country=sample.country, name="Ana", gender="woman",
            email=f"ana{number}@liga.example", motivation="Why", experience="What",
        )  # fmt: skip
        return actions.apply(call_pk=call.pk, application=application)

    outcomes = race(act)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 19
    assert call.applications.filter(organization_key="liga de maes").count() == 1
