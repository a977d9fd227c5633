"""Rules of the house that a machine can hold: nothing unused, nothing inline, nothing from elsewhere."""

import re
import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# Found by name by Django, its forms, or the libraries whose pages we dress.
FOUND_BY_OTHERS = (
    "django/",
    "account/",
    "allauth/",
    "mfa/",
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def test_no_template_is_unused():
    named = "\n".join(
        path.read_text(encoding="utf-8")
        for path in tracked("*.py", "templates/*")
        if "tests/" not in str(path.relative_to(ROOT))
    )
    # A view's form page is named after the view: show_form(request, "delegate_replace", …).
    unused = [
        name
        for name in (str(path.relative_to(TEMPLATES)) for path in tracked("templates/*"))
        if not name.startswith(FOUND_BY_OTHERS) and name not in named and f'"{Path(name).stem}"' not in named
    ]
    assert unused == []


def test_no_page_has_inline_script_or_style_and_none_asks_another_host():
    wrong = []
    for path in tracked("templates/*.html"):
        if path.is_relative_to(TEMPLATES / "mail"):
            continue  # mail programs know no style sheets
        text = path.read_text(encoding="utf-8")
        inline = re.findall(
            r"<script(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>|\sstyle=|\son\w+=\"", text
        )
        elsewhere = re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*\"", text)
        wrong += [(path.name, what) for what in inline + elsewhere]
    assert wrong == []


def test_styles_are_logical_so_that_arabic_needs_no_second_sheet():
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)"
    )
    wrong = [
        (path.name, number, line.strip()[:80])
        for path in tracked("static/css/*.css")
        if path.name != "paper.css"  # the boxes in a page's margin are named left and right
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if physical.search(line)
    ]
    assert wrong == []


def test_nothing_is_called_by_a_word_that_says_nothing():
    vague = re.compile(r"(?:^|_)(?:utils?|helpers?|manager)(?:_|$)")
    named = {path.stem for path in tracked("*.py")} | {
        part for path in tracked("*.py") for part in path.parts
    }
    assert [name for name in named if vague.search(name)] == []
