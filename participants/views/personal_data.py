"""What is held about people for one meeting, when it is erased, and the certificates that it was."""

from django.contrib import messages
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from gfmd.names import name_query
from gfmd.pdf import html_for, pdf_from
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants import actions, keeping
from participants.access import certificate_of_meeting, delegate_of_meeting
from participants.actions import erasing, forgetting
from participants.forms.personal_data import ErasureRequestForm, FindDelegateForm
from participants.models import Delegate, Erasure

MOST_FOUND = 30
require_form = require_http_methods(["GET", "HEAD", "POST"])


@permit(Permission.ERASE, announced_meeting)
@require_safe
def personal_data(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """How much is held, until when, what an erasure would take, and what was erased; nobody by name."""
    return show(request, meeting, FindDelegateForm())


def show(request, meeting, form, *, status=200, **page):
    held = erasing.held_apart(meeting)
    page |= {
        "meeting": meeting,
        "here": "personal_data",
        "held": held,
        "named": Delegate.objects.filter(delegation__meeting=meeting).count(),
        "holds": any(held.values()),
        "erased_on": keeping.erased_on(meeting),
        "until": keeping.kept_until("needs", meeting),
        "record_until": keeping.kept_until("details", meeting),
        "is_over": erasing.is_over(meeting),
        "pending": meeting.erasures.filter(on_request=False, done_at=None).first(),
        "done": meeting.erasures.exclude(done_at=None),
        "form": form,
    }
    return render(request, "participants/personal_data.html", page, status=status)


@permit(Permission.ERASE, announced_meeting)
@require_POST
def personal_data_erase(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Erase now what has served."""
    try:
        actions.erase_now(meeting=meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Erased. The certificate is below."))
    return redirect("personal_data", slug=meeting.slug)


@permit(Permission.ERASE, certificate_of_meeting)
@require_safe
def personal_data_certificate(request: HttpRequest, erasure: Erasure) -> HttpResponse:
    """The certificate as a paper, in the reader's language."""
    context = {"erasure": erasure, "meeting": erasure.meeting, "rows": counted(erasure)}
    language = get_language()
    response = HttpResponse(
        pdf_from(html_for("papers/erasure.html", context, language)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="erasure-{erasure.pk}.pdf"'
    response["Content-Language"] = language
    response["X-Content-Type-Options"] = "nosniff"
    return response


def counted(erasure: Erasure) -> list[tuple[str, int]]:
    """What was erased and how much of it, in the order of the certificate."""
    labels = {
        "delegates": _("Delegates whose data was erased on request"),
        "visa_letters": _("Visa letters, with their files"),
        "passports": _("Passport data of delegates"),
        "needs": _("Diet and access needs of delegates"),
    }
    return [(label, erasure.counts[kind]) for kind, label in labels.items() if kind in erasure.counts]


# --- A delegate who asks in writing ----------------------------------------------------------------------


@permit(Permission.ERASE, announced_meeting)
@require_POST
def personal_data_find(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The delegates of this meeting that a name or an address may mean."""
    form = FindDelegateForm(request.POST)
    if not form.is_valid():
        return show(request, meeting, form, status=422)
    return show(request, meeting, form, delegates=delegates_called(form.cleaned_data["typed"], meeting))


def delegates_called(typed: str, meeting: Meeting) -> list[Delegate]:
    meant = Q(email__iexact=typed)
    if query := name_query(typed):
        meant |= Q(words=SearchQuery(query, search_type="raw", config="simple"))
    delegates = Delegate.objects.filter(delegation__meeting=meeting).annotate(
        words=SearchVector("name_key", config="simple")
    )
    return list(delegates.filter(meant).select_related("delegation__organization")[:MOST_FOUND])


@permit(Permission.ERASE, delegate_of_meeting)
@require_form
def personal_data_delegate(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """What would be erased about one delegate, and what stays; a button that does it."""
    form = ErasureRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_delegate(
                delegate_pk=delegate.pk, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return show_delegate(request, delegate, form, status=409)
        messages.success(request, _("Erased. The certificate is below."))
        return redirect("personal_data", slug=delegate.meeting.slug)
    return show_delegate(request, delegate, form, status=422 if form.errors else 200)


def show_delegate(request, delegate, form, *, status=200):
    page = {
        "delegate": delegate,
        "delegation": delegate.delegation,
        "meeting": delegate.meeting,
        "here": "personal_data",
        "obstacle": forgetting.obstacle_of(delegate),
        "is_forgotten": forgetting.is_forgotten(delegate),
        "form": form,
    }
    return render(request, "participants/personal_data_delegate.html", page, status=status)
