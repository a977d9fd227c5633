"""All input about those who come passes through here."""

from participants.forms.delegates import DelegateForm, NoteVerbaleForm, SeatForm, SuccessorForm
from participants.forms.delegations import (
    AssignForm,
    ConfirmFieldsForm,
    ConfirmSeveralForm,
    ExtraTimeForm,
    ReasonForm,
    RejectForm,
    ReturnFieldsForm,
    ReturnForm,
    VersionForm,
)
from participants.forms.invitations import (
    AcceptForm,
    AddressForm,
    DeclineForm,
    InviteForm,
    OrganizationForm,
    ReaddressForm,
)
from participants.forms.nominations import (
    CorrectionForm,
    DecisionForm,
    FocalPointsFilter,
    NominationForm,
    OwnDetailsForm,
    StandingForm,
    TaskForm,
)
from participants.forms.windows import (
    ConstituencyForm,
    NameForm,
    PostponeForm,
    TotalForm,
    WindowsForm,
)

__all__ = [
    "AcceptForm",
    "AddressForm",
    "AssignForm",
    "ConfirmFieldsForm",
    "ConfirmSeveralForm",
    "ConstituencyForm",
    "CorrectionForm",
    "DecisionForm",
    "DeclineForm",
    "DelegateForm",
    "ExtraTimeForm",
    "FocalPointsFilter",
    "InviteForm",
    "NameForm",
    "NominationForm",
    "NoteVerbaleForm",
    "OrganizationForm",
    "OwnDetailsForm",
    "PostponeForm",
    "ReaddressForm",
    "ReasonForm",
    "RejectForm",
    "ReturnFieldsForm",
    "ReturnForm",
    "SeatForm",
    "StandingForm",
    "SuccessorForm",
    "TaskForm",
    "TotalForm",
    "VersionForm",
    "WindowsForm",
]
