"""Submitting, confirming and returning delegations; extra time for one of them."""

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from meetings.clock import instant
from meetings.forms.fields import ClockField
from meetings.models import Meeting
from participants.fields import RETURNABLE, label_of, shown
from participants.models import Constituency, Delegate, Delegation, Invitation

LONG_TEXT = forms.Textarea(attrs={"rows": 2})


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False)


class VersionForm(forms.Form):
    """Which version of the delegation the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        # Several of these stand on one page, so that their controls have ids of their own.
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}-%s", **kwargs})

    def show_now(self, delegation: Delegation) -> None:
        """A refused form comes back on a page of how things stand now; what is sent from there has seen that."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(delegation.version)


class ReturnForm(VersionForm):
    sentence = forms.CharField(
        label=_("What needs to be corrected"),
        max_length=1000,
        widget=LONG_TEXT,
        help_text=_("One sentence; the focal point reads it in a message and on the delegation's page."),
    )


class ReturnFieldsForm(VersionForm):
    """A sentence for each field that is to be corrected; what is left empty stays as it is."""

    def __init__(self, *args, delegates: Sequence[Delegate], **kwargs):
        super().__init__(*args, **kwargs)
        self.delegates = delegates
        for delegate in delegates:
            for field in RETURNABLE:
                self.fields[name_of(delegate, field)] = forms.CharField(
                    label=label_of(field).capitalize(),
                    max_length=1000,
                    required=False,
                    help_text=said_of(delegate, field),
                )
        for field in self.fields.values():
            field.one_required = True  # not marked optional: one of them is asked for

    def sections(self):
        """Each delegate with the fields that can be returned, for the page."""
        for delegate in self.delegates:
            bound = [self[name_of(delegate, field)] for field in RETURNABLE]
            yield delegate, bound, any(field.errors or field.value() for field in bound)

    def clean(self):
        if not self.errors and not self.sentences:
            raise ValidationError(_gettext("Write at least one sentence, beside the field it is about."))
        return self.cleaned_data

    @property
    def sentences(self) -> dict[tuple[int, str], str]:
        typed = {
            (delegate.pk, field): self.cleaned_data.get(name_of(delegate, field), "")
            for delegate in self.delegates
            for field in RETURNABLE
        }
        return {key: text for key, text in typed.items() if text}


def name_of(delegate: Delegate, field: str) -> str:
    return f"sentence-{delegate.pk}-{field}"


def said_of(delegate: Delegate, field: str) -> str:
    text = shown(delegate, field)
    return _gettext("It says: %(text)s") % {"text": text} if text else _gettext("It is empty.")


class ConfirmFieldsForm(VersionForm):
    """The changed fields that the chair agrees with, by their keys."""

    check = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["check"].valid_value = lambda value: str(value).isdecimal() and len(str(value)) < 16


class RejectForm(VersionForm):
    reason = forms.CharField(
        label=_("Why this delegate is not accepted"),
        max_length=1000,
        widget=LONG_TEXT,
        help_text=_("The focal point reads it, and the delegate where there is an address."),
    )


class ExtraTimeForm(forms.Form):
    """Until when one organization can still answer, or change its delegation, on the clocks at the venue, and why."""

    until = ClockField(
        label=_("Extra time until"),
        help_text=_("On the clocks at the venue; the last minute counts."),
    )
    reason = forms.CharField(
        label=_("Reason for the extra time"),
        max_length=1000,
        widget=LONG_TEXT,
        help_text=_("The focal point reads it, and it stays in the record."),
    )

    def __init__(self, *args, of: Delegation | Invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = of.meeting
        if of.extra_until:
            self.initial.setdefault("until", on_the_clock(of.extra_until, self.meeting))

    def clean_until(self) -> datetime:
        there = self.cleaned_data["until"]
        return instant(there.date(), there.time(), self.meeting.zone)


def on_the_clock(at: datetime | None, meeting: Meeting) -> datetime | None:
    """An instant as a ClockField shows it."""
    return at.astimezone(meeting.zone).replace(tzinfo=None) if at else None


class AssignForm(forms.Form):
    """The constituency a delegation counts towards."""

    constituency = forms.ModelChoiceField(
        label=_("Constituency"),
        queryset=Constituency.objects.none(),
        required=False,
        empty_label=_("None yet"),
    )

    def __init__(self, *args, delegation: Delegation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["constituency"].queryset = delegation.meeting.constituencies.all()
        self.fields["constituency"].one_required = True
        self.initial.setdefault("constituency", delegation.constituency_id)


class ConfirmSeveralForm(forms.Form):
    """The delegations on the page, each with the version that was shown: "12:3"."""

    seen = forms.MultipleChoiceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].valid_value = lambda value: True

    def clean_seen(self) -> dict[int, int]:
        try:
            pairs = [entry.split(":") for entry in self.cleaned_data["seen"]]
            return {int(delegation): int(version) for delegation, version in pairs}
        except ValueError as problem:
            raise forms.ValidationError(_("Open the board again and confirm from there.")) from problem
