"""The demo that `make run` loads: true to its sources, complete, and loaded once."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client, override_settings
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import Organization, Person, Trace
from correspondence.models import Message, MessageState
from demo.management.commands.demo import KEPT
from demo.people import CHAIR, DELEGATE, KENYA, PASSWORD, SIGN_INS
from meetings.models import Meeting
from participants.models import Delegate, Delegation, DelegationState, Invitation
from roundtables.models import Roundtable, Theme
from tests.factories import as_if_never_recorded

pytestmark = pytest.mark.django_db
# No act of this product closes a delegation yet.
REACHABLE = set(DelegationState.values) - {DelegationState.CLOSED}


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """What the command printed while it loaded the demo, once for all tests of this file."""
    with django_db_blocker.unblock(), override_settings(DEMO=True, EMAIL_BACKEND=KEPT):
        call_command("flush", "--noinput", verbosity=0)
        printed = io.StringIO()
        call_command("demo", stdout=printed, stderr=io.StringIO())
        yield printed.getvalue()
        call_command("flush", "--noinput", verbosity=0)


def loaded_again() -> str:
    """What the command prints when it is run once more."""
    printed = io.StringIO()
    call_command("demo", stdout=printed, stderr=io.StringIO())
    return printed.getvalue()


def row_counts() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


# --- True to the sources ---------------------------------------------------------------------------------


def test_all_member_states_and_both_observer_states_are_there():
    kinds = Organization.objects.values_list("kind", flat=True)
    assert sum(kind == "member_state" for kind in kinds) == 193
    assert sum(kind == "observer_state" for kind in kinds) == 2


def test_states_are_listed_in_the_order_of_the_readers_language():
    english = list(
        Organization.objects.filter(m49__gt="").in_reading_order("en").values_list("iso3", flat=True)
    )
    assert english.index("CRI") < english.index("CIV") < english.index("HRV")
    assert english.index("TUN") < english.index("TUR") < english.index("TKM")
    chinese = Organization.objects.filter(m49__gt="").in_reading_order("zh-hans")
    assert list(chinese.values_list("name_zh", flat=True)[:3]) == ["阿尔巴尼亚", "阿尔及利亚", "阿富汗"]


def test_every_summit_so_far_is_concluded():
    summits = Meeting.objects.filter(kind="summit", ordinal__lte=15)
    assert sorted(summits.values_list("ordinal", flat=True)) == list(range(1, 16))
    assert set(summits.values_list("state", flat=True)) == {"concluded"}


def test_brussels_has_sessions_3_1_3_2_and_3_4_of_roundtable_3():
    roundtable = Roundtable.objects.get(meeting__slug="brussels-2007")
    assert roundtable.code == "3"
    assert list(roundtable.sessions.values_list("code", flat=True)) == ["3.1", "3.2", "3.4"]
    assert roundtable.meeting.maximum_themes == 2


def test_the_mauritius_workshop_has_six_sessions_and_seven_objectives():
    workshop = Meeting.objects.get(slug="mauritius-workshop-2012")
    assert (workshop.kind, workshop.parent.slug) == ("preparatory_workshop", "port-louis-2012")
    roundtable = workshop.roundtables.get()
    objectives = str(roundtable.background).partition("seven objectives:")[2].split()
    assert roundtable.sessions.count() == 6
    assert [word for word in objectives if word[0].isdigit()] == ["1.", "2.", "3.", "4.", "5.", "6.", "7."]


def test_marrakesh_has_three_themes_six_roundtables_and_49_questions():
    roundtables = Roundtable.objects.filter(meeting__slug="marrakesh-2018").with_questions_counted()
    assert Theme.objects.filter(meeting__slug="marrakesh-2018").count() == 3
    assert {roundtable.code: roundtable.questions_written for roundtable in roundtables} == {
        "1.1": 12,
        "1.2": 8,
        "2.1": 8,
        "2.2": 7,
        "3.1": 8,
        "3.2": 6,
    }


def test_marrakesh_had_three_thematic_workshops_and_three_side_events():
    kinds = Meeting.objects.filter(parent__slug="marrakesh-2018").values_list("kind", flat=True)
    assert sorted(kinds) == [
        "business_meeting",
        "civil_society_days",
        *["side_event"] * 3,
        *["thematic_workshop"] * 3,
    ]


# --- The coming summit -----------------------------------------------------------------------------------


def test_registration_of_the_coming_summit_is_open_today():
    summit = Meeting.objects.get(slug="rabat")
    assert summit.is_registration_open()
    assert Meeting.objects.get(slug="rabat-civil-society-days").is_registration_open()


def test_every_member_state_is_invited():
    invited = Invitation.objects.filter(meeting__slug="rabat", organization__kind="member_state")
    assert invited.count() == 193


def test_delegations_stand_in_every_state_and_none_has_four_delegates():
    delegations = Delegation.objects.filter(meeting__slug="rabat").with_seats()
    assert delegations.count() == 75
    assert {delegation.state for delegation in delegations} == REACHABLE
    assert {delegation.seats_used for delegation in delegations} == {0, 1, 2, 3}


def test_delegates_were_replaced_and_withdrawn():
    states = Delegate.objects.values_list("state", flat=True)
    assert sum(state == "replaced" for state in states) == 3
    assert "withdrawn" in states


def test_some_addresses_are_refused_in_the_words_of_a_server():
    failed = Message.objects.filter(state=MessageState.FAILED)
    assert failed.count() == 5
    assert all(message.server_said.startswith("550 5.") for message in failed)
    assert Message.objects.filter(state=MessageState.BOUNCED).count() == 2
    assert not Message.objects.filter(state=MessageState.QUEUED).exists()


def test_nothing_is_addressed_outside_reserved_domains():
    addresses = set(Message.objects.values_list("to_email", flat=True))
    addresses |= set(Delegate.objects.exclude(email="").values_list("email", flat=True))
    addresses |= set(Person.objects.values_list("email", flat=True))
    assert [one for one in addresses if not one.endswith((".example", "@example.org", ".invalid"))] == []


# --- Signing in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign_in", SIGN_INS, ids=lambda sign_in: sign_in.email)
def test_the_sign_ins_that_are_printed_work(demo, sign_in):
    assert sign_in.email in demo
    client = Client()
    answer = client.post(reverse("account_login"), {"login": sign_in.email, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, reverse("desk"))
    assert client.get(reverse("desk")).status_code == 200


def test_a_focal_point_sees_the_own_delegation():
    client = Client()
    client.force_login(Person.objects.get(email=KENYA.email))
    delegation = Delegation.objects.get(organization__iso3="KEN")
    assert "Wanjiru Kamau" in client.get(reverse("delegation", args=[delegation.pk])).content.decode()


def test_a_delegate_sees_the_seat_on_the_desk():
    client = Client()
    client.force_login(Person.objects.get(email=DELEGATE.email))
    assert "Bangladesh" in client.get(reverse("desk")).content.decode()


def test_a_link_in_the_mailbox_opens_a_page_whose_buttons_work(settings):
    settings.DEMO = True
    message = Message.objects.get(to_email="mission.ago@example.org", purpose="invitation")
    client = Client()
    kept = client.get(reverse("mailbox_message", args=[message.pk])).content.decode()
    path = message.link.removeprefix(settings.SITE_URL)
    assert message.link in kept
    opened = client.get(path)
    # Under "no-referrer" browsers send "Origin: null", which no form survives.
    assert (opened.status_code, opened["Referrer-Policy"]) == (200, "same-origin")


# --- Every page ------------------------------------------------------------------------------------------


def public_addresses() -> list[str]:
    addresses = ["/"]
    for meeting in Meeting.objects.announced().prefetch_related("roundtables"):
        addresses += [reverse("meeting", args=[meeting.slug]), reverse("agenda_ics", args=[meeting.slug])]
        if meeting.agenda_published_at:
            addresses += [reverse("agenda", args=[meeting.slug]), reverse("agenda_pdf", args=[meeting.slug])]
        for roundtable in meeting.roundtables.all():
            if roundtable.is_published:
                where = [meeting.slug, roundtable.code]
                addresses += [reverse("roundtable", args=where), reverse("roundtable_pdf", args=where)]
    addresses += [reverse("concept_note", args=[slug]) for slug in ("marrakesh-2018", "rabat")]
    return addresses


def test_every_public_page_of_every_meeting_answers():
    client = Client()
    answers = {address: client.get(address).status_code for address in public_addresses()}
    assert {address: status for address, status in answers.items() if status != 200} == {}


def preparation_addresses(slug: str) -> list[str]:
    """The pages of a meeting's preparation whose address needs nothing but the meeting."""
    addresses = []
    for name in get_resolver().reverse_dict:
        if isinstance(name, str):
            try:
                address = reverse(name, kwargs={"slug": slug})
            except NoReverseMatch:
                continue
            addresses += [address] if "/manage/" in address else []
    return addresses


def test_every_preparation_page_answers_the_chair():
    client = Client()
    client.force_login(Person.objects.get(email=CHAIR.email))
    prepared = Meeting.objects.filter(chairmanship__appointments__person__email=CHAIR.email)
    assert prepared.count() == 5
    answers = {
        address: client.get(address).status_code
        for meeting in prepared
        for address in preparation_addresses(meeting.slug)
    }
    assert reverse("manage", args=["rabat"]) in answers
    # 405: a page that only takes what is posted to it. Where no applications are called for, there is no page of them.
    without_call = [
        f"/meetings/{meeting.slug}/manage/applications/" for meeting in prepared.filter(call=None)
    ]
    assert {
        address: status
        for address, status in answers.items()
        if status not in (200, 405) and not (status == 404 and address.startswith(tuple(without_call)))
    } == {}


# --- Loaded once -----------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing_and_says_how_to_sign_in(settings):
    settings.DEMO = True
    before = row_counts()
    assert "The demo is there." in loaded_again()
    assert KENYA.email in loaded_again()
    assert row_counts() == before


def test_the_record_of_the_demo_cannot_be_edited_any_more():
    with pytest.raises(IntegrityError, match="the record cannot be edited"):
        Trace.objects.update(reason="Another")


def test_a_database_that_holds_something_else_is_left_alone(settings):
    settings.DEMO = True
    as_if_never_recorded(act="load_demo")
    before = row_counts()
    with pytest.raises(CommandError, match="This database holds something else") as refusal:
        loaded_again()
    assert refusal.value.returncode == 1
    assert row_counts() == before


def test_the_demo_sends_nothing_to_a_mail_server(settings):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    call_command("flush", "--noinput", verbosity=0)  # undone after the test
    with pytest.raises(CommandError, match="stay in the product"):
        loaded_again()
    assert Organization.objects.count() == 0


def test_without_the_setting_there_is_no_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="This is not a demo"):
        loaded_again()
