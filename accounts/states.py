"""The 193 Member States of the United Nations and the two observer States, as the product knows them.

Names are the UN short names without the article, groups the UN regional groups, membership a year
(accounts/data/states.csv; `order_zh` is the rank of the Chinese name by pinyin).
"""

import csv
from pathlib import Path

from accounts.models import UN_LANGUAGES, Organization

FACTS = Path(__file__).resolve().parent / "data" / "states.csv"
FLAGS = {
    "is_least_developed": "is_ldc",
    "is_landlocked_developing": "is_lldc",
    "is_small_island_developing": "is_sids",
}


def all_states() -> list[Organization]:
    """Every State, unsaved and without an address."""
    with open(FACTS, encoding="utf-8", newline="") as file:
        return [_state(row) for row in csv.DictReader(file)]


def enter_states() -> int:
    """Save the States that are not there yet; returns how many were entered."""
    known = set(Organization.objects.exclude(iso3="").values_list("iso3", flat=True))
    missing = [state for state in all_states() if state.iso3 not in known]
    for state in missing:
        state.save()
    return len(missing)


def _state(row: dict[str, str]) -> Organization:
    return Organization(
        kind=row["kind"],
        iso3=row["iso3"],
        iso2=row["iso2"],
        m49=row["m49"],
        regional_group=row["regional_group"],
        un_member_since=row["un_member_since"] or None,
        **{f"name_{language}": row[f"name_{language}"] for language in UN_LANGUAGES},
        **{flag: row[column] == "1" for flag, column in FLAGS.items()},
        sort_zh=f"#{int(row['order_zh']):03d}",
    )
