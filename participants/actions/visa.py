"""Letters for visas: asked for by or for a delegate, issued by those who may see a passport, void when it changes."""

import uuid
from datetime import date, timedelta
from typing import TypedDict

from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from gfmd.moves import Refused, Stale
from gfmd.sealing import seal
from meetings.models import Meeting
from participants.actions.needs import refuse_when_over
from participants.actions.rules import locked_delegate, record
from participants.messages.links import visa_letter_message
from participants.messages.seats import language_of
from participants.models import Delegate, VisaLetter, VisaRequest
from participants.visa import visa_letter_pdf

# Many States let nobody in whose passport runs out within six months of the journey.
SIX_MONTHS = timedelta(days=183)


class Passport(TypedDict):
    """What a visa letter needs; the name is the delegate's, as in the passport."""

    passport_number: str
    nationality: str
    born_on: str  # ISO 8601
    expires_on: date
    embassy: str


def expires_too_soon(expires_on: date, meeting: Meeting) -> bool:
    """Whether a passport is good for the meeting, but not for six months after its last day."""
    last = meeting.ends_on or meeting.starts_on or timezone.localdate()
    return last <= expires_on < last + SIX_MONTHS


@transaction.atomic
def ask_visa_letter(*, delegate_pk: int, passport: Passport, by: Person) -> VisaRequest:
    """Ask for a letter, or correct what was given; a letter with what stood there before is void."""
    delegate, delegation = locked_delegate(delegate_pk)
    refuse_when_over(delegation.meeting)
    if not delegate.name:
        raise Refused(
            _("The name is missing, as it stands in the passport. Write it with the details first.")
        )
    request = VisaRequest.objects.filter(delegate=delegate).first()
    is_new = request is None
    request = request or VisaRequest(delegate=delegate)
    touched = [field for field, value in passport.items() if getattr(request, field) != value]
    if not is_new and not touched:
        return request
    for field in touched:
        setattr(request, field, passport[field])
    request.asked_at = timezone.now()
    request.save()
    void_visa_letters(delegate, _("What the letter says of the passport has changed."), by=by)
    record("ask_visa_letter", delegate, delegation, by=by)
    return request


@transaction.atomic
def withdraw_visa_request(*, delegate_pk: int, by: Person) -> None:
    """No letter is needed after all: what is known of the passport is erased, and a letter is void."""
    delegate, delegation = locked_delegate(delegate_pk)
    erased, _rows = VisaRequest.objects.filter(delegate=delegate).delete()
    if not erased:
        return
    void_visa_letters(delegate, _("No letter is needed any more."), by=by)
    record("withdraw_visa_request", delegate, delegation, by=by)


def issue_visa_letter(*, delegate_pk: int, seen: str, language: str, by: Person) -> VisaLetter:
    """Make the letter and keep it sealed; the one before is void. The delegate is told that it is there.

    `seen` is when what the page has shown of the request was true (VisaRequest.asked_at). The paper is made
    before anything is locked, so that nobody waits for it.
    """
    request = (
        VisaRequest.objects.select_related(
            "delegate__delegation__meeting", "delegate__delegation__organization"
        )
        .filter(delegate=delegate_pk)
        .first()
    )
    if request is None or seen != request.asked_at.isoformat():
        raise Stale
    letter = VisaLetter(delegate=request.delegate, made_by=by, made_at=timezone.now())
    letter.pk, letter.number = _next_number(request.delegate.delegation.meeting)
    pdf = visa_letter_pdf(request, letter, language)
    letter.file.save(f"{uuid.uuid4()}.pdf.sealed", ContentFile(seal().encrypt(pdf)), save=False)
    try:
        return _keep(letter, request, by=by)
    except BaseException:
        letter.file.storage.delete(letter.file.name)
        raise


def _next_number(meeting: Meeting) -> tuple[int, str]:
    """The key of the next letter, and its number: "V/2027/00012". Numbers are never used twice; gaps are right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('participants_visaletter', 'id'))")
        (key,) = cursor.fetchone()
    year = (meeting.starts_on or timezone.localdate()).year
    return key, f"V/{year}/{key:05d}"


@transaction.atomic
def _keep(letter: VisaLetter, shown: VisaRequest, *, by: Person) -> VisaLetter:
    delegate, delegation = locked_delegate(shown.delegate_id)
    refuse_when_over(delegation.meeting)
    now = VisaRequest.objects.filter(delegate=delegate).first()
    if now is None or now.asked_at != shown.asked_at or delegate.name != shown.delegate.name:
        raise Stale
    void_visa_letters(delegate, _("A newer letter has been issued."), by=by)
    letter.delegate = delegate
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError as broken:  # written by a hand that does not lock the delegation
        raise Stale from broken
    leave_trace("issue_visa_letter", delegate, by=by, after={"number": letter.number})
    if delegate.email:
        queue([visa_letter_message(letter, language=language_of(delegate))])
    return letter


@transaction.atomic
def void_visa_letter(*, letter_pk: int, reason: str, by: Person) -> VisaLetter:
    """Staff take a letter back, with a reason; the request stays in the queue."""
    letter = VisaLetter.objects.select_related("delegate").get(pk=letter_pk)
    if letter.void_at:
        raise Refused(_("This letter is void already."))
    void_visa_letters(letter.delegate, reason, by=by)
    letter.refresh_from_db()
    return letter


def void_visa_letters(delegate: Delegate, reason: str, *, by: Person | None = None) -> int:
    """The letters of a delegate are void from now on, with a reason; returns how many were valid.

    For acts that change who comes or when (replace, withdraw, postpone), within their transaction.
    """
    valid = delegate.visa_letters.filter(void_at=None)
    numbers = list(valid.values_list("number", flat=True))
    if numbers:
        valid.update(void_at=timezone.now(), void_reason=reason[:300])
        leave_trace(
            "void_visa_letters", delegate, by=by, before={"number": ", ".join(numbers)}, reason=reason[:1000]
        )
    return len(numbers)
