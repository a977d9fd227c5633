"""Personal links: the token is derived from the secret key, the database keeps only its hash.

A message that waits to be sent therefore holds no secret: the link is put in at the moment it leaves.
"""

import base64
import hashlib
import hmac

from django.conf import settings

PLACEHOLDER = "[[link]]"


def token_for(name: str) -> str:
    """The token of the link called `name` (such as "invitation-12-3"): 43 characters, safe in a URL."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"gfmd.link:{name}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What the database keeps of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
