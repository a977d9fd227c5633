"""What applicants see. Opening a personal link changes nothing; every act is a POST."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from accounts.permissions import Permission, permit
from gfmd.moves import Refused, Stale
from participants.templatetags.seats import masked
from participants.views.answers import sign_in
from selection import actions
from selection.access import application_by_token, public_call
from selection.forms import ApplicationForm, ReasonForm
from selection.models import Application, ApplicationState, Call, CallMember

require_form = require_http_methods(["GET", "HEAD", "POST"])
A = ApplicationState
MAY_WITHDRAW = (A.RECEIVED, A.WAITING, A.OFFERED, A.ACCEPTED)


@permit(Permission.APPLY, public_call)
@require_form
def application_new(request: HttpRequest, call: Call) -> HttpResponse:
    """The public form. What is typed a moment too late is shown again, with the reason, rather than lost."""
    form = ApplicationForm(
        request.POST if request.method == "POST" else None, instance=Application(call=call)
    )
    status = 200
    if request.method == "POST":
        status = apply(request, call, form)
        if status == 302:
            return redirect("application_received", slug=call.meeting.slug)
    page = {
        "meeting": call.meeting,
        "call": call,
        "form": form,
        "is_open": call.is_open(),
        "is_over": call.is_over() or not call.takes_applications,
    }
    return render(request, "selection/application_new.html", page, status=status)


def apply(request: HttpRequest, call: Call, form: ApplicationForm) -> int:
    """Hand in what was typed; the status of the answer, with the reason in the form unless it is 302."""
    if not form.is_valid():
        return 422
    if not ratelimit.consume(request, action="apply", key=form.cleaned_data["email"]):
        form.add_error(
            None,
            _("Many applications have come from here in a short time. Wait a while, then send it again."),
        )
        return 429
    try:
        actions.apply(call_pk=call.pk, application=form.save(commit=False))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return 409
    return 302


@permit(Permission.APPLY, public_call)
@require_safe
def application_received(request: HttpRequest, call: Call) -> HttpResponse:
    """What comes next; it names nobody, for the address is not proven yet."""
    return render(request, "selection/application_received.html", {"meeting": call.meeting, "call": call})


def show(request, application: Application, token: str, *, status: int = 200, **forms) -> HttpResponse:
    """The applicant's own page; forms that were sent keep what was typed."""
    call = application.call
    page = {
        "application": application,
        "call": call,
        "meeting": call.meeting,
        "token": token,
        "is_valid": application.is_link_valid(),
        "may_correct": application.state == A.RECEIVED and call.is_open(),
        "may_withdraw": application.state in MAY_WITHDRAW,
        "may_answer": application.is_offer_open(),
        "decline_form": ReasonForm(prefix="decline"),
        "withdraw_form": ReasonForm(prefix="withdraw"),
        **forms,
    }
    response = render(request, "selection/application.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


@permit(Permission.HOLD_LINK)
@require_safe
def application(request: HttpRequest, application_token: str) -> HttpResponse:
    return show(request, application_by_token(request.user, application_token), application_token)


@permit(Permission.HOLD_LINK)
@require_form
def application_correct(request: HttpRequest, application_token: str) -> HttpResponse:
    application = application_by_token(request.user, application_token)
    form = ApplicationForm(request.POST if request.method == "POST" else None, instance=application)
    status = 200
    if request.method == "POST":
        status = correct(application, form)
        if status == 302:
            return corrected(request, application, form, application_token)
    stored = application_by_token(request.user, application_token)
    may_correct = stored.is_link_valid() and stored.state == A.RECEIVED and stored.call.is_open()
    page = {"application": stored, "call": stored.call, "meeting": stored.call.meeting}
    page |= {
        "token": application_token,
        "form": form,
        "may_correct": may_correct,
    }
    if not stored.is_link_valid() and not form.is_bound:
        return redirect("application", application_token)
    response = render(request, "selection/application_correct.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def correct(application: Application, form: ApplicationForm) -> int:
    if not form.is_valid():
        return 422
    try:
        actions.correct_application(
            application_pk=application.pk,
            link_number=application.link_number,
            typed=form.typed,
            seen=form.cleaned_data["seen"],
        )
    except Stale as refusal:
        form.add_error(None, str(refusal))
        form.show_stored(ApplicationForm(instance=Application.objects.get(pk=application.pk)))
        return 409
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return 409
    return 302


def corrected(request, application: Application, form: ApplicationForm, token: str) -> HttpResponse:
    """Back to the page; a new address has a link of its own, and this one is void."""
    if "email" in form.changed_data:
        return render(
            request,
            "selection/application_moved.html",
            {"application": application, "meeting": application.call.meeting, "email": form.typed["email"]},
        )
    messages.success(request, _("The application is corrected."))
    return redirect("application", token)


@permit(Permission.HOLD_LINK)
@require_POST
def application_withdraw(request: HttpRequest, application_token: str) -> HttpResponse:
    application = application_by_token(request.user, application_token)
    form = ReasonForm(request.POST, prefix="withdraw")
    return answered(
        request, application, application_token, form, "withdraw_form", actions.withdraw_application
    )


@permit(Permission.HOLD_LINK)
@require_POST
def application_decline(request: HttpRequest, application_token: str) -> HttpResponse:
    application = application_by_token(request.user, application_token)
    form = ReasonForm(request.POST, prefix="decline")
    return answered(request, application, application_token, form, "decline_form", actions.decline_place)


def answered(request, application: Application, token: str, form, name: str, act) -> HttpResponse:
    if not form.is_valid():
        return show(request, application, token, status=422, **{name: form})
    try:
        act(application_pk=application.pk, link_number=application.link_number, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, application_by_token(request.user, token), token, status=409, **{name: form})
    return redirect("application", token)


@permit(Permission.HOLD_LINK)
@require_POST
def application_accept(request: HttpRequest, application_token: str) -> HttpResponse:
    """Take the place, and go on to the delegation."""
    application = application_by_token(request.user, application_token)
    try:
        person, application = actions.accept_place(
            application_pk=application.pk, link_number=application.link_number
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("application", application_token)
    if application.delegation_id is None:
        return redirect("application", application_token)
    return go_on(request, person, reverse("delegation", args=[application.delegation_id]))


def go_on(request: HttpRequest, person: Person, where: str) -> HttpResponse:
    """To the delegation, signed in. Whoever serves a call signs in as always: links are forwarded."""
    if CallMember.objects.serving().filter(person=person).exists() and request.user.pk != person.pk:
        messages.success(request, _("Accepted."))
        return redirect_to_login(where)
    return sign_in(request, person, where)


@permit(Permission.HOLD_LINK)
@require_POST
def application_new_link(request: HttpRequest, application_token: str) -> HttpResponse:
    application = application_by_token(request.user, application_token)
    try:
        application = actions.renew_application_link(application_pk=application.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("application", application_token)
    # Whoever holds a link of long ago need not be the one it was for.
    email = masked(application.email)
    page = {"application": application, "meeting": application.call.meeting, "email": email}
    return render(request, "selection/application_moved.html", page)
