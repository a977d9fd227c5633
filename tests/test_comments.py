"""The team comments on a frozen draft, paragraph by paragraph, until the end of the deadline's last minute."""

import subprocess
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from gfmd.moves import Refused, Stale
from meetings.days import instant_in_words
from roundtables import actions
from roundtables.content import in_language
from roundtables.models import Comment, Draft
from roundtables.paragraphs import keys_in
from tests.factories import a_meeting
from tests.teams import a_team, closed, commented_on_twice, opened, passed, published, put
from tests.test_brief_rounds import at_once, breaks, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def draft(team):
    return opened(team)


def address(name: str, team, draft, *more) -> str:
    return reverse(name, args=[team.meeting.slug, team.roundtable.pk, draft.pk, *more])


def page(team, draft) -> str:
    return address("brief_draft", team, draft)


def said(paragraph: str = "background.1", attitude: str = "opposed", text: str = "No.", **more) -> dict:
    """What the form of a paragraph sends."""
    return {"paragraph": paragraph, "attitude": attitude, "text": text, **more}


def comment(team, draft, **fields) -> Comment:
    facts = {
        "language": "en",
        "paragraph": "background.1",
        "attitude": "opposed",
        "text": "No.",
        "on_behalf_of": team.sweden,
        "by": team.anna,
    }
    return actions.comment_on(draft=draft, **{**facts, **fields})


# --- Commenting ------------------------------------------------------------------------------------------


def test_a_co_chair_comments_on_a_paragraph_for_its_state(client, team, draft):
    client.force_login(team.anna)
    answer = client.post(
        address("brief_comment", team, draft),
        said(text="Say whose skills.", attitude="with_changes"),
        follow=True,
    )
    assert answer.redirect_chain == [(f"{page(team, draft)}?language=en#at-background.1", 302)]
    assert says(answer) == ["Your comment is added."]
    made = Comment.objects.get()
    assert (made.paragraph, made.attitude, made.text, made.by, made.on_behalf_of, made.language) == (
        "background.1",
        "with_changes",
        "Say whose skills.",
        team.anna,
        team.sweden,
        "en",
    )
    assert "Say whose skills." in answer.text
    assert "Supportive with changes" in answer.text
    trace = Trace.objects.get(act="comment_on")
    assert (trace.by, trace.after["paragraph"]) == (team.anna, "background.1")


def test_every_paragraph_of_the_draft_has_its_key_and_the_brief_as_a_whole_has_one(client, team, draft):
    one, other = (part["key"] for part in draft.content["parts"] if part["key"].startswith("question"))
    assert keys_in(in_language(draft.content, "en")) == [
        "whole", "background.1", "background.2", "outcomes.1", one, other,
    ]  # fmt: skip
    client.force_login(team.anna)
    text = client.get(page(team, draft)).text
    for key in ("whole", "background.1", "background.2", "outcomes.1", one, other):
        assert text.count(f'id="at-{key}"') == 1
        client.post(address("brief_comment", team, draft), said(key))
    assert Comment.objects.count() == 6


@pytest.mark.parametrize(
    "paragraph",
    ["background.3", "background", "outcomes.0", "question-0", "session-1.1", "x" * 40, "", "whole.1"],
)
def test_a_paragraph_the_draft_does_not_have_takes_no_comment(client, team, draft, paragraph):
    client.force_login(team.anna)
    answer = client.post(address("brief_comment", team, draft), said(paragraph, text="Keep this."))
    assert answer.status_code == 422
    assert "Keep this." in answer.text
    assert Comment.objects.count() == 0


def test_a_change_is_named_and_a_support_needs_no_words(client, team, draft):
    client.force_login(team.anna)
    for attitude in ("with_changes", "opposed"):
        answer = client.post(address("brief_comment", team, draft), said(attitude=attitude, text="  "))
        assert answer.status_code == 422
        assert answer.context["open"].comment.errors == {"text": ["Say in a sentence what should change."]}
    answer = client.post(address("brief_comment", team, draft), said(attitude="", text="Words."))
    assert answer.context["open"].comment.errors == {"attitude": ["Choose one of the three positions."]}
    assert "Words." in answer.text
    client.post(address("brief_comment", team, draft), said(attitude="supportive", text=""))
    assert Comment.objects.get().attitude == "supportive"


def test_the_database_wants_the_change_named_too(team, draft):
    silent = Comment(draft=draft, language="en", paragraph="whole", attitude="opposed", by=team.anna)
    assert breaks(silent.save) == "comment_says_what_should_change"
    assert breaks(lambda: Comment.objects.bulk_create([silent])) == "comment_says_what_should_change"


@pytest.mark.parametrize(
    "text",
    [
        "نقترح حذف هذه الجملة.",
        "我们建议删去这句话。",
        "🙂 yes",
        "<script>alert(1)</script>",
        "a\r\n\r\nb",
        "x" * 5000,
    ],
)
def test_whatever_can_be_written_is_kept_as_written(client, team, draft, text):
    client.force_login(team.anna)
    answer = client.post(address("brief_comment", team, draft), said(text=text))
    assert answer.status_code == 302
    assert Comment.objects.get().text.replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert "<script>alert" not in client.get(page(team, draft)).text


@pytest.mark.parametrize("text", ["x" * 10_000, "with\x00nothing"])
def test_what_is_too_long_or_cannot_be_kept_comes_back_as_typed(client, team, draft, text):
    client.force_login(team.anna)
    answer = client.post(address("brief_comment", team, draft), said(text=text))
    assert answer.status_code == 422
    assert text.replace("\x00", "\ufffd")[:20] in answer.text or text[:4] in answer.text
    assert Comment.objects.count() == 0


def test_a_double_click_is_one_comment(client, team, draft):
    client.force_login(team.anna)
    for _click in range(2):
        client.post(address("brief_comment", team, draft), said())
    assert Comment.objects.count() == 1
    client.post(address("brief_comment", team, draft), said(text="No, and here is why."))
    assert Comment.objects.count() == 2


def test_with_script_the_paragraph_answers_alone(client, team, draft):
    client.force_login(team.anna)
    part = {"HX-Request": "true"}
    answer = client.get(f"{page(team, draft)}?on=background.1", headers=part)
    assert answer.text.count("<section") == 1
    assert "<form" in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer["Vary"]
    refused = client.post(address("brief_comment", team, draft), said(text=""), headers=part)
    assert (refused.status_code, "Say in a sentence" in refused.text) == (422, True)
    taken = client.post(address("brief_comment", team, draft), said(), headers=part)
    assert taken.status_code == 200
    assert "Your comment is added." in taken.text
    assert 'id="summary" hx-swap-oob="true"' in taken.text
    assert "1 comment: 1 opposed" in taken.text


# --- On behalf of whom -----------------------------------------------------------------------------------


def test_who_acts_for_two_states_chooses(client, team, draft):
    team.roundtable.team.create(role="member", organization=team.kenya, person=team.anna)
    client.force_login(team.anna)
    form = client.get(f"{page(team, draft)}?on=whole").context["open"].comment
    assert [label for _pk, label in form.fields["on_behalf_of"].choices] == ["Sweden", "Kenya"]
    client.post(address("brief_comment", team, draft), said(on_behalf_of=team.kenya.pk))
    assert Comment.objects.get().on_behalf_of == team.kenya


def test_the_staff_comments_for_no_organization(client, team, draft):
    client.force_login(team.staff)
    client.post(address("brief_comment", team, draft), said())
    assert Comment.objects.get().on_behalf_of is None


def test_nobody_comments_for_an_organization_of_others(client, team, draft):
    client.force_login(team.anna)
    answer = client.post(address("brief_comment", team, draft), said(on_behalf_of=team.bangladesh.pk))
    assert answer.status_code == 422
    with pytest.raises(Refused) as refusal:
        comment(team, draft, on_behalf_of=team.bangladesh)
    assert str(refusal.value) == "One comments for an organization of the team that one acts for."
    assert Comment.objects.count() == 0


def test_a_speaker_reads_and_does_not_comment(client, team, draft):
    client.force_login(team.speaker)
    answer = client.get(page(team, draft))
    assert answer.status_code == 200
    assert "Comment on the brief as a whole" not in answer.text
    assert client.post(address("brief_comment", team, draft), said()).status_code == 403


def test_a_draft_of_another_roundtable_is_not_found(client, team, draft):
    other = a_team(team.meeting, code="1.2")
    client.force_login(other.facilitator)
    assert client.get(page(team, draft)).status_code == 404
    assert client.get(page(other, draft)).status_code == 404
    assert client.post(address("brief_comment", other, draft), said()).status_code == 404


# --- The deadline ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Africa/Casablanca", "2038-05-12T23:59"),
        ("Europe/Paris", "2038-03-28T23:59"),  # the day on which the clocks go forward
        ("Europe/Paris", "2038-10-31T23:59"),  # and back
        ("Pacific/Auckland", "2038-05-12T23:59"),
        ("Asia/Kathmandu", "2038-05-12T23:59"),
    ],
)
def test_the_last_minute_belongs_to_the_round_on_the_clocks_of_the_venue(zone, until):
    team = a_team(a_meeting(time_zone=zone))
    until = datetime.fromisoformat(until).replace(tzinfo=ZoneInfo(zone))
    draft = opened(team, until=until.astimezone(UTC))
    last_second = until.replace(second=59, microsecond=999_999)
    assert draft.takes_comments(last_second)
    midnight = (until.replace(tzinfo=None) + timedelta(minutes=1)).replace(tzinfo=ZoneInfo(zone))
    assert not draft.takes_comments(midnight)
    assert instant_in_words(draft.comments_until, team.meeting).startswith(f"{until.day} ")
    assert ", 23:59, " in instant_in_words(draft.comments_until, team.meeting)


def test_a_comment_within_the_last_minute_counts(client, team, draft):
    this_minute = timezone.now().replace(second=0, microsecond=0)
    if timezone.now().second > 50:
        this_minute += timedelta(minutes=1)
    Draft.objects.update(comments_until=this_minute)
    client.force_login(team.anna)
    assert client.post(address("brief_comment", team, draft), said()).status_code == 302
    assert Comment.objects.count() == 1


def test_a_late_comment_is_refused_politely_and_nothing_typed_is_lost(client, team, draft):
    passed(draft)
    client.force_login(team.anna)
    answer = client.post(
        address("brief_comment", team, draft), said(text="A long thought of mine.", attitude="with_changes")
    )
    assert answer.status_code == 422
    deadline = instant_in_words(draft.comments_until, team.meeting)
    assert answer.context["open"].comment.non_field_errors() == [
        f"This round of comments closed on {deadline}, so your comment could not be added. What you typed is "
        "still below: please send it to the chair's office, or keep it for the next round."
    ]
    assert "A long thought of mine." in answer.text
    assert 'value="with_changes"' in answer.text
    assert Comment.objects.count() == 0


def test_a_closed_round_says_when_it_closed_and_offers_no_form(client, team, draft):
    closed(team)
    client.force_login(team.anna)
    answer = client.get(f"{page(team, draft)}?on=background.1")
    assert "This round of comments closed on" in answer.text
    assert "Rabat time" in answer.text
    assert answer.context["open"].comment is None


def test_the_text_for_clearance_takes_no_comments(client, team):
    commented_on_twice(team)
    final = put(team)
    client.force_login(team.anna)
    answer = client.post(address("brief_comment", team, final), said(text="Late."))
    assert answer.context["open"].comment.non_field_errors() == ["This text takes no comments."]
    assert "Late." in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_comment_at_the_moment_the_round_is_closed_is_counted_or_refused(team):
    def late_comment(draft):
        return comment(team, draft, text="At the last moment.")

    for place in range(8):
        draft = opened(team)
        made, end = at_once(lambda draft=draft: late_comment(draft), lambda: closed(team))
        assert isinstance(end, Draft)
        stored = Comment.objects.filter(draft=draft)
        if isinstance(made, Refused):
            assert stored.count() == 0
        else:
            assert stored.get() == made
            assert made.made_at <= Draft.objects.get(pk=draft.pk).comments_closed_at
        if place % 2:
            team.roundtable.briefs.all().delete()


def test_without_the_lock_a_comment_would_be_written_after_the_round_was_closed(team, draft):
    """The control of the race above: whoever looked a moment ago still sees an open round."""
    looked = Draft.objects.get(pk=draft.pk)
    closed(team)
    assert looked.takes_comments()
    with pytest.raises(Refused):
        comment(team, looked)
    assert Comment.objects.count() == 0


# --- Changing one's mind ---------------------------------------------------------------------------------


def test_a_comment_is_written_anew_while_the_round_is_open(client, team, draft):
    first = comment(team, draft, text="No.")
    client.force_login(team.anna)
    form = client.get(f"{page(team, draft)}?edit={first.pk}").context["open"].comment
    assert (form["text"].value(), form["instead_of"].value()) == ("No.", first.pk)
    client.post(
        address("brief_comment", team, draft), said(attitude="supportive", text="Yes.", instead_of=first.pk)
    )
    (stands,) = Comment.objects.standing()
    assert (stands.text, stands.attitude) == ("Yes.", "supportive")
    assert Comment.objects.get(pk=first.pk).withdrawn_at is not None
    trace = Trace.objects.filter(act="comment_on").first()
    assert (trace.before, trace.after["comment"]) == ({"comment": first.pk}, stands.pk)


def test_a_comment_is_taken_back_and_the_record_keeps_that_it_was_made(client, team, draft):
    first = comment(team, draft, text="Said in haste.")
    client.force_login(team.anna)
    for _click in range(2):
        client.post(address("comment_withdraw", team, draft, first.pk))
    assert Comment.objects.standing().count() == 0
    assert Comment.objects.get().text == "Said in haste."
    assert Trace.objects.get(act="withdraw_comment").before["comment"] == first.pk
    assert "Said in haste." not in client.get(page(team, draft)).text


def test_nobody_changes_what_somebody_else_said(client, team, draft):
    first = comment(team, draft)
    client.force_login(team.rahman)
    answer = client.post(address("comment_withdraw", team, draft, first.pk), follow=True)
    assert says(answer) == ["Only its author changes a comment or takes it back."]
    client.post(address("brief_comment", team, draft), said(text="Mine.", instead_of=first.pk))
    assert Comment.objects.standing().count() == 2
    assert client.get(f"{page(team, draft)}?edit={first.pk}").context["open"].comment is None


def test_what_was_answered_stays_as_it_was_said(client, team, draft):
    first = comment(team, draft)
    actions.answer_comment(comment=first, answer="taken_up", sentence="", by=team.facilitator)
    client.force_login(team.anna)
    answer = client.post(address("comment_withdraw", team, draft, first.pk), follow=True)
    assert says(answer) == ["This comment has been answered, so it stays as it is. Add another one instead."]
    assert Comment.objects.standing().count() == 1


def test_after_the_round_a_comment_stays_on_the_record(client, team, draft):
    first = comment(team, draft)
    closed(team)
    client.force_login(team.anna)
    answer = client.post(address("comment_withdraw", team, draft, first.pk), follow=True)
    assert says(answer) == ["This round of comments is closed, so the comment stays on the record."]


# --- Answers ---------------------------------------------------------------------------------------------


def test_those_who_write_the_brief_answer(client, team, draft):
    made = comment(team, draft)
    closed(team)
    client.force_login(team.facilitator)
    where = address("comment_answer", team, draft, made.pk)
    answer = client.post(where, {"answer": "in_part", "sentence": ""})
    assert answer.context["open"].answer.errors == {
        "sentence": ["Say in a sentence why it is not taken up as it stands."]
    }
    answer = client.post(where, {"answer": "in_part", "sentence": "The first half."}, follow=True)
    assert says(answer) == ["The comment is answered."]
    made.refresh_from_db()
    assert (made.answer, made.answer_text, made.answered_by) == (
        "in_part",
        "The first half.",
        team.facilitator,
    )
    assert "Taken up in part" in answer.text
    trace = Trace.objects.get(act="answer_comment")
    assert trace.before == {"answer": "open", "sentence": ""}


def test_a_member_and_a_rapporteur_do_not_answer(client, team, draft):
    made = comment(team, draft)
    for person in (team.amina, team.rapporteur, team.speaker):
        client.force_login(person)
        answer = client.post(address("comment_answer", team, draft, made.pk), {"answer": "taken_up"})
        assert answer.status_code == 403


def test_an_answer_over_somebody_elses_newer_one_is_refused_with_both_shown(client, team, draft):
    made = comment(team, draft)
    client.force_login(team.anna)
    seen = client.get(f"{page(team, draft)}?answer={made.pk}").context["open"].answer["seen"].value()
    actions.answer_comment(comment=made, answer="taken_up", sentence="Done.", by=team.facilitator)
    where = address("comment_answer", team, draft, made.pk)
    sent = {"answer": "not_taken_up", "sentence": "We disagree.", "seen": seen}
    answer = client.post(where, sent)
    assert answer.status_code == 422
    assert "Somebody else has answered meanwhile" in answer.text
    assert "Done." in answer.text
    assert "We disagree." in answer.text
    made.refresh_from_db()
    assert made.answer == "taken_up"
    again = {**sent, "seen": answer.context["open"].answer["seen"].value()}
    client.post(where, again)
    made.refresh_from_db()
    assert made.answer == "not_taken_up"


def test_two_stale_answers_one_after_the_other(team, draft):
    made = comment(team, draft)
    actions.answer_comment(comment=made, answer="taken_up", sentence="", by=team.anna, seen="")
    with pytest.raises(Stale):
        actions.answer_comment(comment=made, answer="in_part", sentence="Half.", by=team.rahman, seen="")


# --- Reading what was said -------------------------------------------------------------------------------


def test_what_is_opposed_is_read_first_and_what_is_not_answered_can_be_shown_alone(client, team, draft):
    comment(team, draft, attitude="supportive", text="")
    comment(team, draft, attitude="with_changes", text="A comma.", by=team.amina, on_behalf_of=team.kenya)
    answered = comment(
        team, draft, attitude="opposed", text="No!", by=team.rahman, on_behalf_of=team.bangladesh
    )
    actions.answer_comment(comment=answered, answer="taken_up", sentence="", by=team.anna)
    comment(team, draft, paragraph="outcomes.1", attitude="supportive", text="")
    client.force_login(team.speaker)
    shown = client.get(page(team, draft)).context["discussion"]
    first = shown.paragraph("background.1")
    assert [one.attitude for one in first.comments] == ["opposed", "with_changes", "supportive"]
    assert shown.summary == "4 comments: 1 opposed, 1 with changes, 2 supportive."
    assert [(name, number) for name, _label, number in shown.filters] == [
        ("all", 4), ("opposed", 1), ("with_changes", 1), ("supportive", 2), ("open", 3),
    ]  # fmt: skip
    kept = client.get(f"{page(team, draft)}?show=open").context["discussion"]
    assert [one.key for one in kept.paragraphs if one.comments] == ["background.1", "outcomes.1"]
    assert [one.attitude for one in kept.paragraph("background.1").comments] == ["with_changes", "supportive"]
    assert "None here" not in client.get(f"{page(team, draft)}?show=opposed").text
    assert (
        client.get(f"{page(team, draft)}?show=nonsense&on=\x00&edit=x&answer=9999999999999999999").status_code
        == 200
    )


def test_a_draft_in_two_languages_keeps_comments_at_their_paragraphs(client):
    team = a_team(
        background={"en": "One.\n\nTwo.\n\nThree.", "fr": "Un.\n\nDeux."},
        expected_outcomes={"en": "To agree.", "fr": "Convenir."},
    )
    team.roundtable.languages.create(language="fr", state="in_translation")
    draft = opened(team)
    comment(team, draft, paragraph="background.2", text="On two.")
    comment(team, draft, paragraph="background.3", text="On three.")
    client.force_login(team.amina)
    french = client.get(f"{page(team, draft)}?language=fr")
    assert "Deux." in french.text
    second = french.context["discussion"].paragraph("background.2")
    assert [(one.text, one.is_elsewhere) for one in second.comments] == [
        ("On two.", False),
        ("On three.", True),
    ]
    assert "On a paragraph of the text in English." in french.text
    answer = client.post(address("brief_comment", team, draft) + "?language=fr", said("background.3"))
    assert answer.status_code == 422
    client.post(address("brief_comment", team, draft) + "?language=fr", said("background.2", text="Non."))
    assert Comment.objects.get(text="Non.").language == "fr"
    assert client.get(f"{page(team, draft)}?language=ru").context["asked"].language == "en"


@pytest.mark.parametrize("number", [1, 3])
def test_a_draft_takes_as_many_queries_for_one_comment_as_for_three(
    client, team, draft, number, django_assert_num_queries
):
    people = [(team.anna, team.sweden), (team.rahman, team.bangladesh), (team.amina, team.kenya)]
    for person, state in people[:number]:
        made = comment(team, draft, by=person, on_behalf_of=state)
        actions.answer_comment(comment=made, answer="taken_up", sentence="", by=team.facilitator)
    client.force_login(team.facilitator)
    client.get(page(team, draft))
    with django_assert_num_queries(11):
        client.get(page(team, draft))


def test_a_later_draft_leads_to_what_has_changed_since_the_one_before(client, team, draft):
    client.force_login(team.anna)
    link = "What has changed since the text before"
    assert link not in client.get(page(team, draft)).text
    closed(team)
    second = opened(team)
    assert link in client.get(page(team, second)).text
    compared = reverse("brief_compare", args=[team.meeting.slug, team.roundtable.pk])
    answer = client.get(f"{compared}?from={draft.pk}&to={second.pk}")
    assert (answer.status_code, "Nothing differs" in answer.text) == (200, True)


# --- Chatham House Rule (domain, rule 13) ----------------------------------------------------------------


def test_nothing_public_names_who_said_what(client, team):
    names = {
        "Anna Lind": (team.anna, team.sweden, "anna-said-this"),
        "Rahman Chowdhury": (team.rahman, team.bangladesh, "rahman-said-this"),
        "Amina Wanjiru": (team.amina, team.kenya, "amina-said-this"),
    }
    draft = opened(team)
    for person, state, words in names.values():
        comment(team, draft, by=person, on_behalf_of=state, text=words)
    actions.answer_comment(
        comment=draft.comments.first(),
        answer="not_taken_up",
        sentence="answered-like-this",
        by=team.facilitator,
    )
    closed(team)
    opened(team)
    closed(team)
    published(team)
    slug, code = team.meeting.slug, team.roundtable.code
    pages = [
        reverse("meeting", args=[slug]),
        reverse("roundtable", args=[slug, code]),
        reverse("roundtable_json", args=[slug, code]),
        reverse("programme_json", args=[slug]),
        reverse("roundtable_version", args=[slug, code, 1]),
        reverse("roundtable_pdf", args=[slug, code]),
        reverse("concept_note", args=[slug]),
    ]
    for where in pages:
        answer = client.get(where)
        assert answer.status_code == 200, where
        shown = words_of(answer)
        assert [name for name in names if name in shown] == [], where
        hidden = [words for *_who, words in names.values()] + ["answered-like-this", "opposed"]
        assert [words for words in hidden if words in shown] == [], where


def words_of(answer) -> str:
    if answer["Content-Type"] != "application/pdf":
        return answer.content.decode()
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return text.stdout.decode()
