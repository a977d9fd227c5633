"""Every write about those who come: invitations, and delegations with their delegates."""

from participants.actions.delegates import (
    add_delegate,
    edit_delegate,
    make_head,
    move_delegate,
    replace_delegate,
    withdraw_delegate,
)
from participants.actions.delegations import (
    confirm_delegation,
    confirm_delegations,
    return_delegation,
    submit_delegation,
    withdraw_delegation,
)
from participants.actions.invitations import (
    accept_invitation,
    add_organization,
    ask_to_readdress,
    correct_address,
    decline_invitation,
    invite,
    invite_member_states,
    is_over,
    lapse_unanswered,
    readdress_as_asked,
    remind,
    renew_link,
    send_again,
    send_invitations,
)
from participants.actions.rules import Details, NoSeatLeft

__all__ = [
    "Details",
    "NoSeatLeft",
    "accept_invitation",
    "add_delegate",
    "add_organization",
    "ask_to_readdress",
    "confirm_delegation",
    "confirm_delegations",
    "correct_address",
    "decline_invitation",
    "edit_delegate",
    "invite",
    "invite_member_states",
    "is_over",
    "lapse_unanswered",
    "make_head",
    "move_delegate",
    "readdress_as_asked",
    "remind",
    "renew_link",
    "replace_delegate",
    "return_delegation",
    "send_again",
    "send_invitations",
    "submit_delegation",
    "withdraw_delegate",
    "withdraw_delegation",
]
