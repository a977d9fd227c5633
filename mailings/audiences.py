"""To whom the chair writes: audiences built from facts, each a name in AUDIENCES.

A person is known by the address and stands in an audience once, whatever the number of roles. Rows are read as
they come, so that memory does not grow with the audience.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Organization, OrganizationKind, RegionalGroup
from correspondence.addresses import unreachable
from gfmd.moves import Refused
from mailings.recipients import (
    Recipient,
    account,
    addressees,
    delegates,
    invitees,
    row,
    seats_of,
    team,
)
from meetings.days import day_in_words
from meetings.models import Meeting
from participants.models import (
    Answer,
    Delegate,
    DelegateState,
    DelegationState,
)
from roundtables.models import Place, TeamMember, TeamRole
from selection.models import Application, ApplicationState

ASKED_AT_ONCE = 5000  # addresses looked up together
NO_ADDRESS = _lazy("No address on file")


class LeftOut(NamedTuple):
    """Somebody who belongs to an audience, and to whom nothing goes, with the reason in words."""

    recipient: Recipient
    reason: str | Promise


@dataclass(frozen=True)
class Narrowing:
    """What an audience may be narrowed by: `choices(meeting)` are pairs of value and label."""

    label: str | Promise
    choices: Callable[[Meeting], list[tuple[str, str]]]


@dataclass(frozen=True)
class Audience:
    """`sources(meeting, narrowed)` are the querysets, with the columns of `row`, in which its people stand.

    `needs` names what it has to be narrowed by, `may` what it can be narrowed by. `is_participants` says that all
    of it belong to the circle of participants (meetings.models.circles) and may read its papers.
    """

    label: str | Promise
    sources: Callable[[Meeting, Mapping[str, str]], list[QuerySet]]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    is_of_organizations: bool = False
    is_participants: bool = True


# --- Narrowing -------------------------------------------------------------------------------------------


def roundtables_of(meeting: Meeting) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in meeting.roundtables.only("pk", "code", "title")]


def rooms_of(meeting: Meeting) -> list[tuple[str, str]]:
    return [(str(room.pk), room.name) for room in meeting.rooms.all()]


def days_of(meeting: Meeting) -> list[tuple[str, str]]:
    if not meeting.starts_on or not meeting.ends_on:
        return []
    days = range(meeting.starts_on.toordinal(), meeting.ends_on.toordinal() + 1)
    return [(day.isoformat(), day_in_words(day)) for day in map(date.fromordinal, islice(days, 60))]


def constituencies_of(meeting: Meeting) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in meeting.constituencies.all()]


NARROWINGS: dict[str, Narrowing] = {
    "region": Narrowing(_lazy("Regional group"), lambda meeting: RegionalGroup.choices),
    "organization_kind": Narrowing(_lazy("Kind of organization"), lambda meeting: OrganizationKind.choices),
    "roundtable": Narrowing(_lazy("Roundtable"), roundtables_of),
    "room": Narrowing(_lazy("Room"), rooms_of),
    "day": Narrowing(_lazy("Day"), days_of),
    "constituency": Narrowing(_lazy("Constituency"), constituencies_of),
    "application_state": Narrowing(
        _lazy("State of the application"), lambda meeting: ApplicationState.choices
    ),
}


def checked(audience: "Audience", meeting: Meeting, narrowed: Mapping[str, str]) -> dict[str, str]:
    """What narrows this audience, without what is empty or does not concern it.

    Raises Refused where a roundtable, room or day that it is about is missing or gone.
    """
    kept = {}
    for name in (*audience.needs, *audience.may):
        value = str(narrowed.get(name) or "")
        if value and value not in dict(NARROWINGS[name].choices(meeting)):
            raise Refused(
                _("What the audience is narrowed by is not there any more: %(what)s.")
                % {"what": NARROWINGS[name].label}
            )
        if not value and name in audience.needs:
            raise Refused(
                _("Say which one the audience is about: %(what)s.") % {"what": NARROWINGS[name].label}
            )
        if value:
            kept[name] = value
    return kept


def of_organizations(narrowed: Mapping[str, str], prefix: str = "") -> Q:
    """Organizations of the region and kind that are asked for; `prefix` leads to them."""
    asked = {"regional_group": narrowed.get("region"), "kind": narrowed.get("organization_kind")}
    return Q(**{f"{prefix}{name}": value for name, value in asked.items() if value})


# --- Sources ---------------------------------------------------------------------------------------------


def silent(meeting: Meeting, narrowed) -> list[QuerySet]:
    return [invitees(meeting.invitations.unanswered().filter(of_organizations(narrowed, "organization__")))]


def organizations_with(meeting: Meeting, delegations: Q, narrowed) -> list[QuerySet]:
    """Those who speak for organizations whose delegation is such."""
    found = meeting.delegations.filter(delegations).values("organization_id")
    return addressees(meeting, Organization.objects.filter(of_organizations(narrowed), pk__in=found))


SEAT = Delegate.objects.seated().filter(delegation=OuterRef("pk"))
OPEN = (DelegationState.NOT_STARTED, DelegationState.DRAFT, DelegationState.RETURNED)
CONFIRMED = (DelegationState.CONFIRMED, DelegationState.AMENDED)
IN_FORCE = (*OPEN, DelegationState.SUBMITTED, *CONFIRMED)


def accepted_without_delegates(meeting: Meeting, narrowed) -> list[QuerySet]:
    """Accepted, and either no delegation has been begun or there is nobody in it."""
    peopled = meeting.delegations.filter(Exists(SEAT)).values("organization_id")
    gone = meeting.delegations.exclude(state__in=IN_FORCE).values("organization_id")
    accepted = meeting.invitations.filter(answer=Answer.ACCEPTED).exclude(organization__in=gone)
    found = accepted.exclude(organization__in=peopled).values("organization_id")
    return addressees(meeting, Organization.objects.filter(of_organizations(narrowed), pk__in=found))


def not_submitted(meeting: Meeting, narrowed) -> list[QuerySet]:
    return organizations_with(meeting, Q(state__in=OPEN), narrowed)


def without_head(meeting: Meeting, narrowed) -> list[QuerySet]:
    return organizations_with(meeting, Q(state__in=IN_FORCE) & ~Exists(SEAT.filter(is_head=True)), narrowed)


def confirmed(meeting: Meeting, narrowed) -> list[QuerySet]:
    return organizations_with(meeting, Q(state__in=CONFIRMED), narrowed)


def focal_points(meeting: Meeting, narrowed) -> list[QuerySet]:
    """Of every organization that was invited or has a delegation, whatever its answer."""
    invited = meeting.invitations.filter(message__isnull=False).values("organization_id")
    coming = meeting.delegations.values("organization_id")
    organizations = Organization.objects.filter(Q(pk__in=invited) | Q(pk__in=coming))
    return addressees(meeting, organizations.filter(of_organizations(narrowed)))


def member_states(meeting: Meeting, narrowed) -> list[QuerySet]:
    """One address for each Member State of the United Nations today (domain, rule 5)."""
    states = Organization.objects.member_states(timezone.localdate()).filter(of_organizations(narrowed))
    return addressees(meeting, states, only_primary=True)


def seated(meeting: Meeting, narrowed) -> list[QuerySet]:
    return [delegates(seats_of(meeting).filter(of_organizations(narrowed, "delegation__organization__")))]


def seated_confirmed(meeting: Meeting, narrowed) -> list[QuerySet]:
    states = (DelegateState.CONFIRMED, DelegateState.BADGE_ISSUED, DelegateState.ATTENDED)
    found = seats_of(meeting).filter(of_organizations(narrowed, "delegation__organization__"))
    return [delegates(found.filter(state__in=states))]


def heads(meeting: Meeting, narrowed) -> list[QuerySet]:
    found = seats_of(meeting).filter(of_organizations(narrowed, "delegation__organization__"))
    return [delegates(found.filter(is_head=True))]


def at_roundtables(meeting: Meeting, roundtables: Q) -> list[QuerySet]:
    """Delegates with a place at these roundtables, and their teams."""
    found = meeting.roundtables.filter(roundtables).values("pk")
    places = Place.objects.seated().filter(roundtable__in=found).values("delegate_id")
    members = TeamMember.objects.filter(roundtable__in=found)
    return [delegates(seats_of(meeting).filter(pk__in=places)), *team(members)]


def of_roundtable(meeting: Meeting, narrowed) -> list[QuerySet]:
    return at_roundtables(meeting, Q(pk=narrowed["roundtable"]))


def of_room(meeting: Meeting, narrowed) -> list[QuerySet]:
    """Everyone of the roundtables that meet in a room, themselves or in a session."""
    room = narrowed["room"]
    return at_roundtables(meeting, Q(agenda_item__room=room) | Q(sessions__agenda_item__room=room))


def of_day(meeting: Meeting, narrowed) -> list[QuerySet]:
    """Delegates who come that day; no days chosen means all of them."""
    return [delegates(seats_of(meeting).filter(Q(attends_on=[]) | Q(attends_on__contains=[narrowed["day"]])))]


def of_constituency(meeting: Meeting, narrowed) -> list[QuerySet]:
    """The delegates of a constituency, and those who speak for their organizations."""
    of_it = Q(constituency=narrowed["constituency"], state__in=IN_FORCE)
    people = seats_of(meeting).filter(delegation__constituency=narrowed["constituency"])
    return [delegates(people), *organizations_with(meeting, of_it, {})]


def teams(meeting: Meeting, narrowed) -> list[QuerySet]:
    members = TeamMember.objects.filter(roundtable__meeting=meeting)
    return team(members.filter(roundtable=narrowed["roundtable"]) if narrowed.get("roundtable") else members)


def speakers(meeting: Meeting, narrowed) -> list[QuerySet]:
    return team(TeamMember.objects.filter(roundtable__meeting=meeting, role=TeamRole.SPEAKER))


def applicants(meeting: Meeting, narrowed) -> list[QuerySet]:
    found = Application.objects.filter(call__meeting=meeting, state=narrowed["application_state"])
    return [
        row(
            found,
            email=F("email"),
            name=F("name"),
            language=F("language"),
            person=account("email", "pk"),
            organization="delegation__organization__",
        )
    ]


BY_ORGANIZATION = ("region", "organization_kind")
AUDIENCES: dict[str, Audience] = {
    "member_states": Audience(
        _lazy("Every Member State of the United Nations, one address each"),
        member_states,
        may=("region",),
        is_of_organizations=True,
        is_participants=False,
    ),
    "silent": Audience(
        _lazy("Invited, and not answered yet"), silent, may=BY_ORGANIZATION, is_of_organizations=True
    ),
    "focal_points": Audience(
        _lazy("Focal points of all invited organizations"),
        focal_points,
        may=BY_ORGANIZATION,
        is_of_organizations=True,
    ),
    "kind": Audience(
        _lazy("Focal points of one kind of organization, such as civil society"),
        focal_points,
        needs=("organization_kind",),
        is_of_organizations=True,
    ),
    "region": Audience(
        _lazy("Focal points of the States of a region"),
        focal_points,
        needs=("region",),
        is_of_organizations=True,
    ),
    "no_delegates": Audience(
        _lazy("Accepted, and no delegate named yet"),
        accepted_without_delegates,
        may=BY_ORGANIZATION,
        is_of_organizations=True,
    ),
    "not_submitted": Audience(
        _lazy("Delegations not submitted yet: their focal points"),
        not_submitted,
        may=BY_ORGANIZATION,
        is_of_organizations=True,
    ),
    "without_head": Audience(
        _lazy("Delegations without a head: their focal points"),
        without_head,
        may=BY_ORGANIZATION,
        is_of_organizations=True,
    ),
    "confirmed": Audience(
        _lazy("Confirmed delegations: their focal points"),
        confirmed,
        may=BY_ORGANIZATION,
        is_of_organizations=True,
    ),
    "delegates": Audience(_lazy("All delegates"), seated, may=BY_ORGANIZATION),
    "delegates_confirmed": Audience(_lazy("Confirmed delegates"), seated_confirmed, may=BY_ORGANIZATION),
    "heads": Audience(_lazy("Heads of delegation"), heads, may=BY_ORGANIZATION),
    "constituency": Audience(
        _lazy("Everyone of a constituency: delegates and focal points"),
        of_constituency,
        needs=("constituency",),
    ),
    "roundtable": Audience(
        _lazy("Everyone of a roundtable: delegates with a place, and its team"),
        of_roundtable,
        needs=("roundtable",),
    ),
    "room": Audience(_lazy("Everyone of the roundtables that meet in a room"), of_room, needs=("room",)),
    "day": Audience(_lazy("Delegates who come on a day"), of_day, needs=("day",)),
    "teams": Audience(_lazy("Teams of the roundtables"), teams, may=("roundtable",)),
    "speakers": Audience(_lazy("Speakers"), speakers),
    "applicants": Audience(
        _lazy("Applicants to the meeting"), applicants, needs=("application_state",), is_participants=False
    ),
}


# --- Who it is -------------------------------------------------------------------------------------------


def people_of(
    name: str, meeting: Meeting, narrowed: Mapping[str, str], *, is_letter: bool = False
) -> Iterator[Recipient]:
    """Everyone of an audience, one person once; those without an address come with an empty one.

    A letter is to organizations: whoever speaks for two of them gets both letters, lest one be left out.
    Raises Refused when what narrows the audience is missing or gone. A query for each source.
    """
    audience = AUDIENCES[name]
    sources = audience.sources(meeting, checked(audience, meeting, narrowed))
    return _once(chain.from_iterable(source.iterator() for source in sources), is_letter)


def _once(rows: Iterable[tuple], is_letter: bool) -> Iterator[Recipient]:
    seen: set[tuple[str, int | None]] = set()
    for email, name, language, person, organization, kind, *names in rows:
        address = (email or "").strip().lower()
        identity = (address, organization if is_letter else None)
        if identity in seen:
            continue
        if address:
            seen.add(identity)
        yield Recipient(address, name or "", language or "en", person, organization, kind, tuple(names))


def reached(
    people: Iterable[Recipient], *, is_circular: bool
) -> Iterator[tuple[Recipient, str | Promise | None]]:
    """Each with the reason for which nothing goes there, or None.

    Circulars leave out addresses that came back or want none; what concerns somebody's own business does not.
    """
    people = iter(people)
    while some := list(islice(people, ASKED_AT_ONCE)):
        reasons = unreachable(one.email for one in some) if is_circular else {}
        for one in some:
            yield one, (reasons.get(one.email) if one.email else NO_ADDRESS)


@dataclass
class Counted:
    """An audience as it is now: who gets the mailing, and who is left out and why."""

    recipients: list[Recipient] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def counted(
    name: str,
    meeting: Meeting,
    narrowed: Mapping[str, str],
    *,
    is_circular: bool = False,
    is_letter: bool = False,
) -> Counted:
    """The audience, for the pages that show it before it is written to."""
    whole = Counted()
    people = people_of(name, meeting, narrowed, is_letter=is_letter)
    for recipient, reason in reached(people, is_circular=is_circular):
        if reason is None:
            whole.recipients.append(recipient)
        else:
            whole.left_out.append(LeftOut(recipient, reason))
    return whole


def audience_in_words(name: str, meeting: Meeting, narrowed: Mapping[str, str]) -> str:
    """ "All delegates (Regional group: African States)"; what is gone is named as such."""
    audience = AUDIENCES.get(name)
    if audience is None:
        return name
    said = [
        _("%(what)s: %(which)s")
        % {
            "what": NARROWINGS[key].label,
            "which": dict(NARROWINGS[key].choices(meeting)).get(str(value), _("not there any more")),
        }
        for key, value in narrowed.items()
        if key in NARROWINGS
    ]
    if not said:
        return str(audience.label)
    return _("%(audience)s (%(narrowed)s)") % {"audience": audience.label, "narrowed": "; ".join(said)}
