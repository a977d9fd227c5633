"""Who finds which paper: each kind of person before each condition of a paper, by every way to it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Document, Meeting
from participants import actions
from participants.models import Delegate, FocalPoint, Invitation
from roundtables.models import TeamMember
from tests.factories import (
    a_delegation,
    a_document,
    a_document_file,
    a_meeting,
    a_person,
    a_roundtable,
    a_state,
    chair_staff,
    details,
    focal_point_of,
)

pytestmark = pytest.mark.django_db

PEOPLE = (
    "anonymous", "stranger", "chair", "support", "other_chair", "state_focal_point", "agency_focal_point",
    "uninvited_focal_point", "former_focal_point", "state_delegate", "agency_delegate", "withdrawn_delegate",
    "team_person", "team_focal_point", "other_team_person",
)  # fmt: skip
PARTICIPANTS = (
    "support", "state_focal_point", "agency_focal_point", "state_delegate", "agency_delegate", "team_person",
    "team_focal_point", "other_team_person",
)  # fmt: skip
GOVERNMENTS = ("state_focal_point", "state_delegate", "team_focal_point")
TEAM = ("team_person", "team_focal_point")
SOON, PAST = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)

# A condition of a paper, and who finds it beside the chair's staff, who find all of them.
CONDITIONS = {
    "public": ({}, PEOPLE),
    "participants": ({"audience": "participants"}, PARTICIPANTS),
    "governments": ({"audience": "governments"}, GOVERNMENTS),
    "team": ({"audience": "team"}, TEAM),
    "chair": ({"audience": "chair"}, []),
    "superseded": ({"state": "superseded"}, PEOPLE),
    "superseded, participants": ({"state": "superseded", "audience": "participants"}, PARTICIPANTS),
    "draft": ({"state": "draft"}, []),
    "draft, team": ({"state": "draft", "audience": "team"}, []),
    "revised": ({"state": "revised", "audience": "participants"}, []),
    "final": ({"state": "final"}, []),
    "first comments, public": ({"state": "first_comments"}, PARTICIPANTS),
    "second comments, participants": ({"state": "second_comments", "audience": "participants"}, PARTICIPANTS),
    "second comments, governments": ({"state": "second_comments", "audience": "governments"}, GOVERNMENTS),
    "first comments, team": ({"state": "first_comments", "audience": "team"}, TEAM),
    "first comments, chair": ({"state": "first_comments", "audience": "chair"}, []),
    "embargo": ({"embargo_until": SOON}, []),
    "embargo, participants": ({"embargo_until": SOON, "audience": "participants"}, []),
    "embargo over": ({"embargo_until": PAST}, PEOPLE),
    "commissioned": ({"state": "final", "is_commissioned": True}, []),
    "commissioned, out for comments": ({"state": "first_comments", "is_commissioned": True}, []),
    "commissioned, for the team": (
        {"state": "first_comments", "is_commissioned": True, "audience": "team"},
        [],
    ),
    "released": ({"is_commissioned": True, "released_at": PAST}, PEOPLE),
    "released, embargo": ({"is_commissioned": True, "released_at": PAST, "embargo_until": SOON}, []),
}


@pytest.fixture
def meeting():
    return a_meeting(slug="rabat")


@pytest.fixture
def people(meeting) -> dict:
    """Somebody of each kind, by what tests call them."""
    state, agency, uninvited = (
        a_delegation(meeting),
        a_delegation(meeting, an_agency()),
        a_delegation(a_meeting()),
    )
    former = focal_point_of(a_delegation(meeting))
    FocalPoint.objects.filter(person=former).update(state="ended")
    chair = chair_staff(meeting)
    people = {
        "anonymous": None,
        "stranger": a_person(),
        "chair": chair,
        "support": chair_staff(meeting, role="support unit"),
        "other_chair": chair_staff(a_meeting()),
        "state_focal_point": focal_point_of(state),
        "agency_focal_point": focal_point_of(agency),
        "uninvited_focal_point": focal_point_of(uninvited),
        "former_focal_point": former,
        "state_delegate": seated(state),
        "agency_delegate": seated(agency),
        "withdrawn_delegate": seated(state),
        "team_person": a_person(),
        "other_team_person": a_person(),
    }
    Delegate.objects.filter(email__iexact=people["withdrawn_delegate"].email).update(state="withdrawn")
    one, two = a_roundtable(meeting, "1.1"), a_roundtable(meeting, "1.2")
    TeamMember.objects.create(roundtable=one, role="speaker", person=people["team_person"])
    TeamMember.objects.create(roundtable=two, role="speaker", person=people["other_team_person"])
    co_chair = a_state()
    TeamMember.objects.create(roundtable=one, role="co_chair", organization=co_chair)
    people["team_focal_point"] = focal_point_of(a_delegation(a_meeting(), co_chair))
    assert set(people) == set(PEOPLE)
    return people


def an_agency():
    return a_state(kind="un_agency", iso3="", regional_group="", un_member_since=None)


def seated(delegation):
    """A person whose address a delegate in a seat has, in other letters."""
    person = a_person()
    focal_point = (
        FocalPoint.objects.get(organization=delegation.organization).person
        if (FocalPoint.objects.filter(organization=delegation.organization).exists())
        else focal_point_of(delegation)
    )
    actions.add_delegate(
        delegation_pk=delegation.pk,
        details=details(email=person.email.upper()),
        is_head=False,
        by=focal_point,
    )
    return person


def ways_to(document: Document) -> dict[str, str]:
    """Every address that could give a paper away."""
    slug = document.meeting.slug
    return {
        "page": reverse("document", args=[slug, document.pk]),
        "json": reverse("document_json", args=[slug, document.pk]),
        "file": reverse("document_file", args=[slug, document.pk, "en", 1]),
        "text": reverse("document_text", args=[slug, document.pk, "en", 1]),
    }


def a_paper(meeting, by, symbol="HIDDEN/1", **facts) -> Document:
    """A paper of the first roundtable, with a file that has a text."""
    if "released_at" in facts:
        facts["released_by"] = by
    document = a_document(meeting, symbol, "Hidden title", languages=[], **facts)
    a_document_file(document, "en", is_scan=True, accessible_text="Hidden words")
    document.roundtables.set(meeting.roundtables.filter(code="1.1"))
    return document


def browser_of(person) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


@pytest.mark.parametrize("who", PEOPLE)
def test_each_kind_of_person_finds_what_is_for_them_and_no_more(meeting, people, who):
    papers = {
        condition: a_paper(meeting, people["chair"], f"HIDDEN/{number}/", **facts)
        for number, (condition, (facts, _readers)) in enumerate(CONDITIONS.items())
    }
    expected = {
        condition: who == "chair" or who in readers for condition, (_facts, readers) in CONDITIONS.items()
    }
    cache.clear()
    client = browser_of(people[who])
    for condition, document in papers.items():
        answers = {way: client.get(where) for way, where in ways_to(document).items()}
        found = {way: answer.status_code for way, answer in answers.items()}
        assert (condition, found) == (condition, dict.fromkeys(found, 200 if expected[condition] else 404))
        if expected[condition]:
            assert answers["file"].getvalue()
    for where in ("documents", "documents_json"):
        told = client.get(reverse(where, args=["rabat"])).text
        assert {condition: document.symbol in told for condition, document in papers.items()} == expected
        assert "Hidden words" not in told


@pytest.mark.parametrize("who", ["anonymous", "stranger", "support", "state_focal_point", "other_chair"])
def test_a_hidden_paper_answers_exactly_as_one_that_does_not_exist(meeting, people, who):
    document = a_paper(meeting, people["chair"], state="draft")
    near = document.pk - 1 if str(document.pk).endswith("9") else document.pk + 1  # as many digits
    nowhere = ways_to(Document(meeting=meeting, pk=near))
    client = browser_of(people[who])
    for way, where in ways_to(document).items():
        hidden, missing = client.get(where), client.get(nowhere[way])
        assert hidden.status_code == missing.status_code == 404
        bare = [
            answer.text.replace(address, "") for answer, address in ((hidden, where), (missing, nowhere[way]))
        ]
        assert without_tokens(bare[0]) == without_tokens(bare[1])
        assert {name: hidden[name] for name in hidden.headers} == {
            name: missing[name] for name in missing.headers
        }


def without_tokens(page: str) -> str:
    """A page without what differs from one answer to the next: the address in links, tokens of forms."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return re.sub(r"next=[^\"&]*", "", page)


@pytest.mark.parametrize("who", ["stranger", "support", "state_focal_point", "team_person"])
def test_the_pages_of_the_chair_do_not_tell_which_papers_exist(meeting, people, who):
    document = a_paper(meeting, people["chair"], state="draft")
    client = browser_of(people[who])
    for name in ("document_edit", "document_remove", "document_file_new"):
        for pk in (document.pk, document.pk + 1000):
            assert client.get(reverse(name, args=["rabat", pk])).status_code == 403
    for name in ("document_move", "document_release"):
        for pk in (document.pk, document.pk + 1000):
            assert client.post(reverse(name, args=["rabat", pk])).status_code == 403


def test_a_paper_is_not_found_through_another_meeting_language_or_version(meeting, people):
    document = a_paper(meeting, people["chair"])
    client = browser_of(None)
    other = a_meeting(slug="other")
    assert client.get(reverse("document", args=[other.slug, document.pk])).status_code == 404
    for language, number in (("fr", 1), ("en", 2), ("en", 0), ("EN", 1), ("xx", 1)):
        assert (
            client.get(reverse("document_file", args=["rabat", document.pk, language, number])).status_code
            == 404
        )


def test_the_papers_of_a_meeting_that_is_not_announced_are_for_its_chair(meeting, people):
    document = a_paper(meeting, people["chair"], audience="participants")
    Meeting.objects.filter(pk=meeting.pk).update(state="draft")
    cache.clear()
    for who, person in people.items():
        status = browser_of(person).get(ways_to(document)["page"]).status_code
        assert (who, status) == (who, 200 if who in ("chair", "support") else 404)


def test_an_invitation_makes_a_participant_once_it_is_sent(meeting):
    staff, state = chair_staff(meeting), a_state()
    person = focal_point_of(a_delegation(a_meeting(), state))
    document = a_document(meeting, audience="governments")
    where = ways_to(document)["page"]
    actions.invite(meeting=meeting, organizations=[state], by=staff)
    assert Invitation.objects.count() == 1
    assert browser_of(person).get(where).status_code == 404
    actions.send_invitations(meeting=meeting, by=staff)
    assert browser_of(person).get(where).status_code == 200


def test_chair_staff_without_a_second_factor_see_no_more_than_others(meeting, people, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    document = a_paper(meeting, people["chair"], state="draft")
    assert browser_of(people["chair"]).get(ways_to(document)["page"]).status_code == 404


def test_visible_to_answers_for_rooms_above_without_a_page(meeting, people):
    for facts in ({}, {"audience": "team"}, {"state": "draft"}):
        a_document(meeting, **facts)
    seen = {
        who: Document.objects.visible_to(person, meeting).count() for who, person in people.items() if person
    }
    assert (seen["chair"], seen["stranger"], seen["team_person"]) == (3, 1, 1)
    for document in Document.objects.all():
        document.roundtables.set(meeting.roundtables.all())
    assert Document.objects.visible_to(people["team_person"], meeting).count() == 2
