"""Erasing what was asked for one meeting alone, once it has served: passports, visa letters, diet and access needs.

An erasure goes in small steps, each of which writes down what it erased: stopped at any moment, it goes on from there.
"""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from accounts.permissions import Role
from correspondence.actions import queue
from correspondence.models import Message
from gfmd.moves import Refused
from meetings.models import Appointment, Meeting, MeetingState
from participants.keeping import OVER, erased_on
from participants.messages.personal_data import notice_key, notice_message
from participants.models import Delegate, Erasure, Needs, VisaLetter, VisaRequest

# What an erasure counts, and where it is kept. Letters go first: they are made of the passport data.
KINDS: dict[str, type[models.Model]] = {
    "visa_letters": VisaLetter,
    "passports": VisaRequest,
    "needs": Needs,
}
NOTICE_BEFORE = timedelta(days=7)
SHORTEST_NOTICE = timedelta(days=2)  # where dates moved, so that the day came without a notice
AT_ONCE = 100  # rows erased in one transaction


def held_apart(meeting: Meeting) -> dict[str, int]:
    """How much of each kind is held for a meeting; nobody by name."""
    return {kind: _of(meeting, kind).count() for kind in KINDS}


def _of(meeting: Meeting, kind: str) -> models.QuerySet:
    return KINDS[kind].objects.filter(delegate__meeting=meeting)


def meetings_holding() -> models.QuerySet[Meeting]:
    """The meetings for which anything of these kinds is held."""
    held = Q()
    for model in KINDS.values():
        held |= Exists(model.objects.filter(delegate__meeting=OuterRef("pk")))
    return Meeting.objects.filter(held).order_by("pk")


def erase_served_data(*, at: datetime | None = None) -> dict[str, int]:
    """Erase what is due at every meeting, and tell the chair's staff a week before. Returns what was erased.

    Safe to run twice, and at once.
    """
    at = at or timezone.now()
    erased: Counter = Counter()
    for meeting in meetings_holding():
        erased.update(_erase_when_due(meeting, at))
    return dict(erased)


def due_for_erasure(*, at: datetime | None = None) -> list[tuple[Meeting, date | None, dict[str, int]]]:
    """What a sweep would look at: each meeting that holds something, when it is erased, and how much. Writes nothing."""
    return [(meeting, erased_on(meeting), held_apart(meeting)) for meeting in meetings_holding()]


def _erase_when_due(meeting: Meeting, at: datetime) -> dict[str, int]:
    due, today = erased_on(meeting), meeting.local_day(at)
    if due is None or today < due - NOTICE_BEFORE:
        return {}
    erasure = _with_notice(meeting, due, at)
    if today < due or at < erasure.noticed_at + SHORTEST_NOTICE:
        return {}
    return _erase(erasure, by=None)


@transaction.atomic
def _with_notice(meeting: Meeting, due: date, at: datetime) -> Erasure:
    """The erasure to come, of which the chair's staff has been told, with its day. A new day is told anew."""
    erasure = _pending(meeting)
    staff = _staff_of(meeting)
    told = Message.objects.filter(key__startswith=notice_key(erasure, due)).exists()
    if erasure.noticed_at is None or (staff and not told):
        queue([notice_message(erasure, due, held_apart(meeting), person) for person in staff])
        erasure.noticed_at = at
        erasure.save(update_fields=["noticed_at"])
        leave_trace("tell_of_erasure", meeting, via="erase_served_data", after={"until": due.isoformat()})
    return erasure


def _pending(meeting: Meeting) -> Erasure:
    """The one erasure of a meeting that is not done; two sweeps at once make no second one."""
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    erasure = meeting.erasures.filter(on_request=False, done_at=None).first()
    return erasure or Erasure.objects.create(meeting=meeting)


def _staff_of(meeting: Meeting) -> list[Person]:
    in_force = Appointment.objects.in_force().filter(
        chairmanship=meeting.chairmanship_id, role=Role.CHAIR_STAFF.value
    )
    return list(Person.objects.filter(is_active=True, appointments__in=in_force).distinct().order_by("pk"))


def erase_now(*, meeting: Meeting, by: Person) -> Erasure:
    """Erase before the day has come, once the meeting is over. Raises Refused while the data still serves."""
    if not is_over(meeting):
        raise Refused(
            _("The meeting is not over: what is held is still needed. It is erased by itself afterwards.")
        )
    if not any(held_apart(meeting).values()):
        raise Refused(_("Nothing is held any more."))
    with transaction.atomic():
        erasure = _pending(meeting)
    _erase(erasure, by=by)
    erasure.refresh_from_db()
    return erasure


def is_over(meeting: Meeting, at: datetime | None = None) -> bool:
    """Whether what was asked for a meeting has served: it is concluded or cancelled, or its last day has passed."""
    if meeting.state in OVER:
        return True
    last = meeting.ends_on or meeting.starts_on
    return meeting.state != MeetingState.POSTPONED and bool(last) and meeting.local_day(at) > last


def _erase(erasure: Erasure, *, by: Person | None) -> dict[str, int]:
    erased = {}
    for kind in KINDS:
        erased[kind] = 0
        while number := _erase_some(erasure, kind):
            erased[kind] += number
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if erasure.done_at is None:
            erasure.done_at = timezone.now()
            erasure.save(update_fields=["done_at"])
            via = "" if by else "erase_served_data"
            leave_trace("erase_served_data", erasure.meeting, by=by, via=via, after=erasure.counts)
    return erased


@transaction.atomic
def _erase_some(erasure: Erasure, kind: str) -> int:
    """One step: some rows of a kind, their files first, and their number in the certificate."""
    erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
    number = erase_rows(list(_of(erasure.meeting, kind)[:AT_ONCE]))
    erasure.counts = {**erasure.counts, kind: erasure.counts.get(kind, 0) + number}
    erasure.save(update_fields=["counts"])
    return number


def erase_rows(rows: list) -> int:
    """Erase rows of one kind. Their files go first: a row without its file is found again, not the reverse."""
    for row in rows:
        if isinstance(row, VisaLetter) and row.file:
            row.file.delete(save=False)
    if rows:
        type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def erase_apart(delegate: Delegate) -> dict[str, int]:
    """Erase what is kept apart about one delegate; returns how much of each kind."""
    return {kind: erase_rows(list(model.objects.filter(delegate=delegate))) for kind, model in KINDS.items()}
