"""A focal point's list of ministries, and whom of it something is passed on to."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mailings.models import Ministry
from meetings.forms.fields import SeenForm

MOST_CHOSEN = 200


class MinistryForm(SeenForm):
    """One ministry; names are kept on one line."""

    class Meta:
        model = Ministry
        fields = ("name", "addressee", "email", "language")
        help_texts = {
            "addressee": _("Who is written to there, if it is somebody in particular."),
            "language": _("What you pass on goes there in this language, where there is a text in it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["language"].choices = settings.LANGUAGES
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.changed_at.isoformat()

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_addressee(self) -> str:
        return " ".join(self.cleaned_data["addressee"].split())

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class PassOnForm(forms.Form):
    """The ticks of the page are fields named "ministry"."""

    note = forms.CharField(
        label=_("A line of your own"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, **kwargs):
        ticks = data.getlist("ministry") if data is not None else []
        self.chosen = [
            int(one) for one in ticks[:MOST_CHOSEN] if one.isascii() and one.isdigit() and len(one) < 10
        ]
        super().__init__(data, **kwargs)
