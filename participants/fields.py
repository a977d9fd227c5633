"""The fields of a delegate as the chair and the focal point speak of them: what they are called, what stands there."""

from datetime import date, datetime

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gfmd.comparison import Block, compare
from gfmd.lists import listed
from meetings.days import instant_in_words
from participants.models import Delegate, FieldCheck

# What the chair can ask to have corrected, in the order of the form.
RETURNABLE = (
    "name",
    "badge_name",
    "original_name",
    "honorific",
    "gender",
    "function",
    "function_en",
    "ministry",
    "city",
    "level",
    "relationship",
    "expertise",
    "languages",
    "email",
    "phone",
    "attends_on",
    "arrives_at",
    "leaves_at",
)
LANGUAGES = dict(settings.LANGUAGES)


def label_of(field: str) -> str:
    """What a field is called, in the active language."""
    return str(Delegate._meta.get_field(field).verbose_name)


def kept(value) -> str:
    """A field's value as a check keeps it: codes, ISO days and instants, with commas where there are several."""
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return ",".join(sorted(kept(one) for one in value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def in_words(field: str, text: str, delegate: Delegate) -> str:
    """What a check keeps, as a reader of the active language sees it. Clock times are those of the venue."""
    column = Delegate._meta.get_field(field)
    if text in ("True", "False"):
        return _("yes") if text == "True" else _("no")
    if field == "languages":
        return listed(LANGUAGES.get(code, code) for code in text.split(",") if code)
    if field == "attends_on":
        return listed(day_or_text(day) for day in text.split(",") if day)
    if field in ("arrives_at", "leaves_at"):
        at = parse_datetime(text) if text else None
        return instant_in_words(at, delegate.delegation.meeting) if at else text
    return str(dict(column.choices).get(text, text)) if column.choices else text


def day_or_text(text: str) -> str:
    day = parse_date(text)
    return date_format(day, "DATE_FORMAT") if day else text


def shown(delegate: Delegate, field: str) -> str:
    """What stands in a field now, as a reader sees it."""
    return in_words(field, kept(getattr(delegate, field)), delegate)


def difference_of(check: FieldCheck, delegate: Delegate) -> list[Block]:
    """What has become of a field since it was confirmed or returned, word by word."""
    return compare(in_words(check.field, check.before, delegate), shown(delegate, check.field))
