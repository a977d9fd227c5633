"""Letters for visas: asked for, issued, void when the passport, the delegate or the dates change; sealed throughout."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Trace
from correspondence.models import Message
from gfmd.moves import Refused, Stale
from participants import actions
from participants.models import Delegate, Delegation, SensitiveView, VisaLetter, VisaRequest
from participants.visa import opened
from tests.factories import (
    a_delegation,
    a_passport,
    a_person,
    a_visa_letter,
    chair_staff,
    details,
    focal_point_of,
    with_delegates,
)

pytestmark = pytest.mark.django_db
ADDRESS = "amal@mission.example"


@pytest.fixture
def delegation() -> Delegation:
    return a_delegation()


@pytest.fixture
def focal_point(delegation) -> Person:
    return focal_point_of(delegation)


@pytest.fixture
def delegate(delegation, focal_point) -> Delegate:
    delegate = with_delegates(delegation, 1, by=focal_point)[0]
    actions.edit_delegate(delegate_pk=delegate.pk, details={"email": ADDRESS, "name": "محمد"}, by=focal_point)
    delegate.refresh_from_db()
    return delegate


@pytest.fixture
def amal(delegate) -> Person:
    return a_person(ADDRESS)


@pytest.fixture
def support(delegation) -> Person:
    return chair_staff(delegation.meeting, role="support unit")


def asked(delegate: Delegate, by: Person, **passport) -> VisaRequest:
    return actions.ask_visa_letter(delegate_pk=delegate.pk, passport=a_passport(**passport), by=by)


def sent(**passport) -> dict:
    facts = a_passport(**passport)
    return {**facts, "expires_on": str(facts["expires_on"])}


def issued(request: VisaRequest, by: Person, language: str = "en") -> VisaLetter:
    return actions.issue_visa_letter(
        delegate_pk=request.delegate_id, seen=request.asked_at.isoformat(), language=language, by=by
    )


# --- Asking ----------------------------------------------------------------------------------------------


def test_a_passport_is_asked_for_only_with_a_letter(client, delegate, amal):
    client.force_login(amal)
    assert "passport_number" not in client.get(reverse("seat", args=[delegate.pk])).content.decode()
    page = client.get(reverse("seat_visa", args=[delegate.pk])).content.decode()
    assert "passport_number" in page
    assert "Asked for the visa letter alone." in page and "Kept until" in page


def test_a_delegate_asks_and_the_passport_is_not_shown_again(client, delegate, amal):
    client.force_login(amal)
    where = reverse("seat_visa", args=[delegate.pk])
    assert client.post(where, sent(passport_number=" AK 0123456 ")).url == reverse("seat", args=[delegate.pk])
    assert VisaRequest.objects.get().passport_number == "AK0123456"
    for page in (where, reverse("seat", args=[delegate.pk])):
        assert "AK0123456" not in client.get(page).content.decode()


def test_a_focal_point_asks_for_a_delegate_and_sees_no_passport(client, delegate, focal_point):
    client.force_login(focal_point)
    where = reverse("delegate_visa", args=[delegate.delegation_id, delegate.pk])
    client.post(where, sent())
    assert VisaRequest.objects.get().nationality == "Kenyan"
    for page in (where, reverse("delegation", args=[delegate.delegation_id])):
        assert "K1234567" not in client.get(page).content.decode()


def test_the_record_of_a_request_holds_nothing_of_the_passport(delegate, amal):
    asked(delegate, amal)
    trace = Trace.objects.get(act="ask_visa_letter")
    assert (trace.before, trace.after, trace.is_on_behalf) == ({}, {}, False)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("expires_on", -1, "This passport has expired."),
        ("expires_on", 80, "expires before the meeting is over"),
        ("born_on", 0, "The date of birth is a day in the past."),
        ("born_on", "1066-10-14", "Look at the year once more."),
        ("born_on", "31.12.1980", "Enter a valid date."),
        ("passport_number", "- / -", "as it stands in the passport"),
        ("passport_number", "A" * 10_000, "at most 40"),
        ("passport_number", "A\x00B", "Null characters are not allowed."),
        ("nationality", "", "This field is required."),
        ("embassy", "x" * 201, "at most 200 characters"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_said_and_nothing_is_kept(
    client, delegate, amal, field, value, sentence
):
    client.force_login(amal)
    if isinstance(value, int):  # days from today
        value = timezone.localdate() + timedelta(days=value)
    answer = client.post(reverse("seat_visa", args=[delegate.pk]), {**sent(), field: str(value)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert VisaRequest.objects.count() == 0


@pytest.mark.parametrize(("days", "warned"), [(182, True), (184, False)])
def test_a_passport_that_expires_within_six_months_of_the_meeting_warns(client, delegate, amal, days, warned):
    client.force_login(amal)
    expires_on = delegate.delegation.meeting.ends_on + timedelta(days=days)
    answer = client.post(reverse("seat_visa", args=[delegate.pk]), sent(expires_on=expires_on), follow=True)
    assert ("expires within six months" in answer.content.decode()) is warned
    assert VisaRequest.objects.get().expires_on == expires_on


def test_no_letter_for_somebody_without_a_name(delegation, focal_point):
    delegate = actions.take_seat_for(delegation_pk=delegation.pk, name="", email=ADDRESS, by=focal_point)
    with pytest.raises(Refused, match="The name is missing"):
        asked(delegate, focal_point)


def test_a_request_that_is_taken_back_erases_the_passport_and_voids_the_letter(
    client, delegate, amal, support
):
    a_visa_letter(delegate, by=support)
    client.force_login(amal)
    client.post(reverse("seat_visa_withdraw", args=[delegate.pk]))
    assert VisaRequest.objects.count() == 0
    assert VisaLetter.objects.get().void_reason == "No letter is needed any more."


# --- Issuing ---------------------------------------------------------------------------------------------


def test_a_letter_is_issued_with_everything_an_embassy_asks(client, delegate, amal, support):
    request = asked(delegate, amal)
    client.force_login(support)
    meeting = delegate.delegation.meeting
    answer = client.post(
        reverse("visa_letter_new", args=[meeting.slug, delegate.pk]),
        {"seen": request.asked_at.isoformat(), "language": "en"},
    )
    assert answer.url == reverse("visa_letters", args=[meeting.slug])
    letter = VisaLetter.objects.get()
    assert re.fullmatch(r"V/20\d\d/\d{5}", letter.number)
    paper = pypdf.PdfReader(io.BytesIO(opened(letter)))
    assert len(paper.pages) == 1
    words = " ".join(paper.pages[0].extract_text().split())
    for part in (letter.number, "K1234567", "Kenyan", "29 February 1980", "Embassy in Nairobi", "Rabat"):
        assert part in words
    assert str(delegate.delegation.organization) in words
    assert paper.metadata.title == f"Letter for a visa, {letter.number}"


def test_the_letter_is_tagged_for_screen_readers_in_its_language(delegate, amal, support):
    letter = issued(asked(delegate, amal), support, language="ar")
    paper = pypdf.PdfReader(io.BytesIO(opened(letter)))
    assert paper.trailer["/Root"]["/Lang"] == "ar"
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 — pypdf's own type
    assert b"pdfuaid" in paper.trailer["/Root"]["/Metadata"].get_data()


def test_the_delegate_is_told_without_the_passport(delegate, amal, support):
    letter = issued(asked(delegate, amal), support)
    message = Message.objects.get(to_email=ADDRESS)
    assert letter.number in message.body
    assert reverse("seat", args=[delegate.pk]) in message.body
    assert "K1234567" not in message.body


def test_a_new_letter_voids_the_one_before(delegate, amal, support):
    first = issued(asked(delegate, amal), support)
    second = issued(VisaRequest.objects.get(), support)
    first.refresh_from_db()
    assert first.void_reason == "A newer letter has been issued."
    assert list(delegate.visa_letters.filter(void_at=None)) == [second]
    assert first.number != second.number


def test_another_passport_voids_the_letter_and_asks_for_a_new_one(client, delegate, amal, support):
    letter = issued(asked(delegate, amal), support)
    asked(delegate, amal, passport_number="NEW1")
    letter.refresh_from_db()
    assert letter.void_reason == "What the letter says of the passport has changed."
    client.force_login(support)
    page = client.get(reverse("visa_letters", args=[delegate.delegation.meeting.slug]))
    assert page.context["waiting"] == [delegate]


def test_asking_again_with_the_same_passport_changes_nothing(delegate, amal, support):
    letter = issued(asked(delegate, amal), support)
    asked(delegate, amal)
    letter.refresh_from_db()
    assert letter.void_at is None


def test_a_letter_is_not_issued_over_a_request_that_changed_meanwhile(delegate, amal, support):
    shown = asked(delegate, amal)
    asked(delegate, amal, passport_number="NEW1")
    with pytest.raises(Stale):
        issued(shown, support)
    assert VisaLetter.objects.count() == 0


def test_no_file_is_left_behind_when_a_letter_is_refused(delegate, amal, support, focal_point, monkeypatch):
    """The seat is given up while the paper is made."""
    request = asked(delegate, amal)
    made = actions.visa.visa_letter_pdf

    def made_meanwhile(*args):
        actions.withdraw_delegate(delegate_pk=delegate.pk, by=focal_point)
        return made(*args)

    monkeypatch.setattr(actions.visa, "visa_letter_pdf", made_meanwhile)
    storage = VisaLetter._meta.get_field("file").storage
    before = set(storage.listdir("visa")[1]) if storage.exists("visa") else set()
    with pytest.raises(Stale):
        issued(request, support)
    assert set(storage.listdir("visa")[1]) == before
    assert VisaLetter.objects.count() == 0


# --- Void ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["replace", "withdraw"])
def test_a_letter_is_void_when_the_seat_is_given_up(client, delegate, focal_point, support, act):
    letter = a_visa_letter(delegate, by=support)
    if act == "replace":
        actions.replace_delegate(delegate_pk=delegate.pk, details=details(name="Zahra"), by=focal_point)
    else:
        actions.withdraw_delegate(delegate_pk=delegate.pk, by=focal_point)
    letter.refresh_from_db()
    assert letter.void_at is not None
    client.force_login(support)
    slug = delegate.delegation.meeting.slug
    assert client.get(reverse("visa_letter_file", args=[slug, letter.pk])).status_code == 404


def test_staff_take_a_letter_back_with_a_reason(client, delegate, support):
    letter = a_visa_letter(delegate, by=support)
    client.force_login(support)
    where = reverse("visa_letter_void", args=[delegate.delegation.meeting.slug, letter.pk])
    assert client.post(where, {"reason": ""}).status_code == 422
    client.post(where, {"reason": "The name was misspelt."})
    letter.refresh_from_db()
    assert letter.void_reason == "The name was misspelt."
    trace = Trace.objects.get(act="void_visa_letters")
    assert (trace.by, trace.reason, trace.before) == (support, letter.void_reason, {"number": letter.number})
    page = client.get(reverse("visa_letters", args=[delegate.delegation.meeting.slug]))
    assert "The name was misspelt." in page.content.decode()
    assert page.context["waiting"] == [delegate]


# --- Who may have it ---------------------------------------------------------------------------------------


def test_the_letter_goes_to_the_delegate_the_focal_point_and_staff_as_a_file_to_save(
    client, delegate, amal, focal_point, support
):
    letter = a_visa_letter(delegate, by=support)
    slug, delegation = delegate.delegation.meeting.slug, delegate.delegation_id
    ways = [
        (amal, reverse("seat_letter", args=[delegate.pk, letter.pk])),
        (focal_point, reverse("delegate_letter", args=[delegation, delegate.pk, letter.pk])),
        (support, reverse("visa_letter_file", args=[slug, letter.pk])),
    ]
    for person, where in ways:
        client.force_login(person)
        answer = client.get(where)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith('attachment; filename="V-2027-')
        assert answer["Cache-Control"] == "no-store"
        others = [way for _whose, way in ways if way != where]
        assert {client.get(way).status_code for way in others} <= {403, 404}
    assert set(SensitiveView.objects.values_list("by", "what")) == {
        (focal_point.pk, "letter"),
        (support.pk, "letter"),
    }


def test_no_public_address_serves_a_letter(client, delegate, support):
    letter = a_visa_letter(delegate, by=support)
    for where in (f"/media/{letter.file.name}", f"/{letter.file.name}", f"/static/{letter.file.name}"):
        assert client.get(where).status_code == 404


def test_each_look_at_a_passport_is_noted_and_the_queue_shows_none(client, delegate, amal, support):
    asked(delegate, amal)
    client.force_login(support)
    slug = delegate.delegation.meeting.slug
    assert "K1234567" not in client.get(reverse("visa_letters", args=[slug])).content.decode()
    assert SensitiveView.objects.count() == 0
    page = client.get(reverse("visa_letter_new", args=[slug, delegate.pk]))
    assert "K1234567" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert list(SensitiveView.objects.values_list("by", "delegate", "what")) == [
        (support.pk, delegate.pk, "passport")
    ]


def test_a_letter_of_another_meeting_is_not_found(client, delegate, support):
    letter = a_visa_letter(delegate, by=support)
    other = a_delegation()
    client.force_login(chair_staff(other.meeting))
    for name in ("visa_letter_file", "visa_letter_void"):
        assert client.get(reverse(name, args=[other.meeting.slug, letter.pk])).status_code == 404
    where = reverse("visa_letter_new", args=[other.meeting.slug, delegate.pk])
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_with_more_rows(
    client, delegation, focal_point, support, rows, django_assert_num_queries
):
    for number, one in enumerate(with_delegates(delegation, rows, by=focal_point)):
        asked(one, focal_point)
        if number:
            a_visa_letter(one, by=support)
    client.force_login(support)
    where = reverse("visa_letters", args=[delegation.meeting.slug])
    client.get(where)
    with django_assert_num_queries(5):
        client.get(where)


def test_who_waits_longest_stands_first(client, delegation, focal_point, support):
    delegates = with_delegates(delegation, 3, by=focal_point)
    for one in (delegates[2], delegates[0], delegates[1]):
        asked(one, focal_point)
    client.force_login(support)
    page = client.get(reverse("visa_letters", args=[delegation.meeting.slug]))
    assert page.context["waiting"] == [delegates[2], delegates[0], delegates[1]]


def test_a_letter_is_void_when_the_name_changes_and_stays_when_the_city_does(delegate, amal, support):
    letter = a_visa_letter(delegate, by=support)
    actions.edit_delegate(delegate_pk=delegate.pk, details={"city": "Tunis"}, by=amal)
    letter.refresh_from_db()
    assert letter.void_at is None
    actions.edit_delegate(delegate_pk=delegate.pk, details={"name": "محمد علي"}, by=amal)
    letter.refresh_from_db()
    assert letter.void_reason == "The name has changed."
