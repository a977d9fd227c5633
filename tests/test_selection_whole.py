"""Civil-society days from the call to the last place: 200 applications, a committee of five, a ceiling of 150.

Everything is done at the addresses people use, or by the tasks of the clock.
"""

import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from correspondence.models import Message
from gfmd.tokens import token_for
from participants.models import Delegation, FocalPoint
from selection import actions
from selection.models import Application, Call, CallMember
from tests.calls import civil_society_days, points_of, word
from tests.factories import a_state, chair_staff

pytestmark = pytest.mark.django_db

APPLICATIONS, COMMITTEE, CEILING, LINE = 200, 5, 150, 40
REGIONS = (
    "african",
    "asia_pacific",
    "eastern_european",
    "latin_american_caribbean",
    "western_european_other",
)
SECTORS = ("diaspora", "ngo", "trade_union", "private_sector", "academia", "faith", "women", "youth")
GENDERS = ("woman", "man", "another", "undisclosed")
QUICK_SECONDS = 1.0  # of the processor, so that a busy machine breaks nothing; it takes about a fifth of it


def quick(client, where, **query):
    """A page that answers in time, however full."""
    started = time.process_time()
    answer = client.get(where, query)
    assert answer.status_code == 200
    assert time.process_time() - started < QUICK_SECONDS
    return answer


def the_call(client, meeting, staff) -> Call:
    """Staff open the call, and appoint a coordinating office and a committee of five."""
    client.force_login(staff)
    opens, closes = timezone.now() - timedelta(days=20), timezone.now() + timedelta(days=1)
    terms = {"text_en": "Tell us why.", "ceiling": CEILING, "offer_days": 10}
    terms |= {"opens_at": f"{opens:%Y-%m-%dT%H:%M}", "closes_at": f"{closes:%Y-%m-%dT%H:%M}"}
    client.post(reverse("call_edit", args=[meeting.slug]), terms)
    where = reverse("committee", args=[meeting.slug])
    for number in range(COMMITTEE):
        asked = {"name": f"Member {number}", "email": f"member{number}@committee.example", "language": "en"}
        assert client.post(where, {"duty": "committee", **asked}).status_code == 302
    office = {"name": "Office", "email": "office@days.example", "language": "fr"}
    assert client.post(where, {"duty": "coordinator", **office}).status_code == 302
    client.logout()
    return Call.objects.get(meeting=meeting)


def everybody_applies(client, call, states) -> None:
    """Two hundred, from as many places of the network, across regions, sectors and genders."""
    where = reverse("application_new", args=[call.meeting.slug])
    for number in range(1, APPLICATIONS + 1):
        typed = {
            "organization_name": f"Association {word(number)}",
            "sector": SECTORS[number % 8],
            "country": states[number % 5].pk,
            "motivation": "To be heard.",
            "experience": "Advice and shelter.",
            "name": f"Representative {number}",
            "gender": GENDERS[number % 4],
            "email": f"office@association-{word(number)}.example",
            "language": ("en", "fr", "ar", "es")[number % 4],
        }
        answer = client.post(where, typed, REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}")
        assert answer.status_code == 302, answer.context["form"].errors
    assert call.applications.count() == APPLICATIONS


def the_committee_scores(client, call) -> None:
    """One goes from one unscored application to the next, as the page leads; the others have done the same.

    Each has four conflicts of interest.
    """
    first, *others = call.members.committee().order_by("pk")
    for place, member in enumerate(others, start=1):
        for number, application in enumerate(call.applications.order_by("received_at", "pk")):
            given = {} if (number + place) % 50 == 0 else points_of((number * 7 + place) % 16)
            actions.score_application(
                application_pk=application.pk, member_pk=member.pk, has_conflict=not given, **given
            )
    client.force_login(first.person)
    overview = reverse("scoring", args=[call.meeting.slug])
    shown = quick(client, overview)
    assert shown.context["to_score"] == APPLICATIONS
    where = reverse("score", args=[call.meeting.slug, shown.context["next"].pk])
    for number in range(APPLICATIONS):
        given = {"has_conflict": "on"} if number % 50 == 0 else points_of(number * 7 % 16)
        where = client.post(where, given).url
    assert where == overview
    assert "200 of 200 scored" in client.get(overview).content.decode()
    for member in (first, *others):
        assert member.scores.filter(has_conflict=True).count() == 4
    client.logout()


def decide(client, call, act, picked, **more):
    where = reverse("applications_decide", args=[call.meeting.slug])
    return client.post(where, {"act": act, "pick": list(picked), **more})


def shares(answer, title) -> list[tuple[int, int, int]]:
    """(applied, with a place, as ticked) in each line of a balance."""
    table = next(one for one in answer.context["balances"] if one.title == title)
    return [(line.applied.number, line.holding.number, line.selected.number) for line in table.lines]


def held(call) -> int:
    return call.applications.holding_a_place().count()


def press(client, name, application, **typed):
    application.refresh_from_db()
    return client.post(reverse(name, args=[token_for(application.link_name)]), typed)


def test_two_hundred_apply_a_committee_of_five_scores_and_a_hundred_and_fifty_places_are_filled(client):
    meeting = civil_society_days()
    staff = chair_staff(meeting)
    states = [a_state(regional_group=region) for region in REGIONS]
    call = the_call(client, meeting, staff)
    everybody_applies(client, call, states)
    the_committee_scores(client, call)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(minutes=2))

    # The coordinating office ticks the best that fit, looks at the balance, and offers.
    office = Person.objects.get(email="office@days.example")
    client.force_login(office)
    page = reverse("applications", args=[meeting.slug])
    shown = quick(client, page, tick="best")
    best = shown.context["picked"]
    assert len(best) == CEILING
    means = {row.application.pk: row.application.mean for row in shown.context["rows"]}
    assert min(means[pk] for pk in best) >= max(means[pk] for pk in means if pk not in best)
    assert [applied for applied, _held, _ticked in shares(shown, "Region")] == [40] * 5
    assert [applied for applied, _held, _ticked in shares(shown, "Sector")] == [25] * 8
    assert [applied for applied, _held, _ticked in shares(shown, "Gender of the representative")] == [50] * 4
    assert sum(ticked for _applied, _held, ticked in shares(shown, "Region")) == CEILING

    # For the balance it changes one for another, and sees what that does before anything is sent.
    out = next(pk for pk in best if Application.objects.get(pk=pk).country == states[0])
    into = next(pk for pk in means if pk not in best and Application.objects.get(pk=pk).country == states[1])
    before = shares(shown, "Region")
    best = best - {out} | {into}
    looked = decide(client, call, "look", best)
    after = shares(looked, "Region")
    assert after[0][2] == before[0][2] - 1
    assert after[1][2] == before[1][2] + 1
    assert held(call) == 0

    everybody = set(means)
    answer = decide(client, call, "offer", [*best, out])
    assert answer.status_code == 409
    assert "Only 150 places are left." in answer.content.decode()
    assert decide(client, call, "offer", best).status_code == 302
    assert held(call) == CEILING
    offers = Message.objects.filter(key__contains=":offered:")
    assert offers.count() == CEILING
    assert len(set(offers.values_list("to_email", flat=True))) == CEILING

    # The next forty wait in the order of their scores; the last ten are turned down.
    left = sorted(everybody - best, key=lambda pk: -means[pk])
    assert decide(client, call, "wait", left[:LINE]).status_code == 302
    assert decide(client, call, "reject", left[LINE:], reason="Too many applied.").status_code == 302
    line = list(call.applications.in_line())
    assert [one.rank for one in line] == list(range(1, LINE + 1))
    assert [means[one.pk] for one in line] == sorted((means[one.pk] for one in line), reverse=True)
    assert "All applications are decided on." in quick(client, page).content.decode()
    client.logout()

    # A hundred and twenty accept by their links, five decline: the first five in line are offered a place.
    holders = list(call.applications.filter(state="offered").order_by("pk"))
    assert press(client, "application_accept", holders[0]).status_code == 302
    accepted = Delegation.objects.get(meeting=meeting)
    assert client.get(reverse("delegation", args=[accepted.pk])).status_code == 200
    client.logout()
    for application in holders[1:120]:
        application.refresh_from_db()
        actions.accept_place(application_pk=application.pk, link_number=application.link_number)
    for application in holders[120:125]:
        assert press(client, "application_decline", application).status_code == 302
    assert call.applications.filter(state="accepted").count() == 120
    assert [one.state for one in refreshed(line[:6])] == ["offered"] * 5 + ["waiting"]
    assert held(call) == CEILING
    assert FocalPoint.objects.filter(organization__delegations__meeting=meeting).count() == 120

    # One gives up the place it had accepted: the line moves again, and the delegation is withdrawn.
    assert press(client, "application_withdraw", holders[0]).status_code == 302
    accepted.refresh_from_db()
    assert accepted.state == "withdrawn"
    assert refreshed([line[5]])[0].state == "offered"

    # The twenty-five silent ones are reminded, then their offers lapse; as many in line are offered theirs.
    silent = holders[125:]
    ends = silent[0].offer_expires_at
    assert actions.remind_of_offers(at=ends - timedelta(days=2)) == 25 + 6
    assert actions.lapse_offers(at=ends) == 0
    moved = call.applications.filter(pk__in=[one.pk for one in line[:6]])
    moved.update(offer_expires_at=ends + timedelta(days=9))
    assert actions.lapse_offers(at=ends + timedelta(minutes=1)) == 25
    assert {one.state for one in refreshed(silent)} == {"lapsed"}
    assert [one.state for one in refreshed(line)] == ["offered"] * 31 + ["waiting"] * 9
    assert held(call) == CEILING
    assert Message.objects.filter(key__contains=":lapsed:").count() == 25

    # Staff see it all: who holds a place by region, and the timeline of one.
    client.force_login(staff)
    shown = quick(client, page)
    assert sum(has for _applied, has, _ticked in shares(shown, "Region")) == CEILING
    assert (
        "119 places are accepted; 31 offers wait for an answer; 9 organizations are on the waiting list."
        in (re.sub(r"\s+", " ", shown.content.decode()))
    )
    one = quick(client, reverse("application_check", args=[meeting.slug, line[0].pk]))
    acts = [entry.act for entry in one.context["timeline"]]
    assert acts[0:3] == ["Reminded of the offer", "Place offered", "Put on the waiting list"]
    assert acts[-1] == "Application received"
    assert CallMember.objects.filter(call=call).count() == COMMITTEE + 1


def refreshed(applications) -> list[Application]:
    rows = Application.objects.in_bulk([one.pk for one in applications])
    return [rows[one.pk] for one in applications]
