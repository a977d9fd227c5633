"""A focal point fills three seats, reviews, submits; the chair confirms or returns."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from correspondence.models import Message
from participants import actions
from participants.models import Delegate, Delegation
from tests.factories import a_delegation, a_meeting, chair_staff, details, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation():
    return a_delegation()


@pytest.fixture
def by(delegation, client):
    person = focal_point_of(delegation)
    client.force_login(person)
    return person


def url(name, delegation, *more):
    return reverse(name, args=[delegation.pk, *more])


def typed(**changes):
    return {**details(), "role": "member", "seen": "", **changes}


def fill(client, delegation, place: int = 1, **changes):
    """What the panel of a free seat sends."""
    return client.post(url("seat_fill", delegation, place), typed(**changes))


def panel(client, delegation, delegate):
    """The form of a delegate's seat as the page shows it."""
    page = client.get(url("delegation", delegation))
    return next(seat.form for seat in page.context["seats"] if seat.delegate == delegate)


def save(client, delegation, delegate, **changes):
    """What the panel of a delegate sends when everything but `changes` stands as the page showed it."""
    form = panel(client, delegation, delegate)
    shown = {
        name: form[name].value() for name in ("name", "function", "ministry", "email", "honorific", "role")
    }
    sent = {**shown, "seen": form.initial["seen"], **changes}
    return client.post(url("delegate_save", delegation, delegate.pk), sent)


def stored(thing):
    return type(thing).objects.get(pk=thing.pk)


def test_the_page_says_where_the_delegation_stands_first(client, delegation, by):
    text = client.get(url("delegation", delegation)).content.decode()
    assert "Not yet registered." in text
    assert "0 of 3 used" in text
    assert [f"Seat {seat} is open" in text for seat in (1, 2, 3)] == [True, True, True]


def test_a_delegate_is_added_and_the_first_one_is_offered_as_head(client, delegation, by):
    form = client.get(url("delegation", delegation)).context["seats"][0].form
    assert form.initial["role"] == "head"
    answer = fill(client, delegation, role="head")
    assert answer.url == url("delegation", delegation) + "#seat-1"
    delegate = delegation.delegates.get()
    assert (delegate.name, delegate.seat, delegate.is_head, delegate.state) == (
        "Wanjiru Kamau",
        1,
        True,
        "complete",
    )
    assert stored(delegation).state == "draft"
    assert "1 of 3 used" in client.get(answer.url).content.decode()


def test_a_fourth_delegate_is_refused_with_the_rule_and_what_was_typed(client, delegation, by):
    three = with_delegates(delegation, 3, by=by)
    answer = fill(client, delegation, 3, name="Fourth Person")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "at most 3 delegates" in text
    assert 'value="Fourth Person"' in text
    for delegate in three:
        assert url("delegate_replace", delegation, delegate.pk) in text
    assert delegation.delegates.count() == 3


def test_what_was_typed_for_a_fourth_can_replace_one_of_the_three(client, delegation, by):
    three = with_delegates(delegation, 3, by=by)
    replace = url("delegate_replace", delegation, three[1].pk)
    shown = client.post(replace, typed(name="Fourth Person", only_fill="1"))
    assert 'value="Fourth Person"' in shown.content.decode()
    assert delegation.delegates.count() == 3
    client.post(replace, typed(name="Fourth Person"))
    three[1].refresh_from_db()
    successor = delegation.delegates.seated().get(seat=2)
    assert (three[1].state, three[1].replaced_by, successor.name) == ("replaced", successor, "Fourth Person")


def test_the_successor_of_the_head_is_head(client, delegation, by):
    head = with_delegates(delegation, 2, by=by)[0]
    actions.replace_delegate(delegate_pk=head.pk, details=details(name="New Head"), by=by)
    assert delegation.delegates.seated().get(is_head=True).name == "New Head"


def test_two_delegates_change_places(client, delegation, by):
    one, two = with_delegates(delegation, 2, by=by)
    client.post(url("delegate_move", delegation, one.pk), {"to_seat": "2"})
    assert (stored(one).seat, stored(two).seat) == (2, 1)


def test_a_delegate_moves_to_an_open_seat(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    client.post(url("delegate_move", delegation, one.pk), {"to_seat": "3"})
    assert stored(one).seat == 3
    actions.add_delegate(delegation_pk=delegation.pk, details=details(), is_head=False, by=by)
    assert sorted(delegation.delegates.values_list("seat", flat=True)) == [1, 3]


@pytest.mark.parametrize("seat", ["", "0", "4", "-1", "x", "٣", "99999999999999999999"])
def test_there_is_no_other_seat_to_move_to(client, delegation, by, seat):
    (one,) = with_delegates(delegation, 1, by=by)
    answer = client.post(url("delegate_move", delegation, one.pk), {"to_seat": seat}, follow=True)
    assert answer.status_code == 200
    assert stored(one).seat == (3 if seat == "٣" else 1)


def test_another_delegate_is_made_head(client, delegation, by):
    one, two = with_delegates(delegation, 2, by=by)
    save(client, delegation, two, role="head")
    assert (stored(one).is_head, stored(two).is_head) == (False, True)


def test_a_withdrawn_delegate_gives_up_the_seat(client, delegation, by):
    one, two = with_delegates(delegation, 2, by=by)
    client.post(url("delegate_withdraw", delegation, two.pk), {"reason": "Fell ill"})
    assert stored(two).state == "withdrawn"
    assert delegation.delegates.seated().get() == one


def test_the_head_of_a_submitted_delegation_is_replaced_before_leaving(client, delegation, by):
    head = with_delegates(delegation, 2, by=by)[0]
    submit(delegation, by)
    answer = client.post(url("delegate_withdraw", delegation, head.pk), {"reason": ""})
    assert answer.status_code == 409
    assert "Make another delegate head" in answer.content.decode()
    assert stored(head).state == "submitted"


def submit(delegation, by):
    return actions.submit_delegation(delegation_pk=delegation.pk, version=stored(delegation).version, by=by)


def confirm(delegation):
    staff = chair_staff(delegation.meeting)
    return actions.confirm_delegation(
        delegation_pk=delegation.pk, version=stored(delegation).version, by=staff
    )


def test_a_delegation_is_reviewed_and_submitted(client, delegation, by):
    with_delegates(delegation, 2, by=by)
    review = client.get(url("delegation_review", delegation))
    assert "Nothing is missing" in review.content.decode()
    client.post(url("delegation_submit", delegation), {"version": review.context["form"].initial["version"]})
    assert stored(delegation).state == "submitted"
    assert set(delegation.delegates.values_list("state", flat=True)) == {"submitted"}


def test_what_is_missing_is_said_and_not_submitted(client, delegation, by):
    cases = [
        ("Add at least one delegate", lambda: None),
        ("Say who is head", lambda: with_delegates(delegation, 1, by=by, head=False)),
        (
            "needs a name and a function",
            lambda: actions.add_delegate(
                delegation_pk=delegation.pk, details=details(function=""), is_head=True, by=by
            ),
        ),
    ]
    for sentence, begin in cases:
        begin()
        answer = client.post(
            url("delegation_submit", delegation), {"version": stored(delegation).version}, follow=True
        )
        assert sentence in answer.content.decode()
        assert stored(delegation).state in ("not_started", "draft")


def test_submitting_a_stale_page_is_refused(client, delegation, by):
    with_delegates(delegation, 1, by=by)
    version = stored(delegation).version
    with_delegates(delegation, 1, by=by, head=False)
    answer = client.post(url("delegation_submit", delegation), {"version": version}, follow=True)
    assert "changed since you opened the page" in answer.content.decode()
    assert stored(delegation).state == "draft"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_submitting_without_a_known_version_is_refused(client, delegation, by, version):
    with_delegates(delegation, 1, by=by)
    client.post(url("delegation_submit", delegation), {"version": version}, follow=True)
    assert stored(delegation).state == "draft"


def test_pressing_submit_twice_submits_once(client, delegation, by):
    with_delegates(delegation, 1, by=by)
    version = stored(delegation).version
    for _time in range(2):
        client.post(url("delegation_submit", delegation), {"version": version})
    assert stored(delegation).version == version + 1


def test_the_chair_confirms_and_the_focal_point_is_told(client, delegation, by):
    with_delegates(delegation, 2, by=by)
    submit(delegation, by)
    staff = chair_staff(delegation.meeting)
    client.force_login(staff)
    client.post(
        reverse("delegation_confirm", args=[delegation.meeting.slug, delegation.pk]),
        {"version": stored(delegation).version},
    )
    assert stored(delegation).state == "confirmed"
    assert set(delegation.delegates.values_list("state", flat=True)) == {"confirmed"}
    assert Message.objects.get(purpose="confirmed").to_email == by.email


def test_the_chair_returns_with_a_sentence_that_is_shown_and_sent(client, delegation, by):
    with_delegates(delegation, 1, by=by)
    submit(delegation, by)
    client.force_login(chair_staff(delegation.meeting))
    where = reverse("delegation_return", args=[delegation.meeting.slug, delegation.pk])
    version = stored(delegation).version
    assert client.post(where, {"version": version, "sentence": ""}).status_code == 422
    client.post(where, {"version": version, "sentence": "The function of the head is missing."})
    assert stored(delegation).state == "returned"
    assert "The function of the head is missing." in Message.objects.get(purpose="returned").body
    client.force_login(by)
    text = client.get(url("delegation", delegation)).content.decode()
    assert "Returned for correction." in text
    assert "The function of the head is missing." in text


def test_a_returned_delegation_is_corrected_and_submitted_again(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    submit(delegation, by)
    actions.return_delegation(
        delegation_pk=delegation.pk,
        sentence="Correct it.",
        version=stored(delegation).version,
        by=chair_staff(delegation.meeting),
    )
    save(client, delegation, one, function="Minister")
    submit(delegation, by)
    assert stored(delegation).state == "submitted"
    assert stored(one).state == "submitted"


def test_staff_do_not_confirm_what_has_changed_since_they_looked(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    submit(delegation, by)
    seen = stored(delegation).version
    actions.edit_delegate(delegate_pk=one.pk, details=details(name="Somebody Else"), by=by)
    client.force_login(chair_staff(delegation.meeting))
    answer = client.post(
        reverse("delegation_confirm", args=[delegation.meeting.slug, delegation.pk]),
        {"version": seen},
        follow=True,
    )
    assert "changed since you opened the page" in answer.content.decode()
    assert stored(delegation).state == "submitted"


def test_after_confirmation_a_new_name_is_confirmed_anew_but_a_new_address_is_not(delegation, by):
    one, _two = with_delegates(delegation, 2, by=by)
    submit(delegation, by)
    confirm(delegation)
    as_is = {field: getattr(stored(one), field) for field in details()}
    actions.edit_delegate(delegate_pk=one.pk, details={**as_is, "email": "new@state.example"}, by=by)
    assert stored(delegation).state == "confirmed"
    actions.edit_delegate(delegate_pk=one.pk, details={**as_is, "name": "New Name"}, by=by)
    assert (stored(delegation).state, stored(one).state) == ("amended", "submitted")


def test_two_people_who_edit_the_same_field_lose_nothing(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    seen = panel(client, delegation, one).initial["seen"]
    actions.edit_delegate(delegate_pk=one.pk, details={"name": "First To Save"}, by=by)
    where = url("delegate_save", delegation, one.pk)
    answer = client.post(where, typed(name="Second To Save", role="head", seen=seen))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "First To Save" in text
    assert 'value="Second To Save"' in text
    assert stored(one).name == "First To Save"
    again = answer.context["seats"][0].form.data["seen"]
    client.post(where, typed(name="Second To Save", role="head", seen=again))
    assert stored(one).name == "Second To Save"


def test_two_people_who_edit_different_fields_of_one_seat_do_not_clash(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    seen = panel(client, delegation, one).initial["seen"]
    actions.edit_delegate(delegate_pk=one.pk, details={"name": "First To Save"}, by=by)
    sent = typed(name="Delegate 1", function="Minister", role="head", seen=seen)
    assert client.post(url("delegate_save", delegation, one.pk), sent).status_code == 302
    assert (stored(one).name, stored(one).function) == ("First To Save", "Minister")


def test_a_page_that_shows_a_delegate_who_left_leads_back_to_those_who_are_there(client, delegation, by):
    one, two = with_delegates(delegation, 2, by=by)
    actions.withdraw_delegate(delegate_pk=two.pk, by=by)
    gone = client.post(url("delegate_save", delegation, two.pk), typed(name="Kept On The Page"))
    assert gone.status_code == 409
    assert "no longer holds a seat" in gone.content.decode()
    assert 'value="Kept On The Page"' in gone.content.decode()
    assert client.post(url("delegate_replace", delegation, two.pk), typed()).status_code == 409
    assert client.post(url("delegate_withdraw", delegation, two.pk), {"reason": ""}).status_code == 409
    answer = client.post(url("delegate_move", delegation, two.pk), {"to_seat": "3"}, follow=True)
    assert "no longer holds a seat" in answer.content.decode()
    assert delegation.delegates.seated().get() == one


@pytest.mark.parametrize("name", ["Abdullahi", "محمد", "欧阳娜娜", "Ο'Νιλ", "Ñandú 🌍", "n" * 200])
def test_names_are_kept_as_typed(client, delegation, by, name):
    fill(client, delegation, name=name)
    assert delegation.delegates.get().name == name


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "n" * 10000},
        {"name": "nul\x00byte"},
        {"function": "f" * 10000},
        {"email": "not an address"},
        {"email": "a" * 300 + "@state.example"},
        {"honorific": "h" * 10000},
        {"ministry": "m" * 10000},
    ],
)
def test_what_cannot_be_taken_is_said_in_the_page_and_what_was_typed_is_kept(client, delegation, by, changes):
    answer = fill(client, delegation, **{"ministry": "Kept Ministry", **changes})
    assert answer.status_code == 422
    assert delegation.delegates.count() == 0
    form = answer.context["seats"][0].form
    assert form["function"].value() == typed(**changes)["function"]


def test_a_person_in_another_delegation_is_refused_without_saying_where(client, delegation, by):
    other = a_delegation(meeting=delegation.meeting)
    actions.add_delegate(
        delegation_pk=other.pk,
        details=details(email="amina@state.example"),
        is_head=True,
        by=focal_point_of(other),
    )
    answer = fill(client, delegation, email="Amina@state.example")
    assert answer.status_code == 409
    assert "a person can hold only one seat at a meeting" in answer.content.decode()
    assert other.organization.name not in answer.content.decode()


def test_after_the_deadline_nothing_is_taken_and_the_reason_is_given(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    meeting = delegation.meeting
    meeting.registration_closes_at = timezone.now() - timedelta(minutes=2)
    meeting.save()
    answer = fill(client, delegation, 2, name="Too Late")
    assert answer.status_code == 409
    assert "Registration closed on" in answer.content.decode()
    assert 'value="Too Late"' in answer.content.decode()
    assert client.post(url("delegate_withdraw", delegation, one.pk), {"reason": ""}).status_code == 409
    assert "Add a delegate" not in client.get(url("delegation", delegation)).content.decode()


def test_the_last_minute_belongs_to_the_deadline(client, delegation, by):
    meeting = delegation.meeting
    meeting.registration_closes_at = timezone.now().replace(second=0, microsecond=0)
    meeting.save()
    fill(client, delegation)
    assert delegation.delegates.count() == 1


def test_a_meeting_of_one_seat_offers_one(client):
    delegation = a_delegation(meeting=a_meeting(delegation_limit=1))
    client.force_login(focal_point_of(delegation))
    text = client.get(url("delegation", delegation)).content.decode()
    assert [f"Seat {seat} is open" in text for seat in (1, 2, 3)] == [True, False, False]


def test_a_delegation_withdraws_and_begins_again(client, delegation, by):
    with_delegates(delegation, 3, by=by)
    submit(delegation, by)
    client.post(url("delegation_withdraw", delegation), {"reason": "Elections"})
    assert stored(delegation).state == "withdrawn"
    assert delegation.delegates.seated().count() == 0
    assert "Seat 1 is open" not in client.get(url("delegation", delegation)).content.decode()
    client.post(url("delegation_begin", delegation))
    assert stored(delegation).state == "draft"
    fill(client, delegation, role="head")
    assert delegation.delegates.seated().count() == 1


def test_one_delegate_can_be_reached_from_one_delegation_only(client, delegation, by):
    other = a_delegation(meeting=delegation.meeting)
    (stranger,) = with_delegates(other, 1, by=focal_point_of(other))
    for name in ("delegate_replace", "delegate_withdraw"):
        assert client.get(url(name, delegation, stranger.pk)).status_code == 404
    for name in ("delegate_save", "delegate_move"):
        assert client.post(url(name, delegation, stranger.pk), {"to_seat": "2"}).status_code == 404
    assert Delegate.objects.get(pk=stranger.pk).seat == 1
    assert Delegation.objects.get(pk=other.pk).version == 2
