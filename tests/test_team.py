"""The team of a roundtable: who is in it, who acts for whom, what each place lets a person do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Person, Trace
from correspondence.models import Message
from meetings.models import Document, Meeting
from participants.models import FocalPoint
from roundtables import actions
from roundtables.models import TeamMember
from tests.factories import a_meeting, a_pdf, a_person, a_roundtable, a_state, chair_staff
from tests.teams import a_team, opened, published, represented
from tests.test_brief_rounds import address, at_once, breaks, room, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team()


def add(client, team, **sent):
    client.force_login(team.staff)
    typed = {"role": "member", "organization": "", "name": "", "email": "", "language": "en", **sent}
    return client.post(address("team_member_new", team), typed, follow=True)


def place(team, member) -> str:
    return reverse("team_member_remove", args=[team.meeting.slug, team.roundtable.pk, member.pk])


# --- Naming ----------------------------------------------------------------------------------------------


def test_a_state_named_alone_is_acted_for_by_its_focal_points(client, team):
    peru, luz = represented("Peru", "Luz Quispe")
    answer = add(client, team, role="co_chair", organization=peru.pk)
    assert says(answer) == ["Peru: Co-chair. A message says what is asked, and where."]
    member = team.roundtable.team.get(organization=peru)
    assert (member.role, member.person, member.name) == ("co_chair", None, "")
    assert "Its active focal point acts for it:" in answer.text
    client.force_login(luz)
    assert client.get(room(team)).status_code == 200


def test_whoever_is_added_is_told_what_is_asked_and_where(client, team):
    peru, luz = represented("Peru", "Luz Quispe")
    add(client, team, role="co_chair", organization=peru.pk)
    message = Message.objects.get(to_email=luz.email)
    assert message.subject == "Roundtable 1.1: you are in its team (Co-chair)"
    assert "Peru has a place in the team of roundtable 1.1" in message.body
    assert "You act for it as its focal point." in message.body
    assert "clear the final text" in message.body
    assert f"<http://testserver{room(team)}>" in message.body
    trace = Trace.objects.get(act="appoint_to_team")
    assert (trace.by, trace.after["organization"], trace.after["role"]) == (team.staff, peru.pk, "co_chair")


def test_a_person_is_named_by_an_address_and_gets_an_account_with_it(client, team):
    ilo = Organization.objects.create(kind="un_agency", name_en="International Labour Organization")
    answer = add(
        client,
        team,
        role="facilitator",
        organization=ilo.pk,
        name="Marie Dubois",
        email="Marie.Dubois@ilo.example",
        language="fr",
    )
    person = Person.objects.get(email="marie.dubois@ilo.example")
    assert (person.name, person.language) == ("Marie Dubois", "fr")
    member = team.roundtable.team.get(person=person)
    assert (member.organization, str(member)) == (
        ilo,
        "Marie Dubois, International Labour Organization",
    )
    assert "UN agency" in answer.text
    assert Message.objects.get(to_email=person.email).language == "fr"
    client.force_login(person)
    assert client.get(room(team)).status_code == 200


def test_somebody_known_keeps_the_own_name_and_language(client, team):
    known = a_person(email="known@forum.example", name="Known Name", language="es")
    add(client, team, email="KNOWN@forum.example", name="Another Name")
    known.refresh_from_db()
    assert (known.name, known.language) == ("Known Name", "es")
    assert team.roundtable.team.filter(person=known).count() == 1


def test_a_speaker_may_be_a_name_alone(client, team):
    answer = add(client, team, role="speaker", name="Dr. Rajesh Thapa")
    assert says(answer) == ["Dr. Rajesh Thapa: Speaker. Without an address, no message goes out."]
    assert "Named only: without an address, this person does not sign in here." in answer.text


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, {"organization": ["Say who: an organization, a person, or both."]}),
        (
            {"email": "new@forum.example"},
            {"name": ["Nobody with this address is known here yet. Write the name as well."]},
        ),
        ({"email": "no address"}, {"email": ["Enter a valid email address."]}),
        (
            {"role": "king", "name": "X"},
            {"role": ["Select a valid choice. king is not one of the available choices."]},
        ),
        ({"organization": "999999999", "name": "X"}, None),
        ({"name": "x" * 201}, None),
        ({"name": "a\x00b"}, None),
        ({"language": "xx", "name": "X"}, None),
    ],
)
def test_what_cannot_be_is_refused_beside_what_was_typed(client, team, sent, errors):
    before = TeamMember.objects.count()
    answer = add(client, team, **sent)
    assert answer.status_code == 422
    if errors:
        assert answer.context["form"].errors == errors
    assert TeamMember.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        ("un_agency", "", "A roundtable is co-chaired by States. Choose one."),
        (
            "member_state",
            "A Minister",
            "Who clears a brief for a State signs in. Give the address, or leave the name empty.",
        ),
    ],
)
def test_a_co_chair_is_a_state_whose_people_sign_in(client, team, kind, name, sentence):
    one = a_state() if kind == "member_state" else Organization.objects.create(kind=kind, name_en="An agency")
    answer = add(client, team, role="co_chair", organization=one.pk, name=name)
    assert answer.context["form"].non_field_errors() == [sentence]


def test_the_same_place_is_given_once(client, team):
    answer = add(client, team, role="member", organization=team.kenya.pk)
    assert answer.context["form"].non_field_errors() == [
        "This place in the team is taken by the same already."
    ]
    assert team.roundtable.team.filter(organization=team.kenya).count() == 1


def test_a_closed_account_is_not_appointed(client, team):
    a_person(email="gone@forum.example", is_active=False)
    answer = add(client, team, email="gone@forum.example", name="Gone")
    assert answer.context["form"].non_field_errors() == [
        "The account with this address is closed. Give another address."
    ]


def test_a_place_is_somebodys_and_a_co_chair_an_organizations_in_the_database_too(team):
    nobody = TeamMember(roundtable=team.roundtable, role="member")
    assert breaks(nobody.save) == "team_member_is_somebody"
    person = TeamMember(roundtable=team.roundtable, role="co_chair", person=team.anna)
    assert breaks(person.save) == "team_co_chair_is_an_organization"
    twice = TeamMember(roundtable=team.roundtable, role="member", organization=team.kenya)
    assert breaks(lambda: TeamMember.objects.bulk_create([twice])) == "team_member_once"


@pytest.mark.django_db(transaction=True)
def test_one_person_named_twice_at_once_has_one_account_and_one_place(team):
    def appoint():
        return actions.appoint_to_team(
            roundtable=team.roundtable,
            role="adviser",
            organization=None,
            email="new@forum.example",
            name="New",
            by=team.staff,
        )

    at_once(appoint, appoint)
    assert Person.objects.filter(email="new@forum.example").count() == 1
    assert team.roundtable.team.filter(person__email="new@forum.example").count() == 1
    assert Message.objects.filter(to_email="new@forum.example").count() == 1


# --- Who acts --------------------------------------------------------------------------------------------


def test_an_organization_without_a_focal_point_is_warned_about(client, team):
    fiji = a_state(name="Fiji")
    answer = add(client, team, organization=fiji.pk)
    assert says(answer)[1] == "Fiji has no active focal point, so nobody acts for it here yet."
    assert "1 organization in the team has no active focal point, so nobody acts for it." in answer.text
    client.force_login(team.staff)
    assert "Fiji has no active focal point, so nobody acts for it." in client.get(room(team)).text
    assert "Fiji has no active focal point, so nobody is asked for it." in (
        client.get(address("brief_comments_open", team)).text
    )


def test_a_focal_point_whose_term_ends_no_longer_acts(client, team):
    client.force_login(team.anna)
    assert client.get(room(team)).status_code == 200
    FocalPoint.objects.filter(person=team.anna).update(state="ended")
    assert client.get(room(team)).status_code == 404


def test_who_came_later_is_told_when_the_staff_asks_for_it(client, team):
    fiji = a_state(name="Fiji")
    add(client, team, organization=fiji.pk)
    opened(team)
    Message.objects.all().delete()
    late = a_person(name="Late")
    FocalPoint.objects.create(organization=fiji, person=late, state="active")
    everybody = 6 + 1  # the team of the factory was never told of its places
    answer = client.post(address("team_tell", team), follow=True)
    assert says(answer)[-1] == f"{everybody} messages go out."
    subjects = list(Message.objects.filter(to_email=late.email).values_list("subject", flat=True))
    assert subjects[0] == "Roundtable 1.1: you are in its team (Member)"
    assert subjects[1].startswith("Action by ")
    answer = client.post(address("team_tell", team), follow=True)
    assert says(answer) == ["Everybody in the team who can be written to has had a message already."]


def test_in_a_draft_meeting_nobody_is_told_until_it_is_announced(client, team):
    Meeting.objects.update(state="draft")
    peru, luz = represented("Peru", "Luz Quispe")
    answer = add(client, team, organization=peru.pk)
    assert says(answer) == ["Peru: Member. The message waits until the meeting is announced."]
    assert Message.objects.count() == 0
    answer = client.post(address("team_tell", team), follow=True)
    assert says(answer)[0].startswith("The meeting is a draft")
    Meeting.objects.update(state="announced")
    client.post(address("team_tell", team))
    assert Message.objects.filter(to_email=luz.email).count() == 1


def test_who_joins_while_comments_are_asked_for_is_asked_too(client, team):
    opened(team)
    peru, luz = represented("Peru", "Luz Quispe")
    add(client, team, organization=peru.pk)
    subjects = list(Message.objects.filter(to_email=luz.email).values_list("subject", flat=True))
    assert len(subjects) == 2
    assert "comment on the first draft" in subjects[1]


def test_a_speaker_who_joins_is_not_asked_for_comments(client, team):
    opened(team)
    add(client, team, role="speaker", name="Ana", email="ana@forum.example")
    assert Message.objects.filter(to_email="ana@forum.example").count() == 1


# --- Leaving ---------------------------------------------------------------------------------------------


def test_taking_somebody_out_asks_first_and_what_was_said_stays(client, team):
    draft = opened(team)
    actions.comment_on(
        draft=draft,
        language="en",
        paragraph="whole",
        attitude="opposed",
        text="No.",
        on_behalf_of=team.kenya,
        by=team.amina,
    )
    member = team.roundtable.team.get(organization=team.kenya)
    client.force_login(team.staff)
    assert "Take out of the team" in client.get(place(team, member)).text
    assert team.roundtable.team.filter(pk=member.pk).exists()
    answer = client.post(place(team, member), follow=True)
    assert says(answer) == ["Kenya is no longer in the team."]
    assert draft.comments.count() == 1
    assert Trace.objects.get(act="leave_team").before["organization"] == team.kenya.pk
    client.force_login(team.amina)
    assert client.get(room(team)).status_code == 404
    client.force_login(team.staff)
    assert client.post(place(team, member)).status_code == 404


# --- What each place lets a person do --------------------------------------------------------------------

# GET 200 or a POST that was carried out (or asked for more): True.
MAY = {
    "brief": {"staff", "co_chair", "facilitator", "member", "rapporteur", "speaker"},
    "team": {"staff", "co_chair", "facilitator", "member", "rapporteur", "speaker"},
    "brief_draft": {"staff", "co_chair", "facilitator", "member", "rapporteur", "speaker"},
    "brief_compare": {"staff", "co_chair", "facilitator", "member", "rapporteur", "speaker"},
    "brief_comment": {"staff", "co_chair", "facilitator", "member", "rapporteur"},
    "comment_withdraw": {"staff", "co_chair", "facilitator", "member", "rapporteur"},
    "comment_answer": {"staff", "co_chair", "facilitator"},
    "brief_write": {"staff", "co_chair", "facilitator"},
    "brief_clear": {"co_chair"},
    "presentation": {"staff", "speaker"},
    "brief_comments_open": {"staff"},
    "brief_comments_close": {"staff"},
    "brief_put": {"staff"},
    "roundtable_publish": {"staff"},
    "team_member_new": {"staff"},
    "team_member_remove": {"staff"},
    "team_tell": {"staff"},
    "programme": {"staff"},
}
POSTED = {
    "brief_comment", "comment_withdraw", "comment_answer", "brief_clear", "brief_comments_close", "brief_put",
    "roundtable_publish", "team_tell",
}  # fmt: skip


@pytest.mark.parametrize("who", ["staff", "co_chair", "facilitator", "member", "rapporteur", "speaker"])
def test_each_place_lets_a_person_do_what_the_table_says(client, team, who):
    draft = opened(team)
    said = draft.comments.create(language="en", paragraph="whole", attitude="supportive", by=a_person())
    speaks = team.roundtable.team.get(role="speaker")
    slug, pk = team.meeting.slug, team.roundtable.pk
    more = {
        "brief_draft": [draft.pk],
        "brief_comment": [draft.pk],
        "comment_withdraw": [draft.pk, said.pk],
        "comment_answer": [draft.pk, said.pk],
        "presentation": [speaks.pk],
        "team_member_remove": [speaks.pk],
        "brief_write": ["en"],
    }
    client.force_login(team.people[who])
    got = {}
    for name in MAY:
        where = reverse(name, args=[slug] if name == "programme" else [slug, pk, *more.get(name, [])])
        with transaction.atomic():
            answer = client.post(where) if name in POSTED else client.get(where)
            transaction.set_rollback(True)
        got[name] = answer.status_code in (200, 302, 422)
    assert got == {name: who in may for name, may in MAY.items()}


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_team_takes_as_many_queries_for_one_place_as_for_three(
    client, number, django_assert_num_queries
):
    meeting = a_meeting()
    staff = chair_staff(meeting)
    roundtable = a_roundtable(meeting)
    for place_number in range(number):
        state, _person = represented(f"State {place_number}", f"Person {place_number}")
        roundtable.team.create(role="co_chair", organization=state)
    client.force_login(staff)
    where = reverse("team", args=[meeting.slug, roundtable.pk])
    client.get(where)
    with django_assert_num_queries(10):
        client.get(where)


# --- Presentations ---------------------------------------------------------------------------------------


def presentation(team, member=None) -> str:
    member = member or team.roundtable.team.get(person=team.speaker)
    return reverse("presentation", args=[team.meeting.slug, team.roundtable.pk, member.pk])


def a_file(words: str = "Slides", name: str = "slides.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf(words), "application/pdf")


def test_a_speaker_hands_in_a_presentation_and_another_version_of_it(client, team):
    client.force_login(team.speaker)
    assert client.get(room(team)).context["standing"].act.label == "Hand in your presentation"
    sent = {"title": "Fees at the border", "language": "en", "file": a_file()}
    answer = client.post(presentation(team), sent, follow=True)
    assert says(answer) == ["The presentation is handed in."]
    document = Document.objects.get()
    facts = (document.kind, document.audience, document.state, str(document.title), document.meeting)
    assert facts == ("presentation", "participants", "draft", "Fees at the border", team.meeting)
    member = team.roundtable.team.get(person=team.speaker)
    assert member.presentation == document
    client.post(presentation(team), {"language": "en", "file": a_file("Newer slides")})
    assert list(document.files.values_list("number", flat=True)) == [2, 1]
    assert Document.objects.count() == 1
    assert "presentation handed in" in client.get(room(team)).text
    assert Trace.objects.filter(act="hand_in_presentation").count() == 2


def test_a_further_version_of_a_published_presentation_does_not_go_out_without_the_staff(client, team):
    client.force_login(team.speaker)
    client.post(presentation(team), {"title": "Fees", "language": "en", "file": a_file()})
    document = Document.objects.get()
    Document.objects.update(state="published", symbol="GFMD/1", published_at=timezone.now())
    assert 'type="file"' not in client.get(presentation(team)).text
    answer = client.post(presentation(team), {"language": "en", "file": a_file("Newer slides")})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "file": [
            "This presentation is published. Send the new version to the chair's office, which replaces it."
        ]
    }
    assert list(document.files.values_list("number", flat=True)) == [1]
    client.force_login(team.staff)
    client.post(presentation(team), {"language": "en", "file": a_file("Newer slides")})
    assert list(document.files.values_list("number", flat=True)) == [2, 1]


def test_the_same_file_twice_is_one_version(client, team):
    client.force_login(team.speaker)
    client.post(presentation(team), {"title": "Fees", "language": "en", "file": a_file()})
    answer = client.post(presentation(team), {"language": "en", "file": a_file()})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": ["The same file is version 1 already (English)."]}


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"<html><script>alert(1)</script></html>"])
def test_a_file_that_is_none_is_refused_with_a_sentence(client, team, content):
    client.force_login(team.speaker)
    sent = {"title": "Fees", "language": "en", "file": SimpleUploadedFile("slides.pdf", content)}
    answer = client.post(presentation(team), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert 'value="Fees"' in answer.text
    assert Document.objects.count() == 0


def test_one_speaker_does_not_hand_in_for_another(client, team):
    other = a_person(name="Rajesh Thapa")
    second = team.roundtable.team.create(role="speaker", person=other)
    client.force_login(team.speaker)
    assert client.get(presentation(team, second)).status_code == 403
    assert client.post(presentation(team, second), {}).status_code == 403
    client.force_login(team.staff)
    assert client.get(presentation(team, second)).status_code == 200
    member = team.roundtable.team.get(organization=team.kenya)
    assert client.get(presentation(team, member)).status_code == 403


def test_what_was_handed_in_is_seen_by_nobody_else_before_it_is_published(client, team):
    client.force_login(team.speaker)
    client.post(presentation(team), {"title": "Fees at the border", "language": "en", "file": a_file()})
    published(team)
    document = Document.objects.get()
    for person in (None, team.amina):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(document.get_absolute_url()).status_code == 404
        assert "Fees at the border" not in client.get(team.roundtable.get_absolute_url()).text


def test_a_place_of_a_speaker_goes_and_the_presentation_stays_in_the_library(client, team):
    client.force_login(team.speaker)
    client.post(presentation(team), {"title": "Fees", "language": "en", "file": a_file()})
    actions.leave_team(member=team.roundtable.team.get(person=team.speaker), by=team.staff)
    assert Document.objects.count() == 1
