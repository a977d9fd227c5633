"""The Celery application: `celery -A gfmd worker`, `celery -A gfmd beat`."""

import logging
import os

from celery import Celery, Task
from kombu.exceptions import OperationalError as BrokerAway

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gfmd.settings")
app = Celery("gfmd")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def ask_worker(task: Task, *keys: int) -> None:
    """Tell the worker, after a commit, that there is something to do.

    A task carries no truth: with the broker away, the next sweep or the next reader finds what is to be done.
    """
    try:
        task.delay(*keys)
    except BrokerAway:
        logger.warning("The broker does not answer; %s waits for a sweep or a reader.", task.name)
