"""What the gallery shows: every component in every state, with texts that are long, short and in other scripts."""

from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from gfmd.comparison import compare

MARKED = """### Of the working text

States agree how they *recognise* what migrants bring[^1] and who can act[^2]. See [the agenda](/gallery/).

| Part | Pages |
|---|--:|
| Background | 2 |
| Questions | 1 |

[^1]: Skills, savings, networks, culture.
[^2]: First of all local authorities: https://example.org/local.
"""
BEFORE = """First paragraph, kept.

Second paragraph, kept.

Third paragraph, kept.

Participants agree how States can recognise what migrants bring.

A paragraph that goes."""
AFTER = """First paragraph, kept.

Second paragraph, kept.

Third paragraph, kept.

Participants agree how States and their partners can use what migrants bring.

Something quite different comes."""

LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As in the passport, in any script."))
    email = forms.EmailField(label=_("E-mail address"))
    function = forms.CharField(label=_("Function"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", "—"), ("ke", "Kenya"), ("ci", "Côte d’Ivoire")])
    arrives_on = forms.DateField(
        label=_("Arrives on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    seat = forms.ChoiceField(
        label=_("Role"),
        choices=[("head", _("Head of delegation")), ("delegate", _("Delegate"))],
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_head = forms.BooleanField(
        label=_("Head of delegation"), required=False, help_text=_("The head takes one of the seats.")
    )


def samples() -> dict:
    """The context of gallery.html."""
    return {
        "empty_form": SampleForm(prefix="new"),
        "refused_form": SampleForm(
            {"sent-name": "", "sent-email": "nobody", "sent-state": "xx", "sent-arrives_on": "2027-03-09"},
            prefix="sent",
        ),
        "opens_at": datetime(2018, 12, 6, 10, tzinfo=UTC),
        "closes_at": datetime(2018, 12, 6, 13, tzinfo=UTC),
        "ends_at": datetime(2018, 12, 7, 17, 30, tzinfo=UTC),
        "in_three": LazyI18nString({"en": "Rabat", "fr": "Rabat (fr)", "ar": "الرباط"}),
        "in_arabic": LazyI18nString({"ar": "الهجرة والتنمية في عالم متغير"}),
        "long_text": LazyI18nString(
            {
                "fr": "Les participants conviennent de la manière dont les États reconnaissent ce que les "
                "migrants apportent.\n\nIls disent aussi qui peut agir,\net avec quels moyens."
            }
        ),
        "marked_text": MARKED,
        "versions": compare(BEFORE, AFTER),
        "counts": range(4),
    }
