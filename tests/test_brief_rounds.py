"""A brief passes two rounds of comments before it is final; its page says where it stands and what is next."""

import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from correspondence.models import Message
from gfmd.moves import Refused
from meetings.days import instant_in_words
from meetings.models import Meeting
from roundtables import actions, record
from roundtables.actions.briefs import cannot_move, move
from roundtables.models import BRIEF_MOVES, Brief, BriefState, Draft
from tests.factories import a_delegation, a_meeting, a_person, a_roundtable, chair_staff, focal_point_of
from tests.teams import (
    a_team,
    cleared,
    closed,
    commented_on_twice,
    opened,
    passed,
    published,
    put,
    rewrite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team()


def room(team) -> str:
    return reverse("brief", args=[team.meeting.slug, team.roundtable.pk])


def address(name: str, team) -> str:
    return reverse(name, args=[team.meeting.slug, team.roundtable.pk])


def says(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def clock(at: datetime, meeting) -> str:
    """As typed into the form, on the clocks at the venue."""
    return at.astimezone(meeting.zone).strftime("%Y-%m-%dT%H:%M")


# --- The table of moves ----------------------------------------------------------------------------------

LEGAL = {
    ("draft", "first_comments"),
    ("draft", "final"),
    ("first_comments", "revised"),
    ("revised", "second_comments"),
    ("second_comments", "final"),
    ("final", "published"),
    ("final", "second_comments"),
    ("final", "superseded"),
    ("published", "superseded"),
    ("published", "final"),
}


def test_the_moves_of_a_brief_are_those_of_the_domain():
    allowed = {
        (state.value, to.value) for state in BriefState for to in BriefState if BRIEF_MOVES.allows(state, to)
    }
    assert allowed == LEGAL


ILLEGAL = sorted({(one.value, to.value) for one in BriefState for to in BriefState} - LEGAL)


@pytest.mark.parametrize(("state", "to"), ILLEGAL)
def test_every_other_move_is_refused_with_its_reason(team, state, to):
    at = timezone.now() if state in ("published", "superseded") else None
    brief = Brief.objects.create(roundtable=team.roundtable, number=2, rounds=2, state=state, published_at=at)
    with pytest.raises(Refused) as refusal:
        move(brief, BriefState(to))
    assert str(refusal.value) == cannot_move(brief)
    assert Brief.objects.get(pk=brief.pk).state == state


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "This brief is a draft. It goes through two rounds of comments first."),
        (2, "The co-chairs have not cleared this version yet. Put it to them first."),
    ],
)
def test_the_reason_tells_a_first_version_from_a_later_one(number, sentence):
    assert cannot_move(Brief(number=number, rounds=2)) == sentence


# --- Rule 12, in the database ----------------------------------------------------------------------------


def breaks(write) -> str:
    """The rule that a write breaks."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        write()
    return broken.value.__cause__.diag.constraint_name


def raw(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def ways_to_finality(brief: Brief) -> list:
    """Every way in which somebody might write that a brief is final."""

    def through_the_model():
        brief.state = "final"
        brief.save()

    return [
        through_the_model,
        lambda: Brief.objects.filter(pk=brief.pk).update(state="final"),
        lambda: Brief.objects.filter(pk=brief.pk).update(state="published", published_at=timezone.now()),
        lambda: Brief.objects.bulk_update([Brief(pk=brief.pk, state="final")], ["state"]),
        lambda: raw("UPDATE roundtables_brief SET state = 'final' WHERE id = %s", brief.pk),
    ]


def test_the_first_version_is_never_final_before_two_drafts_for_comment(team):
    brief = Brief.objects.create(roundtable=team.roundtable, number=1)
    assert {breaks(write) for write in ways_to_finality(brief)} == {"brief_passes_two_drafts"}
    opened(team)
    assert {breaks(write) for write in ways_to_finality(brief)} == {"brief_passes_two_drafts"}
    closed(team)
    opened(team)
    assert {breaks(write) for write in ways_to_finality(brief)} == {"brief_passes_two_drafts"}
    closed(team)
    Brief.objects.filter(pk=brief.pk).update(state="final")
    assert Brief.objects.get().state == "final"


def test_a_first_version_is_not_entered_as_final_either(team):
    final = Brief(roundtable=team.roundtable, number=1, rounds=2, state="final")
    assert breaks(final.save) == "brief_passes_two_drafts"
    assert breaks(lambda: Brief.objects.bulk_create([final])) == "brief_passes_two_drafts"
    assert (
        breaks(
            lambda: raw(
                "INSERT INTO roundtables_brief (roundtable_id, number, state, rounds, begun_at)"
                " VALUES (%s, 1, 'final', 2, now())",
                team.roundtable.pk,
            )
        )
        == "brief_passes_two_drafts"
    )


def test_a_final_version_does_not_become_the_first_by_a_change_of_its_number(team):
    brief = Brief.objects.create(roundtable=team.roundtable, number=2, rounds=2, state="final")
    assert breaks(lambda: Brief.objects.update(number=1)) == "brief_passes_two_drafts"
    Brief.objects.filter(pk=brief.pk).update(number=1, rounds=0)
    assert breaks(lambda: Brief.objects.update(rounds=2)) == "brief_passes_two_drafts"


def test_a_draft_stays_as_it_was_frozen(team):
    draft = opened(team)
    content = Draft.objects.get().content
    other = Brief.objects.create(
        roundtable=a_roundtable(team.meeting, "1.2"), number=2, rounds=0, state="final"
    )
    changed = {**content, "title": {"en": "Another"}}

    def through_the_model():
        row = Draft.objects.get(pk=draft.pk)
        row.content = changed
        row.save()

    ways = [
        through_the_model,
        lambda: Draft.objects.update(content=changed),
        lambda: Draft.objects.update(kind="second_draft"),
        lambda: Draft.objects.update(brief=other),
        lambda: raw("UPDATE roundtables_draft SET content = '{}' WHERE id = %s", draft.pk),
    ]
    assert {breaks(write) for write in ways} == {"draft_stays_as_frozen"}
    assert Draft.objects.get().content == content
    Draft.objects.update(comments_closed_at=timezone.now())


# --- Opening and closing a round -------------------------------------------------------------------------


def test_the_deadline_is_preset_in_two_weeks_at_23_59_in_the_venues_zone(client, team):
    client.force_login(team.staff)
    answer = client.get(address("brief_comments_open", team))
    day = team.meeting.local_day(timezone.now() + timedelta(days=14))
    assert f'value="{day:%Y-%m-%d}T23:59"' in answer.text
    assert "On the clocks at the venue (Rabat time); the last minute counts." in answer.text
    assert "6 people are asked to comment" not in answer.text  # the speaker is not
    assert "5 people are asked to comment" in answer.text


def test_opening_the_first_round_freezes_the_text_and_writes_to_the_team_but_the_speakers(client, team):
    client.force_login(team.staff)
    until = datetime(2038, 5, 12, 23, 59, tzinfo=team.meeting.zone)
    answer = client.post(address("brief_comments_open", team), {"until": "2038-05-12T23:59"}, follow=True)
    assert answer.redirect_chain == [(room(team), 302)]
    assert says(answer) == [
        "The first draft is open for comments until 12 May 2038, 23:59, Rabat time; the team gets a message."
    ]
    draft = Draft.objects.get()
    assert (draft.kind, draft.comments_until, draft.frozen_by) == ("first_draft", until, team.staff)
    assert draft.brief.state == "first_comments"
    assert [part["key"] for part in draft.content["parts"]][:2] == ["background", "outcomes"]
    told = {message.to_email: message.subject for message in Message.objects.filter(purpose="brief")}
    everybody = (team.anna, team.rahman, team.amina, team.facilitator, team.rapporteur)
    assert set(told) == {person.email for person in everybody}
    assert set(told.values()) == {
        "Action by 12 May 2038, 23:59, Rabat time: comment on the first draft, roundtable 1.1"
    }
    trace = Trace.objects.get(act="open_comments")
    assert (trace.by, trace.after["until"]) == (team.staff, until.astimezone(UTC).isoformat())


def test_what_is_written_afterwards_does_not_change_the_draft(team):
    draft = opened(team)
    rewrite(team, "Participants agree on everything.")
    text = {part["key"]: part["text"]["en"] for part in Draft.objects.get(pk=draft.pk).content["parts"]}
    assert text["outcomes"] == "Participants agree."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Say until when the draft takes comments."),
        ("tomorrow", "Write a day and a time, such as 2027-02-14T23:59."),
        ("2020-01-01T23:59", "The last minute for comments has passed already. Choose a later one."),
    ],
)
def test_a_deadline_that_cannot_be_is_refused_beside_what_was_typed(client, team, typed, sentence):
    client.force_login(team.staff)
    answer = client.post(address("brief_comments_open", team), {"until": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"until": [sentence]}
    assert Draft.objects.count() == 0


def test_a_deadline_in_an_hour_that_the_clocks_leave_out_is_refused(client):
    team = a_team(a_meeting(city="Paris", time_zone="Europe/Paris"))
    client.force_login(team.staff)
    answer = client.post(address("brief_comments_open", team), {"until": "2038-03-28T02:30"})
    assert "the clocks go forward" in answer.context["form"].errors["until"][0]
    answer = client.post(address("brief_comments_open", team), {"until": "2038-03-28T23:59"})
    assert answer.status_code == 302
    assert Draft.objects.get().comments_until == datetime(2038, 3, 28, 21, 59, tzinfo=UTC)


def test_a_round_is_refused_in_a_draft_meeting_without_a_team_and_where_none_is_asked_for(team):
    until = timezone.now() + timedelta(days=1)

    def refusal(roundtable) -> str:
        with pytest.raises(Refused) as refused:
            actions.open_comments(roundtable=roundtable, until=until, by=team.staff)
        return str(refused.value)

    alone = a_roundtable(team.meeting, "1.2", expected_outcomes="To agree.")
    assert refusal(alone) == "Nobody is in the team yet who could comment. Name the team first."
    Meeting.objects.update(state="draft")
    assert refusal(team.roundtable).startswith("The meeting is a draft, so the team cannot open this page")
    Meeting.objects.update(state="announced", brief_rounds=0)
    assert refusal(team.roundtable).startswith("The briefs of this meeting pass no rounds of comments")
    assert Draft.objects.count() == 0


def test_a_brief_that_says_nothing_is_not_opened(team):
    team.roundtable.questions.all().delete()
    team.roundtable.background = team.roundtable.expected_outcomes = ""
    team.roundtable.save()
    with pytest.raises(Refused) as refusal:
        opened(team)
    assert str(refusal.value).startswith("There is nothing to read yet.")


def test_the_second_round_comes_after_the_first(client, team):
    opened(team)
    client.force_login(team.staff)
    page = address("brief_comments_open", team)
    assert "No round of comments is due now." in client.get(page).text
    answer = client.post(page, {"until": clock(timezone.now() + timedelta(days=2), team.meeting)})
    assert answer.context["form"].non_field_errors() == [
        "The first round of comments is under way. Close it first."
    ]
    answer = client.post(address("brief_comments_close", team), follow=True)
    assert says(answer) == ["The round of comments is closed."]
    assert Brief.objects.get().state == "revised"
    client.post(page, {"until": clock(timezone.now() + timedelta(days=2), team.meeting)})
    assert Brief.objects.get().state == "second_comments"
    assert list(Draft.objects.values_list("kind", flat=True)) == ["second_draft", "first_draft"]
    answer = client.post(page, {"until": clock(timezone.now() + timedelta(days=2), team.meeting)})
    assert answer.context["form"].non_field_errors() == ["The second round of comments is under way."]


def test_a_round_whose_deadline_has_passed_is_closed_by_what_comes_next(team):
    passed(opened(team))
    opened(team)
    assert Brief.objects.get().state == "second_comments"
    assert Trace.objects.filter(act="close_comments").count() == 1
    passed(Draft.objects.first())
    actions.put_to_co_chairs(roundtable=team.roundtable, by=team.staff)
    assert list(Draft.objects.values_list("kind", flat=True)) == ["final", "second_draft", "first_draft"]
    assert Draft.objects.filter(comments_until__isnull=False, comments_closed_at=None).count() == 0


def test_no_third_round_is_opened(team):
    commented_on_twice(team)
    with pytest.raises(Refused) as refusal:
        opened(team)
    assert str(refusal.value) == "Both rounds of comments are over. The text goes to the co-chairs now."


def test_closing_twice_says_that_no_round_is_under_way(client, team):
    client.force_login(team.staff)
    opened(team)
    client.post(address("brief_comments_close", team), follow=True)
    answer = client.post(address("brief_comments_close", team), follow=True)
    assert says(answer) == ["No round of comments is under way."]


def at_once(*acts) -> list:
    """Run acts at the same moment, each on a connection of its own; returns what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    results = [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(10)
            results[place] = act()
        except Exception as problem:
            results[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_people_who_open_a_round_at_once_make_one_draft_and_one_message_a_person(team):
    for _time in range(5):
        Brief.objects.all().delete()
        Message.objects.all().delete()
        results = at_once(lambda: opened(team), lambda: opened(team))
        refused = [str(one) for one in results if isinstance(one, Refused)]
        assert refused == ["The first round of comments is under way. Close it first."]
        assert (Brief.objects.count(), Draft.objects.count()) == (1, 1)
        assert sorted(Message.objects.values_list("to_email", flat=True)) == sorted(
            person.email for person in (team.anna, team.rahman, team.amina, team.facilitator, team.rapporteur)
        )


# --- Where it stands, for whoever looks ------------------------------------------------------------------


def standing(client, team, who: str):
    """(headline, what this person is to do) on the page of the brief."""
    client.force_login(team.people[who])
    shown = client.get(room(team)).context["standing"]
    return shown.headline, shown.act and shown.act.label


def everybodys(client, team) -> dict[str, str | None]:
    return {who: standing(client, team, who)[1] for who in team.people}


def test_while_the_first_draft_is_written(client, team):
    assert standing(client, team, "staff")[0] == "The first draft is being written."
    assert everybodys(client, team) == {
        "staff": "Open the first round of comments",
        "co_chair": "Write the text",
        "facilitator": "Write the text",
        "member": None,
        "rapporteur": None,
        "speaker": "Hand in your presentation",
    }


def test_while_comments_are_asked_for(client, team):
    draft = opened(team, until=datetime(2038, 5, 12, 22, 59, tzinfo=UTC))
    actions.comment_on(
        draft=draft,
        language="en",
        paragraph="whole",
        attitude="supportive",
        text="",
        on_behalf_of=team.sweden,
        by=team.anna,
    )
    deadline = instant_in_words(draft.comments_until, team.meeting)
    assert standing(client, team, "speaker")[0] == (
        f"First round of comments until {deadline}: 1 of 5 have commented."
    )
    assert deadline == "12 May 2038, 23:59, Rabat time"
    assert everybodys(client, team) == {
        "staff": "Read the draft and the comments",
        "co_chair": "Read the draft and the comments",
        "facilitator": "Comment on the first draft",
        "member": "Comment on the first draft",
        "rapporteur": "Comment on the first draft",
        "speaker": "Hand in your presentation",
    }


def test_when_the_first_round_is_over(client, team):
    draft = opened(team)
    actions.comment_on(
        draft=draft,
        language="en",
        paragraph="outcomes.1",
        attitude="opposed",
        text="No.",
        on_behalf_of=team.kenya,
        by=team.amina,
    )
    passed(draft)
    assert everybodys(client, team) == {
        "staff": "Answer the comments",
        "co_chair": "Answer the comments",
        "facilitator": "Answer the comments",
        "member": "Read the comments",
        "rapporteur": "Read the comments",
        "speaker": "Hand in your presentation",
    }
    actions.answer_comment(comment=draft.comments.get(), answer="taken_up", sentence="", by=team.facilitator)
    assert standing(client, team, "staff") == (
        "The first round of comments is over, and the text is being revised.",
        "Open the second round of comments",
    )
    assert standing(client, team, "facilitator")[1] == "Write the text"
    closed(team)
    assert standing(client, team, "staff")[1] == "Open the second round of comments"


def test_when_both_rounds_are_over(client, team):
    commented_on_twice(team)
    assert standing(client, team, "staff") == (
        "Both rounds of comments are over. The co-chairs clear the text next.",
        "Put the text to the co-chairs",
    )
    team.roundtable.team.filter(role="co_chair").delete()
    assert standing(client, team, "staff")[1] == "Name the team"


def test_while_the_co_chairs_have_the_text_before_them(client, team):
    draft = put(team)
    assert standing(client, team, "co_chair") == (
        "The text waits to be cleared by Sweden and Bangladesh.",
        "Read and clear for Sweden",
    )
    actions.clear_brief(draft=draft, organization=team.sweden, by=team.anna)
    assert standing(client, team, "co_chair") == (
        "Cleared by Sweden; waiting for Bangladesh.",
        "Read the text",
    )
    others = {**everybodys(client, team), "speaker": "Read the text"}
    assert others == dict.fromkeys(team.people, "Read the text")


def test_when_it_is_final_published_and_changed(client, team):
    cleared(team)
    assert standing(client, team, "staff") == (
        "Final: cleared by Sweden and Bangladesh, and not published yet.",
        "Publish the brief",
    )
    assert standing(client, team, "member")[1] == "Read the text"
    client.force_login(team.staff)
    answer = client.post(address("roundtable_publish", team), {"publish": "1", "back": "brief"}, follow=True)
    assert answer.redirect_chain == [(room(team), 302)]
    team.roundtable.refresh_from_db()
    assert standing(client, team, "member") == (
        "Version 1 is published as it stands.",
        "Read the published brief",
    )
    rewrite(team, "Participants agree on everything.")
    assert standing(client, team, "staff") == (
        "Version 1 is published, and the text has changed since.",
        "Put the text to the co-chairs",
    )
    actions.withdraw_brief(roundtable=team.roundtable, by=team.staff)
    assert standing(client, team, "staff")[1] == "Put the text to the co-chairs"


def test_what_was_taken_back_unchanged_is_published_again_as_it_was(client, team):
    published(team)
    actions.withdraw_brief(roundtable=team.roundtable, by=team.staff)
    assert standing(client, team, "staff") == (
        "Version 1 was taken back from the public.",
        "Publish the brief",
    )
    client.post(address("roundtable_publish", team), {"publish": "1"})
    team.roundtable.refresh_from_db()
    assert (team.roundtable.is_published, team.roundtable.version) == (True, 1)


def test_without_rounds_the_staff_publishes_directly(client):
    team = a_team(a_meeting(brief_rounds=0))
    assert standing(client, team, "staff") == ("The first draft is being written.", "Publish the brief")
    client.force_login(team.staff)
    answer = client.get(room(team))
    assert [label for label, _where in answer.context["states"]] == ["Draft", "Published"]
    client.post(address("roundtable_publish", team), {"publish": "1"})
    assert standing(client, team, "staff")[0] == "Version 1 is published as it stands."


def test_in_a_draft_meeting_the_staff_is_led_to_announce_it(client, team):
    Meeting.objects.update(state="draft")
    _headline, act = standing(client, team, "staff")
    assert act == "To the overview of the meeting"
    assert "nobody outside the chair&#x27;s staff can open this page" in client.get(room(team)).text


def test_the_states_are_told_by_a_sign_and_a_word(client, team):
    opened(team)
    client.force_login(team.amina)
    answer = client.get(room(team))
    assert [(str(label), where) for label, where in answer.context["states"]] == [
        ("Draft", "done"),
        ("First comments", "now"),
        ("Revised", "next"),
        ("Second comments", "next"),
        ("Final", "next"),
        ("Published", "next"),
    ]
    assert 'aria-current="step"><span class="sign" aria-hidden="true">◉</span>First comments' in answer.text


def test_a_correction_goes_to_the_co_chairs_at_once_or_through_both_rounds(client, team):
    published(team)
    rewrite(team, "Participants agree on everything.")
    client.force_login(team.staff)
    answer = client.get(room(team))
    assert [str(label) for label, _where in answer.context["states"]] == ["Draft", "Final", "Published"]
    assert "Open a round of comments" in [act.label for act in answer.context["standing"].others]
    draft = opened(team)
    assert (draft.kind, draft.brief.number) == ("first_draft", 2)
    with pytest.raises(Refused):
        actions.put_to_co_chairs(roundtable=team.roundtable, by=team.staff)


def test_publishing_is_refused_with_the_reason_while_the_brief_is_not_final(client, team):
    client.force_login(team.staff)

    def reason():
        return says(client.post(address("roundtable_publish", team), {"publish": "1"}, follow=True))

    assert reason() == ["This brief is a draft. It goes through two rounds of comments first."]
    opened(team)
    assert reason() == ["The first round of comments is under way. Close it first."]
    closed(team)
    assert reason() == ["The second draft has not been opened for comments yet."]
    opened(team)
    assert reason() == ["The co-chairs have not cleared this brief yet."]
    closed(team)
    actions.put_to_co_chairs(roundtable=team.roundtable, by=team.staff)
    assert reason() == ["The co-chairs have not cleared this brief yet."]
    team.roundtable.refresh_from_db()
    assert not team.roundtable.is_published


# --- The programme ---------------------------------------------------------------------------------------


def test_the_programme_leads_to_the_brief_until_it_is_final(client, team):
    client.force_login(team.staff)
    page = reverse("programme", args=[team.meeting.slug])

    def row():
        text = client.get(page).text
        return ("Publish the brief" in text, client.get(page).context["next"].sentence)

    assert row() == (False, "Roundtable 1.1: The first draft is being written.")
    opened(team)
    assert row() == (False, "1 brief waits for comments or for clearance; nothing waits for you.")
    closed(team)
    opened(team)
    closed(team)
    cleared_draft = cleared(team)
    assert row() == (True, "The brief of roundtable 1.1 is final, and not published yet.")
    client.post(address("roundtable_publish", team), {"publish": "1"})
    assert row() == (False, "Every brief is published as it stands.")
    assert Draft.objects.of_public_version(team.roundtable, 1).get() == cleared_draft


@pytest.mark.parametrize("number", [1, 3])
def test_the_programme_takes_as_many_queries_for_one_brief_under_way_as_for_three(
    client, number, django_assert_num_queries
):
    meeting = a_meeting()
    teams = [a_team(meeting, code=f"1.{place}") for place in range(number)]
    for team in teams:
        actions.comment_on(
            draft=opened(team),
            language="en",
            paragraph="whole",
            attitude="supportive",
            text="",
            on_behalf_of=team.sweden,
            by=team.anna,
        )
    client.force_login(teams[0].staff)
    page = reverse("programme", args=[meeting.slug])
    client.get(page)
    with django_assert_num_queries(13):
        client.get(page)


@pytest.mark.parametrize("number", [1, 3])
def test_the_room_takes_as_many_queries_for_one_comment_as_for_three(
    client, team, number, django_assert_num_queries
):
    draft = opened(team)
    for person, state in ((team.anna, team.sweden), (team.rahman, team.bangladesh), (team.amina, team.kenya))[
        :number
    ]:
        actions.comment_on(
            draft=draft,
            language="en",
            paragraph="whole",
            attitude="opposed",
            text="No.",
            on_behalf_of=state,
            by=person,
        )
    client.force_login(team.facilitator)
    client.get(room(team))
    with django_assert_num_queries(24):
        client.get(room(team))


# --- Who may know of it ----------------------------------------------------------------------------------


def test_the_room_is_the_teams_and_the_chairs(client, team):
    others = {
        "stranger": (a_person(), 404),
        "focal point": (focal_point_of(a_delegation(team.meeting)), 404),
        "staff of another chair": (chair_staff(a_meeting()), 404),
        "support unit": (chair_staff(team.meeting, "support unit"), 403),
    }
    for person, status in others.values():
        client.force_login(person)
        assert client.get(room(team)).status_code == status
        assert client.get(address("team", team)).status_code == status
    client.logout()
    assert client.get(room(team)).url.startswith("/accounts/login/")
    for person in team.people.values():
        client.force_login(person)
        assert client.get(room(team)).status_code == 200


def test_the_team_of_another_roundtable_may_not_know_of_it(client, team):
    other = a_team(team.meeting, code="1.2")
    client.force_login(other.facilitator)
    assert client.get(room(other)).status_code == 200
    assert client.get(room(team)).status_code == 404


def test_rounds_are_the_chairs_staffs(client, team):
    for who in ("co_chair", "facilitator", "member", "speaker"):
        client.force_login(team.people[who])
        for name in ("brief_comments_open", "brief_comments_close", "brief_put", "team_tell"):
            assert client.post(address(name, team)).status_code == 403


# --- The record ------------------------------------------------------------------------------------------


def test_the_record_says_who_did_what_in_plain_words(client, team):
    published(team)
    rewrite(team, "Participants agree on everything.")
    client.force_login(team.amina)
    entries = client.get(room(team)).context["record"]
    assert [(entry.by, entry.what) for entry in entries] == [
        ("Kwabena Osei", "The text was changed in English."),
        ("Chair Staff", "Version 1 was published."),
        ("Rahman Chowdhury", "The brief became final: every co-chair has cleared it."),
        ("Rahman Chowdhury", "The text was cleared for Bangladesh."),
        ("Anna Lind", "The text was cleared for Sweden."),
        ("Chair Staff", "The text was put to the co-chairs for clearance."),
        ("Chair Staff", "The second round of comments was closed."),
        ("Chair Staff", entries[7].what),
        ("Chair Staff", "The first round of comments was closed."),
        ("Chair Staff", entries[9].what),
    ]
    assert entries[7].what.startswith("The second draft was opened for comments until ")
    assert entries[9].what.endswith(", Rabat time.")


def test_every_act_on_a_brief_has_words():
    acts = set()
    for path in (Path(settings.BASE_DIR) / "roundtables" / "actions").glob("*.py"):
        acts |= set(
            re.findall(
                r'leave_trace\(\s*"(\w+)",\s*(?:roundtable|draft|brief\.roundtable)\b', path.read_text()
            )
        )
    assert acts - {"remove_roundtable"} - set(record.SENTENCES) - set(record.WRITTEN) == set()
