"""What is ticked of a concept paper and cannot stand in the programme: said before anything is written."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gfmd.codes import code_validator
from gfmd.moves import Refused
from meetings.clock import sensible_day
from roundtables.actions.rules import TooManyThemes, code_taken
from roundtables.proposed import EVENT_KINDS, FIELDS, Entry, Field, Outline

if TYPE_CHECKING:
    from roundtables.actions.taking import Taking


@dataclass(frozen=True)
class Fault:
    """Why something ticked cannot be written: the entry and its field, and a sentence."""

    entry: str
    name: str
    sentence: str


class Faulty(Refused):
    """Something that is ticked cannot stand in the programme; `faults` says what, field by field."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__(
            ngettext(
                "%(number)d thing that is ticked cannot stand in the programme as it is. Correct it, or leave it out.",
                "%(number)d things that are ticked cannot stand in the programme as they are. Correct them, or leave them out.",
                len(faults),
            )
            % {"number": len(faults)}
        )


def faults_of(taking: "Taking") -> list[Fault]:
    """What is wrong with what is ticked, before anything is written. Raises TooManyThemes."""
    check_number_of_themes(taking)
    faults = []
    for entry in taking.outline.in_order():
        if entry.kind == "note" or not taking.is_written(entry):
            continue
        is_new = entry.key not in taking.comparison.rows
        ticked = {
            change.name for change in taking.comparison.by_entry[entry.key] if change.key in taking.taken
        }
        for spec in FIELDS[entry.kind]:
            belongs = is_new and f"{entry.key}.{spec.name}" not in taking.comparison.by_key
            if spec.name in ticked or belongs:
                sentence = fault_of(taking.outline, entry, spec)
                faults += [Fault(entry.key, spec.name, sentence)] if sentence else []
    return faults or codes_taken_twice(taking)


def fault_of(outline: Outline, entry: Entry, spec: Field) -> str:
    """Why a field cannot be written as it is; empty when it can."""
    if spec.name == "days":
        return fault_of_days(entry)
    if spec.name == "kind":
        return "" if entry.get("kind") in EVENT_KINDS else _("Choose what it is.")
    if spec.shape == "choice":
        return ""
    texts = [outline.with_notes(text) for text in entry.questions]
    if spec.name != "questions":
        texts = [
            outline.with_notes(entry.get(spec.name)) if spec.shape == "text" else entry.get(spec.name).strip()
        ]
    longest = max(map(len, texts), default=0)
    if spec.most and longest > spec.most:
        return ngettext(
            "This has %(length)d character; at most %(most)d fit. Shorten it.",
            "This has %(length)d characters; at most %(most)d fit. Shorten it.",
            longest,
        ) % {"length": longest, "most": spec.most}
    if spec.name == "code":
        return fault_of_code(entry)
    needs_title = spec.name == "title" and entry.kind != "session"
    return _("Write a title.") if needs_title and not texts[0] else ""


def fault_of_code(entry: Entry) -> str:
    code = entry.get("code").strip()
    if not code:
        return "" if entry.kind == "section" else _("Write a code, such as 1.1 or III.")
    try:
        code_validator(code)
    except ValidationError as refusal:
        return refusal.messages[0]
    return ""


def fault_of_days(entry: Entry) -> str:
    if entry.get("ends_on") and not entry.get("starts_on"):
        return _("Write the first day.")
    if not entry.get("starts_on"):
        return ""
    try:
        first, last = (date.fromisoformat(one) for one in entry.days.split("/"))
        for check in sensible_day:
            check(first)
            check(last)
    except ValueError:
        return _("Write the days as 2027-03-09.")
    except ValidationError as refusal:
        return refusal.messages[0]
    return _("The last day comes before the first.") if last < first else ""


def check_number_of_themes(taking: "Taking") -> None:
    number = taking.meeting.themes.count()
    themes = [entry for entry in taking.outline.of_kind("theme") if entry.key in taking.taken]
    number += len(themes) - sum(change.kind == "theme" for change in taking.removed)
    most = taking.meeting.maximum_themes
    if themes and number > most:
        raise TooManyThemes(
            ngettext(
                "With what is ticked the meeting would have %(number)d theme, and it has at most %(most)d. Leave some out, or allow more in the settings.",
                "With what is ticked the meeting would have %(number)d themes, and it has at most %(most)d. Leave some out, or allow more in the settings.",
                number,
            )
            % {"number": number, "most": most}
        )


def codes_taken_twice(taking: "Taking") -> list[Fault]:
    """Entries that would take a code which another one has, or takes too."""
    removed = {(change.kind, change.row.pk) for change in taking.removed}
    meeting = taking.meeting
    faults = []
    for kind, rows in (("theme", meeting.themes.all()), ("roundtable", meeting.roundtables.all())):
        entries = taking.outline.of_kind(kind)
        faults += taken_twice(taking, entries, [row for row in rows if (kind, row.pk) not in removed])
    for entry in taking.outline.of_kind("roundtable"):
        row = taking.comparison.rows.get(entry.key)
        rows = row.sessions.all() if row else []
        standing = [one for one in rows if ("session", one.pk) not in removed]
        faults += taken_twice(taking, taking.outline.within(entry.key, "session"), standing)
    return faults


def taken_twice(taking: "Taking", entries: list[Entry], rows: list[Model]) -> list[Fault]:
    holders = {row.pk: row.code for row in rows}
    asking = []
    for entry in entries:
        row = taking.comparison.rows.get(entry.key)
        if row is None and taking.is_written(entry):
            asking.append(entry)
        elif row is not None and "code" in taking.of_entry(entry):
            asking.append(entry)
            holders.pop(row.pk, None)
    taken = list(holders.values())
    faults = []
    for entry in asking:
        code = entry.get("code").strip()
        if code in taken:
            faults.append(Fault(entry.key, "code", str(code_taken(code))))
        taken.append(code)
    return faults
