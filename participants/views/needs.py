"""What delegates need, for those who see to it; and who has looked."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import un_language
from accounts.permissions import Permission, can, permit
from meetings.access import announced_meeting
from meetings.models import Meeting
from participants import actions, diets
from participants.forms import LookForm
from participants.keeping import kept_until
from participants.models import Delegate, Needs, SensitiveView

LOOKS_A_PAGE = 100


@dataclass(frozen=True)
class Need:
    """One delegate who needs something; what it is only where somebody has asked to see it."""

    delegate: Delegate
    diet: str
    access: str
    is_shown: bool


@permit(Permission.SEE_NEEDS, announced_meeting)
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """How many need which diet, and who needs something. Whose needs are shown is asked for, and noted."""
    given = list(needs_of(meeting))
    asked = LookForm(request.POST).asked() if request.method == "POST" else set()
    shown = [one for one in given if one.pk in asked or "all" in asked]
    actions.note_looks([one.delegate for one in shown], "needs", by=request.user)
    rows = [Need(one.delegate, diets.in_words(one.diet), one.access, one in shown) for one in given]
    page = {
        "meeting": meeting,
        "here": "needs",
        "rows": rows,
        "shown": len(shown),
        "diets": counted(given),
        "access": sum(bool(one.access) for one in given),
        "delegates": Delegate.objects.seated().filter(meeting=meeting).count(),
        "kept_until": kept_until("needs", meeting),
        "may_see_looks": can(request.user, Permission.ERASE, meeting),
    }
    response = render(request, "participants/needs.html", page)
    response["Cache-Control"] = "no-store"
    return response


def needs_of(meeting: Meeting):
    """Of those who hold a seat, in the order of their organizations."""
    seated = Delegate.objects.seated().filter(meeting=meeting)
    return (
        Needs.objects.filter(delegate__in=seated)
        .select_related("delegate__delegation__organization")
        .order_by(f"delegate__delegation__organization__sort_{un_language()}", "delegate__seat")
    )


def counted(given: list[Needs]) -> list[tuple[str, int]]:
    """(diet, how many), as the kitchen orders them; a diet in words counts as one to ask about."""
    listed, worded = Counter(), 0
    for one in given:
        chosen, words = diets.read(one.diet)
        listed.update(chosen)
        worded += bool(words)
    counts = [(diet.label, listed[diet]) for diet in diets.Diet if listed[diet]]
    return [*counts, ("", worded)] if worded else counts


@permit(Permission.ERASE, announced_meeting)
@require_safe
def sensitive_views(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Who has looked at needs, passports and letters of this meeting, the latest first."""
    looks = SensitiveView.objects.filter(delegate__meeting=meeting).select_related(
        "by", "delegate__delegation__organization"
    )
    page = {
        "meeting": meeting,
        "here": "sensitive_views",
        "page": Paginator(looks, LOOKS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "participants/needs_looks.html", page)
