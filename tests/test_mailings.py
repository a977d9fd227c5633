"""Mailings: written, looked through, approved by a second person, sent once, held half-way."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Trace
from correspondence import delivery
from correspondence.composing import compose
from correspondence.models import Message, Unsubscribed
from gfmd.moves import Refused
from mailings import looking
from mailings.actions import mailings as actions
from mailings.actions import releasing
from mailings.forms.mailings import TextForm
from mailings.messages.mailings import Wording, Words, first_words, programme_of
from mailings.models import MOVES, Mailing, MailingKind, MailingState
from participants import actions as inviting
from selection.models import Application
from tests.calls import a_call
from tests.factories import (
    a_document,
    a_document_file,
    a_meeting,
    a_person,
    a_room,
    a_state,
    an_item,
    chair_staff,
)

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> [click](http://x) # 1. &amp; ‮abc {name} " + "字" * 50


@pytest.fixture
def meeting(client):
    meeting = a_meeting(languages=["en", "fr", "ar"])
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


def invited(meeting, number=3, **fields):
    """As many organizations with an invitation that has been sent."""
    organizations = [a_state(**fields) for _ in range(number)]
    inviting.invite(meeting=meeting, organizations=organizations, by=meeting.staff)
    inviting.send_invitations(meeting=meeting, by=meeting.staff)
    delivery.deliver_due()
    return organizations


def a_mailing(meeting, *, kind="circular", audience="focal_points", text=True, by=None, **fields) -> Mailing:
    by = by or meeting.staff
    mailing = actions.open_mailing(
        meeting=meeting, kind=kind, name="News", audience=audience, narrowed={}, by=by, **fields
    )
    return written(mailing, by=by) if text else mailing


def written(
    mailing,
    language="en",
    subject="Action by {deadline_day}: {meeting}",
    body="{greeting}\n\nFor {organization}.",
    **more,
):
    by = more.pop("by", mailing.prepared_by)
    actions.write_text(
        mailing_pk=mailing.pk,
        language=language,
        subject=subject,
        body=body,
        seen=marker(mailing),
        by=by,
        **more,
    )
    return Mailing.objects.get(pk=mailing.pk)


def marker(mailing) -> str:
    return actions.marker_of(Mailing.objects.get(pk=mailing.pk))


def release(mailing, by=None):
    releasing.release(mailing_pk=mailing.pk, seen=marker(mailing), by=by or mailing.prepared_by)
    releasing.prepare(mailing.pk)
    return Mailing.objects.get(pk=mailing.pk)


def state_of(mailing) -> str:
    return Mailing.objects.get(pk=mailing.pk).state


def address(mailing, name="mailing", *more) -> str:
    return reverse(name, args=[mailing.meeting.slug, mailing.pk, *more])


def press(client, mailing, name, **typed):
    return client.post(address(mailing, name), {"seen": marker(mailing), **typed}, follow=True)


# --- Writing ---------------------------------------------------------------------------------------------


def test_a_mailing_is_begun_written_and_sent_by_hand(client, meeting):
    invited(meeting, 2)
    begin = reverse("mailing_new", args=[meeting.slug])
    assert "To whom" in client.get(begin).text
    chosen = {"kind": "circular", "audience": "focal_points"}
    assert "Working title" in client.get(begin, chosen).text
    answer = client.post(begin, {**chosen, "name": "First circular", "region": "african"})
    mailing = Mailing.objects.get()
    assert (mailing.narrowed, answer.url) == ({"region": "african"}, address(mailing, "mailing_text", "en"))
    page = client.get(answer.url).text
    assert "{greeting}" in page and "Nothing is saved yet" in page
    words = {
        "seen": marker(mailing),
        "subject": "Action by {deadline_day}: {meeting}",
        "body": "{greeting}\n\nNews.",
    }
    client.post(answer.url, words)
    assert "Send to 2 people now" in client.get(address(mailing)).text
    shown = press(client, mailing, "mailing_send").text
    assert "The messages are being prepared." in shown
    releasing.prepare(mailing.pk)
    delivery.deliver_due()
    assert "All 2 messages were sent." in client.get(address(mailing, "mailing_progress")).text
    assert releasing.settle_left() == 1
    assert state_of(mailing) == "left"


def test_an_audience_that_is_about_something_asks_what(client, meeting):
    begin = reverse("mailing_new", args=[meeting.slug])
    typed = {"kind": "note", "audience": "room", "name": "Room 5"}
    answer = client.post(begin, typed)
    assert (answer.status_code, "Say which one the audience is about." in answer.text) == (422, True)
    room = a_room(meeting)
    assert client.post(begin, {**typed, "room": room.pk}).status_code == 302
    assert Mailing.objects.get().narrowed == {"room": str(room.pk)}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"subject": "Hello {nobody}"}, "Nothing stands for {nobody}."),
        ({"body": "{link}"}, "Nothing stands for {link}."),
        ({"body": "{ name }"}, "asks for more than there is"),
        ({"body": "a } b"}, "A brace stands alone"),
        ({"body": ""}, "This field is required."),
        ({"body": "x" * 20_001}, "at most 20000 characters"),
        ({"subject": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_placeholders_and_lengths_are_checked_when_a_text_is_saved(client, meeting, typed, sentence):
    mailing = a_mailing(meeting, text=False)
    words = {"seen": marker(mailing), "subject": "Subject", "body": "Body", **typed}
    answer = client.post(address(mailing, "mailing_text", "en"), words)
    assert (answer.status_code, sentence in answer.text.replace("&#x27;", "'")) == (422, True)
    assert not mailing.texts.exists()


def test_a_text_of_twenty_thousand_signs_in_any_script_is_kept_as_typed(client, meeting):
    mailing = a_mailing(meeting, text=False)
    body = ("عربي 中文 Ω 👩‍🚀 <b>&</b>\n" * 2000)[:20_000].rstrip()
    words = {"seen": marker(mailing), "subject": "خبر {meeting}", "body": body}
    assert client.post(address(mailing, "mailing_text", "ar"), words).status_code == 302
    assert mailing.texts.get().body.replace("\r\n", "\n") == body


def test_a_stale_page_is_refused_and_shows_both_versions(client, meeting):
    mailing = a_mailing(meeting)
    stale = marker(mailing)
    written(mailing, body="What somebody else wrote meanwhile.")
    words = {"seen": stale, "subject": "Mine", "body": "What I typed."}
    answer = client.post(address(mailing, "mailing_text", "en"), words)
    assert answer.status_code == 422
    assert "What somebody else wrote meanwhile." in answer.text
    assert "What I typed." in answer.text


def test_a_new_text_begins_with_the_chairs_own_template(meeting):
    assert "{greeting}" in first_words("circular", meeting, "en").body
    meeting.message_templates.create(
        kind="circular", language="en", subject="Ours", body="Our words", changed_by=meeting.staff
    )
    assert first_words("circular", meeting, "en") == Words("Ours", "Our words")


# --- Messages --------------------------------------------------------------------------------------------


def test_each_reads_an_own_language_and_name_or_the_first_language(meeting):
    invited(meeting, 1, address_language="fr", name_fr="Le Kenya")
    invited(meeting, 1, address_language="ru", name_en="Chile")
    mailing = written(a_mailing(meeting), "fr", subject="Nouvelles {meeting}", body="Pour {organization}.")
    release(mailing)
    found = {message.language: message for message in Message.objects.filter(batch__isnull=False)}
    assert set(found) == {"fr", "en"}
    assert found["fr"].body == "Pour Le Kenya.\n"
    assert "For Chile." in found["en"].body
    assert {message.is_circular for message in found.values()} == {True}
    assert {message.purpose for message in found.values()} == {"circular"}


def test_circulars_can_be_unsubscribed_from_and_notes_cannot(meeting):
    (state,) = invited(meeting, 1)
    Unsubscribed.objects.create(email=state.address_email)
    with pytest.raises(Refused, match="nobody of it can be reached"):
        release(a_mailing(meeting))
    note = release(a_mailing(meeting, kind="note"))
    message = note.batch.messages.get()
    assert (message.is_circular, "List-Unsubscribe" in compose(message).extra_headers) == (False, False)


def test_a_subject_without_its_deadline_falls_back_on_what_can_be_said(meeting):
    invited(meeting, 1)
    meeting.registration_closes_at = timezone.now() - timedelta(days=1)
    meeting.save()
    mailing = release(a_mailing(meeting))
    assert mailing.batch.messages.get().subject == "News of Rabat Summit"


def test_what_people_typed_is_text_alone(meeting):
    invited(meeting, 1, name_en=HOSTILE[:200])
    mailing = release(a_mailing(meeting))
    html = compose(mailing.batch.messages.get()).alternatives[0].content
    assert "<script" not in html and 'href="http://x"' not in html


def test_five_thousand_messages_enter_the_queue_in_few_queries(meeting):
    call = a_call(meeting)
    country = a_state()
    Application.objects.bulk_create(
        Application(
            call=call,
            country=country,
            organization_name=f"O {place}",
            organization_key=f"o {place}",
            sector="ngo",
            name=f"Applicant {place}",
            email=f"a{place}@x.example",
        )
        for place in range(5000)
    )
    mailing = actions.open_mailing(
        meeting=meeting,
        kind="circular",
        name="News",
        audience="applicants",
        narrowed={"application_state": "received"},
        by=meeting.staff,
    )
    written(mailing, body="{greeting}")
    releasing.release(mailing_pk=mailing.pk, seen=marker(mailing), by=meeting.staff)
    with CaptureQueriesContext(connection) as queries:
        began = timezone.now()
        assert releasing.put_in_queue(mailing.pk) == 5000
    assert timezone.now() - began < timedelta(seconds=15)  # with the machine to itself about two
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= 14
    assert Message.objects.filter(batch__mailing=mailing).count() == 5000


# --- Once and only once ----------------------------------------------------------------------------------


def test_two_clicks_send_once(client, meeting):
    invited(meeting, 2)
    mailing = a_mailing(meeting)
    seen = marker(mailing)
    for _click in range(2):
        client.post(address(mailing, "mailing_send"), {"seen": seen})
    for _time in range(2):
        releasing.prepare(mailing.pk)
    assert Message.objects.filter(kind="circular").count() == 2
    assert Trace.objects.filter(act="send_mailing").count() == 1


def test_a_mailing_prepared_anew_after_a_lost_worker_repeats_nobody(meeting):
    invited(meeting, 2)
    mailing = release(a_mailing(meeting))
    Mailing.objects.filter(pk=mailing.pk).update(prepared_at=None)  # as if the commit had never been seen
    assert releasing.prepare_leaving() == 2
    assert mailing.batch.messages.count() == 2


def at_once(*acts) -> list:
    """What became of acts that begin at the same moment."""
    became, begin = [], threading.Barrier(len(acts))

    def run(act):
        begin.wait()
        try:
            became.append(act())
        except Refused as refusal:
            became.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return became


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_the_same_moment_send_once():
    meeting = a_meeting()
    meeting.staff = chair_staff(meeting)
    invited(meeting, 2)
    mailing = a_mailing(meeting)
    seen = marker(mailing)
    became = at_once(*[lambda: releasing.release(mailing_pk=mailing.pk, seen=seen, by=meeting.staff)] * 3)
    assert became.count(None) == 1
    assert sum(at_once(*[lambda: releasing.prepare(mailing.pk)] * 2)) == 2
    assert Message.objects.filter(kind="circular").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_approval_and_a_change_at_the_same_moment_never_approve_what_nobody_read(_round):
    meeting = a_meeting()
    meeting.staff, second = chair_staff(meeting), chair_staff(meeting)
    invited(meeting, 1)
    mailing = a_mailing(meeting, needs_second=True)
    actions.put_for_approval(mailing_pk=mailing.pk, seen=marker(mailing), by=meeting.staff)
    seen = marker(mailing)
    at_once(
        lambda: actions.approve(mailing_pk=mailing.pk, seen=seen, by=second),
        lambda: actions.write_text(
            mailing_pk=mailing.pk, language="en", subject="New", body="New", seen=seen, by=second
        ),
    )
    now = Mailing.objects.get(pk=mailing.pk)
    assert now.texts.get().subject != "New" or now.state == "draft"
    assert now.approved_by != now.prepared_by


# --- A second pair of eyes -------------------------------------------------------------------------------


def test_a_second_person_approves_before_it_leaves(client, meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting, needs_second=True)
    assert "A second person has to approve" in press(client, mailing, "mailing_send").text
    assert "Another member" in press(client, mailing, "mailing_put").text
    assert "You prepared this yourself" in press(client, mailing, "mailing_approve").text
    second = Client()
    second.force_login(chair_staff(meeting))
    assert "has approved it; it can leave" in press(second, mailing, "mailing_approve").text
    assert "being prepared" in press(client, mailing, "mailing_send").text


def test_whoever_changed_it_last_cannot_approve_it(meeting):
    invited(meeting, 1)
    second = chair_staff(meeting)
    mailing = written(a_mailing(meeting, needs_second=True), body="Better", by=second)
    actions.put_for_approval(mailing_pk=mailing.pk, seen=marker(mailing), by=second)
    with pytest.raises(Refused, match="changed it last"):
        actions.approve(mailing_pk=mailing.pk, seen=marker(mailing), by=second)
    actions.approve(mailing_pk=mailing.pk, seen=marker(mailing), by=meeting.staff)
    assert state_of(mailing) == "approved"


def test_a_text_changed_after_approval_is_a_draft_again(meeting):
    invited(meeting, 1)
    second = chair_staff(meeting)
    mailing = a_mailing(meeting, needs_second=True)
    actions.put_for_approval(mailing_pk=mailing.pk, seen=marker(mailing), by=meeting.staff)
    actions.approve(mailing_pk=mailing.pk, seen=marker(mailing), by=second)
    mailing = written(mailing, body="Something else")
    assert (mailing.state, mailing.approved_by, mailing.expected) == ("draft", None, None)
    with pytest.raises(Refused, match="second person"):
        release(mailing)


def test_the_chair_may_want_a_second_person_for_everything(client, meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting)
    client.post(reverse("mailings_second", args=[meeting.slug]), {"wanted": "yes"})
    with pytest.raises(Refused, match="second person"):
        release(mailing)
    client.post(reverse("mailings_second", args=[meeting.slug]), {"wanted": "no"})
    assert release(mailing).state == "leaving"


def test_what_is_sent_back_needs_a_reason_which_the_page_shows(client, meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting, needs_second=True)
    press(client, mailing, "mailing_put")
    assert "Say in a sentence" in press(client, mailing, "mailing_return", reason=" ").text
    shown = press(client, mailing, "mailing_return", reason="The date is <wrong>\x00").text
    assert "The date is &lt;wrong&gt;" in shown
    assert state_of(mailing) == "draft"


# --- Scheduled -------------------------------------------------------------------------------------------


def test_it_leaves_at_its_time_and_says_how_the_audience_changed(client, meeting):
    first, gone = invited(meeting, 2)
    mailing = a_mailing(meeting)
    there = (timezone.now() + timedelta(days=2)).astimezone(meeting.zone).replace(second=0, microsecond=0)
    shown = press(client, mailing, "mailing_schedule", at=there.strftime("%Y-%m-%dT%H:%M")).text
    assert "Rabat time" in shown and Mailing.objects.get().send_at == there
    assert releasing.release_due() == 0
    (joined,) = invited(meeting, 1)
    Unsubscribed.objects.create(email=gone.address_email)
    assert "The audience has changed" in client.get(address(mailing)).text
    Mailing.objects.update(send_at=timezone.now() - timedelta(minutes=1))
    assert (releasing.release_due(), releasing.release_due()) == (1, 0)
    releasing.prepare(mailing.pk)
    outcome = Mailing.objects.get().outcome
    assert (outcome["joined"], outcome["gone"]) == ([joined.address_email], [gone.address_email])
    assert outcome["recipients"] == 2
    assert "Wants no circulars" in client.get(address(mailing)).text
    assert first.address_email in Message.objects.filter(kind="circular").values_list("to_email", flat=True)


def test_long_after_it_left_only_the_numbers_stay(meeting):
    _kept, refusing = invited(meeting, 2)
    Unsubscribed.objects.create(email=refusing.address_email)
    release(a_mailing(meeting))
    assert releasing.forget_addresses() == 0
    later = timezone.now() + timedelta(days=4000)
    assert (releasing.forget_addresses(at=later), releasing.forget_addresses(at=later)) == (1, 0)
    outcome = Mailing.objects.get().outcome
    assert (outcome["recipients"], outcome["left_out"]) == (1, [])


def test_a_time_that_is_past_or_no_time_is_refused(client, meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting)
    assert "has passed" in press(client, mailing, "mailing_schedule", at="2020-01-01T10:00").text
    for at in ("", "tomorrow", "2027-13-40T99:99", "9" * 5000):
        answer = client.post(address(mailing, "mailing_schedule"), {"seen": marker(mailing), "at": at})
        assert answer.status_code == 422
    assert state_of(mailing) == "draft"
    release(mailing)
    assert client.post(address(mailing, "mailing_schedule"), {"at": "tomorrow"}).status_code == 422


def test_what_cannot_leave_any_more_at_its_time_is_a_draft_again_with_the_reason(client, meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting)
    actions.schedule(
        mailing_pk=mailing.pk, seen=marker(mailing), at=timezone.now() + timedelta(hours=1), by=meeting.staff
    )
    mailing.texts.all().delete()
    Mailing.objects.update(send_at=timezone.now() - timedelta(minutes=1))
    assert releasing.release_due() == 0
    assert state_of(mailing) == "draft"
    assert "There is no text yet." in client.get(address(mailing)).text


# --- Held half-way ---------------------------------------------------------------------------------------


def test_it_is_paused_goes_on_and_is_stopped(client, meeting):
    invited(meeting, 3)
    mailing = release(a_mailing(meeting))
    press(client, mailing, "mailing_hold", do="pause")
    delivery.deliver_due()
    assert mailing.batch.messages.filter(state="queued").count() == 3
    press(client, mailing, "mailing_hold", do="resume")
    Message.objects.filter(pk=mailing.batch.messages.first().pk).update(state="sent")
    assert "2 messages never left" in press(client, mailing, "mailing_hold", do="stop").text
    assert state_of(mailing) == "stopped"
    delivery.deliver_due()
    assert mailing.batch.messages.filter(state="cancelled").count() == 2
    assert "Only what is paused" in press(client, mailing, "mailing_hold", do="resume").text
    assert press(client, mailing, "mailing_hold", do="dance").status_code == 200


def test_what_has_left_offers_no_form_that_would_make_it_a_draft_again(client, meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting)
    pages = [address(mailing, "mailing_edit"), address(mailing, "mailing_text", "en")]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    release(mailing)
    assert [client.get(page).url for page in pages] == [address(mailing)] * 2


def test_what_is_paused_before_it_is_prepared_waits_and_then_leaves(meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting)
    releasing.release(mailing_pk=mailing.pk, seen=marker(mailing), by=meeting.staff)
    releasing.pause(mailing_pk=mailing.pk, by=meeting.staff)
    assert (releasing.prepare(mailing.pk), releasing.prepare_leaving()) == (0, 0)
    releasing.resume(mailing_pk=mailing.pk, by=meeting.staff)
    assert releasing.prepare_leaving() == 1


@pytest.mark.parametrize("to", sorted(MailingState.values))
def test_every_move_that_is_not_in_the_table_is_refused(meeting, to):
    mailing = a_mailing(meeting)
    for state in MailingState.values:
        Mailing.objects.filter(pk=mailing.pk).update(state=state)
        if MOVES.allows(state, to):
            assert actions.moved(mailing.pk, to, seen=None, sentence="No").state == to
        else:
            with pytest.raises(Refused, match="No"):
                actions.moved(mailing.pk, to, seen=None, sentence="No")


# --- Review ----------------------------------------------------------------------------------------------


def test_those_who_stand_out_are_shown_first(client, meeting):
    invited(meeting, 1, address_language="fr", address_name="A" * 90)
    invited(meeting, 1, name_en="The longest name there is of any State in the world")
    mailing = a_mailing(meeting)
    with translation.override("en"):
        found = looking.outliers(Wording(mailing), actions.audience_of(mailing))
    assert [(str(one.why), one.total) for one in found] == [
        ("No name: greeted as a colleague, and a line with {name} is left out", 1),
        ("Reads Français, and gets the text in English", 1),
        ("The longest name of a person", 1),
        ("The longest name of an organization", 1),
    ]
    page = client.get(address(mailing, "mailing_preview"), {"q": "longest name"}).text
    assert "Reads Français" in page and "The longest name there is" in page
    assert client.get(address(mailing, "mailing_preview"), {"to": "x'\x00", "q": "\x00"}).status_code == 200


def test_a_test_goes_to_oneself_alone_and_says_so(client, meeting):
    invited(meeting, 2)
    mailing = a_mailing(meeting)
    press(client, mailing, "mailing_test")
    message = Message.objects.get(kind="mailing_test")
    assert (message.to_email, message.is_circular) == (meeting.staff.email, False)
    assert message.subject.startswith("Test: Action by ")
    assert "This is a test." in message.body
    assert not Message.objects.filter(kind="circular").exists()
    assert state_of(mailing) == "draft"


def test_recipients_and_those_left_out_are_listed(client, meeting):
    kept, refusing = invited(meeting, 2)
    Unsubscribed.objects.create(email=refusing.address_email)
    page = client.get(address(a_mailing(meeting), "mailing_recipients")).text
    assert "1 person gets it." in page and kept.address_email in page
    assert "Wants no circulars" in page and refusing.address_email in page


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_database_no_more_for_many(client, meeting, number, django_assert_max_num_queries):
    for _one in range(number):
        a_mailing(meeting)
    with django_assert_max_num_queries(12):
        client.get(reverse("mailings", args=[meeting.slug]))
    with django_assert_max_num_queries(20):
        client.get(reverse("correspondence", args=[meeting.slug]))


# --- Threads and papers ----------------------------------------------------------------------------------


def test_a_thread_shows_every_address_and_is_for_fifty_at_most(client, meeting):
    states = invited(meeting, 2)
    mailing = a_mailing(meeting, kind="note", is_thread=True)
    with pytest.raises(Refused, match="take out what is personal"):
        release(mailing)
    mailing = release(written(mailing, body="To all of you."))
    shown = sorted(one.address_email for one in states)
    assert [message.shown_to for message in mailing.batch.messages.all()] == [shown, shown]
    invited(meeting, 50)
    with pytest.raises(Refused, match="at most 50 people"):
        release(written(a_mailing(meeting, kind="note", is_thread=True), body="To all."))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"audience": "chair"}, "for a smaller circle"),
        ({"audience": "team"}, "for a smaller circle"),
        ({"audience": "participants"}, ""),
        ({"audience": "governments"}, ""),
        ({"state": "final"}, "is not published"),
        ({"embargo_until": timezone.now() + timedelta(days=3)}, "is not published"),
    ],
)
def test_only_papers_that_the_whole_audience_may_read_go_along(meeting, facts, sentence):
    invited(meeting, 1)
    document = a_document(meeting)
    type(document).objects.filter(pk=document.pk).update(**facts)
    mailing = a_mailing(meeting)
    mailing.documents.add(document)
    said = " ".join(actions.obstacles(mailing, actions.audience_of(mailing)))
    assert (sentence in said) if sentence else said == ""


def test_papers_for_participants_do_not_go_to_those_who_only_applied(meeting):
    document = a_document(meeting, audience="participants")
    for audience, is_allowed in (("member_states", False), ("focal_points", True)):
        invited(meeting, 1)
        mailing = a_mailing(meeting, audience=audience)
        mailing.documents.add(document)
        assert (actions.obstacles(mailing, actions.audience_of(mailing)) == []) is is_allowed


def test_a_paper_goes_in_the_readers_language(meeting):
    invited(meeting, 1)
    invited(meeting, 1, address_language="fr")
    document = a_document(meeting, languages=[])
    english = a_document_file(document, "en", by=meeting.staff)
    a_document_file(document, "fr", by=meeting.staff)
    mailing = written(a_mailing(meeting), "fr", subject="Nouvelles", body="Bonjour")
    mailing.documents.add(document)
    mailing = release(mailing)
    files = {one.language: one.attachments.get().content_hash for one in mailing.batch.messages.all()}
    assert files["en"] == english.sha256
    assert files["fr"] == document.files.get(language="fr").sha256


# --- The daily journal -----------------------------------------------------------------------------------


def test_the_journal_fills_in_the_days_published_agenda_in_the_readers_language(meeting):
    invited(meeting, 1, address_language="fr")
    an_item(meeting, "10:00", "11:30", title={"en": "Opening", "fr": "Ouverture"}, room=a_room(meeting))
    an_item(meeting, "09:00", "10:00", title="Tomorrow", day=2)
    mailing = a_mailing(meeting, kind="journal", dated_on=meeting.starts_on, text=False)
    mailing = written(mailing, "fr", subject="{day}", body="{programme}")
    with pytest.raises(Refused, match="agenda is not published"):
        release(mailing)
    meeting.agenda_published_at = timezone.now()
    meeting.save()
    message = release(mailing).batch.messages.get()
    # French puts a space that does not break before a colon.
    assert message.body == "- 10:00–11:30\N{NO-BREAK SPACE}: **Ouverture**, Atlas\n"
    assert message.purpose == "journal" and message.is_circular
    assert programme_of(meeting, None) == ""


def test_every_kind_has_a_text_to_begin_with_in_every_language(meeting):
    for kind in MailingKind.values:
        for language in meeting.languages:
            mailing = Mailing(meeting=meeting, kind=kind, audience="focal_points")
            words = first_words(kind, meeting, language)
            form = TextForm(
                {"subject": words.subject, "body": words.body, "letter": "x"},
                mailing=mailing,
                language=language,
            )
            assert form.is_valid(), form.errors


# --- Who may ---------------------------------------------------------------------------------------------


def test_the_support_unit_sees_and_does_not_write(client, meeting):
    invited(meeting, 1)
    mailing = a_mailing(meeting)
    client.force_login(chair_staff(meeting, role="support unit"))
    page = client.get(address(mailing))
    assert page.status_code == 200 and "Send to 1 person now" not in page.text
    assert client.post(address(mailing, "mailing_send"), {"seen": marker(mailing)}).status_code == 403
    client.force_login(chair_staff(a_meeting()))
    assert client.get(address(mailing)).status_code == 403
    client.force_login(a_person())
    assert client.get(address(mailing)).status_code == 403


def test_the_support_unit_may_follow_every_link_of_the_first_page(client, meeting):
    client.force_login(chair_staff(meeting, role="support unit"))
    page = client.get(reverse("correspondence", args=[meeting.slug]))
    answers = {one["url"]: client.get(one["url"]).status_code for one in page.context["sections"]}
    assert set(answers.values()) == {200} and len(answers) == 6


def test_a_mailing_of_another_meeting_is_not_found(client, meeting):
    other = a_meeting()
    other.staff = chair_staff(other)
    foreign = a_mailing(other)
    assert client.get(reverse("mailing", args=[meeting.slug, foreign.pk])).status_code == 404
