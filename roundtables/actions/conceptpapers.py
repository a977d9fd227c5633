"""Concept papers: read in, corrected, and taken over into the programme as far as somebody ticks."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from gfmd.moves import Refused, Stale
from meetings.models import Meeting
from roundtables.actions.faults import Faulty, faults_of
from roundtables.actions.ordering import lock_meeting
from roundtables.actions.rules import still_there
from roundtables.actions.taking import Taking
from roundtables.comparing import Change, Comparison, Status, compared
from roundtables.models import ConceptPaper
from roundtables.proposed import Outline


class NotLookedAt(Refused):
    """What was corrected just now differs from the programme in places nobody has seen a tick for."""


@dataclass(frozen=True)
class Decision:
    """What somebody decided on a page: the keys of changes shown there, those ticked, the programme it showed."""

    shown: frozenset[str]
    ticked: frozenset[str]
    seen: str

    def takes(self, change: Change) -> bool:
        """What is new and was typed on the very page stands ticked there, though no tick was shown for it."""
        if change.key in self.shown:
            return change.key in self.ticked
        return change.status == Status.NEW and change.is_ticked_by_itself


@transaction.atomic
def read_in_paper(
    *, meeting: Meeting, name: str, language: str, text: str, outline: Outline, by: Person
) -> ConceptPaper:
    """Keep what was read from a concept paper, to be corrected. The same paper sent twice at once is kept once."""
    meeting = lock_meeting(meeting)
    newest = meeting.concept_papers.first()
    if newest and not newest.accepted_at and (newest.text, newest.language) == (text, language):
        return newest
    paper = ConceptPaper.objects.create(
        meeting=meeting, name=name, language=language, text=text, proposal=outline.as_dict(), read_by=by
    )
    leave_trace(
        "read_in_paper", paper, by=by, after={"meeting": meeting.pk, "name": name, "language": language}
    )
    return paper


@transaction.atomic
def correct_paper(
    *, paper: ConceptPaper, outline: Outline, ticks: dict[str, list], seen: str, by: Person
) -> ConceptPaper:
    """Save the corrections of a proposal, and what is ticked. Nothing of it is in the programme by this.

    `seen` is the `changed_at` of the page edited; raises Stale when somebody else has saved since.
    """
    stored = locked_paper(paper)
    stored.meeting = paper.meeting
    proposal, ticks = outline.as_dict(), ticks or stored.ticks
    if (stored.proposal, stored.ticks) == (proposal, ticks):
        return stored
    if seen != stored.changed_at.isoformat():
        raise Stale
    if stored.proposal != proposal:
        leave_trace("correct_paper", stored, by=by, **corrections(stored.proposal, proposal))
    stored.proposal, stored.ticks = proposal, ticks
    stored.save(update_fields=["proposal", "ticks", "changed_at"])
    return stored


def locked_paper(paper: ConceptPaper) -> ConceptPaper:
    rows = ConceptPaper.objects.select_for_update(no_key=True)
    return still_there(rows.filter(pk=paper.pk).first())


def corrections(before: dict, after: dict) -> dict[str, dict]:
    """`before` and `after` of the entries that differ, for a trace."""
    olds = {entry["key"]: entry for entry in before.get("entries", [])}
    changed = [entry for entry in after["entries"] if olds.get(entry["key"]) != entry]
    return {
        "before": {entry["key"]: olds.get(entry["key"], {}).get("fields") for entry in changed},
        "after": {entry["key"]: entry["fields"] for entry in changed},
    }


@transaction.atomic
def accept_paper(*, paper: ConceptPaper, decision: Decision, by: Person) -> list[Change]:
    """Take over what is ticked, all or nothing; returns it. What stands as the paper says is left as it is.

    One at a time: the meeting and its roundtables stay locked from the comparison to the last write. Raises Stale
    when the programme is not the one that was looked at, NotLookedAt when a correction made just now differs from
    it in places that were not shown, Faulty when something ticked cannot be written, Refused when a rule forbids.
    """
    meeting = lock_meeting(paper.meeting)
    list(meeting.roundtables.select_for_update(of=["self"], no_key=True).order_by("pk"))
    paper = locked_paper(paper)
    paper.meeting = meeting
    comparison = compared(paper)
    check_looked_at(comparison, decision)
    taken = [change for change in comparison.changes if change.can_be_ticked and decision.takes(change)]
    if not taken and (paper.accepted_at or not comparison.is_settled):
        if comparison.is_settled:
            return []
        raise Refused(_("Nothing is ticked, so nothing was taken over. Tick what the programme should say."))
    taking = Taking(paper, comparison, taken, by=by)
    if faults := faults_of(taking):
        raise Faulty(faults)
    taking.write()
    paper.said = taking.said()
    paper.accepted_at, paper.accepted_by = timezone.now(), by
    paper.save(update_fields=["said", "accepted_at", "accepted_by"])
    leave_trace("accept_paper", paper, by=by, after={"taken": [change.key for change in taken]})
    return taken


def check_looked_at(comparison: Comparison, decision: Decision) -> None:
    if decision.seen != comparison.seen:
        raise Stale(
            _(
                "The programme has changed since you opened the page. Look again at what is compared; "
                "your ticks are kept."
            )
        )
    unseen = [
        change
        for change in comparison.changes
        if change.can_be_ticked and change.status != Status.NEW and change.key not in decision.shown
    ]
    if unseen:
        raise NotLookedAt(
            ngettext(
                "What you have just corrected differs from the programme in %(number)d place that was not shown. Look at its tick, then accept.",
                "What you have just corrected differs from the programme in %(number)d places that were not shown. Look at their ticks, then accept.",
                len(unseen),
            )
            % {"number": len(unseen)}
        )
