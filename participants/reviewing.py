"""What a focal point looks at before submitting: what is missing, what does not fit, how the delegation is made up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gfmd.lists import listed
from meetings.days import day_in_words, instant_in_words
from meetings.models import DatesKnown
from participants.models import Delegate, Delegation, FieldCheckState, Gender

# Asked for, and not needed to submit: what badge, list, messages and arrival are made of.
RECOMMENDED = ("email", "ministry", "gender", "arrives_at")


@dataclass(frozen=True)
class Review:
    """`missing` holds up the submission; `clashes` and `gaps` do not; `facts` are only told."""

    missing: list[str]
    clashes: list[str]
    gaps: list[str]
    facts: list[str]


def review_of(delegation: Delegation, seated: Sequence[Delegate]) -> Review:
    return Review(
        missing=list(_missing(seated)),
        clashes=[*asked_by_chair(seated), *_out_of_days(delegation, seated), *_twice(seated)],
        gaps=list(_gaps(seated)),
        facts=list(_facts(seated)),
    )


def _missing(seated: Sequence[Delegate]) -> Iterator[str]:
    if not seated:
        yield _("No seat is taken yet.")
    for delegate in seated:
        words = {"number": delegate.seat, "name": delegate.shown_name}
        if not delegate.name:
            yield _("Seat %(number)s: the name is missing.") % words
        elif not delegate.function:
            yield _("Seat %(number)s, %(name)s: the function is missing.") % words
    if seated and not any(delegate.is_head for delegate in seated):
        yield _("Nobody is head of the delegation yet.")


def asked_by_chair(seated: Sequence[Delegate]) -> Iterator[str]:
    """What the chair has asked to correct and nobody has changed."""
    for delegate in seated:
        for check in delegate.checks.all():
            if check.state == FieldCheckState.RETURNED:
                yield _(
                    "%(name)s, %(field)s: the chair asks “%(sentence)s”, and it has not been changed."
                ) % {
                    "name": delegate.shown_name,
                    "field": check.label,
                    "sentence": check.sentence,
                }


def _gaps(seated: Sequence[Delegate]) -> Iterator[str]:
    for delegate in seated:
        labels = [
            str(Delegate._meta.get_field(field).verbose_name)
            for field in RECOMMENDED
            if not getattr(delegate, field)
        ]
        if labels and delegate.name:
            yield _("%(name)s: %(fields)s") % {"name": delegate.shown_name, "fields": listed(labels)}


def _out_of_days(delegation: Delegation, seated: Sequence[Delegate]) -> Iterator[str]:
    """Days and travel that do not go with the days of the meeting, or with each other."""
    meeting = delegation.meeting
    is_known = meeting.dates_known == DatesKnown.DAY and meeting.starts_on
    first, last = meeting.starts_on, meeting.ends_on or meeting.starts_on
    for delegate in seated:
        name = delegate.shown_name
        outside = [day for day in delegate.days if is_known and not first <= day <= last]
        for day in outside:
            yield _("%(name)s: %(day)s is not a day of the meeting.") % {
                "name": name,
                "day": day_in_words(day),
            }
        first_day = min(set(delegate.days) - set(outside), default=first if is_known else None)
        last_day = max(set(delegate.days) - set(outside), default=last if is_known else None)
        arrives_at, leaves_at = delegate.arrives_at, delegate.leaves_at
        if arrives_at and leaves_at and leaves_at <= arrives_at:
            yield _("%(name)s: the departure comes before the arrival.") % {"name": name}
        if arrives_at and first_day and arrives_at.astimezone(meeting.zone).date() > first_day:
            yield _("%(name)s: the arrival, %(at)s, comes after the first day attended.") % {
                "name": name,
                "at": instant_in_words(arrives_at, meeting),
            }
        if leaves_at and last_day and leaves_at.astimezone(meeting.zone).date() < last_day:
            yield _("%(name)s: the departure, %(at)s, comes before the last day attended.") % {
                "name": name,
                "at": instant_in_words(leaves_at, meeting),
            }


def _twice(seated: Sequence[Delegate]) -> Iterator[str]:
    """The same name in two seats, whatever its accents and the order of its words."""
    for one, other in combinations([delegate for delegate in seated if delegate.name_key], 2):
        if set(one.name_key.split()) == set(other.name_key.split()):
            yield _(
                "Seats %(one)s and %(other)s hold the same name, %(name)s. If it is the same person, withdraw one."
            ) % {"one": one.seat, "other": other.seat, "name": other.shown_name}


def _facts(seated: Sequence[Delegate]) -> Iterator[str]:
    """How the delegation is made up, without judging it."""
    ministries = Counter(delegate.ministry for delegate in seated if delegate.ministry)
    if ministries:
        names = "; ".join(
            f"{name} ({number})" if number > 1 else name for name, number in ministries.most_common()
        )
        yield ngettext(
            "%(number)d ministry or department: %(names)s.",
            "%(number)d ministries or departments: %(names)s.",
            len(ministries),
        ) % {"number": len(ministries), "names": names}
    genders = Counter(delegate.gender for delegate in seated)
    if set(genders) - {"", Gender.UNDISCLOSED}:
        words = {
            "women": genders[Gender.WOMAN],
            "men": genders[Gender.MAN],
            "others": genders[Gender.ANOTHER],
            "unsaid": genders[""] + genders[Gender.UNDISCLOSED],
        }
        yield _("Women: %(women)d. Men: %(men)d. Another gender: %(others)d. Not said: %(unsaid)d.") % words
