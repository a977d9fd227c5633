"""Keeping personal links good while somebody is reminded of them: what was sent before stays good as well."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from gfmd.tokens import hash_of, token_for
from participants.models import Delegate, Invitation

FIELDS = ["link_number", "link_hash", "link_expires_at"]


def keep_links_good(
    holders: Iterable[Invitation | Delegate], *, at: datetime, until: datetime
) -> set[tuple[type[Model], int]]:
    """Let the personal links of these be good until `until` at least, as they are at `at`. In the caller's transaction.

    A link that is good keeps its number, so that the message it came with serves as before. One that has expired
    gets a new number, on the given objects too. Returns class and key of those that could be locked at once;
    somebody is at work on the others.
    """
    kept = set()
    holders = list(holders)
    for model in (Invitation, Delegate):
        ours = {one.pk: one for one in holders if isinstance(one, model)}
        if not ours:
            continue
        free = model.objects.filter(pk__in=ours).order_by("pk")
        rows = list(free.select_for_update(of=["self"], no_key=True, skip_locked=True))
        for row in rows:
            keep_link_good(row, at, until)
            for field in FIELDS:
                setattr(ours[row.pk], field, getattr(row, field))
            kept.add((model, row.pk))
        model.objects.bulk_update(rows, FIELDS)  # `changed_at` stays: no page that is open becomes stale
    return kept


def keep_link_good(holder: Invitation | Delegate, at: datetime, until: datetime) -> None:
    if holder.link_expires_at is None or holder.link_expires_at <= at:
        holder.link_number += 1
        holder.link_hash = hash_of(token_for(holder.link_name))
    holder.link_expires_at = max(holder.link_expires_at or until, until)
