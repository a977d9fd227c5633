"""The team of a roundtable, and what its brief refers to."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from gfmd.moves import Refused
from gfmd.public import drop_pages
from roundtables.actions.ordering import lock_roundtable, next_position
from roundtables.actions.papers import brief_changed
from roundtables.models import Reference, Roundtable, TeamMember, TeamRole


@transaction.atomic
def appoint_to_team(
    *,
    roundtable: Roundtable,
    role: str,
    organization: Organization | None,
    email: str = "",
    name: str = "",
    language: str = "en",
    by: Person,
) -> TeamMember:
    """Give somebody a place in the team: an organization, a person with an address, or a name alone.

    An organization without a person is acted for by its active focal points. The account of a new address
    signs in with a code sent to it.
    """
    roundtable = lock_roundtable(roundtable)
    if role == TeamRole.CO_CHAIR and (organization is None or not organization.is_state):
        raise Refused(_("A roundtable is co-chaired by States. Choose one."))
    person = person_with(email, name, language) if email else None
    member = TeamMember(
        roundtable=roundtable,
        role=role,
        organization=organization,
        person=person,
        name="" if person else name.strip(),
        position=next_position(roundtable.team),
    )
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "") or ""
        if rule == "team_member_is_somebody":
            raise Refused(_("Say who: an organization, a person, or both.")) from broken
        if rule == "team_member_once":
            raise Refused(_("This place in the team is taken by the same already.")) from broken
        raise
    after = {"role": role, "organization": organization and organization.name_en, "person": member.person_id}
    leave_trace("appoint_to_team", roundtable, by=by, after=after)
    drop_pages()
    return member


def person_with(email: str, name: str, language: str) -> Person:
    person = Person.objects.with_address(email)
    return person or Person.objects.create_user(email, name=name.strip(), language=language)


@transaction.atomic
def leave_team(*, member: TeamMember, by: Person) -> None:
    """Take a place out of the team; what was said and cleared from it stays."""
    roundtable = lock_roundtable(member.roundtable)
    before = {"role": member.role, "organization": member.organization_id, "person": member.person_id}
    leave_trace("leave_team", roundtable, by=by, before=before)
    member.delete()
    drop_pages()


@transaction.atomic
def add_reference(*, reference: Reference, by: Person) -> Reference:
    """Add what a brief refers to, after the others. Raises Refused when it is there already."""
    roundtable = lock_roundtable(reference.roundtable)
    reference.position = next_position(roundtable.references)
    try:
        with transaction.atomic():
            reference.save()
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "") or ""
        if rule == "reference_once":
            raise Refused(_("The brief refers to this already.")) from broken
        raise
    leave_trace(
        "add_reference", roundtable, by=by, after={"kind": reference.kind, "reference": str(reference)}
    )
    brief_changed(roundtable)
    return reference


@transaction.atomic
def remove_reference(*, reference: Reference, by: Person) -> None:
    roundtable = lock_roundtable(reference.roundtable)
    leave_trace(
        "remove_reference", roundtable, by=by, before={"kind": reference.kind, "reference": str(reference)}
    )
    reference.delete()
    brief_changed(roundtable)
