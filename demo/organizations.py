"""States and other organizations, with the addresses invitations go to."""

from accounts.models import Organization, Person
from accounts.states import all_states
from demo.content import document, table
from participants import actions

NAMES = ("name_en", "name_fr", "name_es", "name_ar", "name_zh", "name_ru")


def enter_organizations(*, by: Person) -> dict[str, Organization]:
    """All States and organizations, by ISO code, or else by acronym or English name."""
    addresses = document("addresses")
    states = {state.iso3: with_address(state, addresses) for state in all_states()}
    others = {row["acronym"] or row["name_en"]: other(row) for row in table("organizations")}
    return {key: actions.add_organization(one, by=by) for key, one in (states | others).items()}


def with_address(state: Organization, addresses: dict) -> Organization:
    iso3 = state.iso3
    state.address_name = addresses["names"].get(iso3, "")
    state.address_email = address(iso3, addresses)
    state.address_language = next(
        (code for code, states in addresses["languages"].items() if iso3 in states), "en"
    )
    return state


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
