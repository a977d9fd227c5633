"""Rules of the domain about people that no single feature's tests break; the number stands in each docstring.

The others are broken where their feature is tested: seats and heads in test_seats.py, deadlines in
test_registration.py and test_extra_time.py, the record in test_record.py, erasing in test_erasing.py.
"""

import html
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Person, Trace
from accounts.permissions import Permission
from correspondence import delivery
from correspondence.models import Message
from gfmd.tokens import hash_of, token_for
from participants import actions
from participants.models import Delegate, Delegation, FocalPoint, Invitation, Nomination
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
    with_delegates,
)
from tests.test_papers import text_of
from tests.test_permissions import TABLE, address, own_addresses, world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
OURS = ("accounts", "correspondence", "meetings", "participants", "selection", "roundtables")


def everything() -> dict[str, list]:
    """Every row of every table of ours."""
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def stored(thing):
    return type(thing).objects.get(pk=thing.pk)


def a_nomination(meeting, organization, email: str) -> Nomination:
    named = {
        "name": "Wanjiru",
        "function": "Director",
        "ministry": "Interior",
        "duty_station": "Nairobi",
        "email": email,
        "phone": "",
        "language": "en",
        "sender_name": "Mission",
        "sender_email": "mission@state.example",
    }
    return actions.nominate(meeting=meeting, organization=organization, named=named, upload=an_upload())


# --- Who registers a delegation ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", ["submitted", "under_verification", "needs_correction", "rejected", "withdrawn"]
)
def test_a_nomination_that_is_not_accepted_registers_nobody(client, state):
    """Rule 4."""
    delegation = a_delegation()
    nomination = a_nomination(delegation.meeting, delegation.organization, "wanjiru@interior.example")
    Nomination.objects.filter(pk=nomination.pk).update(state=state)
    client.force_login(a_person(email="wanjiru@interior.example"))
    answers = [
        client.get(reverse("delegation", args=[delegation.pk])),
        client.post(reverse("seat_fill", args=[delegation.pk, 1]), details(role="head", seen="")),
        client.post(reverse("seat_link", args=[delegation.pk]), {"name": "", "email": "a@b.example"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (Delegate.objects.count(), FocalPoint.objects.count()) == (0, 0)


def test_an_accepted_nomination_registers_nobody_before_the_task_is_taken_on(client):
    """Rule 4."""
    delegation = a_delegation()
    staff = chair_staff(delegation.meeting)
    nomination = a_nomination(delegation.meeting, delegation.organization, "wanjiru@interior.example")
    actions.take_up_nomination(nomination_pk=nomination.pk, by=staff)
    seen = stored(nomination).changed_at.isoformat()
    point = actions.accept_nomination(nomination_pk=nomination.pk, seen=seen, by=staff)
    fill = reverse("seat_fill", args=[delegation.pk, 1])
    client.force_login(point.person)
    assert client.post(fill, details(role="head", seen="")).status_code == 404
    client.logout()
    client.post(reverse("focal_point_take_on", args=[token_for(stored(point).link_name)]))
    assert client.post(fill, details(role="head", seen="")).status_code == 302
    assert Delegate.objects.count() == 1


# --- What one organization sees of another ---------------------------------------------------------------


def test_nothing_of_another_delegation_is_on_any_page_file_or_export(client, world):  # noqa: F811
    """Rule 6: each address that a focal point can open, searched for the people of another delegation."""
    people, facts = world
    other = Delegation.objects.exclude(pk=facts["delegations"]).get(meeting__slug=facts["slug"])
    actions.add_delegate(
        delegation_pk=other.pk,
        details=details(
            name="Xanthippe Qoriwarmi",
            function="Undersecretary of Zinnias",
            ministry="Ministry of Quinces",
            email="xq@other.example",
            phone="+51 977 123",
        ),
        is_head=True,
        by=people["other_focal_point"],
    )
    client.force_login(people["focal_point"])
    told, opened = [], 0
    for route, entry in own_addresses():
        if TABLE[entry.name][0] != "GET":
            continue
        answer = client.get(address(entry.name, route, facts))
        if answer.status_code != 200:
            continue
        opened += 1
        text = answer.getvalue()
        words = (b"Xanthippe", b"Qoriwarmi", b"Zinnias", b"Quinces", b"xq@other.example", b"977 123")
        told += [(entry.name, word) for word in words if word in text]
    assert told == []
    assert opened > 40


def test_the_search_through_the_pages_finds_the_own_delegation(client, world):  # noqa: F811
    """Rule 6: the control of the test above."""
    people, facts = world
    client.force_login(people["focal_point"])
    page = client.get(reverse("delegation", args=[facts["delegations"]]))
    assert b"Delegate 1" in page.getvalue()


# --- What is never public --------------------------------------------------------------------------------------

KEPT_APART = {
    "address": "wanjiru.kept@interior.example",
    "telephone": "+254 999 777",
    "passport number": "K1234567",
    "day of birth": "1980-02-29",
    "diet": "No shellfish at all",
    "access": "A ramp of oak",
    "focal point": "kept.point@kenya.example",
    "telephone of the focal point": "+254 888 666",
}


@pytest.fixture
def kept_apart(world):  # noqa: F811
    """Everything that may be known of a delegate and a focal point, given."""
    people, facts = world
    actions.write_needs(
        delegate_pk=facts["seats"],
        diet=KEPT_APART["diet"],
        access=KEPT_APART["access"],
        by=people["focal_point"],
    )
    Delegate.objects.filter(pk=facts["seats"]).update(
        email=KEPT_APART["address"], phone=KEPT_APART["telephone"], is_on_list=True
    )
    point = FocalPoint.objects.get(person=people["focal_point"])
    FocalPoint.objects.filter(pk=point.pk).update(phone=KEPT_APART["telephone of the focal point"])
    Person.objects.filter(pk=point.person_id).update(email=KEPT_APART["focal point"])
    return people, facts


def told_of(client, facts) -> list[tuple[str, str]]:
    """(address, what) of everything kept apart that some page or file tells; personal links are not followed."""
    told, opened = [], 0
    for route, entry in own_addresses():
        if TABLE[entry.name][0] != "GET" or entry.callback.permission == Permission.HOLD_LINK:
            continue
        answer = client.get(address(entry.name, route, facts))
        if answer.status_code != 200:
            continue
        opened += 1
        content = answer.getvalue()
        is_paper = answer["Content-Type"] == "application/pdf"
        text = text_of(content) if is_paper else html.unescape(content.decode(errors="replace"))
        told += [(entry.name, what) for what, words in KEPT_APART.items() if words in text]
    assert opened > 10
    return told


@pytest.mark.parametrize("role", ["anonymous", "stranger", "other_focal_point", "other_staff"])
def test_contact_passport_and_needs_are_on_no_page_and_in_no_file_of_others(client, kept_apart, role):
    """Rule 13, and rule 6 for the one who speaks for another organization."""
    people, facts = kept_apart
    if people[role]:
        client.force_login(people[role])
    assert told_of(client, facts) == []


def test_the_search_finds_what_staff_are_told(client, kept_apart):
    """Rule 13: the control of the test above; what is sealed is shown to staff one by one, where they ask."""
    people, facts = kept_apart
    client.force_login(people["staff"])
    told = {what for _name, what in told_of(client, facts)}
    assert {"address", "passport number", "focal point"} <= told


# --- The Support Unit, and observers from the organization that administers it ---------------------------


def test_the_support_unit_and_the_observers_of_the_organization_behind_it_share_no_sight(client):
    """Rule 14."""
    meeting = a_meeting()
    support = chair_staff(meeting, role="support unit")
    agency = Organization.objects.create(kind="un_agency", name_en="International Organization for Migration")
    observers = a_delegation(meeting=meeting, organization=agency)
    observer = focal_point_of(observers)
    (kenyan,) = with_delegates(a_delegation(meeting=meeting), 1, by=a_person())

    client.force_login(observer)
    kept = ("needs", "visa_letters", "board", "rooms", "clashes", "manage")
    assert {client.get(reverse(name, args=[meeting.slug])).status_code for name in kept} <= {403, 404}
    assert client.get(reverse("delegation", args=[kenyan.delegation_id])).status_code == 404

    client.force_login(support)
    fill = reverse("seat_fill", args=[observers.pk, 1])
    assert client.post(fill, details(role="head", seen="")).status_code == 403
    assert client.get(reverse("focal_points", args=[agency.pk])).status_code == 404
    assert observers.delegates.count() == 0


# --- Links -------------------------------------------------------------------------------------------------


def links() -> dict[str, str]:
    """A good personal link of each kind, by the name of its token in the addresses."""
    meeting = a_meeting()
    staff = chair_staff(meeting)
    state = a_state()
    actions.invite(meeting=meeting, organizations=[state], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    nomination = a_nomination(meeting, a_state(), "wanjiru@interior.example")
    delegation = a_delegation(meeting=meeting)
    point = focal_point_of(delegation)
    task = {"name": "Juma", "function": "", "ministry": "", "duty_station": "", "phone": "", "language": "en"}
    alternate = actions.name_alternate(
        organization=delegation.organization, task={**task, "email": "juma@state.example"}, by=point
    )
    delegate = actions.take_seat_for(
        delegation_pk=delegation.pk, name="", email="amal@state.example", by=point
    )
    things = {
        "token": Invitation.objects.get(),
        "nomination_token": nomination,
        "task_token": alternate,
        "seat_token": delegate,
        "application_token": an_application(a_call()),
    }
    circular = Message.objects.create(
        key="circular", purpose="circular", is_circular=True, to_email="a@state.example", subject="News"
    )
    circular.unsubscribe_hash = hash_of(circular.unsubscribe_token)
    circular.save()
    tokens = {name: token_for(stored(thing).link_name) for name, thing in things.items()}
    return tokens | {"unsubscribe_token": circular.unsubscribe_token}


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_any_address_of_any_link_changes_nothing(client, method):
    """Rule 17: mail scanners open every link; what acts answers to a POST alone."""
    tokens = links()
    held = [
        (route, entry.name)
        for route, entry in own_addresses()
        if entry.callback.permission == Permission.HOLD_LINK or "token>" in route
    ]
    named = {name for name in tokens for route, _name in held if f":{name}>" in route}
    assert named == set(tokens)
    before = everything()
    for route, name in held:
        arguments = {key: token for key, token in tokens.items() if f":{key}>" in route}
        answer = getattr(client, method)(reverse(name, kwargs=arguments))
        # Webhooks of providers are there only where a provider is configured.
        there = (404,) if name == "mail_webhook" else (200, 405)
        assert answer.status_code in there, (name, answer.status_code)
        assert "_auth_user_id" not in client.session
    assert everything() == before


# --- Who, when and why ---------------------------------------------------------------------------------------


def test_every_decision_of_the_chair_keeps_who_when_and_why():
    """Rule 18."""
    meeting = a_meeting()
    staff = chair_staff(meeting)
    delegation = a_delegation(meeting=meeting)
    point = focal_point_of(delegation)
    _one, two, three = with_delegates(delegation, 3, by=point)
    since = timezone.now()

    def version() -> int:
        return stored(delegation).version

    actions.submit_delegation(delegation_pk=delegation.pk, version=version(), by=point)
    actions.return_fields(
        delegation_pk=delegation.pk, sentences={(two.pk, "name"): "Why 1"}, version=version(), by=staff
    )
    actions.edit_delegate(delegate_pk=two.pk, details={"name": "Delegate Two"}, by=point)
    actions.submit_delegation(delegation_pk=delegation.pk, version=version(), by=point)
    actions.reject_delegate(delegate_pk=three.pk, reason="Why 2", version=version(), by=staff)
    until = meeting.registration_closes_at + timedelta(days=1)
    actions.grant_extra_time(delegation_pk=delegation.pk, until=until, reason="Why 3", by=staff)
    actions.withdraw_extra_time(delegation_pk=delegation.pk, reason="Why 4", by=staff)
    nomination = a_nomination(meeting, a_state(), "other@interior.example")
    actions.take_up_nomination(nomination_pk=nomination.pk, by=staff)
    seen = stored(nomination).changed_at.isoformat()
    actions.reject_nomination(nomination_pk=nomination.pk, reason="Why 5", seen=seen, by=staff)
    kept = Trace.objects.filter(by=staff, at__gte=since).exclude(reason="").order_by("pk")
    assert list(kept.values_list("act", "reason")) == [
        ("return_fields", "Why 1"),
        ("return_delegation", "Why 1"),
        ("reject_delegate", "Why 2"),
        ("grant_extra_time", "Why 3"),
        ("withdraw_extra_time", "Why 4"),
        ("reject_nomination", "Why 5"),
    ]


def test_whoever_leaves_stays_on_file():
    """Rule 18: nothing of consequence is deleted."""
    delegation = a_delegation()
    point = focal_point_of(delegation)
    _one, two, three = with_delegates(delegation, 3, by=point)
    actions.replace_delegate(delegate_pk=two.pk, details=details(name="Successor"), by=point)
    actions.withdraw_delegate(delegate_pk=three.pk, reason="Ill", by=point)
    actions.withdraw_delegation(delegation_pk=delegation.pk, reason="No budget", by=point)
    rows = delegation.delegates.order_by("pk").values_list("name", "state")
    assert list(rows) == [
        ("Delegate 1", "withdrawn"),
        ("Delegate 2", "replaced"),
        ("Delegate 3", "withdrawn"),
        ("Successor", "withdrawn"),
    ]
    assert (stored(delegation).state, stored(two).replaced_by.name) == ("withdrawn", "Successor")


# --- How States are printed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Austria", "Côte d'Ivoire", "Germany", "Spain"]),
        ("fr", ["Allemagne", "Autriche", "Côte d'Ivoire", "Espagne"]),
    ],
)
def test_states_stand_in_the_order_of_the_readers_language(client, language, names):
    """Rule 19."""
    meeting = a_meeting(languages=["en", "fr"])
    staff = chair_staff(meeting)
    states = [
        a_state(name, name_fr=name_fr, regional_group="western_european_other")
        for name, name_fr in (
            ("Spain", "Espagne"),
            ("Germany", "Allemagne"),
            ("Côte d'Ivoire", "Côte d'Ivoire"),
            ("Austria", "Autriche"),
        )
    ]
    actions.invite(meeting=meeting, organizations=states, by=staff)
    client.force_login(staff)
    client.cookies["django_language"] = language
    ((_label, rows, _answered, _all),) = client.get(reverse("board", args=[meeting.slug])).context["regions"]
    form = client.get(reverse("nominate", args=[meeting.slug])).context["form"]
    _empty, (_states, offered) = form.fields["organization"].choices
    assert [row.organization.name_in(language) for row in rows] == names
    assert [name for _pk, name in offered] == names


# --- No answer -----------------------------------------------------------------------------------------------


def test_a_state_whose_nomination_was_taken_on_is_not_reminded_of_its_invitation(client):
    """Rule 20: reminders stop when the matter is settled, whichever way it was."""
    meeting = a_meeting()
    staff = chair_staff(meeting)
    settled, silent = a_state(), a_state()
    actions.invite(meeting=meeting, organizations=[settled, silent], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    nomination = a_nomination(meeting, settled, "wanjiru@interior.example")
    actions.take_up_nomination(nomination_pk=nomination.pk, by=staff)
    seen = stored(nomination).changed_at.isoformat()
    point = actions.accept_nomination(nomination_pk=nomination.pk, seen=seen, by=staff)
    client.post(reverse("focal_point_take_on", args=[token_for(stored(point).link_name)]))
    Message.objects.update(queued_at=timezone.now() - timedelta(days=20))
    assert actions.remind(meeting=meeting, by=staff) == 1
    assert Message.objects.get(purpose="reminder").to_email == silent.address_email


def test_silence_costs_nothing():
    """Rule 20: no answer is an answer; after the deadline it has lapsed, and the State is as free as before."""
    meeting = a_meeting()
    staff = chair_staff(meeting)
    state = a_state()
    actions.invite(meeting=meeting, organizations=[state], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    meeting.registration_closes_at = timezone.now() - timedelta(hours=1)
    meeting.save(update_fields=["registration_closes_at"])
    actions.lapse_unanswered()
    assert Invitation.objects.get().answer == "lapsed"
    assert actions.remind(meeting=meeting, by=staff) == 0
    following = a_meeting(chairmanship=meeting.chairmanship)
    actions.invite(meeting=following, organizations=[state], by=staff)
    assert following.invitations.get().to_email == state.address_email
