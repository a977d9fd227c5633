"""What a delegate needs, and what a letter for a visa takes: both asked for apart from the other details."""

from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms import DayField
from meetings.models import Meeting
from participants import diets
from participants.models import Needs, VisaRequest

OLDEST = 120  # years


class NeedsForm(forms.Form):
    """What is needed, shown as it stands: for the delegate alone."""

    diets = forms.MultipleChoiceField(
        label=gettext_lazy("Diet"),
        choices=diets.Diet.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    diet_words = forms.CharField(
        label=gettext_lazy("Allergies or another diet, in words"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    access = forms.CharField(
        label=gettext_lazy("Access and assistance"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Such as a place for a wheelchair, captions, somebody who accompanies you. Say what is needed, not why."
        ),
    )

    def __init__(self, *args, needs: Needs | None = None, **kwargs):
        if needs:
            chosen, words = diets.read(needs.diet)
            kwargs["initial"] = {"diets": chosen, "diet_words": words, "access": needs.access}
        super().__init__(*args, **kwargs)

    @property
    def needs(self) -> dict:
        """{"diet", "access"} as they are to stand from now on."""
        return {"diet": self._diet(), "access": self.cleaned_data["access"].strip()}

    def _diet(self) -> str:
        return diets.stored(self.cleaned_data["diets"], self.cleaned_data["diet_words"])


class UnseenNeedsForm(NeedsForm):
    """The same for those who may say what is needed, but do not see what was said: empty leaves it as it is."""

    forget = forms.BooleanField(
        label=gettext_lazy("Nothing is needed: erase what was given before"), required=False
    )

    def __init__(self, *args, is_given: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_given:
            del self.fields["forget"]

    @property
    def needs(self) -> dict:
        """As above; None where nothing was typed, so that it stays as it is."""
        if self.cleaned_data.get("forget"):
            return {"diet": "", "access": ""}
        return {"diet": self._diet() or None, "access": self.cleaned_data["access"].strip() or None}

    def clean(self) -> dict:
        typed = super().clean()
        words = [typed.get("diets"), typed.get("diet_words"), typed.get("access")]
        if typed.get("forget") and any(words):
            self.add_error(
                "forget", ValidationError(_("Either erase what was given, or write what is needed now."))
            )
        return typed


class BirthField(DayField):
    """A day of birth: any year, so that the form can say what is wrong with it."""

    default_validators: list = []


class VisaRequestForm(forms.ModelForm):
    """What a letter for a visa takes. Filled anew each time: what was given before is not shown again."""

    born_on = BirthField(label=gettext_lazy("Date of birth"))
    expires_on = DayField(label=gettext_lazy("Passport valid until"))

    class Meta:
        model = VisaRequest
        fields = ("passport_number", "nationality", "born_on", "expires_on", "embassy")
        widgets = {
            "passport_number": forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}
            ),
            "nationality": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "embassy": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        }
        help_texts = {
            "nationality": gettext_lazy("As the passport says it."),
            "embassy": gettext_lazy("The embassy or consulate the letter is for, with its city."),
        }

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["passport_number"].max_length = 40
        self.fields["passport_number"].validators.append(at_most_forty)

    def clean_passport_number(self) -> str:
        """Spaces are how people group digits; letters and figures of any script remain as typed."""
        number = "".join(self.cleaned_data["passport_number"].split())
        if not any(sign.isalnum() for sign in number):
            raise ValidationError(_("Write the number as it stands in the passport."))
        return number

    def clean_born_on(self) -> date:
        born_on, today = self.cleaned_data["born_on"], timezone.localdate()
        if born_on >= today:
            raise ValidationError(_("The date of birth is a day in the past."))
        if born_on.year < today.year - OLDEST:
            raise ValidationError(_("Look at the year once more."))
        return born_on

    def clean_expires_on(self) -> date:
        expires_on = self.cleaned_data["expires_on"]
        last = self.meeting.ends_on or self.meeting.starts_on
        if expires_on < timezone.localdate():
            raise ValidationError(_("This passport has expired. Ask for the letter with the new one."))
        if last and expires_on < last:
            raise ValidationError(
                _("This passport expires before the meeting is over. Ask for the letter with a new one.")
            )
        return expires_on

    @property
    def passport(self) -> dict:
        return {**self.cleaned_data, "born_on": self.cleaned_data["born_on"].isoformat()}


def at_most_forty(number: str) -> None:
    if len(number) > 40:
        raise ValidationError(_("A passport number has at most 40 letters and figures."))


class IssueForm(forms.Form):
    """The language of a letter; the page says which request it has shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES)


class VoidForm(forms.Form):
    """Why a letter is taken back; who reads the list of letters sees it."""

    reason = forms.CharField(label=gettext_lazy("Why the letter is void"), max_length=300)


class LookForm(forms.Form):
    """Whose needs somebody asks to see: one delegate's, or everybody's."""

    look = forms.CharField(max_length=20)

    def asked(self) -> set[int | str]:
        """The key of a delegate, "all", or nothing that is known."""
        if not self.is_valid():
            return set()
        look = self.cleaned_data["look"]
        if look == "all":
            return {"all"}
        return {int(look)} if look.isascii() and look.isdecimal() else set()
