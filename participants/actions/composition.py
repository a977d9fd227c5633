"""What an organization says of its delegation as a whole: in writing, that nobody comes, that it begins again."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from gfmd.moves import Refused
from meetings.uploads import Upload
from participants.actions.rules import changed, give_up_seats, open_delegation, record, save
from participants.letters import kept_letter
from participants.models import DELEGATION_MOVES, Delegation, DelegationState, Letter


@transaction.atomic
def keep_note_verbale(*, delegation_pk: int, upload: Upload, by: Person) -> Letter:
    """The composition in writing. A newer one takes the place of the former, which is kept."""
    delegation = open_delegation(delegation_pk)
    if delegation.state in (DelegationState.WITHDRAWN, DelegationState.DECLINED, DelegationState.CLOSED):
        raise Refused(_("This delegation does not come. Begin again first."))
    former = delegation.note_verbale
    letter = kept_letter(upload)
    letter.delegation = delegation
    letter.save(update_fields=["delegation"])
    delegation.note_verbale = letter
    record(
        "keep_note_verbale",
        delegation,
        delegation,
        by=by,
        before={"letter": former.name} if former else {},
        after={"letter": letter.name},
    )
    changed(delegation, amends=False)
    return letter


@transaction.atomic
def decline_delegation(*, delegation_pk: int, by: Person, reason: str = "") -> Delegation:
    """Nobody comes, which is a legitimate answer (domain, rule 20). Seats that were being filled are given up."""
    delegation = open_delegation(delegation_pk)
    DELEGATION_MOVES.check(
        delegation.state,
        DelegationState.DECLINED,
        _("Only a delegation that was not submitted yet can be declined. Withdraw it instead."),
    )
    delegation.state = DelegationState.DECLINED
    save(delegation)
    give_up_seats(delegation, _("The delegation was declined."))
    record("decline_delegation", delegation, delegation, by=by, reason=reason)
    return delegation


@transaction.atomic
def begin_again(*, delegation_pk: int, by: Person) -> Delegation:
    """After it was declined or withdrawn: the seats are there to be filled."""
    delegation = open_delegation(delegation_pk)
    begun = {
        DelegationState.DECLINED: DelegationState.NOT_STARTED,
        DelegationState.WITHDRAWN: DelegationState.DRAFT,
    }.get(delegation.state, delegation.state)
    DELEGATION_MOVES.check(delegation.state, begun, _("This delegation has begun already."))
    record("begin_again", delegation, delegation, by=by, before={"state": delegation.state})
    delegation.state = begun
    save(delegation)
    return delegation
