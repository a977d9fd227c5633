"""What the provider of mail reports by itself: that a message arrived, came back, or was marked as unwanted."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from accounts.permissions import Permission, permit
from correspondence.providers import provider

NOT_UNDERSTOOD = (ValueError, LookupError, TypeError, AttributeError)


# The provider holds the address with its secret, and signs what it sends; django-anymail checks both.
@csrf_exempt
@permit(Permission.HOLD_LINK)
def mail_webhook(request: HttpRequest) -> HttpResponse:
    """Of the provider in EMAIL_URL alone, and only where ANYMAIL_WEBHOOK_SECRET is set; else not found.

    A wrong signature is answered with 400. An error of ours is answered with 500, and the provider tries again.
    """
    name = provider()
    if not name or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    try:
        view = resolve(f"/{name}/tracking/", urlconf="anymail.urls").func
    except Resolver404 as unknown:
        raise Http404 from unknown
    try:
        return view(request)
    except NOT_UNDERSTOOD:
        return HttpResponseBadRequest()
