"""What is said by e-mail about personal data: to the chair's staff, before any of it is erased."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from participants.models import Erasure


def notice_key(erasure: Erasure, due: date) -> str:
    """How the keys of all notices of one day begin: a new day is told anew."""
    return f"erasure:{erasure.pk}:{due.isoformat()}:"


def notice_message(erasure: Erasure, due: date, held: dict[str, int], person: Person) -> Message:
    """To one of the chair's staff: what will be erased, and when."""
    meeting = erasure.meeting
    with translation.override(person.language):
        day = date_format(due, "DATE_FORMAT")
        subject = _("On %(day)s personal data is erased: %(meeting)s") % {"day": day, "meeting": str(meeting)}
        page = settings.SITE_URL + reverse("personal_data", args=[meeting.slug])
        facts = {"meeting": meeting, "day": day, "held": held, "page": page}
        return Message(
            key=f"{notice_key(erasure, due)}{person.pk}",
            purpose=Purpose.PERSONAL_DATA,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=in_a_line(subject),
            body=text_from("mail/personal_data_notice.txt", **facts),
        )
