"""Forgetting people: on request, and when the record of a meeting has been kept long enough.

Rows stay, so that numbers, seats and decisions stay true; what says who it was goes from them, and from the record.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, Trace, leave_trace, subject_of
from accounts.pseudonyms import ERASED, Terms, gone_from, rewrite
from correspondence.addresses import forget_address
from correspondence.forgetting import forget
from correspondence.models import Message, MessageState
from gfmd.moves import Refused
from gfmd.public import drop_pages
from meetings.models import Meeting
from participants.actions.erasing import erase_apart, is_over
from participants.keeping import pseudonymised_on
from participants.models import (
    Assistant,
    Delegate,
    Delegation,
    Erasure,
    FieldCheck,
    FocalPoint,
    FocalPointState,
    Invitation,
    Letter,
    Nomination,
    NominationState,
)

# What a delegate's row keeps; everything else says who it was.
KEPT_OF_DELEGATE = frozenset(
    {
        "id",
        "delegation",
        "meeting",
        "seat",
        "state",
        "is_head",
        "is_alternate_head",
        "attends_on",
        "parts",
        "link_number",
        "completed_at",
        "badge_void_at",
        "replaced_by",
        "taken_at",
        "changed_at",
    }
)
# What the record of a delegate or of a nomination keeps of what was written down.
KEPT_OF_TRACES = frozenset(
    {"seat", "state", "is_head", "is_alternate_head", "to_seat", "link_number", "until", "field", "language"}
)
# Here one side tells of somebody else: the successor, or the predecessor.
TELLS_OF_ANOTHER = {"replace_delegate": "after", "take_seat": "before"}
OPEN_TERMS = (FocalPointState.PENDING, FocalPointState.ACTIVE, FocalPointState.SUSPENDED)
OPEN_NOMINATIONS = (
    NominationState.SUBMITTED,
    NominationState.UNDER_VERIFICATION,
    NominationState.NEEDS_CORRECTION,
)


def pseudonym_of(delegate: Delegate) -> str:
    """What stands for a delegate's name from then on: "Delegate 17", by the key of the row."""
    return f"Delegate {delegate.pk}"


# --- One delegate ----------------------------------------------------------------------------------------


def obstacle_of(delegate: Delegate) -> str:
    """Why a delegate cannot be forgotten yet, in a sentence; empty when nothing stands in the way."""
    if delegate.is_seated and not is_over(delegate.meeting):
        return _(
            "A seat is held at %(meeting)s, in the delegation of %(organization)s. The focal point withdraws or "
            "replaces the delegate first; then the data can be erased."
        ) % {
            "meeting": str(delegate.meeting),
            "organization": delegate.delegation.organization.name,
        }
    return ""


@transaction.atomic
def erase_delegate(*, delegate_pk: int, reason: str, by: Person) -> Erasure:
    """Staff erase what is held about a delegate who asked for it in writing; `reason` says how."""
    delegate = _locked(delegate_pk)
    if obstacle := obstacle_of(delegate):
        raise Refused(obstacle)
    if is_forgotten(delegate):
        raise Refused(_("This has been erased already."))
    terms = Terms(names=names_of(delegate), addresses=[delegate.email], pseudonym=pseudonym_of(delegate))
    counts = forget_delegate(delegate, terms)
    leave_trace("erase_delegate", delegate, by=by, reason=terms.gone_from(reason))
    return _certified(delegate.meeting, counts)


def is_forgotten(delegate: Delegate) -> bool:
    return delegate.name == pseudonym_of(delegate) and not delegate.email and not delegate.function


def _locked(delegate_pk: int) -> Delegate:
    """The delegate, with the delegation locked first as by every other act: a save under way ends before."""
    Delegation.objects.select_for_update(no_key=True).get(delegates=delegate_pk)
    return (
        Delegate.objects.select_for_update(of=["self"], no_key=True)
        .select_related("meeting", "delegation__organization")
        .get(pk=delegate_pk)
    )


def _certified(meeting: Meeting, counts: dict[str, int]) -> Erasure:
    """The certificate of an erasure that somebody asked for. It says when, and how much; not who."""
    return Erasure.objects.create(
        meeting=meeting, on_request=True, done_at=timezone.now(), counts={"delegates": 1, **counts}
    )


def names_of(delegate: Delegate) -> list[str]:
    return [delegate.name, delegate.badge_name, delegate.original_name]


def forget_delegate(delegate: Delegate, terms: Terms) -> dict[str, int]:
    """Take out of a delegate's row, of what hangs on it and of the record what says who it was.

    Returns how much of what is kept apart was erased with it.
    """
    counts = erase_apart(delegate)
    Assistant.objects.filter(delegate=delegate).delete()
    FieldCheck.objects.filter(delegate=delegate).exclude(before="", sentence="").update(
        before=ERASED, sentence=ERASED
    )
    _forget_messages_of(delegate, terms)
    _forget_in_traces_of(delegate, terms)
    for field in Delegate._meta.get_fields():
        if isinstance(field, models.Field) and not field.many_to_many and field.name not in KEPT_OF_DELEGATE:
            setattr(delegate, field.attname, field.get_default())
    delegate.name = pseudonym_of(delegate)
    delegate.save()
    return counts


def _forget_messages_of(delegate: Delegate, terms: Terms) -> None:
    """Messages about the delegate to others lose the name, those to the delegate become a bare fact."""
    organization = delegate.delegation.organization_id
    to_focal_points = Message.objects.filter(
        to_email__in=FocalPoint.objects.filter(organization=organization).values("person__email")
    )
    about = Message.objects.filter(
        Q(key__startswith=f"delegate:{delegate.pk}:")
        | Q(key__startswith=f"delegation:{delegate.delegation_id}:")
        | Q(pk__in=to_focal_points)
    )
    rewrite_messages(about, terms)


def rewrite_messages(messages: models.QuerySet[Message], terms: Terms) -> None:
    changed = []
    for message in messages.exclude(body=""):
        texts = (message.subject, message.body)
        message.subject, message.body = (terms.gone_from(text) for text in texts)
        if (message.subject, message.body) != texts:
            changed.append(message)
    Message.objects.bulk_update(changed, ["subject", "body"], batch_size=200)


# --- The record ------------------------------------------------------------------------------------------


def forget_in_own(trace: Trace, terms: Terms, instead: str) -> None:
    """A trace left on the person's own row: of what was written down, only what says nothing of the person stays."""
    for side in ("before", "after"):
        told = getattr(trace, side)
        is_anothers = TELLS_OF_ANOTHER.get(trace.act) == side
        setattr(trace, side, gone_from(told, terms.gone_from) if is_anothers else bare(told, instead))
    trace.reason = terms.gone_from(trace.reason)


def bare(told: dict, instead: str) -> dict:
    """What was written down, with names replaced by the pseudonym and the rest erased."""
    left = {}
    for key, value in told.items():
        if key in KEPT_OF_TRACES or value in (None, "", [], {}) or isinstance(value, bool):
            left[key] = value
        else:
            left[key] = instead if key == "name" else ERASED
    return left


def forget_in_others(trace: Trace, terms: Terms) -> None:
    """A trace left on something else: names and addresses go from its texts, the rest stays."""
    trace.before = gone_from(trace.before, terms.gone_from)
    trace.after = gone_from(trace.after, terms.gone_from)
    trace.reason = terms.gone_from(trace.reason)


def _forget_in_traces_of(delegate: Delegate, terms: Terms) -> None:
    own = subject_of(delegate)
    instead = pseudonym_of(delegate)
    rewrite(Trace.objects.filter(subject=own), partial(forget_in_own, terms=terms, instead=instead))
    near = [subject_of(delegate.delegation)]
    others = Delegate.objects.filter(delegation=delegate.delegation_id).exclude(pk=delegate.pk)
    near += [f"delegate:{pk}" for pk in others.values_list("pk", flat=True)]
    invitations = Invitation.objects.filter(
        meeting=delegate.meeting_id, organization=delegate.delegation.organization_id
    )
    near += [f"invitation:{pk}" for pk in invitations.values_list("pk", flat=True)]
    rewrite(Trace.objects.filter(subject__in=near), partial(forget_in_others, terms=terms))
    forget_addresses([delegate.email])


def forget_addresses(addresses: Iterable[str]) -> None:
    """Addresses are nobody else's: they go from the whole record, wherever they were written down."""
    addresses = {address.lower() for address in addresses if address}
    if not addresses:
        return
    told = Trace.objects.annotate(
        before_text=Cast("before", TextField()), after_text=Cast("after", TextField())
    )
    holding = Q()
    for address in addresses:
        holding |= Q(before_text__icontains=address)
        holding |= Q(after_text__icontains=address)
        holding |= Q(reason__icontains=address)
    rewrite(told.filter(holding), partial(forget_in_others, terms=Terms(addresses=addresses)))


# --- A person, on request --------------------------------------------------------------------------------


def obstacles_of(person: Person) -> list[str]:
    """Why a person's data cannot be erased yet, a sentence each."""
    sentences = [obstacle_of(delegate) for delegate in seats_of(person)]
    terms = FocalPoint.objects.filter(person=person, state__in=OPEN_TERMS).select_related("organization")
    sentences += [
        _(
            "You are the focal point of %(organization)s. Hand over to a successor, or ask the chair to end your term, first."
        )
        % {"organization": term.organization.name}
        for term in terms
    ]
    address = Q(email__iexact=person.email) | Q(sender_email__iexact=person.email)
    waiting = Nomination.objects.filter(address, state__in=OPEN_NOMINATIONS).select_related("organization")
    sentences += [
        _("A nomination of a focal point of %(organization)s that names you is not decided yet.")
        % {"organization": nomination.organization.name}
        for nomination in waiting
    ]
    if person.appointments.in_force().exists():
        sentences.append(
            _("You serve a chairmanship. Your access ends with your term; ask for erasure then.")
        )
    return list(dict.fromkeys(filter(None, sentences)))


def seats_of(person: Person) -> models.QuerySet[Delegate]:
    """Every seat of a person, given up or not, known by the address."""
    return (
        Delegate.objects.filter(email__iexact=person.email)
        .select_related("meeting", "delegation__organization", "delegation__meeting")
        .order_by("pk")
    )


def nominations_of(person: Person) -> models.QuerySet[Nomination]:
    """Nominations that name a person."""
    return Nomination.objects.filter(email__iexact=person.email).order_by("pk")


@transaction.atomic
def erase_person(*, person: Person, by: Person) -> dict[str, int]:
    """Forget a person who asks for it: every seat, term and nomination, the account and the messages.

    Raises Refused with every reason there is. Returns how many rows of each kind were emptied.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if obstacles := obstacles_of(person):
        raise Refused(" ".join(obstacles))
    seats = [_locked(delegate.pk) for delegate in seats_of(person)]
    names = [person.name, *(name for seat in seats for name in names_of(seat))]
    nominations = list(nominations_of(person))
    names += [nomination.name for nomination in nominations]
    counts = {"seats": len(seats), "nominations": len(nominations)}
    for seat in seats:
        instead = Terms(names=names, addresses=[person.email], pseudonym=pseudonym_of(seat))
        _certified(seat.meeting, forget_delegate(seat, instead))
    terms = Terms(names=names, addresses=[person.email], pseudonym=pseudonym_of_person(person))
    for nomination in nominations:
        forget_nomination(nomination, terms)
    counts["terms"] = _forget_terms(person, terms)
    _forget_near(person, [*seats, *nominations], terms)
    _forget_where_sent(person, terms)
    counts["messages"] = _forget_messages_to(person.email)
    forget_addresses([person.email, *person.emailaddress_set.values_list("email", flat=True)])
    _forget_account(person)
    leave_trace("erase_person", person, by=by, after=counts)
    drop_pages()
    return counts


def pseudonym_of_person(person: Person) -> str:
    return f"Person {person.pk}"


def forget_nomination(nomination: Nomination, terms: Terms) -> None:
    """The nominated person goes from it; who handed it in stays, unless it was the same one."""
    instead = terms.pseudonym
    rewrite(
        Trace.objects.filter(subject=subject_of(nomination)),
        partial(forget_in_own, terms=terms, instead=instead),
    )
    if nomination.sender_email.lower() == nomination.email.lower():
        nomination.sender_name = nomination.sender_email = ""
    nomination.name, nomination.email = instead, ""
    nomination.function = nomination.ministry = nomination.duty_station = nomination.phone = ""
    nomination.sentence = terms.gone_from(nomination.sentence)
    nomination.link_hash, nomination.link_expires_at = "", None
    nomination.save()
    forget_letter(nomination.letter)


def forget_letter(letter: Letter) -> None:
    """The letter itself goes, its fingerprint stays: whoever holds the paper can still prove it was handed in."""
    if letter.file:
        letter.file.delete(save=False)
    letter.file, letter.name = "", ERASED
    letter.save()


def _forget_terms(person: Person, terms: Terms) -> int:
    points = list(FocalPoint.objects.filter(person=person))
    subjects = [subject_of(point) for point in points]
    rewrite(
        Trace.objects.filter(subject__in=[*subjects, subject_of(person)]),
        partial(forget_in_own, terms=terms, instead=terms.pseudonym),
    )
    FocalPoint.objects.filter(person=person).update(
        function="", ministry="", duty_station="", phone="", link_hash="", link_expires_at=None
    )
    return len(points)


def _forget_near(person: Person, rows: list[Delegate | Nomination], terms: Terms) -> None:
    """The person's names go from the record of the organizations the person came for."""
    organizations = {row.delegation.organization_id for row in rows if isinstance(row, Delegate)}
    organizations |= {row.organization_id for row in rows if isinstance(row, Nomination)}
    organizations |= set(person.focal_points.values_list("organization", flat=True))
    subjects = [f"organization:{pk}" for pk in organizations]
    for model in (Delegation, FocalPoint, Nomination, Invitation):
        rows_near = model.objects.filter(organization__in=organizations).values_list("pk", flat=True)
        subjects += [f"{model._meta.model_name}:{pk}" for pk in rows_near]
    rewrite(Trace.objects.filter(subject__in=subjects), partial(forget_in_others, terms=terms))


def _forget_where_sent(person: Person, terms: Terms) -> None:
    """Where invitations went, and the addresses on file: nobody is written to at this address any more."""
    address = person.email
    invitations = list(Invitation.objects.filter(Q(to_email__iexact=address) | Q(asks_email__iexact=address)))
    for invitation in invitations:
        if invitation.to_email.lower() == address:
            invitation.to_name = invitation.to_email = ""
        if invitation.asks_email.lower() == address:
            invitation.asks_name = invitation.asks_email = ""
        invitation.save()
    subjects = [subject_of(invitation) for invitation in invitations]
    rewrite(Trace.objects.filter(subject__in=subjects), partial(forget_in_others, terms=terms))
    Organization.objects.filter(address_email__iexact=address).update(address_name="", address_email="")
    Nomination.objects.filter(sender_email__iexact=address).update(sender_name="", sender_email="")
    Assistant.objects.filter(email__iexact=address).delete()


def _forget_messages_to(address: str) -> int:
    forget_address(address)
    messages = Message.objects.filter(to_email__iexact=address)
    messages.filter(state__in=[MessageState.QUEUED, MessageState.DRAFT]).update(state=MessageState.CANCELLED)
    number = forget(messages)
    rewrite_messages(
        Message.objects.filter(Q(body__icontains=address) | Q(subject__icontains=address)),
        Terms(addresses=[address]),
    )
    return number


def _forget_account(person: Person) -> None:
    person.emailaddress_set.all().delete()
    person.authenticator_set.all().delete()
    person.name = pseudonym_of_person(person)
    person.email = f"person-{person.pk}@erased.invalid"
    person.language = "en"
    person.is_active = person.is_superuser = False
    person.set_unusable_password()  # ends every session as well
    person.last_login = None
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


# --- When its time has come ------------------------------------------------------------------------------


def meetings_to_forget(*, at: datetime | None = None) -> list[Meeting]:
    """Meetings whose record has been kept for as long as it may keep names, and still does."""
    done = Trace.objects.filter(act="forget_names").values_list("subject", flat=True)
    over = Meeting.objects.exclude(starts_on=None).order_by("pk")
    return [
        meeting
        for meeting in over
        if subject_of(meeting) not in set(done) and meeting.local_day(at) >= pseudonymised_on(meeting)
    ]


def forget_old_names(*, at: datetime | None = None) -> dict[Meeting, int]:
    """Pseudonymise the record of every meeting whose time has come; returns how many delegates of each."""
    return {meeting: forget_meeting(meeting) for meeting in meetings_to_forget(at=at)}


def forget_meeting(meeting: Meeting) -> int:
    """A delegate at a time, so that it goes on where it was stopped; the record says when all of it is done."""
    delegates = Delegate.objects.filter(delegation__meeting=meeting).order_by("pk")
    number = 0
    for pk in delegates.values_list("pk", flat=True):
        number += _forget_in_time(pk)
    with transaction.atomic():
        for nomination in meeting.nominations.exclude(email="", sender_email=""):
            terms = Terms(
                names=[nomination.name, nomination.sender_name],
                addresses=[nomination.email, nomination.sender_email],
                pseudonym=f"Nominee {nomination.pk}",
            )
            forget_nomination(nomination, terms)
        meeting.nominations.update(sender_name="", sender_email="")
        for invitation in meeting.invitations.exclude(to_email="", to_name="", asks_email=""):
            terms = Terms(
                names=[invitation.to_name, invitation.asks_name],
                addresses=[invitation.to_email, invitation.asks_email],
            )
            traces = Trace.objects.filter(subject=subject_of(invitation))
            rewrite(traces, partial(forget_in_own, terms=terms, instead=ERASED))
        meeting.invitations.update(to_name="", to_email="", asks_name="", asks_email="")
        compositions = Q(delegation__meeting=meeting) | Q(pk__in=meeting.delegations.values("note_verbale"))
        for letter in Letter.objects.filter(compositions):
            forget_letter(letter)
        leave_trace("forget_names", meeting, via="erase_served_data", after={"delegates": number})
    return number


@transaction.atomic
def _forget_in_time(delegate_pk: int) -> bool:
    delegate = _locked(delegate_pk)
    if is_forgotten(delegate):
        return False
    terms = Terms(names=names_of(delegate), addresses=[delegate.email], pseudonym=pseudonym_of(delegate))
    forget_delegate(delegate, terms)
    return True
