"""One plain sentence that says where a call stands, for those who run it and for those who score."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from meetings.days import instant_in_words
from selection.actions.rules import may_be_offered
from selection.models import Application, ApplicationState, Call, CallMember, Duty, Score
from selection.ranking import Row

A = ApplicationState


@dataclass(frozen=True)
class Standing:
    """`tone` as that of a status; `url` and `link` are the one next act, or empty."""

    tone: str
    headline: str
    sentence: str = ""
    url: str = ""
    link: str = ""


def standing(call: Call, rows: list[Row], committee: int) -> Standing:
    """Where a call stands for those who run it; `rows` are its ranked applications."""
    slug = call.meeting.slug
    states = Counter(row.application.state for row in rows)
    left = max(call.ceiling - states[A.OFFERED] - states[A.ACCEPTED], 0)
    if not committee:
        return Standing(
            "owed",
            _("Nobody is in the committee yet."),
            _("Applications are scored by its members."),
            reverse("committee", args=[slug]),
            _("Appoint the committee"),
        )
    if not call.is_over():
        return _before_the_end(call, len(rows))
    unsettled = sum(_is_unsettled(row.application) for row in rows)
    if unsettled:
        sentence = ngettext(
            "%(number)d organization that accepted its place has a namesake on file: say whether it is the same.",
            "%(number)d organizations that accepted their places have a namesake on file: say whether each is "
            "the same.",
            unsettled,
        )
        return Standing("owed", sentence % {"number": unsettled}, "", "?show=unsettled", _("Look at them"))
    if states[A.RECEIVED] and may_be_offered(call):
        return _to_decide(call, rows, states[A.RECEIVED], left)
    return Standing("settled", _("All applications are decided on."), _in_numbers(states))


def _is_unsettled(application: Application) -> bool:
    return application.state == A.ACCEPTED and not application.delegation_id


def _before_the_end(call: Call, number: int) -> Standing:
    if timezone.now() < call.opens_at:
        return Standing(
            "info",
            _("Applications open on %(moment)s.") % {"moment": instant_in_words(call.opens_at, call.meeting)},
        )
    sentence = ngettext("%(number)d application is here.", "%(number)d applications are here.", number)
    return Standing(
        "info",
        _("Applications can be handed in until %(moment)s.")
        % {"moment": instant_in_words(call.closes_at, call.meeting)},
        sentence % {"number": number},
    )


def _to_decide(call: Call, rows: list[Row], received: int, left: int) -> Standing:
    few = sum(row.has_few_scores for row in rows if row.application.state == A.RECEIVED)
    headline = ngettext(
        "%(number)d application waits for a decision.",
        "%(number)d applications wait for a decision.",
        received,
    ) % {"number": received}
    places = ngettext("%(number)d place is free.", "%(number)d places are free.", left) % {"number": left}
    if few:
        scores = ngettext(
            "%(number)d has fewer than two scores.", "%(number)d have fewer than two scores.", few
        )
        url = reverse("committee", args=[call.meeting.slug])
        return Standing(
            "owed",
            headline,
            f"{scores % {'number': few}} {places}",
            url,
            _("See how the committee is getting on"),
        )
    if left:
        return Standing("owed", headline, places, "?tick=best#ranking", _("Tick the best that fit"))
    return Standing("owed", headline, places, "?tick=rest#ranking", _("Tick those left over"))


def _in_numbers(states: Counter) -> str:
    accepted = ngettext(
        "%(number)d place is accepted", "%(number)d places are accepted", states[A.ACCEPTED]
    ) % {"number": states[A.ACCEPTED]}
    offered = ngettext(
        "%(number)d offer waits for an answer", "%(number)d offers wait for an answer", states[A.OFFERED]
    ) % {"number": states[A.OFFERED]}
    waiting = ngettext(
        "%(number)d organization is on the waiting list",
        "%(number)d organizations are on the waiting list",
        states[A.WAITING],
    ) % {"number": states[A.WAITING]}
    return _("%(accepted)s; %(offered)s; %(waiting)s.") % {
        "accepted": accepted,
        "offered": offered,
        "waiting": waiting,
    }


# --- Those who serve a call, on their desk and on the pages of the committee ------------------------------


def served_by(person: Person) -> list[CallMember]:
    """The calls a person serves, of meetings that are not over, with their counts. One query."""
    members = (
        with_progress(CallMember.objects.serving().filter(person=person))
        .exclude(call__meeting__state__in=["draft", "concluded", "archived", "cancelled"])
        .select_related("call__meeting")
    )
    return list(members.order_by("call__meeting__starts_on", "pk"))


def with_progress(members):
    """Adds `scored` (conflicts included), `to_score` (those waiting for this member), `received`, `all`."""
    applications = Application.objects.filter(call=OuterRef("call")).order_by().values("call")
    scored = Score.objects.filter(member=OuterRef("pk")).exclude(application__state=A.WITHDRAWN)

    def number(rows):
        return Coalesce(Subquery(rows.values("number")), 0)

    counted = applications.annotate(number=Count("pk"))
    return members.annotate(
        all=number(applications.exclude(state=A.WITHDRAWN).annotate(number=Count("pk"))),
        received=number(counted.filter(state=A.RECEIVED)),
        scored=number(scored.order_by().values("member").annotate(number=Count("pk"))),
        scored_open=number(
            scored.filter(application__state=A.RECEIVED)
            .order_by()
            .values("member")
            .annotate(number=Count("pk"))
        ),
        conflicts=Count("scores", filter=Q(scores__has_conflict=True)),
    ).annotate(to_score=F("received") - F("scored_open"))


def duty_in_words(member: CallMember) -> Standing:
    """What a call asks of somebody who serves it; `member` comes from `with_progress()`."""
    slug = member.call.meeting.slug
    if member.duty == Duty.COORDINATOR:
        url = reverse("applications", args=[slug])
        if not member.received or not member.call.is_over():
            sentence = ngettext(
                "You run the call: %(number)d application is here.",
                "You run the call: %(number)d applications are here.",
                member.all,
            )
            return Standing("info", sentence % {"number": member.all}, "", url, _("Open the applications"))
        sentence = ngettext(
            "%(number)d application waits for a decision.",
            "%(number)d applications wait for a decision.",
            member.received,
        )
        return Standing("owed", sentence % {"number": member.received}, "", url, _("Open the applications"))
    url = reverse("scoring", args=[slug])
    if member.to_score:
        sentence = ngettext(
            "%(number)d application waits for your scores.",
            "%(number)d applications wait for your scores.",
            member.to_score,
        )
        return Standing(
            "owed", sentence % {"number": member.to_score}, progress(member), url, _("Go on scoring")
        )
    return Standing(
        "settled", _("No application waits for your scores."), progress(member), url, _("Look again")
    )


def progress(member: CallMember) -> str:
    return _("%(scored)d of %(all)d scored.") % {"scored": member.scored, "all": member.all}


def unsettled(applications: Iterable[Application]) -> list[Application]:
    """Accepted, but without a delegation until staff say which organization it is."""
    return [one for one in applications if _is_unsettled(one)]
