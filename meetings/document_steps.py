"""The moves of a paper in words: what each does, what stands in its way, and who may read the paper."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetings.days import instant_in_words
from meetings.models import (
    DOCUMENT_MOVES,
    OUT_FOR_COMMENTS,
    SETTLED,
    Audience,
    Document,
    DocumentKind,
    DocumentState,
    Relation,
)

D = DocumentState
# The order of buttons: forward first, then back.
ORDER = (
    D.FINAL,
    D.PUBLISHED,
    D.FIRST_COMMENTS,
    D.REVISED,
    D.SECOND_COMMENTS,
    D.SUPERSEDED,
)


@dataclass(frozen=True)
class Step:
    """A move that a paper can make next; `obstacle` says why not yet, and is empty when nothing does."""

    to: str
    verb: str
    effect: str
    obstacle: str
    supersedes: Document | None = None  # the paper that this one could supersede with the same move


def steps_of(document: Document) -> list[Step]:
    """The moves to offer now. Costs the queries of `obstacle`, once a move."""
    steps = []
    for to in ORDER:
        if DOCUMENT_MOVES.allows(document.state, to) and not skips_rounds(document, to):
            supersedes = predecessor(document) if to == D.PUBLISHED else None
            steps.append(
                Step(to, verb(document, to), effect(document, to), obstacle(document, to), supersedes)
            )
    return steps


def skips_rounds(document: Document, to: str) -> bool:
    """Whether a concept paper would be final before the rounds of comments its meeting has (domain, rule 12)."""
    return (
        document.kind == DocumentKind.CONCEPT_PAPER
        and to in SETTLED
        and document.state not in (*SETTLED, D.SECOND_COMMENTS)
        and document.rounds_passed < document.meeting.brief_rounds
    )


def refusal_of_move(document: Document, to: str) -> str:
    """Why a move that the table does not hold is refused."""
    if to == document.state:
        return _("This paper stands at “%(state)s” already.") % {"state": document.get_state_display()}
    return _("A paper at “%(state)s” cannot move to “%(to)s”.") % {
        "state": document.get_state_display(),
        "to": D(to).label,
    }


def obstacle(document: Document, to: str) -> str:
    """What has to be done before the paper can make an allowed move; empty when nothing."""
    if skips_rounds(document, to):
        return _(
            "A concept paper goes through two drafts for comment before it is final. "
            "Send it out for first comments."
        )
    if to in (*OUT_FOR_COMMENTS, D.PUBLISHED) and not document.files.exists():
        return _("It has no file yet. Add one first.")
    if to == D.PUBLISHED and not document.symbol:
        return _("A published paper has a symbol. Give it one first.")
    if to == D.PUBLISHED and document.awaits_release:
        return _("The chair commissioned this paper and has not released it. Release it first.")
    if to == D.PUBLISHED and document.state == D.SUPERSEDED and successors_in_force(document).exists():
        return _("A revision of this paper is published. Take that back first.")
    return ""


def predecessor(document: Document) -> Document | None:
    """The published paper that a revision takes the place of; None for any other paper."""
    if document.relation != Relation.REVISION or document.relates_to.state != D.PUBLISHED:
        return None
    earlier = document.relates_to
    same_chair = earlier.meeting.chairmanship_id == document.meeting.chairmanship_id
    return earlier if same_chair else None


def successors_in_force(document: Document):
    """Published revisions of a paper, made by the same chair."""
    return document.related_from.filter(
        relation=Relation.REVISION,
        state=D.PUBLISHED,
        meeting__chairmanship=document.meeting.chairmanship_id,
    )


def verb(document: Document, to: str) -> str:
    """What the button says."""
    if to == D.FINAL and document.state == D.PUBLISHED:
        return _("Take it back")
    if to == D.PUBLISHED and document.state == D.SUPERSEDED:
        return _("Put it in force again")
    if to == D.SECOND_COMMENTS and document.state == D.FINAL:
        return _("Open it to comments again")
    return {
        D.FIRST_COMMENTS: _("Send out for first comments"),
        D.REVISED: _("Close the first comments"),
        D.SECOND_COMMENTS: _("Send out for second comments"),
        D.FINAL: _("Declare final"),
        D.PUBLISHED: _("Publish"),
        D.SUPERSEDED: _("Declare superseded"),
    }[D(to)]


def effect(document: Document, to: str) -> str:
    """What the move does, in one sentence to be read before it is confirmed."""
    if to == D.FINAL and document.state == D.PUBLISHED:
        return _("Nobody but the chair's staff reads the paper any more. It is kept, with its history.")
    if to == D.REVISED:
        return _("Nobody but the chair's staff reads the draft while it is revised.")
    if to == D.FINAL:
        return _("The text is settled. Nobody but the chair's staff reads it until it is published.")
    if to == D.SUPERSEDED:
        return _("The paper stays readable, with a line that says that it is superseded.")
    return who_would_read(document, to)


# --- Who reads it ----------------------------------------------------------------------------------------


def who_may_read(document: Document) -> str:
    """Who reads the paper beside the chair's staff as it stands now, and what keeps it from others."""
    if document.audience == Audience.CHAIR:
        return _("Only the chair's staff may read this paper.")
    if not (document.is_out or document.state in OUT_FOR_COMMENTS):
        return _("Only the chair's staff may read this paper: it is not out yet.")
    if not document.meeting.is_announced:
        return _("Only those who prepare the meeting may read this paper: it is not announced yet.")
    return who_would_read(document, document.state)


def who_would_read(document: Document, state: str) -> str:
    """Who reads the paper once it is in a state that lets it out."""
    if document.audience == Audience.CHAIR:
        return _("Only the chair's staff reads this paper, whatever its state.")
    if document.awaits_release:
        return _("Only the chair's staff reads this paper until the chair releases it.")
    readers = readers_in_words(document.audience, is_draft=state in OUT_FOR_COMMENTS)
    if document.is_under_embargo:
        until = instant_in_words(document.embargo_until, document.meeting)
        return _("Only the chair's staff reads this paper until %(until)s. From then on: %(readers)s") % {
            "until": until,
            "readers": readers,
        }
    return readers


def readers_in_words(audience: str, *, is_draft: bool = False) -> str:
    """One sentence on a circle of readers; a draft out for comment never reaches the public."""
    if audience == Audience.PUBLIC and is_draft:
        return _("Participants of the meeting may read this draft; the public may not.")
    return {
        Audience.PUBLIC: _("Everybody may read this paper."),
        Audience.PARTICIPANTS: _(
            "Participants of the meeting may read this paper: focal points, delegates, teams and staff."
        ),
        Audience.GOVERNMENTS: _("Focal points and delegates of States may read this paper."),
        Audience.TEAM: _("The teams of the roundtables to which it is attached may read this paper."),
        Audience.CHAIR: _("Only the chair's staff may read this paper."),
    }[Audience(audience)]
