"""The first page of a meeting's correspondence: what is next, then where everything is."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, permit
from correspondence.models import Outbox
from mailings.addresses import troubled_counts
from mailings.models import MailingState
from meetings.access import announced_meeting
from meetings.days import instant_in_words
from meetings.models import Meeting

LATEST = 5
S = MailingState


@dataclass(frozen=True)
class Step:
    """Something that waits for somebody, and where it is done."""

    sentence: str
    url: str
    link: str
    tone: str = "owed"


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def correspondence(request, meeting):
    may_write = can(request.user, Permission.CORRESPOND, meeting)
    steps = steps_of(meeting)
    page = {
        "meeting": meeting,
        "here": "correspondence",
        "may_write": may_write,
        "next": steps[0] if steps else None,
        "others": steps[1:],
        "sections": sections(meeting, may_write),
        "latest": meeting.mailings.defer("expected", "outcome")[:LATEST],
    }
    return render(request, "mailings/correspondence.html", page)


def steps_of(meeting: Meeting) -> list[Step]:
    """What waits, the most urgent first. Four queries."""
    outbox = Outbox.objects.filter(is_paused=True).first()
    paused = (
        [
            Step(
                _("Nothing leaves: sending is paused. %(reason)s") % {"reason": outbox.reason},
                reverse("outbox", args=[meeting.slug]),
                _("Open the outbox"),
                "bad",
            )
        ]
        if outbox
        else []
    )
    return paused + of_mailings(meeting) + of_addresses(meeting) + of_changes(meeting)


def of_mailings(meeting: Meeting) -> list[Step]:
    waiting = (S.IN_REVIEW, S.APPROVED, S.PAUSED, S.SCHEDULED)
    rows = meeting.mailings.filter(state__in=waiting).only("pk", "name", "state", "send_at", "meeting")
    order = {state: place for place, state in enumerate(waiting)}
    return [step_of(row, meeting) for row in sorted(rows, key=lambda row: order[row.state])]


def step_of(row, meeting: Meeting) -> Step:
    words = {"name": row.name}
    if row.state == S.SCHEDULED:
        words["at"] = instant_in_words(row.send_at, meeting)
    sentences = {
        S.IN_REVIEW: (_("“%(name)s” waits for a second pair of eyes."), _("Look it through")),
        S.APPROVED: (_("“%(name)s” is approved and has not left yet."), _("Send it")),
        S.PAUSED: (_("“%(name)s” is paused half-way."), _("See how far it is")),
        S.SCHEDULED: (_("“%(name)s” leaves by itself: %(at)s."), _("Open it")),
    }
    sentence, link = sentences[MailingState(row.state)]
    tone = "info" if row.state == S.SCHEDULED else "owed"
    return Step(sentence % words, reverse("mailing", args=[meeting.slug, row.pk]), link, tone)


def of_addresses(meeting: Meeting) -> list[Step]:
    """Addresses that messages of this meeting came back from, and that still stand somewhere."""
    came_back = dict(troubled_counts([meeting])).get(meeting.pk)
    if not came_back:
        return []
    sentence = ngettext(
        "%(number)d address came back.",
        "%(number)d addresses came back.",
        came_back,
    )
    url = reverse("troubled_addresses", args=[meeting.slug])
    return [Step(sentence % {"number": came_back}, url, _("Correct the addresses"))]


def of_changes(meeting: Meeting) -> list[Step]:
    untold = meeting.changes.untold().count()
    if not untold:
        return []
    sentence = ngettext(
        "%(number)d change of what was published waits to be told.",
        "%(number)d changes of what was published wait to be told.",
        untold,
    )
    return [
        Step(
            sentence % {"number": untold},
            reverse("changes", args=[meeting.slug]),
            _("See whom it concerns"),
            "info",
        )
    ]


def sections(meeting: Meeting, may_write: bool) -> list[dict]:
    """The rooms of the correspondence, each with a word on what is in it."""
    reminders = "reminders" if may_write else "reminders_today"
    places = [
        ("mailings", _("Mailings"), _("Circulars, notes, the daily journal and joint letters.")),
        ("catalogue", _("Catalogue"), _("Every message there is, to whom and when; your own wording.")),
        (reminders, _("Reminders"), _("What is reminded of and when, and what would go out today.")),
        ("changes", _("Changes"), _("What changed of what was published, and who is told.")),
        ("outbox", _("Outbox"), _("What waits, what left, what was refused.")),
        ("troubled_addresses", _("Addresses"), _("Addresses that came back, to be corrected.")),
    ]
    return [
        {"url": reverse(name, args=[meeting.slug]), "title": title, "text": text}
        for name, title, text in places
    ]
