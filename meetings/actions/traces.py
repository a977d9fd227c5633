"""What a trace keeps of a change."""

from datetime import UTC, datetime


def facts(thing, names: tuple[str, ...]) -> dict:
    """What a trace keeps of a thing, in words that JSON can hold."""
    return {name: plain(getattr(thing, name)) for name in names}


def plain(value):
    if value is None or isinstance(value, int | str | list):
        return value
    if isinstance(value, datetime):
        return str(value.astimezone(UTC))  # the same instant reads the same, in whatever zone it was typed
    content = getattr(value, "data", None)
    return content if isinstance(content, dict | str) else str(value)


def names_of(organizations) -> list[str]:
    return sorted(organization.name_en for organization in organizations)


def difference(before: dict, after: dict) -> dict[str, dict]:
    """`before` and `after` of what changed, for a trace."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {
        "before": {name: before[name] for name in changed if name in before},
        "after": {name: after[name] for name in changed},
    }
