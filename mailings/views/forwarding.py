"""The pages on which a focal point keeps a list of ministries, and passes circulars and papers on to them."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, permit
from correspondence.composing import MARKDOWN
from gfmd.moves import Refused, Stale
from mailings.actions.forwarding import (
    MOST_MINISTRIES,
    add_ministry,
    change_ministry,
    pass_on,
    remove_ministry,
    send_again,
)
from mailings.forms.forwarding import MinistryForm, PassOnForm
from mailings.messages.forwarded import of_mailing
from mailings.models import Forwarding, Ministry
from mailings.received import (
    Passing,
    circular_of_own_organization,
    forwarding_of_own_organization,
    list_of,
    ministry_of_own_organization,
    paper_of_own_organization,
    passed_on,
    received,
)
from participants.access import Representation, own_organization

form_page = require_http_methods(["GET", "HEAD", "POST"])


# --- The list --------------------------------------------------------------------------------------------


@permit(Permission.FORWARD, own_organization)
@form_page
def ministries(request: HttpRequest, representation: Representation) -> HttpResponse:
    """The list, and a form to add to it."""
    organization = representation.organization
    blank = Ministry(organization=organization, language=request.user.language)
    form = MinistryForm(request.POST if request.method == "POST" else None, instance=blank)
    if request.method == "POST" and form.is_valid():
        try:
            ministry = add_ministry(ministry=form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is on your list.") % {"name": ministry.name})
            return redirect("ministries", organization.pk)
    page = {
        "organization": organization,
        "ministries": list_of(organization),
        "most": MOST_MINISTRIES,
        "form": form,
    }
    return render(request, "mailings/ministries.html", page, status=422 if form.errors else 200)


@permit(Permission.FORWARD, ministry_of_own_organization)
@form_page
def ministry_edit(request: HttpRequest, ministry: Ministry) -> HttpResponse:
    form = MinistryForm(request.POST if request.method == "POST" else None, instance=copy(ministry))
    if request.method == "POST" and form.is_valid():
        try:
            change_ministry(ministry=form.save(commit=False), seen=form.cleaned_data["seen"], by=request.user)
        except Stale as refusal:
            stored = Ministry.objects.filter(pk=ministry.pk, is_removed=False).first()
            if stored:
                form.show_stored(MinistryForm(instance=stored))
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": form.instance.name})
            return redirect("ministries", ministry.organization_id)
    page = {"organization": ministry.organization, "ministry": ministry, "form": form}
    return render(request, "mailings/ministry_edit.html", page, status=422 if form.errors else 200)


@permit(Permission.FORWARD, ministry_of_own_organization)
@require_POST
def ministry_remove(request: HttpRequest, ministry: Ministry) -> HttpResponse:
    remove_ministry(ministry=ministry, by=request.user)
    messages.success(
        request,
        _("“%(name)s” is off your list; its address and addressee are erased.") % {"name": ministry.name},
    )
    return redirect("ministries", ministry.organization_id)


# --- What there is to pass on ----------------------------------------------------------------------------


@permit(Permission.FORWARD, own_organization)
@require_safe
def circulars(request: HttpRequest, representation: Representation) -> HttpResponse:
    """What the organization has received and may read; each is passed on with one click."""
    page = {
        "organization": representation.organization,
        "received": received(representation, request.user),
        "ministries": [one for one in list_of(representation.organization) if not one.trouble],
    }
    return render(request, "mailings/circulars.html", page)


@permit(Permission.FORWARD, circular_of_own_organization)
@form_page
def circular(request: HttpRequest, passing: Passing) -> HttpResponse:
    """One circular: its text, to whom it goes on, who got it."""
    reader = Ministry(
        organization=passing.organization,
        addressee=request.user.name,
        email=request.user.email,
        language=request.user.language,
    )
    subject, body, language = of_mailing(passing.mailing)(reader)
    page = {"subject": subject, "html": MARKDOWN.render(body), "language": language}
    return show_or_pass_on(request, passing, "circular", passing.mailing.pk, page)


@permit(Permission.FORWARD, paper_of_own_organization)
@form_page
def organization_paper(request: HttpRequest, passing: Passing) -> HttpResponse:
    """One paper: to whom it goes on, who got it."""
    page = {"subject": passing.document.title, "document": passing.document}
    return show_or_pass_on(request, passing, "organization_paper", passing.document.pk, page)


def show_or_pass_on(request: HttpRequest, passing: Passing, name: str, pk: int, page: dict) -> HttpResponse:
    form = PassOnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _forwarding, number = pass_on(
                passing=passing, chosen=form.chosen, note=form.cleaned_data["note"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said(number))
            return redirect(name, passing.organization.pk, pk)
    listed = list_of(passing.organization)
    page |= {
        "organization": passing.organization,
        "passing": passing,
        "ministries": listed,
        "can_get_it": sum(not one.trouble for one in listed),
        "forwardings": passed_on(passing, listed),
        "form": form,
    }
    return render(request, "mailings/forward.html", page, status=422 if form.errors else 200)


def said(number: int) -> str:
    if not number:
        return _("It is on its way already; nobody gets it twice.")
    return ngettext(
        "It is on its way to %(number)d ministry.", "It is on its way to %(number)d ministries.", number
    ) % {"number": number}


@permit(Permission.FORWARD, forwarding_of_own_organization)
@require_POST
def forwarding_again(request: HttpRequest, forwarding: Forwarding, ministry_pk: int) -> HttpResponse:
    """To one ministry once more, after its message came back."""
    try:
        ministry = send_again(forwarding=forwarding, ministry_pk=ministry_pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is on its way to %(name)s again.") % {"name": ministry.name})
    return redirect(page_of(forwarding))


def page_of(forwarding: Forwarding) -> str:
    if forwarding.document_id:
        return reverse("organization_paper", args=[forwarding.organization_id, forwarding.document_id])
    return reverse("circular", args=[forwarding.organization_id, forwarding.mailing_id])
