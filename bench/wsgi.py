"""The product as it is deployed, and beside it, in the same server, a bare Django view.

`/bare/<name>` answers the bytes kept in BENCH_BYTES/<name> through Django's handler without any middleware:
as little as a Django view can do.
"""

import os
from functools import cache
from pathlib import Path

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

from gfmd.wsgi import application as product

TYPES = {".pdf": "application/pdf", ".html": "text/html; charset=utf-8"}


@cache
def kept(name: str) -> tuple[bytes, str]:
    file = Path(os.environ["BENCH_BYTES"], Path(name).name)
    return file.read_bytes(), TYPES[file.suffix]


def bare(request, name):
    content, content_type = kept(name)
    return HttpResponse(content, content_type=content_type)


urlpatterns = [path("bare/<str:name>", bare)]


class BareHandler(WSGIHandler):
    """Django without middleware, and with the one bare address."""

    def load_middleware(self, is_async=False):
        self._view_middleware = self._template_response_middleware = self._exception_middleware = []
        self._middleware_chain = convert_exception_to_response(self._get_response)

    def resolve_request(self, request):
        request.urlconf = __name__
        return super().resolve_request(request)


bare_product = BareHandler()


def application(environ, start_response):
    if environ["PATH_INFO"].startswith("/bare/"):
        return bare_product(environ, start_response)
    return product(environ, start_response)
