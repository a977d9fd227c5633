"""Extra time for one delegation, and deadlines by class of participant, each to its last minute."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from correspondence import delivery
from correspondence.models import Message
from gfmd.moves import Refused, Stale
from gfmd.tokens import token_for
from meetings.days import instant_in_words
from meetings.models import Meeting
from participants import actions
from participants.models import Delegation, Invitation, Window
from tests.factories import a_delegation, a_meeting, a_person, a_state, chair_staff, details, focal_point_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def to_the_minute(at):
    return at.replace(second=0, microsecond=0)


@pytest.fixture
def meeting(client):
    """Registration closed two hours ago; the chair's staff is signed in."""
    meeting = a_meeting(registration_closes_at=to_the_minute(timezone.now()) - 2 * HOUR)
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


@pytest.fixture
def late(meeting):
    delegation = a_delegation(meeting=meeting)
    delegation.point = focal_point_of(delegation)
    return delegation


def stored(thing):
    return type(thing).objects.select_related("meeting", "organization").get(pk=thing.pk)


def add(delegation):
    return actions.add_delegate(delegation_pk=delegation.pk, details=details(), is_head=True, by=a_person())


def grant(client, delegation, until, reason="The note verbale arrives tomorrow."):
    there = until.astimezone(delegation.meeting.zone).strftime("%Y-%m-%dT%H:%M")
    where = reverse("delegation_extra_time", args=[delegation.meeting.slug, delegation.pk])
    return client.post(where, {"until": there, "reason": reason})


# --- One delegation --------------------------------------------------------------------------------------


def test_extra_time_opens_one_delegation_and_leaves_all_others_closed(client, late):
    other = a_delegation(meeting=late.meeting)
    assert grant(client, late, timezone.now() + 3 * HOUR).status_code == 302
    assert add(late).seat == 1
    with pytest.raises(Refused, match="Registration closed on"):
        add(other)


def test_the_last_minute_of_extra_time_counts_and_the_next_does_not(late):
    until = to_the_minute(timezone.now()) + HOUR
    other = a_delegation(meeting=late.meeting)
    actions.grant_extra_time(delegation_pk=late.pk, until=until, reason="Late", by=late.meeting.staff)
    last, next_one = until + timedelta(seconds=59), until + timedelta(minutes=1)
    assert (stored(late).is_open(last), stored(late).is_open(next_one)) == (True, False)
    assert (stored(other).is_open(last), stored(other).is_open(next_one)) == (False, False)


def test_extra_time_holds_after_registration_is_closed_by_hand_and_ends_with_the_meeting(late):
    until = timezone.now() + HOUR
    actions.grant_extra_time(delegation_pk=late.pk, until=until, reason="Late", by=late.meeting.staff)
    for state, is_open in [("registration_closed", True), ("in_session", True), ("concluded", False)]:
        type(late.meeting).objects.filter(pk=late.meeting.pk).update(state=state)
        assert stored(late).is_open() is is_open


def test_the_focal_point_is_told_until_when_in_the_venues_zone_and_why(client, late):
    grant(client, late, timezone.now() + 3 * HOUR)
    message = Message.objects.get(purpose="extra_time")
    assert message.to_email == late.point.email
    assert "Rabat time" in message.body
    assert "The note verbale arrives tomorrow." in message.body
    assert message.subject.startswith("Extra time until ")


def test_extra_time_is_shown_to_the_chair_with_its_zone_and_reason(client, late):
    grant(client, late, timezone.now() + 3 * HOUR)
    where = reverse("delegation_check", args=[late.meeting.slug, late.pk])
    text = client.get(where).content.decode()
    assert "Extra time until" in text
    assert "Rabat time" in text
    assert "The note verbale arrives tomorrow." in text


def test_extra_time_is_shortened_and_taken_back(client, late):
    until = to_the_minute(timezone.now()) + 10 * HOUR
    grant(client, late, until)
    grant(client, late, until - 5 * HOUR)
    assert stored(late).extra_until == until - 5 * HOUR
    where = reverse("delegation_extra_time_end", args=[late.meeting.slug, late.pk])
    client.post(where, {"end-reason": "The delegation is complete."})
    assert (stored(late).extra_until, stored(late).is_open()) == (None, False)
    assert Message.objects.filter(purpose="extra_time").count() == 3
    client.post(where, {"end-reason": "Again"})
    assert Message.objects.filter(purpose="extra_time").count() == 3


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [(-1, "That is past."), (24 * 200, "The last day of the meeting is")],
)
def test_extra_time_lies_ahead_and_within_the_meeting(client, late, hours, sentence):
    answer = grant(client, late, timezone.now() + hours * HOUR)
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert "The note verbale arrives tomorrow." in answer.content.decode()
    assert stored(late).extra_until is None


def test_extra_time_runs_to_the_end_of_the_last_day_in_the_venues_zone(client, late):
    meeting = late.meeting
    end = timezone.datetime(meeting.ends_on.year, meeting.ends_on.month, meeting.ends_on.day, 23, 59)
    assert grant(client, late, end.replace(tzinfo=meeting.zone)).status_code == 302
    after = end.replace(tzinfo=meeting.zone) + timedelta(minutes=1)
    assert grant(client, late, after).status_code == 409


@pytest.mark.parametrize("typed", ["", "tomorrow", "2027-02-30T10:00", "2027-13-01", "\x00", "١٢"])
def test_a_time_that_is_none_is_said_beside_its_field(client, late, typed):
    where = reverse("delegation_extra_time", args=[late.meeting.slug, late.pk])
    answer = client.post(where, {"until": typed, "reason": "Late"})
    assert answer.status_code == 422
    assert stored(late).extra_until is None


def test_time_that_is_less_than_everybody_has_is_not_extra(client):
    meeting = a_meeting()
    delegation = a_delegation(meeting=meeting)
    client.force_login(chair_staff(meeting))
    answer = grant(client, delegation, timezone.now() + HOUR)
    assert answer.status_code == 409
    assert "Registration closes later than that anyway." in answer.content.decode()


def test_a_meeting_that_is_over_or_not_begun_has_no_extra_time(late):
    for state in ("announced", "concluded", "cancelled"):
        type(late.meeting).objects.filter(pk=late.meeting.pk).update(state=state)
        with pytest.raises(Refused, match="Extra time is for a meeting whose registration has opened"):
            actions.grant_extra_time(
                delegation_pk=late.pk, until=timezone.now() + HOUR, reason="Late", by=late.meeting.staff
            )


# --- By class of participant -----------------------------------------------------------------------------


def a_city(**fields):
    return a_state(kind="local_authority", regional_group="", un_member_since=None, iso3="", **fields)


def windows(client, meeting, *, do=True, **closes):
    """What the page answers: first its preview, then, unless told otherwise, the act."""
    where = reverse("windows", args=[meeting.slug])
    typed = {
        name: at.astimezone(meeting.zone).strftime("%Y-%m-%dT%H:%M") if at else ""
        for name, at in closes.items()
    }
    typed["seen"] = client.get(where).context["form"]["seen"].value()
    preview = client.post(where, typed)
    if not do or preview.status_code != 200:
        return preview
    return client.post(where, {**typed, "do": preview.context["mark"]})


def test_each_class_closes_at_its_own_last_minute(client, meeting):
    government = a_delegation(meeting=meeting)
    city = a_delegation(meeting=meeting, organization=a_city())
    until = to_the_minute(timezone.now()) + HOUR
    assert windows(client, meeting, others=until).status_code == 302
    last, next_one = until + timedelta(seconds=59), until + timedelta(minutes=1)
    assert (stored(city).is_open(last), stored(city).is_open(next_one)) == (True, False)
    assert stored(government).is_open() is False
    assert add(city).seat == 1


def test_the_page_says_first_what_would_change_and_changes_nothing(client, meeting):
    a_delegation(meeting=meeting, organization=a_city())
    answer = windows(client, meeting, do=False, others=timezone.now() + HOUR)
    assert "Nothing is saved yet" in answer.content.decode()
    assert "Opens again" in answer.content.decode()
    effects = {effect.participant_class.value: effect for effect in answer.context["effects"]}
    assert (effects["others"].change, effects["others"].owing) == ("open", 1)
    assert effects["governments"].change == ""
    assert Window.objects.count() == 0


def test_what_was_typed_after_the_preview_is_shown_before_it_is_done(client, meeting):
    where = reverse("windows", args=[meeting.slug])
    seen = client.get(where).context["form"]["seen"].value()
    day = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d")
    preview = client.post(where, {"seen": seen, "others": f"{day}T10:00"})
    other = {"seen": seen, "others": f"{day}T18:00", "do": preview.context["mark"]}
    assert client.post(where, other).status_code == 200
    assert Window.objects.count() == 0


def test_an_empty_deadline_gives_the_class_that_of_the_meeting_again(client, meeting):
    windows(client, meeting, others=timezone.now() + HOUR)
    assert Window.objects.count() == 1
    windows(client, meeting, others=None)
    assert Window.objects.count() == 0


def test_a_page_that_somebody_else_has_overtaken_is_refused(meeting):
    seen = actions.mark_of(meeting)
    first = {"governments": None, "observers": None, "others": timezone.now() + HOUR}
    actions.set_windows(meeting=meeting, wanted=first, seen=seen, by=meeting.staff)
    with pytest.raises(Stale):
        actions.set_windows(meeting=meeting, wanted={**first, "others": None}, seen=seen, by=meeting.staff)


def test_no_deadline_lies_after_the_meeting(client, meeting):
    answer = windows(client, meeting, others=timezone.now() + timedelta(days=200))
    assert answer.status_code == 409
    assert Window.objects.count() == 0


@pytest.mark.parametrize("typed", ["tomorrow", "2027-02-30T10:00", "x" * 10_000, "\x00"])
def test_a_deadline_that_is_none_is_said_beside_its_field(client, meeting, typed):
    where = reverse("windows", args=[meeting.slug])
    answer = client.post(where, {"others": typed, "do": "yes"})
    assert answer.status_code == 422
    assert Window.objects.count() == 0


def invited(meeting):
    """A State and a city, both invited; their messages have left."""
    state, city = a_state(), a_city(address_email="mayor@city.example")
    type(meeting).objects.filter(pk=meeting.pk).update(registration_closes_at=timezone.now() + HOUR)
    meeting.refresh_from_db()
    actions.invite(meeting=meeting, organizations=[state, city], by=meeting.staff)
    actions.send_invitations(meeting=meeting, by=meeting.staff)
    delivery.deliver_due()
    return (meeting.invitations.get(organization=one) for one in (state, city))


def test_invitations_of_a_class_lapse_at_its_own_deadline_and_no_other(meeting):
    to_state, to_city = invited(meeting)
    Window.objects.create(
        meeting=meeting, participant_class="others", closes_at=timezone.now() + timedelta(days=5)
    )
    assert actions.lapse_unanswered(at=timezone.now() + 2 * HOUR) == 1
    assert (stored(to_state).answer, stored(to_city).answer) == ("lapsed", "none")
    assert actions.lapse_unanswered(at=timezone.now() + timedelta(days=6)) == 1


def test_an_invitation_can_be_answered_until_the_deadline_of_its_class(meeting):
    to_state, to_city = invited(meeting)
    type(meeting).objects.filter(pk=meeting.pk).update(registration_closes_at=timezone.now() - HOUR)
    Window.objects.create(meeting=meeting, participant_class="others", closes_at=timezone.now() + HOUR)
    answer = {"link_number": 1, "name": "Mayor"}
    _person, delegation = actions.accept_invitation(invitation_pk=to_city.pk, **answer)
    assert delegation.is_open() is True
    with pytest.raises(Refused, match="Registration for this meeting is closed"):
        actions.accept_invitation(invitation_pk=to_state.pk, **answer)


def test_messages_name_the_deadline_of_the_one_they_go_to(meeting):
    to_state, to_city = invited(meeting)
    later = timezone.now() + timedelta(days=20)
    Window.objects.create(meeting=meeting, participant_class="others", closes_at=later)
    for invitation in (to_state, to_city):
        actions.send_again(invitation_pk=invitation.pk, by=meeting.staff)
    day = later.astimezone(meeting.zone).strftime("%-d %B %Y")
    assert day in stored(to_city).message.body
    assert day in stored(to_city).message.subject
    assert day not in stored(to_state).message.body


def test_the_invitations_own_page_names_the_deadline_of_its_class(client, meeting):
    _to_state, to_city = invited(meeting)
    later = timezone.now() + timedelta(days=20)
    Window.objects.create(meeting=meeting, participant_class="others", closes_at=later)
    link = stored(to_city).message.link.partition("testserver")[2]
    assert later.astimezone(meeting.zone).strftime("%-d %B %Y") in client.get(link).content.decode()


def test_the_deadlines_page_costs_the_same_queries_with_one_and_with_three(
    client, meeting, django_assert_num_queries
):
    where = reverse("windows", args=[meeting.slug])
    for number in (1, 3):
        for _time in range(number):
            a_delegation(meeting=meeting, organization=a_city())
        client.get(where)
        with django_assert_num_queries(9):
            client.get(where)


def test_delegations_keep_their_extra_time_when_a_deadline_moves(client, late):
    until = to_the_minute(timezone.now()) + 5 * HOUR
    grant(client, late, until)
    windows(client, late.meeting, governments=timezone.now() - HOUR)
    assert Delegation.objects.get(pk=late.pk).is_open() is True


# --- An invitation that nobody answered in time ----------------------------------------------------------


@pytest.fixture
def lapsed(meeting):
    """An invitation that lapsed when registration closed."""
    Meeting.objects.filter(pk=meeting.pk).update(state="registration_open")
    opened = Meeting.objects.get(pk=meeting.pk)
    opened.registration_closes_at = timezone.now() + HOUR
    opened.save()
    actions.invite(meeting=opened, organizations=[a_state("Fiji")], by=meeting.staff)
    actions.send_invitations(meeting=opened, by=meeting.staff)
    meeting.state = "registration_closed"
    meeting.save()
    actions.lapse_unanswered()
    invitation = Invitation.objects.get()
    assert invitation.answer == "lapsed"
    return invitation


def give_time(client, invitation, until, reason="The ministers changed in May."):
    there = until.astimezone(invitation.meeting.zone).strftime("%Y-%m-%dT%H:%M")
    where = reverse("invitation_extra_time", args=[invitation.meeting.slug, invitation.pk])
    return client.post(where, {"until": there, "reason": reason})


def answer(client, invitation):
    token = token_for(Invitation.objects.get(pk=invitation.pk).link_name)
    return client.post(reverse("invitation_accept", args=[token]), {"name": "Sefanaia"})


def test_one_that_lapsed_answers_in_its_own_time_and_registers_while_all_others_stay_closed(
    client, meeting, lapsed
):
    assert answer(Client(), lapsed).status_code == 409
    until = to_the_minute(timezone.now() + 3 * HOUR)
    page = client.get(reverse("invitation_manage", args=[lapsed.meeting.slug, lapsed.pk]))
    assert "Give the time and send the invitation again" in page.text
    assert give_time(client, lapsed, until).status_code == 302
    delivery.deliver_due()
    message = Message.objects.latest("pk")
    assert (message.to_email, message.state) == (lapsed.to_email, "sent")
    assert instant_in_words(until, lapsed.meeting) in message.body
    assert answer(Client(), lapsed).status_code == 302
    delegation = stored(Delegation.objects.get())
    assert (delegation.extra_until, delegation.extra_reason) == (until, "The ministers changed in May.")
    assert add(delegation).seat == 1
    trace = Trace.objects.get(act="give_time_to_answer")
    assert (trace.by, trace.reason) == (meeting.staff, "The ministers changed in May.")


def test_the_time_to_answer_ends_with_its_last_minute(client, lapsed):
    give_time(client, lapsed, timezone.now() + HOUR)
    Invitation.objects.update(extra_until=to_the_minute(timezone.now()) - timedelta(minutes=1))
    assert answer(Client(), lapsed).status_code == 409
    assert actions.lapse_unanswered() == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"answer": "accepted"}, "has been answered already"),
        ({"answer": "declined"}, "has been answered already"),
        ({"to_email": ""}, "There is no address yet"),
    ],
)
def test_time_to_answer_is_for_those_who_can_still_answer(client, lapsed, facts, said):
    Invitation.objects.update(**facts)
    refused = give_time(client, lapsed, timezone.now() + HOUR)
    assert (refused.status_code, said in refused.text) == (409, True)
    assert "The ministers changed in May." in refused.text


def test_time_to_answer_in_the_past_is_refused_and_what_was_typed_stays(client, lapsed):
    refused = give_time(client, lapsed, timezone.now() - HOUR)
    assert refused.status_code == 409
    assert "That is past." in refused.text
    assert "The ministers changed in May." in refused.text
    assert Invitation.objects.get().extra_until is None
