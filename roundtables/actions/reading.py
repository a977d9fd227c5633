"""Which version of a brief a person has read."""

from accounts.models import Person
from roundtables.models import Reading, Roundtable


def first_reading(*, roundtable: Roundtable, by: Person) -> Reading:
    """What the person read before; now, when this is the first time."""
    reading, _new = Reading.objects.get_or_create(
        roundtable=roundtable, person=by, defaults={"version": roundtable.version}
    )
    return reading


def has_read(*, roundtable: Roundtable, version: int, by: Person) -> Reading:
    """The person has seen what changed up to a version, which a later page has not overtaken."""
    reading = first_reading(roundtable=roundtable, by=by)
    seen = min(version, roundtable.version)
    if reading.version < seen:
        reading.version = seen
        reading.save(update_fields=["version", "read_at"])
    return reading
