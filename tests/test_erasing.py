"""Passport data, visa letters and needs go when they have served; old records and people who ask are forgotten."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, connection, models
from django.utils import timezone

from accounts.models import Trace, leave_trace
from correspondence import forgetting
from correspondence.models import Message
from gfmd.moves import Refused
from participants import actions, keeping
from participants.actions.erasing import erase_served_data, held_apart
from participants.actions.forgetting import KEPT_OF_DELEGATE, forget_old_names
from participants.models import (
    Delegate,
    Erasure,
    FieldCheck,
    Invitation,
    Letter,
    Needs,
    Nomination,
    VisaLetter,
    VisaRequest,
)
from participants.record import timeline_of
from tests.factories import (
    a_delegation,
    a_meeting,
    a_state,
    chair_staff,
    details,
    focal_point_of,
    with_delegates,
)
from tests.test_meetings import saved

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 3, 11)
DUE = date(2027, 4, 10)  # 30 days later


@pytest.fixture
def meeting():
    return a_meeting(starts_on=date(2027, 3, 9), ends_on=LAST_DAY)


@pytest.fixture
def staff(meeting):
    return chair_staff(meeting)


@pytest.fixture
def delegation(meeting):
    return a_delegation(meeting=meeting, organization=a_state("Kenya"))


@pytest.fixture
def delegates(delegation):
    return with_delegates(delegation, 3, by=focal_point_of(delegation, name="Amina Wanjiru"))


def with_everything(delegate: Delegate, by) -> VisaLetter:
    """Needs, a passport and a visa letter with its file."""
    Needs.objects.create(delegate=delegate, diet="No nuts", access="A ramp")
    VisaRequest.objects.create(
        delegate=delegate,
        passport_number="X1234567",
        nationality="Kenyan",
        born_on="1970-01-01",
        expires_on=date(2030, 1, 1),
        embassy="Embassy in Nairobi",
    )
    letter = VisaLetter(delegate=delegate, number=f"V-{delegate.pk}", made_by=by)
    letter.file.save(f"{delegate.pk}.pdf", ContentFile(b"%PDF- a letter"))
    return letter


@pytest.fixture
def letters(delegates, staff):
    return [with_everything(delegate, staff) for delegate in delegates]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def sweep(day: date) -> dict[str, int]:
    return {kind: number for kind, number in erase_served_data(at=noon(day)).items() if number}


HELD = {"visa_letters": 3, "passports": 3, "needs": 3}
NOTHING = {"visa_letters": 0, "passports": 0, "needs": 0}


# --- When ------------------------------------------------------------------------------------------------


def test_the_end_date_is_the_last_day_and_the_days_set_with_the_meeting(meeting):
    assert keeping.erased_on(meeting) == DUE
    meeting.kept_days = 10
    assert keeping.erased_on(meeting) == date(2027, 3, 21)


def test_the_page_that_asks_says_until_when(meeting):
    assert keeping.kept_until("needs", meeting) == "Kept until 10 April 2027, then erased."
    assert keeping.kept_until("passport", meeting) == "Kept until 10 April 2027, then erased."
    assert keeping.kept_until("details", meeting) == (
        "Kept with the record of the meeting until 2037; then names and addresses are erased."
    )


def test_without_known_days_the_end_is_said_in_words():
    meeting = a_meeting(dates_known="year", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    assert keeping.kept_until("needs", meeting) == (
        "The days of the meeting are not known yet: kept until 30 days after its last day, then erased."
    )
    meeting.state = "postponed"
    assert keeping.kept_until("needs", meeting) == (
        "The meeting is postponed: kept until 30 days after its new last day, then erased."
    )


def test_a_kind_nobody_knows_is_no_purpose(meeting):
    with pytest.raises(ValueError, match="'shoes' is no kind of personal data"):
        keeping.purpose_of("shoes")


@pytest.mark.parametrize("state", ["cancelled", "concluded", "archived"])
def test_a_meeting_that_is_over_without_known_days_is_not_kept_for_ever(state):
    meeting = a_meeting(state=state, dates_known="not_yet", starts_on=None, ends_on=None)
    assert keeping.erased_on(meeting) == meeting.local_day(meeting.changed_at) + timedelta(days=30)


# --- The sweep -------------------------------------------------------------------------------------------


def test_nothing_goes_before_its_day(meeting, letters):
    assert sweep(DUE - timedelta(days=8)) == {}
    assert held_apart(meeting) == HELD
    assert Erasure.objects.count() == 0


def test_staff_are_told_a_week_before_once(meeting, staff, letters):
    other_staff = chair_staff(a_meeting())
    support = chair_staff(meeting, role="support unit")
    for day in (7, 6, 5):
        assert sweep(DUE - timedelta(days=day)) == {}
    (message,) = Message.objects.filter(purpose="personal_data")
    assert message.to_email == staff.email
    assert message.to_email not in (other_staff.email, support.email)
    assert message.subject == "On 10 April 2027 personal data is erased: Rabat Summit"
    assert "passport data of 3 delegates" in message.body
    assert f"/meetings/{meeting.slug}/manage/personal-data/" in message.body
    assert held_apart(meeting) == HELD


def test_it_goes_on_its_day_with_a_certificate(meeting, letters):
    sweep(DUE - timedelta(days=7))
    files = [(letter.file.storage, letter.file.name) for letter in letters]
    assert all(storage.exists(name) for storage, name in files)
    assert sweep(DUE - timedelta(days=1)) == {}
    assert sweep(DUE) == HELD
    assert held_apart(meeting) == NOTHING
    assert not any(storage.exists(name) for storage, name in files)
    erasure = Erasure.objects.get()
    assert erasure.counts == HELD
    assert erasure.done_at is not None
    assert erasure.noticed_at == noon(DUE - timedelta(days=7))
    assert [trace.after for trace in Trace.objects.filter(act="erase_served_data")] == [HELD]


def test_the_day_is_that_of_the_venue(staff):
    meeting = a_meeting(
        starts_on=date(2027, 3, 9), ends_on=LAST_DAY, time_zone="Pacific/Auckland", city="Auckland"
    )
    delegation = a_delegation(meeting=meeting)
    (one,) = with_delegates(delegation, 1, by=focal_point_of(delegation))
    with_everything(one, staff)
    erase_served_data(at=noon(DUE - timedelta(days=7)))
    assert sum(erase_served_data(at=datetime(2027, 4, 9, 11, 59, tzinfo=UTC)).values()) == 0
    assert sum(erase_served_data(at=datetime(2027, 4, 9, 12, 0, tzinfo=UTC)).values()) == 3


def test_a_second_sweep_finds_nothing(meeting, letters):
    sweep(DUE - timedelta(days=7))
    sweep(DUE)
    assert sweep(DUE) == {}
    assert sweep(DUE + timedelta(days=40)) == {}
    assert Erasure.objects.count() == 1
    assert Message.objects.filter(purpose="personal_data").count() == 1


def test_where_no_notice_was_possible_staff_still_get_two_days(meeting, staff, letters):
    late = DUE + timedelta(days=20)
    assert sweep(late) == {}
    assert sweep(late + timedelta(days=1)) == {}
    assert sweep(late + timedelta(days=2)) == HELD


def test_a_postponed_meeting_keeps_what_it_has_until_after_its_new_days(meeting, staff, letters):
    sweep(DUE - timedelta(days=7))
    meeting.state = "postponed"
    meeting.save()
    assert sweep(DUE) == {}
    meeting.state, meeting.starts_on, meeting.ends_on = "announced", date(2027, 6, 1), date(2027, 6, 3)
    meeting.save()
    assert sweep(DUE) == {}
    new_day = date(2027, 7, 3)
    assert keeping.erased_on(meeting) == new_day
    assert sweep(new_day - timedelta(days=7)) == {}
    subjects = (
        Message.objects.filter(purpose="personal_data").order_by("pk").values_list("subject", flat=True)
    )
    assert list(subjects) == [
        "On 10 April 2027 personal data is erased: Rabat Summit",
        "On 3 July 2027 personal data is erased: Rabat Summit",
    ]
    assert sweep(new_day) == HELD


def test_other_meetings_are_left_alone(meeting, letters, staff):
    other = a_meeting(starts_on=date(2028, 1, 1), ends_on=date(2028, 1, 2))
    delegation = a_delegation(meeting=other)
    (one,) = with_delegates(delegation, 1, by=focal_point_of(delegation))
    with_everything(one, staff)
    sweep(DUE - timedelta(days=7))
    sweep(DUE)
    assert held_apart(other) == {"visa_letters": 1, "passports": 1, "needs": 1}


def test_stopped_in_the_middle_it_goes_on_and_the_certificate_counts_everything(
    meeting, letters, monkeypatch
):
    monkeypatch.setattr("participants.actions.erasing.AT_ONCE", 1)
    sweep(DUE - timedelta(days=7))
    break_after(2)
    with pytest.raises(DatabaseError, match="stopped here"):
        sweep(DUE)
    assert Erasure.objects.get().counts == {"visa_letters": 3, "passports": 2}
    assert Erasure.objects.get().done_at is None
    mend()
    assert sweep(DUE) == {"passports": 1, "needs": 3}
    assert Erasure.objects.get().counts == HELD
    assert held_apart(meeting) == NOTHING


def test_a_letter_whose_file_is_gone_already_is_erased_all_the_same(meeting, letters):
    letters[0].file.storage.delete(letters[0].file.name)
    sweep(DUE - timedelta(days=7))
    assert sweep(DUE) == HELD


def break_after(number: int) -> None:
    """From now on the database refuses to delete passports but the first few."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION stopped() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (SELECT count(*) FROM participants_visarequest) <= {3 - number} THEN
                    RAISE EXCEPTION 'stopped here';
                END IF;
                RETURN OLD;
            END $$;
            CREATE TRIGGER stopped BEFORE DELETE ON participants_visarequest
                FOR EACH ROW EXECUTE FUNCTION stopped();
            """
        )


def mend() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER stopped ON participants_visarequest; DROP FUNCTION stopped();")


# --- By hand ---------------------------------------------------------------------------------------------


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("erase", *arguments, stdout=out)
    return out.getvalue()


def put_off(meeting) -> None:
    """To days that are still to come, whenever this runs: eleven years later falls on the same days of the week."""
    meeting.starts_on, meeting.ends_on = date(2038, 3, 9), date(2038, 3, 11)
    meeting.save()


def test_a_dry_run_tells_how_much_would_go_and_writes_nothing(meeting, letters):
    put_off(meeting)
    said = printed("--dry-run")
    assert f"{meeting.slug}, due on 2038-04-10: visa letters 3, passports 3, needs 3." in said
    assert "Nothing was written" in said
    for word in ("X1234567", "Delegate 1", "No nuts"):
        assert word not in said
    assert held_apart(meeting) == HELD
    assert (Erasure.objects.count(), Message.objects.filter(purpose="personal_data").count()) == (0, 0)


def test_the_page_says_what_is_held_and_until_when_and_names_nobody(client, meeting, staff, letters):
    put_off(meeting)
    client.force_login(staff)
    page = client.get(f"/meetings/{meeting.slug}/manage/personal-data/").content.decode()
    assert "Kept until 10 April 2038, then erased." in page
    assert "the passport data of 3 delegates" in page
    for word in ("X1234567", "Delegate 1", "No nuts", "Erase it for good"):
        assert word not in page


def test_erasing_by_hand_is_refused_while_the_data_serves(client, meeting, staff, letters):
    put_off(meeting)
    client.force_login(staff)
    answer = client.post(f"/meetings/{meeting.slug}/manage/personal-data/erase/", follow=True)
    assert "The meeting is not over: what is held is still needed." in answer.content.decode()
    assert held_apart(meeting) == HELD


def test_staff_erase_by_hand_once_the_meeting_is_over(client, meeting, staff, letters):
    meeting.state = "concluded"
    meeting.save()
    client.force_login(staff)
    answer = client.post(f"/meetings/{meeting.slug}/manage/personal-data/erase/", follow=True)
    assert "Erased. The certificate is below." in answer.content.decode()
    assert held_apart(meeting) == NOTHING
    with pytest.raises(Refused, match="Nothing is held any more"):
        actions.erase_now(meeting=meeting, by=staff)
    certificate = client.get(
        f"/meetings/{meeting.slug}/manage/personal-data/{Erasure.objects.get().pk}/certificate.pdf"
    )
    assert certificate.content.startswith(b"%PDF-")
    assert certificate["Content-Type"] == "application/pdf"


def test_an_erasure_that_is_not_done_has_no_certificate(client, meeting, staff, letters):
    sweep(DUE - timedelta(days=7))
    client.force_login(staff)
    pk = Erasure.objects.get().pk
    assert (
        client.get(f"/meetings/{meeting.slug}/manage/personal-data/{pk}/certificate.pdf").status_code == 404
    )


@pytest.mark.parametrize("certificates", [1, 3])
def test_the_page_costs_the_same_with_one_certificate_and_with_three(
    client, meeting, staff, certificates, django_assert_num_queries
):
    for _number in range(certificates):
        Erasure.objects.create(meeting=meeting, done_at=timezone.now(), counts=HELD)
    client.force_login(staff)
    client.get(f"/meetings/{meeting.slug}/manage/personal-data/")
    with django_assert_num_queries(9):
        page = client.get(f"/meetings/{meeting.slug}/manage/personal-data/").content.decode()
    assert page.count("Certificate of erasure") == certificates


# --- A delegate who asks in writing ----------------------------------------------------------------------


def give_up(delegate: Delegate) -> Delegate:
    Delegate.objects.filter(pk=delegate.pk).update(state="withdrawn")
    delegate.refresh_from_db()
    return delegate


@pytest.fixture
def wanjiru(delegation):
    """A delegate who gave everything, and gave the seat up."""
    by = focal_point_of(delegation, name="Amina Wanjiru")
    delegate = actions.add_delegate(
        delegation_pk=delegation.pk,
        details=details(name="Zawadi Kamau", email="zawadi@kenya.example"),
        is_head=True,
        by=by,
    )
    with_everything(delegate, by)
    delegate.assistants.create(name="Otieno Ouko", email="otieno@kenya.example")
    FieldCheck.objects.create(delegate=delegate, field="name", state="settled", before="Zawadi Old")
    leave_trace("return_delegation", delegation, by=by, reason="Ms Kamau is ill, see zawadi@kenya.example.")
    return give_up(delegate)


def test_a_seat_at_a_coming_meeting_is_given_up_first(client, meeting, staff, delegates):
    put_off(meeting)
    client.force_login(staff)
    where = f"/meetings/{meeting.slug}/manage/personal-data/delegates/{delegates[0].pk}/"
    assert "A seat is held at Rabat Summit" in client.get(where).content.decode()
    answer = client.post(where, {"reason": "A letter"})
    assert answer.status_code == 409
    assert "A seat is held at Rabat Summit" in answer.content.decode()
    delegates[0].refresh_from_db()
    assert delegates[0].name == "Delegate 1"


def test_staff_erase_a_delegate_who_asked_in_writing(client, meeting, staff, wanjiru):
    client.force_login(staff)
    where = f"/meetings/{meeting.slug}/manage/personal-data/delegates/{wanjiru.pk}/"
    assert client.post(where, {"reason": ""}).status_code == 422
    answer = client.post(where, {"reason": "Letter of Zawadi Kamau, 3 May 2027"}, follow=True)
    assert "Erased. The certificate is below." in answer.content.decode()
    assert Erasure.objects.get().counts == {"delegates": 1, "visa_letters": 1, "passports": 1, "needs": 1}
    (trace,) = Trace.objects.filter(act="erase_delegate")
    assert (trace.by, trace.reason) == (staff, f"Letter of Delegate {wanjiru.pk}, 3 May 2027")
    assert client.post(where, {"reason": "Again"}).status_code == 409


def test_nothing_of_an_erased_delegate_is_left_in_any_table(staff, wanjiru):
    assert said_in_the_database("Kamau") != []  # the control: it is found where it stands
    actions.erase_delegate(delegate_pk=wanjiru.pk, reason="A letter", by=staff)
    for word in ("Zawadi", "Kamau", "zawadi@kenya.example", "Otieno", "Cabinet Secretary"):
        assert (word, said_in_the_database(word)) == (word, [])
    wanjiru.refresh_from_db()
    assert (wanjiru.name, wanjiru.seat, wanjiru.state) == (f"Delegate {wanjiru.pk}", 1, "withdrawn")


def said_in_the_database(word: str) -> list[str]:
    """The tables in which a word stands in any row, as PostgreSQL prints it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" row WHERE row::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_every_field_of_a_delegate_is_either_kept_for_a_reason_or_emptied(staff, wanjiru):
    for field in Delegate._meta.get_fields():
        if not isinstance(field, models.Field) or field.many_to_many or field.name in KEPT_OF_DELEGATE:
            continue
        if isinstance(field, models.CharField | models.TextField) and field.name not in ("state",):
            setattr(wanjiru, field.name, dict(field.flatchoices or {"x": "x"}).popitem()[0])
    wanjiru.languages = ["en"]
    wanjiru.is_on_list = wanjiru.is_photographed = True
    wanjiru.arrives_at = wanjiru.leaves_at = wanjiru.link_expires_at = timezone.now()
    wanjiru.save()
    actions.erase_delegate(delegate_pk=wanjiru.pk, reason="A letter", by=staff)
    wanjiru.refresh_from_db()
    left = {
        field.name: getattr(wanjiru, field.attname)
        for field in Delegate._meta.get_fields()
        if isinstance(field, models.Field)
        and not field.many_to_many
        and field.name not in KEPT_OF_DELEGATE
        and getattr(wanjiru, field.attname) not in ("", None, [], False)
    }
    assert set(left) == {"name", "name_key"}


def test_the_record_of_an_erased_delegate_still_says_what_was_done_and_when(staff, delegation, wanjiru):
    before = [(entry.at, entry.sentence.split()[0]) for entry in timeline_of(delegation)]
    actions.erase_delegate(delegate_pk=wanjiru.pk, reason="A letter", by=staff)
    entries = timeline_of(delegation)
    assert [(entry.at, entry.sentence.split()[0]) for entry in entries[1:]] == before
    assert f"Amina Wanjiru gave a seat to Delegate {wanjiru.pk}." in [entry.sentence for entry in entries]
    assert "Ms [erased] is ill, see [erased]." in [entry.reason for entry in entries]


def test_a_namesake_elsewhere_is_not_touched(staff, wanjiru):
    other = a_delegation()
    by = focal_point_of(other)
    namesake = actions.add_delegate(
        delegation_pk=other.pk, details=details(name="Zawadi Kamau"), is_head=True, by=by
    )
    actions.erase_delegate(delegate_pk=wanjiru.pk, reason="A letter", by=staff)
    namesake.refresh_from_db()
    assert namesake.name == "Zawadi Kamau"
    assert Trace.objects.get(subject=f"delegate:{namesake.pk}").after["name"] == "Zawadi Kamau"


def test_a_successor_stays_in_the_record_of_the_erased_predecessor(staff, delegation, wanjiru):
    leave_trace(
        "replace_delegate",
        wanjiru,
        by=staff,
        before={"seat": 1, "name": "Zawadi Kamau"},
        after={"seat": 1, "name": "Njeri Mwangi"},
    )
    actions.erase_delegate(delegate_pk=wanjiru.pk, reason="A letter", by=staff)
    trace = Trace.objects.get(act="replace_delegate")
    assert (trace.before, trace.after) == (
        {"seat": 1, "name": f"Delegate {wanjiru.pk}"},
        {"seat": 1, "name": "Njeri Mwangi"},
    )


def test_the_delegate_is_found_by_name_or_address_without_either_in_an_address(
    client, meeting, staff, wanjiru
):
    client.force_login(staff)
    where = f"/meetings/{meeting.slug}/manage/personal-data/find/"
    link = f"/meetings/{meeting.slug}/manage/personal-data/delegates/{wanjiru.pk}/"
    for typed in ("kamau ZAWADI", "zawadi@kenya.example"):
        assert link in client.post(where, {"typed": typed}).content.decode()
    for typed in ("somebody else", "!!!", "\x00", "李", "x" * 10_000):
        answer = client.post(where, {"typed": typed})
        assert answer.status_code in (200, 422)
        assert link not in answer.content.decode()
    assert client.get(where, {"typed": "Zawadi"}).status_code == 405


# --- When its time has come ------------------------------------------------------------------------------


def test_a_record_forgets_names_ten_years_after_the_meeting(meeting, delegation, wanjiru, staff):
    Invitation.objects.create(
        meeting=meeting,
        organization=delegation.organization,
        to_name="Ms Zawadi Kamau",
        to_email="z@k.example",
    )
    letter = Letter.objects.create(name="note.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
    Nomination.objects.create(
        meeting=meeting,
        organization=delegation.organization,
        name="Zawadi Kamau",
        email="zawadi@kenya.example",
        function="Secretary",
        ministry="Labour",
        duty_station="Nairobi",
        letter=letter,
        sender_name="The mission of Otieno",
        sender_email="otieno@kenya.example",
        state="rejected",
    )
    assert forget_old_names(at=noon(date(2037, 3, 10))) == {}
    assert said_in_the_database("Zawadi") != []
    assert forget_old_names(at=noon(date(2037, 3, 11))) == {meeting: 1}
    for word in ("Zawadi", "Kamau", "kenya.example", "Otieno"):
        assert (word, said_in_the_database(word)) == (word, [])
    assert forget_old_names(at=noon(date(2037, 3, 12))) == {}


def test_how_long_a_record_keeps_names_is_a_setting(meeting, settings):
    settings.RECORD_KEPT_YEARS = 2
    assert keeping.pseudonymised_on(meeting) == date(2029, 3, 11)
    meeting.ends_on = date(2028, 2, 29)
    settings.RECORD_KEPT_YEARS = 1
    assert keeping.pseudonymised_on(meeting) == date(2029, 3, 1)


# --- Messages --------------------------------------------------------------------------------------------


def a_message(state: str, days_ago: int) -> Message:
    message = Message.objects.create(
        key=f"test:{state}:{days_ago}",
        purpose="invitation",
        state=state,
        to_email="zawadi@kenya.example",
        to_name="Zawadi",
        subject="A subject",
        body="A body",
    )
    Message.objects.filter(pk=message.pk).update(queued_at=timezone.now() - timedelta(days=days_ago))
    return message


def test_of_old_messages_only_the_fact_is_left():
    old, young, waiting = a_message("sent", 401), a_message("sent", 399), a_message("queued", 401)
    assert forgetting.forget_old_texts() == 1
    assert forgetting.forget_old_texts() == 0
    for message in (old, young, waiting):
        message.refresh_from_db()
    assert (old.to_email, old.to_name, old.subject, old.body) == ("", "", "", "")
    assert (old.key, old.state, old.purpose) == ("test:sent:401", "sent", "invitation")
    assert young.body == waiting.body == "A body"


def test_how_long_messages_are_kept_is_a_setting(settings):
    settings.MESSAGES_KEPT_DAYS = 10
    message = a_message("sent", 11)
    forgetting.forget_old_texts()
    message.refresh_from_db()
    assert message.body == ""


# --- The number of days ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "kept"), [("10", 10), ("", 30), ("400", None), ("-1", None), ("🙂", None)])
def test_the_number_of_days_is_set_with_the_meeting(meeting, staff, client, typed, kept):
    client.force_login(staff)
    answer = saved(client, meeting, kept_days=typed)
    meeting.refresh_from_db()
    assert answer.status_code == (200 if kept is None else 302)  # the form again, or the way back
    assert meeting.kept_days == (30 if kept is None else kept)
