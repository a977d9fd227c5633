"""For programs and spreadsheets: the board of delegations as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gfmd.spreadsheets import csv_table
from meetings.days import instant_in_words
from meetings.models import Meeting


def board_csv(rows: Iterable, meeting: Meeting) -> str:
    """One line an organization, in the active language: who, how many seats, where it stands. No addresses."""
    head = [
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
    return csv_table(head, (cells_of(row, meeting) for row in rows))


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
