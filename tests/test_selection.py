"""Open applications: who may apply, once; who scores what; and who is offered a place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Trace, subject_of
from correspondence.models import Message
from gfmd.moves import Refused
from participants.models import Delegation, FocalPoint
from selection import actions
from selection.models import Application, Call
from selection.ranking import ranked
from tests.calls import (
    a_call,
    a_closed_call,
    a_member,
    an_application,
    civil_society_days,
    offered,
    points_of,
    scored,
    staff_of,
    state,
    token_of,
    typed,
    waiting,
)
from tests.factories import a_meeting, a_person, a_state, chair_staff

pytestmark = pytest.mark.django_db


def apply(client, call, follow=False, **fields):
    return client.post(reverse("application_new", args=[call.meeting.slug]), typed(**fields), follow=follow)


def text(answer) -> str:
    return answer.content.decode()


# --- Applying --------------------------------------------------------------------------------------------


def test_an_application_is_handed_in_and_its_link_goes_to_the_address_given(client):
    call = a_call()
    answer = apply(client, call, organization_name="Ligue des mères", email="Mere@Ligue.example")
    assert answer.url == reverse("application_received", args=[call.meeting.slug])
    application = call.applications.get()
    assert (application.state, application.email) == ("received", "mere@ligue.example")
    message = Message.objects.get()
    assert (message.to_email, message.purpose) == ("mere@ligue.example", "application")
    assert client.get(message.link).status_code == 200
    assert token_of(application) not in text(client.get(answer.url))


@pytest.mark.parametrize(
    "second", ["LIGUE DES MÈRES", "Ligue  des meres", "ligue des mères!", "Лигуе дес Мерес"]
)
def test_an_organization_applies_once_however_its_name_is_typed(client, second):
    call = a_call()
    apply(client, call, organization_name="Ligue des Mères")
    answer = apply(client, call, organization_name=second)
    assert answer.status_code == 409
    assert "An application of this organization is here already" in text(answer)
    assert "To be heard." in text(answer)
    assert call.applications.count() == 1


def test_two_arabic_spellings_of_one_name_are_one_organization(client):
    call = a_call()
    apply(client, call, organization_name="جمعية المهاجرين")
    assert apply(client, call, organization_name="جمعيّة المهاجرين").status_code == 409


def test_another_application_may_follow_one_that_was_withdrawn(client):
    call = a_call()
    first = an_application(call, "Ligue des Mères")
    actions.withdraw_application(application_pk=first.pk, link_number=1)
    assert apply(client, call, organization_name="Ligue des mères").status_code == 302


def test_the_same_domain_is_shown_to_staff_and_refused_to_nobody(client):
    call = a_closed_call()
    one = an_application(call, "Union of Cooks", email="a@union.example")
    other = an_application(call, "Union of Bakers", email="b@union.example")
    an_application(call, "Alone", email="c@gmail.com")
    an_application(call, "Apart", email="d@gmail.com")
    client.force_login(staff_of(call))
    found = client.get(reverse("applications", args=[call.meeting.slug])).context["doubles"]
    assert found == {one.pk: [other], other.pk: [one]}


def test_the_last_minute_counts_and_the_next_does_not(client):
    call = a_call()
    last = timezone.now().replace(second=0, microsecond=0)
    Call.objects.filter(pk=call.pk).update(closes_at=last)
    call.refresh_from_db()
    assert call.is_open(last + timedelta(seconds=59, milliseconds=900))
    assert not call.is_open(last + timedelta(seconds=60))


def test_whoever_comes_too_late_is_told_so_and_loses_nothing(client):
    call = a_closed_call()
    answer = apply(client, call, motivation="A long text about us")
    assert answer.status_code == 409
    assert "so this one cannot be taken any more" in text(answer)
    assert "A long text about us" in text(answer)
    assert call.applications.count() == 0


def test_nobody_applies_before_the_call_opens(client):
    call = a_call(opens_at=timezone.now() + timedelta(days=1))
    assert "Applications open on" in text(client.get(reverse("application_new", args=[call.meeting.slug])))
    assert apply(client, call).status_code == 409


def test_a_meeting_without_a_call_has_no_form(client):
    assert client.get(reverse("application_new", args=[civil_society_days().slug])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organization_name", ""),
        ("organization_name", "!!!"),
        ("organization_name", "x" * 201),
        ("organization_name", "a\x00b"),
        ("motivation", "x" * 3001),
        ("email", "nobody"),
        ("sector", "circus"),
        ("country", "0"),
        ("gender", ""),
        ("language", "tlh"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(client, field, value):
    call = a_call()
    answer = apply(client, call, **{field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Ten years of advice." in text(answer)


def test_a_flood_from_one_place_is_stopped(client):
    call = a_call()
    answers = [apply(client, call).status_code for _time in range(21)]
    assert answers == [302] * 20 + [429]
    assert (
        client.post(
            reverse("application_new", args=[call.meeting.slug]), typed(), REMOTE_ADDR="10.9.8.7"
        ).status_code
        == 302
    )


def test_nobody_is_buried_in_messages_by_others_who_apply_with_that_address(client):
    call = a_call()
    answers = [apply(client, call, email="victim@home.example").status_code for _time in range(6)]
    assert answers == [302] * 5 + [429]


def test_the_purpose_and_the_end_of_personal_data_are_shown(client):
    shown = text(client.get(reverse("application_new", args=[a_call().meeting.slug])))
    assert "Asked to select applications and to write to you about yours." in shown


def test_the_deadline_is_shown_with_its_zone(client):
    assert "Rabat time" in text(client.get(reverse("application_new", args=[a_call().meeting.slug])))


# --- The personal link -----------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client):
    call = a_closed_call()
    application = offered(call, 1, by=staff_of(call))[0]
    before = Application.objects.values().get(pk=application.pk)
    client.get(reverse("application", args=[token_of(application)]))
    assert Application.objects.values().get(pk=application.pk) == before


def test_an_application_is_corrected_while_the_call_is_open(client):
    application = an_application(a_call(), "Old Name")
    where = reverse("application_correct", args=[token_of(application)])
    seen = client.get(where).context["form"]["seen"].value()
    answer = client.post(where, typed(organization_name="New Name", email=application.email, seen=seen))
    assert answer.status_code == 302
    application.refresh_from_db()
    assert (application.organization_name, application.organization_key) == ("New Name", "new name")
    trace = Trace.objects.get(act="correct_application", subject=subject_of(application))
    assert trace.before["organization_name"] == "Old Name"
    assert "amina" not in str(trace.after).lower()


def test_a_stale_correction_is_refused_with_both_versions_shown(client):
    application = an_application(a_call(), "First")
    where = reverse("application_correct", args=[token_of(application)])
    seen = client.get(where).context["form"]["seen"].value()
    client.post(where, typed(organization_name="Second", email=application.email, seen=seen))
    answer = client.post(where, typed(organization_name="Third", email=application.email, seen=seen))
    assert answer.status_code == 409
    assert "Second" in text(answer) and "Third" in text(answer)


def test_another_address_gets_a_new_link_and_the_former_is_void(client):
    application = an_application(a_call())
    old = token_of(application)
    where = reverse("application_correct", args=[old])
    seen = client.get(where).context["form"]["seen"].value()
    name = application.organization_name
    client.post(where, typed(organization_name=name, email="new@place.example", seen=seen))
    assert client.get(reverse("application", args=[old])).status_code == 404
    message = Message.objects.latest("pk")
    assert message.to_email == "new@place.example"
    assert client.get(message.link).status_code == 200


def test_nothing_is_corrected_once_the_call_has_closed(client):
    application = an_application(a_closed_call())
    where = reverse("application_correct", args=[token_of(application)])
    seen = application.changed_at.isoformat()
    assert client.post(where, typed(organization_name="Later", seen=seen)).status_code == 409
    application.refresh_from_db()
    assert application.organization_name != "Later"


def test_an_expired_link_offers_a_new_one_to_the_address_on_file(client):
    application = an_application(a_call(), link_expires_at=timezone.now() - timedelta(days=1))
    old = token_of(application)
    shown = text(client.get(reverse("application", args=[old])))
    assert "This link has expired." in shown
    assert application.name not in shown
    assert application.name not in text(client.get(reverse("application_correct", args=[old])))
    client.post(reverse("application_new_link", args=[old]))
    assert Message.objects.get().to_email == application.email
    assert client.get(reverse("application", args=[old])).status_code == 404


# --- The call and its committee --------------------------------------------------------------------------


def test_staff_open_a_call_for_civil_society_days(client):
    meeting = civil_society_days()
    client.force_login(chair_staff(meeting))
    assert "No call yet" in text(client.get(reverse("applications", args=[meeting.slug])))
    terms = {
        "text_en": "Come and be heard.",
        "opens_at": "2027-01-01T09:00",
        "closes_at": "2027-04-14T23:59",
        "ceiling": 150,
        "offer_days": 10,
    }
    assert client.post(reverse("call_edit", args=[meeting.slug]), terms).status_code == 302
    call = Call.objects.get()
    assert (str(call.text), call.ceiling) == ("Come and be heard.", 150)
    assert f"{call.closes_at:%H:%M}" == "22:59"


def test_a_summit_calls_for_no_applications(client):
    meeting = a_meeting()
    client.force_login(chair_staff(meeting))
    terms = {"opens_at": "2027-01-01T09:00", "closes_at": "2027-02-14T23:59", "ceiling": 9, "offer_days": 9}
    assert client.post(reverse("call_edit", args=[meeting.slug]), terms).status_code == 409
    assert Call.objects.count() == 0


def test_dates_the_wrong_way_round_are_refused_beside_the_field(client):
    meeting = civil_society_days()
    client.force_login(chair_staff(meeting))
    terms = {"opens_at": "2027-03-01T09:00", "closes_at": "2027-02-14T23:59", "ceiling": 9, "offer_days": 9}
    answer = client.post(reverse("call_edit", args=[meeting.slug]), terms)
    assert answer.context["form"].errors == {"closes_at": ["Applications close before they open."]}


def test_a_stale_change_of_the_call_is_refused(client):
    call = a_call()
    client.force_login(staff_of(call))
    where = reverse("call_edit", args=[call.meeting.slug])
    form = client.get(where).context["form"]
    terms = {"opens_at": "2026-01-01T09:00", "closes_at": "2027-02-14T23:59", "offer_days": 9}
    terms["seen"] = form["seen"].value()
    assert client.post(where, {**terms, "ceiling": 5}).status_code == 302
    answer = client.post(where, {**terms, "ceiling": 7})
    assert answer.status_code == 409
    call.refresh_from_db()
    assert call.ceiling == 5


def test_chair_staff_appoint_and_the_office_does_not(client):
    call = a_call()
    office = a_member(call, "coordinator")
    asked = {"duty": "committee", "name": "Ines", "email": "ines@committee.example", "language": "fr"}
    where = reverse("committee", args=[call.meeting.slug])
    client.force_login(office.person)
    assert client.get(where).status_code == 200
    assert client.post(where, asked).status_code == 403
    assert call.members.count() == 1
    client.force_login(staff_of(call))
    assert client.post(where, asked).status_code == 302
    member = call.members.get(duty="committee")
    assert (member.person.email, member.person.language) == ("ines@committee.example", "fr")
    assert "/scoring/" in Message.objects.get(to_email="ines@committee.example").body


def test_nobody_both_runs_the_call_and_scores():
    call = a_call()
    by = staff_of(call)
    office = a_member(call, "coordinator").person
    for email in (office.email, by.email):
        with pytest.raises(Refused):
            actions.appoint_to_call(call_pk=call.pk, email=email, name="", duty="committee", by=by)
    assert call.members.committee().count() == 0


def test_whoever_is_released_sees_nothing_more_and_the_scores_stay(client):
    call = a_call()
    member, application = a_member(call), an_application(call)
    scored(application, 9, members=[member])
    where = reverse("scoring", args=[call.meeting.slug])
    client.force_login(member.person)
    assert client.get(where).status_code == 200
    actions.release_from_call(member_pk=member.pk, by=staff_of(call))
    assert client.get(where).status_code == 404
    assert ranked(call)[0].application.mean == 9


# --- Scoring ---------------------------------------------------------------------------------------------


def score(client, application, **given):
    where = reverse("score", args=[application.call.meeting.slug, application.pk])
    return client.post(where, given)


def test_a_member_scores_and_goes_on_to_the_next(client):
    call = a_call()
    one, two = an_application(call), an_application(call)
    member = a_member(call)
    client.force_login(member.person)
    answer = score(client, one, **points_of(11), note="Strong")
    assert answer.url == reverse("score", args=[call.meeting.slug, two.pk])
    assert "1 of 2 scored" in text(client.get(answer.url))
    kept = member.scores.get()
    assert (kept.relevance, kept.experience, kept.reach, kept.note) == (5, 5, 1, "Strong")


@pytest.mark.parametrize("given", [{}, {"relevance": 5}, {"relevance": 6, "experience": 1, "reach": 1}])
def test_a_score_is_whole_or_it_is_not_kept(client, given):
    call = a_call()
    member, application = a_member(call), an_application(call)
    client.force_login(member.person)
    assert score(client, application, **given).status_code == 422
    assert member.scores.count() == 0


def test_with_a_conflict_of_interest_no_score_counts_nor_stays(client):
    call = a_call()
    application = an_application(call)
    biased, other = a_member(call), a_member(call)
    scored(application, 15, 6, members=[biased, other])
    assert ranked(call)[0].application.mean == 10.5
    client.force_login(biased.person)
    score(client, application, has_conflict="on", **points_of(15))
    row = ranked(call)[0].application
    assert (row.mean, row.scored, row.conflicts) == (6, 1, 1)


def test_nobody_sees_the_scores_of_others_before_giving_one_nor_with_a_conflict(client):
    call = a_call()
    application = an_application(call)
    early, late = a_member(call, name="Early Bird"), a_member(call)
    scored(application, 7, members=[early])
    where = reverse("score", args=[call.meeting.slug, application.pk])
    client.force_login(late.person)
    assert "Early Bird" not in text(client.get(where))
    score(client, application, has_conflict="on")
    assert "Early Bird" not in text(client.get(where))
    score(client, application, **points_of(3))
    assert "Early Bird" in text(client.get(where))


def test_a_score_is_changed_until_the_application_is_decided_on(client):
    call = a_closed_call()
    member, application = a_member(call), an_application(call)
    client.force_login(member.person)
    score(client, application, **points_of(3))
    score(client, application, **points_of(4))
    actions.offer_places(call_pk=call.pk, application_pks=[application.pk], by=staff_of(call))
    assert score(client, application, **points_of(15)).status_code == 409
    assert member.scores.get().total == 4


def test_a_correction_after_the_scores_is_shown_to_whoever_gave_them(client):
    call = a_call()
    member, application = a_member(call), an_application(call)
    scored(application, 5, members=[member])
    Application.objects.filter(pk=application.pk).update(corrected_at=timezone.now() + timedelta(seconds=1))
    client.force_login(member.person)
    shown = client.get(reverse("scoring", args=[call.meeting.slug]))
    assert [task.is_corrected_since for task in shown.context["tasks"]] == [True]


def test_equal_scores_share_a_place_and_few_scores_are_named():
    call = a_call()
    two = [a_member(call), a_member(call)]
    best, one, other, last = (an_application(call) for _number in range(4))
    scored(best, 15, 15, members=two)
    scored(one, 8, 10, members=two)
    scored(other, 9, 9, members=two)
    scored(last, None, 2, members=two)
    unscored = an_application(call)
    assert [(row.application, row.place, row.is_tied, row.has_few_scores) for row in ranked(call)] == [
        (best, 1, False, False),
        (one, 2, True, False),
        (other, 2, True, False),
        (last, 4, False, True),
        (unscored, None, False, True),
    ]


# --- Decisions -------------------------------------------------------------------------------------------


def decide(client, call, act, picked, **more):
    where = reverse("applications_decide", args=[call.meeting.slug])
    return client.post(where, {"act": act, "pick": [one.pk for one in picked], **more})


def test_places_are_offered_up_to_the_ceiling_and_not_beyond(client):
    call = a_closed_call()
    four = [an_application(call) for _number in range(4)]
    client.force_login(staff_of(call))
    answer = decide(client, call, "offer", four)
    assert answer.status_code == 409
    assert "Only 3 places are left." in text(answer)
    assert {state(one) for one in four} == {"received"}
    assert decide(client, call, "offer", four[:3]).status_code == 302
    assert [state(one) for one in four] == ["offered", "offered", "offered", "received"]
    assert "No place is left." in text(decide(client, call, "offer", four[3:]))


def test_an_offer_ends_at_the_last_minute_of_its_day_at_the_venue():
    call = a_closed_call(offer_days=10)
    application = offered(call, 1, by=staff_of(call))[0]
    ends = application.offer_expires_at.astimezone(call.meeting.zone)
    assert f"{ends:%H:%M}" == "23:59"
    assert ends.date() == call.meeting.local_day() + timedelta(days=10)


def test_an_offer_never_ends_after_the_meeting_has_begun():
    begins = timezone.localdate() + timedelta(days=4)
    meeting = civil_society_days(starts_on=begins, ends_on=begins)
    call = a_closed_call(meeting=meeting, offer_days=10)
    ends = offered(call, 1, by=staff_of(call))[0].offer_expires_at.astimezone(meeting.zone)
    assert ends.date() == begins - timedelta(days=1)


def test_nothing_is_decided_while_somebody_may_still_apply(client):
    call = a_call()
    application = an_application(call)
    client.force_login(staff_of(call))
    assert "Decide when all are here." in text(decide(client, call, "offer", [application]))
    assert state(application) == "received"


def test_looking_again_shows_the_balance_of_what_is_ticked_and_decides_nothing(client):
    call = a_closed_call()
    africa, asia = a_state(), a_state(regional_group="asia_pacific")
    held = offered(call, 1, by=staff_of(call))[0]
    Application.objects.filter(pk=held.pk).update(country=africa, gender="man")
    woman = an_application(call, country=asia, gender="woman", sector="faith")
    client.force_login(staff_of(call))
    answer = decide(client, call, "look", [woman])
    by_title = {table.title: table for table in answer.context["balances"]}
    region = {
        line.label: (line.applied.number, line.holding.number, line.selected.number)
        for line in by_title["Region"].lines
    }
    assert region["African States"] == (1, 1, 1)
    assert region["Asia-Pacific States"] == (1, 0, 1)
    gender = {line.label: line.selected.percent for line in by_title["Gender of the representative"].lines}
    assert (gender["Woman"], gender["Man"]) == (50, 50)
    assert f'id="pick-{woman.pk}" checked' in text(answer)
    assert state(woman) == "received"
    part = client.post(
        reverse("applications_decide", args=[call.meeting.slug]),
        {"pick": woman.pk},
        headers={"HX-Request": "true"},
    )
    assert text(part).lstrip().startswith('<section id="balance"')


def test_the_best_that_fit_are_ticked_with_one_link(client):
    call = a_closed_call(ceiling=2)
    member = a_member(call)
    low, high, middle = (an_application(call) for _number in range(3))
    for application, total in ((low, 1), (high, 9), (middle, 5)):
        scored(application, total, members=[member])
    client.force_login(staff_of(call))
    shown = client.get(reverse("applications", args=[call.meeting.slug]), {"tick": "best"})
    assert shown.context["picked"] == {high.pk, middle.pk}


def test_whoever_waits_stands_in_the_order_of_scores(client):
    call = a_closed_call(ceiling=1)
    by, member = staff_of(call), a_member(call)
    offered(call, 1, by=by)
    low, high = an_application(call), an_application(call)
    scored(low, 2, members=[member])
    scored(high, 12, members=[member])
    client.force_login(by)
    decide(client, call, "wait", [low, high])
    assert [(one.pk, one.rank) for one in call.applications.in_line()] == [(high.pk, 1), (low.pk, 2)]


def test_nobody_waits_while_places_are_free(client):
    call = a_closed_call()
    application = an_application(call)
    client.force_login(staff_of(call))
    assert "Places are still free." in text(decide(client, call, "wait", [application]))


def test_whoever_is_turned_down_is_told_the_reason(client):
    call = a_closed_call()
    application = an_application(call)
    client.force_login(staff_of(call))
    assert decide(client, call, "reject", [application]).status_code == 409
    decide(client, call, "reject", [application], reason="Another of your federation comes.")
    assert state(application) == "rejected"
    assert "Another of your federation comes." in Message.objects.latest("pk").body
    assert "Another of your federation comes." in text(
        client.get(reverse("application", args=[token_of(application)]))
    )


def test_a_place_that_is_declined_goes_to_the_first_in_line(client):
    call = a_closed_call(ceiling=1)
    by = staff_of(call)
    first = offered(call, 1, by=by)[0]
    second, third = waiting(call, 2, by=by)
    client.post(reverse("application_decline", args=[token_of(first)]), {"decline-reason": "No visa"})
    assert [state(one) for one in (first, second, third)] == ["declined", "offered", "waiting"]
    assert "place" in Message.objects.filter(to_email=second.email).latest("pk").subject
    third.refresh_from_db()
    assert third.rank == 1
    assert "You are number 1 on the waiting list." in text(
        client.get(reverse("application", args=[token_of(third)]))
    )


def test_a_place_given_up_after_acceptance_goes_on_and_the_delegation_is_withdrawn(client):
    call = a_closed_call(ceiling=1)
    by = staff_of(call)
    first = offered(call, 1, by=by)[0]
    second = waiting(call, 1, by=by)[0]
    client.post(reverse("application_accept", args=[token_of(first)]))
    client.post(reverse("application_withdraw", args=[token_of(first)]), {"withdraw-reason": ""})
    assert [state(one) for one in (first, second)] == ["withdrawn", "offered"]
    assert Delegation.objects.get().state == "withdrawn"


def test_an_offer_lapses_after_its_last_minute_and_the_line_moves():
    call = a_closed_call(ceiling=1)
    by = staff_of(call)
    first = offered(call, 1, by=by)[0]
    second = waiting(call, 1, by=by)[0]
    last = first.offer_expires_at
    assert actions.lapse_offers(at=last + timedelta(seconds=59)) == 0
    assert actions.lapse_offers(at=last + timedelta(seconds=60)) == 1
    assert [state(one) for one in (first, second)] == ["lapsed", "offered"]
    assert "has lapsed" in Message.objects.filter(to_email=first.email).latest("pk").subject
    assert actions.lapse_offers(at=last + timedelta(seconds=60)) == 0


def test_whoever_has_an_offer_is_reminded_once_three_days_before():
    call = a_closed_call()
    application = offered(call, 1, by=staff_of(call))[0]
    ends = application.offer_expires_at
    assert actions.remind_of_offers(at=ends - timedelta(days=3, seconds=1)) == 0
    assert actions.remind_of_offers(at=ends - timedelta(days=2, hours=23)) == 1
    assert actions.remind_of_offers(at=ends - timedelta(days=2)) == 0
    assert Message.objects.latest("pk").subject.startswith("Reminder, action by")


def test_an_offer_cannot_be_accepted_after_its_end(client):
    call = a_closed_call()
    application = offered(call, 1, by=staff_of(call))[0]
    Application.objects.filter(pk=application.pk).update(
        offer_expires_at=timezone.now() - timedelta(minutes=2)
    )
    answer = client.post(reverse("application_accept", args=[token_of(application)]), follow=True)
    assert "it has lapsed" in text(answer)
    assert state(application) == "offered"
    assert Delegation.objects.count() == 0


def test_a_higher_ceiling_moves_the_line_and_a_lower_one_stops_at_the_places_held(client):
    call = a_closed_call(ceiling=2)
    by = staff_of(call)
    offered(call, 2, by=by)
    third = waiting(call, 1, by=by)[0]
    terms = {"text": "", "opens_at": call.opens_at, "closes_at": call.closes_at, "offer_days": 10, "by": by}
    with pytest.raises(Refused, match="The ceiling cannot go below them"):
        actions.change_call(call_pk=call.pk, ceiling=1, seen=call.changed_at.isoformat(), **terms)
    actions.change_call(call_pk=call.pk, ceiling=3, seen=call.changed_at.isoformat(), **terms)
    assert state(third) == "offered"


# --- Accepting -------------------------------------------------------------------------------------------


def test_whoever_accepts_becomes_the_focal_point_and_fills_the_delegation(client):
    call = a_closed_call()
    application = an_application(call, "Cooks of Dakar", sector="trade_union", email="awa@cooks.example")
    actions.offer_places(call_pk=call.pk, application_pks=[application.pk], by=staff_of(call))
    answer = client.post(reverse("application_accept", args=[token_of(application)]), follow=True)
    delegation = Delegation.objects.get()
    assert answer.request["PATH_INFO"] == reverse("delegation", args=[delegation.pk])
    assert answer.status_code == 200
    assert (delegation.organization.name_en, delegation.organization.kind) == (
        "Cooks of Dakar",
        "trade_union",
    )
    point = FocalPoint.objects.get()
    assert (point.person.email, point.state, point.is_alternate) == ("awa@cooks.example", "active", False)
    application.refresh_from_db()
    assert (application.state, application.delegation) == ("accepted", delegation)


def test_an_organization_on_file_is_found_again_where_nobody_else_speaks_for_it(client):
    call = a_closed_call()
    known = Organization.objects.create(kind="civil_society", name_en="Foro de Mujeres")
    application = an_application(call, "FORO DE MUJERES")
    actions.offer_places(call_pk=call.pk, application_pks=[application.pk], by=staff_of(call))
    client.post(reverse("application_accept", args=[token_of(application)]))
    assert Delegation.objects.get().organization == known


@pytest.mark.parametrize("kind", ["un_agency", "civil_society"])
def test_nobody_takes_over_an_organization_by_its_name_alone(client, kind):
    call = a_closed_call()
    known = Organization.objects.create(kind=kind, name_en="Foro de Mujeres")
    if kind == "civil_society":
        FocalPoint.objects.create(organization=known, person=a_person(), state="active")
    by = staff_of(call)
    application = an_application(call, "Foro de Mujeres")
    actions.offer_places(call_pk=call.pk, application_pks=[application.pk], by=by)
    client.post(reverse("application_accept", args=[token_of(application)]))
    application.refresh_from_db()
    assert (application.state, application.delegation) == ("accepted", None)
    assert not FocalPoint.objects.filter(person__email=application.email).exists()
    client.force_login(a_member(call, "coordinator").person)
    where = reverse("application_settle", args=[call.meeting.slug, application.pk])
    assert client.post(where, {"is_same": "yes", "name": ""}).status_code == 403
    client.force_login(by)
    client.post(where, {"is_same": "no", "name": "Foro de Mujeres, Lima"})
    application.refresh_from_db()
    assert application.delegation.organization.name_en == "Foro de Mujeres, Lima"
    assert Message.objects.latest("pk").subject.startswith("Fill in your delegation")


def test_the_present_focal_point_stays_when_staff_say_it_is_the_same(client):
    call = a_closed_call()
    known = Organization.objects.create(kind="civil_society", name_en="Foro de Mujeres")
    present = FocalPoint.objects.create(organization=known, person=a_person(), state="active")
    by = staff_of(call)
    application = an_application(call, "Foro de Mujeres")
    actions.offer_places(call_pk=call.pk, application_pks=[application.pk], by=by)
    client.post(reverse("application_accept", args=[token_of(application)]))
    actions.settle_organization(application_pk=application.pk, is_same=True, by=by)
    present.refresh_from_db()
    assert (present.state, present.is_alternate) == ("active", False)
    assert FocalPoint.objects.get(person__email=application.email).is_alternate


def test_a_second_press_of_accept_changes_nothing_more(client):
    call = a_closed_call()
    application = offered(call, 1, by=staff_of(call))[0]
    where = reverse("application_accept", args=[token_of(application)])
    client.post(where)
    assert "There is no offer to answer" in text(client.post(where, follow=True))
    assert Delegation.objects.count() == 1


def test_a_link_that_reached_somebody_of_the_office_opens_no_account_of_the_office(client):
    call = a_closed_call()
    office = a_member(call, "coordinator").person
    application = an_application(call, email=office.email)
    actions.offer_places(call_pk=call.pk, application_pks=[application.pk], by=staff_of(call))
    answer = client.post(reverse("application_accept", args=[token_of(application)]))
    assert answer.url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


# --- The record, the table and the end -------------------------------------------------------------------


def test_every_act_is_on_the_timeline_with_who_did_it(client):
    call = a_closed_call()
    by = staff_of(call)
    application = offered(call, 1, by=by)[0]
    client.post(reverse("application_decline", args=[token_of(application)]), {})
    client.force_login(by)
    shown = client.get(reverse("application_check", args=[call.meeting.slug, application.pk]))
    assert [(entry.act, entry.who, entry.change) for entry in shown.context["timeline"]] == [
        ("Place declined", "By personal link", "Place offered → Place declined"),
        ("Place offered", str(by), "Received → Place offered"),
    ]


def test_the_table_for_spreadsheets_runs_no_formula_and_keeps_what_begins_with_a_plus(client):
    call = a_closed_call()
    an_application(call, "=1+1 Association", name="+41 22 123 45 67")
    client.force_login(staff_of(call))
    lines = text(client.get(reverse("applications_csv", args=[call.meeting.slug])))
    assert "'=1+1 Association" in lines
    assert ",+41 22 123 45 67," in lines


def test_applicants_are_forgotten_when_the_record_of_the_meeting_forgets():
    call = a_closed_call()
    application = offered(call, 1, by=staff_of(call))[0]
    ends = call.meeting.ends_on
    at = timezone.now().replace(year=ends.year + 10, month=ends.month, day=min(ends.day, 28))
    assert actions.forget_applicants(at=at - timedelta(days=40)) == 0
    assert actions.forget_applicants(at=at + timedelta(days=5)) == 1
    assert actions.forget_applicants(at=at + timedelta(days=5)) == 0
    application.refresh_from_db()
    assert (application.name, application.motivation, application.state) == ("—", "", "offered")


# --- Pages that stay quick -------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_of_a_selection_ask_the_same_of_the_database_for_any_number(
    client, number, django_assert_num_queries
):
    call = a_closed_call()
    member, second = a_member(call), a_member(call)
    for _number in range(number):
        application = an_application(call)
        scored(application, 5, 6, members=[member, second])
    slug = call.meeting.slug
    client.force_login(staff_of(call))
    client.get(reverse("applications", args=[slug]))
    with django_assert_num_queries(9):
        client.get(reverse("applications", args=[slug]))
    with django_assert_num_queries(7):
        client.get(reverse("committee", args=[slug]))
    client.force_login(member.person)
    client.get(reverse("scoring", args=[slug]))
    with django_assert_num_queries(8):
        client.get(reverse("scoring", args=[slug]))
    with django_assert_num_queries(11):
        client.get(reverse("score", args=[slug, application.pk]))


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        ("coordinator", {"applications": 200, "call_edit": 200, "committee": 200, "applications_csv": 200,
                         "application_check": 200, "scoring": 404, "score": 404, "board": 403, "manage": 403}),
        ("committee", {"applications": 403, "call_edit": 403, "committee": 403, "applications_csv": 403,
                       "application_check": 403, "scoring": 200, "score": 200, "board": 403, "manage": 403}),
    ],
)  # fmt: skip
def test_the_office_runs_the_call_and_the_committee_scores_and_neither_does_the_other(client, duty, expected):
    call = a_call()
    application, member = an_application(call), a_member(call, duty)
    client.force_login(member.person)
    got = {}
    for name in expected:
        more = [application.pk] if name in ("application_check", "score") else []
        got[name] = client.get(reverse(name, args=[call.meeting.slug, *more])).status_code
    assert got == expected


def test_the_office_of_one_call_sees_nothing_of_another(client):
    call, other = a_call(), a_call()
    application = an_application(other)
    client.force_login(a_member(call, "coordinator").person)
    slug = other.meeting.slug
    assert client.get(reverse("applications", args=[slug])).status_code == 403
    assert client.get(reverse("application_check", args=[slug, application.pk])).status_code == 403
    own = reverse("application_check", args=[call.meeting.slug, application.pk])
    assert client.get(own).status_code == 404
    decide(client, call, "reject", [application], reason="None of ours")
    assert state(application) == "received"


def test_the_desk_says_how_many_applications_wait_for_ones_scores(client):
    call = a_call()
    member, one = a_member(call), an_application(call)
    an_application(call)
    scored(one, 9, members=[member])
    client.force_login(member.person)
    assert "1 application waits for your scores." in text(client.get(reverse("desk")))
    assert "1 of 2 scored." in text(client.get(reverse("desk")))


def test_the_meetings_page_leads_to_the_application(client):
    call = a_call()
    shown = text(client.get(reverse("meeting", args=[call.meeting.slug])))
    assert reverse("application_new", args=[call.meeting.slug]) in shown
