"""The chair's staff keeps a meeting's library, and readers find what is for them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace
from gfmd.moves import Refused, Stale
from meetings import actions
from meetings.library import editions, listing
from meetings.models import DOCUMENT_MOVES, Document, DocumentState, Meeting
from tests.factories import (
    a_delegation,
    a_document,
    a_document_file,
    a_meeting,
    a_pdf,
    a_person,
    a_roundtable,
    an_upload,
    chair_staff,
    focal_point_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def meeting():
    return a_meeting(slug="rabat", languages=["en", "fr"])


@pytest.fixture
def chair(client, meeting):
    """A browser in which the meeting's chair staff is signed in."""
    person = chair_staff(meeting)
    client.force_login(person)
    client.person = person
    return client


def typed(**changes) -> dict:
    """What a browser sends from the page of a paper."""
    return {
        "symbol": "GFMD/MFF/2027/1",
        "kind": "background_paper",
        "title_en": "Capitals of migrants",
        "title_fr": "Les capitaux des migrants",
        "original_language": "en",
        "audience": "public",
        **changes,
    }


def saved(client, document, **changes):
    """The answer to saving a paper from a page opened just now."""
    where = reverse("document_edit", args=[document.meeting.slug, document.pk])
    seen = client.get(where).context["form"]["seen"].value()
    return client.post(where, {**typed(symbol=document.symbol), "seen": seen, **changes})


def move(client, document, to: str, **more) -> list[str]:
    """What the page says after a button was pressed."""
    where = reverse("document_move", args=[document.meeting.slug, document.pk])
    answer = client.post(where, {"to": to, **more}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def page_of(document) -> str:
    return reverse("document", args=[document.meeting.slug, document.pk])


def list_of(meeting) -> str:
    return reverse("documents", args=[meeting.slug])


# --- Entering and changing -------------------------------------------------------------------------------


def test_a_paper_is_entered_as_a_draft_and_leaves_a_trace(chair, meeting):
    answer = chair.post(reverse("document_new", args=[meeting.slug]), typed(), follow=True)
    document = Document.objects.get()
    assert answer.redirect_chain == [(reverse("document_edit", args=["rabat", document.pk]), 302)]
    assert (document.symbol, document.state, document.meeting) == ("GFMD/MFF/2027/1", "draft", meeting)
    assert document.title.data == {"en": "Capitals of migrants", "fr": "Les capitaux des migrants"}
    trace = Trace.objects.get(act="enter_document")
    assert (trace.by, trace.after["symbol"]) == (chair.person, "GFMD/MFF/2027/1")


def test_a_paper_may_wait_for_its_symbol(chair, meeting):
    chair.post(reverse("document_new", args=[meeting.slug]), typed(symbol=""))
    chair.post(reverse("document_new", args=[meeting.slug]), typed(symbol=" ", title_en="Another"))
    assert list(Document.objects.values_list("symbol", flat=True)) == ["", ""]


def test_a_form_sent_twice_enters_one_paper(chair, meeting):
    for _each in range(2):
        answer = chair.post(reverse("document_new", args=[meeting.slug]), typed(symbol=""))
    assert Document.objects.count() == 1
    assert answer.context["form"].non_field_errors() == [
        "This paper is entered already, with the same title and without a symbol."
    ]


@pytest.mark.parametrize("symbol", ["МГФ/Ф/2027/1", "منتدى/٢٠٢٧/١", "论坛/2027/1", "gfmd (2007) 3.1-Rev.2"])
def test_a_symbol_is_kept_as_typed_in_any_script(chair, meeting, symbol):
    chair.post(reverse("document_new", args=[meeting.slug]), typed(symbol=f" {symbol} "))
    assert Document.objects.get().symbol == symbol


@pytest.mark.parametrize("other", ["gfmd/MFF/2027/1", "GFMD/MFF/2027/1", "ＧＦＭＤ/MFF/2027/1"])
def test_a_symbol_is_refused_a_second_time_whatever_its_case(chair, meeting, other):
    a_document(a_meeting(), "GFMD/MFF/2027/1")
    answer = chair.post(reverse("document_new", args=[meeting.slug]), typed(symbol=other))
    assert answer.context["form"].errors == {"symbol": ["Another paper has this symbol."]}
    assert {"Capitals of migrants", "Les capitaux des migrants"} <= set(
        re.findall(r'value="([^"]*)"', answer.text)
    )
    assert Document.objects.count() == 1


@pytest.mark.parametrize("other", ["ÉTUDE/ 1", "étude/  1", "étude/\u00a01", " Étude/ 1 "])
def test_the_database_itself_keeps_symbols_apart(meeting, other):
    a_document(meeting, "Étude/ 1")
    with pytest.raises(IntegrityError, match="document_symbol_unique"), transaction.atomic():
        Document.objects.create(meeting=meeting, symbol=other, title="x")
    second = a_document(meeting, "Étude/1")
    second.symbol = other
    with pytest.raises(IntegrityError, match="document_symbol_unique"), transaction.atomic():
        second.save_base(raw=True)
    with pytest.raises(IntegrityError, match="document_symbol_unique"), transaction.atomic():
        Document.objects.filter(pk=second.pk).update(symbol=other)


def test_a_symbol_taken_in_the_same_instant_is_a_sentence(meeting):
    a_document(meeting, "A/1")
    with pytest.raises(Refused, match=r"Another paper has this symbol\."):
        actions.enter_document(document=Document(meeting=meeting, symbol="a/1", title="x"), by=a_person())


BAD = [
    ({"title_en": "", "title_fr": ""}, "title"),
    ({"symbol": "x" * 101}, "symbol"),
    ({"symbol": "A\u202e1"}, "symbol"),
    ({"symbol": "A\x001"}, "symbol"),
    ({"kind": "poem"}, "kind"),
    ({"audience": "friends"}, "audience"),
    ({"dated_on": "2027-02-30"}, "dated_on"),
    ({"embargo_until": "tomorrow"}, "embargo_until"),
    ({"embargo_until": "2027-03-14T25:00"}, "embargo_until"),
    ({"relation": "rev"}, "relates_to"),
    ({"relates_to": "999999"}, "relates_to"),
    ({"original_language": "xx"}, "original_language"),
    ({"title_en": "x" * 401}, "title"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_what_cannot_be_is_answered_beside_the_field_and_kept(chair, meeting, changes, field):
    answer = chair.post(reverse("document_new", args=[meeting.slug]), typed(**changes))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Les capitaux des migrants" in answer.text or "title_fr" in changes
    assert Document.objects.count() == 0


def test_a_stale_page_does_not_overwrite_what_a_colleague_saved(chair, meeting):
    document = a_document(meeting, "A/1", state="draft")
    where = reverse("document_edit", args=["rabat", document.pk])
    seen = chair.get(where).context["form"]["seen"].value()
    saved(chair, document, title_en="By a colleague")
    answer = chair.post(where, {**typed(symbol="A/1"), "seen": seen, "title_en": "By me"})
    assert answer.status_code == 200
    assert "By a colleague" in answer.text
    assert "By me" in answer.text
    document.refresh_from_db()
    assert str(document.title) == "By a colleague"
    again = answer.context["form"]["seen"].value()
    chair.post(where, {**typed(symbol="A/1"), "seen": again, "title_en": "By me"})
    document.refresh_from_db()
    assert str(document.title) == "By me"


def test_a_paper_removed_meanwhile_is_said_in_a_sentence(meeting):
    document = a_document(meeting, state="draft")
    stale = Document.objects.get(pk=document.pk)
    actions.remove_document(document=document, by=a_person())
    with pytest.raises(Stale, match="removed meanwhile"):
        actions.change_document(document=stale, seen="", by=a_person())


def test_a_change_leaves_a_trace_of_what_was_and_is(chair, meeting):
    document = a_document(meeting, "A/1", state="draft")
    saved(chair, document)
    saved(chair, document, audience="team")
    trace = Trace.objects.filter(act="change_document").first()
    assert (trace.before, trace.after) == ({"audience": "public"}, {"audience": "team"})


def test_what_was_written_in_a_language_the_meeting_does_not_use_is_kept(chair, meeting):
    document = a_document(meeting, "A/1", {"en": "One", "ru": "Один"}, state="draft")
    saved(chair, document)
    document.refresh_from_db()
    assert document.title.data["ru"] == "Один"


def test_a_paper_is_attached_to_roundtables_and_let_go(chair, meeting):
    one, two = a_roundtable(meeting, "1.1"), a_roundtable(meeting, "1.2")
    document = a_document(meeting, "A/1")
    saved(chair, document, roundtables=[one.pk, two.pk])
    assert list(document.roundtables.order_by("code")) == [one, two]
    saved(chair, document, roundtables=[two.pk])
    assert list(document.roundtables.all()) == [two]
    assert Trace.objects.filter(act="change_document").first().after == {"roundtables": ["1.2"]}


def test_a_paper_attached_meanwhile_makes_the_page_stale(chair, meeting):
    roundtable = a_roundtable(meeting, "1.1")
    document = a_document(meeting, "A/1")
    where = reverse("document_edit", args=["rabat", document.pk])
    seen = chair.get(where).context["form"]["seen"].value()
    document.roundtables.add(roundtable)
    answer = chair.post(where, {**typed(symbol="A/1"), "seen": seen})
    assert "changed since you opened the page" in answer.text
    assert document.roundtables.count() == 1


# --- States ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", list(DocumentState))
@pytest.mark.parametrize("state", list(DocumentState))
def test_only_the_moves_of_the_table_are_made(chair, meeting, state, to):
    document = a_document(meeting, state=state)
    said = move(chair, document, to)
    document.refresh_from_db()
    allowed = DOCUMENT_MOVES.allows(state, to)
    assert document.state == (to if allowed else state)
    if not allowed and state == to:
        assert said == [f"This paper stands at “{DocumentState(state).label}” already."]
    elif not allowed:
        assert said == [
            f"A paper at “{DocumentState(state).label}” cannot move to “{DocumentState(to).label}”."
        ]


def test_a_forged_state_is_refused_in_a_page(chair, meeting):
    document = a_document(meeting)
    assert move(chair, document, "eternal") == ["Nothing was changed: that is not a state of a paper."]


def test_a_concept_paper_goes_through_both_rounds_before_it_is_final(chair, meeting):
    document = a_document(meeting, state="draft", kind="concept_paper")
    Document.objects.update(rounds_passed=0)
    assert move(chair, document, "final") == [
        "A concept paper goes through two drafts for comment before it is final. Send it out for first comments."
    ]
    for to in ("first_comments", "revised", "second_comments", "final", "published"):
        move(chair, document, to)
        document.refresh_from_db()
        assert document.state == to
    assert document.rounds_passed == 2


def test_the_database_itself_makes_a_concept_paper_go_through_both_rounds(meeting):
    document = a_document(meeting, state="draft", kind="concept_paper")
    Document.objects.update(rounds_passed=1)
    document.refresh_from_db()
    for state in ("final", "published", "superseded"):
        with pytest.raises(IntegrityError, match="document_concept_paper_two_rounds"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(state=state, published_at=timezone.now())
        document.state, document.published_at = state, timezone.now()
        with pytest.raises(IntegrityError, match="document_concept_paper_two_rounds"), transaction.atomic():
            document.save_base(raw=True)


def test_a_final_paper_does_not_become_a_concept_paper_by_the_way(chair, meeting):
    document = a_document(meeting, "A/1", state="final")
    Document.objects.update(rounds_passed=0)
    answer = saved(chair, document, kind="concept_paper")
    assert list(answer.context["form"].errors) == ["kind"]


def test_where_a_meeting_has_no_rounds_its_concept_paper_has_none(chair, meeting):
    Meeting.objects.update(brief_rounds=0)
    document = a_document(meeting, state="draft", kind="concept_paper")
    Document.objects.update(rounds_passed=0)
    move(chair, document, "final")
    document.refresh_from_db()
    assert document.state == "final"
    Meeting.objects.update(brief_rounds=2)
    move(chair, document, "published")
    document.refresh_from_db()
    assert document.state == "published"


def test_publishing_needs_a_file_and_a_symbol(chair, meeting):
    document = a_document(meeting, "", state="final", languages=[])
    assert move(chair, document, "published") == ["It has no file yet. Add one first."]
    a_document_file(document)
    assert move(chair, document, "published") == ["A published paper has a symbol. Give it one first."]
    Document.objects.update(symbol="A/1")
    assert move(chair, document, "published") == ["The paper now stands at: Published."]
    assert Trace.objects.filter(act="move_document").first().after == {"state": "published"}


def test_the_database_itself_knows_no_published_paper_without_symbol_or_file(meeting):
    document = a_document(meeting, "", state="final", languages=[])
    with pytest.raises(IntegrityError, match="document_published_has_symbol"), transaction.atomic():
        Document.objects.update(state="published", published_at=timezone.now())
    with pytest.raises(IntegrityError, match="document_published_has_file"), transaction.atomic():
        Document.objects.update(state="published", published_at=timezone.now(), symbol="A/1")
        connection.check_constraints()
    document.symbol, document.state, document.published_at = "A/1", "published", timezone.now()
    with pytest.raises(IntegrityError, match="document_published_has_file"), transaction.atomic():
        document.save_base(raw=True)
        connection.check_constraints()


def test_the_symbol_of_a_published_paper_can_be_mended_but_not_emptied(chair, meeting):
    document = a_document(meeting, "GFMD/2O27/1")
    answer = saved(chair, document, symbol="")
    assert answer.context["form"].errors == {"symbol": ["A published paper keeps a symbol."]}
    saved(chair, document, symbol="GFMD/2027/1")
    document.refresh_from_db()
    assert document.symbol == "GFMD/2027/1"


def test_a_paper_taken_back_is_no_longer_public_and_is_kept(client, meeting):
    staff = chair_staff(meeting)
    document = a_document(meeting, title="Taken back")
    assert client.get(page_of(document)).status_code == 200
    with transaction.atomic():
        actions.move_document(document=document, to="final", by=staff, reason="A wrong table")
    cache.clear()
    assert client.get(page_of(document)).status_code == 404
    document.refresh_from_db()
    assert document.has_been_published
    with pytest.raises(Refused, match="has been published, so it is kept"):
        actions.remove_document(document=document, by=staff)
    assert Trace.objects.filter(act="move_document").first().reason == "A wrong table"


# --- Relations and revisions -----------------------------------------------------------------------------


def a_revision(of: Document, symbol="A/1/Rev.1", **fields) -> Document:
    return a_document(of.meeting, symbol, "Revised", relation="rev", relates_to=of, **fields)


def test_a_published_revision_can_supersede_its_predecessor(chair, client, meeting):
    first = a_document(meeting, "A/1", "First")
    second = a_revision(first, state="final")
    page = chair.get(reverse("document_edit", args=["rabat", second.pk]))
    assert [step.supersedes for step in page.context["steps"] if step.to == "published"] == [first]
    move(chair, second, "published", supersedes="on")
    first.refresh_from_db()
    assert first.state == "superseded"
    client.logout()
    told = client.get(page_of(first))
    assert (told.status_code, told.context["successor"]) == (200, second)
    assert "A/1/Rev.1" in told.text


def test_a_revision_leaves_its_predecessor_when_the_box_is_not_ticked(chair, meeting):
    first = a_document(meeting, "A/1")
    second = a_revision(first, state="final")
    move(chair, second, "published")
    first.refresh_from_db()
    assert first.state == "published"


def test_an_addendum_supersedes_nothing(chair, meeting):
    first = a_document(meeting, "A/1")
    second = a_document(meeting, "A/1/Add.1", relation="add", relates_to=first, state="final")
    move(chair, second, "published", supersedes="on")
    first.refresh_from_db()
    assert first.state == "published"


def test_a_paper_comes_in_force_again_once_its_revision_is_taken_back(chair, meeting):
    first = a_document(meeting, "A/1", state="superseded")
    second = a_revision(first)
    assert move(chair, first, "published") == ["A revision of this paper is published. Take that back first."]
    move(chair, second, "final")
    assert move(chair, first, "published") == ["The paper now stands at: Published."]


def test_a_public_reader_never_learns_of_a_hidden_related_paper(client, meeting):
    first = a_document(meeting, "A/1", "First", state="superseded")
    hidden = a_revision(first, symbol="A/1/Rev.1", state="final")
    tellers = [page_of(first), reverse("document_json", args=["rabat", first.pk]), list_of(meeting)]
    for where in (*tellers, reverse("documents_json", args=["rabat"])):
        assert "Rev" not in client.get(where).text
    public = a_document(meeting, "A/2", relation="excerpt", relates_to=hidden)
    assert client.get(page_of(public)).context["relates_to"] is None
    shape = client.get(reverse("document_json", args=["rabat", public.pk])).json()
    assert (shape["relation"], shape["relates_to"]) == (None, None)
    assert "Rev" not in client.get(page_of(public)).text


def test_papers_show_their_relations_both_ways_across_meetings(client, meeting):
    first = a_document(a_meeting(), "B/1", "Brussels paper")
    second = a_document(meeting, "A/1", relation="excerpt", relates_to=first)
    assert client.get(page_of(second)).context["relates_to"] == first
    assert client.get(page_of(first)).context["related_from"] == [second]


def test_a_related_paper_of_a_meeting_not_announced_is_hidden(client, meeting):
    first = a_document(a_meeting(state="draft"), "B/1", "Still secret")
    second = a_document(meeting, "A/1", relation="excerpt", relates_to=first)
    assert client.get(page_of(second)).context["relates_to"] is None


def test_papers_do_not_relate_to_each_other_in_a_circle(chair, meeting):
    first = a_document(meeting, "A/1")
    second = a_revision(first)
    answer = saved(chair, first, relation="rev", relates_to=second.pk)
    assert answer.context["form"].non_field_errors() == [
        "These papers would relate to each other in a circle."
    ]


def test_the_database_itself_keeps_relations_whole(meeting):
    first, second = a_document(meeting), a_document(meeting)
    for broken in ({"relation": "rev"}, {"relates_to": first}):
        with pytest.raises(IntegrityError, match="document_relation_to_a_paper"), transaction.atomic():
            Document.objects.filter(pk=second.pk).update(**broken)
    with pytest.raises(IntegrityError, match="document_not_related_to_itself"), transaction.atomic():
        Document.objects.filter(pk=first.pk).update(relation="rev", relates_to=first)
    first.relation, first.relates_to = "rev", first
    with pytest.raises(IntegrityError, match="document_not_related_to_itself"), transaction.atomic():
        first.save_base(raw=True)


def test_a_hidden_paper_of_another_chair_is_not_offered_as_related(chair, meeting):
    public = a_document(a_meeting(), "B/1")
    hidden = a_document(a_meeting(), "C/1", state="draft")
    offered = chair.get(reverse("document_new", args=["rabat"])).context["form"].fields["relates_to"].queryset
    assert public in offered
    assert hidden not in offered


# --- Release ---------------------------------------------------------------------------------------------


def test_a_commissioned_paper_is_released_by_an_act_on_record(chair, meeting):
    document = a_document(meeting, state="final", is_commissioned=True)
    assert move(chair, document, "published") == [
        "The chair commissioned this paper and has not released it. Release it first."
    ]
    chair.post(reverse("document_release", args=["rabat", document.pk]), {"reason": "The study is complete"})
    document.refresh_from_db()
    assert (document.released_by, document.awaits_release) == (chair.person, False)
    trace = Trace.objects.get(act="release_document")
    assert (trace.by, trace.reason) == (chair.person, "The study is complete")
    again = chair.post(reverse("document_release", args=["rabat", document.pk]), follow=True)
    assert "released already" in again.text
    assert move(chair, document, "published") == ["The paper now stands at: Published."]


def test_a_commission_is_not_unticked_but_released(chair, meeting):
    document = a_document(meeting, "A/1", state="final", is_commissioned=True)
    answer = saved(chair, document)
    assert answer.context["form"].errors == {
        "is_commissioned": ["Release it instead, so that the release is on record."]
    }
    document.is_commissioned = False
    with pytest.raises(IntegrityError, match="document_commission_stands"), transaction.atomic():
        document.save_base(raw=True)


def test_the_database_itself_publishes_no_commissioned_paper_before_release(meeting):
    document = a_document(meeting, state="final", is_commissioned=True)
    document.state, document.published_at = "published", timezone.now()
    with pytest.raises(IntegrityError, match="document_commissioned_until_released"), transaction.atomic():
        document.save()
    with pytest.raises(IntegrityError, match="document_commissioned_until_released"), transaction.atomic():
        document.save_base(raw=True)
    with pytest.raises(IntegrityError, match="document_released_by_somebody"), transaction.atomic():
        Document.objects.update(released_at=timezone.now())


def test_a_release_stands(meeting):
    document = a_document(meeting, state="final", is_commissioned=True)
    actions.release_document(document=document, by=a_person())
    with pytest.raises(IntegrityError, match="document_release_stands"), transaction.atomic():
        Document.objects.update(released_at=None, released_by=None)


def test_a_published_paper_does_not_go_back_to_the_chair_by_a_tick(chair, meeting):
    document = a_document(meeting, "A/1")
    answer = saved(chair, document, is_commissioned="on")
    assert list(answer.context["form"].errors) == ["is_commissioned"]


# --- Removing --------------------------------------------------------------------------------------------


def test_a_paper_that_was_never_published_can_be_removed_with_a_trace(chair, meeting):
    document = a_document(meeting, "A/1", state="final", languages=["en", "fr"])
    where = reverse("document_remove", args=["rabat", document.pk])
    assert "2 files go with it" in chair.get(where).text
    chair.post(where)
    assert Document.objects.count() == 0
    trace = Trace.objects.get(act="remove_document")
    assert (trace.before["symbol"], len(trace.before["files"])) == ("A/1", 2)


def test_a_published_paper_and_its_files_are_never_removed(chair, meeting):
    document = a_document(meeting, "A/1")
    chair.post(reverse("document_remove", args=["rabat", document.pk]))
    assert Document.objects.count() == 1
    with pytest.raises(IntegrityError, match="document_file_is_kept"), transaction.atomic():
        document.files.all().delete()
    with pytest.raises(IntegrityError, match="document_file_is_kept"), transaction.atomic():
        document.delete()
    bare = a_document(meeting, state="draft", languages=[])
    Document.objects.filter(pk=bare.pk).update(published_at=timezone.now())
    with pytest.raises(IntegrityError, match="document_published_is_kept"), transaction.atomic():
        Document.objects.filter(pk=bare.pk).delete()
    with pytest.raises(IntegrityError, match="document_published_is_kept"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(published_at=None, state="final")


def test_a_paper_to_which_another_relates_is_not_removed(meeting):
    first = a_document(meeting, "A/1", state="draft")
    a_revision(first, state="draft")
    with pytest.raises(Refused, match=r"“A/1/Rev\.1 Revised” relates to this paper"):
        actions.remove_document(document=first, by=a_person())


# --- Languages -------------------------------------------------------------------------------------------


def test_each_of_the_six_languages_says_how_it_stands(meeting):
    document = a_document(meeting, languages=["en", "fr"])
    assert {one.language: one.label for one in editions(document)} == {
        "en": "Ready", "fr": "Ready", "ar": "Missing", "es": "Missing", "ru": "Missing", "zh-hans": "Missing",
    }  # fmt: skip
    a_document_file(document, "en")
    french = next(one for one in editions(document) if one.language == "fr")
    assert (french.label, french.tone) == ("Older than the original", "warn")


def test_a_translation_that_still_holds_is_said_to_render_the_new_original(chair, meeting):
    document = a_document(meeting, languages=["en", "fr"])
    a_document_file(document, "en")
    french = document.files.get(language="fr")
    where = reverse("document_file_edit", args=["rabat", document.pk, french.pk])
    seen = chair.get(where).context["form"]["seen"].value()
    answer = chair.post(where, {"seen": seen, "accessible_text": "", "of_original": "7"})
    assert answer.context["form"].errors == {"of_original": ["The original has no such version."]}
    chair.post(where, {"seen": seen, "accessible_text": "", "of_original": "2"})
    assert [one.is_older_than_original for one in editions(document)] == [False] * 6


# --- Who may read it, in words ---------------------------------------------------------------------------

WORDS = [
    ({"state": "draft"}, "Only the chair's staff may read this paper: it is not out yet."),
    ({}, "Everybody may read this paper."),
    ({"audience": "chair"}, "Only the chair's staff may read this paper."),
    ({"audience": "governments"}, "Focal points and delegates of States may read this paper."),
    ({"state": "first_comments"}, "Participants of the meeting may read this draft; the public may not."),
    ({"state": "final"}, "Only the chair's staff may read this paper: it is not out yet."),
    (
        {"state": "first_comments", "is_commissioned": True},
        "Only the chair's staff reads this paper until the chair releases it.",
    ),
    (
        {"embargo_until": datetime(2099, 3, 9, 9, tzinfo=UTC), "audience": "team"},
        "Only the chair's staff reads this paper until 9 March 2099, 10:00, Rabat time. From then on: "
        "The teams of the roundtables to which it is attached may read this paper.",
    ),
]


@pytest.mark.parametrize(("facts", "sentence"), WORDS)
def test_the_staff_reads_plainly_who_may_read_a_paper(chair, meeting, facts, sentence):
    document = a_document(meeting, **facts)
    for name in ("document", "document_edit"):
        assert chair.get(reverse(name, args=["rabat", document.pk])).context["readers"] == sentence


def test_papers_of_a_meeting_not_announced_are_read_by_those_who_prepare_it(chair, meeting):
    document = a_document(meeting)
    Meeting.objects.update(state="draft")
    assert chair.get(page_of(document)).context["readers"] == (
        "Only those who prepare the meeting may read this paper: it is not announced yet."
    )


# --- Lists -----------------------------------------------------------------------------------------------


def symbols(answer) -> list[str]:
    return [one.symbol for _kind, group in answer.context["papers"].groups for one in group]


def test_papers_are_listed_by_kind_and_by_symbol_as_people_count(client, meeting):
    for symbol, kind in (
        ("A/10", "statement"),
        ("A/2", "statement"),
        ("A/3", "concept_paper"),
        ("a/1", "statement"),
    ):
        a_document(meeting, symbol, kind=kind)
    answer = client.get(list_of(meeting))
    assert [kind for kind, _group in answer.context["papers"].groups] == ["Concept paper", "Statement"]
    assert symbols(answer) == ["A/3", "a/1", "A/2", "A/10"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=etude", ["A/1"]),
        ("q=ÉTUDE+a/1", ["A/1"]),
        ("q=a/2", ["A/2"]),
        ("q=رأس", ["A/2"]),
        ("q=nothing", []),
        ("kind=report", ["A/2"]),
        ("kind=poem", ["A/1", "A/2"]),
        ("language=fr", ["A/1"]),
        ("language=fr&kind=report", []),
        ("language=xx", ["A/1", "A/2"]),
        ("page=99", ["A/1", "A/2"]),
        ("page=x&q=", ["A/1", "A/2"]),
        ("q=" + "x" * 201, ["A/1", "A/2"]),
        ("q=%00", ["A/1", "A/2"]),
    ],
)
def test_papers_are_found_by_words_kind_and_language(client, meeting, query, found):
    a_document(meeting, "A/1", {"fr": "Étude sur le capital", "en": "Study"}, languages=["en", "fr"])
    a_document(meeting, "A/2", {"ar": "رأس المال"}, kind="report", languages=["ar"])
    assert symbols(client.get(f"{list_of(meeting)}?{query}")) == found


def test_an_empty_library_says_what_comes(client, chair, meeting):
    assert "The library is empty." in chair.get(reverse("documents_manage", args=["rabat"])).text
    client.logout()
    assert "Papers appear here as soon as they are published." in client.get(list_of(meeting)).text


def test_a_long_list_comes_in_pages(client, meeting):
    for number in range(60):
        a_document(meeting, f"A/{number}")
    first, second = client.get(list_of(meeting)), client.get(list_of(meeting) + "?page=2")
    assert (len(symbols(first)), symbols(second)) == (50, [f"A/{number}" for number in range(50, 60)])
    shape = client.get(reverse("documents_json", args=["rabat"]) + "?kind=background_paper").json()
    assert (shape["found"], len(shape["documents"])) == (60, 50)
    following = client.get(shape["next"].removeprefix("http://testserver")).json()
    assert (following["next"], len(following["documents"])) == (None, 10)


def test_the_manage_page_begins_with_what_is_missing(chair, meeting):
    a_document(meeting, "A/1", state="final", languages=[])
    scanned = a_document(meeting, "A/2", languages=[])
    a_document_file(scanned, is_scan=True)
    soon = timezone.now() + timedelta(days=2)
    a_document(meeting, "A/3", embargo_until=soon)
    a_document(meeting, "A/4", audience="team")
    behind = a_document(meeting, "A/5", languages=["en", "fr"])
    a_document_file(behind, "en")
    page = chair.get(reverse("documents_manage", args=["rabat"]))
    assert {(need.document.symbol, need.sentence) for need in page.context["owed"]} == {
        ("A/1", "It has no file yet."),
        ("A/2", "A screen reader cannot read it yet (English): it is a scan without text."),
        ("A/4", "It is for teams, and attached to no roundtable."),
        ("A/5", "The translation is older than the original (French)."),
    }
    assert [need.document.symbol for need in page.context["coming"]] == ["A/3"]


def test_the_navigation_leads_to_the_papers(chair, meeting):
    assert reverse("documents_manage", args=["rabat"]) in chair.get(reverse("manage", args=["rabat"])).text
    assert list_of(meeting) in chair.get(reverse("meeting", args=["rabat"])).text


# --- Embargo and kept pages ------------------------------------------------------------------------------


def test_an_embargo_is_typed_and_shown_on_the_clocks_of_the_venue(chair, meeting):
    Meeting.objects.update(time_zone="Africa/Nairobi", city="Nairobi")
    document = a_document(meeting, "A/1")
    saved(chair, document, embargo_until="2099-03-09T10:00")
    document.refresh_from_db()
    assert document.embargo_until == datetime(2099, 3, 9, 7, 0, tzinfo=UTC)
    assert "9 March 2099, 10:00, Nairobi time" in chair.get(page_of(document)).text


def test_an_embargo_at_a_time_the_clocks_leave_out_is_refused(chair, meeting):
    Meeting.objects.update(time_zone="Europe/Berlin")
    document = a_document(meeting, "A/1")
    answer = saved(chair, document, embargo_until="2027-03-28T02:30")
    assert "does not exist on that day" in answer.context["form"].errors["embargo_until"][0]


def test_kept_pages_show_a_paper_from_the_instant_its_embargo_ends(client, meeting):
    """The kept pages expire at that instant, no earlier page is shown after it, and no later one before."""
    a_document(meeting, "A/0", title="Seen before")
    hidden = a_document(
        meeting, "A/1", title="Under embargo", embargo_until=timezone.now() + timedelta(seconds=3)
    )
    addresses = [list_of(meeting), reverse("documents_json", args=["rabat"])]
    assert [("A/1" in client.get(where).text) for where in addresses] == [False, False]
    assert client.get(page_of(hidden)).status_code == 404
    ends_at = hidden.embargo_until
    while timezone.now() < ends_at:
        shown = [("A/1" in client.get(where).text) for where in addresses]
        assert timezone.now() >= ends_at or shown == [False, False]
    assert [("A/1" in client.get(where).text) for where in addresses] == [True, True]
    assert client.get(page_of(hidden)).status_code == 200


def test_the_page_of_a_meeting_without_embargo_is_kept(client, meeting):
    a_document(meeting, "A/0")
    client.get(list_of(meeting))
    with CaptureQueriesContext(connection) as queries:
        client.get(list_of(meeting))
    assert len(queries) == 0


def test_publishing_drops_the_kept_list(client, meeting, django_capture_on_commit_callbacks):
    document = a_document(meeting, "A/1", state="final")
    assert "A/1" not in client.get(list_of(meeting)).text
    with django_capture_on_commit_callbacks(execute=True):
        actions.move_document(document=document, to="published", by=a_person())
    assert "A/1" in client.get(list_of(meeting)).text


# --- JSON ------------------------------------------------------------------------------------------------


def test_a_paper_as_json_has_the_documented_shape(client, meeting):
    first = a_document(meeting, "A/1", "First")
    document = a_document(
        meeting,
        "A/2",
        {"en": "Study", "fr": "Étude"},
        relation="add",
        relates_to=first,
        languages=["en", "fr"],
    )
    shape = client.get(reverse("document_json", args=["rabat", document.pk])).json()
    english = document.files.get(language="en")
    here = f"http://testserver/meetings/rabat/papers/{document.pk}"
    file = {
        "language": "en", "version": 1, "is_older_than_original": False, "name": "paper.pdf",
        "content_type": "application/pdf", "bytes": english.size, "sha256": english.sha256, "is_scan": False,
        "url": f"{here}/en/1/", "text": None,
    }  # fmt: skip
    got = shape["files"][0]
    assert {key: got[key] for key in file} == file
    assert [one["language"] for one in shape["files"]] == ["en", "fr"]
    assert (shape["symbol"], shape["title"]) == ("A/2", {"en": "Study", "fr": "Étude"})
    assert (shape["url"], shape["json"]) == (f"{here}/", f"{here}.json")
    assert shape["relates_to"] == {
        "symbol": "A/1", "title": {"en": "First"}, "url": f"http://testserver/meetings/rabat/papers/{first.pk}/",
    }  # fmt: skip
    listed = client.get(reverse("documents_json", args=["rabat"])).json()
    assert listed["documents"][1] == shape
    assert (listed["found"], listed["next"]) == (2, None)


# --- Queries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_paper_and_for_three(client, meeting, number):
    first = a_document(meeting, "A/0", "Relates")
    for each in range(number):
        a_document(meeting, f"A/1{each}", relation="add", relates_to=first, languages=["en", "fr", "ar"])
    asked = {list_of(meeting): 5, reverse("documents_json", args=["rabat"]): 7, page_of(first): 6}
    for where, expected in asked.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        assert (where, len(queries)) == (where, expected)


@pytest.mark.parametrize("number", [1, 3])
def test_signed_in_pages_cost_the_same_for_one_paper_and_for_three(client, meeting, number):
    client.force_login(focal_point_of(a_delegation(meeting=meeting)))
    first = a_document(meeting, "A/0", "Relates")
    for each in range(number):
        a_document(meeting, f"A/1{each}", audience="participants", relation="add", relates_to=first)
    client.get(page_of(first))
    for where, expected in {list_of(meeting): 8, page_of(first): 11}.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        assert (where, len(queries)) == (where, expected)


@pytest.mark.parametrize("number", [1, 3])
def test_the_library_costs_the_same_for_one_paper_and_for_three(chair, meeting, number):
    for each in range(number):
        a_document(meeting, f"A/1{each}", audience="team", languages=["en", "fr"])
    where = reverse("documents_manage", args=["rabat"])
    chair.get(where)
    with CaptureQueriesContext(connection) as queries:
        chair.get(where)
    assert len(queries) == 9


def test_a_listing_of_six_hundred_papers_takes_three_queries(meeting):
    Document.objects.bulk_create(
        Document(meeting=meeting, symbol=f"A/{number}", title="x") for number in range(600)
    )
    with CaptureQueriesContext(connection) as queries:
        found = listing(meeting.documents.all(), meeting, words="a/5")
    assert (len(queries), found.total) == (3, 600)


def test_a_title_cannot_carry_markup(client, meeting):
    document = a_document(meeting, "<b>1</b>", "<script>alert(1)</script>", description="<img src=x>")
    for where in (list_of(meeting), page_of(document)):
        page = client.get(where).text
        assert "<script>alert" not in page
        assert "<b>1" not in page
    assert "<img src=x>" not in client.get(page_of(document)).text


def test_papers_of_two_meetings_do_not_mix(client, meeting):
    other = a_document(a_meeting(), "B/1")
    assert client.get(reverse("document", args=["rabat", other.pk])).status_code == 404
    assert "B/1" not in client.get(list_of(meeting)).text


def test_the_same_bytes_in_two_papers_are_stored_once_and_outlive_one_of_them(
    chair, meeting, django_capture_on_commit_callbacks
):
    content = a_pdf("Shared")
    first, second = (a_document(meeting, state="draft", languages=[]) for _each in range(2))
    one = a_document_file(first, upload=an_upload(content))
    two = a_document_file(second, upload=an_upload(content))
    assert one.file.name == two.file.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_document(document=first, by=chair.person)
    assert two.file.storage.exists(two.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_document(document=second, by=chair.person)
    assert not two.file.storage.exists(two.file.name)
