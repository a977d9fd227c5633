"""All input about those who come passes through here."""

from participants.forms.delegates import DelegateForm, NewDelegateForm, SeatForm
from participants.forms.delegations import ConfirmSeveralForm, ReasonForm, ReturnForm, VersionForm
from participants.forms.invitations import (
    AcceptForm,
    AddressForm,
    DeclineForm,
    InviteForm,
    OrganizationForm,
    ReaddressForm,
)

__all__ = [
    "AcceptForm",
    "AddressForm",
    "ConfirmSeveralForm",
    "DeclineForm",
    "DelegateForm",
    "InviteForm",
    "NewDelegateForm",
    "OrganizationForm",
    "ReaddressForm",
    "ReasonForm",
    "ReturnForm",
    "SeatForm",
    "VersionForm",
]
