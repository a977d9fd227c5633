"""Submitting, confirming and returning delegations."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
