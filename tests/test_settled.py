"""When a matter is settled nothing more is sent about it, and what happened is on record."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Trace
from correspondence import delivery
from correspondence.models import Message
from gfmd.tokens import token_for
from meetings.actions import move_meeting
from participants import actions
from participants.models import FocalPoint, Invitation
from tests.factories import a_meeting, a_state, chair_staff

pytestmark = pytest.mark.django_db


def sent(number: int = 1, *, delivered: bool = True, **fields):
    """A meeting with that many invitations sent, and a member of its staff."""
    meeting = a_meeting(**fields)
    staff = chair_staff(meeting)
    actions.invite(meeting=meeting, organizations=[a_state() for _ in range(number)], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    if delivered:
        delivery.deliver_due()
    return meeting, staff


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def correct(invitation, staff, email="other@state.example"):
    return actions.correct_address(
        invitation_pk=invitation.pk, to_email=email, to_name="", language="en", by=staff
    )


def test_an_address_corrected_after_a_decline_sends_nothing():
    meeting, staff = sent()
    invitation = meeting.invitations.get()
    actions.decline_invitation(invitation_pk=invitation.pk, link_number=1, reason="No")
    correct(invitation, staff)
    assert states() == ["sent"]
    assert meeting.invitations.get().to_email == "other@state.example"


@pytest.mark.parametrize("state", ["registration_closed", "postponed", "cancelled", "concluded"])
def test_an_address_corrected_when_nobody_can_answer_sends_nothing(state):
    meeting, staff = sent()
    meeting.state = state
    meeting.save()
    correct(meeting.invitations.get(), staff)
    assert states() == ["sent"]


@pytest.mark.parametrize("to", ["registration_closed", "postponed", "cancelled"])
def test_what_waits_to_be_sent_is_held_back_when_nobody_can_answer(to):
    meeting, staff = sent(2, delivered=False)
    move_meeting(meeting=meeting, to=to, by=staff)
    delivery.deliver_due()
    assert states() == ["cancelled", "cancelled"]


def test_what_was_held_back_is_sent_when_the_meeting_is_open_again():
    meeting, staff = sent(2, delivered=False)
    move_meeting(meeting=meeting, to="registration_closed", by=staff)
    delivery.deliver_due()
    meeting = move_meeting(meeting=meeting, to="registration_open", by=staff)
    assert actions.send_invitations(meeting=meeting, by=staff) == 2
    assert actions.send_invitations(meeting=meeting, by=staff) == 0
    delivery.deliver_due()
    assert states() == ["cancelled", "cancelled", "sent", "sent"]
    assert {row.state for row in meeting.invitations.with_state()} == {"sent"}


def test_what_still_waits_when_the_meeting_is_open_again_leaves_as_it_stands():
    meeting, staff = sent(2, delivered=False)
    move_meeting(meeting=meeting, to="registration_closed", by=staff)
    meeting = move_meeting(meeting=meeting, to="registration_open", by=staff)
    assert actions.send_invitations(meeting=meeting, by=staff) == 0
    delivery.deliver_due()
    assert states() == ["sent", "sent"]


def test_a_message_that_still_waits_is_not_sent_beside_the_one_that_replaces_it():
    meeting, _staff = sent(delivered=False)
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=1))
    actions.renew_link(invitation_pk=meeting.invitations.get().pk)
    delivery.deliver_due()
    assert states() == ["cancelled", "sent"]


def test_a_lapse_is_on_record_and_holds_back_what_waits():
    meeting, _staff = sent(2, delivered=False)
    after = meeting.registration_closes_at + timedelta(hours=1)
    assert actions.lapse_unanswered(at=after) == 2
    assert actions.lapse_unanswered(at=after) == 0
    assert states() == ["cancelled", "cancelled"]
    trace = Trace.objects.get(act="lapse_unanswered")
    assert (trace.subject, trace.after, trace.by) == (f"meeting:{meeting.pk}", {"lapsed": 2}, None)


def test_a_lapsed_invitation_can_be_answered_when_the_chair_extends_the_time(client):
    meeting, staff = sent()
    actions.lapse_unanswered(at=meeting.registration_closes_at + timedelta(hours=1))
    invitation = meeting.invitations.get()
    address = reverse("invitation", args=[token_for(invitation.link_name)])
    assert "I am the addressee: accept" in client.get(address).content.decode()
    actions.send_again(invitation_pk=invitation.pk, by=staff)
    assert Invitation.objects.get().answer == "none"


def test_the_page_of_an_invitation_says_when_it_is_too_late(client):
    meeting, _staff = sent()
    meeting.state = "registration_closed"
    meeting.save()
    address = reverse("invitation", args=[token_for(meeting.invitations.get().link_name)])
    text = client.get(address).content.decode()
    assert "Registration is over." in text
    assert "I am the addressee: accept" not in text


def test_a_title_of_any_length_fits_a_subject():
    meeting, staff = sent(title="Summit " * 42, delivered=False)
    assert len(Message.objects.get().subject) <= 300
    assert actions.send_invitations(meeting=meeting, by=staff) == 0


@pytest.mark.django_db(transaction=True)
def test_one_person_who_accepts_for_two_organizations_at_once_has_one_account():
    meeting, staff = sent(2)
    for invitation in meeting.invitations.order_by("pk"):
        correct(invitation, staff, "both@state.example")
    gate, failed = threading.Barrier(2), []

    def accept(pk):
        gate.wait()
        try:
            actions.accept_invitation(invitation_pk=pk, link_number=2, name="Amina")
        except Exception as problem:
            failed.append(problem)
        connections.close_all()

    threads = [threading.Thread(target=accept, args=[row.pk]) for row in meeting.invitations.all()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert not Person.objects.get(email="both@state.example").has_usable_password()
    assert FocalPoint.objects.active().count() == 2
