"""Correcting an address that came back, wherever it stands in a meeting, and sending again what it did not get."""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Left
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, Person, leave_trace
from correspondence.actions import queue
from correspondence.addresses import wants_circulars
from correspondence.catalogue import copy_of
from correspondence.models import Attachment, Message, Purpose, TroubledAddress
from gfmd.moves import Refused
from mailings.addresses import AGAIN, RETURNED, places_of
from meetings.models import Meeting
from participants import actions as participants
from participants.actions.nominations import readdress_nomination
from participants.actions.terms import send_task
from participants.models import Delegate, FocalPoint, FocalPointState, Invitation, Nomination
from roundtables.models import TeamMember
from selection.actions.applications import readdress_application
from selection.models import Application

SENT_AGAIN_WITHIN = timedelta(days=60)  # older ones have been overtaken


@transaction.atomic
def correct_everywhere(*, meeting: Meeting, trouble: TroubledAddress, to_email: str, by: Person) -> int:
    """Write the right address wherever the wrong one stands in a meeting; returns how many messages go out again.

    Personal links are sent anew, because those that came back are void. If one place cannot be corrected here,
    none is: Refused says why.
    """
    to_email = to_email.strip().lower()
    if to_email == trouble.email.lower():
        raise Refused(_("This is the address that messages came back from. If it is right, try it again."))
    places = places_of(meeting, trouble.email).get(trouble.email.lower(), [])
    before = timezone.now()
    for place in places:
        CORRECTING[place.source.name](place.row, to_email, by)
    send_returned(meeting, trouble, to_email)
    leave_trace("correct_troubled_address", meeting, by=by, after={"places": len(places)})
    return Message.objects.filter(meeting=meeting, to_email=to_email, queued_at__gte=before).count()


@transaction.atomic
def try_again(*, meeting: Meeting, trouble: TroubledAddress, by: Person) -> int:
    """The address is right: it is red no longer, and what came back goes there once more. Returns how many."""
    invitations = [
        place.row
        for place in places_of(meeting, trouble.email).get(trouble.email.lower(), [])
        if place.source.name == "invitation" and place.row.message_id
    ]
    again = send_returned(meeting, trouble, trouble.email)
    for invitation in invitations:
        participants.send_again(invitation_pk=invitation.pk, by=by)
    leave_trace("try_address_again", meeting, by=by, reason=trouble.said)
    trouble.delete()
    return again + len(invitations)


def send_returned(meeting: Meeting, trouble: TroubledAddress, to_email: str) -> int:
    """Copies of the messages of a meeting that came back from an address, in the queue to another; returns how many.

    Those with a personal link are not copied: their link belongs to the former address. A second call finds
    the same copies in the queue already, and of what was copied before it copies the last copy alone. Circulars
    are not forced on who wants none.
    """
    since = timezone.now() - SENT_AGAIN_WITHIN
    copied = Message.objects.filter(key__startswith=Concat(Left(OuterRef("key"), 100), Value(AGAIN)))
    returned = Message.objects.filter(
        meeting=meeting,
        to_email__iexact=trouble.email,
        state__in=RETURNED,
        queued_at__gte=since,
        link_name="",
    ).exclude(Exists(copied) | Q(purpose=Purpose.ACCOUNT) | Q(kind=""))
    if not wants_circulars(to_email):
        returned = returned.filter(is_circular=False)
    copies, files = [], {}
    for message in returned.order_by("pk").prefetch_related("attachments"):
        key = f"{message.key[:100]}{AGAIN}{trouble.pk}"
        copies.append(copy_of(message, key=key, to_email=to_email))
        files[key] = list[Attachment](message.attachments.all())
    queue(copies, files)
    return len(copies)


# --- Where it stands ---------------------------------------------------------------------------------------


def correct_invitation(invitation: Invitation, to_email: str, by: Person) -> None:
    facts = {"to_name": invitation.to_name, "language": invitation.language}
    participants.correct_address(invitation_pk=invitation.pk, to_email=to_email, by=by, **facts)


def correct_organization(organization: Organization, to_email: str, by: Person) -> None:
    before = {"address_email": organization.address_email}
    Organization.objects.filter(pk=organization.pk).update(address_email=to_email)
    leave_trace(
        "correct_organization_address", organization, by=by, before=before, after={"address_email": to_email}
    )


def correct_focal_point(point: FocalPoint, to_email: str, by: Person) -> None:
    correct_account(point.person_id, to_email, by)
    if point.state == FocalPointState.PENDING:
        send_task(FocalPoint.objects.select_related("person", "organization").get(pk=point.pk))


def correct_team_member(member: TeamMember, to_email: str, by: Person) -> None:
    correct_account(member.person_id, to_email, by)


def correct_account(person_pk: int, to_email: str, by: Person) -> None:
    """The address of an account that nobody has used yet.

    Whoever has signed in keeps it: with the address staff would hand over the account, and all it may open.
    """
    person = Person.objects.select_for_update().get(pk=person_pk)
    if person.email == to_email:
        return
    if person.last_login or person.appointments.exists():
        raise Refused(
            _(
                "%(name)s signs in with this address, so only %(name)s can change it, under “E-mail address”; "
                "or let another person be named."
            )
            % {"name": person}
        )
    before = {"email": person.email}
    person.email = to_email
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError as taken:
        raise Refused(
            _("Somebody else has an account with this address. Let that person be named instead.")
        ) from taken
    EmailAddress.objects.filter(user=person).delete()
    leave_trace("correct_account_address", person, by=by, before=before, after={"email": to_email})


def correct_nominee(nomination: Nomination, to_email: str, by: Person) -> None:
    before, after = {"email": nomination.email}, {"email": to_email}
    Nomination.objects.filter(pk=nomination.pk).update(email=to_email, changed_at=timezone.now())
    leave_trace("correct_nominee_address", nomination, by=by, before=before, after=after)


def correct_sender(nomination: Nomination, to_email: str, by: Person) -> None:
    readdress_nomination(nomination_pk=nomination.pk, email=to_email, by=by)


def correct_delegate(delegate: Delegate, to_email: str, by: Person) -> None:
    participants.edit_delegate(delegate_pk=delegate.pk, details={"email": to_email}, by=by)
    if delegate.link_sent_at and not delegate.completed_at:
        Delegate.objects.filter(pk=delegate.pk).update(link_sent_at=None)  # that one reached nobody
        participants.send_delegate_link(delegate_pk=delegate.pk, by=by)


def correct_application(application: Application, to_email: str, by: Person) -> None:
    readdress_application(application_pk=application.pk, email=to_email, by=by)


CORRECTING: dict[str, Callable[[object, str, Person], None]] = {
    "invitation": correct_invitation,
    "organization": correct_organization,
    "focal_point": correct_focal_point,
    "nominee": correct_nominee,
    "nomination": correct_sender,
    "delegate": correct_delegate,
    "application": correct_application,
    "team": correct_team_member,
}
