"""A focal point keeps a list of ministries and passes circulars and papers on to them, in one click, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from correspondence import delivery
from correspondence.actions import store_attachment
from correspondence.models import Message, TroubledAddress, Unsubscribed
from gfmd.moves import Refused
from mailings.actions.forwarding import MOST_MINISTRIES, add_ministry, pass_on
from mailings.models import Forwarding, Ministry
from mailings.received import Passing
from participants.models import FocalPoint
from tests.factories import (
    a_circular,
    a_delegation,
    a_document,
    a_meeting,
    a_ministry,
    a_person,
    a_state,
    chair_staff,
    focal_point_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kenya():
    """A delegation of Kenya at a meeting in English and French, with its focal point."""
    meeting = a_meeting(languages=["en", "fr"])
    delegation = a_delegation(meeting=meeting, organization=a_state("Kenya"))
    return delegation, focal_point_of(delegation, email="amina@kenya.example")


def forwarded() -> list[Message]:
    return list(Message.objects.filter(purpose="forwarded").order_by("pk"))


def where(mailing, delegation) -> str:
    return reverse("circular", args=[delegation.organization_id, mailing.pk])


def ticks(organization) -> dict:
    return {"ministry": [ministry.pk for ministry in organization.ministries.filter(is_removed=False)]}


# --- The list --------------------------------------------------------------------------------------------


def test_a_focal_point_adds_changes_and_removes_a_ministry(client, kenya):
    delegation, person = kenya
    client.force_login(person)
    page = reverse("ministries", args=[delegation.organization_id])
    typed = {"name": "Labour", "addressee": "Juma", "email": "Labour@Kenya.example", "language": "fr"}
    assert "“Labour” is on your list." in client.post(page, typed, follow=True).content.decode()
    ministry = Ministry.objects.get()
    assert (ministry.email, ministry.language) == ("labour@kenya.example", "fr")
    one = reverse("ministry_edit", args=[delegation.organization_id, ministry.pk])
    typed |= {"name": "Labour and Migration", "seen": ministry.changed_at.isoformat()}
    assert client.post(one, typed).status_code == 302
    answer = client.post(one, typed | {"name": "Something else"})  # the page is older than what stands now
    assert (answer.status_code, "Labour and Migration" in answer.content.decode()) == (422, True)
    client.post(reverse("ministry_remove", args=[delegation.organization_id, ministry.pk]))
    ministry.refresh_from_db()
    assert (ministry.is_removed, ministry.email, ministry.addressee) == (True, "", "")
    assert "labour@" not in str(list(Trace.objects.values_list("before", "after")))
    assert client.get(one).status_code == 404


def test_an_address_is_on_the_list_once_and_the_list_has_an_end(kenya):
    delegation, person = kenya
    a_ministry(delegation.organization, "labour@kenya.example", name="Labour")
    twice = Ministry(organization=delegation.organization, name="Again", email="LABOUR@kenya.example")
    with pytest.raises(Refused, match="“Labour” is on the list already"):
        add_ministry(ministry=twice, by=person)
    for _number in range(MOST_MINISTRIES - 1):
        a_ministry(delegation.organization)
    one_more = Ministry(organization=delegation.organization, name="More", email="more@kenya.example")
    with pytest.raises(Refused, match="50 ministries already"):
        add_ministry(ministry=one_more, by=person)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "\x00", "email": "a@b.example", "language": "en"},
        {"name": "x" * 10_000, "email": "a@b.example", "language": "en"},
        {"name": "وزارة العمل 劳动部", "email": "not an address", "language": "en"},
        {"name": "Labour", "email": "a@b.example\nBcc: c@d.example", "language": "en"},
        {"name": "Labour", "email": "a@b.example", "language": "xx"},
    ],
)
def test_what_cannot_be_kept_is_refused_in_the_page(client, kenya, typed):
    delegation, person = kenya
    client.force_login(person)
    answer = client.post(reverse("ministries", args=[delegation.organization_id]), typed)
    assert (answer.status_code, Ministry.objects.count()) == (422, 0)


def test_nobody_of_another_organization_comes_near(client, kenya):
    delegation, _person = kenya
    mailing, ministry = a_circular(delegation), a_ministry(delegation.organization)
    other = a_delegation(meeting=delegation.meeting)
    own_ministry = a_ministry(other.organization, "own@other.example")
    client.force_login(focal_point_of(other))
    theirs = delegation.organization_id
    for name, args in (
        ("ministries", [theirs]),
        ("ministry_edit", [theirs, ministry.pk]),
        ("ministry_edit", [other.organization_id, ministry.pk]),
        ("circulars", [theirs]),
        ("circular", [theirs, mailing.pk]),
        ("circular", [other.organization_id, mailing.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert client.post(reverse("ministry_remove", args=[theirs, ministry.pk])).status_code == 404
    circular = a_circular(other)
    client.post(where(circular, other), {"ministry": [ministry.pk, own_ministry.pk]})
    assert [message.to_email for message in forwarded()] == ["own@other.example"]


def test_an_alternate_may_and_whoever_was_focal_point_may_not(client, kenya):
    delegation, _person = kenya
    page = reverse("ministries", args=[delegation.organization_id])
    for state, status in (("active", 200), ("ended", 404)):
        person = a_person()
        FocalPoint.objects.create(
            organization=delegation.organization, person=person, is_alternate=True, state=state
        )
        client.force_login(person)
        assert client.get(page).status_code == status


# --- Passing on ------------------------------------------------------------------------------------------


def test_one_click_passes_a_circular_on_to_the_whole_list(client, kenya):
    delegation, person = kenya
    mailing = a_circular(delegation)
    a_ministry(delegation.organization, addressee="Juma Mwangi")
    a_ministry(delegation.organization)
    client.force_login(person)
    page = client.get(reverse("circulars", args=[delegation.organization_id])).content.decode()
    assert "Pass on to 2 ministries" in page
    answer = client.post(where(mailing, delegation), ticks(delegation.organization), follow=True)
    assert "It is on its way to 2 ministries." in answer.content.decode()
    first, second = forwarded()
    assert [first.to_email, second.to_email] == ["ministry1@kenya.example", "ministry2@kenya.example"]
    assert first.subject == "Passed on: Visas by May"
    assert (first.reply_to, first.is_circular) == ("amina@kenya.example", False)
    assert "Dear Juma Mwangi," in first.body
    assert "Ask early." in first.body
    assert "focal point of Kenya, passes this on to you." in first.body
    assert "It makes you a subscriber of nothing" in first.body
    assert "[[link]]" not in first.body


def test_twice_within_a_minute_is_once_and_later_is_again(client, kenya):
    delegation, person = kenya
    mailing = a_circular(delegation)
    a_ministry(delegation.organization)
    client.force_login(person)
    client.post(where(mailing, delegation), ticks(delegation.organization))
    answer = client.post(where(mailing, delegation), ticks(delegation.organization), follow=True)
    assert "nobody gets it twice" in answer.content.decode()
    a_ministry(delegation.organization)  # joined the list within the minute
    client.post(where(mailing, delegation), ticks(delegation.organization))
    assert [message.to_email[:9] for message in forwarded()] == ["ministry1", "ministry2"]
    Forwarding.objects.update(at=timezone.now() - timedelta(minutes=2))
    client.post(where(mailing, delegation), ticks(delegation.organization))
    assert len(forwarded()) == 4


def test_each_ministry_gets_its_language_or_is_told_that_there_is_none(client, kenya):
    delegation, person = kenya
    texts = {"en": ("Visas", "Ask early."), "fr": ("Les visas", "Demandez tôt.")}
    mailing = a_circular(delegation, texts=texts)
    for language in ("fr", "en", "es"):
        a_ministry(delegation.organization, language=language)
    client.force_login(person)
    client.post(where(mailing, delegation), ticks(delegation.organization))
    french, english, spanish = forwarded()
    assert ("Demandez tôt." in french.body, "Ask early." in english.body) == (True, True)
    assert ("Ask early." in spanish.body, spanish.language) == (True, "es")
    lines = {len(message.body.splitlines()) for message in (french, english)}
    assert lines == {len(spanish.body.splitlines()) - 2}  # one sentence more, that it is in English


def test_an_own_line_stands_as_a_quotation_and_is_no_markup(client, kenya):
    delegation, person = kenya
    mailing = a_circular(delegation)
    a_ministry(delegation.organization)
    client.force_login(person)
    note = "Answer by Friday.\n<https://elsewhere.example/> [[link]]"
    client.post(where(mailing, delegation), {**ticks(delegation.organization), "note": note})
    [message] = forwarded()
    assert "> Answer by Friday." in message.body
    assert ("<https://elsewhere" in message.body, "[[link]]" in message.body) == (False, False)


def test_it_leaves_with_the_focal_point_as_who_is_answered(kenya):
    delegation, person = kenya
    mailing = a_circular(delegation)
    ministry = a_ministry(delegation.organization)
    passing = Passing(delegation.organization, mailing=mailing)
    pass_on(passing=passing, chosen=[ministry.pk], note="", by=person)
    delivery.deliver_due()
    [sent] = mail.outbox
    assert (sent.to, sent.reply_to) == (["ministry1@kenya.example"], ["amina@kenya.example"])
    assert "List-Unsubscribe" not in sent.message()


def test_whoever_was_taken_off_the_list_meanwhile_gets_nothing(client, kenya):
    delegation, person = kenya
    mailing = a_circular(delegation)
    ministry = a_ministry(delegation.organization)
    client.force_login(person)
    client.post(where(mailing, delegation), ticks(delegation.organization))
    client.post(reverse("ministry_remove", args=[delegation.organization_id, ministry.pk]))
    delivery.deliver_due()
    assert len(mail.outbox) == 0
    assert "off your list" in client.get(where(mailing, delegation)).content.decode()


@pytest.mark.parametrize(
    "typed", [{}, {"ministry": ["0", "x", "\x00", "9" * 40, "٣"]}, {"ministry": ["999999"]}]
)
def test_without_a_ministry_of_its_own_nothing_is_passed_on(client, kenya, typed):
    delegation, person = kenya
    mailing = a_circular(delegation)
    client.force_login(person)
    answer = client.post(where(mailing, delegation), typed)
    assert (answer.status_code, "Choose at least one ministry" in answer.content.decode()) == (422, True)
    assert len(forwarded()) == 0


def test_the_letter_to_the_own_state_goes_along_and_no_others(client, kenya):
    delegation, person = kenya
    mailing = a_circular(delegation, kind="joint_letter")
    own = store_attachment(b"%PDF own", "letter.pdf", "application/pdf")
    others = store_attachment(b"%PDF other", "letter.pdf", "application/pdf")
    mailing.letters.create(organization=delegation.organization, language="en", attachment=own)
    mailing.letters.create(organization=a_state(), language="en", attachment=others)
    a_ministry(delegation.organization)
    client.force_login(person)
    client.post(where(mailing, delegation), ticks(delegation.organization))
    [message] = forwarded()
    assert list(message.attachments.all()) == [own]


# --- Papers ----------------------------------------------------------------------------------------------


def test_a_public_paper_is_linked_and_one_for_participants_is_only_named(client, kenya):
    delegation, person = kenya
    a_ministry(delegation.organization)
    client.force_login(person)
    for audience in ("public", "participants"):
        paper = a_document(delegation.meeting, audience=audience)
        page = reverse("organization_paper", args=[delegation.organization_id, paper.pk])
        assert client.get(page).status_code == 200
        client.post(page, ticks(delegation.organization))
    public, internal = forwarded()
    assert ("/papers/" in public.body, "/papers/" in internal.body) == (True, False)
    assert "so it is not attached" in internal.body
    assert [message.attachments.count() for message in (public, internal)] == [0, 0]


@pytest.mark.parametrize("fields", [{"audience": "chair"}, {"audience": "team"}, {"state": "final"}])
def test_a_paper_one_may_not_read_is_not_there_to_pass_on(client, kenya, fields):
    delegation, person = kenya
    paper = a_document(delegation.meeting, **fields)
    elsewhere = a_document(a_meeting())
    client.force_login(person)
    for one in (paper, elsewhere):
        page = reverse("organization_paper", args=[delegation.organization_id, one.pk])
        assert client.get(page).status_code == 404
    assert (
        str(paper.title)
        not in client.get(reverse("circulars", args=[delegation.organization_id]))
        .content.decode()
        .partition("<main")[2]
    )


# --- Who got it ------------------------------------------------------------------------------------------


def test_the_chairs_staff_does_not_see_which_ministries_are_kept_informed(client, kenya):
    delegation, person = kenya
    slug = delegation.meeting.slug
    a_ministry(delegation.organization, "private@kenya.example", name="Quiet Office")
    client.force_login(person)
    client.post(where(a_circular(delegation), delegation), ticks(delegation.organization))
    [message] = forwarded()
    Message.objects.filter(pk=message.pk).update(state="failed", server_said="550 no such user")
    TroubledAddress.objects.create(email="private@kenya.example", trouble="bounced", message=message)
    own = reverse("organization_messages", args=[delegation.organization_id])
    assert "Passed on" in client.get(own).content.decode()
    client.force_login(chair_staff(delegation.meeting))
    for address in (
        own,
        *(reverse(name, args=[slug]) for name in ("outbox", "troubled_addresses", "correspondence")),
        reverse("outbox", args=[slug]) + "?show=failed",
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert [word for word in ("private@", "Quiet Office", "Passed on") if word in page.text] == []
    assert client.post(reverse("outbox_resend", args=[slug, message.pk])).status_code == 404


def test_what_came_back_is_red_and_goes_again_once_the_address_is_corrected(client, kenya):
    delegation, person = kenya
    mailing = a_circular(delegation)
    ministry = a_ministry(delegation.organization, "wrong@kenya.example")
    client.force_login(person)
    client.post(where(mailing, delegation), ticks(delegation.organization))
    [message] = forwarded()
    again = reverse(
        "forwarding_again", args=[delegation.organization_id, message.batch.forwarding.pk, ministry.pk]
    )
    assert "has not come back" in client.post(again, follow=True).content.decode()
    Message.objects.filter(pk=message.pk).update(state="bounced", server_said="550 no such user")
    TroubledAddress.objects.create(email="wrong@kenya.example", trouble="bounced")
    page = client.get(where(mailing, delegation)).content.decode()
    assert ("550 no such user" in page, "Correct the address" in page) == (True, True)
    assert "Correct it in your list first." in client.post(again, follow=True).content.decode()
    Ministry.objects.filter(pk=ministry.pk).update(email="right@kenya.example")
    assert "is on its way to Ministry 1 again." in client.post(again, follow=True).content.decode()
    client.post(again)  # a second click finds that it has not come back
    assert [one.to_email for one in forwarded()] == ["wrong@kenya.example", "right@kenya.example"]


def test_an_address_that_wants_no_circulars_gets_none_this_way_either(client, kenya):
    delegation, person = kenya
    mailing = a_circular(delegation)
    a_ministry(delegation.organization, "no@kenya.example")
    Unsubscribed.objects.create(email="no@kenya.example")
    client.force_login(person)
    answer = client.post(where(mailing, delegation), ticks(delegation.organization))
    assert "Nothing can go to the addresses you chose." in answer.content.decode()
    assert len(forwarded()) == 0


@pytest.mark.parametrize("kind,state,status", [("note", "sent", 404), ("circular", "queued", 404)])
def test_what_is_a_participants_own_business_or_has_not_left_is_not_there(client, kenya, kind, state, status):
    delegation, person = kenya
    client.force_login(person)
    mailing = a_circular(delegation, kind=kind, state=state)
    assert client.get(where(mailing, delegation)).status_code == status


def test_the_pages_cost_the_same_for_three_as_for_one(client, kenya):
    delegation, person = kenya
    client.force_login(person)
    counts = []
    for number in (1, 3):
        while delegation.organization.ministries.count() < number:
            a_ministry(delegation.organization)
            mailing = a_circular(delegation)
            a_document(delegation.meeting)
        pass_on(
            passing=Passing(delegation.organization, mailing=mailing),
            chosen=ticks(delegation.organization)["ministry"],
            note="",
            by=person,
        )
        pages = [
            reverse("ministries", args=[delegation.organization_id]),
            reverse("circulars", args=[delegation.organization_id]),
            where(mailing, delegation),
        ]
        for page in pages:
            client.get(page)
        taken = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            taken.append(len(queries))
        counts.append(taken)
    assert counts[0] == counts[1]


def test_staff_of_the_chair_do_not_see_the_list(client, kenya):
    delegation, _person = kenya
    client.force_login(chair_staff(delegation.meeting))
    assert client.get(reverse("ministries", args=[delegation.organization_id])).status_code == 404
