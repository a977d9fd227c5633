"""The outbox of a meeting: what waits, what was refused, and holding it back."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, can, permit
from correspondence import actions
from correspondence.models import Batch, Message
from correspondence.outbox import SHOWN, batches_of, messages_of, standing_of
from gfmd.moves import Refused
from meetings.access import announced_meeting, part_of_meeting
from meetings.models import Meeting

A_PAGE = 50


class PauseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("The other members of staff read it here."),
    )


def batch_of_meeting(person, slug: str, batch_pk: int) -> Batch:
    return part_of_meeting(Batch.objects.select_related("mailing"), announced_meeting(person, slug), batch_pk)


def message_of_meeting(person, slug: str, message_pk: int) -> Message:
    return part_of_meeting(
        Message.objects.by_the_chair().defer("body"), announced_meeting(person, slug), message_pk
    )


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def outbox(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return show_outbox(request, meeting, PauseForm())


def show_outbox(request: HttpRequest, meeting: Meeting, form: PauseForm, status: int = 200) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "all"
    standing = standing_of(meeting)
    page = {
        "meeting": meeting,
        "here": "correspondence",
        "standing": standing,
        "batches": batches_of(meeting),
        "page": Paginator(messages_of(meeting, show), A_PAGE).get_page(request.GET.get("page")),
        "filters": [
            (name, label, standing.counts[name])
            for name, (label, _which) in SHOWN.items()
            if standing.counts[name] or name == show
        ],
        "chosen": show,
        "may_act": can(request.user, Permission.CORRESPOND, meeting),
        "form": form,
    }
    return render(request, "correspondence/outbox.html", page, status=status)


@permit(Permission.CORRESPOND, announced_meeting)
@require_POST
def outbox_pause(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Nothing but sign-in codes leaves, of no meeting."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return show_outbox(request, meeting, form, status=422)
    try:
        actions.pause_outbox(by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_outbox(request, meeting, form, status=409)
    messages.success(request, _("Sending is paused. Only sign-in codes leave."))
    return redirect("outbox", slug=meeting.slug)


@permit(Permission.CORRESPOND, announced_meeting)
@require_POST
def outbox_resume(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return said_after(
        request, meeting, lambda: actions.resume_outbox(by=request.user), lambda _none: _("Sending goes on.")
    )


@permit(Permission.CORRESPOND, batch_of_meeting)
@require_POST
def outbox_batch_pause(request: HttpRequest, batch: Batch) -> HttpResponse:
    def pause():
        refuse_mailing(batch)
        return actions.pause_batch(batch=batch, by=request.user)

    return said_after(request, batch.meeting, pause, paused_in_words)


@permit(Permission.CORRESPOND, batch_of_meeting)
@require_POST
def outbox_batch_resume(request: HttpRequest, batch: Batch) -> HttpResponse:
    def resume():
        refuse_mailing(batch)
        return actions.resume_batch(batch=batch, by=request.user)

    return said_after(request, batch.meeting, resume, lambda _number: _("They leave again."))


@permit(Permission.CORRESPOND, message_of_meeting)
@require_POST
def outbox_resend(request: HttpRequest, message: Message) -> HttpResponse:
    return said_after(
        request,
        message.meeting,
        lambda: actions.resend(message=message, by=request.user),
        lambda _none: _("The message is sent once more to %(email)s.") % {"email": message.to_email},
    )


def paused_in_words(number: int) -> str:
    return ngettext(
        "%(number)d message is held back until you let it go on.",
        "%(number)d messages are held back until you let them go on.",
        number,
    ) % {"number": number}


def refuse_mailing(batch: Batch) -> None:
    """A mailing has states of its own, which must tell the same."""
    if hasattr(batch, "mailing"):
        raise Refused(_("This belongs to a mailing: pause it, or let it go on, on the mailing's page."))


def said_after(request: HttpRequest, meeting: Meeting, act, in_words) -> HttpResponse:
    """Do it and say so, or say why not, on the page of the outbox."""
    try:
        messages.success(request, in_words(act()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outbox", slug=meeting.slug)
