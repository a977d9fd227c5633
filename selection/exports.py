"""The applications of a call as a table for spreadsheets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gfmd.spreadsheets import csv_table
from selection.ranking import Row


def applications_table(rows: Iterable[Row]) -> str:
    """One line an application, the best first, with the heads of the columns in the active language."""
    head = (
        _("Rank"),
        _("Organization"),
        _("Acronym"),
        _("Sector"),
        _("Country"),
        _("Regional group"),
        _("Representative"),
        _("Gender"),
        _("E-mail address"),
        _("Website"),
        _("Mean score of 15"),
        _("Scores"),
        _("Conflicts of interest"),
        _("State"),
        _("Place on the waiting list"),
        _("Reason"),
    )
    return csv_table(head, map(_line, rows))


def _line(row: Row):
    one = row.application
    return (
        row.place,
        one.organization_name,
        one.acronym,
        one.get_sector_display(),
        one.country.name,
        one.country.get_regional_group_display(),
        one.name,
        one.get_gender_display(),
        one.email,
        one.website,
        "" if one.mean is None else f"{one.mean:.2f}",
        one.scored,
        one.conflicts,
        one.get_state_display(),
        one.rank,
        one.reason,
    )
