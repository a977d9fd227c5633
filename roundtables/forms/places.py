"""What is typed about places at roundtables: the choices of a delegate, and how many places there are."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import MOST_SEATS
from roundtables.actions import choices_mark, numbers_mark
from roundtables.allotment import Offer, Row
from roundtables.models import Choice, Place, Roundtable

MOST_PLACES = 5000


class ChoiceForm(forms.Form):
    """The first and the second choice of one delegate."""

    first = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    second = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, row: Row, offers: list[Offer], checked_at: str = "", **kwargs):
        """`checked_at` is the address that says what clashes with a choice, once it is made."""
        super().__init__(*args, prefix=f"delegate-{row.delegate.pk}", **kwargs)
        self.row = row
        self.initial["seen"] = choices_mark(row.places)
        for name, choice, label in (
            ("first", Choice.FIRST, _("First choice of %(name)s")),
            ("second", Choice.SECOND, _("Second choice of %(name)s")),
        ):
            place, bound = row.of(choice), self.fields[name]
            bound.label = label % {"name": row.delegate.full_name}
            bound.choices = [("", _("None")), *options(offers, place)]
            bound.error_messages["invalid_choice"] = _(
                "There is no such roundtable at this meeting any more. Choose another one."
            )
            self.initial[name] = place.roundtable_id if place else None
            if checked_at:
                bound.widget.attrs |= {
                    "hx-get": f"{checked_at}?of={row.delegate.pk}",
                    "hx-include": "closest tr",
                    "hx-target": f"#clashes-{row.delegate.pk}",
                }

    def clean(self):
        super().clean()
        first, second = self.cleaned_data.get("first"), self.cleaned_data.get("second")
        if second and not first and "first" not in self.errors:
            self.add_error("first", _("Choose the first roundtable before the second."))
        if first and first == second:
            self.add_error(
                "second", _("The second choice is the same as the first. Choose another one, or none.")
            )
        return self.cleaned_data

    @property
    def chosen(self) -> list[int | None]:
        """The keys of the roundtables; of a form that is not sent, those of the places that stand."""
        if not self.is_bound:
            return [place.roundtable_id for place in self.row.places]
        self.is_valid()
        return [self.cleaned_data.get("first"), self.cleaned_data.get("second")]

    @property
    def is_changed(self) -> bool:
        first, second = (pk or "" for pk in self.chosen)
        return f"{first}-{second}" != self.cleaned_data.get("seen")

    def show_as_it_stands(self, row: Row) -> None:
        """After a refusal, sending again replaces knowingly what the page shows now."""
        self.row = row
        self.data = {**self.data.dict(), self.add_prefix("seen"): choices_mark(row.places)}


def options(offers: list[Offer], place: Place | None) -> list[tuple[int, str]]:
    """What can be chosen; the present choice stays among them when its brief was taken back."""
    found = [(offer.roundtable.pk, offer.label) for offer in offers]
    if place and place.roundtable_id not in dict(found):
        found.append((place.roundtable_id, str(place.roundtable)))
    return found


class NumbersForm(forms.Form):
    """How many places a roundtable has. Empty is no limit."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("Empty: nobody is turned away."),
    )
    per_delegation = forms.IntegerField(
        label=gettext_lazy("For one delegation, at most"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("Empty: as many as it has delegates."),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, roundtable: Roundtable, **kwargs):
        super().__init__(*args, auto_id=f"id_{roundtable.pk}_%s", **kwargs)
        self.roundtable = roundtable
        self.in_use: list[Place] = []
        self.initial |= {
            "capacity": roundtable.capacity,
            "per_delegation": roundtable.places_per_delegation,
            "seen": numbers_mark(roundtable),
        }

    def show_as_it_stands(self, stored: Roundtable) -> None:
        """After a refusal, sending again replaces knowingly what stands now."""
        self.data = {**self.data.dict(), "seen": numbers_mark(stored)}
