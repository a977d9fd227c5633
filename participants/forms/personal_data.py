"""Erasing what is held about a delegate who asks for it in writing."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FindDelegateForm(forms.Form):
    """Sent by POST, so that no name stands in an address or a log."""

    typed = forms.CharField(label=_("Name or e-mail address of the delegate"), max_length=200)


class ErasureRequestForm(forms.Form):
    reason = forms.CharField(
        label=_("How and when it was asked for"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as “Letter of 3 May 2027”. It stays in the record; write no name."),
    )
