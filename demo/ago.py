"""The demo is made in a minute; this spreads it over the weeks it tells of.

Rows are moved back in time by plain updates, since no action may. A board on which everything happened a
second ago could not be judged, and nobody could be reminded before tomorrow.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Trace, subject_of
from correspondence.models import Message
from meetings.models import AgendaItem, Document, DocumentFile, Meeting
from participants.models import Delegate, Delegation, FocalPoint, Invitation
from roundtables.models import (
    Brief,
    Clearance,
    Comment,
    Draft,
    GuidingQuestion,
    Roundtable,
    Session,
    Theme,
)

PREPARED, INVITED = timedelta(days=20), timedelta(days=16)


@contextmanager
def record_open():
    """Sets aside, within the transaction of the demo, the trigger that lets nobody change the record."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_trace DISABLE TRIGGER trace_is_kept")
        yield
        # A table with checks still to be made at the end of the transaction is not altered: they are made now.
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'accounts_trace'::regclass AND condeferrable"
        )
        names = ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall())
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_trace ENABLE TRIGGER trace_is_kept")
        cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")


def move_back(rows: QuerySet, age: timedelta, *instants: str) -> None:
    """Instants that are not set stay so."""
    rows.update(**{instant: F(instant) - age for instant in instants})


def preparation_happened() -> None:
    """Everything so far was done before the invitations went out."""
    move_back(Trace.objects.all(), PREPARED, "at")
    move_back(Meeting.objects.all(), PREPARED, "changed_at", "agenda_published_at")
    for model in (AgendaItem, Theme, Session, GuidingQuestion):
        move_back(model.objects.all(), PREPARED, "changed_at")
    move_back(Roundtable.objects.all(), PREPARED, "changed_at", "published_at", "brief_changed_at")


def invitations_happened(meetings: list[Meeting]) -> None:
    """Written and sent; the links have been good for as long as that."""
    invitations = Invitation.objects.filter(meeting__in=meetings)
    move_back(invitations, INVITED, "link_expires_at")
    move_back(invitations.filter(answered_at=None, asked_at=None), INVITED, "changed_at")
    of_invitations = Message.objects.filter(pk__in=invitations.values("message"))
    move_back(of_invitations, INVITED, "queued_at", "not_before", "sent_at")
    acts = Trace.objects.filter(act__in=["invite", "send_invitations"])
    move_back(acts, INVITED, "at")


def delegations_happened(delegations: list[Delegation]) -> None:
    """Answered and filled since, the first soon after the invitation and the last two hours ago."""
    share = (INVITED - timedelta(days=1)) / max(len(delegations), 1)
    for place, delegation in enumerate(delegations):
        # A step that shares no factor with the number of delegations mixes regions and states.
        age = timedelta(hours=2) + share * (place * 29 % len(delegations))
        happened(delegation, age)


def happened(delegation: Delegation, age: timedelta) -> None:
    of_it = {"meeting": delegation.meeting_id, "organization": delegation.organization_id}
    invitations = Invitation.objects.filter(**of_it)
    move_back(Delegation.objects.filter(pk=delegation.pk), age, "changed_at", "submitted_at", "confirmed_at")
    move_back(Delegate.objects.filter(delegation=delegation), age, "taken_at", "changed_at")
    move_back(invitations, age, "changed_at", "answered_at", "opened_at")
    points = FocalPoint.objects.filter(organization=delegation.organization_id)
    move_back(points, age, "since", "until")
    subjects = [f"delegation:{delegation.pk}", *(f"invitation:{one.pk}" for one in invitations)]
    subjects += [f"delegate:{one.pk}" for one in delegation.delegates.all()]
    move_back(Trace.objects.filter(subject__in=subjects), age, "at")
    told = Message.objects.filter(key__startswith=f"delegation:{delegation.pk}:")
    move_back(told, age, "queued_at", "not_before", "sent_at")


def library_happened(meeting: Meeting) -> None:
    """The papers came into the library before the invitations went out."""
    papers = Document.objects.filter(meeting=meeting)
    move_back(papers, INVITED, "entered_at", "changed_at", "published_at", "released_at")
    files = DocumentFile.objects.filter(document__in=papers)
    move_back(files, INVITED, "uploaded_at", "changed_at")
    acts = ["enter_document", "add_document_file", "move_document"]
    move_back(Trace.objects.filter(act__in=acts), INVITED, "at")


def brief_happened(roundtable: Roundtable, age: timedelta) -> None:
    """What was done on a brief today was done so long ago; a round still open keeps its last minute."""
    today = timezone.now() - timedelta(hours=1)
    briefs, drafts = (model.objects.filter(**of) for model, of in (
        (Brief, {"roundtable": roundtable}), (Draft, {"brief__roundtable": roundtable})
    ))  # fmt: skip
    move_back(briefs.filter(begun_at__gte=today), age, "begun_at")
    move_back(briefs.filter(published_at__gte=today), age, "published_at")
    move_back(drafts.filter(comments_closed_at__gte=today), age, "comments_until", "comments_closed_at")
    move_back(drafts.filter(frozen_at__gte=today), age, "frozen_at")
    comments = Comment.objects.filter(draft__in=drafts)
    move_back(comments.filter(answered_at__gte=today), age, "answered_at")
    move_back(comments.filter(made_at__gte=today), age, "made_at")
    move_back(Clearance.objects.filter(draft__in=drafts, cleared_at__gte=today), age, "cleared_at")
    move_back(Trace.objects.filter(subject=subject_of(roundtable), at__gte=today), age, "at")
    Roundtable.objects.filter(pk=roundtable.pk, published_at__gte=today).update(
        published_at=F("published_at") - age
    )
