"""Every write of a selection: the call, applications, scores, decisions and answers."""

from selection.actions.answers import accept_place, decline_place, settle_organization
from selection.actions.applications import (
    apply,
    correct_application,
    forget_applicants,
    readdress_application,
    renew_application_link,
    withdraw_application,
)
from selection.actions.calls import appoint_to_call, change_call, open_call, release_from_call
from selection.actions.decisions import (
    lapse_offers,
    offer_places,
    places_left,
    put_on_waiting_list,
    reject_applications,
    remind_of_offers,
)
from selection.actions.rules import NoPlaceLeft
from selection.actions.scores import score_application

__all__ = [
    "NoPlaceLeft",
    "accept_place",
    "apply",
    "appoint_to_call",
    "change_call",
    "correct_application",
    "decline_place",
    "forget_applicants",
    "lapse_offers",
    "offer_places",
    "open_call",
    "places_left",
    "put_on_waiting_list",
    "readdress_application",
    "reject_applications",
    "release_from_call",
    "remind_of_offers",
    "renew_application_link",
    "score_application",
    "settle_organization",
    "withdraw_application",
]
