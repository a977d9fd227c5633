"""What a brief refers to, and the papers that go with it."""

import hashlib
import json
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused, Stale
from meetings.actions import difference
from meetings.models import Document
from roundtables.actions.ordering import lock_roundtable, next_position
from roundtables.actions.papers import brief_changed, brief_shown
from roundtables.actions.rules import content, still_there
from roundtables.models import Reference, ReferenceKind, Roundtable

REFERENCE_FACTS = ("key", "text", "url")


class AddedTargets(NamedTuple):
    """The targets added, and those the brief refers to already."""

    added: list[str]
    left_out: list[str]


def reference_mark(reference: Reference) -> str:
    """Tells whether a reference still says what somebody saw."""
    said = json.dumps(content(reference, REFERENCE_FACTS), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def add_reference(*, reference: Reference, by: Person) -> Reference:
    """Add what a brief refers to, after the others. Raises Refused when it is there already."""
    roundtable = lock_roundtable(reference.roundtable)
    reference.position = next_position(roundtable.references)
    written(reference)
    leave_trace("add_reference", roundtable, by=by, after=told(reference))
    brief_changed(roundtable)
    return reference


@transaction.atomic
def add_targets(*, roundtable: Roundtable, codes: list[str], by: Person) -> AddedTargets:
    """Refer to several SDG targets at once; those that are there already are left out."""
    roundtable = lock_roundtable(roundtable)
    known = set(roundtable.references.filter(kind=ReferenceKind.SDG_TARGET).values_list("key", flat=True))
    added = [code for code in codes if code not in known]
    for code in added:
        add_reference(
            reference=Reference(roundtable=roundtable, kind=ReferenceKind.SDG_TARGET, key=code), by=by
        )
    return AddedTargets(added, [code for code in codes if code in known])


@transaction.atomic
def change_reference(*, reference: Reference, seen: str, by: Person) -> Reference:
    """Save a reference as it stands in `reference`; `seen` is the mark of what the page showed."""
    roundtable = lock_roundtable(reference.roundtable)
    stored = still_there(roundtable.references.filter(pk=reference.pk).first())
    before, after = content(stored, REFERENCE_FACTS), content(reference, REFERENCE_FACTS)
    if before == after:
        return stored
    if seen != reference_mark(stored):
        raise Stale
    written(reference)
    leave_trace(
        "change_reference", roundtable, by=by, **difference(before, {**after, "reference": str(reference)})
    )
    brief_changed(roundtable)
    return reference


@transaction.atomic
def remove_reference(*, reference: Reference, by: Person) -> None:
    roundtable = lock_roundtable(reference.roundtable)
    reference = still_there(roundtable.references.filter(pk=reference.pk).first())
    before = {**told(reference), **content(reference, REFERENCE_FACTS)}
    leave_trace("remove_reference", roundtable, by=by, before=before)
    reference.delete()
    brief_changed(roundtable)


def written(reference: Reference) -> None:
    try:
        with transaction.atomic():
            reference.save()
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "") or ""
        if rule == "reference_once":
            raise Refused(_("The brief refers to this already.")) from broken
        raise


def told(reference: Reference) -> dict:
    return {"kind": reference.kind, "reference": str(reference)}


# --- Papers ----------------------------------------------------------------------------------------------


@transaction.atomic
def attach_paper(*, roundtable: Roundtable, paper: Document, by: Person) -> None:
    """Let a paper of the meeting's library stand beside the brief, for whoever may read it."""
    roundtable = lock_roundtable(roundtable)
    if paper.meeting_id != roundtable.meeting_id:
        raise Refused(_("This paper is in the library of another meeting."))
    if roundtable.papers.filter(pk=paper.pk).exists():
        return
    roundtable.papers.add(paper)
    leave_trace("attach_paper", roundtable, by=by, after={"paper": paper.pk, "reference": str(paper)})
    papers_changed(roundtable)


@transaction.atomic
def detach_paper(*, roundtable: Roundtable, paper: Document, by: Person) -> None:
    """The paper stays in the library; it stands beside this brief no longer."""
    roundtable = lock_roundtable(roundtable)
    if not roundtable.papers.filter(pk=paper.pk).exists():
        return
    roundtable.papers.remove(paper)
    leave_trace("detach_paper", roundtable, by=by, before={"paper": paper.pk, "reference": str(paper)})
    papers_changed(roundtable)


def papers_changed(roundtable: Roundtable) -> None:
    """The public sees papers beside a published brief at once; they are no part of its text."""
    if roundtable.is_published:
        brief_shown(roundtable)
