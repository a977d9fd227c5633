"""Everybody reads the page of an announced meeting and the briefs that are published, and nothing else."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from gfmd.moves import Refused
from meetings import actions as meetings_actions
from meetings.models import Meeting
from roundtables import actions
from roundtables.actions.writing import digest
from roundtables.models import Brief, Reference, Roundtable, Session, Theme
from tests.factories import (
    a_delegation,
    a_document,
    a_meeting,
    a_question,
    a_room,
    a_roundtable,
    a_session,
    a_state,
    a_theme,
    an_item,
    chair_staff,
    focal_point_of,
    publish,
)

pytestmark = pytest.mark.django_db
MARKUP = '<img src=x onerror="alert(1)"> & {{ settings }}'
ESCAPED = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; {{ settings }}"


@pytest.fixture
def meeting():
    return a_meeting(
        slug="marrakesh-2018",
        title="Marrakesh Summit",
        city={"en": "Marrakesh", "ar": "مراكش"},
        starts_on=date(2018, 12, 5),
        ends_on=date(2018, 12, 7),
        host=a_state("Morocco"),
        overarching_theme="Honouring commitments",
        agenda_published_at=timezone.now(),
        brief_rounds=0,
    )


def page_of(meeting: Meeting) -> str:
    return reverse("meeting", args=[meeting.slug])


# --- Who may read what -----------------------------------------------------------------------------------


def test_addresses_are_those_of_the_contract(meeting):
    roundtable = a_roundtable(meeting, "1.1")
    assert page_of(meeting) == "/meetings/marrakesh-2018/"
    assert roundtable.get_absolute_url() == "/meetings/marrakesh-2018/roundtables/1.1/"
    assert reverse("roundtable_pdf", args=["m", "1.1"]) == "/meetings/m/roundtables/1.1.pdf"
    assert reverse("concept_note", args=["m"]) == "/meetings/m/concept-note.pdf"


@pytest.mark.parametrize(
    ("code", "quoted"),
    [("1.1", "1.1"), ("III", "III"), ("1.1 bis", "1.1%20bis"), ("٣.٤", "%D9%A3.%D9%A4"), ("2(a)", "2(a)")],
)
def test_every_code_has_its_page_and_its_paper(client, meeting, code, quoted):
    a_roundtable(meeting, code, is_published=True)
    assert client.get(f"/meetings/marrakesh-2018/roundtables/{quoted}/").status_code == 200
    paper = client.get(f"/meetings/marrakesh-2018/roundtables/{quoted}.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper["Content-Disposition"].isascii()


def test_a_code_that_ends_like_a_paper_is_still_a_code(client, meeting):
    a_roundtable(meeting, "1", "Plain", is_published=True)
    a_roundtable(meeting, "1.pdf", "Odd", is_published=True)
    assert "Odd" in client.get("/meetings/marrakesh-2018/roundtables/1.pdf/").text
    assert client.get("/meetings/marrakesh-2018/roundtables/1.pdf")["Content-Type"] == "application/pdf"
    assert client.get("/meetings/marrakesh-2018/roundtables/1.pdf.pdf").status_code == 200


@pytest.mark.parametrize(
    "code", ["9.9", "1.1%00", "%00", "%20", "..", "1.1.", "iii", "%F0%9F%98%80", "x" * 5000]
)
def test_an_unknown_code_is_not_found(client, meeting, code):
    a_roundtable(meeting, "1.1", is_published=True)
    a_roundtable(meeting, "III", is_published=True)
    for end in ("/", ".pdf"):
        answer = client.get(f"/meetings/marrakesh-2018/roundtables/{code}{end}", follow=True)
        assert answer.status_code == 404


def status_for(client, person, *pages) -> list[int]:
    if person:
        client.force_login(person)
    answers = [client.get(page).status_code for page in pages]
    client.logout()
    return answers


def test_what_is_not_announced_does_not_exist_for_the_public(client, meeting):
    roundtable = a_roundtable(meeting, is_published=True)
    pages = (
        page_of(meeting),
        roundtable.get_absolute_url(),
        reverse("roundtable_pdf", args=[meeting.slug, "1.1"]),
        reverse("concept_note", args=[meeting.slug]),
    )
    own, others = chair_staff(meeting), chair_staff(a_meeting())
    support = chair_staff(meeting, "support unit")
    Meeting.objects.filter(pk=meeting.pk).update(state="draft")
    assert status_for(client, None, *pages) == [404] * 4
    assert status_for(client, others, *pages) == [404] * 4
    assert status_for(client, own, *pages) == [200] * 4
    assert status_for(client, support, *pages) == [200] * 4
    Meeting.objects.filter(pk=meeting.pk).update(state="announced")
    assert status_for(client, None, *pages) == [200] * 4


def test_a_brief_that_is_not_published_does_not_exist_for_the_public(client, meeting):
    roundtable = a_roundtable(meeting, "1.1", "A secret title")
    pages = (
        roundtable.get_absolute_url(),
        reverse("roundtable_pdf", args=[meeting.slug, "1.1"]),
        reverse("concept_note", args=[meeting.slug]),
    )
    own, others = chair_staff(meeting), chair_staff(a_meeting())
    assert status_for(client, None, *pages) == [404] * 3
    assert status_for(client, others, *pages) == [404] * 3
    assert status_for(client, own, *pages) == [200] * 3
    assert "A secret title" not in client.get(page_of(meeting)).text
    client.force_login(own)
    assert "A secret title" in client.get(page_of(meeting)).text
    draft = client.get(pages[0])
    assert "A draft: only the team sees it." in draft.text


def test_the_team_reads_the_working_text_and_others_who_prepare_the_meeting_the_facts(client, meeting):
    state = a_state("Sweden")
    roundtable = a_roundtable(meeting, background="As it stands *now*.", questions=1)
    roundtable.team.create(role="co_chair", organization=state)
    people = {
        "co-chair": focal_point_of(a_delegation(meeting, state)),
        "staff": chair_staff(meeting),
        "support unit": chair_staff(meeting, "support unit"),
        "another State": focal_point_of(a_delegation(meeting)),
    }
    got = {}
    for name, person in people.items():
        client.force_login(person)
        page = client.get(roundtable.get_absolute_url())
        paper = client.get(roundtable.get_absolute_url()[:-1] + ".pdf").status_code
        got[name] = (page.status_code, "As it stands <em>now</em>." in page.text, paper)
    assert got == {
        "co-chair": (200, True, 200),
        "staff": (200, True, 200),
        "support unit": (200, False, 403),
        "another State": (404, False, 404),
    }
    client.force_login(people["co-chair"])
    text = client.get(roundtable.get_absolute_url()).text
    assert f'href="{reverse("brief", args=[meeting.slug, roundtable.pk])}"' in text
    assert "This is the working text as it stands now." in text
    client.force_login(people["support unit"])
    text = client.get(roundtable.get_absolute_url()).text
    assert ("The brief is not published yet." in text, "Sweden" in text) == (True, True)


def test_what_staff_see_is_never_kept_for_the_public(client, meeting):
    roundtable = a_roundtable(meeting, "1.1", "A secret title")
    client.force_login(chair_staff(meeting))
    for page in (page_of(meeting), roundtable.get_absolute_url()):
        assert not hasattr(client.get(page), "is_public_page")
    client.logout()
    assert status_for(client, None, roundtable.get_absolute_url()) == [404]
    assert "A secret title" not in client.get(page_of(meeting)).text


def test_a_part_or_a_whole_that_is_not_announced_is_not_named(client, meeting):
    whole = a_meeting(chairmanship=meeting.chairmanship, state="draft", title="Secret whole")
    a_meeting(chairmanship=meeting.chairmanship, parent=meeting, state="draft", title="Secret part")
    a_meeting(chairmanship=meeting.chairmanship, parent=meeting, title="Civil-society days")
    Meeting.objects.filter(pk=meeting.pk).update(parent=whole)
    text = client.get(page_of(meeting)).text
    assert ("Secret" in text, "Civil-society days" in text) == (False, True)


# --- What the pages say ----------------------------------------------------------------------------------


def test_the_page_of_a_meeting_tells_what_a_reader_asks(client, meeting):
    meeting.chairs.set([a_state("Germany"), a_state("Morocco and friends")])
    Meeting.objects.filter(pk=meeting.pk).update(
        registration_opens_at=None, registration_closes_at=datetime(2018, 11, 14, 22, 59, tzinfo=UTC)
    )
    theme = a_theme(meeting, "1", "Resilience")
    a_roundtable(meeting, "1.1", "Capitals", theme=theme, is_published=True)
    text = client.get(page_of(meeting)).text
    for words in (
        "Marrakesh Summit",
        "Honouring commitments",
        "5–7 December 2018",
        "Marrakesh, Morocco",
        "Germany, Morocco and friends",
        "Invited delegations register until 14 November 2018, 23:59, Marrakesh time.",
        "Resilience",
        'href="/meetings/marrakesh-2018/roundtables/1.1/"',
        'href="/meetings/marrakesh-2018/agenda/"',
        'href="/meetings/marrakesh-2018/agenda.ics"',
        'href="/meetings/marrakesh-2018/concept-note.pdf"',
    ):
        assert words in text


def test_links_to_what_is_not_there_are_not_offered(client, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(agenda_published_at=None)
    text = client.get(page_of(meeting)).text
    assert ("agenda/" in text, "concept-note.pdf" in text) == (False, False)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": "announced", "registration_opens_at": None}, "Registration has not opened yet."),
        (
            {"state": "announced", "registration_opens_at": datetime(2018, 9, 1, 8, tzinfo=UTC)},
            "Registration opens on 1 September 2018, 09:00, Marrakesh time.",
        ),
        ({"state": "registration_closed"}, "Registration is closed."),
        ({"state": "in_session"}, "The meeting is in session."),
        ({"state": "concluded"}, "This meeting has taken place: 5–7 December 2018."),
        ({"state": "postponed"}, "This meeting is postponed. New dates will be announced here."),
        ({"state": "cancelled"}, "This meeting is cancelled."),
    ],
)
def test_one_sentence_says_where_a_meeting_stands(client, meeting, facts, sentence):
    Meeting.objects.filter(pk=meeting.pk).update(**facts)
    assert sentence in client.get(page_of(meeting)).text


@pytest.mark.parametrize(
    ("known", "words"), [("month", "December 2018"), ("year", "2018"), ("not_yet", "Dates to be announced")]
)
def test_dates_are_as_exact_as_they_are_known(client, meeting, known, words):
    Meeting.objects.filter(pk=meeting.pk).update(dates_known=known)
    text = client.get(page_of(meeting)).text
    assert (f"<dd>{words}</dd>" in text, "5–7 December" in text) == (True, False)


def test_a_brief_tells_everything_about_its_roundtable(client, meeting):
    room = a_room(meeting, "Atlas", capacity=90, interpretation=["ar", "en", "fr"])
    roundtable = a_roundtable(
        meeting,
        "1.1",
        "Capitals",
        theme=a_theme(meeting, "1", "Resilience"),
        background="Why it matters.",
        expected_outcomes="What is agreed.",
        agenda_item=an_item(meeting, "10:00", "13:00", day=2, room=room),
        questions=2,
    )
    a_session(roundtable, "3.4", "Closing", aim="To agree.", agenda_item=an_item(meeting, "12:00", "13:00"))
    publish(roundtable)
    Brief.objects.update(published_at=datetime(2018, 11, 3, 12, tzinfo=UTC), number=2)
    Roundtable.objects.update(version=2)
    text = " ".join(client.get(roundtable.get_absolute_url()).text.split())
    for words in (
        "Theme 1 · Resilience",
        "<h1>Roundtable 1.1<br>Capitals</h1>",
        "Why it matters.",
        "What is agreed.",
        '<li id="q1"><span>Question 1?',
        '<a class="permalink" href="#q2" aria-label="Link to question 2">',
        '<section id="session-3.4"',
        "Wednesday 5 December 2018, 12:00–13:00, Marrakesh time",
        "Thursday 6 December 2018, 10:00–13:00, Marrakesh time",
        "<bdi>Atlas</bdi> · 90 seats · Interpretation: Arabic, English, French",
        "2, published 3 November 2018",
        'href="/meetings/marrakesh-2018/roundtables/1.1.pdf"',
        'href="/meetings/marrakesh-2018/agenda.ics"',
    ):
        assert words in text


def test_two_sessions_whose_codes_look_alike_have_anchors_of_their_own(client, meeting):
    roundtable = a_roundtable(meeting)
    for code in ("3.4", "34", "٣.٤", "3 4", "3-4"):
        a_session(roundtable, code)
    publish(roundtable)
    text = client.get(roundtable.get_absolute_url()).text
    anchors = [part.split('"')[0] for part in text.split('<section id="')[1:]]
    assert anchors == ["session-3.4", "session-34", "session-٣.٤", "session-3~4", "session-3-4"]


def test_times_are_not_public_before_the_agenda_is(client, meeting):
    roundtable = a_roundtable(meeting, agenda_item=an_item(meeting, "10:00", "13:00"), is_published=True)
    Meeting.objects.filter(pk=meeting.pk).update(agenda_published_at=None)
    for page in (page_of(meeting), roundtable.get_absolute_url()):
        assert "10:00" not in client.get(page).text


def test_markup_that_somebody_typed_is_shown_as_typed(client, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(title=MARKUP, overarching_theme=MARKUP, venue=MARKUP)
    room = a_room(meeting, MARKUP)
    roundtable = a_roundtable(
        meeting,
        "1.1",
        MARKUP,
        theme=a_theme(meeting, "1", MARKUP, rationale=MARKUP),
        background=MARKUP,
        expected_outcomes=MARKUP,
        agenda_item=an_item(meeting, "10:00", "13:00", MARKUP, room=room),
    )
    a_question(roundtable, MARKUP)
    a_session(roundtable, "I", {"fr": MARKUP}, aim=MARKUP)
    Reference.objects.create(roundtable=roundtable, kind="work", key=MARKUP, text=MARKUP)
    Reference.objects.create(roundtable=roundtable, kind="sdg_target", key="10.7", text={"ar": MARKUP})
    publish(roundtable)
    for page in (page_of(meeting), roundtable.get_absolute_url()):
        text = client.get(page).text
        assert ("<img" in text, ESCAPED in text) == (False, True)


def test_a_text_in_another_language_is_marked_as_such(client, meeting):
    roundtable = a_roundtable(meeting, "1.1", {"ar": "التنقل", "ru": "Мобильность"})
    a_question(roundtable, {"zh-hans": "如何？"})
    publish(roundtable)
    text = client.get(roundtable.get_absolute_url(), headers={"Accept-Language": "en"}).text
    assert '<span lang="ar" dir="rtl">التنقل</span>' in text
    assert '<span lang="zh-hans" dir="ltr">如何？</span>' in text


def test_a_paper_cited_by_its_symbol_is_a_link_for_whoever_may_read_it(client, meeting):
    roundtable = a_roundtable(meeting, background="See [@GFMD/1, p. 4] and [@GFMD/2].", is_published=True)
    paper = a_document(meeting, "GFMD/1")
    hidden = a_document(meeting, "GFMD/2", state="final", is_commissioned=True)
    text = client.get(roundtable.get_absolute_url()).text
    assert f'<a class="citation" href="{paper.get_absolute_url()}">(GFMD/1, p. 4)</a> and [GFMD/2].' in text
    client.force_login(chair_staff(meeting))
    assert (
        f'href="{hidden.get_absolute_url()}">(GFMD/2)</a>' in client.get(roundtable.get_absolute_url()).text
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["", ".json"])
def test_a_kept_brief_shows_a_paper_when_its_embargo_ends(client, meeting, end):
    roundtable = a_roundtable(meeting, questions=1, is_published=True)
    page = roundtable.get_absolute_url() if not end else roundtable.get_absolute_url()[:-1] + end
    until = timezone.now() + timedelta(seconds=6)
    roundtable.papers.add(a_document(meeting, "GFMD/1", embargo_until=until))
    speaker = roundtable.team.create(role="speaker", organization=a_state())
    speaker.presentation = a_document(meeting, "GFMD/2", embargo_until=until)
    speaker.save()
    shown = []
    for pause in (0, 6.1):
        time.sleep(pause)
        shown.append(client.get(page).text.count("Concept and outcomes"))
    assert shown == [0, 2]


# --- Publishing ------------------------------------------------------------------------------------------


def test_publishing_counts_versions(meeting):
    by, roundtable = chair_staff(meeting), a_roundtable(meeting, questions=1)
    assert actions.publish_brief(roundtable=roundtable, by=by).version == 1
    assert actions.publish_brief(roundtable=roundtable, by=by).version == 1
    actions.add_questions(roundtable=roundtable, texts=["New?"], language="en", by=by)
    assert actions.publish_brief(roundtable=roundtable, by=by).version == 2
    assert actions.withdraw_brief(roundtable=roundtable, by=by).published_at is None
    assert actions.publish_brief(roundtable=roundtable, by=by).version == 2
    actions.withdraw_brief(roundtable=roundtable, by=by)
    actions.add_questions(roundtable=roundtable, texts=["Newer?"], language="en", by=by)
    assert actions.publish_brief(roundtable=roundtable, by=by).version == 3
    assert list(Trace.objects.filter(act__endswith="_brief").order_by("pk").values_list("act", "by")) == [
        ("publish_brief", by.pk),
        ("publish_brief", by.pk),
        ("withdraw_brief", by.pk),
        ("publish_brief", by.pk),
        ("withdraw_brief", by.pk),
        ("publish_brief", by.pk),
    ]


def test_an_empty_brief_is_not_published(client, meeting):
    roundtable = a_roundtable(meeting)
    client.force_login(chair_staff(meeting))
    answer = client.post(reverse("roundtable_publish", args=[meeting.slug, roundtable.pk]), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "There is nothing to read yet. Write the expected outcomes or a guiding question, then publish."
    ]
    assert Roundtable.objects.published().count() == 0


def test_a_change_after_publishing_is_told_to_those_who_write_and_to_nobody_else(client, meeting):
    by, roundtable = chair_staff(meeting), a_roundtable(meeting, questions=1)
    actions.publish_brief(roundtable=roundtable, by=by)
    actions.add_session(session=Session(roundtable=roundtable, code="I", title="Opening"), by=by)
    roundtable.refresh_from_db()
    assert roundtable.is_changed_since_published
    text = client.get(roundtable.get_absolute_url()).text
    assert ("Opening" in text, "has changed" in text) == (False, False)
    client.force_login(by)
    text = client.get(roundtable.get_absolute_url()).text
    assert "The working text has changed since version 1 was published." in text
    assert "Readers go on seeing version 1 until the next one is published." in text
    assert ("Opening" in text, "to=working" in text) == (False, True)


def test_an_older_copy_of_a_roundtable_does_not_undo_its_publication(meeting):
    by = chair_staff(meeting)
    older = a_roundtable(meeting, questions=1)
    actions.publish_brief(roundtable=older, by=by)
    older.title = "New title"
    actions.change_roundtable(roundtable=older, seen=older.changed_at.isoformat(), by=by)
    older.refresh_from_db()
    assert (str(older.title), older.is_published, older.version) == ("New title", True, 1)


# --- Pages that are kept ---------------------------------------------------------------------------------

transactional = pytest.mark.django_db(transaction=True)


@transactional
def test_a_reader_who_holds_the_page_is_told_so(client, meeting):
    for page in (
        page_of(meeting),
        a_roundtable(meeting, questions=1, is_published=True).get_absolute_url(),
        reverse("roundtable_pdf", args=[meeting.slug, "1.1"]),
        reverse("concept_note", args=[meeting.slug]),
    ):
        etag = client.get(page)["ETag"]
        again = client.get(page, headers={"If-None-Match": etag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


@transactional
def test_a_kept_page_asks_the_database_nothing(client, meeting, django_assert_num_queries):
    roundtable = a_roundtable(meeting, questions=1, is_published=True)
    for page in (
        page_of(meeting),
        roundtable.get_absolute_url(),
        roundtable.get_absolute_url()[:-1] + ".pdf",
    ):
        client.get(page)
        with django_assert_num_queries(0):
            assert client.get(page).status_code == 200


def changed(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    return thing


def marker(thing):
    return thing.changed_at.isoformat()


def acts_on(meeting, roundtable, by) -> dict:
    """Each way to change what the public reads, and the page on which it must show."""
    theme, item, other = meeting.themes.get(), meeting.agenda_items.first(), meeting.agenda_items.last()
    session = roundtable.sessions.get()
    whole, brief = page_of(meeting), roundtable.get_absolute_url()
    return {
        "a theme is added": (
            whole,
            lambda: actions.add_theme(theme=Theme(meeting=meeting, code="2", title="Second"), by=by),
        ),
        "a theme is changed": (
            brief,
            lambda: actions.change_theme(theme=changed(theme, title="New"), seen=marker(theme), by=by),
        ),
        "a roundtable is changed": (
            brief,
            lambda: actions.change_roundtable(
                roundtable=changed(roundtable, title="New"), seen=marker(roundtable), by=by
            ),
        ),
        "a brief is withdrawn": (whole, lambda: actions.withdraw_brief(roundtable=roundtable, by=by)),
        "a brief is published again": (
            brief,
            lambda: (
                actions.add_questions(roundtable=roundtable, texts=["New?"], language="en", by=by),
                actions.publish_brief(roundtable=roundtable, by=by),
            ),
        ),
        "another brief is published": (
            whole,
            lambda: actions.publish_brief(roundtable=meeting.roundtables.get(code="1.2"), by=by),
        ),
        "a co-chair is named": (
            brief,
            lambda: actions.appoint_to_team(
                roundtable=roundtable, role="co_chair", organization=a_state("Sweden"), by=by
            ),
        ),
        "a session meets elsewhere": (
            brief,
            lambda: actions.change_session(
                session=changed(session, agenda_item=other), seen=marker(session), by=by
            ),
        ),
        "the agenda is changed": (
            brief,
            lambda: meetings_actions.change_item(
                item=changed(item, ends_at=item.ends_at.replace(minute=45)), seen=marker(item), by=by
            ),
        ),
    }


ACTS = [
    "a theme is added",
    "a theme is changed",
    "a roundtable is changed",
    "a brief is withdrawn",
    "a brief is published again",
    "another brief is published",
    "a co-chair is named",
    "a session meets elsewhere",
    "the agenda is changed",
]


@pytest.fixture
def written(meeting) -> Roundtable:
    """A published brief with everything in it, and another roundtable beside it."""
    theme, item = a_theme(meeting), an_item(meeting, "10:00", "13:00")
    an_item(meeting, "15:00", "16:00")
    roundtable = a_roundtable(
        meeting, theme=theme, agenda_item=item, questions=2, background="Why.", expected_outcomes="What."
    )
    a_session(roundtable)
    a_roundtable(meeting, "1.2", theme=theme, questions=1)
    publish(roundtable)
    return Roundtable.objects.get(pk=roundtable.pk)


@transactional
@pytest.mark.parametrize("act", ACTS)
def test_the_public_page_changes_at_once_when(client, meeting, written, act):
    acts = acts_on(meeting, written, chair_staff(meeting))
    assert list(acts) == ACTS
    page, do = acts[act]
    before = client.get(page)
    do()
    after = client.get(page, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def edits_of(roundtable, by) -> dict:
    """Each way to change the working text of a published brief."""
    session, question = roundtable.sessions.get(), roundtable.questions.first()
    seen = {"background": digest("Why."), f"session-{session.pk}": digest("")}
    reference = Reference(roundtable=roundtable, kind="work", key="Ratha 2007", text="New")
    return {
        "a part is written": lambda: actions.write_brief(
            roundtable=roundtable,
            language="en",
            parts={"background": "New.", f"session-{session.pk}": "New."},
            seen=seen,
            by=by,
        ),
        "a part is translated": lambda: actions.write_brief(
            roundtable=roundtable,
            language="fr",
            parts={"background": "New."},
            seen={"background": digest("")},
            by=by,
        ),
        "questions are added": lambda: actions.add_questions(
            roundtable=roundtable, texts=["New?"], language="en", by=by
        ),
        "a question is changed": lambda: actions.write_brief(
            roundtable=roundtable,
            language="en",
            parts={f"question-{question.pk}": "New?"},
            seen={f"question-{question.pk}": digest(str(question.text))},
            by=by,
        ),
        "a question is moved": lambda: actions.move_question(question=question, to="down", by=by),
        "a question is removed": lambda: actions.remove_question(question=question, by=by),
        "a session is added": lambda: actions.add_session(
            session=Session(roundtable=roundtable, code="9", title="New"), by=by
        ),
        "a session is changed": lambda: actions.change_session(
            session=changed(session, title="New"), seen=marker(session), by=by
        ),
        "a session is removed": lambda: actions.remove_session(session=session, by=by),
        "a reference is added": lambda: actions.add_reference(reference=reference, by=by),
    }


EDITS = [
    "a part is written",
    "a part is translated",
    "questions are added",
    "a question is changed",
    "a question is moved",
    "a question is removed",
    "a session is added",
    "a session is changed",
    "a session is removed",
    "a reference is added",
]


@transactional
@pytest.mark.parametrize("edit", EDITS)
def test_nothing_public_changes_until_it_is_published_again_while(client, meeting, written, edit):
    edits = edits_of(written, chair_staff(meeting))
    assert list(edits) == EDITS
    brief = written.get_absolute_url()
    note = reverse("concept_note", args=[meeting.slug])
    pages = (brief, f"{brief}?language=fr", f"{brief[:-1]}.json", f"{brief[:-1]}.pdf", note, page_of(meeting))
    before = [client.get(page)["ETag"] for page in pages]
    edits[edit]()
    cache.clear()  # as if nothing had been kept
    assert [client.get(page)["ETag"] for page in pages] == before
    actions.publish_brief(roundtable=written, by=chair_staff(meeting))
    after = client.get(brief, headers={"If-None-Match": before[0]})
    assert (after.status_code, "2, published" in after.text) == (200, True)


@transactional
def test_a_withdrawn_brief_is_gone_at_once(client, meeting):
    roundtable = a_roundtable(meeting, questions=1, is_published=True)
    pages = (
        roundtable.get_absolute_url(),
        reverse("roundtable_pdf", args=[meeting.slug, "1.1"]),
        reverse("concept_note", args=[meeting.slug]),
    )
    assert status_for(client, None, *pages) == [200] * 3
    actions.withdraw_brief(roundtable=roundtable, by=chair_staff(meeting))
    assert status_for(client, None, *pages) == [404] * 3


@transactional
def test_publishing_works_while_the_broker_is_away(meeting, valkey):
    roundtable, by = a_roundtable(meeting, questions=1), chair_staff(meeting)
    valkey.stop()
    assert actions.publish_brief(roundtable=roundtable, by=by).is_published


# --- Speed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [6, 600])
def test_queries_are_the_same_for_any_number_of_roundtables(
    client, meeting, number, django_assert_num_queries
):
    theme = a_theme(meeting)
    Roundtable.objects.bulk_create(
        Roundtable(
            meeting=meeting,
            theme=theme,
            code=f"1.{place}",
            title=f"Title {place}",
            position=place + 2,
            agenda_item=an_item(meeting, "10:00", "13:00"),
            published_at=timezone.now(),
            version=1,
        )
        for place in range(number)
    )
    meeting.chairs.set([a_state()])
    with django_assert_num_queries(6):
        assert (
            client.get(page_of(meeting)).text.count('href="/meetings/marrakesh-2018/roundtables/') == number
        )


@pytest.mark.parametrize("number", [1, 30])
def test_queries_are_the_same_for_a_brief_of_any_length(client, meeting, number, django_assert_num_queries):
    roundtable, others = a_roundtable(meeting, "1.1"), a_meeting(slug="earlier")
    for place in range(number):
        a_question(roundtable, f"Question {place}?")
        a_session(roundtable, f"{place}", agenda_item=an_item(meeting, "10:00", "13:00", "Session"))
        earlier = a_roundtable(others, f"{place}", is_published=True)
        Reference.objects.create(roundtable=roundtable, kind="earlier_roundtable", earlier=earlier)
        Reference.objects.create(roundtable=roundtable, kind="work", key=f"Work {place}")
        roundtable.team.create(role="co_chair", organization=a_state())
        roundtable.papers.add(a_document(meeting))
    publish(roundtable)
    with django_assert_num_queries(10):
        assert client.get(roundtable.get_absolute_url()).status_code == 200


def test_refusals_are_sentences_for_people():
    assert all(
        issubclass(one, Refused) for one in (actions.CodeTaken, actions.ItemTaken, actions.TooManyThemes)
    )
