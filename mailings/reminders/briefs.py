"""What is owed on briefs: comments on a draft, clearance, presentations."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from mailings.models import ReminderAbout
from mailings.reminders.owed import Owed, Situation, to_person
from roundtables.models import TeamRole
from roundtables.standing import owed_in_words, owes_a_comment, owes_a_talk, viewer_in_team
from roundtables.work import Place, Stage, Work


def to_team(work: Work, person: Person, **facts) -> Owed:
    """`organization` is that for which the person acts, where it is one alone."""
    roundtable = work.roundtable
    acted_for = {place.member.organization_id: place.member.organization for place in work.places_of(person)}
    organization = next(iter(acted_for.values())) if len(acted_for) == 1 else None
    words = {"code": roundtable.code, "title": roundtable.title}
    return to_person(
        person,
        **{
            "organization": organization,
            "title": lambda: _("Roundtable %(code)s, “%(title)s”") % words,
            "path": reverse("brief", args=[roundtable.meeting.slug, roundtable.pk]),
            **facts,
        },
    )


def people_of(places: Iterable[Place]) -> list[Person]:
    """Each once, whatever the number of places."""
    found = {person.pk: person for place in places for person in place.people if person.is_active}
    return list(found.values())


def of_comments(work: Work, situation: Situation) -> Iterator[Owed]:
    draft = work.round
    if work.stage != Stage.ROUND_OPEN or not draft.takes_comments(situation.at):
        return
    roundtable = work.roundtable
    for person in people_of(work.asked):
        viewer = viewer_in_team(work, person)
        if owes_a_comment(work, viewer):
            yield to_team(
                work,
                person,
                about=ReminderAbout.COMMENTS,
                thing=draft.pk,
                deadline=draft.comments_until,
                says_deadline=True,
                since=draft.frozen_at,
                missing=lambda viewer=viewer: [owed_in_words(work, viewer)],
                path=reverse("brief_draft", args=[roundtable.meeting.slug, roundtable.pk, draft.pk]),
            )


def of_clearance(work: Work, situation: Situation) -> Iterator[Owed]:
    if work.stage != Stage.CLEARANCE:
        return
    for person in people_of(work.places):
        if not work.to_clear_by(person):
            continue
        viewer = viewer_in_team(work, person)
        yield to_team(
            work,
            person,
            about=ReminderAbout.CLEARANCE,
            thing=work.put.pk,
            deadline=situation.begins,
            since=work.put.frozen_at,
            missing=lambda viewer=viewer: [owed_in_words(work, viewer)],
        )


def of_presentation(place: tuple[Work, Place], situation: Situation) -> Iterator[Owed]:
    work, speaker = place
    if not owes_a_talk(speaker):
        return
    for person in people_of([speaker]):
        yield to_team(
            work,
            person,
            about=ReminderAbout.PRESENTATION,
            thing=speaker.member.pk,
            deadline=situation.begins,
            since=speaker.member.appointed_at,
            missing=lambda: [
                _("Hand in your presentation for roundtable %(code)s.") % {"code": work.roundtable.code}
            ],
            path=reverse(
                "presentation", args=[situation.meeting.slug, work.roundtable.pk, speaker.member.pk]
            ),
        )


def speakers(situation: Situation) -> Iterable[tuple[Work, Place]]:
    return [
        (work, place)
        for work in situation.works
        for place in work.places
        if place.member.role == TeamRole.SPEAKER
    ]
