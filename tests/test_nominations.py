"""Nominations: handed in by anybody with a letter, verified by staff, and what an acceptance leads to."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Person, Trace
from correspondence import delivery
from correspondence.models import Message
from gfmd.moves import Refused, Stale
from gfmd.tokens import token_for
from participants import actions
from participants.models import NOMINATION_MOVES, Delegation, FocalPoint, Invitation, Letter, Nomination
from tests.factories import a_meeting, a_pdf, a_person, a_state, an_upload, chair_staff

pytestmark = pytest.mark.django_db


def a_picture(kind: str = "PNG") -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, kind)
    return content.getvalue()


def typed(state, **fields) -> dict:
    return {
        "organization": state.pk,
        "name": "Wanjiru",
        "function": "Director of Migration",
        "ministry": "Ministry of Interior",
        "duty_station": "Nairobi",
        "email": "wanjiru@interior.example",
        "phone": "+254 20 1234",
        "language": "en",
        "sender_name": "Third Secretary",
        "sender_email": "mission@kenya.example",
        "letter": SimpleUploadedFile("note.pdf", a_pdf("Note verbale")),
        **fields,
    }


def named(**fields) -> dict:
    return {
        key: value for key, value in typed(a_state()).items() if key not in ("organization", "letter")
    } | fields


def a_nomination(meeting=None, state=None, **fields) -> Nomination:
    return actions.nominate(
        meeting=meeting or a_meeting(),
        organization=state or a_state(),
        named=named(**fields),
        upload=an_upload(),
    )


def under_verification(**fields) -> tuple[Nomination, Person]:
    nomination = a_nomination(**fields)
    staff = chair_staff(nomination.meeting)
    return actions.take_up_nomination(nomination_pk=nomination.pk, by=staff), staff


def fresh(nomination: Nomination) -> Nomination:
    return Nomination.objects.get(pk=nomination.pk)


def accepted(nomination: Nomination, staff: Person) -> FocalPoint:
    return actions.accept_nomination(
        nomination_pk=nomination.pk, seen=fresh(nomination).changed_at.isoformat(), by=staff
    )


def link(nomination, name="nomination_link") -> str:
    return reverse(name, args=[token_for(nomination.link_name)])


# --- Handing in ------------------------------------------------------------------------------------------------


def test_anybody_hands_in_a_nomination_with_its_letter(client):
    meeting, state = a_meeting(), a_state()
    answer = client.post(reverse("nominate", args=[meeting.slug]), typed(state))
    assert answer.url == reverse("nomination_received", args=[meeting.slug])
    assert client.get(answer.url).status_code == 200
    nomination = Nomination.objects.get()
    assert (nomination.organization, nomination.name, nomination.state) == (state, "Wanjiru", "submitted")
    assert nomination.letter.content_type == "application/pdf"
    with nomination.letter.file.open() as stored:
        assert stored.read() == a_pdf("Note verbale")
    message = Message.objects.get()
    assert (message.to_email, message.purpose) == ("mission@kenya.example", "nomination")
    assert link(nomination) in message.text


def test_the_receipt_repeats_nothing_that_a_stranger_typed(client):
    meeting, state = a_meeting(), a_state()
    client.post(
        reverse("nominate", args=[meeting.slug]),
        typed(state, name="Buy pills", sender_name="Click evil.example"),
    )
    message = Message.objects.get()
    for words in ("Buy pills", "evil.example"):
        assert words not in message.subject + message.text + message.to_name


def test_the_states_stand_in_reading_order_and_the_organizations_after_them(client):
    a_state(name="Zimbabwe"), a_state(name="Côte d’Ivoire"), a_state(name="Cuba")
    a_state(name="A Union", kind="trade_union", iso3="", regional_group="", un_member_since=None)
    text = client.get(reverse("nominate", args=[a_meeting().slug])).content.decode()
    order = [text.index(name) for name in ("Côte d’Ivoire", "Cuba", "Zimbabwe", "A Union")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "name, content",
    [
        ("note.pdf", b"MZ a program"),
        ("note.pdf", b"<html><script>alert(1)</script></html>"),
        ("note.pdf", b""),
        ("note.pdf", b"%PDF-1.7 broken"),
        ("note.txt", b"A text"),
        ("note.docx", b"PK\x03\x04 broken"),
    ],
)
def test_a_letter_that_is_no_pdf_and_no_picture_by_its_content_is_refused_and_what_was_typed_stays(
    client, name, content
):
    meeting, state = a_meeting(), a_state()
    answer = client.post(
        reverse("nominate", args=[meeting.slug]), typed(state, letter=SimpleUploadedFile(name, content))
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Director of Migration" in text
    assert "choose the letter again" in text
    assert (Nomination.objects.count(), Letter.objects.count(), Message.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("kind, content_type", [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_photograph_of_the_letter_is_taken_whatever_its_name_says(client, kind, content_type):
    sent = SimpleUploadedFile("note.pdf", a_picture(kind))
    client.post(reverse("nominate", args=[a_meeting().slug]), typed(a_state(), letter=sent))
    assert Letter.objects.get().content_type == content_type


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", ""),
        ("name", "x" * 10_000),
        ("name", "nul\x00"),
        ("email", "no address"),
        ("sender_email", ""),
        ("organization", "x\x00"),
        ("organization", "99999999"),
        ("language", "tlh"),
        ("phone", "call me"),
        ("letter", ""),
    ],
)
def test_what_cannot_be_taken_is_said_in_the_page(client, field, value):
    meeting, state = a_meeting(), a_state()
    answer = client.post(reverse("nominate", args=[meeting.slug]), typed(state, **{field: value}))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert Nomination.objects.count() == 0


@pytest.mark.parametrize("name", ["Madonna", "محمد", "王", "Ана 🌍", "x" * 200])
def test_one_name_in_any_script_is_enough(client, name):
    client.post(reverse("nominate", args=[a_meeting().slug]), typed(a_state(), name=name))
    assert Nomination.objects.get().name == name


def test_the_same_nomination_sent_twice_is_one():
    meeting, state, upload = a_meeting(), a_state(), an_upload()
    for _time in range(2):
        actions.nominate(meeting=meeting, organization=state, named=named(), upload=upload)
    assert (Nomination.objects.count(), Letter.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_a_fourth_open_nomination_for_one_organization_is_refused(client):
    meeting, state = a_meeting(), a_state()
    for number in range(3):
        a_nomination(meeting, state, email=f"person{number}@interior.example")
    answer = client.post(reverse("nominate", args=[meeting.slug]), typed(state))
    assert answer.status_code == 409
    assert "Several nominations for this organization have been handed in" in answer.content.decode()
    assert Letter.objects.count() == 3


def test_whoever_withdraws_and_hands_in_again_does_not_fill_the_disk():
    meeting, state = a_meeting(), a_state()
    with pytest.raises(Refused):
        for number in range(20):
            one = a_nomination(meeting, state, email=f"person{number}@interior.example")
            actions.withdraw_nomination(nomination_pk=one.pk, link_number=one.link_number)
    assert Letter.objects.count() == 10
    Nomination.objects.update(submitted_at=timezone.now() - timedelta(days=2))
    a_nomination(meeting, state)


def test_too_many_from_one_place_are_refused(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"nominate": "1/h/ip"}
    meeting = a_meeting()
    where = reverse("nominate", args=[meeting.slug])
    assert client.post(where, typed(a_state())).status_code == 302
    answer = client.post(where, typed(a_state()))
    assert answer.status_code == 429
    assert "Director of Migration" in answer.content.decode()
    assert Nomination.objects.count() == 1


@pytest.mark.parametrize("change", [{"state": "registration_closed"}, {"state": "concluded"}, {"days": -1}])
def test_when_registration_is_over_no_nomination_is_taken(client, change):
    state = change.get("state", "registration_open")
    meeting = a_meeting(
        state=state, registration_closes_at=timezone.now() + timedelta(days=change.get("days", 30))
    )
    where = reverse("nominate", args=[meeting.slug])
    assert "are not taken now" in client.get(where).content.decode()
    answer = client.post(where, typed(a_state()))
    assert answer.status_code == 409
    assert "Wanjiru" in answer.content.decode()
    assert "nominate/" not in client.get(meeting.get_absolute_url()).content.decode()


def test_the_page_of_a_meeting_leads_to_it(client):
    meeting = a_meeting()
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert reverse("nominate", args=[meeting.slug]) in page


# --- By the personal link ------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client):
    nomination = a_nomination()
    before = [list(model.objects.values()) for model in (Nomination, Message, Trace, Letter)]
    for name in ("nomination_withdraw", "nomination_new_link"):
        assert client.get(link(nomination, name)).status_code == 405
    assert client.get(link(nomination)).status_code == 200
    assert [list(model.objects.values()) for model in (Nomination, Message, Trace, Letter)] == before


def test_the_very_same_nomination_is_corrected_by_the_link(client):
    nomination, staff = under_verification()
    actions.return_nomination(
        nomination_pk=nomination.pk,
        sentence="The letter names another person.",
        seen=nomination.changed_at.isoformat(),
        by=staff,
    )
    nomination = fresh(nomination)
    message = Message.objects.order_by("pk").last()
    assert "The letter names another person." in message.text
    assert link(nomination) in message.text
    page = client.get(link(nomination)).content.decode()
    assert "The letter names another person." in page
    assert "Director of Migration" in page
    letter = nomination.letter
    sent = typed(nomination.organization, name="Kamau")
    del sent["letter"], sent["organization"]
    assert client.post(link(nomination), sent).status_code == 302
    nomination = fresh(nomination)
    assert (Nomination.objects.count(), nomination.name, nomination.state) == (1, "Kamau", "submitted")
    assert nomination.letter == letter
    trace = Trace.objects.get(act="correct_nomination")
    assert (trace.before, trace.after) == ({"name": "Wanjiru"}, {"name": "Kamau"})


def test_with_a_correction_another_letter_may_come(client):
    nomination, staff = under_verification()
    seen = nomination.changed_at.isoformat()
    actions.return_nomination(nomination_pk=nomination.pk, sentence="Blurred.", seen=seen, by=staff)
    nomination = fresh(nomination)
    client.post(link(nomination), typed(nomination.organization))
    assert fresh(nomination).letter.sha256 != nomination.letter.sha256
    assert Letter.objects.count() == 2


def test_a_correction_that_nobody_asked_for_is_refused(client):
    nomination = a_nomination()
    answer = client.post(link(nomination), typed(nomination.organization, name="Kamau"))
    assert answer.status_code == 409
    assert fresh(nomination).name == "Wanjiru"
    assert "Kamau" in answer.content.decode()


def test_the_sender_withdraws_it_and_it_is_not_verified_any_more(client):
    nomination, staff = under_verification()
    client.post(link(nomination, "nomination_withdraw"))
    assert fresh(nomination).state == "withdrawn"
    with pytest.raises(Refused):
        accepted(nomination, staff)
    assert FocalPoint.objects.count() == 0


def test_a_newer_link_makes_the_former_void(client):
    nomination, staff = under_verification()
    old = link(nomination)
    actions.return_nomination(
        nomination_pk=nomination.pk, sentence="x", seen=nomination.changed_at.isoformat(), by=staff
    )
    assert client.get(old).status_code == 404
    assert client.post(old, typed(nomination.organization)).status_code == 404


def test_an_expired_link_shows_nothing_and_offers_a_new_one_to_the_address_on_file(client):
    nomination = a_nomination()
    Nomination.objects.update(link_expires_at=timezone.now() - timedelta(minutes=1))
    Message.objects.update(queued_at=timezone.now() - timedelta(days=31))
    page = client.get(link(nomination)).content.decode()
    assert "This link has expired" in page
    for private in (nomination.email, nomination.sender_email, nomination.name):
        assert private not in page
    client.post(link(nomination, "nomination_withdraw"))
    assert fresh(nomination).state == "submitted"
    assert client.post(link(nomination, "nomination_new_link")).status_code == 200
    assert Message.objects.order_by("pk").last().to_email == "mission@kenya.example"
    assert client.get(link(fresh(nomination))).status_code == 200


def test_a_new_link_is_not_sent_time_and_again(client):
    nomination = a_nomination()
    client.post(link(nomination, "nomination_new_link"))
    assert Message.objects.count() == 1


# --- Verified by staff ---------------------------------------------------------------------------------------


def test_the_queue_shows_the_oldest_first(client):
    meeting = a_meeting()
    for name, days in (("Newer", 1), ("Oldest", 9), ("Middle", 5)):
        nomination = a_nomination(meeting, name=name)
        Nomination.objects.filter(pk=nomination.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    client.force_login(chair_staff(meeting))
    page = client.get(reverse("nominations", args=[meeting.slug])).content.decode()
    order = [page.index(name) for name in ("Oldest", "Middle", "Newer")]
    assert order == sorted(order)


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_asks_the_same_of_the_database_for_any_number(client, number, django_assert_num_queries):
    meeting = a_meeting()
    for one in range(number):
        state, person = a_state(), a_person(email=f"elsewhere{one}@gmail.com")
        a_nomination(meeting, state)
        a_nomination(meeting, state, email=person.email)
        FocalPoint.objects.create(organization=state, person=a_person(), state="active")
        FocalPoint.objects.create(organization=a_state(), person=person, state="active")
    client.force_login(chair_staff(meeting))
    with django_assert_num_queries(7):
        client.get(reverse("nominations", args=[meeting.slug]))


def test_free_mail_a_rival_a_focal_point_and_a_task_elsewhere_are_shown_beside(client):
    meeting, state, other = a_meeting(), a_state(), a_state(name="Elsewhere")
    nomination = a_nomination(meeting, state, email="someone@gmail.com")
    a_nomination(meeting, state, email="rival@interior.example", name="Rival")
    FocalPoint.objects.create(organization=state, person=a_person(name="Present One"), state="active")
    FocalPoint.objects.create(organization=other, person=a_person(email="someone@gmail.com"), state="active")
    client.force_login(chair_staff(meeting))
    page = client.get(reverse("nomination", args=[meeting.slug, nomination.pk])).content.decode()
    for words in ("anybody can open an address", "Rival", "Present One", "Elsewhere", "Side by side"):
        assert words in page
    queue = client.get(reverse("nominations", args=[meeting.slug])).content.decode()
    for words in (
        "Free mail: someone@gmail.com",
        "1 other nomination",
        "Present One",
        "Focal point of Elsewhere",
    ):
        assert words in queue


def test_an_official_nomination_without_doubts_shows_none(client):
    nomination = a_nomination()
    client.force_login(chair_staff(nomination.meeting))
    page = client.get(reverse("nomination", args=[nomination.meeting.slug, nomination.pk]))
    assert "Look twice" not in page.content.decode()


def test_the_letter_is_handed_to_staff_alone_and_runs_nothing(client):
    nomination = a_nomination()
    where = reverse("nomination_letter", args=[nomination.meeting.slug, nomination.pk])
    assert client.get(where).status_code == 302
    client.force_login(a_person())
    assert client.get(where).status_code == 403
    client.force_login(chair_staff(a_meeting()))
    assert client.get(where).status_code == 403
    client.force_login(chair_staff(nomination.meeting, role="support unit"))
    assert client.get(where).status_code == 403
    client.force_login(chair_staff(nomination.meeting))
    answer = client.get(where)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_a_letter_of_another_meeting_is_not_reached_through_ones_own(client):
    nomination, own = a_nomination(), a_meeting()
    client.force_login(chair_staff(own))
    assert client.get(reverse("nomination_letter", args=[own.slug, nomination.pk])).status_code == 404
    assert client.get(reverse("nomination", args=[own.slug, nomination.pk])).status_code == 404


MOVES = {
    "under_verification": lambda nomination, staff: actions.take_up_nomination(
        nomination_pk=nomination.pk, by=staff
    ),
    "accepted": accepted,
    "needs_correction": lambda nomination, staff: actions.return_nomination(
        nomination_pk=nomination.pk, sentence="x", seen=fresh(nomination).changed_at.isoformat(), by=staff
    ),
    "rejected": lambda nomination, staff: actions.reject_nomination(
        nomination_pk=nomination.pk, reason="x", seen=fresh(nomination).changed_at.isoformat(), by=staff
    ),
    "withdrawn": lambda nomination, staff: actions.withdraw_nomination(
        nomination_pk=nomination.pk, link_number=nomination.link_number
    ),
    "submitted": lambda nomination, staff: actions.correct_nomination(
        nomination_pk=nomination.pk, link_number=nomination.link_number, named=named(), upload=None
    ),
}


@pytest.mark.parametrize("to", MOVES)
@pytest.mark.parametrize(
    "state", ["submitted", "under_verification", "needs_correction", "accepted", "rejected", "withdrawn"]
)
def test_every_move_of_the_table_is_made_and_every_other_refused_with_its_reason(state, to):
    nomination = a_nomination()
    staff = chair_staff(nomination.meeting)
    Nomination.objects.update(state=state)
    nomination = fresh(nomination)
    if NOMINATION_MOVES.allows(state, to):
        MOVES[to](nomination, staff)
        assert fresh(nomination).state == to
    else:
        with pytest.raises(Refused) as refused:
            MOVES[to](nomination, staff)
        assert len(str(refused.value)) > 20
        assert fresh(nomination).state == state


def test_a_decision_on_what_has_changed_meanwhile_is_refused_and_keeps_the_sentence(client):
    nomination, staff = under_verification()
    client.force_login(staff)
    where = reverse("nomination_return", args=[nomination.meeting.slug, nomination.pk])
    sent = {"correct-seen": "2020-01-01T00:00:00+00:00", "correct-sentence": "Which ministry?"}
    answer = client.post(where, sent)
    assert answer.status_code == 409
    assert "Which ministry?" in answer.content.decode()
    assert str(Stale()) in answer.content.decode().replace("&#x27;", "'")
    assert fresh(nomination).state == "under_verification"
    sent["correct-seen"] = fresh(nomination).changed_at.isoformat()
    assert client.post(where, sent).status_code == 302
    assert fresh(nomination).state == "needs_correction"


@pytest.mark.parametrize("sentence", ["", "   ", "x" * 1001, "nul\x00"])
def test_a_rejection_without_a_reason_is_asked_for_one(client, sentence):
    nomination, staff = under_verification()
    client.force_login(staff)
    where = reverse("nomination_reject", args=[nomination.meeting.slug, nomination.pk])
    sent = {"reject-seen": nomination.changed_at.isoformat(), "reject-sentence": sentence}
    assert client.post(where, sent).status_code == 422
    assert fresh(nomination).state == "under_verification"


def test_a_rejection_tells_the_sender_why(client):
    nomination, staff = under_verification()
    client.force_login(staff)
    where = reverse("nomination_reject", args=[nomination.meeting.slug, nomination.pk])
    sent = {"reject-seen": nomination.changed_at.isoformat(), "reject-sentence": "The letter is not signed."}
    client.post(where, sent)
    assert fresh(nomination).state == "rejected"
    assert "The letter is not signed." in Message.objects.order_by("pk").last().text
    assert "The letter is not signed." in client.get(link(nomination)).content.decode()


# --- What an acceptance leads to -----------------------------------------------------------------------------


def task_link(point: FocalPoint, name="focal_point") -> str:
    return reverse(name, args=[token_for(point.link_name)])


def test_accepting_asks_the_person_named_to_take_on_the_task_and_nothing_more(client):
    nomination, staff = under_verification()
    client.force_login(staff)
    where = reverse("nomination_accept", args=[nomination.meeting.slug, nomination.pk])
    client.post(where, {"accept-seen": nomination.changed_at.isoformat()})
    point = FocalPoint.objects.get()
    assert (point.state, point.is_alternate, point.nomination) == ("pending", False, nomination)
    assert (point.person.email, point.person.name) == ("wanjiru@interior.example", "Wanjiru")
    assert (point.function, point.ministry, point.phone) == (
        "Director of Migration",
        "Ministry of Interior",
        "+254 20 1234",
    )
    assert Delegation.objects.count() == 0
    task = Message.objects.get(purpose="focal_point")
    assert task.to_email == "wanjiru@interior.example"
    assert task_link(point) in task.text
    decided = Message.objects.filter(purpose="nomination").order_by("pk").last()
    assert decided.to_email == "mission@kenya.example"


def test_taking_on_the_task_makes_the_focal_point_signs_in_and_begins_the_delegation(client):
    nomination, staff = under_verification()
    point = accepted(nomination, staff)
    assert client.get(task_link(point)).status_code == 200
    assert FocalPoint.objects.get().state == "pending"
    assert client.get(task_link(point, "focal_point_take_on")).status_code == 405
    answer = client.post(task_link(point, "focal_point_take_on"))
    delegation = Delegation.objects.get()
    assert answer.url == reverse("delegation", args=[delegation.pk])
    assert (delegation.meeting, delegation.organization) == (nomination.meeting, nomination.organization)
    assert client.session["_auth_user_id"] == str(point.person_id)
    point.refresh_from_db()
    assert point.state == "active"
    assert point.reconfirmed_at is not None
    assert client.get(answer.url).status_code == 200


def test_the_task_is_taken_on_once(client):
    nomination, staff = under_verification()
    point = accepted(nomination, staff)
    client.post(task_link(point, "focal_point_take_on"))
    client.logout()
    again = client.post(task_link(point, "focal_point_take_on"))
    assert again.status_code == 409
    assert "_auth_user_id" not in client.session


def an_invitation(meeting, state) -> Invitation:
    staff = chair_staff(meeting)
    actions.invite(meeting=meeting, organizations=[state], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    return Invitation.objects.get(meeting=meeting, organization=state)


def test_an_open_invitation_is_accepted_by_the_person_named_and_its_old_link_is_void(client):
    meeting, state = a_meeting(), a_state()
    invitation = an_invitation(meeting, state)
    old = reverse("invitation", args=[token_for(invitation.link_name)])
    nomination, staff = under_verification(meeting=meeting, state=state)
    point = accepted(nomination, staff)
    assert Invitation.objects.get().answer == "none"
    client.post(task_link(point, "focal_point_take_on"))
    settled = Invitation.objects.get()
    assert (settled.answer, settled.accepted_by) == ("accepted", point.person)
    assert client.get(old).status_code == 404
    assert client.post(old + "accept/", {"name": "Somebody"}).status_code == 404


def test_who_declined_by_mistake_comes_after_all_when_a_focal_point_is_named(client):
    meeting, state = a_meeting(), a_state()
    invitation = an_invitation(meeting, state)
    actions.decline_invitation(invitation_pk=invitation.pk, link_number=invitation.link_number)
    nomination, staff = under_verification(meeting=meeting, state=state)
    client.post(task_link(accepted(nomination, staff), "focal_point_take_on"))
    assert Invitation.objects.get().answer == "accepted"
    assert Delegation.objects.get().state == "not_started"


def test_the_former_focal_point_is_succeeded_told_and_no_longer_opens_the_delegation(client):
    meeting, state = a_meeting(), a_state()
    former = FocalPoint.objects.create(organization=state, person=a_person(name="Former"), state="active")
    nomination, staff = under_verification(meeting=meeting, state=state)
    point = accepted(nomination, staff)
    assert FocalPoint.objects.get(pk=former.pk).state == "active"
    client.post(task_link(point, "focal_point_take_on"))
    former.refresh_from_db()
    assert former.state == "superseded"
    assert Message.objects.filter(to_email=former.person.email, purpose="focal_point").count() == 1
    delegation = Delegation.objects.get()
    client.force_login(former.person)
    assert client.get(reverse("delegation", args=[delegation.pk])).status_code == 404


def test_the_same_person_nominated_twice_and_accepted_twice_has_one_term():
    meeting, state = a_meeting(), a_state()
    one, staff = under_verification(meeting=meeting, state=state)
    two = a_nomination(meeting, state, function="Minister")
    actions.take_up_nomination(nomination_pk=two.pk, by=staff)
    accepted(one, staff)
    accepted(two, staff)
    point = FocalPoint.objects.get()
    assert (point.state, point.function, point.link_number) == ("pending", "Minister", 2)


def test_of_two_accepted_nominations_the_latest_counts(client):
    meeting, state = a_meeting(), a_state()
    one, staff = under_verification(meeting=meeting, state=state)
    two = a_nomination(meeting, state, email="second@interior.example")
    actions.take_up_nomination(nomination_pk=two.pk, by=staff)
    first = accepted(one, staff)
    second = accepted(two, staff)
    assert client.post(task_link(first, "focal_point_take_on")).status_code == 409
    assert client.post(task_link(second, "focal_point_take_on")).status_code == 302
    assert [str(point.person.email) for point in FocalPoint.objects.active()] == ["second@interior.example"]


def test_who_is_focal_point_already_goes_on_without_a_link():
    meeting, state = a_meeting(), a_state()
    person = a_person(email="wanjiru@interior.example")
    FocalPoint.objects.create(organization=state, person=person, state="active")
    nomination, staff = under_verification(meeting=meeting, state=state)
    point = accepted(nomination, staff)
    assert FocalPoint.objects.get() == point
    assert (point.state, point.function, point.link_hash) == ("active", "Director of Migration", "")
    assert Delegation.objects.count() == 1


def test_an_alternate_who_is_nominated_becomes_the_focal_point():
    meeting, state = a_meeting(), a_state()
    former = FocalPoint.objects.create(organization=state, person=a_person(), state="active")
    person = a_person(email="wanjiru@interior.example")
    FocalPoint.objects.create(organization=state, person=person, state="active", is_alternate=True)
    nomination, staff = under_verification(meeting=meeting, state=state)
    accepted(nomination, staff)
    former.refresh_from_db()
    assert former.state == "superseded"
    assert FocalPoint.objects.active().primary().get().person == person


def test_a_suspended_person_is_not_made_focal_point_again_by_a_nomination():
    meeting, state = a_meeting(), a_state()
    person = a_person(email="wanjiru@interior.example")
    FocalPoint.objects.create(organization=state, person=person, state="suspended")
    nomination, staff = under_verification(meeting=meeting, state=state)
    with pytest.raises(Refused, match="suspended"):
        accepted(nomination, staff)
    assert fresh(nomination).state == "under_verification"
    assert FocalPoint.objects.get().state == "suspended"


def test_staff_named_by_a_state_is_not_signed_in_by_the_link(client):
    meeting, state = a_meeting(), a_state()
    staff = chair_staff(meeting)
    nomination = a_nomination(meeting, state, email=staff.email)
    actions.take_up_nomination(nomination_pk=nomination.pk, by=staff)
    point = accepted(nomination, staff)
    answer = client.post(task_link(point, "focal_point_take_on"))
    assert answer.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session
    assert FocalPoint.objects.get().state == "active"


def test_who_has_a_second_factor_is_asked_for_it(client):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = a_person(email="wanjiru@interior.example")
    TOTP.activate(person, generate_totp_secret())
    nomination, staff = under_verification()
    answer = client.post(task_link(accepted(nomination, staff), "focal_point_take_on"))
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
