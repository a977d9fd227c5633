"""Things named one after the other are parted as the reader's language does it, never by a Latin comma in the code."""

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from gfmd.lists import listed

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("roundtables", "meetings", "templates/roundtables", "templates/meetings", "templates/papers")
# A title put together from the pieces of a paper that was read in, in the language of the paper.
EXCEPT = ("roundtables/conceptpapers/facts.py",)


def test_what_is_empty_is_left_out():
    assert listed(["Rabat", "", "Morocco"]) == "Rabat, Morocco"
    assert listed([]) == ""


@pytest.mark.parametrize(("language", "shown"), [("ar", "الرباط، المغرب"), ("zh-hans", "拉巴特、摩洛哥")])
def test_the_sign_between_them_is_that_of_the_language(monkeypatch, language, shown):
    catalog = trans_real.translation(language)._catalog
    sign = {"ar": "، ", "zh-hans": "、"}[language]
    monkeypatch.setattr(
        catalog, "_catalogs", [{"between the things of a list\x04, ": sign}, *catalog._catalogs]
    )
    with translation.override(language):
        assert listed({"ar": ["الرباط", "المغرب"], "zh-hans": ["拉巴特", "摩洛哥"]}[language]) == shown


@pytest.mark.parametrize("room", ROOMS)
def test_no_list_is_joined_by_a_comma_in_the_code(room):
    files = [path for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".html")]
    found = [
        str(path.relative_to(ROOT))
        for path in files
        if '", ".join(' in path.read_text() or 'join:", "' in path.read_text()
    ]
    assert [path for path in found if path not in EXCEPT] == []
