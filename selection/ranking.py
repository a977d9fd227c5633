"""Applications in the order of their scores."""

from dataclasses import dataclass

from django.db.models import Avg, Count, F, Q

from correspondence.addresses import trouble_of
from selection.models import Application, ApplicationQuerySet, Call

ENOUGH_SCORES = 2
WITHOUT_CONFLICT = Q(scores__has_conflict=False)


@dataclass
class Row:
    """An application with its place among all: equal means share a place; one without scores has none."""

    application: Application
    place: int | None
    is_tied: bool = False

    @property
    def has_few_scores(self) -> bool:
        return self.application.scored < ENOUGH_SCORES


def with_means(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """Adds `mean` (0 to 15, of the members without a conflict), `scored` and `conflicts`, how many said so."""
    total = F("scores__relevance") + F("scores__experience") + F("scores__reach")
    return applications.annotate(
        mean=Avg(total, filter=WITHOUT_CONFLICT),
        scored=Count("scores", filter=WITHOUT_CONFLICT),
        conflicts=Count("scores", filter=Q(scores__has_conflict=True)),
    )


def ranked(call: Call) -> list[Row]:
    """Every application that was not withdrawn, the best first. One query."""
    applications = with_means(call.applications.standing()).select_related("country", "delegation")
    applications = applications.annotate(trouble=trouble_of("email"))
    order = applications.order_by(F("mean").desc(nulls_last=True), "received_at", "pk")
    rows: list[Row] = []
    for number, application in enumerate(order, start=1):
        above = rows[-1] if rows else None
        if application.mean is None:
            rows.append(Row(application, None))
        elif above and above.application.mean == application.mean:
            above.is_tied = True
            rows.append(Row(application, above.place, is_tied=True))
        else:
            rows.append(Row(application, number))
    return rows
