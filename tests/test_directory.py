"""The directory of focal points: for those who take part or prepare, and never with an address."""

import pytest
from django.urls import reverse

from participants import actions
from participants.models import FocalPoint
from tests.factories import a_delegation, a_meeting, a_person, a_state, chair_staff, details, focal_point_of

pytestmark = pytest.mark.django_db


def where(meeting) -> str:
    return reverse("directory", args=[meeting.slug])


def a_speaker(meeting, name="Amina Wanjiru", state="Kenya", **fields) -> FocalPoint:
    delegation = a_delegation(meeting=meeting, organization=a_state(name=state))
    point = FocalPoint.objects.get(person=focal_point_of(delegation, name=name))
    FocalPoint.objects.filter(pk=point.pk).update(**fields)
    return FocalPoint.objects.get(pk=point.pk)


def test_focal_points_delegates_and_staff_see_it_and_nobody_else(client):
    meeting = a_meeting()
    point = a_speaker(meeting)
    delegation = meeting.delegations.get()
    delegate = a_person(email="delegate@state.example")
    actions.add_delegate(
        delegation_pk=delegation.pk, details=details(email=delegate.email), is_head=True, by=point.person
    )
    assert client.get(where(meeting)).url.startswith(reverse("account_login"))
    for person, status in (
        (point.person, 200),
        (delegate, 200),
        (chair_staff(meeting), 200),
        (chair_staff(meeting, role="support unit"), 200),
        (a_person(), 403),
        (a_speaker(a_meeting(), state="Chad").person, 403),
        (chair_staff(a_meeting()), 403),
    ):
        client.force_login(person)
        assert client.get(where(meeting)).status_code == status


@pytest.mark.parametrize("state", ["pending", "suspended", "ended", "superseded"])
def test_a_term_that_is_not_active_opens_nothing(client, state):
    meeting = a_meeting()
    point = a_speaker(meeting)
    FocalPoint.objects.filter(pk=point.pk).update(state=state)
    client.force_login(point.person)
    assert client.get(where(meeting)).status_code == 403


def test_who_gave_up_the_seat_no_longer_sees_it(client):
    meeting = a_meeting()
    point = a_speaker(meeting)
    delegate = actions.add_delegate(
        delegation_pk=meeting.delegations.get().pk,
        details=details(email="delegate@state.example"),
        is_head=True,
        by=point.person,
    )
    person = a_person(email="delegate@state.example")
    actions.withdraw_delegate(delegate_pk=delegate.pk, by=point.person)
    client.force_login(person)
    assert client.get(where(meeting)).status_code == 403


def test_it_holds_names_functions_and_ministries_and_never_an_address_or_a_telephone(client):
    meeting = a_meeting()
    point = a_speaker(meeting, function="Director", ministry="Interior", phone="+254 20 999")
    nameless = a_speaker(meeting, name="", state="Chad")
    client.force_login(chair_staff(meeting))
    page = client.get(where(meeting)).content.decode()
    for words in ("Kenya", "Amina Wanjiru", "Director", "Interior"):
        assert words in page
    for private in (point.person.email, "+254 20 999", nameless.person.email, "@forum.example"):
        assert private not in page


def test_an_address_is_not_found_by_searching_for_it(client):
    meeting = a_meeting()
    point = a_speaker(meeting, name="")
    client.force_login(chair_staff(meeting))
    page = client.get(where(meeting), {"q": point.person.email.partition("@")[0]}).content.decode()
    assert "Nobody found" in page


def test_a_vacant_state_is_marked(client):
    meeting = a_meeting()
    a_delegation(meeting=meeting, organization=a_state(name="Vacant Land"))
    client.force_login(chair_staff(meeting))
    page = client.get(where(meeting)).content.decode()
    assert "Vacant Land" in page
    assert "1 has no focal point at the moment" in page


@pytest.mark.parametrize(
    "typed, names",
    [
        ("amina", {"Amina Wanjiru"}),
        ("wanjiru AMINA", {"Amina Wanjiru"}),
        ("kenya", {"Amina Wanjiru"}),
        ("jose", {"José Ñandú"}),
        ("mohamed", {"محمد"}),
        ("interior", {"José Ñandú"}),
        ("nobody at all", set()),
        ("%00", set()),
        ("😀", set()),
        ("x" * 10_000, {"Amina Wanjiru", "José Ñandú", "محمد"}),
        ("", {"Amina Wanjiru", "José Ñandú", "محمد"}),
    ],
)
def test_names_and_organizations_are_found_without_accents_in_any_order_and_script(client, typed, names):
    meeting = a_meeting()
    a_speaker(meeting)
    a_speaker(meeting, name="José Ñandú", state="Paraguay", ministry="Ministerio del Interior")
    a_speaker(meeting, name="محمد", state="Oman")
    client.force_login(chair_staff(meeting))
    page = client.get(where(meeting), {"q": typed}).content.decode()
    assert {name for name in ("Amina Wanjiru", "José Ñandú", "محمد") if name in page} == names


@pytest.mark.parametrize("number", [1, 3])
def test_the_directory_asks_the_same_of_the_database_for_any_number(
    client, number, django_assert_num_queries
):
    meeting = a_meeting()
    for one in range(number):
        a_speaker(meeting, state=f"State of {one}")
    client.force_login(chair_staff(meeting))
    with django_assert_num_queries(7):
        client.get(where(meeting))


def test_the_directory_of_a_draft_meeting_is_known_to_its_staff_alone(client):
    meeting = a_meeting()
    point = a_speaker(meeting)
    type(meeting).objects.filter(pk=meeting.pk).update(state="draft")
    client.force_login(point.person)
    assert client.get(where(meeting)).status_code == 404
