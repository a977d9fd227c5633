"""What is said to those for whom a line has moved on: the delegate, and the focal points of the delegation."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from correspondence.actions import queue
from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from participants.models import FocalPoint
from roundtables.models import Place

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
    person = Person.objects.filter(email=delegate.email.lower()).first()
    language = person.language if person else (meeting.languages or ["en"])[0]
    address = reverse("seat_places", args=[delegate.pk])
    return message(
        place,
        f"place:{place.pk}:delegate",
        delegate.email,
        delegate.full_name,
        language,
        address,
        is_own=True,
    )


def message_to_focal_point(place: Place, person: Person) -> Message:
    address = reverse("delegation_places", args=[place.delegate.delegation_id])
    return message(
        place, f"place:{place.pk}:{person.pk}", person.email, person.name, person.language, address
    )


def message(
    place: Place, key: str, email: str, name: str, language: str, address: str, *, is_own: bool = False
) -> Message:
    roundtable = place.roundtable
    with translation.override(language):
        words = {
            "code": roundtable.code,
            "name": place.delegate.full_name,
            "meeting": str(roundtable.meeting),
        }
        subject = (
            _("You have a place at roundtable %(code)s: %(meeting)s")
            if is_own
            else _("%(name)s has a place at roundtable %(code)s: %(meeting)s")
        )
        facts = {
            "place": place,
            "roundtable": roundtable,
            "meeting": roundtable.meeting,
            "item": roundtable.agenda_item if roundtable.meeting.agenda_published_at else None,
            "is_own": is_own,
            "address": settings.SITE_URL + address,
        }
        return Message(
            key=key,
            purpose=Purpose.PLACE,
            to_email=email,
            to_name=name,
            language=language,
            subject=in_a_line(subject % words),
            body=text_from("mail/place_moved_up.txt", **facts),
        )
