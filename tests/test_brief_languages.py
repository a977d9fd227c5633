"""A brief is read in the reader's language when that is ready, else in the original, and says so."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from roundtables.models import BriefLanguage, Reference, Roundtable
from tests.factories import a_meeting, a_question, a_roundtable, a_session, chair_staff, publish
from tests.test_papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def roundtable() -> Roundtable:
    """Written in English; French and Arabic are ready, Russian is under way, Spanish and Chinese are missing."""
    meeting = a_meeting(slug="m", languages=["en", "fr", "ar", "ru"], brief_rounds=0)
    roundtable = a_roundtable(
        meeting,
        "1.1",
        {"en": "Capitals", "fr": "Capitaux", "ar": "رؤوس الأموال", "ru": "Капиталы"},
        background={
            "en": "Skills.[^1]\n\n[^1]: A note.",
            "fr": "Compétences.[^1]\n\n[^1]: Une note.",
            "ar": "مهارات.[^1]\n\n[^1]: ملاحظة.",
            "ru": "Навыки.",
        },
        expected_outcomes={"en": "Agreement.", "fr": "Accord.", "ar": "اتفاق."},
    )
    a_question(roundtable, {"en": "Why?", "fr": "Pourquoi ?", "ar": "لماذا؟", "ru": "Почему?"})
    a_session(roundtable, "I", {"en": "Opening", "fr": "Ouverture"}, aim={"en": "To begin.", "ar": "نبدأ."})
    Reference.objects.create(
        roundtable=roundtable, kind="sdg_target", key="10.7", text={"en": "Orderly", "ar": "منظمة"}
    )
    for language, state in (("fr", "ready"), ("ar", "ready"), ("ru", "in_translation")):
        BriefLanguage.objects.create(roundtable=roundtable, language=language, state=state)
    return publish(roundtable)


def main_of(client, roundtable, language: str, query: str = "") -> str:
    answer = client.get(roundtable.get_absolute_url() + query, headers={"Accept-Language": language})
    return " ".join(answer.text.partition("<main")[2].partition("<aside")[0].split())


@pytest.mark.parametrize(
    ("reader", "texts"),
    [
        ("en", ("Skills.", "Why?", "Agreement.")),
        ("fr", ("Compétences.", "Pourquoi ?", "Accord.")),
        ("ar", ("مهارات.", "لماذا؟", "اتفاق.")),
    ],
)
def test_the_reader_gets_the_own_language_when_it_is_ready(client, roundtable, reader, texts):
    text = main_of(client, roundtable, reader)
    assert [words in text for words in texts] == [True] * 3
    assert '<p class="note">' not in text


def test_the_reader_of_a_missing_language_gets_the_original_and_is_told(client, roundtable):
    text = main_of(client, roundtable, "en", "?language=es")
    assert "Not available in Spanish yet. This is the original, in English." in text
    assert ("Skills." in text, "Agreement." in text) == (True, True)


def test_a_translation_under_way_is_announced_and_not_shown(client, roundtable):
    text = main_of(client, roundtable, "en", "?language=ru")
    assert "The translation into Russian is under way. This is the original, in English." in text
    assert ("Skills." in text, "Навыки" in text, "Почему" in text) == (True, False, False)


def test_a_fallback_is_marked_with_its_language_on_every_part(client, roundtable):
    text = main_of(client, roundtable, "zh-hans")
    assert '<br><span lang="en" dir="ltr">Capitals</span>' in text
    assert '<div lang="en" dir="ltr"><p>Skills.' in text
    assert '<div lang="en" dir="ltr"><p>Agreement.</p></div>' in text
    assert '<span><span lang="en" dir="ltr">Why?</span>' in text
    assert 'I <span lang="en" dir="ltr">Opening</span>' in text
    assert '<div lang="en" dir="ltr"><p>To begin.</p></div>' in text
    assert '<li id="note-1" value="1" lang="en" dir="ltr">A note.' in text
    assert '<span lang="en" dir="ltr">Orderly</span>' in text
    assert 'class="language"' not in text  # the sentence above says it once for all parts


def test_arabic_within_an_english_page_reads_from_right_to_left(client, roundtable):
    text = main_of(client, roundtable, "en", "?language=ar")
    for words in (
        '<span lang="ar" dir="rtl">رؤوس الأموال</span>',
        '<div lang="ar" dir="rtl"><p>مهارات.',
        '<span lang="ar" dir="rtl">لماذا؟</span>',
        '<div lang="ar" dir="rtl"><p>نبدأ.</p></div>',
        '<li id="note-1" value="1" lang="ar" dir="rtl">ملاحظة.',
        '<span lang="ar" dir="rtl">منظمة</span>',
        "I Opening",  # without an Arabic title the session keeps its English one
        '<h2 id="background">Background</h2>',
    ):
        assert words in text


def test_a_part_without_a_translation_stands_in_the_original_and_is_named(client, roundtable):
    text = main_of(client, roundtable, "fr")
    assert '<div lang="en" dir="ltr"><p>To begin.</p></div>' in text
    assert '<small class="language" lang="en" dir="ltr">English</small>' in text


def test_the_languages_that_are_ready_can_be_chosen(client, roundtable):
    text = main_of(client, roundtable, "fr")
    links = re.findall(
        r'<a href="\?language=([\w-]+)" lang="[\w-]+" hreflang="[\w-]+" dir="auto"( aria-current)?', text
    )
    assert links == [("en", ""), ("ar", ""), ("fr", " aria-current")]
    facts = client.get(roundtable.get_absolute_url() + "?language=ar", headers={"Accept-Language": "en"}).text
    for name in ("roundtable_pdf",):
        assert f'href="{reverse(name, args=["m", "1.1"])}?language=ar"' in facts


@pytest.mark.parametrize("query", ["?language=xx", "?language=", "?language=%00", "?language=en-us'"])
def test_a_language_nobody_knows_is_the_reader_s(client, roundtable, query):
    assert "Compétences." in main_of(client, roundtable, "fr", query)


def test_a_brief_in_one_language_offers_no_choice(client, roundtable):
    other = a_roundtable(roundtable.meeting, "1.2", questions=1, is_published=True)
    assert 'class="readings"' not in client.get(other.get_absolute_url()).text


def test_a_brief_written_in_arabic_falls_back_to_arabic(client):
    roundtable = a_roundtable(
        a_meeting(),
        "١",
        {"ar": "عنوان"},
        background={"ar": "خلفية"},
        original_language="ar",
        is_published=True,
    )
    text = main_of(client, roundtable, "en")
    assert "Not available in English yet. This is the original, in Arabic." in text
    assert '<div lang="ar" dir="rtl"><p>خلفية</p></div>' in text


def test_those_who_write_it_see_a_translation_under_way(client, roundtable):
    Roundtable.objects.update(published_at=None)
    client.force_login(chair_staff(roundtable.meeting))
    text = main_of(client, roundtable, "en", "?language=ru")
    assert ("Навыки." in text, "Почему?" in text, "Agreement." in text) == (True, True, True)
    assert "in translation" in text
    assert '<small class="language" lang="en" dir="ltr">English</small>' in text


def test_a_version_keeps_the_languages_it_had(client, roundtable):
    BriefLanguage.objects.filter(language="ru").update(state="ready")
    publish(roundtable)
    before = reverse("roundtable_version", args=["m", "1.1", 1]) + "?language=ru"
    now = roundtable.get_absolute_url() + "?language=ru"
    assert ["Навыки." in client.get(page).text for page in (before, now)] == [False, True]


def test_versions_are_compared_in_the_language_asked_for_where_both_have_it(client, roundtable):
    stored = Roundtable.objects.get(pk=roundtable.pk)
    stored.background = {
        "en": "Many skills.",
        "fr": "Beaucoup de compétences.",
        "ar": "",
        "ru": "Новые навыки.",
    }
    stored.save()
    BriefLanguage.objects.filter(language="ru").update(state="ready")
    publish(stored)
    changes = reverse("roundtable_changes", args=["m", "1.1"])
    french = client.get(f"{changes}?language=fr").text
    russian = client.get(f"{changes}?language=ru").text
    assert ("Beaucoup de" in french, '" lang="fr" dir="ltr">' in french) == (True, True)
    assert ("Many" in russian, "Новые" in russian) == (True, False)  # version 1 had no Russian
    assert 'name="language" value="fr"' in french


def test_the_paper_is_in_the_language_asked_for(client, roundtable):
    where = reverse("roundtable_pdf", args=["m", "1.1"])
    found = {}
    for language in ("en", "fr", "es"):
        answer = client.get(where, {"language": language})
        text = text_of(answer.content)
        found[language] = (answer["Content-Language"], "Skills." in text, "Compétences." in text)
    assert found == {"en": ("en", True, False), "fr": ("fr", False, True), "es": ("es", True, False)}


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_is_kept_for_each_language_by_itself(client, roundtable, django_assert_num_queries):
    cache.clear()
    asked = [("en", ""), ("fr", ""), ("en", "?language=fr"), ("fr", "?language=ar"), ("en", "?language=es")]
    first = [main_of(client, roundtable, *one) for one in asked]
    with django_assert_num_queries(0):
        again = [main_of(client, roundtable, *one) for one in asked]
    assert again == first
    assert len(set(first)) == len(asked)
