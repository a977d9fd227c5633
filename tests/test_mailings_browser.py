"""A mailing in a real browser, by keyboard alone: begun, written, approved by a second person, sent."""

import pytest
from django.test import Client
from django.urls import reverse

from mailings.actions import releasing
from mailings.models import Mailing
from participants import actions as inviting
from tests.factories import a_meeting, a_state, chair_staff
from tests.keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(browser, person, web):
    client = Client()
    client.force_login(person)
    context = browser.new_context()
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": web.address}]
    )
    return context.new_page()


def test_a_circular_is_written_approved_and_sent_by_keyboard_alone(browser, web):
    meeting = a_meeting()
    first, second = chair_staff(meeting), chair_staff(meeting)
    inviting.invite(meeting=meeting, organizations=[a_state(), a_state()], by=first)
    inviting.send_invitations(meeting=meeting, by=first)

    page = page_of(browser, first, web)
    page.goto(web.address + reverse("correspondence", args=[meeting.slug]))
    hands = Keyboard(page)
    hands.press("Write to participants")
    hands.reach("To whom")
    page.keyboard.type("Focal points of all")
    hands.press("Go on")
    hands.type("Working title", "First circular")
    hands.tick("A second person approves")
    hands.press("Begin the draft")
    hands.type("Subject", "Action by {deadline_day}: news of {meeting}")
    hands.type("Text", "{greeting}\n\nThe rooms are **settled**.")
    hands.press("Save the text")
    hands.press("Ask for approval")
    mailing = Mailing.objects.get()
    assert mailing.state == "in_review"

    other = page_of(browser, second, web)
    other.goto(web.address + reverse("mailing_preview", args=[meeting.slug, mailing.pk]))
    assert "settled" in other.locator(".laid-out strong").inner_text()
    other.goto(web.address + reverse("mailing", args=[meeting.slug, mailing.pk]))
    Keyboard(other).press("Approve")

    page.goto(web.address + reverse("mailing", args=[meeting.slug, mailing.pk]))
    Keyboard(page).press("Send to 2 people now")
    page.wait_for_url("**/progress/")
    releasing.prepare(mailing.pk)  # as the worker does
    page.wait_for_selector("text=2 messages are still on their way")  # the page asks by itself
    assert Mailing.objects.get().batch.messages.count() == 2
