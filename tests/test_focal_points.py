"""The term of a focal point: taken on, handed over, suspended, ended; one active primary an organization, always."""

import threading
from datetime import timedelta

import pytest
import vobject
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Person, Trace
from correspondence import delivery
from correspondence.models import Message
from gfmd.moves import Refused
from gfmd.tokens import token_for
from participants import actions
from participants.actions.terms import send_task
from participants.models import (
    FOCAL_POINT_MOVES,
    Delegation,
    FocalPoint,
    Invitation,
    Letter,
    Nomination,
)
from participants.speakers import vcards
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

pytestmark = pytest.mark.django_db

TASK = {
    "name": "Achieng",
    "email": "achieng@interior.example",
    "language": "en",
    "function": "Deputy Director",
    "ministry": "Ministry of Interior",
    "duty_station": "Geneva",
    "phone": "+41 22 1234",
}


def a_term(organization=None, **fields) -> FocalPoint:
    person = fields.pop("person", None) or a_person()
    facts = {"organization": organization or a_state(), "person": person, "state": "active", **fields}
    return FocalPoint.objects.create(**facts)


def a_named(organization, **fields) -> FocalPoint:
    """Somebody named by raw rows, with a link that is good."""
    point = a_term(organization, state="pending", named_by=a_person(), **fields)
    with transaction.atomic():
        send_task(point)
    return point


def link(point: FocalPoint, name: str = "focal_point") -> str:
    return reverse(name, args=[token_for(point.link_name)])


def fresh(point: FocalPoint) -> FocalPoint:
    return FocalPoint.objects.get(pk=point.pk)


def of_own(name: str, point: FocalPoint, *more) -> str:
    return reverse(name, args=[point.organization_id, *more])


def an_invitation(meeting, organization) -> Invitation:
    staff = chair_staff(meeting)
    actions.invite(meeting=meeting, organizations=[organization], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    return Invitation.objects.get(meeting=meeting, organization=organization)


# --- Alternates and successors -------------------------------------------------------------------------------


def test_a_focal_point_names_an_alternate_who_acts_once_the_task_is_taken_on(client):
    delegation = a_delegation()
    primary = FocalPoint.objects.get(person=focal_point_of(delegation))
    client.force_login(primary.person)
    assert client.post(of_own("focal_point_alternate", primary), TASK).url == of_own("focal_points", primary)
    alternate = FocalPoint.objects.get(is_alternate=True)
    assert (alternate.state, alternate.person.email, alternate.named_by) == (
        "pending",
        "achieng@interior.example",
        primary.person,
    )
    assert link(alternate) in Message.objects.get().text
    client.logout()
    assert client.get(link(alternate)).status_code == 200
    assert fresh(alternate).state == "pending"
    client.post(link(alternate, "focal_point_take_on"))
    assert (fresh(alternate).state, fresh(primary).state) == ("active", "active")
    assert client.get(reverse("delegation", args=[delegation.pk])).status_code == 200


def test_a_fourth_alternate_is_refused(client):
    primary = a_term()
    for _one in range(3):
        a_term(primary.organization, is_alternate=True)
    client.force_login(primary.person)
    answer = client.post(of_own("focal_point_alternate", primary), TASK)
    assert answer.status_code == 409
    assert "achieng@interior.example" in answer.content.decode()
    assert FocalPoint.objects.count() == 4


@pytest.mark.parametrize("name", ["focal_point_alternate", "focal_point_successor"])
def test_an_alternate_names_nobody(client, name):
    alternate = a_term(is_alternate=True)
    client.force_login(alternate.person)
    assert client.post(of_own(name, alternate), TASK).status_code == 409
    assert FocalPoint.objects.count() == 1


@pytest.mark.parametrize("name", ["focal_point_alternate", "focal_point_successor"])
@pytest.mark.parametrize(
    "field, value",
    [
        ("email", ""),
        ("email", "no address"),
        ("name", "x" * 10_000),
        ("name", "nul\x00"),
        ("language", "tlh"),
        ("phone", "call me"),
        ("function", ""),
    ],
)
def test_what_cannot_be_taken_is_said_in_the_page_and_what_was_typed_stays(client, name, field, value):
    primary = a_term()
    client.force_login(primary.person)
    answer = client.post(of_own(name, primary), {**TASK, field: value})
    assert answer.status_code == 422
    assert "Geneva" in answer.content.decode()
    assert FocalPoint.objects.count() == 1


def test_ones_own_address_is_no_successor(client):
    primary = a_term()
    client.force_login(primary.person)
    answer = client.post(of_own("focal_point_successor", primary), {**TASK, "email": primary.person.email})
    assert answer.status_code == 409
    assert FocalPoint.objects.count() == 1


def test_a_handover_keeps_every_draft_and_the_predecessor_in_office_until_the_button(client):
    delegation = a_delegation()
    primary = FocalPoint.objects.get(person=focal_point_of(delegation))
    with_delegates(delegation, 2, by=primary.person)
    drafts = list(delegation.delegates.order_by("seat").values())
    client.force_login(primary.person)
    client.post(of_own("focal_point_successor", primary), TASK)
    successor = FocalPoint.objects.get(state="pending")
    assert client.get(reverse("delegation", args=[delegation.pk])).status_code == 200
    client.logout()
    client.post(link(successor, "focal_point_take_on"))
    assert (fresh(primary).state, fresh(successor).state) == ("superseded", "active")
    assert list(delegation.delegates.order_by("seat").values()) == drafts
    page = client.get(reverse("delegation", args=[delegation.pk])).content.decode()
    assert "Delegate 1" in page
    client.force_login(primary.person)
    assert client.get(reverse("delegation", args=[delegation.pk])).status_code == 404
    assert client.get(of_own("focal_points", primary)).status_code == 404


def test_an_alternate_succeeds_at_once():
    primary = a_term()
    alternate = a_term(primary.organization, person=a_person(email=TASK["email"]), is_alternate=True)
    actions.hand_over(organization=primary.organization, task=TASK, by=primary.person)
    assert (fresh(primary).state, fresh(alternate).is_alternate) == ("superseded", False)
    assert FocalPoint.objects.active().primary().get() == alternate


def test_of_two_successors_named_the_latest_counts(client):
    primary = a_term()
    actions.hand_over(organization=primary.organization, task=TASK, by=primary.person)
    first = FocalPoint.objects.get(state="pending")
    second_task = {**TASK, "email": "second@interior.example"}
    actions.hand_over(organization=primary.organization, task=second_task, by=primary.person)
    assert fresh(first).state == "ended"
    assert client.post(link(first, "focal_point_take_on")).status_code == 409
    assert FocalPoint.objects.active().get() == primary


def test_what_the_predecessor_has_not_answered_goes_to_the_successor_and_the_old_link_is_void(client):
    primary = a_term()
    invitation = an_invitation(a_meeting(), primary.organization)
    assert invitation.to_email == primary.person.email
    old = reverse("invitation", args=[token_for(invitation.link_name)])
    actions.hand_over(organization=primary.organization, task=TASK, by=primary.person)
    successor = FocalPoint.objects.get(state="pending")
    client.post(link(successor, "focal_point_take_on"))
    invitation = Invitation.objects.get()
    assert (invitation.to_email, invitation.answer) == (TASK["email"], "none")
    assert client.get(old).status_code == 404
    assert Message.objects.filter(to_email=TASK["email"], purpose="invitation").count() == 1


# --- Ends ----------------------------------------------------------------------------------------------------


def test_who_no_longer_does_this_leaves_the_organization_vacant(client):
    delegation = a_delegation()
    primary = FocalPoint.objects.get(person=focal_point_of(delegation))
    client.force_login(primary.person)
    assert client.get(of_own("focal_point_end", primary, primary.pk)).status_code == 200
    assert fresh(primary).state == "active"
    client.post(of_own("focal_point_end", primary, primary.pk))
    assert (fresh(primary).state, fresh(primary).until is None) == ("ended", False)
    client.force_login(chair_staff(delegation.meeting))
    page = client.get(reverse("focal_points_manage", args=[delegation.meeting.slug]) + "?show=vacant")
    assert primary.organization.name in page.content.decode()


def test_an_open_invitation_of_somebody_who_left_goes_to_the_address_on_file(client):
    primary = a_term(a_state(address_email="mission@state.example"))
    invitation = an_invitation(a_meeting(), primary.organization)
    old = reverse("invitation", args=[token_for(invitation.link_name)])
    actions.end_own_or_alternate(focal_point_pk=primary.pk, by=primary.person)
    assert Invitation.objects.get().to_email == "mission@state.example"
    assert client.post(old + "accept/", {"name": "Back again"}).status_code == 404
    assert FocalPoint.objects.active().count() == 0


def test_an_alternate_does_not_end_the_focal_points_task(client):
    primary = a_term()
    alternate = a_term(primary.organization, is_alternate=True)
    client.force_login(alternate.person)
    client.post(of_own("focal_point_end", primary, primary.pk))
    assert fresh(primary).state == "active"
    client.force_login(primary.person)
    client.post(of_own("focal_point_end", primary, alternate.pk))
    assert fresh(alternate).state == "ended"


def test_a_term_of_another_organization_is_not_reached_through_ones_own(client):
    own, other = a_term(), a_term()
    client.force_login(own.person)
    for name in ("focal_point_end", "focal_point_again"):
        assert client.post(of_own(name, own, other.pk)).status_code == 404
        assert client.post(of_own(name, other, other.pk)).status_code == 404
    for name in ("focal_points", "focal_point_edit", "focal_point_alternate", "focal_point_successor"):
        assert client.get(of_own(name, other)).status_code == 404
    assert fresh(other).state == "active"


def test_who_was_named_says_that_it_is_not_for_them(client):
    primary = a_term()
    named = a_named(primary.organization, is_alternate=True)
    client.post(link(named, "focal_point_decline"))
    assert fresh(named).state == "ended"
    assert client.post(link(named, "focal_point_take_on")).status_code == 409


# --- By staff --------------------------------------------------------------------------------------------------

ACTS = {
    "suspended": actions.suspend_focal_point,
    "active": actions.reinstate_focal_point,
    "ended": actions.end_focal_point,
}


@pytest.mark.parametrize("to", ACTS)
@pytest.mark.parametrize("state", ["pending", "active", "suspended", "ended", "superseded"])
def test_staff_makes_the_moves_of_the_table_and_no_other(state, to):
    point = a_term(state=state)
    allowed = FOCAL_POINT_MOVES.allows(state, to) and (state, to) != ("pending", "active")
    if allowed:
        ACTS[to](focal_point_pk=point.pk, reason="As decided.", by=a_person())
        assert fresh(point).state == to
        assert "As decided." in Message.objects.get().text
        assert Trace.objects.get(act="move_focal_point").reason == "As decided."
    else:
        with pytest.raises(Refused):
            ACTS[to](focal_point_pk=point.pk, reason="As decided.", by=a_person())
        assert (fresh(point).state, Message.objects.count()) == (state, 0)


def test_staff_suspends_and_gives_back_on_the_page_with_a_reason(client):
    delegation = a_delegation()
    point = FocalPoint.objects.get(person=focal_point_of(delegation))
    client.force_login(chair_staff(delegation.meeting))
    where = reverse("focal_point_manage", args=[delegation.meeting.slug, point.pk])
    assert client.post(where, {"act": "suspend", "reason": ""}).status_code == 422
    assert client.post(where, {"act": "reinstate", "reason": "x"}).status_code == 422
    client.post(where, {"act": "suspend", "reason": "The mission asked."})
    assert fresh(point).state == "suspended"
    assert "The mission asked." in client.get(where).content.decode()
    client.post(where, {"act": "reinstate", "reason": "Settled."})
    assert fresh(point).state == "active"


def test_who_is_suspended_is_not_given_back_beside_another_focal_point():
    organization = a_state()
    suspended = a_term(organization, state="suspended")
    a_term(organization)
    with pytest.raises(Refused, match="is the focal point now"):
        actions.reinstate_focal_point(focal_point_pk=suspended.pk, reason="x", by=a_person())
    assert fresh(suspended).state == "suspended"


def test_a_suspended_focal_point_does_not_become_active_by_accepting_an_invitation(client):
    point = a_term()
    invitation = an_invitation(a_meeting(), point.organization)
    actions.suspend_focal_point(focal_point_pk=point.pk, reason="x", by=a_person())
    where = reverse("invitation_accept", args=[token_for(invitation.link_name)])
    answer = client.post(where, {"name": "Amina"})
    assert answer.status_code == 409
    assert "is suspended. Please write to the chair" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert (fresh(point).state, Invitation.objects.get().answer) == ("suspended", "none")
    assert Delegation.objects.count() == 0


def test_the_raw_rows_never_hold_two_active_primaries_nor_two_terms_of_one_person():
    point = a_term()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        a_term(point.organization)
    assert broken.value.__cause__.diag.constraint_name == "focal_point_one_active_primary"
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        a_term(point.organization, person=point.person, state="pending", is_alternate=True)
    assert broken.value.__cause__.diag.constraint_name == "focal_point_person_once"


# --- Kept for the next meeting, and confirmed by one press -----------------------------------------------


def test_details_are_confirmed_by_one_press_for_the_next_meeting(client):
    point = a_term(function="Director", reconfirmed_at=timezone.now() - timedelta(days=400))
    meeting = a_meeting()
    client.force_login(point.person)
    assert (
        "Do your name and address still hold?"
        not in client.get(of_own("focal_points", point)).content.decode()
    )
    an_invitation(meeting, point.organization)
    page = client.get(of_own("focal_points", point)).content.decode()
    assert "Do your name and address still hold?" in page
    staff = chair_staff(meeting)
    client.force_login(staff)
    listed = reverse("focal_points_manage", args=[meeting.slug]) + "?show=unsure"
    assert point.person.name in client.get(listed).content.decode()
    client.force_login(point.person)
    client.post(of_own("focal_point_reconfirm", point))
    assert fresh(point).function == "Director"
    assert "Do your name" not in client.get(of_own("focal_points", point)).content.decode()
    client.force_login(staff)
    assert point.person.name not in client.get(listed).content.decode()


def test_accepting_the_next_invitation_confirms_them_too():
    point = a_term(reconfirmed_at=timezone.now() - timedelta(days=400))
    invitation = an_invitation(a_meeting(), point.organization)
    actions.accept_invitation(
        invitation_pk=invitation.pk, link_number=invitation.link_number, name=point.person.name
    )
    assert FocalPoint.objects.count() == 1
    assert fresh(point).reconfirmed_at > timezone.now() - timedelta(minutes=1)


def test_what_was_known_of_a_person_from_an_earlier_term_is_not_typed_again():
    before = a_term(state="ended", function="Director", ministry="Interior", phone="+254 1")
    invitation = an_invitation(a_meeting(), before.organization)
    Invitation.objects.update(to_email=before.person.email)
    actions.accept_invitation(
        invitation_pk=invitation.pk, link_number=invitation.link_number, name="Amina Wanjiru"
    )
    now = FocalPoint.objects.active().get()
    assert (now.function, now.ministry, now.phone) == ("Director", "Interior", "+254 1")


def test_own_details_are_changed_by_oneself_alone_and_on_record(client):
    point = a_term(function="Director")
    client.force_login(point.person)
    sent = {"name": "أمينة", "function": "Director General", "ministry": "", "duty_station": "", "phone": ""}
    client.post(of_own("focal_point_edit", point), sent)
    assert (fresh(point).function, Person.objects.get(pk=point.person_id).name) == (
        "Director General",
        "أمينة",
    )
    trace = Trace.objects.get(act="edit_focal_point")
    assert (trace.before["function"], trace.after["function"]) == ("Director", "Director General")
    assert client.post(of_own("focal_point_edit", point), {**sent, "name": ""}).status_code == 422


# --- The link ----------------------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client):
    point = a_named(a_state())
    before = [list(model.objects.values()) for model in (FocalPoint, Message, Trace, Delegation)]
    for name in ("focal_point_take_on", "focal_point_decline", "focal_point_new_link"):
        assert client.get(link(point, name)).status_code == 405
    assert client.get(link(point)).status_code == 200
    assert [list(model.objects.values()) for model in (FocalPoint, Message, Trace, Delegation)] == before


def test_an_expired_link_is_renewed_by_its_page_to_the_address_on_file_alone(client):
    point = a_named(a_state())
    FocalPoint.objects.update(link_expires_at=timezone.now() - timedelta(minutes=1))
    Message.objects.update(queued_at=timezone.now() - timedelta(days=31))
    page = client.get(link(point)).content.decode()
    assert "This link has expired" in page
    assert point.person.email not in page
    assert client.post(link(point, "focal_point_take_on")).status_code == 409
    assert client.post(link(point, "focal_point_new_link")).status_code == 200
    assert Message.objects.order_by("pk").last().to_email == point.person.email
    assert client.get(link(point)).status_code == 404
    client.post(link(fresh(point), "focal_point_take_on"))
    assert fresh(point).state == "active"


def test_a_link_is_not_sent_time_and_again(client):
    point = a_named(a_state())
    client.post(link(point, "focal_point_new_link"))
    assert Message.objects.count() == 1


@pytest.mark.parametrize("name", ["focal_point", "nomination_link"])
@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "محمد", "a" * 2000])
def test_a_link_nobody_sent_is_not_found(client, name, token):
    part = {"focal_point": "focal-points", "nomination_link": "nominations"}[name]
    assert client.get(f"/{part}/{token}/").status_code == 404


def test_staff_named_alternate_is_not_signed_in_by_the_link(client):
    point = a_named(a_state(), person=chair_staff(a_meeting()), is_alternate=True)
    answer = client.post(link(point, "focal_point_take_on"))
    assert answer.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


# --- The list of staff, and address books --------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_any_number(client, number, django_assert_num_queries):
    meeting = a_meeting()
    for _one in range(number):
        point = a_term()
        a_term(point.organization, is_alternate=True)
        an_invitation(meeting, point.organization)
    client.force_login(chair_staff(meeting))
    with django_assert_num_queries(6):
        client.get(reverse("focal_points_manage", args=[meeting.slug]))


@pytest.mark.parametrize("typed", ["wanjirü", "KENYA", "amina ken", "محمد", "%00", "😀", "'; --"])
def test_any_words_may_be_searched_for(client, typed):
    meeting = a_meeting()
    a_term(a_state(name="Kenya"), person=a_person(name="Amina Wanjiru"))
    a_term(a_state(name="Chad"), person=a_person(name="Ousmane"))
    client.force_login(chair_staff(meeting))
    page = client.get(reverse("focal_points_manage", args=[meeting.slug]), {"q": typed})
    assert page.status_code == 200
    assert "Ousmane" not in page.content.decode()
    if typed[0] in "wKa":
        assert "Amina Wanjiru" in page.content.decode()


def test_a_vcard_holds_what_an_address_book_needs(client):
    meeting = a_meeting()
    point = a_term(a_state(name="Kenya"), person=a_person(name="王"), function="Director", phone="+254 1")
    client.force_login(chair_staff(meeting))
    answer = client.get(reverse("focal_point_vcf", args=[meeting.slug, point.pk]))
    assert answer.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    card = vobject.readOne(answer.content.decode())
    assert (card.fn.value, card.org.value[0], card.title.value) == ("王", "Kenya", "Director")
    assert (card.email.value, card.tel.value) == (point.person.email, "+254 1")


def test_all_active_focal_points_come_as_vcards_and_nobody_else(client):
    meeting = a_meeting()
    one, two = a_term(), a_term()
    a_term(state="ended")
    client.force_login(chair_staff(meeting))
    answer = client.get(reverse("focal_points_vcf", args=[meeting.slug]))
    cards = vobject.readComponents(answer.content.decode())
    assert {card.email.value for card in cards} == {one.person.email, two.person.email}


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", "\\n", "\n\n"])
def test_what_was_typed_begins_no_line_of_a_vcard(break_):
    name = f"Amina{break_}EMAIL:evil@example.org{break_}END:VCARD{break_}BEGIN:VCARD"
    point = a_term(
        person=a_person(name=name), function=name, ministry=f"A;B,C{break_}TEL:666", phone="+1;2,3"
    )
    written = vcards([point]).decode()
    cards = list(vobject.readComponents(written))
    assert len(cards) == 1
    assert [one.value for one in cards[0].email_list] == [point.person.email]
    assert [one.value for one in cards[0].tel_list] == ["+1;2,3"]
    for line in written.splitlines():
        assert not line.startswith(("EMAIL:evil", "TEL:666"))


# --- Races -------------------------------------------------------------------------------------------------------


def race(acts) -> list:
    """Run these in threads that start together; returns what each returned or raised."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number):
        gate.wait()
        try:
            outcomes[number] = acts[number]()
        except Exception as problem:
            outcomes[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def refusals(outcomes) -> list:
    """What went wrong in a race otherwise than by a refusal in a sentence; there is nothing."""
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refused)]


@pytest.mark.django_db(transaction=True)
def test_eight_links_used_at_once_leave_one_active_focal_point():
    organization = a_state()
    a_term(organization)
    named = [a_named(organization) for _one in range(8)]
    outcomes = race(
        [
            lambda point=point: actions.take_on(focal_point_pk=point.pk, link_number=point.link_number)
            for point in named
        ]
    )
    assert refusals(outcomes) == []
    assert FocalPoint.objects.active().primary().filter(organization=organization).count() == 1
    assert sum(not isinstance(one, Exception) for one in outcomes) == 1


def look_then_take_on(point_pk: int, organization: Organization):
    """What naive code does: end whoever is active, then become active."""
    with transaction.atomic():
        for other in FocalPoint.objects.active().filter(organization=organization):
            FocalPoint.objects.filter(pk=other.pk).update(state="superseded")
        threading.Event().wait(0.05)
        FocalPoint.objects.filter(pk=point_pk).update(state="active")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_ends_in_errors_of_the_database():
    """The control: the race exists, and only the constraint stands between it and two focal points."""
    organization = a_state()
    named = [a_named(organization) for _one in range(8)]
    outcomes = race([lambda point=point: look_then_take_on(point.pk, organization) for point in named])
    assert any(isinstance(one, IntegrityError) for one in outcomes)
    assert FocalPoint.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_either_there_are_two():
    organization = a_state()
    named = [a_named(organization) for _one in range(8)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'focal_point_one_active_primary'")
        definition = cursor.fetchone()[0]
        cursor.execute("DROP INDEX focal_point_one_active_primary")
    try:
        race([lambda point=point: look_then_take_on(point.pk, organization) for point in named])
        assert FocalPoint.objects.active().count() > 1
    finally:
        FocalPoint.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(definition)


@pytest.mark.django_db(transaction=True)
def test_one_link_pressed_eight_times_at_once_is_used_once():
    point = a_named(a_state())
    act = lambda: actions.take_on(focal_point_pk=point.pk, link_number=point.link_number)  # noqa: E731
    outcomes = race([act] * 8)
    assert refusals(outcomes) == []
    assert sum(not isinstance(one, Exception) for one in outcomes) == 1
    assert Trace.objects.filter(act="take_on_task").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(4))
def test_an_invitation_accepted_while_a_task_is_taken_on_leaves_one_focal_point(_time):
    meeting, organization = a_meeting(), a_state()
    invitations = [an_invitation(one, organization) for one in (meeting, a_meeting(), a_meeting())]
    named = [a_named(organization), a_named(organization)]
    acts = [
        lambda one=one: actions.accept_invitation(
            invitation_pk=one.pk, link_number=one.link_number, name="Mission"
        )
        for one in invitations
    ]
    acts += [
        lambda one=one: actions.take_on(focal_point_pk=one.pk, link_number=one.link_number) for one in named
    ]
    outcomes = race(acts)
    assert refusals(outcomes) == []
    assert FocalPoint.objects.active().primary().filter(organization=organization).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_handover_an_end_and_a_suspension_at_once_leave_at_most_one():
    primary = a_term()
    alternate = a_term(primary.organization, person=a_person(email=TASK["email"]), is_alternate=True)
    by = a_person()
    outcomes = race(
        [
            lambda: actions.hand_over(organization=primary.organization, task=TASK, by=primary.person),
            lambda: actions.end_own_or_alternate(focal_point_pk=alternate.pk, by=primary.person),
            lambda: actions.suspend_focal_point(focal_point_pk=primary.pk, reason="x", by=by),
            lambda: actions.end_focal_point(focal_point_pk=primary.pk, reason="x", by=by),
        ]
    )
    assert refusals(outcomes) == []
    assert FocalPoint.objects.active().primary().count() <= 1


@pytest.mark.django_db(transaction=True)
def test_ten_nominations_at_once_for_one_organization_are_held_to_three():
    meeting, organization = a_meeting(), a_state()
    uploads = [an_upload() for _one in range(10)]

    def nominate(number):
        return actions.nominate(
            meeting=meeting,
            organization=organization,
            named={
                **{
                    key: TASK[key]
                    for key in ("name", "function", "ministry", "duty_station", "phone", "language")
                },
                "email": f"racer{number}@interior.example",
                "sender_name": "Mission",
                "sender_email": "mission@state.example",
            },
            upload=uploads[number],
        )

    outcomes = race([lambda number=number: nominate(number) for number in range(10)])
    assert refusals(outcomes) == []
    assert (Nomination.objects.count(), Letter.objects.count()) == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_accepted_by_two_of_staff_and_withdrawn_at_once_has_one_outcome():
    meeting = a_meeting()
    staff = [chair_staff(meeting), chair_staff(meeting)]
    named = {key: TASK[key] for key in ("name", "function", "ministry", "duty_station", "phone", "language")}
    nomination = actions.nominate(
        meeting=meeting,
        organization=a_state(),
        named={**named, "email": TASK["email"], "sender_name": "M", "sender_email": "m@state.example"},
        upload=an_upload(),
    )
    nomination = actions.take_up_nomination(nomination_pk=nomination.pk, by=staff[0])
    seen = nomination.changed_at.isoformat()
    outcomes = race(
        [
            *(
                lambda by=by: actions.accept_nomination(nomination_pk=nomination.pk, seen=seen, by=by)
                for by in staff
            ),
            lambda: actions.withdraw_nomination(
                nomination_pk=nomination.pk, link_number=nomination.link_number
            ),
        ]
    )
    assert refusals(outcomes) == []
    assert sum(not isinstance(one, Exception) for one in outcomes) == 1
    expected = {"accepted": 1, "withdrawn": 0}[Nomination.objects.get().state]
    assert FocalPoint.objects.count() == expected


def test_a_delegation_is_still_filled_by_whoever_has_the_task():
    delegation = a_delegation()
    successor = a_named(delegation.organization)
    actions.take_on(focal_point_pk=successor.pk, link_number=successor.link_number)
    actions.add_delegate(delegation_pk=delegation.pk, details=details(), is_head=True, by=successor.person)
    assert delegation.delegates.count() == 1
