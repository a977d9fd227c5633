"""What staff may see and do needs a second factor, whichever way they came in."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from gfmd.tokens import token_for
from participants import actions
from participants.models import Delegation
from tests.factories import a_delegation, a_draft_meeting, a_meeting, a_roundtable, a_state, chair_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def with_second_factor(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})


def test_without_it_staff_read_what_the_public_reads(client):
    meeting = a_meeting()
    draft, part = (
        a_roundtable(meeting, "1.1", "Still secret"),
        a_roundtable(meeting, "1.2", is_published=True),
    )
    staff = chair_staff(meeting)
    client.force_login(staff)
    page = reverse("meeting", args=[meeting.slug])
    assert "Still secret" not in client.get(page).content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(reverse("roundtable_pdf", args=[meeting.slug, draft.code])).status_code == 404
    assert client.get(part.get_absolute_url()).status_code == 200
    assert client.get(reverse("agenda", args=[meeting.slug])).status_code == 404
    with_second_factor(staff)
    assert "Still secret" in client.get(page).content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_without_it_a_draft_meeting_stays_closed(client):
    meeting = a_draft_meeting()
    client.force_login(chair_staff(meeting))
    for name in ("meeting", "agenda", "agenda_pdf", "agenda_ics", "concept_note"):
        assert client.get(reverse(name, args=[meeting.slug])).status_code == 404
    assert client.get(reverse("manage", args=[meeting.slug])).url == reverse("mfa_index")


def test_staff_who_open_the_page_of_a_delegation_are_led_to_set_one_up(client):
    delegation = a_delegation()
    client.force_login(chair_staff(delegation.meeting))
    assert client.get(reverse("delegation", args=[delegation.pk])).url == reverse("mfa_index")


def test_the_link_of_an_invitation_signs_nobody_in_as_staff(client):
    meeting = a_meeting()
    staff = chair_staff(meeting)
    actions.invite(meeting=meeting, organizations=[a_state(address_email=staff.email)], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    accept = reverse("invitation_accept", args=[token_for(meeting.invitations.get().link_name)])
    answer = client.post(accept, {"name": "Anybody"})
    where = reverse("delegation", args=[Delegation.objects.get().pk])
    assert answer.url == f"{reverse('account_login')}?next={where}"
    assert "_auth_user_id" not in client.session
    assert meeting.invitations.get().answer == "accepted"
