"""Applying, scoring and deciding in a real browser: axe finds nothing, a keyboard is enough, the balance is live."""

import pytest
from django.test import Client
from django.urls import reverse

from selection.models import Application
from tests.axe import findings
from tests.calls import a_call, a_closed_call, a_member, an_application, staff_of, state, token_of
from tests.factories import a_state

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
NIGHT = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}
ARABIC = {"viewport": {"width": 1280, "height": 900}, "locale": "ar"}


def signed_in(context, person, address: str) -> None:
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


@pytest.mark.parametrize("look", [PHONE, NIGHT, ARABIC], ids=["phone", "night", "arabic"])
def test_the_forms_of_applicants_have_no_finding(browser, web, look):
    call = a_call()
    application = an_application(call)
    context = browser.new_context(**look)
    page = context.new_page()
    paths = [
        reverse("application_new", args=[call.meeting.slug]),
        reverse("application", args=[token_of(application)]),
        reverse("application_correct", args=[token_of(application)]),
    ]
    wrong = []
    for path in paths:
        page.goto(web.address + path)
        wrong += findings(page)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    page.goto(web.address + paths[0])
    page.locator("main form button").click()  # everything is missing
    assert page.locator(".error-summary").is_visible()
    wrong += findings(page)
    context.close()
    assert wrong == []


def test_an_application_is_scored_by_keyboard_alone(browser, web):
    call = a_call()
    one, two = an_application(call, "First Association"), an_application(call, "Second Association")
    member = a_member(call)
    context = browser.new_context()
    signed_in(context, member.person, web.address)
    page = context.new_page()
    page.goto(web.address + reverse("score", args=[call.meeting.slug, one.pk]))
    page.locator("#id_relevance input").first.focus()
    for score in range(3):
        page.keyboard.press("Space")
        for _press in range(score + 1):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.keyboard.type("Strong")
    page.keyboard.press("Tab")  # the conflict of interest
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/scoring/{two.pk}/")
    assert page.get_by_role("heading", level=1).inner_text() == "Second Association"
    kept = member.scores.get()
    assert (kept.relevance, kept.experience, kept.reach, kept.note) == (1, 2, 3, "Strong")
    context.close()


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_the_balance_follows_what_is_ticked(browser, web, with_script):
    call = a_closed_call()
    one = an_application(call, "One", country=a_state(regional_group="asia_pacific"), gender="man")
    an_application(call, "Two", country=a_state())
    a_member(call)
    context = browser.new_context(java_script_enabled=with_script)
    signed_in(context, staff_of(call), web.address)
    page = context.new_page()
    page.goto(web.address + reverse("applications", args=[call.meeting.slug]))
    line = page.locator("#balance tr", has_text="Asia-Pacific States")
    assert line.inner_text().split("\t")[1:] == ["1 50 %", "0 0 %", "0 0 %"]
    page.get_by_label("Tick One").check()
    if not with_script:
        page.get_by_role("button", name="Look again").click()
    page.wait_for_function(
        "() => document.querySelector('#balance').innerText.includes('1 is ticked')"
    ) if with_script else None
    assert line.inner_text().split("\t")[1:] == ["1 50 %", "0 0 %", "1 100 %"]
    assert page.get_by_label("Tick One").is_checked()
    assert state(one) == "received"
    page.get_by_role("button", name="Offer them a place").click()
    page.wait_for_url("**/manage/applications/")
    assert Application.objects.get(pk=one.pk).state == "offered"
    context.close()
