"""How the people of a delegation are allotted to roundtables: what is offered, where each stands, what clashes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.days import day_in_words
from meetings.models import AgendaItem, Meeting
from participants.models import Delegate, Delegation
from roundtables.actions import takes_choices
from roundtables.models import Choice, Place, PlaceState, Roundtable, Session, TeamMember

LONGEST_TITLE = 60


@dataclass(frozen=True)
class Offer:
    """A roundtable that can be chosen, and how full it is."""

    roundtable: Roundtable

    @property
    def free(self) -> int | None:
        """Places left; None where nobody is turned away."""
        capacity = self.roundtable.capacity
        return None if capacity is None else max(capacity - self.roundtable.places_taken, 0)

    @property
    def left(self) -> str:
        """How many places are left, in words."""
        if self.free is None:
            return _("no limit")
        if self.free:
            return ngettext("%(number)d place left", "%(number)d places left", self.free) % {
                "number": self.free
            }
        if not self.roundtable.in_line:
            return _("full")
        return ngettext("full, %(number)d waits", "full, %(number)d wait", self.roundtable.in_line) % {
            "number": self.roundtable.in_line
        }

    @property
    def label(self) -> str:
        words = {
            "code": self.roundtable.code,
            "title": Truncator(str(self.roundtable.title)).chars(LONGEST_TITLE),
            "left": self.left,
        }
        return _("%(code)s (%(left)s) · %(title)s") % words

    @cached_property
    def times(self) -> list[AgendaItem]:
        """When it meets: itself or in its sessions, as far as the agenda is published."""
        if not self.roundtable.meeting.agenda_published_at:
            return []
        items = [self.roundtable.agenda_item, *(one.agenda_item for one in self.roundtable.sessions.all())]
        return sorted(filter(None, items), key=lambda item: item.starts_at)

    def overlaps(self, other: "Offer") -> bool:
        return any(
            one.starts_at < two.ends_at and two.starts_at < one.ends_at
            for one in self.times
            for two in other.times
        )


def offers(meeting: Meeting) -> list[Offer]:
    """The roundtables with a published brief, in their order. Two queries."""
    sessions = Prefetch("sessions", Session.objects.select_related("agenda_item"))
    rows = meeting.roundtables.published().with_place().with_places_counted().prefetch_related(sessions)
    rows = list(rows.order_by("position", "pk"))
    for roundtable in rows:
        roundtable.meeting = meeting
    return [Offer(roundtable) for roundtable in rows]


@dataclass
class Row:
    """One delegate, with the places that stand; `numbers` are those in the lines, by key of the place."""

    delegate: Delegate
    places: list[Place]
    numbers: dict[int, int]
    duties: list[Offer] = field(default_factory=list)

    def of(self, choice: int) -> Place | None:
        return next((place for place in self.places if place.choice == choice), None)

    @property
    def is_settled(self) -> bool:
        """With a place at a first choice."""
        first = self.of(Choice.FIRST)
        return first is not None and first.state == PlaceState.SEATED

    @property
    def waits(self) -> bool:
        return any(place.state == PlaceState.WAITING for place in self.places)

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """Where the delegate stands, each with its tone."""
        if not self.places:
            return [("warn", _("No roundtable chosen yet"))]
        return [self.sentence(place) for place in self.places]

    def sentence(self, place: Place) -> tuple[str, str]:
        words = {"code": place.roundtable.code, "number": self.numbers.get(place.pk, 0)}
        if place.state == PlaceState.WAITING:
            return "warn", _("Number %(number)d in the line for %(code)s") % words
        if place.choice == Choice.SECOND:
            return "good", _("Has a place at %(code)s until then") % words
        return "good", _("Has a place at %(code)s") % words


class Allotment:
    """Some delegates of one delegation, what they may choose, and what they have. The same queries for any number."""

    def __init__(self, delegation: Delegation, delegates: Sequence[Delegate]):
        self.delegation, self.meeting = delegation, delegation.meeting
        self.offers = offers(self.meeting)
        self.is_open = takes_choices(delegation)
        places, numbers, duties = places_of(delegates), numbers_in_line(self.meeting), self.duties(delegates)
        self.rows = [
            Row(delegate, places[delegate.pk], numbers, duties[delegate.email.lower()])
            for delegate in delegates
        ]

    def offer(self, roundtable_pk: int | None) -> Offer | None:
        return next((one for one in self.offers if one.roundtable.pk == roundtable_pk), None)

    def duties(self, delegates: Sequence[Delegate]) -> dict[str, list[Offer]]:
        """The roundtables in whose teams the delegates have a role themselves, by address."""
        emails = [delegate.email.lower() for delegate in delegates if delegate.email]
        found: dict[str, list[Offer]] = defaultdict(list)
        members = TeamMember.objects.filter(roundtable__meeting=self.meeting, person__email__in=emails)
        for email, roundtable_pk in members.values_list("person__email", "roundtable").distinct():
            if offer := self.offer(roundtable_pk):
                found[email].append(offer)
        return found

    def clashes(self, row: Row, chosen: Iterable[int | None]) -> list[tuple[str, str]]:
        """What speaks against roundtables for this delegate, each with its tone: "warn", or "quiet" for a remark."""
        picked = [offer for pk in chosen if (offer := self.offer(pk))]
        found = [("warn", sentence) for offer in picked for sentence in clashes_of(row, offer)]
        if len(picked) == 2 and picked[0].overlaps(picked[1]):
            words = {"first": picked[0].roundtable.code, "second": picked[1].roundtable.code}
            sentence = _(
                "%(first)s and %(second)s meet at the same time. That is no obstacle: "
                "the place at %(second)s is kept only until one at %(first)s is free."
            )
            found.append(("quiet", sentence % words))
        return found

    @property
    def missing(self) -> int:
        """How many have chosen nothing yet."""
        return sum(not row.places for row in self.rows)

    @property
    def waiting(self) -> int:
        return sum(row.waits for row in self.rows)


def places_of(delegates: Sequence[Delegate]) -> dict[int, list[Place]]:
    """What stands, by key of the delegate."""
    found: dict[int, list[Place]] = defaultdict(list)
    for place in (
        Place.objects.standing()
        .filter(delegate__in=delegates)
        .select_related("roundtable")
        .order_by("choice")
    ):
        found[place.delegate_id].append(place)
    return found


def numbers_in_line(meeting: Meeting) -> dict[int, int]:
    """For whom each roundtable's line moves next, counted from 1, by key of the place."""
    counted: dict[int, int] = defaultdict(int)
    numbers = {}
    waiting = Place.objects.in_line().filter(roundtable__meeting=meeting)
    for pk, roundtable_pk in waiting.values_list("pk", "roundtable"):
        counted[roundtable_pk] += 1
        numbers[pk] = counted[roundtable_pk]
    return numbers


def clashes_of(row: Row, offer: Offer) -> list[str]:
    """Why a delegate may not be able to sit at a roundtable: other days, journeys, a role elsewhere meanwhile."""
    delegate, code, zone = row.delegate, offer.roundtable.code, offer.roundtable.meeting.zone
    found = []
    for day in sorted({item.starts_at.astimezone(zone).date() for item in offer.times}):
        if delegate.attends_on and day not in delegate.attends_on:
            words = {"code": code, "day": day_in_words(day)}
            found.append(_("%(code)s meets on %(day)s, which is not among the days attended.") % words)
    if offer.times and delegate.arrives_at and delegate.arrives_at > offer.times[0].starts_at:
        found.append(_("%(code)s begins before the arrival.") % {"code": code})
    if offer.times and delegate.leaves_at and delegate.leaves_at < offer.times[-1].ends_at:
        found.append(_("%(code)s ends after the departure.") % {"code": code})
    for duty in row.duties:
        if duty.roundtable.pk != offer.roundtable.pk and duty.overlaps(offer):
            words = {"code": code, "other": duty.roundtable.code}
            found.append(_("%(code)s meets while %(other)s does, where this delegate has a role.") % words)
    return found
