"""Of what a meeting reminds, and how many days before."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gfmd.moves import Refused
from mailings.actions.reminders import check_days, mark_of_rules
from mailings.models import ReminderRule
from mailings.reminders.sources import SOURCES, Source

# Numbers, parted as people part them in the languages of the product.
DAYS = re.compile(r"[\d\s,;/،؛、，]+")


class DaysField(forms.CharField):
    """ "30, 14, 3": days, the largest first; each once, in whatever order they were typed."""

    def __init__(self, **facts):
        super().__init__(max_length=60, **facts)
        self.widget.attrs.update({"inputmode": "numeric", "size": 20, "autocomplete": "off"})

    def clean(self, value) -> list[int]:
        text = super().clean(value)
        if not DAYS.fullmatch(text):
            raise ValidationError(_("Write numbers of days with commas between them, such as 30, 14, 3."))
        days = sorted({int(number) for number in re.findall(r"\d+", text)}, reverse=True)
        try:
            check_days(days)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return days


class RulesForm(forms.Form):
    """Each rule of a meeting: whether it is on, and its days."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, rules: list[ReminderRule], **kwargs):
        super().__init__(*args, initial={"seen": mark_of_rules(rules)}, **kwargs)
        self.rules = rules
        for rule in rules:
            on, days = self.names_of(rule)
            self.fields[on] = forms.BooleanField(
                label=gettext_lazy("Remind of this"), required=False, initial=rule.is_on
            )
            self.fields[days] = DaysField(
                label=gettext_lazy("Days before, largest first"),
                initial=", ".join(map(str, rule.days_before)),
            )

    @staticmethod
    def names_of(rule: ReminderRule) -> tuple[str, str]:
        return f"{rule.about}_on", f"{rule.about}_days"

    @property
    def parts(self) -> list[tuple[ReminderRule, Source, list[forms.BoundField]]]:
        """Each rule with what it is about, and its two fields."""
        return [
            (rule, SOURCES[rule.about], [self[name] for name in self.names_of(rule)]) for rule in self.rules
        ]

    @property
    def wanted(self) -> dict[str, tuple[bool, list[int]]]:
        names = {rule.about: self.names_of(rule) for rule in self.rules}
        return {
            about: (self.cleaned_data[on], self.cleaned_data[days]) for about, (on, days) in names.items()
        }
