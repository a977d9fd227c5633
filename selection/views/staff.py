"""What those who run a call see: applications in the order of their scores, with the balance beside."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused
from participants.actions.selected import organization_named
from selection import actions
from selection.access import application_of_call, call_of, run_call
from selection.balance import balances
from selection.doubts import doubles
from selection.exports import applications_table
from selection.forms import DecisionForm, ReaddressForm, ReasonForm, SettleForm
from selection.models import APPLICATION_MOVES, Application, ApplicationState, Call
from selection.ranking import Row, ranked
from selection.record import timeline
from selection.standing import standing, unsettled

A = ApplicationState


def state_is(*states):
    return lambda row: row.application.state in states


FILTERS = {
    "all": (gettext_lazy("All"), lambda row: True),
    "received": (gettext_lazy("To decide"), state_is(A.RECEIVED)),
    "offered": (gettext_lazy("Offered"), state_is(A.OFFERED)),
    "accepted": (gettext_lazy("Accepted"), state_is(A.ACCEPTED)),
    "waiting": (gettext_lazy("Waiting list"), state_is(A.WAITING)),
    "gone": (gettext_lazy("Declined or lapsed"), state_is(A.DECLINED, A.LAPSED)),
    "rejected": (gettext_lazy("Not selected"), state_is(A.REJECTED)),
    "few": (gettext_lazy("Fewer than two scores"), lambda row: row.has_few_scores),
    "unsettled": (gettext_lazy("Namesake on file"), lambda row: bool(unsettled([row.application]))),
}


@permit(Permission.SELECT, call_of)
@require_safe
def applications(request: HttpRequest, call: Call) -> HttpResponse:
    if call.pk is None:
        page = {"meeting": call.meeting, "here": "applications", "may_set": True}
        return render(request, "selection/applications_none.html", page)
    rows = ranked(call)
    return show(request, call, rows, ticked_beforehand(request.GET.get("tick"), call, rows))


def ticked_beforehand(wish: str | None, call: Call, rows: list[Row]) -> set[int]:
    """The best that still fit ("best"), or all that are left to decide ("rest")."""
    undecided = [row.application.pk for row in rows if row.application.state == A.RECEIVED]
    if wish == "best":
        return set(undecided[: places_left(call, rows)])
    return set(undecided) if wish == "rest" else set()


def places_left(call: Call, rows: list[Row]) -> int:
    return max(call.ceiling - sum(row.application.holds_a_place for row in rows), 0)


def show(request, call: Call, rows: list[Row], picked: set[int], *, status=200, form=None) -> HttpResponse:
    """The page, or only its balance where the page in the browser asks for that part."""
    applications = [row.application for row in rows]
    left = places_left(call, rows)
    page = {
        "meeting": call.meeting,
        "call": call,
        "here": "applications",
        "may_set": can(request.user, Permission.SET_MEETING, call),
        "balances": balances(applications, picked),
        "picked": picked,
        "new": sum(one.pk in picked and not one.holds_a_place for one in applications),
        "held": call.ceiling - left,
        "left": left,
        "ceiling": call.ceiling,
    }
    page["is_too_many"] = page["new"] > left
    if request.htmx:
        return render(request, "selection/_balance.html", page)
    chosen = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    page |= {
        "rows": [row for row in rows if FILTERS[chosen][1](row) or row.application.pk in picked],
        "everything": len(rows),
        "doubles": doubles(applications),
        "filters": [(name, label, sum(map(keeps, rows))) for name, (label, keeps) in FILTERS.items()],
        "chosen": chosen,
        "form": form or DecisionForm(call=call),
        "standing": standing(call, rows, call.members.serving().committee().count()),
        "is_over": call.is_over(),
    }
    return render(request, "selection/applications.html", page, status=status)


@permit(Permission.SELECT, run_call)
@require_POST
def applications_decide(request: HttpRequest, call: Call) -> HttpResponse:
    """Look at the balance again with what is ticked, or decide on it."""
    form = DecisionForm(request.POST, call=call)
    if not form.is_valid():
        picked = {pk for pk, _label in form.fields["pick"].choices if str(pk) in request.POST.getlist("pick")}
        return show(request, call, ranked(call), picked, status=422, form=form)
    picked = set(form.cleaned_data["pick"])
    act = form.cleaned_data["act"]
    if request.htmx or act not in DECISIONS:
        return show(request, call, ranked(call), picked, form=form)
    try:
        sentence = DECISIONS[act](call, picked, form.cleaned_data["reason"], request.user)
    except Refused as refusal:
        form.add_error("reason" if act == "reject" and picked else None, str(refusal))
        return show(request, call, ranked(call), picked, status=409, form=form)
    messages.success(request, sentence)
    return redirect("applications", slug=call.meeting.slug)


def offer(call, picked, _reason, by) -> str:
    number = actions.offer_places(call_pk=call.pk, application_pks=picked, by=by)
    return ngettext(
        "%(number)d place is offered; the message is on its way.",
        "%(number)d places are offered; the messages are on their way.",
        number,
    ) % {"number": number}


def wait(call, picked, _reason, by) -> str:
    number = actions.put_on_waiting_list(call_pk=call.pk, application_pks=picked, by=by)
    return ngettext(
        "%(number)d application is on the waiting list.",
        "%(number)d applications are on the waiting list, in the order of their scores.",
        number,
    ) % {"number": number}


def reject(call, picked, reason, by) -> str:
    number = actions.reject_applications(call_pk=call.pk, application_pks=picked, reason=reason, by=by)
    return ngettext(
        "%(number)d application is turned down.", "%(number)d applications are turned down.", number
    ) % {"number": number}


DECISIONS = {"offer": offer, "wait": wait, "reject": reject}


@permit(Permission.SELECT, application_of_call)
@require_safe
def application_check(request: HttpRequest, application: Application) -> HttpResponse:
    return show_one(request, application)


def show_one(request, application: Application, *, status: int = 200, **forms) -> HttpResponse:
    """One application with its scores, its doubles and everything that became of it."""
    call = application.call
    others = call.applications.standing().defer("motivation", "experience")
    is_unsettled = bool(unsettled([application]))
    page = {
        "meeting": call.meeting,
        "call": call,
        "here": "applications",
        "may_set": can(request.user, Permission.SET_MEETING, call),
        "application": application,
        "scores": application.scores.select_related("member__person"),
        "timeline": timeline(application),
        "doubles": doubles(others).get(application.pk, []),
        "known": organization_named(application.organization_name) if is_unsettled else None,
        "is_unsettled": is_unsettled,
        "may_drop": APPLICATION_MOVES.allows(application.state, A.WITHDRAWN),
        "drop_form": ReasonForm(prefix="drop"),
        "readdress_form": ReaddressForm(initial={"email": application.email}),
        "settle_form": SettleForm(initial={"name": application.organization_name}),
        **forms,
    }
    return render(request, "selection/application_check.html", page, status=status)


def done(request, application: Application, form, name: str, act, sentence: str) -> HttpResponse:
    """An act on one application: done with a word, or the form again with the reason."""
    if not form.is_valid():
        return show_one(request, application, status=422, **{name: form})
    try:
        act(application_pk=application.pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_one(request, application, status=409, **{name: form})
    messages.success(request, sentence)
    return redirect("application_check", slug=application.call.meeting.slug, pk=application.pk)


@permit(Permission.SELECT, application_of_call)
@require_POST
def application_drop(request: HttpRequest, application: Application) -> HttpResponse:
    """Staff withdraw an application on behalf of the applicant."""
    form = ReasonForm(request.POST, prefix="drop")
    sentence = _("The application is withdrawn.")
    return done(request, application, form, "drop_form", actions.withdraw_application, sentence)


@permit(Permission.SELECT, application_of_call)
@require_POST
def application_readdress(request: HttpRequest, application: Application) -> HttpResponse:
    form = ReaddressForm(request.POST)
    sentence = _("A new personal link is on its way to that address.")
    return done(request, application, form, "readdress_form", actions.readdress_application, sentence)


@permit(Permission.VERIFY_NOMINATIONS, application_of_call)
@require_POST
def application_settle(request: HttpRequest, application: Application) -> HttpResponse:
    """The chair's staff verify who speaks for an organization, here as for nominations."""
    form = SettleForm(request.POST)
    sentence = _("Settled. The delegation has begun, and the applicant is told.")
    return done(request, application, form, "settle_form", actions.settle_organization, sentence)


@permit(Permission.SELECT, run_call)
@require_safe
def applications_csv(request: HttpRequest, call: Call) -> HttpResponse:
    response = HttpResponse(applications_table(ranked(call)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="applications-{call.meeting.slug}.csv"'
    response["Cache-Control"] = "no-store"
    return response
