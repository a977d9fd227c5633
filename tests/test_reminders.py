"""Reminders: who is told what by when, once, in their hours; and nobody who has acted, declined or withdrawn."""

import html
import threading
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Person, Trace
from correspondence import delivery
from correspondence.models import Message, MessageState, TroubledAddress
from gfmd.hours import hours_of
from mailings.actions.reminders import (
    evaluated,
    mark_of_rules,
    queue_one_by_one_if_need_be,
    remind_everybody,
    remind_meeting,
)
from mailings.actions.reminders import rules_of as rules_with_unset
from mailings.messages.reminders import digest_message
from mailings.models import Reminder, ReminderRule
from mailings.reminders.due import due_step
from mailings.reminders.owed import Reason
from participants import actions
from participants.models import Delegate, Delegation, FocalPoint, Invitation
from roundtables import actions as brief_actions
from roundtables.models import Draft, TeamMember
from tests.factories import (
    a_delegation,
    a_meeting,
    a_person,
    a_roundtable,
    a_state,
    chair_staff,
    focal_point_of,
    with_delegates,
)
from tests.teams import a_team, opened, put

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
VENUE = ZoneInfo("Africa/Casablanca")
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


def today_there():
    """This minute on the clocks at the venue: whole days later they show the same."""
    return timezone.now().astimezone(VENUE)


def in_days(number):
    """The last minute but sixty of a day at the venue of `a_meeting`, so many days from today there."""
    on = today_there() + number * DAY
    return on.replace(hour=22, minute=59, second=0, microsecond=0)


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


def deliver():
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


def test_what_was_told_is_forgotten_three_months_after_its_deadline():
    invited(reminds(closing(14), "invitation"))
    remind_everybody()
    remind_everybody(at=timezone.now() + 100 * DAY)
    assert Reminder.objects.count() == 1
    remind_everybody(at=timezone.now() + 105 * DAY)
    assert Reminder.objects.count() == 0


def test_the_next_step_is_told_when_its_day_comes():
    invited(reminds(closing(14), "invitation"))
    told = [day for day in range(14) if remind_everybody(at=today_there() + day * DAY)]
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
    assert (
        "Seat 2, Amina Otieno: the function is missing.\nNobody is head of the delegation yet.\n"
        in message.body
    )
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
    assert [at for at in range(21) if remind_everybody(at=today_there() + at * DAY)] == [6, 17]


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


# --- Delegates, tasks, roundtables -----------------------------------------------------------------------


def test_a_delegate_who_has_not_completed_the_details_gets_the_link_again(kenya):
    reminds(kenya.meeting, "details")
    delegate = actions.take_seat_for(
        delegation_pk=kenya.pk, name="Otieno", email="otieno@foreign.example", by=kenya.point
    )
    Delegate.objects.update(link_sent_at=timezone.now() - 2 * DAY, link_expires_at=timezone.now() - DAY)
    remind_meeting(meeting=kenya.meeting)
    delegate.refresh_from_db()
    (message,) = [one for one in digests() if one.to_email == "otieno@foreign.example"]
    assert "Missing: Function." in message.body or "Missing: function." in message.body
    assert (message.link_name, delegate.link_number) == (delegate.link_name, 2)
    assert delegate.is_link_valid()
    Delegate.objects.update(completed_at=timezone.now())
    deliver()
    assert [one.state for one in digests() if one.to_email == "otieno@foreign.example"] == ["cancelled"]


def test_who_has_no_place_at_a_roundtable_is_told_before_the_meeting(kenya):
    meeting = reminds(kenya.meeting, "places", days=[90])
    with_delegates(kenya, 2, by=kenya.point)
    Delegate.objects.filter(seat=1).update(email="head@foreign.example")
    Delegate.objects.update(taken_at=LONG_AGO)
    Delegation.objects.update(state="submitted", submitted_at=LONG_AGO)
    assert remind_meeting(meeting=meeting) == 0
    a_roundtable(meeting, is_published=True, capacity=10)
    assert remind_meeting(meeting=meeting) == 2
    said = {message.to_email: message.body for message in digests()}
    assert "You have not chosen a roundtable yet." in said["head@foreign.example"]
    assert "No roundtable is chosen yet for Delegate 2." in said[kenya.point.email]


def test_who_has_not_taken_on_a_task_gets_the_link_to_it():
    meeting = reminds(closing(14), "task", days=[7])
    (invitation,) = invited(meeting)
    point = FocalPoint.objects.create(
        organization=invitation.organization, person=a_person(), state="pending", since=LONG_AGO
    )
    FocalPoint.objects.update(link_number=1, link_expires_at=timezone.now() + 7 * DAY)
    assert remind_meeting(meeting=meeting) == 1
    point.refresh_from_db()
    assert (digests()[0].to_email, digests()[0].link_name) == (point.person.email, point.link_name)


def test_who_was_asked_again_after_a_postponement_is_reminded(kenya):
    meeting = reminds(kenya.meeting, "reconfirmation", days=[90])
    with_delegates(kenya, 1, by=kenya.point)
    Delegation.objects.update(state="confirmed", reconfirm_asked_at=LONG_AGO)
    assert remind_meeting(meeting=meeting) == 1
    assert "Please say whether your delegation still comes." in digests()[0].body
    actions.reconfirm_delegation(delegation_pk=kenya.pk, by=kenya.point)
    deliver()
    assert digests()[0].state == "cancelled"


def test_the_team_of_a_roundtable_is_reminded_of_comments_clearance_and_talks():
    team = a_team(closing(14))
    reminds(team.meeting, "comments", "clearance", "presentation", days=[90, 3])
    draft = opened(team, until=in_days(3))
    TeamMember.objects.update(appointed_at=LONG_AGO)
    assert {one.owed[0].about for one in today_of(team.meeting).digests} == {"presentation"}
    later = {one.email for one in evaluated(team.meeting, timezone.now() + DAY, rules(team)).digests}
    assert team.speaker.email in later
    move_back(draft)
    assert remind_meeting(meeting=team.meeting) == 6
    said = {message.to_email: message.body for message in digests()}
    assert "Comment on the first draft of roundtable 1.1 by" in said[team.anna.email]
    assert "Hand in your presentation for roundtable 1.1." in said[team.speaker.email]


def test_who_has_a_text_to_clear_is_reminded_until_it_is_cleared():
    team = a_team(closing(14))
    reminds(team.meeting, "clearance", days=[90])
    draft = put(team)
    move_back(draft)
    assert remind_meeting(meeting=team.meeting) == 2
    brief_actions.clear_brief(draft=draft, organization=team.sweden, by=team.anna)
    deliver()
    assert {one.to_email: one.state for one in digests()} == {
        team.anna.email: "cancelled",
        team.rahman.email: "sent",
    }


def rules(team):
    return list(team.meeting.reminder_rules.all())


def move_back(draft):
    """A frozen draft is kept as it is, its instants too: as if it had been frozen long ago."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Draft.objects.filter(pk=draft.pk).update(frozen_at=LONG_AGO)
        cursor.execute("SET LOCAL session_replication_role = origin")


# --- One message a day -----------------------------------------------------------------------------------


def test_five_things_are_one_message_the_first_deadline_first(kenya):
    meeting = kenya.meeting
    for about in ("invitation", "reconfirmation", "places"):
        reminds(meeting, about, days=[90, 14])
    (invitation,) = invited(meeting)
    Invitation.objects.update(to_email=kenya.point.email)
    other = a_delegation(meeting=meeting, organization=a_state("Ghana", "GHA", iso2="GH"))
    FocalPoint.objects.create(organization=other.organization, person=kenya.point, state="active")
    with_delegates(other, 1, by=kenya.point)
    Delegation.objects.filter(pk=other.pk).update(state="confirmed", reconfirm_asked_at=LONG_AGO)
    assert remind_meeting(meeting=meeting) == 1
    (message,) = digests()
    titles = [line for line in message.body.splitlines() if line.startswith("**")]
    assert titles == [
        f"**Invitation of {invitation.organization.name}**",
        "**Delegation of Kenya**",
        "**Delegation of Ghana**",
    ]
    # Of several organizations: it stands in the file of the person alone.
    assert (message.organization, message.person) == (None, kenya.point)


def test_a_second_personal_link_goes_in_a_message_of_its_own():
    meeting = reminds(closing(14), "invitation")
    invited(meeting, 2)
    Invitation.objects.update(to_email="mission@state.example")
    assert remind_everybody() == 2
    assert len({message.link_name for message in digests()}) == 2
    assert remind_everybody() == 0


def test_what_turns_up_after_todays_message_waits_until_tomorrow(kenya):
    assert remind_everybody() == 1
    reminds(kenya.meeting, "invitation")
    invited(kenya.meeting)
    Invitation.objects.update(to_email=kenya.point.email)
    assert remind_everybody() == 0
    assert Reason.DIGEST_LEFT in [one.why for one in today_of(kenya.meeting).passed]
    assert remind_everybody(at=timezone.now() + DAY) == 1


# --- Hours -----------------------------------------------------------------------------------------------


def test_a_reminder_waits_for_the_morning_after_the_weekend_of_its_state():
    """A summit in 2031, registration closing on Friday 14 February; three days before is a Tuesday, 14 a Friday."""
    closes = datetime(2031, 2, 14, 22, 59, tzinfo=UTC)
    meeting = reminds(a_meeting(registration_closes_at=closes), "invitation")
    states = {code: invited(meeting, iso2=code)[-1].organization for code in ("FR", "EG")}
    at = datetime(2031, 1, 31, 20, 0, tzinfo=UTC)
    remind_meeting(meeting=meeting, at=at)
    leave = {message.organization: message.not_before for message in digests()}
    assert leave == {
        states["FR"]: datetime(2031, 2, 3, 7, 0, tzinfo=UTC),
        states["EG"]: datetime(2031, 2, 2, 6, 0, tzinfo=UTC),
    }


def test_a_deadline_before_the_end_of_the_weekend_is_told_of_on_saturday():
    closes = datetime(2031, 2, 16, 22, 59, tzinfo=UTC)  # a Sunday
    meeting = reminds(a_meeting(registration_closes_at=closes), "invitation", days=[2])
    invited(meeting, iso2="FR")
    remind_meeting(meeting=meeting, at=datetime(2031, 2, 14, 20, 0, tzinfo=UTC))
    assert [one.not_before for one in digests()] == [datetime(2031, 2, 15, 7, 0, tzinfo=UTC)]


def test_an_organization_without_a_state_keeps_the_hours_of_the_venue():
    closes = datetime(2031, 2, 14, 22, 59, tzinfo=UTC)
    meeting = reminds(a_meeting(registration_closes_at=closes), "invitation")
    invited(meeting, kind="academia", regional_group="", un_member_since=None, iso3="")
    remind_meeting(meeting=meeting, at=datetime(2031, 1, 31, 20, 0, tzinfo=UTC))
    assert [one.not_before for one in digests()] == [datetime(2031, 2, 3, 7, 0, tzinfo=UTC)]


@pytest.mark.parametrize("held", [{"not_before": -2 * HOUR}, {"attempts": 1}, {"repeats": 1}])
def test_a_reminder_held_up_past_its_hours_waits_for_the_next(held):
    soon = timezone.now() + HOUR
    closed = next(code for code in ("FR", "JP", "US", "NZ") if not hours_of(code).is_working(soon))
    invited(reminds(closing(), "invitation"), iso2=closed)
    remind_everybody()
    facts = {"not_before": timezone.now() - MINUTE}
    for field, value in held.items():
        facts[field] = timezone.now() + value if field == "not_before" else value
    Message.objects.filter(kind="reminder_digest").update(**facts)
    delivery.deliver_due()
    message = digests()[0]
    assert message.state == MessageState.QUEUED
    assert message.not_before == hours_of(closed).next_working(timezone.now())


# --- One that fails, two at once, and many ---------------------------------------------------------------


def test_one_that_cannot_be_read_is_shown_and_stops_nobody(client, staff, kenya, caplog):
    strange = a_delegation(meeting=kenya.meeting)
    focal_point_of(strange, name="Somebody Private")
    Delegation.objects.filter(pk=strange.pk).update(extra_until=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    assert remind_everybody() == 1
    assert f"Reminder about delegation {strange.pk} cannot be made: OverflowError" in caplog.text
    assert "Somebody Private" not in caplog.text
    text = client.get(page("reminders_today", kenya.meeting) + "?show=troubles").content.decode()
    assert f"Delegations not submitted, number {strange.pk} in the records" in text


def test_one_that_cannot_be_written_is_shown_and_stops_nobody(client, staff, kenya, caplog):
    strange = a_delegation(meeting=kenya.meeting)
    with_delegates(strange, 1, by=focal_point_of(strange, name="Somebody Private"))
    Delegation.objects.filter(pk=strange.pk).update(state="returned")
    strange.delegates.get().checks.create(field="no_such_field", state="returned", sentence="Correct it.")
    assert remind_everybody() == 1
    assert f"The reminder of correction {strange.pk} cannot be written: FieldDoesNotExist" in caplog.text
    text = client.get(page("reminders_today", kenya.meeting) + "?show=troubles").content.decode()
    assert f"Delegations returned for correction, number {strange.pk} in the records" in text


def test_a_text_that_the_database_refuses_stops_nobody(kenya, caplog):
    meeting = kenya.meeting
    others = [a_delegation(meeting=meeting) for _number in range(2)]
    for delegation in others:
        focal_point_of(delegation)
    evaluation = evaluated(meeting, timezone.now(), rules_of_meeting(meeting))
    made = [(digest, digest_message(digest)) for digest in evaluation.digests]
    made[1][1].body = "A text with \x00 in it"
    kept = queue_one_by_one_if_need_be(made)
    assert [row.to_email for _digest, row in kept] == [made[0][1].to_email, made[2][1].to_email]
    assert [line for line in caplog.text.splitlines() if made[1][1].to_email in line] == []


def rules_of_meeting(meeting):
    return list(meeting.reminder_rules.all())


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once():
    meeting = reminds(closing(14), "delegation")
    for _number in range(12):
        focal_point_of(a_delegation(meeting=meeting))
    start, told = threading.Barrier(3), []

    def work():
        try:
            start.wait()
            told.append(remind_everybody())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == [0, 0, 12]
    assert (Reminder.objects.count(), len(digests())) == (12, 12)


@pytest.mark.parametrize("number", [1, 3])
def test_an_evaluation_asks_the_same_however_many_there_are(number, django_assert_num_queries):
    meeting = reminds(closing(14), "invitation", "delegation", "correction")
    for invitation in invited(meeting, number):
        delegation = a_delegation(meeting=meeting, organization=invitation.organization)
        with_delegates(delegation, 2, by=focal_point_of(delegation))
    rules = rules_of_meeting(meeting)
    with django_assert_num_queries(10):
        assert len(evaluated(meeting, timezone.now(), rules).digests) == 2 * number


def test_five_hundred_are_evaluated_and_queued_within_seconds():
    meeting = reminds(closing(14), "invitation", "delegation")
    people = Person.objects.bulk_create(
        [Person(email=f"point{number}@state.example", language="fr") for number in range(500)]
    )
    states = Organization.objects.bulk_create(
        [Organization(kind="academia", name_en=f"Academy {number}", iso2="KE") for number in range(500)]
    )
    terms = zip(people, states, strict=True)
    FocalPoint.objects.bulk_create(
        [FocalPoint(organization=state, person=person, state="active") for person, state in terms]
    )
    Delegation.objects.bulk_create([Delegation(meeting=meeting, organization=state) for state in states])
    began = time.monotonic()
    assert remind_meeting(meeting=meeting) == 500
    assert time.monotonic() - began < 8


# --- Pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def staff(client, kenya):
    kenya.meeting.staff = chair_staff(kenya.meeting)
    client.force_login(kenya.meeting.staff)
    return kenya.meeting.staff


def page(name, meeting):
    return reverse(name, args=[meeting.slug])


def typed(meeting, **changes):
    """The form as it stands, with some fields written anew."""
    rules = rules_with_unset(meeting)
    facts = {"seen": mark_of_rules(rules)}
    for rule in rules:
        facts[f"{rule.about}_days"] = ", ".join(map(str, rule.days_before))
        if rule.is_on:
            facts[f"{rule.about}_on"] = "on"
    return facts | changes


def test_a_chair_switches_reminders_on_and_it_is_recorded(client, staff, kenya):
    meeting = kenya.meeting
    form = typed(meeting, invitation_on="on", invitation_days="7 30,30، 3")
    assert client.post(page("reminders", meeting), form).status_code == 302
    rule = meeting.reminder_rules.get(about="invitation")
    assert (rule.days_before, rule.is_on, rule.changed_by) == ([30, 7, 3], True, staff)
    trace = Trace.objects.get(act="set_reminder_rules")
    assert trace.after == {"invitation": "on: 30, 7, 3"}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "This field is required."),
        ("0", "between 1 and 365"),
        ("366", "between 1 and 365"),
        ("9999999999999999999999", "between 1 and 365"),
        ("1, 2, 3, 4, 5, 6, 7", "at most six times"),
        ("soon", "Write numbers of days"),
        ("-3", "Write numbers of days"),
        (",", "at least one number"),
        ("3\x00", "Null characters"),
        ("30, " * 100, "at most 60 characters"),
        ("三十", "Write numbers of days"),
    ],
)
def test_days_that_make_no_sense_are_refused_and_stay_as_typed(client, staff, kenya, days, said):
    answer = client.post(page("reminders", kenya.meeting), typed(kenya.meeting, delegation_days=days))
    assert answer.status_code == 422
    text = html.unescape(answer.content.decode())
    assert said in text
    assert list(kenya.meeting.reminder_rules.get(about="delegation").days_before) == [30, 14, 3]


def test_rules_saved_by_somebody_else_meanwhile_are_shown_beside_what_was_typed(client, staff, kenya):
    form = typed(kenya.meeting, delegation_days="20")
    ReminderRule.objects.filter(about="delegation").update(days_before=[10])
    answer = client.post(page("reminders", kenya.meeting), form)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'value="20"' in text
    assert "<dd>Reminds of this · 10</dd>" in text


def test_the_page_of_today_says_who_is_written_to_and_who_is_not(client, staff, kenya):
    vacant = a_delegation(meeting=kenya.meeting, organization=a_state("Ghana"))
    text = client.get(page("reminders_today", kenya.meeting)).content.decode()
    assert "1 person is due a reminder today." in text
    assert (kenya.point.email in text, "No seat is taken yet." in text) == (True, True)
    passed = client.get(page("reminders_today", kenya.meeting) + "?show=passed").content.decode()
    assert (vacant.organization.name in passed, str(Reason.NOBODY) in passed) == (True, True)


@pytest.mark.parametrize(
    "show", ["", "?show=told", "?show=passed", "?show=troubles", "?show=%00&page=x", "?page=99999"]
)
def test_any_view_of_today_can_be_opened(client, staff, kenya, show):
    assert client.get(page("reminders_today", kenya.meeting) + show).status_code == 200


def test_sending_now_asks_first_and_is_done_once(client, staff, kenya):
    assert "1 person is written to when you press the button." in (
        client.get(page("reminders_send", kenya.meeting)).content.decode()
    )
    assert digests() == []
    for _press in range(2):
        assert client.post(page("reminders_send", kenya.meeting)).status_code == 302
    assert len(digests()) == 1
    assert Trace.objects.filter(act="send_reminders").count() == 1
    assert (
        str(Reason.TOLD) in client.get(page("reminders_today", kenya.meeting) + "?show=told").content.decode()
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_today_asks_the_same_however_many_there_are(
    client, staff, kenya, number, django_assert_num_queries
):
    for _number in range(number):
        focal_point_of(a_delegation(meeting=kenya.meeting))
    client.get(page("reminders_today", kenya.meeting))
    with django_assert_num_queries(13):
        client.get(page("reminders_today", kenya.meeting))
