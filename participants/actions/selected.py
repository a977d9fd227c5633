"""What an accepted application becomes: an organization, its focal point and a delegation.

An application that was selected counts as the nomination of whoever sent it (domain, rule 4).
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import UN_LANGUAGES, Organization, Person, leave_trace
from correspondence.models import Message, MessageState
from gfmd.moves import Refused, Stale
from gfmd.names import latin_words
from meetings.models import Meeting
from participants.actions.rules import give_up_seats, locked, save
from participants.actions.terms import lock_organization
from participants.models import (
    Answer,
    Delegation,
    DelegationState,
    FocalPoint,
    FocalPointState,
)

NAMES = [f"name_{language}" for language in UN_LANGUAGES]
OPEN_TERMS = (FocalPointState.PENDING, FocalPointState.ACTIVE, FocalPointState.SUSPENDED)


def organization_named(name: str) -> Organization | None:
    """The organization on file with this name in any language, whatever its case, accents or script."""
    key = latin_words(name)
    for pk, *names in Organization.objects.values_list("pk", *NAMES):
        if any(latin_words(one) == key for one in names if one):
            return Organization.objects.get(pk=pk)
    return None


def may_speak_for(organization: Organization, person_email: str) -> bool:
    """Whether somebody may act for an organization on file without staff looking.

    Who speaks for it today may; else only where nobody ever has, and nobody else was ever written to or came:
    a focal point sees the delegations of all meetings, which a name alone must not open.
    """
    if organization.focal_points.active().filter(person__email=person_email).exists():
        return True
    others = (
        organization.focal_points.all(),
        organization.delegations.all(),
        organization.invitations.exclude(to_email__iexact=person_email),
    )
    return organization.address_email.lower() in ("", person_email) and not any(
        rows.exists() for rows in others
    )


def applicant(email: str, name: str, language: str) -> Person:
    """The account of an address, as long as it is not closed."""
    person = Person.objects.with_account(email, name=name, language=language)
    if not person.is_active:
        raise Refused(_("The account with this address is closed. Please write to the coordinating office."))
    return person


def enter_selected(*, kind: str, name: str, acronym: str, language: str, by: Person | None) -> Organization:
    """An organization that is not on file yet; `language` is that of its name (a UN language)."""
    organization = Organization(kind=kind, name_en=name, acronym=acronym)
    setattr(organization, f"name_{language}", name)
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError:
        raise Stale(_("An organization of this name has just been entered. Look again.")) from None
    leave_trace("add_organization", organization, by=by, after={"name": name})
    return organization


@transaction.atomic
def begin_selected_delegation(
    *, meeting: Meeting, organization: Organization, person: Person, by: Person | None = None, via: str = ""
) -> Delegation:
    """The delegation of an organization that was selected, with its applicant as a focal point.

    Primary where nobody is; an alternate beside somebody who is already.
    """
    _name_focal_point(organization, person, by=by)
    delegation, _new = Delegation.objects.get_or_create(meeting=meeting, organization=organization)
    if delegation.state in (DelegationState.DECLINED, DelegationState.WITHDRAWN):
        delegation.state = DelegationState.NOT_STARTED
        save(delegation)
    _settle_invitation(delegation, person)
    leave_trace(
        "begin_selected_delegation", delegation, by=by or person, via=via, after={"state": delegation.state}
    )
    return delegation


def _name_focal_point(organization: Organization, person: Person, *, by: Person | None) -> None:
    lock_organization(organization.pk)
    terms = FocalPoint.objects.filter(organization=organization)
    own = terms.filter(person=person, state__in=OPEN_TERMS).first()
    if own and own.state == FocalPointState.SUSPENDED:
        raise Refused(_("Your task as focal point is suspended. Please write to the chair's office."))
    if own and own.state == FocalPointState.ACTIVE:
        return
    point = own or FocalPoint(organization=organization, person=person)
    point.state, point.since, point.named_by = FocalPointState.ACTIVE, timezone.now(), by
    point.is_alternate = terms.active().primary().exists()
    point.save()


def _settle_invitation(delegation: Delegation, person: Person) -> None:
    """An invitation of the same organization needs no further answer, and no reminder."""
    invitation = delegation.meeting.invitations.filter(
        organization=delegation.organization_id, answer__in=[Answer.NONE, Answer.LAPSED]
    ).first()
    if invitation is None:
        return
    Message.objects.filter(pk=invitation.message_id, state=MessageState.QUEUED).update(
        state=MessageState.CANCELLED
    )
    invitation.answer, invitation.answered_at = Answer.ACCEPTED, timezone.now()
    invitation.accepted_by = person
    invitation.save()


@transaction.atomic
def give_up_selected_delegation(*, delegation_pk: int, by: Person | None, via: str = "", reason: str) -> None:
    """The place was given up: the delegation is withdrawn, also when registration has closed."""
    delegation = locked(delegation_pk)
    before = delegation.state
    delegation.state = DelegationState.WITHDRAWN
    save(delegation)
    give_up_seats(delegation, reason)
    leave_trace(
        "withdraw_delegation",
        delegation,
        by=by,
        via=via,
        before={"state": before},
        after={"state": DelegationState.WITHDRAWN},
        reason=reason,
    )
