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
from correspondence.models import Message, MessageState
from gfmd.moves import Refused
from roundtables.actions.noting import note_back, note_comments_closed, note_withdrawn
from roundtables.actions.ordering import lock_roundtable
from roundtables.actions.papers import brief_shown, programme_changed
from roundtables.content import same_text, working_text
from roundtables.messages.briefs import clearance_messages, comments_messages
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
    if brief.state == BriefState.DRAFT and not brief.needs_rounds:
        return _("The co-chairs have not cleared this version yet. Put it to them first.")
    return {
        BriefState.DRAFT: _("This brief is a draft. It goes through two rounds of comments first."),
        BriefState.FIRST_COMMENTS: _("The first round of comments is under way. Close it first."),
        BriefState.REVISED: _("The second draft has not been opened for comments yet."),
        BriefState.SECOND_COMMENTS: _("The co-chairs have not cleared this brief yet."),
        BriefState.FINAL: _("This brief is final already."),
        BriefState.PUBLISHED: _("This brief is published already."),
        BriefState.SUPERSEDED: _("This version is superseded by a later one."),
    }[BriefState(brief.state)]


def say_no_more(about: str) -> None:
    """What has not been sent yet is not sent: what it asks for is settled (domain, rule 20)."""
    waiting = Message.objects.filter(key__startswith=about, state=MessageState.QUEUED)
    waiting.update(state=MessageState.CANCELLED)


# --- Rounds of comments ----------------------------------------------------------------------------------


@transaction.atomic
def open_comments(*, roundtable: Roundtable, until: datetime, by: Person) -> Draft:
    """Freeze the first or the second draft, and ask the team for comments until a minute, included.

    `until` is an instant. Raises Refused when it is past, when nobody would be asked, or when no round is due.
    """
    roundtable = lock_roundtable(roundtable)
    brief = brief_in_preparation(roundtable)
    if not brief.needs_clearance:
        raise Refused(_("The briefs of this meeting pass no rounds of comments; see its settings."))
    check_announced(roundtable)
    if until <= timezone.now():
        raise Refused(_("The last minute for comments has passed already. Choose a later one."))
    if not roundtable.team.asked_to_comment().exists():
        raise Refused(_("Nobody is in the team yet who could comment. Name the team first."))
    kind = round_to_open(brief, by=by)
    draft = freeze(brief, kind, by=by, comments_until=until)
    after = {"version": brief.number, "draft": kind, "until": until.isoformat()}
    leave_trace("open_comments", roundtable, by=by, after=after)
    queue(comments_messages(draft))
    return draft


def check_announced(roundtable: Roundtable) -> None:
    """Outside the chair's staff nobody knows of a meeting that is a draft, so nobody could be asked."""
    if not roundtable.meeting.is_announced:
        raise Refused(
            _("The meeting is a draft, so the team cannot open this page yet. Announce the meeting first.")
        )


def round_to_open(brief: Brief, *, by: Person) -> DraftKind:
    """Move the brief into its first or second round of comments; a round that is over is closed on the way."""
    under_way = round_under_way(brief)
    if under_way and not under_way.takes_comments():
        close_round(brief, by=by)
    if brief.state == BriefState.DRAFT:
        move(brief, BriefState.FIRST_COMMENTS)
        return DraftKind.FIRST
    if brief.drafts.filter(kind=DraftKind.SECOND).exists() or brief.state == BriefState.FINAL:
        raise Refused(both_rounds_passed(brief))
    move(brief, BriefState.SECOND_COMMENTS)
    return DraftKind.SECOND


def both_rounds_passed(brief: Brief) -> str:
    if brief.state == BriefState.FINAL:
        return cannot_move(brief)
    if round_under_way(brief):
        return _("The second round of comments is under way.")
    return _("Both rounds of comments are over. The text goes to the co-chairs now.")


def round_under_way(brief: Brief) -> Draft | None:
    """The draft that is out for comments, or was until its deadline and has not been closed."""
    return brief.drafts.filter(comments_until__isnull=False, comments_closed_at=None).first()


@transaction.atomic
def close_comments(*, roundtable: Roundtable, by: Person) -> Draft:
    """End the round of comments that is under way, before its deadline or after."""
    roundtable = lock_roundtable(roundtable)
    brief = roundtable.briefs.in_preparation().first()
    if brief is None:
        raise Refused(_("No round of comments is under way."))
    brief.roundtable = roundtable
    return close_round(brief, by=by)


def close_round(brief: Brief, *, by: Person) -> Draft:
    """A comment that is being written down at this moment is waited for; a later one is refused."""
    draft = round_under_way(brief)
    if draft is None:
        raise Refused(_("No round of comments is under way."))
    draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    draft.comments_closed_at = timezone.now()
    draft.save(update_fields=["comments_closed_at"])
    draft.brief = brief
    note_comments_closed(draft, draft.comments_closed_at, by=by)
    say_no_more(f"draft:{draft.pk}:")
    if brief.state == BriefState.FIRST_COMMENTS:
        move(brief, BriefState.REVISED)
    after = {"version": brief.number, "draft": draft.kind}
    leave_trace("close_comments", brief.roundtable, by=by, after=after)
    return draft


# --- Clearance -------------------------------------------------------------------------------------------


@transaction.atomic
def put_to_co_chairs(*, roundtable: Roundtable, by: Person) -> Draft:
    """Freeze the text the co-chair States are asked to clear; what they cleared before is void."""
    roundtable = lock_roundtable(roundtable)
    brief = brief_in_preparation(roundtable)
    if not brief.needs_clearance:
        raise Refused(_("The briefs of this meeting need no clearance; see its settings."))
    check_announced(roundtable)
    if not roundtable.team.co_chairs().exists():
        raise Refused(_("Name the co-chair States of this roundtable first."))
    check_rounds_passed(brief, by=by)
    check_put_anew(brief, working_text(roundtable))
    if brief.state == BriefState.FINAL:
        move(brief, BriefState.SECOND_COMMENTS)
    if before := draft_for_clearance(brief):
        say_no_more(f"draft:{before.pk}:")
    draft = freeze(brief, DraftKind.FINAL, by=by)
    leave_trace("put_to_co_chairs", roundtable, by=by, after={"version": brief.number, "draft": draft.pk})
    queue(clearance_messages(draft))
    return draft


def check_rounds_passed(brief: Brief, *, by: Person) -> None:
    """Raises Refused while rounds are due or under way; a second round that is over is closed on the way."""
    if brief.state == BriefState.DRAFT and not brief.needs_rounds:
        return
    if brief.state not in (BriefState.SECOND_COMMENTS, BriefState.FINAL):
        raise Refused(cannot_move(brief))
    under_way = round_under_way(brief)
    if under_way and under_way.takes_comments():
        raise Refused(_("The second round of comments is under way. Close it first."))
    if under_way:
        close_round(brief, by=by)


def check_put_anew(brief: Brief, content: dict) -> None:
    """What the co-chairs have before them, or have cleared, is not asked of them again."""
    if brief.roundtable.is_published and not brief.roundtable.is_changed_since_published:
        raise Refused(
            _("Version %(version)d is published as it stands.") % {"version": brief.roundtable.version}
        )
    before = draft_for_clearance(brief)
    if before is None or before.content != content:
        return
    if brief.state == BriefState.FINAL:
        raise Refused(_("The text is as the co-chairs cleared it. It can be published."))
    raise Refused(_("The co-chairs have this text before them already; it has not changed since."))


@transaction.atomic
def clear_brief(*, draft: Draft, organization: Organization, by: Person) -> Brief:
    """A co-chair State clears the text put to it. With the last one, the brief is final.

    Raises Refused when another text has been put to the co-chairs since, or the State is no co-chair.
    """
    roundtable = lock_roundtable(draft.brief.roundtable)
    brief = roundtable.briefs.get(pk=draft.brief_id)
    brief.roundtable = roundtable
    if brief.has_been_public or brief.state == BriefState.SUPERSEDED:
        raise Refused(cannot_move(brief))
    if draft != draft_for_clearance(brief):
        raise Refused(_("Another text has been put to the co-chairs since. Please read that one."))
    places = roundtable.team.co_chairs().acted_for_by(by)
    if not places.filter(organization=organization).exists():
        raise Refused(_("Only a co-chair State of this roundtable clears its brief."))
    _clearance, new = Clearance.objects.get_or_create(
        draft=draft, organization=organization, defaults={"by": by}
    )
    if new:
        after = {"version": brief.number, "draft": draft.pk, "organization": organization.pk}
        leave_trace("clear_brief", roundtable, by=by, after=after)
    settle_clearance(brief, by=by)
    return brief


def settle_clearance(brief: Brief, *, by: Person) -> None:
    """A brief is final as long as there are co-chairs and each of them has cleared the text put to them.

    Called when a State clears, and when one joins or leaves the co-chairs before the brief is published.
    """
    draft = draft_for_clearance(brief)
    if draft is None or brief.has_been_public:
        return
    is_cleared = not still_to_clear(draft).exists() and brief.roundtable.team.co_chairs().exists()
    if is_cleared == (brief.state == BriefState.FINAL):
        return
    move(brief, BriefState.FINAL if is_cleared else BriefState.SECOND_COMMENTS)
    if is_cleared:
        say_no_more(f"draft:{draft.pk}:")
    after = {"version": brief.number, "draft": draft.pk}
    leave_trace("brief_final" if is_cleared else "brief_not_final", brief.roundtable, by=by, after=after)


def still_to_clear(draft: Draft):
    """The co-chairs' places in the team whose State has not cleared this text."""
    cleared = draft.clearances.values("organization_id")
    return (
        TeamMember.objects.co_chairs()
        .filter(roundtable__briefs=draft.brief)
        .exclude(organization_id__in=cleared)
    )


def draft_for_clearance(brief: Brief) -> Draft | None:
    """The text last put to the co-chairs; none while a later draft is out for comments."""
    last = brief.drafts.first()
    return last if last and last.kind == DraftKind.FINAL else None


# --- Publication -----------------------------------------------------------------------------------------


@transaction.atomic
def publish_brief(*, roundtable: Roundtable, by: Person) -> Roundtable:
    """Show a brief to everybody who may see the meeting, as its next version, and make its papers.

    What is published is the text that was cleared; without clearance, the working text as it stands. A brief
    that stands as published is left as it is. Raises Refused while it is not final, or says nothing.
    """
    roundtable = lock_roundtable(roundtable)
    waits = roundtable.briefs.in_preparation().filter(state=BriefState.FINAL).exists()
    if roundtable.is_published and not roundtable.is_changed_since_published and not waits:
        return roundtable
    brief = brief_to_publish(roundtable, by=by)
    former = roundtable.briefs.been_public().exclude(pk=brief.pk).exclude(state=BriefState.SUPERSEDED)
    for one in former:
        move(one, BriefState.SUPERSEDED)
    brief.published_at, brief.published_by, brief.taken_back_at = timezone.now(), by, None
    move(brief, BriefState.PUBLISHED)
    before, was_away = roundtable.version, roundtable.version > 0 and not roundtable.is_published
    roundtable.version, roundtable.published_at = brief.number, brief.published_at
    published = draft_for_clearance(brief).content
    if same_text(published, working_text(roundtable)):
        roundtable.brief_changed_at = None
    else:  # somebody has gone on writing since the text was put to the co-chairs
        roundtable.brief_changed_at = roundtable.brief_changed_at or brief.published_at
    roundtable.save(update_fields=["version", "published_at", "brief_changed_at"])
    leave_trace(
        "publish_brief", roundtable, by=by, before={"version": before}, after={"version": brief.number}
    )
    if was_away:
        note_back(roundtable, by=by)
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
        note_withdrawn(roundtable, by=by)
        brief = roundtable.briefs.get(state=BriefState.PUBLISHED)
        brief.taken_back_at = timezone.now()
        move(brief, BriefState.FINAL)
        roundtable.published_at = None
        roundtable.save(update_fields=["published_at"])
        leave_trace("withdraw_brief", roundtable, by=by, before=before)
        programme_changed(roundtable.meeting)
    return roundtable
