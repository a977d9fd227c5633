"""A brief refers to earlier roundtables, SDG targets, instruments and works; papers of the meeting stand beside it."""

import pytest
from django.urls import reverse

from accounts.models import Trace
from roundtables import actions
from roundtables.models import Reference, Roundtable
from roundtables.sdg import codes_in, targets
from tests.factories import a_document, a_meeting, a_roundtable
from tests.teams import Team, a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team(a_meeting(languages=["en", "ar"]))


@pytest.fixture
def writer(client, team):
    client.force_login(team.anna)
    return team.anna


def where(team: Team, name: str = "brief_references", *more) -> str:
    return reverse(name, args=[team.meeting.slug, team.roundtable.pk, *more])


def add(client, team: Team, kind: str, **typed):
    """Send the form of a kind; its fields carry the kind before their names."""
    sent = {f"{kind}-{name}": text for name, text in typed.items()}
    return client.post(where(team), {"kind": kind, **sent}, follow=True)


def form_of(answer, kind: str):
    return next(form for name, _label, _rows, form in answer.context["kinds"] if name == kind)


def references(team: Team) -> list[tuple[str, str]]:
    return [(one.kind, str(one)) for one in team.roundtable.references.all()]


def says(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# --- Targets of the Sustainable Development Goals --------------------------------------------------------


def test_there_are_169_targets_of_17_goals():
    assert len(targets()) == len(set(targets())) == 169
    goals = [int(code.split(".")[0]) for code in targets()]
    assert [goals.count(goal) for goal in range(1, 18)] == [
        7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19,
    ]  # fmt: skip
    letters = sum(code[-1].isalpha() for code in targets())
    assert (letters, targets()[0], targets()[-1]) == (43, "1.1", "17.19")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("10.7", ["10.7"]),
        (" 10.7, 8.B;17.19 ", ["10.7", "8.b", "17.19"]),
        ("Targets 10.7 and 10.c.", ["10.7", "10.c"]),
        ("10.7 10.7", ["10.7"]),
        ("١٠.٧، 8.8", ["10.7", "8.8"]),
        ("10.99", ["10.99"]),
        ("nothing", []),
        ("²", []),
        ("", []),
    ],
)
def test_codes_are_found_in_what_is_typed(typed, codes):
    assert codes_in(typed) == codes


def test_several_targets_are_added_at_once(client, team, writer):
    answer = add(client, team, "sdg_target", codes="10.7, 8.b")
    assert answer.redirect_chain == [(f"{where(team)}#sdg_target", 302)]
    assert says(answer) == ["The brief refers to targets 10.7, 8.b now."]
    assert references(team) == [("sdg_target", "10.7"), ("sdg_target", "8.b")]
    told = [trace.after for trace in Trace.objects.filter(act="add_reference").order_by("pk")]
    assert told == [{"kind": "sdg_target", "reference": code} for code in ("10.7", "8.b")]


def test_a_target_is_referred_to_once(client, team, writer):
    add(client, team, "sdg_target", codes="10.7")
    answer = add(client, team, "sdg_target", codes="10.7 8.8")
    assert says(answer) == ["The brief refers to target 8.8 now.", "It referred to 10.7 already."]
    assert len(references(team)) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write the code of a target, such as 10.7."),
        ("all of them", "Write the code of a target, such as 10.7."),
        (
            "10.7, 10.d",
            "There is no target with this code: 10.d. The goals have 169 targets, from 1.1 to 17.19.",
        ),
        (
            "18.1 1.6",
            "There are no targets with these codes: 18.1, 1.6. The goals have 169 targets, from 1.1 to 17.19.",
        ),
        ("10.7\x00", "Null characters are not allowed."),
    ],
)
def test_a_code_that_is_no_target_is_refused_and_stays(client, team, writer, typed, sentence):
    answer = add(client, team, "sdg_target", codes=typed)
    form = form_of(answer, "sdg_target")
    assert (answer.status_code, form.errors["codes"], form["codes"].value()) == (422, [sentence], typed)
    assert references(team) == []


def test_targets_are_listed_in_their_order(client, team, writer):
    add(client, team, "sdg_target", codes="10.c 17.2 8.10 8.8 10.7")
    listed = next(
        rows for kind, _l, rows, _f in client.get(where(team)).context["kinds"] if kind == "sdg_target"
    )
    assert [one.key for one in listed] == ["8.8", "8.10", "10.7", "10.c", "17.2"]


# --- Roundtables of earlier meetings ---------------------------------------------------------------------


@pytest.fixture
def marrakesh():
    return a_meeting(title="Marrakesh 2018", slug="marrakesh", state="concluded")


def offered(page) -> list[str]:
    choices = form_of(page, "earlier_roundtable").fields["earlier"].choices
    return [label for _meeting, group in choices if isinstance(group, list) for _pk, label in group]


def test_published_roundtables_of_other_meetings_are_offered(client, team, writer, marrakesh):
    a_roundtable(marrakesh, "1.1", "Capitals", is_published=True)
    a_roundtable(marrakesh, "1.2", "Not public")
    a_roundtable(a_meeting(state="draft"), "9", "Of a draft", is_published=True)
    a_roundtable(team.meeting, "2.1", "Of the same meeting", is_published=True)
    assert offered(client.get(where(team))) == ["1.1 Capitals"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["1.1 Capitals", "3.2 Work"]),
        ("capi", ["1.1 Capitals"]),
        ("MARRAKESH 3.2", ["3.2 Work"]),
        ("travail", ["3.2 Work"]),
        ("nothing like it", []),
        ("\x00", []),
    ],
)
def test_the_list_is_searched_with_and_without_script(client, team, writer, marrakesh, search, found):
    a_roundtable(marrakesh, "1.1", "Capitals", is_published=True)
    a_roundtable(marrakesh, "3.2", {"en": "Work", "fr": "Travail"}, is_published=True)
    page = client.get(where(team), {"search": search})
    assert (page.status_code, offered(page)) == (200, found)
    part = client.get(where(team), {"search": search}, headers={"HX-Request": "true"})
    assert ("<h1>" in part.text, [one in part.text for one in found]) == (False, [True] * len(found))
    assert ("No published roundtable of another meeting has these words." in part.text) == (not found)


def test_a_brief_refers_to_a_roundtable_of_an_earlier_meeting(client, team, writer, marrakesh):
    earlier = a_roundtable(marrakesh, "1.1", "Capitals", is_published=True)
    answer = add(client, team, "earlier_roundtable", earlier=earlier.pk)
    assert says(answer) == ["The brief refers to it now."]
    assert team.roundtable.references.get().earlier == earlier
    assert earlier.get_absolute_url() in answer.text
    again = add(client, team, "earlier_roundtable", earlier=earlier.pk)
    errors = form_of(again, "earlier_roundtable").non_field_errors()
    assert (again.status_code, errors) == (422, ["The brief refers to this already."])


@pytest.mark.parametrize("which", ["own", "unpublished", "unknown", "nothing"])
def test_another_roundtable_cannot_be_chosen(client, team, writer, marrakesh, which):
    pk = {
        "own": team.roundtable.pk,
        "unpublished": a_roundtable(marrakesh, "1.2").pk,
        "unknown": 10**12,
        "nothing": "",
    }[which]
    answer = add(client, team, "earlier_roundtable", earlier=pk)
    assert (answer.status_code, form_of(answer, "earlier_roundtable").errors) == (
        422,
        {"earlier": ["Choose a roundtable from the list."]},
    )
    assert references(team) == []


# --- Instruments and works -------------------------------------------------------------------------------


def test_an_instrument_has_a_paragraph_and_an_address(client, team, writer):
    typed = {"key": "ILO Convention No. 181", "text_en": "article 7", "url": "https://www.ilo.org/c181"}
    answer = add(client, team, "instrument", **typed)
    assert says(answer) == ["The brief refers to it now."]
    one = team.roundtable.references.get()
    assert (one.kind, one.key, one.text.data, one.url) == (
        "instrument",
        "ILO Convention No. 181",
        {"en": "article 7"},
        "https://www.ilo.org/c181",
    )


def test_a_work_is_cited_by_its_short_name_in_every_language(client, team, writer):
    typed = {
        "key": "  ILO   2019 ",
        "text_ar": "منظمة العمل الدولية",
        "text_en": "ILO: Guidelines. Geneva 2019.",
    }
    add(client, team, "work", **typed)
    one = team.roundtable.references.get()
    assert (one.key, one.text.data) == (
        "ILO 2019",
        {"ar": "منظمة العمل الدولية", "en": "ILO: Guidelines. Geneva 2019."},
    )
    page = client.get(reverse("brief_write", args=[team.meeting.slug, team.roundtable.pk, "en"]))
    assert "<code>[@ILO 2019]</code>" in page.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"key": ""}, "key", "This field is required."),
        (
            {"key": "Bakewell, de Haas 2007"},
            "key",
            "A short name has no comma, no bracket and no @: these end the citation in the text.",
        ),
        (
            {"key": "x]"},
            "key",
            "A short name has no comma, no bracket and no @: these end the citation in the text.",
        ),
        ({"key": "x" * 121}, "key", "Ensure this value has at most 120 characters (it has 121)."),
        ({"key": "a\x00"}, "key", "Null characters are not allowed."),
        ({"key": "x", "url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
    ],
)
def test_a_work_that_cannot_be_cited_is_refused_and_what_was_typed_stays(
    client, team, writer, typed, field, sentence
):
    answer = add(client, team, "work", **typed)
    form = form_of(answer, "work")
    assert (answer.status_code, form.errors) == (422, {field: [sentence]})
    assert form[field].value() == typed[field]
    assert references(team) == []


def test_a_work_is_there_once(client, team, writer):
    add(client, team, "work", key="ILO 2019")
    answer = add(client, team, "work", key="ILO 2019", text_en="Typed again.")
    assert form_of(answer, "work").non_field_errors() == ["The brief refers to this already."]
    assert "Typed again." in answer.text


def test_a_reference_is_changed_and_the_record_keeps_what_it_said(client, team, writer):
    one = team.roundtable.references.create(kind="work", key="ILO 2019", text={"en": "Guidlines"})
    page = client.get(where(team, "reference_edit", one.pk))
    sent = {"key": "ILO 2019", "text_en": "Guidelines", "seen": page.context["form"]["seen"].value()}
    answer = client.post(where(team, "reference_edit", one.pk), sent, follow=True)
    assert says(answer) == ["The reference is saved."]
    one.refresh_from_db()
    assert one.text.data == {"en": "Guidelines"}
    trace = Trace.objects.get(act="change_reference")
    assert (trace.before, trace.after["text"]) == ({"text": {"en": "Guidlines"}}, {"en": "Guidelines"})


def test_a_newer_change_of_a_reference_is_not_overwritten(client, team, writer):
    one = team.roundtable.references.create(kind="work", key="ILO 2019", text={"en": "First"})
    page = where(team, "reference_edit", one.pk)
    seen = client.get(page).context["form"]["seen"].value()
    Reference.objects.filter(pk=one.pk).update(text={"en": "Theirs"})
    sent = {"key": "ILO 2019", "text_en": "Mine", "seen": seen}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert ("Theirs" in answer.text, "Mine" in answer.text) == (True, True)
    one.refresh_from_db()
    assert one.text.data == {"en": "Theirs"}
    again = client.post(page, {**sent, "seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 302
    one.refresh_from_db()
    assert one.text.data == {"en": "Mine"}


def test_a_reference_to_a_roundtable_has_no_words_of_its_own(client, team, writer, marrakesh):
    earlier = a_roundtable(marrakesh, is_published=True)
    one = team.roundtable.references.create(kind="earlier_roundtable", earlier=earlier)
    assert client.get(where(team, "reference_edit", one.pk)).status_code == 404


def test_a_reference_is_removed_after_a_question_and_the_record_keeps_it(client, team, writer):
    one = team.roundtable.references.create(kind="work", key="ILO 2019", text={"en": "Guidelines"})
    page = where(team, "reference_remove", one.pk)
    assert "Guidelines" in client.get(page).text
    answer = client.post(page, follow=True)
    assert (says(answer), references(team)) == (["The brief refers to it no longer."], [])
    assert Trace.objects.get(act="remove_reference").before["text"] == {"en": "Guidelines"}
    assert client.post(page).status_code == 404


def test_nothing_of_another_brief_is_found(client, team, writer):
    other = a_roundtable(team.meeting, "2.2").references.create(kind="work", key="x")
    for name in ("reference_edit", "reference_remove"):
        assert client.get(where(team, name, other.pk)).status_code == 404


def test_references_of_a_published_brief_reach_readers_with_its_next_version(client, team):
    roundtable = a_roundtable(team.meeting, "2.2", questions=1, is_published=True)
    work = Reference(roundtable=roundtable, kind="work", key="ILO 2019")
    actions.add_reference(reference=work, by=team.staff)
    roundtable.refresh_from_db()
    assert roundtable.is_changed_since_published
    assert "ILO 2019" not in client.get(roundtable.get_absolute_url()).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_reference_as_for_three(
    client, number, django_assert_num_queries, marrakesh
):
    team = a_team()
    for place in range(number):
        earlier = a_roundtable(marrakesh, f"1.{place}", is_published=True)
        team.roundtable.references.create(kind="earlier_roundtable", earlier=earlier)
        team.roundtable.references.create(kind="work", key=f"Work {place}")
    client.force_login(team.anna)
    client.get(where(team))
    with django_assert_num_queries(7):
        client.get(where(team))


# --- Papers ----------------------------------------------------------------------------------------------


def papers(page) -> list[str]:
    return [paper.symbol for paper in page.context["papers"]]


def choice(page) -> list[str]:
    return [paper.symbol for paper in page.context["form"].fields["paper"].queryset]


def test_a_paper_of_the_library_is_put_beside_the_brief_and_taken_away(client, team, writer):
    paper = a_document(team.meeting, "GFMD/1")
    a_document(a_meeting(), "OTHER/1")
    page = client.get(where(team, "brief_papers"))
    assert (papers(page), choice(page)) == ([], ["GFMD/1"])
    answer = client.post(where(team, "brief_papers"), {"paper": paper.pk}, follow=True)
    assert says(answer) == ["“GFMD/1 Concept and outcomes” stands beside the brief now."]
    assert (papers(answer), choice(answer)) == (["GFMD/1"], [])
    answer = client.post(where(team, "brief_paper_remove", paper.pk), follow=True)
    assert (papers(answer), choice(answer)) == ([], ["GFMD/1"])
    acts = Trace.objects.filter(act__endswith="_paper").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["attach_paper", "detach_paper"]


def test_a_hidden_paper_is_neither_offered_nor_listed_nor_taken_away(client, team, writer):
    hidden = a_document(team.meeting, "SECRET/1", audience="chair")
    own = a_document(team.meeting, "SECRET/2", audience="chair")
    team.roundtable.papers.add(own)
    page = client.get(where(team, "brief_papers"))
    assert (papers(page), choice(page), "SECRET" in page.text) == ([], [], False)
    answer = client.post(where(team, "brief_papers"), {"paper": hidden.pk})
    assert answer.context["form"].errors == {"paper": ["Choose a paper from the list."]}
    assert client.post(where(team, "brief_paper_remove", own.pk)).status_code == 404
    assert list(team.roundtable.papers.all()) == [own]
    client.force_login(team.staff)
    assert papers(client.get(where(team, "brief_papers"))) == ["SECRET/2"]


@pytest.mark.parametrize("typed", ["", "x", "0", "9" * 30])
def test_a_paper_that_is_none_is_refused(client, team, writer, typed):
    a_document(team.meeting)
    answer = client.post(where(team, "brief_papers"), {"paper": typed})
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"paper": ["Choose a paper from the list."]},
    )


def test_a_paper_put_beside_a_published_brief_is_public_at_once(
    client, team, django_capture_on_commit_callbacks
):
    roundtable = a_roundtable(team.meeting, "2.2", questions=1, is_published=True)
    paper = a_document(team.meeting, "GFMD/1", "Figures from eleven corridors")
    address = roundtable.get_absolute_url()
    assert "Figures from eleven corridors" not in client.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        actions.attach_paper(roundtable=roundtable, paper=paper, by=team.staff)
    assert "Figures from eleven corridors" in client.get(address).text
    roundtable = Roundtable.objects.get(pk=roundtable.pk)
    assert (roundtable.version, roundtable.is_changed_since_published) == (1, False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_papers_takes_as_many_queries_for_one_as_for_three(
    client, number, django_assert_num_queries
):
    team = a_team()
    for place in range(number):
        team.roundtable.papers.add(a_document(team.meeting, f"GFMD/{place}"))
        a_document(team.meeting, f"GFMD/more/{place}")
    client.force_login(team.anna)
    client.get(where(team, "brief_papers"))
    with django_assert_num_queries(12):
        client.get(where(team, "brief_papers"))
