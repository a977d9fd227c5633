"""What is said to those for whom a line has moved on: the delegate, and the focal points of the delegation."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed
from participants.models import FocalPoint
from roundtables import examples
from roundtables.models import Choice, Place
from roundtables.templatetags.roundtables import when

MOST_AT_ONCE = 200


@transaction.atomic
def tell_moved_up() -> int:
    """One message a move and person, once, whoever else tells at the same time. Returns how many moved up."""
    moved = list(
        Place.objects.to_tell()
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related(
            "roundtable__meeting", "roundtable__agenda_item", "delegate__delegation__organization"
        )
        .order_by("pk")[:MOST_AT_ONCE]
    )
    for place in moved:
        queue(moved_up_messages(place))
        leave_trace("move_up", place.delegate, via="line", after={"roundtable": place.roundtable.code})
    Place.objects.filter(pk__in=[place.pk for place in moved]).update(told_at=timezone.now())
    return len(moved)


def moved_up_messages(place: Place) -> list[Message]:
    """To the delegate, where there is an address, and to each active focal point who is somebody else."""
    email = place.delegate.email.lower()
    organization = place.delegate.delegation.organization_id
    points = FocalPoint.objects.active().filter(organization=organization).select_related("person")
    told = [message_to_focal_point(place, point.person) for point in points if point.person.email != email]
    return [message_to_delegate(place), *told] if email else told


def message_to_delegate(place: Place) -> Message:
    """In the language of the account with this address, else in the first language of the meeting."""
    delegate, meeting = place.delegate, place.roundtable.meeting
    person = Person.objects.with_address(delegate.email)
    language = person.language if person else (meeting.languages or ["en"])[0]
    return message(
        PLACE_MOVED_UP,
        place,
        language,
        reverse("seat_places", args=[delegate.pk]),
        key=f"place:{place.pk}:delegate",
        to_email=delegate.email,
        to_name=delegate.full_name,
        person=person,
    )


def message_to_focal_point(place: Place, person: Person) -> Message:
    return message(
        PLACE_MOVED_UP_FOR,
        place,
        person.language,
        reverse("delegation_places", args=[place.delegate.delegation_id]),
        key=f"place:{place.pk}:{person.pk}",
        to_email=person.email,
        to_name=person.name,
        person=person,
    )


def message(kind: Kind, place: Place, language: str, address: str, **to) -> Message:
    roundtable, meeting = place.roundtable, place.roundtable.meeting
    item = roundtable.agenda_item if meeting.agenda_published_at else None
    with translation.override(language):
        return kind.message(
            language=language,
            facts={
                "code": as_typed(roundtable.code),
                "roundtable": as_typed(roundtable.title),
                "meeting": as_typed(meeting),
                "name": as_typed(place.delegate.full_name),
                "when": when(item, meeting) if item else "",
                "is_first": place.choice == Choice.FIRST,
                "address": settings.SITE_URL + address,
            },
            meeting=meeting,
            organization=place.delegate.delegation.organization,
            **to,
        )


# --- In the catalogue --------------------------------------------------------------------------------------


def still_has_place(message: Message) -> bool:
    """A place that was given up since is not told of."""
    return Place.objects.seated().filter(pk=message.key.split(":")[1]).exists()


PLACE_MOVED_UP = Kind(
    name="place_moved_up",
    purpose=Purpose.PLACE,
    title=_lazy("You have a place at a roundtable"),
    to=_lazy("A delegate on the waiting list of a roundtable"),
    when=_lazy("When a place has become free and the line moves on"),
    template="mail/place_moved_up.txt",
    subject=lambda facts: _("You have a place at roundtable %(code)s: %(meeting)s") % facts,
    example=lambda meeting, language, is_strange: message(
        PLACE_MOVED_UP,
        examples.place(meeting, language, is_strange),
        language,
        reverse("seat_places", args=[0]),
        key="place:0:delegate",
        to_email="amina.otieno@ministry.invalid",
    ),
    is_needed=still_has_place,
)
PLACE_MOVED_UP_FOR = Kind(
    name="place_moved_up_for",
    purpose=Purpose.PLACE,
    title=_lazy("A delegate has a place at a roundtable"),
    to=_lazy("The focal points of the delegate's organization, unless they are the delegate"),
    when=_lazy("When a place has become free and the line moves on"),
    template="mail/place_moved_up_for.txt",
    subject=lambda facts: _("%(name)s has a place at roundtable %(code)s: %(meeting)s") % facts,
    example=lambda meeting, language, is_strange: message_to_focal_point(
        examples.place(meeting, language, is_strange), examples.person(language, is_strange)
    ),
    is_needed=still_has_place,
)
