"""What was said to an organization or a person, when, and whether it arrived; for those entitled to read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from correspondence.forgetting import forget_old_texts
from correspondence.models import Message, MessageState, Purpose
from tests.factories import a_delegation, a_meeting, a_person, chair_staff, focal_point_of, numbers

pytestmark = pytest.mark.django_db


def said(delegation, text, **fields) -> Message:
    facts = {
        "key": f"said:{next(numbers)}",
        "purpose": Purpose.RETURNED,
        "state": MessageState.SENT,
        "sent_at": timezone.now(),
        "to_email": "mission@state.example",
        "subject": f"About {text}",
        "body": f"Text of {text}",
        "meeting": delegation.meeting,
        "organization": delegation.organization,
    }
    return Message.objects.create(**{**facts, **fields})


def read(client, person, name, *args, **asked):
    client.force_login(person)
    return client.get(reverse(name, args=args), asked)


def page(client, person, organization) -> str:
    return read(client, person, "organization_messages", organization.pk).content.decode()


def test_a_focal_point_reads_what_was_said_to_the_organization_and_what_became_of_it(client):
    delegation = a_delegation()
    speaker = focal_point_of(delegation)
    said(delegation, "Alpha", state=MessageState.DELIVERED, delivered_at=timezone.now())
    said(
        delegation,
        "Beta",
        state=MessageState.BOUNCED,
        bounced_at=timezone.now(),
        server_said="550 No such user",
    )
    said(
        delegation,
        "Gamma",
        body="Follow [[link]] now",
        link_name="invitation-1-1",
        link_path="/invitations/{token}/",
    )
    said(delegation, "Delta", state=MessageState.CANCELLED)
    shown = page(client, speaker, delegation.organization)
    assert shown.index("About Gamma") < shown.index("About Beta") < shown.index("About Alpha")
    assert "550 No such user" in shown and "It arrived on" in shown and "It came back on" in shown
    assert "(the personal link stands here)" in shown and "/invitations/" not in shown
    assert "Delta" not in shown


def test_nobody_of_another_organization_reads_it(client):
    delegation, other = a_delegation(), a_delegation()
    said(delegation, "Alpha")
    for person in (focal_point_of(other), a_person(), chair_staff(a_meeting())):
        assert read(client, person, "organization_messages", delegation.organization_id).status_code == 404


def test_staff_reads_what_belongs_to_its_own_meetings(client):
    delegation = a_delegation()
    elsewhere = a_delegation(organization=delegation.organization)
    said(delegation, "Alpha")
    said(elsewhere, "Beta")
    for role in ("chair staff", "support unit"):
        shown = page(client, chair_staff(delegation.meeting, role=role), delegation.organization)
        assert ("About Alpha" in shown, "Text of Alpha" in shown, "Beta" in shown) == (True, True, False)


@pytest.mark.parametrize(
    "purpose", [Purpose.DELEGATE, Purpose.FOCAL_POINT, Purpose.PERSONAL_DATA, Purpose.BRIEF]
)
def test_what_concerns_one_person_alone_is_for_that_person(client, purpose):
    delegation = a_delegation()
    speaker, delegate = focal_point_of(delegation), a_person("delegate@state.example")
    said(delegation, "Alpha", purpose=purpose, person=delegate, to_email=delegate.email)
    shown = page(client, speaker, delegation.organization)
    assert ("Alpha" in shown, "What it says concerns its recipient alone." in shown) == (False, True)
    assert "Text of Alpha" in read(client, delegate, "own_messages").content.decode()


def test_codes_to_sign_in_are_shown_to_nobody(client):
    person = a_person()
    delegation = a_delegation()
    said(delegation, "4711", purpose=Purpose.ACCOUNT, to_email=person.email, organization=None)
    assert "4711" not in read(client, person, "own_messages").content.decode()


def test_after_the_retention_date_only_the_fact_is_left(client):
    delegation = a_delegation()
    speaker = focal_point_of(delegation)
    said(delegation, "Alpha")
    assert forget_old_texts(at=timezone.now() + timedelta(days=5000)) == 1
    shown = page(client, speaker, delegation.organization)
    assert ("Alpha" in shown, "mission@state.example" in shown) == (False, False)
    assert "Its text is no longer kept" in shown and "Returned for correction" in shown


def test_staff_reads_from_a_focal_points_page_what_was_said_to_the_person(client):
    delegation, elsewhere = a_delegation(), a_delegation()
    speaker = focal_point_of(delegation)
    said(delegation, "Alpha", person=speaker)
    said(elsewhere, "Beta", person=speaker)
    staff = chair_staff(delegation.meeting)
    shown = read(client, staff, "person_messages", delegation.meeting.slug, speaker.pk).content.decode()
    assert ("About Alpha" in shown, "Beta" in shown) == (True, False)
    stranger = a_person()
    assert read(client, staff, "person_messages", delegation.meeting.slug, stranger.pk).status_code == 404


def test_a_long_timeline_is_paged_and_costs_the_same_queries(client, django_assert_num_queries):
    delegation = a_delegation()
    speaker = focal_point_of(delegation)
    client.force_login(speaker)
    where = reverse("organization_messages", args=[delegation.organization_id])
    for number in (1, 3):
        Message.objects.all().delete()
        for _each in range(number):
            said(delegation, "Alpha")
        client.get(where)
        with django_assert_num_queries(6):
            client.get(where)
    for _each in range(60):
        said(delegation, "Alpha")
    assert client.get(where).content.decode().count("Text of Alpha") == 30
    assert client.get(where, {"page": "3"}).content.decode().count("Text of Alpha") == 3
    assert client.get(where, {"page": "\x00x"}).status_code == 200
