"""Comments on the paragraphs of a draft, and the answers to them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from gfmd.moves import Refused
from meetings.days import instant_in_words
from roundtables.models import Attitude, Comment, CommentAnswer, Draft


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
) -> Comment:
    """Comment on one paragraph of a draft; the same words a second time are one comment.

    Raises Refused after the last minute, and for a position that asks for a change without naming it.
    """
    draft = (
        Draft.objects.select_for_update(of=["self"], no_key=True)
        .select_related("brief__roundtable__meeting")
        .get(pk=draft.pk)
    )
    if not draft.takes_comments():
        raise Refused(comments_are_closed(draft))
    if attitude != Attitude.SUPPORTIVE and not text.strip():
        raise Refused(_("Say in a sentence what should change."))
    facts = {"draft": draft, "language": language, "paragraph": paragraph, "by": by, "text": text.strip()}
    comment, new = Comment.objects.get_or_create(
        **facts, attitude=attitude, defaults={"on_behalf_of": on_behalf_of}
    )
    if new:
        after = {"paragraph": paragraph, "attitude": attitude, "comment": comment.pk}
        leave_trace("comment_on", draft, by=by, after=after)
    return comment


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
def answer_comment(*, comment: Comment, answer: str, sentence: str, by: Person) -> Comment:
    """Say what became of a comment: taken up, in part, or not, and why."""
    if answer in (CommentAnswer.IN_PART, CommentAnswer.NOT_TAKEN_UP) and not sentence.strip():
        raise Refused(_("Say in a sentence why it is not taken up as it stands."))
    before = {"answer": comment.answer, "sentence": comment.answer_text}
    comment.answer, comment.answer_text = answer, sentence.strip()
    comment.answered_by, comment.answered_at = by, timezone.now()
    comment.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    leave_trace(
        "answer_comment",
        comment,
        by=by,
        before=before,
        after={"answer": answer, "sentence": sentence.strip()},
    )
    return comment
