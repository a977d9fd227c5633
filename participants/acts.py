"""What the record calls by a short name, as whole sentences.

`who` stands for a person, a link or a task; `whom` for the delegate concerned. What changed, and why, is told
beneath the sentence.
"""

from django.utils.translation import gettext_lazy as _

OF_DELEGATES = {
    "add_delegate": _("%(who)s gave a seat to %(whom)s."),
    "take_seat": _("%(who)s gave the seat of a predecessor to %(whom)s."),
    "take_seat_for": _("%(who)s kept a seat for %(whom)s, who completes the details by personal link."),
    "edit_delegate": _("%(who)s changed the details of %(whom)s."),
    "complete_details": _("%(who)s said that the details of %(whom)s are complete."),
    "move_delegate": _("%(who)s moved %(whom)s to another seat."),
    "replace_delegate": _("%(who)s replaced %(whom)s by somebody else."),
    "withdraw_delegate": _("%(who)s withdrew %(whom)s; the seat is free."),
    "reject_delegate": _("%(who)s did not accept %(whom)s; the seat is free."),
    "return_fields": _("%(who)s returned details of %(whom)s for correction."),
    "confirm_field": _("%(who)s confirmed a changed detail of %(whom)s."),
    "send_delegate_link": _("%(who)s sent the personal link to %(whom)s."),
    "renew_delegate_link": _("%(who)s asked for a new personal link to the details of %(whom)s."),
    "name_assistant": _("%(who)s named an assistant who may complete the details of %(whom)s."),
    "remove_assistant": _("%(who)s removed an assistant of %(whom)s."),
    # Kept apart: that it changed, never what it says.
    "write_needs": _("%(who)s changed the diet or access needs of %(whom)s."),
    "ask_visa_letter": _("%(who)s asked for a visa letter for %(whom)s, or corrected the passport data."),
    "withdraw_visa_request": _(
        "%(who)s said that %(whom)s needs no visa letter; the passport data was erased."
    ),
    "issue_visa_letter": _("%(who)s issued a visa letter for %(whom)s."),
    "void_visa_letters": _("%(who)s declared void what visa letters %(whom)s had."),
    "erase_delegate": _("%(who)s erased what was held about %(whom)s, as was asked for."),
}
OF_PLACES = {
    "choose_places": _("%(who)s chose roundtables for %(whom)s."),
    "give_up_places": _("%(who)s gave up the places of %(whom)s at roundtables."),
    "move_up": _("%(who)s moved the line: %(whom)s has a place at a roundtable."),
    "set_places": _("%(who)s set how many places the roundtable has."),
}
OF_DELEGATIONS = {
    "submit_delegation": _("%(who)s submitted the delegation."),
    "confirm_delegation": _("%(who)s confirmed the delegation."),
    "return_delegation": _("%(who)s returned the delegation for correction."),
    "withdraw_delegation": _("%(who)s withdrew the whole delegation."),
    "decline_delegation": _("%(who)s said that the organization does not take part."),
    "begin_again": _("%(who)s began the delegation again."),
    "close_delegation": _("%(who)s closed the delegation: registration is over."),
    "keep_note_verbale": _("%(who)s handed in the note verbale."),
    "grant_extra_time": _("%(who)s gave this delegation extra time."),
    "withdraw_extra_time": _("%(who)s took the extra time back."),
    "assign_constituency": _("%(who)s assigned the delegation to a constituency."),
    "reconfirm_delegation": _("%(who)s said that the delegation comes at the new dates as well."),
    "begin_selected_delegation": _("%(who)s accepted the place; the delegation began."),
}
OF_INVITATIONS = {
    "correct_address": _("%(who)s corrected where the invitation goes."),
    "send_again": _("%(who)s sent the invitation again."),
    "renew_link": _("%(who)s asked for a new link to the invitation."),
    "accept_invitation": _("%(who)s accepted the invitation."),
    "decline_invitation": _("%(who)s declined the invitation."),
    "give_time_to_answer": _("%(who)s gave the organization time to answer after the deadline."),
    "ask_to_readdress": _("%(who)s asked that the invitation be addressed to somebody else."),
}
OF_FOCAL_POINTS = {
    "name_focal_point": _("%(who)s asked the person named in the nomination to take on the task."),
    "name_alternate": _("%(who)s named an alternate."),
    "hand_over": _("%(who)s named a successor."),
    "take_on_task": _("%(who)s took on the task of focal point."),
    "renew_task_link": _("%(who)s asked for a new link by which the task is taken on."),
    "edit_focal_point": _("%(who)s changed the details of the focal point."),
    "reconfirm_focal_point": _("%(who)s said that name and address still hold."),
    "move_focal_point": _("%(who)s changed where the term of the focal point stands."),
}
OF_NOMINATIONS = {
    "nominate": _("%(who)s handed in the nomination."),
    "correct_nomination": _("%(who)s corrected the nomination."),
    "withdraw_nomination": _("%(who)s withdrew the nomination."),
    "renew_nomination_link": _("%(who)s asked for a new link to the nomination."),
    "readdress_nomination": _("%(who)s corrected the address of whoever handed in the nomination."),
    "take_up_nomination": _("%(who)s began to verify the nomination."),
    "accept_nomination": _("%(who)s accepted the nomination."),
    "return_nomination": _("%(who)s asked for a correction of the nomination."),
    "reject_nomination": _("%(who)s rejected the nomination."),
}
OF_MEETINGS = {
    "invite": _("%(who)s wrote invitations."),
    "send_invitations": _("%(who)s sent the invitations."),
    "remind": _("%(who)s reminded those who had not answered."),
    "lapse_unanswered": _("%(who)s let the invitations lapse that nobody had answered."),
    "add_organization": _("%(who)s added the organization to those on file."),
    "set_windows": _("%(who)s set until when each class of participant registers."),
    "save_constituency": _("%(who)s wrote down a constituency and its target."),
    "remove_constituency": _("%(who)s removed a constituency."),
    "expect_in_all": _("%(who)s wrote down how many participants are expected in all."),
    "ask_to_reconfirm": _("%(who)s asked the delegations to say again that they come."),
    "remind_to_reconfirm": _("%(who)s reminded those who had not yet said again that they come."),
    "tell_of_erasure": _("%(who)s told the chair's staff what will be erased."),
    "erase_served_data": _("%(who)s erased passport data, visa letters and needs."),
    "forget_names": _("%(who)s erased the names in the record of the meeting."),
    "erase_person": _("%(who)s erased what was held about a person, as was asked for."),
}
OF_SELECTIONS = {
    "open_call": _("%(who)s opened a call for applications."),
    "change_call": _("%(who)s changed the call for applications."),
    "appoint_to_call": _("%(who)s appointed somebody to the selection."),
    "release_from_call": _("%(who)s released somebody from the selection."),
    "apply": _("%(who)s applied."),
    "correct_application": _("%(who)s corrected the application."),
    "withdraw_application": _("%(who)s withdrew the application."),
    "send_application_link": _("%(who)s sent the personal link to the application."),
    "score_application": _("%(who)s scored the application."),
    "declare_conflict": _("%(who)s declared a conflict of interest."),
    "offer_place": _("%(who)s offered a place."),
    "put_on_waiting_list": _("%(who)s put the application on the waiting list."),
    "reject_application": _("%(who)s did not select the application."),
    "remind_of_offer": _("%(who)s reminded the applicant of the offer."),
    "lapse_offer": _("%(who)s let the offer lapse."),
    "accept_place": _("%(who)s accepted the place."),
    "decline_place": _("%(who)s declined the place."),
    "settle_organization": _("%(who)s said which organization the applicant is."),
}

SENTENCES = {
    **OF_DELEGATES,
    **OF_PLACES,
    **OF_DELEGATIONS,
    **OF_INVITATIONS,
    **OF_FOCAL_POINTS,
    **OF_NOMINATIONS,
    **OF_MEETINGS,
    **OF_SELECTIONS,
}
UNKNOWN = _("%(who)s did something for which this page has no words yet (%(act)s).")
