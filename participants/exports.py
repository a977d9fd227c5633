"""For programs and spreadsheets: the board of delegations as a table."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from django.utils.translation import gettext as _

from meetings.days import instant_in_words
from meetings.models import Meeting

# What spreadsheets take for a formula. A number with its sign, such as "+41 22 …", is none and stays as typed.
FORMULA = re.compile(r"\s*[=@\t\r]|\s*[+-](?!\d)|\s*[+-]\d.*[^\d\s().+/-]")
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def board_csv(rows: Iterable, meeting: Meeting) -> str:
    """One line an organization, in the active language: who, how many seats, where it stands. No addresses."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(
        [
            _("State or organization"),
            _("Kind"),
            _("Regional group"),
            _("Seats taken"),
            _("Seats, at most"),
            _("Head of delegation"),
            _("Where it stands"),
            _("Extra time until"),
            _("Confirmed again"),
            _("Last change"),
        ]
    )
    for row in rows:
        table.writerow([harmless(cell) for cell in cells_of(row, meeting)])
    return BYTE_ORDER_MARK + written.getvalue()


def cells_of(row, meeting: Meeting) -> list:
    organization, delegation = row.organization, row.delegation
    extra = delegation.extra_until if delegation else None
    return [
        organization.name,
        organization.get_kind_display(),
        organization.get_regional_group_display(),
        row.seats_used,
        meeting.delegation_limit,
        row.head,
        row.label,
        instant_in_words(extra, meeting) if extra else "",
        reconfirmed_in_words(delegation),
        row.changed_at.astimezone(meeting.zone).strftime("%Y-%m-%d %H:%M"),
    ]


def reconfirmed_in_words(delegation) -> str:
    if delegation is None or delegation.reconfirm_asked_at is None:
        return ""
    return _("no") if delegation.must_reconfirm else _("yes")


def harmless(cell) -> str:
    """A cell that no spreadsheet carries out as a formula (OWASP, CSV injection)."""
    text = str(cell)
    return f"'{text}" if FORMULA.match(text) else text
