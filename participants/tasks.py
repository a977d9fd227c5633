from celery import shared_task

from participants import actions


@shared_task
def lapse_unanswered() -> int:
    """Invitations nobody answered by the end of registration lapse."""
    return actions.lapse_unanswered()


@shared_task
def erase_served_data() -> dict[str, int]:
    """Passport data, visa letters and needs that have served are erased; old records forget names."""
    erased = actions.erase_served_data()
    return erased | {"names": sum(actions.forget_old_names().values())}


@shared_task
def close_delegations() -> int:
    """Delegations that were never submitted are closed once their meeting is over."""
    return actions.close_delegations()
