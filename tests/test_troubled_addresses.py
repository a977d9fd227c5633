"""An address that came back is red wherever it stands, until it is corrected; then what came back goes out again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from correspondence import bounces, delivery
from correspondence.addresses import stop_circulars
from correspondence.models import Message, MessageState, Purpose, TroubledAddress
from mailings.addresses import troubled_addresses
from participants import actions
from participants.models import Delegate, FocalPoint
from tests.calls import a_call, an_application
from tests.factories import (
    a_delegation,
    a_meeting,
    a_person,
    a_state,
    an_upload,
    chair_staff,
    details,
    focal_point_of,
    numbers,
)

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "mision@state.example", "mission@state.example"


@pytest.fixture
def meeting():
    return a_meeting(languages=["en", "fr"])


@pytest.fixture
def staff(meeting):
    return chair_staff(meeting)


def invited(meeting, staff, *, to=WRONG):
    """A State whose invitation was sent and taken by the server."""
    state = a_state(address_email=to)
    actions.invite(meeting=meeting, organizations=[state], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    return meeting.invitations.select_related("message").get(organization=state)


def a_circular(meeting, *, to=WRONG, **fields) -> Message:
    facts = {
        "key": f"circular:{next(numbers)}",
        "purpose": Purpose.CIRCULAR,
        "kind": "circular",
        "is_circular": True,
        "state": "sent",
    }
    facts |= {"to_email": to, "meeting": meeting, "subject": "Circular 3", "body": "Dear colleague"}
    return Message.objects.create(**{**facts, **fields})


def came_back(message: Message) -> TroubledAddress:
    bounces.came_back(message.pk, said="550 5.1.1 No such user")
    return TroubledAddress.objects.get(email=message.to_email)


def posted(client, meeting, trouble, email, act="address_correct"):
    fields = {f"address-{trouble.pk}-email": email}
    return client.post(reverse(act, args=[meeting.slug, trouble.pk]), fields, follow=True)


def page(client, meeting) -> str:
    return client.get(reverse("troubled_addresses", args=[meeting.slug])).content.decode()


def test_a_wrong_address_of_an_invitation_is_corrected_and_the_invitation_sent_again(client, meeting, staff):
    invitation = invited(meeting, staff)
    circular = a_circular(meeting)
    trouble = came_back(invitation.message)
    bounces.came_back(circular.pk, said="550 5.1.1 No such user")
    client.force_login(staff)
    shown = page(client, meeting)
    assert "550 5.1.1 No such user" in shown and WRONG in shown and "2 messages" in shown
    answer = posted(client, meeting, trouble, RIGHT)
    assert "2 messages are on their way again." in answer.content.decode()
    invitation.refresh_from_db()
    invitation.organization.refresh_from_db()
    assert (invitation.to_email, invitation.organization.address_email) == (RIGHT, RIGHT)
    again = Message.objects.filter(to_email=RIGHT).order_by("pk").values_list("purpose", "state", "subject")
    assert [(purpose, state) for purpose, state, _subject in again] == [
        (Purpose.INVITATION, MessageState.QUEUED),
        (Purpose.CIRCULAR, MessageState.QUEUED),
    ]
    assert troubled_addresses(meeting)[0].places == []
    assert "Nowhere any more" in page(client, meeting)


def test_a_second_press_sends_nothing_twice(client, meeting, staff):
    trouble = came_back(invited(meeting, staff).message)
    client.force_login(staff)
    posted(client, meeting, trouble, RIGHT)
    posted(client, meeting, trouble, RIGHT)
    assert Message.objects.filter(to_email=RIGHT).count() == 1


def test_what_comes_back_again_and_again_goes_out_once_each_time(client, meeting, staff):
    client.force_login(staff)
    state = a_state(address_email=WRONG)
    trouble = came_back(a_circular(meeting, organization=state))
    for _time in range(3):
        posted(client, meeting, trouble, "", act="address_again")
        waiting = Message.objects.get(to_email=WRONG, state="queued")
        Message.objects.filter(pk=waiting.pk).update(state="sent", sent_at=timezone.now())
        trouble = came_back(waiting)
        meeting_wide = troubled_addresses(meeting)
        assert [one.returned for one in meeting_wide] == [1]
    posted(client, meeting, trouble, RIGHT)
    assert Message.objects.filter(to_email=RIGHT).count() == 1


def test_an_address_that_was_right_after_all_is_tried_again(client, meeting, staff):
    invitation = invited(meeting, staff)
    trouble = came_back(invitation.message)
    client.force_login(staff)
    posted(client, meeting, trouble, "", act="address_again")
    assert TroubledAddress.objects.count() == 0
    assert Message.objects.filter(to_email=WRONG, state=MessageState.QUEUED).count() == 1
    posted(client, meeting, trouble, "", act="address_again")  # somebody else's page, opened before
    assert Message.objects.filter(to_email=WRONG, state=MessageState.QUEUED).count() == 1


@pytest.mark.parametrize(
    "typed", ["", "no address", "x" * 10_000 + "@state.example", "a\x00b@state.example", WRONG]
)
def test_what_is_no_better_address_is_refused_in_the_page(client, meeting, staff, typed):
    trouble = came_back(invited(meeting, staff).message)
    client.force_login(staff)
    answer = client.post(
        reverse("address_correct", args=[meeting.slug, trouble.pk]), {f"address-{trouble.pk}-email": typed}
    )
    assert answer.status_code == 422
    assert meeting.invitations.get().to_email == WRONG


def test_whoever_wants_no_circulars_gets_none_at_the_right_address_either(client, meeting, staff):
    circular = a_circular(meeting)
    trouble = came_back(circular)
    invited(meeting, staff)
    stop_circulars(RIGHT, message=circular)
    client.force_login(staff)
    posted(client, meeting, trouble, RIGHT)
    assert list(Message.objects.filter(to_email=RIGHT).values_list("purpose", flat=True)) == [
        Purpose.INVITATION
    ]


def test_the_address_of_a_delegate_is_corrected_and_the_link_sent_anew(client, meeting, staff):
    delegation = a_delegation(meeting)
    speaker = focal_point_of(delegation)
    delegate = actions.add_delegate(
        delegation_pk=delegation.pk, details=details() | {"email": WRONG}, by=speaker
    )
    actions.send_delegate_link(delegate_pk=delegate.pk, by=speaker)
    delivery.deliver_due()
    trouble = came_back(Message.objects.get(to_email=WRONG))
    client.force_login(staff)
    assert (
        "Messages come back"
        in client.get(reverse("delegation_check", args=[meeting.slug, delegation.pk])).content.decode()
    )
    posted(client, meeting, trouble, RIGHT)
    assert Delegate.objects.get(pk=delegate.pk).email == RIGHT
    assert Message.objects.get(to_email=RIGHT).link_name == Delegate.objects.get(pk=delegate.pk).link_name


def test_a_nomination_is_corrected_where_it_was_handed_in_and_where_it_names_somebody(client, meeting, staff):
    named = {"name": "Juma", "function": "Director", "ministry": "Interior", "duty_station": "Nairobi", "phone": "",
             "language": "en", "email": WRONG, "sender_name": "Mission", "sender_email": WRONG}  # fmt: skip
    nomination = actions.nominate(meeting=meeting, organization=a_state(), named=named, upload=an_upload())
    delivery.deliver_due()
    trouble = came_back(Message.objects.get(to_email=WRONG))
    client.force_login(staff)
    posted(client, meeting, trouble, RIGHT)
    nomination.refresh_from_db()
    assert (nomination.email, nomination.sender_email) == (RIGHT, RIGHT)
    assert Message.objects.get(to_email=RIGHT).purpose == Purpose.NOMINATION


def test_an_application_is_corrected_too(client, meeting, staff):
    application = an_application(a_call(meeting), email=WRONG)
    trouble = came_back(a_circular(meeting))
    client.force_login(staff)
    posted(client, meeting, trouble, RIGHT)
    application.refresh_from_db()
    assert application.email == RIGHT


def named_focal_point(meeting, staff, **fields) -> FocalPoint:
    invitation = invited(meeting, staff, to="elsewhere@state.example")
    person = a_person(WRONG, **fields)
    return FocalPoint.objects.create(organization=invitation.organization, person=person, state="pending")


def test_the_account_of_somebody_who_never_signed_in_is_corrected(client, meeting, staff):
    point = named_focal_point(meeting, staff)
    trouble = came_back(a_circular(meeting))
    client.force_login(staff)
    posted(client, meeting, trouble, RIGHT)
    point.person.refresh_from_db()
    assert point.person.email == RIGHT
    assert Message.objects.filter(to_email=RIGHT, purpose=Purpose.FOCAL_POINT).count() == 1


def test_the_account_of_somebody_who_signs_in_is_not_handed_to_another_address(client, meeting, staff):
    """Else staff could take over any account, and all it opens, by calling its address wrong."""
    point = named_focal_point(meeting, staff, last_login=timezone.now())
    trouble = came_back(a_circular(meeting))
    client.force_login(staff)
    answer = posted(client, meeting, trouble, RIGHT)
    assert answer.status_code == 422
    assert "signs in with this address" in answer.content.decode()
    point.person.refresh_from_db()
    assert point.person.email == WRONG


def test_an_address_that_another_account_has_is_refused(client, meeting, staff):
    named_focal_point(meeting, staff)
    a_person(RIGHT)
    trouble = came_back(a_circular(meeting))
    client.force_login(staff)
    assert posted(client, meeting, trouble, RIGHT).status_code == 422


def test_addresses_of_other_meetings_are_not_shown_nor_corrected(client, meeting, staff):
    elsewhere = a_meeting()
    trouble = came_back(invited(elsewhere, chair_staff(elsewhere)).message)
    client.force_login(staff)
    assert WRONG not in page(client, meeting)
    posted(client, meeting, trouble, RIGHT)
    assert elsewhere.invitations.get().to_email == WRONG


def test_an_address_refused_at_the_door_is_red_as_well(meeting, staff, settings):
    settings.EMAIL_BACKEND = "correspondence.backends.KeptBackend"
    invited(meeting, staff, to="mission@unknown.invalid")  # the demo's server has no such mailbox
    trouble = TroubledAddress.objects.get()
    assert (trouble.email, trouble.said) == (
        "mission@unknown.invalid",
        "550 5.1.1 There is no mailbox of this name here",
    )


def test_the_page_and_the_lists_ask_as_often_for_three_as_for_one(
    client, meeting, staff, django_assert_num_queries
):
    client.force_login(staff)
    for _number in range(2):
        trouble = came_back(invited(meeting, staff, to=f"m{next(numbers)}@state.example").message)
        client.get(reverse("troubled_addresses", args=[meeting.slug]))
        with django_assert_num_queries(13):
            assert trouble.email in page(client, meeting)
        invited(meeting, staff, to=f"m{next(numbers)}@state.example")


def test_it_is_red_on_every_list_and_the_desk_says_so(client, meeting, staff):
    came_back(invited(meeting, staff).message)
    client.force_login(staff)
    red = '<span class="state bad"><span class="sign" aria-hidden="true">▲</span>Messages come back</span>'
    for name in ("invitations", "board"):
        assert red in client.get(reverse(name, args=[meeting.slug])).content.decode()
    where = reverse("invitation_manage", args=[meeting.slug, meeting.invitations.get().pk])
    assert red in client.get(where).content.decode()


def test_the_desk_counts_every_address_once(meeting, staff):
    from desk.preparation import preparations

    invitation = invited(meeting, staff)
    came_back(invitation.message)
    FocalPoint.objects.create(organization=invitation.organization, person=a_person(WRONG), state="active")
    meeting.kind = "workshop"
    sentences = [step.sentence for step in preparations([meeting])[0].missing]
    assert "1 address came back." in sentences
