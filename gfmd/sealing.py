"""Text the database keeps sealed (Fernet: AES-128 in CBC mode with HMAC-SHA256), with keys from the environment.

Keys change by putting a new one first in SEALING_KEYS; `manage.py reseal` then seals everything with it,
and the former one can go.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def seal() -> MultiFernet:
    """Seals with the first key, opens with any of them."""
    return MultiFernet([Fernet(_fernet_key(key)) for key in settings.SEALING_KEYS])


def _fernet_key(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"gfmd.sealing:{key}".encode()).digest())


def unsealed(kept: bytes) -> bytes:
    """What was sealed. Raises ImproperlyConfigured when none of the keys opens it."""
    try:
        return seal().decrypt(kept)
    except InvalidToken as problem:
        raise ImproperlyConfigured(
            "Sealed data cannot be opened: a key is missing from SEALING_KEYS."
        ) from problem


class SealedField(models.TextField):
    """Text that is sealed in the database, and plain in Python. It cannot be searched or sorted by."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value in (None, "") else seal().encrypt(value.encode()).decode()

    def from_db_value(self, value, expression, connection):
        if value in (None, ""):
            return value
        return unsealed(value.encode()).decode()

    def formfield(self, **kwargs):
        """One line where it is short, as a text of this length would be."""
        if self.max_length and self.max_length <= 100:
            from django.forms import TextInput

            kwargs.setdefault("widget", TextInput)
        return super().formfield(**kwargs)
