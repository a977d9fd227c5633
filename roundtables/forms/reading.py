"""What readers choose: two texts to compare, and that they have seen the changes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReadForm(forms.Form):
    """Up to which version the reader has seen the changes."""

    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class CompareForm(forms.Form):
    """Two texts of one brief, told by what stands in `choices`: the older one, and the newer one."""

    before = forms.ChoiceField(
        label=_("From"),
        error_messages={"invalid_choice": _("This text is not there to be compared. Choose another one.")},
    )
    after = forms.ChoiceField(
        label=_("To"),
        error_messages={"invalid_choice": _("This text is not there to be compared. Choose another one.")},
    )
    language = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, sent, *, choices: list[tuple[str, str]], before: str, after: str, language: str = ""):
        known = {"from": before, "to": after, "language": language}
        known |= {name: sent[name] for name in known if sent.get(name)}
        super().__init__(known)
        self.fields["before"].choices = self.fields["after"].choices = choices

    def add_prefix(self, field_name: str) -> str:
        """In the address they are called `from` and `to`."""
        return {"before": "from", "after": "to"}.get(field_name, field_name)

    @property
    def before_in_words(self) -> str:
        return self.in_words("before")

    @property
    def after_in_words(self) -> str:
        return self.in_words("after")

    def in_words(self, name: str) -> str:
        return str(dict(self.fields[name].choices).get(self[name].value(), ""))
