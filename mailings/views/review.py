"""Looking a mailing through before it leaves, a second pair of eyes, and how its messages leave."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, can, permit
from correspondence.composing import MARKDOWN
from correspondence.models import Message, MessageState
from gfmd.moves import Refused
from mailings import looking
from mailings.access import mailing_of_meeting
from mailings.actions import mailings as actions
from mailings.actions import releasing
from mailings.audiences import Counted
from mailings.forms.mailings import ScheduleForm
from mailings.messages.mailings import Wording
from mailings.models import CAN_BE_CHANGED, Mailing, MailingState
from mailings.record import record_of
from mailings.views.mailings import HERE, WAITING, languages_of, named
from meetings.days import zone_name

A_PAGE = 100
S = MailingState


@permit(Permission.SEE_CORRESPONDENCE, mailing_of_meeting)
@require_safe
def mailing(request, mailing):
    """One mailing: where it stands, what is next and for whom, and all it consists of."""
    page = base(request, mailing) | {"schedule": schedule_form(mailing), "record": record_of(mailing)}
    return render(request, "mailings/mailing.html", page | standing(mailing))


def standing(mailing: Mailing) -> dict:
    """What is still to be looked at, or how far it has left."""
    return before_it_leaves(mailing) if mailing.state in CAN_BE_CHANGED else progress_of(mailing)


def base(request, mailing: Mailing) -> dict:
    return {
        "meeting": mailing.meeting,
        "here": HERE,
        "mailing": mailing,
        "marker": actions.marker_of(mailing),
        "audience": named(mailing),
        "texts": texts_of(mailing),
        "papers": actions.papers_of(mailing),
        "signatories": list(mailing.signatories.select_related("organization")),
        "may_write": can(request.user, Permission.CORRESPOND, mailing.meeting),
        "is_own": mailing.prepared_by_id == request.user.pk,
        "wants_second": actions.wants_second(mailing),
        "correction": mailing.corrections.exclude(state=S.WITHDRAWN).first(),
    }


def texts_of(mailing: Mailing) -> list[dict]:
    """Each language with its text, or without one yet."""
    written = {text.language: text for text in mailing.texts.all()}
    return [
        {"language": language, "name": looking.LANGUAGE_NAMES[language], "text": written.get(language)}
        for language in languages_of(mailing)
    ]


def before_it_leaves(mailing: Mailing) -> dict:
    """The audience as it is now, and what stands in the way."""
    try:
        whole = actions.audience_of(mailing)
        said = actions.obstacles(mailing, whole)
    except Refused as refusal:
        whole, said = Counted(), [str(refusal)]
    return {
        "counted": whole,
        "obstacles": said,
        "languages": looking.languages_of(Wording(mailing), whole.recipients),
        "difference": looking.difference(mailing, whole),
        "coverage": looking.coverage(mailing, whole),
    }


def schedule_form(mailing: Mailing, data=None) -> ScheduleForm:
    return ScheduleForm(data, meeting=mailing.meeting, zone=zone_name(mailing.meeting))


# --- Looking it through ----------------------------------------------------------------------------------


@permit(Permission.SEE_CORRESPONDENCE, mailing_of_meeting)
@require_safe
def mailing_recipients(request, mailing):
    """Everyone who gets it, and those left out with the reason."""
    whole = whole_of(mailing)
    page = {
        "meeting": mailing.meeting,
        "here": HERE,
        "mailing": mailing,
        "audience": named(mailing),
        "total": len(whole.recipients),
        "recipients": Paginator(whole.recipients, A_PAGE).get_page(request.GET.get("page")),
        "left_out": whole.left_out,
        "coverage": looking.coverage(mailing, whole),
    }
    return render(request, "mailings/mailing_recipients.html", page)


def whole_of(mailing: Mailing) -> Counted:
    try:
        return actions.audience_of(mailing)
    except Refused:
        return Counted()


@permit(Permission.SEE_CORRESPONDENCE, mailing_of_meeting)
@require_safe
def mailing_preview(request, mailing):
    """One preview for all: those who stand out first, then anybody."""
    whole, wording = whole_of(mailing), Wording(mailing)
    recipient = looking.chosen(whole, request.GET.get("to", ""))
    page = {
        "meeting": mailing.meeting,
        "here": HERE,
        "mailing": mailing,
        "outliers": looking.outliers(wording, whole) if wording.texts else [],
        "found": [
            (looking.mark_of(one), looking.shown_name(one), one.email)
            for one in looking.found(whole, request.GET.get("q", ""))
        ],
        "q": request.GET.get("q", ""),
        "recipient": recipient,
        "mark": looking.mark_of(recipient) if recipient else "",
        "may_write": can(request.user, Permission.CORRESPOND, mailing.meeting),
        "languages": looking.languages_of(wording, whole.recipients),
    }
    if recipient and wording.texts:
        page |= shown(wording.message(recipient))
    return render(request, "mailings/mailing_preview.html", page)


def shown(message: Message) -> dict:
    """A message as plain text, and laid out as most programs show it."""
    return {"message": message, "html": MARKDOWN.render(message.text_without_link)}


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_test(request, mailing):
    """What a recipient would get, to whoever asks."""
    recipient = looking.chosen(whole_of(mailing), request.POST.get("to", ""))
    if recipient is None:
        messages.error(request, _("There is nobody in the audience whose message could be tried out."))
        return redirect("mailing_preview", mailing.meeting.slug, mailing.pk)
    language = request.POST.get("language") or Wording(mailing).language_for(recipient)
    try:
        actions.send_test(mailing=mailing, recipient=recipient, language=language, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("A test is on its way to you, at %(email)s.") % {"email": request.user.email}
        )
    return redirect("mailing_preview", mailing.meeting.slug, mailing.pk)


# --- Acts ------------------------------------------------------------------------------------------------


def act(request, mailing: Mailing, do, sentence: str):
    """Back to the mailing with a word on what was done, or the reason it was refused."""
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("mailing", mailing.meeting.slug, mailing.pk)


def said(request, mailing: Mailing) -> dict:
    """What every act on a mailing is told: which, by whom, and what the page showed."""
    return {"mailing_pk": mailing.pk, "seen": request.POST.get("seen", ""), "by": request.user}


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_put(request, mailing):
    return act(
        request,
        mailing,
        lambda: actions.put_for_approval(**said(request, mailing)),
        _("It waits for a second pair of eyes."),
    )


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_approve(request, mailing):
    return act(request, mailing, lambda: actions.approve(**said(request, mailing)), _("It is approved."))


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_return(request, mailing):
    reason = request.POST.get("reason", "").replace("\x00", "")
    return act(
        request,
        mailing,
        lambda: actions.send_back(reason=reason, **said(request, mailing)),
        _("It is a draft again."),
    )


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_withdraw(request, mailing):
    return act(request, mailing, lambda: actions.withdraw(**said(request, mailing)), _("It was withdrawn."))


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_send(request, mailing):
    try:
        releasing.release(**said(request, mailing))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("mailing", mailing.meeting.slug, mailing.pk)
    return redirect("mailing_progress", mailing.meeting.slug, mailing.pk)


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_schedule(request, mailing):
    form = schedule_form(mailing, request.POST)
    if not form.is_valid():
        page = base(request, mailing) | {"schedule": form, "record": record_of(mailing)}
        return render(request, "mailings/mailing.html", page | standing(mailing), status=422)
    at = form.cleaned_data["at"]
    return act(
        request,
        mailing,
        lambda: actions.schedule(at=at, **said(request, mailing)),
        _("It leaves by itself at the time given."),
    )


HOLDS = {
    "pause": (releasing.pause, gettext_lazy("It is paused. What a server has taken already has left.")),
    "resume": (releasing.resume, gettext_lazy("It goes on.")),
    "stop": (releasing.stop, gettext_lazy("It is stopped. What has not left never will.")),
}


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_hold(request, mailing):
    """Pause, resume or stop what is leaving."""
    if request.POST.get("do") not in HOLDS:
        messages.error(request, _("Say whether to pause it, to go on or to stop it."))
        return redirect("mailing_progress", mailing.meeting.slug, mailing.pk)
    do, sentence = HOLDS[request.POST["do"]]
    try:
        do(mailing_pk=mailing.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("mailing_progress", mailing.meeting.slug, mailing.pk)


# --- On its way ------------------------------------------------------------------------------------------


@permit(Permission.SEE_CORRESPONDENCE, mailing_of_meeting)
@require_safe
def mailing_progress(request, mailing):
    """How far it has left; the page asks again by itself while something waits."""
    if mailing.batch_id is None:
        raise Http404
    page = {
        "meeting": mailing.meeting,
        "here": HERE,
        "mailing": mailing,
        "may_write": can(request.user, Permission.CORRESPOND, mailing.meeting),
        **progress_of(mailing),
    }
    template = "mailings/_mailing_progress.html" if request.htmx else "mailings/mailing_progress.html"
    return render(request, template, page)


def progress_of(mailing: Mailing) -> dict:
    """Counts of a mailing's messages by state, and of letters while these are being made."""
    if mailing.batch_id is None:
        return {"total": 0}
    states = Counter(mailing.batch.messages.values_list("state", flat=True))
    waiting = sum(states[state] for state in WAITING)
    is_being_prepared = mailing.state == S.LEAVING and mailing.prepared_at is None
    letters = mailing.letters.count() if mailing.is_letter else 0
    return {
        "total": states.total(),
        "waiting": waiting,
        "done": states.total() - waiting,
        "sent": states[MessageState.SENT] + states[MessageState.DELIVERED],
        "failed": states[MessageState.FAILED] + states[MessageState.BOUNCED],
        "cancelled": states[MessageState.CANCELLED],
        "is_being_prepared": is_being_prepared,
        "letters": letters,
        "letters_said": ngettext(
            "%(number)d letter is made so far.", "%(number)d letters are made so far.", letters
        )
        % {"number": letters},
        "is_moving": is_being_prepared or (mailing.state == S.LEAVING and waiting > 0),
        "outcome": mailing.outcome,
        "letters_all": mailing.outcome.get("organizations", 0)
        + mailing.outcome.get("organizations_missed", 0),
        "left_out": [(who, email, _(reason)) for who, email, reason in mailing.outcome.get("left_out", [])],
    }
