"""The Celery application: `celery -A gfmd worker`, `celery -A gfmd beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gfmd.settings")
app = Celery("gfmd")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
