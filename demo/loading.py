"""The whole demo, in the order in which it could have happened, in one transaction."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, Person, Trace, leave_trace
from correspondence.delivery import deliver_due
from correspondence.models import Message
from demo import ago, delivery, people
from demo.briefs import enter_briefs
from demo.correspondence import enter_correspondence
from demo.delegations import enter_delegations, invite_everybody, invite_some
from demo.documents import enter_documents
from demo.nominations import enter_needs, enter_nominations
from demo.organizations import enter_organizations
from demo.past import enter_past
from demo.places import enter_places
from demo.rabat import enter_rabat
from demo.reminders import switch_on_reminders
from demo.selection import enter_selection
from mailings.actions import releasing
from meetings.models import Chairmanship, Change, Meeting

AT_THE_DAYS = ("civil_society", "trade_union", "private_sector", "academia", "diaspora", "local_authority")
LOADED = "load_demo"


def is_loaded() -> bool:
    return Trace.objects.filter(act=LOADED).exists()


def holds_anything() -> bool:
    """Whether somebody uses this database already."""
    return any(model.objects.exists() for model in (Person, Organization, Chairmanship, Meeting, Message))


@transaction.atomic
@ago.record_open()
def load(say: Callable[[str], None]) -> None:
    """Everything or nothing, so that an interrupted load leaves an empty database."""
    keeper = people.record_keeper()
    organizations = enter_organizations(by=keeper)
    say(f"{len(organizations)} States and organizations are entered.")
    for title in enter_past(organizations, by=keeper):
        say(f"{title} is recorded.")

    summit, days, chair = enter_rabat(organizations, by=keeper)
    ago.preparation_happened()
    say(f"{summit.title} is announced and open for registration.")

    invite_everybody(summit, organizations, by=chair)
    invite_some(days, AT_THE_DAYS, organizations, by=chair)
    taken = delivery.deliver_invitations(summit, organizations)
    say(f"{taken} invitations are delivered; they stay in the product.")
    delegations = [
        *enter_delegations(summit, "delegations", organizations, chair=chair),
        *enter_delegations(days, "civil_society_delegations", organizations, chair=chair),
    ]
    say(f"{len(delegations)} delegations have answered.")
    delivery.pass_on(summit, organizations)
    deliver_due()

    ago.invitations_happened([summit, days])
    ago.delegations_happened(delegations)
    delivery.let_expire(summit, organizations)
    enter_briefs(summit, organizations, chair=chair, reader=people.enter_delegate())
    applied = enter_selection(days, organizations, by=chair)
    say(f"{applied} organizations have applied to the civil-society days.")
    papers = enter_documents(summit, chair=chair)
    ago.library_happened(summit)
    say(f"{papers} papers are in the library.")
    say("The briefs of the summit are written, commented on and, some of them, published.")
    say(f"{enter_nominations(summit, organizations, chair=chair)} focal points are nominated.")
    say(f"{enter_needs(summit)} delegates have said what they need.")
    say(f"{enter_places(summit, chair=chair)} delegates wait for places at roundtables, many have one.")
    say(f"{switch_on_reminders(summit, by=chair)} kinds of reminders are switched on.")
    say(f"{enter_correspondence(summit, chair=chair)} letters and circulars of the chair are on their way.")
    deliver_due()
    releasing.settle_left()
    Change.objects.untold().update(told_at=timezone.now())  # of weeks ago: everybody has heard of it
    people.let_sign_in()
    leave_trace(LOADED, summit, by=keeper)
