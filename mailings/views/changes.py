"""What waits to be told of changes to what was published, and what has been told."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, can, permit
from correspondence.models import MessageState
from gfmd.moves import Refused
from mailings.actions.changes import drop_changes, tell_now
from mailings.change_words import Words, words_of
from mailings.changes import Difference, differences, is_held, leaves_at, untold
from mailings.concerned import Roster
from mailings.foreseen import Foreseen, counted
from mailings.forms.changes import ChosenChangesForm, DropForm
from mailings.models import Notice
from meetings.access import announced_meeting
from meetings.models import Meeting

LATEST = 50
M = MessageState


@dataclass(frozen=True)
class Waiting:
    """Something that waits to be told, in the words in which it will be, and to whom."""

    subject: str
    is_held: bool
    words: Words
    told: Foreseen


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def changes(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Before and after, who is told and when; and what was told. The same queries for any number."""
    return show(request, meeting)


def show(
    request, meeting: Meeting, form: ChosenChangesForm | None = None, *, status: int = 200
) -> HttpResponse:
    rows = untold(meeting)
    free = [change for change in rows if not is_held(change, meeting)]
    told = differences(meeting, rows)
    roster = Roster(meeting, [one.scope for one in told])
    context = {
        "meeting": meeting,
        "here": "correspondence",
        "waiting": waiting(meeting, told, roster),
        "everybody": counted([roster.of(scope) for scope in {one.scope for one in told if not one.is_held}]),
        "leaves_at": leaves_at(free) if told else None,
        "has_held": any(one.is_held for one in told),
        "has_free": any(not one.is_held for one in told),
        "notices": notices_of(meeting),
        "may_tell": can(request.user, Permission.CORRESPOND, meeting),
        "form": form,
    }
    return render(request, "mailings/changes.html", context, status=status)


def waiting(meeting: Meeting, told: list[Difference], roster: Roster) -> list[Waiting]:
    """Each thing once, also where several circles hear of it."""
    by_subject: dict[tuple, list[Difference]] = {}
    for one in told:
        by_subject.setdefault((one.subject, words_of(one, meeting)), []).append(one)
    codes = dict(meeting.roundtables.values_list("pk", "code"))
    found = []
    for (subject, words), alike in by_subject.items():
        of = [roster.of(one.scope) for one in alike]
        found.append(Waiting(subject, alike[0].is_held, words, counted(of, codes_among(codes, alike))))
    return found


def codes_among(codes: dict[int, str], alike: list[Difference]) -> tuple[str, ...]:
    if any(one.scope.all_delegates for one in alike):
        return ()
    keys = frozenset().union(*(one.scope.roundtables | one.scope.teams for one in alike))
    return tuple(code for pk, code in codes.items() if pk in keys)


def notices_of(meeting: Meeting) -> list[Notice]:
    """The latest, each with how many messages arrived, wait and came back."""

    def number(*states: str) -> Count:
        return Count("batch__messages", filter=Q(batch__messages__state__in=states))

    rows = meeting.notices.select_related("by").annotate(
        gone=number(M.SENT, M.DELIVERED),
        delivered=number(M.DELIVERED),
        on_the_way=number(M.DRAFT, M.QUEUED, M.SENDING),
        returned=number(M.BOUNCED, M.FAILED),
        stopped=number(M.CANCELLED),
    )
    return list(rows[:LATEST])


@permit(Permission.CORRESPOND, announced_meeting)
@require_POST
def changes_tell(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Tell what is ticked without waiting for the quiet; or, with `do=drop`, do not tell it, for a reason."""
    drops = request.POST.get("do") == "drop"
    form = (DropForm if drops else ChosenChangesForm)(request.POST)
    if not form.is_valid():
        return show(request, meeting, form, status=422)
    try:
        notice = decide(meeting, form, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("changes", meeting.slug)
    if drops:
        messages.success(request, _("Nobody is told of it. The reason is on record."))
    else:
        said = ngettext(
            "%(number)d person is being told.", "%(number)d people are being told.", notice.people
        )
        messages.success(request, said % {"number": notice.people})
    return redirect("changes", meeting.slug)


def decide(meeting: Meeting, form: ChosenChangesForm, person) -> Notice:
    if isinstance(form, DropForm):
        reason = form.cleaned_data["reason"]
        return drop_changes(meeting=meeting, subjects=form.subjects, reason=reason, by=person)
    return tell_now(meeting=meeting, subjects=form.subjects, by=person)
