"""Older versions of a brief stay readable, and any two texts of it can be compared word by word."""

import re
import time
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from roundtables import actions
from roundtables.changes import compared, longest_rising
from roundtables.models import Brief, Draft, GuidingQuestion, Reference, Roundtable
from tests.factories import (
    a_delegation,
    a_meeting,
    a_person,
    a_question,
    a_roundtable,
    a_session,
    a_state,
    chair_staff,
    focal_point_of,
    publish,
)
from tests.test_papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return a_meeting(slug="marrakesh-2018", languages=["en", "fr"], brief_rounds=0)


@pytest.fixture
def roundtable(meeting) -> Roundtable:
    """Version 1 says "early", version 2, in force, says "late"; the working text says "secret"."""
    roundtable = a_roundtable(
        meeting,
        "1.1",
        "Capitals",
        background="Migrants bring skills.\n\nStates recognise them early.\n\nNobody comes with empty hands.",
        expected_outcomes="An agreement.",
        questions=3,
    )
    a_session(roundtable, "1.1.1", "Skills that travel", aim="To hear.")
    Reference.objects.create(roundtable=roundtable, kind="work", key="Ratha 2007", text="Remittances")
    publish(roundtable)
    _first, second, third = roundtable.questions.all()
    Roundtable.objects.filter(pk=roundtable.pk).update(
        background="Migrants bring skills.\n\nStates recognise them late.\n\nNobody comes with empty hands."
    )
    roundtable.sessions.update(title="Skills that travel far")
    GuidingQuestion.objects.filter(pk=third.pk).update(position=0)
    second.delete()
    a_question(roundtable, "Who pays?")
    Reference.objects.all().delete()
    Reference.objects.create(roundtable=roundtable, kind="sdg_target", key="10.7", text="Orderly migration")
    publish(Roundtable.objects.get(pk=roundtable.pk))
    Roundtable.objects.filter(pk=roundtable.pk).update(background="A secret of the team.")
    Brief.objects.filter(number=1).update(published_at=datetime(2018, 10, 3, 12, tzinfo=UTC))
    Brief.objects.filter(number=2).update(published_at=datetime(2018, 11, 3, 12, tzinfo=UTC))
    return Roundtable.objects.get(pk=roundtable.pk)


def where(name: str, *numbers: int) -> str:
    return reverse(name, args=["marrakesh-2018", "1.1", *numbers])


def words_of(html: str) -> str:
    """The words of a page, marks and runs of spaces left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).split())


# --- Older versions --------------------------------------------------------------------------------------


def test_the_brief_tells_its_version_and_leads_to_the_older_ones(client, roundtable):
    text = client.get(roundtable.get_absolute_url()).text
    assert "2, published 3 November 2018" in text
    assert f'href="{where("roundtable_changes")}?from=1&amp;to=2"' in text
    assert f'href="{where("roundtable_version", 1)}"' in text
    assert ("late" in text, "early" in text, "secret" in text) == (True, False, False)


def test_an_older_version_reads_as_it_did_and_says_that_it_is_superseded(client, roundtable):
    text = client.get(where("roundtable_version", 1)).text
    assert ("early" in text, "late" in text, "secret" in text) == (True, False, False)
    assert "Version 1 is superseded." in text
    assert f'<link rel="canonical" href="http://testserver{roundtable.get_absolute_url()}">' in text
    assert f'href="{where("roundtable_changes")}?from=1&amp;to=2"' in text
    assert "Question 2?" in text


def test_the_version_in_force_has_an_address_that_stays(client, roundtable):
    text = client.get(where("roundtable_version", 2)).text
    assert ("Version 2 is in force." in text, "superseded" in text) == (True, False)


@pytest.mark.parametrize("number", [0, 3, 32767, 32768, 10**12])
def test_a_version_that_was_never_published_is_not_found(client, roundtable, number):
    assert client.get(where("roundtable_version", number)).status_code == 404
    assert client.get(where("roundtable_version_pdf", number)).status_code == 404


def test_the_paper_of_an_older_version_says_what_that_version_said(client, roundtable):
    found = {}
    for number in (1, 2):
        paper = client.get(where("roundtable_version_pdf", number))
        assert paper["Content-Disposition"] == (
            f'inline; filename="marrakesh-2018-roundtable-1.1-v{number}-en.pdf"'
        )
        text = text_of(paper.content)
        found[number] = [word in text for word in ("early", "late", "secret", "superseded")]
    assert found == {1: [True, False, False, True], 2: [False, True, False, False]}


def test_what_was_taken_back_is_not_readable_as_an_older_version(client, meeting):
    by, roundtable = chair_staff(meeting), a_roundtable(meeting, background="A slip of the pen.", questions=1)
    actions.publish_brief(roundtable=roundtable, by=by)
    actions.withdraw_brief(roundtable=roundtable, by=by)
    assert client.get(where("roundtable_version", 1)).status_code == 404
    Roundtable.objects.filter(pk=roundtable.pk).update(background="Mended.")
    actions.add_questions(roundtable=roundtable, texts=["Who?"], language="en", by=by)
    actions.publish_brief(roundtable=roundtable, by=by)
    assert client.get(where("roundtable_version", 1)).status_code == 404
    text = client.get(where("roundtable")).text
    assert ("Mended." in text, "versions/1/" in text, "What changed" in text) == (True, False, False)
    assert client.get(where("roundtable_changes") + "?from=1&to=2").status_code == 422


def test_nothing_of_an_unpublished_brief_is_found_at_any_address(client, meeting):
    roundtable = a_roundtable(meeting, questions=1)
    Draft.objects.create(
        brief=Brief.objects.create(roundtable=roundtable, number=1, rounds=0),
        kind="final",
        content={"code": "1.1", "original": "en", "languages": {"en": "ready"}, "title": {}, "parts": [],
                 "references": []},
    )  # fmt: skip
    pages = [
        where(name) for name in ("roundtable", "roundtable_pdf", "roundtable_json", "roundtable_changes")
    ]
    pages += [where("roundtable_pack"), where("roundtable_pack_pdf")]
    pages += [where("roundtable_version", 1), where("roundtable_version_pdf", 1)]
    assert [client.get(page).status_code for page in pages] == [404] * len(pages)


# --- What changed ----------------------------------------------------------------------------------------


def test_changes_are_told_word_by_word_and_part_by_part(client, roundtable):
    text = client.get(where("roundtable_changes") + "?from=1&to=2").text
    words = words_of(text)
    assert "States recognise them [removed: early end of what was removed] [added: late end" in words
    for told in (
        "Question 1 ◔ Moved; it was number 3 Question 3?",
        "Former question 2 ▲ Removed [removed: Question 2? end of what was removed]",
        "Question 3 ● Added [added: Who pays? end of what was added]",
        "Session 1.1.1",
        "[added: far",
        "Work cited ▲ Removed [removed: Ratha 2007 Remittances",
        "SDG target ● Added [added: 10.7 Orderly migration",
    ):
        assert told in words
    assert ("Expected outcomes" in words, "secret" in words) == (False, False)


def test_without_numbers_it_is_what_the_version_in_force_changed(client, roundtable):
    asked = client.get(where("roundtable_changes") + "?from=1&to=2").context["comparison"]
    assert client.get(where("roundtable_changes")).context["comparison"].groups == asked.groups


def test_backwards_and_the_same_twice_can_be_asked_for(client, roundtable):
    backwards = words_of(client.get(where("roundtable_changes") + "?from=2&to=1").text)
    assert "[removed: late end of what was removed] [added: early end" in backwards
    assert "The two texts say the same." in client.get(where("roundtable_changes") + "?from=1&to=1").text


@pytest.mark.parametrize(
    "query", ["?from=9", "?to=working", "?from=0&to=2", "?from=%00", "?from=1&to=" + "9" * 400, "?from=-1"]
)
def test_a_version_that_is_not_public_is_not_compared(client, roundtable, query):
    answer = client.get(where("roundtable_changes") + query)
    assert answer.status_code == 422
    assert "This text is not there to be compared. Choose another one." in answer.text
    assert "comparison" not in answer.context


def test_a_brief_with_one_version_says_so(client, meeting):
    a_roundtable(meeting, questions=1, is_published=True)
    text = client.get(where("roundtable_changes")).text
    assert "This brief has one version only, so there is nothing to compare it with." in text


def test_markup_in_changed_words_is_shown_as_typed(client, meeting):
    roundtable = a_roundtable(meeting, background="<b>old</b>", is_published=True)
    Roundtable.objects.filter(pk=roundtable.pk).update(background='<script>alert("new")</script>')
    publish(Roundtable.objects.get(pk=roundtable.pk))
    text = client.get(where("roundtable_changes")).text
    assert ("<b>old" in text, "<script>alert" in text, "&lt;script&gt;" in text) == (False, False, True)


def a_long_content(words: int, every: int = 0) -> dict:
    """A brief of so many words, each so-many-th of them changed."""
    text = " ".join(
        ("changed" if every and place % every == 0 else f"word{place % 977}")
        + (".\n\n" if place % 90 == 89 else "")
        for place in range(words)
    )
    return {
        "code": "1.1",
        "original": "en",
        "languages": {"en": "ready"},
        "title": {"en": "Title"},
        "parts": [{"key": "background", "text": {"en": text}}],
        "references": [],
    }


def test_two_versions_of_thirty_pages_are_compared_within_a_second(client, meeting):
    roundtable = a_roundtable(meeting, questions=1, is_published=True)
    publish(roundtable)
    Draft.objects.all().delete()
    for brief, content in zip(
        roundtable.briefs.order_by("number"), (a_long_content(15000), a_long_content(15000, 7)), strict=True
    ):
        brief.drafts.create(kind="final", content=content)
    client.get(where("roundtable_changes"))
    began = time.process_time()
    answer = client.get(where("roundtable_changes"))
    assert (answer.status_code, time.process_time() - began < 1) == (200, True)


@pytest.mark.parametrize(
    ("places", "stay"),
    [
        ([], set()),
        ([0, 1, 2], {0, 1, 2}),
        ([3, 0, 1, 2], {0, 1, 2}),
        ([1, 2, 3, 0], {1, 2, 3}),
        ([0, 4, 1, 2, 5], {0, 1, 2, 5}),
    ],
)
def test_as_few_parts_as_possible_count_as_moved(places, stay):
    assert longest_rising(places) == stay


def a_content(*keys: str) -> dict:
    parts = [{"key": key, "text": {"en": f"Text of {key}"}} for key in keys]
    return {**a_long_content(0), "parts": parts}


def test_questions_that_only_got_another_number_have_not_changed():
    before = a_content("question-1", "question-2", "question-3")
    after = a_content("question-9", "question-1", "question-2", "question-3")
    (group,) = compared(before, after, "en").groups
    assert [(one.label, one.kind, one.was) for one in group.changes] == [("Question 1", "added", 0)]


# --- The team compares any two texts ---------------------------------------------------------------------


def compare_address(roundtable) -> str:
    return reverse("brief_compare", args=[roundtable.meeting.slug, roundtable.pk])


def test_the_team_sees_what_would_change(client, roundtable):
    client.force_login(chair_staff(roundtable.meeting))
    text = client.get(compare_address(roundtable)).text
    assert "[added: A secret of the team." in words_of(text)
    assert "The working text, as it stands now" in text
    drafts = [draft.pk for draft in Draft.objects.order_by("pk")]
    words = words_of(client.get(compare_address(roundtable) + f"?from={drafts[0]}&to={drafts[1]}").text)
    assert ("[removed: early end" in words, "secret" in words) == (True, False)


def test_a_draft_of_another_roundtable_is_not_compared(client, roundtable):
    other = a_roundtable(roundtable.meeting, "1.2", background="Not theirs.", is_published=True)
    client.force_login(chair_staff(roundtable.meeting))
    foreign = Draft.objects.get(brief__roundtable=other).pk
    answer = client.get(compare_address(roundtable) + f"?from={foreign}&to=working")
    assert (answer.status_code, "Not theirs." in answer.text) == (422, False)


def test_only_those_who_may_see_drafts_compare_them(client, roundtable):
    state = a_state()
    delegation = a_delegation(roundtable.meeting, state)
    people = {
        "co-chair": focal_point_of(delegation),
        "stranger": a_person(),
        "staff": chair_staff(roundtable.meeting),
        "support unit": chair_staff(roundtable.meeting, "support unit"),
    }
    roundtable.team.create(role="co_chair", organization=state)
    got = {}
    for name, person in people.items():
        client.force_login(person)
        got[name] = client.get(compare_address(roundtable)).status_code
    assert got == {"co-chair": 200, "stranger": 404, "staff": 200, "support unit": 403}
    client.logout()
    assert client.get(compare_address(roundtable)).url.startswith("/accounts/login/")


def test_before_anything_is_frozen_there_is_nothing_to_compare(client, meeting):
    roundtable = a_roundtable(meeting, questions=1)
    client.force_login(chair_staff(meeting))
    text = client.get(compare_address(roundtable)).text
    assert "No draft has been frozen yet" in text


# --- How much is asked of the database -------------------------------------------------------------------


@pytest.mark.parametrize("versions", [2, 6])
def test_queries_are_the_same_for_any_number_of_versions(
    client, meeting, versions, django_assert_num_queries
):
    roundtable = a_roundtable(meeting, questions=1)
    for _number in range(versions):
        publish(roundtable)
    with django_assert_num_queries(7):
        client.get(where("roundtable"))
    with django_assert_num_queries(4):
        client.get(where("roundtable_version", 1))
    with django_assert_num_queries(5):
        client.get(where("roundtable_changes"))


@pytest.mark.django_db(transaction=True)
def test_older_versions_are_kept_for_anonymous_readers(client, roundtable, django_assert_num_queries):
    cache.clear()
    for page in (where("roundtable_version", 1), where("roundtable_version_pdf", 1)):
        client.get(page)
        with django_assert_num_queries(0):
            assert client.get(page).status_code == 200
