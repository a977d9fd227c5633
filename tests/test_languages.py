"""The interface speaks the six languages of the United Nations, completely and without damage."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import to_locale

from tests.factories import a_delegation, a_meeting, chair_staff, focal_point_of, with_delegates

CATALOGUES = sorted(Path(settings.BASE_DIR, "locale").glob("*/LC_MESSAGES/django.po"))
CODES = [code for code, _name in settings.LANGUAGES]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>|\*\*")


def forms_of(entry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_there_is_a_catalogue_for_each_language_but_english():
    expected = {to_locale(code) for code in CODES if code != "en"}
    assert {path.parent.parent.name for path in CATALOGUES} == expected


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_catalogue_is_complete(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []


def sentences_of(module: Path) -> set[str]:
    """The first words of each call of a gettext in a module, by whatever name the module knows it."""
    tree = ast.parse(module.read_text())
    names = {
        one.asname or one.name: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
        if "gettext" in one.name
    }
    calls = [
        (names[node.func.id], node.args)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]
    said = [args["pgettext" in name] for name, args in calls if len(args) > ("pgettext" in name)]
    return {one.value for one in said if isinstance(one, ast.Constant)}


def test_every_sentence_of_the_code_is_in_the_catalogues():
    rooms = [Path(settings.BASE_DIR, app) for app in settings.INSTALLED_APPS if "." not in app]
    modules = [module for room in rooms if room.is_dir() for module in room.rglob("*.py")]
    said = set().union(*(sentences_of(module) for module in modules))
    assert len(said) > 1000
    assert {path.parent.parent.name: said - known(path) for path in CATALOGUES} == {
        path.parent.parent.name: set() for path in CATALOGUES
    }


def known(path: Path) -> set[str]:
    return {entry.msgid for entry in polib.pofile(str(path))}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_translation_keeps_what_is_filled_in(path):
    damaged = []
    for entry in polib.pofile(str(path)):
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for form in forms_of(entry):
            found = set(PLACEHOLDER.findall(form))
            lost = set() if entry.msgid_plural else allowed - found
            if found - allowed or lost:
                damaged.append((entry.msgid, form))
    assert damaged == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_what_django_reads_is_what_was_written(path):
    written = {(e.msgctxt, e.msgid): forms_of(e) for e in polib.pofile(str(path))}
    read = {(e.msgctxt, e.msgid): forms_of(e) for e in polib.mofile(str(path.with_suffix(".mo")))}
    assert read == written


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_the_working_pages_open_in_each_language_and_direction(client, code):
    delegation = a_delegation(meeting=a_meeting())
    by = focal_point_of(delegation)
    with_delegates(delegation, 2, by=by)
    slug = delegation.meeting.slug
    direction = "rtl" if code == "ar" else "ltr"
    for person, addresses in (
        (by, [reverse("desk"), reverse("delegation", args=[delegation.pk])]),
        (
            chair_staff(delegation.meeting),
            [reverse(name, args=[slug]) for name in ("manage", "programme", "invitations", "board", "rooms")],
        ),
    ):
        client.force_login(person)
        for address in addresses:
            answer = client.get(address, headers={"Accept-Language": code})
            assert answer.status_code == 200
            assert f'<html lang="{code}" dir="{direction}">' in answer.content.decode()
