"""All input about those who come passes through here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OrganizationKind
from participants.actions import Details
from participants.models import Delegate, Invitation

DETAILS = ("honorific", "name", "function", "ministry", "email")


class AcceptForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("As you write it; one name is enough.")
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("A word on why"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the chair's office reads it."),
    )


class ReaddressForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("Your official e-mail address"), max_length=254)


class DelegateForm(forms.ModelForm):
    """A delegate's details; the head is asked for where a seat is taken for the first time."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Delegate
        fields = DETAILS
        help_texts = {
            "honorific": _("Such as H.E., Dr. or Ms.; leave it empty if none is used."),
            "name": _("As in the passport, in any script; one name is enough."),
            "function": _("Such as Minister of Labour. Needed before you submit; may follow later."),
            "ministry": _("The ministry or department the delegate comes from."),
            "email": _("Only the chair's staff sees it."),
        }
        widgets = {
            "honorific": forms.TextInput(attrs={"autocomplete": "off"}),
            "name": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "function": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "ministry": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def _get_validation_exclusions(self) -> set[str]:
        """The rules between delegates are kept by the actions and the database, not by the form."""
        return set(super()._get_validation_exclusions()) | {"delegation", "meeting", "seat"}

    def validate_constraints(self) -> None:
        """See above."""

    @property
    def details(self) -> Details:
        return {field: self.cleaned_data[field] for field in DETAILS}


class NewDelegateForm(DelegateForm):
    is_head = forms.BooleanField(label=_("Head of delegation"), required=False)


class SeatForm(forms.Form):
    """Where a delegate moves to."""

    to_seat = forms.IntegerField()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False)


class VersionForm(forms.Form):
    """Which version of the delegation the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(VersionForm):
    sentence = forms.CharField(
        label=_("What needs to be corrected"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence; the focal point reads it in a message and on the delegation's page."),
    )


class ConfirmSeveralForm(forms.Form):
    """The delegations on the page, each with the version that was shown: "12:3"."""

    seen = forms.MultipleChoiceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].valid_value = lambda value: True

    def clean_seen(self) -> dict[int, int]:
        try:
            pairs = [entry.split(":") for entry in self.cleaned_data["seen"]]
            return {int(delegation): int(version) for delegation, version in pairs}
        except ValueError as problem:
            raise forms.ValidationError(_("Open the board again and confirm from there.")) from problem


class AddressForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ("to_name", "to_email", "language")
        help_texts = {
            "to_name": _("A person or an office; it may be left empty."),
            "language": _("The message is written in this language."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_email"].required = True
        self.fields["to_email"].error_messages["required"] = _("Write the address this invitation goes to.")

    def clean_to_email(self) -> str:
        return self.cleaned_data["to_email"].lower()

    def validate_constraints(self) -> None:
        """Only the address changes here."""


class OrganizationChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, organization: Organization) -> str:
        return organization.name


class InviteForm(forms.Form):
    """Who is invited: all Member States of today, and chosen organizations."""

    member_states = forms.BooleanField(label=_("All Member States of the United Nations"), required=False)
    organizations = OrganizationChoice(
        label=_("Observers and organizations"),
        queryset=Organization.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organizations"].queryset = (
            Organization.objects.exclude(kind=OrganizationKind.MEMBER_STATE)
            .exclude(invitations__meeting=meeting)
            .in_reading_order()
        )

    def clean(self):
        if not self.cleaned_data.get("member_states") and not self.cleaned_data.get("organizations"):
            raise forms.ValidationError(_("Choose all Member States, or at least one organization."))
        return self.cleaned_data


class OrganizationForm(forms.ModelForm):
    """An organization that is not a State: those come with the product."""

    class Meta:
        model = Organization
        fields = (
            "kind",
            "name_en",
            "name_fr",
            "acronym",
            "address_name",
            "address_email",
            "address_language",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            choice
            for choice in OrganizationKind.choices
            if choice[0] not in (OrganizationKind.MEMBER_STATE, OrganizationKind.OBSERVER_STATE)
        ]
