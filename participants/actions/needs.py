"""Diet and access, kept apart and sealed: written by many, read by few, each look noted."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person, Trace, subject_of
from gfmd.moves import Refused
from meetings.models import Meeting, MeetingState
from participants.actions.rules import locked_delegate, record
from participants.models import Delegate, Needs, SensitiveView

# The acts that give what is kept apart.
GIVEN = ("write_needs", "ask_visa_letter", "issue_visa_letter")
OVER = (MeetingState.CONCLUDED, MeetingState.ARCHIVED, MeetingState.CANCELLED)


@transaction.atomic
def write_needs(*, delegate_pk: int, diet: str | None, access: str | None, by: Person) -> None:
    """Write down what a delegate needs; what is None stays as it is, and nothing at all removes it.

    Until the meeting is over, whether registration is open or not. The record tells that it changed, never what.
    """
    delegate, _delegation = locked_delegate(delegate_pk)
    keep_needs(delegate, diet=diet, access=access, by=by)


def keep_needs(
    delegate: Delegate, *, diet: str | None, access: str | None, by: Person | None, via: str = ""
) -> None:
    """The same within an act that holds the delegation."""
    needs = Needs.objects.filter(delegate=delegate).first() or Needs(delegate=delegate)
    given = {"diet": diet, "access": access}
    touched = [
        field for field, words in given.items() if words is not None and words != getattr(needs, field)
    ]
    if not touched:
        return
    refuse_when_over(delegate.delegation.meeting)
    for field in touched:
        setattr(needs, field, given[field])
    if needs.diet or needs.access:
        needs.save()
    else:
        needs.delete()
    record("write_needs", delegate, delegate.delegation, by=by, via=via)


def refuse_when_over(meeting: Meeting) -> None:
    if meeting.state in OVER:
        raise Refused(_("The meeting is over, so nothing needs to be changed any more."))


def note_looks(delegates: Iterable[Delegate], what: str, *, by: Person) -> None:
    """Note that somebody looks at what is kept apart ("needs", "passport"); at one's own is no look."""
    delegates = list(delegates)
    own = {one.pk for one in delegates if one.email.lower() == by.email}
    own -= readdressed([one for one in delegates if one.pk in own])
    SensitiveView.objects.bulk_create(
        [SensitiveView(delegate=one, by=by, what=what) for one in delegates if one.pk not in own]
    )


def readdressed(delegates: Iterable[Delegate]) -> set[int]:
    """Those whose address has become another after something was given that is kept apart, by their keys.

    Whoever fills a delegation may write any address, also the own one: it opens nothing that was given before.
    """
    subjects = {subject_of(one): one.pk for one in delegates}
    if not subjects:
        return set()
    traces = Trace.objects.filter(subject__in=subjects).order_by("pk")
    was_given, found = set(), set()
    for act, subject, address in traces.filter(
        Q(act__in=GIVEN) | Q(act="edit_delegate", before__has_key="email")
    ).values_list("act", "subject", "before__email"):
        if act in GIVEN:
            was_given.add(subject)
        elif address and subject in was_given:
            found.add(subjects[subject])
    return found
