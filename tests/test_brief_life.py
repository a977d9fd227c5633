"""The life of a brief in a real browser: a team, two rounds of comments, clearance by two co-chairs, two versions.

The web server, the worker, PostgreSQL, the broker and the mail server are real; whoever is asked for something
is asked by a message that arrives, signs in with a code that arrives, and every page on the way is checked
with axe.
"""

import email
import email.policy
import re
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import Appointment
from participants.models import FocalPoint
from roundtables.models import Brief, Comment, Draft, Roundtable
from tests.factories import (
    a_chairmanship,
    a_meeting,
    a_person,
    a_roundtable,
    a_state,
    a_theme,
)
from tests.test_journey import Journey, day, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long pass phrase"
BACKGROUND = """Migrants bring skills, savings and networks.[^1]

Some of it is lost when papers are not recognised.

[^1]: World Bank, 2018."""


@pytest.fixture
def chair(transactional_db, settings):
    """A member of the chair's staff, a draft brief, and two States with their focal points."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # as the web server
    person = a_person(email="chair@forum.example", name="Nadia", password=PASSWORD)
    meeting = a_meeting(
        chairmanship=a_chairmanship(name="Morocco 2026-2027"), slug="marrakesh", title="Marrakesh Summit",
        city="Marrakesh",
    )  # fmt: skip
    Appointment.objects.create(
        chairmanship=meeting.chairmanship, person=person, role="chair staff", starts_on=timezone.localdate()
    )
    for name, focal_point in (("Sweden", "Anna Lind"), ("Bangladesh", "Rahman Chowdhury")):
        state = a_state(name=name)
        acts = a_person(email=f"{name.lower()}@state.example", name=focal_point, password=PASSWORD)
        FocalPoint.objects.create(organization=state, person=acts, state="active")
    a_roundtable(
        meeting,
        "1.1",
        "Harnessing migrants’ capitals",
        theme=a_theme(meeting, "1", "Resilience"),
        background=BACKGROUND,
        expected_outcomes="Participants agree how to recognise what migrants bring.",
        questions=2,
    )
    return person


class Post:
    """The messages that arrived, by address."""

    def __init__(self, smtp_server):
        self.server = smtp_server

    def subjects(self, address: str) -> list[str]:
        return [message["Subject"] for message in self.to(address)]

    def to(self, address: str) -> list:
        return [
            email.message_from_bytes(envelope.content, policy=email.policy.default)
            for envelope, _id in self.server.messages
            if envelope.rcpt_tos == [address]
        ]

    def last(self, address: str, number: int) -> str:
        """The text of the message that came as the `number`-th one."""
        wait_until(lambda: len(self.to(address)) >= number)
        return self.to(address)[number - 1].get_body(("plain",)).get_content()


def test_a_brief_is_commented_on_twice_cleared_published_changed_and_published_again(
    browser, chair, live_gunicorn, worker, smtp_server
):
    web = live_gunicorn(SITE_URL="http://127.0.0.1", HTTPS="0")
    worker(SITE_URL="http://127.0.0.1")
    post = Post(smtp_server)
    staff = Journey(browser, web.address)
    staff_signs_in(staff)
    the_team_is_named(staff, post)
    the_first_round_is_opened(staff, post)
    sweden, bangladesh = (Journey(browser, web.address) for _person in range(2))
    the_co_chairs_comment(sweden, bangladesh, post)
    facilitator = Journey(browser, web.address)
    the_facilitator_answers_and_revises(facilitator, post)
    the_second_round_is_opened_and_closed(staff, sweden)
    the_text_is_put_to_the_co_chairs_and_cleared(staff, sweden, bangladesh, post)
    the_brief_is_published(staff, web, "Participants agree who recognises what migrants bring.")
    the_brief_is_changed_cleared_and_published_again(staff, facilitator, sweden, bangladesh)
    wrong = [one.wrong for one in (staff, sweden, bangladesh, facilitator)]
    assert sorted({finding for findings in wrong for finding in findings}) == []


def staff_signs_in(staff):
    staff.go("/accounts/login/")
    staff.keyboard.type("Email", "chair@forum.example")
    staff.keyboard.type("Password", PASSWORD)
    staff.press("Sign in")
    staff.go("/meetings/marrakesh/manage/programme/")
    staff.reads("Roundtable 1.1: The first draft is being written.")
    staff.press("Brief and team roundtable 1.1")
    staff.reads("The first draft is being written.")


def the_team_is_named(staff, post):
    for press, role, organization in (
        ("Name the team", "Co-chair", "Sweden"),
        ("Add to the team", "Co-chair", "Bangladesh"),
    ):
        staff.press(press)
        if press == "Name the team":
            staff.press("Name the first co-chair")
        staff.keyboard.keys("Role", role)
        staff.keyboard.keys("State or organization", organization)
        staff.press("Add to the team")
        staff.reads(f"{organization}: Co-chair. A message says what is asked, and where.")
    staff.press("Add to the team")
    staff.keyboard.keys("Role", "Facilitator")
    staff.keyboard.type("Name", "Kwabena Osei")
    staff.keyboard.type("E-mail address", "facilitator@ilo.example")
    staff.press("Add to the team")
    staff.reads("3 places are filled, and somebody acts for each.")
    assert "You act for it as its focal point." in post.last("sweden@state.example", 1)
    assert "As facilitator, please write the brief" in post.last("facilitator@ilo.example", 1)


def the_first_round_is_opened(staff, post):
    staff.press("Brief of roundtable 1.1")
    staff.press("Open the first round of comments")
    staff.reads("3 people are asked to comment.")
    staff.reads("On the clocks at the venue (Marrakesh time); the last minute counts.")
    staff.keyboard.keys("Comments until", day(14))
    staff.page.keyboard.press("ArrowRight")
    staff.page.keyboard.type("1159PM")
    staff.press("Freeze the draft and ask for comments")
    staff.reads("0 of 3 have commented.")
    draft = Draft.objects.get()
    until = draft.comments_until.astimezone(draft.brief.roundtable.meeting.zone)
    assert (until.date(), until.strftime("%H:%M")) == (timezone.localdate() + timedelta(days=14), "23:59")
    assert "23:59, Marrakesh time" in post.last("sweden@state.example", 2)


def sign_in_by_code(person, post, address: str, path: str, number: int) -> None:
    """Follow the link of the message, ask for a code, and type what arrives."""
    person.go(path)
    person.press("Send me a code by e-mail")
    person.keyboard.type("Email", address)
    person.press("Send the code")
    code = re.search(r"^([A-Z0-9-]{6,9})\r?$", post.last(address, number), re.MULTILINE).group(1)
    person.keyboard.type("Code", code)
    person.press("Continue")


def link_in(text: str) -> str:
    return re.search(r"<http://127\.0\.0\.1(/[^>]+)>", text).group(1)


def the_co_chairs_comment(sweden, bangladesh, post):
    room = link_in(post.last("sweden@state.example", 2))
    sign_in_with_password(sweden, "sweden@state.example", room)
    sweden.press("Comment on the first draft")
    comment(sweden, "on the brief as a whole", "Supportive", "")
    comment(sweden, "Background, paragraph 2", "Opposed", "Say whose papers.")
    sweden.reads("2 of them are yours.")
    sign_in_with_password(bangladesh, "bangladesh@state.example", room)
    bangladesh.press("Comment on the first draft")
    bangladesh.reads("Say whose papers.")
    comment(bangladesh, "Expected outcomes, paragraph 1", "Supportive with changes", "Who recognises it?")
    assert sorted(Comment.objects.values_list("on_behalf_of__name_en", "paragraph", "attitude")) == [
        ("Bangladesh", "outcomes.1", "with_changes"),
        ("Sweden", "background.2", "opposed"),
        ("Sweden", "whole", "supportive"),
    ]


def sign_in_with_password(person, address: str, path: str) -> None:
    person.go(path)
    person.keyboard.type("Email", address)
    person.keyboard.type("Password", PASSWORD)
    person.press("Sign in")


def comment(person, paragraph: str, position: str, text: str) -> None:
    """Open the form of a paragraph, fill it and send it; htmx exchanges the paragraph each time."""
    keyboard, page = person.keyboard, person.page
    keyboard.press(f"Comment {paragraph}", goes=False)
    page.locator("form.commenting").wait_for()
    person.look()
    keyboard.reach("Supportive")
    page.keyboard.press("Space")
    for _press in range(["Supportive", "Supportive with changes", "Opposed"].index(position)):
        page.keyboard.press("ArrowDown")
    keyboard.type("Comment", text)
    keyboard.press("Add the comment", goes=False)
    page.locator("form.commenting").wait_for(state="detached")
    person.reads("Your comment is added.")
    person.look()


def the_facilitator_answers_and_revises(facilitator, post):
    address = "facilitator@ilo.example"
    room = link_in(post.last(address, 1))
    sign_in_by_code(facilitator, post, address, room, 3)
    facilitator.reads("2 of 3 have commented.")
    draft = Draft.objects.get()
    facilitator.go(f"{room}drafts/{draft.pk}/?show=open")
    for name, answer, sentence in (
        ("Sweden", "Taken up", ""),
        ("Bangladesh", "Taken up in part", "The outcomes name who."),
        ("Sweden", "Taken up", ""),
    ):
        facilitator.keyboard.press(f"Answer {name}", goes=False)
        facilitator.page.locator("form.commenting").wait_for()
        facilitator.keyboard.reach("Taken up")
        if answer == "Taken up in part":
            facilitator.page.keyboard.press("ArrowDown")
        facilitator.page.keyboard.press("Space")
        facilitator.keyboard.type("In a sentence", sentence)
        facilitator.keyboard.press("Answer", goes=False)
        facilitator.page.locator("form.commenting").wait_for(state="detached")
        facilitator.look()
    assert set(Comment.objects.values_list("answer", flat=True)) == {"taken_up", "in_part"}
    write(facilitator, room, "Participants agree who recognises what migrants bring.")


def write(person, room: str, outcomes: str) -> None:
    person.go(f"{room}write/en/")
    person.keyboard.type("Expected outcomes", outcomes)
    person.press("Save")
    assert str(Roundtable.objects.get().expected_outcomes) == outcomes


def the_second_round_is_opened_and_closed(staff, sweden):
    room = f"/meetings/marrakesh/briefs/{Roundtable.objects.get().pk}/"
    staff.go(room)
    staff.press("Close the round now")
    assert Brief.objects.get().state == "revised"
    staff.press("Open the second round of comments")
    staff.press("Freeze the draft and ask for comments")
    staff.reads("Second round of comments until")
    sweden.go(room)
    sweden.press("Comment on the second draft")
    sweden.reads("Participants agree who recognises what migrants bring.")
    comment(sweden, "on the brief as a whole", "Supportive", "We thank the facilitator.")
    staff.go(room)
    staff.press("Close the round now")
    staff.press("Answer the comments")
    staff.keyboard.press("Answer Sweden", goes=False)
    staff.page.locator("form.commenting").wait_for()
    staff.keyboard.reach("Taken up")
    staff.page.keyboard.press("Space")
    staff.keyboard.press("Answer", goes=False)
    staff.page.locator("form.commenting").wait_for(state="detached")


def the_text_is_put_to_the_co_chairs_and_cleared(staff, sweden, bangladesh, post):
    room = f"/meetings/marrakesh/briefs/{Roundtable.objects.get().pk}/"
    staff.go(room)
    staff.press("Put the text to the co-chairs")
    staff.reads("The text waits to be cleared by Sweden and Bangladesh.")
    wait_until(lambda: "Please clear the brief of roundtable 1.1" in post.subjects("sweden@state.example"))
    sweden.go("/desk/")
    sweden.reads("Clear the brief of roundtable 1.1 for Sweden.")
    sweden.press("Read and clear for Sweden")
    sweden.press("the text put to the co-chairs")
    sweden.reads("Participants agree who recognises what migrants bring.")
    sweden.press("Back to the brief")
    sweden.press("Clear for Sweden")
    sweden.reads("Cleared by Sweden; waiting for Bangladesh.")
    staff.go(room)
    assert Brief.objects.get().state == "second_comments"
    bangladesh.go(room)
    bangladesh.press("Clear for Bangladesh")
    bangladesh.reads("The brief is final: every co-chair has cleared it.")


def the_brief_is_published(staff, web, outcomes: str):
    staff.go(f"/meetings/marrakesh/briefs/{Roundtable.objects.get().pk}/")
    staff.press("Publish the brief")
    staff.reads("Version 1 is published as it stands.")
    page = web.asks("/meetings/marrakesh/roundtables/1.1/").body.decode()
    assert outcomes in page
    for hidden in ("Anna Lind", "Rahman Chowdhury", "Say whose papers", "We thank the facilitator"):
        assert hidden not in page
    assert outcomes in " ".join(paper(web).split())


def paper(web) -> str:
    """The words of the brief as PDF."""
    answer = web.asks("/meetings/marrakesh/roundtables/1.1.pdf")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    text = subprocess.run(["pdftotext", "-", "-"], input=answer.body, capture_output=True, check=True)
    return text.stdout.decode()


def the_brief_is_changed_cleared_and_published_again(staff, facilitator, sweden, bangladesh):
    room = f"/meetings/marrakesh/briefs/{Roundtable.objects.get().pk}/"
    write(facilitator, room, "Participants agree who recognises what migrants bring, and by when.")
    staff.go(room)
    staff.reads("Version 1 is published, and the text has changed since.")
    staff.press("Put the text to the co-chairs")
    for person, state in ((sweden, "Sweden"), (bangladesh, "Bangladesh")):
        person.go(room)
        person.press(f"Clear for {state}")
    staff.go(room)
    staff.press("Publish the brief")
    staff.reads("Version 2 is published as it stands.")
    assert list(Brief.objects.values_list("number", "state")) == [(2, "published"), (1, "superseded")]
    reader = Journey(staff.context.browser, staff.address)
    reader.go("/meetings/marrakesh/roundtables/1.1/")
    reader.reads("Participants agree who recognises what migrants bring, and by when.")
    reader.go("/meetings/marrakesh/roundtables/1.1/versions/1/")
    reader.reads("Participants agree who recognises what migrants bring.")
    assert reader.wrong == []
