"""What is said by e-mail about personal data: to the chair's staff, before any of it is erased."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from participants.messages import examples
from participants.models import Erasure


def notice_key(erasure: Erasure, due: date) -> str:
    """How the keys of all notices of one day begin: a new day is told anew."""
    return f"erasure:{erasure.pk}:{due.isoformat()}:"


def notice_message(erasure: Erasure, due: date, held: dict[str, int], person: Person) -> Message:
    """To one of the chair's staff: what will be erased, and when."""
    meeting = erasure.meeting
    with translation.override(person.language):
        page = settings.SITE_URL + reverse("personal_data", args=[meeting.slug])
        day = date_format(due, "DATE_FORMAT")
        return ERASURE_NOTICE.message(
            key=f"{notice_key(erasure, due)}{person.pk}",
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            facts={"meeting": meeting, "day": day, "held": held, "page": page},
            meeting=meeting,
            person=person,
        )


def is_still_held(message: Message) -> bool:
    return Erasure.objects.filter(pk=message.key.split(":")[1], done_at=None).exists()


ERASURE_NOTICE = Kind(
    name="erasure_notice",
    purpose=Purpose.PERSONAL_DATA,
    title=_lazy("Personal data is about to be erased"),
    to=_lazy("The chair's staff"),
    when=_lazy("Some days before what was asked for the meeting alone is erased"),
    template="mail/personal_data_notice.txt",
    subject=lambda facts: _("On %(day)s personal data is erased: %(meeting)s") % facts,
    example=lambda meeting, language, is_strange: notice_message(
        examples.erasure(meeting),
        timezone.localdate() + timedelta(days=7),
        {"visa_letters": 12, "passports": 1, "needs": 99_999 if is_strange else 40},
        examples.person(language, is_strange),
    ),
    is_needed=is_still_held,
)
