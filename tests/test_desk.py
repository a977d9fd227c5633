"""The first page after signing in: what is next, what is missing, for whoever signs in."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from correspondence.models import Message
from meetings.days import instant_in_words
from meetings.models import Meeting
from participants import actions
from participants.models import Window
from roundtables import actions as brief_actions
from roundtables.models import Theme
from tests.factories import (
    a_delegation,
    a_meeting,
    a_person,
    a_state,
    chair_staff,
    details,
    focal_point_of,
)
from tests.teams import a_team, cleared, closed, opened, put

pytestmark = pytest.mark.django_db


def desk(client):
    return client.get(reverse("desk")).content.decode()


def test_an_account_is_not_mistaken_for_a_registration(client):
    client.force_login(a_person())
    assert "You have an account, but that is not a registration" in desk(client)


def test_staff_see_the_meetings_of_their_chairmanship_with_what_is_missing(client):
    meeting = a_meeting()
    a_meeting(title="Somebody else's")
    client.force_login(chair_staff(meeting))
    text = desk(client)
    assert "Rabat Summit" in text
    assert "Themes or roundtables are still to be written." in text
    assert "The agenda is empty." in text
    assert "Somebody else" not in text


def test_an_invitation_taken_back_before_it_left_counts_as_not_sent(client):
    meeting = a_meeting()
    staff = chair_staff(meeting)
    actions.invite(meeting=meeting, organizations=[a_state()], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    client.force_login(staff)
    assert "written but not sent" not in desk(client)
    Message.objects.update(state="cancelled")
    assert "1 invitation is written but not sent." in desk(client)


def test_staff_are_not_told_to_close_registration_while_a_class_may_still_register(client):
    now = timezone.now()
    meeting = a_meeting(registration_closes_at=now - timedelta(days=1))
    client.force_login(chair_staff(meeting))
    over = "The registration window is over; close registration."
    assert over in desk(client)
    window = Window.objects.create(meeting=meeting, participant_class="others", closes_at=now)
    assert over not in desk(client)
    window.closes_at = now - timedelta(minutes=2)
    window.save()
    assert over in desk(client)


def test_a_focal_point_sees_the_delegation_and_where_it_stands(client):
    delegation = a_delegation()
    client.force_login(focal_point_of(delegation))
    a_delegation(meeting=delegation.meeting)
    text = desk(client)
    assert f"Delegation of {delegation.organization.name}" in text
    assert "Not yet registered." in text
    assert text.count("Delegation of") == 1


def test_a_delegate_sees_one_plain_line_of_status(client):
    delegation = a_delegation()
    person = a_person(email="amina@state.example")
    actions.add_delegate(
        delegation_pk=delegation.pk,
        details=details(email=person.email),
        is_head=True,
        by=focal_point_of(delegation),
    )
    client.force_login(person)
    assert "You hold a seat in the delegation of" in desk(client)


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_of_staff_costs_the_same_queries(client, number, django_assert_num_queries):
    meeting = a_meeting()
    staff = chair_staff(meeting)
    for _time in range(number - 1):
        a_meeting(chairmanship=meeting.chairmanship)
    client.force_login(staff)
    desk(client)
    with django_assert_num_queries(18):
        desk(client)


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_of_a_focal_point_costs_the_same_queries(client, number, django_assert_num_queries):
    delegation = a_delegation()
    person = focal_point_of(delegation)
    for _time in range(number - 1):
        a_delegation(organization=delegation.organization)
    client.force_login(person)
    desk(client)
    with django_assert_num_queries(10):
        desk(client)


def test_the_desk_says_what_each_in_a_team_owes(client):
    team = a_team()
    draft = opened(team)
    deadline = instant_in_words(draft.comments_until, team.meeting)

    def owed(person):
        client.force_login(person)
        ((_roundtable, standing),) = client.get(reverse("desk")).context["briefs"]
        return standing.tone, standing.headline, standing.act.label

    by = f"Comment on the first draft of roundtable 1.1 by {deadline}."
    assert owed(team.anna) == ("owed", by, "Comment on the first draft")
    assert owed(team.amina) == ("owed", by, "Comment on the first draft")
    hand_in = "Hand in your presentation for roundtable 1.1."
    assert owed(team.speaker) == ("owed", hand_in, "Hand in your presentation")
    brief_actions.comment_on(
        draft=draft,
        language="en",
        paragraph="whole",
        attitude="opposed",
        text="No.",
        on_behalf_of=team.kenya,
        by=team.amina,
    )
    assert owed(team.amina) == (
        "info",
        f"First round of comments until {deadline}: 1 of 5 have commented.",
        "Read the draft and the comments",
    )
    closed(team)
    answer = ("owed", "Answer the comments on the brief of roundtable 1.1.", "Answer the comments")
    assert owed(team.facilitator) == answer
    brief_actions.answer_comment(
        comment=draft.comments.get(), answer="taken_up", sentence="", by=team.facilitator
    )
    write = ("owed", "Write the text of the brief of roundtable 1.1.", "Write the text")
    assert owed(team.facilitator) == write
    opened(team)
    closed(team)
    put(team)
    clear = ("owed", "Clear the brief of roundtable 1.1 for Sweden.", "Read and clear for Sweden")
    assert owed(team.anna) == clear
    assert owed(team.amina)[0] == "info"


def test_the_desk_holds_no_brief_of_a_draft_meeting_or_one_that_is_over(client):
    team = a_team()
    client.force_login(team.amina)
    for state, number in (("draft", 0), ("announced", 1), ("concluded", 0), ("cancelled", 0)):
        Meeting.objects.update(state=state)
        assert len(client.get(reverse("desk")).context["briefs"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_of_a_team_costs_the_same_queries(client, number, django_assert_num_queries):
    meeting = a_meeting()
    teams = [a_team(meeting, code=f"1.{place}") for place in range(number)]
    for team in teams:
        opened(team)
    client.force_login(teams[0].anna)
    assert len(client.get(reverse("desk")).context["briefs"]) == number
    with django_assert_num_queries(14):
        desk(client)


def test_the_preparation_says_what_the_briefs_wait_for(client):
    team = a_team()
    client.force_login(team.staff)

    def sentences():
        page = client.get(reverse("manage", args=[team.meeting.slug]))
        return [step.sentence for step in page.context["preparation"].missing if step.page == "programme"]

    Theme.objects.create(meeting=team.meeting, code="1", title="Theme")
    waits = "1 brief waits for you: for a round of comments, for answers, or for its co-chairs to be asked."
    assert sentences() == [waits]
    opened(team)
    assert sentences() == ["1 brief is out for comments or for clearance."]
    closed(team)
    assert sentences() == [waits]
    opened(team)
    closed(team)
    cleared(team)
    assert sentences() == ["1 brief is not published."]
    brief_actions.publish_brief(roundtable=team.roundtable, by=team.staff)
    assert sentences() == []


def test_a_person_signs_in_with_a_password(client):
    a_person(email="amina@state.example", password="a long pass phrase")
    answer = client.post(
        reverse("account_login"), {"login": "Amina@State.example", "password": "a long pass phrase"}
    )
    assert answer.url == reverse("desk")


def test_a_person_signs_in_with_a_code_that_leaves_like_every_message(client):
    a_person(email="amina@state.example")
    client.post(reverse("account_request_login_code"), {"email": "amina@state.example"})
    message = Message.objects.get(purpose="account")
    assert (message.to_email, message.priority) == ("amina@state.example", 0)
    code = re.search(r"^[A-Z0-9-]{6,9}$", message.body, re.MULTILINE).group()
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert answer.url == reverse("desk")


def test_nobody_makes_an_account_by_oneself(client):
    text = client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"email": "new@state.example", "password1": "a long pass phrase"})
    assert Person.objects.count() == 0
    assert "account" in text


def test_asking_for_a_code_does_not_tell_who_has_an_account(client):
    known = a_person(email="amina@state.example")
    one = client.post(reverse("account_request_login_code"), {"email": known.email})
    client.logout()
    other = client.post(reverse("account_request_login_code"), {"email": "nobody@state.example"})
    assert (one.status_code, one.url) == (other.status_code, other.url)
