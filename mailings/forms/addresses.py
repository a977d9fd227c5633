"""The right address in place of one that came back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RightAddressForm(forms.Form):
    email = forms.EmailField(label=_("The right address"), max_length=254)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
