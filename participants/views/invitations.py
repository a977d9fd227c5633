"""Inviting: who is invited, with which words, what became of each message, who has not answered."""

from collections import Counter

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organization, un_language
from accounts.permissions import Permission, permit
from correspondence.addresses import trouble_of
from correspondence.models import MessageState, Purpose
from gfmd.moves import Refused
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants import actions
from participants.access import invitation_of_meeting
from participants.forms import AddressForm, ExtraTimeForm, InviteForm, OrganizationForm
from participants.messages.invitations import invitation_message
from participants.models import MAY_HAVE_EXTRA_TIME, Answer, Invitation, InvitationState

require_form = require_http_methods(["GET", "HEAD", "POST"])
INVITED = InvitationState
WAITING = (MessageState.QUEUED, MessageState.SENDING)

# The filters of the table: name, label, and which rows they keep.
FILTERS = {
    "all": (gettext_lazy("All"), lambda row: True),
    "without": (gettext_lazy("Without address"), lambda row: not row.to_email),
    "draft": (gettext_lazy("Not sent yet"), lambda row: row.state == INVITED.DRAFT),
    "failed": (gettext_lazy("Address refused"), lambda row: row.state == INVITED.BOUNCED),
    "silent": (
        gettext_lazy("Not answered"),
        lambda row: row.state in (INVITED.QUEUED, INVITED.SENT, INVITED.DELIVERED, INVITED.OPENED),
    ),
    "asks": (gettext_lazy("Ask to be addressed"), lambda row: bool(row.asks_email)),
    "accepted": (gettext_lazy("Accepted"), lambda row: row.state == INVITED.ACCEPTED),
    "declined": (gettext_lazy("Declined"), lambda row: row.state in (INVITED.DECLINED, INVITED.LAPSED)),
}


def rows_of(meeting: Meeting) -> list[Invitation]:
    """Every invitation of the meeting with its state, in the order of the reader's language."""
    rows = meeting.invitations.with_state().select_related("organization", "message")
    rows = rows.annotate(trouble=trouble_of("to_email"))
    return list(rows.defer("message__body").order_by(f"organization__sort_{un_language()}", "pk"))


@permit(Permission.INVITE, announced_meeting)
@require_safe
def invitations(request, meeting):
    rows = rows_of(meeting)
    chosen = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    counts = {name: sum(map(keeps, rows)) for name, (_label, keeps) in FILTERS.items()}
    page = {
        "meeting": meeting,
        "here": "invitations",
        "rows": [row for row in rows if FILTERS[chosen][1](row)],
        "filters": [(name, label, counts[name]) for name, (label, _keeps) in FILTERS.items()],
        "chosen": chosen,
        "counts": counts,
        "to_send": sum(row.state == INVITED.DRAFT and bool(row.to_email) for row in rows),
        "waiting": sum(bool(row.message) and row.message.state in WAITING for row in rows),
        "member_states": member_states_invited(rows),
    }
    return render(request, "participants/invitations.html", page)


def member_states_invited(rows: list[Invitation]) -> tuple[int, int]:
    """(invited, of today's Member States): "193 of 193" is the rule (domain, rule 5)."""
    today = set(Organization.objects.member_states(timezone.localdate()).values_list("pk", flat=True))
    return len(today & {row.organization_id for row in rows}), len(today)


@permit(Permission.INVITE, announced_meeting)
@require_form
def invitations_new(request, meeting):
    form = InviteForm(
        request.POST if request.method == "POST" else None, meeting=meeting, initial={"member_states": True}
    )
    if request.method != "POST" or not form.is_valid():
        states = Organization.objects.member_states(timezone.localdate())
        page = {
            "meeting": meeting,
            "here": "invitations",
            "form": form,
            "states": states.count(),
            "states_invited": meeting.invitations.filter(organization__in=states).count(),
        }
        return render(request, "participants/invitations_new.html", page, status=422 if form.errors else 200)
    written = actions.invite(
        meeting=meeting, organizations=form.cleaned_data["organizations"], by=request.user
    )
    if form.cleaned_data["member_states"]:
        written += actions.invite_member_states(meeting=meeting, on=timezone.localdate(), by=request.user)
    sentence = ngettext(
        "%(number)d invitation was written. Nothing has been sent yet.",
        "%(number)d invitations were written. Nothing has been sent yet.",
        written,
    )
    messages.success(request, sentence % {"number": written})
    return redirect("invitations", slug=meeting.slug)


@permit(Permission.INVITE, announced_meeting)
@require_form
def organization_new(request, meeting):
    form = OrganizationForm(request.POST if request.method == "POST" else None)
    page = {"meeting": meeting, "here": "invitations", "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "participants/organization_new.html", page, status=422 if form.errors else 200)
    try:
        organization = actions.add_organization(form.save(commit=False), by=request.user)
    except IntegrityError:  # somebody else has just entered the same one
        form.add_error("name_en", form.instance.unique_error_message(Organization, ("name_en",)))
        return render(request, "participants/organization_new.html", page, status=409)
    actions.invite(meeting=meeting, organizations=[organization], by=request.user)
    messages.success(
        request, _("%(name)s was added and has a draft invitation.") % {"name": organization.name}
    )
    return redirect("invitations", slug=meeting.slug)


@permit(Permission.INVITE, announced_meeting)
@require_form
def invitations_send(request, meeting):
    if request.method == "POST":
        try:
            actions.send_invitations(meeting=meeting, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("invitations", slug=meeting.slug)
        return redirect("invitations_progress", slug=meeting.slug)
    rows = rows_of(meeting)
    drafts = [row for row in rows if row.state == INVITED.DRAFT]
    page = {
        "meeting": meeting,
        "here": "invitations",
        "drafts": [row for row in drafts if row.to_email],
        "without": [row for row in drafts if not row.to_email],
    }
    return render(request, "participants/invitations_send.html", page)


@permit(Permission.INVITE, announced_meeting)
@require_safe
def invitations_progress(request, meeting):
    states = Counter(
        meeting.invitations.filter(message__isnull=False).values_list("message__state", flat=True)
    )
    page = {
        "meeting": meeting,
        "here": "invitations",
        "total": states.total(),
        "waiting": sum(states[state] for state in WAITING),
        "sent": states[MessageState.SENT] + states[MessageState.DELIVERED],
        "failed": states[MessageState.FAILED] + states[MessageState.BOUNCED],
    }
    page["done"] = page["total"] - page["waiting"]
    template = "participants/_progress.html" if request.htmx else "participants/invitations_progress.html"
    return render(request, template, page)


@permit(Permission.INVITE, announced_meeting)
@require_POST
def invitations_remind(request, meeting):
    try:
        reminded = actions.remind(meeting=meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("invitations", slug=meeting.slug)
    if not reminded:
        messages.info(request, _("Nobody needs a reminder today: each is reminded at most once a day."))
        return redirect("invitations", slug=meeting.slug)
    return redirect("invitations_progress", slug=meeting.slug)


@permit(Permission.INVITE, invitation_of_meeting)
@require_form
def invitation_manage(request, invitation):
    """One invitation: its message, what became of it, where it goes, and until when it can be answered."""
    form = AddressForm(request.POST if request.method == "POST" else None, instance=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_address(invitation_pk=invitation.pk, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("invitation_manage", slug=invitation.meeting.slug, pk=invitation.pk)
    return show_invitation(request, invitation, form=form, status=422 if form.errors else 200)


def show_invitation(
    request,
    invitation: Invitation,
    *,
    form: AddressForm | None = None,
    extra_form: ExtraTimeForm | None = None,
    status: int = 200,
):
    is_late = actions.is_over(invitation) or invitation.has_extra_time()
    page = {
        "meeting": invitation.meeting,
        "here": "invitations",
        "invitation": invitation,
        "message": invitation.message or invitation_message(invitation, Purpose.INVITATION),
        "form": form or AddressForm(instance=invitation),
        "failed": invitation.state == INVITED.BOUNCED,
        "may_have_extra_time": is_late
        and invitation.meeting.state in MAY_HAVE_EXTRA_TIME
        and invitation.answer in (Answer.NONE, Answer.LAPSED),
        "extra_form": extra_form or ExtraTimeForm(of=invitation),
    }
    return render(request, "participants/invitation_manage.html", page, status=status)


@permit(Permission.INVITE, invitation_of_meeting)
@require_POST
def invitation_extra_time(request, invitation):
    form = ExtraTimeForm(request.POST, of=invitation)
    if not form.is_valid():
        return show_invitation(request, invitation, extra_form=form, status=422)
    try:
        actions.give_time_to_answer(invitation_pk=invitation.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("until", str(refusal))
        return show_invitation(request, invitation, extra_form=form, status=409)
    messages.success(request, _("The invitation is on its way again, with a new link."))
    return redirect("invitation_manage", slug=invitation.meeting.slug, pk=invitation.pk)


def back_with(request, invitation: Invitation, act, sentence: str):
    """Back to the invitation's page with a word on what was done, or the reason it was refused."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("invitation_manage", slug=invitation.meeting.slug, pk=invitation.pk)


@permit(Permission.INVITE, invitation_of_meeting)
@require_POST
def invitation_again(request, invitation):
    return back_with(
        request,
        invitation,
        lambda: actions.send_again(invitation_pk=invitation.pk, by=request.user),
        _("The invitation is on its way again, with a new link."),
    )


@permit(Permission.INVITE, invitation_of_meeting)
@require_POST
def invitation_readdress(request, invitation):
    return back_with(
        request,
        invitation,
        lambda: actions.readdress_as_asked(invitation_pk=invitation.pk, by=request.user),
        _("The invitation now goes to the person who asked for it."),
    )
