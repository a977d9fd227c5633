"""The text of a brief is written in one language at a time, beside its preview, and kept while it is typed."""

import re
from time import process_time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Trace
from meetings.models import Meeting
from roundtables import actions
from roundtables.actions import digest
from roundtables.content import working_text
from roundtables.models import BriefLanguage, GuidingQuestion, KeptText, Roundtable
from tests.factories import a_document, a_meeting, a_person, a_question, a_session, publish
from tests.teams import Team, a_team, closed, opened, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team(a_meeting(languages=["en", "fr", "ar"]))


@pytest.fixture
def writer(client, team):
    """The focal point of a co-chair State, signed in."""
    client.force_login(team.anna)
    return team.anna


def page_of(team: Team, language: str = "en", name: str = "brief_write") -> str:
    return reverse(name, args=[team.meeting.slug, team.roundtable.pk, language])


def boxes(answer) -> dict:
    return {box.key: box for box in answer.context["boxes"]}


def filled(client, team: Team, language: str = "en", **typed) -> dict:
    """What the page would send with nothing changed but `typed` (`question_12` stands for "question-12")."""
    sent = {}
    for key, box in boxes(client.get(page_of(team, language))).items():
        sent |= {key: box.text, f"seen-{key}": box.seen}
    return sent | {name.replace("_", "-"): text for name, text in typed.items()}


def save(client, team: Team, language: str = "en", **typed):
    return client.post(page_of(team, language), filled(client, team, language, **typed))


def texts(team: Team, language: str = "en") -> dict[str, str]:
    """The saved text of every part, by key."""
    writable = actions.Writable(Roundtable.objects.get(pk=team.roundtable.pk), language)
    return {key: writable.text(key) for key in writable.rows}


def by_another(team: Team, language: str = "en", person=None, **parts) -> None:
    """Somebody else saves these parts."""
    parts = {name.replace("_", "-"): text for name, text in parts.items()}
    seen = {key: digest(text) for key, text in texts(team, language).items()}
    actions.write_brief(
        roundtable=team.roundtable,
        language=language,
        parts=parts,
        seen=seen,
        by=person or team.facilitator,
    )


def says(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# --- The page --------------------------------------------------------------------------------------------


def test_each_part_is_a_box_in_reading_order(client, team, writer):
    session = a_session(team.roundtable, "1.1.1", aim="To compare.")
    one, two = team.roundtable.questions.all()
    page = client.get(page_of(team))
    named = [(box.key, box.name, box.text) for box in page.context["boxes"]]
    assert named == [
        (
            "background",
            "Background",
            "Migrants bring skills.[^1]\n\nSome of it is lost.\n\n[^1]: World Bank.",
        ),
        ("outcomes", "Expected outcomes", "Participants agree."),
        (f"question-{one.pk}", "Question 1", "Question 1?"),
        (f"question-{two.pk}", "Question 2", "Question 2?"),
        (f"session-{session.pk}", "Aim of session 1.1.1", "To compare."),
    ]
    labels = re.findall(r'<label for="id_([\w-]+)">', page.text)
    assert labels == [key for key, _name, _text in named]


def test_what_is_written_is_saved_and_the_record_keeps_both_texts(client, team, writer):
    sent = filled(client, team, outcomes="Participants agree on a list.", at="outcomes")
    answer = client.post(page_of(team), sent, follow=True)
    assert answer.redirect_chain == [(f"{page_of(team)}#part-outcomes", 302)]
    assert says(answer) == ["Saved: Expected outcomes."]
    assert texts(team)["outcomes"] == "Participants agree on a list."
    trace = Trace.objects.get(act="write_brief")
    assert (trace.by, trace.before, trace.after) == (
        writer,
        {"outcomes": "Participants agree."},
        {"outcomes": "Participants agree on a list.", "language": "en"},
    )


def test_saving_what_stands_already_leaves_no_trace(client, team, writer):
    answer = client.post(page_of(team), filled(client, team), follow=True)
    assert says(answer) == ["Nothing had changed, so nothing was saved."]
    assert Trace.objects.filter(act="write_brief").count() == 0


def test_a_second_click_saves_once(client, team, writer):
    sent = filled(client, team, outcomes="New.")
    for _click in range(2):
        assert client.post(page_of(team), sent).status_code == 302
    assert Trace.objects.filter(act="write_brief").count() == 1


def test_it_says_first_what_is_missing(client, team, writer):
    def headline():
        return client.get(page_of(team)).context["writing"].standing.headline

    assert headline() == "Every part has a text."
    a_session(team.roundtable, "1.1.1")
    Roundtable.objects.update(background="")
    assert headline() == (
        "Outcomes and questions are written; without a text so far: Background, Aim of session 1.1.1."
    )
    team.roundtable.questions.all().delete()
    assert headline() == "Missing: guiding questions."
    Roundtable.objects.update(expected_outcomes="")
    assert headline() == "Missing: expected outcomes, guiding questions."


def test_it_says_who_reads_what_is_written_now(client, team, writer):
    def sentence():
        return client.get(page_of(team)).context["writing"].standing.sentence

    assert sentence() == "Only the team reads what you write here, until the brief is published."
    opened(team)
    assert sentence() == "A draft is out for comments; what you write here goes into the next one."
    closed(team)
    opened(team)
    closed(team)
    put(team)
    assert sentence() == "The co-chairs have an earlier text before them; what you write here is not in it."
    published = publish(Roundtable.objects.get(pk=a_team().roundtable.pk))
    client.force_login(published.team.get(role="facilitator").person)
    where = reverse("brief_write", args=[published.meeting.slug, published.pk, "en"])
    assert client.get(where).context["writing"].standing.sentence == (
        "Readers go on seeing version 1; what you write here reaches them with the next one."
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_question_as_for_three(
    client, number, django_assert_num_queries
):
    team = a_team(questions=number)
    for place in range(number):
        a_session(team.roundtable, f"1.{place}", aim="To compare.")
    client.force_login(team.anna)
    client.get(page_of(team))
    with django_assert_num_queries(14):
        client.get(page_of(team))


# --- Who may ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("staff", 200),
        ("anna", 200),
        ("rahman", 200),
        ("facilitator", 200),
        ("rapporteur", 403),
        ("amina", 403),
        ("speaker", 403),
    ],
)
def test_co_chairs_the_facilitator_and_the_staff_write(client, team, who, status):
    client.force_login(getattr(team, who))
    question = team.roundtable.questions.first()
    team_pages = [team.meeting.slug, team.roundtable.pk]
    addresses = [
        page_of(team),
        page_of(team, "fr"),
        reverse("questions", args=team_pages),
        reverse("question_remove", args=[team.meeting.slug, question.pk]),
        *(reverse(name, args=team_pages) for name in ("brief_language", "brief_references", "brief_papers")),
    ]
    assert {client.get(where).status_code for where in addresses} == {status}
    sent = client.post(page_of(team), {"outcomes": "New.", "seen-outcomes": digest("Participants agree.")})
    assert sent.status_code == (302 if status == 200 else 403)
    assert texts(team)["outcomes"] == ("New." if status == 200 else "Participants agree.")


def test_whoever_has_nothing_to_do_with_it_does_not_learn_of_it(client, team):
    client.force_login(a_person())
    assert client.get(page_of(team)).status_code == 404
    assert client.post(page_of(team, name="brief_keep"), {"background": "x"}).status_code == 404


def test_a_language_that_is_none_of_the_six_is_not_found(client, team, writer):
    assert client.get(page_of(team).replace("/en/", "/de/")).status_code == 404


def test_co_chairs_paste_move_and_remove_questions(client, team, writer):
    where = reverse("questions", args=[team.meeting.slug, team.roundtable.pk])
    answer = client.post(where, {"text": "• Who pays?", "language": "en"}, follow=True)
    assert says(answer) == ["1 question is added."]
    third = team.roundtable.questions.last()
    client.post(reverse("question_move", args=[team.meeting.slug, third.pk]), {"to": "up", "place": 3})
    client.post(reverse("question_remove", args=[team.meeting.slug, team.roundtable.questions.first().pk]))
    assert [str(one) for one in team.roundtable.questions.all()] == ["Who pays?", "Question 2?"]


# --- Whatever is typed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 40_000,
        "الهجرة والتنمية\n\nفقرة ثانية",
        "移徙与发展",
        "🌍 migration 👩🏽‍🎓",
        "<script>alert(1)</script>",
        '{"en": "trick"}',
        "- one\n- two\n\n> three",
    ],
)
def test_what_is_typed_is_kept_as_typed(client, team, writer, typed):
    assert save(client, team, background=typed).status_code == 302
    assert texts(team)["background"] == typed
    page = client.get(page_of(team))
    assert boxes(page)["background"].text == typed
    assert "<script>alert(1)" not in page.text


def test_lines_of_another_system_and_space_around_are_the_same_text(client, team, writer):
    save(client, team, background="\r\n One.\r\n\r\nTwo.\rThree. \r\n")
    assert texts(team)["background"] == "One.\n\nTwo.\nThree."
    answer = client.post(
        page_of(team), filled(client, team, background="One.\r\n\r\nTwo.\r\nThree."), follow=True
    )
    assert says(answer) == ["Nothing had changed, so nothing was saved."]


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        (
            "background",
            "x" * 40_001,
            "This part has 40001 characters; at most 40000 fit. Shorten it.",
        ),
        ("outcomes", "é" * 20_001, "This part has 20001 characters; at most 20000 fit. Shorten it."),
        ("question", "?" * 2001, "This part has 2001 characters; at most 2000 fit. Shorten it."),
        ("session", "x" * 10_001, "This part has 10001 characters; at most 10000 fit. Shorten it."),
        ("background", "a\x00b", "Null characters are not allowed."),
        (
            "question",
            " \r\n",
            "A guiding question needs a text. To drop it, remove it from the list of questions.",
        ),
    ],
)
def test_what_cannot_be_saved_is_refused_at_its_part_and_stays_in_the_box(
    client, team, writer, key, typed, sentence
):
    session, question = a_session(team.roundtable), team.roundtable.questions.first()
    key = {"question": f"question-{question.pk}", "session": f"session-{session.pk}"}.get(key, key)
    before = texts(team)
    sent = filled(client, team) | {"outcomes": "Meanwhile changed.", key: typed}
    answer = client.post(page_of(team), sent)
    box = boxes(answer)[key]
    assert (answer.status_code, box.errors, box.text) == (422, (sentence,), typed)
    assert f'href="#id_{key}"' in answer.text
    assert texts(team) == before
    again = boxes(client.get(page_of(team)))
    assert again[key].text == typed.replace("\x00", "")
    assert client.post(page_of(team), {**sent, key: "Short enough."}).status_code == 302
    assert texts(team)[key] == "Short enough."


def test_a_question_may_lack_a_translation(client, team, writer):
    key = f"question-{team.roundtable.questions.first().pk}"
    save(client, team, "fr", **{key.replace("-", "_"): "Question une ?"})
    assert save(client, team, "fr", **{key.replace("-", "_"): ""}).status_code == 302
    assert texts(team, "fr")[key] == ""


def test_a_part_that_is_not_sent_stays_as_it_is(client, team, writer):
    sent = {"outcomes": "New.", "seen-outcomes": digest("Participants agree.")}
    assert client.post(page_of(team), sent).status_code == 302
    assert texts(team)["background"].startswith("Migrants bring skills.")


# --- How it will read ------------------------------------------------------------------------------------


def preview(client, team: Team, language: str = "en", **typed) -> str:
    sent = filled(client, team, language, **typed)
    answer = client.post(page_of(team, language, "brief_preview"), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


def test_notes_are_numbered_through_the_brief_and_lead_back(client, team, writer):
    html = preview(client, team, outcomes="Agree.[^b]\n\n[^b]: A *second* note.")
    assert re.findall(r'href="#note-(\d)" id="note-\d-call-1" role="doc-noteref"', html) == ["1", "2"]
    assert re.findall(r'<li id="note-(\d)" value="(\d)">', html) == [("1", "1"), ("2", "2")]
    assert html.count('role="doc-backlink"') == 2
    assert "A <em>second</em> note." in html


def test_a_preview_saves_and_keeps_nothing(client, team, writer):
    before = texts(team)
    preview(client, team, outcomes="Not saved.")
    assert (texts(team), KeptText.objects.count()) == (before, 0)


def test_without_script_a_button_shows_the_preview_on_the_same_page(client, team, writer):
    sent = filled(client, team, outcomes="Agree on **much**.", step="preview")
    answer = client.post(page_of(team), sent)
    assert answer.status_code == 200
    assert "Agree on <strong>much</strong>." in answer.text
    assert boxes(answer)["outcomes"].text == "Agree on **much**."
    assert [box.key for box in answer.context["unsaved"]] == ["outcomes"]
    assert texts(team)["outcomes"] == "Participants agree."


def test_the_page_shows_the_preview_of_what_is_saved(client, team, writer):
    page = client.get(page_of(team))
    assert "<p>Participants agree.</p>" in page.text
    assert page.context["brief"].marked.notes[0].html == "World Bank."


def test_works_are_cited_by_their_short_name(client, team, writer):
    team.roundtable.references.create(kind="work", key="ILO 2019", text="Guidelines")
    html = preview(client, team, outcomes="As agreed [@ILO 2019, p. 4] and [@Nobody 1900].")
    assert '<a class="citation" href="#work-1">(ILO 2019, p. 4)</a> and [Nobody 1900].' in html


def test_papers_are_cited_by_symbol_where_the_writer_may_read_them(client, team):
    paper = a_document(team.meeting, "GFMD/2027/1")
    a_document(team.meeting, "GFMD/2027/2", audience="chair")
    text = "See [@gfmd/2027/1, para. 3] and [@GFMD/2027/2]."
    client.force_login(team.anna)
    assert (
        f'See <a class="citation" href="{paper.get_absolute_url()}">(GFMD/2027/1, para. 3)</a> and [GFMD/2027/2].'
    ) in preview(client, team, outcomes=text)
    client.force_login(team.staff)
    assert preview(client, team, outcomes=text).count('class="citation"') == 2


@pytest.mark.parametrize("number", [1, 3])
def test_a_preview_takes_as_many_queries_for_one_question_as_for_three(
    client, number, django_assert_num_queries
):
    team = a_team(questions=number)
    for place in range(number):
        a_session(team.roundtable, f"1.{place}", aim="To compare.")
    client.force_login(team.anna)
    sent = filled(client, team)
    with django_assert_num_queries(10):
        client.post(page_of(team, name="brief_preview"), sent)


def test_text_in_arabic_runs_from_the_right_in_its_box_and_in_the_preview(client, team, writer):
    save(client, team, "ar", outcomes="يتفق المشاركون.")
    page = client.get(page_of(team, "ar"))
    assert '<textarea name="outcomes" id="id_outcomes" lang="ar" dir="rtl"' in page.text
    assert '<div lang="ar" dir="rtl"><p>يتفق المشاركون.</p></div>' in page.text
    assert '<textarea name="outcomes" id="id_outcomes" lang="en" dir="ltr"' in client.get(page_of(team)).text


# --- Kept while typing -----------------------------------------------------------------------------------


def keep(client, team: Team, language: str = "en", **typed):
    """What the page sends a few seconds after the last key: the parts that changed, and what they were."""
    seen = {f"seen-{key}": digest(text) for key, text in texts(team, language).items() if key in typed}
    return client.post(page_of(team, language, "brief_keep"), {**typed, **seen})


def test_what_is_typed_is_kept_and_stands_in_the_box_again(client, team, writer):
    assert keep(client, team, outcomes="Half a sent").status_code == 204
    assert texts(team)["outcomes"] == "Participants agree."
    page = client.get(page_of(team))
    box = boxes(page)["outcomes"]
    assert (box.text, box.is_unsaved, box.clash) == ("Half a sent", True, None)
    assert "What you were typing is back in the boxes; it is not saved yet." in page.text
    assert page_of(team, name="brief_let_go") in page.text
    assert boxes(page)["background"].is_unsaved is False


def test_what_was_kept_is_saved_like_anything_else_and_kept_no_longer(client, team, writer):
    keep(client, team, outcomes="A whole sentence.")
    assert client.post(page_of(team), filled(client, team)).status_code == 302
    assert texts(team)["outcomes"] == "A whole sentence."
    assert KeptText.objects.count() == 0


def test_what_was_kept_can_be_let_go(client, team, writer):
    keep(client, team, outcomes="Never mind")
    answer = client.post(page_of(team, name="brief_let_go"), follow=True)
    assert says(answer) == ["This is the text as it is saved."]
    assert (boxes(answer)["outcomes"].text, KeptText.objects.count()) == ("Participants agree.", 0)


def test_parts_are_kept_one_after_the_other(client, team, writer):
    keep(client, team, outcomes="First")
    keep(client, team, background="Second")
    assert KeptText.objects.get().parts == {"outcomes": "First", "background": "Second"}


def test_what_is_typed_back_is_kept_no_longer(client, team, writer):
    keep(client, team, outcomes="First")
    keep(client, team, background="Second")
    keep(client, team, outcomes="Participants agree.\r\n")
    assert KeptText.objects.get().parts == {"background": "Second"}
    keep(client, team, background=texts(team)["background"])
    assert KeptText.objects.count() == 0


def test_nobody_else_sees_what_is_kept_nor_in_another_language(client, team, writer):
    keep(client, team, outcomes="Between me and me")
    assert "Between me and me" not in client.get(page_of(team, "fr")).text
    client.force_login(team.rahman)
    assert "Between me and me" not in client.get(page_of(team)).text


def test_a_null_character_is_left_out_of_what_is_kept(client, team, writer):
    assert keep(client, team, outcomes="a\x00b").status_code == 204
    assert KeptText.objects.get().parts == {"outcomes": "ab"}


def test_what_is_no_part_of_a_brief_is_not_kept(client, team, writer):
    client.post(page_of(team, name="brief_keep"), {"title": "x", "question-x": "x", "__proto__": "x"})
    assert KeptText.objects.count() == 0


def test_what_somebody_else_saved_since_is_shown_beside_what_was_kept(client, team, writer):
    keep(client, team, outcomes="Mine, half")
    by_another(team, outcomes="Theirs.")
    box = boxes(client.get(page_of(team)))["outcomes"]
    assert (box.text, box.clash.by, box.clash.theirs) == ("Mine, half", "Kwabena Osei", "Theirs.")


def test_what_is_saved_already_is_not_brought_back(client, team, writer):
    keep(client, team, outcomes="The same.")
    by_another(team, outcomes="The same.")
    page = client.get(page_of(team))
    assert page.context["writing"].kept is None
    assert "What you were typing" not in page.text


def test_somebody_who_is_signed_out_is_told_so_by_the_answer(client, team):
    assert keep(client, team, outcomes="x").status_code == 302
    assert KeptText.objects.count() == 0


# --- Two people at once ----------------------------------------------------------------------------------


def test_a_part_that_was_changed_meanwhile_is_not_overwritten(client, team, writer):
    sent = filled(client, team, outcomes="Participants agree on my list.")
    by_another(team, outcomes="Participants agree on their list.")
    answer = client.post(page_of(team), sent)
    box = boxes(answer)["outcomes"]
    assert answer.status_code == 409
    assert texts(team)["outcomes"] == "Participants agree on their list."
    assert box.text == "Participants agree on my list."
    assert (box.clash.theirs, box.clash.by) == ("Participants agree on their list.", "Kwabena Osei")
    assert box.clash.at == Trace.objects.get(act="write_brief").at
    assert "Kwabena Osei changed this part on" in answer.text
    pieces = [(piece.kind, piece.text) for block in box.clash.blocks for piece in block.pieces]
    assert pieces == [
        ("same", "Participants agree on "),
        ("removed", "their "),
        ("added", "my "),
        ("same", "list."),
    ]
    assert boxes(client.get(page_of(team)))["outcomes"].text == "Participants agree on my list."


def test_saving_again_builds_upon_theirs_knowingly(client, team, writer):
    sent = filled(client, team, outcomes="Mine.")
    by_another(team, outcomes="Theirs.")
    box = boxes(client.post(page_of(team), sent))["outcomes"]
    again = {"outcomes": "Theirs and mine.", "seen-outcomes": box.seen}
    assert client.post(page_of(team), again).status_code == 302
    assert texts(team)["outcomes"] == "Theirs and mine."
    last = Trace.objects.filter(act="write_brief").first()
    assert (last.by, last.before) == (writer, {"outcomes": "Theirs."})


def test_a_third_text_in_between_is_a_clash_again(client, team, writer):
    sent = filled(client, team, outcomes="Mine.")
    by_another(team, outcomes="Theirs.")
    box = boxes(client.post(page_of(team), sent))["outcomes"]
    by_another(team, outcomes="Theirs again.", person=team.rahman)
    answer = client.post(page_of(team), {"outcomes": "Mine.", "seen-outcomes": box.seen})
    assert (answer.status_code, boxes(answer)["outcomes"].clash.by) == (409, "Rahman Chowdhury")
    assert texts(team)["outcomes"] == "Theirs again."


def test_what_does_not_clash_is_saved_beside_what_does(client, team, writer):
    sent = filled(client, team, outcomes="Mine.", background="My background.")
    by_another(team, outcomes="Theirs.")
    answer = client.post(page_of(team), sent)
    assert (answer.status_code, says(answer)) == (409, ["Saved: Background."])
    assert (texts(team)["background"], texts(team)["outcomes"]) == ("My background.", "Theirs.")
    assert boxes(answer)["background"].is_unsaved is False


def test_a_part_the_person_left_alone_never_goes_back_to_what_it_was(client, team, writer):
    sent = filled(client, team, outcomes="Mine.")
    by_another(team, background="Their background.")
    assert client.post(page_of(team), sent).status_code == 302
    assert (texts(team)["background"], texts(team)["outcomes"]) == ("Their background.", "Mine.")


def test_a_page_that_answers_shows_how_a_part_left_alone_stands_now(client, team, writer):
    sent = filled(client, team, outcomes="Mine.")
    by_another(team, background="Their background.", outcomes="Theirs.")
    box = boxes(client.post(page_of(team), sent))["background"]
    assert (box.text, box.seen, box.is_unsaved) == (
        "Their background.",
        digest("Their background."),
        False,
    )


def test_the_same_words_from_two_people_are_no_clash(client, team, writer):
    sent = filled(client, team, outcomes="The same.")
    by_another(team, outcomes="The same.")
    assert client.post(page_of(team), sent).status_code == 302


def test_another_language_is_another_text(client, team, writer):
    sent = filled(client, team, outcomes="Mine.")
    by_another(team, "fr", outcomes="Les leurs.")
    assert client.post(page_of(team), sent).status_code == 302
    assert (texts(team)["outcomes"], texts(team, "fr")["outcomes"]) == ("Mine.", "Les leurs.")


def test_two_windows_of_one_person_are_told_apart_from_two_people(client, team, writer):
    sent = filled(client, team, outcomes="In the first window.")
    by_another(team, outcomes="In the second window.", person=writer)
    answer = client.post(page_of(team), sent)
    assert "You changed this part yourself in another window" in answer.text


def test_what_was_written_to_a_question_that_is_gone_is_not_lost(client, team, writer):
    question = team.roundtable.questions.first()
    key = f"question-{question.pk}"
    sent = filled(client, team) | {key: "What I made of it"}
    actions.remove_question(question=GuidingQuestion.objects.get(pk=question.pk), by=team.facilitator)
    answer = client.post(page_of(team), sent)
    box = boxes(answer)[key]
    assert (answer.status_code, box.text, box.clash.is_removed) == (409, "What I made of it", True)
    assert "Removed by Kwabena Osei on" in answer.text
    assert boxes(client.get(page_of(team)))[key].text == "What I made of it"
    still = client.post(page_of(team), {**sent, f"seen-{key}": box.seen})
    assert (still.status_code, boxes(still)[key].clash.is_removed) == (409, True)
    assert client.post(page_of(team), {**sent, key: ""}).status_code == 302
    assert (KeptText.objects.count(), team.roundtable.questions.count()) == (0, 1)


def test_a_brief_removed_meanwhile_is_a_page_that_says_so(client, team, writer):
    Roundtable.objects.all().delete()
    assert client.post(page_of(team), {"outcomes": "x"}).status_code == 404


# --- Languages -------------------------------------------------------------------------------------------


def languages_page(team: Team) -> str:
    return reverse("brief_language", args=[team.meeting.slug, team.roundtable.pk])


def say_state(client, team: Team, state: str, language: str = "fr"):
    return client.post(languages_page(team), {"language": language, "state": state}, follow=True)


def translate(client, team: Team, language: str = "fr") -> None:
    typed = {key.replace("-", "_"): f"{key} en français" for key in texts(team)}
    answer = client.post(page_of(team, language), filled(client, team, language, **typed), follow=True)
    assert says(answer) == ["Saved: Background, Expected outcomes, Question 1, Question 2."]


def states(team: Team) -> dict[str, str]:
    return dict(BriefLanguage.objects.values_list("language", "state"))


def test_a_translation_stands_beside_its_original(client, team, writer):
    page = client.get(page_of(team, "fr"))
    by_key = boxes(page)
    assert by_key["outcomes"].original == "Participants agree."
    assert 'tabindex="0" lang="en" dir="auto">Participants agree.</div>' in page.text
    assert by_key["outcomes"].text == ""
    assert [box.original for box in client.get(page_of(team)).context["boxes"]] == [""] * 4


def test_a_translation_says_how_much_is_missing_and_then_that_it_can_be_ready(client, team, writer):
    def standing():
        found = client.get(page_of(team, "fr")).context["writing"].standing
        return found.headline, found.url

    assert standing() == ("4 parts have no text in French yet.", "#part-background")
    save(client, team, "fr", background="Les migrants.", outcomes="Ils s’accordent.")
    first = team.roundtable.questions.first()
    assert standing() == ("2 parts have no text in French yet.", f"#part-question-{first.pk}")
    translate(client, team)
    assert standing() == ("Every part has a text in French.", languages_page(team))
    say_state(client, team, "ready")
    assert standing() == ("The translation into French is ready.", "")


def test_a_language_written_in_is_under_way(client, team, writer):
    save(client, team, "fr", outcomes="Ils s’accordent.")
    assert states(team) == {"fr": "in_translation"}


def test_a_translation_that_lacks_parts_is_not_ready_and_they_are_named(client, team, writer):
    save(client, team, "fr", background="Les migrants.", outcomes="Ils s’accordent.")
    answer = say_state(client, team, "ready")
    assert answer.status_code == 422
    assert answer.context["refusal"] == (
        "2 parts of the original have no text in this language yet. Translate them first."
    )
    assert answer.context["lacking"] == ["Question 1", "Question 2"]
    assert states(team) == {"fr": "in_translation"}


def test_a_whole_translation_is_ready_once_somebody_says_so(client, team, writer):
    translate(client, team)
    answer = say_state(client, team, "ready")
    assert says(answer) == ["The translation into French is ready."]
    assert states(team) == {"fr": "ready"}
    trace = Trace.objects.get(act="set_language_state")
    assert (trace.by, trace.before, trace.after) == (writer, {"fr": "in_translation"}, {"fr": "ready"})
    say_state(client, team, "in_translation")
    assert states(team) == {"fr": "in_translation"}


def test_a_change_of_the_original_sets_ready_translations_back_and_the_page_says_so(client, team, writer):
    translate(client, team)
    say_state(client, team, "ready")
    warned = "What you change here sets the translations that are ready back"
    assert warned in client.get(page_of(team)).text
    save(client, team, outcomes="Participants agree on more.")
    assert states(team) == {"fr": "in_translation"}
    assert warned not in client.get(page_of(team)).text


def test_a_question_more_in_the_original_sets_ready_translations_back(client, team, writer):
    translate(client, team)
    say_state(client, team, "ready")
    actions.add_questions(roundtable=team.roundtable, texts=["New?"], language="en", by=team.staff)
    assert states(team) == {"fr": "in_translation"}


def test_the_original_is_ready_without_being_said_to_be(client, team, writer):
    answer = say_state(client, team, "ready", "en")
    assert answer.context["refusal"] == "This is the original: it is always ready."


@pytest.mark.parametrize(
    "sent", [{}, {"language": "fr"}, {"language": "de", "state": "ready"}, {"state": "\x00"}]
)
def test_a_button_that_says_nothing_changes_nothing(client, team, writer, sent):
    answer = client.post(languages_page(team), sent)
    assert (answer.status_code, states(team)) == (422, {})


def test_the_page_of_languages_lists_all_six_with_what_they_lack(client, team, writer):
    save(client, team, "fr", outcomes="Ils s’accordent.")
    listed = [
        (one.code, str(one.state), one.written, one.parts)
        for one in client.get(languages_page(team)).context["in_languages"]
    ]
    assert listed == [
        ("en", "ready", 4, 4),
        ("fr", "in_translation", 1, 4),
        ("ar", "missing", 0, 4),
        ("es", "missing", 0, 4),
        ("ru", "missing", 0, 4),
        ("zh-hans", "missing", 0, 4),
    ]


def test_the_page_is_read_in_arabic_too(client, team, writer):
    with override("ar"):
        client.cookies["django_language"] = "ar"
        page = client.get(page_of(team, "ar"))
    assert page.status_code == 200


# --- The original language -------------------------------------------------------------------------------


def edit_roundtable(client, team: Team, original: str):
    client.force_login(team.staff)
    roundtable = Roundtable.objects.get(pk=team.roundtable.pk)
    where = reverse("roundtable_edit", args=[team.meeting.slug, roundtable.pk])
    sent = {
        "code": "1.1",
        "title_en": "Capitals of migrants",
        "original_language": original,
        "seen": roundtable.changed_at.isoformat(),
    }
    return client.post(where, sent)


def test_a_roundtable_is_written_in_the_first_language_of_its_meeting(client):
    meeting = a_meeting(languages=["fr", "en"])
    client.force_login(a_team(meeting).staff)
    where = reverse("roundtable_new", args=[meeting.slug])
    form = client.get(where).context["form"]
    assert form["original_language"].value() == "fr"
    assert [code for code, _name in form.fields["original_language"].choices] == ["en", "fr"]
    client.post(where, {"code": "2.1", "title_fr": "Travail", "original_language": "fr"})
    assert meeting.roundtables.get(code="2.1").original_language == "fr"


def test_another_language_becomes_the_original_once_all_is_written_in_it(client, team):
    client.force_login(team.staff)
    answer = edit_roundtable(client, team, "fr")
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        ["4 parts of the brief have no text in this language. Translate them first."],
    )
    translate(client, team)
    assert edit_roundtable(client, team, "fr").status_code == 302
    roundtable = Roundtable.objects.get(pk=team.roundtable.pk)
    assert working_text(roundtable)["languages"] == {"fr": "ready", "en": "ready"}


def test_writing_the_text_disturbs_nobody_who_has_the_title_open(client, team):
    client.force_login(team.staff)
    roundtable = Roundtable.objects.get(pk=team.roundtable.pk)
    where = reverse("roundtable_edit", args=[team.meeting.slug, roundtable.pk])
    sent = {"code": "1.1", "title_en": "New title", "original_language": "en"}
    sent["seen"] = client.get(where).context["form"]["seen"].value()
    by_another(team, outcomes="Written meanwhile.")
    assert client.post(where, sent).status_code == 302
    assert texts(team)["outcomes"] == "Written meanwhile."


def test_a_roundtable_that_another_brief_refers_to_stays(client, team):
    other = a_team(a_meeting()).roundtable
    other.references.create(kind="earlier_roundtable", earlier=team.roundtable)
    client.force_login(team.staff)
    where = reverse("roundtable_remove", args=[team.meeting.slug, team.roundtable.pk])
    answer = client.post(where, follow=True)
    assert says(answer) == ["The brief of another meeting refers to this roundtable, so it stays."]


def test_a_draft_meeting_is_written_by_its_staff_alone(team):
    Meeting.objects.update(state="draft")
    got = {}
    for who in ("staff", "anna", "facilitator"):
        client = Client()
        client.force_login(getattr(team, who))
        got[who] = client.get(page_of(team)).status_code
    assert got == {"staff": 200, "anna": 404, "facilitator": 404}


def test_a_question_added_by_another_is_there_when_the_page_is_opened_again(client, team, writer):
    question = a_question(team.roundtable, "New?")
    assert boxes(client.get(page_of(team)))[f"question-{question.pk}"].name == "Question 3"


def test_a_preview_of_six_pages_takes_a_tenth_of_a_second_at_most(client, team, writer):
    """Counted in the time of this process alone, so that it holds beside other work."""
    sentence = "Migrants bring skills, savings and networks, and States *agree* how these are used[^{0}] [@ILO 2019]. "
    paragraphs = [sentence.format(number) * 4 for number in range(40)]
    notes = [f"[^{number}]: See https://example.org/{number}." for number in range(40)]
    text = "\n\n".join(paragraphs + notes)
    assert 15_000 < len(text) < 40_000
    sent = filled(client, team, background=text)
    took = []
    for _time in range(20):
        begun = process_time()
        client.post(page_of(team, name="brief_preview"), sent)
        took.append(process_time() - begun)
    assert sorted(took)[18] < 0.1
