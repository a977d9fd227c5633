"""States and other organizations, with the addresses invitations go to."""

from accounts.models import Organization, Person
from demo.content import document, table
from participants import actions

NAMES = ("name_en", "name_fr", "name_es", "name_ar", "name_zh", "name_ru")
FLAGS = {
    "is_least_developed": "is_ldc",
    "is_landlocked_developing": "is_lldc",
    "is_small_island_developing": "is_sids",
}


def enter_organizations(*, by: Person) -> dict[str, Organization]:
    """All States and organizations, by ISO code, or else by acronym or English name."""
    addresses = document("addresses")
    states = {row["iso3"]: state(row, addresses) for row in table("accounts/data/states")}
    others = {row["acronym"] or row["name_en"]: other(row) for row in table("organizations")}
    return {key: actions.add_organization(one, by=by) for key, one in (states | others).items()}


def state(row: dict[str, str], addresses: dict) -> Organization:
    iso3 = row["iso3"]
    languages = (code for code, states in addresses["languages"].items() if iso3 in states)
    return Organization(
        kind=row["kind"],
        iso3=iso3,
        iso2=row["iso2"],
        m49=row["m49"],
        regional_group=row["regional_group"],
        un_member_since=row["un_member_since"] or None,
        **{name: row[name] for name in NAMES},
        **{flag: row[column] == "1" for flag, column in FLAGS.items()},
        sort_zh=f"#{int(row['order_zh']):03d}",
        address_name=addresses["names"].get(iso3, ""),
        address_email=address(iso3, addresses),
        address_language=next(languages, "en"),
    )


def address(iso3: str, addresses: dict) -> str:
    if iso3 in addresses["none"]:
        return ""
    return addresses["refused"].get(iso3, f"mission.{iso3.lower()}@example.org")


def other(row: dict[str, str]) -> Organization:
    return Organization(
        kind=row["kind"],
        acronym=row["acronym"],
        **{name: row[name] for name in NAMES},
        address_email=row["address"],
        address_language=row["language"],
    )
