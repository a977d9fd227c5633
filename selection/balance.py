"""How a selection is balanced by region, sector and gender: who applied, who holds a place, who would."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RegionalGroup
from participants.models import Gender
from selection.models import Application, Sector


@dataclass(frozen=True)
class Share:
    """How many, and which part of the whole in percent."""

    number: int
    whole: int

    @property
    def percent(self) -> int:
        return round(100 * self.number / self.whole) if self.whole else 0


@dataclass(frozen=True)
class Line:
    label: str
    applied: Share
    holding: Share
    selected: Share


@dataclass(frozen=True)
class Balance:
    """One table: by region, by sector or by gender."""

    title: str
    lines: tuple[Line, ...]


def region_of(application: Application) -> str:
    return application.country.regional_group


WAYS: tuple[tuple[str, list[tuple[str, str]], Callable[[Application], str]], ...] = (
    (gettext_lazy("Region"), RegionalGroup.choices, region_of),
    (gettext_lazy("Sector"), Sector.choices, lambda application: application.sector),
    (gettext_lazy("Gender of the representative"), Gender.choices, lambda application: application.gender),
)


def balances(applications: Iterable[Application], picked: Collection[int] = ()) -> list[Balance]:
    """The balance of applications that stand, and as it would be with `picked` (primary keys) offered a place."""
    applied = list(applications)
    holding = [one for one in applied if one.holds_a_place]
    selected = [one for one in applied if one.holds_a_place or one.pk in picked]
    return [
        Balance(str(title), tuple(_lines(choices, of, applied, holding, selected)))
        for title, choices, of in WAYS
    ]


def _lines(choices, of, applied, holding, selected):
    """Every choice, also those nobody is of: a gap is what one looks for. Unsaid comes last, if it occurs."""
    for key, label in [*choices, ("", _("Not said"))]:
        number = sum(of(one) == key for one in applied)
        if key or number:
            yield Line(
                str(label),
                Share(number, len(applied)),
                Share(sum(of(one) == key for one in holding), len(holding)),
                Share(sum(of(one) == key for one in selected), len(selected)),
            )
