"""The board of delegations by region, and one delegation as the chair checks it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organization, OrganizationKind, RegionalGroup, un_language
from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants import actions
from participants.access import delegation_of_meeting
from participants.forms import ConfirmSeveralForm, ReturnForm, VersionForm
from participants.models import Delegation, DelegationState, Invitation, InvitationState

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
        return not self.delegation and self.invitation.state == INVITED.BOUNCED

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
}


def rows_of(meeting: Meeting) -> list[Row]:
    """Everybody invited to, or registered for, the meeting, in reading order. Two queries."""
    order = f"sort_{un_language()}"
    invitations = meeting.invitations.with_state().select_related("organization", "message")
    by_organization = {row.organization_id: row for row in invitations.defer("message__body")}
    delegations = {
        row.organization_id: row for row in meeting.delegations.with_seats().select_related("organization")
    }
    organizations = {row.organization_id: row.organization for row in by_organization.values()}
    organizations |= {row.organization_id: row.organization for row in delegations.values()}
    rows = [
        Row(organization, delegations.get(pk), by_organization.get(pk))
        for pk, organization in organizations.items()
    ]
    return sorted(rows, key=lambda row: getattr(row.organization, order))


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
        "filters": [(name, label, counts[name]) for name, (label, _keeps) in FILTERS.items()],
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


@permit(Permission.SEE_DELEGATIONS, delegation_of_meeting)
@require_safe
def delegation_check(request, delegation):
    return show_check(request, delegation, ReturnForm(initial={"version": delegation.version}))


def show_check(request, delegation: Delegation, return_form: ReturnForm, status: int = 200):
    delegates = list(delegation.delegates.select_related("replaced_by"))
    page = {
        "meeting": delegation.meeting,
        "here": "board",
        "delegation": delegation,
        "seated": [delegate for delegate in delegates if delegate.is_seated],
        "given_up": [delegate for delegate in delegates if not delegate.is_seated],
        "limit": delegation.meeting.delegation_limit,
        "tone": TONES.get(delegation.state, "quiet"),
        "is_to_confirm": delegation.state in (D.SUBMITTED, D.AMENDED),
        "may_confirm": can(request.user, Permission.CONFIRM_DELEGATIONS, delegation.meeting),
        "focal_points": delegation.organization.focal_points.active().select_related("person"),
        "return_form": return_form,
        "confirm_form": VersionForm(initial={"version": delegation.version}),
    }
    return render(request, "participants/delegation_check.html", page, status=status)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_confirm(request, delegation):
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        actions.confirm_delegation(delegation_pk=delegation.pk, version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed; the focal point gets a message."))
    return redirect("delegation_check", slug=delegation.meeting.slug, pk=delegation.pk)


@permit(Permission.CONFIRM_DELEGATIONS, delegation_of_meeting)
@require_POST
def delegation_return(request, delegation):
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return show_check(request, delegation, form, status=422)
    try:
        actions.return_delegation(delegation_pk=delegation.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_check(request, delegation, form, status=409)
    messages.success(
        request, _("Returned; the focal point reads your sentence in a message and on the page.")
    )
    return redirect("delegation_check", slug=delegation.meeting.slug, pk=delegation.pk)
