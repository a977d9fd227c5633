"""Finding what was written to many: what a person may not know of is not found."""

from mailings.models import Mailing
from meetings.access import announced_meeting, part_of_meeting


def mailing_of_meeting(person, slug: str, pk: int) -> Mailing:
    rows = Mailing.objects.select_related(
        "prepared_by", "approved_by", "released_by", "corrects__meeting", "batch"
    )
    return part_of_meeting(rows, announced_meeting(person, slug), pk)
