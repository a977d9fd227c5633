"""People are found by name in any script, with accents or without, in any order; addresses stay with their chair."""

from itertools import count

import pytest
from django.db import connection
from django.urls import reverse

from gfmd.names import name_key
from participants.models import Delegate, Delegation
from participants.people import _matching, found_by_name
from tests.factories import a_delegation, a_meeting, a_state, chair_staff

pytestmark = pytest.mark.django_db
seats = count(1)


@pytest.fixture
def staff():
    return chair_staff(a_meeting())


@pytest.fixture
def past():
    """A meeting of another chairmanship that is over."""
    return a_meeting(state="concluded", title="Berlin Summit")


def came(meeting, name, **fields):
    delegation = a_delegation(meeting=meeting)
    return Delegate.objects.create(
        delegation=delegation, seat=1, name=name, function="Adviser", **{"state": "confirmed", **fields}
    )


def names(typed, staff):
    return [found.delegate.name for found in found_by_name(typed, staff)]


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("José Ñandú", "jose nandu"),
        ("Jose Nandu", "José Ñandú"),
        ("Wanjiru Kamau", "Kamau Wanjiru"),
        ("Wanjiru Kamau", "kam wan"),
        ("محمد", "Mohammed"),
        ("محمد", "Muhammad"),
        ("محمد", "محمد"),
        ("Mohamed El Amrani", "محمد"),
        ("Владимир Петров", "Vladimir Petrov"),
        ("Vladimir Petrov", "Петров Владимир"),
        ("王小明", "wang xiaoming"),
        ("王小明", "小明"),
        ("Åsa Öström", "Asa Ostrom"),
        ("Nguyễn Thị Minh", "nguyen thi minh"),
        ("O'Brien-Smith", "obrien smith"),
        ("Χρήστος", "Christos"),
        ("Suharto", "SUHARTO"),
    ],
)
def test_a_person_is_found(staff, past, kept, typed):
    came(past, kept)
    came(past, "Somebody Else")
    assert names(typed, staff) == [kept]


def test_the_name_on_the_badge_and_the_one_in_the_original_script_are_looked_at_too(staff, past):
    came(past, "Maria da Silva", badge_name="Lula", original_name="Мария")
    assert [names(typed, staff) for typed in ("lula", "Мария", "maria")] == [["Maria da Silva"]] * 3


def test_whole_words_come_before_beginnings_and_sounds(staff, past):
    for name in ("Mohammed Amrani", "Ali Amine", "Alice Amin", "Ali Hassan", "Alina Cruz"):
        came(past, name)
    assert names("ali", staff)[:2] == ["Ali Hassan", "Ali Amine"]
    assert set(names("ali", staff)) >= {"Alice Amin", "Alina Cruz"}


def test_beginnings_come_before_what_only_sounds_alike(staff, past):
    for name in ("Mohamedou Ba", "Ahmed Ali", "محمد"):
        came(past, name)
    assert names("mohamed", staff)[0] == "Mohamedou Ba"


def test_every_word_that_was_typed_counts(staff, past):
    came(past, "Ali Hassan")
    came(past, "Ali Amine")
    assert names("ali amine", staff) == ["Ali Amine"]


def test_nobody_is_found_by_nothing(staff, past):
    came(past, "Ali Hassan")
    assert [names(typed, staff) for typed in ("", "   ", "!!!", "&|()", "'", "\\", ":*")] == [[]] * 7


@pytest.mark.parametrize("typed", ["a" * 200, "💥", "x & y | !z", "ali:*", "' or 1=1 --", "0"])
def test_nothing_typed_breaks_the_search(staff, past, typed):
    came(past, "Ali Hassan")
    found_by_name(typed, staff)


def test_at_most_fifty_are_listed(staff, past):
    for _number in range(60):
        came(past, "Ali Hassan")
    assert len(found_by_name("ali", staff)) == 50


def test_of_a_few_hundred_the_few_are_found_without_an_error(staff, past):
    delegations = Delegation.objects.bulk_create(
        [Delegation(meeting=past, organization=a_state()) for _number in range(100)]
    )
    given = ["Amina", "Bruno", "Chen", "Dmitri", "Émile"]
    Delegate.objects.bulk_create(
        [
            Delegate(
                delegation=delegation,
                seat=seat,
                name=f"{given[number % 5]} Family{number}",
                name_key=name_key(f"{given[number % 5]} Family{number}"),
                state="confirmed",
            )
            for number, delegation in enumerate(delegations)
            for seat in (1, 2, 3)
        ]
    )
    assert names("emile family4", staff)[:3] == ["Émile Family4"] * 3


# --- Who is looked among, and what is shown --------------------------------------------------------------


def test_the_coming_meeting_of_another_chairmanship_is_not_looked_into(staff):
    came(a_meeting(title="Elsewhere"), "Ali Hassan")
    assert names("ali", staff) == []


def test_those_who_are_registered_for_ones_own_meeting_are_found(staff):
    meeting = a_meeting(chairmanship=staff.appointments.get().chairmanship)
    came(meeting, "Ali Hassan", state="incomplete")
    assert names("ali", staff) == ["Ali Hassan"]


def test_somebody_who_gave_up_the_seat_never_came(staff, past):
    for state in ("withdrawn", "rejected", "no_show", "incomplete"):
        came(past, "Ali Hassan", state=state)
    assert names("ali", staff) == []


def test_addresses_of_other_chairmanships_are_not_shown(client, staff, past):
    own = a_meeting(chairmanship=staff.appointments.get().chairmanship)
    came(past, "Ali Hassan", email="ali@past.example")
    came(own, "Ali Amine", email="ali@own.example")
    client.force_login(staff)
    text = client.get(reverse("people", args=[own.slug]), {"name": "ali"}).content.decode()
    assert "Ali Hassan" in text
    assert "ali@own.example" in text
    assert "ali@past.example" not in text


@pytest.mark.parametrize("typed", ["x" * 10_000, "a\x00b"])
def test_what_cannot_be_a_name_is_said_in_the_page(client, staff, typed):
    meeting = a_meeting(chairmanship=staff.appointments.get().chairmanship)
    client.force_login(staff)
    answer = client.get(reverse("people", args=[meeting.slug]), {"name": typed})
    assert answer.status_code == 200
    assert "Not accepted yet" in answer.content.decode()


def test_the_page_says_what_to_do_when_nobody_is_found(client, staff):
    meeting = a_meeting(chairmanship=staff.appointments.get().chairmanship)
    client.force_login(staff)
    where = reverse("people", args=[meeting.slug])
    assert "Write a name above." in client.get(where).content.decode()
    assert "Nobody found" in client.get(where, {"name": "Ali"}).content.decode()


def test_the_search_costs_the_same_queries_whoever_is_found(staff, past, django_assert_num_queries):
    for number in (1, 3):
        for _time in range(number):
            came(past, "Ali Hassan")
        with django_assert_num_queries(5):
            found_by_name("ali", staff)


def test_the_search_uses_its_index(staff):
    """With a plain scan switched off the plan names the index: the expressions are the same."""
    sql, values = _matching("ali:* | 0l", {1}).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "delegate_names" in plan
