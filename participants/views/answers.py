"""What the addressee of an invitation sees. Opening a link changes nothing; every answer is a POST."""

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from meetings.models import Chairmanship
from participants import actions
from participants.access import invitation_by_token
from participants.forms import AcceptForm, DeclineForm, ReaddressForm
from participants.models import Answer, Invitation


def show(request, invitation: Invitation, token: str, *, status: int = 200, **forms):
    """The page of an invitation; forms that were sent keep what was typed."""
    signed_in_as_another = (
        request.user.is_authenticated and request.user.email.lower() != invitation.to_email.lower()
    )
    page = {
        "invitation": invitation,
        "meeting": invitation.meeting,
        "token": token,
        "is_valid": invitation.is_link_valid(),
        # What was typed a moment too late is shown again, with the reason, rather than lost.
        "is_over": actions.is_over(invitation) and not forms,
        "Answer": Answer,
        "signed_in_as_another": signed_in_as_another,
        "accept_form": AcceptForm(initial={"name": invitation.to_name}),
        "decline_form": DeclineForm(),
        "readdress_form": ReaddressForm(),
        **forms,
    }
    response = render(request, "participants/invitation.html", page, status=status)
    # No "no-referrer" here: browsers then send "Origin: null", and no answer could be posted.
    response["Cache-Control"] = "no-store"
    return response


@permit(Permission.HOLD_LINK)
@require_safe
def invitation(request, token):
    return show(request, invitation_by_token(request.user, token), token)


def answered(request, token: str, form_class, form_name: str, act, done):
    """One answer to an invitation: `act` with what was typed, then `done` with what came of it.

    What cannot be taken, or is refused, is said in the page, beside what was typed.
    """
    invitation = invitation_by_token(request.user, token)
    form = form_class(request.POST)
    if not form.is_valid():
        return show(request, invitation, token, status=422, **{form_name: form})
    try:
        outcome = act(invitation_pk=invitation.pk, link_number=invitation.link_number, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, invitation, token, status=409, **{form_name: form})
    return done(outcome)


@permit(Permission.HOLD_LINK)
@require_POST
def invitation_accept(request, token):
    def done(outcome):
        person, delegation = outcome
        return sign_in(request, person, reverse("delegation", args=[delegation.pk]))

    return answered(request, token, AcceptForm, "accept_form", actions.accept_invitation, done)


def sign_in(request, person, where, said=""):
    """Sign in whoever holds the link, and say what came of it; a second factor is still asked for.

    Links are forwarded. One that reached staff opens nothing by itself: they sign in as they always do.
    """
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    if request.user.is_authenticated and request.user.pk == person.pk:
        return redirect(where)
    if request.user.is_authenticated:
        request.session.flush()
    if Chairmanship.objects.staffed_by(person).exists() or person.calls_served.filter(left_at=None).exists():
        messages.success(request, said or _("Accepted."))
        return redirect_to_login(where)
    thanks = said or _("Thank you. You are the focal point now; fill in the delegation next.")
    messages.success(request, thanks)
    return perform_login(request, person, email_verification="none", redirect_url=where)


@permit(Permission.HOLD_LINK)
@require_POST
def invitation_decline(request, token):
    def done(_invitation):
        return redirect("invitation", token=token)

    return answered(request, token, DeclineForm, "decline_form", actions.decline_invitation, done)


@permit(Permission.HOLD_LINK)
@require_POST
def invitation_not_me(request, token):
    def done(_invitation):
        messages.success(
            request, _("Thank you. The chair's office has been asked to address the invitation to you.")
        )
        return redirect("invitation", token=token)

    return answered(request, token, ReaddressForm, "readdress_form", actions.ask_to_readdress, done)


@permit(Permission.HOLD_LINK)
@require_POST
def invitation_new_link(request, token):
    invitation = invitation_by_token(request.user, token)
    try:
        actions.renew_link(invitation_pk=invitation.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("invitation", token=token)
    return render(request, "participants/invitation_new_link.html", {"invitation": invitation})
