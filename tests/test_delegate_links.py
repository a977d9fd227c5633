"""Personal links: a delegate or an assistant completes the details of a seat; opening a link changes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Trace
from correspondence.models import Message, MessageState
from gfmd.moves import Refused
from gfmd.tokens import PLACEHOLDER, token_for
from participants import actions
from participants.actions.links import link_until
from participants.models import Delegate, Delegation, DelegationState, Needs, minute_after
from tests.factories import a_delegation, a_meeting, chair_staff, details, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db
ADDRESS = "amal@mission.example"


@pytest.fixture
def delegation() -> Delegation:
    return a_delegation()


@pytest.fixture
def focal_point(delegation) -> Person:
    return focal_point_of(delegation)


@pytest.fixture
def delegate(delegation, focal_point) -> Delegate:
    """A seat taken for somebody who is to complete it by link."""
    return actions.take_seat_for(delegation_pk=delegation.pk, name="", email=ADDRESS, by=focal_point)


def link_of(thing) -> str:
    """The address of the page behind a personal link."""
    return reverse("delegate_details", args=[token_for(thing.link_name)])


def renewal_of(thing) -> str:
    return reverse("delegate_renew", args=[token_for(thing.link_name)])


def typed(client, url: str, **changes) -> dict:
    """What the page holds, as a browser would send it, with what somebody typed."""
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**sent, **changes}.items() if value not in (None, False)}


def expire(thing) -> None:
    type(thing).objects.filter(pk=thing.pk).update(link_expires_at=timezone.now() - timedelta(seconds=1))


def sent_long_ago(thing) -> None:
    type(thing).objects.filter(pk=thing.pk).update(link_sent_at=timezone.now() - timedelta(hours=1))


# --- Taking a seat and sending the link ------------------------------------------------------------------


def test_a_seat_is_taken_and_the_link_leaves_at_once(client, delegation, focal_point):
    client.force_login(focal_point)
    where = reverse("seat_link", args=[delegation.pk])
    answer = client.post(where, {"name": "", "email": " Amal@Mission.example "})
    assert answer.url == reverse("delegation", args=[delegation.pk])
    delegate = Delegate.objects.get()
    assert (delegate.seat, delegate.state, delegate.email) == (1, "invited", ADDRESS)
    message = Message.objects.get(to_email=ADDRESS)
    assert (message.purpose, message.link_name) == ("delegate", delegate.link_name)
    assert PLACEHOLDER in message.body and token_for(delegate.link_name) not in message.body
    assert client.get(message.link.removeprefix("http://testserver")).status_code == 200
    assert list(Trace.objects.filter(subject=f"delegate:{delegate.pk}").values_list("act", flat=True)) == [
        "take_seat_for"
    ]


def test_a_seat_by_link_needs_an_address_and_keeps_what_was_typed(client, delegation, focal_point):
    client.force_login(focal_point)
    where = reverse("seat_link", args=[delegation.pk])
    answer = client.post(where, {"name": "محمد", "email": "no address"})
    assert answer.status_code == 422
    assert "محمد" in answer.content.decode()
    assert Delegate.objects.count() == 0


def test_a_fourth_seat_is_not_taken_by_link(delegation, focal_point):
    with_delegates(delegation, 3, by=focal_point)
    with pytest.raises(Refused, match="All 3 seats"):
        actions.take_seat_for(delegation_pk=delegation.pk, name="", email=ADDRESS, by=focal_point)
    assert delegation.delegates.seated().count() == 3
    assert Message.objects.count() == 0


def test_an_address_with_a_seat_in_another_delegation_is_refused_without_naming_it(delegation, focal_point):
    other = a_delegation(meeting=delegation.meeting)
    actions.add_delegate(
        delegation_pk=other.pk, details=details(email=ADDRESS), is_head=True, by=focal_point_of(other)
    )
    with pytest.raises(Refused) as refusal:
        actions.take_seat_for(delegation_pk=delegation.pk, name="", email=ADDRESS, by=focal_point)
    assert str(other.organization) not in str(refusal.value)
    assert delegation.delegates.count() == 0


def test_a_submitted_delegation_takes_nobody_without_a_name_and_a_function(delegation, focal_point):
    with_delegates(delegation, 1, by=focal_point)
    delegation.refresh_from_db()
    actions.submit_delegation(delegation_pk=delegation.pk, version=delegation.version, by=focal_point)
    with pytest.raises(Refused, match="has been submitted"):
        actions.take_seat_for(delegation_pk=delegation.pk, name="", email=ADDRESS, by=focal_point)


def test_a_link_needs_an_address(client, delegation, focal_point):
    delegate = with_delegates(delegation, 1, by=focal_point)[0]
    client.force_login(focal_point)
    where = reverse("delegate_link", args=[delegation.pk, delegate.pk])
    answer = client.post(where, follow=True)
    assert "Write the delegate&#x27;s e-mail address first" in answer.content.decode()
    assert Message.objects.count() == 0


def test_a_double_click_sends_one_link(delegate, focal_point):
    with pytest.raises(Refused, match="a moment ago"):
        actions.send_delegate_link(delegate_pk=delegate.pk, by=focal_point)
    assert Message.objects.count() == 1


def test_staff_who_send_a_link_act_on_behalf(delegate):
    sent_long_ago(delegate)
    staff = chair_staff(delegate.delegation.meeting)
    actions.send_delegate_link(delegate_pk=delegate.pk, by=staff)
    assert Trace.objects.get(act="send_delegate_link").is_on_behalf is True


def test_the_message_is_in_the_language_of_the_person(delegation, focal_point):
    Person.objects.create_user(ADDRESS, language="ar")
    actions.take_seat_for(delegation_pk=delegation.pk, name="محمد", email=ADDRESS, by=focal_point)
    assert Message.objects.get().language == "ar"


# --- How long a link is good -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closes_in", "good_for"),
    [
        (timedelta(days=30), timedelta(days=14)),
        (timedelta(days=5), timedelta(days=5)),
        (timedelta(hours=2), timedelta(days=1)),
    ],
)
def test_a_link_is_good_for_14_days_or_until_the_deadline_but_never_less_than_a_day(closes_in, good_for):
    now = timezone.now().replace(second=0, microsecond=0)
    delegation = a_delegation(meeting=a_meeting(registration_closes_at=now + closes_in))
    until = link_until(delegation, now)
    to_the_last_minute = timedelta(minutes=1) if good_for == timedelta(days=5) else timedelta()
    assert until == now + good_for + to_the_last_minute


def test_opening_a_link_changes_nothing(client, delegate):
    before = Delegate.objects.values().get()
    for _time in range(3):
        assert client.get(link_of(delegate)).status_code == 200
        assert client.head(link_of(delegate)).status_code == 200
    assert Delegate.objects.values().get() == before
    assert Trace.objects.exclude(act="take_seat_for").count() == 0


def test_no_answer_of_a_link_is_kept_by_anybody(client, delegate):
    assert client.get(link_of(delegate))["Cache-Control"] == "no-store"


# --- Completing ------------------------------------------------------------------------------------------


def test_a_delegate_with_a_single_name_in_arabic_completes_the_details(client, delegate):
    client.cookies["django_language"] = "ar"
    url = link_of(delegate)
    page = client.get(url)
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    answer = client.post(url, typed(client, url, name="محمد", function="وزير العمل", done="1"))
    assert answer.url == url
    delegate.refresh_from_db()
    assert (delegate.name, delegate.function, delegate.state) == ("محمد", "وزير العمل", "complete")
    assert delegate.completed_at is not None
    assert "m…@" not in client.get(url).content.decode()
    assert "a…@mission.example" in client.get(url).content.decode()


def test_saving_any_number_of_times_leaves_the_link_good(client, delegate):
    url = link_of(delegate)
    client.post(url, typed(client, url, name="Amal"))
    client.post(url, typed(client, url, city="Tunis", languages=["ar", "fr"]))
    delegate.refresh_from_db()
    assert (delegate.name, delegate.city, delegate.languages) == ("Amal", "Tunis", ["ar", "fr"])
    assert (delegate.state, delegate.completed_at) == ("incomplete", None)
    assert Trace.objects.filter(act="edit_delegate", via=delegate.link_name, by=None).count() == 2


def test_a_link_that_was_used_says_so_and_takes_nothing_more(client, delegate):
    url = link_of(delegate)
    page = typed(client, url, name="Amal", function="Director")
    client.post(url, {**page, "done": "1"})
    again = client.post(url, {**page, "name": "Somebody else", "done": "1"})
    assert "This link has done its work" in again.content.decode()
    assert "Amal" not in again.content.decode()
    assert reverse("account_login") in again.content.decode()
    assert Delegate.objects.get().name == "Amal"
    assert Trace.objects.filter(act="complete_details").count() == 1


def test_done_needs_a_name_and_a_function_and_loses_nothing(client, delegate):
    url = link_of(delegate)
    answer = client.post(url, typed(client, url, name="Amal", city="Tunis", done="1"))
    assert answer.status_code == 409
    assert 'value="Tunis"' in answer.content.decode()
    assert Delegate.objects.get().completed_at is None


def test_a_forwarded_link_shows_the_address_only_to_who_has_it(client, delegate):
    page = client.get(link_of(delegate)).content.decode()
    assert "a…@mission.example" in page
    assert ADDRESS not in page


def test_a_forwarded_link_shows_no_needs_and_lets_them_be_written(client, delegate, focal_point):
    actions.write_needs(delegate_pk=delegate.pk, diet="halal", access="wheelchair", by=focal_point)
    url = link_of(delegate)
    page = client.get(url).content.decode()
    assert "wheelchair" not in page.replace("place for a wheelchair", "")
    assert not client.get(url).context["needs_form"].initial
    client.post(url, typed(client, url, name="Amal") | {"needs-diets": ["vegan"]})
    needs = Needs.objects.get()
    assert (needs.diet, needs.access) == ("vegan", "wheelchair")


def test_a_forwarded_link_signs_nobody_in(client, delegate):
    url = link_of(delegate)
    client.post(url, typed(client, url, name="Amal", function="Director", done="1"))
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("seat", args=[delegate.pk])).status_code == 302


def test_the_delegate_can_sign_in_afterwards_with_that_address(client, delegate):
    person = Person.objects.with_address(ADDRESS)
    assert person.has_usable_password() is False
    client.force_login(person)
    assert client.get(reverse("seat", args=[delegate.pk])).status_code == 200


def test_two_who_hold_the_link_do_not_overwrite_each_other(client, delegate):
    url = link_of(delegate)
    early = typed(client, url, name="Amal of the early page")
    client.post(url, typed(client, url, name="Amal"))
    answer = client.post(url, early)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Amal of the early page" in page and "<bdi>Amal</bdi>" in page
    assert Delegate.objects.get().name == "Amal"
    knowingly = {**early, "seen": answer.context["form"]["seen"].value()}
    client.post(url, knowingly)
    assert Delegate.objects.get().name == "Amal of the early page"


def test_saving_a_clash_again_leaves_alone_what_only_the_other_has_written(client, delegate):
    url = link_of(delegate)
    first = typed(client, url, name="First", function="Minister", badge_name="The First")
    second = typed(client, url, name="Second")
    assert client.post(url, first).status_code == 302
    answer = client.post(url, second)
    assert answer.status_code == 409
    form = answer.context["form"]
    assert form.stored == [("Name", "First", "Second")]
    assert client.post(url, {**second, "seen": form["seen"].value()}).status_code == 302
    delegate.refresh_from_db()
    assert (delegate.name, delegate.function, delegate.badge_name) == ("Second", "Minister", "The First")


def test_a_name_that_was_given_is_not_emptied(client, delegate):
    url = link_of(delegate)
    client.post(url, typed(client, url, name="Amal"))
    answer = client.post(url, typed(client, url, name="", city="Tunis"))
    assert (answer.status_code, 'value="Tunis"' in answer.content.decode()) == (422, True)
    assert Delegate.objects.get().name == "Amal"


@pytest.mark.parametrize("name", ["x" * 10_000, "a\x00b"])
def test_what_cannot_be_a_name_is_said_beside_it(client, delegate, name):
    url = link_of(delegate)
    sent = typed(client, url, name="Amal") | {"name": name, "city": "Tunis"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Tunis" in answer.content.decode()
    assert Delegate.objects.get().city == ""


def test_a_departure_before_the_arrival_is_said(client, delegate):
    url = link_of(delegate)
    sent = typed(
        client, url, name="Amal", arrives_at="2027-03-09T10:00", leaves_at="2027-03-08T10:00", city="Tunis"
    )
    answer = client.post(url, sent)
    assert (answer.status_code, "comes before the arrival" in answer.content.decode()) == (422, True)


# --- Expired, renewed ------------------------------------------------------------------------------------


def test_an_expired_link_takes_nothing_and_offers_a_new_one(client, delegate):
    url = link_of(delegate)
    sent = typed(client, url, name="Amal")
    expire(delegate)
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert 'value="Amal"' in answer.content.decode()
    assert Delegate.objects.get().name == ""
    page = client.get(url).content.decode()
    assert "This link has expired." in page
    assert renewal_of(delegate) in page


def test_the_page_itself_renews_to_the_address_on_file_and_the_old_link_is_void(client, delegate):
    expire(delegate)
    sent_long_ago(delegate)
    old = link_of(delegate)
    answer = client.post(renewal_of(delegate), {"email": "thief@example.org"})
    assert "a…@mission.example" in answer.content.decode()
    assert set(Message.objects.values_list("to_email", flat=True)) == {ADDRESS}
    assert client.get(old).status_code == 404
    delegate.refresh_from_db()
    assert client.get(link_of(delegate)).status_code == 200
    assert Message.objects.filter(state=MessageState.QUEUED).count() == 1


def test_a_link_is_not_renewed_every_second(client, delegate):
    expire(delegate)
    for _time in range(3):
        client.post(renewal_of(delegate))
    assert Message.objects.count() == 1


def test_a_good_link_is_not_renewed(client, delegate):
    sent_long_ago(delegate)
    client.post(renewal_of(delegate))
    assert Message.objects.count() == 1


def test_nothing_is_renewed_when_the_meeting_is_over(client, delegate):
    expire(delegate)
    sent_long_ago(delegate)
    delegate.delegation.meeting.state = "concluded"
    delegate.delegation.meeting.save()
    answer = client.post(renewal_of(delegate), follow=True)
    assert "The meeting is over" in answer.content.decode()
    assert Message.objects.count() == 1


# --- Replaced, withdrawn, another address ------------------------------------------------------------------


@pytest.mark.parametrize("act", ["replace", "withdraw"])
def test_the_link_of_who_gave_up_the_seat_says_only_that_it_is_no_longer_valid(
    client, delegate, focal_point, act
):
    url = link_of(delegate)
    sent = typed(client, url, name="Amal", function="Director")
    if act == "replace":
        actions.replace_delegate(
            delegate_pk=delegate.pk,
            details=details(name="Zahra", email="zahra@mission.example"),
            by=focal_point,
        )
    else:
        actions.withdraw_delegate(delegate_pk=delegate.pk, by=focal_point)
    for answer in (client.get(url), client.post(url, sent), client.post(renewal_of(delegate))):
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "This link is no longer valid" in page
        assert str(delegate.delegation.organization) not in page
        assert "Zahra" not in page
    assert Delegate.objects.get(pk=delegate.pk).name == ""


def test_a_link_nobody_has_is_no_different(client, delegate, focal_point):
    unknown = client.get(reverse("delegate_details", args=["x" * 43]))
    url = link_of(delegate)
    actions.withdraw_delegate(delegate_pk=delegate.pk, by=focal_point)
    withdrawn = client.get(url)
    assert (unknown.status_code, withdrawn.status_code) == (404, 404)
    assert "This link is no longer valid" in unknown.content.decode()


def test_the_link_of_a_former_address_is_void(client, delegate, focal_point):
    url = link_of(delegate)
    actions.edit_delegate(delegate_pk=delegate.pk, details={"email": "right@mission.example"}, by=focal_point)
    assert client.get(url).status_code == 404
    assert Message.objects.get(to_email=ADDRESS).state == MessageState.CANCELLED


def test_a_new_link_after_completion_opens_the_details_again(client, delegate, focal_point):
    url = link_of(delegate)
    client.post(url, typed(client, url, name="Amal", function="Director", done="1"))
    sent_long_ago(delegate)
    actions.send_delegate_link(delegate_pk=delegate.pk, by=focal_point)
    delegate.refresh_from_db()
    assert client.get(url).status_code == 404
    assert client.get(link_of(delegate)).context["holder"].state == "valid"


# --- The deadline ------------------------------------------------------------------------------------------


def close_at(delegation: Delegation, at) -> None:
    meeting = delegation.meeting
    meeting.registration_closes_at = at
    meeting.save()


def test_the_last_minute_still_counts_and_the_next_does_not(client, delegate, monkeypatch):
    url = link_of(delegate)
    closes_at = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=3)
    close_at(delegate.delegation, closes_at)
    early, late = typed(client, url, name="Amal"), typed(client, url, name="Too late")
    at_clock(monkeypatch, closes_at + timedelta(seconds=59))
    assert client.post(url, early).status_code == 302
    at_clock(monkeypatch, minute_after(closes_at))
    answer = client.post(url, late)
    assert Delegate.objects.get().name == "Amal"
    assert "Registration is closed." in answer.content.decode() or answer.status_code == 302
    assert client.get(url).status_code == 200


def at_clock(monkeypatch, now) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_after_the_deadline_who_is_confirmed_may_still_say_when_they_arrive(client, delegation, focal_point):
    delegate = with_delegates(delegation, 1, by=focal_point)[0]
    actions.edit_delegate(delegate_pk=delegate.pk, details={"email": ADDRESS}, by=focal_point)
    actions.send_delegate_link(delegate_pk=delegate.pk, by=focal_point)
    Delegation.objects.update(state=DelegationState.SUBMITTED)
    Delegate.objects.update(state="submitted")
    close_at(delegation, timezone.now() - timedelta(hours=2))
    delegate.refresh_from_db()
    url = link_of(delegate)
    sent = typed(client, url, phone="+216 71 000 000", name="Another name")
    assert client.post(url, sent).status_code == 302
    delegate.refresh_from_db()
    assert (delegate.phone, delegate.name) == ("+216 71 000 000", "Delegate 1")


# --- Assistants ------------------------------------------------------------------------------------------


@pytest.fixture
def assistant(delegate, focal_point):
    return actions.name_assistant(
        delegate_pk=delegate.pk, name="Juma", email="juma@mission.example", by=focal_point
    )


def test_an_assistant_completes_the_same_details_again_and_again(client, delegate, assistant):
    url = link_of(assistant)
    client.post(url, typed(client, url, name="Amal"))
    client.post(url, typed(client, url, function="Director"))
    delegate.refresh_from_db()
    assert (delegate.name, delegate.function, delegate.state) == ("Amal", "Director", "complete")
    assert set(Trace.objects.filter(act="edit_delegate").values_list("via", flat=True)) == {
        assistant.link_name
    }
    assert client.get(url).context["holder"].state == "valid"


def test_an_assistant_comes_near_neither_needs_nor_the_end(client, delegate, assistant, focal_point):
    actions.write_needs(delegate_pk=delegate.pk, diet="halal", access="", by=focal_point)
    url = link_of(assistant)
    page = client.get(url)
    assert page.context["needs_form"] is None
    assert "What you need" not in page.content.decode()
    sent = typed(client, url, name="Amal", function="Director", done="1")
    client.post(url, {**sent, "needs-diets": ["vegan"], "needs-forget": "on"})
    assert Needs.objects.get().diet == "halal"
    assert Delegate.objects.get().completed_at is None


def test_an_assistants_link_ends_with_the_completion(client, delegate, assistant):
    url = link_of(delegate)
    client.post(url, typed(client, url, name="Amal", function="Director", done="1"))
    answer = client.post(link_of(assistant), {"name": "Other"})
    assert "This link has done its work" in answer.content.decode()
    assert Delegate.objects.get().name == "Amal"


def test_an_assistant_who_is_removed_opens_nothing(client, delegation, delegate, assistant, focal_point):
    url = link_of(assistant)
    client.force_login(focal_point)
    client.post(reverse("assistant_remove", args=[delegation.pk, delegate.pk, assistant.pk]))
    assert client.get(url).status_code == 404
    assert delegate.assistants.count() == 0


def test_an_assistants_link_is_void_when_the_seat_is_given_to_somebody_else(
    client, delegate, assistant, focal_point
):
    actions.replace_delegate(delegate_pk=delegate.pk, details=details(name="Zahra"), by=focal_point)
    answer = client.get(link_of(assistant))
    assert (answer.status_code, "Zahra" in answer.content.decode()) == (404, False)


def test_an_assistant_takes_no_seat_and_no_account(delegation, assistant):
    assert delegation.delegates.seated().count() == 1
    assert Person.objects.with_address("juma@mission.example") is None


def test_the_same_assistant_is_not_named_twice(client, delegation, delegate, assistant, focal_point):
    client.force_login(focal_point)
    where = reverse("assistant_name", args=[delegation.pk, delegate.pk])
    answer = client.post(where, {"name": "Juma", "email": "JUMA@mission.example"})
    assert (answer.status_code, "named already" in answer.content.decode()) == (409, True)
    assert delegate.assistants.count() == 1


def test_an_expired_assistants_link_is_renewed_to_the_assistant(client, assistant):
    expire(assistant)
    sent_long_ago(assistant)
    client.post(renewal_of(assistant))
    assert list(Message.objects.filter(purpose="new_link").values_list("to_email", flat=True)) == [
        "juma@mission.example"
    ]


def test_a_delegate_names_and_removes_the_own_assistant(client, delegate):
    client.force_login(Person.objects.with_address(ADDRESS))
    client.post(
        reverse("seat_assistant", args=[delegate.pk]), {"name": "Juma", "email": "juma@mission.example"}
    )
    named = delegate.assistants.get()
    assert Trace.objects.get(act="name_assistant").is_on_behalf is False
    client.post(reverse("seat_assistant_remove", args=[delegate.pk, named.pk]))
    assert delegate.assistants.count() == 0
