"""A meeting's substance in reading order, and what it still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Meeting
from roundtables.models import Roundtable, Session, Theme
from roundtables.standing import headline, owed_by_staff, page
from roundtables.work import Stage, Work


@dataclass
class Part:
    """A theme with its roundtables; the last part may hold those without a theme."""

    theme: Theme | None
    roundtables: list[Roundtable] = field(default_factory=list)
    is_last_theme: bool = False


def outline(meeting: Meeting, roundtables: Iterable[Roundtable]) -> list[Part]:
    """The themes of a meeting, each with its share of `roundtables`. One query, and that of `roundtables`."""
    parts = {theme.pk: Part(theme) for theme in meeting.themes.all()}
    if parts:
        list(parts.values())[-1].is_last_theme = True
    others = Part(None)
    for roundtable in roundtables:
        roundtable.meeting = meeting
        parts.get(roundtable.theme_id, others).roundtables.append(roundtable)
    return [*parts.values(), *([others] if others.roundtables else [])]


def whole_outline(meeting: Meeting, roundtables) -> list[Part]:
    """The outline with the sessions and questions of each roundtable, and where they take place."""
    sessions = Prefetch("sessions", Session.objects.select_related("agenda_item__room"))
    return outline(meeting, roundtables.with_place().prefetch_related(sessions, "questions"))


@dataclass(frozen=True)
class NextStep:
    """What to do next: a sentence, and the page where it is done."""

    sentence: str
    url: str
    link: str
    is_settled: bool = False


def lacks(roundtable: Roundtable, work: Work | None = None) -> list[str]:
    """What is missing from a roundtable, in words. Asks for the count of its questions beforehand.

    With the work on its brief, also whether somebody is named to clear it.
    """
    missing = []
    if not str(roundtable.expected_outcomes):
        missing.append(_("expected outcomes"))
    if not roundtable.questions_written:
        missing.append(_("guiding questions"))
    if roundtable.agenda_item_id is None and not any(
        session.agenda_item_id for session in roundtable.sessions.all()
    ):
        missing.append(_("when and where"))
    if work and work.passes_rounds and work.stage != Stage.PUBLISHED and not work.co_chairs:
        missing.append(_("co-chair States"))
    return missing


def next_step(meeting: Meeting, parts: list[Part]) -> NextStep:
    """The one thing to do next for the programme: first what is missing, then what is not published.

    Each roundtable carries the work on its brief as `work`.
    """
    roundtables = [roundtable for part in parts for roundtable in part.roundtables]
    if not parts:
        url = reverse("theme_new", args=[meeting.slug])
        return NextStep(_("Nothing is written yet. Begin with the first theme."), url, _("Write a theme"))
    for part in parts:
        if not part.roundtables:
            sentence = _("Theme %(code)s has no roundtable yet.") % {"code": part.theme.code}
            url = f"{reverse('roundtable_new', args=[meeting.slug])}?theme={part.theme.pk}"
            return NextStep(sentence, url, _("Write a roundtable"))
    for roundtable in roundtables:
        if not roundtable.questions_written:
            sentence = _("Roundtable %(code)s has no guiding questions yet.") % {"code": roundtable.code}
            return NextStep(
                sentence, reverse("questions", args=[meeting.slug, roundtable.pk]), _("Add questions")
            )
        if not str(roundtable.expected_outcomes):
            sentence = _("Roundtable %(code)s does not say which outcomes are expected.") % {
                "code": roundtable.code
            }
            url = reverse("brief_write", args=[meeting.slug, roundtable.pk, roundtable.original_language])
            return NextStep(sentence, f"{url}#part-outcomes", _("Write the outcomes"))
    return next_of_briefs(meeting, [roundtable.work for roundtable in roundtables])


def next_of_briefs(meeting: Meeting, works: list[Work]) -> NextStep:
    """Of what is written: first the brief for which the chair's staff owes the next act."""
    for work in works:
        if owed_by_staff(work):
            return unsettled(work)
    waiting = sum(work.stage != Stage.PUBLISHED for work in works)
    if waiting:
        sentence = ngettext(
            "%(number)d brief waits for comments or for clearance; nothing waits for you.",
            "%(number)d briefs wait for comments or for clearance; nothing waits for you.",
            waiting,
        )
        url = reverse("meeting", args=[meeting.slug])
        return NextStep(sentence % {"number": waiting}, url, _("As readers see it"), True)
    url = reverse("concept_note", args=[meeting.slug])
    return NextStep(_("Every brief is published as it stands."), url, _("Read the concept note"), True)


def unsettled(work: Work) -> NextStep:
    """Where rounds are passed, the brief has a page that says what is next; else it is published here."""
    roundtable = work.roundtable
    words = {"code": roundtable.code, "version": roundtable.version, "headline": headline(work)}
    if work.passes_rounds and work.stage not in (Stage.FINAL, Stage.TAKEN_BACK):
        sentence = _("Roundtable %(code)s: %(headline)s") % words
        return NextStep(sentence, page("brief", work), _("Open the brief"))
    url = f"{reverse('programme', args=[roundtable.meeting.slug])}#roundtable-{roundtable.pk}"
    if roundtable.is_published and work.stage == Stage.CHANGED:
        sentence = _("Roundtable %(code)s has changed since its version %(version)d was published.")
    elif work.stage == Stage.FINAL:
        sentence = _("The brief of roundtable %(code)s is final, and not published yet.")
    else:
        sentence = _("Roundtable %(code)s is written, and not published yet.")
    return NextStep(sentence % words, url, _("Go to it and publish"))
