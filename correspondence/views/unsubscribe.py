"""The link at the foot of a circular: no more of them, or again (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, permit
from correspondence.addresses import resume_circulars, stop_circulars, wants_circulars
from correspondence.models import Message
from gfmd.tokens import hash_of
from meetings.access import found


def circular_by_token(person, unsubscribe_token: str) -> Message:
    """The circular whose foot held this link; one that is forgotten with its addressee is not found."""
    circulars = Message.objects.exclude(unsubscribe_hash="").exclude(to_email="").defer("body")
    return found(circulars.filter(unsubscribe_hash=hash_of(unsubscribe_token)).first())


# A mail program presses the button without a page, a cookie or a CSRF token; who holds the link may act.
@csrf_exempt
@permit(Permission.HOLD_LINK)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, unsubscribe_token: str) -> HttpResponse:
    """Opening it changes nothing. Its buttons may be pressed twice, and undone."""
    circular = circular_by_token(request.user, unsubscribe_token)
    if request.method != "POST":
        page = {"email": circular.to_email, "wants_circulars": wants_circulars(circular.to_email)}
        return render(request, "correspondence/unsubscribe.html", page)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        stop_circulars(circular.to_email, message=circular)
        return HttpResponse(status=200, content_type="text/plain; charset=utf-8")
    act = resume_circulars if request.POST.get("circulars") == "yes" else stop_circulars
    act(circular.to_email, message=circular)
    return redirect("unsubscribe", unsubscribe_token=unsubscribe_token)
