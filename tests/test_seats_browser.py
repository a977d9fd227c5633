"""The seats of a delegation in real browsers: saved as typed, over a bad line, by two people, by keyboard, without script."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from participants import actions
from participants.models import Delegate, Delegation
from tests.axe import findings
from tests.factories import a_delegation, details, focal_point_of, with_delegates
from tests.keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=30_000)


@pytest.fixture
def sits_down(browser, web, settings):
    """A function that opens the page of a delegation in a browser of a person's own."""
    contexts = []

    def open_page(delegation, person, **options):
        client = Client()
        client.force_login(person)
        cookie = settings.SESSION_COOKIE_NAME
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": web.address}])
        page = context.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.goto(web.address + reverse("delegation", args=[delegation.pk]))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def delegation():
    return a_delegation()


@pytest.fixture
def by(delegation):
    return focal_point_of(delegation)


def write(page, seat: int, label: str, text: str) -> None:
    """Type into a field of a seat and leave it."""
    box = page.locator(f"#seat-{seat}").get_by_label(label, exact=True)
    box.fill(text)
    box.blur()


def said(page, seat: int):
    return page.locator(f"#seat-{seat} [data-said]")


def test_three_seats_are_filled_by_typing_alone(sits_down, delegation, by):
    page = sits_down(delegation, by)
    for seat, name in ((1, "Wanjiru Kamau"), (2, "محمد"), (3, "欧阳娜娜")):
        write(page, seat, "Name", name)
        expect(said(page, seat)).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        write(page, seat, "Function", "Director")
        expect(page.locator(f"#seat-{seat} [data-head] .line")).to_have_text("Director")
    page.locator("#seat-1 summary", has_text="Office, expertise").click()
    page.locator("#seat-1").get_by_label("Français").check()
    expect(said(page, 1)).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    expect(page.locator("#standing")).to_contain_text("Nothing is missing: review and submit.")
    seated = delegation.delegates.seated().order_by("seat")
    assert [(one.name, one.function, one.state) for one in seated] == [
        ("Wanjiru Kamau", "Director", "complete"),
        ("محمد", "Director", "complete"),
        ("欧阳娜娜", "Director", "complete"),
    ]
    assert seated[0].is_head
    assert seated[0].languages == ["fr"]
    assert page.wrong == []
    page.get_by_role("link", name="Review and submit").click()
    page.get_by_role("button", name="Submit the delegation").click()
    assert Delegation.objects.get().state == "submitted"


def test_a_link_is_followed_only_when_what_was_typed_is_saved(sits_down, delegation, by):
    with_delegates(delegation, 1, by=by)
    page = sits_down(delegation, by)
    page.locator("#seat-1").get_by_label("Ministry or department", exact=True).fill("Labour")
    page.get_by_role("link", name="Review and submit").click()
    page.wait_for_url("**/review/")
    assert delegation.delegates.get().ministry == "Labour"


def test_two_people_in_two_browsers_write_different_fields_of_one_seat(sits_down, delegation, by):
    with_delegates(delegation, 1, by=by)
    anna, ben = sits_down(delegation, by), sits_down(delegation, focal_point_two(delegation))
    write(anna, 1, "Ministry or department", "Labour")
    write(ben, 1, "Function", "Minister")
    for page in (anna, ben):
        expect(said(page, 1)).to_have_text(re.compile("Saved"))
    one = delegation.delegates.get()
    assert (one.ministry, one.function) == ("Labour", "Minister")


def focal_point_two(delegation):
    from participants.models import FocalPoint
    from tests.factories import a_person

    person = a_person(name="Ben")
    FocalPoint.objects.create(
        organization=delegation.organization, person=person, state="active", is_alternate=True
    )
    return person


@pytest.mark.parametrize(
    ("button", "kept"), [("Put mine in its place", "Interior"), ("Take the other", "Labour")]
)
def test_two_people_in_two_browsers_write_the_same_field(sits_down, delegation, by, button, kept):
    with_delegates(delegation, 1, by=by)
    anna, ben = sits_down(delegation, by), sits_down(delegation, focal_point_two(delegation))
    write(anna, 1, "Ministry or department", "Labour")
    expect(said(anna, 1)).to_have_text(re.compile("Saved"))
    write(ben, 1, "Ministry or department", "Interior")
    clash = ben.locator("#seat-1 .clash")
    expect(clash).to_contain_text("Somebody else has written “Labour” here meanwhile.")
    assert delegation.delegates.get().ministry == "Labour"
    assert findings(ben) == []
    ben.get_by_role("button", name=button).click()
    expect(clash).to_have_count(0)
    expect(ben.locator("#seat-1").get_by_label("Ministry or department", exact=True)).to_have_value(kept)
    if kept == "Interior":
        expect(said(ben, 1)).to_have_text(re.compile("Saved"))
    assert delegation.delegates.get().ministry == kept


def test_over_a_bad_line_nothing_is_lost_and_it_is_tried_until_it_works(sits_down, delegation, by):
    with_delegates(delegation, 1, by=by)
    page = sits_down(delegation, by)
    page.context.set_offline(True)
    write(page, 1, "Function", "Minister of Labour")
    expect(said(page, 1)).to_contain_text("Not saved: the line is bad.")
    write(page, 1, "Ministry or department", "Labour")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    expect(said(page, 1)).to_have_text(re.compile("Saved"), timeout=20_000)
    one = delegation.delegates.get()
    assert (one.function, one.ministry) == ("Minister of Labour", "Labour")


def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_saved(sits_down, delegation, by):
    with_delegates(delegation, 1, by=by)
    page = sits_down(delegation, by)
    write(page, 1, "E-mail address", "nobody")
    box = page.locator("#seat-1").get_by_label("E-mail address", exact=True)
    expect(box).to_have_attribute("aria-invalid", "true")
    beside = page.locator(f"#{box.get_attribute('aria-describedby').split()[-1]}")
    expect(beside).to_contain_text("valid")
    write(page, 1, "Ministry or department", "Labour")
    expect(page.locator("#seat-1 [data-head] .line")).to_contain_text("Labour")
    expect(said(page, 1)).not_to_contain_text("Saved")
    write(page, 1, "E-mail address", "amina@state.example")
    expect(said(page, 1)).to_have_text(re.compile("Saved"))
    expect(box).not_to_have_attribute("aria-invalid", "true")
    one = delegation.delegates.get()
    assert (one.email, one.ministry) == ("amina@state.example", "Labour")


def test_a_seat_somebody_else_has_filled_keeps_what_was_typed_for_it(sits_down, delegation, by):
    page = sits_down(delegation, by)
    actions.add_delegate(delegation_pk=delegation.pk, details=details(name="First"), seat=1, by=by)
    write(page, 1, "Name", "Second")
    expect(page.get_by_role("heading", name="What you typed is not saved")).to_be_visible()
    page.get_by_role("button", name="Take seat 2").click()
    expect(page.locator("#seat-2 [data-head]")).to_contain_text("Second")
    assert list(delegation.delegates.values_list("seat", "name")) == [(1, "First"), (2, "Second")]


def test_a_new_head_is_shown_in_both_panels(sits_down, delegation, by):
    with_delegates(delegation, 2, by=by)
    page = sits_down(delegation, by)
    page.locator("#seat-2").get_by_label("Role").select_option("head")
    expect(page.locator("#seat-2 [data-head] b")).to_have_text("Head of delegation")
    expect(page.locator("#seat-1").get_by_label("Role")).to_have_value("member")
    write(page, 1, "Function", "Adviser")
    expect(said(page, 1)).to_have_text(re.compile("Saved"))
    assert delegation.delegates.get(is_head=True).seat == 2


def test_a_seat_is_filled_and_a_group_opened_by_keyboard_alone(sits_down, delegation, by):
    page = sits_down(delegation, by)
    person = Keyboard(page)
    person.type("Name", "Abdullahi")
    person.type("Function", "Director")
    page.keyboard.press("Control+s")
    expect(said(page, 1)).to_have_text(re.compile("Saved"))
    page.keyboard.press("Shift+Tab")
    person.reach("Arrival and departure")
    page.keyboard.press("Enter")
    person.type("Arrives by", "AT 201")
    page.keyboard.press("Tab")
    expect(said(page, 1)).to_have_text(re.compile("Saved"))
    one = Delegate.objects.get()
    assert (one.name, one.function, one.arrives_by) == ("Abdullahi", "Director", "AT 201")


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_each_seat_is_saved_by_its_button(sits_down, delegation, by, width):
    page = sits_down(delegation, by, java_script_enabled=False, viewport={"width": width, "height": 800})
    seat = page.locator("#seat-1")
    seat.get_by_label("Name", exact=True).fill("Abdullahi")
    seat.get_by_role("button", name="Save").click()
    page.locator("#seat-1 summary", has_text="Arrival and departure").click()
    page.locator("#seat-1").get_by_label("Arrives by").fill("AT 201")
    page.locator("#seat-1").get_by_role("button", name="Save").click()
    one = Delegate.objects.get()
    assert (one.name, one.arrives_by, one.is_head) == ("Abdullahi", "AT 201", True)


def test_the_page_fits_a_phone(sits_down, delegation, by):
    with_delegates(delegation, 3, by=by)
    page = sits_down(delegation, by, viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [320, 1280])
def test_the_review_fits_however_long_a_word_is(sits_down, delegation, by, web, width):
    with_delegates(delegation, 1, by=by)
    Delegate.objects.update(name="y" * 200, function="x" * 200, ministry="z" * 200)
    page = sits_down(delegation, by, viewport={"width": width, "height": 700})
    page.goto(web.address + reverse("delegation_review", args=[delegation.pk]))
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_number_of_seats_used_follows_what_is_saved(sits_down, delegation, by):
    page = sits_down(delegation, by)
    expect(page.get_by_text("0 of 3 used.")).to_be_visible()
    write(page, 1, "Name", "Abdullahi")
    expect(page.get_by_text("1 of 3 used.")).to_be_visible()
    assert page.wrong == []
