"""What this room says by e-mail: to the team of a roundtable, about its brief."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.models import Message, Purpose
from meetings.days import instant_in_words
from participants.models import FocalPoint
from roundtables.models import Draft, DraftKind, TeamMember, TeamRole


def people_in(places: Iterable[TeamMember]) -> list[Person]:
    """Those who fill these places: the persons named, and the focal points of organizations named alone."""
    places = list(places)
    organizations = [place.organization_id for place in places if place.person_id is None and not place.name]
    terms = FocalPoint.objects.active().filter(organization__in=organizations)
    named = [place.person_id for place in places if place.person_id]
    return list(
        Person.objects.filter(Q(pk__in=named) | Q(pk__in=terms.values("person_id")), is_active=True).order_by(
            "pk"
        )
    )


def comments_messages(draft: Draft) -> list[Message]:
    """To the whole team but the speakers: a draft is open for comments, until when."""
    roundtable = draft.brief.roundtable
    team = roundtable.team.exclude(role=TeamRole.SPEAKER)
    return [
        brief_message(draft, person, "mail/brief_comments.txt", comments_subject)
        for person in people_in(team)
    ]


def clearance_messages(draft: Draft) -> list[Message]:
    """To the co-chairs: a text waits for their clearance."""
    team = draft.brief.roundtable.team.co_chairs()
    return [
        brief_message(draft, person, "mail/brief_clearance.txt", clearance_subject)
        for person in people_in(team)
    ]


def comments_subject(draft: Draft) -> str:
    roundtable = draft.brief.roundtable
    words = {
        "code": roundtable.code,
        "deadline": instant_in_words(draft.comments_until, roundtable.meeting),
    }
    if draft.kind == DraftKind.FIRST:
        return _("Action by %(deadline)s: comment on the first draft, roundtable %(code)s") % words
    return _("Action by %(deadline)s: comment on the second draft, roundtable %(code)s") % words


def clearance_subject(draft: Draft) -> str:
    return _("Please clear the brief of roundtable %(code)s") % {"code": draft.brief.roundtable.code}


def brief_message(draft: Draft, person: Person, template: str, subject) -> Message:
    """One message about a draft to one person, in the person's language."""
    roundtable = draft.brief.roundtable
    with translation.override(person.language):
        facts = {
            "draft": draft,
            "roundtable": roundtable,
            "meeting": roundtable.meeting,
            "address": settings.SITE_URL + reverse("brief", args=[roundtable.meeting.slug, roundtable.pk]),
        }
        return Message(
            key=f"draft:{draft.pk}:{person.pk}",
            purpose=Purpose.BRIEF,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=Truncator(" ".join(subject(draft).split())).chars(
                Message._meta.get_field("subject").max_length
            ),
            body=render_to_string(template, facts).strip() + "\n",
        )
