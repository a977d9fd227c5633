"""What follows when something that the public reads has changed."""

from django.db import transaction
from django.utils import timezone

from gfmd.celery import ask_worker
from gfmd.public import drop_pages
from meetings.models import Meeting
from roundtables.models import Roundtable
from roundtables.tasks import render_brief, render_concept_note, render_public_packs


def programme_changed(meeting: Meeting) -> None:
    """Drop the public pages and make the concept note anew, once this is committed."""
    drop_pages()
    transaction.on_commit(lambda: ask_worker(render_concept_note, meeting.pk))


def brief_changed(roundtable: Roundtable) -> None:
    """The working text has changed since a version was published; the public goes on reading that one."""
    if not roundtable.version:
        return
    roundtable.brief_changed_at = timezone.now()
    roundtable.save(update_fields=["brief_changed_at"])


def brief_shown(roundtable: Roundtable) -> None:
    """Drop the public pages and make the papers in which a brief stands, once this is committed."""
    transaction.on_commit(lambda: ask_worker(render_brief, roundtable.pk))
    transaction.on_commit(lambda: ask_worker(render_public_packs, roundtable.pk))
    programme_changed(roundtable.meeting)
