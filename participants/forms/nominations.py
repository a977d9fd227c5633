"""Nominations, the decisions on them, and what a focal point says of the task."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OrganizationKind, un_language
from participants.letters import MOST_MEGABYTES, LetterField
from participants.models import FocalPoint, Nomination

STATES = (OrganizationKind.MEMBER_STATE, OrganizationKind.OBSERVER_STATE)


def in_one_line(text: str) -> str:
    """What was typed into a field of one line, without the breaks that a program may have sent."""
    return " ".join(text.split())


class OneLine(forms.CharField):
    def to_python(self, value) -> str:
        return in_one_line(super().to_python(value))


class PhoneField(OneLine):
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})

    def clean(self, value) -> str:
        typed = super().clean(value)
        if typed and not any(letter.isdigit() for letter in typed):
            raise ValidationError(_("Write the number in figures, with the code of the country."))
        return typed


def grouped_organizations() -> list:
    """The choices of an organization: States in the reader's order, then the others on file. One query."""
    rows = Organization.objects.in_reading_order().values_list(
        "pk", "kind", f"name_{un_language()}", "name_en"
    )
    states, others = [], []
    for pk, kind, name, name_en in rows:
        (states if kind in STATES else others).append((pk, name or name_en))
    groups = [(_("States"), states), (_("Organizations"), others)]
    return [("", _("Choose")), *(group for group in groups if group[1])]


class NominationForm(forms.ModelForm):
    """Who is named focal point, as whom, and who says so, with the letter that proves it."""

    phone = PhoneField(
        label=_("Telephone"), max_length=40, required=False, help_text=_("With the code of the country.")
    )
    letter = LetterField(label=_("Note verbale or signed letter"))

    class Meta:
        model = Nomination
        fields = (
            "organization",
            "name",
            "function",
            "ministry",
            "duty_station",
            "language",
            "email",
            "phone",
            "letter",
            "sender_name",
            "sender_email",
        )
        field_classes = dict.fromkeys(
            ("name", "function", "ministry", "duty_station", "sender_name"), OneLine
        )
        labels = {
            "organization": _("Which State or organization names its focal point?"),
            "language": _("Language of messages"),
        }
        help_texts = {
            "name": _("As the person writes it; one name is enough, in any script."),
            "duty_station": _("The city of the office."),
            "email": _("The address of the office. Messages and the personal link go there."),
            "sender_name": _("Whoever hands this in, often at the permanent mission."),
            "sender_email": _(
                "Questions about this nomination go there, with a personal link to correct it."
            ),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "sender_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "sender_email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    # The page shows the fields under these headings, row by row.
    SECTIONS = (
        (_("The State or organization"), (("organization",),)),
        (
            _("Its focal point"),
            (
                ("name", "function"),
                ("ministry", "duty_station"),
                ("email", "phone"),
                ("language",),
            ),
        ),
        (_("The proof"), (("letter",),)),
        (_("You, who hand it in"), (("sender_name", "sender_email"),)),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["letter"].help_text = _(
            "PDF, PNG or JPEG, at most %(most)s MB; it is seen only by those who verify it."
        ) % {"most": MOST_MEGABYTES}
        if "organization" in self.fields:
            self.fields["organization"].choices = grouped_organizations()
            self.fields["organization"].error_messages["required"] = _("Choose a State or an organization.")

    @property
    def sections(self):
        """Headings with their rows of fields, for the page."""
        for heading, rows in self.SECTIONS:
            shown = [[self[name] for name in row if name in self.fields] for row in rows]
            if any(shown):
                yield heading, [row for row in shown if row]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_sender_email(self) -> str:
        return self.cleaned_data["sender_email"].lower()

    def named(self) -> dict[str, str]:
        """What the actions take: who is named, and who says so."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("organization", "letter")
        }

    def _post_clean(self):
        """What was typed goes to the action; the row as it stands is never touched here."""


class CorrectionForm(NominationForm):
    """The same nomination again; the organization stays, and so does the letter unless another is chosen."""

    class Meta(NominationForm.Meta):
        fields = tuple(name for name in NominationForm.Meta.fields if name != "organization")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["letter"].required = False
        self.fields["letter"].label = _("Another note verbale or signed letter")


class DecisionForm(forms.Form):
    """A decision on a nomination as it was seen; `sentence` says what to correct, or why not."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60)
    sentence = forms.CharField(
        label=_("In a sentence"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, nomination: Nomination, label: str = "", needs_sentence: bool = True, **kwargs):
        super().__init__(*args, initial={"seen": nomination.changed_at.isoformat()}, **kwargs)
        self.fields["sentence"].label = label
        if not needs_sentence:
            del self.fields["sentence"]


class OwnDetailsForm(forms.Form):
    """How a focal point is listed and reached; the e-mail address is changed where one signs in."""

    name = OneLine(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    function = OneLine(label=_("Function"), max_length=200)
    ministry = OneLine(label=_("Ministry or department"), max_length=200, required=False)
    duty_station = OneLine(label=_("Duty station"), max_length=120, required=False)
    phone = PhoneField(label=_("Telephone"), max_length=40, required=False)


class TaskForm(forms.Form):
    """Somebody who is to act for the organization, as alternate or as successor."""

    name = OneLine(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Official e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The personal link to take on the task goes there."),
    )
    function = OneLine(label=_("Function"), max_length=200)
    ministry = OneLine(label=_("Ministry or department"), max_length=200, required=False)
    duty_station = OneLine(label=_("Duty station"), max_length=120, required=False)
    phone = PhoneField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class StandingForm(forms.Form):
    """What staff decides about a focal point, with its reason."""

    ACTS = (
        ("suspend", _("Suspend for now")),
        ("reinstate", _("Give the task back")),
        ("end", _("End the task")),
    )
    act = forms.ChoiceField(label=_("What is to happen"), choices=ACTS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person is told, in these words."),
    )

    def __init__(self, *args, point: FocalPoint, **kwargs):
        super().__init__(*args, **kwargs)
        possible = {
            "pending": ("end",),
            "active": ("suspend", "end"),
            "suspended": ("reinstate", "end"),
        }.get(point.state, ())
        self.fields["act"].choices = [choice for choice in self.ACTS if choice[0] in possible]


class FocalPointsFilter(forms.Form):
    """What is looked for among focal points. What makes no sense is left out: an address may be mistyped."""

    q = forms.CharField(required=False, max_length=200)

    def words(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("q", "").strip()
