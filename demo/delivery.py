"""What became of the messages: taken, refused, returned, passed on, or left until the link expired."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Organization
from correspondence.bounces import came_back
from correspondence.delivery import deliver_due
from demo.content import document
from meetings.models import Meeting
from participants import actions
from participants.models import Invitation

ASKS = ("NOR", "Ingrid Haugland", "ingrid.haugland@nor.example")
EXPIRED = "BRB"


def deliver_invitations(meeting: Meeting, organizations: dict[str, Organization]) -> int:
    """Hand them over now and return how many left; the demo's backend refuses what a server would."""
    taken = deliver_due()
    for iso3, said in document("addresses")["returned"].items():
        came_back(invitation_of(meeting, organizations[iso3]).message.pk, said=f"550 {said}")
    return taken


def pass_on(meeting: Meeting, organizations: dict[str, Organization]) -> None:
    """One invitation was passed to a colleague, who asks to have it addressed to her."""
    iso3, name, email = ASKS
    invitation = invitation_of(meeting, organizations[iso3])
    actions.ask_to_readdress(
        invitation_pk=invitation.pk, link_number=invitation.link_number, name=name, email=email
    )


def let_expire(meeting: Meeting, organizations: dict[str, Organization]) -> None:
    """One link has been left for too long."""
    Invitation.objects.filter(meeting=meeting, organization=organizations[EXPIRED]).update(
        link_expires_at=timezone.now() - timedelta(days=3)
    )


def invitation_of(meeting: Meeting, organization: Organization) -> Invitation:
    return Invitation.objects.select_related("message").get(meeting=meeting, organization=organization)
