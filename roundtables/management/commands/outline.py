"""`manage.py outline FILE`: what a concept paper proposes, as JSON. Touches no database and no broker."""

import io
import json
import sys

from django.core.management.base import BaseCommand, CommandError

from roundtables.conceptpapers.limits import BYTES
from roundtables.conceptpapers.proposal import propose
from roundtables.conceptpapers.reading import read_paper
from roundtables.conceptpapers.text import PaperUnreadable


class Command(BaseCommand):
    help = "Prints the outline that a concept paper proposes as JSON: .docx, .odt, .txt or .md."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="the paper; - reads it from standard input")

    def handle(self, *, file, **options):
        try:
            proposal = propose(self._read(file))
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        except PaperUnreadable as refusal:
            raise CommandError(str(refusal)) from refusal
        outline = json.dumps(by_theme(proposal.as_dict()), ensure_ascii=False, indent=2)
        sys.stdout.buffer.write(f"{outline}\n".encode("utf-8", "replace"))
        sys.stdout.buffer.flush()

    @staticmethod
    def _read(file: str):
        if file == "-":
            return read_paper(io.BytesIO(sys.stdin.buffer.read(BYTES + 1)))
        with open(file, "rb") as paper:
            return read_paper(paper, file)


def by_theme(outline: dict) -> dict:
    """Roundtables that stand beneath no theme come last, under one without a code or a title."""
    loose, place = outline.pop("roundtables"), len(outline["themes"])
    if not loose:
        return outline
    outline["themes"].append({"code": "", "title": "", "rationale": "", "roundtables": loose})
    for entry in (*outline["footnotes"], *outline["warnings"]):
        if entry["where"].startswith("roundtables["):
            entry["where"] = f"themes[{place}].{entry['where']}"
    return outline
