"""The record: what was done, told in plain words; it cannot be edited, and forgets names when its time has come."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from accounts.models import Trace, leave_trace
from accounts.pseudonyms import Terms, forgetting_names
from participants import actions
from participants.acts import SENTENCES
from participants.models import Delegate, FocalPoint, Nomination
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

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
PLACES = ("roundtables/actions/places.py", "roundtables/messages/places.py")
# Acts on people; those on briefs have words of their own (roundtables/record.py).
WHERE = ("participants/actions", "selection/actions", *PLACES)


# --- In plain words --------------------------------------------------------------------------------------


def acts_in_source() -> dict[str, str]:
    """Every act a room of people writes down, and the file that does."""
    found = {}
    for place in WHERE:
        for path in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                said = [part.value for named in naming(node) for part in ast.walk(named) if is_text(part)]
                found |= dict.fromkeys(said, str(path.relative_to(ROOT)))
    return found


def naming(node: ast.AST) -> list[ast.AST]:
    """Where an act is named: the first argument of what leaves a trace, an argument `act`, a name `act`."""
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "act":
        return [part for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
    if not isinstance(node, ast.Call):
        return []
    called = getattr(node.func, "id", getattr(node.func, "attr", ""))
    first = node.args[:1] if called in ("leave_trace", "record") else []
    return first + [keyword.value for keyword in node.keywords if keyword.arg == "act"]


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_act_in_the_source_has_its_sentence():
    acts = acts_in_source()
    assert len(acts) > 20
    assert {act: where for act, where in acts.items() if act not in SENTENCES} == {}


def test_every_sentence_names_who_acted():
    assert [act for act, sentence in SENTENCES.items() if "%(who)s" not in str(sentence)] == []


def test_no_sentence_is_left_for_an_act_nobody_does():
    assert set(SENTENCES) - set(acts_in_source()) == set()


@pytest.fixture
def delegation():
    return a_delegation(meeting=a_meeting(), organization=a_state("Kenya"))


@pytest.fixture
def focal_point(delegation):
    return focal_point_of(delegation, name="Amina Wanjiru")


def sentences(thing) -> list[str]:
    return [entry.sentence for entry in timeline_of(thing)]


def test_the_record_tells_who_did_what_the_latest_first(delegation, focal_point):
    one = actions.add_delegate(delegation_pk=delegation.pk, details=details(), is_head=True, by=focal_point)
    actions.edit_delegate(delegate_pk=one.pk, details=details(function="Permanent Secretary"), by=focal_point)
    assert sentences(delegation) == [
        "Amina Wanjiru changed the details of Wanjiru Kamau.",
        "Amina Wanjiru gave a seat to Wanjiru Kamau.",
    ]
    assert sentences(one) == sentences(delegation)


def test_a_change_is_told_from_what_to_what(delegation, focal_point):
    one = actions.add_delegate(delegation_pk=delegation.pk, details=details(), is_head=True, by=focal_point)
    actions.edit_delegate(delegate_pk=one.pk, details=details(function="Permanent Secretary"), by=focal_point)
    (change,) = timeline_of(one)[0].changes
    assert (change.label, change.before, change.after) == (
        "Function",
        "Cabinet Secretary",
        "Permanent Secretary",
    )


def test_staff_acting_on_behalf_is_marked(delegation, focal_point):
    staff = chair_staff(delegation.meeting)
    _one, two = with_delegates(delegation, 2, by=focal_point)
    actions.withdraw_delegate(delegate_pk=two.pk, reason="Asked by telephone.", by=staff)
    assert [(entry.sentence, entry.is_on_behalf) for entry in timeline_of(delegation)][:2] == [
        ("Chair Staff withdrew Delegate 2; the seat is free.", True),
        ("Amina Wanjiru gave a seat to Delegate 2.", False),
    ]


def test_an_act_by_a_link_names_the_link_and_one_by_a_task_the_system(delegation):
    leave_trace("edit_delegate", delegation, via="delegate-7-2", after={"city": "Nairobi"})
    leave_trace("withdraw_delegation", delegation, via="lapse_unanswered")
    assert sentences(delegation) == [
        "The system withdrew the whole delegation.",
        "The delegate, by personal link, changed the details of a delegate without a name yet.",
    ]


def test_times_are_those_of_the_venue_and_reasons_are_told(delegation, focal_point):
    trace = leave_trace("return_delegation", delegation, by=focal_point, reason="The letter is missing.")
    (entry,) = timeline_of(delegation)
    assert entry.when.endswith("Rabat time")
    assert entry.reason == "The letter is missing."
    assert entry.at == trace.at


def test_stored_values_are_told_as_a_person_would_say_them(delegation, focal_point):
    (one,) = with_delegates(delegation, 1, by=focal_point)
    leave_trace(
        "edit_delegate",
        one,
        by=focal_point,
        before={"gender": "", "is_on_list": False, "languages": ["fr"], "arrives_at": None},
        after={
            "gender": "undisclosed",
            "is_on_list": True,
            "languages": ["fr", "ar"],
            "arrives_at": datetime(2027, 3, 8, 21, 30, tzinfo=UTC).isoformat(),
        },
    )
    assert [(change.label, change.before, change.after) for change in timeline_of(one)[0].changes] == [
        ("Gender", "", "Prefer not to say"),
        ("Languages spoken", "French", "French, Arabic"),
        ("Arrival", "", "8 March 2027, 21:30, Rabat time"),
        ("May be named on the list of participants", "no", "yes"),
    ]


def test_names_stand_by_themselves_in_a_sentence_of_another_direction(delegation, focal_point):
    (one,) = with_delegates(delegation, 1, by=focal_point)
    Delegate.objects.filter(pk=one.pk).update(name="<b>أمينة</b>")
    assert timeline_of(delegation)[0].html == (
        "<bdi>Amina Wanjiru</bdi> gave a seat to <bdi>&lt;b&gt;أمينة&lt;/b&gt;</bdi>."
    )


def test_an_act_without_words_gets_an_honest_sentence(delegation, focal_point):
    leave_trace("juggle", delegation, by=focal_point)
    assert sentences(delegation) == [
        "Amina Wanjiru did something for which this page has no words yet (juggle)."
    ]


def test_the_record_of_a_nomination_goes_on_with_the_term_that_came_of_it(delegation, focal_point):
    term = FocalPoint.objects.get(person=focal_point)
    leave_trace("withdraw_delegation", term, by=focal_point)
    assert sentences(term) == ["Amina Wanjiru withdrew the whole delegation."]
    assert timeline_of(Nomination(meeting=delegation.meeting, pk=9)) == []


# --- The page --------------------------------------------------------------------------------------------


def record_page(client, delegation) -> str:
    answer = client.get(f"/delegations/{delegation.pk}/record/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("delegates", [1, 3])
def test_the_page_costs_the_same_queries_with_one_delegate_and_with_three(
    client, delegation, focal_point, delegates, django_assert_num_queries
):
    with_delegates(delegation, delegates, by=focal_point)
    client.force_login(focal_point)
    record_page(client, delegation)
    with django_assert_num_queries(8):
        page = record_page(client, delegation)
    assert page.count("gave a seat to") == delegates


def test_what_is_kept_apart_is_never_shown_even_where_an_act_wrote_it_down(client, delegation, focal_point):
    (one,) = with_delegates(delegation, 1, by=focal_point)
    leave_trace("edit_delegate", one, by=focal_point, after={"passport_number": "X1234567", "diet": "halal"})
    client.force_login(chair_staff(delegation.meeting))
    page = record_page(client, delegation)
    assert "X1234567" not in page
    assert "halal" not in page
    assert page.count("(kept apart, not shown here)") == 2


def test_what_was_typed_is_shown_as_text(client, delegation, focal_point):
    actions.add_delegate(
        delegation_pk=delegation.pk,
        details=details(name="<b>Bold</b> أمينة 李"),
        is_head=True,
        by=focal_point,
    )
    client.force_login(focal_point)
    page = record_page(client, delegation)
    assert "<b>Bold</b>" not in page
    assert "gave a seat to <bdi>&lt;b&gt;Bold&lt;/b&gt; أمينة 李</bdi>" in page


def test_a_delegation_nobody_touched_says_so(client, delegation, focal_point):
    client.force_login(focal_point)
    assert "Nothing is on record yet" in record_page(client, delegation)


# --- It cannot be edited ---------------------------------------------------------------------------------


def kept_by_the_database(act) -> None:
    with pytest.raises(IntegrityError, match="the record cannot be edited"), transaction.atomic():
        act()


def sql(statement: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.fixture
def trace(delegation, focal_point):
    return leave_trace(
        "return_delegation", delegation, by=focal_point, after={"name": "Wanjiru Kamau"}, reason="A letter"
    )


@pytest.mark.parametrize("column", ["at", "by_id", "via", "act", "subject", "before", "after", "reason"])
def test_no_column_of_the_record_can_be_changed_in_raw_sql(trace, column):
    values = {"at": "now()", "by_id": "NULL", "before": "'{\"a\": 1}'", "after": "'{\"a\": 1}'"}
    value = values.get(column, "'changed'")
    kept_by_the_database(lambda: sql(f"UPDATE accounts_trace SET {column} = {value} WHERE id = %s", trace.pk))


def test_the_record_cannot_be_deleted_whichever_way(trace):
    kept_by_the_database(lambda: sql("DELETE FROM accounts_trace WHERE id = %s", trace.pk))
    kept_by_the_database(trace.delete)
    kept_by_the_database(Trace.objects.all().delete)
    kept_by_the_database(lambda: Trace.objects.filter(pk=trace.pk).update(reason=""))
    assert Trace.objects.get(pk=trace.pk).reason == "A letter"


def test_saving_a_trace_again_is_refused(trace):
    trace.reason = "Another"
    kept_by_the_database(trace.save)


def test_names_go_from_the_record_only_where_that_is_said_and_only_names(trace):
    with forgetting_names():
        assert sql("UPDATE accounts_trace SET reason = '' WHERE id = %s", trace.pk) == 1
    kept_by_the_database(lambda: sql("UPDATE accounts_trace SET reason = 'x' WHERE id = %s", trace.pk))

    def change(column, value):
        with forgetting_names():
            sql(f"UPDATE accounts_trace SET {column} = {value} WHERE id = %s", trace.pk)

    for column, value in (("at", "now()"), ("by_id", "NULL"), ("act", "'x'"), ("subject", "'x'")):
        kept_by_the_database(lambda column=column, value=value: change(column, value))
    kept_by_the_database(lambda: delete_while_forgetting(trace))


def delete_while_forgetting(trace) -> None:
    with forgetting_names():
        sql("DELETE FROM accounts_trace WHERE id = %s", trace.pk)


@pytest.mark.django_db(transaction=True)
def test_to_forget_names_lasts_no_longer_than_its_transaction(trace):
    with forgetting_names():
        pass
    kept_by_the_database(lambda: sql("UPDATE accounts_trace SET reason = 'x' WHERE id = %s", trace.pk))
    with pytest.raises(RuntimeError), forgetting_names():
        raise RuntimeError
    kept_by_the_database(lambda: sql("UPDATE accounts_trace SET reason = 'x' WHERE id = %s", trace.pk))


# --- Names, wherever they stand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Wanjiru Kamau is ill.", "Delegate 3 is ill."),
        ("WANJIRU  KAMAU is ill.", "Delegate 3 is ill."),
        ("Ms Kamau is ill; write to W.Kamau@state.example.", "Ms [erased] is ill; write to [erased]."),
        ("Kamauria is another place.", "Kamauria is another place."),
        ("أمينة موجودة", "Delegate 3 موجودة"),
        ("请李明说明", "请Delegate 3说明"),
        ("She will be late, says Will.", "She will be late, says [erased]."),
    ],
)
def test_names_and_addresses_go_from_sentences_in_any_script(text, left):
    names = ["Wanjiru Kamau", "أمينة", "李明", "Will Amos"]
    terms = Terms(names=names, addresses=["w.kamau@state.example"], pseudonym="Delegate 3")
    assert terms.gone_from(text) == left


def test_the_page_reads_in_the_language_of_its_reader(delegation, focal_point):
    with_delegates(delegation, 1, by=focal_point)
    with translation.override("fr"):
        entry = timeline_of(delegation)[0]
    assert entry.when.endswith("heure locale (Rabat)")
