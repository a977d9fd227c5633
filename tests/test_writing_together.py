"""Several people write one brief at once: nothing is lost and nobody is overwritten."""

import re
import threading

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Trace
from roundtables import actions
from roundtables.actions import Writable, digest
from roundtables.actions.ordering import lock_roundtable
from roundtables.models import KeptText, Roundtable, TeamMember
from tests.factories import a_meeting, a_person
from tests.keyboard import Keyboard
from tests.teams import Team, a_team
from tests.test_programme import together
from tests.test_writing import texts

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


@pytest.fixture
def team():
    return a_team(a_meeting(languages=["en", "fr"]), questions=MANY)


def facilitators(team: Team, number: int) -> list:
    people = [a_person(name=f"Writer {place}") for place in range(1, number + 1)]
    for person in people:
        TeamMember.objects.create(roundtable=team.roundtable, role="facilitator", person=person)
    return people


def seen_by_all(team: Team, language: str = "en") -> dict[str, str]:
    return {key: digest(text) for key, text in texts(team, language).items()}


def writing(team: Team, person, written: list, seen: dict, language: str = "en", **parts):
    """An act that saves these parts and puts what became of them into `written`."""
    parts = {name.replace("_", "-"): text for name, text in parts.items()}

    def act():
        roundtable = Roundtable.objects.get(pk=team.roundtable.pk)
        done = actions.write_brief(
            roundtable=roundtable, language=language, parts=parts, seen=seen, by=person
        )
        written.append((person, done))

    return act


# --- Races -----------------------------------------------------------------------------------------------


def test_of_two_who_save_the_same_part_at_once_one_is_shown_the_text_of_the_other(team):
    written, seen = [], seen_by_all(team)
    raised = together(
        writing(team, team.anna, written, seen, outcomes="By Anna."),
        writing(team, team.rahman, written, seen, outcomes="By Rahman."),
    )
    assert raised == [None, None]
    (first,) = [person for person, done in written if done.saved == ["outcomes"]]
    ((second, clash),) = [(person, done.clashes[0]) for person, done in written if done.clashes]
    stands = texts(team)["outcomes"]
    assert {first, second} == {team.anna, team.rahman}
    assert stands == f"By {first.name.split()[0]}."
    assert (clash.theirs, clash.yours) == (stands, f"By {second.name.split()[0]}.")
    assert [trace.by for trace in Trace.objects.filter(act="write_brief")] == [first]


def test_two_who_save_different_parts_at_once_both_succeed(team):
    written, seen = [], seen_by_all(team)
    raised = together(
        writing(team, team.anna, written, seen, outcomes="By Anna."),
        writing(team, team.rahman, written, seen, background="By Rahman."),
    )
    assert raised == [None, None]
    assert (texts(team)["outcomes"], texts(team)["background"]) == ("By Anna.", "By Rahman.")
    assert [done.clashes for _person, done in written] == [[], []]


def test_two_who_save_the_same_part_in_two_languages_at_once_both_succeed(team):
    written = []
    raised = together(
        writing(team, team.anna, written, seen_by_all(team), outcomes="By Anna."),
        writing(team, team.rahman, written, seen_by_all(team, "fr"), "fr", outcomes="Par Rahman."),
    )
    assert raised == [None, None]
    assert (texts(team)["outcomes"], texts(team, "fr")["outcomes"]) == ("By Anna.", "Par Rahman.")


def test_of_eight_who_save_the_same_part_at_once_one_succeeds_and_seven_are_told(team):
    written, seen = [], seen_by_all(team)
    people = facilitators(team, MANY)
    raised = together(
        *(writing(team, person, written, seen, outcomes=f"By {person.name}.") for person in people)
    )
    assert raised == [None] * MANY
    stands = texts(team)["outcomes"]
    assert stands in {f"By {person.name}." for person in people}
    assert [done.saved for _person, done in written].count(["outcomes"]) == 1
    told = [done.clashes[0] for _person, done in written if done.clashes]
    assert [clash.theirs for clash in told] == [stands] * (MANY - 1)
    assert {stands, *(clash.yours for clash in told)} == {f"By {person.name}." for person in people}


def test_eight_who_each_save_a_question_of_their_own_all_succeed(team):
    written, seen = [], seen_by_all(team)
    people, questions = facilitators(team, MANY), list(team.roundtable.questions.all())
    raised = together(
        *(
            writing(team, person, written, seen, **{f"question_{one.pk}": f"By {person.name}?"})
            for person, one in zip(people, questions, strict=True)
        )
    )
    assert raised == [None] * MANY
    assert [str(one) for one in team.roundtable.questions.all()] == [f"By {one.name}?" for one in people]
    assert Trace.objects.filter(act="write_brief").count() == MANY


def test_what_a_person_types_in_two_windows_at_once_is_all_kept(team):
    seen = seen_by_all(team)

    def keeping(key):
        return lambda: actions.keep_text(
            roundtable=team.roundtable, language="en", parts={key: f"New {key}"}, seen=seen, by=team.anna
        )

    assert together(keeping("outcomes"), keeping("background")) == [None, None]
    assert KeptText.objects.get().parts == {"outcomes": "New outcomes", "background": "New background"}


def test_what_is_kept_while_the_same_is_saved_ends_no_act_in_an_error(team):
    written, seen = [], seen_by_all(team)
    keep = lambda: actions.keep_text(  # noqa: E731
        roundtable=team.roundtable, language="en", parts={"outcomes": "New."}, seen=seen, by=team.anna
    )
    for _time in range(5):
        save = writing(team, team.anna, written, seen, outcomes="New.")
        assert together(keep, save, keep) == [None, None, None]


# --- Controls: the same races without what guards against them -------------------------------------------


def all_have_read(number: int) -> threading.Barrier:
    return threading.Barrier(number, timeout=10)


def test_without_comparing_what_was_seen_the_last_to_save_wins_silently(team):
    """The control: each writes the part as it was typed, one after the other."""

    def overwriting(text):
        @transaction.atomic
        def act():
            Writable(lock_roundtable(team.roundtable), "en").write("outcomes", text)

        return act

    assert together(overwriting("By Anna."), overwriting("By Rahman.")) == [None, None]
    lost = {"By Anna.", "By Rahman."} - {texts(team)["outcomes"]}
    assert len(lost) == 1
    assert Trace.objects.filter(act="write_brief").count() == 0


def test_without_the_lock_a_text_that_both_had_seen_unchanged_is_lost(team):
    """The control: both compare before either writes, so both find their part as they had seen it."""
    seen, both_have_read, saved = seen_by_all(team), all_have_read(2), []

    def comparing(text):
        def act():
            roundtable = Roundtable.objects.get(pk=team.roundtable.pk)
            writable = Writable(roundtable, "en")
            is_as_seen = digest(writable.text("outcomes")) == seen["outcomes"]
            both_have_read.wait()
            if is_as_seen:
                writable.write("outcomes", text)
                saved.append(text)

        return act

    assert together(comparing("By Anna."), comparing("By Rahman.")) == [None, None]
    assert sorted(saved) == ["By Anna.", "By Rahman."]
    assert texts(team)["outcomes"] in saved  # and the other one is nowhere


def test_without_the_lock_a_translation_saved_beside_the_original_is_lost(team):
    """The control: the languages of a part stand in one field, and each writes the field as it was read."""
    both_have_read = all_have_read(2)

    def translating(language, text):
        def act():
            writable = Writable(Roundtable.objects.get(pk=team.roundtable.pk), language)
            both_have_read.wait()
            writable.write("outcomes", text)

        return act

    assert together(translating("en", "By Anna."), translating("fr", "Par Rahman.")) == [None, None]
    both = (texts(team)["outcomes"], texts(team, "fr")["outcomes"])
    assert both in [("By Anna.", ""), ("Participants agree.", "Par Rahman.")]


# --- In two browsers -------------------------------------------------------------------------------------


@pytest.fixture
def sits_down(browser, web, settings):
    """A function that opens the page of a brief in a browser of a person's own."""
    contexts = []

    def open_page(team, person, language="en", **options):
        client = Client()
        client.force_login(person)
        cookie = settings.SESSION_COOKIE_NAME
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": web.address}])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        where = reverse("brief_write", args=[team.meeting.slug, team.roundtable.pk, language])
        page.goto(web.address + where)
        return page

    yield open_page
    for context in contexts:
        context.close()


def box(page, name: str = "Expected outcomes"):
    return page.get_by_label(name, exact=True)


def press_save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()


def test_two_people_at_two_browsers_lose_nothing(team, sits_down):
    anna, rahman = sits_down(team, team.anna), sits_down(team, team.rahman)
    box(anna).fill("Participants agree on a list of fees.")
    box(rahman).fill("Participants agree on a date.")
    box(rahman, "Question 1").fill("Who pays?")
    press_save(anna)
    press_save(rahman)
    assert texts(team)["outcomes"] == "Participants agree on a list of fees."
    assert str(team.roundtable.questions.first()) == "Who pays?"
    assert box(rahman).input_value() == "Participants agree on a date."
    clash = rahman.locator("#part-outcomes .clash")
    assert "Anna Lind changed this part on" in clash.inner_text()
    assert [" ".join(one.inner_text().split()) for one in clash.locator("del").all()] == [
        "[removed: list of fees end of what was removed]"
    ]
    assert rahman.locator(".error-summary").evaluate("one => one === document.activeElement")
    box(rahman).fill("Participants agree on a list of fees and on a date.")
    press_save(rahman)
    assert texts(team)["outcomes"] == "Participants agree on a list of fees and on a date."
    anna.reload()
    assert box(anna).input_value() == "Participants agree on a list of fees and on a date."


def test_the_preview_follows_what_is_typed_and_the_policy_of_the_page_holds(team, sits_down):
    page = sits_down(team, team.anna)
    box(page).fill("Agree on **much**.[^n]\n\n[^n]: A note.")
    page.locator("#preview strong", has_text="much").wait_for()
    assert page.locator("#preview [role=doc-endnotes] li").count() == 2
    assert texts(team)["outcomes"] == "Participants agree."
    assert page.said == []


def test_what_is_typed_is_kept_and_comes_back_in_another_browser(team, sits_down):
    page = sits_down(team, team.anna)
    assert page.locator("[data-parts]").inner_text() == "Everything is saved."
    box(page).press("Control+End")
    box(page).press_sequentially(" More.")
    assert page.locator("[data-parts]").inner_text() == "Not saved yet: Expected outcomes."
    page.locator("[data-said]", has_text=re.compile(r"Kept at \d\d:\d\d\.")).wait_for()
    assert KeptText.objects.get().parts == {"outcomes": "Participants agree. More."}
    page.close()  # without a question, since nothing would be lost
    again = sits_down(team, team.anna)
    assert box(again).input_value() == "Participants agree. More."
    assert "What you were typing is back in the boxes" in again.locator("main").inner_text()
    assert again.locator("[data-parts]").inner_text() == "Not saved yet: Expected outcomes."
    with again.expect_navigation():
        again.get_by_role("button", name="Let it go").click()
    assert (box(again).input_value(), KeptText.objects.count()) == ("Participants agree.", 0)


def test_over_a_bad_line_it_is_tried_again_and_nobody_leaves_unwarned(team, sits_down):
    page = sits_down(team, team.anna)
    page.context.set_offline(True)
    box(page).press("Control+End")
    box(page).press_sequentially(" More.")
    page.locator("[data-said]", has_text="Not kept yet: no connection. It is tried again.").wait_for()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert (asked, page.is_closed()) == (["beforeunload"], False)
    page.context.set_offline(False)
    page.locator("[data-said]", has_text="Kept at").wait_for()
    assert KeptText.objects.get().parts == {"outcomes": "Participants agree. More."}


def test_whoever_was_signed_out_is_told_and_goes_on_after_signing_in_elsewhere(
    team, sits_down, web, settings
):
    page = sits_down(team, team.anna)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    box(page).press("Control+End")
    box(page).press_sequentially(" More.")
    page.get_by_role("button", name="Save").click()  # nothing is sent while it would be lost
    page.locator("[data-said]", has_text="Not kept: you are no longer signed in.").wait_for()
    assert box(page).input_value() == "Participants agree. More."
    client = Client()
    client.force_login(team.anna)
    client.get(reverse("account_email"))  # takes a token for forms
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    cookies = {name: client.cookies[name].value for name in names if name in client.cookies}
    page.context.add_cookies([{"name": n, "value": v, "url": web.address} for n, v in cookies.items()])
    page.locator("[data-said]", has_text="Kept at").wait_for()
    press_save(page)
    assert texts(team)["outcomes"] == "Participants agree. More."


def test_on_a_phone_the_preview_is_closed_until_it_is_asked_for(team, sits_down):
    page = sits_down(team, team.anna, viewport={"width": 360, "height": 740})
    assert page.locator("#preview").is_visible() is False
    box(page).fill("Agree on **much**.")
    page.wait_for_timeout(600)
    page.get_by_role("heading", name="Preview").click()
    page.locator("#preview strong", has_text="much").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_it_works_without_script(team, sits_down):
    page = sits_down(team, team.anna, java_script_enabled=False)
    box(page).fill("Agree on **much**.")
    with page.expect_navigation():
        page.get_by_role("button", name="Preview").click()
    assert "<p>Agree on <strong>much</strong>.</p>" in page.locator("#preview").inner_html()
    assert box(page).input_value() == "Agree on **much**."
    press_save(page)
    assert texts(team)["outcomes"] == "Agree on **much**."


def test_it_is_written_and_saved_with_the_keyboard_alone(team, sits_down):
    page = sits_down(team, team.anna, viewport={"width": 1280, "height": 700}, reduced_motion="reduce")
    keyboard = Keyboard(page)
    keyboard.type("Expected outcomes", "By keyboard.")
    for place in range(1, MANY + 1):
        keyboard.reach(f"Question {place}")
        box_ends, bar_begins = page.evaluate(
            "[document.activeElement, document.querySelector('.save-bar')].map("
            "(one, place) => one.getBoundingClientRect()[place ? 'top' : 'bottom'])"
        )
        assert box_ends <= bar_begins  # nothing that has the focus is hidden behind the bar
    keyboard.press("Save")
    assert texts(team)["outcomes"] == "By keyboard."
    keyboard.type("Question 1", "Typed and saved at once?")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert str(team.roundtable.questions.first()) == "Typed and saved at once?"
    assert page.url.endswith(f"#part-question-{team.roundtable.questions.first().pk}")
