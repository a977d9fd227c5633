"""A change of what was published is told once to those concerned, with before and after, and to nobody else."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Trace
from correspondence import delivery
from correspondence.models import Message
from gfmd.moves import Refused
from mailings.actions.changes import drop_changes, tell, tell_due, tell_now
from mailings.changes import differences, untold
from mailings.models import Notice
from meetings import actions
from meetings.exports import agenda_calendar
from meetings.models import AgendaItem, Change, Document
from participants import actions as participants_actions
from participants.models import Delegate, FocalPoint
from roundtables import actions as roundtables_actions
from roundtables.models import Place
from tests.factories import (
    a_delegation,
    a_document,
    a_meeting,
    a_person,
    a_room,
    a_roundtable,
    a_state,
    an_item,
    an_upload,
    chair_staff,
    focal_point_of,
)

pytestmark = pytest.mark.django_db


def a_summit(**fields):
    return a_meeting(**{"agenda_published_at": timezone.now(), **fields})


def a_delegate(meeting, email: str = "", *, state: str = "confirmed", organization=None) -> Delegate:
    """The head of a delegation of its own."""
    delegation = a_delegation(meeting=meeting, organization=organization)
    delegate = Delegate.objects.create(
        delegation=delegation,
        seat=1,
        name="Delegate",
        function="Director",
        email=email or f"delegate{delegation.pk}@state.example",
        state="submitted",
        is_head=True,
    )
    type(delegation).objects.filter(pk=delegation.pk).update(state=state)
    delegation.state = state
    return delegate


def at_roundtable(delegate, roundtable, state: str = "seated") -> Place:
    return Place.objects.create(roundtable=roundtable, delegate=delegate, state=state)


def moved(item, *, hours: int = 0, by, **fields):
    """The item saved anew, so many hours later."""
    item.starts_at += timedelta(hours=hours)
    item.ends_at += timedelta(hours=hours)
    for name, value in fields.items():
        setattr(item, name, value)
    return actions.change_item(item=item, seen=item.changed_at.isoformat(), by=by)


def later(minutes: int) -> None:
    """As if what is noted had been so many minutes ago."""
    for change in Change.objects.untold():
        Change.objects.filter(pk=change.pk).update(at=change.at - timedelta(minutes=minutes))


def addresses() -> set[str]:
    return set(Message.objects.filter(kind="changes").values_list("to_email", flat=True))


def text() -> str:
    """What the one message says."""
    return Message.objects.get(kind="changes").body


# --- The right forty people ------------------------------------------------------------------------------


@pytest.fixture
def hundred():
    """A roundtable with 36 delegates, two in its team, two focal points; and 60 others at the summit."""
    meeting = a_summit()
    item = an_item(meeting, "10:00", "11:30", "Roundtable", kind="roundtable_session", room=a_room(meeting))
    other_item = an_item(meeting, "10:00", "11:30", "Other", kind="roundtable_session")
    own = a_roundtable(meeting, "1.1", is_published=True, agenda_item=item)
    other = a_roundtable(meeting, "2.1", is_published=True, agenda_item=other_item)
    concerned, others = set(), set()
    for number in range(36):
        delegate = a_delegate(meeting)
        at_roundtable(delegate, own, "seated" if number < 30 else "waiting")
        concerned.add(delegate.email)
        if number < 2:
            concerned.add(focal_point_of(delegate.delegation).email)
    for number in range(2):
        member = a_person(f"team{number}@state.example")
        own.team.create(role="facilitator", person=member)
        concerned.add(member.email)
    for number in range(55):
        delegate = a_delegate(meeting)
        others.add(delegate.email)
        if number < 30:
            at_roundtable(delegate, other)
        if number < 5:
            others.add(focal_point_of(delegate.delegation).email)
    return meeting, item, concerned, others


def test_a_change_of_a_roundtables_hour_is_told_to_its_forty_people_and_not_to_the_sixty_others(hundred):
    meeting, item, concerned, others = hundred
    assert (len(concerned), len(others)) == (40, 60)
    moved(item, hours=4, by=chair_staff(meeting))
    later(16)
    assert tell_due() == 1
    assert addresses() == concerned
    assert Message.objects.filter(kind="changes").count() == 40
    assert Notice.objects.get().people == 40


def test_staff_see_before_saving_how_many_will_be_told(client, hundred):
    meeting, item, _concerned, _others = hundred
    client.force_login(chair_staff(meeting))
    page = client.get(reverse("agenda_item_edit", args=[meeting.slug, item.pk])).content.decode()
    assert "If you change this, 40 people are told." in page
    assert "roundtable 1.1: 36 delegates, 2 members of teams, 2 focal points" in page
    page = client.get(reverse("room_edit", args=[meeting.slug, item.room_id])).content.decode()
    assert "If you give the room another name, 40 people are told." in page


def test_the_figures_before_saving_cost_the_same_queries_for_any_number(hundred, django_assert_num_queries):
    _meeting, item, _concerned, _others = hundred
    item = type(item).objects.with_briefs().get(pk=item.pk)
    with django_assert_num_queries(7):
        Template("{% load changes %}{% told_if_item_changes item %}").render(Context({"item": item}))


def test_two_changes_at_one_time_are_one_message_with_what_concerns_each(hundred):
    meeting, item, concerned, _others = hundred
    staff = chair_staff(meeting)
    moved(item, hours=4, by=staff)
    plenary = an_item(meeting, "16:30", "18:00", "Closing", day=2)
    moved(plenary, hours=1, by=staff)
    later(16)
    tell_due()
    one = Message.objects.get(to_email=sorted(concerned & delegates_of(meeting))[0])
    assert ("Roundtable" in one.body, "Closing" in one.body) == (True, True)
    assert one.subject == "2 changes: Rabat Summit"
    only_plenary = Message.objects.exclude(to_email__in=concerned)
    assert only_plenary.count() == 60
    assert {"“Roundtable”" in message.body for message in only_plenary} == {False}


def delegates_of(meeting) -> set[str]:
    return set(Delegate.objects.filter(delegation__meeting=meeting).values_list("email", flat=True))


# --- When ------------------------------------------------------------------------------------------------


def test_nothing_is_told_before_it_has_been_quiet_for_a_quarter_of_an_hour():
    meeting = a_summit()
    a_delegate(meeting)
    staff, item = chair_staff(meeting), an_item(meeting, "09:00", "10:00")
    moved(item, hours=1, by=staff)
    later(14)
    assert tell_due() == 0
    moved(item, hours=1, by=staff)
    later(10)
    assert tell_due() == 0
    later(6)
    assert tell_due() == 1


def test_after_an_hour_it_is_told_although_changes_go_on():
    meeting = a_summit()
    a_delegate(meeting)
    staff, item = chair_staff(meeting), an_item(meeting, "09:00", "10:00")
    moved(item, hours=1, by=staff)
    later(61)
    moved(item, hours=1, by=staff)
    assert tell_due() == 1


def test_it_is_told_once_however_often_the_worker_comes():
    meeting = a_summit()
    a_delegate(meeting)
    moved(an_item(meeting, "09:00", "10:00"), hours=1, by=chair_staff(meeting))
    later(16)
    assert [tell_due(), tell_due(), tell_due()] == [1, 0, 0]
    assert Message.objects.filter(kind="changes").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once():
    meeting = a_summit()
    a_delegate(meeting)
    moved(an_item(meeting, "09:00", "10:00"), hours=1, by=chair_staff(meeting))
    later(16)
    told = []

    def work():
        try:
            told.append(tell_due())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(told) == 1
    assert Message.objects.filter(kind="changes").count() == 1


def test_one_meeting_that_cannot_be_told_of_does_not_keep_another_waiting(caplog):
    broken, sound = a_summit(), a_summit()
    a_delegate(broken)
    a_delegate(sound)
    for meeting in (broken, sound):
        moved(an_item(meeting, "09:00", "10:00"), hours=1, by=chair_staff(meeting))
    Change.objects.filter(meeting=broken).update(before={"title": 5})
    later(16)
    assert tell_due() == 1
    assert caplog.messages == [f"The changes of meeting {broken.pk} cannot be told: KeyError"]
    assert broken.changes.untold().count() == 1


# --- Before and after ------------------------------------------------------------------------------------


def test_the_message_gives_the_first_before_and_the_last_after_at_the_venue():
    meeting = a_summit(starts_on="2027-03-09", ends_on="2027-03-11")
    meeting.refresh_from_db()
    a_delegate(meeting)
    staff, item = chair_staff(meeting), an_item(meeting, "09:00", "10:00", room=a_room(meeting))
    moved(item, hours=1, by=staff)
    moved(item, hours=4, room=a_room(meeting, "Rif"), by=staff)
    tell(meeting)
    assert "**On the agenda: “Opening”**" in text()
    assert "Before: 9 March 2027, 09:00–10:00, Rabat time, Atlas" in text()
    assert "Now: 9 March 2027, 14:00–15:00, Rabat time, Rif" in text()


def test_what_changed_back_is_not_told_and_neither_is_what_came_and_went():
    meeting = a_summit()
    a_delegate(meeting)
    staff, item = chair_staff(meeting), an_item(meeting, "09:00", "10:00")
    moved(item, hours=1, by=staff)
    moved(item, hours=-1, by=staff)
    times = {"starts_at": item.starts_at + timedelta(hours=6), "ends_at": item.ends_at + timedelta(hours=6)}
    added = actions.add_item(item=AgendaItem(meeting=meeting, title="Press", **times), by=staff)
    actions.remove_item(item=added, by=staff)
    later(16)
    assert tell_due() == 0
    assert Message.objects.filter(kind="changes").count() == 0
    assert Change.objects.untold().count() == 0


def test_the_calendar_entry_goes_along_with_a_higher_number():
    meeting = a_summit()
    a_delegate(meeting)
    staff = chair_staff(meeting)
    item, gone = an_item(meeting, "09:00", "10:00"), an_item(meeting, "11:00", "12:00", "Press")
    feed = Calendar.from_ical(calendar_feed(meeting))
    before = {str(event["uid"]): int(event["sequence"]) for event in feed.walk("VEVENT")}
    moved(item, hours=5, by=staff)
    names = {"item": f"agenda-item-{item.pk}@testserver", "gone": f"agenda-item-{gone.pk}@testserver"}
    actions.remove_item(item=gone, by=staff)
    tell(meeting)
    calendar = attached()
    assert str(calendar["method"]) == "PUBLISH"
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert set(events) == set(names.values()) == set(before)
    assert int(events[names["item"]]["sequence"]) > before[names["item"]]
    assert int(events[names["gone"]]["sequence"]) > before[names["gone"]]
    assert str(events[names["item"]]["status"]) == "CONFIRMED"
    assert str(events[names["gone"]]["status"]) == "CANCELLED"


def attached() -> Calendar:
    """The calendar that goes with the first of the messages."""
    with Message.objects.first().attachments.get().file.open() as stored:
        return Calendar.from_ical(stored.read())


def calendar_feed(meeting) -> bytes:
    return agenda_calendar(meeting, meeting.agenda_items.with_briefs())


def test_it_leaves_as_an_email_with_the_calendar():
    meeting = a_summit()
    a_delegate(meeting)
    moved(an_item(meeting, "09:00", "10:00"), hours=1, by=chair_staff(meeting))
    tell(meeting)
    delivery.deliver_due()
    [sent] = mail.outbox
    assert sent.subject == "On the agenda: “Opening”: Rabat Summit"
    assert len(sent.attachments) == 1


# --- What is noted at all --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [{"agenda_published_at": None}, {"state": "draft"}, {"state": "concluded"}, {"state": "cancelled"}],
)
def test_nothing_is_noted_of_what_nobody_has_read_or_of_what_is_over(fields):
    meeting = a_summit(**fields)
    staff = chair_staff(meeting)
    room = a_room(meeting)
    moved(an_item(meeting, "09:00", "10:00", room=room), hours=1, by=staff)
    room.name = "Rif"
    actions.save_room(room=room, seen=actions.marker(type(room).objects.get(pk=room.pk)), by=staff)
    assert Change.objects.count() == 0


def test_a_refused_change_notes_nothing():
    meeting = a_summit()
    item = an_item(meeting, "09:00", "10:00", room=a_room(meeting))
    other = an_item(meeting, "11:00", "12:00", "Other")
    other.room, other.starts_at, other.ends_at = item.room, item.starts_at, item.ends_at
    with pytest.raises(Refused):
        actions.change_item(item=other, seen=other.changed_at.isoformat(), by=chair_staff(meeting))
    assert Change.objects.count() == 0


@pytest.mark.parametrize("zone", ["Etc/UTC", "Asia/Tokyo", "America/Lima"])
def test_a_note_alone_is_no_change_to_tell(zone):
    meeting = a_summit(time_zone=zone)
    moved(an_item(meeting, "09:00", "10:00"), note="Bring the badge.", by=chair_staff(meeting))
    assert Change.objects.count() == 0


def test_settings_saved_as_they_are_on_the_clocks_of_the_venue_are_no_change_to_tell_or_to_record():
    meeting = a_summit(time_zone="Asia/Tokyo")
    meeting.registration_closes_at = meeting.registration_closes_at.astimezone(meeting.zone)
    seen = meeting.changed_at.isoformat()
    actions.change_meeting(meeting=meeting, chairs=[], seen=seen, by=chair_staff(meeting))
    assert Change.objects.count() == 0
    trace = Trace.objects.get(act="change_meeting")
    assert (trace.before, trace.after) == ({}, {})


def test_an_agenda_taken_back_and_published_again_tells_what_differs_and_nothing_before():
    meeting = a_summit()
    a_delegate(meeting)
    staff = chair_staff(meeting)
    item, gone = an_item(meeting, "09:00", "10:00"), an_item(meeting, "11:00", "12:00", "Press")
    an_item(meeting, "14:00", "15:00", "Closing")
    actions.withdraw_agenda(meeting=meeting, by=staff)
    meeting.refresh_from_db()
    item.meeting = gone.meeting = meeting
    moved(item, hours=1, by=staff)
    actions.remove_item(item=gone, by=staff)
    later(90)
    assert tell_due() == 0
    actions.publish_agenda(meeting=meeting, by=staff)
    later(90)
    assert tell_due() == 1
    assert "On the agenda: “Opening”" in text()
    assert "Taken off the agenda: “Press”" in text()
    assert "Closing" not in text()


def test_staff_see_before_publishing_again_who_will_be_told(client):
    meeting = a_summit()
    a_delegate(meeting)
    staff = chair_staff(meeting)
    client.force_login(staff)
    item = an_item(meeting, "09:00", "10:00")
    editor = reverse("agenda_editor", args=[meeting.slug])
    actions.withdraw_agenda(meeting=meeting, by=staff)
    assert "1 person is told what differs" not in client.get(editor).content.decode()
    meeting.refresh_from_db()
    item.meeting = meeting
    moved(item, hours=1, by=staff)
    assert "If you publish it again, 1 person is told what differs." in client.get(editor).content.decode()


def test_a_first_publication_is_no_change():
    meeting = a_summit(agenda_published_at=None)
    an_item(meeting, "09:00", "10:00")
    actions.publish_agenda(meeting=meeting, by=chair_staff(meeting))
    assert Change.objects.count() == 0


# --- Whom it concerns ------------------------------------------------------------------------------------


def test_a_plenary_concerns_submitted_and_confirmed_delegations_with_their_focal_points():
    meeting = a_summit()
    told = {a_delegate(meeting, state=state).email for state in ("submitted", "confirmed", "amended")}
    confirmed = a_delegate(meeting)
    told |= {confirmed.email, focal_point_of(confirmed.delegation).email}
    for state in ("draft", "returned", "withdrawn", "declined"):
        focal_point_of(a_delegate(meeting, state=state).delegation)
    FocalPoint.objects.create(
        organization=confirmed.delegation.organization, person=a_person(), is_alternate=True, state="ended"
    )
    moved(an_item(meeting, "09:00", "10:00"), hours=1, by=chair_staff(meeting))
    tell(meeting)
    assert addresses() == told


def test_one_person_in_three_roles_gets_one_message():
    meeting = a_summit()
    item = an_item(meeting, "09:00", "10:00", kind="roundtable_session")
    roundtable = a_roundtable(meeting, is_published=True, agenda_item=item)
    delegate = a_delegate(meeting, "Amina@State.example")
    at_roundtable(delegate, roundtable)
    person = focal_point_of(delegate.delegation, email="amina@state.example")
    roundtable.team.create(role="rapporteur", person=person)
    moved(item, hours=1, by=chair_staff(meeting))
    tell(meeting)
    assert [message.to_email for message in Message.objects.all()] == ["amina@state.example"]


def test_a_room_with_another_name_concerns_those_who_meet_there():
    meeting = a_summit()
    room, other_room = a_room(meeting), a_room(meeting, "Toubkal")
    item = an_item(meeting, "09:00", "10:00", "First", kind="roundtable_session", room=room)
    elsewhere = an_item(meeting, "09:00", "10:00", "Second", kind="roundtable_session", room=other_room)
    first = a_delegate(meeting)
    at_roundtable(first, a_roundtable(meeting, "1.1", is_published=True, agenda_item=item))
    at_roundtable(a_delegate(meeting), a_roundtable(meeting, "1.2", is_published=True, agenda_item=elsewhere))
    seen = actions.marker(room)
    room.name = "Rif"
    actions.save_room(room=room, seen=seen, by=chair_staff(meeting))
    tell(meeting)
    assert addresses() == {first.email}
    assert ("Before: Atlas" in text(), "Now: Rif" in text()) == (True, True)
    [event] = attached().walk("VEVENT")
    assert (str(event["location"])[:3], int(event["sequence"])) == ("Rif", 1)


def test_a_roundtable_with_another_title_and_one_taken_back_concern_its_people():
    meeting = a_summit()
    delegate = a_delegate(meeting)
    a_delegate(meeting)
    staff = chair_staff(meeting)
    roundtable = a_roundtable(meeting, questions=1, is_published=True)
    at_roundtable(delegate, roundtable)
    roundtable.title = "Capitals of migrants, and their families"
    roundtables_actions.change_roundtable(
        roundtable=roundtable, seen=roundtable.changed_at.isoformat(), by=staff
    )
    tell(meeting)
    assert addresses() == {delegate.email}
    assert "Now: 1.1, “Capitals of migrants, and their families”" in text()
    Message.objects.all().delete()
    roundtables_actions.withdraw_brief(roundtable=roundtable, by=staff)
    tell(meeting)
    assert "No longer in the programme: roundtable 1.1" in text()


def test_a_roundtable_given_another_hour_is_told_with_the_new_calendar_entry():
    meeting = a_summit()
    delegate = a_delegate(meeting)
    early, late = an_item(meeting, "09:00", "10:00", "Early"), an_item(meeting, "14:00", "15:00", "Late")
    roundtable = a_roundtable(meeting, is_published=True, agenda_item=early)
    at_roundtable(delegate, roundtable)
    roundtable.agenda_item = late
    roundtables_actions.change_roundtable(
        roundtable=roundtable, seen=roundtable.changed_at.isoformat(), by=chair_staff(meeting)
    )
    tell(meeting)
    assert addresses() == {delegate.email}
    assert ("09:00–10:00" in text(), "14:00–15:00" in text()) == (True, True)
    assert Message.objects.get().attachments.count() == 1


# --- Papers ----------------------------------------------------------------------------------------------


def paper_for(meeting, audience: str, **fields) -> Document:
    paper = a_document(meeting, audience=audience, **fields)
    Change.objects.all().delete()  # its first file is no news
    return paper


@pytest.mark.parametrize("audience", ["public", "participants", "governments", "team", "chair"])
def test_nobody_is_told_of_a_paper_who_may_not_read_it(audience):
    meeting = a_summit()
    state = a_delegate(meeting)
    union = a_delegate(meeting, organization=a_state("Union", kind="trade_union"))
    people = {focal_point_of(one.delegation) for one in (state, union)}
    people |= {a_person(one.email) for one in (state, union)}
    roundtable = a_roundtable(meeting, is_published=True)
    for delegate in (state, union):
        at_roundtable(delegate, roundtable)
    member = a_person()
    roundtable.team.create(role="member", person=member)
    people.add(member)
    paper = paper_for(meeting, audience)
    roundtable.papers.add(paper)
    staff = chair_staff(meeting)
    actions.add_document_file(document=paper, language="fr", upload=an_upload(), by=staff)
    tell(meeting)
    readers = {
        person.email
        for person in people
        if Document.objects.visible_to(person, meeting).filter(pk=paper.pk).exists()
    }
    told = addresses()
    assert told - readers == set()
    if audience in ("participants", "governments", "team"):
        assert told == readers
    if audience == "chair":
        assert told == set()


def test_a_paper_that_is_taken_back_is_told_to_those_who_could_read_it():
    meeting = a_summit()
    delegate, staff = a_delegate(meeting), chair_staff(meeting)
    paper = paper_for(meeting, "participants", symbol="GFMD/1", title="The road ahead")
    actions.move_document(document=paper, to="final", by=staff)
    tell(meeting)
    assert addresses() == {delegate.email}
    assert "A paper is withdrawn: GFMD/1, The road ahead" in text()


def test_taken_back_and_published_again_at_once_is_nothing():
    meeting = a_summit()
    a_delegate(meeting)
    staff, paper = chair_staff(meeting), paper_for(meeting, "public", symbol="GFMD/1")
    actions.move_document(document=paper, to="final", by=staff)
    actions.move_document(document=paper, to="published", by=staff)
    later(16)
    assert tell_due() == 0


def test_a_paper_under_embargo_is_not_told_of():
    meeting = a_summit()
    paper = paper_for(meeting, "public", embargo_until=timezone.now() + timedelta(days=1))
    actions.add_document_file(document=paper, language="fr", upload=an_upload(), by=chair_staff(meeting))
    assert Change.objects.count() == 0


# --- Deadlines and the meeting itself --------------------------------------------------------------------


def test_a_deadline_of_one_class_is_told_to_its_focal_points_who_owe_something():
    meeting = a_summit()
    owing = focal_point_of(a_delegate(meeting, state="draft").delegation)
    returned = focal_point_of(a_delegate(meeting, state="returned").delegation)
    for state in ("confirmed", "declined", "withdrawn"):
        focal_point_of(a_delegate(meeting, state=state).delegation)
    union = a_state("Union", kind="trade_union")
    focal_point_of(a_delegate(meeting, state="draft", organization=union).delegation)
    wanted = {
        **participants_actions.deadlines_of(meeting),
        "governments": meeting.registration_closes_at + timedelta(days=7),
    }
    seen = participants_actions.mark_of(meeting)
    participants_actions.set_windows(meeting=meeting, wanted=wanted, seen=seen, by=chair_staff(meeting))
    tell(meeting)
    assert addresses() == {owing.email, returned.email}
    body = Message.objects.first().body
    assert "Registration closes at another time: Governments" in body
    assert "Rabat time" in body


def test_who_was_invited_and_has_not_answered_is_told_of_another_deadline_at_the_address_of_the_invitation():
    meeting = a_summit()
    staff = chair_staff(meeting)
    silent, declined, never_invited = (
        a_state(name, address_email=f"mission@{name.lower()}.example", address_language="fr")
        for name in ("Fiji", "Peru", "Nauru")
    )
    participants_actions.invite(meeting=meeting, organizations=[silent, declined], by=staff)
    participants_actions.send_invitations(meeting=meeting, by=staff)
    participants_actions.invite(meeting=meeting, organizations=[never_invited], by=staff)
    meeting.invitations.filter(organization=declined).update(answer="declined")
    wanted = participants_actions.deadlines_of(meeting)
    wanted["governments"] = meeting.registration_closes_at + timedelta(days=7)
    seen = participants_actions.mark_of(meeting)
    participants_actions.set_windows(meeting=meeting, wanted=wanted, seen=seen, by=chair_staff(meeting))
    tell(meeting)
    told = Message.objects.filter(kind="changes").values_list("to_email", "organization", "language")
    assert list(told) == [("mission@fiji.example", silent.pk, "fr")]


def test_a_round_of_comments_that_closes_early_is_told_to_those_asked_unless_the_brief_has_gone_on():
    meeting = a_summit()
    staff, roundtable = chair_staff(meeting), a_roundtable(meeting, questions=1)
    for role in ("facilitator", "speaker"):
        roundtable.team.create(role=role, person=a_person(f"{role}@state.example"))
    until = timezone.now() + timedelta(days=7)
    roundtables_actions.open_comments(roundtable=roundtable, until=until, by=staff)
    roundtables_actions.close_comments(roundtable=roundtable, by=staff)
    [told] = differences(meeting, untold(meeting))
    assert told.subject.startswith("draft:")
    tell(meeting)
    assert addresses() == {"facilitator@state.example"}
    roundtables_actions.open_comments(roundtable=roundtable, until=until, by=staff)
    roundtables_actions.close_comments(roundtable=roundtable, by=staff)
    Change.objects.update(told_at=None)
    assert [one.subject for one in differences(meeting, untold(meeting))] != [told.subject]
    assert told.subject not in {one.subject for one in differences(meeting, untold(meeting))}


def test_a_cancelled_meeting_is_told_to_everybody_and_says_nothing_else():
    meeting = a_summit()
    staff = chair_staff(meeting)
    told = {a_delegate(meeting).email, focal_point_of(a_delegate(meeting, state="draft").delegation).email}
    member = a_person()
    a_roundtable(meeting, is_published=True).team.create(role="member", person=member)
    moved(an_item(meeting, "09:00", "10:00"), hours=1, by=staff)
    actions.move_meeting(meeting=meeting, to="cancelled", by=staff, reason="Flood")
    later(16)
    tell_due()
    assert addresses() == {*told, member.email}
    for message in Message.objects.all():
        assert "The meeting is cancelled" in message.body
        assert "On the agenda" not in message.body
    event = attached().walk("VEVENT")[0]
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 2)
    delivery.deliver_due()
    assert len(mail.outbox) == 3


def test_a_notice_that_waits_when_the_meeting_is_cancelled_does_not_leave():
    meeting = a_summit()
    a_delegate(meeting)
    staff = chair_staff(meeting)
    moved(an_item(meeting, "09:00", "10:00"), hours=1, by=staff)
    tell(meeting)
    actions.move_meeting(meeting=meeting, to="cancelled", by=staff)
    delivery.deliver_due()
    assert len(mail.outbox) == 0
    assert Message.objects.get().state == "cancelled"


# --- The page --------------------------------------------------------------------------------------------


def page_of(client, meeting) -> str:
    return client.get(reverse("changes", args=[meeting.slug])).content.decode()


def test_the_page_shows_what_waits_and_tells_it_at_once(client):
    meeting = a_summit()
    delegate, staff = a_delegate(meeting), chair_staff(meeting)
    client.force_login(staff)
    assert "Nothing waits to be told." in page_of(client, meeting)
    item = moved(an_item(meeting, "09:00", "10:00"), hours=1, by=staff)
    page = page_of(client, meeting)
    assert "1 person will be told of what has changed." in page
    assert "09:00–10:00" in page
    where = reverse("changes_tell", args=[meeting.slug])
    answer = client.post(where, {"do": "tell", "subject": f"agendaitem:{item.pk}"}, follow=True)
    assert "1 person is being told." in answer.content.decode()
    assert addresses() == {delegate.email}
    answer = client.post(where, {"do": "tell", "subject": f"agendaitem:{item.pk}"}, follow=True)
    assert "None of these changes waits to be told any more." in answer.content.decode()
    assert Message.objects.count() == 1


def test_what_is_not_to_be_told_needs_a_reason_and_is_on_record(client):
    meeting = a_summit()
    a_delegate(meeting)
    staff = chair_staff(meeting)
    client.force_login(staff)
    item = moved(an_item(meeting, "09:00", "10:00"), hours=1, by=staff)
    where, subject = reverse("changes_tell", args=[meeting.slug]), f"agendaitem:{item.pk}"
    answer = client.post(where, {"do": "drop", "subject": subject, "reason": ""})
    assert (answer.status_code, "It stays with the record." in answer.content.decode()) == (422, True)
    client.post(where, {"do": "drop", "subject": subject, "reason": "A slip"})
    later(16)
    assert tell_due() == 0
    assert Trace.objects.get(act="drop_changes").reason == "A slip"
    assert "Nobody, by decision" in page_of(client, meeting)


@pytest.mark.parametrize(
    "typed",
    [
        {"do": "tell"},
        {"do": "tell", "subject": "agendaitem:999"},
        {"do": "tell", "subject": "\x00"},
        {"do": "drop", "subject": "\x00" * 70, "reason": "x" * 5000},
        {"do": "drop", "subject": "room:1", "reason": "عربي\x00"},
        {"do": "字", "subject": ["a"] * 500},
    ],
)
def test_hostile_words_do_no_harm(client, typed):
    meeting = a_summit()
    client.force_login(chair_staff(meeting))
    moved(an_item(meeting, "09:00", "10:00"), hours=1, by=a_person())
    answer = client.post(reverse("changes_tell", args=[meeting.slug]), typed)
    assert answer.status_code in (302, 400, 422)
    assert Change.objects.untold().count() == 1


def test_names_that_staff_typed_make_no_markup_in_the_message():
    meeting = a_summit()
    a_delegate(meeting)
    title = "**x** [[link]] <https://elsewhere.example/> {meeting}\n# y"
    moved(an_item(meeting, "09:00", "10:00"), hours=1, title=title, by=chair_staff(meeting))
    tell(meeting)
    assert ("[[link]]" in text(), "<https://elsewhere" in text(), "**x**" in text()) == (False, False, False)


def test_the_page_costs_the_same_queries_for_three_changes_as_for_one(client):
    meeting = a_summit()
    staff = chair_staff(meeting)
    client.force_login(staff)
    for number in range(3):
        room = a_room(meeting, f"Room {number}")
        item = an_item(meeting, "09:00", "09:30", f"Item {number}", room=room)
        roundtable = a_roundtable(meeting, f"{number}.1", is_published=True, agenda_item=item)
        at_roundtable(a_delegate(meeting), roundtable)
        if number == 0:
            moved(item, hours=8, by=staff)
            tell_now(meeting=meeting, subjects=[f"agendaitem:{item.pk}"], by=staff)
            moved(item, hours=1, by=staff)
            page_of(client, meeting)
            with CaptureQueriesContext(connection) as for_one:
                page_of(client, meeting)
        else:
            moved(item, hours=4, by=staff)
            tell_now(meeting=meeting, subjects=[f"agendaitem:{item.pk}"], by=staff)
            moved(item, hours=1, by=staff)
    with CaptureQueriesContext(connection) as for_three:
        page_of(client, meeting)
    assert len(for_three) == len(for_one)


def test_telling_and_dropping_race_and_one_of_them_wins():
    meeting = a_summit()
    a_delegate(meeting)
    staff = chair_staff(meeting)
    item = moved(an_item(meeting, "09:00", "10:00"), hours=1, by=staff)
    subjects = [f"agendaitem:{item.pk}"]
    drop_changes(meeting=meeting, subjects=subjects, reason="A slip", by=staff)
    with pytest.raises(Refused), transaction.atomic():
        tell_now(meeting=meeting, subjects=subjects, by=staff)
    assert Message.objects.count() == 0
    assert differences(meeting, untold(meeting)) == []
