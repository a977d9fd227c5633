"""The record of a mailing in plain words: who did what, when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Trace, subject_of
from mailings.models import Mailing

SENTENCES = {
    "open_mailing": gettext_lazy("%(who)s began the draft."),
    "change_mailing": gettext_lazy("%(who)s changed what it is or to whom it goes."),
    "write_mailing": gettext_lazy("%(who)s wrote a text."),
    "remove_mailing_text": gettext_lazy("%(who)s took a language out."),
    "sign_mailing": gettext_lazy("%(who)s wrote down who signs."),
    "put_mailing": gettext_lazy("%(who)s asked for a second pair of eyes."),
    "approve_mailing": gettext_lazy("%(who)s approved it."),
    "return_mailing": gettext_lazy("%(who)s made it a draft again."),
    "schedule_mailing": gettext_lazy("%(who)s scheduled it."),
    "send_mailing": gettext_lazy("%(who)s let it leave."),
    "withdraw_mailing": gettext_lazy("%(who)s withdrew it."),
    "pause_mailing": gettext_lazy("%(who)s paused it."),
    "resume_mailing": gettext_lazy("%(who)s let it go on."),
    "stop_mailing": gettext_lazy("%(who)s stopped it."),
    "test_mailing": gettext_lazy("%(who)s tried it out."),
    "correct_letter": gettext_lazy("%(who)s began a letter that replaces a former one."),
}
LATEST = 40


@dataclass(frozen=True)
class Entry:
    at: datetime
    sentence: str
    reason: str


def record_of(mailing: Mailing) -> list[Entry]:
    """The latest acts, newest first. One query."""
    traces = Trace.objects.filter(subject=subject_of(mailing)).select_related("by")[:LATEST]
    return [Entry(trace.at, sentence_of(trace), trace.reason) for trace in traces]


def sentence_of(trace: Trace) -> str:
    who = str(trace.by) if trace.by else _("The schedule")
    sentence = SENTENCES.get(trace.act)
    return sentence % {"who": who} if sentence else trace.act
