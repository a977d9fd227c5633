"""Parts of the concept paper that are no themes: written by the chair's staff, read by everybody."""

import pytest
from django.urls import reverse

from accounts.models import Trace
from gfmd.moves import Refused, Stale
from roundtables import actions
from roundtables.models import Section
from tests.factories import a_draft_meeting, a_meeting, chair_staff
from tests.test_programme import address, says, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return a_meeting(languages=["en", "ar"])


@pytest.fixture
def staff(client, meeting):
    """Chair staff of the meeting, signed in."""
    person = chair_staff(meeting)
    client.force_login(person)
    return person


def a_section(meeting, title="Common Space", **fields) -> Section:
    position = meeting.sections.count() + 1
    return Section.objects.create(meeting=meeting, title={"en": title}, position=position, **fields)


def titles(meeting) -> list[str]:
    return [str(section.title) for section in meeting.sections.all()]


def test_a_section_is_added_after_the_others_once(client, meeting, staff):
    a_section(meeting, "Opening words")
    sent = {
        "code": "IV",
        "title_en": "Common Space",
        "text_en": "Everybody meets[^1].\n\n[^1]: On the first day.",
    }
    for _click in range(2):
        answer = client.post(address("section_new", meeting), sent, follow=True)
    section = meeting.sections.get(code="IV")
    assert titles(meeting) == ["Opening words", "Common Space"]
    assert answer.redirect_chain == [(f"{address('programme', meeting)}#section-{section.pk}", 302)]
    assert says(answer) == ["The section “Common Space” is added."]
    assert Trace.objects.filter(act="add_section").count() == 1


def test_a_section_needs_a_title_and_keeps_what_was_typed(client, meeting, staff):
    answer = client.post(address("section_new", meeting), {"code": "IV.", "title_en": "", "text_en": "Words"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"code", "title"}
    assert "Words" in answer.text


def test_a_section_is_changed_in_one_language_and_keeps_the_others(client, meeting, staff):
    section = a_section(meeting)
    section.title = {"en": "Common Space", "ar": "الفضاء المشترك", "fr": "Espace commun"}
    section.save()
    sent = {"code": "", "title_ar": "الفضاء", "title_en": "Space", "text_en": "Words", "seen": seen(section)}
    client.post(address("section_edit", meeting, section), sent)
    section.refresh_from_db()
    assert section.title.data == {"ar": "الفضاء", "en": "Space", "fr": "Espace commun"}
    assert Trace.objects.get(act="change_section").after["title"]["en"] == "Space"


def test_a_save_over_somebody_else_s_is_refused_with_both(client, meeting, staff):
    section = a_section(meeting)
    was = seen(section)
    Section.objects.get(pk=section.pk).save()
    section.title = {"en": "Theirs"}
    section.save()
    answer = client.post(address("section_edit", meeting, section), {"title_en": "Mine", "seen": was})
    assert answer.status_code == 422
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert titles(meeting) == ["Theirs"]


def test_sections_are_moved_and_stale_moves_are_refused(client, meeting, staff):
    one, two = a_section(meeting, "One"), a_section(meeting, "Two")
    client.post(address("section_move", meeting, two), {"to": "up", "place": "2"})
    assert titles(meeting) == ["Two", "One"]
    with pytest.raises(Refused):
        actions.move_section(section=two, to="up", by=staff)
    with pytest.raises(Stale):
        actions.move_section(section=one, to="up", by=staff, place=1)


def test_a_section_is_removed_and_the_record_keeps_what_it_said(client, meeting, staff):
    section = a_section(meeting)
    assert "It cannot be brought back" in client.get(address("section_remove", meeting, section)).text
    answer = client.post(address("section_remove", meeting, section), follow=True)
    assert says(answer) == ["The section “Common Space” is removed."]
    assert titles(meeting) == []
    assert Trace.objects.get(act="remove_section").before["title"] == {"en": "Common Space"}


def test_everybody_reads_the_sections_of_an_announced_meeting(client, meeting):
    section = a_section(meeting, text={"en": "Everybody meets[^1].\n\n[^1]: On the first day."})
    page = client.get(reverse("meeting", args=[meeting.slug])).text
    assert "Common Space" in page
    assert f'id="section-{section.pk}-note-1"' in page
    draft = a_draft_meeting()
    a_section(draft)
    assert client.get(reverse("meeting", args=[draft.slug])).status_code == 404


def test_a_change_of_a_section_is_seen_at_once(client, meeting, staff, django_capture_on_commit_callbacks):
    client.logout()
    where = reverse("meeting", args=[meeting.slug])
    assert "Common Space" not in client.get(where).text
    with django_capture_on_commit_callbacks(execute=True):
        actions.add_section(section=Section(meeting=meeting, title={"en": "Common Space"}), by=staff)
    assert "Common Space" in client.get(where).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_public_page_asks_the_same_queries_for_any_number_of_sections(
    client, meeting, number, django_assert_num_queries
):
    for place in range(number):
        a_section(meeting, f"Section {place}", text={"en": "Words"})
    client.get(reverse("meeting", args=[meeting.slug]) + "?other")
    with django_assert_num_queries(7):
        client.get(reverse("meeting", args=[meeting.slug]) + "?again")
