"""Cells of a table that is opened in a spreadsheet, where what begins with a sign would be run as a formula."""

import csv
import io
import re
from collections.abc import Iterable

_RUNS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # the last four are wide
_NUMBER = re.compile(r"[+-]\s?[\d\s().,/-]*\d[\d\s().,/-]*\Z")


def cell(value) -> str:
    """A value as it may stand in a cell: a formula is held back by an apostrophe, "+41 22 …" stays as it is."""
    text = "" if value is None else str(value)
    if text.lstrip(" ").startswith(_RUNS) and not _NUMBER.match(text.strip(" ")):
        return f"'{text}"
    return text


def csv_table(head: Iterable[str], rows: Iterable[Iterable]) -> str:
    """A CSV file (RFC 4180) that spreadsheets read as UTF-8; every cell is guarded."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([cell(one) for one in head])
    writer.writerows([cell(one) for one in row] for row in rows)
    return "\ufeff" + written.getvalue()
