"""What an attacker tried on nominations, delegations and applications: each stays shut."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization
from correspondence.models import Message
from desk.own_data import as_json, own_data, own_files
from gfmd.spreadsheets import cell
from gfmd.tokens import hash_of, token_for
from participants import actions
from participants.actions.rules import locked
from participants.actions.selected import begin_selected_delegation
from participants.actions.terms import lock_organization_alone
from participants.models import Delegate, Delegation, FocalPoint, Invitation, SensitiveView, VisaLetter
from selection import actions as selecting
from selection.models import Application
from tests.calls import (
    a_call,
    a_closed_call,
    a_member,
    an_application,
    civil_society_days,
    staff_of,
    token_of,
)
from tests.factories import (
    a_chairmanship,
    a_delegation,
    a_meeting,
    a_passport,
    a_person,
    a_state,
    a_visa_letter,
    an_upload,
    chair_staff,
    details,
    focal_point_of,
    with_delegates,
)

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = "third.secretary@mission.example"


def named(**fields) -> dict:
    facts = {
        "name": "Zawadi Mwangi",
        "function": "Director",
        "ministry": "Ministry of Labour",
        "duty_station": "Nairobi",
        "email": "zawadi@kenya.example",
        "phone": "",
        "language": "en",
        "sender_name": "Njeri Otieno",
        "sender_email": SENDER,
    }
    return {**facts, **fields}


# --- What is held about oneself tells nothing of others -----------------------------------------------------


def test_whoever_was_nominated_does_not_learn_from_the_record_who_handed_it_in():
    meeting = a_meeting()
    actions.nominate(meeting=meeting, organization=a_state(), named=named(), upload=an_upload())
    told = as_json(own_data(a_person("zawadi@kenya.example"))).decode()
    assert "Zawadi Mwangi" in told
    assert SENDER not in told
    assert "Njeri Otieno" not in told


# --- An organization on file is not taken over by its name --------------------------------------------------


def accepted(client, call, name: str) -> Application:
    application = an_application(call, name)
    selecting.offer_places(call_pk=call.pk, application_pks=[application.pk], by=staff_of(call))
    client.post(reverse("application_accept", args=[token_of(application)]))
    application.refresh_from_db()
    return application


@pytest.mark.parametrize("state", ["pending", "suspended", "ended", "superseded"])
def test_a_namesake_of_an_organization_that_somebody_has_spoken_for_waits_for_staff(client, state):
    known = Organization.objects.create(kind="civil_society", name_en="Foro de Mujeres")
    FocalPoint.objects.create(organization=known, person=a_person(), state=state)
    application = accepted(client, a_closed_call(), "Foro de Mujeres")
    assert (application.state, application.delegation) == ("accepted", None)


def test_a_namesake_does_not_open_the_delegations_of_former_years(client):
    known = Organization.objects.create(kind="civil_society", name_en="Foro de Mujeres")
    former = a_delegation(meeting=a_meeting(slug="former", title="Former days"), organization=known)
    Delegate.objects.create(delegation=former, seat=1, name="Rosa Quispe", email="rosa@foro.example")
    accepted(client, a_closed_call(), "Foro de Mujeres")
    answer = client.get(reverse("delegation", args=[former.pk]))
    assert answer.status_code in (302, 404)


def test_whoever_speaks_for_the_organization_already_goes_on_by_an_application(client):
    known = Organization.objects.create(kind="civil_society", name_en="Foro de Mujeres")
    call = a_closed_call()
    application = an_application(call, "Foro de Mujeres")
    FocalPoint.objects.create(organization=known, person=a_person(application.email), state="active")
    FocalPoint.objects.create(organization=known, person=a_person(), state="ended")
    selecting.offer_places(call_pk=call.pk, application_pks=[application.pk], by=staff_of(call))
    client.post(reverse("application_accept", args=[token_of(application)]))
    application.refresh_from_db()
    assert application.delegation.organization == known


# --- What was issued to somebody who gave up the seat -------------------------------------------------------


def test_letters_for_visas_are_void_when_the_selected_place_is_given_up(client):
    call = a_closed_call()
    by = staff_of(call)
    application = accepted(client, call, "League of Movers")
    delegation = application.delegation
    delegate = Delegate.objects.create(
        delegation=delegation,
        seat=1,
        state="confirmed",
        is_head=True,
        name="Rosa Quispe",
        function="Chair",
        email="rosa@league.example",
        link_number=1,
    )
    letter = a_visa_letter(delegate, by=by)
    selecting.withdraw_application(application_pk=application.pk, by=by)
    delegate.refresh_from_db()
    assert delegate.state == "withdrawn"
    assert VisaLetter.objects.get(pk=letter.pk).void_at is not None
    assert Message.objects.filter(to_email="rosa@league.example").exists()


# --- Links ---------------------------------------------------------------------------------------------------


def task_for(person) -> tuple[FocalPoint, str]:
    point = FocalPoint.objects.create(organization=a_state(), person=person, link_number=1)
    token = token_for(point.link_name)
    point.link_hash, point.link_expires_at = hash_of(token), timezone.now() + timedelta(days=1)
    point.save()
    return point, token


@pytest.mark.parametrize("duty", ["coordinator", "committee"])
def test_a_task_that_reached_somebody_who_serves_a_call_opens_no_account(client, duty):
    member = a_member(a_closed_call(), duty)
    _point, token = task_for(member.person)
    client.post(reverse("focal_point_take_on", args=[token]))
    assert "_auth_user_id" not in client.session


def test_a_task_still_signs_in_whoever_serves_nobody(client):
    _point, token = task_for(a_person())
    client.post(reverse("focal_point_take_on", args=[token]))
    assert "_auth_user_id" in client.session


def test_an_expired_link_of_an_application_does_not_tell_the_address_on_file(client):
    application = an_application(a_closed_call(), "League of Movers", email="secret.box@league.example")
    Application.objects.filter(pk=application.pk).update(link_expires_at=timezone.now() - timedelta(days=1))
    answer = client.post(reverse("application_new_link", args=[token_of(application)]))
    assert answer.status_code == 200
    assert "secret.box" not in answer.text
    assert "s…@league.example" in answer.text


def test_an_expired_link_of_an_application_does_not_tell_who_applied_on_the_page_to_correct_it(client):
    application = an_application(a_closed_call(), "League of Movers")
    Application.objects.filter(pk=application.pk).update(link_expires_at=timezone.now() - timedelta(days=1))
    answer = client.get(reverse("application_correct", args=[token_of(application)]), follow=True)
    assert "League of Movers" not in answer.text


@pytest.mark.parametrize("page", ["application", "application_correct"])
def test_no_browser_keeps_the_pages_of_an_application(client, page):
    application = an_application(a_closed_call())
    answer = client.get(reverse(page, args=[token_of(application)]))
    assert answer["Cache-Control"] == "no-store"


# --- What is sent by a script --------------------------------------------------------------------------------


@pytest.mark.parametrize("pick", ["9" * 5000, "9" * 30, "x"])
def test_a_tick_that_no_page_offers_is_answered_in_the_page(client, pick):
    call = a_closed_call()
    client.force_login(staff_of(call))
    where = reverse("applications_decide", args=[call.meeting.slug])
    assert client.post(where, {"act": "offer", "pick": pick}).status_code == 422


@pytest.mark.parametrize("seen", ["9" * 5000 + ":1", "9" * 30 + ":" + "9" * 30, "1:2:3", "x"])
def test_the_board_takes_no_number_that_no_page_offers(client, seen):
    meeting = a_meeting()
    client.force_login(chair_staff(meeting))
    assert client.post(reverse("board_confirm", args=[meeting.slug]), {"seen": seen}).status_code == 302


@pytest.mark.parametrize("typed", ["\n=1+1", "＝1+1", "＋1+cmd", "－1+cmd", "＠SUM(A1)", " \t=1+1"])
def test_a_cell_is_guarded_also_behind_a_break_and_in_wide_signs(typed):
    assert cell(typed) == f"'{typed}"


def test_a_telephone_number_stays_as_it_is():
    assert cell("+41 22 917 00 00") == "+41 22 917 00 00"


# --- Erased people stay erased -------------------------------------------------------------------------------


def test_an_erasure_waits_for_whoever_is_saving_the_same_delegation():
    meeting = a_meeting()
    staff = chair_staff(meeting)
    delegation = a_delegation(meeting=meeting)
    _first, second = with_delegates(delegation, 2, by=focal_point_of(delegation))
    actions.withdraw_delegate(delegate_pk=second.pk, by=staff)

    def erase() -> None:
        try:
            actions.erase_delegate(delegate_pk=second.pk, reason="Asked in writing.", by=staff)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locked(delegation.pk)
            erasing = pool.submit(erase)
            with pytest.raises(TimeoutError):
                erasing.result(timeout=0.5)
            Delegate.objects.filter(pk=second.pk).update(name="Zawadi Kamau", phone="+254 1")
        erasing.result(timeout=10)
    second.refresh_from_db()
    assert (second.name, second.phone) == (f"Delegate {second.pk}", "")


# --- One focal point and the delegation of another ----------------------------------------------------------


def test_a_focal_point_reaches_nothing_of_another_delegation_by_mixing_keys(client):
    meeting = a_meeting()
    own, other = a_delegation(meeting=meeting), a_delegation(meeting=meeting)
    anna, other_point = focal_point_of(own), focal_point_of(other)
    theirs = actions.add_delegate(
        delegation_pk=other.pk, details=details(email="theirs@other.example"), by=other_point
    )
    letter = a_visa_letter(theirs, by=chair_staff(meeting))
    assistant = actions.name_assistant(
        delegate_pk=theirs.pk, name="Njeri", email="njeri@other.example", by=other_point
    )
    actions.keep_note_verbale(delegation_pk=other.pk, upload=an_upload(), by=other_point)
    other.refresh_from_db()
    client.force_login(anna)
    for delegation in (own, other):
        for name, args in (
            ("delegate_save", [theirs.pk]),
            ("delegate_replace", [theirs.pk]),
            ("delegate_withdraw", [theirs.pk]),
            ("delegate_move", [theirs.pk]),
            ("delegate_link", [theirs.pk]),
            ("delegate_needs", [theirs.pk]),
            ("delegate_visa", [theirs.pk]),
            ("delegate_visa_withdraw", [theirs.pk]),
            ("delegate_letter", [theirs.pk, letter.pk]),
            ("assistant_name", [theirs.pk]),
            ("assistant_remove", [theirs.pk, assistant.pk]),
            ("note_verbale", [other.note_verbale_id]),
        ):
            where = reverse(name, args=[delegation.pk, *args])
            assert {client.get(where).status_code, client.post(where).status_code} <= {404, 405}, where
    theirs.refresh_from_db()
    assert (theirs.state, theirs.assistants.count()) == ("complete", 1)
    for name in ("seat", "seat_needs", "seat_visa", "seat_places"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 404
    own_one = actions.add_delegate(delegation_pk=own.pk, details=details(), by=anna)
    assert client.get(reverse("delegate_letter", args=[own.pk, own_one.pk, letter.pk])).status_code == 404
    gone = reverse("assistant_remove", args=[own.pk, own_one.pk, assistant.pk])
    client.post(gone)
    assert theirs.assistants.count() == 1


# --- What is kept apart does not follow an address that others may write ------------------------------------


@pytest.fixture
def given():
    """A delegate who has said what is needed and holds a letter; the focal point, and staff, of the delegation."""
    meeting = a_meeting()
    delegation = a_delegation(meeting=meeting)
    point, staff = focal_point_of(delegation), chair_staff(meeting)
    delegate = actions.add_delegate(
        delegation_pk=delegation.pk, details=details(email="zawadi@kenya.example"), by=point
    )
    zawadi = a_person("zawadi@kenya.example")
    actions.write_needs(delegate_pk=delegate.pk, diet="", access="A quiet room", by=zawadi)
    actions.ask_visa_letter(delegate_pk=delegate.pk, passport=a_passport(), by=zawadi)
    a_visa_letter(delegate, by=staff)
    return delegate, zawadi, point, staff


def readdress(delegate: Delegate, *addresses: str, by) -> None:
    for address in addresses:
        actions.edit_delegate(delegate_pk=delegate.pk, details={"email": address}, by=by)


@pytest.mark.parametrize("by_way_of", [(), ("",), ("other@kenya.example", "")])
def test_a_focal_point_who_writes_the_own_address_at_a_seat_does_not_see_what_was_given(
    client, given, by_way_of
):
    delegate, _zawadi, point, _staff = given
    readdress(delegate, *by_way_of, point.email, by=point)
    client.force_login(point)
    where = reverse("seat_needs", args=[delegate.pk])
    answer = client.get(where)
    assert answer.status_code == 200
    assert "A quiet room" not in answer.text
    actions.write_needs(delegate_pk=delegate.pk, diet="vegan", access=None, by=point)
    assert "A quiet room" not in client.get(where).text
    told = as_json(own_data(point)).decode()
    assert "A quiet room" not in told
    assert "K1234567" not in told
    assert list(own_files(point)) == []


@pytest.mark.parametrize("page", ["seat_letter", "visa_letter_new"])
def test_a_look_is_noted_also_where_the_own_address_was_written_at_the_seat(client, given, page):
    delegate, _zawadi, point, staff = given
    person = point if page == "seat_letter" else staff
    readdress(delegate, person.email, by=person)
    client.force_login(person)
    if page == "seat_letter":
        where = reverse(page, args=[delegate.pk, VisaLetter.objects.get().pk])
    else:
        where = reverse(page, args=[delegate.delegation.meeting.slug, delegate.pk])
    assert client.get(where).status_code == 200
    assert SensitiveView.objects.get().by == person


def test_a_delegate_sees_what_was_given_and_no_look_is_noted(client, given):
    delegate, zawadi, _point, _staff = given
    client.force_login(zawadi)
    assert "A quiet room" in client.get(reverse("seat_needs", args=[delegate.pk])).text
    letter = VisaLetter.objects.get()
    assert client.get(reverse("seat_letter", args=[delegate.pk, letter.pk])).status_code == 200
    assert not SensitiveView.objects.exists()
    assert "K1234567" in as_json(own_data(zawadi)).decode()


def test_an_address_that_was_written_before_anything_was_given_is_the_delegates_own(client, given):
    delegate, _zawadi, point, _staff = given
    other = actions.add_delegate(
        delegation_pk=delegate.delegation_id, details=details(email="nejri@kenya.example"), by=point
    )
    readdress(other, "njeri@kenya.example", by=point)
    njeri = a_person("njeri@kenya.example")
    actions.write_needs(delegate_pk=other.pk, diet="", access="A ramp", by=njeri)
    client.force_login(njeri)
    assert "A ramp" in client.get(reverse("seat_needs", args=[other.pk])).text


def test_an_assistants_link_that_has_expired_does_not_name_the_delegate(client, given):
    delegate, _zawadi, point, _staff = given
    assistant = actions.name_assistant(
        delegate_pk=delegate.pk, name="Otieno", email="otieno@kenya.example", by=point
    )
    where = reverse("delegate_details", args=[token_for(assistant.link_name)])
    assert "Wanjiru Kamau" in client.get(where).text
    type(assistant).objects.update(link_expires_at=timezone.now() - timedelta(days=1))
    assert "Wanjiru Kamau" not in client.get(where).text


# --- Locks are taken in one order ----------------------------------------------------------------------------


def test_a_place_that_is_accepted_beside_an_invitation_waits_and_blocks_nobody():
    meeting = a_meeting()
    organization = Organization.objects.create(kind="civil_society", name_en="Foro de Mujeres")
    invitation = Invitation.objects.create(
        meeting=meeting, organization=organization, to_email="a@foro.example"
    )
    person = a_person()

    def begin() -> None:
        try:
            begin_selected_delegation(meeting=meeting, organization=organization, person=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():  # as accepting the invitation does
            Invitation.objects.select_for_update().get(pk=invitation.pk)
            beginning = pool.submit(begin)
            with pytest.raises(TimeoutError):
                beginning.result(timeout=0.5)
            lock_organization_alone(organization.pk)
        beginning.result(timeout=10)
    assert Delegation.objects.filter(organization=organization).count() == 1


# --- Too much of it ------------------------------------------------------------------------------------------

FLOOD = ["x" * 10_000, "عربي\x00", "\U0001f30d" * 10_000, "9" * 5_000]


@pytest.mark.parametrize("flood", FLOOD, ids=["long", "NUL", "signs", "figures"])
def test_a_flood_in_every_field_of_the_public_forms_is_answered_in_the_page(client, given, flood):
    delegate, _zawadi, point, _staff = given
    meeting = delegate.delegation.meeting
    call = a_call(civil_society_days(slug="days"))
    application = an_application(call)
    actions.send_delegate_link(delegate_pk=delegate.pk, by=point)
    delegate.refresh_from_db()
    nomination = actions.nominate(meeting=meeting, organization=a_state(), named=named(), upload=an_upload())
    for where in (
        reverse("nominate", args=[meeting.slug]),
        reverse("nomination_link", args=[token_for(nomination.link_name)]),
        reverse("application_new", args=[call.meeting.slug]),
        reverse("application_correct", args=[token_of(application)]),
        reverse("delegate_details", args=[token_for(delegate.link_name)]),
    ):
        form = client.get(where).context["form"] or {}
        typed = dict.fromkeys(
            [*getattr(form, "fields", []), "needs-access", "needs-diet_words", "seen"], flood
        )
        assert client.post(where, typed).status_code in (409, 422), where
    for where in (
        reverse("application_withdraw", args=[token_of(application)]),
        reverse("application_decline", args=[token_of(application)]),
    ):
        typed = {"withdraw-reason": flood, "decline-reason": flood}
        assert client.post(where, typed).status_code == 422, where
    client.force_login(point)
    for name in ("delegate_needs", "delegate_visa", "assistant_name", "delegate_replace"):
        where = reverse(name, args=[delegate.delegation_id, delegate.pk])
        typed = dict.fromkeys([*client.get(where).context["form"].fields], flood)
        assert client.post(where, typed).status_code in (409, 422), where


# --- Staff of another chairmanship ---------------------------------------------------------------------------


def test_staff_of_one_chairmanship_reach_nothing_of_another_by_mixing_keys(client, given):
    delegate, _zawadi, point, _staff = given
    delegation, meeting = delegate.delegation, delegate.delegation.meeting
    actions.keep_note_verbale(delegation_pk=delegation.pk, upload=an_upload(), by=point)
    delegation.refresh_from_db()
    nomination = actions.nominate(meeting=meeting, organization=a_state(), named=named(), upload=an_upload())
    letter, call = VisaLetter.objects.get(), a_closed_call(meeting=meeting)
    application = an_application(call)
    other = a_meeting(slug="other", chairmanship=a_chairmanship())
    a_closed_call(meeting=other)
    client.force_login(chair_staff(other))
    for slug, expected in ((other.slug, {404, 405}), (meeting.slug, {403, 404, 405})):
        for name, args in (
            ("nomination", [nomination.pk]),
            ("nomination_letter", [nomination.pk]),
            ("nomination_accept", [nomination.pk]),
            ("delegation_check", [delegation.pk]),
            ("delegation_confirm", [delegation.pk]),
            ("delegation_extra_time", [delegation.pk]),
            ("delegate_reject", [delegation.pk, delegate.pk]),
            ("visa_letter_new", [delegate.pk]),
            ("visa_letter_file", [letter.pk]),
            ("visa_letter_void", [letter.pk]),
            ("personal_data_delegate", [delegate.pk]),
            ("application_check", [application.pk]),
            ("application_readdress", [application.pk]),
            ("application_settle", [application.pk]),
        ):
            where = reverse(name, args=[slug, *args])
            assert {client.get(where).status_code, client.post(where).status_code} <= expected, where
    for where in (
        reverse("delegation", args=[delegation.pk]),
        reverse("delegation_record", args=[delegation.pk]),
        reverse("note_verbale", args=[delegation.pk, delegation.note_verbale_id]),
        reverse("delegation_places", args=[delegation.pk]),
        reverse("delegate_letter", args=[delegation.pk, delegate.pk, letter.pk]),
    ):
        assert client.get(where).status_code == 404, where
    assert not SensitiveView.objects.exists()
    pick = {"act": "offer", "pick": application.pk}
    assert client.post(reverse("applications_decide", args=[other.slug]), pick).status_code == 422
    people = client.get(reverse("people", args=[other.slug]), {"name": "Wanjiru"})
    assert "Wanjiru Kamau" not in people.text
