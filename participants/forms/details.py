"""What is asked of a delegate, in groups; the focal point, the delegate and an assistant fill the same fields."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetings.clock import instant
from meetings.forms.fields import ClockField, shown_value
from meetings.models import DatesKnown
from participants.actions.rules import mark, may_change, value_of
from participants.models import Delegate, Delegation

# What each group is called on the page, and its fields in their order.
NAMES = ("honorific", "name", "badge_name", "original_name", "gender")
FUNCTION = (
    "function",
    "function_en",
    "ministry",
    "city",
    "level",
    "relationship",
    "expertise",
    "languages",
)
COMING = ("attends_on", "parts", "arrives_at", "arrives_by", "leaves_at", "leaves_by")
CONSENT = ("is_on_list", "is_photographed")
GROUPS = (
    (_("Name"), NAMES),
    (_("Function"), FUNCTION),
    (_("Contact"), ("phone",)),
    (_("Coming and going"), COMING),
    (_("What may be shown"), CONSENT),
)
ASKED = tuple(field for _legend, fields in GROUPS for field in fields)
IN_ANY_SCRIPT = (
    "honorific",
    "name",
    "badge_name",
    "original_name",
    "function",
    "ministry",
    "city",
    "expertise",
    "arrives_by",
    "leaves_by",
)
MOST_DAYS = 31  # a meeting with more has no list of them to choose from

HELP_TEXTS = {
    "honorific": _("Such as H.E., Dr. or Ms.; leave it empty if none is used."),
    "name": _("As in the passport, in any script; one name is enough."),
    "badge_name": _("Where it is to differ from the name in the passport."),
    "original_name": _("As you write it yourself, if the passport shows other letters."),
    "function": _("Such as Minister of Labour, in the language of the office."),
    "ministry": _("The ministry or department the delegate comes from."),
    "expertise": _("What the delegate works on, in a few words."),
    "phone": _("With the code of the country. Only the chair's staff sees it."),
    "arrives_by": _("Such as the number of a flight."),
    "is_on_list": _("The list of participants shows name, function and delegation, never addresses."),
    "is_photographed": _("Without it, photographers are asked to leave the delegate out."),
}


class DetailsForm(forms.ModelForm):
    """The details of a delegate. What may not be changed any more is shown as it stands.

    It carries a mark of what each field held, so that a save over somebody else's change is noticed.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attends_on = forms.TypedMultipleChoiceField(
        label=_("Days attended"),
        coerce=date.fromisoformat,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all of them."),
    )
    arrives_at = ClockField(label=_("Arrival"), required=False)
    leaves_at = ClockField(label=_("Departure"), required=False)

    class Meta:
        model = Delegate
        fields = ASKED
        help_texts = HELP_TEXTS
        widgets = {"parts": forms.CheckboxSelectMultiple}

    def __init__(self, *args, delegation: Delegation, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = delegation.meeting
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("autocomplete", "off")
            if name in IN_ANY_SCRIPT:
                field.widget.attrs["dir"] = "auto"
            field.disabled = self._is_shut(name, delegation)
        if "name" in self.fields:
            self.fields["name"].required = self._needs_name()
        for name in {"name", "function"} & set(self.fields):
            # Not marked as optional: without them the seat is not complete.
            self.fields[name].one_required = True
        if "attends_on" in self.fields:
            self._offer_days()
        if "parts" in self.fields:
            self._offer_parts()
        for name in {"arrives_at", "leaves_at"} & set(self.fields):
            self.fields[name].help_text = _("On the clocks at the venue.")
            at = getattr(self.instance, name)
            self.initial[name] = at.astimezone(self.meeting.zone).replace(tzinfo=None) if at else None
        self.initial["seen"] = self.marks()

    def _is_shut(self, name: str, delegation: Delegation) -> bool:
        """Whether a field is shown as it stands."""
        return name in ASKED and not may_change(delegation, (name,))

    def _needs_name(self) -> bool:
        """A seat offered by personal link may wait for the name; one that is given is not taken back."""
        return bool(self.instance.name)

    def marks(self) -> str:
        """What each field held when the page was made: "name:3f… function:a0…"."""
        return " ".join(f"{name}:{told}" for name, told in marks_of(self.instance, self.asked).items())

    @property
    def asked(self) -> list[str]:
        return [name for name in ASKED if name in self.fields and not self.fields[name].disabled]

    def _offer_days(self) -> None:
        """The days of the meeting; without known days, or with a single one, there is nothing to choose."""
        first, last = self.meeting.starts_on, self.meeting.ends_on
        number = (last - first).days + 1 if first and last else 0
        if self.meeting.dates_known != DatesKnown.DAY or not 1 < number <= MOST_DAYS:
            del self.fields["attends_on"]
            return
        days = [first + timedelta(days=day) for day in range(number)]
        self.fields["attends_on"].choices = [
            (day.isoformat(), f"{date_format(day, 'l')} {date_format(day, 'MONTH_DAY_FORMAT')}")
            for day in days
        ]
        self.initial["attends_on"] = [day.isoformat() for day in self.instance.attends_on if day in days]

    def _offer_parts(self) -> None:
        parts = self.meeting.parts.order_by("starts_on", "pk")
        if not parts:
            del self.fields["parts"]
            return
        self.fields["parts"].queryset = parts
        self.fields["parts"].help_text = _("None chosen means the meeting itself alone.")

    def clean_name(self) -> str:
        """Runs of spaces are slips of the keyboard; capitals and order are the delegate's own."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_arrives_at(self):
        return self._instant("arrives_at")

    def clean_leaves_at(self):
        return self._instant("leaves_at")

    def _instant(self, name: str):
        there = self.cleaned_data[name]
        return instant(there.date(), there.time(), self.meeting.zone) if there else None

    def clean(self) -> dict:
        asked = super().clean()
        arrives_at, leaves_at = asked.get("arrives_at"), asked.get("leaves_at")
        if arrives_at and leaves_at and leaves_at <= arrives_at:
            self.add_error("leaves_at", ValidationError(_("The departure comes before the arrival.")))
        return asked

    def _get_validation_exclusions(self) -> set[str]:
        """The rules between delegates are kept by the actions and the database, not by the form."""
        return set(super()._get_validation_exclusions()) | {"delegation", "meeting", "seat"}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(legend, fields) of each group, without what this meeting does not ask."""
        groups = [(legend, [self[name] for name in names if name in self.fields]) for legend, names in GROUPS]
        return [(legend, fields) for legend, fields in groups if fields]

    @property
    def details(self) -> dict:
        """What was typed, by field of Delegate, as far as it may be changed; `parts` as a list of their keys."""
        details = {name: self.cleaned_data[name] for name in self.asked}
        if "parts" in details:
            details["parts"] = sorted(part.pk for part in details["parts"])
        return details

    def clean_seen(self) -> dict[str, str]:
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split())
        return {name: told for name, _colon, told in pairs}

    def show_stored(self, stored: "DetailsForm", fields: Iterable[str]) -> None:
        """After a stale save: what stands now beside what was typed, ready to be saved over it knowingly.

        Only what both have written counts as seen by that; whatever else was changed meanwhile stays as it is now.
        """
        self.stored = [
            (field.label, shown_value(stored[name]), shown_value(self[name]))
            for name, field in self.fields.items()
            if name in fields
        ]
        self.count_as_seen(stored.instance, fields)

    def count_as_seen(self, stored: Delegate, fields: Iterable[str]) -> None:
        self.data = self.data.copy()
        seen = {**self.cleaned_data["seen"], **marks_of(stored, fields)}
        self.data[self.add_prefix("seen")] = " ".join(f"{name}:{told}" for name, told in seen.items())


def marks_of(delegate: Delegate, fields: Iterable[str]) -> dict[str, str]:
    """The marks by which a page knows later what it has seen."""
    return {name: mark(value_of(delegate, name)) for name in fields}


class SeatLinkForm(forms.Form):
    """Who is to complete a free seat by a personal link."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("As in the passport, in any script; one name is enough. It may be left to the delegate."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_(
            "The delegate's own address: the link goes there, and with it the delegate signs in later."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class AssistantForm(forms.Form):
    """Somebody in the delegate's office who completes the details."""

    name = forms.CharField(
        label=_("Name of the assistant"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("E-mail address of the assistant"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
