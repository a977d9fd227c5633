"""Those who visit the product under measure, and what the bare view answers beside it."""

import os

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from accounts.models import Person
from bench.__main__ import Web
from meetings.models import Appointment, Meeting


def coming() -> Meeting:
    """The meeting of the demo whose registration is open."""
    return Meeting.objects.filter(state="registration_open", parent=None).get()


def staff_of(meeting: Meeting) -> Person:
    appointments = Appointment.objects.in_force().filter(
        role="chair staff", chairmanship=meeting.chairmanship
    )
    return appointments.order_by("pk").first().person


def page_bytes(web: Web, path: str) -> bytes:
    return Client(HTTP_HOST="127.0.0.1").get(path).content


def keep_for_bare(name: str, content: bytes) -> str:
    """Lay bytes down for the bare view; returns its path."""
    with open(os.path.join(os.environ["BENCH_BYTES"], name), "wb") as file:
        file.write(content)
    return f"/bare/{name}"


def signed_in_cookies(person: Person) -> tuple[str, str]:
    """(Cookie header, CSRF token) of a person who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    token = _get_new_csrf_string()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={token}", token
