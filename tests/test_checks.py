"""The chair and the focal point agree on single fields: returned with a sentence, changed and confirmed."""

import pytest
from django.urls import reverse

from accounts.models import Trace
from correspondence.models import Message
from participants import actions
from participants.models import Delegate, Delegation, FieldCheck
from tests.factories import a_delegation, a_meeting, chair_staff, details, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation(client):
    """Three delegates, submitted; the chair's staff is signed in."""
    delegation = a_delegation()
    delegation.point = focal_point_of(delegation)
    delegation.staff = chair_staff(delegation.meeting)
    with_delegates(delegation, 3, by=delegation.point)
    submit(delegation)
    client.force_login(delegation.staff)
    return delegation


def stored(thing):
    return type(thing).objects.get(pk=thing.pk)


def submit(delegation):
    actions.submit_delegation(
        delegation_pk=delegation.pk, version=stored(delegation).version, by=delegation.point
    )


def confirm(delegation):
    actions.confirm_delegation(
        delegation_pk=delegation.pk, version=stored(delegation).version, by=delegation.staff
    )


def edit(delegate, by, **changes):
    return actions.edit_delegate(delegate_pk=delegate.pk, details=changes, by=by)


def post(client, name, delegation, *keys, **typed):
    where = reverse(name, args=[delegation.meeting.slug, delegation.pk, *keys])
    return client.post(where, {"version": stored(delegation).version, **typed})


def check_page(client, delegation):
    return client.get(reverse("delegation_check", args=[delegation.meeting.slug, delegation.pk]))


def states(delegation):
    return list(delegation.delegates.order_by("seat").values_list("state", flat=True))


# --- One field goes back ---------------------------------------------------------------------------------


def test_one_field_goes_back_with_a_sentence_and_the_rest_stays(client, delegation):
    one = delegation.delegates.get(seat=1)
    answer = post(
        client, "delegation_return_fields", delegation, **{f"sentence-{one.pk}-function": "Which ministry?"}
    )
    assert answer.status_code == 302
    check = FieldCheck.objects.get()
    assert (check.delegate, check.field, check.state, check.sentence, check.before, check.asked_by) == (
        one,
        "function",
        "returned",
        "Which ministry?",
        "Cabinet Secretary",
        delegation.staff,
    )
    assert stored(delegation).state == "returned"
    assert states(delegation) == ["needs_change", "submitted", "submitted"]


def test_the_focal_point_is_told_which_field_of_whom_and_why(client, delegation):
    one = delegation.delegates.get(seat=1)
    post(client, "delegation_return_fields", delegation, **{f"sentence-{one.pk}-function": "Which ministry?"})
    message = Message.objects.get(purpose="returned")
    assert message.to_email == delegation.point.email
    assert "function of Delegate 1: “Which ministry?”" in message.body


def test_several_fields_of_several_delegates_go_back_at_once(client, delegation):
    one, two, _three = delegation.delegates.order_by("seat")
    typed = {
        f"sentence-{one.pk}-function": "Which ministry?",
        f"sentence-{one.pk}-name": "As in the passport, please.",
        f"sentence-{two.pk}-ministry": "It is missing.",
    }
    post(client, "delegation_return_fields", delegation, **typed)
    assert set(FieldCheck.objects.values_list("delegate", "field")) == {
        (one.pk, "function"),
        (one.pk, "name"),
        (two.pk, "ministry"),
    }
    assert Message.objects.filter(purpose="returned").count() == 1


def test_without_a_sentence_nothing_goes_back_and_the_page_says_so(client, delegation):
    answer = post(client, "delegation_return_fields", delegation)
    assert answer.status_code == 422
    assert "Write at least one sentence, beside the field it is about." in answer.content.decode()
    assert stored(delegation).state == "submitted"


def test_a_sentence_too_long_is_kept_as_typed_beside_its_field(client, delegation):
    one = delegation.delegates.get(seat=1)
    answer = post(
        client, "delegation_return_fields", delegation, **{f"sentence-{one.pk}-function": "word " * 300}
    )
    assert answer.status_code == 422
    assert ("word " * 299).strip() in answer.content.decode()
    assert FieldCheck.objects.count() == 0


def test_what_changed_meanwhile_is_looked_at_first(client, delegation):
    one = delegation.delegates.get(seat=1)
    old = stored(delegation).version
    edit(one, delegation.point, function="Minister")
    where = reverse("delegation_return_fields", args=[delegation.meeting.slug, delegation.pk])
    answer = client.post(where, {"version": old, f"sentence-{one.pk}-function": "Which ministry?"})
    assert answer.status_code == 409
    assert "Which ministry?" in answer.content.decode()
    assert FieldCheck.objects.filter(state="returned").count() == 0


@pytest.mark.parametrize("act", ["delegation_return_fields", "delegation_return", "delegate_reject"])
def test_what_was_refused_because_of_a_change_can_be_sent_from_the_page_that_shows_it(
    client, delegation, act
):
    one = delegation.delegates.get(seat=1)
    keys = [one.pk] if act == "delegate_reject" else []
    typed = {f"sentence-{one.pk}-function": "Which?", "sentence": "Which?", "reason": "Which?"}
    where = reverse(act, args=[delegation.meeting.slug, delegation.pk, *keys])
    old = stored(delegation).version
    edit(delegation.delegates.get(seat=2), delegation.point, function="Minister of Labour")
    answer = client.post(where, {"version": old, **typed})
    assert answer.status_code == 409
    forms = [answer.context[name] for name in ("fields_form", "return_form", "reject_form")]
    (form,) = [form for form in forms if form.is_bound]
    assert client.post(where, {**typed, "version": form["version"].value()}).status_code == 302


def test_a_field_of_another_delegation_cannot_be_returned_from_here(client, delegation):
    other = a_delegation(meeting=delegation.meeting)
    (stranger,) = with_delegates(other, 1, by=focal_point_of(other))
    answer = post(
        client, "delegation_return_fields", delegation, **{f"sentence-{stranger.pk}-name": "Who is it?"}
    )
    assert answer.status_code == 422
    assert FieldCheck.objects.count() == 0


def test_a_draft_has_nothing_to_return():
    delegation = a_delegation()
    with_delegates(delegation, 1, by=focal_point_of(delegation))
    with pytest.raises(actions.NoSeatLeft.__base__, match="Only a submitted delegation can be returned"):
        actions.return_fields(
            delegation_pk=delegation.pk,
            sentences={(delegation.delegates.get().pk, "name"): "?"},
            version=stored(delegation).version,
            by=chair_staff(delegation.meeting),
        )


def test_confirming_settles_what_was_asked_about(client, delegation):
    one = delegation.delegates.get(seat=1)
    post(client, "delegation_return_fields", delegation, **{f"sentence-{one.pk}-function": "Which ministry?"})
    edit(one, delegation.point, function="Minister of Labour")
    submit(delegation)
    text = check_page(client, delegation).content.decode()
    assert "Cabinet Secretary" in text
    assert "Minister of Labour" in text
    confirm(delegation)
    assert list(FieldCheck.objects.values_list("state", flat=True)) == ["settled"]
    assert states(delegation) == ["confirmed"] * 3


# --- One typo after approval -----------------------------------------------------------------------------


@pytest.fixture
def confirmed(delegation):
    confirm(delegation)
    return delegation


def test_one_typo_can_be_corrected_after_approval_and_goes_back_for_that_field_alone(client, confirmed):
    one = confirmed.delegates.get(seat=1)
    edit(one, confirmed.point, function="Cabinet Secretary for Labour")
    assert stored(confirmed).state == "amended"
    assert states(confirmed) == ["submitted", "confirmed", "confirmed"]
    check = FieldCheck.objects.get()
    assert (check.field, check.before, check.state) == ("function", "Cabinet Secretary", "changed")
    text = check_page(client, confirmed).content.decode()
    assert "<dd><bdi>Cabinet Secretary</bdi></dd>" in text
    assert "<dd><bdi>Cabinet Secretary for Labour</bdi></dd>" in text


def test_a_changed_field_is_confirmed_with_one_button_and_so_is_the_delegation(client, confirmed):
    edit(confirmed.delegates.get(seat=1), confirmed.point, function="Minister")
    check = FieldCheck.objects.get()
    post(client, "delegation_confirm_fields", confirmed, check=check.pk)
    assert stored(check).state == "settled"
    assert stored(confirmed).state == "confirmed"
    assert states(confirmed) == ["confirmed"] * 3


def test_of_two_changed_fields_one_is_confirmed_and_the_other_waits(client, confirmed):
    one = confirmed.delegates.get(seat=1)
    edit(one, confirmed.point, function="Minister", name="Wanjiru N. Kamau")
    first, second = FieldCheck.objects.order_by("field")
    post(client, "delegation_confirm_fields", confirmed, check=first.pk)
    assert (stored(first).state, stored(second).state) == ("settled", "changed")
    assert stored(confirmed).state == "amended"
    assert states(confirmed) == ["submitted", "confirmed", "confirmed"]


def test_a_new_delegate_keeps_the_delegation_waiting_when_a_field_is_confirmed(client, confirmed):
    one, _two, three = confirmed.delegates.order_by("seat")
    actions.withdraw_delegate(delegate_pk=three.pk, by=confirmed.point)
    actions.add_delegate(delegation_pk=confirmed.pk, details=details(), is_head=False, by=confirmed.point)
    edit(one, confirmed.point, function="Minister")
    post(client, "delegation_confirm_fields", confirmed, check=FieldCheck.objects.get().pk)
    assert stored(confirmed).state == "amended"
    assert FieldCheck.objects.get().state == "settled"


def test_a_check_of_another_delegation_is_not_confirmed_here(client, confirmed):
    other = a_delegation(meeting=confirmed.meeting)
    (stranger,) = with_delegates(other, 1, by=focal_point_of(other))
    check = stranger.checks.create(field="name", state="changed", before="X")
    edit(confirmed.delegates.get(seat=1), confirmed.point, function="Minister")
    post(client, "delegation_confirm_fields", confirmed, check=check.pk)
    assert stored(check).state == "changed"


@pytest.mark.parametrize("typed", ["", "x", "99999999999999999999999", "0"])
def test_nonsense_confirms_no_field(client, confirmed, typed):
    edit(confirmed.delegates.get(seat=1), confirmed.point, function="Minister")
    answer = post(client, "delegation_confirm_fields", confirmed, check=typed)
    assert answer.status_code == 302
    assert FieldCheck.objects.get().state == "changed"


def test_all_changes_are_confirmed_with_one_button(client, confirmed):
    one, two, _three = confirmed.delegates.order_by("seat")
    edit(one, confirmed.point, function="Minister")
    edit(two, confirmed.point, name="Another Name")
    post(client, "delegation_confirm", confirmed)
    assert set(FieldCheck.objects.values_list("state", flat=True)) == {"settled"}
    assert stored(confirmed).state == "confirmed"


# --- A delegate who is not accepted ----------------------------------------------------------------------


def test_a_delegate_who_is_not_accepted_gives_up_the_seat_and_is_told_why(client, delegation):
    two = delegation.delegates.get(seat=2)
    Delegate.objects.filter(pk=two.pk).update(email="two@kenya.example")
    post(client, "delegate_reject", delegation, two.pk, reason="Accredited for another organization.")
    assert stored(two).state == "rejected"
    assert stored(delegation).state == "submitted"
    told = Message.objects.filter(purpose="delegate").order_by("to_email")
    assert {message.to_email for message in told} == {"two@kenya.example", delegation.point.email}
    assert all("Accredited for another organization." in message.body for message in told)


def test_without_its_head_the_delegation_goes_back(client, delegation):
    head = delegation.delegates.get(seat=1)
    post(client, "delegate_reject", delegation, head.pk, reason="Not a delegate of this State.")
    assert stored(head).state == "rejected"
    assert stored(delegation).state == "returned"


def test_nobody_is_refused_without_a_reason(client, delegation):
    two = delegation.delegates.get(seat=2)
    answer = post(client, "delegate_reject", delegation, two.pk, reason="")
    assert answer.status_code == 422
    assert stored(two).state == "submitted"


def test_somebody_who_gave_up_the_seat_cannot_be_refused(client, delegation):
    two = delegation.delegates.get(seat=2)
    actions.withdraw_delegate(delegate_pk=two.pk, by=delegation.point)
    answer = post(client, "delegate_reject", delegation, two.pk, reason="Why not")
    assert answer.status_code == 409
    assert stored(two).state == "withdrawn"


# --- What stays as it is ---------------------------------------------------------------------------------


def test_what_the_chair_decides_is_its_own_act_and_not_on_behalf(client, delegation):
    one = delegation.delegates.get(seat=1)
    post(client, "delegation_return_fields", delegation, **{f"sentence-{one.pk}-name": "Which name?"})
    acts = Trace.objects.filter(act__in=["return_delegation", "return_fields"])
    assert {(trace.act, trace.by, trace.is_on_behalf) for trace in acts} == {
        ("return_delegation", delegation.staff, False),
        ("return_fields", delegation.staff, False),
    }


def test_a_badge_that_was_issued_stays_issued_when_the_delegation_is_submitted_again(delegation):
    confirm(delegation)
    one = delegation.delegates.get(seat=1)
    Delegate.objects.filter(pk=one.pk).update(state="badge_issued")
    Delegation.objects.filter(pk=delegation.pk).update(state="returned")
    submit(delegation)
    assert states(delegation) == ["badge_issued", "confirmed", "confirmed"]


def test_a_delegation_of_which_somebody_has_come_cannot_be_withdrawn(delegation):
    Delegate.objects.filter(delegation=delegation, seat=1).update(state="attended")
    with pytest.raises(actions.NoSeatLeft.__base__, match="has come to the meeting already"):
        actions.withdraw_delegation(delegation_pk=delegation.pk, by=delegation.point)


def test_what_was_never_submitted_is_closed_when_the_meeting_is_over():
    over, running = a_meeting(state="concluded"), a_meeting()
    draft, kept = a_delegation(meeting=over), a_delegation(meeting=running)
    settled = a_delegation(meeting=over)
    Delegation.objects.filter(pk=settled.pk).update(state="declined")
    assert actions.close_delegations() == 1
    assert [stored(one).state for one in (draft, kept, settled)] == ["closed", "not_started", "declined"]
    assert actions.close_delegations() == 0
