"""Nothing of working texts, drafts, comments, clearance and persons reaches the public by any page, file or API."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from roundtables.models import BriefLanguage, Comment, Draft, KeptText, Reference, Roundtable
from roundtables.packing import make_pack, wanted_by
from roundtables.tasks import published
from tests.factories import (
    a_document,
    a_meeting,
    a_person,
    a_question,
    a_roundtable,
    a_session,
    a_state,
    a_theme,
    chair_staff,
    publish,
)
from tests.test_papers import text_of

pytestmark = pytest.mark.django_db(transaction=True)

# Every secret holds this, so that one search finds any of them.
SECRET = "Verschwiegen"
SAID = {"en": f"{SECRET} in the first draft"}
PERSON = "Namhaft"  # whoever has signed in is told who leads and speaks


@pytest.fixture
def meeting():
    """A published brief in two versions, and around them everything that only the team may know."""
    meeting = a_meeting(slug="m", languages=["en", "fr"], brief_rounds=0, agenda_published_at=timezone.now())
    theme = a_theme(meeting)
    roundtable = a_roundtable(
        meeting, "1.1", theme=theme, background="Public.", questions=1, is_published=True
    )
    roundtable.papers.add(a_document(meeting, "GFMD/1", "A public paper"))
    publish(roundtable)
    staff, member = chair_staff(meeting), a_person(name=f"{PERSON} Member")
    write_on(roundtable)
    draft = roundtable.briefs.create(number=3).drafts.create(
        kind="first_draft",
        content={**Draft.objects.first().content, "parts": [{"key": "background", "text": SAID}]},
        comments_until=timezone.now() + timedelta(days=1),
        frozen_by=staff,
    )
    Comment.objects.create(
        draft=draft,
        language="en",
        paragraph="background.1",
        attitude="opposed",
        text=f"{SECRET} comment",
        by=member,
    )
    roundtable.team.create(role="co_chair", organization=a_state("Sweden"), person=member)
    roundtable.team.create(role="speaker", name=f"{PERSON} Speaker")
    roundtable.team.create(role="adviser", organization=a_state(f"{SECRET} State"))
    KeptText.objects.create(
        roundtable=roundtable, language="en", person=member, parts={"background": f"{SECRET} being typed"}
    )
    roundtable.papers.add(
        a_document(meeting, f"{SECRET}/1", f"{SECRET} commissioned", state="final", is_commissioned=True),
        a_document(
            meeting, f"{SECRET}/2", f"{SECRET} embargoed", embargo_until=timezone.now() + timedelta(days=1)
        ),
        a_document(meeting, f"{SECRET}/3", f"{SECRET} for teams", audience="team"),
    )
    write_on(a_roundtable(meeting, "1.2", f"{SECRET} title", theme=theme))
    hidden = a_meeting(slug="hidden", title=f"{SECRET} meeting", state="draft")
    cited = a_roundtable(meeting, "1.3", theme=theme, questions=1)
    earlier = a_roundtable(hidden, "9", f"{SECRET} earlier", is_published=True)
    Reference.objects.create(roundtable=cited, kind="earlier_roundtable", earlier=earlier)
    publish(cited)
    cache.clear()
    return meeting


def write_on(roundtable: Roundtable) -> None:
    """The working text goes on, in every part and in another language."""
    Roundtable.objects.filter(pk=roundtable.pk).update(
        background={"en": f"{SECRET} background", "fr": f"{SECRET} en français"},
        expected_outcomes=f"{SECRET} outcomes",
        brief_changed_at=timezone.now(),
    )
    a_question(roundtable, f"{SECRET} question?")
    a_session(roundtable, "S", f"{SECRET} session", aim=f"{SECRET} aim")
    Reference.objects.create(roundtable=roundtable, kind="work", key=f"{SECRET} 2007", text=f"{SECRET} work")
    BriefLanguage.objects.get_or_create(roundtable=roundtable, language="fr", defaults={"state": "ready"})


def public_addresses(code: str) -> list[str]:
    names = ("roundtable", "roundtable_pdf", "roundtable_json", "roundtable_changes", "roundtable_pack")
    found = [reverse(name, args=["m", code]) for name in (*names, "roundtable_pack_pdf")]
    for number in (1, 2, 3):
        for name in ("roundtable_version", "roundtable_version_pdf"):
            found.append(reverse(name, args=["m", code, number]))
        found.append(reverse("roundtable_changes", args=["m", code]) + f"?from=1&to={number}")
    return found


def everywhere() -> list[str]:
    whole = [reverse(name, args=["m"]) for name in ("meeting", "concept_note", "programme_json", "agenda")]
    whole += [reverse("home"), reverse("agenda_pdf", args=["m"]), reverse("agenda_ics", args=["m"])]
    found = [*whole, *(address for code in ("1.1", "1.2", "1.3") for address in public_addresses(code))]
    return [*found, *(f"{one}{'&' if '?' in one else '?'}language=fr" for one in found)]


def said_by(answer) -> str:
    """The words of an answer, whatever it is made of."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Type") == "application/pdf":
        reader = pypdf.PdfReader(io.BytesIO(content))
        titles = [
            str(reader.metadata),
            str([one.get("/Title") for one in reader.outline if isinstance(one, dict)]),
        ]
        return "".join([*titles, text_of(content)])
    return content.decode()


def pages_with(client, *words: str) -> list[str]:
    answers = ((address, client.get(address)) for address in everywhere())
    return [
        address
        for address, answer in answers
        if any(word in said for said in [said_by(answer) + str(answer.headers)] for word in words)
    ]


def test_no_secret_is_on_any_public_page_file_or_api(client, meeting):
    """Asked twice, so that what was kept is looked at as well; after staff have read everything."""
    staff = chair_staff(meeting)
    found = published(meeting.roundtables.get(code="1.1").pk)
    make_pack(wanted_by(staff, *found, "en"))  # holds the hidden papers, for staff
    client.force_login(staff)
    assert pages_with(client, SECRET)
    client.logout()
    make_pack(wanted_by(AnonymousUser(), *found, "en"))
    assert pages_with(client, SECRET, PERSON) == []
    assert pages_with(client, SECRET, PERSON) == []


def test_somebody_who_signed_in_is_told_names_on_the_page_and_no_secret(client, meeting):
    client.force_login(a_person())
    page = reverse("roundtable", args=["m", "1.1"])
    assert pages_with(client, SECRET) == []
    assert pages_with(client, PERSON) == [page, f"{page}?language=fr"]


def test_the_search_for_secrets_finds_them(client, meeting):
    """A control: published, the working text is found on page, JSON, PDF and in the comparison."""
    roundtable = meeting.roundtables.get(code="1.1")
    roundtable.briefs.filter(number=3).delete()
    publish(roundtable)
    cache.clear()
    names = ("roundtable", "roundtable_pdf", "roundtable_json", "roundtable_changes")
    assert {reverse(name, args=["m", "1.1"]) for name in names} <= set(pages_with(client, SECRET))
