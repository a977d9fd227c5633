"""What this room says by e-mail: to the team of a roundtable, about its brief."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed
from meetings.days import instant_in_words
from participants.messages.facts import meeting_facts
from participants.models import FocalPoint
from roundtables import examples
from roundtables.models import BriefState, Draft, DraftKind, Roundtable, TeamMember, TeamRole


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
    return [brief_message(draft, person, BRIEF_COMMENTS) for person in people_in(asked)]


def clearance_messages(draft: Draft, places: Iterable[TeamMember] | None = None) -> list[Message]:
    """To the co-chairs, or to those among some places: a text waits for their clearance."""
    team = draft.brief.roundtable.team.all() if places is None else places
    asked = [place for place in team if place.role == TeamRole.CO_CHAIR]
    return [brief_message(draft, person, BRIEF_CLEARANCE) for person in people_in(asked)]


def appointment_messages(place: TeamMember) -> list[Message]:
    """To whoever fills a place in the team: what is asked of them, and where."""
    return [appointment_message(place, person) for person in people_in([place])]


def appointment_message(place: TeamMember, person: Person) -> Message:
    roundtable = place.roundtable
    with translation.override(person.language):
        return BRIEF_TEAM.message(
            key=f"team:{place.pk}:{person.pk}",
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            facts={
                **roundtable_facts(roundtable),
                "role": place.get_role_display(),
                "asked": what_is_asked(place.role),
                "organization": "" if place.person_id else as_typed(place.organization.name),
            },
            meeting=roundtable.meeting,
            organization=place.organization,
            person=person,
        )


def roundtable_facts(roundtable: Roundtable) -> dict[str, str]:
    return {
        **meeting_facts(roundtable.meeting),
        "code": as_typed(roundtable.code),
        "roundtable": as_typed(roundtable.title),
        "page": address_of(roundtable),
    }


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


def brief_message(draft: Draft, person: Person, kind: Kind) -> Message:
    """One message about a draft to one person, in the person's language."""
    roundtable = draft.brief.roundtable
    until = draft.comments_until
    with translation.override(person.language):
        return kind.message(
            key=f"draft:{draft.pk}:{person.pk}",
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            facts={
                **roundtable_facts(roundtable),
                "is_first": draft.kind == DraftKind.FIRST,
                "deadline": instant_in_words(until, roundtable.meeting) if until else "",
            },
            meeting=roundtable.meeting,
            person=person,
        )


# --- In the catalogue --------------------------------------------------------------------------------------


def has_the_place(message: Message) -> bool:
    return TeamMember.objects.filter(pk=message.key.split(":")[1]).exists()


def takes_comments(message: Message) -> bool:
    """Comments that are closed are not asked for."""
    draft = Draft.objects.filter(pk=message.key.split(":")[1]).first()
    return draft is not None and draft.takes_comments()


def waits_for_clearance(message: Message) -> bool:
    """Neither cleared by all nor replaced by a newer text."""
    draft = Draft.objects.select_related("brief").filter(pk=message.key.split(":")[1]).first()
    if draft is None or draft.brief.state in (BriefState.FINAL, BriefState.PUBLISHED, BriefState.SUPERSEDED):
        return False
    return not draft.brief.drafts.filter(kind=DraftKind.FINAL, pk__gt=draft.pk).exists()


def subject_of_comments(facts) -> str:
    if facts["is_first"]:
        return _("Action by %(deadline)s: comment on the first draft, roundtable %(code)s") % facts
    return _("Action by %(deadline)s: comment on the second draft, roundtable %(code)s") % facts


BRIEF_TEAM = Kind(
    name="brief_team",
    purpose=Purpose.BRIEF,
    title=_lazy("You are in the team of a roundtable"),
    to=_lazy("Whoever is given a place in the team; for an organization named alone, its focal points"),
    when=_lazy("When the place is given, once the meeting is announced"),
    template="mail/brief_team.txt",
    subject=lambda facts: _("Roundtable %(code)s: you are in its team (%(role)s)") % facts,
    example=lambda meeting, language, is_strange: appointment_message(
        examples.team_member(meeting, is_strange), examples.person(language, is_strange)
    ),
    is_needed=has_the_place,
)
BRIEF_COMMENTS = Kind(
    name="brief_comments",
    purpose=Purpose.BRIEF,
    title=_lazy("Please comment on a draft"),
    to=_lazy("The team of a roundtable, but its speakers"),
    when=_lazy("When a draft of the brief is opened for comments"),
    template="mail/brief_comments.txt",
    subject=subject_of_comments,
    example=lambda meeting, language, is_strange: brief_message(
        examples.draft(meeting, is_strange, DraftKind.FIRST),
        examples.person(language, is_strange),
        BRIEF_COMMENTS,
    ),
    is_needed=takes_comments,
)
BRIEF_CLEARANCE = Kind(
    name="brief_clearance",
    purpose=Purpose.BRIEF,
    title=_lazy("Please clear a brief"),
    to=_lazy("The co-chairs of a roundtable"),
    when=_lazy("When the final text of the brief is put to them"),
    template="mail/brief_clearance.txt",
    subject=lambda facts: _("Please clear the brief of roundtable %(code)s") % facts,
    example=lambda meeting, language, is_strange: brief_message(
        examples.draft(meeting, is_strange, DraftKind.FINAL),
        examples.person(language, is_strange),
        BRIEF_CLEARANCE,
    ),
    is_needed=waits_for_clearance,
)
