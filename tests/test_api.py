"""The public API: the programme and its briefs as JSON, for whoever may read the pages."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from meetings.models import Document, Meeting
from roundtables.models import Brief, BriefLanguage, Reference, Roundtable
from tests.factories import (
    a_document,
    a_meeting,
    a_person,
    a_room,
    a_roundtable,
    a_session,
    a_state,
    a_theme,
    an_item,
    chair_staff,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return a_meeting(
        slug="marrakesh-2018",
        title={"en": "Marrakesh Summit", "fr": "Sommet de Marrakech"},
        city="Marrakesh",
        starts_on=date(2018, 12, 5),
        ends_on=date(2018, 12, 7),
        languages=["en", "fr"],
        agenda_published_at=timezone.now(),
        brief_rounds=0,
    )


@pytest.fixture
def roundtable(meeting) -> Roundtable:
    """Version 2 is in force; the working text has gone on."""
    earlier = a_roundtable(
        a_meeting(slug="brussels-2007", title="Brussels", state="concluded"),
        "2.1",
        "Remittances",
        is_published=True,
    )
    roundtable = a_roundtable(
        meeting,
        "1.1",
        {"en": "Capitals", "fr": "Capitaux"},
        theme=a_theme(meeting, "1", {"en": "Resilience", "fr": "Résilience"}),
        agenda_item=an_item(meeting, "10:00", "13:00", day=2, room=a_room(meeting)),
        background={"en": "Migrants bring *skills*.[^1]\n\n[^1]: A note.", "fr": "Des *compétences*."},
        expected_outcomes={"en": "As said [@Ratha 2007].", "fr": "Un accord."},
        questions=1,
    )
    a_session(
        roundtable, "I", {"en": "Opening", "fr": "Ouverture"}, aim={"en": "To hear."},
        agenda_item=an_item(meeting, "10:00", "11:00", day=2),
    )  # fmt: skip
    Reference.objects.create(roundtable=roundtable, kind="earlier_roundtable", earlier=earlier)
    Reference.objects.create(
        roundtable=roundtable, kind="work", key="Ratha 2007", text="A book", url="https://x.example/"
    )
    BriefLanguage.objects.create(roundtable=roundtable, language="fr", state="ready")
    BriefLanguage.objects.create(roundtable=roundtable, language="es", state="in_translation")
    roundtable.team.create(role="co_chair", organization=a_state("Sweden"))
    roundtable.team.create(role="co_chair", organization=a_state("Bangladesh"))
    roundtable.team.create(role="speaker", name="A Named Speaker")
    roundtable.papers.add(
        a_document(meeting, "GFMD/1", {"en": "Paper", "fr": "Document"}, languages=("en", "fr"))
    )
    publish(roundtable)
    publish(roundtable)
    Brief.objects.filter(number=1).update(published_at=datetime(2018, 10, 3, 12, tzinfo=UTC))
    Brief.objects.filter(number=2).update(published_at=datetime(2018, 11, 3, 12, tzinfo=UTC))
    Roundtable.objects.filter(pk=roundtable.pk).update(
        background="The working text.", brief_changed_at=timezone.now()
    )
    return Roundtable.objects.get(pk=roundtable.pk)


SITE = "http://testserver/meetings/marrakesh-2018"


def asked(client, name: str, *names: str, query: str = "", **headers) -> dict:
    answer = client.get(reverse(name, args=["marrakesh-2018", *names]) + query, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return json.loads(answer.content)


def test_addresses_are_those_of_the_contract(roundtable):
    assert reverse("roundtable_json", args=["m", "1.1"]) == "/meetings/m/roundtables/1.1.json"
    assert reverse("programme_json", args=["m"]) == "/meetings/m/programme.json"


def test_a_brief_is_told_whole(client, roundtable):
    question, session = roundtable.questions.get(), roundtable.sessions.get()
    (paper,) = roundtable.papers.all()
    assert asked(client, "roundtable_json", "1.1") == {
        "code": "1.1",
        "title": "Capitals",
        "url": f"{SITE}/roundtables/1.1/",
        "json": f"{SITE}/roundtables/1.1.json",
        "pdf": f"{SITE}/roundtables/1.1.pdf",
        "meeting": {
            "slug": "marrakesh-2018",
            "title": "Marrakesh Summit",
            "url": f"{SITE}/",
            "json": f"{SITE}/programme.json",
        },
        "theme": {"code": "1", "title": "Resilience"},
        "when": {
            "starts_at": "2018-12-06T10:00:00+01:00",
            "ends_at": "2018-12-06T13:00:00+01:00",
            "time_zone": "Africa/Casablanca",
        },
        "where": "Atlas",
        "team": {"co_chair": ["Bangladesh", "Sweden"]},
        "version": 2,
        "published_at": "2018-11-03T13:00:00+01:00",
        "former_versions": [
            {
                "version": 1,
                "published_at": "2018-10-03T13:00:00+01:00",
                "url": f"{SITE}/roundtables/1.1/versions/1/",
                "pdf": f"{SITE}/roundtables/1.1/versions/1.pdf",
            }
        ],
        "language": "en",
        "original_language": "en",
        "languages": ["en", "fr"],
        "parts": [
            {
                "key": "background",
                "kind": "background",
                "language": "en",
                "markdown": "Migrants bring *skills*.[^1]\n\n[^1]: A note.",
                "html": '<p>Migrants bring <em>skills</em>.<sup class="note-call"><a href="#note-1" id="note-1-call-1" '
                'role="doc-noteref" aria-label="Note 1">1</a></sup></p>',
            },
            {
                "key": "outcomes",
                "kind": "outcomes",
                "language": "en",
                "markdown": "As said [@Ratha 2007].",
                "html": '<p>As said <a class="citation" href="#work-1">(Ratha 2007)</a>.</p>',
            },
            {
                "key": f"question-{question.pk}",
                "kind": "question",
                "language": "en",
                "markdown": "Question 1?",
                "html": "Question 1?",
            },
            {
                "key": f"session-{session.pk}",
                "kind": "session",
                "language": "en",
                "markdown": "To hear.",
                "html": "<p>To hear.</p>",
                "code": "I",
                "title": "Opening",
                "when": {
                    "starts_at": "2018-12-06T10:00:00+01:00",
                    "ends_at": "2018-12-06T11:00:00+01:00",
                    "time_zone": "Africa/Casablanca",
                },
                "where": "",
            },
        ],
        "notes": [{"number": 1, "language": "en", "html": "A note."}],
        "references": [
            {
                "kind": "earlier_roundtable",
                "key": "",
                "text": "",
                "url": "http://testserver/meetings/brussels-2007/roundtables/2.1/",
                "code": "2.1",
                "title": "Remittances",
                "meeting": "Brussels",
            },
            {"kind": "work", "key": "Ratha 2007", "text": "A book", "url": "https://x.example/"},
        ],
        "papers": [
            {
                "symbol": "GFMD/1",
                "kind": "background_paper",
                "title": "Paper",
                "url": f"http://testserver{paper.get_absolute_url()}",
                "languages": ["en", "fr"],
            }
        ],
    }


def test_it_is_told_in_the_language_asked_for(client, roundtable):
    for how in ({"query": "?language=fr"}, {"accept-language": "fr"}):
        brief = asked(client, "roundtable_json", "1.1", **how)
        assert (brief["title"], brief["meeting"]["title"], brief["theme"]["title"], brief["language"]) == (
            "Capitaux",
            "Sommet de Marrakech",
            "Résilience",
            "fr",
        )
        assert [part["language"] for part in brief["parts"]] == ["fr", "fr", "en", "en"]
        assert [part["html"] for part in brief["parts"]] == [
            "<p>Des <em>compétences</em>.</p>",
            "<p>Un accord.</p>",
            '<span lang="en" dir="ltr">Question 1?</span>',
            '<div lang="en" dir="ltr"><p>To hear.</p></div>',
        ]
    assert asked(client, "roundtable_json", "1.1", query="?language=es")["language"] == "en"


def test_the_programme_names_what_is_published_and_nothing_else(client, meeting, roundtable):
    a_roundtable(meeting, "1.2", "A secret draft", theme=meeting.themes.get(), questions=1)
    a_roundtable(meeting, "III", "Without theme", is_published=True)
    programme = asked(client, "programme_json")
    assert programme["meeting"] == {
        "slug": "marrakesh-2018",
        "title": "Marrakesh Summit",
        "url": f"{SITE}/",
        "json": f"{SITE}/programme.json",
        "starts_on": "2018-12-05",
        "ends_on": "2018-12-07",
        "time_zone": "Africa/Casablanca",
        "languages": ["en", "fr"],
    }
    assert [
        (theme["code"], theme["title"], [one["code"] for one in theme["roundtables"]])
        for theme in programme["themes"]
    ] == [("1", "Resilience", ["1.1"]), ("", "", ["III"])]
    assert programme["themes"][0]["roundtables"][0] == {
        "code": "1.1",
        "title": "Capitals",
        "url": f"{SITE}/roundtables/1.1/",
        "json": f"{SITE}/roundtables/1.1.json",
        "pdf": f"{SITE}/roundtables/1.1.pdf",
        "version": 2,
        "published_at": roundtable.published_at.astimezone(meeting.zone).isoformat(),
        "when": {
            "starts_at": "2018-12-06T10:00:00+01:00",
            "ends_at": "2018-12-06T13:00:00+01:00",
            "time_zone": "Africa/Casablanca",
        },
        "where": "Atlas",
    }


def test_times_are_not_told_before_the_agenda_is_public_even_to_staff(client, meeting, roundtable):
    Meeting.objects.filter(pk=meeting.pk).update(agenda_published_at=None)
    client.force_login(chair_staff(meeting))
    brief, programme = asked(client, "roundtable_json", "1.1"), asked(client, "programme_json")
    assert (brief["when"], brief["where"], brief["parts"][-1]["when"]) == (None, "", None)
    assert programme["themes"][0]["roundtables"][0]["when"] is None


@pytest.mark.parametrize("known", ["not_yet", "year", "month"])
def test_days_are_told_where_they_are_known(client, meeting, known):
    Meeting.objects.filter(pk=meeting.pk).update(dates_known=known)
    programme = asked(client, "programme_json")["meeting"]
    assert (programme["starts_on"], programme["ends_on"]) == (None, None)


def test_papers_are_those_the_one_who_asks_may_know_of(client, meeting, roundtable):
    hidden = a_document(meeting, "GFMD/2", "Commissioned", state="final", is_commissioned=True)
    waiting = a_document(meeting, "GFMD/3", "Later", embargo_until=timezone.now() + timedelta(hours=1))
    roundtable.papers.add(hidden, waiting)

    def symbols():
        return [paper["symbol"] for paper in asked(client, "roundtable_json", "1.1")["papers"]]

    assert symbols() == ["GFMD/1"]
    client.force_login(a_person())
    assert symbols() == ["GFMD/1"]
    client.force_login(chair_staff(meeting))
    assert symbols() == ["GFMD/1", "GFMD/2", "GFMD/3"]
    client.logout()
    Document.objects.filter(pk=waiting.pk).update(embargo_until=timezone.now())
    cache.clear()
    assert symbols() == ["GFMD/1", "GFMD/3"]


def test_persons_are_never_named_not_even_to_staff(client, meeting, roundtable):
    client.force_login(chair_staff(meeting))
    assert "A Named Speaker" not in json.dumps(asked(client, "roundtable_json", "1.1"))
    assert "A Named Speaker" in client.get(roundtable.get_absolute_url()).text


def test_what_is_not_published_is_not_found_by_anybody(client, meeting):
    a_roundtable(meeting, "1.2", questions=1)
    where = reverse("roundtable_json", args=["marrakesh-2018", "1.2"])
    for person in (None, a_person(), chair_staff(meeting)):
        if person:
            client.force_login(person)
        assert client.get(where).status_code == 404
    Meeting.objects.filter(pk=meeting.pk).update(state="draft")
    client.logout()
    assert client.get(reverse("programme_json", args=["marrakesh-2018"])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_read_only(client, roundtable, method):
    for where in (reverse("roundtable_json", args=["marrakesh-2018", "1.1"]), f"{SITE}/programme.json"):
        assert getattr(client, method)(where.removeprefix("http://testserver")).status_code == 405


def test_who_holds_it_is_told_so(client, meeting, roundtable):
    where = reverse("roundtable_json", args=["marrakesh-2018", "1.1"])
    for person in (None, a_person()):
        if person:
            client.force_login(person)
        first = client.get(where)
        again = client.get(where, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(where, headers={"If-None-Match": '"other"'}).status_code == 200


def test_programs_of_other_sites_may_read_what_is_public_and_nothing_personal(client, meeting, roundtable):
    where = reverse("roundtable_json", args=["marrakesh-2018", "1.1"])
    assert client.get(where)["Access-Control-Allow-Origin"] == "*"
    client.force_login(chair_staff(meeting))
    answer = client.get(where)
    assert ("Access-Control-Allow-Origin" in answer, answer["Cache-Control"]) == (False, "private, no-cache")


@pytest.mark.parametrize("number", [1, 3])
def test_queries_are_the_same_for_any_number(client, meeting, roundtable, number, django_assert_num_queries):
    theme = meeting.themes.get()
    for place in range(number):
        a_roundtable(meeting, f"2.{place}", theme=theme, is_published=True)
        roundtable.papers.add(a_document(meeting))
        a_session(roundtable, f"X{place}")
        publish(roundtable)
    with django_assert_num_queries(3):
        asked(client, "programme_json")
    with django_assert_num_queries(10):
        asked(client, "roundtable_json", "1.1")


@pytest.mark.django_db(transaction=True)
def test_it_is_kept_for_anonymous_readers(client, django_assert_num_queries):
    meeting = a_meeting(slug="marrakesh-2018")
    a_roundtable(meeting, "1.1", questions=1, is_published=True)
    cache.clear()
    for name, names in (("programme_json", ()), ("roundtable_json", ("1.1",))):
        asked(client, name, *names)
        with django_assert_num_queries(0):
            asked(client, name, *names)
