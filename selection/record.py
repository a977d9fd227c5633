"""What became of an application, in words, from the record of who did what."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Trace, subject_of
from gfmd.lists import listed
from selection.models import Application, ApplicationState

ACTS = {
    "apply": gettext_lazy("Application received"),
    "correct_application": gettext_lazy("Application corrected"),
    "withdraw_application": gettext_lazy("Application withdrawn"),
    "send_application_link": gettext_lazy("New personal link sent"),
    "score_application": gettext_lazy("Scored"),
    "declare_conflict": gettext_lazy("Conflict of interest declared"),
    "offer_place": gettext_lazy("Place offered"),
    "put_on_waiting_list": gettext_lazy("Put on the waiting list"),
    "reject_application": gettext_lazy("Not selected"),
    "lapse_offer": gettext_lazy("Offer lapsed"),
    "remind_of_offer": gettext_lazy("Reminded of the offer"),
    "accept_place": gettext_lazy("Place accepted"),
    "decline_place": gettext_lazy("Place declined"),
    "settle_organization": gettext_lazy("Organization settled"),
}
BY_ITSELF = {
    "lapse_offers": gettext_lazy("By itself: an offer had lapsed"),
    "remind_of_offers": gettext_lazy("By itself"),
    "decline_place": gettext_lazy("By itself: a place was declined"),
    "withdraw_application": gettext_lazy("By itself: a place was given up"),
    "change_call": gettext_lazy("By itself: the ceiling was raised"),
    "personal link": gettext_lazy("By personal link"),
    "application form": gettext_lazy("By the application form"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    trace: Trace
    act: str
    who: str
    change: str


def timeline(application: Application) -> list[Entry]:
    """What was done with an application, the latest first. One query."""
    traces = Trace.objects.filter(subject=subject_of(application)).select_related("by")
    return [_entry(trace) for trace in traces]


def _entry(trace: Trace) -> Entry:
    via = str(BY_ITSELF.get(trace.via, trace.via))
    who = str(trace.by) if trace.by else via
    return Entry(trace, str(ACTS.get(trace.act, trace.act)), who, _change(trace))


def _change(trace: Trace) -> str:
    states = dict(ApplicationState.choices)
    before, after = trace.before.get("state"), trace.after.get("state")
    if before and after:
        return _("%(before)s → %(after)s") % {
            "before": states.get(before, before),
            "after": states.get(after, after),
        }
    if "changed" in trace.after:
        fields = [Application._meta.get_field(name).verbose_name for name in trace.after["changed"]]
        return _("Changed: %(fields)s") % {"fields": listed(fields)}
    return ""
