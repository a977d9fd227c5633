"""What every request passes: kept pages first, refusals last."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from gfmd import public
from gfmd.moves import Refused, Stale

FOREIGN_KEY_VIOLATION = "23503"  # PostgreSQL
KEPT_QUERIES = ("", *(f"language={code}" for code, _name in settings.LANGUAGES))


class KeptPages:
    """Answers readers from the kept pages, with validators; keeps what a view marked as fit to be kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(settings.STATIC_URL):
            return not_for_others(self.get_response(request))
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if request.method not in ("GET", "HEAD"):
            return self.after_an_act(request, session)
        if (
            request.META.get("QUERY_STRING", "") not in KEPT_QUERIES
            or "messages" in request.COOKIES  # to be shown to its reader, once
            or (session and "HX-Request" in request.headers)
        ):
            return not_for_others(self.get_response(request))
        return self.for_session(request, session) if session else self.for_everybody(request)

    def after_an_act(self, request, session: str | None) -> HttpResponse:
        """What a session has kept is dropped before it acts and after, whoever asks in between."""
        if session:
            public.drop_pages_of(session)
        response = not_for_others(self.get_response(request))
        if session:
            public.drop_pages_of(session)
        return response

    def for_everybody(self, request) -> HttpResponse:
        compressed, key = wanted(request)
        edition, page = public.look_up(key)
        if page:
            return answer(request, page)
        response = self.get_response(request)
        if edition is None or not getattr(response, "is_public_page", False) or not may_be_kept(response):
            return not_for_others(response)
        return answer(request, public.keep(key, edition, response, compressed))

    def for_session(self, request, session: str) -> HttpResponse:
        compressed, key = wanted(request)
        key = public.reader_key_for(key, session, request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))
        edition, page = public.look_up_for_reader(key, public.session_key_for(session))
        if page:
            return answer(request, page)
        response = self.get_response(request)
        drop_renewed_cookie(request, response)
        if edition is None or not getattr(response, "is_reader_page", False) or not may_be_kept(response):
            return not_for_others(response)
        return answer(request, public.keep_for_reader(key, edition, response, compressed))


def wanted(request) -> tuple[bool, str]:
    """Whether the answer may be compressed, and the key of the page asked for in the reader's language."""
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    address = f"{request.scheme}:{request.get_full_path()}"
    return compressed, public.key_for(address, get_language_from_request(request), compressed)


def drop_renewed_cookie(request, response) -> None:
    """Do without the CSRF cookie that Django sends again only to renew its year."""
    name = settings.CSRF_COOKIE_NAME
    renewed = response.cookies.get(name)
    if renewed and getattr(response, "is_reader_page", False) and renewed.value == request.COOKIES.get(name):
        del response.cookies[name]


def may_be_kept(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.cookies


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
