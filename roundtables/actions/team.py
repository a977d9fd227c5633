"""The team of a roundtable."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Message
from gfmd.moves import Refused
from gfmd.public import drop_pages
from roundtables.actions.briefs import (
    check_announced,
    draft_for_clearance,
    round_under_way,
    say_no_more,
    settle_clearance,
)
from roundtables.actions.ordering import lock_roundtable, next_position
from roundtables.actions.papers import brief_shown
from roundtables.actions.rules import still_there
from roundtables.messages.briefs import appointment_messages, clearance_messages, comments_messages
from roundtables.models import BriefState, Roundtable, TeamMember, TeamRole


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
    if role == TeamRole.CO_CHAIR and name.strip() and not email:
        raise Refused(
            _("Who clears a brief for a State signs in. Give the address, or leave the name empty.")
        )
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
    leave_trace("appoint_to_team", roundtable, by=by, after=place_content(member))
    team_changed(roundtable, by=by)
    tell(roundtable, [member])
    return member


def person_with(email: str, name: str, language: str) -> Person:
    """The account of an address, as long as it is not closed."""
    person = Person.objects.with_account(email, name=name, language=language)
    if not person.is_active:
        raise Refused(_("The account with this address is closed. Give another address."))
    return person


def place_content(member: TeamMember) -> dict:
    """What the record keeps of a place."""
    return {
        "role": member.role,
        "organization": member.organization_id,
        "person": member.person_id,
        "name": member.name,
    }


def team_changed(roundtable: Roundtable, *, by: Person) -> None:
    """Whoever joins the co-chairs has to clear a brief before it is final; whoever leaves does not."""
    brief = roundtable.briefs.in_preparation().first()
    if brief:
        brief.roundtable = roundtable
        settle_clearance(brief, by=by)
    if roundtable.is_published:
        brief_shown(roundtable)
    drop_pages()  # who may see a draft has changed, too


def tell(roundtable: Roundtable, places: list[TeamMember]) -> int:
    """Write to whoever fills these places and was not written to before; returns to how many.

    They also get the request that is out just now: for comments on a draft, or for clearance. While the
    meeting is a draft nobody is told of it.
    """
    if not roundtable.meeting.is_announced:
        return 0
    messages = [message for place in places for message in appointment_messages(place)]
    known = set(Message.objects.filter(key__in=[one.key for one in messages]).values_list("key", flat=True))
    queue(messages + requests_out(roundtable, places))
    return sum(message.key not in known for message in messages)


def requests_out(roundtable: Roundtable, places: list[TeamMember]) -> list[Message]:
    brief = roundtable.briefs.in_preparation().first()
    if brief is None:
        return []
    under_way, put = round_under_way(brief), draft_for_clearance(brief)
    if under_way and under_way.takes_comments():
        return comments_messages(under_way, places)
    if put and brief.state != BriefState.FINAL:
        return clearance_messages(put, places)
    return []


@transaction.atomic
def tell_team(*, roundtable: Roundtable, by: Person) -> int:
    """Write to those in the team who have not been written to yet, such as a new focal point.

    Returns to how many. Raises Refused while the meeting is a draft.
    """
    roundtable = lock_roundtable(roundtable)
    check_announced(roundtable)
    told = tell(roundtable, list(roundtable.team.all()))
    if told:
        leave_trace("tell_team", roundtable, by=by, after={"told": told})
    return told


@transaction.atomic
def leave_team(*, member: TeamMember, by: Person) -> None:
    """Take a place out of the team; what was said and cleared from it stays."""
    roundtable = lock_roundtable(member.roundtable)
    member = still_there(roundtable.team.filter(pk=member.pk).first())
    leave_trace("leave_team", roundtable, by=by, before=place_content(member))
    say_no_more(f"team:{member.pk}:")
    member.delete()
    team_changed(roundtable, by=by)
