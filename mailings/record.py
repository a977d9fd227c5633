"""The record of a mailing in plain words: who did what, when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Trace, subject_of
from mailings.models import Mailing

SENTENCES = {
    "open_mailing": gettext_lazy("began the draft"),
    "change_mailing": gettext_lazy("changed what it is or to whom it goes"),
    "write_mailing": gettext_lazy("wrote a text"),
    "remove_mailing_text": gettext_lazy("took a language out"),
    "sign_mailing": gettext_lazy("wrote down who signs"),
    "put_mailing": gettext_lazy("asked for a second pair of eyes"),
    "approve_mailing": gettext_lazy("approved it"),
    "return_mailing": gettext_lazy("made it a draft again"),
    "schedule_mailing": gettext_lazy("scheduled it"),
    "send_mailing": gettext_lazy("let it leave"),
    "withdraw_mailing": gettext_lazy("withdrew it"),
    "pause_mailing": gettext_lazy("paused it"),
    "resume_mailing": gettext_lazy("let it go on"),
    "stop_mailing": gettext_lazy("stopped it"),
    "test_mailing": gettext_lazy("tried it out"),
    "correct_letter": gettext_lazy("began a letter that replaces a former one"),
}
LATEST = 40


@dataclass(frozen=True)
class Entry:
    at: datetime
    by: str
    what: str
    reason: str


def record_of(mailing: Mailing) -> list[Entry]:
    """The latest acts, newest first. One query."""
    traces = Trace.objects.filter(subject=subject_of(mailing)).select_related("by")[:LATEST]
    return [
        Entry(
            trace.at,
            str(trace.by) if trace.by else _("The schedule"),
            str(SENTENCES.get(trace.act, trace.act)),
            trace.reason,
        )
        for trace in traces
    ]
