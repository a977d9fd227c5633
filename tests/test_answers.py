"""What the addressee of an invitation can do with the link, and what the link alone does: nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Person, Trace
from correspondence import delivery
from correspondence.models import Message
from gfmd.tokens import token_for
from participants import actions
from participants.models import Delegation, FocalPoint, Invitation
from tests.factories import a_meeting, a_person, a_state, chair_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    meeting = a_meeting()
    state = a_state(name="Kenya", address_name="Amina Wanjiru", address_email="mission.ken@state.example")
    staff = chair_staff(meeting)
    actions.invite(meeting=meeting, organizations=[state], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    return Invitation.objects.get()


def link(invitation, name="invitation") -> str:
    return reverse(name, args=[token_for(invitation.link_name)])


def everything() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Invitation, FocalPoint, Delegation, Person, Message, Trace)
    ]


def test_opening_the_link_changes_nothing(client, invitation):
    before = everything()
    for _time in range(3):
        assert client.get(link(invitation)).status_code == 200
        assert client.head(link(invitation)).status_code == 200
    assert everything() == before
    assert "sessionid" not in client.cookies


def test_the_page_says_what_is_asked_by_when_and_in_whose_zone(client, invitation):
    closes_at = datetime(2038, 2, 14, 22, 59, tzinfo=UTC)  # but in Ramadan, Morocco is an hour ahead of UTC
    invitation.meeting.registration_closes_at = closes_at
    invitation.meeting.save()
    text = client.get(link(invitation)).content.decode()
    assert "14 February 2038, 23:59, Rabat time" in text
    assert "Kenya is invited to Rabat Summit" in text
    assert "Amina Wanjiru" in text


def test_no_answer_can_be_given_by_opening_an_address(client, invitation):
    for name in ("invitation_accept", "invitation_decline", "invitation_not_me", "invitation_new_link"):
        assert client.get(link(invitation, name)).status_code == 405
    assert Invitation.objects.get().answer == "none"


def test_accepting_makes_the_addressee_focal_point_signs_in_and_leads_to_the_delegation(client, invitation):
    answer = client.post(link(invitation, "invitation_accept"), {"name": "Amina Wanjiru"})
    delegation = Delegation.objects.get()
    assert answer.url == reverse("delegation", args=[delegation.pk])
    person = Person.objects.get(email="mission.ken@state.example")
    assert client.session["_auth_user_id"] == str(person.pk)
    focal_point = FocalPoint.objects.get()
    assert (focal_point.person, focal_point.organization, focal_point.state) == (
        person,
        invitation.organization,
        "active",
    )
    assert Invitation.objects.get().answer == "accepted"
    assert client.get(answer.url).status_code == 200


def test_a_link_signs_in_once_only(client, invitation):
    client.post(link(invitation, "invitation_accept"), {"name": "Amina"})
    client.logout()
    again = client.post(link(invitation, "invitation_accept"), {"name": "Amina"})
    assert again.status_code == 409
    assert "_auth_user_id" not in client.session
    assert "Accepted." in again.content.decode()


def test_a_successor_is_named_and_the_predecessor_is_kept(client, invitation):
    before = FocalPoint.objects.create(
        organization=invitation.organization, person=a_person(name="Before"), state="active"
    )
    client.post(link(invitation, "invitation_accept"), {"name": "Amina"})
    before.refresh_from_db()
    assert before.state == "superseded"
    assert FocalPoint.objects.active().get().person.email == "mission.ken@state.example"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "nul\x00"])
def test_a_name_that_cannot_be_taken_is_asked_for_again_in_the_page(client, invitation, name):
    answer = client.post(link(invitation, "invitation_accept"), {"name": name})
    assert answer.status_code == 422
    assert Invitation.objects.get().answer == "none"


@pytest.mark.parametrize("name", ["Madonna", "محمد", "王", "Ἀλέξανδρος", "Ана 🌍", "x" * 200])
def test_one_name_in_any_script_is_enough(client, invitation, name):
    client.post(link(invitation, "invitation_accept"), {"name": name})
    assert Person.objects.get(email="mission.ken@state.example").name == name


def test_declining_is_possible_and_respected(client, invitation):
    answer = client.post(link(invitation, "invitation_decline"), {"reason": "No budget this year"})
    assert answer.url == link(invitation)
    assert "Declined. Thank you for telling us." in client.get(answer.url).content.decode()
    stored = Invitation.objects.get()
    assert (stored.answer, stored.decline_reason) == ("declined", "No budget this year")
    assert Delegation.objects.get().state == "declined"
    assert FocalPoint.objects.count() == 0


def test_whoever_declined_may_still_accept(client, invitation):
    client.post(link(invitation, "invitation_decline"))
    client.post(link(invitation, "invitation_accept"), {"name": "Amina"})
    assert Delegation.objects.get().state == "not_started"


def test_a_forwarded_link_shows_whom_it_was_meant_for_and_asks(client, invitation):
    other = a_person(email="other@state.example")
    client.force_login(other)
    text = client.get(link(invitation)).content.decode()
    assert "addressed to <strong>Amina Wanjiru</strong>, mission.ken@state.example" in text
    assert "You are signed in as other@state.example" in text
    client.post(link(invitation, "invitation_not_me"), {"name": "Other One", "email": "Other@state.example"})
    stored = Invitation.objects.get()
    assert (stored.asks_name, stored.asks_email, stored.answer) == (
        "Other One",
        "other@state.example",
        "none",
    )
    assert FocalPoint.objects.count() == 0


def test_staff_readdress_a_forwarded_invitation_and_the_old_link_is_void(client, invitation):
    client.post(link(invitation, "invitation_not_me"), {"name": "Other One", "email": "other@state.example"})
    old = link(invitation)
    staff = chair_staff(invitation.meeting)
    client.force_login(staff)
    client.post(reverse("invitation_readdress", args=[invitation.meeting.slug, invitation.pk]))
    delivery.deliver_due()
    assert client.get(old).status_code == 404
    stored = Invitation.objects.get()
    assert (stored.to_email, stored.to_name, stored.asks_email) == ("other@state.example", "Other One", "")
    assert Message.objects.order_by("pk").last().to_email == "other@state.example"


def test_an_expired_link_offers_a_new_one_to_the_address_on_file(client, invitation):
    Invitation.objects.update(link_expires_at=timezone.now() - timedelta(minutes=1))
    Message.objects.update(queued_at=timezone.now() - timedelta(days=31))
    text = client.get(link(invitation)).content.decode()
    assert "This link has expired" in text
    assert "mission.ken@state.example" not in text
    assert client.post(link(invitation, "invitation_accept"), {"name": "Amina"}).status_code == 409
    assert client.post(link(invitation, "invitation_new_link")).status_code == 200
    delivery.deliver_due()
    assert Message.objects.filter(purpose="new_link").get().to_email == "mission.ken@state.example"
    assert client.get(link(Invitation.objects.get())).status_code == 200
    assert client.get(link(invitation)).status_code == 404


def test_a_new_link_is_not_sent_time_and_again(client, invitation):
    client.post(link(invitation, "invitation_new_link"))
    client.post(link(invitation, "invitation_new_link"))
    assert Message.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "محمد", "a" * 2000])
def test_a_link_nobody_sent_is_not_found(client, invitation, token):
    assert client.get(f"/invitations/{token}/").status_code == 404


def test_a_reminder_makes_the_former_link_void_but_not_the_answer(client, invitation):
    Message.objects.update(queued_at=timezone.now() - timedelta(days=1))
    old = link(invitation)
    actions.remind(meeting=invitation.meeting, by=chair_staff(invitation.meeting))
    answer = client.get(old)
    assert answer.status_code == 404
    assert "no longer valid: a newer one was sent" in answer.content.decode()
    assert client.post(old + "accept/", {"name": "A"}).status_code == 404


def test_after_the_last_minute_no_answer_is_taken_and_the_invitation_lapses(client, invitation):
    meeting = invitation.meeting
    meeting.registration_closes_at = timezone.now() - timedelta(minutes=5)
    meeting.save()
    answer = client.post(link(invitation, "invitation_accept"), {"name": "Amina"})
    assert answer.status_code == 409
    assert "Registration for this meeting is closed" in answer.content.decode()
    assert actions.lapse_unanswered() == 1
    assert "Registration is over" in client.get(link(invitation)).content.decode()


def test_in_the_last_minute_itself_an_answer_is_taken(client, invitation):
    meeting = invitation.meeting
    meeting.registration_closes_at = timezone.now().replace(second=0, microsecond=0)
    meeting.save()
    client.post(link(invitation, "invitation_accept"), {"name": "Amina"})
    assert Invitation.objects.get().answer == "accepted"


def test_a_person_with_a_second_factor_is_still_asked_for_it(client, invitation):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = a_person(email="mission.ken@state.example")
    TOTP.activate(person, generate_totp_secret())
    answer = client.post(link(invitation, "invitation_accept"), {"name": "Amina"})
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_the_address_of_the_focal_point_serves_the_next_meeting_too(client, invitation):
    client.post(link(invitation, "invitation_accept"), {"name": "Amina W."})
    coming = a_meeting()
    actions.invite(meeting=coming, organizations=Organization.objects.all(), by=chair_staff(coming))
    drafted = coming.invitations.get()
    assert (drafted.to_email, drafted.to_name) == ("mission.ken@state.example", "Amina W.")
