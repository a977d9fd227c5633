"""One invitation is never sent twice and never lost, whatever dies on the way."""

import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from correspondence import delivery
from correspondence.actions import queue
from correspondence.messages import account_message
from correspondence.models import Message
from participants import actions
from participants.models import Invitation
from tests.factories import a_meeting, a_person, a_state, chair_staff
from tests.services import ROOT, environment_of_tests

pytestmark = pytest.mark.django_db(transaction=True)


def invited(number: int):
    """A meeting with `number` drafts that have an address, and a member of the chair's staff."""
    meeting = a_meeting()
    staff = chair_staff(meeting)
    actions.invite(meeting=meeting, organizations=[a_state() for _ in range(number)], by=staff)
    return meeting, staff


def wait_until(happened, seconds: float = 60) -> None:
    give_up_at = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.05)


def all_settled() -> bool:
    connections["default"].close_if_unusable_or_obsolete()
    return not Message.objects.filter(state__in=["queued", "sending"]).exists()


def test_a_second_press_of_the_button_finds_nothing_left_to_send(smtp_server):
    meeting, staff = invited(3)
    assert actions.send_invitations(meeting=meeting, by=staff) == 3
    assert actions.send_invitations(meeting=meeting, by=staff) == 0
    delivery.deliver_due()
    assert len(smtp_server.messages) == 3


def test_two_members_of_staff_who_press_at_once_send_each_invitation_once(smtp_server):
    meeting, staff = invited(10)
    sent, gate = [], threading.Barrier(4)

    def press():
        gate.wait()
        sent.append(actions.send_invitations(meeting=meeting, by=staff))
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [0, 0, 0, 10]
    delivery.deliver_due()
    assert Counter(smtp_server.message_ids).most_common(1)[0][1] == 1
    assert len(smtp_server.messages) == 10


def test_a_task_run_twice_and_at_once_sends_each_message_once(smtp_server):
    meeting, staff = invited(20)
    actions.send_invitations(meeting=meeting, by=staff)
    gate = threading.Barrier(4)

    def run():
        gate.wait()
        delivery.deliver_due()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    delivery.deliver_due()
    assert len(smtp_server.messages) == 20
    assert len(set(smtp_server.message_ids)) == 20


def test_a_worker_killed_in_the_middle_of_193_loses_none_and_repeats_at_most_the_one_in_flight(
    smtp_server, worker, beat
):
    smtp_server.delay = 0.02
    meeting, staff = invited(193)
    first = worker()
    actions.send_invitations(meeting=meeting, by=staff)
    wait_until(lambda: len(smtp_server.messages) >= 40)
    first.kill()
    beat()
    worker()
    wait_until(all_settled)
    assert Message.objects.filter(state="sent").count() == 193
    assert Invitation.objects.with_state().filter(state="sent").count() == 193
    seen = Counter(smtp_server.message_ids)
    assert len(seen) == 193
    assert sum(seen.values()) - 193 <= 1
    assert set(seen) == {message.message_id for message in Message.objects.all()}


def test_with_the_broker_stopped_the_invitations_wait_and_leave_when_it_is_back(
    smtp_server, valkey, worker, beat
):
    meeting, staff = invited(20)
    valkey.stop()
    assert actions.send_invitations(meeting=meeting, by=staff) == 20
    assert Message.objects.filter(state="queued").count() == 20
    valkey.start()
    beat()
    worker()
    wait_until(all_settled)
    assert len(smtp_server.messages) == 20
    assert Message.objects.filter(state="sent").count() == 20


def test_a_broker_that_stops_and_forgets_everything_while_193_leave_loses_none(
    smtp_server, valkey, worker, beat
):
    smtp_server.delay = 0.01
    meeting, staff = invited(193)
    worker()
    beat()
    actions.send_invitations(meeting=meeting, by=staff)
    wait_until(lambda: len(smtp_server.messages) >= 30)
    valkey.stop()
    time.sleep(1)
    valkey.start()
    wait_until(all_settled, seconds=90)
    assert len(set(smtp_server.message_ids)) == 193
    assert len(smtp_server.messages) == 193


DIES_AFTER_THE_COMMIT = """
import os, signal, sys
import django
django.setup()
from correspondence import actions as correspondence_actions
from meetings.models import Meeting
from accounts.models import Person
from participants import actions
correspondence_actions.wake_worker = lambda: os.kill(os.getpid(), signal.SIGKILL)
meeting, staff = Meeting.objects.get(), Person.objects.get()
actions.send_invitations(meeting=meeting, by=staff)
"""


def test_a_process_that_dies_between_commit_and_hand_over_loses_nothing(smtp_server, worker, beat):
    invited(12)
    died = subprocess.run(
        [sys.executable, "-c", DIES_AFTER_THE_COMMIT],
        cwd=ROOT,
        env={**environment_of_tests(), "DJANGO_SETTINGS_MODULE": "gfmd.settings"},
        stdin=subprocess.DEVNULL,
    )
    assert died.returncode == -9
    assert Message.objects.filter(state="queued").count() == 12
    beat()
    worker()
    wait_until(all_settled)
    assert len(smtp_server.messages) == 12
    assert len(set(smtp_server.message_ids)) == 12


def test_a_claim_of_a_worker_that_lives_is_left_alone(smtp_server):
    meeting, staff = invited(1)
    actions.send_invitations(meeting=meeting, by=staff)
    returned = []

    def look():
        returned.append(delivery.return_abandoned())
        connections.close_all()

    with delivery.claiming() as number:
        delivery.settle_and_claim(None, number)
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert returned == [0]
    assert delivery.return_abandoned() == 1


def test_a_refused_address_is_kept_with_the_words_of_the_server_and_stops_nobody_else(smtp_server):
    meeting, staff = invited(3)
    bad = meeting.invitations.order_by("pk")[1]
    smtp_server.refuse[bad.to_email] = 550
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    assert len(smtp_server.messages) == 2
    bad = meeting.invitations.with_state().select_related("message").get(pk=bad.pk)
    assert bad.state == "bounced"
    assert bad.message.server_said == "550 5.1.1 No such mailbox"


def test_a_corrected_address_is_sent_to_again_with_a_new_link(smtp_server):
    meeting, staff = invited(1)
    invitation = meeting.invitations.get()
    smtp_server.refuse[invitation.to_email] = 550
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    actions.correct_address(
        invitation_pk=invitation.pk, to_email="right@state.example", to_name="", language="en", by=staff
    )
    delivery.deliver_due()
    assert [envelope.rcpt_tos for envelope, _id in smtp_server.messages] == [["right@state.example"]]
    assert meeting.invitations.with_state().get().state == "sent"
    assert meeting.invitations.get().link_number == 2


def test_a_temporary_refusal_is_tried_again_later(smtp_server):
    meeting, staff = invited(1)
    address = meeting.invitations.get().to_email
    smtp_server.refuse[address] = 450
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("queued", 1)
    assert message.not_before > timezone.now()
    del smtp_server.refuse[address]
    Message.objects.update(not_before=timezone.now())
    delivery.deliver_due()
    assert len(smtp_server.messages) == 1


def test_a_server_that_hangs_up_after_the_message_is_asked_again_under_the_same_message_id(smtp_server):
    meeting, staff = invited(1)
    smtp_server.drop_after_data = 1
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    assert Message.objects.get().state == "queued"
    Message.objects.update(not_before=timezone.now())
    delivery.deliver_due()
    assert Message.objects.get().state == "sent"
    assert len(set(smtp_server.message_ids)) == 1


def test_with_the_mail_server_away_everything_waits(smtp_server):
    meeting, staff = invited(3)
    smtp_server.stop()
    actions.send_invitations(meeting=meeting, by=staff)
    assert delivery.deliver_due() == 0
    assert Message.objects.filter(state="queued").count() == 3
    smtp_server.start()
    Message.objects.update(not_before=timezone.now())
    assert delivery.deliver_due() == 3


def test_a_sign_in_code_overtakes_the_invitations(smtp_server):
    meeting, staff = invited(3)
    actions.send_invitations(meeting=meeting, by=staff)
    queue([account_message("account/email/login_code", "me@forum.example", {"code": "123"})])
    delivery.deliver_due()
    assert smtp_server.messages[0][0].rcpt_tos == ["me@forum.example"]


def test_the_database_keeps_no_secret_of_a_link(smtp_server):
    meeting, staff = invited(1)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    message, invitation = Message.objects.get(), Invitation.objects.get()
    token = message.link.rstrip("/").rpartition("/")[2]
    assert token in smtp_server.messages[0][0].content.decode()
    kept = repr(Message.objects.values().get()) + repr(Invitation.objects.values().get())
    assert token not in kept
    assert len(invitation.link_hash) == 64


def test_those_who_have_answered_get_no_reminder(smtp_server):
    meeting, staff = invited(3)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    yesterday = timezone.now() - timedelta(days=1)
    Message.objects.update(queued_at=yesterday)
    first, second, third = meeting.invitations.order_by("pk")
    actions.decline_invitation(invitation_pk=first.pk, link_number=first.link_number)
    actions.accept_invitation(invitation_pk=second.pk, link_number=second.link_number, name="Amina")
    assert actions.remind(meeting=meeting, by=staff) == 1
    assert actions.remind(meeting=meeting, by=staff) == 0
    delivery.deliver_due()
    assert smtp_server.messages[-1][0].rcpt_tos == [third.to_email]
    assert len(smtp_server.messages) == 4


def test_all_193_are_written_once_and_those_without_address_are_named():
    meeting = a_meeting()
    staff = chair_staff(meeting)
    for number in range(192):
        a_state(name=f"Member {number}")
    a_state(name="Without", address_email="")
    assert actions.invite_member_states(meeting=meeting, on=timezone.localdate(), by=staff) == 193
    assert actions.invite_member_states(meeting=meeting, on=timezone.localdate(), by=staff) == 0
    assert actions.send_invitations(meeting=meeting, by=staff) == 192
    without = meeting.invitations.with_state().get(to_email="")
    assert (without.organization.name_en, without.state) == ("Without", "draft")


def test_a_state_that_joins_later_is_not_a_member_before():
    meeting = a_meeting()
    a_state(un_member_since=2030)
    assert actions.invite_member_states(meeting=meeting, on=timezone.localdate(), by=a_person()) == 0
