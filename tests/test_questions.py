"""Guiding questions are pasted as a list, out of whatever document they were written in."""

import pytest

from accounts.models import Trace
from meetings.models import Meeting
from roundtables.pasted import questions_in
from tests.factories import a_meeting, a_roundtable, chair_staff
from tests.test_programme import address, says, texts

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


@pytest.mark.parametrize(
    ("paste", "questions"),
    [
        ("One?\nTwo?", ["One?", "Two?"]),
        ("\r\nOne?\r\n\r\n \t \r\nTwo?\r\n", ["One?", "Two?"]),
        ("· One?\n· Two?", ["One?", "Two?"]),
        ("•\tOne?\n•\tTwo?", ["One?", "Two?"]),
        ("- One?\n– Two?\n* Three?", ["One?", "Two?", "Three?"]),
        ("1. One?\n2. Two?\n10. Ten?", ["One?", "Two?", "Ten?"]),
        ("1) One?\n2) Two?", ["One?", "Two?"]),
        ("a) One?\nb) Two?\n(c) Three?\niv) Four?", ["One?", "Two?", "Three?", "Four?"]),
        ("\uf0b7\tOne?\n\uf0a7 Two?\no\tThree?", ["One?", "Two?", "Three?"]),
        ("\ufeff\u200b\xa0• \xa0One?", ["One?"]),
        ("• One that is\nwrapped?\n\n• Two?", ["One that is wrapped?", "Two?"]),
        ("•\nOne?\n•\nTwo?", ["One?", "Two?"]),
        ("One\x0bTwo\u2028Three", ["One", "Two", "Three"]),
        (
            "3.4 million people\n-5 degrees\n2018. A year",
            ["3.4 million people", "-5 degrees", "2018. A year"],
        ),
        ("Of 1) and 2), which • is better - or * not?", ["Of 1) and 2), which • is better - or * not?"]),
        ("A. Smith asks?\no one else?", ["A. Smith asks?", "o one else?"]),
        ("١. ما العمل؟\n٢) من؟", ["ما العمل؟", "من؟"]),
        ("1、谁\n（2）为什么", ["谁", "为什么"]),
        ("• 移民如何\n发展？", ["移民如何发展？"]),
        ("• Как?\n• Кто 😀?", ["Как?", "Кто 😀?"]),
        ("<b>One</b>?\n&amp;", ["<b>One</b>?", "&amp;"]),
        ("• \n\n-\n", ["-"]),
        ("", []),
        (" \n\t\n\u200b", []),
    ],
)
def test_a_pasted_list_is_understood(paste, questions):
    assert [line.text for line in questions_in(paste)] == questions


def test_forty_nine_questions_are_pasted_at_once(client, meeting, staff):
    roundtable = a_roundtable(meeting)
    paste = "\r\n".join(f"•\tQuestion number {number}?" for number in range(1, 50))
    answer = client.post(
        address("questions", meeting, roundtable), {"text": paste, "language": "en"}, follow=True
    )
    assert says(answer) == ["49 questions are added."]
    assert texts(roundtable) == [f"Question number {number}?" for number in range(1, 50)]


def test_a_look_at_a_paste_adds_nothing_and_keeps_it(client, meeting, staff):
    roundtable = a_roundtable(meeting, questions=1)
    paste = "• question  1?\n• New one?\n• Another?\n• new ONE?"
    answer = client.post(
        address("questions", meeting, roundtable), {"text": paste, "language": "en", "step": "look"}
    )
    assert (answer.context["new"], answer.context["left_out"]) == (
        ["New one?", "Another?"],
        ["question  1?", "new ONE?"],
    )
    assert "2 questions are understood." in answer.text
    assert "2 questions are in the list already and will be left out:" in answer.text
    assert answer.context["form"]["text"].value() == paste
    assert texts(roundtable) == ["Question 1?"]


def test_pasting_twice_adds_once(client, meeting, staff):
    roundtable = a_roundtable(meeting)
    for _click in range(2):
        answer = client.post(
            address("questions", meeting, roundtable), {"text": "One?\nTwo?", "language": "en"}, follow=True
        )
    assert texts(roundtable) == ["One?", "Two?"]
    assert says(answer) == ["2 questions were in the list already and are left out."]


@pytest.mark.parametrize(
    ("paste", "sentence"),
    [
        ("", "Write or paste at least one question."),
        (" \r\n ", "Write or paste at least one question."),
        (
            "Fine?\n\n" + "x" * 2001,
            "The question on line 3 has 2001 characters; at most 2000 fit. Shorten or split it.",
        ),
        ("One\x00?", "Null characters are not allowed."),
        ("\n".join(f"{n}?" for n in range(101)), "These are 101 questions. Add at most 100 at once."),
    ],
)
def test_a_paste_that_cannot_be_taken_is_refused_and_kept(client, meeting, staff, paste, sentence):
    roundtable = a_roundtable(meeting)
    answer = client.post(address("questions", meeting, roundtable), {"text": paste, "language": "en"})
    assert (answer.status_code, answer.context["form"].errors["text"]) == (422, [sentence])
    assert answer.context["form"]["text"].value() == paste
    assert texts(roundtable) == []


def test_questions_are_pasted_in_a_language_of_the_meeting(client, staff, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(languages=["en", "ar"])
    roundtable = a_roundtable(meeting)
    page = address("questions", meeting, roundtable)
    client.post(page, {"text": "• من؟", "language": "ar"})
    assert [question.text.data for question in roundtable.questions.all()] == [{"ar": "من؟"}]
    assert client.post(page, {"text": "Qui ?", "language": "fr"}).status_code == 422


def test_a_question_is_removed_and_the_record_keeps_it(client, meeting, staff):
    roundtable = a_roundtable(meeting, questions=2)
    client.post(address("question_remove", meeting, roundtable.questions.first()))
    assert texts(roundtable) == ["Question 2?"]
    assert Trace.objects.get(act="remove_question").before == {
        "text": "Question 1?",
        "roundtable": roundtable.pk,
    }
