"""Invitations and what becomes of them: every act is the one a focal point or the chair would take."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Organization, Person
from demo.content import table
from meetings.models import Meeting
from participants import actions
from participants.models import Delegate, Delegation, Invitation

# The note of a row: how the person in it comes to the delegation, or leaves it.
HEAD, REPLACED, SUCCESSOR, LATER, SUCCESSOR_LATER, WITHDRAWN = (
    "head",
    "replaced",
    "successor",
    "later",
    "successor later",
    "withdrawn",
)


def invite_everybody(meeting: Meeting, organizations: dict[str, Organization], *, by: Person) -> None:
    """All Member States of today, the observer States and the other organizations."""
    actions.invite_member_states(meeting=meeting, on=timezone.localdate(), by=by)
    actions.invite(meeting=meeting, organizations=organizations.values(), by=by)
    actions.send_invitations(meeting=meeting, by=by)


def invite_some(meeting: Meeting, kinds: Iterable[str], organizations: dict, *, by: Person) -> None:
    """The organizations of some kinds."""
    chosen = [one for one in organizations.values() if one.kind in kinds]
    actions.invite(meeting=meeting, organizations=chosen, by=by)
    actions.send_invitations(meeting=meeting, by=by)


def enter_delegations(
    meeting: Meeting, file: str, organizations: dict[str, Organization], *, chair: Person
) -> Iterator[Delegation]:
    """Answer the invitations and fill the delegations as the file says; yields each when it is done."""
    for code, together in groupby(table(file, ";"), key=lambda row: row["of"]):
        rows = list(together)
        invitation = Invitation.objects.get(meeting=meeting, organization=organizations[code])
        if rows[0]["state"] == "declined":
            actions.decline_invitation(
                invitation_pk=invitation.pk, link_number=invitation.link_number, reason=rows[0]["word"]
            )
        else:
            person, delegation = actions.accept_invitation(
                invitation_pk=invitation.pk,
                link_number=invitation.link_number,
                name=rows[0]["focal_point"],
            )
            Story(delegation, rows, person, chair).tell()
        yield Delegation.objects.get(meeting=meeting, organization=organizations[code])


class Story:
    """One delegation from its first delegate to the state its rows end in."""

    def __init__(self, delegation: Delegation, rows: list[dict], focal_point: Person, chair: Person):
        self.delegation, self.rows = delegation, rows
        self.focal_point, self.chair = focal_point, chair
        self.state, self.word = rows[0]["state"], rows[0]["word"]
        self.domain = slugify(rows[0]["of"]) + ".example"

    def tell(self) -> None:
        if self.state == "not_started":
            return
        self.seat([row for row in self.rows if "later" not in row["note"]])
        if self.state == "withdrawn":
            actions.withdraw_delegation(
                delegation_pk=self.delegation.pk, by=self.focal_point, reason=self.word
            )
        if self.state in ("submitted", "returned", "confirmed", "amended"):
            self.act(actions.submit_delegation, by=self.focal_point)
        if self.state == "returned":
            self.act(actions.return_delegation, by=self.chair, sentence=self.word)
        if self.state in ("confirmed", "amended"):
            self.act(actions.confirm_delegation, by=self.chair)
        if self.state == "amended":
            self.seat([row for row in self.rows if "later" in row["note"]])

    def act(self, action, **words) -> None:
        """Submit, return or confirm the delegation as it stands now."""
        version = Delegation.objects.values_list("version", flat=True).get(pk=self.delegation.pk)
        action(delegation_pk=self.delegation.pk, version=version, **words)

    def seat(self, rows: list[dict]) -> None:
        for row in rows:
            details = self.details(row)
            if row["note"] in (SUCCESSOR, SUCCESSOR_LATER):
                predecessor = self.predecessor(row)
                actions.replace_delegate(delegate_pk=predecessor.pk, details=details, by=self.focal_point)
                continue
            delegate = actions.add_delegate(
                delegation_pk=self.delegation.pk,
                details=details,
                is_head=row["note"] == HEAD,
                by=self.focal_point,
            )
            if row["note"] == WITHDRAWN:
                actions.withdraw_delegate(delegate_pk=delegate.pk, by=self.focal_point)

    def predecessor(self, row: dict) -> Delegate:
        """Whom the person of this row succeeds: the one in the row above."""
        above = self.rows[self.rows.index(row) - 1]
        return self.delegation.delegates.seated().get(name=above["name"])

    def details(self, row: dict) -> actions.Details:
        """As typed. A delegate whose function is not known yet has no address yet either."""
        return {
            "honorific": row["honorific"],
            "name": row["name"],
            "function": row["function"],
            "ministry": row["ministry"],
            "email": self.email(row) if row["function"] else "",
        }

    def email(self, row: dict) -> str:
        plain = unicodedata.normalize("NFKD", row["name"]).encode("ascii", "ignore").decode()
        name = slugify(plain).replace("-", ".") or f"delegate{self.rows.index(row) + 1}"
        return f"{name}@{self.domain}"
