from celery import shared_task

from correspondence import forgetting
from correspondence.delivery import deliver_due


@shared_task
def deliver_queued() -> int:
    """Send what waits in the queue. Called after each commit that queued something, and by every sweep."""
    return deliver_due()


@shared_task
def forget_old_texts() -> int:
    """Empty messages whose text has been kept long enough."""
    return forgetting.forget_old_texts()
