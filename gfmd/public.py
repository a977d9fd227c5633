"""Public pages kept ready for anonymous readers, and dropped when what they show changes.

A page is stored together with the edition of the site at the moment its rendering began, so a page that
was being made while something was published is never served afterwards.
"""

import gzip
import hashlib
import logging
import uuid
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
EDITION = "public-edition"
KEEP_SECONDS = 3600
WORTH_COMPRESSING = ("text/", "application/json", "image/svg")


class Page(NamedTuple):
    """A rendered answer, complete with its headers, and the edition it belongs to."""

    edition: str
    content: bytes
    headers: dict[str, str]

    @property
    def etag(self) -> str:
        return self.headers["ETag"]


def public_page(response: HttpResponse) -> HttpResponse:
    """Mark an answer as the same for every anonymous reader, so that it may be kept."""
    response.is_public_page = True
    return response


def key_for(address: str, language: str, compressed: bool) -> str:
    """The key of a page; `address` has its scheme, so that what answers https never answers http."""
    return "public:" + hashlib.sha256(f"{language} {compressed} {address}".encode()).hexdigest()


def look_up(key: str) -> tuple[str | None, Page | None]:
    """The edition now in force, and the page if it belongs to it. (None, None) when the cache is away."""
    try:
        found = cache.get_many([EDITION, key])
        edition = found.get(EDITION)
        if edition is None:
            cache.add(EDITION, uuid.uuid4().hex, None)
            edition = cache.get(EDITION)
    except RedisError:
        logger.warning("The cache does not answer; public pages are rendered each time.")
        return None, None
    page = found.get(key)
    if page is None or page[0] != edition:
        return edition, None
    return edition, Page(*page)


def keep(key: str, edition: str, response: HttpResponse, compress: bool) -> Page:
    """Store an answer under the edition its rendering began with, compressed where that helps."""
    content = response.content
    headers = {name: value for name, value in response.items() if name not in ("Content-Length", "Date")}
    headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}{"-gz" if compress else ""}"'
    headers["Cache-Control"] = "no-cache"
    headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    if compress and headers.get("Content-Type", "").startswith(WORTH_COMPRESSING):
        content = gzip.compress(content, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(content))
    page = Page(edition, content, headers)
    try:
        cache.set(key, tuple(page), KEEP_SECONDS)
    except RedisError:
        logger.warning("The cache does not answer; a public page was not kept.")
    return page


def drop_pages() -> None:
    """Drop every kept page once the present transaction has been committed. Called by each action that
    changes what the public sees."""
    transaction.on_commit(_new_edition)


def _new_edition() -> None:
    try:
        cache.set(EDITION, uuid.uuid4().hex, None)
    except RedisError:
        logger.warning("The cache does not answer; kept pages are dropped within an hour.")
