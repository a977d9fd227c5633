"""What the record calls by a short name, as whole sentences.

`who` stands for a person, a link or a task; `whom` for the delegate concerned. What changed, and why, is told
beneath the sentence.
"""

from django.utils.translation import gettext_lazy as _

OF_DELEGATES = {
    "add_delegate": _("%(who)s gave a seat to %(whom)s."),
    "edit_delegate": _("%(who)s changed the details of %(whom)s."),
    "move_delegate": _("%(who)s moved %(whom)s to another seat."),
    "make_head": _("%(who)s made %(whom)s head of the delegation."),
    "replace_delegate": _("%(who)s replaced %(whom)s by somebody else."),
    "withdraw_delegate": _("%(who)s withdrew %(whom)s; the seat is free."),
}
OF_DELEGATIONS = {
    "submit_delegation": _("%(who)s submitted the delegation."),
    "confirm_delegation": _("%(who)s confirmed the delegation."),
    "return_delegation": _("%(who)s returned the delegation for correction."),
    "withdraw_delegation": _("%(who)s withdrew the whole delegation."),
}
OF_INVITATIONS = {
    "correct_address": _("%(who)s corrected where the invitation goes."),
    "send_again": _("%(who)s sent the invitation again."),
    "renew_link": _("%(who)s asked for a new link to the invitation."),
    "accept_invitation": _("%(who)s accepted the invitation."),
    "decline_invitation": _("%(who)s declined the invitation."),
    "ask_to_readdress": _("%(who)s asked that the invitation be addressed to somebody else."),
}
OF_FOCAL_POINTS = {
    "name_focal_point": _("%(who)s accepted the nomination and asked the person named to take on the task."),
    "name_alternate": _("%(who)s named an alternate."),
    "hand_over": _("%(who)s named a successor."),
    "take_on_task": _("%(who)s took on the task."),
    "renew_task_link": _("%(who)s asked for a new link to take on the task."),
    "edit_focal_point": _("%(who)s changed the details."),
    "reconfirm_focal_point": _("%(who)s confirmed that name and address still hold."),
    "move_focal_point": _("%(who)s changed where the task stands."),
}
OF_NOMINATIONS = {
    "nominate": _("%(who)s handed in the nomination."),
    "take_up_nomination": _("%(who)s began to verify the nomination."),
    "return_nomination": _("%(who)s asked for a correction of the nomination."),
    "correct_nomination": _("%(who)s corrected the nomination."),
    "accept_nomination": _("%(who)s accepted the nomination."),
    "reject_nomination": _("%(who)s rejected the nomination."),
    "withdraw_nomination": _("%(who)s withdrew the nomination."),
    "renew_nomination_link": _("%(who)s asked for a new link to the nomination."),
}
OF_MEETINGS = {
    "invite": _("%(who)s wrote invitations."),
    "send_invitations": _("%(who)s sent the invitations."),
    "remind": _("%(who)s reminded those who had not answered."),
    "lapse_unanswered": _("%(who)s let the invitations lapse that nobody had answered."),
    "add_organization": _("%(who)s added the organization to those on file."),
    "erase_served_data": _("%(who)s erased passport data, visa letters and needs."),
    "tell_of_erasure": _("%(who)s told the chair's staff what will be erased."),
    "erase_person": _("%(who)s erased what was held about a person."),
    "erase_delegate": _("%(who)s erased what was held about %(whom)s."),
    "forget_names": _("%(who)s erased the names in the record of the meeting."),
}

SENTENCES = {
    **OF_DELEGATES,
    **OF_DELEGATIONS,
    **OF_INVITATIONS,
    **OF_FOCAL_POINTS,
    **OF_NOMINATIONS,
    **OF_MEETINGS,
}
UNKNOWN = _("%(who)s did something for which this page has no words yet (%(act)s).")
