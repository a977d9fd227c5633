"""What is held about whoever is signed in: to be seen, taken along, or erased."""

import time

from allauth.account import app_settings as allauth_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, permit
from desk import erasing
from desk.own_data import as_json, as_zip
from desk.own_data import own_data as held_about
from gfmd.moves import Refused


@permit(Permission.ENTER)
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything, kind by kind; what is kept apart stands in the file alone."""
    parts = held_about(request.user)
    page = {"parts": parts, "empty_parts": [part for part in parts if not part.rows]}
    response = render(request, "desk/own_data.html", page)
    response["Cache-Control"] = "no-store"
    return response


@permit(Permission.ENTER)
@require_safe
def own_data_json(request: HttpRequest) -> HttpResponse:
    """Everything as a file for other programs."""
    return led_to_sign_in(request) or a_file(
        as_json(held_about(request.user)), "own-data.json", "application/json"
    )


@permit(Permission.ENTER)
@require_safe
def own_data_zip(request: HttpRequest) -> HttpResponse:
    """Everything as a page, with one's own letters."""
    return led_to_sign_in(request) or a_file(
        as_zip(request.user, held_about(request.user)), "own-data.zip", "application/zip"
    )


def a_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@permit(Permission.ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def own_data_erase(request: HttpRequest) -> HttpResponse:
    """What can be erased at once, what must be kept and why; a button that does it, after a recent sign-in."""
    if request.method != "POST":
        return show_erase(request)
    if asks := led_to_sign_in(request):
        return asks
    try:
        counts = erasing.erase_own_data(person=request.user)
    except Refused:
        return show_erase(request, status=409)
    logout(request)
    return render(request, "desk/own_data_erased.html", {"counts": counts})


def show_erase(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    page = {"obstacles": erasing.obstacles_of(request.user), "is_recent": signed_in_recently(request)}
    return render(request, "desk/own_data_erase.html", page, status=status)


# --- A recent sign-in ------------------------------------------------------------------------------------


def signed_in_recently(request: HttpRequest) -> bool:
    """Within the last five minutes, in this session, in any way there is: a code by e-mail counts."""
    moments = [record.get("at", 0) for record in get_authentication_records(request, request.user)]
    return bool(moments) and time.time() - max(moments) < allauth_settings.REAUTHENTICATION_TIMEOUT


def led_to_sign_in(request: HttpRequest) -> HttpResponse | None:
    """Where to prove who is there, when the sign-in is not recent; None when it is.

    Whoever has neither password nor second factor signs out and in again by a code.
    """
    if signed_in_recently(request):
        return None
    back = reverse("own_data_erase") if request.method == "POST" else request.path
    if flows := get_reauthentication_flows(request.user):
        names = {"reauthenticate": "account_reauthenticate", "mfa_reauthenticate": "mfa_reauthenticate"}
        return redirect(f"{reverse(names[flows[0]['id']])}?{urlencode({REDIRECT_FIELD_NAME: back})}")
    return render(request, "desk/own_data_sign_in.html")
