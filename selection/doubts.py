"""What staff should look at before deciding: applications that may come from one and the same organization."""

from collections import defaultdict
from collections.abc import Iterable

from gfmd.names import latin_words, sound
from participants.doubts import is_free_mail
from selection.models import Application


def domain_of(address: str) -> str:
    """The domain of an address that belongs to an organization; empty for one that anybody could open."""
    return "" if is_free_mail(address) else address.rpartition("@")[2].lower()


def sounds_of(name: str) -> str:
    """A name by its sounds and in any order, so that spellings and scripts of one name meet."""
    return " ".join(sorted(filter(None, map(sound, latin_words(name)))))


def doubles(applications: Iterable[Application]) -> dict[int, list[Application]]:
    """The others that share the e-mail domain or the sound of the name, by application.

    None of them is refused for it: a federation and its members may share a domain.
    """
    alike: defaultdict[str, list[Application]] = defaultdict(list)
    for one in applications:
        for kind, key in (("@", domain_of(one.email)), ("~", sounds_of(one.organization_name))):
            if key:
                alike[kind + key].append(one)
    found: defaultdict[int, dict[int, Application]] = defaultdict(dict)
    for group in alike.values():
        for one in group:
            found[one.pk] |= {other.pk: other for other in group if other.pk != one.pk}
    return {pk: list(others.values()) for pk, others in found.items() if others}
