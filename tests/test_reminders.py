"""Reminders: who is told what by when, once, in their hours; and nobody who has acted, declined or withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from correspondence import delivery
from correspondence.models import Message, MessageState, TroubledAddress
from mailings.actions.reminders import evaluated, remind_everybody, remind_meeting
from mailings.models import Reminder, ReminderRule
from mailings.reminders.due import due_step
from mailings.reminders.owed import Reason
from participants import actions
from participants.models import Delegate, Delegation, Invitation
from tests.factories import (
    a_delegation,
    a_meeting,
    a_person,
    a_state,
    focal_point_of,
    with_delegates,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ALL = (
    "invitation",
    "delegation",
    "correction",
    "reconfirmation",
    "details",
    "places",
    "task",
    "comments",
    "clearance",
    "presentation",
)


def reminds(meeting, *abouts, days=(30, 14, 3), is_on=True):
    """Rules set long ago."""
    for about in abouts or ALL:
        ReminderRule.objects.create(meeting=meeting, about=about, days_before=list(days), is_on=is_on)
    ReminderRule.objects.filter(meeting=meeting).update(changed_at=LONG_AGO)
    return meeting


def in_days(number):
    """The last minute of a day at the venue of `a_meeting`, so many days from today."""
    on = timezone.now() + number * DAY
    return on.replace(hour=21, minute=59, second=0, microsecond=0)


def closing(days=14, **fields):
    """A meeting whose registration opened long ago and closes in so many days; the steps are 30, 14 and 3."""
    facts = {"registration_opens_at": LONG_AGO, "registration_closes_at": in_days(days)}
    return a_meeting(**{**facts, **fields})


def invited(meeting, number=1, **fields):
    """Invitations sent a month ago and not answered; returns them."""
    states = [a_state(**fields) for _number in range(number)]
    staff = a_person()
    actions.invite(meeting=meeting, organizations=states, by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    sent = Message.objects.filter(kind="invitation", meeting=meeting)
    sent.update(state=MessageState.SENT, queued_at=timezone.now() - 30 * DAY)
    return list(meeting.invitations.order_by("pk"))


def digests():
    return list(Message.objects.filter(kind="reminder_digest").order_by("pk"))


def deliver(kept=None):
    """Everything that waits, whatever the hour."""
    Message.objects.filter(state=MessageState.QUEUED).update(not_before=timezone.now())
    delivery.deliver_due()


def today_of(meeting, at=None):
    return evaluated(meeting, at or timezone.now(), meeting.reminder_rules.all())


# --- Steps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days_left", "step"), [(31, None), (30, 30), (20, 30), (14, 14), (3, 3), (0, 3)])
def test_the_last_step_that_is_reached_counts(days_left, step):
    meeting = a_meeting()
    at = datetime(2027, 1, 1, 12, tzinfo=UTC)
    deadline = at + days_left * DAY
    assert due_step(deadline, [30, 14, 3], meeting, at) == step


def test_after_the_last_minute_of_the_deadline_there_is_no_step():
    meeting, deadline = a_meeting(), datetime(2027, 1, 31, 22, 59, tzinfo=UTC)
    assert due_step(deadline, [3], meeting, deadline + timedelta(seconds=59)) == 3
    assert due_step(deadline, [3], meeting, deadline + timedelta(seconds=60)) is None


def test_a_step_belongs_to_a_day_at_the_venue():
    meeting = a_meeting(time_zone="Pacific/Auckland")
    deadline = datetime(2027, 2, 14, 10, 59, tzinfo=UTC)  # 14 February, 23:59 in Auckland
    assert due_step(deadline, [3], meeting, datetime(2027, 2, 10, 10, 59, tzinfo=UTC)) is None
    assert due_step(deadline, [3], meeting, datetime(2027, 2, 10, 11, 0, tzinfo=UTC)) == 3


# --- Invitations -----------------------------------------------------------------------------------------


def test_without_a_rule_nobody_is_reminded():
    invited(closing())
    assert remind_everybody() == 0
    assert digests() == []


def test_a_rule_that_is_off_reminds_nobody():
    invited(reminds(closing(), is_on=False))
    assert remind_everybody() == 0


def test_a_silent_invitation_is_reminded_of_with_the_link_it_came_with():
    meeting = reminds(closing(14), "invitation")
    (invitation,) = invited(meeting, name="Kenya")
    assert remind_meeting(meeting=meeting) == 1
    (message,) = digests()
    assert message.link_name == invitation.link_name == f"invitation-{invitation.pk}-1"
    assert "We have not heard whether Kenya takes part." in message.body
    assert message.link in message.text
    assert (message.organization, message.to_email) == (invitation.organization, invitation.to_email)


def test_the_link_in_a_reminder_opens_the_invitation_and_so_does_the_one_before(client):
    meeting = reminds(closing(14), "invitation")
    invited(meeting)
    first = Message.objects.get(kind="invitation").link
    remind_everybody()
    assert digests()[0].link == first
    assert client.get(first.replace("http://127.0.0.1:8000", "")).status_code == 200


def test_a_link_that_has_expired_is_renewed_for_the_reminder(client):
    meeting = reminds(closing(14), "invitation")
    (invitation,) = invited(meeting)
    Invitation.objects.update(link_expires_at=timezone.now() - DAY)
    remind_everybody()
    invitation.refresh_from_db()
    assert invitation.link_number == 2
    assert digests()[0].link_name == invitation.link_name
    assert invitation.is_link_valid(timezone.now() + 20 * DAY)


def test_a_step_is_told_once_however_often_it_is_asked_for():
    invited(reminds(closing(14), "invitation"), 3)
    assert remind_everybody() == 3
    assert remind_everybody() == 0
    assert remind_everybody(at=timezone.now() + DAY) == 0
    assert Reminder.objects.count() == 3


def test_the_next_step_is_told_when_its_day_comes():
    invited(reminds(closing(14), "invitation"))
    told = [day for day in range(14) if remind_everybody(at=timezone.now() + day * DAY)]
    assert told == [0, 11]


def test_after_days_in_which_nothing_ran_the_last_step_is_told_once():
    meeting = reminds(closing(14), "invitation")
    invited(meeting)
    assert remind_everybody(at=timezone.now() + 13 * DAY) == 1
    assert list(Reminder.objects.values_list("days", flat=True)) == [3]
    assert remind_everybody(at=timezone.now() + 13 * DAY) == 0


def test_who_was_invited_after_the_day_of_a_step_is_not_reminded_of_that_step():
    invited(reminds(closing(13), "invitation"))
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=50))
    assert remind_everybody() == 1
    Message.objects.filter(kind="invitation").update(queued_at=timezone.now() - timedelta(minutes=1))
    Reminder.objects.all().delete()
    assert remind_everybody() == 0


def test_a_rule_set_after_the_day_of_a_step_does_not_make_up_for_it():
    invited(reminds(closing(12), "invitation"))
    ReminderRule.objects.update(changed_at=timezone.now())
    assert remind_everybody() == 0


def test_who_declined_or_accepted_gets_nothing():
    meeting = reminds(closing(14), "invitation")
    declines, accepts, silent = invited(meeting, 3)
    actions.decline_invitation(invitation_pk=declines.pk, link_number=1)
    actions.accept_invitation(invitation_pk=accepts.pk, link_number=1, name="Amina")
    assert remind_everybody() == 1
    assert digests()[0].to_email == silent.to_email
    passed = today_of(meeting).passed
    assert (declines.organization, Reason.DECLINED) in [(one.owed.organization, one.why) for one in passed]


def test_who_was_reminded_by_the_chair_today_is_not_reminded_again():
    meeting = reminds(closing(14), "invitation")
    invited(meeting)
    Message.objects.filter(kind="invitation").update(queued_at=timezone.now() - 2 * DAY)
    assert actions.remind(meeting=meeting, by=a_person()) == 1
    Message.objects.filter(kind="reminder").update(state=MessageState.SENT)
    assert remind_everybody() == 0


def test_a_class_with_a_deadline_of_its_own_is_reminded_by_that():
    meeting = reminds(closing(40), "invitation")
    invited(meeting, kind="academia", regional_group="", un_member_since=None)
    assert remind_everybody() == 0
    meeting.windows.create(participant_class="others", closes_at=in_days(14))
    assert remind_everybody() == 1


def test_an_address_from_which_messages_come_back_is_passed_over():
    meeting = reminds(closing(14), "invitation")
    (invitation,) = invited(meeting)
    TroubledAddress.objects.create(email=invitation.to_email.upper(), trouble="bounced")
    assert remind_everybody() == 0
    assert [one.why for one in today_of(meeting).passed] == [Reason.TROUBLED]
    TroubledAddress.objects.all().delete()
    assert remind_everybody() == 1


# --- Delegations -----------------------------------------------------------------------------------------


@pytest.fixture
def kenya():
    meeting = reminds(closing(14), "delegation", "correction")
    delegation = a_delegation(meeting=meeting, organization=a_state("Kenya", "KEN", iso2="KE"))
    delegation.point = focal_point_of(delegation)
    return delegation


def test_a_reminder_says_exactly_what_is_missing(kenya):
    with_delegates(kenya, 1, by=kenya.point, head=False)
    Delegate.objects.create(delegation=kenya, seat=2, name="Amina Otieno", state="incomplete")
    assert remind_everybody() == 1
    (message,) = digests()
    assert "Seat 2, Amina Otieno: the function is missing.\nNobody is head of the delegation yet.\n" in message.body
    assert message.person == kenya.point


def test_it_is_said_in_the_language_of_the_recipient(kenya):
    kenya.point.language = "fr"
    kenya.point.save()
    remind_everybody()
    (message,) = digests()
    assert message.language == "fr"
    assert "No seat is taken yet." not in message.body


def test_extra_time_is_respected(kenya):
    remind_everybody()
    actions.grant_extra_time(
        delegation_pk=kenya.pk, until=in_days(20), reason="The note comes.", by=a_person()
    )
    assert [at for at in range(21) if remind_everybody(at=timezone.now() + at * DAY)] == [6, 17]


def test_who_submits_in_the_minute_before_it_leaves_gets_nothing(kenya):
    with_delegates(kenya, 1, by=kenya.point)
    remind_everybody()
    kenya.refresh_from_db()
    actions.submit_delegation(delegation_pk=kenya.pk, version=kenya.version, by=kenya.point)
    deliver()
    assert [message.state for message in digests()] == ["cancelled"]


def test_who_has_done_a_part_is_told_of_the_rest_alone(kenya):
    with_delegates(kenya, 1, by=kenya.point, head=False)
    Delegate.objects.create(delegation=kenya, seat=2, name="Amina Otieno", state="incomplete")
    remind_everybody()
    Delegate.objects.filter(seat=2).update(function="Director")
    deliver()
    (message,) = digests()
    assert message.state == "sent"
    assert "the function is missing" not in message.body
    assert "Nobody is head of the delegation yet." in message.body


def test_a_rule_switched_off_before_it_leaves_cancels_it(kenya):
    remind_everybody()
    ReminderRule.objects.update(is_on=False)
    deliver()
    assert [message.state for message in digests()] == ["cancelled"]


@pytest.mark.parametrize("act", ["withdraw_delegation", "decline_delegation"])
def test_who_withdrew_or_declined_gets_nothing(kenya, act):
    Delegation.objects.filter(pk=kenya.pk).update(state="draft")
    getattr(actions, act)(delegation_pk=kenya.pk, by=kenya.point)
    assert remind_everybody() == 0


def test_what_the_chair_returned_is_quoted(kenya):
    with_delegates(kenya, 1, by=kenya.point)
    Delegation.objects.filter(pk=kenya.pk).update(
        state="returned", return_sentence="Please give the function in full."
    )
    remind_everybody()
    assert "The chair returned it for correction: “Please give the function in full.”" in digests()[0].body


def test_an_organization_without_a_focal_point_is_shown_and_stops_nobody(kenya):
    vacant = a_delegation(meeting=kenya.meeting)
    assert remind_everybody() == 1
    assert [(one.owed.organization, one.why) for one in today_of(kenya.meeting).passed][:1] == [
        (kenya.organization, Reason.TOLD)
    ]
    assert (vacant.organization, Reason.NOBODY) in [
        (one.owed.organization, one.why) for one in today_of(kenya.meeting).passed
    ]
