"""A brief is final when every co-chair State has cleared the text put to it, and published only then."""

import threading

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import Trace
from correspondence.models import Message
from gfmd.moves import Refused
from roundtables import actions
from roundtables.models import Brief, Clearance, Draft
from tests.factories import a_meeting, as_if_never_recorded
from tests.teams import a_team, cleared, commented_on_twice, opened, published, put, represented, rewrite
from tests.test_brief_rounds import address, at_once, breaks, room, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team()


def clear(client, team, draft, state):
    return client.post(
        address("brief_clear", team), {"draft": draft.pk, "organization": state.pk}, follow=True
    )


def state_of(team) -> str:
    return team.roundtable.briefs.first().state


def test_the_text_is_put_to_the_co_chairs_and_each_of_them_is_told(client, team):
    commented_on_twice(team)
    Message.objects.all().delete()
    client.force_login(team.staff)
    answer = client.post(address("brief_put", team), follow=True)
    assert says(answer) == ["The co-chairs are asked to clear this text; each of them gets a message."]
    assert Draft.objects.first().kind == "final"
    told = dict(Message.objects.values_list("to_email", "subject"))
    assert told == dict.fromkeys(
        (team.anna.email, team.rahman.email), "Please clear the brief of roundtable 1.1"
    )


def test_each_co_chair_clears_and_with_the_last_one_the_brief_is_final(client, team):
    draft = put(team)
    client.force_login(team.anna)
    text = client.get(room(team)).text
    assert "Clear for Sweden" in text
    assert "Clear for Bangladesh" not in text
    assert says(clear(client, team, draft, team.sweden)) == [
        "Cleared for Sweden. 1 co-chair State is still to clear it."
    ]
    assert state_of(team) == "second_comments"
    client.force_login(team.rahman)
    assert says(clear(client, team, draft, team.bangladesh)) == [
        "Cleared for Bangladesh. The brief is final: every co-chair has cleared it."
    ]
    assert state_of(team) == "final"
    who = {one.organization: one.by for one in Clearance.objects.all()}
    assert who == {team.sweden: team.anna, team.bangladesh: team.rahman}
    assert Trace.objects.filter(act="brief_final").count() == 1


def test_a_second_click_clears_once(client, team):
    draft = put(team)
    client.force_login(team.anna)
    for _click in range(2):
        clear(client, team, draft, team.sweden)
    assert Clearance.objects.count() == 1
    assert Trace.objects.filter(act="clear_brief").count() == 1


def test_one_person_who_acts_for_two_co_chairs_chooses(client, team):
    team.roundtable.team.create(role="co_chair", organization=team.kenya, person=team.anna)
    draft = put(team)
    client.force_login(team.anna)
    answer = client.get(room(team))
    assert [state.name for state in answer.context["to_clear"]] == ["Sweden", "Kenya"]
    assert answer.context["standing"].act.label == "Read and clear"
    clear(client, team, draft, team.kenya)
    assert [one.organization for one in Clearance.objects.all()] == [team.kenya]
    assert [state.name for state in client.get(room(team)).context["to_clear"]] == ["Sweden"]


def test_nobody_clears_for_a_state_of_others(client, team):
    draft = put(team)
    client.force_login(team.anna)
    refusal = ["Only a co-chair State of this roundtable clears its brief."]
    assert says(clear(client, team, draft, team.bangladesh)) == refusal
    assert says(clear(client, team, draft, team.kenya)) == refusal
    for who in ("staff", "facilitator", "member", "rapporteur", "speaker"):
        client.force_login(team.people[who])
        assert clear(client, team, draft, team.sweden).status_code == 403
    assert Clearance.objects.count() == 0


@pytest.mark.parametrize(
    "sent",
    [{}, {"draft": "x", "organization": "y"}, {"draft": "0", "organization": "0"}, {"draft": "9" * 30}],
)
def test_a_forged_clearance_says_what_to_choose(client, team, sent):
    put(team)
    client.force_login(team.anna)
    answer = client.post(address("brief_clear", team), sent, follow=True)
    assert says(answer) == ["Nothing was cleared: choose below for which State you clear which text."]


def test_a_text_of_another_roundtable_is_not_cleared_here(client, team):
    other = a_team(team.meeting, code="1.2")
    foreign = put(other)
    put(team)
    client.force_login(team.anna)
    assert says(clear(client, team, foreign, team.sweden)) == [
        "Nothing was cleared: choose below for which State you clear which text."
    ]


def test_what_was_put_again_is_cleared_again(client, team):
    first = put(team)
    actions.clear_brief(draft=first, organization=team.sweden, by=team.anna)
    client.force_login(team.staff)
    again = ["The co-chairs have this text before them already; it has not changed since."]
    assert says(client.post(address("brief_put", team), follow=True)) == again
    rewrite(team, "Participants agree on everything.")
    answer = client.get(room(team))
    assert "Somebody has gone on writing since" in answer.text
    assert "Put the text to the co-chairs again" in [act.label for act in answer.context["standing"].others]
    client.post(address("brief_put", team), follow=True)
    second = Draft.objects.first()
    client.force_login(team.rahman)
    assert says(clear(client, team, first, team.bangladesh)) == [
        "Another text has been put to the co-chairs since. Please read that one."
    ]
    clear(client, team, second, team.bangladesh)
    assert state_of(team) == "second_comments"
    actions.clear_brief(draft=second, organization=team.sweden, by=team.anna)
    assert state_of(team) == "final"


def test_a_final_text_is_put_again_only_when_it_has_changed(client, team):
    cleared(team)
    client.force_login(team.staff)
    assert says(client.post(address("brief_put", team), follow=True)) == [
        "The text is as the co-chairs cleared it. It can be published."
    ]
    rewrite(team, "Participants agree on everything.")
    client.post(address("brief_put", team), follow=True)
    assert state_of(team) == "second_comments"


def test_what_is_published_is_what_was_cleared(team):
    draft = cleared(team)
    rewrite(team, "Participants agree on everything.")
    roundtable = actions.publish_brief(roundtable=team.roundtable, by=team.staff)
    assert Draft.objects.of_public_version(roundtable, 1).get() == draft
    assert roundtable.is_changed_since_published


def test_nothing_is_put_before_both_rounds_are_over_or_without_co_chairs(client, team):
    client.force_login(team.staff)

    def reason():
        return says(client.post(address("brief_put", team), follow=True))

    assert reason() == ["This brief is a draft. It goes through two rounds of comments first."]
    opened(team)
    assert reason() == ["The first round of comments is under way. Close it first."]
    actions.close_comments(roundtable=team.roundtable, by=team.staff)
    assert reason() == ["The second draft has not been opened for comments yet."]
    opened(team)
    assert reason() == ["The second round of comments is under way. Close it first."]
    actions.close_comments(roundtable=team.roundtable, by=team.staff)
    team.roundtable.team.filter(role="co_chair").delete()
    assert reason() == ["Name the co-chair States of this roundtable first."]
    assert Draft.objects.filter(kind="final").count() == 0


def test_a_meeting_without_rounds_needs_no_clearance(client):
    team = a_team(a_meeting(brief_rounds=0))
    client.force_login(team.staff)
    answer = client.post(address("brief_put", team), follow=True)
    assert says(answer) == ["The briefs of this meeting need no clearance; see its settings."]


def test_what_is_published_is_not_cleared_any_more(client, team):
    draft = cleared(team)
    actions.publish_brief(roundtable=team.roundtable, by=team.staff)
    client.force_login(team.anna)
    assert says(clear(client, team, draft, team.sweden)) == ["This brief is published already."]
    assert Brief.objects.count() == 1


def test_what_is_published_as_it_stands_is_not_put_to_the_co_chairs_from_a_page_left_open(client, team):
    published(team)
    waiting = Message.objects.count()
    client.force_login(team.staff)
    answer = client.post(address("brief_put", team), follow=True)
    assert says(answer) == ["Version 1 is published as it stands."]
    assert (Brief.objects.count(), Message.objects.count()) == (1, waiting)


def test_what_is_settled_is_no_longer_asked_for_by_messages_that_wait(team):
    """The mail server was away meanwhile; rule 20 of the domain."""
    opened(team)
    first = set(Message.objects.filter(state="queued").values_list("pk", flat=True))
    assert len(first) == 5
    actions.close_comments(roundtable=team.roundtable, by=team.staff)
    assert set(Message.objects.filter(state="cancelled").values_list("pk", flat=True)) == first
    opened(team)
    actions.close_comments(roundtable=team.roundtable, by=team.staff)
    put(team)
    rewrite(team, "Participants agree on everything.")
    draft = put(team)
    asked = Message.objects.filter(state="queued").values_list("key", flat=True)
    assert {key.rpartition(":")[0] for key in asked} == {f"draft:{draft.pk}"}
    for state, person in ((team.sweden, team.anna), (team.bangladesh, team.rahman)):
        actions.clear_brief(draft=draft, organization=state, by=person)
    assert Message.objects.filter(state="queued").count() == 0


# --- A later version -------------------------------------------------------------------------------------


def test_a_correction_goes_straight_to_the_co_chairs_and_supersedes_the_version_before(client, team):
    published(team)
    rewrite(team, "Participants agree on everything.")
    draft = put(team)
    assert (draft.brief.number, draft.brief.state) == (2, "draft")
    client.force_login(team.anna)
    assert client.get(room(team)).context["standing"].act.label == "Read and clear for Sweden"
    clear(client, team, draft, team.sweden)
    client.force_login(team.rahman)
    clear(client, team, draft, team.bangladesh)
    client.force_login(team.staff)
    client.post(reverse("roundtable_publish", args=[team.meeting.slug, team.roundtable.pk]), {"publish": "1"})
    assert list(team.roundtable.briefs.values_list("number", "state")) == [
        (2, "published"),
        (1, "superseded"),
    ]
    team.roundtable.refresh_from_db()
    assert (team.roundtable.version, team.roundtable.is_changed_since_published) == (2, False)


# --- The co-chairs change while a text waits -------------------------------------------------------------


def appoint(client, team, state, role="co_chair"):
    client.force_login(team.staff)
    return client.post(
        address("team_member_new", team),
        {"role": role, "organization": state.pk, "language": "en"},
        follow=True,
    )


def leave(client, team, state):
    client.force_login(team.staff)
    place = team.roundtable.team.get(role="co_chair", organization=state)
    where = reverse("team_member_remove", args=[team.meeting.slug, team.roundtable.pk, place.pk])
    return client.post(where, follow=True)


def test_a_co_chair_who_joins_clears_before_the_brief_is_final(client, team):
    draft = cleared(team)
    peru, luz = represented("Peru", "Luz Quispe")
    Message.objects.all().delete()
    appoint(client, team, peru)
    assert state_of(team) == "second_comments"
    assert Trace.objects.filter(act="brief_not_final").count() == 1
    subjects = set(Message.objects.filter(to_email=luz.email).values_list("subject", flat=True))
    assert "Please clear the brief of roundtable 1.1" in subjects
    answer = client.post(address("roundtable_publish", team), {"publish": "1"}, follow=True)
    assert says(answer) == ["The co-chairs have not cleared this brief yet."]
    client.force_login(luz)
    assert client.get(room(team)).context["standing"].headline == (
        "Cleared by Sweden and Bangladesh; waiting for Peru."
    )
    clear(client, team, draft, peru)
    assert state_of(team) == "final"


def test_when_the_last_one_who_has_not_cleared_leaves_the_brief_is_final(client, team):
    draft = put(team)
    actions.clear_brief(draft=draft, organization=team.sweden, by=team.anna)
    leave(client, team, team.bangladesh)
    assert state_of(team) == "final"


def test_when_every_co_chair_leaves_nobody_has_cleared(client, team):
    cleared(team)
    leave(client, team, team.bangladesh)
    assert state_of(team) == "final"
    leave(client, team, team.sweden)
    assert state_of(team) == "second_comments"


def test_whoever_leaves_and_comes_back_has_cleared_what_was_cleared(client, team):
    cleared(team)
    leave(client, team, team.bangladesh)
    appoint(client, team, team.bangladesh)
    assert state_of(team) == "final"


def test_a_member_who_joins_changes_nothing(client, team):
    cleared(team)
    peru, _luz = represented("Peru", "Luz Quispe")
    appoint(client, team, peru, role="member")
    assert state_of(team) == "final"


def test_a_correction_that_was_final_waits_for_the_co_chair_who_joins(client, team):
    published(team)
    rewrite(team, "Participants agree on everything.")
    cleared(team)
    peru, _luz = represented("Peru", "Luz Quispe")
    appoint(client, team, peru)
    assert state_of(team) == "second_comments"
    states = client.get(room(team)).context["states"]
    assert [(str(label), where) for label, where in states] == [
        ("Draft", "now"), ("Final", "next"), ("Published", "next"),
    ]  # fmt: skip
    team.roundtable.refresh_from_db()
    assert team.roundtable.is_published  # version 1 stays public meanwhile


def test_a_published_brief_stays_published_whoever_joins(client, team):
    published(team)
    peru, _luz = represented("Peru", "Luz Quispe")
    appoint(client, team, peru)
    assert state_of(team) == "published"


# --- At once ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_co_chairs_who_clear_at_once_make_it_final_exactly_once(team):
    for _time in range(6):
        team.roundtable.briefs.all().delete()
        as_if_never_recorded(act="brief_final")
        draft = put(team)
        results = at_once(
            lambda draft=draft: actions.clear_brief(draft=draft, organization=team.sweden, by=team.anna),
            lambda draft=draft: actions.clear_brief(
                draft=draft, organization=team.bangladesh, by=team.rahman
            ),
        )
        assert [one for one in results if isinstance(one, Exception)] == []
        assert state_of(team) == "final"
        assert Clearance.objects.filter(draft=draft).count() == 2
        assert Trace.objects.filter(act="brief_final").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_each_would_wait_for_the_other_for_ever(team):
    """The control of the race above: both have cleared, and both still see the other one missing."""
    draft = put(team)
    both_have_written, both_have_looked = threading.Barrier(2), threading.Barrier(2)

    def clear_unguarded(state, person):
        with transaction.atomic():
            Clearance.objects.create(draft=draft, organization=state, by=person)
            both_have_written.wait(10)
            someone_is_missing = actions.still_to_clear(draft).exists()
            both_have_looked.wait(10)
            return someone_is_missing

    seen = at_once(
        lambda: clear_unguarded(team.sweden, team.anna), lambda: clear_unguarded(team.bangladesh, team.rahman)
    )
    assert seen == [True, True]
    assert not actions.still_to_clear(draft).exists()


@pytest.mark.django_db(transaction=True)
def test_one_state_that_clears_twice_at_once_has_cleared_once(team):
    draft = put(team)
    at_once(*[lambda: actions.clear_brief(draft=draft, organization=team.sweden, by=team.anna)] * 2)
    assert Clearance.objects.count() == 1
    assert Trace.objects.filter(act="clear_brief").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_co_chair_who_joins_at_the_moment_of_the_last_clearance_is_not_passed_over(team):
    for number in range(4):
        team.roundtable.briefs.all().delete()
        draft = put(team)
        actions.clear_brief(draft=draft, organization=team.sweden, by=team.anna)
        joining, _person = represented(f"State {number} that joins", f"Person {number}")
        at_once(
            lambda draft=draft: actions.clear_brief(
                draft=draft, organization=team.bangladesh, by=team.rahman
            ),
            lambda joining=joining: actions.appoint_to_team(
                roundtable=team.roundtable, role="co_chair", organization=joining, by=team.staff
            ),
        )
        assert state_of(team) == "second_comments"
        with pytest.raises(Refused):
            actions.publish_brief(roundtable=team.roundtable, by=team.staff)
        team.roundtable.team.filter(organization=joining).delete()


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_one_version(team):
    cleared(team)
    results = at_once(*[lambda: actions.publish_brief(roundtable=team.roundtable, by=team.staff)] * 2)
    assert [one for one in results if isinstance(one, Exception)] == []
    team.roundtable.refresh_from_db()
    assert (team.roundtable.version, Brief.objects.count()) == (1, 1)
    assert Trace.objects.filter(act="publish_brief").count() == 1


def test_the_database_keeps_one_clearance_a_state_and_one_version_public(team):
    draft = cleared(team)
    twice = Clearance(draft=draft, organization=team.sweden, by=team.anna)
    assert breaks(twice.save) == "clearance_once"
    actions.publish_brief(roundtable=team.roundtable, by=team.staff)
    at = Brief.objects.get().published_at
    other = Brief(roundtable=team.roundtable, number=2, rounds=0, state="published", published_at=at)
    assert breaks(other.save) == "brief_one_published"
    open_one = Brief.objects.create(roundtable=team.roundtable, number=3)
    assert breaks(Brief(roundtable=team.roundtable, number=4).save) == "brief_one_in_preparation"
    assert breaks(lambda: Brief.objects.filter(pk=open_one.pk).update(state="published")) == (
        "brief_published_has_its_instant"
    )
