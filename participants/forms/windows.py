"""Deadlines by class of participant, postponing a meeting, and the constituencies of a workshop."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions import NewDates
from meetings.clock import instant
from meetings.forms.fields import ClockField, DayField
from meetings.languages import InMeetingLanguages
from meetings.models import Meeting
from participants.forms.delegations import on_the_clock
from participants.models import Constituency, ParticipantClass


class WindowsForm(forms.Form):
    """One deadline a class of participant, on the clocks at the venue; empty where the meeting's holds."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400)

    def __init__(self, *args, meeting: Meeting, deadlines: dict[str, datetime | None], **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        for participant_class in ParticipantClass:
            self.fields[participant_class.value] = ClockField(
                label=participant_class.label,
                required=False,
                initial=on_the_clock(deadlines[participant_class], meeting),
                help_text=gettext_lazy("On the clocks at the venue. Empty: the deadline of the meeting."),
            )

    def clean(self):
        for participant_class in ParticipantClass:
            there = self.cleaned_data.get(participant_class.value)
            if there:
                self.cleaned_data[participant_class.value] = at_venue(self, participant_class.value, there)
        return self.cleaned_data

    @property
    def wanted(self) -> dict[str, datetime | None]:
        return {value: self.cleaned_data.get(value) for value in ParticipantClass.values}


def at_venue(form: forms.Form, name: str, there: datetime) -> datetime | None:
    """The instant of a clock time at the venue; a time the clocks leave out is said beside the field."""
    try:
        return instant(there.date(), there.time(), form.meeting.zone)
    except ValidationError as refusal:
        form.add_error(name, refusal)
        return None


class PostponeForm(forms.Form):
    """The new days of a meeting, or that they are not known yet, with the reason."""

    KNOWN, UNKNOWN = "days", "not_yet"
    dates = forms.ChoiceField(
        label=gettext_lazy("The new days"),
        choices=((KNOWN, gettext_lazy("Known")), (UNKNOWN, gettext_lazy("Not known yet"))),
        widget=forms.RadioSelect,
        initial=KNOWN,
    )
    starts_on = DayField(label=gettext_lazy("New first day"), required=False)
    ends_on = DayField(label=gettext_lazy("New last day"), required=False)
    closes_at = ClockField(
        label=gettext_lazy("New deadline of registration"),
        required=False,
        help_text=gettext_lazy("On the clocks at the venue; the last minute counts."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Focal points and delegates read it."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        for name in ("starts_on", "ends_on"):
            self.fields[name].one_required = True  # not marked optional: asked for where the days are known

    def clean(self):
        if self.cleaned_data.get("dates") == self.KNOWN:
            self.clean_days()
        there = self.cleaned_data.get("closes_at")
        if there:
            self.cleaned_data["closes_at"] = at_venue(self, "closes_at", there)
        return self.cleaned_data

    def clean_days(self) -> None:
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first is None and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Write the first day."))
        if last is None and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Write the last day."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))

    @property
    def new_dates(self) -> NewDates:
        typed = self.cleaned_data
        if typed["dates"] == self.UNKNOWN:
            return NewDates(None, None, None)
        return NewDates(typed["starts_on"], typed["ends_on"], typed["closes_at"])


class ConstituencyForm(InMeetingLanguages, forms.ModelForm):
    class Meta:
        model = Constituency
        fields = ("name", "target")
        help_texts = {
            "target": gettext_lazy("A wish, not a limit: the page says by how many it is missed."),
        }
        widgets = {"target": forms.NumberInput(attrs={"min": 0, "max": 999})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].max_value = 999
        self.fields["target"].validators.append(_at_most_999)
        self.show_languages(self.instance.meeting.languages or ["en"])

    def clean(self):
        super().clean()
        self.keep_other_languages()
        return self.cleaned_data


def _at_most_999(number: int) -> None:
    if number > 999:
        raise ValidationError(_("Write a number below 1000."))


class TotalForm(forms.Form):
    expected_total = forms.IntegerField(
        label=gettext_lazy("Participants wanted in all, about"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=gettext_lazy("A wish, not a limit."),
    )


class NameForm(forms.Form):
    """A name to look for."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "In any script and any order, with accents or without; the beginning of a name is enough."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].one_required = True  # not marked optional: there is nothing else to write
