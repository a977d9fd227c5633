"""A delegate's details."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.actions import Details
from participants.models import Delegate

DETAILS = ("honorific", "name", "function", "ministry", "email")


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
