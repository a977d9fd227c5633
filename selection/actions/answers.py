"""What becomes of an offer: accepted, with a delegation that begins; or declined."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, OrganizationKind, Person, un_language
from gfmd.moves import Refused
from meetings.days import instant_in_words
from participants.actions.selected import (
    applicant,
    begin_selected_delegation,
    enter_selected,
    may_speak_for,
    organization_named,
)
from selection.actions.decisions import fill_places
from selection.actions.rules import locked_application, move, record, tell
from selection.models import Application, ApplicationState, Sector

A = ApplicationState
KIND_OF_SECTOR = {
    Sector.DIASPORA: OrganizationKind.DIASPORA,
    Sector.NGO: OrganizationKind.CIVIL_SOCIETY,
    Sector.TRADE_UNION: OrganizationKind.TRADE_UNION,
    Sector.PRIVATE_SECTOR: OrganizationKind.PRIVATE_SECTOR,
    Sector.ACADEMIA: OrganizationKind.ACADEMIA,
    Sector.FAITH: OrganizationKind.CIVIL_SOCIETY,
    Sector.WOMEN: OrganizationKind.CIVIL_SOCIETY,
    Sector.YOUTH: OrganizationKind.CIVIL_SOCIETY,
}


def refuse_unless_offered(application: Application, link_number: int) -> None:
    application.refuse_unless_link(link_number)
    if application.state == A.OFFERED and not application.is_offer_open():
        raise Refused(
            _("The offer could be answered until %(moment)s; it has lapsed.")
            % {"moment": instant_in_words(application.offer_expires_at, application.call.meeting)}
        )
    if application.state != A.OFFERED:
        raise Refused(
            _("There is no offer to answer: %(state)s.") % {"state": application.get_state_display()}
        )


@transaction.atomic
def accept_place(*, application_pk: int, link_number: int) -> tuple[Person, Application]:
    """The applicant takes the place, becomes a focal point, and the delegation begins.

    Where an organization of the same name is on file with another kind, or with anybody who has spoken for it,
    staff say first whether it is the same; the application then has no delegation yet.
    """
    application = locked_application(application_pk)
    refuse_unless_offered(application, link_number)
    person = applicant(application.email, application.name, application.language)
    move(application, A.ACCEPTED, "")
    application.answered_at = timezone.now()
    application.save()
    record(
        "accept_place",
        application,
        by=person,
        via="personal link",
        before={"state": A.OFFERED},
        after={"state": A.ACCEPTED},
    )
    organization = organization_for(application)
    if organization:
        begin(application, organization, person)
    return person, application


def organization_for(application: Application) -> Organization | None:
    """The organization an application stands for, entered now if none has its name; None when staff must say."""
    kind = KIND_OF_SECTOR[Sector(application.sector)]
    known = organization_named(application.organization_name)
    if known is None:
        return enter_selected(
            kind=kind,
            name=application.organization_name,
            acronym=application.acronym,
            language=un_language(application.language),
            by=None,
        )
    is_same = known.kind == kind and may_speak_for(known, application.email)
    return known if is_same and not is_represented(application, known) else None


def is_represented(application: Application, organization: Organization) -> bool:
    """Whether another application has brought the organization to the meeting already."""
    return Application.objects.filter(
        delegation__organization=organization, delegation__meeting=application.call.meeting
    ).exists()


def begin(
    application: Application, organization: Organization, person: Person, *, by: Person | None = None
) -> None:
    application.delegation = begin_selected_delegation(
        meeting=application.call.meeting,
        organization=organization,
        person=person,
        by=by,
        via="" if by else application.link_name,
    )
    application.save()


@transaction.atomic
def settle_organization(*, application_pk: int, is_same: bool, name: str = "", by: Person) -> Application:
    """Staff say whether an accepted application stands for the organization on file, or for another.

    Another is entered under a name of its own. The applicant is told where to go on.
    """
    application = locked_application(application_pk)
    if application.state != A.ACCEPTED or application.delegation_id:
        raise Refused(_("This application has its delegation, or holds no place any more."))
    known = organization_named(application.organization_name)
    if is_same and known is None:
        raise Refused(_("No organization of this name is on file any more. Enter it as another."))
    if is_same and (known.is_state or is_represented(application, known)):
        raise Refused(_("This organization is a State, or takes part by another application already."))
    if not is_same and organization_named(name or application.organization_name):
        raise Refused(_("An organization of that name is on file. Write a name that tells them apart."))
    organization = known if is_same else enter_settled(application, name, by)
    person = applicant(application.email, application.name, application.language)
    begin(application, organization, person, by=by)
    tell(application, "delegation")
    application.save()
    record("settle_organization", application, by=by, after={"organization": organization.name_en})
    return application


def enter_settled(application: Application, name: str, by: Person) -> Organization:
    return enter_selected(
        kind=KIND_OF_SECTOR[Sector(application.sector)],
        name=name.strip() or application.organization_name,
        acronym=application.acronym,
        language=un_language(application.language),
        by=by,
    )


@transaction.atomic
def decline_place(*, application_pk: int, link_number: int, reason: str = "") -> Application:
    """To decline settles the matter; the place goes to the first on the waiting list."""
    application = locked_application(application_pk)
    refuse_unless_offered(application, link_number)
    move(application, A.DECLINED, "")
    application.answered_at, application.reason = timezone.now(), reason
    application.save()
    record(
        "decline_place",
        application,
        via="personal link",
        reason=reason,
        before={"state": A.OFFERED},
        after={"state": A.DECLINED},
    )
    fill_places(application.call, via="decline_place")
    return application
