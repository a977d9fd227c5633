from celery import shared_task

from mailings.actions import releasing
from mailings.actions.changes import tell_due
from mailings.actions.reminders import remind_everybody


@shared_task
def tell_changes() -> int:
    """Those concerned are told of what has changed and then been quiet for a while."""
    return tell_due()


@shared_task
def remind() -> int:
    """Queue the reminders that are due, of every meeting; asked every hour, and each step is told once."""
    return remind_everybody()


@shared_task
def prepare_mailing(mailing_pk: int) -> int:
    """Put a mailing that is leaving into the queue, its letters made first."""
    return releasing.prepare(mailing_pk)


@shared_task
def sweep_mailings() -> dict[str, int]:
    """Release what is scheduled for now; prepare what a lost worker left; note what has left."""
    return {
        "released": releasing.release_due(),
        "prepared": releasing.prepare_leaving(),
        "left": releasing.settle_left(),
    }


@shared_task
def forget_old_addresses() -> int:
    """Of mailings that left long ago only the numbers stay."""
    return releasing.forget_addresses()
