"""The team's room for one brief: where it stands, what is next and for whom, and all that belongs to it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Organization, Person
from accounts.permissions import Permission, can, permit
from roundtables.access import brief_of_team
from roundtables.content import lacking, language_states, working_text
from roundtables.models import BriefState, Draft, LanguageState, Roundtable
from roundtables.record import record_of
from roundtables.shown import papers_of
from roundtables.standing import standing, viewer_of_page
from roundtables.work import Stage, Work, by_role, counts_of, with_work

# The states on the way to the public: of a first version, of one that is corrected later and goes to the
# co-chairs at once, and where neither is asked for. A superseded version has left this way.
B = BriefState
WAY = (B.DRAFT, B.FIRST_COMMENTS, B.REVISED, B.SECOND_COMMENTS, B.FINAL, B.PUBLISHED)
WAY_OF_CORRECTION = (B.DRAFT, B.FINAL, B.PUBLISHED)
WAY_WITHOUT_ROUNDS = (B.DRAFT, B.PUBLISHED)


@permit(Permission.SEE_BRIEF, brief_of_team)
@require_safe
def brief(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The same queries for a brief of any length and any number of comments."""
    work = work_on(roundtable)
    content = working_text(roundtable)
    work.is_written_on = is_written_on(work, content)
    meeting = roundtable.meeting
    viewer = viewer_of_page(work, request.user)
    page = {
        "meeting": meeting,
        "here": "brief",
        "roundtable": roundtable,
        "work": work,
        "standing": standing(work, viewer),
        "viewer": viewer,
        "states": states_of(work),
        "roles": by_role(work.places),
        "to_clear": work.to_clear_by(request.user),
        "clearance": clearance_of(work),
        "drafts": drafts_of(work),
        "translations": languages_of(roundtable, content),
        "papers": papers_of(roundtable, request.user),
        "references": list(roundtable.references.select_related("earlier__meeting")),
        "record": record_of(work, request.user),
        "is_staff": can(request.user, Permission.SEE_MEETING, meeting),
        "own_talks": own_talks(work, request.user),
    }
    return render(request, "roundtables/brief.html", page)


def work_on(roundtable: Roundtable) -> Work:
    """The work on a roundtable that was found for a person; it stays the same object."""
    fetched = with_work(Roundtable.objects.filter(pk=roundtable.pk)).get()
    roundtable._prefetched_objects_cache = fetched._prefetched_objects_cache
    return Work(roundtable)


def is_written_on(work: Work, content: dict) -> bool:
    """Whether the working text is another one than the co-chairs have before them, or have cleared."""
    if work.stage not in (Stage.CLEARANCE, Stage.FINAL):
        return False
    return Draft.objects.values_list("content", flat=True).get(pk=work.put.pk) != content


def states_of(work: Work) -> list[tuple[str, str]]:
    """The states on the way, each with "done", "now" or "next"."""
    way, state = way_of(work), state_now(work)
    # The co-chairs have changed, so that a correction which was final waits for one of them again.
    now = way.index(state if state in way else B.DRAFT)
    return [
        (one.label, "done" if place < now else "now" if place == now else "next")
        for place, one in enumerate(way)
    ]


def way_of(work: Work) -> tuple[BriefState, ...]:
    if not work.passes_rounds:
        return WAY_WITHOUT_ROUNDS
    is_correction = work.number > 1 and work.round is None and work.stage != Stage.PUBLISHED
    return WAY_OF_CORRECTION if is_correction else WAY


def state_now(work: Work) -> BriefState:
    """Of the version being written; a text that has changed since it was published is a draft again."""
    if work.in_preparation:
        return BriefState(work.in_preparation.state)
    if work.stage in (Stage.WRITING, Stage.CHANGED) or work.brief is None:
        return B.DRAFT
    return BriefState(work.brief.state)


def clearance_of(work: Work) -> list[tuple[Organization, datetime | None]]:
    """Each co-chair State and when it cleared the text that waits for them, or waits to be published."""
    if work.stage not in (Stage.CLEARANCE, Stage.FINAL):
        return []
    return [(state, work.cleared.get(state.pk)) for state in work.co_chairs]


def drafts_of(work: Work) -> list[tuple[Draft, dict[str, int]]]:
    """Every frozen text of every version, newest first, with the number of comments by position."""
    drafts = [(brief, draft) for brief in work.briefs for draft in brief.drafts.all()]
    for brief, draft in drafts:
        draft.brief = brief
    return [(draft, counts_of(draft.standing_comments)) for _brief, draft in drafts]


def languages_of(roundtable: Roundtable, content: dict) -> list[dict]:
    """The languages of the meeting and of the text, each with its state and how many parts it lacks."""
    states = language_states(roundtable)
    codes = list(dict.fromkeys([roundtable.original_language, *roundtable.meeting.languages, *states]))
    return [
        {
            "code": code,
            "state": LanguageState(states.get(code, LanguageState.MISSING)),
            "is_original": code == roundtable.original_language,
            "lacking": len(lacking(content, code)),
        }
        for code in codes
    ]


def own_talks(work: Work, person: Person) -> list:
    """The places as speaker which a person fills: each may hand in a presentation."""
    return [place.member for place in work.places_of(person) if place.member.role == "speaker"]
