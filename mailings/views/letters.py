"""Joint letters: the proof of any State's letter, and letters that correct a former one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from mailings import looking
from mailings.access import mailing_of_meeting
from mailings.actions import letters as actions
from mailings.messages.mailings import Wording
from mailings.papers import Letters
from mailings.views.review import whole_of


@permit(Permission.SEE_CORRESPONDENCE, mailing_of_meeting)
@require_safe
def mailing_letter(request, mailing):
    """The letter to one State as it would leave now, in the language its addressee gets, or in another."""
    wording = Wording(mailing)
    recipient = looking.chosen(whole_of(mailing), request.GET.get("to", ""))
    if not mailing.is_letter or recipient is None or not wording.texts:
        raise Http404
    asked = request.GET.get("language", "")
    language = asked if asked in wording.texts else wording.language_for(recipient)
    answer = HttpResponse(Letters(wording).pdf(recipient, language), content_type="application/pdf")
    answer["Content-Disposition"] = "inline; filename=letter.pdf"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_correct(request, mailing):
    """Begin a letter that replaces this one."""
    try:
        letter = actions.correct_letter(mailing_pk=mailing.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("mailing", mailing.meeting.slug, mailing.pk)
    return redirect("mailing", mailing.meeting.slug, letter.pk)
