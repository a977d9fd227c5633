"""Nominations: handed in by anybody, followed by a personal link, verified by staff."""

from collections import Counter

from allauth.core import ratelimit
from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, permit
from correspondence.addresses import trouble_of
from gfmd.moves import Refused
from meetings.access import announced_meeting, readable_meeting
from meetings.models import Meeting
from participants import actions
from participants.access import nomination_by_token, nomination_of_meeting
from participants.doubts import doubts_of, side_by_side
from participants.forms import CorrectionForm, DecisionForm, NominationForm
from participants.letters import PICTURES, letter_answer
from participants.models import Nomination, NominationState

require_form = require_http_methods(["GET", "HEAD", "POST"])
N = NominationState
SETTLED = (N.ACCEPTED, N.REJECTED, N.WITHDRAWN)


# --- Anybody -------------------------------------------------------------------------------------------------


@permit(Permission.NOMINATE, readable_meeting)
@require_form
def nominate(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The page on which a State or an organization names its focal point."""
    is_sent = request.method == "POST"
    form = NominationForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    status = 200
    if is_sent and not ratelimit.consume(request, action="nominate"):
        form.add_error(None, _("Too much was sent from here in a short time. Please try again in an hour."))
        status = 429
    elif is_sent and form.is_valid():
        try:
            actions.nominate(
                meeting=meeting,
                organization=form.cleaned_data["organization"],
                named=form.named(),
                upload=form.cleaned_data["letter"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("nomination_received", slug=meeting.slug)
    elif is_sent:
        status = 422
    page = {
        "meeting": meeting,
        "here": "nominate",
        "form": form,
        # What was typed a moment too late is shown again, with the reason, rather than lost.
        "is_open": actions.takes_nominations(meeting) or is_sent,
    }
    return render(request, "participants/nominate.html", page, status=status)


@permit(Permission.NOMINATE, readable_meeting)
@require_safe
def nomination_received(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return render(request, "participants/nomination_received.html", {"meeting": meeting, "here": "nominate"})


# --- Whoever handed it in, by the personal link ------------------------------------------------------------


def show_to_sender(request: HttpRequest, nomination: Nomination, token: str, form=None, status: int = 200):
    """Where the nomination stands, and the form to correct it while that is asked for."""
    is_valid = nomination.is_link_valid()
    asks = is_valid and nomination.state == N.NEEDS_CORRECTION
    page = {
        "nomination": nomination,
        "meeting": nomination.meeting,
        "token": token,
        "is_valid": is_valid,
        "is_settled": nomination.state in SETTLED,
        "form": form or (CorrectionForm(instance=nomination) if asks else None),
    }
    response = render(request, "participants/nomination_link.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


@permit(Permission.HOLD_LINK)
@require_form
def nomination_link(request: HttpRequest, nomination_token: str) -> HttpResponse:
    """Opening the link changes nothing; sending the form hands in the correction."""
    nomination = nomination_by_token(request.user, nomination_token)
    if request.method != "POST":
        return show_to_sender(request, nomination, nomination_token)
    form = CorrectionForm(request.POST, request.FILES, instance=nomination)
    if not ratelimit.consume(request, action="nominate"):
        form.add_error(None, _("Too much was sent from here in a short time. Please try again in an hour."))
        return show_to_sender(request, nomination, nomination_token, form, status=429)
    if not form.is_valid():
        return show_to_sender(request, nomination, nomination_token, form, status=422)
    try:
        actions.correct_nomination(
            nomination_pk=nomination.pk,
            link_number=nomination.link_number,
            named=form.named(),
            upload=form.cleaned_data["letter"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_to_sender(request, nomination, nomination_token, form, status=409)
    messages.success(request, _("Thank you. The corrected nomination is with the chair's office."))
    return redirect("nomination_link", nomination_token=nomination_token)


@permit(Permission.HOLD_LINK)
@require_POST
def nomination_withdraw(request: HttpRequest, nomination_token: str) -> HttpResponse:
    nomination = nomination_by_token(request.user, nomination_token)
    try:
        actions.withdraw_nomination(nomination_pk=nomination.pk, link_number=nomination.link_number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("nomination_link", nomination_token=nomination_token)


@permit(Permission.HOLD_LINK)
@require_POST
def nomination_new_link(request: HttpRequest, nomination_token: str) -> HttpResponse:
    nomination = nomination_by_token(request.user, nomination_token)
    try:
        actions.renew_nomination_link(nomination_pk=nomination.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("nomination_link", nomination_token=nomination_token)
    return render(request, "participants/nomination_new_link.html", {"meeting": nomination.meeting})


# --- Staff ---------------------------------------------------------------------------------------------------

# The filters of the queue: name, label, and the states they keep.
FILTERS = {
    "waiting": (gettext_lazy("To verify"), (N.SUBMITTED, N.UNDER_VERIFICATION)),
    "correction": (gettext_lazy("With the sender"), (N.NEEDS_CORRECTION,)),
    "settled": (gettext_lazy("Settled"), SETTLED),
}


@permit(Permission.VERIFY_NOMINATIONS, announced_meeting)
@require_safe
def nominations(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The queue, the oldest first. The same queries for any number of nominations."""
    chosen = request.GET.get("show") if request.GET.get("show") in FILTERS else "waiting"
    rows = meeting.nominations.select_related("organization", "letter", "decided_by")
    rows = list(rows.annotate(trouble=Coalesce(trouble_of("email"), trouble_of("sender_email"))))
    by_state = Counter(one.state for one in rows)
    shown = [one for one in rows if one.state in FILTERS[chosen][1]]
    doubts = doubts_of([one for one in shown if one.state not in SETTLED])
    for one in shown:
        one.doubts = doubts.get(one.pk)
    page = {
        "meeting": meeting,
        "here": "nominations",
        "rows": shown,
        "next": next((one for one in rows if one.state in FILTERS["waiting"][1]), None),
        "waiting": by_state[N.SUBMITTED] + by_state[N.UNDER_VERIFICATION],
        "with_sender": by_state[N.NEEDS_CORRECTION],
        "any": bool(rows),
        "filters": [
            (name, label, sum(by_state[state] for state in states))
            for name, (label, states) in FILTERS.items()
        ],
        "chosen": chosen,
    }
    return render(request, "participants/nominations.html", page)


def forms_for(nomination: Nomination) -> dict[str, DecisionForm]:
    """The three decisions on a nomination under verification, each with a form of its own."""
    return {
        "accept": DecisionForm(nomination=nomination, prefix="accept", needs_sentence=False),
        "correct": DecisionForm(nomination=nomination, prefix="correct", label=_("What is to be corrected?")),
        "reject": DecisionForm(nomination=nomination, prefix="reject", label=_("Why is it not accepted?")),
    }


def show_to_staff(request: HttpRequest, nomination: Nomination, status: int = 200, **forms) -> HttpResponse:
    doubts = doubts_of([nomination])[nomination.pk]
    page = {
        "meeting": nomination.meeting,
        "here": "nominations",
        "nomination": nomination,
        "doubts": doubts,
        "comparison": side_by_side(nomination, doubts) if doubts.rivals or doubts.present else [],
        "is_picture": nomination.letter.content_type in PICTURES,
        "is_settled": nomination.state in SETTLED,
        "forms": forms_for(nomination) | forms,
    }
    return render(request, "participants/nomination.html", page, status=status)


@permit(Permission.VERIFY_NOMINATIONS, nomination_of_meeting)
@require_safe
def nomination(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """One nomination beside its letter, with what makes one look twice, and the decisions."""
    return show_to_staff(request, nomination)


@permit(Permission.VERIFY_NOMINATIONS, nomination_of_meeting)
@require_safe
def nomination_letter(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    return letter_answer(nomination.letter)


@permit(Permission.VERIFY_NOMINATIONS, nomination_of_meeting)
@require_POST
def nomination_take_up(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    try:
        actions.take_up_nomination(nomination_pk=nomination.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("nomination", slug=nomination.meeting.slug, pk=nomination.pk)


def decided(request: HttpRequest, nomination: Nomination, name: str, act, said: str) -> HttpResponse:
    """Carry out a decision; what is refused is said beside what was typed, with the nomination as it stands now."""
    label = forms_for(nomination)[name]
    options = {"prefix": name, "needs_sentence": name != "accept"}
    form = DecisionForm(request.POST, nomination=nomination, label=_label_of(label), **options)
    if not form.is_valid():
        return show_to_staff(request, nomination, status=422, **{name: form})
    try:
        act(form.cleaned_data)
    except Refused as refusal:
        fresh = nomination_of_meeting(request.user, nomination.meeting.slug, nomination.pk)
        typed = request.POST.copy()
        typed[f"{name}-seen"] = fresh.changed_at.isoformat()
        form = DecisionForm(typed, nomination=fresh, label=_label_of(label), **options)
        form.add_error(None, str(refusal))
        return show_to_staff(request, fresh, status=409, **{name: form})
    messages.success(request, said)
    return redirect(reverse("nominations", args=[nomination.meeting.slug]))


def _label_of(form: DecisionForm) -> str:
    return form.fields["sentence"].label if "sentence" in form.fields else ""


@permit(Permission.VERIFY_NOMINATIONS, nomination_of_meeting)
@require_POST
def nomination_accept(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    return decided(
        request,
        nomination,
        "accept",
        lambda typed: actions.accept_nomination(
            nomination_pk=nomination.pk, seen=typed["seen"], by=request.user
        ),
        _("Accepted. The person named is asked to take on the task; whoever handed it in is told."),
    )


@permit(Permission.VERIFY_NOMINATIONS, nomination_of_meeting)
@require_POST
def nomination_return(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    return decided(
        request,
        nomination,
        "correct",
        lambda typed: actions.return_nomination(
            nomination_pk=nomination.pk, sentence=typed["sentence"], seen=typed["seen"], by=request.user
        ),
        _("Whoever handed it in is asked for a correction, by a personal link."),
    )


@permit(Permission.VERIFY_NOMINATIONS, nomination_of_meeting)
@require_POST
def nomination_reject(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    return decided(
        request,
        nomination,
        "reject",
        lambda typed: actions.reject_nomination(
            nomination_pk=nomination.pk, reason=typed["sentence"], seen=typed["seen"], by=request.user
        ),
        _("Not accepted. Whoever handed it in is told why."),
    )
