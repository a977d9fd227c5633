"""What this room says by e-mail: to the team of a roundtable, about its brief."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Person
from correspondence.models import Message, Purpose
from correspondence.wording import in_a_line, text_from
from meetings.days import instant_in_words
from participants.models import FocalPoint
from roundtables.models import Draft, DraftKind, Roundtable, TeamMember, TeamRole


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


def comments_messages(draft: Draft, places: Iterable[TeamMember] | None = None) -> list[Message]:
    """To the whole team but the speakers, or to those in some places: a draft is open for comments."""
    team = draft.brief.roundtable.team.all() if places is None else places
    asked = [place for place in team if place.role != TeamRole.SPEAKER]
    return [
        brief_message(draft, person, "mail/brief_comments.txt", comments_subject)
        for person in people_in(asked)
    ]


def clearance_messages(draft: Draft, places: Iterable[TeamMember] | None = None) -> list[Message]:
    """To the co-chairs, or to those among some places: a text waits for their clearance."""
    team = draft.brief.roundtable.team.all() if places is None else places
    asked = [place for place in team if place.role == TeamRole.CO_CHAIR]
    return [
        brief_message(draft, person, "mail/brief_clearance.txt", clearance_subject)
        for person in people_in(asked)
    ]


def appointment_messages(place: TeamMember) -> list[Message]:
    """To whoever fills a place in the team: what is asked of them, and where."""
    return [appointment_message(place, person) for person in people_in([place])]


def appointment_message(place: TeamMember, person: Person) -> Message:
    roundtable = place.roundtable
    with translation.override(person.language):
        words = {"role": place.get_role_display(), "code": roundtable.code}
        facts = {
            "place": place,
            "asked": what_is_asked(place.role),
            "roundtable": roundtable,
            "meeting": roundtable.meeting,
            "address": address_of(roundtable),
        }
        return Message(
            key=f"team:{place.pk}:{person.pk}",
            purpose=Purpose.BRIEF,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=in_a_line(_("Roundtable %(code)s: you are in its team (%(role)s)") % words),
            body=text_from("mail/brief_team.txt", **facts),
        )


def what_is_asked(role: str) -> str:
    """What whoever has a place in the team is asked to do, in the active language."""
    return {
        TeamRole.CO_CHAIR: _(
            "As co-chair, please help to write the brief, comment on its two drafts, and clear the final text."
        ),
        TeamRole.FACILITATOR: _("As facilitator, please write the brief together with the co-chairs."),
        TeamRole.RAPPORTEUR: _(
            "As rapporteur, please follow the brief and comment on its drafts; after the roundtable you report "
            "on what it agreed."
        ),
        TeamRole.SPEAKER: _("As speaker, please read the drafts of the brief and hand in your presentation."),
        TeamRole.ADVISER: _("As adviser, please read the drafts of the brief and comment on them."),
        TeamRole.MEMBER: _("As member of the team, please read the drafts of the brief and comment on them."),
    }[TeamRole(role)]


def address_of(roundtable: Roundtable) -> str:
    return settings.SITE_URL + reverse("brief", args=[roundtable.meeting.slug, roundtable.pk])


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
            "deadline": draft.comments_until and instant_in_words(draft.comments_until, roundtable.meeting),
            "address": address_of(roundtable),
        }
        return Message(
            key=f"draft:{draft.pk}:{person.pk}",
            purpose=Purpose.BRIEF,
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            subject=in_a_line(subject(draft)),
            body=text_from(template, **facts),
        )
