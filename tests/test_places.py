"""Delegates are allotted to roundtables: first and second choices, a line that moves by itself, never too many."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from correspondence.models import Message
from gfmd.moves import Refused, Stale
from participants import actions as participants_actions
from participants.models import Delegate
from roundtables import actions
from roundtables.models import Place, Roundtable
from roundtables.tasks import tell_moved_up
from tests.factories import (
    a_delegation,
    a_meeting,
    a_person,
    a_roundtable,
    a_session,
    a_state,
    an_item,
    chair_staff,
    details,
    focal_point_of,
)

pytestmark = pytest.mark.django_db


def two_roundtables(meeting, **fields):
    """1.1 with a single place, and 2.1 where nobody is turned away."""
    first = a_roundtable(meeting, "1.1", "Capitals", is_published=True, capacity=1, **fields)
    return first, a_roundtable(meeting, "2.1", "Recruitment", is_published=True)


def a_delegate(meeting, *, email: str = "", delegation=None, seat: int = 1, name: str = "") -> Delegate:
    """In a seat of a delegation of its own, unless one is given."""
    return Delegate.objects.create(
        delegation=delegation or a_delegation(meeting=meeting),
        seat=seat,
        name=name or f"Delegate {seat}",
        function="Director",
        email=email,
        state="complete",
    )


def choose(delegate, first=None, second=None, by=None, seen=None):
    return actions.choose_places(
        delegate_pk=delegate.pk, first=first, second=second, by=by or a_person(), seen=seen
    )


def places(delegate) -> list[tuple[str, int, str]]:
    """(code, choice, state) of what stands."""
    rows = delegate.places.standing().order_by("choice")
    return [(place.roundtable.code, place.choice, place.state) for place in rows]


def broken_rule(act) -> str:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return broken.value.__cause__.diag.constraint_name


# --- Choosing --------------------------------------------------------------------------------------------


def test_a_free_place_at_the_first_choice_is_taken_and_the_second_is_not_kept():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    delegate = a_delegate(meeting)
    choose(delegate, first, second)
    assert places(delegate) == [("1.1", 1, "seated")]


def test_a_full_first_choice_means_waiting_for_it_with_a_place_at_the_second():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    choose(a_delegate(meeting), first)
    delegate = a_delegate(meeting)
    choose(delegate, first, second)
    assert places(delegate) == [("1.1", 1, "waiting"), ("2.1", 2, "seated")]


def test_where_both_are_full_a_delegate_waits_for_both():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    second.capacity = 1
    second.save()
    choose(a_delegate(meeting), first)
    choose(a_delegate(meeting), second)
    delegate = a_delegate(meeting)
    choose(delegate, first, second)
    assert places(delegate) == [("1.1", 1, "waiting"), ("2.1", 2, "waiting")]


def test_a_roundtable_without_a_number_of_places_turns_nobody_away():
    meeting = a_meeting()
    _first, second = two_roundtables(meeting)
    delegates = [a_delegate(meeting) for _number in range(4)]
    for delegate in delegates:
        choose(delegate, second)
    assert second.places.seated().count() == 4


def test_a_delegation_has_no_more_places_than_it_may_and_its_next_one_waits():
    meeting = a_meeting()
    roundtable = a_roundtable(meeting, is_published=True, capacity=10, places_per_delegation=1)
    delegation = a_delegation(meeting=meeting)
    one, other = (a_delegate(meeting, delegation=delegation, seat=seat) for seat in (1, 2))
    choose(one, roundtable)
    choose(other, roundtable)
    assert (places(one), places(other)) == ([("1.1", 1, "seated")], [("1.1", 1, "waiting")])
    stranger = a_delegate(meeting)
    choose(stranger, roundtable)
    assert places(stranger) == [("1.1", 1, "seated")]
    choose(one)
    assert places(other) == [("1.1", 1, "seated")]


def test_the_second_becomes_the_first_without_losing_the_place():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    choose(a_delegate(meeting), first)
    delegate = a_delegate(meeting)
    choose(delegate, first, second)
    choose(delegate, second, first)
    assert places(delegate) == [("2.1", 1, "seated")]


def test_a_place_is_kept_while_its_holder_waits_for_something_better():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    holder, delegate = a_delegate(meeting), a_delegate(meeting)
    choose(holder, first)
    second.capacity = 1
    second.save()
    choose(delegate, second)
    choose(delegate, first, second)
    assert places(delegate) == [("1.1", 1, "waiting"), ("2.1", 2, "seated")]


def test_whoever_raises_a_second_choice_to_the_first_waits_behind_those_who_had_it_as_first():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    holder, early, late = (a_delegate(meeting) for _number in range(3))
    second.capacity = 1
    second.save()
    choose(holder, first)
    choose(a_delegate(meeting), second)
    choose(early, second, first)
    choose(late, first)
    choose(early, first, second)
    assert list(first.places.in_line().values_list("delegate", flat=True)) == [late.pk, early.pk]


def test_choosing_the_same_again_changes_nothing_and_leaves_no_trace():
    meeting = a_meeting()
    first, _second = two_roundtables(meeting)
    delegate = a_delegate(meeting)
    choose(delegate, first)
    before = Trace.objects.count()
    choose(delegate, first)
    assert Trace.objects.count() == before
    assert delegate.places.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [(None, "1.1", "Choose the first roundtable"), ("1.1", "1.1", "same as the first")],
)
def test_choices_that_make_no_sense_are_refused(first, second, sentence):
    meeting = a_meeting()
    roundtable, _other = two_roundtables(meeting)
    with pytest.raises(Refused, match=sentence):
        choose(a_delegate(meeting), roundtable if first else None, roundtable if second else None)


def test_a_roundtable_of_another_meeting_or_without_a_published_brief_is_refused():
    meeting = a_meeting()
    elsewhere = a_roundtable(a_meeting(), is_published=True)
    for roundtable in (elsewhere, a_roundtable(meeting, "3.1")):
        with pytest.raises(Refused, match="no such roundtable"):
            choose(a_delegate(meeting), roundtable)


def test_roundtables_are_chosen_until_the_meeting_is_in_session():
    meeting = a_meeting(state="registration_closed")
    first, _second = two_roundtables(meeting)
    delegate = a_delegate(meeting)
    choose(delegate, first)
    meeting.state = "in_session"
    meeting.save()
    with pytest.raises(Refused, match="no longer be chosen"):
        choose(delegate)
    extra = timezone.now() + timedelta(days=1)
    type(delegate.delegation).objects.filter(pk=delegate.delegation_id).update(extra_until=extra)
    choose(delegate)
    assert places(delegate) == []


def test_a_page_that_shows_former_places_is_told_so():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    delegate = a_delegate(meeting)
    choose(delegate, second, seen="-")
    with pytest.raises(Stale):
        choose(delegate, first, seen="-")
    assert places(delegate) == [("2.1", 1, "seated")]


def test_the_record_says_who_chose_what_and_that_staff_acted_on_behalf():
    meeting = a_meeting()
    first, _second = two_roundtables(meeting)
    delegate, staff = a_delegate(meeting), chair_staff(meeting)
    choose(delegate, first, by=staff)
    trace = Trace.objects.get(act="choose_places")
    assert (trace.subject, trace.by, trace.is_on_behalf) == (f"delegate:{delegate.pk}", staff, True)
    assert (trace.before, trace.after) == ({}, {"first_choice": "1.1: seated"})


# --- The line moves by itself ----------------------------------------------------------------------------


def a_line(meeting):
    """Somebody at 1.1, and two who wait for it, the first of them with a place at 2.1 meanwhile."""
    first, second = two_roundtables(meeting)
    holder, early, late = (a_delegate(meeting) for _number in range(3))
    choose(holder, first)
    choose(early, first, second)
    choose(late, first)
    return holder, early, late


def test_a_place_given_up_goes_to_the_next_who_gives_up_the_second():
    holder, early, late = a_line(a_meeting())
    actions.give_up_place(place_pk=holder.places.get().pk, by=a_person())
    assert (places(holder), places(early)) == ([], [("1.1", 1, "seated")])
    assert places(late) == [("1.1", 1, "waiting")]


def test_first_choices_come_before_second_choices_whoever_asked_earlier():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    second.capacity = 0
    second.save()
    holder, as_second, as_first = (a_delegate(meeting) for _number in range(3))
    choose(holder, first)
    choose(as_second, second, first)
    choose(as_first, first)
    choose(holder)
    assert places(as_first) == [("1.1", 1, "seated")]
    assert places(as_second) == [("2.1", 1, "waiting"), ("1.1", 2, "waiting")]


def test_a_move_frees_a_place_for_the_next_line_and_so_on():
    meeting = a_meeting()
    tables = [
        a_roundtable(meeting, code, is_published=True, capacity=1) for code in ("1.1", "1.2", "1.3", "1.4")
    ]
    delegates = [a_delegate(meeting) for _number in tables]
    choose(delegates[0], tables[0])
    for number in (1, 2, 3):
        choose(delegates[number], tables[number - 1], tables[number])
    assert [places(one)[-1] for one in delegates[1:]] == [
        ("1.2", 2, "seated"),
        ("1.3", 2, "seated"),
        ("1.4", 2, "seated"),
    ]
    choose(delegates[0])
    assert [places(one) for one in delegates] == [
        [],
        [("1.1", 1, "seated")],
        [("1.2", 1, "seated")],
        [("1.3", 1, "seated")],
    ]


def test_two_who_want_each_others_place_change_places_when_one_more_is_free():
    meeting = a_meeting()
    one, other = (a_roundtable(meeting, code, is_published=True, capacity=1) for code in ("1.1", "1.2"))
    anna, ben = a_delegate(meeting), a_delegate(meeting)
    choose(anna, one)
    choose(ben, other)
    choose(anna, other, one)
    choose(ben, one, other)
    Roundtable.objects.filter(pk=one.pk).update(capacity=2)
    assert (places(anna), places(ben)) == ([("1.2", 1, "seated")], [("1.1", 1, "seated")])


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "no_show"])
def test_whoever_leaves_the_seat_leaves_the_roundtable_whichever_way_it_is_written(state):
    holder, early, _late = a_line(a_meeting())
    Delegate.objects.filter(pk=holder.pk).update(state=state)
    assert (places(holder), places(early)) == ([], [("1.1", 1, "seated")])


def test_a_replaced_delegate_passes_the_place_to_the_line_not_to_the_successor():
    holder, early, _late = a_line(a_meeting())
    successor = participants_actions.replace_delegate(
        delegate_pk=holder.pk, details=details(), by=focal_point_of(holder.delegation)
    )
    assert (places(holder), places(successor)) == ([], [])
    assert places(early) == [("1.1", 1, "seated")]


def test_a_withdrawn_delegation_gives_up_all_its_places():
    holder, early, _late = a_line(a_meeting())
    type(holder.delegation).objects.filter(pk=holder.delegation_id).update(state="draft")
    participants_actions.withdraw_delegation(
        delegation_pk=holder.delegation_id, by=focal_point_of(holder.delegation)
    )
    assert (places(holder), places(early)) == ([], [("1.1", 1, "seated")])


def test_more_places_move_the_line():
    meeting = a_meeting()
    holder, early, late = a_line(meeting)
    roundtable = meeting.roundtables.get(code="1.1")
    staff = chair_staff(meeting)
    actions.set_places(roundtable=roundtable, capacity=2, per_delegation=None, seen="1-None", by=staff)
    assert [places(one) for one in (holder, early, late)] == [
        [("1.1", 1, "seated")],
        [("1.1", 1, "seated")],
        [("1.1", 1, "waiting")],
    ]


def test_a_removed_row_moves_the_line_too():
    holder, early, _late = a_line(a_meeting())
    holder.places.all().delete()
    assert places(early) == [("1.1", 1, "seated")]


# --- Telling ---------------------------------------------------------------------------------------------


def test_whoever_moves_up_is_told_once_and_so_is_the_focal_point():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    holder, delegate = a_delegate(meeting), a_delegate(meeting, email="amina@state.example")
    point = focal_point_of(delegate.delegation)
    choose(holder, first)
    choose(delegate, first, second)
    assert Message.objects.filter(purpose="place").count() == 0
    choose(holder)
    told = Message.objects.filter(purpose="place").order_by("pk")
    assert [message.to_email for message in told] == ["amina@state.example", point.email]
    assert told[0].subject == "You have a place at roundtable 1.1: Rabat Summit"
    assert reverse("seat_places", args=[delegate.pk]) in told[0].body
    assert reverse("delegation_places", args=[delegate.delegation_id]) in told[1].body
    assert tell_moved_up() == 0
    assert Message.objects.filter(purpose="place").count() == 2


def test_whoever_moves_up_because_somebody_withdrew_is_told_by_the_sweep():
    holder, early, _late = a_line(a_meeting())
    Delegate.objects.filter(pk=early.pk).update(email="early@state.example")
    Delegate.objects.filter(pk=holder.pk).update(state="withdrawn")
    assert Message.objects.filter(purpose="place").count() == 0
    assert (tell_moved_up(), tell_moved_up()) == (1, 0)
    assert [one.to_email for one in Message.objects.filter(purpose="place")] == ["early@state.example"]
    assert Trace.objects.filter(act="move_up", subject=f"delegate:{early.pk}").count() == 1


def test_a_focal_point_who_is_the_delegate_gets_one_message():
    meeting = a_meeting()
    first, _second = two_roundtables(meeting)
    holder, delegate = a_delegate(meeting), a_delegate(meeting)
    point = focal_point_of(delegate.delegation)
    Delegate.objects.filter(pk=delegate.pk).update(email=point.email.upper())
    choose(holder, first)
    choose(delegate, first)
    choose(holder)
    assert Message.objects.filter(purpose="place").count() == 1


def test_a_place_that_was_free_at_once_sends_no_message():
    meeting = a_meeting()
    first, _second = two_roundtables(meeting)
    choose(a_delegate(meeting, email="amina@state.example"), first)
    assert tell_moved_up() == 0
    assert Message.objects.filter(purpose="place").count() == 0


def test_the_message_is_in_the_language_of_the_account():
    meeting = a_meeting(languages=["en", "fr"])
    first, _second = two_roundtables(meeting)
    a_person("amina@state.example", language="fr")
    holder, delegate = a_delegate(meeting), a_delegate(meeting, email="Amina@state.example")
    choose(holder, first)
    choose(delegate, first)
    choose(holder)
    assert Message.objects.get(purpose="place").language == "fr"


# --- What the database keeps -----------------------------------------------------------------------------


def unsaved(roundtable, delegate, state="seated", **fields):
    return Place(roundtable=roundtable, delegate=delegate, state=state, **fields)


def test_nobody_sits_where_no_place_is_left_also_in_a_raw_save():
    meeting = a_meeting()
    first, _second = two_roundtables(meeting)
    choose(a_delegate(meeting), first)
    assert broken_rule(unsaved(first, a_delegate(meeting)).save) == "place_within_capacity"
    many = [unsaved(first, a_delegate(meeting)) for _number in range(2)]
    assert broken_rule(lambda: Place.objects.bulk_create(many)) == "place_within_capacity"


def test_one_who_waits_is_not_seated_by_a_raw_update():
    _holder, early, _late = a_line(a_meeting())
    jump = lambda: early.places.filter(choice=1).update(state="seated")  # noqa: E731
    assert broken_rule(jump) == "place_within_capacity"


def test_a_delegation_takes_no_more_than_its_share_also_in_a_raw_save():
    meeting = a_meeting()
    roundtable = a_roundtable(meeting, places_per_delegation=1)
    delegation = a_delegation(meeting=meeting)
    one, other = (a_delegate(meeting, delegation=delegation, seat=seat) for seat in (1, 2))
    unsaved(roundtable, one).save()
    assert broken_rule(unsaved(roundtable, other).save) == "place_within_delegation"


def test_only_who_holds_a_seat_at_the_same_meeting_has_a_place():
    meeting = a_meeting()
    roundtable = a_roundtable(meeting)
    gone = a_delegate(meeting)
    Delegate.objects.filter(pk=gone.pk).update(state="withdrawn")
    for delegate in (a_delegate(a_meeting()), gone):
        assert broken_rule(unsaved(roundtable, delegate).save) == "place_of_seated_delegate"
        assert broken_rule(unsaved(roundtable, delegate, "waiting").save) == "place_of_seated_delegate"


def test_nobody_sits_at_two_roundtables():
    meeting = a_meeting()
    one, other = two_roundtables(meeting)
    delegate = a_delegate(meeting)
    unsaved(one, delegate, choice=1).save()
    assert broken_rule(unsaved(other, delegate, choice=2).save) == "place_one_at_a_time"


def test_a_raw_row_that_waits_while_a_place_is_free_is_seated():
    meeting = a_meeting()
    first, _second = two_roundtables(meeting)
    place = unsaved(first, a_delegate(meeting), "waiting")
    place.save()
    place.refresh_from_db()
    assert place.state == "seated"


@pytest.mark.parametrize("numbers", [{"capacity": 1}, {"places_per_delegation": 1}])
def test_numbers_below_the_places_in_use_are_refused_also_in_a_raw_update(numbers):
    meeting = a_meeting()
    roundtable = a_roundtable(meeting)
    delegation = a_delegation(meeting=meeting)
    for seat in (1, 2):
        unsaved(roundtable, a_delegate(meeting, delegation=delegation, seat=seat)).save()
    lower = lambda: Roundtable.objects.filter(pk=roundtable.pk).update(**numbers)  # noqa: E731
    assert broken_rule(lower) in ("place_within_capacity", "place_within_delegation")


def test_fewer_places_than_in_use_are_refused_with_the_list():
    meeting = a_meeting()
    roundtable = a_roundtable(meeting, is_published=True, capacity=5)
    delegates = [a_delegate(meeting, name=name) for name in ("Amina", "Bo")]
    for delegate in delegates:
        choose(delegate, roundtable)
    with pytest.raises(actions.TooFewPlaces, match="2 places are in use") as refused:
        actions.set_places(
            roundtable=roundtable, capacity=1, per_delegation=None, seen="5-None", by=chair_staff(meeting)
        )
    assert [place.delegate.name for place in refused.value.in_use] == ["Amina", "Bo"]
    assert Roundtable.objects.get(pk=roundtable.pk).capacity == 5


def test_a_form_of_the_programme_that_was_open_meanwhile_keeps_the_number_of_places():
    meeting = a_meeting()
    roundtable = a_roundtable(meeting)
    staff = chair_staff(meeting)
    actions.set_places(roundtable=roundtable, capacity=7, per_delegation=2, seen="None-None", by=staff)
    roundtable.title = "Another title"
    actions.change_roundtable(roundtable=roundtable, seen=roundtable.changed_at.isoformat(), by=staff)
    roundtable.refresh_from_db()
    assert (roundtable.capacity, roundtable.places_per_delegation) == (7, 2)


def test_a_roundtable_that_delegates_have_chosen_is_not_removed():
    meeting = a_meeting()
    roundtable = a_roundtable(meeting)
    unsaved(roundtable, a_delegate(meeting)).save()
    with pytest.raises(Refused, match="Delegates have chosen this roundtable"):
        actions.remove_roundtable(roundtable=roundtable, by=chair_staff(meeting))


# --- The pages -------------------------------------------------------------------------------------------


def sign_in(client, person):
    client.force_login(person)
    return client


def a_page(client, seats: int = 1, **fields):
    """The focal point of a delegation with so many seats taken, and the address of its page."""
    meeting = a_meeting(**fields)
    delegation = a_delegation(meeting=meeting)
    delegates = [
        a_delegate(meeting, delegation=delegation, seat=seat, name=f"Amina {seat}")
        for seat in range(1, seats + 1)
    ]
    sign_in(client, focal_point_of(delegation))
    return meeting, delegates, reverse("delegation_places", args=[delegation.pk])


def sent(delegate, first="", second="", seen=None) -> dict:
    """What the form of one delegate sends; `first` and `second` are roundtables."""
    key = f"delegate-{delegate.pk}"
    return {
        f"{key}-first": getattr(first, "pk", first),
        f"{key}-second": getattr(second, "pk", second),
        f"{key}-seen": actions.choices_mark(delegate.places.standing()) if seen is None else seen,
    }


def test_the_focal_point_allots_everybody_in_one_go(client):
    meeting, (one, two), url = a_page(client, 2)
    first, second = two_roundtables(meeting)
    assert "2 delegates have no roundtable yet." in client.get(url).content.decode()
    answer = client.post(url, {**sent(one, first, second), **sent(two, first, second)}, follow=True)
    assert (places(one), places(two)) == (
        [("1.1", 1, "seated")],
        [("1.1", 1, "waiting"), ("2.1", 2, "seated")],
    )
    page = answer.content.decode()
    assert "1 delegate waits in a line." in page
    assert "Number 1 in the line for 1.1" in page
    assert "full, 1 waits" in page


def test_the_page_says_when_all_is_settled_and_how_many_places_are_left(client):
    meeting, (one,), url = a_page(client)
    roundtable = a_roundtable(meeting, is_published=True, capacity=3)
    client.post(url, sent(one, roundtable))
    page = client.get(url).content.decode()
    assert "Every delegate has a place." in page
    assert "2 places left" in page


def test_choices_that_make_no_sense_stay_as_typed_and_the_others_are_saved(client):
    meeting, (one, two), url = a_page(client, 2)
    first, second = two_roundtables(meeting)
    answer = client.post(url, {**sent(one, first, first), **sent(two, second)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The second choice is the same as the first." in page
    assert page.count(f'<option value="{first.pk}" selected>') == 2
    assert (places(one), places(two)) == ([], [("2.1", 1, "seated")])


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "0", "-1", "مائدة", "圆桌", "🙂", "1\x00", "99999999999999999999"]
)
def test_what_is_no_roundtable_is_refused_with_a_sentence(client, typed):
    meeting, (one,), url = a_page(client)
    two_roundtables(meeting)
    answer = client.post(url, sent(one, typed))
    assert answer.status_code == 422
    assert "There is no such roundtable at this meeting any more." in answer.content.decode()
    assert places(one) == []


def test_a_stale_page_does_not_undo_what_somebody_else_chose(client):
    meeting, (one,), url = a_page(client)
    first, second = two_roundtables(meeting)
    choose(one, first)
    answer = client.post(url, sent(one, second, seen="-"))
    assert answer.status_code == 422
    assert "have changed since you opened the page" in answer.content.decode()
    assert places(one) == [("1.1", 1, "seated")]
    again = client.post(url, sent(one, second, seen=actions.choices_mark(one.places.standing())))
    assert again.status_code == 302
    assert places(one) == [("2.1", 1, "seated")]


def test_a_delegate_replaced_meanwhile_is_left_out_without_an_error(client):
    meeting, (one,), url = a_page(client)
    first, _second = two_roundtables(meeting)
    typed = sent(one, first)
    Delegate.objects.filter(pk=one.pk).update(state="withdrawn")
    assert client.post(url, typed).status_code == 302
    assert places(one) == []


def test_after_the_meeting_has_begun_the_page_shows_and_takes_nothing(client):
    meeting, (one,), url = a_page(client)
    first, _second = two_roundtables(meeting)
    choose(one, first)
    meeting.state = "in_session"
    meeting.save()
    page = client.get(url).content.decode()
    assert "Roundtables can no longer be chosen." in page
    assert "Has a place at 1.1" in page
    assert 'name="delegate-' not in page
    client.post(url, sent(one))
    assert places(one) == [("1.1", 1, "seated")]


def test_staff_who_choose_are_told_that_they_act_on_behalf(client):
    meeting, (one,), url = a_page(client)
    first, _second = two_roundtables(meeting)
    assert "You act on behalf of" not in client.get(url).content.decode()
    sign_in(client, chair_staff(meeting))
    assert "You act on behalf of" in client.get(url).content.decode()
    client.post(url, sent(one, first))
    assert Trace.objects.get(act="choose_places").is_on_behalf is True


def test_a_delegate_chooses_for_the_own_seat_alone(client):
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    delegation = a_delegation(meeting=meeting)
    person = a_person("amina@state.example")
    mine = a_delegate(meeting, delegation=delegation, email="Amina@state.example")
    other = a_delegate(meeting, delegation=delegation, seat=2)
    sign_in(client, person)
    url = reverse("seat_places", args=[mine.pk])
    assert "You have no roundtable yet." in client.get(url).content.decode()
    client.post(url, {**sent(mine, first), **sent(other, second)})
    assert (places(mine), places(other)) == ([("1.1", 1, "seated")], [])
    assert "You have a place." in client.get(url).content.decode()
    assert client.get(reverse("seat_places", args=[other.pk])).status_code == 404
    sign_in(client, focal_point_of(delegation))
    assert client.get(url).status_code == 403


def test_a_day_not_attended_is_said_beside_the_choice(client):
    meeting, (one,), url = a_page(client, agenda_published_at=timezone.now())
    item = an_item(meeting, "10:00", "13:00", day=2, kind="roundtable_session")
    roundtable = a_roundtable(meeting, is_published=True, agenda_item=item)
    Delegate.objects.filter(pk=one.pk).update(attends_on=[meeting.starts_on])
    address = f"{url}?of={one.pk}&delegate-{one.pk}-first={roundtable.pk}&delegate-{one.pk}-second="
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "which is not among the days attended" in part
    assert "<html" not in part
    client.post(url, sent(one, roundtable))
    assert "which is not among the days attended" in client.get(url).content.decode()
    Delegate.objects.filter(pk=one.pk).update(attends_on=[meeting.starts_on + timedelta(days=1)])
    assert "not among the days attended" not in client.get(url).content.decode()


def test_two_choices_that_meet_at_the_same_time_are_said_to_be_no_obstacle(client):
    meeting, (one,), url = a_page(client, agenda_published_at=timezone.now())
    first, second, later = (a_roundtable(meeting, code, is_published=True) for code in ("1.1", "2.1", "3.1"))
    for roundtable, starts, ends in (
        (first, "10:00", "13:00"),
        (second, "12:00", "14:00"),
        (later, "14:00", "17:00"),
    ):
        item = an_item(meeting, starts, ends, kind="roundtable_session")
        a_session(roundtable, f"{roundtable.code}.1", agenda_item=item)
    check = f"{url}?of={one.pk}&delegate-{one.pk}-first={first.pk}&delegate-{one.pk}-second="
    said = lambda other: client.get(  # noqa: E731
        f"{check}{other.pk}", headers={"HX-Request": "true"}
    ).content.decode()
    assert "1.1 and 2.1 meet at the same time." in said(second)
    assert "meet at the same time" not in said(later)


def test_a_role_elsewhere_at_the_same_time_and_a_late_arrival_are_said(client):
    meeting, (one,), url = a_page(client, agenda_published_at=timezone.now())
    tables = [a_roundtable(meeting, code, is_published=True) for code in ("1.1", "2.1")]
    for roundtable in tables:
        roundtable.agenda_item = an_item(meeting, "10:00", "13:00", kind="roundtable_session")
        roundtable.save()
    tables[1].team.create(role="speaker", person=a_person("amina@state.example"))
    arrives = tables[0].agenda_item.starts_at + timedelta(hours=1)
    Delegate.objects.filter(pk=one.pk).update(email="amina@state.example", arrives_at=arrives)
    client.post(url, sent(one, tables[0]))
    page = client.get(url).content.decode()
    assert "1.1 meets while 2.1 does, where this delegate has a role." in page
    assert "1.1 begins before the arrival." in page


def test_times_are_not_told_before_the_agenda_is_published(client):
    meeting, (one,), url = a_page(client)
    item = an_item(meeting, "10:00", "13:00", kind="roundtable_session")
    a_roundtable(meeting, is_published=True, agenda_item=item)
    Delegate.objects.filter(pk=one.pk).update(attends_on=[meeting.ends_on])
    assert "not announced yet" in client.get(url).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_delegation_costs_the_same_queries_for_one_and_for_three(
    client, django_assert_num_queries, number
):
    meeting, delegates, url = a_page(client, number, agenda_published_at=timezone.now())
    for code in range(1, number + 1):
        roundtable = a_roundtable(meeting, f"{code}.1", is_published=True, capacity=1)
        item = an_item(meeting, "10:00", "13:00", kind="roundtable_session")
        a_session(roundtable, f"{code}.1.1", agenda_item=item)
        choose(a_delegate(meeting), roundtable)
        choose(delegates[code - 1], roundtable)
    client.get(url)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(url)


PAGE_QUERIES = 10


# --- The page of the chair's staff -----------------------------------------------------------------------


def staff_page(client, meeting):
    sign_in(client, chair_staff(meeting))
    return reverse("places", args=[meeting.slug])


def test_staff_see_who_sits_and_who_waits_in_order_with_the_organization(client):
    meeting = a_meeting()
    first, _second = two_roundtables(meeting)
    names = ["Amina", "Bo", "Chloé"]
    for name in names:
        organization = a_state(name=f"Land of {name}")
        delegation = a_delegation(meeting=meeting, organization=organization)
        choose(a_delegate(meeting, delegation=delegation, name=name), first)
    page = client.get(staff_page(client, meeting)).content.decode()
    assert "1 roundtable has no number of places." in page
    assert "1 of 1 places are taken" in page
    waiting = page.index("In the line")
    assert waiting < page.index("Bo</bdi>") < page.index("Land of Bo") < page.index("Chloé</bdi>")
    assert page.index("Chloé</bdi>") < page.index("Amina</bdi>")


def test_staff_say_how_many_places_there_are(client):
    meeting = a_meeting()
    roundtable = a_roundtable(meeting)
    url = staff_page(client, meeting)
    numbers = {"capacity": "20", "per_delegation": "2", "seen": "None-None"}
    answer = client.post(reverse("places_set", args=[meeting.slug, roundtable.pk]), numbers)
    assert (answer.status_code, answer.url) == (302, url)
    roundtable.refresh_from_db()
    assert (roundtable.capacity, roundtable.places_per_delegation) == (20, 2)
    trace = Trace.objects.get(act="set_places")
    assert trace.after == {"capacity": 20, "places_per_delegation": 2}


def test_too_few_places_are_refused_on_the_page_with_those_who_have_one(client):
    meeting = a_meeting()
    roundtable = a_roundtable(meeting, is_published=True, capacity=5)
    for name in ("Amina", "Bo"):
        choose(a_delegate(meeting, name=name), roundtable)
    staff_page(client, meeting)
    answer = client.post(
        reverse("places_set", args=[meeting.slug, roundtable.pk]), {"capacity": "1", "seen": "5-None"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 places are in use" in page
    assert page.index("2 places are in use") < page.index("Amina</bdi>") < page.index("Bo</bdi>")
    assert 'value="1"' in page


@pytest.mark.parametrize("typed", ["0", "-3", "9" * 10_000, "ten", "１０️⃣", "5\x00"])
def test_numbers_that_are_none_are_refused(client, typed):
    meeting = a_meeting()
    roundtable = a_roundtable(meeting)
    staff_page(client, meeting)
    answer = client.post(
        reverse("places_set", args=[meeting.slug, roundtable.pk]), {"capacity": typed, "seen": "None-None"}
    )
    assert answer.status_code == 422
    assert Roundtable.objects.get(pk=roundtable.pk).capacity is None


def test_numbers_that_somebody_else_changed_are_shown_before_they_are_replaced(client):
    meeting = a_meeting()
    roundtable = a_roundtable(meeting, capacity=9)
    staff_page(client, meeting)
    url = reverse("places_set", args=[meeting.slug, roundtable.pk])
    answer = client.post(url, {"capacity": "20", "seen": "None-None"})
    assert answer.status_code == 422
    assert 'value="9-None"' in answer.content.decode()
    assert Roundtable.objects.get(pk=roundtable.pk).capacity == 9


def test_the_list_for_a_spreadsheet_runs_no_formula_and_holds_no_address(client):
    meeting = a_meeting()
    roundtable = a_roundtable(meeting, is_published=True, capacity=1)
    organization = a_state(name="Côte d’Ivoire")
    delegation = a_delegation(meeting=meeting, organization=organization)
    choose(a_delegate(meeting, delegation=delegation, name="=cmd|' /C calc'!A0"), roundtable)
    choose(a_delegate(meeting, name="أمينة", email="amina@state.example"), roundtable)
    staff_page(client, meeting)
    answer = client.get(reverse("places_csv", args=[meeting.slug, roundtable.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    head, first, second = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:4] == ["Roundtable", "State", "Number in line", "Name"]
    assert first[:4] == ["1.1", "Has a place", "", "'=cmd|' /C calc'!A0"]
    assert first[5] == "Côte d’Ivoire"
    assert second[:4] == ["1.1", "On the waiting list", "1", "أمينة"]
    assert "amina@state.example" not in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_the_staff_costs_the_same_queries_for_one_and_for_three(
    client, django_assert_num_queries, number
):
    meeting = a_meeting()
    url = staff_page(client, meeting)
    for code in range(1, number + 1):
        roundtable = a_roundtable(meeting, f"{code}.1", is_published=True, capacity=code)
        for _one in range(2 * code):
            choose(a_delegate(meeting), roundtable)
    client.get(url)
    with django_assert_num_queries(STAFF_QUERIES):
        client.get(url)


STAFF_QUERIES = 5


def test_where_a_delegate_sits_can_be_shown_on_any_page():
    meeting = a_meeting()
    first, second = two_roundtables(meeting)
    choose(a_delegate(meeting), first)
    delegate = a_delegate(meeting)
    shown = Template("{% load places %}{% own_places delegate %}")
    assert "No roundtable chosen yet." in shown.render(Context({"delegate": delegate}))
    choose(delegate, first, second)
    page = shown.render(Context({"delegate": delegate}))
    assert "Number 1 in the line for 1.1" in page
    assert "Has a place at 2.1 until then" in page
    assert reverse("seat_places", args=[delegate.pk]) in page
