"""What a member of the committee sees: what is to be scored, one application a page."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from meetings.access import found
from selection import actions
from selection.access import committee_seat
from selection.forms import ScoreForm
from selection.models import Application, ApplicationState, CallMember, Score

require_form = require_http_methods(["GET", "HEAD", "POST"])


@dataclass
class Task:
    """One application as one member of the committee sees it in the list."""

    application: Application
    score: Score | None

    @property
    def is_open(self) -> bool:
        return self.application.state == ApplicationState.RECEIVED

    @property
    def is_to_score(self) -> bool:
        return self.is_open and self.score is None

    @property
    def is_corrected_since(self) -> bool:
        """Whether the applicant has corrected it after the scores were given."""
        at = self.application.corrected_at
        return bool(self.score and at and self.is_open and at > self.score.changed_at)


FILTERS = {
    "all": (gettext_lazy("All"), lambda task: True),
    "to_score": (gettext_lazy("To score"), lambda task: task.is_to_score),
    "scored": (gettext_lazy("Scored"), lambda task: task.score and not task.score.has_conflict),
    "conflict": (gettext_lazy("Conflict of interest"), lambda task: task.score and task.score.has_conflict),
    "corrected": (gettext_lazy("Corrected since"), lambda task: task.is_corrected_since),
}


def tasks_of(member: CallMember) -> list[Task]:
    """Every application that was not withdrawn, in the order received, with the member's own score. Two queries."""
    scores = {score.application_id: score for score in member.scores.all()}
    applications = member.call.applications.standing().select_related("country")
    applications = applications.defer("motivation", "experience").order_by("received_at", "pk")
    return [Task(application, scores.get(application.pk)) for application in applications]


@permit(Permission.SCORE, committee_seat)
@require_safe
def scoring(request: HttpRequest, member: CallMember) -> HttpResponse:
    tasks = tasks_of(member)
    chosen = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    counts = {name: sum(bool(keeps(task)) for task in tasks) for name, (_label, keeps) in FILTERS.items()}
    page = {
        "meeting": member.call.meeting,
        "call": member.call,
        "here": "scoring",
        "tasks": [task for task in tasks if FILTERS[chosen][1](task)],
        "filters": [(name, label, counts[name]) for name, (label, _keeps) in FILTERS.items()],
        "chosen": chosen,
        "next": next((task.application for task in tasks if task.is_to_score), None),
        "corrected": next((task.application for task in tasks if task.is_corrected_since), None),
        "scored": sum(task.score is not None for task in tasks),
        "to_score": counts["to_score"],
        "all": len(tasks),
    }
    return render(request, "selection/scoring.html", page)


@permit(Permission.SCORE, committee_seat)
@require_form
def score(request: HttpRequest, member: CallMember, pk: int) -> HttpResponse:
    """One application, and the member's own scores; those of others only after one's own."""
    application = found(member.call.applications.standing().select_related("country").filter(pk=pk).first())
    own = application.scores.filter(member=member).first()
    form = ScoreForm(request.POST if request.method == "POST" else None, instance=own)
    status = 200
    if request.method == "POST":
        status = kept(member, application, form)
        if status == 302:
            return onwards(request, member, application)
        own = application.scores.filter(member=member).first()  # without what was typed and not taken
    page = {
        "meeting": member.call.meeting,
        "call": member.call,
        "here": "scoring",
        "application": application,
        "own": own,
        "form": form,
        "may_score": application.state == ApplicationState.RECEIVED,
        "others": others_of(application, own),
        **neighbours(tasks_of(member), application),
    }
    return render(request, "selection/score.html", page, status=status)


def others_of(application: Application, own: Score | None) -> list[Score]:
    """What others think, once one has scored oneself; nothing with a conflict of interest."""
    if own is None or own.has_conflict:
        return []
    return list(application.scores.exclude(pk=own.pk).select_related("member__person"))


def kept(member: CallMember, application: Application, form: ScoreForm) -> int:
    if not form.is_valid():
        return 422
    try:
        actions.score_application(application_pk=application.pk, member_pk=member.pk, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return 409
    return 302


def onwards(request, member: CallMember, application: Application) -> HttpResponse:
    """To the next one without scores, after the one just scored and then from the beginning; or stay."""
    messages.success(request, _("Kept: %(name)s.") % {"name": application})
    slug = member.call.meeting.slug
    if request.POST.get("then") == "stay":
        return redirect("score", slug=slug, pk=application.pk)
    following = neighbours(tasks_of(member), application)["following"]
    return redirect("score", slug=slug, pk=following.pk) if following else redirect("scoring", slug=slug)


def neighbours(tasks: list[Task], application: Application) -> dict:
    """The unscored before and after an application, and where it stands among all."""
    number = next(place for place, task in enumerate(tasks) if task.application.pk == application.pk)
    before = [task.application for task in tasks[:number] if task.is_to_score]
    after = [task.application for task in tasks[number + 1 :] if task.is_to_score]
    return {
        "number": number + 1,
        "all": len(tasks),
        "scored": sum(task.score is not None for task in tasks),
        "previous": before[-1] if before else None,
        "following": after[0] if after else (before[0] if before else None),
    }
