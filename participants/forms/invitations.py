"""Invitations and the answers to them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OrganizationKind
from participants.models import Invitation


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
