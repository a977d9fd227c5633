"""Pages of a selection: for applicants, the committee, and those who run the call."""

from selection.views.applicants import (
    application,
    application_accept,
    application_correct,
    application_decline,
    application_new,
    application_new_link,
    application_received,
    application_withdraw,
)
from selection.views.calls import call_edit, call_member_release, committee
from selection.views.scoring import score, scoring
from selection.views.staff import (
    application_check,
    application_drop,
    application_readdress,
    application_settle,
    applications,
    applications_csv,
    applications_decide,
)

__all__ = [
    "application",
    "application_accept",
    "application_check",
    "application_correct",
    "application_decline",
    "application_drop",
    "application_new",
    "application_new_link",
    "application_readdress",
    "application_received",
    "application_settle",
    "application_withdraw",
    "applications",
    "applications_csv",
    "applications_decide",
    "call_edit",
    "call_member_release",
    "committee",
    "score",
    "scoring",
]
