"""The addresses of a meeting that messages came back from: what was said, where they stand, the right one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, can, permit
from correspondence.bounces import left_over
from correspondence.models import TroubledAddress
from gfmd.moves import Refused
from mailings.actions.addresses import correct_everywhere, try_again
from mailings.addresses import troubled_addresses as troubled_of
from mailings.forms.addresses import RightAddressForm
from meetings.access import announced_meeting
from meetings.models import Meeting


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def troubled_addresses(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return show(request, meeting)


def show(
    request: HttpRequest,
    meeting: Meeting,
    *,
    typed: dict[int, RightAddressForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = troubled_of(meeting)
    typed = typed or {}
    forms = [(row, typed.get(row.trouble.pk) or form_of(row.trouble)) for row in rows]
    page = {
        "meeting": meeting,
        "here": "correspondence",
        "rows": forms,
        "standing": sum(bool(row.places) for row in rows),
        "left_over": left_over(),
        "may_correct": can(request.user, Permission.CORRESPOND, meeting),
    }
    return render(request, "mailings/troubled_addresses.html", page, status=status)


def form_of(trouble: TroubledAddress, posted=None) -> RightAddressForm:
    return RightAddressForm(posted, prefix=f"address-{trouble.pk}", initial={"email": trouble.email})


@permit(Permission.CORRESPOND, announced_meeting)
@require_POST
def address_correct(request: HttpRequest, meeting: Meeting, trouble_pk: int) -> HttpResponse:
    """Correct an address wherever it stands; what it did not get goes out again."""
    trouble = trouble_of(meeting, trouble_pk)
    if trouble is None:
        return settled_meanwhile(request, meeting)
    form = form_of(trouble, request.POST)
    if form.is_valid():
        try:
            again = correct_everywhere(
                meeting=meeting, trouble=trouble, to_email=form.cleaned_data["email"], by=request.user
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return said(request, meeting, _("The address is corrected."), again)
    return show(request, meeting, typed={trouble.pk: form}, status=422)


@permit(Permission.CORRESPOND, announced_meeting)
@require_POST
def address_again(request: HttpRequest, meeting: Meeting, trouble_pk: int) -> HttpResponse:
    """The address is right after all: what came back is sent there once more."""
    trouble = trouble_of(meeting, trouble_pk)
    if trouble is None:
        return settled_meanwhile(request, meeting)
    return tried(request, meeting, lambda: try_again(meeting=meeting, trouble=trouble, by=request.user))


def tried(request: HttpRequest, meeting: Meeting, act: Callable[[], int]) -> HttpResponse:
    try:
        again = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("troubled_addresses", slug=meeting.slug)
    return said(request, meeting, _("The address is tried again."), again)


def trouble_of(meeting: Meeting, trouble_pk: int) -> TroubledAddress | None:
    """One of those on the page of this meeting; others are none of its business."""
    return next((row.trouble for row in troubled_of(meeting) if row.trouble.pk == trouble_pk), None)


def settled_meanwhile(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    messages.info(request, _("This address has been corrected already."))
    return redirect("troubled_addresses", slug=meeting.slug)


def said(request: HttpRequest, meeting: Meeting, done: str, again: int) -> HttpResponse:
    sentence = ngettext(
        "%(number)d message is on its way again.", "%(number)d messages are on their way again.", again
    )
    messages.success(request, f"{done} {sentence % {'number': again}}" if again else done)
    return redirect("troubled_addresses", slug=meeting.slug)
