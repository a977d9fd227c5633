"""Finding what a person may know of; everything else is not found."""

from django.core.exceptions import PermissionDenied

from accounts.models import Person
from accounts.permissions import Permission, granting
from correspondence.addresses import trouble_of
from gfmd.links import linked
from gfmd.tokens import hash_of
from meetings.access import announced_meeting, found, readable_meeting
from selection.models import Application, Call, CallMember


def call_of(person: Person, slug: str) -> Call:
    """The call of a meeting; one that is not saved yet where nobody has called for applications."""
    meeting = announced_meeting(person, slug)
    call = Call.objects.filter(meeting=meeting).first() or Call(meeting=meeting)
    call.meeting = meeting
    return call


def public_call(person, slug: str) -> Call:
    """The call of a meeting that somebody may read of."""
    meeting = readable_meeting(person, slug)
    call = found(Call.objects.filter(meeting=meeting).first())
    call.meeting = meeting
    return call


def run_call(person: Person, slug: str) -> Call:
    """A call that has been opened. Others are told so before it is known what there is in it."""
    call = call_of(person, slug)
    if person.is_authenticated and not granting(person, Permission.SELECT, call):
        raise PermissionDenied
    return found(call if call.pk else None)


def application_of_call(person: Person, slug: str, pk: int) -> Application:
    call = run_call(person, slug)
    application = found(
        call.applications.select_related("country", "delegation__organization")
        .annotate(trouble=trouble_of("email"))
        .filter(pk=pk)
        .first()
    )
    application.call = call
    return application


def member_of_call(person: Person, slug: str, pk: int) -> CallMember:
    call = run_call(person, slug)
    member = found(call.members.serving().select_related("person").filter(pk=pk).first())
    member.call = call
    return member


def committee_seat(person: Person, slug: str) -> CallMember:
    """The person's own place in the committee of a meeting; nobody else knows that there is something to score."""
    call = call_of(person, slug)
    if call.pk is None or person.is_anonymous:
        return found(None)
    member = found(call.members.serving().committee().filter(person=person).first())
    member.call = call
    return member


def application_by_token(person, token: str) -> Application:
    """The application a link belongs to, valid or not. A superseded link is not known any more."""
    return linked(
        Application.objects.select_related("call__meeting", "country", "delegation")
        .filter(link_hash=hash_of(token))
        .first()
    )
