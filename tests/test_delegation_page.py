"""The focal point's page: every field saved by itself, what goes back to the chair, replacing, declining, reviewing."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from correspondence.models import Message
from participants import actions
from participants.models import Delegate, FieldCheck, VisaLetter
from participants.reviewing import review_of
from tests.factories import (
    a_delegation,
    a_meeting,
    a_pdf,
    chair_staff,
    details,
    focal_point_of,
    with_delegates,
)
from tests.test_registration import confirm, panel, stored, submit, typed, url

pytestmark = pytest.mark.django_db
AS_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def delegation():
    return a_delegation()


@pytest.fixture
def by(delegation, client):
    person = focal_point_of(delegation)
    client.force_login(person)
    return person


@pytest.fixture
def confirmed(delegation, by):
    """Two delegates, confirmed by the chair."""
    two = with_delegates(delegation, 2, by=by)
    submit(delegation, by)
    confirm(delegation)
    return two


def type_in(client, delegation, delegate, seen=None, **fields):
    """What the script of the page sends: the changed fields alone, and what it has seen."""
    seen = panel(client, delegation, delegate).initial["seen"] if seen is None else seen
    return client.post(
        url("delegate_save", delegation, delegate.pk),
        {"only": list(fields), "seen": seen, **fields},
        headers=AS_SCRIPT,
    )


def checks(delegate) -> list:
    return list(delegate.checks.open().values_list("field", "state", "before"))


# --- Saved as typed --------------------------------------------------------------------------------------


def test_one_field_is_saved_alone_and_the_rest_stays(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    told = type_in(client, delegation, one, ministry="Labour").json()
    assert (stored(one).ministry, stored(one).name) == ("Labour", "Delegate 1")
    assert "Labour" in told["heads"]["1"]
    trace = Trace.objects.get(act="edit_delegate")
    assert (trace.subject, trace.before, trace.after) == (
        f"delegate:{one.pk}",
        {"seat": 1, "ministry": ""},
        {"seat": 1, "ministry": "Labour"},
    )


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("badge_name", "W. Kamau", "W. Kamau"),
        ("original_name", "وانجيرو", "وانجيرو"),
        ("gender", "undisclosed", "undisclosed"),
        ("level", "minister", "minister"),
        ("relationship", "capital", "capital"),
        ("languages", ["fr", "ar"], ["fr", "ar"]),
        ("phone", "+254 20 123", "+254 20 123"),
        ("is_on_list", "on", True),
        ("email", " Amina@State.Example ", "amina@state.example"),
    ],
)
def test_each_detail_is_kept_as_typed(client, delegation, by, field, value, kept):
    (one,) = with_delegates(delegation, 1, by=by)
    assert type_in(client, delegation, one, **{field: value}).status_code == 200
    assert getattr(stored(one), field) == kept


def test_an_arrival_is_typed_on_the_clocks_of_the_venue(client, by, delegation):
    (one,) = with_delegates(delegation, 1, by=by)
    day = delegation.meeting.starts_on
    type_in(client, delegation, one, arrives_at=f"{day}T14:30")
    there = datetime(day.year, day.month, day.day, 14, 30, tzinfo=delegation.meeting.zone)
    assert stored(one).arrives_at == there
    assert panel(client, delegation, one)["arrives_at"].value().isoformat()[:16] == f"{day}T14:30"


def test_days_and_parts_of_the_meeting_are_chosen(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    meeting = delegation.meeting
    part = a_meeting(parent=meeting, chairmanship=meeting.chairmanship, title="Common Space")
    day = meeting.starts_on + timedelta(days=1)
    type_in(client, delegation, one, attends_on=[day.isoformat()], parts=[part.pk])
    assert stored(one).attends_on == [day]
    assert list(stored(one).parts.all()) == [part]
    assert type_in(client, delegation, one, attends_on=["1999-01-01"]).status_code == 422


def test_what_is_unticked_is_saved_as_such(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    type_in(client, delegation, one, is_photographed="on")
    seen = panel(client, delegation, one).initial["seen"]
    client.post(
        url("delegate_save", delegation, one.pk),
        {"only": "is_photographed", "seen": seen},
        headers=AS_SCRIPT,
    )
    assert stored(one).is_photographed is False


def test_the_same_field_changed_by_another_is_shown_and_not_overwritten(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    seen = panel(client, delegation, one).initial["seen"]
    actions.edit_delegate(delegate_pk=one.pk, details={"ministry": "Labour"}, by=by)
    answer = type_in(client, delegation, one, seen=seen, ministry="Interior")
    clash = answer.json()["clashes"]["ministry"]
    assert (answer.status_code, clash["stored"], clash["values"]) == (409, "Labour", ["Labour"])
    assert stored(one).ministry == "Labour"
    again = type_in(client, delegation, one, seen=f"ministry:{clash['seen']}", ministry="Interior")
    assert again.status_code == 200
    assert stored(one).ministry == "Interior"


def test_another_field_changed_by_another_is_no_clash(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    seen = panel(client, delegation, one).initial["seen"]
    actions.edit_delegate(delegate_pk=one.pk, details={"ministry": "Labour"}, by=by)
    assert type_in(client, delegation, one, seen=seen, function="Minister").status_code == 200
    assert (stored(one).ministry, stored(one).function) == ("Labour", "Minister")


def test_saving_a_clash_again_leaves_alone_what_only_the_other_has_written(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    sent = typed(name="Delegate 1", ministry="Interior", role="head")
    sent["seen"] = panel(client, delegation, one).initial["seen"]
    sent["email"] = one.email
    actions.edit_delegate(delegate_pk=one.pk, details={"ministry": "Labour", "badge_name": "D. One"}, by=by)
    answer = client.post(url("delegate_save", delegation, one.pk), sent)
    assert answer.status_code == 409
    form = next(seat.form for seat in answer.context["seats"] if seat.delegate == one)
    again = client.post(url("delegate_save", delegation, one.pk), {**sent, "seen": form["seen"].value()})
    assert again.status_code == 302
    assert (stored(one).ministry, stored(one).badge_name) == ("Interior", "D. One")


def test_the_number_of_seats_used_is_told_with_what_was_saved(client, delegation, by):
    assert "0 of 3 used." in client.get(url("delegation", delegation)).content.decode()
    sent = {"only": ["name", "role"], "name": "Abdullahi", "role": "head", "seen": ""}
    told = client.post(url("seat_fill", delegation, 2), sent, headers=AS_SCRIPT).json()
    assert told["used"].startswith("1 of 3 used.")


def test_a_free_seat_is_filled_by_its_first_field(client, delegation, by):
    sent = {"only": ["name", "role"], "name": "Abdullahi", "role": "head", "seen": ""}
    told = client.post(url("seat_fill", delegation, 2), sent, headers=AS_SCRIPT).json()
    delegate = delegation.delegates.get()
    assert (delegate.seat, delegate.name, delegate.is_head, delegate.state) == (
        2,
        "Abdullahi",
        True,
        "incomplete",
    )
    assert told["taken"]["action"] == url("delegate_save", delegation, delegate.pk)


def test_a_seat_filled_by_another_meanwhile_keeps_what_was_typed(client, delegation, by):
    actions.add_delegate(delegation_pk=delegation.pk, details=details(), seat=2, by=by)
    answer = client.post(url("seat_fill", delegation, 2), typed(name="Came Second"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Came Second"' in text
    assert url("seat_fill", delegation, 1) in text
    assert delegation.delegates.count() == 1
    asked_again = {"name": "Came Second", "function": "", "ministry": "", "email": ""}
    assert client.post(url("seat_fill", delegation, 1), asked_again).status_code == 302
    assert delegation.delegates.get(seat=1).name == "Came Second"


def test_a_page_opened_before_there_was_a_head_does_not_take_the_head_away(client, delegation, by):
    seats = client.get(url("delegation", delegation)).context["seats"]
    assert [seat.form["role"].value() for seat in seats] == ["head", "member", "member"]
    actions.add_delegate(
        delegation_pk=delegation.pk, details=details(name="Person 2"), is_head=True, seat=2, by=by
    )
    seen = seats[0].form.initial["seen"]
    sent = {"only": ["name", "role"], "name": "Person 1", "role": "head", "seen": seen}
    told = client.post(url("seat_fill", delegation, 1), sent, headers=AS_SCRIPT).json()
    assert [str(one.role) for one in delegation.delegates.order_by("seat")] == ["member", "head"]
    assert {place: role for place, (role, _mark) in told["roles"].items()} == {
        "1": "member",
        "2": "head",
        "3": "member",
    }


def test_the_first_free_seat_offers_its_delegate_as_head(client, delegation, by):
    client.post(url("seat_fill", delegation, 2), {"name": "Person 2", "role": "member", "seen": ""})
    seats = client.get(url("delegation", delegation)).context["seats"]
    assert [seat.form["role"].value() for seat in seats] == ["head", "member", "member"]


def test_a_wrong_address_is_said_beside_it_and_nothing_is_saved(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    answer = type_in(client, delegation, one, email="nobody")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["email"])
    assert stored(one).email == ""


def test_an_address_that_is_taken_is_refused_in_a_neutral_sentence(client, delegation, by):
    other = a_delegation(meeting=delegation.meeting)
    taken = details(email="amina@state.example")
    actions.add_delegate(delegation_pk=other.pk, details=taken, is_head=True, by=focal_point_of(other))
    (one,) = with_delegates(delegation, 1, by=by)
    told = type_in(client, delegation, one, email="amina@state.example")
    assert told.json()["errors"]["email"] == [
        "This e-mail address cannot be used here: a person can hold only one seat at a meeting."
    ]
    assert other.organization.name not in told.content.decode()


# --- Roles -----------------------------------------------------------------------------------------------


def test_there_is_one_head_and_one_alternate(client, delegation, by):
    one, two, three = with_delegates(delegation, 3, by=by)
    type_in(client, delegation, two, role="alternate")
    type_in(client, delegation, three, role="alternate")
    told = type_in(client, delegation, two, role="head").json()
    assert [str(stored(each).role) for each in (one, two, three)] == ["member", "head", "alternate"]
    assert {place: role for place, (role, _mark) in told["roles"].items()} == {
        "1": "member",
        "2": "head",
        "3": "alternate",
    }


def test_the_head_of_a_submitted_delegation_does_not_step_back_without_another(client, delegation, by):
    one, two = with_delegates(delegation, 2, by=by)
    submit(delegation, by)
    answer = type_in(client, delegation, one, role="member")
    assert answer.json()["refused"] == "A submitted delegation has a head. Make another delegate head first."
    assert stored(one).is_head is True
    assert type_in(client, delegation, two, role="head").status_code == 200
    assert (stored(one).is_head, stored(two).is_head) == (False, True)


# --- After confirmation ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"email": "new@state.example"},
        {"phone": "+254"},
        {"arrives_by": "AT 201"},
        {"is_on_list": "on"},
        {"city": "Nairobi"},
    ],
)
def test_contact_travel_and_consent_change_freely_after_confirmation(
    client, delegation, by, confirmed, change
):
    assert type_in(client, delegation, confirmed[0], **change).status_code == 200
    assert (stored(delegation).state, stored(confirmed[0]).state) == ("confirmed", "confirmed")
    assert FieldCheck.objects.count() == 0


@pytest.mark.parametrize(
    "field", ["name", "function", "ministry", "badge_name", "original_name", "function_en"]
)
def test_a_name_or_function_goes_back_for_that_field_alone(client, delegation, by, confirmed, field):
    one, two = confirmed
    before = getattr(one, field)
    told = type_in(client, delegation, one, **{field: "Changed"}).json()
    assert checks(one) == [(field, "changed", before)]
    assert (stored(delegation).state, stored(one).state, stored(two).state) == (
        "amended",
        "submitted",
        "confirmed",
    )
    assert "The chair looks at it next." in told["notes"][field]


def test_what_is_put_back_as_it_was_is_as_if_never_changed(client, delegation, by, confirmed):
    one = confirmed[0]
    type_in(client, delegation, one, name="Slip")
    type_in(client, delegation, one, name="Another slip")
    assert checks(one) == [("name", "changed", "Delegate 1")]
    type_in(client, delegation, one, name="Delegate 1")
    assert checks(one) == []
    assert stored(one).state == "confirmed"


def test_a_second_field_changed_later_goes_back_too(client, delegation, by, confirmed):
    one = confirmed[0]
    type_in(client, delegation, one, name="New Name")
    type_in(client, delegation, one, function="Minister")
    assert checks(one) == [("name", "changed", "Delegate 1"), ("function", "changed", "Cabinet Secretary")]


def test_somebody_added_after_confirmation_is_looked_at_as_a_whole(client, delegation, by, confirmed):
    actions.add_delegate(delegation_pk=delegation.pk, details=details(name="Third"), by=by)
    third = delegation.delegates.get(seat=3)
    type_in(client, delegation, third, name="Third Person")
    assert (stored(delegation).state, stored(third).state, checks(third)) == ("amended", "submitted", [])


def test_a_seat_begun_after_confirmation_waits_until_it_is_filled(client, delegation, by, confirmed):
    sent = {"only": ["name", "role"], "name": "Third", "role": "member", "seen": ""}
    assert client.post(url("seat_fill", delegation, 3), sent, headers=AS_SCRIPT).status_code == 200
    third = delegation.delegates.get(seat=3)
    assert (stored(delegation).state, third.state) == ("confirmed", "incomplete")
    assert "1 seat is still being filled" in client.get(url("delegation", delegation)).content.decode()
    type_in(client, delegation, third, function="Director")
    assert (stored(delegation).state, stored(third).state) == ("amended", "submitted")


def test_a_confirmed_name_is_not_emptied(client, delegation, by, confirmed):
    assert type_in(client, delegation, confirmed[0], function="").status_code == 409
    assert stored(confirmed[0]).function == "Cabinet Secretary"


def returned(delegate, field="function", sentence="Please give it in full."):
    check = FieldCheck.objects.create(
        delegate=delegate, field=field, state="returned", sentence=sentence, before=getattr(delegate, field)
    )
    Delegate.objects.filter(pk=delegate.pk).update(state="needs_change")
    return check


def test_a_returned_field_shows_the_sentence_and_saving_it_answers(client, delegation, by, confirmed):
    one = confirmed[0]
    check = returned(one)
    page = client.get(url("delegation", delegation))
    text = page.content.decode()
    assert "The chair asks: “Please give it in full.”" in text
    assert "The chair asks for a change in the details of 1 delegate." in text
    assert f'href="{url("delegation", delegation)}#seat-1-function"' in text
    type_in(client, delegation, one, function="Cabinet Secretary for Labour")
    assert (stored(check).state, stored(one).state) == ("changed", "submitted")
    assert stored(delegation).state == "amended"


def test_one_of_two_returned_fields_does_not_settle_the_other(client, delegation, by, confirmed):
    one = confirmed[0]
    returned(one, "function"), returned(one, "name")
    type_in(client, delegation, one, function="Minister")
    assert stored(one).state == "needs_change"
    type_in(client, delegation, one, name="Full Name")
    assert stored(one).state == "submitted"


def test_a_returned_delegation_may_be_submitted_once_its_fields_are_corrected(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    submit(delegation, by)
    returned(one)
    type(delegation).objects.filter(pk=delegation.pk).update(
        state="returned", return_sentence="See the field."
    )
    page = client.get(url("delegation", delegation))
    assert page.context["standing"].next_step == "correct"
    assert "it has not been changed" in client.get(url("delegation_review", delegation)).content.decode()
    told = type_in(client, delegation, one, function="Cabinet Secretary for Labour").json()
    assert "Corrected" in told["heads"]["1"]
    review = client.get(url("delegation_review", delegation))
    assert review.context["standing"].next_step == "review"
    assert "Submit the delegation" in review.content.decode()
    submit(delegation, by)
    assert (stored(delegation).state, stored(one).state) == ("submitted", "submitted")


def test_after_the_deadline_contact_and_travel_may_still_change_and_nothing_else(
    client, delegation, by, confirmed
):
    one = confirmed[0]
    meeting = delegation.meeting
    meeting.registration_closes_at = timezone.now() - timedelta(days=1)
    meeting.save()
    form = panel(client, delegation, one)
    assert [form.fields[name].disabled for name in ("name", "role", "email", "arrives_by")] == [
        True,
        True,
        False,
        False,
    ]
    seen = form.initial["seen"]
    assert type_in(client, delegation, one, seen=seen, email="late@state.example").status_code == 200
    answer = type_in(client, delegation, one, seen=seen, name="Late Name")
    assert "Registration closed on" in answer.json()["refused"]
    whole = {"email": "later@state.example", "seen": panel(client, delegation, one).initial["seen"]}
    assert client.post(url("delegate_save", delegation, one.pk), whole).status_code == 302
    assert (stored(one).name, stored(one).email) == ("Delegate 1", "later@state.example")


# --- Replacing, withdrawing, declining -------------------------------------------------------------------


def test_replacing_after_confirmation_voids_what_was_issued_and_tells_both(client, delegation, by, confirmed):
    one = confirmed[0]
    Delegate.objects.filter(pk=one.pk).update(state="badge_issued", email="old@state.example", is_head=True)
    staff = chair_staff(delegation.meeting)
    letter = VisaLetter.objects.create(delegate=one, number="1/2027", file="visa/x.pdf", made_by=staff)
    returned_check = FieldCheck.objects.create(delegate=one, field="name", state="changed", before="X")
    answer = client.post(
        url("delegate_replace", delegation, one.pk),
        typed(name="New Head", email="new@state.example"),
    )
    assert answer.url == url("delegation", delegation) + "#seat-1"
    successor = delegation.delegates.seated().get(seat=1)
    one.refresh_from_db()
    assert (one.state, one.replaced_by, successor.is_head) == ("replaced", successor, True)
    assert one.badge_void_at is not None
    assert stored(letter).void_reason == "The seat was given to somebody else."
    assert stored(returned_check).state == "settled"
    assert stored(delegation).state == "amended"
    told = {message.to_email: message for message in Message.objects.filter(purpose="delegate")}
    assert set(told) == {"old@state.example", "new@state.example"}
    assert "has named somebody else" in told["old@state.example"].body
    assert "New Head" not in told["old@state.example"].body
    assert "Next, the chair confirms" in told["new@state.example"].body


def test_whoever_never_heard_of_a_seat_is_not_told_that_it_is_given_up(client, delegation, by):
    actions.add_delegate(delegation_pk=delegation.pk, details=details(email="a@state.example"), by=by)
    actions.withdraw_delegate(delegate_pk=delegation.delegates.get().pk, by=by)
    assert Message.objects.count() == 0


def test_whoever_is_withdrawn_after_submission_is_told(delegation, by):
    with_delegates(delegation, 1, by=by)
    actions.add_delegate(delegation_pk=delegation.pk, details=details(email="a@state.example"), by=by)
    submit(delegation, by)
    actions.withdraw_delegate(delegate_pk=delegation.delegates.get(seat=2).pk, by=by)
    assert "has given up the seat you held" in Message.objects.get(to_email="a@state.example").body


def test_an_organization_may_say_that_nobody_comes_and_begin_again(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    assert client.get(url("delegation_decline", delegation)).status_code == 200
    client.post(url("delegation_decline", delegation), {"reason": "Elections"})
    assert (stored(delegation).state, stored(one).state) == ("declined", "withdrawn")
    text = client.get(url("delegation", delegation)).content.decode()
    assert "Thank you for telling us." in text
    assert "Seat 1" not in text
    client.post(url("delegation_begin", delegation))
    assert stored(delegation).state == "not_started"
    assert "Seat 1 is open" in client.get(url("delegation", delegation)).content.decode()


def test_a_submitted_delegation_is_withdrawn_not_declined(client, delegation, by, confirmed):
    answer = client.post(url("delegation_decline", delegation), {"reason": ""})
    assert answer.status_code == 409
    assert stored(delegation).state == "confirmed"


def test_withdrawing_the_delegation_voids_what_was_issued(client, delegation, by, confirmed):
    letter = VisaLetter.objects.create(
        delegate=confirmed[0], number="1/2027", file="visa/x.pdf", made_by=chair_staff(delegation.meeting)
    )
    client.post(url("delegation_withdraw", delegation), {"reason": ""})
    assert stored(letter).void_at is not None
    assert stored(delegation).state == "withdrawn"


# --- Note verbale ----------------------------------------------------------------------------------------


def hand_in(client, delegation, content=b"", name="note.pdf"):
    file = SimpleUploadedFile(name, content or a_pdf("Composition"))
    return client.post(url("note_verbale_new", delegation), {"file": file}, follow=True)


def test_a_newer_note_verbale_takes_the_place_of_the_former_which_is_kept(client, delegation, by):
    hand_in(client, delegation)
    first = stored(delegation).note_verbale
    hand_in(client, delegation, a_pdf("Newer"), "newer.pdf")
    newer = stored(delegation).note_verbale
    assert (first.name, newer.name) == ("note.pdf", "newer.pdf")
    for letter in (first, newer):
        answer = client.get(reverse("note_verbale", args=[delegation.pk, letter.pk]))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith("attachment")


def test_a_note_verbale_is_looked_at_by_its_content(client, delegation, by):
    answer = hand_in(client, delegation, b"<html>no letter</html>", "note.pdf")
    assert stored(delegation).note_verbale is None
    assert "By its content" in answer.content.decode()


def test_what_is_wrong_with_a_note_verbale_is_said_beside_it(client, delegation, by):
    answer = hand_in(client, delegation, b"<html>no letter</html>", "note.pdf")
    section = answer.content.decode().partition('<section id="note-verbale"')[2]
    assert answer.status_code == 422
    assert "By its content this is not a PDF, PNG or JPEG." in section
    assert 'aria-invalid="true"' in section


def test_a_note_verbale_of_another_delegation_is_not_found(client, delegation, by):
    other = a_delegation(meeting=delegation.meeting)
    person = focal_point_of(other)
    client.force_login(person)
    hand_in(client, other)
    letter = stored(other).note_verbale
    client.force_login(by)
    assert client.get(reverse("note_verbale", args=[delegation.pk, letter.pk])).status_code == 404
    assert client.get(reverse("note_verbale", args=[other.pk, letter.pk])).status_code == 404


# --- The review ------------------------------------------------------------------------------------------


def reviewed(delegation):
    return review_of(delegation, list(delegation.delegates.seated()))


def test_the_review_names_what_is_missing_and_what_is_recommended(delegation, by):
    actions.add_delegate(
        delegation_pk=delegation.pk, details={"name": "Abdullahi", "email": "a@s.example"}, by=by
    )
    review = reviewed(delegation)
    assert review.missing == [
        "Seat 1, Abdullahi: the function is missing.",
        "Nobody is head of the delegation yet.",
    ]
    assert review.gaps == ["Abdullahi: ministry or department, gender, arrival"]


def test_the_review_shows_clashes_of_days_and_names(delegation, by):
    meeting = delegation.meeting
    late = datetime.combine(meeting.ends_on, datetime.min.time(), tzinfo=meeting.zone)
    outside = meeting.ends_on + timedelta(days=1)
    actions.add_delegate(
        delegation_pk=delegation.pk,
        details=details(name="José Ñandú", arrives_at=late, attends_on=[meeting.starts_on, outside]),
        by=by,
    )
    actions.add_delegate(delegation_pk=delegation.pk, details=details(name="Nandu JOSE"), by=by)
    clashes = reviewed(delegation).clashes
    assert len(clashes) == 3
    assert "is not a day of the meeting" in clashes[0]
    assert "comes after the first day attended" in clashes[1]
    assert clashes[2].startswith("Seats 1 and 2 hold the same name")


def test_the_review_states_ministries_and_genders_as_facts(delegation, by):
    for name, ministry, gender in (("A", "Labour", "woman"), ("B", "Labour", "man"), ("C", "Interior", "")):
        actions.add_delegate(
            delegation_pk=delegation.pk, details=details(name=name, ministry=ministry, gender=gender), by=by
        )
    assert reviewed(delegation).facts == [
        "2 ministries or departments: Labour (2); Interior.",
        "Women: 1. Men: 1. Another gender: 0. Not said: 1.",
    ]


def test_clashes_do_not_hold_up_a_submission(client, delegation, by):
    with_delegates(delegation, 1, by=by)
    actions.add_delegate(delegation_pk=delegation.pk, details=details(name="Delegate 1"), by=by)
    page = client.get(url("delegation_review", delegation))
    assert "Please look at this again" in page.content.decode()
    client.post(url("delegation_submit", delegation), {"version": page.context["form"].initial["version"]})
    assert stored(delegation).state == "submitted"


# --- How the page reads ----------------------------------------------------------------------------------


def test_staff_who_act_on_behalf_read_so_and_the_record_says_so(client, delegation, by):
    (one,) = with_delegates(delegation, 1, by=by)
    staff = chair_staff(delegation.meeting)
    client.force_login(staff)
    text = client.get(url("delegation", delegation)).content.decode()
    assert f"You are not the focal point of {delegation.organization.name}." in text
    type_in(client, delegation, one, ministry="Labour")
    trace = Trace.objects.get(act="edit_delegate")
    assert (trace.by, trace.is_on_behalf) == (staff, True)
    client.force_login(by)
    assert "You are not the focal point" not in client.get(url("delegation", delegation)).content.decode()


def test_extra_time_is_said_with_its_reason_and_keeps_the_seats_open(client, delegation, by):
    meeting = delegation.meeting
    meeting.registration_closes_at = timezone.now() - timedelta(days=1)
    meeting.save()
    delegation.extra_until, delegation.extra_reason = timezone.now() + timedelta(days=2), "Floods"
    delegation.save()
    text = client.get(url("delegation", delegation)).content.decode()
    assert "Your delegation has extra time: submit by" in text
    assert "Extra time was granted to your delegation: Floods" in text
    assert client.post(url("seat_fill", delegation, 1), typed()).status_code == 302


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("withdrawn", "You can begin again."), ("closed", "nobody was registered"), ("declined", "begin again")],
)
def test_a_delegation_that_does_not_come_reads_properly(client, delegation, by, state, sentence):
    delegation.state = state
    delegation.save()
    text = client.get(url("delegation", delegation)).content.decode()
    assert sentence in text
    assert "Note verbale" not in text
    assert ("Begin again" in text) is (state != "closed")


@pytest.mark.parametrize("number", [1, 3])
def test_the_focal_points_page_takes_at_most_twelve_queries(
    client, by, delegation, number, django_assert_num_queries
):
    part = a_meeting(parent=delegation.meeting, chairmanship=delegation.meeting.chairmanship)
    for delegate in with_delegates(delegation, number, by=by):
        delegate.parts.add(part)
        delegate.checks.create(field="name", state="changed", before="X")
        delegate.assistants.create(name="Assistant", email="assistant@state.example")
    hand_in(client, delegation)
    with django_assert_num_queries(12):
        client.get(url("delegation", delegation))


@pytest.mark.parametrize("number", [0, 2])
def test_filling_a_seat_takes_thirteen_queries(client, by, delegation, number, django_assert_num_queries):
    with_delegates(delegation, number, by=by)
    sent = {"name": "Wanjiru", "function": "Director", "role": "member", "seen": ""}
    with django_assert_num_queries(13):
        assert client.post(url("seat_fill", delegation, 3), sent).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_saving_a_field_as_typed_takes_fifteen_queries(
    client, by, delegation, number, django_assert_num_queries
):
    one = with_delegates(delegation, number, by=by)[0]
    seen = panel(client, delegation, one).initial["seen"]
    with django_assert_num_queries(15):
        assert type_in(client, delegation, one, seen=seen, function="Minister").status_code == 200


def test_a_save_tells_everything_that_is_open(client, delegation, confirmed, by):
    one = confirmed[0]
    one.checks.create(field="function", state="returned", sentence="In full, please.")
    told = type_in(client, delegation, one, ministry="Labour").json()
    assert told["notes"] == {
        "function": "The chair asks: “In full, please.”",
        "ministry": "Changed: it was empty before. The chair looks at it next.",
    }


def test_a_name_in_arabic_stands_in_its_own_direction(client, delegation, by):
    actions.add_delegate(delegation_pk=delegation.pk, details=details(name="محمد"), is_head=True, by=by)
    text = client.get(url("delegation", delegation)).content.decode()
    assert "<bdi>محمد</bdi>" in text
