from celery import shared_task

from selection import actions


@shared_task
def lapse_offers() -> int:
    """Offers lapse at the end of their last minute, and the waiting list moves; the others are reminded in time."""
    actions.remind_of_offers()
    return actions.lapse_offers()


@shared_task
def forget_applicants() -> int:
    """Names and addresses of applicants are erased when the record of the meeting forgets them."""
    return actions.forget_applicants()
