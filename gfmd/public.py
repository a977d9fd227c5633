"""Pages kept ready for readers, and dropped when what they show changes.

A page is stored together with the edition of the site at the moment its rendering began, so a page that
was being made while something was published is never served afterwards. A public page is the same for
everybody who has not signed in. A page of one reader is kept a minute for that session alone, and until the
session sends anything: signing out, marking a brief as read, leaving a message.
"""

import gzip
import hashlib
import logging
import uuid
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
EDITION = "public-edition"
KEEP_SECONDS = 3600
# Longest time for which a reader may be shown what a right lost meanwhile would hide.
KEEP_FOR_READER_SECONDS = 60
WORTH_COMPRESSING = ("text/", "application/json", "image/svg")


class Page(NamedTuple):
    """A rendered answer, complete with its headers, and the edition it belongs to.

    The edition of a reader's page is that of the site and of the session.
    """

    edition: str
    content: bytes
    headers: dict[str, str]

    @property
    def etag(self) -> str:
        return self.headers["ETag"]


def public_page(response: HttpResponse, until: datetime | None = None) -> HttpResponse:
    """Mark an answer as the same for every anonymous reader, so that it may be kept.

    `until` is the instant at which what it shows changes by itself: the end of the next embargo.
    """
    response.is_public_page, response.kept_until = True, until
    return response


def reader_page(response: HttpResponse, until: datetime | None = None) -> HttpResponse:
    """Mark an answer to somebody who signed in as one that may be kept a minute for the same session."""
    response.is_reader_page, response.kept_until = True, until
    return response


def key_for(address: str, language: str, compressed: bool) -> str:
    """The key of a page; `address` has its scheme, so that what answers https never answers http."""
    return "public:" + hashed(language, str(compressed), address)


def session_key_for(session: str) -> str:
    """The key under which the edition of a session stands; the cookie itself is kept nowhere."""
    return "session-edition:" + hashed(session)


def reader_key_for(public_key: str, session: str, csrf_cookie: str) -> str:
    return "reader:" + hashed(public_key, session, csrf_cookie)


def hashed(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def look_up(key: str) -> tuple[str | None, Page | None]:
    """The edition now in force, and the page if it belongs to it. (None, None) when the cache is away."""
    return _look_up(key, {EDITION: None})


def look_up_for_reader(key: str, session_key: str) -> tuple[str | None, Page | None]:
    """The same for a page of one session, whose edition lasts twice as long as a page is kept."""
    return _look_up(key, {EDITION: None, session_key: 2 * KEEP_FOR_READER_SECONDS})


def _look_up(key: str, editions: dict[str, int | None]) -> tuple[str | None, Page | None]:
    """`editions` says for how many seconds each of them stands once it is made; None is for ever."""
    try:
        found = cache.get_many([*editions, key])
        for name, seconds in editions.items():
            if name not in found:
                cache.add(name, uuid.uuid4().hex, seconds)
                found[name] = cache.get(name)
    except RedisError:
        logger.warning("The cache does not answer; pages are rendered each time.")
        return None, None
    edition = " ".join(str(found[name]) for name in editions)
    page = found.get(key)
    if page is None or page[0] != edition:
        return edition, None
    return edition, Page(*page)


def keep(key: str, edition: str, response: HttpResponse, compress: bool) -> Page:
    """Store a public answer under the edition its rendering began with, compressed where that helps."""
    return _keep(key, edition, response, compress, "no-cache", KEEP_SECONDS)


def keep_for_reader(key: str, edition: str, response: HttpResponse, compress: bool) -> Page:
    """The same for one session; nobody on the way may keep it."""
    return _keep(key, edition, response, compress, "private, no-cache", KEEP_FOR_READER_SECONDS)


def _keep(key: str, edition: str, response: HttpResponse, compress: bool, control: str, seconds: int) -> Page:
    content = response.content
    headers = {name: value for name, value in response.items() if name not in ("Content-Length", "Date")}
    headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}{"-gz" if compress else ""}"'
    headers["Cache-Control"] = control
    headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    if compress and headers.get("Content-Type", "").startswith(WORTH_COMPRESSING):
        content = gzip.compress(content, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(content))
    page = Page(edition, content, headers)
    try:
        cache.set(key, tuple(page), seconds_left(response, seconds))
    except RedisError:
        logger.warning("The cache does not answer; a page was not kept.")
    return page


def seconds_left(response: HttpResponse, most: int) -> int:
    """For how long a page may be kept: rounded down, so that it never outlasts what it shows; 0 is not at all."""
    until = getattr(response, "kept_until", None)
    return most if until is None else max(0, min(most, int((until - timezone.now()).total_seconds())))


def drop_pages_of(session: str) -> None:
    """Drop what is kept for a session, because it has done something."""
    try:
        cache.delete(session_key_for(session))
    except RedisError:
        logger.warning("The cache does not answer; a reader's pages are dropped within a minute.")


def drop_pages() -> None:
    """Drop every kept page once the present transaction has been committed. Called by each action that
    changes what the public sees."""
    transaction.on_commit(new_edition)


def new_edition() -> None:
    """Drop every kept page now."""
    try:
        cache.set(EDITION, uuid.uuid4().hex, None)
    except RedisError:
        logger.warning("The cache does not answer; kept pages are dropped within an hour.")
