"""Looking for people by name among those who have come to meetings."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVector

from accounts.models import Person
from gfmd.names import latin_words, name_query
from meetings.models import Chairmanship, MeetingState
from participants.models import Delegate, DelegateState

MOST_FOUND = 50
PAST = (MeetingState.CONCLUDED, MeetingState.ARCHIVED)
# The same expression as the index `delegate_names` has.
WORDS = SearchVector("name_key", config="simple")
CAME = (DelegateState.CONFIRMED, DelegateState.BADGE_ISSUED, DelegateState.ATTENDED)


@dataclass(frozen=True)
class Found:
    """A delegate with the name looked for; `is_own` where the person who looks serves the meeting's chairmanship."""

    delegate: Delegate
    is_exact: bool
    is_own: bool

    @property
    def email(self) -> str:
        """The address, which stays with the chairmanship it was given to."""
        return self.delegate.email if self.is_own else ""


def found_by_name(typed: str, staff: Person) -> list[Found]:
    """At most 50 past participants of that name, in any script and order.

    Those with these very words come first, then those whose words begin so, then those that sound alike.
    Those of meetings that are over, whoever chaired them, and of the meetings whose chairmanship `staff` serves.
    """
    query = name_query(typed)
    if not query:
        return []
    served = set(Chairmanship.objects.staffed_by(staff).values_list("pk", flat=True))
    words = latin_words(typed[:200])[:8]
    keys = dict.fromkeys(_matching(" & ".join(words), served)[:MOST_FOUND])
    whole = len(keys)
    for wider in (" & ".join(f"{word}:*" for word in words), query):
        if len(keys) < MOST_FOUND:
            keys |= dict.fromkeys(_matching(wider, served)[: MOST_FOUND + len(keys)])
    rows = Delegate.objects.select_related("delegation__organization", "delegation__meeting").in_bulk(
        list(keys)[:MOST_FOUND]
    )
    return [
        Found(rows[key], place < whole, rows[key].delegation.meeting.chairmanship_id in served)
        for place, key in enumerate(list(keys)[:MOST_FOUND])
        if key in rows
    ]


def _matching(query: str, served: set[int]):
    """The keys of delegates whose words match a query of PostgreSQL, the latest first."""
    words = SearchQuery(query, config="simple", search_type="raw")
    known = Delegate.objects.annotate(words=WORDS).filter(words=words)
    past = known.filter(meeting__state__in=PAST, state__in=CAME)
    own = known.filter(meeting__chairmanship__in=served).exclude(name="")
    return (past | own).order_by("-pk").values_list("pk", flat=True)
