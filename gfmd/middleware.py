"""What every request passes: kept public pages first, refusals last."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from gfmd import public
from gfmd.moves import Refused, Stale

# Cookies that make an answer personal: with one of them nothing is taken from, or put among, the kept pages.
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
FOREIGN_KEY_VIOLATION = "23503"  # PostgreSQL
KEPT_QUERIES = ("", *(f"language={code}" for code, _name in settings.LANGUAGES))


class PublicPages:
    """Answers anonymous readers from the kept pages, with validators; keeps what a view marked public."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            request.method not in ("GET", "HEAD")
            or request.path_info.startswith(settings.STATIC_URL)
            or request.META.get("QUERY_STRING", "") not in KEPT_QUERIES
            or any(name in request.COOKIES for name in PERSONAL_COOKIES)
        ):
            return not_for_others(self.get_response(request))
        compressed = "gzip" in request.headers.get("Accept-Encoding", "")
        address = f"{request.scheme}:{request.get_full_path()}"
        key = public.key_for(address, get_language_from_request(request), compressed)
        edition, page = public.look_up(key)
        if page:
            return answer(request, page)
        response = self.get_response(request)
        if (
            edition is None
            or not getattr(response, "is_public_page", False)
            or response.status_code != 200
            or response.cookies
        ):
            return not_for_others(response)
        return answer(request, public.keep(key, edition, response, compressed))


def not_for_others(response: HttpResponse) -> HttpResponse:
    """An answer that is not the same for everybody stays with whoever asked, unless its view says more."""
    response.setdefault("Cache-Control", "private, no-cache")
    return response


def answer(request, page: public.Page) -> HttpResponse:
    """The kept page, or 304 when the reader holds the same one."""
    if page.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):
            response[name] = page.headers[name]
        return response
    return HttpResponse(page.content, headers=page.headers)


class Refusals:
    """What cannot be read is answered in a page, and so is an act the rules forbid that no form caught."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Browsers send UTF-8. Other encodings can carry characters that no answer or database can hold.
        if (request.encoding or "utf-8").lower() not in ("utf-8", "utf8"):
            raise BadRequest("not UTF-8")
        return self.get_response(request)

    def process_exception(self, request, exception):
        # What was chosen on a page may have been removed by somebody else before it was sent.
        if getattr(exception.__cause__, "pgcode", "") == FOREIGN_KEY_VIOLATION:
            exception = Stale()
        if isinstance(exception, Refused):
            return render(request, "refused.html", {"sentence": str(exception)}, status=409)
        if isinstance(exception, RedisError):
            # Signing in counts attempts there; to go on without counting would let everything be guessed.
            sentence = _("Part of the system does not answer at the moment. Try again in a few minutes.")
            return render(request, "refused.html", {"sentence": sentence}, status=503)
        return None
