"""What people complain about in registration systems, each complaint by its name, and what happens here instead.

The complaints stand in the notes on the domain; those about timetables and papers have their tests elsewhere.
"""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from correspondence import delivery
from correspondence.models import Message
from gfmd.tokens import token_for
from participants import actions
from participants.models import Delegate, Delegation, FieldCheck, FocalPoint, Invitation, Nomination
from tests.factories import (
    a_delegation,
    a_meeting,
    a_pdf,
    a_person,
    a_state,
    chair_staff,
    details,
    focal_point_of,
    with_delegates,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = a_meeting()
    meeting.staff = chair_staff(meeting)
    return meeting


def stored(thing):
    return type(thing).objects.get(pk=thing.pk)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def read(client, name: str, *keys, **query) -> str:
    return text_of(client.get(reverse(name, args=keys), query))


def invited(meeting, **state) -> Invitation:
    """An invitation that has arrived."""
    organization = a_state(**state)
    actions.invite(meeting=meeting, organizations=[organization], by=meeting.staff)
    actions.send_invitations(meeting=meeting, by=meeting.staff)
    delivery.deliver_due()
    return Invitation.objects.get(organization=organization)


def link(invitation: Invitation, name: str = "invitation") -> str:
    return reverse(name, args=[token_for(stored(invitation).link_name)])


def a_registered_delegation(meeting, number: int = 3) -> Delegation:
    """Submitted and confirmed, with its focal point at hand."""
    delegation = a_delegation(meeting=meeting)
    delegation.point = focal_point_of(delegation)
    with_delegates(delegation, number, by=delegation.point)
    submitted = actions.submit_delegation(
        delegation_pk=delegation.pk, version=stored(delegation).version, by=delegation.point
    )
    actions.confirm_delegation(delegation_pk=delegation.pk, version=submitted.version, by=meeting.staff)
    return delegation


def states(delegation) -> list[str]:
    return list(delegation.delegates.order_by("seat").values_list("state", flat=True))


def panel(client, delegation, delegate):
    """The form of a seat as its page shows it."""
    seats = client.get(reverse("delegation", args=[delegation.pk])).context["seats"]
    return next(seat.form for seat in seats if seat.delegate == delegate)


def save(client, delegation, delegate, **changes):
    """What the panel of a delegate sends when nothing but `changes` was typed."""
    form = panel(client, delegation, delegate)
    shown = {name: form[name].value() for name in ("name", "function", "ministry", "email", "role")}
    sent = shown | {"seen": form.initial["seen"]} | changes
    return client.post(reverse("delegate_save", args=[delegation.pk, delegate.pk]), sent)


def test_an_invitation_forwarded_to_the_wrong_person(client, meeting):
    invitation = invited(meeting, name="Kenya", address_name="Amina", address_email="amina@kenya.example")
    forwarded_to = a_person(email="intern@kenya.example", name="Intern")
    client.force_login(forwarded_to)
    page = text_of(client.get(link(invitation)))
    assert "addressed to <strong>Amina</strong>, amina@kenya.example" in page
    assert "You are signed in as intern@kenya.example" in page
    assert FocalPoint.objects.count() == Delegation.objects.count() == 0

    typed = {"name": "Right Person", "email": "right@kenya.example"}
    client.post(link(invitation, "invitation_not_me"), typed)
    assert (FocalPoint.objects.count(), stored(invitation).answer) == (0, "none")

    former = link(invitation)
    client.force_login(meeting.staff)
    assert "right@kenya.example" in read(client, "invitation_manage", meeting.slug, invitation.pk)
    client.post(reverse("invitation_readdress", args=[meeting.slug, invitation.pk]))
    delivery.deliver_due()
    assert Message.objects.order_by("pk").last().to_email == "right@kenya.example"

    client.force_login(forwarded_to)
    assert client.post(f"{former}accept/", {"name": "Intern"}).status_code == 404
    assert FocalPoint.objects.count() == 0


def test_an_account_mistaken_for_a_registration_you_are_not_yet_registered(client, meeting):
    amal = a_person(email="amal@mission.example", name="Amal")
    client.force_login(amal)
    assert "You have an account, but that is not a registration" in read(client, "desk")

    delegation = a_delegation(meeting=meeting)
    point = focal_point_of(delegation)
    client.force_login(point)
    assert "<b>Not yet registered.</b>" in read(client, "desk")
    client.post(reverse("seat_link", args=[delegation.pk]), {"name": "Amal", "email": "amal@mission.example"})
    message = Message.objects.get(to_email="amal@mission.example")
    assert "You are not registered by this message" in " ".join(message.body.split())

    delegate = Delegate.objects.get()
    stations = []
    for act in (
        lambda: actions.edit_delegate(
            delegate_pk=delegate.pk, details={"function": "Director", "role": "head"}, by=point
        ),
        lambda: actions.submit_delegation(
            delegation_pk=delegation.pk, version=stored(delegation).version, by=point
        ),
        lambda: actions.confirm_delegation(
            delegation_pk=delegation.pk, version=stored(delegation).version, by=meeting.staff
        ),
    ):
        client.force_login(amal)
        stations.append(client.get(reverse("seat", args=[delegate.pk])).context["standing"].headline)
        act()
    stations.append(client.get(reverse("seat", args=[delegate.pk])).context["standing"].headline)
    assert stations == [
        "Not yet registered.",
        "Complete, and not yet registered.",
        "Submitted.",
        "Confirmed.",
    ]


def test_one_typo_that_cannot_be_corrected_after_approval(client, meeting):
    delegation = a_registered_delegation(meeting)
    first, second, _third = delegation.delegates.order_by("seat")
    client.force_login(delegation.point)
    assert save(client, delegation, first, name="Delegate One").status_code == 302
    assert stored(first).name == "Delegate One"
    assert states(delegation) == ["submitted", "confirmed", "confirmed"]
    assert list(FieldCheck.objects.values_list("delegate", "field", "before", "state")) == [
        (first.pk, "name", "Delegate 1", "changed")
    ]

    assert save(client, delegation, second, email="second@state.example").status_code == 302
    assert states(delegation) == ["submitted", "confirmed", "confirmed"]

    client.force_login(meeting.staff)
    check = FieldCheck.objects.get()
    page = read(client, "delegation_check", meeting.slug, delegation.pk)
    assert "<dd><bdi>Delegate 1</bdi></dd>" in page and "<dd><bdi>Delegate One</bdi></dd>" in page
    confirm = reverse("delegation_confirm_fields", args=[meeting.slug, delegation.pk])
    client.post(confirm, {"version": stored(delegation).version, "check": check.pk})
    assert (stored(delegation).state, states(delegation)) == ("confirmed", ["confirmed"] * 3)


def test_a_whole_list_reopened_for_one_exception(client, meeting):
    late, *others = (a_registered_delegation(meeting, 1) for _number in range(3))
    meeting.registration_closes_at = timezone.now() - timedelta(hours=2)
    meeting.save(update_fields=["registration_closes_at"])
    before = list(Delegation.objects.exclude(pk=late.pk).order_by("pk").values())

    until = (timezone.now() + timedelta(days=1)).astimezone(meeting.zone).strftime("%Y-%m-%dT%H:%M")
    client.force_login(meeting.staff)
    grant = reverse("delegation_extra_time", args=[meeting.slug, late.pk])
    assert client.post(grant, {"until": until, "reason": "A death in the office."}).status_code == 302

    answers = []
    for delegation in (late, *others):
        client.force_login(delegation.point)
        answer = client.post(
            reverse("delegate_save", args=[delegation.pk, delegation.delegates.get().pk]),
            {"function": "Minister", "only": "function", "seen": ""},
        )
        answers.append((answer.status_code, delegation.delegates.get().function))
    assert answers == [(302, "Minister"), (409, "Cabinet Secretary"), (409, "Cabinet Secretary")]
    assert list(Delegation.objects.exclude(pk=late.pk).order_by("pk").values()) == before
    assert Message.objects.filter(purpose="extra_time").count() == 1


def test_a_whole_delegation_returned_for_one_field(client, meeting):
    delegation = a_delegation(meeting=meeting)
    point = focal_point_of(delegation)
    one, two, three = with_delegates(delegation, 3, by=point)
    actions.submit_delegation(delegation_pk=delegation.pk, version=stored(delegation).version, by=point)
    client.force_login(meeting.staff)
    client.post(
        reverse("delegation_return_fields", args=[meeting.slug, delegation.pk]),
        {"version": stored(delegation).version, f"sentence-{two.pk}-function": "Which ministry?"},
    )
    assert states(delegation) == ["submitted", "needs_change", "submitted"]
    client.force_login(point)
    assert [bool(panel(client, delegation, one).checks) for one in (one, two, three)] == [False, True, False]


def test_several_people_who_cannot_be_registered_at_once(client, meeting):
    delegation = a_delegation(meeting=meeting)
    client.force_login(focal_point_of(delegation))
    seats = client.get(reverse("delegation", args=[delegation.pk])).context["seats"]
    assert [seat.form is not None for seat in seats] == [True, True, True]
    # All three were typed on that one page: no seat asks for the page to be opened again.
    for number, seat in enumerate(seats, start=1):
        answer = client.post(
            seat.address,
            details(name=f"Delegate {number}", role="head" if number == 1 else "member", seen=""),
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 200
    assert list(delegation.delegates.order_by("seat").values_list("seat", "name", "state")) == [
        (1, "Delegate 1", "complete"),
        (2, "Delegate 2", "complete"),
        (3, "Delegate 3", "complete"),
    ]
    submit = reverse("delegation_submit", args=[delegation.pk])
    client.post(submit, {"version": stored(delegation).version})
    assert states(delegation) == ["submitted"] * 3

    other = a_delegation(meeting=meeting)
    point = focal_point_of(other)
    with_delegates(other, 3, by=point)
    actions.submit_delegation(delegation_pk=other.pk, version=stored(other).version, by=point)
    client.force_login(meeting.staff)
    seen = [f"{one.pk}:{stored(one).version}" for one in (delegation, other)]
    client.post(reverse("board_confirm", args=[meeting.slug]), {"seen": seen})
    assert list(Delegate.objects.values_list("state", flat=True)) == ["confirmed"] * 6


@pytest.mark.parametrize(
    "name",
    ["ngũgĩ wa Thiong’o", "Sukarno", "MacDonald-van der Berg", "محمد", "欧阳娜娜", "Ольга", "Ó Súilleabháin"],
)
def test_names_forced_into_capitals_first_and_last_or_latin_letters(client, meeting, name):
    delegation = a_delegation(meeting=meeting)
    point = focal_point_of(delegation)
    client.force_login(point)
    answer = client.post(
        reverse("seat_fill", args=[delegation.pk, 1]), details(name=name, role="head", seen="")
    )
    assert answer.status_code == 302
    assert Delegate.objects.get().name == name
    assert f"<bdi>{name}</bdi>" in read(client, "delegation", delegation.pk)
    actions.submit_delegation(delegation_pk=delegation.pk, version=stored(delegation).version, by=point)
    client.force_login(meeting.staff)
    assert f"<bdi>{name}</bdi>" in read(client, "delegation_check", meeting.slug, delegation.pk)
    assert f"<bdi>{name}</bdi>" in read(client, "board", meeting.slug)
    assert name in client.get(reverse("board_csv", args=[meeting.slug])).content.decode("utf-8-sig")


@pytest.mark.parametrize("name", ["Sukarno", "محمد", "欧阳娜娜"])
def test_a_focal_point_has_a_single_name_in_any_script_too(client, meeting, name):
    typed = {
        "organization": a_state().pk,
        "name": name,
        "function": "Director",
        "ministry": "Interior",
        "duty_station": "Jakarta",
        "email": "office@interior.example",
        "language": "en",
        "sender_name": name,
        "sender_email": "mission@state.example",
        "letter": SimpleUploadedFile("note.pdf", a_pdf()),
    }
    assert client.post(reverse("nominate", args=[meeting.slug]), typed).status_code == 302
    assert (Nomination.objects.get().name, Nomination.objects.get().sender_name) == (name, name)


def test_no_style_sheet_forces_capitals(settings):
    sheets = [sheet for folder in settings.STATICFILES_DIRS for sheet in folder.glob("css/*.css")]
    assert len(sheets) > 5
    assert [
        sheet.name for sheet in sheets if re.search(r"text-transform:\s*uppercase", sheet.read_text())
    ] == []


def test_reminders_to_people_who_have_long_answered(client, meeting):
    accepted, declined, silent = (invited(meeting, name=name) for name in ("Kenya", "Ghana", "Fiji"))
    client.post(link(accepted, "invitation_accept"), {"name": "Amina"})
    client.post(link(declined, "invitation_decline"))
    Message.objects.update(queued_at=timezone.now() - timedelta(days=20))
    client.force_login(meeting.staff)
    client.post(reverse("invitations_remind", args=[meeting.slug]))
    assert list(Message.objects.filter(purpose="reminder").values_list("to_email", flat=True)) == [
        silent.to_email
    ]


def test_a_bounced_address_nobody_notices(client, meeting, smtp_server):
    organization = a_state(name="Peru", address_email="gone@peru.example")
    actions.invite(meeting=meeting, organizations=[organization], by=meeting.staff)
    smtp_server.refuse["gone@peru.example"] = 550
    actions.send_invitations(meeting=meeting, by=meeting.staff)
    delivery.deliver_due()
    client.force_login(meeting.staff)
    assert "1 address bounced." in read(client, "board", meeting.slug)
    assert "550 5.1.1 No such mailbox" in read(client, "invitations", meeting.slug, show="failed")
    assert "1 address came back." in read(client, "manage", meeting.slug)
    assert "550 5.1.1 No such mailbox" in read(client, "troubled_addresses", meeting.slug)


def test_cote_d_ivoire_under_z(client, meeting):
    names = ["Zambia", "Côte d'Ivoire", "Costa Rica", "Croatia"]
    organizations = [a_state(name=name) for name in names]
    wanted = ["Costa Rica", "Côte d'Ivoire", "Croatia", "Zambia"]
    form = client.get(reverse("nominate", args=[meeting.slug])).context["form"]
    _empty, (_label, states) = form.fields["organization"].choices
    assert [name for _pk, name in states] == wanted
    actions.invite(meeting=meeting, organizations=organizations, by=meeting.staff)
    client.force_login(meeting.staff)
    for name in ("board", "invitations"):
        page = read(client, name, meeting.slug)
        printed = [one.replace("'", "&#x27;") for one in wanted]
        assert [page.index(one) for one in printed] == sorted(page.index(one) for one in printed)
