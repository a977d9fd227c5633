from celery import shared_task

from correspondence import bounces, forgetting
from correspondence.delivery import deliver_due


def is_stopping() -> bool:
    """Whether this worker was asked to stop: then it finishes the message in its hands, and no more."""
    from celery.worker import state as this_worker  # a web process, which only calls tasks, needs none of it

    return any(
        asked not in (None, False) for asked in (this_worker.should_stop, this_worker.should_terminate)
    )


@shared_task
def deliver_queued() -> int:
    """Send what waits in the queue. Called after each commit that queued something, and by every sweep."""
    return deliver_due(is_stopping)


@shared_task
def forget_old_texts() -> int:
    """Empty messages whose text has been kept long enough."""
    return forgetting.forget_old_texts()


@shared_task
def read_reports() -> dict[str, int]:
    """Read what the servers of recipients reported, where a mailbox for it is set."""
    return dict(bounces.read_bounces())
