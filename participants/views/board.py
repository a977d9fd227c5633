"""The board of delegations by region, and what the chair does to many of them at once."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organization, OrganizationKind, RegionalGroup, un_language
from accounts.permissions import Permission, can, permit
from correspondence.addresses import trouble_of
from gfmd.moves import Refused
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants import actions
from participants.exports import board_csv as table_of
from participants.forms import ConfirmSeveralForm
from participants.models import (
    Delegate,
    Delegation,
    DelegationState,
    FieldCheck,
    FieldCheckState,
    FocalPoint,
    Invitation,
    InvitationState,
    minute_after,
)

D = DelegationState
INVITED = InvitationState
TONES = {
    D.CONFIRMED: "good",
    D.SUBMITTED: "warn",
    D.AMENDED: "warn",
    D.DRAFT: "warn",
    D.RETURNED: "warn",
    D.NOT_STARTED: "warn",
}


@dataclass(frozen=True)
class Row:
    """One organization on the board, from its delegation and its invitation (either may be missing)."""

    organization: Organization
    delegation: Delegation | None
    invitation: Invitation | None

    @property
    def state(self) -> str:
        if self.delegation:
            return self.delegation.state
        return self.invitation.state

    @property
    def label(self) -> str:
        if self.delegation:
            return self.delegation.get_state_display()
        if self.is_silent:
            return _("Not answered")
        return INVITED(self.invitation.state).label

    @property
    def tone(self) -> str:
        if self.delegation:
            return TONES.get(self.delegation.state, "quiet")
        return "bad" if self.is_bounced else "quiet"

    @property
    def is_to_confirm(self) -> bool:
        return bool(self.delegation) and self.delegation.state in (D.SUBMITTED, D.AMENDED)

    @property
    def is_incomplete(self) -> bool:
        return bool(self.delegation) and self.delegation.state in (D.NOT_STARTED, D.DRAFT, D.RETURNED)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.delegation) and self.delegation.state == D.CONFIRMED

    @property
    def is_silent(self) -> bool:
        return not self.delegation and self.invitation.state in (
            INVITED.QUEUED,
            INVITED.SENT,
            INVITED.DELIVERED,
            INVITED.OPENED,
        )

    @property
    def is_bounced(self) -> bool:
        return bool(self.trouble) or (not self.delegation and self.invitation.state == INVITED.BOUNCED)

    @property
    def trouble(self) -> str | None:
        """With an address in use: once there is a delegation, the one in the invitation is no longer."""
        return self.delegation.trouble if self.delegation else self.invitation.trouble

    @property
    def is_to_reconfirm(self) -> bool:
        return bool(self.delegation) and self.delegation.must_reconfirm

    @property
    def has_extra_time(self) -> bool:
        until = self.delegation.extra_until if self.delegation else None
        return until is not None and timezone.now() < minute_after(until)

    @property
    def has_changed_fields(self) -> bool:
        return bool(self.delegation) and self.delegation.has_changed_fields

    @property
    def has_answered(self) -> bool:
        return bool(self.delegation)

    @property
    def seats_used(self) -> int:
        return self.delegation.seats_used if self.delegation else 0

    @property
    def head(self) -> str:
        if not self.delegation or not self.delegation.head_name:
            return ""
        return f"{self.delegation.head_honorific} {self.delegation.head_name}".strip()

    @property
    def is_head_missing(self) -> bool:
        return self.seats_used > 0 and not self.head

    @property
    def changed_at(self) -> datetime:
        return self.delegation.changed_at if self.delegation else self.invitation.changed_at


FILTERS = {
    "all": (gettext_lazy("All"), lambda row: True),
    "confirm": (gettext_lazy("To confirm"), lambda row: row.is_to_confirm),
    "incomplete": (gettext_lazy("Incomplete"), lambda row: row.is_incomplete),
    "silent": (gettext_lazy("Silent"), lambda row: row.is_silent),
    "bounced": (gettext_lazy("Bounced"), lambda row: row.is_bounced),
    "confirmed": (gettext_lazy("Confirmed"), lambda row: row.is_confirmed),
    "fields": (gettext_lazy("Fields to confirm"), lambda row: row.has_changed_fields),
    "extra": (gettext_lazy("Extra time"), lambda row: row.has_extra_time),
    "reconfirm": (gettext_lazy("Not confirmed again"), lambda row: row.is_to_reconfirm),
}
# Shown only where there are any: most meetings are neither postponed nor closed.
RARE = ("fields", "extra", "reconfirm")


def rows_of(meeting: Meeting) -> list[Row]:
    """Everybody invited to, or registered for, the meeting, in reading order. Two queries."""
    order = f"sort_{un_language()}"
    invitations = meeting.invitations.with_state().select_related("organization", "message")
    invitations = invitations.annotate(trouble=trouble_of("to_email"))
    by_organization = {row.organization_id: row for row in invitations.defer("message__body")}
    changed = FieldCheck.objects.filter(state=FieldCheckState.CHANGED, delegate__delegation=OuterRef("pk"))
    listed = meeting.delegations.with_seats().annotate(
        has_changed_fields=Exists(changed), trouble=trouble_of_delegation()
    )
    delegations = {row.organization_id: row for row in listed.select_related("organization")}
    organizations = {row.organization_id: row.organization for row in by_organization.values()}
    organizations |= {row.organization_id: row.organization for row in delegations.values()}
    rows = [
        Row(organization, delegations.get(pk), by_organization.get(pk))
        for pk, organization in organizations.items()
    ]
    return sorted(rows, key=lambda row: getattr(row.organization, order))


def trouble_of_delegation() -> Coalesce:
    """What is the trouble with an address of a delegation: of a delegate, or of who speaks for the organization."""
    delegates = Delegate.objects.seated().filter(delegation=OuterRef("pk"))
    points = FocalPoint.objects.active().filter(organization=OuterRef("organization"))
    troubled = [
        rows.annotate(trouble=trouble_of(field)).exclude(trouble=None).values("trouble")[:1]
        for rows, field in ((delegates, "email"), (points, "person__email"))
    ]
    return Coalesce(*map(Subquery, troubled))


def by_region(rows: list[Row], everybody: list[Row]) -> list[tuple[str, list[Row], int, int]]:
    """(heading, rows to show, answered, all) for each regional group, then for observers and others."""
    groups = [(label, lambda row, group=group: is_of(row, group)) for group, label in RegionalGroup.choices]
    groups.append(
        (_("Observers and organizations"), lambda row: row.organization.kind != OrganizationKind.MEMBER_STATE)
    )
    listed = []
    for label, belongs in groups:
        shown = [row for row in rows if belongs(row)]
        whole = [row for row in everybody if belongs(row)]
        if shown:
            listed.append((label, shown, sum(row.has_answered for row in whole), len(whole)))
    return listed


def is_of(row: Row, group: str) -> bool:
    organization = row.organization
    return organization.kind == OrganizationKind.MEMBER_STATE and organization.regional_group == group


@permit(Permission.SEE_DELEGATIONS, announced_meeting)
@require_safe
def board(request, meeting):
    rows = rows_of(meeting)
    chosen = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    counts = {name: sum(map(keeps, rows)) for name, (_label, keeps) in FILTERS.items()}
    states = [row for row in rows if row.organization.kind == OrganizationKind.MEMBER_STATE]
    page = {
        "meeting": meeting,
        "here": "board",
        "regions": by_region([row for row in rows if FILTERS[chosen][1](row)], rows),
        "filters": [
            (name, label, counts[name])
            for name, (label, _keeps) in FILTERS.items()
            if counts[name] or name not in RARE
        ],
        "chosen": chosen,
        "counts": counts,
        "submitted": sum(bool(row.delegation) and row.delegation.submitted_at is not None for row in rows),
        "to_confirm": [row for row in rows if row.is_to_confirm],
        "states_invited": len(states),
        "limit": meeting.delegation_limit,
        "may_confirm": can(request.user, Permission.CONFIRM_DELEGATIONS, meeting),
        "may_invite": can(request.user, Permission.INVITE, meeting),
        "now": timezone.now(),
    }
    return render(request, "participants/board.html", page)


@permit(Permission.CONFIRM_DELEGATIONS, announced_meeting)
@require_POST
def board_confirm(request, meeting):
    form = ConfirmSeveralForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was confirmed. Open the board again and confirm from there."))
        return redirect("board", slug=meeting.slug)
    own = set(meeting.delegations.values_list("pk", flat=True))
    versions = {pk: version for pk, version in form.cleaned_data["seen"].items() if pk in own}
    confirmed, left = actions.confirm_delegations(versions=versions, by=request.user)
    sentence = ngettext("%(number)d delegation confirmed.", "%(number)d delegations confirmed.", confirmed)
    messages.success(request, sentence % {"number": confirmed})
    if left:
        sentence = ngettext(
            "%(number)d delegation was not confirmed: it has changed since you opened the board.",
            "%(number)d delegations were not confirmed: they have changed since you opened the board.",
            left,
        )
        messages.warning(request, sentence % {"number": left})
    return redirect("board", slug=meeting.slug)


@permit(Permission.SEE_DELEGATIONS, announced_meeting)
@require_safe
def board_csv(request, meeting):
    """The whole board as a table that spreadsheets open."""
    answer = HttpResponse(table_of(rows_of(meeting), meeting), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="delegations-{meeting.slug}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@permit(Permission.INVITE, announced_meeting)
@require_POST
def board_remind(request, meeting):
    """Remind those who have not said again that they come after the meeting was postponed."""
    try:
        reminded = actions.remind_to_reconfirm(meeting=meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("board", slug=meeting.slug)
    if reminded:
        sentence = ngettext("%(number)d delegation reminded.", "%(number)d delegations reminded.", reminded)
        messages.success(request, sentence % {"number": reminded})
    else:
        messages.info(request, _("Nobody was reminded: all have confirmed, or heard from us today."))
    return redirect("board", slug=meeting.slug)
