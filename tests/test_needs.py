"""Diet and access are written by many and read by few, kept apart, and each look at them is recorded."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Trace
from gfmd.moves import Refused
from participants import actions, diets
from participants.models import Delegate, Delegation, Needs, SensitiveView
from tests.factories import a_delegation, a_meeting, a_person, chair_staff, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db
ADDRESS = "amal@mission.example"


@pytest.fixture
def delegation() -> Delegation:
    return a_delegation()


@pytest.fixture
def focal_point(delegation) -> Person:
    return focal_point_of(delegation)


@pytest.fixture
def delegate(delegation, focal_point) -> Delegate:
    delegate = with_delegates(delegation, 1, by=focal_point)[0]
    actions.edit_delegate(delegate_pk=delegate.pk, details={"email": ADDRESS, "name": "Amal"}, by=focal_point)
    delegate.refresh_from_db()
    return delegate


@pytest.fixture
def amal(delegate) -> Person:
    return a_person(ADDRESS)


def needs_given(delegate: Delegate, by: Person, diet="halal; no shellfish", access="wheelchair") -> Needs:
    actions.write_needs(delegate_pk=delegate.pk, diet=diet, access=access, by=by)
    return Needs.objects.get(delegate=delegate)


# --- Writing ---------------------------------------------------------------------------------------------


def test_a_delegate_says_what_is_needed_and_reads_it_again(client, delegate, amal):
    client.force_login(amal)
    where = reverse("seat_needs", args=[delegate.pk])
    sent = {"diets": ["halal", "nut-free"], "diet_words": "no shellfish", "access": "a ramp"}
    assert client.post(where, sent).url == reverse("seat", args=[delegate.pk])
    needs = Needs.objects.get()
    assert (needs.diet, needs.access) == ("halal, nut-free; no shellfish", "a ramp")
    page = client.get(where)
    assert page.context["form"].initial == {
        "diets": ["halal", "nut-free"],
        "diet_words": "no shellfish",
        "access": "a ramp",
    }
    assert page["Cache-Control"] == "no-store"
    assert SensitiveView.objects.count() == 0


def test_a_focal_point_writes_needs_and_does_not_see_them(client, delegate, focal_point):
    client.force_login(focal_point)
    where = reverse("delegate_needs", args=[delegate.delegation_id, delegate.pk])
    client.post(where, {"diets": ["vegan"], "access": "hearing loop"})
    assert Needs.objects.get().access == "hearing loop"
    for page in (client.get(where), client.get(reverse("delegation", args=[delegate.delegation_id]))):
        assert "hearing loop" not in page.content.decode()
    assert "Something is given." in client.get(where).content.decode()


def test_what_a_focal_point_leaves_empty_stays(client, delegate, focal_point, amal):
    needs_given(delegate, amal)
    client.force_login(focal_point)
    where = reverse("delegate_needs", args=[delegate.delegation_id, delegate.pk])
    client.post(where, {"access": "a lift"})
    needs = Needs.objects.get()
    assert (needs.diet, needs.access) == ("halal; no shellfish", "a lift")
    client.post(where, {})
    assert Needs.objects.get().access == "a lift"


def test_needs_are_erased_when_nothing_is_needed(client, delegate, focal_point, amal):
    needs_given(delegate, amal)
    client.force_login(focal_point)
    where = reverse("delegate_needs", args=[delegate.delegation_id, delegate.pk])
    both = client.post(where, {"forget": "on", "access": "a lift"})
    assert both.status_code == 422
    assert Needs.objects.count() == 1
    client.post(where, {"forget": "on"})
    assert Needs.objects.count() == 0


def test_the_record_says_that_needs_changed_never_what(delegate, amal):
    needs_given(delegate, amal)
    trace = Trace.objects.get(act="write_needs")
    assert (trace.by, trace.before, trace.after, trace.is_on_behalf) == (amal, {}, {}, False)


def test_needs_change_freely_after_the_deadline_and_not_after_the_meeting(delegate, amal):
    meeting = delegate.delegation.meeting
    meeting.registration_closes_at = timezone.now() - timezone.timedelta(days=1)
    meeting.state = "registration_closed"
    meeting.save()
    needs_given(delegate, amal)
    meeting.state = "concluded"
    meeting.save()
    with pytest.raises(Refused, match="The meeting is over"):
        actions.write_needs(delegate_pk=delegate.pk, diet="vegan", access=None, by=amal)
    assert Needs.objects.get().diet == "halal; no shellfish"


def test_who_gave_up_the_seat_needs_nothing_any_more(delegate, amal, focal_point):
    actions.withdraw_delegate(delegate_pk=delegate.pk, by=focal_point)
    with pytest.raises(Refused):
        needs_given(delegate, amal)


def test_the_purpose_and_the_end_stand_where_needs_are_asked(client, delegate, amal):
    client.force_login(amal)
    page = client.get(reverse("seat_needs", args=[delegate.pk])).content.decode()
    assert "Asked so that meals and access are arranged for you." in page
    assert "Kept until" in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ((["vegan"], ""), "vegan"),
        ((["nut-free", "halal"], "  no   fish; no milk "), "halal, nut-free; no fish; no milk"),
        (([], "بدون فول سوداني"), "; بدون فول سوداني"),
        (([], ""), ""),
    ],
)
def test_a_diet_is_kept_as_it_is_read(typed, kept):
    chosen, words = typed
    assert diets.stored(chosen, words) == kept
    assert diets.read(kept) == (
        [diet for diet in diets.Diet.values if diet in chosen],
        " ".join(words.split()),
    )


# --- Reading ---------------------------------------------------------------------------------------------


def test_staff_see_how_many_and_who_but_not_what_until_they_ask(client, delegate, amal):
    needs_given(delegate, amal)
    staff = chair_staff(delegate.delegation.meeting, role="support unit")
    client.force_login(staff)
    where = reverse("needs", args=[delegate.delegation.meeting.slug])
    page = client.get(where)
    assert page.context["diets"] == [("Halal", 1), ("", 1)]
    assert page.context["access"] == 1
    assert "wheelchair" not in page.content.decode()
    assert "shellfish" not in page.content.decode()
    assert SensitiveView.objects.count() == 0
    shown = client.post(where, {"look": str(delegate.pk)})
    assert "wheelchair" in shown.content.decode()
    assert "no shellfish" in shown.content.decode()
    look = SensitiveView.objects.get()
    assert (look.by, look.delegate, look.what) == (staff, delegate, "needs")


def test_showing_everybodys_needs_notes_a_look_at_each(client, delegation, focal_point):
    delegates = with_delegates(delegation, 3, by=focal_point)
    for one in delegates[:2]:
        needs_given(one, focal_point)
    client.force_login(chair_staff(delegation.meeting))
    client.post(reverse("needs", args=[delegation.meeting.slug]), {"look": "all"})
    assert set(SensitiveView.objects.values_list("delegate", flat=True)) == {one.pk for one in delegates[:2]}


@pytest.mark.parametrize("look", ["", "x", "-1", "9" * 18, "²", "\x00"])
def test_a_look_at_nobody_shows_nothing(client, delegate, amal, look):
    needs_given(delegate, amal)
    client.force_login(chair_staff(delegate.delegation.meeting))
    answer = client.post(reverse("needs", args=[delegate.delegation.meeting.slug]), {"look": look})
    assert (answer.status_code, answer.context["shown"]) == (200, 0)
    assert SensitiveView.objects.count() == 0


def test_a_look_reaches_no_other_meeting(client, delegate, amal):
    needs_given(delegate, amal)
    other = a_meeting()
    client.force_login(chair_staff(other))
    answer = client.post(reverse("needs", args=[other.slug]), {"look": str(delegate.pk)})
    assert answer.context["shown"] == 0
    assert "wheelchair" not in answer.content.decode()


def test_neither_focal_point_nor_delegate_opens_the_page_of_needs(client, delegate, amal, focal_point):
    where = reverse("needs", args=[delegate.delegation.meeting.slug])
    for person in (amal, focal_point):
        client.force_login(person)
        assert client.get(where).status_code == 403
        assert client.post(where, {"look": "all"}).status_code == 403


def test_one_who_gave_up_the_seat_is_not_counted(client, delegate, amal, focal_point):
    needs_given(delegate, amal)
    actions.withdraw_delegate(delegate_pk=delegate.pk, by=focal_point)
    client.force_login(chair_staff(delegate.delegation.meeting))
    page = client.get(reverse("needs", args=[delegate.delegation.meeting.slug]))
    assert page.context["rows"] == []


def test_chair_staff_see_who_has_looked_and_the_support_unit_does_not(client, delegate, amal):
    needs_given(delegate, amal)
    meeting = delegate.delegation.meeting
    support = chair_staff(meeting, role="support unit")
    client.force_login(support)
    client.post(reverse("needs", args=[meeting.slug]), {"look": "all"})
    where = reverse("sensitive_views", args=[meeting.slug])
    assert client.get(where).status_code == 403
    client.force_login(chair_staff(meeting))
    page = client.get(where).content.decode()
    assert "Chair Staff" in page and "Amal" in page and "Needs" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_needs_costs_the_same_with_more_rows(
    client, delegation, focal_point, rows, django_assert_num_queries
):
    for one in with_delegates(delegation, rows, by=focal_point):
        needs_given(one, focal_point)
    client.force_login(chair_staff(delegation.meeting))
    where = reverse("needs", args=[delegation.meeting.slug])
    client.get(where)
    with django_assert_num_queries(5):
        client.get(where)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_looks_costs_the_same_with_more_rows(
    client, delegation, focal_point, rows, django_assert_num_queries
):
    staff = chair_staff(delegation.meeting)
    actions.note_looks(with_delegates(delegation, rows, by=focal_point), "needs", by=staff)
    client.force_login(staff)
    where = reverse("sensitive_views", args=[delegation.meeting.slug])
    client.get(where)
    with django_assert_num_queries(5):
        client.get(where)


# --- The own seat ------------------------------------------------------------------------------------------


def test_the_own_seat_says_in_one_line_where_it_stands(client, delegate, amal):
    client.force_login(amal)
    where = reverse("seat", args=[delegate.pk])
    assert "Complete, and not yet registered." in client.get(where).content.decode()
    Delegate.objects.update(state="confirmed")
    assert "Nothing is missing. We look forward to seeing you." in client.get(where).content.decode()
    Delegate.objects.update(state="incomplete", function="")
    assert "Missing: function." in client.get(where).content.decode()


def test_a_correction_the_chair_asks_for_is_said_with_its_sentence(client, delegate, amal):
    Delegate.objects.update(state="needs_change")
    delegate.checks.create(field="function", state="returned", sentence="Write it out in full.")
    client.force_login(amal)
    page = client.get(reverse("seat", args=[delegate.pk])).content.decode()
    assert "function: “Write it out in full.”" in page


def test_a_delegate_changes_the_own_details(client, delegate, amal):
    client.force_login(amal)
    where = reverse("seat", args=[delegate.pk])
    form = client.get(where).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client.post(where, {**sent, "city": "Tunis", "is_on_list": "on"}).url == where
    delegate.refresh_from_db()
    assert (delegate.city, delegate.is_on_list) == ("Tunis", True)
    trace = Trace.objects.filter(act="edit_delegate").first()
    assert (trace.by, trace.is_on_behalf) == (amal, False)


def test_nobody_opens_the_seat_of_somebody_else(client, delegate, focal_point):
    where = reverse("seat", args=[delegate.pk])
    client.force_login(a_person())
    assert client.get(where).status_code == 404
    client.force_login(focal_point)
    assert client.get(where).status_code == 403


def test_a_seat_that_was_given_up_is_not_ones_own_any_more(client, delegate, amal, focal_point):
    actions.withdraw_delegate(delegate_pk=delegate.pk, by=focal_point)
    client.force_login(amal)
    for name in ("seat", "seat_needs", "seat_visa"):
        assert client.get(reverse(name, args=[delegate.pk])).status_code == 404


def test_an_address_in_capitals_is_the_same_person(client, delegate, amal):
    Delegate.objects.update(email=ADDRESS.upper())
    client.force_login(amal)
    assert client.get(reverse("seat", args=[delegate.pk])).status_code == 200
    actions.note_looks([Delegate.objects.get()], "needs", by=amal)
    assert SensitiveView.objects.count() == 0
