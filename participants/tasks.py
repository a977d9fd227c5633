from celery import shared_task

from participants import actions


@shared_task
def lapse_unanswered() -> int:
    """Invitations nobody answered by the end of registration lapse."""
    return actions.lapse_unanswered()
