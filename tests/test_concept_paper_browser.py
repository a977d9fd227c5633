"""The paper of Marrakesh goes from its file to the programme in a real browser, by keyboard alone."""

import pytest
from django.test import Client

from roundtables.models import Roundtable
from tests.axe import findings
from tests.factories import a_meeting, chair_staff
from tests.keyboard import Keyboard
from tests.outline_page import SOURCES

pytestmark = pytest.mark.django_db(transaction=True)
CORRECTED = "Harnessing what migrants bring with them"


@pytest.fixture
def meeting(transactional_db):
    return a_meeting(title="Marrakesh Summit", city="Marrakesh", slug="marrakesh")


@pytest.fixture
def desk(page, web, meeting, settings):
    """The page of a chair's member of staff, and where the product answers."""
    client = Client()
    client.force_login(chair_staff(meeting))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": web.address}])
    page.goto(f"{web.address}/meetings/marrakesh/manage/programme/")
    return page


def look(page) -> None:
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def press(page, name: str) -> None:
    """Reach a link or a button however far it is, press it, and look at the page that follows."""
    Keyboard(page).reach(name, within=500)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page)


def test_the_paper_of_marrakesh_is_read_in_corrected_and_taken_over_by_keyboard(desk, meeting):
    page, keyboard = desk, Keyboard(desk)
    press(page, "Read in a concept paper")
    keyboard.reach("File")
    # The dialogue that opens there belongs to the desktop, not to the page.
    page.locator("input[type=file]:focus").set_input_files(next(SOURCES.glob("002_*")))
    press(page, "Read it")
    assert "Understood: 3 themes, 6 roundtables, 49 guiding questions." in page.locator("main").inner_text()

    keyboard.reach("Take over : Roundtable 1.1")
    keyboard.type("Title", CORRECTED)
    keyboard.reach("Expected outcomes · 12 guiding questions")
    page.keyboard.press("Enter")
    keyboard.type("Guiding questions", "Who asks?\nWho answers?")
    look(page)
    press(page, "Save the corrections")
    assert Roundtable.objects.count() == 0
    assert page.locator("#id_roundtable-1-title").input_value() == CORRECTED
    press(page, "Take over what is ticked")

    assert page.url.endswith("/meetings/marrakesh/manage/programme/")
    rows = page.locator("li[id^=roundtable-] h3").all_inner_texts()
    assert [row.split()[0] for row in rows] == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]
    assert CORRECTED in rows[0]
    roundtable = Roundtable.objects.get(code="1.1")
    assert [str(question) for question in roundtable.questions.all()] == ["Who asks?", "Who answers?"]


def test_a_place_in_the_text_is_shown_beside_the_outline_and_on_a_phone_beneath_it(desk, meeting):
    page = desk
    page.goto(page.url.replace("programme/", "concept-papers/new/"))
    page.set_input_files("input[type=file]", next(SOURCES.glob("002_*")))
    page.get_by_role("button", name="Read it").click()
    link = page.locator("#roundtable-6 a[href^='#line-']")
    link.scroll_into_view_if_needed()
    link.press("Enter")
    line = page.locator(link.get_attribute("href"))
    until_in_view(page, line)
    assert line.inner_text().endswith(
        "Roundtable 3.2: Beyond remittances: enhancing the transnational civic engagement of diaspora and migrants"
    )
    until_in_view(page, link)

    page.set_viewport_size({"width": 360, "height": 780})
    look(page)
    link.press("Enter")
    until_in_view(page, line)


def until_in_view(page, locator) -> None:
    """Pages scroll smoothly, so it takes a moment."""
    page.wait_for_function(
        "it => { const {y} = it.getBoundingClientRect(); return 0 <= y && y < innerHeight }",
        arg=locator.element_handle(),
    )


def test_without_script_everything_works(browser, web, meeting, settings):
    client = Client()
    client.force_login(chair_staff(meeting))
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": web.address}])
    page = context.new_page()
    page.goto(f"{web.address}/meetings/marrakesh/manage/concept-papers/new/")
    page.get_by_label("Or its text").fill(
        "Theme 1: Ports\n\nRoundtable 1.1: Quays\n\nGuiding questions\n\n· Who asks?"
    )
    page.get_by_role("button", name="Read it").click()
    page.locator("#id_theme-1-title").fill("Harbours")
    page.get_by_role("button", name="Take over what is ticked").first.click()
    assert page.locator("#theme-title-" + str(meeting.themes.get().pk)).inner_text() == "Theme 1 · Harbours"
    context.close()
