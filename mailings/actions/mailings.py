"""Writing a mailing, and the second pair of eyes before it leaves."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from correspondence.wording import names_in
from gfmd.lists import listed
from gfmd.moves import Refused, Stale
from mailings import enclosing
from mailings.audiences import AUDIENCES, Counted, checked, counted
from mailings.messages.mailings import PERSONAL, Wording
from mailings.models import (
    CAN_BE_CHANGED,
    MOVES,
    Mailing,
    MailingKind,
    MailingState,
    MailingText,
    SecondPerson,
    Signatory,
)
from mailings.papers import Letters
from mailings.recipients import Recipient
from meetings.models import Document, Meeting

MOST_IN_THREAD = 50
S = MailingState


# --- Writing ---------------------------------------------------------------------------------------------


@transaction.atomic
def open_mailing(
    *, meeting: Meeting, kind: str, name: str, audience: str, narrowed: Mapping[str, str], by: Person, **facts
) -> Mailing:
    """Begin a draft. `facts` are further fields of Mailing."""
    narrowed = checked(AUDIENCES[audience], meeting, narrowed)
    refuse_unless_letters(kind, audience)
    mailing = Mailing.objects.create(
        meeting=meeting,
        kind=kind,
        name=name,
        audience=audience,
        narrowed=narrowed,
        prepared_by=by,
        **facts,
    )
    leave_trace("open_mailing", mailing, by=by, after={"kind": kind, "audience": audience, **narrowed})
    return mailing


def refuse_unless_letters(kind: str, audience: str) -> None:
    if kind == MailingKind.JOINT_LETTER and not AUDIENCES[audience].is_of_organizations:
        raise Refused(
            _(
                "A joint letter goes to States and organizations; choose an audience of those who speak for them."
            )
        )


@transaction.atomic
def change_mailing(
    *,
    mailing_pk: int,
    seen: str,
    by: Person,
    narrowed: Mapping[str, str],
    documents: Iterable[Document] = (),
    **facts,
) -> Mailing:
    """Change what a mailing is and to whom it goes; whoever approved it has to look again."""
    mailing = changed(mailing_pk, seen=seen, by=by)
    before = {"audience": mailing.audience, **mailing.narrowed}
    for name, value in facts.items():
        setattr(mailing, name, value)
    refuse_unless_letters(mailing.kind, mailing.audience)
    mailing.narrowed = checked(AUDIENCES[mailing.audience], mailing.meeting, narrowed)
    mailing.save()
    mailing.documents.set(documents)
    after = {"audience": mailing.audience, **mailing.narrowed}
    leave_trace("change_mailing", mailing, by=by, before=before, after=after)
    return mailing


@transaction.atomic
def write_text(
    *, mailing_pk: int, language: str, subject: str, body: str, letter: str = "", seen: str, by: Person
) -> MailingText:
    """What a mailing says in one language."""
    mailing = changed(mailing_pk, seen=seen, by=by)
    mailing.save()
    text, _is_new = MailingText.objects.update_or_create(
        mailing=mailing, language=language, defaults={"subject": subject, "body": body, "letter": letter}
    )
    leave_trace("write_mailing", mailing, by=by, after={"language": language})
    return text


@transaction.atomic
def remove_text(*, mailing_pk: int, language: str, seen: str, by: Person) -> None:
    """Do without a language; its readers then get the first language of the meeting."""
    mailing = changed(mailing_pk, seen=seen, by=by)
    mailing.save()
    mailing.texts.filter(language=language).delete()
    leave_trace("remove_mailing_text", mailing, by=by, before={"language": language})


class Signs(NamedTuple):
    """Who signs for one of the chairs."""

    name: str
    function: str
    organization: Organization


@transaction.atomic
def sign(*, mailing_pk: int, signatories: Iterable[Signs], seen: str, by: Person) -> None:
    """Who signs the letter, in its order."""
    mailing = changed(mailing_pk, seen=seen, by=by)
    mailing.save()
    mailing.signatories.all().delete()
    Signatory.objects.bulk_create(
        Signatory(mailing=mailing, position=position, **signs._asdict())
        for position, signs in enumerate(signatories, start=1)
    )
    leave_trace("sign_mailing", mailing, by=by)


def changed(mailing_pk: int, *, seen: str, by: Person) -> Mailing:
    """The mailing locked and to be changed by `by`, as a draft again; it is for the caller to save."""
    mailing = locked(mailing_pk)
    refuse_unless(mailing, CAN_BE_CHANGED, _("What has left, or was withdrawn, is not changed any more."))
    refuse_stale(mailing, seen)
    mailing.state = S.DRAFT
    mailing.prepared_by, mailing.approved_by = by, None
    mailing.send_at = mailing.expected = None
    mailing.changed_at = timezone.now()
    return mailing


def locked(mailing_pk: int) -> Mailing:
    rows = Mailing.objects.select_for_update(of=["self"]).select_related("meeting", "meeting__chairmanship")
    return rows.get(pk=mailing_pk)


def refuse_unless(mailing: Mailing, states: Iterable[str], sentence: str) -> None:
    if mailing.state not in states:
        raise Refused(sentence)


def refuse_stale(mailing: Mailing, seen: str) -> None:
    """`seen` is the marker that the page carried: when what it showed was last changed."""
    if seen != marker_of(mailing):
        raise Stale


def marker_of(mailing: Mailing) -> str:
    return mailing.changed_at.isoformat()


# --- Ready? ----------------------------------------------------------------------------------------------


def audience_of(mailing: Mailing) -> Counted:
    """Who would get it now. Raises Refused when what narrows the audience is gone."""
    return counted(
        mailing.audience,
        mailing.meeting,
        mailing.narrowed,
        is_circular=mailing.is_circular,
        is_letter=mailing.is_letter,
    )


def obstacles(mailing: Mailing, whole: Counted) -> list[str]:
    """What a mailing lacks before it can leave, a sentence each; empty when it is ready."""
    texts = list(mailing.texts.all())
    said = []
    if not texts:
        said.append(_("There is no text yet."))
    if not whole.recipients:
        said.append(_("Nobody is in the audience, or nobody of it can be reached."))
    if mailing.is_letter:
        said += letter_obstacles(mailing, texts)
    if mailing.kind == MailingKind.JOURNAL:
        said += journal_obstacles(mailing)
    if mailing.is_thread:
        said += thread_obstacles(mailing, texts, whole)
    return said + enclosing.obstacles(mailing, papers_of(mailing), whole.recipients)


def letter_obstacles(mailing: Mailing, texts: list[MailingText]) -> list[str]:
    said = [
        _("The letter has no text in one language: %(language)s.") % {"language": text.get_language_display()}
        for text in texts
        if not text.letter.strip()
    ]
    unsigned = mailing.meeting.chairs.exclude(pk__in=mailing.signatories.values("organization_id"))
    said += [
        _("Nobody signs for %(state)s yet.") % {"state": chair.name} for chair in unsigned.in_reading_order()
    ]
    if not mailing.signatories.exists() and not said:
        said.append(_("Nobody signs the letter yet."))
    return said


def journal_obstacles(mailing: Mailing) -> list[str]:
    if mailing.dated_on is None:
        return [_("Say which day the journal is about.")]
    if mailing.meeting.agenda_published_at is None:
        return [_("The agenda is not published yet, so the journal has nothing to say.")]
    return []


def thread_obstacles(mailing: Mailing, texts: list[MailingText], whole: Counted) -> list[str]:
    said = []
    if len(whole.recipients) > MOST_IN_THREAD:
        sentence = ngettext(
            "One visible thread is for at most %(most)d people; this audience has %(number)d person.",
            "One visible thread is for at most %(most)d people; this audience has %(number)d people.",
            len(whole.recipients),
        )
        said.append(sentence % {"most": MOST_IN_THREAD, "number": len(whole.recipients)})
    names = set().union(*(names_in(text.subject) | names_in(text.body) for text in texts)) & PERSONAL
    if names:
        said.append(
            _("All read the same text in a thread; take out what is personal: %(names)s.")
            % {"names": listed(f"{{{name}}}" for name in sorted(names))}
        )
    if len(texts) > 1:
        said.append(_("One visible thread has one text; remove the other languages."))
    return said


def papers_of(mailing: Mailing) -> list[Document]:
    return list(mailing.documents.with_files().select_related("meeting"))


def refuse_unless_ready(mailing: Mailing) -> Counted:
    whole = audience_of(mailing)
    said = obstacles(mailing, whole)
    if said:
        raise Refused(" ".join(said))
    return whole


def wants_second(mailing: Mailing) -> bool:
    """Whether a second person has to approve it: for this mailing, or for all of the meeting."""
    return mailing.needs_second or SecondPerson.objects.filter(meeting=mailing.meeting_id).exists()


# --- Two pairs of eyes -----------------------------------------------------------------------------------


@transaction.atomic
def put_for_approval(*, mailing_pk: int, seen: str, by: Person) -> None:
    """Ask a second person to look; whoever asks counts as the one who prepared it."""
    mailing = moved(mailing_pk, S.IN_REVIEW, seen=seen, sentence=_("Only a draft is put up for approval."))
    refuse_unless_ready(mailing)
    mailing.prepared_by = by
    mailing.save(update_fields=["state", "prepared_by"])
    leave_trace("put_mailing", mailing, by=by)


def approve(*, mailing_pk: int, seen: str, by: Person) -> None:
    """The second pair of eyes: another person's than those of whoever prepared it or changed it last."""
    try:
        _approve(mailing_pk=mailing_pk, seen=seen, by=by)
    except IntegrityError as race:
        raise Refused(own_work()) from race


def own_work() -> str:
    return _(
        "You prepared this yourself or changed it last. Another member of the chair's staff approves it."
    )


@transaction.atomic
def _approve(*, mailing_pk: int, seen: str, by: Person) -> None:
    sentence = _("Only what waits for a second pair of eyes can be approved.")
    mailing = moved(mailing_pk, S.APPROVED, seen=seen, sentence=sentence)
    if mailing.prepared_by_id == by.pk:
        raise Refused(own_work())
    whole = refuse_unless_ready(mailing)
    mailing.approved_by, mailing.expected = by, addresses(whole.recipients)
    mailing.save(update_fields=["state", "approved_by", "expected"])
    leave_trace("approve_mailing", mailing, by=by, after={"recipients": len(whole.recipients)})


def addresses(recipients: Iterable[Recipient]) -> list[str]:
    return sorted({recipient.email for recipient in recipients})


@transaction.atomic
def send_back(*, mailing_pk: int, seen: str, reason: str, by: Person) -> None:
    """Back to the draft, with a word on what to change; also what was scheduled."""
    if not reason.strip():
        raise Refused(_("Say in a sentence what should change."))
    mailing = moved(mailing_pk, S.DRAFT, seen=seen, sentence=_("This is a draft already, or has left."))
    mailing.approved_by = mailing.send_at = mailing.expected = None
    mailing.save(update_fields=["state", "approved_by", "send_at", "expected"])
    leave_trace("return_mailing", mailing, by=by, reason=reason.strip()[:1000])


@transaction.atomic
def withdraw(*, mailing_pk: int, seen: str, by: Person) -> None:
    """Do without it; it stays on the record."""
    sentence = _("What has left cannot be withdrawn; it can be stopped while it is leaving.")
    mailing = moved(mailing_pk, S.WITHDRAWN, seen=seen, sentence=sentence)
    mailing.expected = None
    mailing.save(update_fields=["state", "expected"])
    leave_trace("withdraw_mailing", mailing, by=by)


@transaction.atomic
def schedule(*, mailing_pk: int, seen: str, at: datetime, by: Person) -> None:
    """Let it leave by itself at an instant to come; the audience is counted anew then."""
    if at < timezone.now():
        raise Refused(_("That instant has passed. Choose one to come, or send it now."))
    if at > timezone.now() + timedelta(days=730):
        raise Refused(_("That is more than two years ahead."))
    sentence = _("It is on its way already, or has to be approved first.")
    mailing = moved(mailing_pk, S.SCHEDULED, seen=seen, sentence=sentence)
    refuse_unless_approved(mailing)
    whole = refuse_unless_ready(mailing)
    mailing.send_at, mailing.released_by = at, by
    if mailing.expected is None:
        mailing.expected = addresses(whole.recipients)
    mailing.save(update_fields=["state", "send_at", "released_by", "expected"])
    leave_trace("schedule_mailing", mailing, by=by, after={"at": at.isoformat()})


def moved(mailing_pk: int, to: str, *, seen: str | None, sentence: str) -> Mailing:
    """The mailing locked and in its new state, not saved yet. Illegal moves and stale pages are refused."""
    mailing = locked(mailing_pk)
    MOVES.check(mailing.state, to, sentence)
    if seen is not None:
        refuse_stale(mailing, seen)
    mailing.state = to
    return mailing


def refuse_unless_approved(mailing: Mailing) -> None:
    """`mailing` has just been moved: from what was approved, or scheduled, or needs no second person."""
    if wants_second(mailing) and mailing.approved_by_id is None:
        raise Refused(_("A second person has to approve this before it leaves."))


@transaction.atomic
def want_second_person(*, meeting: Meeting, wanted: bool, by: Person) -> None:
    """Whether everything that leaves for a meeting's people needs a second person's approval."""
    if wanted:
        _row, is_new = SecondPerson.objects.get_or_create(meeting=meeting, defaults={"by": by})
    else:
        is_new = SecondPerson.objects.filter(meeting=meeting).delete()[0]
    if is_new:
        leave_trace("want_second_person", meeting, by=by, after={"wanted": wanted})


# --- A test to oneself -----------------------------------------------------------------------------------


@transaction.atomic
def send_test(*, mailing: Mailing, recipient: Recipient, language: str, by: Person) -> None:
    """What `recipient` would get, to whoever asks, marked as a test; of a letter with its PDF."""
    wording = Wording(mailing)
    if language not in wording.texts:
        raise Refused(_("There is no text in this language yet."))
    message = wording.test(recipient, language, to=by, key=f"mailing:test:{uuid4()}")
    files = enclosing.enclosures(papers_of(mailing), language)
    if mailing.is_letter:
        files.append(Letters(wording).attachment(recipient, language))
    queue([message], files)
    leave_trace("test_mailing", mailing, by=by, after={"language": language})
