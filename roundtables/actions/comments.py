"""Comments on the paragraphs of a draft, and the answers to them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from gfmd.moves import Refused, Stale
from meetings.days import instant_in_words
from roundtables.actions.rules import still_there
from roundtables.models import Attitude, Comment, CommentAnswer, Draft, TeamRole
from roundtables.paragraphs import can_be_commented_on


@transaction.atomic
def comment_on(
    *,
    draft: Draft,
    language: str,
    paragraph: str,
    attitude: str,
    text: str,
    on_behalf_of: Organization | None,
    by: Person,
    instead_of: Comment | None = None,
) -> Comment:
    """Comment on one paragraph of a draft; the same words a second time are one comment.

    With `instead_of`, an earlier comment of the same person gives way to this one. Raises Refused after the
    last minute, for a paragraph the draft does not have, for an organization the person does not act for,
    and for a position that asks for a change without naming it.
    """
    draft = locked(draft)
    text = text.strip()
    if not draft.takes_comments():
        raise Refused(comments_are_closed(draft))
    if not can_be_commented_on(draft.content, language, paragraph):
        raise Refused(_("This draft has no such paragraph. Open the draft anew and comment there."))
    if attitude != Attitude.SUPPORTIVE and not text:
        raise Refused(_("Say in a sentence what should change."))
    if on_behalf_of and not speaks_for(by, on_behalf_of, draft):
        raise Refused(_("One comments for an organization of the team that one acts for."))
    if instead_of:
        take_back(instead_of, by=by)
    facts = {"language": language, "paragraph": paragraph, "attitude": attitude, "text": text}
    comment, new = draft.comments.standing().get_or_create(
        **facts, by=by, on_behalf_of=on_behalf_of, defaults={"draft": draft}
    )
    if new:
        after = {"paragraph": paragraph, "attitude": attitude, "comment": comment.pk}
        before = {"comment": instead_of.pk} if instead_of else {}
        leave_trace("comment_on", draft, by=by, before=before, after=after)
    return comment


def locked(draft: Draft) -> Draft:
    """One comment at a time, and none while the round is being closed."""
    drafts = Draft.objects.select_for_update(of=["self"], no_key=True)
    return drafts.select_related("brief__roundtable__meeting").get(pk=draft.pk)


def speaks_for(person: Person, organization: Organization, draft: Draft) -> bool:
    """Whether somebody fills a place of the organization in the team, other than that of a speaker."""
    places = draft.brief.roundtable.team.acted_for_by(person).exclude(role=TeamRole.SPEAKER)
    return places.filter(organization=organization).exists()


def comments_are_closed(draft: Draft) -> str:
    """Why a comment comes too late, politely, and what can still be done."""
    if draft.comments_until is None:
        return _("This text takes no comments.")
    closed_at = draft.comments_closed_at or draft.comments_until
    return _(
        "This round of comments closed on %(closed)s, so your comment could not be added. What you typed is "
        "still below: please send it to the chair's office, or keep it for the next round."
    ) % {"closed": instant_in_words(closed_at, draft.brief.roundtable.meeting)}


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: Person) -> Comment:
    """Take one's own comment back while its round is open; a second click changes nothing."""
    draft = locked(comment.draft)
    comment = comment_as_it_stands(comment)
    if comment.withdrawn_at:
        return comment
    if not draft.takes_comments():
        raise Refused(_("This round of comments is closed, so the comment stays on the record."))
    take_back(comment, by=by)
    leave_trace(
        "withdraw_comment", draft, by=by, before={"comment": comment.pk, "paragraph": comment.paragraph}
    )
    return comment


def take_back(comment: Comment, *, by: Person) -> None:
    """Raises Refused for another person's comment, and for one that has been answered or taken back."""
    stored = comment_as_it_stands(comment)
    if stored.by_id != by.pk:
        raise Refused(_("Only its author changes a comment or takes it back."))
    if stored.withdrawn_at:
        raise Stale(_("You have changed this comment or taken it back meanwhile. What you typed is below."))
    if stored.answer != CommentAnswer.OPEN:
        raise Refused(_("This comment has been answered, so it stays as it is. Add another one instead."))
    comment.withdrawn_at = timezone.now()
    comment.save(update_fields=["withdrawn_at"])


def comment_as_it_stands(comment: Comment) -> Comment:
    return still_there(Comment.objects.select_for_update(no_key=True).filter(pk=comment.pk).first())


@transaction.atomic
def answer_comment(
    *, comment: Comment, answer: str, sentence: str, by: Person, seen: str | None = None
) -> Comment:
    """Say what became of a comment: taken up, in part, or not, and why.

    `seen` is the mark of the answer that the page showed (`answer_mark`). Raises Stale when somebody else has
    answered since, and Refused without a reason for not taking it up whole.
    """
    comment = comment_as_it_stands(comment)
    sentence = sentence.strip()
    if comment.withdrawn_at:
        raise Refused(_("Its author has taken this comment back, so there is nothing left to answer."))
    if (comment.answer, comment.answer_text) == (answer, sentence):
        return comment
    if seen is not None and seen != answer_mark(comment):
        raise Stale(_("Somebody else has answered meanwhile: the answer above is the one that stands now."))
    if answer in (CommentAnswer.IN_PART, CommentAnswer.NOT_TAKEN_UP) and not sentence:
        raise Refused(_("Say in a sentence why it is not taken up as it stands."))
    before = {"answer": comment.answer, "sentence": comment.answer_text}
    comment.answer, comment.answer_text = answer, sentence
    comment.answered_by, comment.answered_at = by, timezone.now()
    comment.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    after = {"answer": answer, "sentence": sentence, "comment": comment.pk, "paragraph": comment.paragraph}
    leave_trace("answer_comment", comment.draft, by=by, before=before, after=after)
    return comment


def answer_mark(comment: Comment) -> str:
    """Which answer a page showed; empty before the first one."""
    return comment.answered_at.isoformat() if comment.answered_at else ""
