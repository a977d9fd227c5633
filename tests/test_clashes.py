"""A person in two delegations, a namesake, a shared address: named to the chair's staff, never to anybody else."""

import pytest
from django.urls import reverse

from participants.clashes import clashes_of, is_same_name
from participants.models import Delegate, FocalPoint
from tests.factories import a_delegation, a_meeting, a_person, a_state, chair_staff, details, focal_point_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return a_meeting()


def seated(meeting, name, email="", **fields):
    delegation = fields.pop("delegation", None) or a_delegation(meeting=meeting)
    seat = delegation.delegates.count() + 1
    return Delegate.objects.create(
        delegation=delegation, seat=seat, name=name, email=email, **{"state": "complete", **fields}
    )


def found(meeting):
    return [(clash.kind, [str(delegate) for delegate in clash.delegates]) for clash in clashes_of(meeting)]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Wanjiru Kamau", "Kamau Wanjiru", True),
        ("José Ñandú", "JOSE NANDU", True),
        ("محمد", "Mohammed", True),
        ("Владимир Петров", "Vladimir Petrov", True),
        ("Maria Lopez", "Moro Lipsa", False),
        ("Ali Hassan", "Ali", False),
        ("Ali Hassan", "Ali Husseini", False),
        ("Đặng Thu", "Dang Thu", True),
        ("محمد الأمين", "Mohammed Al-Amin", True),
        ("Al-Amin, Mohammed", "محمد الأمين", True),
        ("محمد الأمين", "Ali Hassan", False),
    ],
)
def test_the_same_name_is_known_in_any_order_and_script(one, other, is_same):
    assert is_same_name(one, other) is is_same


def test_a_namesake_in_another_delegation_is_named(meeting):
    seated(meeting, "Wanjiru Kamau")
    seated(meeting, "Kamau Wanjiru")
    seated(meeting, "Somebody Else")
    ((kind, names),) = found(meeting)
    assert (kind, sorted(names)) == ("name", ["Kamau Wanjiru", "Wanjiru Kamau"])


def test_two_of_one_name_in_one_delegation_are_its_own_matter(meeting):
    delegation = a_delegation(meeting=meeting)
    seated(meeting, "Ali Hassan", delegation=delegation)
    seated(meeting, "Ali Hassan", delegation=delegation)
    assert found(meeting) == []


def test_one_who_gave_up_the_seat_clashes_with_nobody(meeting):
    seated(meeting, "Ali Hassan")
    seated(meeting, "Ali Hassan", state="withdrawn")
    assert found(meeting) == []


def test_seats_without_a_name_do_not_clash(meeting):
    seated(meeting, "", state="invited")
    seated(meeting, "", state="invited")
    assert found(meeting) == []


def test_one_address_at_a_meeting_and_at_a_part_of_it_is_named_once(meeting):
    days = a_meeting(kind="civil_society_days", parent=meeting, chairmanship=meeting.chairmanship)
    seated(meeting, "Ali Hassan", "ali@state.example")
    seated(days, "Ali Hassan", "ALI@state.example")
    assert found(meeting) == [("address", ["Ali Hassan", "Ali Hassan"])]
    assert found(days) == found(meeting)


def test_another_meeting_of_the_chairmanship_does_not_count(meeting):
    seated(meeting, "Ali Hassan", "ali@state.example")
    seated(a_meeting(chairmanship=meeting.chairmanship), "Ali Hassan", "ali@state.example")
    assert found(meeting) == []


def test_a_delegate_with_the_address_of_another_organizations_focal_point_is_named(meeting):
    speaks = a_person(email="speaks@other.example")
    FocalPoint.objects.create(organization=a_state(name="Ghana"), person=speaks, state="active")
    seated(meeting, "Ali Hassan", "speaks@other.example")
    (clash,) = clashes_of(meeting)
    assert clash.kind == "focal_point"
    assert clash.sentence == "The address belongs to the focal point of another organization: Ghana."


def test_a_focal_point_who_is_a_delegate_of_the_same_organization_is_no_clash(meeting):
    delegation = a_delegation(meeting=meeting)
    point = focal_point_of(delegation)
    seated(meeting, "Ali Hassan", point.email, delegation=delegation)
    assert found(meeting) == []


def test_staff_sees_a_namesake_beside_the_delegation_and_on_a_page_of_all(client, meeting):
    one = seated(meeting, "Wanjiru Kamau")
    other = seated(meeting, "Kamau Wanjiru")
    client.force_login(chair_staff(meeting))
    where = reverse("delegation_check", args=[meeting.slug, one.delegation_id])
    answer = client.get(where)
    assert [row["others"] for row in answer.context["clashes"]] == [[other]]
    assert "Kamau Wanjiru" in answer.content.decode()
    everything = client.get(reverse("clashes", args=[meeting.slug])).content.decode()
    assert "1 case to look at" in everything


def test_no_focal_point_learns_of_another_delegations_people(client, meeting):
    one = seated(meeting, "Wanjiru Kamau", "wk@kenya.example")
    other = seated(meeting, "Kamau Wanjiru", "other@ghana.example")
    point = focal_point_of(one.delegation)
    client.force_login(point)
    for name in ("delegation", "delegation_review"):
        text = client.get(reverse(name, args=[one.delegation_id])).content.decode()
        assert "Kamau Wanjiru" not in text
        assert other.delegation.organization.name not in text
    assert client.get(reverse("clashes", args=[meeting.slug])).status_code == 403


def test_an_address_that_is_taken_is_refused_without_saying_by_whom(client, meeting):
    """The sentence names neither the person nor the organization that holds the address."""
    from participants import actions

    seated(meeting, "Wanjiru Kamau", "wk@kenya.example")
    own = a_delegation(meeting=meeting)
    point = focal_point_of(own)
    with pytest.raises(actions.AddressTaken) as refusal:
        actions.add_delegate(
            delegation_pk=own.pk,
            details=details(name="Somebody", email="wk@kenya.example"),
            is_head=True,
            by=point,
        )
    assert "Wanjiru" not in str(refusal.value)
    assert "can hold only one seat at a meeting" in str(refusal.value)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_clashes_costs_the_same_queries(client, meeting, number, django_assert_num_queries):
    for pair in range(number):
        seated(meeting, f"Ali Hassan {pair}")
        seated(meeting, f"Ali Hassan {pair}")
    client.force_login(chair_staff(meeting))
    where = reverse("clashes", args=[meeting.slug])
    client.get(where)
    with django_assert_num_queries(4):
        assert len(client.get(where).context["clashes"]) == number
