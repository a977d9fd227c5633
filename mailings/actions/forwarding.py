"""A focal point's own list of ministries, and what is passed on to them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Attachment, Batch, Message
from gfmd.moves import Refused, Stale
from mailings.messages.forwarded import forwarded_message, of_document, of_mailing
from mailings.models import Forwarding, Ministry
from mailings.received import RETURNED, Passing, keyed, list_of
from meetings.models import Audience, Document
from participants.actions.terms import lock_organization_alone
from participants.models import FocalPoint

MOST_MINISTRIES = 50
ONE_CLICK = timedelta(minutes=1)  # within which a second click is the first one


# --- The list --------------------------------------------------------------------------------------------


@transaction.atomic
def add_ministry(*, ministry: Ministry, by: Person) -> Ministry:
    """Put a ministry on the list. Its address is not written into the record, which outlasts the list."""
    organization = lock_organization_alone(ministry.organization_id)
    if organization.ministries.filter(is_removed=False).count() >= MOST_MINISTRIES:
        raise Refused(
            ngettext(
                "The list has %(number)d ministry already. Take one off first.",
                "The list has %(number)d ministries already. Take one off first.",
                MOST_MINISTRIES,
            )
            % {"number": MOST_MINISTRIES}
        )
    save(ministry)
    leave_trace(
        "add_ministry", ministry, by=by, after={"organization": organization.pk, "name": ministry.name}
    )
    return ministry


@transaction.atomic
def change_ministry(*, ministry: Ministry, seen: str, by: Person) -> Ministry:
    """Save it as it stands in `ministry`; `seen` is the `changed_at` of the page that was edited."""
    lock_organization_alone(ministry.organization_id)
    stored = Ministry.objects.filter(pk=ministry.pk, is_removed=False).first()
    if stored is None or seen != stored.changed_at.isoformat():
        raise Stale
    save(ministry)
    leave_trace(
        "change_ministry", ministry, by=by, before={"name": stored.name}, after={"name": ministry.name}
    )
    return ministry


def save(ministry: Ministry) -> None:
    ministry.email = ministry.email.lower()
    same = ministry.organization.ministries.filter(email=ministry.email, is_removed=False)
    if other := same.exclude(pk=ministry.pk).first():
        raise Refused(_("“%(name)s” is on the list already, with this address.") % {"name": other.name})
    try:
        with transaction.atomic():
            ministry.save()
    except IntegrityError as broken:
        raise Refused(_("This address is on the list already.")) from broken


@transaction.atomic
def remove_ministry(*, ministry: Ministry, by: Person) -> None:
    """Take it off the list. Address and addressee are erased; the name stays beside what it has been sent."""
    lock_organization_alone(ministry.organization_id)
    stored = Ministry.objects.filter(pk=ministry.pk, is_removed=False).first()
    if stored is None:
        return  # a second click
    stored.is_removed, stored.email, stored.addressee = True, "", ""
    stored.save()
    leave_trace("remove_ministry", stored, by=by, before={"name": stored.name})


# --- Passing on ------------------------------------------------------------------------------------------


@transaction.atomic
def pass_on(*, passing: Passing, chosen: Iterable[int], note: str, by: Person) -> tuple[Forwarding, int]:
    """Queue a message to each chosen ministry; returns what was done, and to how many it goes.

    Pressed twice within a minute, it goes once. Raises Refused where there is nobody it could go to.
    """
    lock_organization_alone(passing.organization.pk)
    wanted = set(chosen)
    ministries = [one for one in list_of(passing.organization) if one.pk in wanted]
    if not ministries:
        raise Refused(_("Choose at least one ministry of your list."))
    able = [ministry for ministry in ministries if not ministry.trouble]
    if not able:
        raise Refused(_("Nothing can go to the addresses you chose. Correct them in your list first."))
    just_now = list(recent(passing))
    has_it = {keyed(message)[1] for message in Message.objects.filter(batch__forwarding__in=just_now)}
    new = [ministry for ministry in able if ministry.pk not in has_it]
    if not new:
        return just_now[0], 0
    forwarding = begin(passing, note, by)
    send(passing, forwarding, dict.fromkeys(new, 1))
    after = {"organization": passing.organization.pk, "ministries": len(new)}
    leave_trace("pass_on", forwarding, by=by, after=after)
    return forwarding, len(new)


def recent(passing: Passing):
    thing = {"mailing": passing.mailing, "document": passing.document}
    since = timezone.now() - ONE_CLICK
    return passing.organization.forwardings.filter(**thing, at__gt=since)


def begin(passing: Passing, note: str, by: Person) -> Forwarding:
    name = str(passing.document) if passing.document else passing.mailing.name
    batch = Batch.objects.create(
        meeting=passing.meeting, name=_("Passed on: %(what)s") % {"what": name[:150]}
    )
    return Forwarding.objects.create(
        organization=passing.organization,
        mailing=passing.mailing,
        document=passing.document,
        note=note,
        batch=batch,
        by=by,
    )


def send(passing: Passing, forwarding: Forwarding, numbers: dict[Ministry, int]) -> None:
    """A message to each ministry, with the number of the attempt; only the State's own letter goes along."""
    term = FocalPoint.objects.active().filter(organization=passing.organization, person=forwarding.by).first()
    passed = of_document(passing.document) if passing.document else of_mailing(passing.mailing)
    messages, files = [], {}
    for ministry, number in numbers.items():
        ministry.organization = passing.organization
        message = forwarded_message(
            forwarding,
            ministry,
            function=term.function if term else "",
            number=number,
            batch=forwarding.batch,
            passed=passed,
            documents=papers_of(passing),
            meeting=passing.meeting,
        )
        messages.append(message)
        if own := own_letter(passing, ministry.language):
            files[message.key] = [own]
    queue(messages, files)


def papers_of(passing: Passing) -> list[Document]:
    """Papers that may be named outside: what teams and the chair keep to themselves is left out."""
    if passing.document:
        return [passing.document]
    named = passing.mailing.documents.select_related("meeting").order_by("pk")
    return list(named.filter(audience__in=(Audience.PUBLIC, Audience.PARTICIPANTS, Audience.GOVERNMENTS)))


def own_letter(passing: Passing, language: str) -> Attachment | None:
    """The joint letter to this very organization, in the language if it was written in it."""
    if passing.mailing is None or not passing.mailing.is_letter:
        return None
    letters = list(
        passing.mailing.letters.filter(organization=passing.organization)
        .select_related("attachment")
        .order_by("pk")
    )
    in_language = [letter for letter in letters if letter.language == language]
    letter = next(iter(in_language or letters), None)
    return letter.attachment if letter else None


@transaction.atomic
def send_again(*, forwarding: Forwarding, ministry_pk: int, by: Person) -> Ministry:
    """To a ministry whose message came back, once its address has been corrected."""
    organization = lock_organization_alone(forwarding.organization_id)
    ministry = next((one for one in list_of(organization) if one.pk == ministry_pk), None)
    own = Message.objects.filter(batch=forwarding.batch_id).order_by("pk")
    sent = [message for message in own if keyed(message)[1] == ministry_pk]
    if ministry is None or not sent:
        raise Refused(_("This ministry is not on your list any more."))
    if sent[-1].state not in RETURNED:
        raise Refused(_("The last message to this ministry has not come back."))
    if ministry.trouble:
        raise Refused(_("Messages to this address come back. Correct it in your list first."))
    passing = Passing(organization, mailing=forwarding.mailing, document=forwarding.document)
    send(passing, forwarding, {ministry: len(sent) + 1})
    leave_trace("pass_on_again", forwarding, by=by, after={"ministry": ministry.pk})
    return ministry
