"""The chair invites: who has an address, what will be sent, how it goes, who has not answered."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization
from correspondence import delivery
from correspondence.models import Message
from participants import actions
from participants.models import Invitation
from tests.factories import a_draft_meeting, a_meeting, a_state, chair_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(client):
    meeting = a_meeting()
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


def page(client, meeting, name="invitations", *more, **query):
    return client.get(reverse(name, args=[meeting.slug, *more]), query)


def press(client, meeting, name, *more, **typed):
    return client.post(reverse(name, args=[meeting.slug, *more]), typed, follow=True)


def invited(meeting, number=3):
    actions.invite(meeting=meeting, organizations=[a_state() for _ in range(number)], by=meeting.staff)
    return list(meeting.invitations.order_by("pk"))


def sent(meeting, number=3):
    invited(meeting, number)
    actions.send_invitations(meeting=meeting, by=meeting.staff)
    delivery.deliver_due()
    return list(meeting.invitations.order_by("pk"))


def test_an_empty_table_says_what_to_do_next(client, meeting):
    assert "Nobody has been invited yet" in page(client, meeting).content.decode()


def test_all_member_states_of_today_and_chosen_organizations_are_invited(client, meeting):
    for _time in range(5):
        a_state()
    a_state(un_member_since=2999)
    agency = Organization.objects.create(kind="un_agency", name_en="Agency", address_email="a@agency.example")
    shown = page(client, meeting, "invitations_new").content.decode()
    assert "5 Member States as of today; 0 already invited." in shown
    press(client, meeting, "invitations_new", member_states="on", organizations=[agency.pk])
    assert meeting.invitations.count() == 6
    assert "5 of 5 Member States have an invitation" in page(client, meeting).content.decode()
    assert Message.objects.count() == 0


def test_nobody_chosen_is_said_in_the_page(client, meeting):
    answer = press(client, meeting, "invitations_new")
    assert answer.status_code == 422
    assert "Choose all Member States, or at least one organization." in answer.content.decode()


def test_an_organization_not_on_file_is_added_with_a_draft(client, meeting):
    typed = {"kind": "academia", "name_en": "جامعة محمد الخامس", "address_language": "ar"}
    press(client, meeting, "organization_new", **typed)
    assert meeting.invitations.get().organization.name_en == "جامعة محمد الخامس"
    again = press(client, meeting, "organization_new", **typed)
    assert again.status_code == 422
    assert Organization.objects.count() == 1
    state = press(client, meeting, "organization_new", **{**typed, "name_en": "X", "kind": "member_state"})
    assert state.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_an_organization_that_somebody_enters_at_the_same_moment_is_entered_once(transactional_db):
    meeting = a_meeting()
    staff = chair_staff(meeting)
    typed = {"kind": "academia", "name_en": "The same", "address_language": "en"}
    answers = []

    def add():
        client = Client()
        client.force_login(staff)
        answers.append(client.post(reverse("organization_new", args=[meeting.slug]), typed))
        connections.close_all()

    other = threading.Thread(target=add)
    with transaction.atomic():
        Organization.objects.create(kind="academia", name_en="The same")
        other.start()
        other.join(1)  # it has found the name free, and waits for this transaction to end
        assert other.is_alive()
    other.join()
    assert answers[0].status_code == 409
    assert 'value="The same"' in answers[0].content.decode()
    assert Organization.objects.filter(name_en="The same").count() == 1


def test_those_without_an_address_are_named_and_stay_behind(client, meeting):
    actions.invite(
        meeting=meeting,
        organizations=[a_state(name="Has One"), a_state(name="Has None", address_email="")],
        by=meeting.staff,
    )
    assert "1 invitation has no address." in page(client, meeting).content.decode()
    assert "Has None" in page(client, meeting, "invitations_send").content.decode()
    press(client, meeting, "invitations_send")
    assert Message.objects.count() == 1


def test_any_one_message_can_be_read_before_it_is_sent_and_its_link_is_not_shown(client, meeting):
    invitation = invited(meeting, 1)[0]
    text = page(client, meeting, "invitation_manage", invitation.pk).content.decode()
    assert "The message as it will be sent" in text
    assert "is invited to **Rabat Summit**" in text
    assert "(the personal link stands here)" in text
    actions.send_invitations(meeting=meeting, by=meeting.staff)
    text = page(client, meeting, "invitation_manage", invitation.pk).content.decode()
    assert "/invitations/" not in text.replace(f"/manage/invitations/{invitation.pk}/", "").replace(
        f"/{meeting.slug}/manage/invitations/", ""
    )


def test_invitations_are_written_in_the_language_of_the_addressee(client, meeting):
    actions.invite(meeting=meeting, organizations=[a_state(address_language="ar")], by=meeting.staff)
    text = page(client, meeting, "invitation_manage", Invitation.objects.get().pk).content.decode()
    assert 'lang="ar"' in text


def test_sending_leads_to_a_page_of_progress_that_ends_well(client, meeting):
    invited(meeting, 3)
    text = press(client, meeting, "invitations_send").content.decode()
    assert "3 messages are still on their way." in text
    assert 'hx-trigger="every 2s"' in text
    delivery.deliver_due()
    part = client.get(reverse("invitations_progress", args=[meeting.slug]), headers={"HX-Request": "true"})
    assert "All 3 messages were sent." in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "hx-trigger" not in part.content.decode()


def test_pressing_send_twice_sends_once(client, meeting):
    invited(meeting, 3)
    for _time in range(2):
        press(client, meeting, "invitations_send")
    assert Message.objects.count() == 3


def test_a_draft_meeting_sends_nothing_and_says_why(client):
    meeting = a_draft_meeting()
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    invited(meeting, 1)
    text = press(client, meeting, "invitations_send").content.decode()
    assert "Invitations go out while a meeting is announced" in text
    assert Message.objects.count() == 0


def test_a_refused_address_shows_the_servers_words_is_corrected_and_sent_again(client, meeting, smtp_server):
    invitation = invited(meeting, 1)[0]
    smtp_server.refuse[invitation.to_email] = 550
    actions.send_invitations(meeting=meeting, by=meeting.staff)
    delivery.deliver_due()
    assert "550 5.1.1 No such mailbox" in page(client, meeting, show="failed").content.decode()
    where = ("invitation_manage", invitation.pk)
    for wrong in ("", "not an address", "x" * 300 + "@state.example"):
        answer = press(client, meeting, *where, to_name="", to_email=wrong, language="en")
        assert answer.status_code == 422
    press(client, meeting, *where, to_name="الممثل", to_email="Right@state.example", language="ar")
    delivery.deliver_due()
    assert smtp_server.messages[-1][0].rcpt_tos == ["right@state.example"]
    assert meeting.invitations.with_state().get().state == "sent"


def test_the_same_address_can_be_tried_again(client, meeting, smtp_server):
    invitation = invited(meeting, 1)[0]
    smtp_server.refuse[invitation.to_email] = 550
    actions.send_invitations(meeting=meeting, by=meeting.staff)
    delivery.deliver_due()
    smtp_server.refuse.clear()
    press(client, meeting, "invitation_again", invitation.pk)
    again = press(client, meeting, "invitation_again", invitation.pk)
    assert "already on its way" in again.content.decode()
    delivery.deliver_due()
    assert len(smtp_server.messages) == 1


def test_those_who_have_not_answered_are_reminded_once_a_day(client, meeting):
    sent(meeting, 2)
    assert "Nobody needs a reminder today" in press(client, meeting, "invitations_remind").content.decode()
    Message.objects.update(queued_at=timezone.now() - timedelta(days=2))
    press(client, meeting, "invitations_remind")
    press(client, meeting, "invitations_remind")
    assert Message.objects.filter(purpose="reminder").count() == 2


@pytest.mark.parametrize("show", ["all", "failed", "silent", "nonsense", "<script>"])
def test_the_views_of_the_table(client, meeting, show):
    sent(meeting, 1)
    answer = page(client, meeting, show=show)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_an_invitation_of_another_meeting_is_not_found(client, meeting):
    other = a_meeting()
    other.staff = meeting.staff
    foreign = invited(other, 1)[0]
    assert page(client, meeting, "invitation_manage", foreign.pk).status_code == 404
    assert press(client, meeting, "invitation_again", foreign.pk).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_table_costs_the_same_queries(client, meeting, number, django_assert_num_queries):
    sent(meeting, number)
    page(client, meeting)
    with django_assert_num_queries(5):
        page(client, meeting)
