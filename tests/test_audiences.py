"""Audiences built from facts: who is in them, once each, in which language, and who is left out and why."""

import time
import tracemalloc
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization, Person
from correspondence.models import TroubledAddress, Unsubscribed
from gfmd.moves import Refused
from mailings.audiences import AUDIENCES, NARROWINGS, audience_in_words, counted, people_of
from participants import actions
from participants.models import Delegate, Delegation, FocalPoint
from selection.models import Application
from tests.calls import a_call, an_application
from tests.factories import (
    a_delegation,
    a_meeting,
    a_person,
    a_room,
    a_roundtable,
    a_state,
    an_item,
    chair_staff,
    focal_point_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = a_meeting()
    meeting.staff = chair_staff(meeting)
    return meeting


def emails(meeting, audience, **narrowed) -> list[str]:
    return sorted(one.email for one in counted(audience, meeting, narrowed).recipients)


def invited(meeting, *organizations):
    actions.invite(meeting=meeting, organizations=organizations, by=meeting.staff)
    actions.send_invitations(meeting=meeting, by=meeting.staff)


def a_delegate(delegation, email="", seat=1, **fields) -> Delegate:
    facts = {"name": f"Delegate {seat}", "function": "Minister", "state": "complete"}
    return Delegate.objects.create(delegation=delegation, seat=seat, email=email, **{**facts, **fields})


def test_who_has_not_answered_is_silent_and_who_has_is_not(meeting):
    one, two, three = a_state(), a_state(), a_state()
    invited(meeting, one, two)
    actions.invite(meeting=meeting, organizations=[three], by=meeting.staff)  # a draft
    meeting.invitations.filter(organization=two).update(answer="declined")
    assert emails(meeting, "silent") == [one.address_email]


def test_who_accepted_and_named_nobody_is_found_until_somebody_sits(meeting):
    delegation = a_delegation(meeting)
    person = focal_point_of(delegation)
    invited(meeting, delegation.organization)
    meeting.invitations.update(answer="accepted", accepted_by=person)
    assert emails(meeting, "no_delegates") == [person.email]
    a_delegate(delegation)
    assert emails(meeting, "no_delegates") == []


def test_delegations_by_state_and_without_a_head(meeting):
    drafted, confirmed, gone = a_delegation(meeting), a_delegation(meeting), a_delegation(meeting)
    people = [focal_point_of(one) for one in (drafted, confirmed, gone)]
    for delegation, state in ((drafted, "draft"), (confirmed, "confirmed"), (gone, "withdrawn")):
        Delegation.objects.filter(pk=delegation.pk).update(state=state)
    a_delegate(drafted, is_head=False)
    a_delegate(confirmed, is_head=True)
    assert emails(meeting, "not_submitted") == [people[0].email]
    assert emails(meeting, "without_head") == [people[0].email]
    assert emails(meeting, "confirmed") == [people[1].email]


def test_focal_points_and_alternates_or_the_address_on_file(meeting):
    known, unknown = (
        a_state(address_language="fr"),
        a_state(address_language="es", address_name="The Mission"),
    )
    delegation = a_delegation(meeting, known)
    primary = focal_point_of(delegation, language="ar")
    alternate = a_person()
    FocalPoint.objects.create(organization=known, person=alternate, is_alternate=True, state="active")
    invited(meeting, known, unknown)
    found = {one.email: one for one in counted("focal_points", meeting, {}).recipients}
    assert set(found) == {primary.email, alternate.email, unknown.address_email}
    assert found[primary.email].language == "ar"
    assert found[unknown.address_email].language == "es"
    assert found[unknown.address_email].organization_id == unknown.pk


def test_a_focal_point_whose_account_is_closed_leaves_the_place_to_the_address_on_file(meeting):
    delegation = a_delegation(meeting)
    Person.objects.filter(pk=focal_point_of(delegation).pk).update(is_active=False)
    assert emails(meeting, "focal_points") == [delegation.organization.address_email]


def test_regions_and_kinds_narrow_an_audience(meeting):
    kenya, chile = a_state(), a_state(regional_group="latin_american_caribbean")
    union = Organization.objects.create(kind="trade_union", name_en="Union", address_email="union@x.example")
    invited(meeting, kenya, chile, union)
    assert emails(meeting, "region", region="african") == [kenya.address_email]
    assert emails(meeting, "silent", region="latin_american_caribbean") == [chile.address_email]
    assert emails(meeting, "kind", organization_kind="trade_union") == [union.address_email]
    assert emails(meeting, "kind", organization_kind="civil_society") == []


def test_delegates_in_the_language_of_their_account_else_of_their_organization(meeting):
    delegation = a_delegation(meeting, a_state(address_language="fr"))
    a_person(email="amina@x.example", language="ru")
    a_delegate(delegation, "Amina@x.example", 1, honorific="H.E.", name="Amina", is_head=True)
    a_delegate(delegation, "juma@x.example", 2, state="confirmed")
    a_delegate(delegation, "gone@x.example", 3, state="withdrawn")
    found = {one.email: one for one in counted("delegates", meeting, {}).recipients}
    assert {email: one.language for email, one in found.items()} == {
        "amina@x.example": "ru",
        "juma@x.example": "fr",
    }
    assert found["amina@x.example"].name == "H.E. Amina"
    assert emails(meeting, "delegates_confirmed") == ["juma@x.example"]
    assert emails(meeting, "heads") == ["amina@x.example"]


def test_everyone_of_a_roundtable_and_of_the_room_it_meets_in_once_each(meeting):
    room = a_room(meeting)
    item = an_item(meeting, "10:00", "11:00", room=room)
    roundtable, other = a_roundtable(meeting, agenda_item=item, capacity=1), a_roundtable(meeting, "2.1")
    delegation = a_delegation(meeting)
    person = focal_point_of(delegation)
    seated, waiting = a_delegate(delegation, person.email, 1), a_delegate(delegation, "w@x.example", 2)
    roundtable.places.create(delegate=seated, state="seated")
    roundtable.places.create(delegate=waiting, state="waiting")
    roundtable.team.create(
        role="co_chair", organization=delegation.organization
    )  # the focal point acts for it
    roundtable.team.create(role="speaker", person=a_person(email="speaker@x.example"))
    roundtable.team.create(role="speaker", name="Nobody knows where")
    other.team.create(role="rapporteur", person=a_person(email="other@x.example"))
    of_it = sorted([person.email, "speaker@x.example"])
    assert emails(meeting, "roundtable", roundtable=str(roundtable.pk)) == of_it
    assert emails(meeting, "room", room=str(room.pk)) == of_it
    assert emails(meeting, "speakers") == ["speaker@x.example"]
    assert emails(meeting, "teams") == sorted([*of_it, "other@x.example"])
    left_out = counted("roundtable", meeting, {"roundtable": str(roundtable.pk)}).left_out
    assert [(one.recipient.name, str(one.reason)) for one in left_out] == [
        ("Nobody knows where", "No address on file")
    ]


def test_those_who_come_on_a_day(meeting):
    delegation = a_delegation(meeting)
    second = meeting.starts_on + timedelta(days=1)
    a_delegate(delegation, "all@x.example", 1)
    a_delegate(delegation, "first@x.example", 2, attends_on=[meeting.starts_on])
    assert emails(meeting, "day", day=second.isoformat()) == ["all@x.example"]
    assert emails(meeting, "day", day=meeting.starts_on.isoformat()) == ["all@x.example", "first@x.example"]


def test_everyone_of_a_constituency(meeting):
    of_it, other = a_delegation(meeting), a_delegation(meeting)
    constituency = meeting.constituencies.create(name="Employers")
    Delegation.objects.filter(pk=of_it.pk).update(constituency=constituency, state="draft")
    person = focal_point_of(of_it)
    focal_point_of(other)
    a_delegate(of_it, "d@x.example")
    a_delegate(other, "o@x.example")
    assert emails(meeting, "constituency", constituency=str(constituency.pk)) == sorted(
        [person.email, "d@x.example"]
    )


def test_applicants_by_the_state_of_their_application():
    call = a_call()
    received, rejected = an_application(call), an_application(call, state="rejected", reason="Full")
    assert emails(call.meeting, "applicants", application_state="received") == [received.email]
    assert emails(call.meeting, "applicants", application_state="rejected") == [rejected.email]


def test_every_member_state_has_one_address_or_is_named_as_left_out(meeting):
    delegation = a_delegation(meeting)
    person = focal_point_of(delegation)
    FocalPoint.objects.create(
        organization=delegation.organization, person=a_person(), is_alternate=True, state="active"
    )
    silent, without = a_state(), a_state(address_email="")
    a_state(un_member_since=2999)
    whole = counted("member_states", meeting, {}, is_letter=True)
    assert {one.email for one in whole.recipients} == {person.email, silent.address_email}
    assert [one.recipient.organization_id for one in whole.left_out] == [without.pk]


def test_who_speaks_for_two_states_gets_two_letters_and_one_circular(meeting):
    one, two = a_state(address_email="both@x.example"), a_state(address_email="Both@x.example")
    assert len(counted("member_states", meeting, {}, is_letter=True).recipients) == 2
    assert len(counted("member_states", meeting, {}).recipients) == 1
    assert one.pk != two.pk


def test_circulars_leave_out_who_wants_none_and_what_came_back(meeting):
    wanting, refusing, bounced = a_state(), a_state(), a_state()
    invited(meeting, wanting, refusing, bounced)
    Unsubscribed.objects.create(email=refusing.address_email.upper())
    TroubledAddress.objects.create(email=bounced.address_email, trouble="bounced")
    whole = counted("focal_points", meeting, {}, is_circular=True)
    assert [one.email for one in whole.recipients] == [wanting.address_email]
    assert {one.recipient.email: str(one.reason) for one in whole.left_out} == {
        refusing.address_email: "Wants no circulars",
        bounced.address_email: "Messages come back",
    }
    assert len(counted("focal_points", meeting, {}).recipients) == 3


def test_what_narrows_an_audience_is_of_this_meeting_and_still_there(meeting):
    foreign = a_roundtable(a_meeting())
    for narrowed in ({}, {"roundtable": str(foreign.pk)}, {"roundtable": "x'; --"}, {"roundtable": ""}):
        with pytest.raises(Refused):
            list(people_of("roundtable", meeting, narrowed))
    assert audience_in_words("roundtable", meeting, {"roundtable": "99"}).endswith(
        "(Roundtable: not there any more)"
    )


@pytest.mark.parametrize("name", sorted(AUDIENCES))
def test_every_audience_can_be_asked_of_an_empty_meeting(meeting, name):
    a_roundtable(meeting)
    a_room(meeting)
    meeting.constituencies.create(name="Employers")
    narrowed = {one: NARROWINGS[one].choices(meeting)[0][0] for one in AUDIENCES[name].needs}
    found = counted(name, meeting, narrowed, is_circular=True)
    assert (found.recipients, found.left_out) == ([], [])


def many_applicants(number: int):
    call = a_call()
    country = a_state()
    Application.objects.bulk_create(
        Application(
            call=call,
            country=country,
            organization_name=f"Organization {place}",
            organization_key=f"organization {place}",
            sector="ngo",
            name=f"Applicant {place}",
            email=f"a{place}@x.example",
        )
        for place in range(number)
    )
    return call.meeting


def test_five_thousand_are_found_in_a_few_queries_little_time_and_little_memory():
    meeting = many_applicants(5000)
    received = {"application_state": "received"}
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        found = counted("applicants", meeting, received, is_circular=True)
        took = time.perf_counter() - began
    assert len(found.recipients) == 5000
    assert len(queries) <= 4
    assert took < 3
    tracemalloc.start()
    assert sum(1 for _one in people_of("applicants", meeting, received)) == 5000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000  # the addresses seen, and one chunk of rows
