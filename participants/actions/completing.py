"""What the holder of a personal link writes down, until all is done and the link has done its work."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused
from participants.actions.delegates import edit_delegate
from participants.actions.links import Holder, still
from participants.actions.needs import keep_needs
from participants.models import Delegate


@transaction.atomic
def complete_details(
    *,
    holder: Holder,
    details: dict,
    seen: dict[str, str],
    is_done: bool = False,
    diet: str | None = None,
    access: str | None = None,
) -> Delegate:
    """Write down what was typed on the page of a personal link; with `is_done` the link is used up.

    Needs that are None stay as they are. Assistants neither write needs nor say that all is done.
    """
    holder = still(holder)
    _refuse_unless_valid(holder)
    delegate = edit_delegate(
        delegate_pk=holder.delegate.pk, details=details, seen=seen, by=None, via=holder.link_name
    )
    if holder.assistant:
        return delegate
    keep_needs(delegate, diet=diet, access=access, by=None, via=holder.link_name)
    if is_done:
        _use_up(delegate, via=holder.link_name)
    return delegate


def _use_up(delegate: Delegate, *, via: str) -> None:
    if not delegate.is_filled:
        raise Refused(_("A name and a function are needed before you are done. What is there is not lost."))
    delegate.completed_at = timezone.now()
    Delegate.objects.filter(pk=delegate.pk).update(completed_at=delegate.completed_at)
    # The account was made with the address alone when the link was sent.
    Person.objects.filter(email=delegate.email, name="").update(name=delegate.name)
    leave_trace("complete_details", delegate, via=via, after={"seat": delegate.seat})


def _refuse_unless_valid(holder: Holder) -> None:
    if holder.state == "used":
        raise Refused(_("The details have been completed, so this link has done its work."))
    if holder.state == "expired":
        raise Refused(
            _("This link has expired meanwhile. Open it again in another window and ask for a new one.")
        )
