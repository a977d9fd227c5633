"""One State is taken through everything, in real browsers: nominated, registered, changed late, withdrawn, erased.

The web server, the worker, PostgreSQL, the broker and the mail server are real. Each person acts by keyboard, on
links and codes that arrive by mail; at each station the database says where things stand; every page on the way
is checked with axe.
"""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from accounts.models import Person, Trace
from correspondence.models import Message
from meetings.models import Appointment, Meeting
from participants.models import Delegate, Delegation, FocalPoint, Nomination
from roundtables.actions import choose_places
from roundtables.models import Place
from tests.factories import (
    a_chairmanship,
    a_delegation,
    a_meeting,
    a_pdf,
    a_person,
    a_roundtable,
    a_state,
    focal_point_of,
    with_delegates,
)
from tests.test_brief_life import PASSWORD, Post, link_in, sign_in_by_code, sign_in_with_password
from tests.test_journey import Journey, day, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

MISSION, WANJIRU, OTIENO = "mission@kenya.example", "wanjiru@interior.example", "otieno@labour.example"
ACHIENG, ZAWADI, NJERI = "achieng@cabinet.example", "zawadi@labour.example", "njeri@cabinet.example"
GHANA = "kofi@ghana.example"
MUHAMMAD = "محمد"


@pytest.fixture
def meeting(transactional_db, settings):
    """A summit, its chair's staff, Kenya without a focal point, and Ghana with the only place at roundtable 1.1."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # as the web server
    meeting = a_meeting(slug="rabat", chairmanship=a_chairmanship(name="Morocco 2026-2027"))
    Appointment.objects.create(
        chairmanship=meeting.chairmanship,
        person=a_person(email="chair@forum.example", name="Nadia", password=PASSWORD),
        role="chair staff",
        starts_on=timezone.localdate(),
    )
    full = a_roundtable(meeting, "1.1", "Capitals of migrants", is_published=True, capacity=1)
    a_roundtable(meeting, "2.1", "Recruitment", is_published=True)
    a_state("Kenya")
    ghana = a_delegation(meeting=meeting, organization=a_state("Ghana"))
    kofi = focal_point_of(ghana, email=GHANA, name="Kofi", password=PASSWORD)
    (ama,) = with_delegates(ghana, 1, by=kofi)
    choose_places(delegate_pk=ama.pk, first=full, second=None, by=kofi)
    return meeting


class Traveller(Journey):
    """A person whose pages axe looks at once in each state; those of accounts are looked at on other ways."""

    looked_at: set[tuple[str, str]] = set()

    def look(self) -> None:
        path = re.sub(
            r"/(?:\d+|[\w-]{43})(?=/)", "", self.page.url.removeprefix(self.address).partition("#")[0]
        )
        stands = self.page.locator("main .status b").all_inner_texts()
        state = (path, " ".join(stands))
        if state not in self.looked_at and not path.startswith("/accounts/"):
            self.looked_at.add(state)
            super().look()


def test_one_state_is_taken_through_everything(browser, meeting, live_gunicorn, worker, smtp_server):
    web = live_gunicorn(SITE_URL="http://127.0.0.1", HTTPS="0")
    worker(SITE_URL="http://127.0.0.1")
    post = Post(smtp_server)
    mission, staff, wanjiru, otieno, zawadi, ghana = (Traveller(browser, web.address) for _person in range(6))
    kenya_is_nominated_with_a_letter(mission, post)
    staff_asks_for_a_correction(staff, post)
    the_sender_corrects_the_same_nomination(mission, post)
    staff_accepts(staff, post)
    the_focal_point_takes_the_task_on(wanjiru, post)
    two_seats_are_saved_as_typed_and_one_gets_a_link(wanjiru, post)
    the_task_is_handed_over_with_drafts_intact(wanjiru, otieno, post)
    the_delegate_completes_the_details_by_the_link(zawadi, post)
    the_delegation_is_submitted_and_confirmed(otieno, staff, post)
    one_is_replaced_after_confirmation(otieno, staff, post)
    the_deadline_passes_and_extra_time_is_granted(otieno, staff, post)
    a_function_is_changed_in_extra_time_and_confirmed(otieno, staff)
    roundtables_are_chosen_and_the_line_moves(otieno, ghana, post)
    one_is_withdrawn(otieno, post)
    own_data_is_taken_along_and_erased(zawadi, post)
    the_record_tells_all_of_it(otieno)
    wrong = [one.wrong for one in (mission, staff, wanjiru, otieno, zawadi, ghana)]
    assert sorted({finding for findings in wrong for finding in findings}) == []


# --- The focal point ------------------------------------------------------------------------------------


def kenya_is_nominated_with_a_letter(mission, post):
    mission.go("/meetings/rabat/")
    mission.press("Name a focal point")
    keyboard = mission.keyboard
    keyboard.keys("Which State or organization", "Kenya")
    keyboard.type("Name", "Wanjiru")
    keyboard.type("Function", "Director of Migration")
    keyboard.type("Ministry or department", "Ministry of Interior")
    keyboard.type("Duty station", "Nairobi")
    keyboard.type("Official e-mail address", WANJIRU)
    hand_in(mission, "Note verbale or signed letter", "note.pdf", a_pdf("Note verbale of Kenya"))
    keyboard.type("Your name", "Third Secretary")
    keyboard.type("Your official e-mail address", MISSION)
    mission.press("Hand in the nomination")
    mission.reads("The chair's office verifies it next.")
    nomination = Nomination.objects.get()
    assert (str(nomination.organization), nomination.name, nomination.state) == (
        "Kenya",
        "Wanjiru",
        "submitted",
    )
    assert nomination.letter.content_type == "application/pdf"
    assert "was handed in with this address" in post.last(MISSION, 1)


def hand_in(person, field: str, name: str, content: bytes) -> None:
    """Choose a file with the window that the browser opens for it."""
    person.keyboard.reach(field)
    with person.page.expect_file_chooser() as chooser:
        person.page.keyboard.press("Space")
    chooser.value.set_files({"name": name, "mimeType": "application/pdf", "buffer": content})


def staff_asks_for_a_correction(staff, post):
    sign_in_with_password(staff, "chair@forum.example", "/accounts/login/")
    staff.go("/meetings/rabat/manage/nominations/")
    staff.reads("1 nomination waits to be verified.")
    staff.press("Open the oldest")
    staff.press("Take it up")
    staff.reads("Nadia verifies it.")
    staff.keyboard.press("Ask for a correction", goes=False)
    staff.keyboard.type("What is to be corrected?", "The letter names a Deputy Director.")
    staff.press("Ask the sender")
    nomination = Nomination.objects.get()
    assert (nomination.state, nomination.sentence) == (
        "needs_correction",
        "The letter names a Deputy Director.",
    )
    assert "The letter names a Deputy Director." in post.last(MISSION, 2)


def the_sender_corrects_the_same_nomination(mission, post):
    mission.go(link_in(post.last(MISSION, 2)))
    assert Nomination.objects.get().state == "needs_correction"
    mission.reads("“The letter names a Deputy Director.”")
    mission.keyboard.type("Function", "Deputy Director of Migration")
    mission.press("Send the corrected nomination")
    mission.reads("With the chair's office, which verifies it next.")
    nomination = Nomination.objects.get()
    assert (nomination.state, nomination.function) == ("submitted", "Deputy Director of Migration")
    assert nomination.letter.name == "note.pdf"


def staff_accepts(staff, post):
    staff.go("/meetings/rabat/manage/nominations/")
    staff.press("Open the oldest")
    staff.reads("Corrected, to be verified again.")
    staff.press("Take it up")
    staff.press("Accept the nomination")
    assert Nomination.objects.get().state == "accepted"
    assert terms() == [("Wanjiru", "pending")]
    assert "take on the task" in post.last(WANJIRU, 1)
    assert "was accepted" in post.last(MISSION, 3)


def terms() -> list[tuple[str, str]]:
    rows = FocalPoint.objects.filter(organization__name_en="Kenya").order_by("pk")
    return list(rows.values_list("person__name", "state"))


def the_focal_point_takes_the_task_on(wanjiru, post):
    wanjiru.go(link_in(post.last(WANJIRU, 1)))
    wanjiru.reads("You are asked to take on this task.")
    assert terms() == [("Wanjiru", "pending")]
    wanjiru.press("I am that person: take on the task")
    assert terms() == [("Wanjiru", "active")]
    wanjiru.go("/accounts/logout/")
    wanjiru.press("Sign out")
    sign_in_by_code(wanjiru, post, WANJIRU, "/accounts/login/", len(post.to(WANJIRU)) + 1)
    wanjiru.reads("Delegation of Kenya")
    wanjiru.reads("Not yet registered.")
    wanjiru.press("Open the delegation")
    wanjiru.reads("0 of 3 used")
    offered = [wanjiru.page.locator(f"#seat-{seat}").get_by_label("Role").input_value() for seat in (1, 2, 3)]
    assert offered == ["head", "member", "member"]


# --- Three delegates, and a successor in between ----------------------------------------------------------


def kenya() -> Delegation:
    return Delegation.objects.select_related("meeting").get(organization__name_en="Kenya")


def seats() -> list[tuple[int, str, str]]:
    return list(kenya().delegates.seated().order_by("seat").values_list("seat", "name", "state"))


def two_seats_are_saved_as_typed_and_one_gets_a_link(wanjiru, post):
    fill_seat(wanjiru, 1, "Achieng Oduya", "Cabinet Secretary", ACHIENG)
    fill_seat(wanjiru, 2, MUHAMMAD, "Adviser")
    open_at(wanjiru, 3)
    wanjiru.press("Send a link")
    wanjiru.keyboard.type("E-mail address", ZAWADI)
    wanjiru.press("Take the seat and send the link")
    wanjiru.reads("3 of 3 used")
    wanjiru.reads("1 delegate has not given a name yet.")
    assert seats() == [(1, "Achieng Oduya", "complete"), (2, MUHAMMAD, "complete"), (3, "", "invited")]
    assert [one.name for one in kenya().delegates.filter(is_head=True)] == ["Achieng Oduya"]
    assert "You are not registered by this message" in post.last(ZAWADI, 1)


def open_at(person, seat: int) -> None:
    """Open the page of the delegation anew, at a seat."""
    person.page.goto("about:blank")  # to another place on the same page, a browser would only scroll
    person.go(f"/delegations/{kenya().pk}/#seat-{seat}")


def fill_seat(person, seat: int, name: str, function: str, email: str = "") -> None:
    """Type into a free seat; there is no button to press."""
    open_at(person, seat)
    person.keyboard.type("Name", name)
    person.keyboard.type("Function", function)
    person.keyboard.type("E-mail address", email)
    person.page.keyboard.press("Tab")
    wait_until(
        lambda: kenya().delegates.filter(seat=seat, name=name, function=function, email=email).exists()
    )
    person.page.locator(f"#seat-{seat} [data-said]", has_text="Saved").wait_for()
    person.look()


def the_task_is_handed_over_with_drafts_intact(wanjiru, otieno, post):
    before = list(kenya().delegates.order_by("pk").values())
    wanjiru.go(f"/organizations/{kenya().organization_id}/focal-points/")
    wanjiru.press("Hand over to a successor")
    wanjiru.keyboard.type("Name", "Otieno")
    wanjiru.keyboard.type("Official e-mail address", OTIENO)
    wanjiru.keyboard.type("Function", "Head of Unit")
    wanjiru.press("Send the personal link")
    assert terms() == [("Wanjiru", "active"), ("Otieno", "pending")]
    otieno.go(link_in(post.last(OTIENO, 1)))
    otieno.press("I am that person: take on the task")
    assert terms() == [("Wanjiru", "superseded"), ("Otieno", "active")]
    otieno.reads("Delegation of Kenya")
    otieno.reads("3 of 3 used")
    assert list(kenya().delegates.order_by("pk").values()) == before
    assert wanjiru.page.request.get(f"{wanjiru.address}/delegations/{kenya().pk}/").status == 404
    wait_until(lambda: any("focal point" in subject.lower() for subject in post.subjects(WANJIRU)[1:]))


def the_delegate_completes_the_details_by_the_link(zawadi, post):
    link = link_in(post.last(ZAWADI, 1))
    zawadi.go(link)
    zawadi.reads("Name and function are missing.")
    assert seats()[2] == (3, "", "invited")
    keyboard = zawadi.keyboard
    keyboard.type("Name", "Zawadi wa Otieno")
    keyboard.type("Function", "Chief of Labour Migration")
    keyboard.tick("Vegetarian")
    zawadi.press("Save, and I am done")
    zawadi.reads("This link has done its work, and opens nothing any more.")
    assert seats()[2] == (3, "Zawadi wa Otieno", "complete")
    assert Person.objects.get(email=ZAWADI).name == "Zawadi wa Otieno"
    zawadi.go(link)
    zawadi.reads("This link has done its work, and opens nothing any more.")


def the_delegation_is_submitted_and_confirmed(otieno, staff, post):
    otieno.go(f"/delegations/{kenya().pk}/")
    otieno.reads("Nothing is missing: review and submit.")
    otieno.press("Review and submit")
    otieno.press("Submit the delegation")
    otieno.reads("Submitted.")
    assert {state for _seat, _name, state in seats()} == {"submitted"}
    staff.go("/meetings/rabat/manage/delegations/")
    staff.press("Kenya")
    staff.press("Confirm")
    assert kenya().state == "confirmed"
    assert {state for _seat, _name, state in seats()} == {"confirmed"}
    arrives(post, OTIENO, "is confirmed")


def arrives(post, address: str, words: str) -> str:
    """The message to an address that holds these words, once it is there."""
    found = []

    def is_there() -> bool:
        texts = (message.get_body(("plain",)).get_content() for message in post.to(address))
        found[:] = [text for text in texts if words in " ".join(text.split())]
        return bool(found)

    wait_until(is_there)
    return found[-1]


# --- After confirmation -------------------------------------------------------------------------------------


def one_is_replaced_after_confirmation(otieno, staff, post):
    former = kenya().delegates.get(seat=1)
    open_at(otieno, 1)
    otieno.keyboard.press("Replace, withdraw or change places", goes=False)
    otieno.press("Replace Achieng Oduya")
    otieno.reads("The successor becomes head of the delegation.")
    otieno.keyboard.type("Name", "Njeri Mwangi")
    otieno.keyboard.type("Function", "Principal Secretary")
    otieno.keyboard.type("E-mail address", NJERI)
    otieno.press("Replace")
    otieno.reads("The chair looks at the changes next.")
    former.refresh_from_db()
    assert (former.state, former.replaced_by.name) == ("replaced", "Njeri Mwangi")
    assert kenya().state == "amended"
    assert seats() == [
        (1, "Njeri Mwangi", "submitted"),
        (2, MUHAMMAD, "confirmed"),
        (3, "Zawadi wa Otieno", "confirmed"),
    ]
    assert kenya().delegates.get(is_head=True, state="submitted").name == "Njeri Mwangi"
    arrives(post, ACHIENG, "has named somebody else for the seat you held")
    arrives(post, NJERI, "has named you for a seat")
    confirm_anew(staff)
    assert {state for _seat, _name, state in seats()} == {"confirmed"}


def confirm_anew(staff) -> None:
    staff.go(f"/meetings/rabat/manage/delegations/{kenya().pk}/")
    staff.reads("Changed since it was confirmed")
    staff.press("Confirm")
    assert kenya().state == "confirmed"


def the_deadline_passes_and_extra_time_is_granted(otieno, staff, post):
    Meeting.objects.update(registration_closes_at=timezone.now() - timedelta(hours=2))
    open_at(otieno, 2)
    otieno.reads("Registration is closed.")
    assert otieno.page.locator("#seat-2").get_by_label("Function", exact=True).is_disabled()
    staff.go(f"/meetings/rabat/manage/delegations/{kenya().pk}/")
    staff.reads("Registration closed on")
    staff.keyboard.press("Grant extra time", goes=False)
    staff.keyboard.keys("Extra time until", day(2))
    staff.page.keyboard.press("ArrowRight")
    staff.page.keyboard.type("1159PM")
    staff.keyboard.type("Reason for the extra time", "The Cabinet meets tomorrow.")
    staff.press("Grant extra time")
    staff.reads("Extra time until")
    delegation = kenya()
    until = delegation.extra_until.astimezone(delegation.meeting.zone)
    assert (until.date(), until.strftime("%H:%M")) == (timezone.localdate() + timedelta(days=2), "23:59")
    text = arrives(post, OTIENO, "has extra time")
    assert "23:59, Rabat time" in " ".join(text.split())
    assert "The Cabinet meets tomorrow." in text
    assert Delegation.objects.get(organization__name_en="Ghana").is_open() is False


def a_function_is_changed_in_extra_time_and_confirmed(otieno, staff):
    open_at(otieno, 2)
    otieno.reads("The Cabinet meets tomorrow.")
    otieno.keyboard.type("Function", "Senior Adviser")
    otieno.page.keyboard.press("Tab")
    wait_until(lambda: kenya().delegates.get(seat=2).function == "Senior Adviser")
    otieno.page.locator("#standing", has_text="The chair looks at the changes next.").wait_for()
    muhammad = kenya().delegates.get(seat=2)
    assert [(check.field, check.before, check.state) for check in muhammad.checks.all()] == [
        ("function", "Adviser", "changed")
    ]
    assert [state for _seat, _name, state in seats()] == ["confirmed", "submitted", "confirmed"]
    confirm_anew(staff)
    assert muhammad.checks.get().state == "settled"


# --- Roundtables --------------------------------------------------------------------------------------------


def places() -> list[tuple[str, str, str]]:
    rows = Place.objects.standing().order_by(
        "delegate__delegation__organization__name_en", "delegate", "choice"
    )
    return [(place.delegate.name, place.roundtable.code, place.state) for place in rows]


def roundtables_are_chosen_and_the_line_moves(otieno, ghana, post):
    otieno.go(f"/delegations/{kenya().pk}/")
    otieno.press("Places")
    otieno.keyboard.keys("First choice of Zawadi wa Otieno", "1.1")
    otieno.keyboard.keys("Second choice of Zawadi wa Otieno", "2.1")
    otieno.press("Save the choices")
    otieno.reads("1 waits in a line.")
    assert places() == [
        ("Delegate 1", "1.1", "seated"),
        ("Zawadi wa Otieno", "1.1", "waiting"),
        ("Zawadi wa Otieno", "2.1", "seated"),
    ]
    number = len(post.to(ZAWADI))
    sign_in_with_password(ghana, GHANA, "/accounts/login/")
    ghana.press("Open the delegation")
    ghana.press("Places")
    ghana.keyboard.keys("First choice of Delegate 1", "None")
    ghana.press("Save the choices")
    assert places() == [("Zawadi wa Otieno", "1.1", "seated")]
    assert "A place has become free, and you have it: roundtable 1.1" in " ".join(
        post.last(ZAWADI, number + 1).split()
    )
    arrives(post, OTIENO, "A place has become free, and Zawadi wa Otieno has it: roundtable 1.1")
    otieno.go(f"/delegations/{kenya().pk}/roundtables/")
    otieno.reads("2 delegates have no roundtable yet.")


# --- Leaving ------------------------------------------------------------------------------------------------


def one_is_withdrawn(otieno, post):
    open_at(otieno, 3)
    otieno.keyboard.press("Replace, withdraw or change places", goes=False)
    otieno.press("Withdraw Zawadi wa Otieno")
    otieno.keyboard.type("Reason", "Called to another duty.")
    otieno.press("Withdraw")
    assert seats() == [(1, "Njeri Mwangi", "confirmed"), (2, MUHAMMAD, "confirmed")]
    assert kenya().delegates.get(name="Zawadi wa Otieno").state == "withdrawn"
    assert places() == []
    arrives(post, ZAWADI, "has given up the seat you held")


def own_data_is_taken_along_and_erased(zawadi, post):
    sign_in_by_code(zawadi, post, ZAWADI, "/own-data/", len(post.to(ZAWADI)) + 1)
    zawadi.reads("This is everything that is held about you.")
    zawadi.reads("Zawadi wa Otieno")
    zawadi.keyboard.reach("Download it (ZIP)")
    with zawadi.page.expect_download() as download:
        zawadi.page.keyboard.press("Enter")
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as taken:
        held = json.dumps(json.loads(taken.read("own-data.json")), ensure_ascii=False)
    assert "Zawadi wa Otieno" in held and ZAWADI in held
    assert "Njeri" not in held and MUHAMMAD not in held
    zawadi.press("Have it erased")
    zawadi.press("Erase my data for good")
    zawadi.reads("It is done, and you are signed out.")
    erased = kenya().delegates.get(seat=3)
    assert (erased.email, erased.function, erased.state) == ("", "", "withdrawn")
    assert Delegate.objects.filter(name__contains="Zawadi").count() == 0
    assert Person.objects.filter(email=ZAWADI).count() == 0
    assert Trace.objects.filter(after__icontains="Zawadi").count() == 0
    assert Message.objects.filter(Q(body__contains="Zawadi") | Q(to_email=ZAWADI)).count() == 0
    zawadi.go("/desk/")
    zawadi.reads("Sign in")


def the_record_tells_all_of_it(otieno):
    otieno.go(f"/delegations/{kenya().pk}/record/")
    text = re.sub(r"\s+", " ", otieno.page.locator("main").inner_text())
    assert "Zawadi" not in text
    for words in ("Njeri Mwangi", "Achieng Oduya", "The Cabinet meets tomorrow.", "Senior Adviser", "Nadia"):
        assert words in text, f"“{words}” is not in the record:\n{text}"
