"""Days and clock times as they are typed, and forms that know what their reader saw."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gfmd.lists import listed
from meetings.clock import EARLIEST, LATEST, sensible_day


class DayField(forms.DateField):
    """A day, from the browser's calendar or typed as 2027-03-09."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_validators = list(sensible_day)

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class TimeField(forms.TimeField):
    """A time of the clock, to the minute."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **kwargs)


class ClockField(forms.Field):
    """A day and a time as the clocks at the venue show it; the form knows the zone."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages = {"invalid": gettext_lazy("Write a day and a time, such as 2027-02-14T23:59.")}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            there = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if there.tzinfo or not EARLIEST <= there.date() <= LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return there.replace(second=0, microsecond=0)


class MonthField(forms.Field):
    """A month as 2027-03; the value is its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2027-03"})

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            day = datetime.strptime(str(value).strip(), "%Y-%m").date()
        except ValueError:
            raise ValidationError(_("Write a month as 2027-03.")) from None
        for check in sensible_day:
            check(day)
        return day


class SeenForm(forms.ModelForm):
    """A form that knows what its reader saw: it carries the mark of the version it was filled from."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1000)

    def show_stored(self, stored: forms.ModelForm) -> None:
        """After a stale save: what stands now beside what was typed, ready to be saved over it knowingly."""
        self.stored = [
            {"label": field.label, "value": shown_value(stored[name])}
            for name, field in self.fields.items()
            if not field.widget.is_hidden
            and field.has_changed(stored.get_initial_for_field(stored.fields[name], name), self[name].data)
        ]
        self.data = self.data.copy()
        self.data["seen"] = stored["seen"].value()


def shown_value(bound: forms.BoundField) -> str:
    """A field's value as a person reads it."""
    value = bound.value()
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return listed(text for key, text in choices if str(key) in chosen)
    if isinstance(value, datetime):
        return date_format(value, "DATETIME_FORMAT")
    return "" if value is None else str(value)
