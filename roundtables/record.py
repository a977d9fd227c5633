"""The record of the work on a brief, in plain words: who did what, when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, Trace
from accounts.permissions import Permission, can
from gfmd.lists import listed
from meetings.days import instant_in_words
from meetings.models import Document
from roundtables.models import Attitude, CommentAnswer, DraftKind, LanguageState, Roundtable, TeamRole
from roundtables.work import Work

LATEST = 60
OF_PAPERS = ("attach_paper", "detach_paper")


@dataclass(frozen=True)
class Entry:
    """One line of the record."""

    at: datetime
    by: str
    what: str


class Names:
    """The people and organizations that traces name by number. Two queries."""

    def __init__(self, traces: list[Trace]):
        told = [facts for trace in traces for facts in (trace.before, trace.after)]
        self.organizations = Organization.objects.in_bulk(
            {facts.get("organization") for facts in told if isinstance(facts.get("organization"), int)}
        )
        self.people = Person.objects.in_bulk(
            {facts.get("person") for facts in told if isinstance(facts.get("person"), int)}
        )

    def place(self, facts: dict) -> str:
        """ "Anna Lind, Sweden"."""
        person = facts.get("name") or str(self.people.get(facts.get("person"), ""))
        organization = self.organizations.get(facts.get("organization"))
        return listed((person, organization.name if organization else ""))


def record_of(work: Work, person: Person, latest: int = LATEST) -> list[Entry]:
    """The latest acts on a brief and what stands in it, newest first, without those on papers that the person
    may not know of. Five queries, and two or three more where papers were put beside the brief."""
    roundtable = work.roundtable
    subjects = [f"roundtable:{roundtable.pk}"]
    subjects += [f"draft:{draft.pk}" for brief in work.briefs for draft in brief.drafts.all()]
    subjects += [f"guidingquestion:{pk}" for pk in roundtable.questions.values_list("pk", flat=True)]
    subjects += [f"session:{pk}" for pk in roundtable.sessions.values_list("pk", flat=True)]
    traces = list(Trace.objects.filter(subject__in=subjects).select_related("by")[:latest])
    traces = without_hidden_papers(traces, roundtable, person)
    names = Names(traces)
    return [Entry(trace.at, str(trace.by or ""), what(trace, roundtable, names)) for trace in traces]


def without_hidden_papers(traces: list[Trace], roundtable: Roundtable, person: Person) -> list[Trace]:
    """Whoever keeps the library is also told of papers that have been removed from it since."""
    named = {paper_in(trace) for trace in traces} - {None}
    if not named or can(person, Permission.KEEP_DOCUMENTS, roundtable.meeting):
        return traces
    papers = Document.objects.visible_to(person, roundtable.meeting).filter(pk__in=named)
    known = {None, *papers.values_list("pk", flat=True)}
    return [trace for trace in traces if paper_in(trace) in known]


def paper_in(trace: Trace) -> int | None:
    """The key of the paper that was put beside the brief, or taken from there."""
    return {**trace.before, **trace.after}.get("paper") if trace.act in OF_PAPERS else None


def what(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    if trace.act in WRITTEN:
        return WRITTEN[trace.act](trace, roundtable, names)
    return str(SENTENCES.get(trace.act, OTHERWISE))


OTHERWISE = gettext_lazy("Something else about this roundtable was changed.")
SENTENCES = {
    "add_roundtable": gettext_lazy("The roundtable was entered."),
    "change_roundtable": gettext_lazy("Its code, title, theme, time or place was changed."),
    "move_roundtable": gettext_lazy("Its place in the programme was changed."),
    "set_places": gettext_lazy("The number of places was changed."),
    "add_questions": gettext_lazy("Guiding questions were added."),
    "change_question": gettext_lazy("A guiding question was changed."),
    "move_guidingquestion": gettext_lazy("The order of the guiding questions was changed."),
    "order_questions": gettext_lazy("The order of the guiding questions was changed."),
    "add_session": gettext_lazy("A session was added."),
    "change_session": gettext_lazy("A session was changed."),
    "move_session": gettext_lazy("The order of the sessions was changed."),
    "withdraw_comment": gettext_lazy("A comment was taken back by its author."),
    "tell_team": gettext_lazy("Those in the team who had not been written to were written to."),
    "put_to_co_chairs": gettext_lazy("The text was put to the co-chairs for clearance."),
    "brief_final": gettext_lazy("The brief became final: every co-chair has cleared it."),
    "brief_not_final": gettext_lazy("The brief is no longer final: the co-chairs have changed."),
    "withdraw_brief": gettext_lazy("The brief was taken back from the public."),
    "hand_in_presentation": gettext_lazy("A presentation was handed in."),
}


def opened(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    until = parse_datetime(trace.after.get("until", ""))
    words = {"deadline": instant_in_words(until, roundtable.meeting) if until else ""}
    if trace.after.get("draft") == DraftKind.FIRST:
        return _("The first draft was opened for comments until %(deadline)s.") % words
    return _("The second draft was opened for comments until %(deadline)s.") % words


def closed(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    if trace.after.get("draft") == DraftKind.FIRST:
        return _("The first round of comments was closed.")
    return _("The second round of comments was closed.")


def commented(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    attitude = label(Attitude, trace.after.get("attitude"))
    if trace.before:
        return _("A comment was changed: %(attitude)s.") % {"attitude": attitude}
    return _("A comment was made: %(attitude)s.") % {"attitude": attitude}


def answered(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("A comment was answered: %(answer)s.") % {
        "answer": label(CommentAnswer, trace.after.get("answer"))
    }


def cleared(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("The text was cleared for %(state)s.") % {"state": names.place(trace.after)}


def published(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("Version %(version)s was published.") % {"version": trace.after.get("version", "")}


def wrote(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    language = trace.after.get("language") or roundtable.original_language
    return _("The text was changed in %(language)s.") % {"language": language_name(language)}


def language_stands(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    language, state = next(iter(trace.after.items()), (roundtable.original_language, ""))
    words = {"language": language_name(language), "state": label(LanguageState, state)}
    return _("The text in %(language)s: %(state)s.") % words


def joined(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("%(name)s joined the team: %(role)s.") % place_words(trace.after, names)


def left(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("%(name)s left the team: %(role)s.") % place_words(trace.before, names)


def place_words(facts: dict, names: Names) -> dict[str, str]:
    return {"name": names.place(facts), "role": label(TeamRole, facts.get("role"))}


def referred(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("A reference was added: %(reference)s.") % {"reference": trace.after.get("reference", "")}


def reference_changed(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("A reference was changed: %(reference)s.") % {"reference": trace.after.get("reference", "")}


def paper_attached(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("A paper was put beside the brief: %(paper)s.") % {"paper": trace.after.get("reference", "")}


def paper_detached(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("A paper was taken from beside the brief: %(paper)s.") % {
        "paper": trace.before.get("reference", "")
    }


def no_longer_referred(trace: Trace, roundtable: Roundtable, names: Names) -> str:
    return _("A reference was removed: %(reference)s.") % {"reference": trace.before.get("reference", "")}


WRITTEN: dict[str, Callable[[Trace, Roundtable, Names], str]] = {
    "open_comments": opened,
    "close_comments": closed,
    "comment_on": commented,
    "answer_comment": answered,
    "clear_brief": cleared,
    "publish_brief": published,
    "write_brief": wrote,
    "set_language_state": language_stands,
    "appoint_to_team": joined,
    "leave_team": left,
    "add_reference": referred,
    "change_reference": reference_changed,
    "remove_reference": no_longer_referred,
    "attach_paper": paper_attached,
    "detach_paper": paper_detached,
}


def label(choices, value) -> str:
    """The words of a choice; what was chosen when there is no such choice any more."""
    return str(choices(value).label) if value in choices.values else str(value or "")


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])
