"""Roundtables, drafts and places that exist only to show what a message looks like. None is ever saved."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import Meeting
from participants.messages import examples
from participants.messages.examples import person
from roundtables.models import Brief, Choice, Draft, DraftKind, Place, Roundtable, TeamMember, TeamRole

__all__ = ["draft", "person", "place", "team_member"]


def roundtable(meeting: Meeting, is_strange: bool) -> Roundtable:
    title = examples.LONGEST * 3 if is_strange else "Migrants' access to services"
    return Roundtable(pk=0, meeting=meeting, code="3.1 <b>*[[link]]" if is_strange else "3.1", title=title)


def team_member(meeting: Meeting, is_strange: bool) -> TeamMember:
    return TeamMember(
        pk=0,
        roundtable=roundtable(meeting, is_strange),
        role=TeamRole.CO_CHAIR,
        organization=examples.organization(is_strange),
    )


def draft(meeting: Meeting, is_strange: bool, kind: str) -> Draft:
    until = None if kind == DraftKind.FINAL else timezone.now() + timedelta(days=21)
    brief = Brief(pk=0, roundtable=roundtable(meeting, is_strange), number=1)
    return Draft(pk=0, brief=brief, kind=kind, comments_until=until)


def place(meeting: Meeting, language: str, is_strange: bool) -> Place:
    return Place(
        pk=0,
        roundtable=roundtable(meeting, is_strange),
        delegate=examples.delegate(meeting, language, is_strange),
        choice=Choice.FIRST,
    )
