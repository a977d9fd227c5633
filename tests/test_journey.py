"""The whole main job in a real browser, by keyboard alone: chair, focal point, participant.

The web server, the worker, PostgreSQL, the broker and the mail server are real; every page on the way is
checked with axe.
"""

import email
import email.policy
import re
import subprocess
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import Appointment, Meeting
from participants.models import Delegation, Invitation
from tests.axe import findings
from tests.factories import a_chairmanship, a_person, a_state
from tests.keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chair(transactional_db, settings):
    """A member of the chair's staff, and five States to be invited."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # as the web server
    person = a_person(email="chair@forum.example", name="Nadia", password="a long pass phrase")
    chairmanship = a_chairmanship(name="Morocco 2026-2027")
    Appointment.objects.create(
        chairmanship=chairmanship, person=person, role="chair staff", starts_on=timezone.localdate()
    )
    for name in ("Kenya", "Ghana", "Fiji", "Peru"):
        a_state(name=name, address_email=f"mission@{name.lower()}.example")
    a_state(name="Nauru", address_email="")
    return person


class Journey:
    """A browser of one person, with axe run on each page arrived at."""

    def __init__(self, browser, address: str):
        self.context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.keyboard = Keyboard(self.page)
        self.address = address
        self.wrong: list[str] = []

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        self.wrong += findings(self.page)

    def press(self, name: str) -> None:
        self.keyboard.press(name)
        self.look()

    def reads(self, sentence: str) -> None:
        assert sentence in re.sub(r"\s+", " ", self.page.locator("body").inner_text()), (
            f"“{sentence}” is not on {self.page.url}:\n{self.page.locator('main').inner_text()[:1500]}"
        )


def day(days: int) -> str:
    """A day as one types it into the date field of an American browser."""
    return (timezone.localdate() + timedelta(days=days)).strftime("%m%d%Y")


def test_the_whole_main_job_is_done_by_keyboard_alone(browser, chair, live_gunicorn, worker, smtp_server):
    web = live_gunicorn(SITE_URL="http://127.0.0.1", HTTPS="0")
    worker(SITE_URL="http://127.0.0.1")
    staff = Journey(browser, web.address)
    the_chair_opens_a_meeting(staff)
    the_chair_writes_the_programme(staff)
    the_chair_writes_the_agenda(staff)
    the_chair_announces_and_opens_registration(staff)
    the_chair_invites(staff, smtp_server)
    token = link_in(smtp_server, "mission@kenya.example")
    focal_point = Journey(browser, web.address)
    the_focal_point_registers(focal_point, token)
    the_chair_returns_and_confirms(staff, focal_point)
    the_participant_reads(Journey(browser, web.address), web)
    assert sorted(set(staff.wrong + focal_point.wrong)) == []


def the_chair_opens_a_meeting(staff):
    staff.go("/accounts/login/")
    staff.keyboard.type("Email", "chair@forum.example")
    staff.keyboard.type("Password", "a long pass phrase")
    staff.press("Sign in")
    staff.press("Open a meeting")
    keyboard = staff.keyboard
    keyboard.type("Title", "Rabat Summit")
    keyboard.type("Overarching theme", "Paths that are open to all")
    keyboard.type("City", "Rabat")
    keyboard.type("Time zone of the venue", "Africa/Casablanca")
    keyboard.reach("Not yet known")
    for _press in range(3):
        staff.page.keyboard.press("ArrowDown")
    keyboard.keys("First day", day(90))
    keyboard.keys("Last day", day(92))
    keyboard.reach("Two rounds of comments")
    staff.page.keyboard.press("ArrowDown")  # tests/test_brief_life.py goes the long way
    keyboard.keys("Registration closes", day(30))
    staff.page.keyboard.press("ArrowRight")
    staff.page.keyboard.type("1159PM")
    staff.press("Enter the meeting")
    staff.reads("The meeting is a draft")
    meeting = Meeting.objects.get()
    assert (str(meeting.title), meeting.state, meeting.slug) == ("Rabat Summit", "draft", "rabat-summit-2027")
    assert meeting.registration_closes_at.astimezone(meeting.zone).strftime("%H:%M") == "23:59"


def the_chair_writes_the_programme(staff):
    keyboard = staff.keyboard
    staff.press("Programme")
    staff.press("Add a theme")
    keyboard.type("Code", "1")
    keyboard.type("Title", "Work on both sides of a border")
    staff.press("Add the theme")
    staff.press("Add a roundtable")
    keyboard.type("Code", "1.1")
    keyboard.type("Title", "Recruitment that costs the worker nothing")
    staff.press("Add the roundtable")
    staff.press("Questions")
    keyboard.type("Guiding questions", "• Who pays today?\n• Who should pay?\n• How is it checked?")
    staff.press("Add them")
    staff.reads("3 questions are in the list.")
    staff.press("Move question 3 up")
    staff.press("Programme")
    staff.press("Write the outcomes")
    keyboard.type("Expected outcomes", "Participants agree who pays.")
    staff.press("Save")
    staff.press("Programme")
    staff.press("Publish")
    roundtable = Meeting.objects.get().roundtables.get()
    assert [str(question) for question in roundtable.questions.all()] == [
        "Who pays today?",
        "How is it checked?",
        "Who should pay?",
    ]
    assert roundtable.is_published


def the_chair_writes_the_agenda(staff):
    keyboard = staff.keyboard
    staff.press("Rooms")
    keyboard.type("Name", "Atlas")
    staff.press("Add the room")
    staff.press("Agenda")
    staff.press("Add the first item")
    keyboard.type("Title", "Opening")
    keyboard.keys("Day", day(90))
    keyboard.keys("From", "0900AM")
    keyboard.keys("Until", "1030AM")
    keyboard.keys("Room", "Atlas")
    staff.press("Add to the agenda")
    staff.press("Publish")
    assert Meeting.objects.get().agenda_published_at is not None
    item = Meeting.objects.get().agenda_items.get()
    assert (str(item.title), item.room.name) == ("Opening", "Atlas")


def the_chair_announces_and_opens_registration(staff):
    staff.press("Overview")
    staff.keyboard.press("Announce", goes=False)
    staff.press("Announce")
    staff.keyboard.press("Open registration", goes=False)
    staff.press("Open registration")
    assert Meeting.objects.get().state == "registration_open"


def the_chair_invites(staff, smtp_server):
    staff.press("Invitations")
    staff.press("Write the invitations")
    staff.reads("5 Member States as of today; 0 already invited.")
    staff.press("Write the invitations")
    staff.reads("1 invitation has no address.")
    staff.press("Kenya")
    staff.reads("The Government of Kenya is invited to")
    staff.press("Invitations")
    smtp_server.refuse["mission@peru.example"] = 550
    staff.press("Look through and send")
    staff.press("Send 4 invitations")
    staff.page.get_by_text("3 of 4 were sent.").wait_for()
    staff.look()
    staff.press("Correct the addresses")
    staff.press("Peru")
    staff.reads("550 5.1.1 No such mailbox")
    staff.keyboard.type("E-mail address", "peru@mission.example")
    staff.press("Correct and send again")
    wait_until(lambda: len(smtp_server.messages) == 4)
    assert Invitation.objects.with_state().filter(state="sent").count() == 4


def the_focal_point_registers(person, link):
    person.go(link)
    person.reads("Kenya is invited to Rabat Summit")
    person.reads("23:59, Rabat time")
    person.keyboard.type("Your name", "Amina Wanjiru")
    person.press("I am the addressee: accept")
    person.reads("0 of 3 used")
    for seat, name in enumerate(("Wanjiru Kamau", "محمد", "欧阳娜娜"), start=1):
        at_seat(person, seat)
        person.keyboard.type("Name", name)
        function = "" if seat == 2 else f"Director {seat}"
        person.keyboard.type("Function", function)
        is_saved(person, seat, name=name, function=function)
        at_seat(person, seat)
        person.reads(f"{seat} of 3 used")
    person.reads("Not yet registered.")
    at_seat(person, 2)
    person.keyboard.type("Function", "Minister")
    person.keyboard.keys("Role", "Head")
    is_saved(person, 2, function="Minister", is_head=True)
    at_seat(person, 2)
    person.keyboard.press("Replace, withdraw or change places", goes=False)
    person.press("To seat 1 : محمد")
    at_seat(person, 3)
    person.keyboard.press("Replace, withdraw or change places", goes=False)
    person.press("Replace 欧阳娜娜")
    person.keyboard.type("Name", "Abdullahi")
    person.keyboard.type("Function", "Adviser")
    person.press("Replace")
    at_seat(person, 2)
    person.keyboard.press("Replace, withdraw or change places", goes=False)
    person.press("Withdraw Wanjiru Kamau")
    person.press("Withdraw")
    person.reads("2 of 3 used")
    person.press("Review and submit")
    person.press("Submit the delegation")
    person.reads("Submitted.")
    seated = Delegation.objects.get().delegates.seated().order_by("seat")
    assert [(one.seat, one.name, one.is_head, one.state) for one in seated] == [
        (1, "محمد", True, "submitted"),
        (3, "Abdullahi", False, "submitted"),
    ]


def at_seat(person, seat: int) -> None:
    """Open the page of the delegation anew, at a seat."""
    person.page.goto("about:blank")  # to another place on the same page, a browser would only scroll
    person.go(f"/delegations/{Delegation.objects.get().pk}/#seat-{seat}")


def is_saved(person, seat: int, **typed) -> None:
    """What was typed is saved when the field is left; there is no button to press."""
    person.page.keyboard.press("Tab")
    wait_until(lambda: Delegation.objects.get().delegates.seated().filter(seat=seat, **typed).exists())
    person.page.locator(f"#seat-{seat} [data-said]", has_text="Saved").wait_for()


def the_chair_returns_and_confirms(staff, person):
    staff.press("Delegations")
    staff.press("Kenya")
    staff.keyboard.press("Return the whole delegation", goes=False)
    staff.keyboard.type("What needs to be corrected", "Please give the ministry of Abdullahi.")
    staff.press("Return with this sentence")
    delegation = Delegation.objects.get()
    person.go(f"/delegations/{delegation.pk}/")
    person.reads("Please give the ministry of Abdullahi.")
    at_seat(person, 3)
    person.keyboard.type("Ministry or department", "Ministry of Labour")
    is_saved(person, 3, ministry="Ministry of Labour")
    at_seat(person, 3)
    person.press("Review and submit")
    person.press("Submit the delegation")
    staff.press("Delegations")
    staff.press("Confirm 1")
    staff.reads("1 delegation confirmed.")
    person.go(f"/delegations/{delegation.pk}/")
    person.reads("Confirmed. Nothing is missing.")


def the_participant_reads(reader, web):
    reader.go("/")
    reader.press("About the meeting")
    reader.press("1.1 Recruitment")
    reader.reads("Participants agree who pays.")
    assert reader.page.locator("#q2").inner_text().startswith("How is it checked?")
    reader.press("Agenda")
    reader.reads("Opening")
    assert reader.wrong == []
    for name in ("agenda.pdf", "roundtables/1.1.pdf", "concept-note.pdf"):
        answer = web.asks(f"/meetings/rabat-summit-2027/{name}")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
        text = subprocess.run(["pdftotext", "-", "-"], input=answer.body, capture_output=True, check=True)
        assert "Rabat Summit" in text.stdout.decode()
    calendar = web.asks("/meetings/rabat-summit-2027/agenda.ics").body.decode()
    assert "SUMMARY:Opening" in calendar


def link_in(smtp_server, address: str) -> str:
    """The path of the personal link in the message to an address."""
    envelope = next(envelope for envelope, _id in smtp_server.messages if envelope.rcpt_tos == [address])
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    text = message.get_body(("plain",)).get_content()
    return re.search(r"/invitations/[\w-]{43}/", text).group()


def wait_until(happened, seconds: float = 30) -> None:
    give_up_at = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.05)
