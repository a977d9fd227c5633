"""The record in plain words: who, or which link or task, changed what, from what to what, when and why.

Nothing here writes: acts leave their traces (accounts.models.leave_trace), and the database keeps them as they are.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Trace, subject_of
from gfmd.lists import listed
from meetings.days import instant_in_words
from meetings.models import Meeting
from participants.acts import SENTENCES, UNKNOWN
from participants.models import Delegate, Delegation, FocalPoint, Invitation, Nomination

# What no page of the record shows, whatever an act may have written down.
NEVER_SHOWN = frozenset(
    {"passport_number", "nationality", "born_on", "expires_on", "embassy", "diet", "access", "needs", "visa"}
)
# Keys of the program itself, which say nothing to a reader.
OF_THE_PROGRAM = frozenset({"pk", "id", "version", "link_number", "link_hash", "name_key", "key", "sha256"})
LABELS = {
    "seat": gettext_lazy("Seat"),
    "role": gettext_lazy("Role in the delegation"),
    "number": gettext_lazy("Number"),
    "fields": gettext_lazy("Details returned"),
    "rank": gettext_lazy("Rank"),
    "delegates": gettext_lazy("Delegates"),
    "roundtable": gettext_lazy("Roundtable"),
    "name": gettext_lazy("Name"),
    "to": gettext_lazy("To"),
    "person": gettext_lazy("Person"),
    "email": gettext_lazy("E-mail address"),
    "field": gettext_lazy("Field"),
    "letter": gettext_lazy("Letter"),
    "until": gettext_lazy("Until"),
    "state": gettext_lazy("State"),
    "delegate": gettext_lazy("Delegate"),
    "successor": gettext_lazy("Successor"),
    "reason": gettext_lazy("Reason"),
    "days": gettext_lazy("Days"),
    "reconfirmed_at": gettext_lazy("Confirmed again"),
    "submitted_at": gettext_lazy("Submitted"),
    "link_expires_at": gettext_lazy("Link good until"),
    "organization": gettext_lazy("Organization"),
    "meeting": gettext_lazy("Meeting"),
}
# Who acts through the links of messages (`link_name` begins like this), where nobody was signed in.
LINKS = {
    "delegate": gettext_lazy("The delegate, by personal link,"),
    "assistant": gettext_lazy("The delegate's office, by personal link,"),
    "invitation": gettext_lazy("The addressee of the invitation, by its link,"),
    "nomination": gettext_lazy("The sender of the nomination, by personal link,"),
    "focal-point": gettext_lazy("The person named, by personal link,"),
    "application": gettext_lazy("The applicant, by personal link,"),
    "place": gettext_lazy("The delegate, by personal link,"),
}
# Other ways in which somebody acts who is not signed in.
WAYS = {
    "personal link": gettext_lazy("The applicant, by personal link,"),
    "application form": gettext_lazy("The applicant, by the form,"),
}
LINK = re.compile(r"(?P<kind>[a-z-]+?)-\d+-\d+$")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d$")


@dataclass(frozen=True)
class Change:
    """One thing that is not what it was; `before` or `after` is empty where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One act of the record."""

    at: datetime
    when: str  # in the venue's zone, with its name
    sentence: str
    html: SafeString  # the sentence with its names apart, whatever the direction of their script
    changes: tuple[Change, ...]
    reason: str
    is_on_behalf: bool


def timeline_of(thing: Delegation | Delegate | Nomination | FocalPoint) -> list[Entry]:
    """Everything that was done to a thing and to what belongs to it, the latest first. At most four queries."""
    if isinstance(thing, Delegation):
        return _of_delegation(thing)
    if isinstance(thing, Delegate):
        return _entries([subject_of(thing)], meeting=thing.delegation.meeting, delegates=[thing])
    if isinstance(thing, Nomination):
        terms = FocalPoint.objects.filter(nomination=thing).values_list("pk", flat=True)
        subjects = [subject_of(thing), *(f"focalpoint:{pk}" for pk in terms)]
        return _entries(subjects, meeting=thing.meeting)
    subjects = [subject_of(thing)]
    if isinstance(thing, FocalPoint) and thing.nomination_id:
        subjects.append(f"nomination:{thing.nomination_id}")
    return _entries(subjects, meeting=getattr(thing, "meeting", None))


def _of_delegation(delegation: Delegation) -> list[Entry]:
    delegates = list(delegation.delegates.all())
    invitations = Invitation.objects.filter(
        meeting=delegation.meeting_id, organization=delegation.organization_id
    ).values_list("pk", flat=True)
    subjects = [subject_of(delegation), *map(subject_of, delegates)]
    subjects += [f"invitation:{pk}" for pk in invitations]
    return _entries(subjects, meeting=delegation.meeting, delegates=delegates)


def _entries(
    subjects: list[str], *, meeting: Meeting | None, delegates: Iterable[Delegate] = ()
) -> list[Entry]:
    names = {subject_of(delegate): delegate.full_name for delegate in delegates}
    traces = Trace.objects.filter(subject__in=subjects).select_related("by")
    return [entry_of(trace, meeting=meeting, whom=names.get(trace.subject, "")) for trace in traces]


def entry_of(trace: Trace, *, meeting: Meeting | None, whom: str = "") -> Entry:
    """A trace as it is told. `whom` is the name of the delegate it is left on, as it is today."""
    actor = who(trace)
    return Entry(
        at=trace.at,
        when=_instant(trace.at, meeting),
        sentence=sentence_of(trace, who=actor, whom=whom),
        html=html_of(trace, who=actor, whom=whom),
        changes=tuple(changes_of(trace, meeting)),
        reason=trace.reason,
        is_on_behalf=trace.is_on_behalf,
    )


def sentence_of(trace: Trace, *, who: str, whom: str = "") -> str:
    """What was done, as a sentence; an honest one where the product has no words for the act."""
    return str(SENTENCES.get(trace.act, UNKNOWN)) % _words(trace, who, whom)


def html_of(trace: Trace, *, who: str, whom: str = "") -> SafeString:
    """The same for a page, with each name isolated from the direction of the sentence."""
    words = {key: format_html("<bdi>{}</bdi>", word) for key, word in _words(trace, who, whom).items()}
    return mark_safe(escape(SENTENCES.get(trace.act, UNKNOWN)) % words)  # noqa: S308 — both sides are escaped


def _words(trace: Trace, who: str, whom: str) -> dict[str, str]:
    return {"who": who, "whom": whom or _("a delegate without a name yet"), "act": trace.act}


def who(trace: Trace) -> str:
    """The person who acted; else which link, or that the system did it by itself."""
    if trace.by_id:
        return str(trace.by)
    if trace.via in WAYS:
        return str(WAYS[trace.via])
    link = LINK.match(trace.via)
    if link and link["kind"] in LINKS:
        return str(LINKS[link["kind"]])
    return _("Somebody by a link") if link else _("The system")


# --- What changed ----------------------------------------------------------------------------------------


def changes_of(trace: Trace, meeting: Meeting | None) -> Iterable[Change]:
    """Each value that differs, from what to what, in the order of the fields; other values come last."""
    model = _model_of(trace.subject.partition(":")[0])
    for key in sorted({*trace.before, *trace.after}, key=lambda key: (_position(key, model), key)):
        before, after = trace.before.get(key), trace.after.get(key)
        if key in OF_THE_PROGRAM or before == after:
            continue
        if key in NEVER_SHOWN:
            yield Change(label_of(key, model), "", _("(kept apart, not shown here)"))
            continue
        told = [readable(key, value, model, meeting) for value in (before, after)]
        if told[0] != told[1]:
            yield Change(label_of(key, model), *told)


def _model_of(name: str) -> type[models.Model] | None:
    """The model that subjects name like "delegate"; those of rooms above are found by their name alone."""
    return next((model for model in apps.get_models() if model._meta.model_name == name), None)


def label_of(key: str, model: type[models.Model] | None) -> str:
    """What a page calls a field, with a capital where the language has one."""
    if key in LABELS:
        return str(LABELS[key])
    field = _field(key, model)
    label = str(field.verbose_name) if field is not None else key.replace("_", " ")
    return label[:1].upper() + label[1:]


def readable(key: str, value, model: type[models.Model] | None, meeting: Meeting | None) -> str:
    """A stored value as a person would say it; empty where there is none."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _list([readable(key, item, model, meeting) for item in value])
    if isinstance(value, dict):
        return _list([readable(inner, item, model, meeting) for inner, item in value.items()])
    field = _field(key, model)
    base = getattr(field, "base_field", field)
    choices = dict(getattr(base, "flatchoices", None) or ())
    if key in ("language", "languages") and str(value) in choices:
        return str(get_language_info(value)["name_translated"])
    if value in choices:
        return str(choices[value])
    if key == "field" and isinstance(value, str):
        return label_of(value, Delegate)
    return _day_or_instant(str(value), meeting)


def _field(key: str, model: type[models.Model] | None) -> models.Field | None:
    for known in filter(None, (model, Delegate)):
        try:
            field = known._meta.get_field(key)
        except FieldDoesNotExist:
            continue
        if hasattr(field, "verbose_name"):
            return field
    return None


def _position(key: str, model: type[models.Model] | None) -> int:
    field = _field(key, model)
    return getattr(field, "creation_counter", 0) if field is not None else sys.maxsize


def _list(words: list[str]) -> str:
    return listed(filter(None, words))


def _day_or_instant(text: str, meeting: Meeting | None) -> str:
    if INSTANT.match(text) and (at := parse_datetime(text)):
        return _instant(at if timezone.is_aware(at) else timezone.make_aware(at), meeting)
    if DAY.match(text) and (on := _parsed_day(text)):
        return date_format(on, "DATE_FORMAT")
    return text


def _parsed_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _instant(at: datetime, meeting: Meeting | None) -> str:
    if meeting is not None:
        return instant_in_words(at, meeting)
    return _("%(day)s, %(time)s, %(zone)s") % {
        "day": date_format(at, "DATE_FORMAT"),
        "time": date_format(at, "TIME_FORMAT"),
        "zone": "UTC",
    }
