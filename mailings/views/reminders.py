"""Reminders: the rules of a meeting, and what goes out by them today."""

import logging
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused, Stale
from mailings.actions.reminders import (
    Evaluated,
    evaluated,
    mark_of_rules,
    remind_meeting,
    rules_of,
    set_reminder_rules,
)
from mailings.forms.reminders import RulesForm
from mailings.models import ReminderRule
from mailings.reminders.digests import Digest
from mailings.reminders.due import Trouble, day_of
from mailings.reminders.owed import Reason, Situation
from mailings.reminders.sources import SOURCES
from meetings.access import announced_meeting
from meetings.models import Meeting

logger = logging.getLogger(__name__)
form_page = require_http_methods(["GET", "HEAD", "POST"])
ROWS_A_PAGE = 50


@permit(Permission.CORRESPOND, announced_meeting)
@form_page
def reminders(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Of what the meeting reminds, and how many days before."""
    rules = rules_of(meeting)
    form = RulesForm(request.POST if request.method == "POST" else None, rules=rules)
    if not form.is_bound or not form.is_valid():
        return rules_page(request, meeting, form, status=422 if form.errors else 200)
    try:
        changed = set_reminder_rules(
            meeting=meeting, wanted=form.wanted, seen=form.cleaned_data["seen"], by=request.user
        )
    except Refused as refusal:
        form.data = form.data.copy()
        form.data["seen"] = mark_of_rules(rules)
        form.add_error(None, str(refusal))
        return rules_page(request, meeting, form, status=409, is_stale=isinstance(refusal, Stale))
    if changed:
        messages.success(request, _("Saved. The rules hold from now on; below stands what goes out today."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("reminders_today", meeting.slug)


def rules_page(
    request: HttpRequest, meeting: Meeting, form: RulesForm, *, status: int, is_stale: bool = False
) -> HttpResponse:
    """With `is_stale`, what somebody else has saved meanwhile stands beside what was typed."""
    page = {
        "meeting": meeting,
        "here": "correspondence",
        "form": form,
        "parts": [(*part, dates_of(part[0], meeting)) for part in form.parts],
        "is_stale": is_stale,
        "number_on": sum(rule.is_on for rule in form.rules),
    }
    return render(request, "mailings/reminders.html", page, status=status)


def dates_of(rule: ReminderRule, meeting: Meeting) -> list[str]:
    """The days at the venue on which a rule reminds most people; none where each thing has its own deadline."""
    usual = SOURCES[rule.about].usual(Situation(meeting, timezone.now()))
    if usual is None:
        return []
    return [date_format(day_of(usual, days, meeting), "DATE_FORMAT") for days in rule.days_before]


# --- Today -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A digest as the page shows it; `said` are what it is about and what exactly is missing."""

    digest: Digest
    said: list[tuple[str, list[str]]]
    is_now: bool
    there: str  # the hour at which it leaves, where it arrives


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def reminders_today(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """What goes out today, to whom, and when; and who is passed over, and why."""
    today = evaluated_now(meeting)
    shown, troubles = shown_of(today)
    views = {
        "due": (_("To be sent"), shown),
        "told": (_("Told today"), [one for one in today.passed if one.why is Reason.TOLD]),
        "passed": (_("Passed over"), [one for one in today.passed if one.why is not Reason.TOLD]),
        "troubles": (_("Cannot be read"), troubles),
    }
    chosen = request.GET.get("show") if request.GET.get("show") in views else "due"
    page = {
        "meeting": meeting,
        "here": "correspondence",
        "chosen": chosen,
        "title": views[chosen][0],
        "filters": [(name, label, len(rows)) for name, (label, rows) in views.items()],
        "counts": {name: len(rows) for name, (_label, rows) in views.items()},
        "later": sum(not one.is_now for one in shown),
        "page": Paginator(views[chosen][1], ROWS_A_PAGE).get_page(request.GET.get("page")),
        "has_rules": any(rule.is_on for rule in today.rules),
        "may_send": can(request.user, Permission.CORRESPOND, meeting),
    }
    return render(request, "mailings/reminders_today.html", page)


@permit(Permission.CORRESPOND, announced_meeting)
@form_page
def reminders_send(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Asks, then does what the next full hour would do by itself."""
    if request.method == "POST":
        queued = remind_meeting(meeting=meeting, by=request.user)
        if queued:
            sentence = ngettext(
                "%(number)d reminder is queued; it leaves at the hour of whoever gets it.",
                "%(number)d reminders are queued; each leaves at the hour of whoever gets it.",
                queued,
            )
            messages.success(request, sentence % {"number": queued})
        else:
            messages.info(request, _("Nothing was left to send: everybody due today has been told."))
        return redirect("reminders_today", meeting.slug)
    shown, _troubles = shown_of(evaluated_now(meeting))
    page = {
        "meeting": meeting,
        "here": "correspondence",
        "number": len(shown),
        "later": sum(not one.is_now for one in shown),
    }
    return render(request, "mailings/reminders_send.html", page)


def evaluated_now(meeting: Meeting) -> Evaluated:
    return evaluated(meeting, timezone.now(), list(meeting.reminder_rules.all()))


def shown_of(today: Evaluated) -> tuple[list[Shown], list[Trouble]]:
    """The digests in the order in which they leave, and what cannot be read or written, each by itself."""
    shown, troubles = [], list(today.troubles)
    for digest in sorted(today.digests, key=lambda digest: (digest.leaves_at, digest.email)):
        try:
            shown.append(as_shown(digest, today))
        except Exception as problem:
            owed = digest.owed[0]
            troubles.append(Trouble(owed.about, owed.thing))
            logger.error("Reminder about %s %s: %s", owed.about, owed.thing, type(problem).__name__)
    return shown, troubles


def as_shown(digest: Digest, today: Evaluated) -> Shown:
    local = digest.leaves_at.astimezone(digest.hours.zone)
    words = {"weekday": date_format(local, "l"), "time": date_format(local, "TIME_FORMAT")}
    return Shown(
        digest,
        [(owed.title(), owed.missing()) for owed in digest.owed],
        is_now=digest.leaves_at <= today.at,
        there=_("%(weekday)s, %(time)s there") % words,
    )
