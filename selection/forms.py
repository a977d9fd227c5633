"""What is typed about calls, applications and scores."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Organization, Person
from meetings.clock import instant
from meetings.forms import ClockField, SeenForm
from meetings.languages import InMeetingLanguages
from meetings.models import STATES
from selection.models import Application, Call, Duty, Score, key_of

SCORES = [(number, str(number)) for number in range(6)]


class StateChoice(forms.ModelChoiceField):
    def label_from_instance(self, state: Organization) -> str:
        return state.name


class CallForm(InMeetingLanguages, SeenForm):
    """The terms of a call. Clock times are those of the venue."""

    opens_at = ClockField(
        label=gettext_lazy("Applications open"), help_text=gettext_lazy("On the clocks at the venue.")
    )
    closes_at = ClockField(
        label=gettext_lazy("Applications close"),
        help_text=gettext_lazy("On the clocks at the venue; the last minute counts."),
    )

    class Meta:
        model = Call
        fields = ("text", "opens_at", "closes_at", "ceiling", "offer_days")
        help_texts = {
            "ceiling": gettext_lazy("Offers that wait for an answer count as places."),
            "offer_days": gettext_lazy("An offer that nobody answers lapses, and the waiting list moves."),
        }
        widgets = {
            "ceiling": forms.NumberInput(attrs={"min": 1, "max": 9999}),
            "offer_days": forms.NumberInput(attrs={"min": 1, "max": 60}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        call = self.instance
        self.zone = call.meeting.zone
        self.show_languages(call.meeting.languages)
        self.fields["ceiling"].max_value = 9999
        for name in ("opens_at", "closes_at"):
            at = getattr(call, name)
            self.initial[name] = at.astimezone(self.zone).replace(tzinfo=None) if at else None
        if call.pk:
            self.initial["seen"] = call.changed_at.isoformat()

    def clean(self):
        super().clean()
        self.keep_other_languages()
        typed = self.cleaned_data
        for name in ("opens_at", "closes_at"):
            if typed.get(name):
                try:
                    typed[name] = instant(typed[name].date(), typed[name].time(), self.zone)
                except ValidationError as refusal:
                    self.add_error(name, refusal)
        if typed.get("opens_at") and typed.get("closes_at") and typed["closes_at"] <= typed["opens_at"]:
            self.add_error("closes_at", _("Applications close before they open."))
        return typed

    @property
    def terms(self) -> dict:
        """The arguments of open_call and change_call."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MemberForm(forms.Form):
    """Somebody appointed to the coordinating office or to the committee."""

    duty = forms.ChoiceField(label=gettext_lazy("Duty"), choices=Duty.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The person signs in with it, by a code."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        initial="en",
        help_text=gettext_lazy("Messages are written in this language."),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self):
        typed = super().clean()
        is_nameless = {"name", "email"} <= typed.keys() and not typed["name"]
        if is_nameless and not Person.objects.with_address(typed["email"]):
            self.add_error("name", _("Nobody with this address is known here yet. Write the name as well."))
        return typed


class ApplicationForm(SeenForm):
    """An application, handed in or corrected by whoever sends it."""

    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=200, assume_scheme="https"
    )

    class Meta:
        model = Application
        fields = (
            "organization_name",
            "acronym",
            "sector",
            "country",
            "website",
            "motivation",
            "experience",
            "name",
            "gender",
            "email",
            "language",
        )
        field_classes = {"country": StateChoice}
        widgets = {
            "organization_name": forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
            "name": forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "motivation": forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
            "experience": forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
            "gender": forms.RadioSelect,
        }
        help_texts = {
            "organization_name": gettext_lazy("In full, in any script. An organization applies once."),
            "country": gettext_lazy("Where most of its work is done."),
            "motivation": gettext_lazy("At most 3,000 characters."),
            "experience": gettext_lazy("At most 3,000 characters."),
            "name": gettext_lazy("As you write it; one name is enough."),
            "gender": gettext_lazy("Asked so that the selection is balanced."),
            "email": gettext_lazy("Your personal link and all answers go there, and only there."),
            "language": gettext_lazy("We write to you in this language."),
        }

    SECTIONS = (
        (
            gettext_lazy("Your organization"),
            ("organization_name", "acronym", "sector", "country", "website", "motivation", "experience"),
        ),
        (gettext_lazy("Who represents it"), ("name", "gender", "email", "language")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = Organization.objects.filter(kind__in=STATES).in_reading_order()
        self.fields["country"].empty_label = self.empty_choice("sector")
        gender = self.fields["gender"]
        gender.required, gender.choices = True, Application.gender.field.choices
        if self.instance.pk:
            self.initial["seen"] = self.instance.changed_at.isoformat()
        else:
            self.initial.setdefault("language", get_language())

    def empty_choice(self, name: str) -> str:
        """A list to choose from opens with words, not with a row of dashes."""
        words = _("Choose one")
        self.fields[name].choices = [("", words), *self.Meta.model._meta.get_field(name).choices]
        return words

    @property
    def sections(self):
        """Headings with their fields, for the page."""
        for heading, names in self.SECTIONS:
            yield heading, [self[name] for name in names]

    def clean_organization_name(self) -> str:
        name = " ".join(self.cleaned_data["organization_name"].split())
        if not key_of(name):
            raise ValidationError(_("Write the name with letters or digits."))
        return name

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    @property
    def typed(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("A word on why"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Only the coordinating office and the chair's office read it."),
    )


class ScoreForm(forms.ModelForm):
    """Three scores from 0 to 5 and a note; or a conflict of interest, and then none."""

    class Meta:
        model = Score
        fields = ("relevance", "experience", "reach", "note", "has_conflict")
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}
        help_texts = {
            "note": gettext_lazy("The coordinating office reads it, and members who have scored themselves."),
            "has_conflict": gettext_lazy(
                "You work with or for the organization, or have another tie to it. You then give no scores, and see "
                "none of the others."
            ),
        }

    CRITERIA = ("relevance", "experience", "reach")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.CRITERIA:
            label = self.fields[name].label
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[name].one_required = True  # not marked optional: all three, or a conflict

    def clean(self):
        typed = super().clean()
        if typed.get("has_conflict"):
            typed |= dict.fromkeys(self.CRITERIA)
            for name in self.CRITERIA:
                self.errors.pop(name, None)
            return typed
        for name in self.CRITERIA:
            if typed.get(name) is None and name not in self.errors:
                self.add_error(
                    name, _("Choose a score from 0 to 5, or say that you have a conflict of interest.")
                )
        return typed


class DecisionForm(forms.Form):
    """The ticked applications and what is to become of them; "look" decides nothing."""

    ACTS = ("look", "offer", "wait", "reject")
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], required=False)
    pick = forms.TypedMultipleChoiceField(coerce=int, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("It is sent to the applicants as you write it."),
    )

    def __init__(self, *args, call: Call, **kwargs):
        super().__init__(*args, **kwargs)
        pks = call.applications.standing().order_by().values_list("pk", flat=True)
        self.fields["pick"].choices = [(pk, pk) for pk in pks]
        self.fields["pick"].error_messages["invalid_choice"] = _(
            "One of the ticked applications was withdrawn meanwhile. Look again."
        )


class ReaddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("A new personal link goes there; the former is void."),
    )


class SettleForm(forms.Form):
    """Whether an accepted application stands for the organization on file or for another."""

    is_same = forms.TypedChoiceField(
        label=gettext_lazy("Which organization is it?"),
        choices=[
            ("yes", gettext_lazy("The one on file")),
            ("no", gettext_lazy("Another one, which is entered under this name:")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("Name that tells it apart"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
