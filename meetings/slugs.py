"""The part of an address that names a meeting."""

from datetime import date

from django.utils.text import slugify

from meetings.languages import texts_of
from meetings.models import Meeting


def free_slug(title, kind: str, starts_on: date | None) -> str:
    """From the title (or the kind), the year, and a number where another meeting has it."""
    texts = texts_of(title, "en")
    name = slugify(texts.get("en", "")) or next(
        (slugify(text) for text in texts.values() if slugify(text)), ""
    )
    name = (name or kind.replace("_", "-"))[:48].strip("-")
    if starts_on and str(starts_on.year) not in name:
        name = f"{name}-{starts_on.year}"
    taken = set(Meeting.objects.filter(slug__startswith=name).values_list("slug", flat=True))
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(free for free in names if free not in taken)
