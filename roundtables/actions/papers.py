"""What follows when something that the public reads has changed."""

import logging

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from gfmd.public import drop_pages
from meetings.models import Meeting
from roundtables.models import Roundtable
from roundtables.tasks import render_brief, render_concept_note, render_public_packs

logger = logging.getLogger(__name__)


def programme_changed(meeting: Meeting) -> None:
    """Drop the public pages and make the concept note anew, once this is committed."""
    drop_pages()
    transaction.on_commit(lambda: ask_for(render_concept_note, meeting.pk))


def brief_changed(roundtable: Roundtable) -> None:
    """The working text has changed since a version was published; the public goes on reading that one."""
    if not roundtable.version:
        return
    roundtable.brief_changed_at = timezone.now()
    roundtable.save(update_fields=["brief_changed_at"])


def brief_shown(roundtable: Roundtable) -> None:
    """Drop the public pages and make the papers in which a brief stands, once this is committed."""
    transaction.on_commit(lambda: ask_for(render_brief, roundtable.pk))
    transaction.on_commit(lambda: ask_for(render_public_packs, roundtable.pk))
    programme_changed(roundtable.meeting)


def ask_for(task, pk: int) -> None:
    try:
        task.delay(pk)
    except BrokerAway:
        logger.warning("The broker does not answer; the paper is made for whoever asks first.")
