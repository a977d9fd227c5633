"""Applications that exist only to show what a message looks like. None is ever saved."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import Meeting
from participants.messages import examples
from selection.models import Application, ApplicationState, Call, CallMember


def call(meeting: Meeting) -> Call:
    now = timezone.now()
    return Call(pk=0, meeting=meeting, opens_at=now - timedelta(days=10), closes_at=now + timedelta(days=20))


def application(meeting: Meeting, language: str, is_strange: bool) -> Application:
    return Application(
        pk=0,
        call=call(meeting),
        state=ApplicationState.OFFERED,
        organization_name=examples.organization(True).name_en if is_strange else "Migrant Forum in Asia",
        name=examples.person_name(is_strange),
        email="office@forum.invalid",
        language=language,
        rank=3,
        reason=examples.sentence(is_strange),
        offer_expires_at=timezone.now() + timedelta(days=10),
    )


def member(meeting: Meeting, language: str, is_strange: bool, duty: str) -> CallMember:
    return CallMember(pk=0, call=call(meeting), person=examples.person(language, is_strange), duty=duty)
