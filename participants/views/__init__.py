"""What those who come, and those who invite them, see."""

from participants.views.answers import (
    invitation,
    invitation_accept,
    invitation_decline,
    invitation_new_link,
    invitation_not_me,
)
from participants.views.board import (
    board,
    board_confirm,
    delegation_check,
    delegation_confirm,
    delegation_return,
)
from participants.views.delegations import (
    delegate_add,
    delegate_edit,
    delegate_head,
    delegate_move,
    delegate_replace,
    delegate_withdraw,
    delegation,
    delegation_review,
    delegation_submit,
    delegation_withdraw,
)
from participants.views.invitations import (
    invitation_again,
    invitation_manage,
    invitation_readdress,
    invitations,
    invitations_new,
    invitations_progress,
    invitations_remind,
    invitations_send,
    organization_new,
)
from participants.views.record import delegation_record

__all__ = [
    "board",
    "board_confirm",
    "delegate_add",
    "delegate_edit",
    "delegate_head",
    "delegate_move",
    "delegate_replace",
    "delegate_withdraw",
    "delegation",
    "delegation_check",
    "delegation_confirm",
    "delegation_record",
    "delegation_return",
    "delegation_review",
    "delegation_submit",
    "delegation_withdraw",
    "invitation",
    "invitation_accept",
    "invitation_again",
    "invitation_decline",
    "invitation_manage",
    "invitation_new_link",
    "invitation_not_me",
    "invitation_readdress",
    "invitations",
    "invitations_new",
    "invitations_progress",
    "invitations_remind",
    "invitations_send",
    "organization_new",
]
