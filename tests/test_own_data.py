"""Whoever is signed in sees what is held about them, takes it along, or has it erased; and nothing about others."""

import io
import json
import logging
import zipfile
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Trace, leave_trace
from correspondence.addresses import stop_circulars
from correspondence.models import Message, TroubledAddress
from desk import erasing
from desk import own_data as held
from desk.own_data import as_json, own_data
from gfmd.moves import Refused
from gfmd.sealing import seal
from participants import actions
from participants.models import (
    Delegate,
    FocalPoint,
    Invitation,
    Letter,
    Needs,
    Nomination,
    SensitiveView,
    VisaLetter,
    VisaRequest,
)
from participants.visa import opened
from roundtables.models import Place
from selection.models import Application, Call
from tests.factories import a_delegation, a_meeting, a_person, a_roundtable, a_state, chair_staff, details

pytestmark = pytest.mark.django_db
PASSWORD = "a long password for tests"
ZAWADI, NJERI = "zawadi@kenya.example", "njeri@kenya.example"
# What is held about Njeri alone, wherever it is written down.
OF_NJERI = ("Njeri", "Mwangi", NJERI, "N7654321", "No shellfish", "Desk officer", "A private reason")


@pytest.fixture
def meeting():
    """A meeting that is over."""
    return a_meeting(
        state="concluded",
        starts_on=timezone.localdate() - timedelta(days=20),
        ends_on=timezone.localdate() - timedelta(days=18),
    )


@pytest.fixture
def delegation(meeting):
    return a_delegation(meeting=meeting, organization=a_state("Kenya"))


def a_signer(email: str, name: str) -> Person:
    person = a_person(email, name)
    person.set_password(PASSWORD)
    person.save()
    return person


def a_seat(delegation, person: Person, seat: int, **fields) -> Delegate:
    """A seat with everything a delegate may give."""
    delegate = Delegate.objects.create(
        delegation=delegation, seat=seat, state="attended", name=person.name, email=person.email, **fields
    )
    passport = {ZAWADI: "Z1234567", NJERI: "N7654321"}[person.email]
    Needs.objects.create(delegate=delegate, diet={ZAWADI: "No nuts", NJERI: "No shellfish"}[person.email])
    VisaRequest.objects.create(
        delegate=delegate,
        passport_number=passport,
        nationality="Kenyan",
        born_on="1970-01-01",
        expires_on=date(2030, 1, 1),
        embassy="Embassy",
    )
    letter = VisaLetter(delegate=delegate, number=f"V-{delegate.pk}", made_by=person)
    letter.file.save("letter.pdf", ContentFile(seal().encrypt(b"%PDF- letter of " + passport.encode())))
    return delegate


@pytest.fixture
def entangled(delegation):
    """Two people of one delegation who did things to each other's rows, looked at them, and wrote to each other."""
    zawadi, njeri = a_signer(ZAWADI, "Zawadi Kamau"), a_signer(NJERI, "Njeri Mwangi")
    one = a_seat(delegation, zawadi, 1, is_head=True, function="Cabinet Secretary")
    two = a_seat(delegation, njeri, 2, function="Desk officer")
    for person, state in ((zawadi, "ended"), (njeri, "superseded")):
        FocalPoint.objects.create(
            organization=delegation.organization, person=person, state=state, phone="+254 1", function="Clerk"
        )
    own = {"seat": 1, "name": "Zawadi Kamau", "email": ZAWADI}
    other = {"seat": 2, "name": "Njeri Mwangi", "email": NJERI, "function": "Desk officer"}
    leave_trace("add_delegate", one, by=njeri, after=own)
    leave_trace("add_delegate", two, by=zawadi, after=other, reason="A private reason")
    leave_trace("replace_delegate", one, by=njeri, before={"name": "Zawadi Kamau"}, after=other)
    leave_trace("take_seat", one, by=njeri, before={"name": "Njeri Mwangi"}, after=own)
    leave_trace("name_assistant", one, by=zawadi, after={"name": "Njeri Mwangi", "email": NJERI})
    SensitiveView.objects.create(by=chair_staff(delegation.meeting), delegate=one, what="passport")
    Message.objects.create(
        key="one",
        purpose="delegate",
        state="sent",
        to_email=ZAWADI,
        subject="Your seat",
        body="Of Njeri Mwangi",
    )
    Message.objects.create(
        key="two",
        purpose="delegate",
        state="sent",
        to_email=NJERI,
        subject="A seat",
        body=f"Njeri and {ZAWADI}",
    )
    return zawadi, njeri


def sign_in(client, person: Person) -> None:
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302


def part(person: Person, key: str) -> list[dict[str, str]]:
    return json.loads(as_json(own_data(person)))[key]


# --- To be seen and taken along --------------------------------------------------------------------------


def test_a_person_finds_everything_that_is_held(entangled, delegation):
    zawadi, _njeri = entangled
    held = json.loads(as_json(own_data(zawadi)))
    assert held["account"][0]["email"] == ZAWADI
    assert held["terms"][0]["phone"] == "+254 1"
    assert held["seats"][0]["function"] == "Cabinet Secretary"
    assert held["needs"] == [{"diet": "No nuts", "changed_at": held["needs"][0]["changed_at"]}]
    assert held["passports"][0]["passport_number"] == "Z1234567"
    assert held["visa_letters"][0]["number"] == f"V-{Delegate.objects.get(email=ZAWADI).pk}"
    assert [message["subject"] for message in held["messages"]] == ["Your seat"]
    assert held["looks"][0]["by"] == "Chair Staff"
    assert held["looks"][0]["what"] == "Passport data"
    assert len(held["record"]) == 4
    assert [act["what"] for act in held["acts"]] == [
        "You named an assistant who may complete the details of a delegate.",
        "You gave a seat to a delegate.",
    ]


def test_a_person_finds_what_is_known_of_the_address():
    person = a_person(email=ZAWADI)
    assert part(person, "account")[0]["circulars"] == "yes"
    stop_circulars(ZAWADI, by=person)
    TroubledAddress.objects.create(email=ZAWADI, trouble="bounced", said="550 full")
    account = part(person, "account")[0]
    assert (account["circulars"], account["trouble"]) == ("no", "Messages come back, 550 full")


def test_nothing_of_another_person_is_in_the_export(client, entangled):
    zawadi, njeri = entangled
    exported = as_json(own_data(zawadi)).decode()
    assert "Z1234567" in exported
    assert [word for word in OF_NJERI if word in exported] == []
    control = as_json(own_data(njeri)).decode()
    assert [word for word in ("Njeri", NJERI, "N7654321", "Desk officer") if word not in control] == []
    assert [word for word in ("Zawadi", ZAWADI, "Z1234567") if word in control] == []


def test_the_download_holds_a_page_a_file_and_only_ones_own_letters(client, entangled):
    zawadi, _njeri = entangled
    letter = f"letters/visa-V-{Delegate.objects.get(email=ZAWADI).pk}.pdf"
    sign_in(client, zawadi)
    answer = client.get("/own-data/own-data.zip")
    assert answer["Content-Disposition"] == 'attachment; filename="own-data.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == [letter, "own-data.html", "own-data.json"]
        assert archive.read(letter) == b"%PDF- letter of Z1234567"
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert [word for word in OF_NJERI if word in everything] == []
    assert json.loads(client.get("/own-data/own-data.json").content)["needs"][0]["diet"] == "No nuts"


def test_what_is_kept_apart_is_in_the_file_and_not_on_the_page(client, entangled):
    client.force_login(entangled[0])
    page = client.get("/own-data/").content.decode()
    assert "Cabinet Secretary" in page
    for word in ("Z1234567", "No nuts", *OF_NJERI):
        assert word not in page
    assert page.count("Given by you, and kept sealed.") == 2


def test_a_sign_in_of_long_ago_does_not_download_or_erase(client, entangled):
    zawadi, _njeri = entangled
    client.force_login(zawadi)
    for path in ("/own-data/own-data.json", "/own-data/own-data.zip"):
        assert client.get(path).url.startswith(reverse("account_reauthenticate"))
    assert (
        client.post("/own-data/erase/").url
        == f"{reverse('account_reauthenticate')}?next=%2Fown-data%2Ferase%2F"
    )
    zawadi.refresh_from_db()
    assert zawadi.is_active


def test_who_has_no_password_is_told_how_to_sign_in_once_more(client):
    client.force_login(a_person())
    page = client.get("/own-data/own-data.json").content.decode()
    assert "your last sign-in must be no older than five minutes" in page


def test_a_person_of_whom_nothing_is_held_is_told_so(client):
    client.force_login(a_person())
    page = client.get("/own-data/").content.decode()
    assert [
        title in page.partition("Nothing is held of")[2] for title in ("Passport data", "What you did")
    ] == [
        True,
        True,
    ]


def test_places_and_applications_are_part_of_it(entangled, meeting):
    zawadi, _njeri = entangled
    place_of(zawadi, meeting)
    application_of(zawadi, meeting)
    assert part(zawadi, "places")[0]["roundtable"]
    assert part(zawadi, "applications")[0]["motivation"] == "Because of my work"


def place_of(person: Person, meeting) -> Place:
    delegate = Delegate.objects.get(email=person.email)
    return Place.objects.create(roundtable=a_roundtable(meeting), delegate=delegate, state="seated")


def application_of(person: Person, meeting) -> Application:
    now = timezone.now()
    call = Call.objects.create(meeting=meeting, opens_at=now - timedelta(days=90), closes_at=now)
    return Application.objects.create(
        call=call,
        organization_name="Diaspora Network",
        sector="diaspora",
        country=a_state(),
        name=person.name,
        email=person.email,
        motivation="Because of my work",
        experience="Ten years",
        state="accepted",
    )


@pytest.mark.parametrize("seats", [1, 3])
def test_the_page_costs_the_same_with_one_seat_and_with_three(client, seats, django_assert_num_queries):
    person = a_signer(ZAWADI, "Zawadi Kamau")
    for _number in range(seats):
        a_seat(a_delegation(), person, 1)
    client.force_login(person)
    client.get("/own-data/")
    with django_assert_num_queries(26):
        client.get("/own-data/")


# --- To be erased ----------------------------------------------------------------------------------------


def said_in_the_database(word: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" row WHERE row::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_nothing_that_names_an_erased_person_is_left_in_any_table(client, entangled, delegation, meeting):
    zawadi, njeri = entangled
    EmailAddress.objects.create(user=zawadi, email="z.kamau@home.example")
    EmailAddress.objects.create(user=zawadi, email=ZAWADI, primary=True, verified=True)
    leave_trace("appoint", meeting, by=njeri, after={"person": "z.kamau@home.example"})
    leave_trace("hand_over", FocalPoint.objects.get(person=njeri), by=njeri, after={"person": "Zawadi Kamau"})
    Invitation.objects.create(
        meeting=meeting, organization=delegation.organization, to_name="Ms Kamau", to_email=ZAWADI
    )
    letter = Letter.objects.create(name="kamau.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
    letter.file.save("kamau.pdf", ContentFile(b"%PDF-"))
    Nomination.objects.create(
        meeting=meeting,
        organization=delegation.organization,
        name="Zawadi Kamau",
        email=ZAWADI,
        function="Secretary",
        ministry="Labour",
        duty_station="Nairobi",
        letter=letter,
        sender_name="Zawadi Kamau",
        sender_email=ZAWADI,
        state="accepted",
    )
    place_of(zawadi, meeting)
    application_of(zawadi, meeting)
    file = VisaLetter.objects.get(delegate__email=ZAWADI).file
    sign_in(client, zawadi)
    answer = client.post("/own-data/erase/")
    assert "Your data has been erased" in answer.content.decode()
    for word in ("Zawadi", "Kamau", ZAWADI, "home.example", "Cabinet Secretary", "Because of my work"):
        assert (word, said_in_the_database(word)) == (word, [])
    assert not file.storage.exists(file.name)
    assert not letter.file.storage.exists(letter.file.name)


def test_others_keep_what_is_theirs(client, entangled):
    zawadi, _njeri = entangled
    erasing.erase_own_data(person=zawadi)
    two = Delegate.objects.get(email=NJERI)
    assert (two.name, two.function, two.needs.diet) == ("Njeri Mwangi", "Desk officer", "No shellfish")
    assert two.visa_request.passport_number == "N7654321"
    assert opened(two.visa_letters.get()) == b"%PDF- letter of N7654321"
    assert Person.objects.get(email=NJERI).is_active
    assert Message.objects.get(key="two").body == "Njeri and [erased]"
    assert Trace.objects.get(act="replace_delegate").after["name"] == "Njeri Mwangi"
    assert Trace.objects.get(act="take_seat").before == {"name": "Njeri Mwangi"}


def test_an_erased_person_is_signed_out_everywhere_and_cannot_sign_in(client, client_elsewhere, entangled):
    zawadi, _njeri = entangled
    client_elsewhere.force_login(zawadi)
    assert client_elsewhere.get("/desk/").status_code == 200
    sign_in(client, zawadi)
    client.post("/own-data/erase/")
    assert client.get("/desk/").status_code == 302
    assert client_elsewhere.get("/desk/").status_code == 302
    assert (
        client.post(reverse("account_login"), {"login": ZAWADI, "password": PASSWORD}).status_code == 200
    )  # the form again, with its error


@pytest.fixture
def client_elsewhere():
    from django.test import Client

    return Client()


def test_the_record_keeps_that_an_erased_person_acted(entangled):
    zawadi, _njeri = entangled
    pk = zawadi.pk
    erasing.erase_own_data(person=zawadi)
    assert Trace.objects.filter(by=pk).count() == 3  # two of before, and the erasure
    assert str(Person.objects.get(pk=pk)) == f"Person {pk}"


def test_a_seat_at_a_coming_meeting_is_given_up_first(client, entangled):
    zawadi, _njeri = entangled
    coming = a_delegation(meeting=a_meeting(title="Lima Summit"), organization=a_state("Peru"))
    delegate = actions.add_delegate(
        delegation_pk=coming.pk,
        details=details(name="Zawadi Kamau", email=ZAWADI),
        is_head=True,
        by=a_person(),
    )
    sign_in(client, zawadi)
    sentence = "A seat is held at Lima Summit, in the delegation of Peru."
    assert sentence in client.get("/own-data/erase/").content.decode()
    answer = client.post("/own-data/erase/")
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    Delegate.objects.filter(pk=delegate.pk).update(state="withdrawn")
    assert client.post("/own-data/erase/").status_code == 200


@pytest.mark.parametrize("state", ["pending", "active", "suspended"])
def test_a_term_is_ended_or_handed_over_first(entangled, state):
    zawadi, _njeri = entangled
    FocalPoint.objects.create(organization=a_state("Peru"), person=zawadi, state=state)
    with pytest.raises(Refused, match="You are the focal point of Peru"):
        erasing.erase_own_data(person=zawadi)


def test_who_serves_a_chair_or_a_team_is_released_first(entangled):
    zawadi, _njeri = entangled
    with pytest.raises(Refused, match="You serve a chairmanship"):
        erasing.erase_own_data(person=chair_staff(a_meeting()))
    a_roundtable(a_meeting(title="Lima Summit")).team.create(role="speaker", person=zawadi)
    with pytest.raises(Refused, match="You serve at Lima Summit"):
        erasing.erase_own_data(person=zawadi)


def test_an_application_that_stands_is_withdrawn_first(entangled):
    zawadi, _njeri = entangled
    application = application_of(zawadi, a_meeting(title="Lima Days"))
    with pytest.raises(Refused, match="Your application to Lima Days still stands"):
        erasing.erase_own_data(person=zawadi)
    application.state = "withdrawn"
    application.save()
    assert erasing.erase_own_data(person=zawadi)["applications"] == 1


def test_a_second_press_of_the_button_finds_nobody_signed_in(client, entangled):
    sign_in(client, entangled[0])
    client.post("/own-data/erase/")
    assert client.post("/own-data/erase/").url.startswith(reverse("account_login"))


# --- Logs ------------------------------------------------------------------------------------------------


def test_no_personal_data_stands_in_addresses_or_logs_of_these_pages(client, entangled, delegation, caplog):
    zawadi, _njeri = entangled
    delegate = Delegate.objects.get(email=ZAWADI)
    manage = f"/meetings/{delegation.meeting.slug}/manage/personal-data/"
    with caplog.at_level(logging.DEBUG):
        client.force_login(chair_staff(delegation.meeting))
        client.get(manage)
        found = client.post(f"{manage}find/", {"typed": "Zawadi Kamau"}).content.decode()
        client.post(f"{manage}delegates/{delegate.pk}/", {"reason": "Letter of Zawadi Kamau"})
        client.get(f"/delegations/{delegation.pk}/record/")
        client.post(f"/delegations/{delegation.pk}/nothing/Zawadi/")
        sign_in(client, zawadi)
        for path in ("", "own-data.json", "own-data.zip", "erase/"):
            client.get(f"/own-data/{path}")
        client.post("/own-data/erase/")
    assert f"{manage}delegates/{delegate.pk}/" in found
    lines = [
        record.getMessage() for record in caplog.records if record.name.startswith(("django.request", "gfmd"))
    ]
    assert any(
        "/nothing/Zawadi/" in line for line in lines
    )  # the control: what stands in an address is logged
    said = "\n".join(line for line in lines if "/nothing/" not in line)
    for word in ("Zawadi", "Kamau", ZAWADI, "Z1234567", "No nuts"):
        assert word not in said


def test_every_field_shown_has_a_label_in_words_that_can_be_translated():
    """Django makes a label of the field's name where the model gives none; that is nobody's language."""
    shown = {
        FocalPoint: held.TERM,
        VisaLetter: held.LETTER,
        Nomination: held.NOMINATION,
        Application: held.APPLICATION,
        **{model: held.shown_of(model) for model in (Delegate, Needs, VisaRequest)},
    }
    without = [
        f"{model.__name__}.{name}"
        for model, names in shown.items()
        for name in names
        if name not in held.LABELS and isinstance(model._meta.get_field(name).verbose_name, str)
    ]
    assert without == []
