"""The life of a brief: drafts for comment, clearance by the co-chairs, publication.

A version is begun when it is first needed. The first one passes two rounds of comments (domain, rule 12);
a later one may be put to the co-chairs at once. In a meeting whose briefs pass no rounds, the chair's staff
publishes directly.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused
from roundtables.actions.ordering import lock_roundtable
from roundtables.actions.papers import brief_shown, programme_changed
from roundtables.content import same_text, working_text
from roundtables.messages import clearance_messages, comments_messages
from roundtables.models import (
    BRIEF_MOVES,
    Brief,
    BriefState,
    Clearance,
    Draft,
    DraftKind,
    Roundtable,
    TeamMember,
)


def brief_in_preparation(roundtable: Roundtable) -> Brief:
    """The version being worked on; a new one is begun when all there are have been public."""
    brief = roundtable.briefs.in_preparation().first()
    if brief is None:
        brief = Brief.objects.create(
            roundtable=roundtable, number=roundtable.version + 1, rounds=roundtable.meeting.brief_rounds
        )
    brief.roundtable = roundtable
    if brief.state == BriefState.DRAFT and brief.rounds != roundtable.meeting.brief_rounds:
        brief.rounds = roundtable.meeting.brief_rounds
        brief.save(update_fields=["rounds"])
    return brief


def freeze(brief: Brief, kind: DraftKind, *, by: Person, comments_until: datetime | None = None) -> Draft:
    """The working text as it stands, as a draft. Raises Refused while there is nothing to read in it."""
    content = working_text(brief.roundtable)
    if not content["parts"]:
        raise Refused(
            _(
                "There is nothing to read yet. Write the expected outcomes or a guiding question, then publish."
            )
        )
    return Draft.objects.create(
        brief=brief, kind=kind, content=content, frozen_by=by, comments_until=comments_until
    )


def move(brief: Brief, to: BriefState, sentence: str = "") -> None:
    BRIEF_MOVES.check(brief.state, to, sentence or cannot_move(brief))
    brief.state = to
    brief.save(update_fields=["state", "published_at", "published_by", "taken_back_at"])


def cannot_move(brief: Brief) -> str:
    """Why a brief cannot do what was asked, from where it stands."""
    return {
        BriefState.DRAFT: _("This brief is a draft. It goes through two rounds of comments first."),
        BriefState.FIRST_COMMENTS: _("The first round of comments is under way. Close it first."),
        BriefState.REVISED: _("The second draft has not been opened for comments yet."),
        BriefState.SECOND_COMMENTS: _("The co-chairs have not cleared this brief yet."),
        BriefState.FINAL: _("This brief is final already."),
        BriefState.PUBLISHED: _("This brief is published already."),
        BriefState.SUPERSEDED: _("This version is superseded by a later one."),
    }[BriefState(brief.state)]


# --- Rounds of comments ----------------------------------------------------------------------------------


@transaction.atomic
def open_comments(*, roundtable: Roundtable, until: datetime, by: Person) -> Draft:
    """Freeze the first or the second draft, and ask the team for comments until a minute, included.

    `until` is an instant. Raises Refused when it is past, or when no round is due.
    """
    roundtable = lock_roundtable(roundtable)
    brief = brief_in_preparation(roundtable)
    if until <= timezone.now():
        raise Refused(_("The last minute for comments has passed already. Choose a later one."))
    if not brief.needs_clearance:
        raise Refused(_("The briefs of this meeting pass no rounds of comments; see its settings."))
    if (
        brief.state == BriefState.FIRST_COMMENTS
        and not brief.drafts.get(kind=DraftKind.FIRST).takes_comments()
    ):
        close_round(brief, by=by)
    first = brief.state == BriefState.DRAFT
    move(brief, BriefState.FIRST_COMMENTS if first else BriefState.SECOND_COMMENTS)
    kind = DraftKind.FIRST if first else DraftKind.SECOND
    draft = freeze(brief, kind, by=by, comments_until=until)
    leave_trace(
        "open_comments",
        roundtable,
        by=by,
        after={"version": brief.number, "draft": kind, "until": until.isoformat()},
    )
    queue(comments_messages(draft))
    return draft


@transaction.atomic
def close_comments(*, roundtable: Roundtable, by: Person) -> Brief:
    """End the round of comments that is under way, before its deadline or after."""
    roundtable = lock_roundtable(roundtable)
    brief = brief_in_preparation(roundtable)
    close_round(brief, by=by)
    return brief


def close_round(brief: Brief, *, by: Person) -> None:
    draft = brief.drafts.filter(comments_until__isnull=False, comments_closed_at=None).first()
    if draft is None:
        raise Refused(_("No round of comments is under way."))
    draft.comments_closed_at = timezone.now()
    draft.save(update_fields=["comments_closed_at"])
    if brief.state == BriefState.FIRST_COMMENTS:
        move(brief, BriefState.REVISED)
    leave_trace(
        "close_comments", brief.roundtable, by=by, after={"version": brief.number, "draft": draft.kind}
    )


# --- Clearance -------------------------------------------------------------------------------------------


@transaction.atomic
def put_to_co_chairs(*, roundtable: Roundtable, by: Person) -> Draft:
    """Freeze the text the co-chair States are asked to clear; what they cleared before is void."""
    roundtable = lock_roundtable(roundtable)
    brief = brief_in_preparation(roundtable)
    if not brief.needs_clearance:
        raise Refused(_("The briefs of this meeting need no clearance; see its settings."))
    if not roundtable.team.co_chairs().exists():
        raise Refused(_("Name the co-chair States of this roundtable first."))
    if brief.state == BriefState.FINAL:
        move(brief, BriefState.SECOND_COMMENTS)
    if brief.state != BriefState.SECOND_COMMENTS and (brief.needs_rounds or brief.state != BriefState.DRAFT):
        raise Refused(cannot_move(brief))
    if brief.drafts.filter(kind=DraftKind.SECOND, comments_closed_at=None).exists():
        if brief.drafts.get(kind=DraftKind.SECOND).takes_comments():
            raise Refused(_("The second round of comments is under way. Close it first."))
        close_round(brief, by=by)
    draft = freeze(brief, DraftKind.FINAL, by=by)
    leave_trace("put_to_co_chairs", roundtable, by=by, after={"version": brief.number, "draft": draft.pk})
    queue(clearance_messages(draft))
    return draft


@transaction.atomic
def clear_brief(*, draft: Draft, organization: Organization, by: Person) -> Brief:
    """A co-chair State clears the text put to it. With the last one, the brief is final.

    Raises Refused when another text has been put to the co-chairs since, or the State is no co-chair.
    """
    roundtable = lock_roundtable(draft.brief.roundtable)
    brief = brief_in_preparation(roundtable)
    if draft != draft_for_clearance(brief):
        raise Refused(_("Another text has been put to the co-chairs since. Please read that one."))
    places = roundtable.team.co_chairs().acted_for_by(by)
    if not places.filter(organization=organization).exists():
        raise Refused(_("Only a co-chair State of this roundtable clears its brief."))
    _clearance, new = Clearance.objects.get_or_create(
        draft=draft, organization=organization, defaults={"by": by}
    )
    if new:
        after = {"version": brief.number, "draft": draft.pk, "organization": organization.name_en}
        leave_trace("clear_brief", roundtable, by=by, after=after)
    settle_clearance(brief, draft, by=by)
    return brief


def settle_clearance(brief: Brief, draft: Draft, *, by: Person) -> None:
    """The brief is final once nobody is left to clear it."""
    if brief.state != BriefState.FINAL and not still_to_clear(draft).exists():
        move(brief, BriefState.FINAL)
        leave_trace(
            "brief_final", brief.roundtable, by=by, after={"version": brief.number, "draft": draft.pk}
        )


def still_to_clear(draft: Draft):
    """The co-chairs' places in the team whose State has not cleared this text."""
    cleared = draft.clearances.values("organization_id")
    return (
        TeamMember.objects.co_chairs()
        .filter(roundtable__briefs=draft.brief)
        .exclude(organization_id__in=cleared)
    )


def draft_for_clearance(brief: Brief) -> Draft | None:
    """The text last put to the co-chairs."""
    return brief.drafts.filter(kind=DraftKind.FINAL).first()


# --- Publication -----------------------------------------------------------------------------------------


@transaction.atomic
def publish_brief(*, roundtable: Roundtable, by: Person) -> Roundtable:
    """Show a brief to everybody who may see the meeting, as its next version, and make its papers.

    What is published is the text that was cleared; without clearance, the working text as it stands. A brief
    that stands as published is left as it is. Raises Refused while it is not final, or says nothing.
    """
    roundtable = lock_roundtable(roundtable)
    if roundtable.is_published and not roundtable.is_changed_since_published:
        return roundtable
    brief = brief_to_publish(roundtable, by=by)
    former = roundtable.briefs.been_public().exclude(pk=brief.pk).exclude(state=BriefState.SUPERSEDED)
    for one in former:
        move(one, BriefState.SUPERSEDED)
    brief.published_at, brief.published_by, brief.taken_back_at = timezone.now(), by, None
    move(brief, BriefState.PUBLISHED)
    before = roundtable.version
    roundtable.version, roundtable.published_at = brief.number, brief.published_at
    published = draft_for_clearance(brief).content
    if same_text(published, working_text(roundtable)):
        roundtable.brief_changed_at = None
    roundtable.save(update_fields=["version", "published_at", "brief_changed_at"])
    leave_trace(
        "publish_brief", roundtable, by=by, before={"version": before}, after={"version": brief.number}
    )
    brief_shown(roundtable)
    return roundtable


def brief_to_publish(roundtable: Roundtable, *, by: Person) -> Brief:
    """The final version: cleared, frozen now where no clearance is asked for, or taken back before."""
    withdrawn = None if roundtable.is_published else roundtable.briefs.been_public().first()
    if withdrawn and withdrawn.state == BriefState.FINAL and not roundtable.brief_changed_at:
        withdrawn.roundtable = roundtable
        return withdrawn
    brief = brief_in_preparation(roundtable)
    if not brief.needs_clearance:
        freeze(brief, DraftKind.FINAL, by=by)
        if brief.state != BriefState.FINAL:
            brief.state = BriefState.FINAL
    elif brief.state != BriefState.FINAL:
        raise Refused(cannot_move(brief))
    return brief


@transaction.atomic
def withdraw_brief(*, roundtable: Roundtable, by: Person) -> Roundtable:
    """Take a brief back from the public. Unchanged, it can be published again as the same version."""
    roundtable = lock_roundtable(roundtable)
    if roundtable.is_published:
        before = {"version": roundtable.version, "published_at": roundtable.published_at.isoformat()}
        brief = roundtable.briefs.get(state=BriefState.PUBLISHED)
        brief.taken_back_at = timezone.now()
        move(brief, BriefState.FINAL)
        roundtable.published_at = None
        roundtable.save(update_fields=["published_at"])
        leave_trace("withdraw_brief", roundtable, by=by, before=before)
        programme_changed(roundtable.meeting)
    return roundtable
