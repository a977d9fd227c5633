"""Which changes are told now, or not at all."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ChosenChangesForm(forms.Form):
    """The ticks of the page are fields named "subject"."""

    def __init__(self, data, **kwargs):
        self.subjects = [one for one in data.getlist("subject") if len(one) <= 60]
        super().__init__(data, **kwargs)

    def clean(self):
        if not self.subjects:
            raise forms.ValidationError(_("Tick at least one change."))
        return super().clean()


class DropForm(ChosenChangesForm):
    reason = forms.CharField(
        label=_("Why nobody is told"),
        max_length=1000,
        error_messages={"required": _("Write in a sentence why nobody is told. It stays with the record.")},
    )
