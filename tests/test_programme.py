"""The chair's staff write themes, roundtables, sessions and guiding questions, in an order they choose."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from accounts.models import Trace
from gfmd.moves import Refused, Stale
from meetings.models import Meeting
from roundtables import actions
from roundtables.models import GuidingQuestion, Roundtable, Session, Theme
from tests.factories import (
    a_delegation,
    a_meeting,
    a_question,
    a_roundtable,
    a_session,
    a_theme,
    an_item,
    chair_staff,
    focal_point_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return a_meeting()


@pytest.fixture
def staff(client, meeting):
    """Chair staff of the meeting, signed in."""
    person = chair_staff(meeting)
    client.force_login(person)
    return person


def address(name: str, meeting: Meeting, *thing) -> str:
    return reverse(name, args=[meeting.slug, *(one.pk for one in thing)])


def codes(rows) -> list[str]:
    return list(rows.values_list("code", flat=True))


def texts(roundtable) -> list[str]:
    return [str(question) for question in roundtable.questions.all()]


def seen(thing) -> str:
    return type(thing).objects.get(pk=thing.pk).changed_at.isoformat()


def says(answer) -> list[str]:
    """The sentences shown on the page that follows."""
    return [str(message) for message in answer.context["messages"]]


# --- Themes ----------------------------------------------------------------------------------------------


def test_a_theme_is_added_after_the_others(client, meeting, staff):
    a_theme(meeting, "1")
    answer = client.post(address("theme_new", meeting), {"code": "2", "title_en": "Mobility"}, follow=True)
    theme = meeting.themes.get(code="2")
    assert answer.redirect_chain == [(f"{address('programme', meeting)}#theme-{theme.pk}", 302)]
    assert codes(meeting.themes) == ["1", "2"]
    assert says(answer) == ["Theme 2 is added."]
    trace = Trace.objects.get(act="add_theme")
    assert (trace.by, trace.after) == (staff, {"code": "2", "title": {"en": "Mobility"}, "rationale": ""})


def test_a_theme_beyond_the_maximum_is_refused_and_what_was_typed_is_kept(client, staff, meeting):
    for code in "123":
        a_theme(meeting, code)
    answer = client.post(address("theme_new", meeting), {"code": "4", "title_en": "One theme more"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "This meeting has at most 3 themes. Remove one first, or allow more in the settings."
    ]
    assert "One theme more" in answer.text
    assert codes(meeting.themes) == ["1", "2", "3"]


def test_the_database_refuses_a_theme_beyond_the_maximum(meeting):
    for code in "123":
        a_theme(meeting, code)
    fourth = Theme(meeting=meeting, code="4", title="Fourth")
    for write in (fourth.save, lambda: Theme.objects.bulk_create([Theme(meeting=meeting, code="4")])):
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            write()
        assert broken.value.__cause__.diag.constraint_name == "theme_within_maximum"
    assert codes(meeting.themes) == ["1", "2", "3"]


def test_a_code_is_used_once_among_themes(client, meeting, staff):
    a_theme(meeting, "1")
    answer = client.post(address("theme_new", meeting), {"code": "1", "title_en": "Another"})
    assert answer.context["form"].errors == {"code": ["The code “1” is taken. Choose another one."]}
    assert "Another" in answer.text
    assert meeting.themes.count() == 1


def test_a_second_click_adds_nothing(client, meeting, staff):
    for name, sent in (
        ("theme_new", {"code": "1", "title_en": "Resilience"}),
        ("roundtable_new", {"code": "1.1", "title_en": "Capitals"}),
    ):
        for _click in range(2):
            assert client.post(address(name, meeting), sent).status_code == 302
    roundtable = meeting.roundtables.get()
    for _click in range(2):
        answer = client.post(
            address("session_new", meeting, roundtable), {"code": "I", "title_en": "Opening"}
        )
        assert answer.status_code == 302
    assert (codes(meeting.themes), codes(meeting.roundtables), codes(roundtable.sessions)) == (
        ["1"],
        ["1.1"],
        ["I"],
    )


def test_a_theme_with_roundtables_is_not_removed(client, meeting, staff):
    theme = a_theme(meeting)
    a_roundtable(meeting, theme=theme)
    answer = client.post(address("theme_remove", meeting, theme), follow=True)
    assert says(answer) == [
        "1 roundtable stands under this theme. Move it to another theme or remove it first."
    ]
    assert meeting.themes.count() == 1


def test_a_theme_without_roundtables_is_removed_and_the_record_keeps_it(client, meeting, staff):
    theme = a_theme(meeting, rationale="Because")
    client.post(address("theme_remove", meeting, theme))
    assert meeting.themes.count() == 0
    assert Trace.objects.get(act="remove_theme").before == {
        "code": "1",
        "title": "Resilience",
        "rationale": "Because",
        "meeting": meeting.pk,
    }


# --- Roundtables and sessions ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["3.4", "III", "1.1 bis", "٣.٤", "2.1(a)", "Ⅳ", "第一"])
def test_a_code_is_kept_as_typed(client, meeting, staff, code):
    client.post(address("roundtable_new", meeting), {"code": code, "title_en": "Title"})
    assert codes(meeting.roundtables) == [code]
    assert client.get(meeting.roundtables.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize("code", ["", "1/2", "..", "1.", "a" * 21, "\x00", "😀", '"><script>'])
def test_a_code_unfit_for_an_address_is_refused(client, meeting, staff, code):
    answer = client.post(address("roundtable_new", meeting), {"code": code, "title_en": "Kept title"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])
    assert "Kept title" in answer.text
    assert meeting.roundtables.count() == 0


def test_gaps_in_codes_are_right_and_order_is_by_position(client, meeting, staff):
    roundtable = a_roundtable(meeting, "3")
    for code in ("3.4", "3.1", "3.2"):
        client.post(
            address("session_new", meeting, roundtable), {"code": code, "title_en": f"Session {code}"}
        )
    assert codes(roundtable.sessions) == ["3.4", "3.1", "3.2"]


def test_a_published_roundtable_is_not_removed(client, meeting, staff):
    roundtable = a_roundtable(meeting, is_published=True)
    answer = client.post(address("roundtable_remove", meeting, roundtable), follow=True)
    assert says(answer) == ["This brief is published. Take it back from the public first, then remove it."]
    assert codes(meeting.roundtables) == ["1.1"]


def test_a_draft_is_removed_with_its_sessions_and_questions_and_the_record_keeps_them(client, meeting, staff):
    roundtable = a_roundtable(meeting, questions=2)
    a_session(roundtable)
    client.post(address("roundtable_remove", meeting, roundtable))
    assert (Roundtable.objects.count(), Session.objects.count(), GuidingQuestion.objects.count()) == (0, 0, 0)
    before = Trace.objects.get(act="remove_roundtable").before
    assert before["questions"] == [{"text": "Question 1?"}, {"text": "Question 2?"}]
    assert before["sessions"] == [{"code": "1.1.1", "title": "First session", "aim": ""}]


def test_a_roundtable_meets_at_an_entry_of_the_agenda_that_nobody_else_has(client, meeting, staff):
    taken, free = an_item(meeting, "09:00", "10:00"), an_item(meeting, "10:00", "11:00")
    an_item(meeting, "11:00", "11:30", kind="break")
    elsewhere = an_item(a_meeting(), "09:00", "10:00")
    a_roundtable(meeting, "1.1", agenda_item=taken)
    page = address("roundtable_new", meeting)
    offered = client.get(page).context["form"].fields["agenda_item"].queryset
    assert list(offered) == [free]
    for item in (taken, elsewhere):
        answer = client.post(page, {"code": "1.2", "title_en": "Services", "agenda_item": item.pk})
        assert list(answer.context["form"].errors) == ["agenda_item"]
    client.post(page, {"code": "1.2", "title_en": "Services", "agenda_item": free.pk})
    assert meeting.roundtables.get(code="1.2").agenda_item == free


def test_an_entry_of_the_agenda_taken_in_the_meantime_is_refused(meeting):
    item, by = an_item(meeting, "09:00", "10:00"), chair_staff(meeting)
    a_session(a_roundtable(meeting, "1.1"), agenda_item=item)
    roundtable = Roundtable(meeting=meeting, code="1.2", title="Services", agenda_item=item)
    with pytest.raises(actions.ItemTaken, match="Another roundtable or session meets then and there"):
        actions.add_roundtable(roundtable=roundtable, by=by)
    assert codes(meeting.roundtables) == ["1.1"]


def test_the_theme_asked_for_in_the_address_is_proposed(client, meeting, staff):
    theme = a_theme(meeting)
    page = address("roundtable_new", meeting)
    for asked, proposed in ((theme.pk, str(theme.pk)), ("9" * 30, "9" * 30), ("x", None), ("²", None)):
        answer = client.get(f"{page}?theme={asked}")
        assert (answer.status_code, answer.context["form"]["theme"].value()) == (200, proposed)


# --- Stale pages -----------------------------------------------------------------------------------------


def stale_save(client, name, thing, sent, change):
    """Open a form, let somebody else change the thing, then save what was typed; the page that answers."""
    meeting = thing.meeting if hasattr(thing, "meeting") else thing.roundtable.meeting
    page = address(name, meeting, thing)
    marker = client.get(page).context["form"]["seen"].value()
    for field, value in change.items():
        setattr(thing, field, value)
    thing.save()
    return page, client.post(page, {**sent, "seen": marker})


@pytest.mark.parametrize("name", ["theme_edit", "roundtable_edit", "session_edit"])
def test_a_newer_change_is_not_overwritten_and_both_versions_are_shown(client, meeting, staff, name):
    roundtable = a_roundtable(meeting)
    thing = {
        "theme_edit": a_theme(meeting),
        "roundtable_edit": roundtable,
        "session_edit": a_session(roundtable),
    }[name]
    sent = {"code": "9", "title_en": "What I typed"}
    page, answer = stale_save(client, name, thing, sent, {"title": "What another wrote"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [str(Stale())]
    assert "What I typed" in answer.text
    assert "What another wrote" in answer.text
    thing.refresh_from_db()
    assert str(thing.title) == "What another wrote"
    again = client.post(page, {**sent, "seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 302
    thing.refresh_from_db()
    assert str(thing.title) == "What I typed"


def test_saving_the_same_twice_is_no_conflict(client, meeting, staff):
    theme = a_theme(meeting)
    sent = {"code": "1", "title_en": "New title", "seen": seen(theme)}
    for _click in range(2):
        assert client.post(address("theme_edit", meeting, theme), sent).status_code == 302
    assert Trace.objects.filter(act="change_theme").count() == 1


def test_moving_a_theme_makes_nobodys_page_stale(client, meeting, staff):
    theme, _second = a_theme(meeting, "1"), a_theme(meeting, "2")
    marker = seen(theme)
    client.post(address("theme_move", meeting, theme), {"to": "down"})
    client.post(address("theme_edit", meeting, theme), {"code": "1", "title_en": "New title", "seen": marker})
    theme.refresh_from_db()
    assert (str(theme.title), codes(meeting.themes)) == ("New title", ["2", "1"])


def test_what_somebody_removed_meanwhile_is_not_brought_back(meeting):
    by, roundtable = chair_staff(meeting), a_roundtable(meeting)
    question, session = a_question(roundtable), a_session(roundtable)
    changed, moved = Session.objects.get(pk=session.pk), GuidingQuestion.objects.get(pk=question.pk)
    changed.title = "New title"
    actions.remove_question(question=question, by=by)
    actions.remove_session(session=session, by=by)
    for act in (
        lambda: actions.change_session(session=changed, seen=changed.changed_at.isoformat(), by=by),
        lambda: actions.move_question(question=moved, to="up", by=by),
    ):
        with pytest.raises(Refused):
            act()
    assert (GuidingQuestion.objects.count(), Session.objects.count()) == (0, 0)


def test_texts_in_languages_the_meeting_no_longer_uses_are_kept(client, meeting, staff):
    theme = a_theme(meeting, title={"en": "Resilience", "fr": "Résilience"})
    client.post(
        address("theme_edit", meeting, theme), {"code": "1", "title_en": "Strength", "seen": seen(theme)}
    )
    theme.refresh_from_db()
    assert theme.title.data == {"en": "Strength", "fr": "Résilience"}


# --- Order -----------------------------------------------------------------------------------------------


def test_a_question_moves_up_and_the_page_returns_to_it(client, meeting, staff):
    roundtable = a_roundtable(meeting, questions=3)
    third = roundtable.questions.last()
    answer = client.post(address("question_move", meeting, third), {"to": "up", "place": 3})
    assert answer.url == f"{address('questions', meeting, roundtable)}#question-{third.pk}"
    assert texts(roundtable) == ["Question 1?", "Question 3?", "Question 2?"]


def test_a_second_click_moves_no_further(client, meeting, staff):
    roundtable = a_roundtable(meeting, questions=3)
    third = roundtable.questions.last()
    for _click in range(2):
        answer = client.post(address("question_move", meeting, third), {"to": "up", "place": 3}, follow=True)
    assert texts(roundtable) == ["Question 1?", "Question 3?", "Question 2?"]
    assert says(answer) == ["The order has changed since you opened the page. This is how it stands now."]


@pytest.mark.parametrize(
    ("which", "to", "sentence"),
    [
        ("first", "up", "It is the first one already."),
        ("last", "down", "It is the last one already."),
    ],
)
def test_the_ends_of_a_list_are_the_ends(client, meeting, staff, which, to, sentence):
    roundtable = a_roundtable(meeting, questions=2)
    question = getattr(roundtable.questions, which)()
    answer = client.post(address("question_move", meeting, question), {"to": to}, follow=True)
    assert says(answer) == [sentence]
    assert texts(roundtable) == ["Question 1?", "Question 2?"]


@pytest.mark.parametrize("sent", [{}, {"to": "left"}, {"to": "\x00"}, {"to": "up", "place": "x"}])
def test_a_button_that_says_nothing_moves_nothing(client, meeting, staff, sent):
    roundtable = a_roundtable(meeting, questions=2)
    client.post(address("question_move", meeting, roundtable.questions.last()), sent)
    assert texts(roundtable) == ["Question 1?", "Question 2?"]


def test_roundtables_move_within_their_theme_and_follow_it(client, meeting, staff):
    one, two = a_theme(meeting, "1"), a_theme(meeting, "2")
    a_roundtable(meeting, "2.1", theme=two)
    a_roundtable(meeting, "1.1", theme=one)
    second = a_roundtable(meeting, "1.2", theme=one)
    a_roundtable(meeting, "X")
    client.post(address("roundtable_move", meeting, second), {"to": "up", "place": 2})
    assert codes(meeting.roundtables) == ["1.2", "1.1", "2.1", "X"]
    client.post(address("theme_move", meeting, two), {"to": "up", "place": 2})
    assert codes(meeting.themes) == ["2", "1"]
    assert codes(meeting.roundtables) == ["2.1", "1.2", "1.1", "X"]


def test_a_roundtable_given_another_theme_comes_last_there(client, meeting, staff):
    one, two = a_theme(meeting, "1"), a_theme(meeting, "2")
    moved = a_roundtable(meeting, "1.1", theme=one)
    a_roundtable(meeting, "1.2", theme=one)
    a_roundtable(meeting, "2.1", theme=two)
    sent = {"code": "1.1", "title_en": "Capitals of migrants", "theme": two.pk, "seen": seen(moved)}
    client.post(address("roundtable_edit", meeting, moved), sent)
    assert codes(meeting.roundtables) == ["1.2", "2.1", "1.1"]


def test_sessions_move_within_their_roundtable(client, meeting, staff):
    roundtable = a_roundtable(meeting)
    a_session(roundtable, "I")
    second = a_session(roundtable, "II")
    client.post(address("session_move", meeting, second), {"to": "up", "place": 2})
    assert codes(roundtable.sessions) == ["II", "I"]


def together(*acts) -> list:
    """What each act raised (or None) when all of them run at once, each on a connection of its own."""
    ready, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            ready.wait(10)
            act()
        except Exception as problem:
            raised[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.mark.django_db(transaction=True)
def test_many_moving_at_once_leave_one_clear_order(meeting):
    roundtable, by = a_roundtable(meeting, questions=6), chair_staff(meeting)
    before = texts(roundtable)
    acts = [
        lambda question=question, to=to: actions.move_question(question=question, to=to, by=by)
        for question in roundtable.questions.all()[1:5]
        for to in ("up", "down")
    ]
    raised = together(*acts)
    assert {type(problem) for problem in raised} <= {type(None), Refused}
    assert sorted(texts(roundtable)) == before
    assert list(roundtable.questions.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_who_move_at_once_muddle_the_order(meeting):
    """The control: both read the order before either writes it."""
    roundtable = a_roundtable(meeting, questions=3)
    first, second, third = roundtable.questions.all()
    both_have_read = threading.Barrier(2)

    def swap(one, other):
        places = one.position, other.position
        both_have_read.wait(10)
        GuidingQuestion.objects.filter(pk=one.pk).update(position=places[1])
        GuidingQuestion.objects.filter(pk=other.pk).update(position=places[0])

    assert together(lambda: swap(first, second), lambda: swap(second, third)) == [None, None]
    positions = list(roundtable.questions.values_list("position", flat=True))
    assert len(set(positions)) < 3


def add_two_themes_at_once(meeting) -> list:
    by = chair_staff(meeting)
    return together(
        *(
            lambda code=code: actions.add_theme(theme=Theme(meeting=meeting, code=code, title="T"), by=by)
            for code in ("3", "4")
        )
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_last_theme_at_once_do_not_both_succeed(meeting):
    a_theme(meeting, "1")
    a_theme(meeting, "2")
    raised = add_two_themes_at_once(meeting)
    assert sorted(type(problem).__name__ for problem in raised) == ["NoneType", "TooManyThemes"]
    assert meeting.themes.count() == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_two_who_write_at_once_exceed_the_maximum(meeting):
    """The control: the same race by plain saves, with the database's guard taken away."""
    a_theme(meeting, "1")
    a_theme(meeting, "2")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE roundtables_theme DISABLE TRIGGER theme_within_maximum")
    try:
        raised = together(
            *(lambda code=code: a_theme(Meeting.objects.get(pk=meeting.pk), code) for code in ("3", "4"))
        )
        assert (raised, meeting.themes.count()) == ([None, None], 4)
    finally:
        meeting.themes.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE roundtables_theme ENABLE TRIGGER theme_within_maximum")


# --- Whatever is typed -----------------------------------------------------------------------------------

STRANGE = {
    "empty": "",
    "ten thousand": "x" * 10_000,
    "arabic": "الهجرة والتنمية",
    "chinese": "移徙与发展",
    "emoji": "🌍 migration 👩🏽‍🎓",
    "nul": "a\x00b",
    "json": '{"en": "trick"}',
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("typed", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("theme_new", "title_en"),
        ("theme_edit", "title_en"),
        ("roundtable_new", "title_en"),
        ("roundtable_edit", "title_en"),
        ("roundtable_edit", "theme"),
        ("roundtable_edit", "agenda_item"),
        ("session_new", "title_en"),
        ("session_edit", "title_en"),
        ("questions", "text"),
        ("questions", "language"),
        ("roundtable_edit", "seen"),
    ],
)
def test_nothing_typed_is_lost_or_breaks_a_page(client, meeting, staff, name, field, typed):
    roundtable = a_roundtable(meeting)
    thing = {
        "theme_edit": a_theme(meeting),
        "roundtable_edit": roundtable,
        "session_edit": a_session(roundtable),
        "session_new": roundtable,
        "questions": roundtable,
    }.get(name)
    sent = {"code": "7", "title_en": "Title", "text_en": "Text", "text": "Text", "language": "en"}
    if thing is not None:
        sent["seen"] = seen(thing)
    page = address(name, meeting, thing) if thing else address(name, meeting)
    answer = client.post(page, {**sent, field: typed})
    assert answer.status_code in (302, 422)
    if answer.status_code == 422 and field != "seen":
        form = answer.context["form"]
        name_of_field = field.removesuffix("_en")
        kept = form[name_of_field].value()
        assert typed in (kept if isinstance(kept, list) else [kept])
    assert "<script>alert(1)" not in answer.text
    assert "<script>alert(1)" not in client.get(address("programme", meeting)).text


@pytest.mark.parametrize(
    "name",
    [
        "theme_edit",
        "theme_remove",
        "theme_move",
        "roundtable_edit",
        "roundtable_remove",
        "roundtable_move",
        "roundtable_publish",
        "questions",
        "session_new",
        "session_edit",
        "session_remove",
        "session_move",
        "question_remove",
        "question_move",
    ],
)
def test_nothing_of_another_meeting_is_found(client, meeting, staff, name):
    other = a_meeting(chairmanship=meeting.chairmanship)
    roundtable = a_roundtable(other)
    kind = name.split("_")[0]
    thing = {
        "theme": a_theme(other),
        "roundtable": roundtable,
        "questions": roundtable,
        "question": a_question(roundtable),
        "session": roundtable if name == "session_new" else a_session(roundtable),
    }[kind]
    for pk in (thing.pk, 0, 10**30):
        page = reverse(name, args=[meeting.slug, pk])
        assert (client.get(page).status_code, client.post(page, {"to": "up"}).status_code) in (
            [(404, 404)] if not name.endswith(("move", "publish")) else [(404, 404), (405, 404)]
        )


# --- Who may -----------------------------------------------------------------------------------------------


def test_only_the_staff_of_the_chairmanship_writes_the_programme(client, meeting):
    others = {
        "support unit": (chair_staff(meeting, "support unit"), 403, 404),
        "another chairmanship": (chair_staff(a_meeting()), 403, 404),
        "focal point": (focal_point_of(a_delegation(meeting)), 403, 404),
    }
    page = address("programme", meeting)
    assert client.get(page).status_code == 302
    for person, announced, draft in others.values():
        Meeting.objects.filter(pk=meeting.pk).update(state="announced")
        client.force_login(person)
        assert client.get(page).status_code == announced
        assert (
            client.post(address("theme_new", meeting), {"code": "1", "title_en": "T"}).status_code
            == announced
        )
        Meeting.objects.filter(pk=meeting.pk).update(state="draft")
        support = person == others["support unit"][0]
        assert client.get(page).status_code == (403 if support else draft)
    assert meeting.themes.count() == 0
    client.force_login(chair_staff(meeting))
    assert client.get(page).status_code == 200


# --- The outline -----------------------------------------------------------------------------------------


def test_the_outline_says_first_what_is_missing(client, meeting, staff):
    meeting.brief_rounds = 0  # tests/test_brief_rounds.py has the way through comments and clearance
    meeting.save()

    def sentence():
        return client.get(address("programme", meeting)).context["next"].sentence

    assert sentence() == "Nothing is written yet. Begin with the first theme."
    theme = a_theme(meeting)
    assert sentence() == "Theme 1 has no roundtable yet."
    roundtable = a_roundtable(meeting, theme=theme)
    assert sentence() == "Roundtable 1.1 has no guiding questions yet."
    a_question(roundtable)
    assert sentence() == "Roundtable 1.1 does not say which outcomes are expected."
    roundtable.expected_outcomes = "Agreement"
    roundtable.save()
    assert sentence() == "Roundtable 1.1 is written, and not published yet."
    actions.publish_brief(roundtable=roundtable, by=staff)
    assert sentence() == "Every brief is published as it stands."
    actions.add_questions(roundtable=roundtable, texts=["New?"], language="en", by=staff)
    assert sentence() == "Roundtable 1.1 has changed since its version 1 was published."


def test_the_outline_says_what_each_roundtable_lacks(client, meeting, staff):
    a_roundtable(meeting, "1.1")
    a_roundtable(
        meeting,
        "1.2",
        questions=1,
        expected_outcomes="Agreement",
        agenda_item=an_item(meeting, "09:00", "10:00"),
    )
    (part,) = client.get(address("programme", meeting)).context["parts"]
    assert [roundtable.lacks for roundtable in part.roundtables] == [
        ["expected outcomes", "guiding questions", "when and where", "co-chair States"],
        ["co-chair States"],
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_outline_takes_as_many_queries_for_one_roundtable_as_for_three(
    client, meeting, staff, number, django_assert_num_queries
):
    for place in range(number):
        theme = a_theme(meeting, f"{place}")
        roundtable = a_roundtable(
            meeting,
            f"{place}.1",
            theme=theme,
            questions=2,
            agenda_item=an_item(meeting, f"1{place}:00", f"1{place}:30"),
        )
        a_session(roundtable, agenda_item=an_item(meeting, f"1{place}:30", f"1{place}:45"))
    client.get(address("programme", meeting))
    with django_assert_num_queries(9):
        client.get(address("programme", meeting))
