from celery import shared_task

from correspondence.delivery import deliver_due


@shared_task
def deliver_queued() -> int:
    """Send what waits in the queue. Called after each commit that queued something, and by every sweep."""
    return deliver_due()
